"""Speakers without a name into people of their own: "said the medic", "a voice called"."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence

from narrator.attribution.mentions import NAME, NOUN, Mention
from narrator.attribution.people import People, Person
from narrator.attribution.tokens import Block, Piece
from narrator.attribution.turn_taking import are_one
from narrator.attribution.turns import Scenery
from narrator.attribution.words import (
    AUXILIARIES,
    KIN_NOUNS,
    PERSON_NOUNS,
    PREPOSITIONS,
    PRONOUNS,
    SAID_NOUNS,
    SERVANTS,
    SPEECH_VERBS,
    TITLES,
    VAGUE_NOUNS,
    word_set,
)

FEWEST_SPEECHES = 3
"""How often "the fox" must speak to be somebody."""
INDEFINITE = frozenset(("a", "an", "one", "another", "some"))
FEWEST_VOICES = 2
"""A voice that is heard once in a chapter is somebody's who is there."""
MAIN = 6
_POINTING = word_set("""
first second third fourth fifth last next latter former same two three four five six seven both
younger elder older taller shorter eldest youngest oldest lot rest pair trio whole
moment instant minute hour day night morning evening time
""")
"""What points at one of those who were named, or at a time: it is nobody by itself."""
_LOOSE = frozenset(("other", "voice", "speaker", "person", "figure", "creature"))


def name_speaking_things(blocks: Sequence[Block], people: People) -> None:
    """Make a person of everything that speaks again and again: "said the fox", "the radio said".

    "The miser" is somebody who has a name, where the two are told in turn.
    """
    spoken: dict[str, list[int]] = {}
    for number, block in enumerate(blocks):
        for before, piece in itertools.pairwise(block.pieces):
            if before.voiced and not piece.voiced and (noun := _thing(piece)):
                spoken.setdefault(noun, []).append(number)
    named = list(people.persons)
    for noun, places in sorted(spoken.items()):
        if len(places) < FEWEST_SPEECHES or noun in people.nouns:
            continue
        owners = [at for at, person in enumerate(named) if are_one(set(places), person.tags)]
        people.nouns[noun] = (owners[0] if len(owners) == 1 else len(people.persons),)
        if len(owners) != 1:
            people.persons.append(Person(f"The {noun}", unnamed=True, count=len(places)))


def _thing(piece: Piece) -> str:
    """What speaks by the words right behind a speech, where it is no person: else nothing."""
    words, low = piece.words, piece.low
    end = next((i for i, word in enumerate(low[:8]) if not word[0].isalpha()), min(8, len(low)))
    if low[:1] != ["the"] and low[1:2] == ["the"] and low[0] in SPEECH_VERBS:
        first, last = 2, end
    elif low[:1] == ["the"]:
        first, last = 1, next((i for i in range(2, end) if low[i] in SPEECH_VERBS), 0)
    else:
        return ""
    phrase = list(itertools.takewhile(_may_name, low[first:last]))
    noun = phrase[-1] if 1 <= len(phrase) <= 3 else ""
    if not noun or noun in PERSON_NOUNS or noun in SAID_NOUNS or noun in TITLES:
        return ""
    if noun in _POINTING or not PRONOUNS.keys().isdisjoint(phrase):  # "The girl she called"
        return ""
    plural = noun.endswith("s") and not noun.endswith("ss")
    return "" if plural or words[first + len(phrase) - 1][0].isupper() else noun


def _may_name(word: str) -> bool:
    return not (
        word in PREPOSITIONS or word in AUXILIARIES or word in SPEECH_VERBS or word.endswith("ly")
    ) and word not in ("and", "but", "as", "who", "that", "then", "when", "while", "again")


def name_strangers(scenery: Scenery, people: People) -> None:
    """Make a person of every noun that speaks without being anybody who is known.

    A noun that comes in as "a medic" is a stranger, and stays the same one through the chapter;
    "the doctor" of whom nothing was said before is left to the evidence.
    """
    strangers: dict[tuple[int, str], int] = {}
    voices = Counter(
        turn.chapter
        for turn in scenery.turns
        if turn.tag and turn.tag.mention.text.endswith("voice") and not turn.tag.mention.who
    )
    brought_in = _first_seen(scenery)
    named = _first_named(scenery)
    ranks = sorted(range(len(people.persons)), key=lambda i: -people.persons[i].count)
    main = frozenset(ranks[:MAIN])  # who is no servant
    for turn in scenery.turns:
        tag = turn.tag
        if tag is None or tag.mention.kind != NOUN or not tag.attached:
            continue
        mention = tag.mention
        head = mention.text.split()[-1]
        if head in KIN_NOUNS or mention.gender in ("1", "p", "w"):
            continue
        if head == "voice" and (mention.guessed or voices[turn.chapter] < FEWEST_VOICES):
            continue
        new = mention.text.split()[0] in INDEFINITE
        seen = brought_in.get((turn.chapter, head), turn.block) < turn.block
        here = any(named.get((turn.chapter, p), turn.block) < turn.block for p in mention.who)
        if mention.who and not mention.guessed and (here or not seen):
            continue  # "the captain" is he who is named so, if he is there
        if head in SERVANTS:
            if mention.guessed and main.isdisjoint(mention.who):
                continue
            seen = True
        if not new and (head in VAGUE_NOUNS or head in _LOOSE or not seen):
            continue
        key = (-1 if head in SERVANTS else turn.chapter, head)
        if key not in strangers:
            strangers[key] = len(people.persons)
            people.persons.append(_stranger(mention, head, people))
        mention.who = (strangers[key],)
        people.persons[strangers[key]].count += 1


def _stranger(mention: Mention, head: str, people: People) -> Person:
    """A person called by what is said of them."""
    words = mention.text.split()[1:]
    label = " ".join(words) if len(words) <= 3 and head not in SERVANTS else head
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


def _first_named(scenery: Scenery) -> dict[tuple[int, int], int]:
    """Chapter and person -> the first paragraph that names him or her."""
    found: dict[tuple[int, int], int] = {}
    for number, (block, pieces) in enumerate(zip(scenery.blocks, scenery.mentions, strict=True)):
        for mentions in pieces:
            for m in mentions:
                if m.kind == NAME and m.who:
                    found.setdefault((block.chapter, m.who[0]), number)
    return found
