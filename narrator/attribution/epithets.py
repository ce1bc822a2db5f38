"""Epithets into people: whom "the boy" and "the old man" mean, chapter by chapter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from narrator.attribution.mentions import CALLED, NAME, NOUN, Mention, names_one
from narrator.attribution.people import People, Person
from narrator.attribution.tokens import SENTENCE_ENDS, Block
from narrator.attribution.words import KIN_NOUNS, word_set

NEAR = 3
"""How many paragraphs back a name may stand that an epithet takes up."""
APART = 4
"""What it counts against a person to be named in one sentence with the epithet."""
OFTEN = 4
"""An epithet that stands so often in a chapter means the one person there whom it can mean."""
FEWEST, MARGIN = 2, 1.5
"""The least score of the best person, and how far ahead of the next one.

In so many sentences must somebody be named beside the epithet to be told apart from it."""

_AGES = (
    word_set("boy kid child teen teenager youth lad youngster son"),
    word_set("girl lass maiden kid child young"),
    word_set("man gentleman sir fellow chap"),
    word_set("woman lady madam ma'am miss"),
)
SAME_AGE = {
    word: frozenset[str]().union(*(words for words in _AGES if word in words))
    for words in _AGES
    for word in words
}
"""Nouns that may stand for one and the same person: "the boy" in narration is "kid" in speech."""

Mentions = Sequence[Sequence[Sequence[Mention]]]


def resolve_epithets(blocks: Sequence[Block], mentions: Mentions, people: People) -> None:
    """Fill ``who`` of nouns such as "the boy" with a guess, and mark it as one.

    An epithet stands for somebody named shortly before, but not in the same sentence: "Mara looked
    at the girl" speaks of two.
    """
    first = 0
    while first < len(blocks):
        last = first
        while last < len(blocks) and blocks[last].chapter == blocks[first].chapter:
            last += 1
        _resolve_chapter(blocks[first:last], mentions[first:last], people)
        _answer_calls(blocks[first:last], mentions[first:last])
        first = last


def _resolve_chapter(blocks: Sequence[Block], mentions: Mentions, people: People) -> None:
    scores: dict[str, Counter[int]] = {}
    beside: dict[str, Counter[int]] = {}
    told: Counter[int] = Counter()
    places: dict[str, list[Mention]] = {}
    recent: list[set[int]] = []
    for block, pieces in zip(blocks, mentions, strict=True):
        named: set[int] = set()
        for piece, some in zip(block.pieces, pieces, strict=True):
            if piece.voiced:
                continue
            sentence: set[int] = set()
            nouns: list[str] = []
            at = 0
            for m in some:
                if any(word in SENTENCE_ENDS for word in piece.words[at : m.start]):
                    _part(beside, nouns, sentence)
                    sentence, nouns = set(), []
                at = m.end
                if m.kind == NAME and m.who:
                    sentence.add(m.who[0])
                    told[m.who[0]] += 1
                    named.add(m.who[0])
                elif m.kind == NOUN and _is_epithet(m):
                    key = m.text
                    nouns.append(key)
                    places.setdefault(key, []).append(m)
                    table = scores.setdefault(key, Counter())
                    for person in named.union(*recent[-NEAR:]) - sentence:
                        table[person] += 1
            _part(beside, nouns, sentence)
        recent.append(named)
    for key, found in places.items():
        apart = beside.get(key, Counter())
        scores[key].subtract({person: APART * count for person, count in apart.items()})
        others = tuple(p for p, count in apart.items() if count >= FEWEST and scores[key][p] <= 0)
        fitting = [p for p in scores[key].keys() | told if _fits(people.persons[p], found[0])]
        who = _outstanding(scores[key], fitting)
        if who is None and others and len(found) >= OFTEN:
            left = [p for p in fitting if told[p] >= FEWEST and not apart[p]]
            sure = found[0].gender and len(left) == 1 and people.persons[left[0]].gender
            who = left[0] if sure else None
        for m in found:
            m.apart = others
            if who is not None:
                m.who, m.guessed = (who,), True


def _fits(person: Person, m: Mention) -> bool:
    return not m.gender or person.gender in ("", m.gender)


def _outstanding(scores: Counter[int], some: Sequence[int]) -> int | None:
    """Who of some people has by far the best score."""
    ranked = sorted(((scores[person], -person) for person in some), reverse=True)
    if not ranked or ranked[0][0] < FEWEST:
        return None
    if len(ranked) > 1 and ranked[0][0] < MARGIN * ranked[1][0]:
        return None
    return -ranked[0][1]


def _answer_calls(blocks: Sequence[Block], mentions: Mentions) -> None:
    """Who is called "kid" in a chapter whose narration speaks of one person alone as "the boy"."""
    meant: dict[str, set[int]] = {}
    calls: list[tuple[str, Mention]] = []
    for block, pieces in zip(blocks, mentions, strict=True):
        for piece, some in zip(block.pieces, pieces, strict=True):
            for m in some:
                noun = m.text.split()[-1] if m.kind == NOUN else ""
                if noun not in SAME_AGE:
                    continue
                if piece.voiced and m.role == CALLED and not m.who:
                    calls.append((noun, m))
                elif not piece.voiced and not m.guessed and names_one(m):
                    meant.setdefault(noun, set()).add(m.who[0])
    for noun, m in calls:
        who = {person for same in SAME_AGE[noun] for person in meant.get(same, ())}
        if len(who) == 1:
            m.who = tuple(who)


def _part(beside: dict[str, Counter[int]], nouns: Sequence[str], named: set[int]) -> None:
    """Count people who are named in one sentence with epithets."""
    for noun in nouns:
        beside.setdefault(noun, Counter()).update(named)


def _is_epithet(m: Mention) -> bool:
    words = m.text.split()
    return not m.who and words[0] == "the" and words[-1] not in KIN_NOUNS and not m.guessed
