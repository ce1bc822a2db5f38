"""A book into its people: those of a given cast, and those it names itself."""

from __future__ import annotations

from collections.abc import Sequence

from narrator.attribution.discovery import discover
from narrator.attribution.known import from_cast
from narrator.attribution.names import (
    Form,
    Uses,
    collect_names,
    core_of,
    count_words,
)
from narrator.attribution.people import People, Person
from narrator.attribution.tokens import Block
from narrator.book import Character

STRANGER_TAGS = 2
"""How many tags must name somebody who is not in the given cast."""


def find_people(
    blocks: Sequence[Block], given: Sequence[Character], listed: Sequence[str] = ()
) -> People:
    """Everyone named in the book; with a given cast, its people and others who surely speak.

    ``listed`` are names that the book's source lists ("Toshinori Yagi | All Might"): what is listed
    as one person is one, when the book names it.
    """
    pieces = [piece for block in blocks for piece in block.pieces]
    lexicon = count_words(pieces)
    uses = collect_names(blocks, lexicon)
    people = from_cast(given, uses, lexicon) if given else discover(uses, listed)
    if given:
        _add_strangers(people, uses)
    people.index()
    return people


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
