"""Parents whom nobody names into people of their own: "said her father", "Anna's mother"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from narrator.attribution.mentions import NAME, NOUN, PRONOUN, Mention
from narrator.attribution.parts import OWNER, SUBJECT
from narrator.attribution.people import People, Person
from narrator.attribution.referents import NOBODY
from narrator.attribution.turns import Scenery
from narrator.attribution.words import KIN_NAMES

FEWEST_DEEDS = 2
"""So often somebody's father must act beside a speech, unless he is said to speak."""
_ME = -2
_KINDS = {word: number for number, words in enumerate(KIN_NAMES) for word in words}
_CALLED = (("mother", "f"), ("father", "m"), ("grandmother", "f"), ("grandfather", "m"))
"""What those of each row of ``KIN_NAMES`` are called, with their gender."""


def name_kinfolk(scenery: Scenery, people: People) -> None:
    """Make a person of each parent who speaks and is nobody who is known by name."""
    weight: Counter[tuple[int, int]] = Counter()
    beside = {id(turn.tag.mention): FEWEST_DEEDS for turn in scenery.turns if turn.tag}
    for turn in scenery.turns:
        for beat in turn.beats:
            if beat.mention.role == SUBJECT:
                beside.setdefault(id(beat.mention), 1)
    some = [(m, key) for m, key in _unknown_parents(scenery) if not _has_namesake(people, key)]
    for m, key in some:
        weight[key] += beside.get(id(m), 0)
    found: dict[tuple[int, int], int] = {}
    for m, key in some:
        if weight[key] < FEWEST_DEEDS:
            continue
        if key not in found:
            owner, kind = key
            whose = f"{people.persons[owner].name}'s" if owner >= 0 else "My"
            found[key] = len(people.persons)
            noun, gender = _CALLED[kind]
            people.persons.append(Person(f"{whose} {noun}", gender=gender, unnamed=True))
        m.who = (found[key],)
        people.persons[found[key]].count += 1


def _has_namesake(people: People, key: tuple[int, int]) -> bool:
    """Whether somebody of the same surname may be the parent."""
    owner, kind = key
    if owner < 0:
        return False
    names = people.persons[owner].surnames
    _, gender = _CALLED[kind]
    return any(
        number != owner and person.gender == gender and not names.isdisjoint(person.surnames)
        for number, person in enumerate(people.persons)
    )


def _unknown_parents(scenery: Scenery) -> Iterator[tuple[Mention, tuple[int, int]]]:
    """Mentions of parents that mean nobody yet, with whose parent it is, and which."""
    for block, pieces in zip(scenery.blocks, scenery.mentions, strict=True):
        for piece, mentions in zip(block.pieces, pieces, strict=True):
            if piece.voiced:
                continue
            owners = {m.start: m for m in mentions if m.role == OWNER and m.kind != NOUN}
            for m in mentions:
                kind = _KINDS.get(m.text.split()[-1])
                owner = owners.get(m.start)
                if m.kind != NOUN or m.who or kind is None or owner is None:
                    continue
                if owner.kind == PRONOUN:
                    whose = _ME if owner.gender == "1" else owner.taken
                else:
                    whose = owner.who[0] if owner.kind == NAME and len(owner.who) == 1 else NOBODY
                if whose != NOBODY:
                    yield m, (whose, kind)
