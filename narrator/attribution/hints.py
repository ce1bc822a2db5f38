"""What a book says of each person, by place: where narration names them, where they are heard."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from narrator.attribution.mentions import NAME, names_one
from narrator.attribution.parts import SUBJECT
from narrator.attribution.tellers import Tellers
from narrator.attribution.turns import Scenery, Turn, says_i

LONG = 12
"""Paragraphs after which a call counts as much as a name in narration."""


@dataclass(slots=True)
class Hints:
    """What a book says of one person, by paragraph: sorted positions of each kind of mention."""

    named: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    """The same mentions by their place among all words of the book."""
    subject: list[int] = field(default_factory=list)
    tags: list[int] = field(default_factory=list)
    """Turns whose tag names the person."""
    heard: list[int] = field(default_factory=list)
    """Turns in which somebody calls or speaks of the person."""


def collect_hints(scenery: Scenery, size: int, tellers: Tellers) -> list[Hints]:
    hints = [Hints() for _ in range(size)]
    starts: list[int] = []
    place = 0
    for number, pieces in enumerate(scenery.mentions):
        block, at = scenery.blocks[number], scenery.places[number]
        starts.append(place)
        for piece, mentions in zip(block.pieces, pieces, strict=True):
            place += len(piece.words)
            if piece.voiced:
                continue
            for mention in mentions:
                if names_one(mention):
                    for person in mention.who[:1]:
                        hints[person].named.append(at)
                        hints[person].places.append(place - len(piece.words) + mention.start)
                        if mention.role == SUBJECT:
                            hints[person].subject.append(at)
    for turn in scenery.turns:
        tag = turn.tag
        if tag and tag.mention.kind == NAME and tag.mention.who:
            hints[tag.mention.who[0]].tags.append(turn.index)
        elif (teller := tellers.of(turn.chapter)) is not None and says_i(turn):
            hints[teller].tags.append(turn.index)
        for person in (*turn.called, *turn.referred):
            hints[person].heard.append(turn.index)
    _add_calls(scenery, hints, starts)
    return hints


def _add_calls(scenery: Scenery, hints: Sequence[Hints], starts: Sequence[int]) -> None:
    """Whoever is called by name is there, also where narration hasn't named him for long."""
    calls: dict[int, list[Turn]] = {}
    for turn in scenery.turns:
        for person in turn.called:
            named = hints[person].named
            i = bisect_right(named, turn.place)
            if not i or turn.place - named[i - 1] > LONG:
                calls.setdefault(person, []).append(turn)
    for person, calling in calls.items():
        own = hints[person]
        own.named = sorted(own.named + [turn.place for turn in calling])
        own.places = sorted(own.places + [starts[turn.block] for turn in calling])
