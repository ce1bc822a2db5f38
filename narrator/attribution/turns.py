"""Paragraphs into turns: who speaks once, what stands around it, and what its tag says."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from narrator.attribution.epithets import resolve_epithets
from narrator.attribution.mentions import (
    ADDRESSEE,
    NAME,
    OBJECT,
    OWNER,
    PRONOUN,
    SUBJECT,
    Mention,
    find_mentions,
)
from narrator.attribution.people import People
from narrator.attribution.tokens import SENTENCE_ENDS, Block, Piece
from narrator.attribution.words import (
    AUXILIARIES,
    SPEECH_NOUNS,
    SPEECH_VERBS,
    TITLES,
    VERBAL,
)

LONGEST_TAGGED = 2
"""A longer speech is a story; what is said in it is not said of its teller."""
REACH = 12
"""How many words from the speech its verb may stand."""
_BETWEEN = frozenset(["then", "only", "just", "and", "also", ",", "again", "once", "at", "last"])
_ALONG = frozenset(["out", "in", "up", "on", "back"])
_OBJECTS = frozenset(["him", "me", "us", "them"])

AFTER, BEFORE, BETWEEN = "after", "before", "between"


@dataclass(slots=True)
class Tag:
    """What the narration beside a speech says of its speaker."""

    mention: Mention
    spoken: bool
    """Whether its verb is one of speech ("said"), not a beat ("He smiled.")."""
    attached: bool
    """Whether it belongs to the sentence of the speech."""
    place: str
    text: str
    piece: int


@dataclass(slots=True)
class Turn:
    """What one person says in one go: a paragraph's speech, or one that runs over paragraphs."""

    index: int
    block: int
    last_block: int
    scene: int
    chapter: int
    speech: list[Piece] = field(default_factory=list)
    tag: Tag | None = None
    beats: list[Tag] = field(default_factory=list)
    called: set[int] = field(default_factory=set)
    referred: set[int] = field(default_factory=set)
    around: list[tuple[str, Mention]] = field(default_factory=list)
    """Mentions in the paragraph's own narration, with their place."""
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


def read_turns(blocks: Sequence[Block], people: People) -> Scenery:
    """Find mentions, and turns with their tags."""
    mentions = [[find_mentions(piece, people) for piece in block.pieces] for block in blocks]
    resolve_epithets(blocks, mentions, people)
    turns: list[Turn] = []
    turn_of: dict[int, int] = {}
    for number, block in enumerate(blocks):
        for some in _parts(block, mentions[number]):
            speech = [i for i in some if block.pieces[i].voiced]
            if not speech:
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
            if turn.tag is None and speech[0] == 0 and number and turn.block == number:
                _lead_in(turn, blocks[number - 1], mentions[number - 1], block)
    for turn in turns:
        if turn.tag is not None or turn.later is None or turn.later[0] != turn.last_block:
            continue
        if turn.last_block - turn.block <= LONGEST_TAGGED:
            turn.tag = turn.later[1]
    return Scenery(list(blocks), mentions, turns, turn_of)


def _parts(block: Block, mentions: list[list[Mention]]) -> list[range]:
    """The pieces of a paragraph for each of its speakers: two, where tags name two.

    "“Fine,” said Anna. “Very well,” said Bob." is a paragraph with two.
    """
    cuts = [0]
    last = -1
    for i, piece in enumerate(block.pieces):
        if not piece.voiced or (named := _named_after(block, mentions, i)) < 0:
            continue
        before = block.pieces[i - 1] if i else None
        ended = (
            before is not None
            and not before.voiced
            and not SENTENCE_ENDS.isdisjoint(before.words[-1:])
        )
        if last >= 0 and named != last and ended:
            cuts.append(i)
        last = named
    return [range(a, b) for a, b in itertools.pairwise([*cuts, len(block.pieces)])]


def _named_after(block: Block, mentions: list[list[Mention]], i: int) -> int:
    """Whom the tag right behind a piece of speech names; -1 for nobody."""
    if i + 1 >= len(block.pieces) or block.pieces[i + 1].voiced:
        return -1
    tag = read_tag(block.pieces[i + 1], mentions[i + 1], after=True)
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
    for i in some:
        piece = block.pieces[i]
        if piece.voiced:
            turn.speech.append(piece)
            for mention in mentions[i]:
                if mention.kind == NAME and len(mention.who) < 4:
                    (turn.called if mention.role == "c" else turn.referred).update(mention.who)
            continue
        place = BEFORE if i < speech[0] else AFTER if i > speech[-1] else BETWEEN
        turn.around.extend((place, mention) for mention in mentions[i])
        joined = i - 1 in speech and _ends_in_comma(block.pieces[i - 1])
        if i - 1 in speech and (tag := read_tag(piece, mentions[i], after=True, joined=joined)):
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
        turn.tag = best
    known = {id(best.mention)} if best else set()
    for tag in tags:
        if id(tag.mention) not in known:
            known.add(id(tag.mention))
            turn.beats.append(tag)


def _ends_in_comma(piece: Piece) -> bool:
    """Whether the sentence of a speech goes on behind it: "“I see,” ..."."""
    return "," in piece.words[-2:]


