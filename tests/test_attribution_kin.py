"""Whom "his wife" and "her father" mean."""

from __future__ import annotations

import pytest

from narrator import readers, segmenter
from narrator.attribution.characters import find_people
from narrator.attribution.kin import resolve_kin
from narrator.attribution.mentions import NOUN
from narrator.attribution.referents import take_up_pronouns
from narrator.attribution.tokens import make_blocks
from narrator.attribution.turns import read_turns
from narrator.book import Character

TOLLIVERS = tuple(
    Character(name, (), gender)
    for name, gender in (
        ("Mr. Tolliver", "male"),
        ("Mrs. Tolliver", "female"),
        ("Anna Tolliver", "female"),
        ("Mr. Pell", "male"),
    )
)


def bearers(text: str) -> dict[str, str | None]:
    """Each noun of kin with its person, or None where it is left open."""
    chapters = segmenter.segment(readers.read("story.txt", data=text.encode()))
    blocks = make_blocks(chapters)
    people = find_people(blocks, TOLLIVERS)
    scenery = read_turns(blocks, people)
    genders = [person.gender for person in people.persons]
    take_up_pronouns(scenery.blocks, scenery.mentions, genders)
    resolve_kin(scenery, people)
    return {
        m.text: people.persons[m.who[0]].name if m.guessed else None
        for pieces in scenery.mentions
        for mentions in pieces
        for m in mentions
        if m.kind == NOUN
    }


@pytest.mark.parametrize(
    ("text", "noun", "name"),
    [
        ("Mr. Tolliver sat down. “Tea?” asked his wife.", "his wife", "Mrs. Tolliver"),
        ("Mrs. Tolliver sat down. “Tea?” asked her husband.", "her husband", "Mr. Tolliver"),
        ("Anna Tolliver sat down. “Tea?” asked her mother.", "her mother", "Mrs. Tolliver"),
        ("Mr. Tolliver sat down. “Tea?” asked his daughter.", "his daughter", "Anna Tolliver"),
        ("“Tea, Mr. Tolliver?” asked his wife.", "his wife", "Mrs. Tolliver"),
        # she was not born a Tolliver
        ("Mrs. Tolliver sat down. “Tea?” asked her brother.", "her brother", None),
        ("Mr. Pell sat down. “Tea?” asked his wife.", "his wife", None),
    ],
)
def test_kin_by_surname_and_title(text: str, noun: str, name: str | None) -> None:
    everybody = "Mr. Tolliver, Mrs. Tolliver, Anna Tolliver and Mr. Pell had come."
    assert bearers(f"{everybody}\n\n{text}")[noun] == name
