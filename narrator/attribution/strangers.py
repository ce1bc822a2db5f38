"""Speakers without a name into people of their own: "said the medic", "a voice called"."""

from __future__ import annotations

from narrator.attribution.mentions import NOUN, Mention
from narrator.attribution.people import People, Person
from narrator.attribution.turns import Scenery
from narrator.attribution.words import KIN_NOUNS, VAGUE_NOUNS

INDEFINITE = frozenset(("a", "an", "one", "another", "some"))
_LOOSE = frozenset(("other", "voice", "speaker", "person", "figure", "creature"))


def name_strangers(scenery: Scenery, people: People) -> None:
    """Make a person of every noun that speaks without being anybody who is known.

    A noun that comes in as "a medic" is a stranger, and stays the same one through the chapter;
    "the doctor" of whom nothing was said before is left to the evidence.
    """
    strangers: dict[tuple[int, str], int] = {}
    brought_in = _first_seen(scenery)
    for turn in scenery.turns:
        tag = turn.tag
        if (
            tag is None
            or tag.mention.kind != NOUN
            or (tag.mention.who and not tag.mention.guessed)
            or not tag.attached
        ):
            continue
        mention = tag.mention
        head = mention.text.split()[-1]
        if head in KIN_NOUNS or mention.gender in ("1", "p", "w"):
            continue
        new = mention.text.split()[0] in INDEFINITE
        seen = brought_in.get((turn.chapter, head), turn.block) < turn.block
        if not new and (head in VAGUE_NOUNS or head in _LOOSE or not seen):
            continue
        key = (turn.chapter, head)
        if key not in strangers:
            strangers[key] = len(people.persons)
            people.persons.append(_stranger(mention, head, people))
        mention.who = (strangers[key],)
        people.persons[strangers[key]].count += 1


def _stranger(mention: Mention, head: str, people: People) -> Person:
    """A person called by what is said of them."""
    words = mention.text.split()[1:]
    label = " ".join(words) if len(words) <= 3 else head
    taken = {person.name for person in people.persons}
    name, number = f"The {label}", 2
    while name in taken:
        name, number = f"The {label} ({number})", number + 1
    return Person(name, gender=mention.gender, unnamed=True)


def _first_seen(scenery: Scenery) -> dict[tuple[int, str], int]:
    """Chapter and noun -> the first paragraph that brings such a person in with "a" or "an"."""
    found: dict[tuple[int, str], int] = {}
    for number, (block, pieces) in enumerate(zip(scenery.blocks, scenery.mentions, strict=True)):
        for piece, mentions in zip(block.pieces, pieces, strict=True):
            if piece.voiced:
                continue
            for m in mentions:
                words = m.text.split()
                if m.kind == NOUN and words[0] in INDEFINITE:
                    found.setdefault((block.chapter, words[-1]), number)
    return found
