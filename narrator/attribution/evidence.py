"""Turns into evidence: for each turn its candidates, and what speaks for and against each."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from narrator.attribution.features import PAIR_FEATURES, TURN_FEATURES, Describer
from narrator.attribution.followed import FOLLOWED_FEATURES, Followed
from narrator.attribution.grid import Floats, Grid, make_grid
from narrator.attribution.mentions import NAME, NOUN, PRONOUN, Mention, names_one
from narrator.attribution.newcomers import INDEFINITE
from narrator.attribution.parts import OBJECT, OWNER, SUBJECT
from narrator.attribution.people import People
from narrator.attribution.referents import NOBODY
from narrator.attribution.rows import Rows
from narrator.attribution.tags import BEFORE
from narrator.attribution.tellers import Tellers
from narrator.attribution.turns import Scenery, Turn, says_i
from narrator.attribution.words import VAGUE_NOUNS

REACH = 60
"""How many paragraphs back a mention makes somebody a candidate."""
MOST = 14
"""Candidates of a turn, at most."""
FEWEST = 8
"""With fewer, those named farther back, up to ``FARTHEST`` paragraphs, and main characters join."""
FARTHEST = 401
NEAR = 12
"""Up to so many paragraphs back are looked at one by one; then whoever is spoken of joins."""
LATER = 10
"""Who is first named more than so many paragraphs later has hardly come in yet."""
MAIN = 6
MANY = 4000
"""With more turns than two novels have, features are packed: memory is what is short then."""
SHARED = len(TURN_FEATURES)


@dataclass(slots=True)
class Evidence:
    """Candidates of every turn, and the fixed features of each pair."""

    scenery: Scenery
    people: People
    candidates: list[list[int]]
    grid: Grid
    shared: Floats
    """Features of the turns that are described: a candidate's row begins with those of its turn."""
    own: Rows
    """Features of the pairs, one row for each of ``described``."""
    followed: Rows
    """What pronouns say of these pairs."""
    plain: dict[int, int]
    """Turn -> whom its tag's pronoun plainly takes up."""
    turns: npt.NDArray[np.int32]
    """The row in ``shared`` of each row in ``own``."""
    described: npt.NDArray[np.int64]
    """The grid's rows of turns that have to be decided, or all of them."""
    anchors: dict[int, int]
    """Turns whose speaker a tag names beyond doubt."""
    unmet: npt.NDArray[np.int64]
    """The grid's rows of people who come into the book a good while after the turn."""

    @property
    def fixed(self) -> Floats:
        """Turn and pair features of all rows ``described``."""
        return self.features(slice(None))

    def features(self, places: npt.NDArray[np.int64] | slice) -> Floats:
        """Turn and pair features of some of the rows ``described``."""
        rows = self.shared[self.turns[places]], self.own.take(places), self.followed.take(places)
        return np.hstack(rows)

    def follow(self, speakers: Mapping[int, int]) -> None:
        """Follow pronouns anew from these; see ``take_up_pronouns``. Changes the mentions, too."""
        described = dict.fromkeys(self.grid.turn[self.described].tolist())
        self.followed, self.plain = _follow(
            self.scenery, self.people, self.candidates, described, speakers
        )


class Named(NamedTuple):
    """Whom the narration of one place names."""

    chapter: int
    people: dict[int, None]
    """In the order in which they are named."""


def named_speaker(turn: Turn) -> int | None:
    """Whom the turn's tag names, when it names one person with a verb of speech."""
    tag = turn.tag
    if tag and tag.mention.kind != PRONOUN and tag.attached and (tag.spoken or tag.place == BEFORE):
        who = () if tag.mention.guessed else tag.mention.who
        vague = tag.mention.text.split()[-1] in VAGUE_NOUNS and not tag.mention.exact
        if tag.mention.kind == NOUN and (vague or tag.mention.loose):
            return None
        return who[0] if len(who) == 1 else None
    return None


