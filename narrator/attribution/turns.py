"""Paragraphs into turns: who speaks once, what stands around it, and what its tag says."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from narrator.attribution.epithets import resolve_epithets
from narrator.attribution.mentions import NAME, NOUN, PRONOUN, Mention, find_mentions
from narrator.attribution.newcomers import (
    answers_with_name,
    asks_name,
    introduces,
    is_wired,
    resolve_listed,
    resolve_newcomers,
    resolve_voices,
)
from narrator.attribution.parts import CALLED, CITED, OWNER, SUBJECT
from narrator.attribution.people import People
from narrator.attribution.tags import AFTER, BEFORE, BETWEEN, Tag, looks_back, read_tag
from narrator.attribution.tokens import SENTENCE_ENDS, Block, Piece
from narrator.attribution.words import PLAIN_SPEECH_VERBS, VAGUE_NOUNS

LONGEST_TAGGED = 2
"""A longer speech is a story; what is said in it is not said of its teller."""
ANNOUNCING = PLAIN_SPEECH_VERBS - frozenset(("began", "continued", "called", "added"))
"""Verbs that announce a speech: "It was Anna who asked what they all thought." ends a paragraph."""
OPENING = frozenset('"“„«»‘‹›「『')
CLOSING = frozenset('"”“»«’›‹」』')


@dataclass(slots=True)
class Turn:
    """What one person says in one go: a paragraph's speech, or one that runs over paragraphs."""

    index: int
    block: int
    last_block: int
    scene: int
    chapter: int
    place: int = 0
    """Like ``block``, but paragraphs over which a speech runs on count as one."""
    speech: list[Piece] = field(default_factory=list)
    tag: Tag | None = None
    beats: list[Tag] = field(default_factory=list)
    called: set[int] = field(default_factory=set)
    referred: set[int] = field(default_factory=set)
    around: list[tuple[str, Mention]] = field(default_factory=list)
    """Mentions in the paragraph's own narration, with their place."""
    own_name: int = -1
    """Who says "I'm Anna" in it."""
    later: tuple[int, Tag] | None = None
    """A tag in a later paragraph of a speech that runs on, and which."""


@dataclass(slots=True)
class Scenery:
    """The book as attribution sees it: paragraphs, their mentions, and the turns."""

    blocks: list[Block]
    mentions: list[list[list[Mention]]]
    """For each block and each of its pieces."""
    turns: list[Turn]
    turn_of: dict[int, int]
    """Block -> its (first) turn."""
    places: list[int]
    """Block -> its place: paragraphs over which a speech runs on count as one, however long."""


def read_turns(blocks: Sequence[Block], people: People) -> Scenery:
    """Find mentions, and turns with their tags."""
    mentions = [[find_mentions(piece, people) for piece in block.pieces] for block in blocks]
    resolve_epithets(blocks, mentions, people)
    if people.closed:  # else "a man" may be somebody who has not been found
        resolve_listed(blocks, mentions)
        resolve_newcomers(blocks, mentions, people)
    resolve_voices(blocks, mentions, people)
    turns: list[Turn] = []
    turn_of: dict[int, int] = {}
    for number, block in enumerate(blocks):
        resumed = _asides(block.pieces)[1::2]
        broken: Turn | None = None
        for some in _parts(block, mentions[number]):
            speech = [i for i in some if block.pieces[i].voiced]
            if not speech:
                continue
            if broken and some.start in resumed:
                _fill(broken, number, block, mentions[number], some, speech)
                continue
            goes_on = block.pieces[speech[0]].line.continues and some.start == 0
            if goes_on and turns and turns[-1].last_block == number - 1:
                named = _named_after(block, mentions[number], speech[0])
                before = turns[-1].tag
                goes_on = named < 0 or before is None or before.mention.who[:1] in ((), (named,))
            else:
                goes_on = False
            if goes_on:
                turn = turns[-1]
                turn.last_block = number
            else:
                turn = Turn(len(turns), number, number, block.scene, block.chapter)
                turns.append(turn)
            turn_of.setdefault(number, turn.index)
            _fill(turn, number, block, mentions[number], some, speech)
            broken = broken or turn
            if turn.tag is None and speech[0] == 0 and number and turn.block == number:
                _lead_in(turn, blocks[number - 1], mentions[number - 1], block)
    _name_oneself(turns, blocks, mentions)
    for turn in turns:
        if turn.tag is None:
            _look_back(turn, blocks, mentions)
        if turn.tag is not None or turn.later is None or turn.later[0] != turn.last_block:
            continue
        if turn.last_block - turn.block <= LONGEST_TAGGED:
            turn.tag = turn.later[1]
    return Scenery(list(blocks), mentions, turns, turn_of, _number_places(turns, len(blocks)))


