"""A book into its people: those of a given cast, and those it names itself."""

from __future__ import annotations

from collections.abc import Sequence

from narrator.attribution.capitals import count_words
from narrator.attribution.discovery import discover
from narrator.attribution.known import from_cast
from narrator.attribution.names import (
    Form,
    Uses,
    collect_names,
    core_of,
)
from narrator.attribution.people import People, Person
from narrator.attribution.tokens import Block
from narrator.book import Character

COVERS = 0.75
"""A given cast that stands for so many of the uses of people's names is taken for all of it."""
STRANGER_TAGS = 2
"""How many tags must name somebody who is not in the given cast."""


def find_people(
    blocks: Sequence[Block], given: Sequence[Character], listed: Sequence[str] = ()
) -> People:
    """Everyone named in the book; with a given cast, its people and others who surely speak.

    Who gives a few people, to choose their voices, changes nothing for the others: those are found
    as if nothing had been given.

    ``listed`` are names that the book's source lists ("Oskar Vane | Grey Rider"): what is listed
    as one person is one, when the book names it.
    """
    pieces = [piece for block in blocks for piece in block.pieces]
    lexicon = count_words(pieces)
    uses = collect_names(blocks, lexicon)
    said = [" | ".join((each.name, *each.aliases)) for each in given if each.aliases]
    people = discover(uses, [*listed, *said])
    if given:
        known = from_cast(given, uses, lexicon)
        if _covers(known, people):
            people = known
            _add_strangers(people, uses)
        else:
            _introduce(people, known)
    people.index()
    return people


def _covers(known: People, found: People) -> bool:
    """Whether a given cast holds most of those whom the book names."""
    counts = [
        (sum(person.forms.values()), not known.forms.keys().isdisjoint(person.forms))
        for person in found.persons
    ]
    return sum(count for count, held in counts if held) >= COVERS * sum(c for c, _ in counts)


def _introduce(people: People, known: People) -> None:
    """Take what is given of a few people over to those whom the book was found to name."""
    for index, person in enumerate(known.persons):
        own = [*person.forms, *(form for form, who in known.forms.items() if who[0] == index)]
        places = (people.forms[form][0] for form in own if form in people.forms)
        place = next((at for at in places if people.persons[at].given is None), None)
        if place is None:
            for form in own:
                people.forms.setdefault(form, (len(people.persons),))
            people.persons.append(person)
            continue
        there = people.persons[place]
        as_shown = there.name == person.name and person.given == Character(person.name)
        there.name, there.given = person.name, person.given
        if as_shown:  # a voice alone, by the name that the cast shows, says nothing else
            continue
        for form in own:  # "Miss Marsh" is Elizabeth Marsh, once that is said to be her name
            if form not in people.forms or len(known.forms.get(form, ())) > 1:
                continue
            other = people.persons[people.forms[form][0]]
            if other is there or other.given:
                continue
            people.forms[form] = (place,)
            there.forms[form] = other.forms.pop(form, 0)
            other.count -= there.forms[form]
            there.count += there.forms[form]
        if person.sure_gender:
            there.gender, there.sure_gender = person.gender, True


def _add_strangers(people: People, uses: dict[Form, Uses]) -> None:
    """People whom the cast leaves out but who speak by name in the book."""
    left = {form: use for form, use in uses.items() if form not in people.forms}
    others = discover(left)
    for index, person in enumerate(others.persons):
        tagged = sum(uses[form].tagged for form in person.forms)
        if tagged < STRANGER_TAGS or any(not core_of(form) for form in person.forms):
            continue
        for form in person.forms:
            if others.forms[form][0] == index:
                people.forms[form] = (len(people.persons),)
        people.persons.append(person)


__all__ = ["People", "Person", "find_people"]