def lone_subject(turn: Turn, people: People) -> int | None:
    """Whom the paragraph's sentences ahead of the speech are about, when they name nobody else.

    "Ren took off his armband. “I ran,” he said.": the pronoun must fit. A speech without a tag
    has to be the only one's whom its paragraph names, before and after.
    """
    tag = turn.tag
    if tag is None:
        named = [m for _, m in turn.around if m.kind == NAME]
    elif tag.mention.text.split()[0] in INDEFINITE:  # "said a man" brings in somebody else
        return None
    elif tag.spoken and tag.attached and tag.mention.gender in ("m", "f"):
        named = [
            m
            for place, m in turn.around
            if m.kind == NAME
            and place == BEFORE
            and any(people.persons[p].gender in ("", tag.mention.gender) for p in m.who)
        ]
    else:
        return None
    who = {m.who for m in named}
    if tag is None and _ends_with_other(turn, people, who):
        return None
    if tag is None and any(place == BEFORE and _is_other(m, named) for place, m in turn.around):
        return None
    if any(place == BEFORE and m.gender == "1" and m.role == SUBJECT for place, m in turn.around):
        return None  # "I sat down. Anna went by."
    if len(who) != 1 or len(named[0].who) != 1 or turn.called & set(named[0].who):
        return None
    ahead = [m for place, m in turn.around if place == BEFORE and m.kind == NAME]
    return named[0].who[0] if any(m.role == SUBJECT and m in named for m in ahead) else None


def _ends_with_other(turn: Turn, people: People, who: set[tuple[int, ...]]) -> bool:
    """Whether the last pronoun ahead of the speech is not who is named: "Anna wept. He coughed."""
    ahead = [m for place, m in turn.around if place == BEFORE and m.role == SUBJECT]
    last = ahead[-1] if ahead else None
    if last is None or last.kind != PRONOUN or last.gender not in ("m", "f"):
        return False
    return any(people.persons[p].gender not in ("", last.gender) for some in who for p in some)


def _is_other(m: Mention, named: Sequence[Mention]) -> bool:
    """Whether a noun brings in somebody else: "Anna met her visitor's eye"."""
    if m.kind != NOUN or m.role not in (OWNER, OBJECT):
        return False
    return not any(set(m.who) & set(name.who) for name in named)


def _gives_name(turn: Turn, people: People) -> bool:
    """Whether the turn says "I'm Anna", and no tag speaks against it."""
    if turn.own_name < 0:
        return False
    said = turn.tag.mention.gender if turn.tag else ""
    gender = people.persons[turn.own_name].gender
    return said not in ("m", "f") or gender in ("", said)


def _find_anchors(scenery: Scenery, people: People, tellers: Tellers) -> dict[int, int]:
    """The turns whose speaker is beyond doubt, with their speakers."""
    anchors: dict[int, int] = {}
    for turn in scenery.turns:
        speaker = named_speaker(turn)
        if speaker is None:
            speaker = lone_subject(turn, people)
        if speaker is None and _gives_name(turn, people):
            speaker = turn.own_name
        if speaker is None and says_i(turn):
            speaker = tellers.of(turn.chapter)
        if speaker is not None:
            anchors[turn.index] = speaker
    return anchors


