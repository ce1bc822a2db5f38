"""Chapters into arrivals: who becomes somebody in each, and who has talked to whom by its end.

Voices are given arrival by arrival, so that what comes later in a book, or in next week's
instalment of a serial, changes no voice that was given before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace

from narrator.book import UNKNOWN, Cast, Character, Line

SOMEBODY = 100  # words: who has said so many is told apart with care
LONGEST = 6000  # words: a longer chapter is taken in parts, or a book without any is one arrival

SURE = 0.9
"""Who speaks a line must be as likely, to have talked to whoever speaks the next. An edit elsewhere
may give a doubtful line to another; voices that were chosen by it would change, and with them those
that were chosen after these."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Those who come in with a chapter, and what is known when it ends."""

    main: tuple[Character, ...] = ()
    """Who has now said enough to be somebody, in the order in which they had."""
    others: tuple[Character, ...] = ()
    """Who spoke for the first time and isn't, in the order in which they did."""
    partners: Set[tuple[str, str]] = frozenset()
    """Who has surely talked to whom so far, both ways."""

    @property
    def people(self) -> tuple[Character, ...]:
        return self.main + self.others


@dataclass(frozen=True, slots=True)
class Troupe:
    """All that voices are chosen by, of what a book says of its people: how much somebody says
    shows in the arrivals alone."""

    hero: Character | None
    """Who tells the story as "I"."""
    arrivals: tuple[Arrival, ...]


@dataclass(slots=True)
class _Tally:
    """What has been said so far; names are kept in the order in which they first come up."""

    words: Counter[str] = field(default_factory=Counter)
    main: dict[str, None] = field(default_factory=dict)
    partners: set[tuple[str, str]] = field(default_factory=set)

    def hear(self, lines: Iterable[Line]) -> None:
        last = ""
        for line in lines:
            if line.speaker is None or line.speaker == UNKNOWN:
                continue
            self.add(line.speaker, len(line.text.split()))
            if line.confidence < SURE:
                last = ""
                continue
            if last and last != line.speaker:
                self.partners |= {(last, line.speaker), (line.speaker, last)}
            last = line.speaker

    def add(self, name: str, words: int) -> None:
        self.words[name] += words
        if self.words[name] >= SOMEBODY:
            self.main[name] = None


def find_troupe(cast: Cast, chapters: Sequence[Sequence[Line]]) -> Troupe:
    """See ``Troupe`` and ``arrivals``; of figures, people have left whether they speak."""
    bare = {
        person.name: replace(person, lines=min(person.lines, 1), words=0, talks_to={})
        for person in cast
    }
    found = (
        Arrival(
            tuple(bare[person.name] for person in arrival.main),
            tuple(bare[person.name] for person in arrival.others),
            arrival.partners,
        )
        for arrival in arrivals(cast, chapters)
    )
    return Troupe(bare.get(cast.narrator), tuple(found))


def arrivals(cast: Cast, chapters: Sequence[Sequence[Line]]) -> Iterator[Arrival]:
    """The arrivals in the order of the chapters; at last, whoever says nothing.

    Who becomes somebody after their first chapter arrives twice. Without chapters everybody
    arrives at once, as the cast's own figures tell of them, and who says most comes first.
    """
    people = {person.name: person for person in cast}
    tally = _Tally()
    here: set[str] = set()
    main: set[str] = set()

    def arrival() -> Arrival:
        new = [name for name in tally.main if name not in main and name in people]
        main.update(new)
        others = [n for n in tally.words if n not in here and n not in main and n in people]
        here.update(new, others)
        return Arrival(
            tuple(people[name] for name in new),
            tuple(people[name] for name in others),
            frozenset(tally.partners),
        )

    if not chapters:
        for person in sorted(cast, key=lambda person: (-person.words, person.name)):
            tally.add(person.name, person.words)
        tally.partners |= _partners(cast)
    for chapter in chapters:
        for part in _parts(chapter):
            tally.hear(part)
            found = arrival()
            if found.people:
                yield found
    tally.words.update(dict.fromkeys(sorted(people), 0))
    yield arrival()


def _parts(chapter: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """A chapter cut where so many words are full, counted from its beginning."""
    start = words = 0
    for end, line in enumerate(chapter, 1):
        words += len(line.text.split())
        if words >= LONGEST or end == len(chapter):
            yield chapter[start:end]
            start, words = end, 0


def _partners(cast: Cast) -> set[tuple[str, str]]:
    pairs = {
        (person.name, other)
        for person in cast
        for other, turns in person.talks_to.items()
        if turns > 0 and other != person.name
    }
    return pairs | {(other, one) for one, other in pairs}
