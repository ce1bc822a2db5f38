"""A turn into what stands around it: the same for all its candidates, and found once for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from narrator.attribution.mentions import NAME, PRONOUN, Mention
from narrator.attribution.parts import ADDRESSEE, SUBJECT
from narrator.attribution.tags import BEFORE
from narrator.attribution.turns import Scenery, Turn

SEXES = ("m", "f")
FARTHEST_CALL = 8
"""So many places off a turn next to this one may be."""

LONGEST_WAY = 6
"""So many paragraphs back are looked at for who was named since the last turn."""


@dataclass(slots=True)
class Around:
    """What the narration in and beside a turn says, and the turns next to it."""

    own: list[tuple[bool, Mention]]
    """Names in the paragraph's own narration, and whether they stand ahead of the speech."""
    own_people: frozenset[int]
    turns: list[Turn | None]
    """The turn before, the one before that, and the two after, where they are near."""
    addressed_before: frozenset[int]
    """Who is spoken to in the narration of the turn before."""
    addressed: frozenset[int]
    before: list[Mention]
    """Names in the paragraph of narration right before the turn."""
    after: list[Mention]
    """Names in the first piece of the paragraph right after it, where that is narration."""
    between: list[Mention]
    """Names in the narration since the last turn."""
    last_named: tuple[int, ...]
    """Whom the paragraph of narration right before it names last."""
    pronoun: str
    """The gender of the last pronoun before the turn that is a subject."""
    last_pronoun: str
    """The same, in the paragraph of narration right before it."""


def look_around(scenery: Scenery, names: Sequence[list[Mention]], turn: Turn) -> Around:
    """See ``Around``; ``names`` are those that the narration of each paragraph names people by."""
    told = turn.block > 0 and not scenery.blocks[turn.block - 1].spoken
    last = names[turn.block - 1][-1:] if told else []
    own = [(place == BEFORE, m) for place, m in turn.around if m.kind == NAME and m.who]
    turns = [_near(scenery.turns, turn, step) for step in (-1, -2, 1, 2)]
    before = _narration(scenery, turn, turn.block - 1)
    after = _narration(scenery, turn, turn.last_block + 1)
    return Around(
        own,
        frozenset(person for _, m in own for person in m.who),
        turns,
        _addressed(turns[0]),
        _addressed(turn),
        [m for some in before for m in some if m.kind == NAME],
        [m for some in after[:1] for m in some[:1] if m.kind == NAME],
        _between(scenery, names, turn),
        last[0].who if last else (),
        _last_pronoun(scenery, turn),
        _pronoun_in(scenery, turn.block - 1),
    )


def _between(scenery: Scenery, names: Sequence[list[Mention]], turn: Turn) -> list[Mention]:
    start = scenery.turns[turn.index - 1].last_block + 1 if turn.index else 0
    start = max(start, turn.block - LONGEST_WAY)
    return [m for number in range(start, turn.block) for m in names[number]]


def _near(turns: Sequence[Turn], turn: Turn, step: int) -> Turn | None:
    """The turn so many steps on, where it is near."""
    index = turn.index + step
    other = turns[index] if 0 <= index < len(turns) else None
    if other and (other.chapter != turn.chapter or abs(other.place - turn.place) > FARTHEST_CALL):
        return None
    return other


def _addressed(turn: Turn | None) -> frozenset[int]:
    some = turn.around if turn else ()
    return frozenset(person for _, m in some if m.role == ADDRESSEE for person in m.who)


def _narration(scenery: Scenery, turn: Turn, number: int) -> list[list[Mention]]:
    """The mentions of a paragraph that nobody speaks in, in the turn's chapter."""
    blocks = scenery.blocks
    if not 0 <= number < len(blocks) or blocks[number].spoken:
        return []
    return scenery.mentions[number] if blocks[number].chapter == turn.chapter else []


def _last_pronoun(scenery: Scenery, turn: Turn) -> str:
    for number in range(turn.block - 1, max(-1, turn.block - 3), -1):
        for pieces in reversed(scenery.mentions[number]):
            for m in reversed(pieces):
                if m.kind == PRONOUN and m.gender in SEXES and m.role == SUBJECT:
                    return m.gender
    return ""


def _pronoun_in(scenery: Scenery, number: int) -> str:
    """The last "he" or "she" of a paragraph of narration that is a subject."""
    if number < 0 or scenery.blocks[number].spoken:
        return ""
    for pieces in reversed(scenery.mentions[number]):
        for m in reversed(pieces):
            if m.kind == PRONOUN and m.role == SUBJECT and m.gender in SEXES:
                return m.gender
    return ""