def _name_oneself(
    turns: Sequence[Turn], blocks: Sequence[Block], mentions: Sequence[list[list[Mention]]]
) -> None:
    """Note who answers "What are you called?" with a name."""
    for asking, turn in itertools.pairwise(turns):
        if turn.block == asking.last_block + 1 and asks_name(asking.speech[-1]):
            at = blocks[turn.block].pieces.index(turn.speech[0])
            name = answers_with_name(turn.speech[0], mentions[turn.block][at])
            turn.own_name = max(turn.own_name, name)
            turn.called.discard(name)


def _number_places(turns: Sequence[Turn], size: int) -> list[int]:
    """The place of each of ``size`` paragraphs; fills in the turns' own."""
    steps = [1] * size
    for turn in turns:
        for number in range(turn.block + 1, turn.last_block + 1):
            steps[number] = 0
    places = [place - 1 for place in itertools.accumulate(steps)]
    for turn in turns:
        turn.place = places[turn.block]
    return places


def _look_back(
    turn: Turn, blocks: Sequence[Block], mentions: Sequence[list[list[Mention]]]
) -> None:
    """The narration after a turn may speak of it: "At Anna's words, ..."."""
    number = turn.last_block + 1
    if number >= len(blocks) or blocks[number].chapter != turn.chapter or blocks[number].spoken:
        return
    tag = looks_back(blocks[number].pieces[0], mentions[number][0])
    if tag:
        turn.beats.append(tag)


def _parts(block: Block, mentions: list[list[Mention]]) -> list[range]:
    """The pieces of a paragraph for each of its speakers in turn.

    "“Fine,” said Anna; and Bob answered, “Very well.”" is a paragraph with two, and so is
    "“Is it?” “It is.”".
    """
    pieces = block.pieces
    cuts = [0]
    last: tuple[int, Mention] | None = None
    acts: tuple[int, Mention] | None = None
    spoke = False
    asides = _asides(pieces)
    for i, piece in enumerate(pieces):
        if not piece.voiced:
            continue
        ahead = _told(block, mentions, i, after=False)
        after = _told(block, mentions, i, after=True)
        known, new = (last or acts, ahead) if ahead else (last, after)
        if spoke and known and new and _others(pieces, known, new):
            cuts.append(i)
        elif spoke and (_answers(pieces[i - 1], piece) or i in asides):
            cuts.append(i)
            last = None
        last = ahead or after or last
        acts = _does(block, mentions, i)
        spoke = True
    return [range(a, b) for a, b in itertools.pairwise([*cuts, len(pieces)])]


def _told(
    block: Block, mentions: list[list[Mention]], i: int, *, after: bool
) -> tuple[int, Mention] | None:
    """Who speaks by the tag right behind (or ahead of) a piece of speech, and in which piece."""
    k = i + 1 if after else i - 1
    if not 0 <= k < len(block.pieces) or block.pieces[k].voiced:
        return None
    tag = read_tag(block.pieces[k], mentions[k], after=after, speech=block.pieces[i])
    if tag is None or not tag.attached:
        return None
    if after and (not tag.spoken or _leads(block, mentions, k, tag)):
        return None
    return (k, tag.mention) if tag.spoken or not after else None