def gather(
    scenery: Scenery,
    people: People,
    tellers: Tellers,
    corrected: Mapping[int, int] | None = None,
    *,
    open_only: bool = False,
) -> Evidence:
    """Candidates and fixed features of all turns.

    ``tellers`` says who tells each chapter as "I"; ``corrected`` names speakers who are beyond
    doubt. With ``open_only``, turns whose speaker is beyond doubt are not described.
    """
    candidates: list[list[int]] = []
    shared, turns = array("f"), array("i")
    own = Rows(len(PAIR_FEATURES), packed=len(scenery.turns) > MANY)
    described = array("q")
    count = 0
    anchors = _find_anchors(scenery, people, tellers)
    describer = Describer(scenery, people, tellers, anchors)
    named = _named_in(scenery)
    filled = [place for place, some in enumerate(named) if some.people]
    ranks = sorted(range(len(people.persons)), key=lambda i: (-people.persons[i].count, i))
    main = [i for i in ranks[:MAIN] if people.persons[i].count]
    for turn in scenery.turns:
        teller = tellers.of(turn.chapter)
        some = find_candidates(scenery, named, filled, turn, teller, main)
        if corrected and turn.index in corrected and corrected[turn.index] not in some:
            some = [*some, corrected[turn.index]]
        candidates.append(some)
        if not open_only or (turn.index not in anchors and turn.index not in (corrected or {})):
            described.extend(range(count, count + len(some)))
            for k, row in enumerate(describer.rows(turn, some)):
                if not k:
                    shared.extend(row[:SHARED])
                own.add(row[SHARED:])
                turns.append(len(shared) // SHARED - 1)
        count += len(some)
    grid = make_grid(scenery, candidates)
    open_turns = dict.fromkeys(grid.turn[np.frombuffer(described, dtype=np.int64)].tolist())
    followed, plain = _follow(scenery, people, candidates, open_turns)
    return Evidence(
        scenery,
        people,
        candidates,
        grid,
        np.frombuffer(shared, dtype=np.float32).reshape(-1, SHARED),
        own,
        followed,
        plain,
        np.frombuffer(turns, dtype=np.int32),
        np.frombuffer(described, dtype=np.int64),
        anchors,
        _find_unmet(scenery, candidates, tellers),
    )


def _find_unmet(
    scenery: Scenery, candidates: Sequence[Sequence[int]], tellers: Tellers
) -> npt.NDArray[np.int64]:
    """The rows of people who are first named ``LATER`` paragraphs after the turn, or more."""
    first: dict[int, int] = {}
    for number, pieces in enumerate(scenery.mentions):
        for mentions in pieces:
            for m in mentions:
                if m.who:
                    first.setdefault(m.who[0], number)
    rows = array("q")
    count = 0
    for turn in scenery.turns:
        teller = tellers.of(turn.chapter)
        for row, person in enumerate(candidates[turn.index], count):
            if person != teller and first.get(person, 0) > turn.last_block + LATER:
                rows.append(row)
        count += len(candidates[turn.index])
    return np.frombuffer(rows, dtype=np.int64)


def _follow(
    scenery: Scenery,
    people: People,
    candidates: Sequence[Sequence[int]],
    turns: Iterable[int],
    speakers: Mapping[int, int] | None = None,
) -> tuple[Rows, dict[int, int]]:
    """What pronouns say of the candidates of some turns, and whom they plainly take up."""
    followed = Followed(scenery, [person.gender for person in people.persons], speakers)
    rows = Rows(len(FOLLOWED_FEATURES), packed=len(scenery.turns) > MANY)
    plain: dict[int, int] = {}
    for index in turns:
        turn = scenery.turns[index]
        for row in followed.rows(turn, candidates[index]):
            rows.add(row)
        if (who := followed.plain(turn)) != NOBODY:
            plain[index] = who
    return rows, plain


def find_candidates(
    scenery: Scenery,
    named: Sequence[Named],
    filled: Sequence[int],
    turn: Turn,
    narrator: int | None,
    main: Sequence[int],
) -> list[int]:
    """Who may speak a turn, the best placed first.

    ``named`` lists each place's people, ``filled`` the places that have any, ``main`` the book's
    main characters.
    """
    turns = scenery.turns
    chosen: dict[int, None] = {}
    for tag in ([turn.tag] if turn.tag else []) + turn.beats:
        chosen.update(dict.fromkeys(tag.mention.who[:3]))
    for _, mention in turn.around:
        if mention.kind == NAME:
            chosen.update(dict.fromkeys(mention.who[:2]))
    if narrator is not None:
        chosen[narrator] = None
    for step in (1, -1, 2, -2, 3, -3, 4, -4):
        other = turn.index + step
        if not 0 <= other < len(turns) or turns[other].chapter != turn.chapter:
            continue
        near = turns[other]
        if abs(near.place - turn.place) > 20:
            continue
        if near.tag:
            chosen.update(dict.fromkeys(near.tag.mention.who[:2]))
        for beat in near.beats:
            chosen.update(dict.fromkeys(beat.mention.who[:1]))
        chosen.update(dict.fromkeys(sorted(near.called)))
    for distance in range(1, NEAR + 1):
        if turn.place < distance or len(chosen) >= MOST:
            break
        chosen.update(named[turn.place - distance].people)
        after = turn.place + distance
        if distance <= 4 and after < len(named) and named[after].chapter == turn.chapter:
            chosen.update(named[after].people)
        if distance == NEAR:
            for near in turns[max(0, turn.index - 6) : turn.index + 7]:
                if near.chapter == turn.chapter:
                    chosen.update(dict.fromkeys(sorted(near.referred)))
    for at in range(bisect_left(filled, turn.place - NEAR) - 1, -1, -1):
        distance = turn.place - filled[at]
        if len(chosen) >= (MOST if distance <= REACH else FEWEST) or distance > FARTHEST:
            break
        chosen.update(named[filled[at]].people)
    for person in main:
        if len(chosen) < FEWEST:
            chosen[person] = None
    return list(chosen)[:MOST]


def _named_in(scenery: Scenery) -> list[Named]:
    """The people named in narration, place by place."""
    found: list[Named] = []
    for place, block, pieces in zip(scenery.places, scenery.blocks, scenery.mentions, strict=True):
        if place == len(found):
            found.append(Named(block.chapter, {}))
        for piece, mentions in zip(block.pieces, pieces, strict=True):
            if not piece.voiced:
                found[place].people.update((m.who[0], None) for m in mentions if names_one(m))
    return found
