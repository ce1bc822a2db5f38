"""Whom "he" and "she" take up, sentence by sentence."""

from __future__ import annotations

import pytest

from narrator import readers, segmenter
from narrator.attribution.characters import find_people
from narrator.attribution.mentions import PRONOUN
from narrator.attribution.parts import SUBJECT
from narrator.attribution.referents import take_up_pronouns
from narrator.attribution.tokens import make_blocks
from narrator.attribution.turns import read_turns
from narrator.book import Character

CAST = (
    Character("Oskar", (), "male"),
    Character("Anna", (), "female"),
    Character("Greta", (), "female"),
)


def last_pronoun(text: str) -> str | None:
    """Who the last "he" or "she" of a text is."""
    blocks = make_blocks(segmenter.segment(readers.read("story.txt", data=text.encode())))
    people = find_people(blocks, CAST)
    scenery = read_turns(blocks, people)
    take_up_pronouns(scenery.blocks, scenery.mentions, [p.gender for p in people.persons])
    taken = [
        m.taken
        for pieces in scenery.mentions
        for some in pieces
        for m in some
        if m.kind == PRONOUN and m.role == SUBJECT
    ]
    return people.persons[taken[-1]].name if taken[-1] >= 0 else None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Greta ran home.\n\nIn the garden Oskar found Anna. She raised her eyes.", "Anna"),
        ("Greta ran home. In the garden she found Anna. She raised her eyes.", "Greta"),
        ("Greta ran home.\n\nShe looked for Anna. She was hungry.", "Greta"),
        ("Oskar ran home.\n\nAnna was there. He sat down.", "Oskar"),
    ],
)
def test_she_is_whom_the_paragraph_speaks_of(text: str, name: str) -> None:
    assert last_pronoun(text) == name