def _leads(block: Block, mentions: list[list[Mention]], k: int, tag: Tag) -> bool:
    """Whether a sentence between two speeches is the tag of the second: "“No.” Anna said, “Yes.”"""
    if k + 1 >= len(block.pieces) or _ends_in_comma(block.pieces[k - 1]):
        return False
    piece = block.pieces[k]
    if not piece.words[0][0].isupper() or piece.words[-1] not in (",", ":"):
        return False
    ahead = read_tag(piece, mentions[k], after=False)
    return ahead is not None and ahead.mention is tag.mention


def _does(block: Block, mentions: list[list[Mention]], i: int) -> tuple[int, Mention] | None:
    """Whom the sentence behind a piece of speech is about."""
    if i + 1 >= len(block.pieces) or block.pieces[i + 1].voiced:
        return None
    first = next((m for m in mentions[i + 1] if m.role == SUBJECT), None)
    return (i + 1, first) if first and first.start <= 1 else None


def _others(pieces: Sequence[Piece], one: tuple[int, Mention], two: tuple[int, Mention]) -> bool:
    """Whether two tags are surely about two people.

    In one sentence, "he asked, and Bob answered" speaks of two; so does "said Anna; and her
    mother added".
    """
    (at, a), (place, b) = one, two
    if a is b or "p" in (a.gender, b.gender):
        return False
    if a.kind == NAME and b.kind == NAME:
        return len(a.who) == 1 and len(b.who) == 1 and a.who != b.who
    if a.gender and b.gender and a.gender != b.gender:
        return True
    if (
        place > at + 1
        and b.kind != PRONOUN
        and b.start <= 2
        and pieces[place].low[0] in ("and", "but")
    ):
        return True  # "Anna heard her aunt say, “…” and Greta answer, “…”"
    if at != place or b.kind == PRONOUN or b.start < a.end:
        return False
    return SENTENCE_ENDS.isdisjoint(pieces[at].words[a.end : b.start])


def _answers(before: Piece, piece: Piece) -> bool:
    """Whether a speech follows right upon another one, with nothing told between."""
    if not before.voiced or not before.words or not piece.words:
        return False
    return before.words[-1] in CLOSING and piece.words[0] in OPENING


def _asides(pieces: Sequence[Piece]) -> list[int]:
    """Where somebody else's words are put into a speech in brackets, and where it goes on.

    "“Well--” (“Ha!” said Anna)--“so be it.”": such brackets open behind a speech.
    """
    found: list[int] = []
    depth = 0
    spoke = inside = False
    for i, piece in enumerate(pieces):
        if piece.voiced:
            if spoke and inside != (depth > 0):
                inside = depth > 0
                found.append(i)
            elif not spoke and depth:
                return []
            spoke = True
        depth = max(0, depth + piece.words.count("(") - piece.words.count(")"))
    return found


def _named_after(block: Block, mentions: list[list[Mention]], i: int) -> int:
    """Whom the tag right behind a piece of speech names; -1 for nobody."""
    if i + 1 >= len(block.pieces) or block.pieces[i + 1].voiced:
        return -1
    tag = read_tag(block.pieces[i + 1], mentions[i + 1], after=True, speech=block.pieces[i])
    if tag and tag.spoken and tag.attached and tag.mention.kind == NAME:
        return tag.mention.who[0] if len(tag.mention.who) == 1 else -1
    return -1


