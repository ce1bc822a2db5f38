"""Nouns of kin into people: whom "his wife" and "her father" mean, by surnames and titles."""

from __future__ import annotations

from collections.abc import Sequence

from narrator.attribution.mentions import NAME, NOUN, PRONOUN, Mention
from narrator.attribution.names import titles_of
from narrator.attribution.parts import OWNER
from narrator.attribution.people import People, Person
from narrator.attribution.referents import NOBODY
from narrator.attribution.turns import Scenery
from narrator.attribution.words import KIN_NOUNS, MARRIED, NOBLE, word_set

HEADS = word_set("mr sir lord")
WIVES, HUSBANDS = word_set("wife lady spouse"), word_set("husband lord spouse")
PARENTS = word_set("mother mamma mama mum mom father papa dad")
CHILDREN = word_set("son daughter")
RELATED = WIVES | HUSBANDS | PARENTS | CHILDREN | word_set("sister brother")
WED = MARRIED | NOBLE


def resolve_kin(scenery: Scenery, people: People) -> None:
    """Fill ``who`` of "his wife" and the like where just one person fits, and mark it as a guess.

    Who "he" is says the speech itself, if it calls him; else whom the pronoun takes up.
    """
    names = [person.surnames for person in people.persons]
    called: dict[int, set[int]] = {}
    replies: set[int] = set()
    last = NOBODY
    for turn in scenery.turns:
        if turn.tag and turn.tag.mention.kind == NOUN:
            called[id(turn.tag.mention)] = turn.called
            if last == turn.block - 1:
                replies.add(id(turn.tag.mention))
        last = turn.last_block
    for block, pieces in zip(scenery.blocks, scenery.mentions, strict=True):
        here: set[int] = set()
        for piece, mentions in zip(block.pieces, pieces, strict=True):
            if piece.voiced:
                continue
            owners = {m.start: m for m in mentions if m.kind == PRONOUN and m.role == OWNER}
            for m in mentions:
                if m.kind == NAME and m.who:
                    here.add(m.who[0])
                noun = m.text.split()[-1]
                if m.kind != NOUN or m.start not in owners or noun not in KIN_NOUNS:
                    continue
                owner = _owner(owners[m.start], called.get(id(m), set()), people)
                if owner == NOBODY:
                    continue
                # in a reply "her" may be whoever has just spoken
                if id(m) not in replies or owner in here:
                    m.apart = (*m.apart, owner)
                found = relatives(owner, noun, m.gender, people, names) if noun in RELATED else []
                if len(found) == 1 and found != list(m.who):
                    m.who, m.guessed = (found[0],), True


def _owner(pronoun: Mention, called: set[int], people: People) -> int:
    """Who "his" and "her" is."""
    fitting = [p for p in called if people.persons[p].gender == pronoun.gender]
    return fitting[0] if len(fitting) == 1 else pronoun.taken


def relatives(
    owner: int, noun: str, gender: str, people: People, names: Sequence[set[str]]
) -> list[int]:
    """Who is called as the owner is, and may be that to him or her; ``names`` are all surnames."""
    return [
        number
        for number, person in enumerate(people.persons)
        if number != owner
        and gender in ("", person.gender)
        and person.gender
        and not names[owner].isdisjoint(names[number])
        and _fits(person, noun, people.persons[owner])
    ]


def _fits(person: Person, noun: str, owner: Person) -> bool:
    """Whether a namesake may be that to the owner.

    "Mrs. Marsh" is the wife of one who is mostly called "Mr. Marsh", and else a mother; whoever is
    "Mrs. Marsh" herself was not born so.
    """
    if noun in WIVES:
        return _is_mostly(owner, HEADS) and _is_mostly(person, WED)
    if noun in HUSBANDS:
        return _is_mostly(owner, WED) and _is_mostly(person, HEADS)
    if owner.titles & WED:
        return noun in CHILDREN and not _is_mostly(person, HEADS | WED)
    if noun in PARENTS:
        return not _is_mostly(owner, HEADS) and _is_mostly(person, HEADS | WED)
    return not _is_mostly(person, HEADS | WED)


def _is_mostly(person: Person, titles: frozenset[str]) -> bool:
    """Whether such a title stands before the person's name as often as not."""
    titled = sum(count for form, count in person.forms.items() if titles & set(titles_of(form)))
    return titled > 0 and 2 * titled >= sum(person.forms.values())