def _lead_in(turn: Turn, block: Block, mentions: list[list[Mention]], own: Block) -> None:
    """A paragraph of narration that ends in a colon or a comma introduces the next one's speech."""
    if block.spoken or block.chapter != own.chapter or not block.pieces:
        return
    piece = block.pieces[-1]
    if piece.words and piece.words[-1] not in SENTENCE_ENDS and not piece.voiced:
        tag = read_tag(piece, mentions[-1], after=False)
        if tag and (tag.spoken or tag.attached):
            tag.place = BEFORE
            turn.tag = tag
        elif tag:
            turn.beats.append(tag)


def _rank(tag: Tag) -> int:
    """How surely a tag is about this speech: 3 a tag proper, 2 attached, 0 a beat."""
    if tag.spoken and tag.attached:
        return 4 if tag.mention.kind == NAME else 3
    return 2 if tag.attached else 1 if tag.spoken else 0


def read_tag(
    piece: Piece, mentions: Sequence[Mention], *, after: bool, joined: bool = False
) -> Tag | None:
    """What a piece of narration after (or before) a speech says of the speaker.

    ``joined`` says that the speech ends in a comma: what follows is then its tag, whatever its
    verb.
    """
    words = piece.words
    start, end = (0, _clause_end(piece)) if after else (_clause_start(piece), len(words))
    inside = [m for m in mentions if start <= m.start and m.end <= end]
    if not inside:
        return None
    verb, subject = _subject(piece, inside, start, end, after=after)
    if after:
        first = words[start] if words else ""
        attached = verb >= 0 and (
            first[:1].islower() or verb <= inside[0].end + 2 or first in ("I", ",", "—", "--")
        )
    else:
        attached = bool(words) and words[-1] in (",", ":", "—", "--")
        attached = attached or (verb >= 0 and words[-1] not in SENTENCE_ENDS)
    opening = inside[0]
    if joined and verb < 0 and opening.start - start <= 1 and opening.role == SUBJECT:
        subject = opening
    if subject is None:
        return None
    told = joined and subject is inside[0] and subject.start - start <= 1
    attached = attached or told
    text = " ".join(words[start:end])
    return Tag(subject, verb >= 0 or told, attached, AFTER if after else BEFORE, text, 0)


def _clause_end(piece: Piece) -> int:
    words, low = piece.words, piece.low
    for i, word in enumerate(words):
        if (word in SENTENCE_ENDS or word == ";") and not (
            word == "." and i and (low[i - 1] in TITLES or len(words[i - 1]) == 1)
        ):
            return i if i else len(words)
    return len(words)


def _clause_start(piece: Piece) -> int:
    words, low = piece.words, piece.low
    for i in range(len(words) - 2, -1, -1):
        word = words[i]
        if (word in SENTENCE_ENDS or word == ";") and not (
            word == "." and i and (low[i - 1] in TITLES or len(words[i - 1]) == 1)
        ):
            return i + 1
    return 0


def _subject(
    piece: Piece, inside: Sequence[Mention], start: int, end: int, *, after: bool
) -> tuple[int, Mention | None]:
    """The verb of speech nearest to the speech (or -1) and the mention that is its subject."""
    low = piece.low
    near = range(start, min(end, start + REACH)) if after else range(end - 1, start - 1, -1)
    for v in near:
        if low[v] in SPEECH_NOUNS:
            owners = [m for m in inside if m.role == OWNER and 0 <= v - m.end <= 2]
            if owners and (after or v >= end - REACH):
                return v, owners[-1]
        if low[v] not in SPEECH_VERBS or (not after and v < end - REACH):
            continue
        before, behind = _beside(low, inside, v)
        if before is None and behind is None and not after:
            acting = [m for m in inside if m.end <= v and m.role == SUBJECT]
            before = acting[-1] if acting else None
        subject = before or behind
        if subject is not None and not (before is None and subject.text in _OBJECTS):
            return v, subject
    subjects = [m for m in inside if m.role == SUBJECT]
    strict = [m for m in subjects if m.kind == PRONOUN or _acts(low, m)]
    some = strict or subjects
    if not some:
        return -1, None
    return -1, some[0] if after else some[-1]


def _acts(low: Sequence[str], m: Mention) -> bool:
    """Whether a verb follows the mention."""
    return m.end < len(low) and (low[m.end] in VERBAL or low[m.end].endswith("ed"))


def _beside(
    low: Sequence[str], inside: Sequence[Mention], v: int
) -> tuple[Mention | None, Mention | None]:
    """The mentions right before and right after a verb that may be its subject."""
    before = behind = None
    for m in inside:
        if m.end <= v and m.role not in (OWNER, OBJECT, ADDRESSEE):
            gap = low[m.end : v]
            if len(gap) <= 4 and all(
                w.endswith("ly") or w in AUXILIARIES or w in _BETWEEN for w in gap
            ):
                before = m
        if behind is None and m.start > v and m.role != OWNER:
            gap = low[v + 1 : m.start]
            if len(gap) <= 2 and all(w.endswith("ly") or w in _ALONG for w in gap):
                behind = m
    return before, behind


def says_i(turn: Turn) -> bool:
    """Whether the turn's tag is "I said"."""
    tag = turn.tag
    return bool(tag and tag.spoken and tag.attached and tag.mention.gender == "1")