def _fill(
    turn: Turn,
    number: int,
    block: Block,
    mentions: list[list[Mention]],
    some: range,
    speech: list[int],
) -> None:
    tags: list[Tag] = []
    if some.start and (lead := _lead(block, mentions, some.start)):
        tags.append(lead)
    follower = _lead(block, mentions, some.stop) if some.stop < len(block.pieces) else None
    for i in some:
        piece = block.pieces[i]
        if piece.voiced:
            turn.speech.append(piece)
            if number > turn.block:  # by now it may be a story, whose people call one another
                continue
            for mention in mentions[i]:
                if mention.role == CITED:
                    continue
                named = mention.kind == NAME and len(mention.who) == 1
                if named and introduces(piece, mention, wired=is_wired(block)):
                    turn.own_name = mention.who[0]
                    continue
                sure = mention.kind == NOUN and mention.role == CALLED and len(mention.who) == 1
                if sure or (mention.kind == NAME and len(mention.who) < 4):
                    (turn.called if mention.role == CALLED else turn.referred).update(mention.who)
            continue
        place = BEFORE if i < speech[0] else AFTER if i > speech[-1] else BETWEEN
        turn.around.extend((place, _as_named(mention)) for mention in mentions[i])
        joined = i - 1 in speech and _ends_in_comma(block.pieces[i - 1])
        before = block.pieces[i - 1]
        tag = read_tag(piece, mentions[i], after=True, speech=before) if i - 1 in speech else None
        if tag and not (follower and follower.mention is tag.mention and not joined):
            tag.place, tag.piece = place, i
            tags.append(tag)
        if i + 1 in speech and (tag := read_tag(piece, mentions[i], after=False)):
            tag.place, tag.piece = place, i
            tags.append(tag)
    turn.referred -= turn.called
    tags.sort(key=lambda tag: (-_rank(tag), tag.piece))
    best = tags[0] if tags and _rank(tags[0]) >= 2 else None
    if best is not None and number > turn.block:
        turn.later = (number, best)
    elif best is not None:
        turn.tag = turn.tag or best
    known = {id(best.mention)} if best else set()
    for tag in tags:
        if id(tag.mention) not in known:
            known.add(id(tag.mention))
            tag.mention = _as_named(tag.mention)
            turn.beats.append(tag)


def _as_named(m: Mention) -> Mention:
    """A noun that means one person alone as good as a name: "The captain shook her head"."""
    sure = m.kind == NOUN and len(m.who) == 1 and not m.guessed and not m.loose
    if not sure or (m.text.split()[-1] in VAGUE_NOUNS and not m.exact):
        return m
    return replace(m, kind=NAME)


def _lead(block: Block, mentions: list[list[Mention]], i: int) -> Tag | None:
    """The tag ahead of a speech whose narration the speaker before has behind theirs."""
    piece = block.pieces[i - 1]
    tag = None if piece.voiced else read_tag(piece, mentions[i - 1], after=False)
    if tag is None or not (tag.spoken and tag.attached) or ")" in piece.words[tag.mention.end :]:
        return None
    tag.piece = i - 1
    return tag


def _ends_in_comma(piece: Piece) -> bool:
    """Whether the sentence of a speech goes on behind it: "“I see,” ..."."""
    return "," in piece.words[-2:]


def _lead_in(turn: Turn, block: Block, mentions: list[list[Mention]], own: Block) -> None:
    """A paragraph of narration that ends in a colon or a comma introduces the next one's speech."""
    if block.chapter != own.chapter or not block.pieces:
        return
    piece = block.pieces[-1]
    if not piece.words or piece.voiced:
        return
    ending = [word for word in piece.words[-2:] if word not in ("—", "--")]
    if block.spoken and ending[-1:] not in ([","], [":"]):  # "“…,” said Anna, and went on:"
        return
    tag = read_tag(piece, mentions[-1], after=False)
    if tag is None:
        return
    if piece.words[-1] in SENTENCE_ENDS:
        asks = not ANNOUNCING.isdisjoint(tag.text.lower().split())
        if tag.spoken and (asks or tag.mention.role == OWNER):  # "Anna's words came back to him."
            turn.beats.append(tag)
    elif tag.spoken or tag.attached:
        tag.place = BEFORE
        turn.tag = tag
    else:
        turn.beats.append(tag)


def _rank(tag: Tag) -> int:
    """How surely a tag is about this speech: 3 a tag proper, 2 attached, 0 a beat."""
    if tag.spoken and tag.attached:
        return 4 if tag.mention.kind == NAME else 3
    return 2 if tag.attached else 1 if tag.spoken else 0


def says_i(turn: Turn) -> bool:
    """Whether the turn's tag is "I said"."""
    tag = turn.tag
    return bool(tag and tag.spoken and tag.attached and tag.mention.gender == "1")
