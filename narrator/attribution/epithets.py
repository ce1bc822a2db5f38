"""Epithets into people: whom "the boy" and "the old man" mean, chapter by chapter."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Sequence

from narrator.attribution.mentions import NAME, NOUN, PRONOUN, Mention, names_one
from narrator.attribution.parts import CALLED
from narrator.attribution.people import People, Person
from narrator.attribution.tokens import SENTENCE_ENDS, Block, Piece
from narrator.attribution.words import KIN_NOUNS, SERVANTS, VAGUE_NOUNS, word_set

NEAR = 3
"""How many paragraphs back a name may stand that an epithet takes up."""
CLOSE = 2
"""Within so many words after a speech stands who speaks it."""
APART = 4
"""What it counts against a person to be named in one sentence with the epithet."""
OFTEN = 4
"""An epithet that stands so often in a chapter means the one person there whom it can mean."""
MANY_CHAPTERS = 4
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

_NOBODY = word_set("other voice")
"""What means somebody else at each place."""

Mentions = Sequence[Sequence[Sequence[Mention]]]


def resolve_epithets(blocks: Sequence[Block], mentions: Mentions, people: People) -> None:
    """Fill ``who`` of nouns such as "the boy" with a guess, and mark it as one.

    An epithet stands for somebody named shortly before, but not in the same sentence: "Mara looked
    at the girl" speaks of two.
    """
    listed = Counts()
    same: dict[str, int] = {}
    some_listed = any(person.unnamed for person in people.persons)
    first = 0
    while first < len(blocks):
        last = first
        while last < len(blocks) and blocks[last].chapter == blocks[first].chapter:
            last += 1
        chapter, here = blocks[first:last], mentions[first:last]
        if some_listed:
            listed.add(chapter, here, people, _is_listed)
        counts = Counts()
        counts.same.update(same)
        counts.add(chapter, here, people, _is_epithet)
        counts.resolve(people)
        same = {k: who for k, who in counts.same.items() if k.split()[-1] not in VAGUE_NOUNS}
        _answer_calls(chapter, here)
        first = last
    listed.doubt(people)
    loose = listed.find_loose()
    for pieces in mentions if loose else ():
        for m in itertools.chain.from_iterable(pieces):
            m.loose = m.kind == NOUN and len(m.who) == 1 and m.who[0] in loose


class Counts:
    """How often people are named near each epithet, and beside it."""

    def __init__(self) -> None:
        self.scores: dict[str, Counter[int]] = {}
        """Epithet -> how often each person is named shortly before it."""
        self.beside: dict[str, Counter[int]] = {}
        """Epithet -> how often each is named in one sentence with it, or answers it."""
        self.told: Counter[int] = Counter()
        self.places: dict[str, list[Mention]] = {}
        self.same: dict[str, int] = {}
        """Epithet -> who is called so in one breath: "Mr. Vane, the chairman, rose"."""
        self.chapters: Counter[str] = Counter()
        """In how many chapters each epithet stands."""

    def add(
        self,
        blocks: Sequence[Block],
        mentions: Mentions,
        people: People,
        is_meant: Callable[[Mention, Piece, People], bool],
    ) -> None:
        """Count a chapter's epithets."""
        recent: list[set[int]] = []
        before: Mention | None = None
        seen: set[str] = set()
        for block, pieces in zip(blocks, mentions, strict=True):
            named: set[int] = set()
            teller = _teller(block, pieces)
            for one, other in ((before, teller), (teller, before)):
                if one and other and one.kind == NAME and other.kind == NOUN:
                    self._part([other.text], {one.who[0]})
            before = teller
            for piece, some in zip(block.pieces, pieces, strict=True):
                if piece.voiced:
                    continue
                sentence: set[int] = set()
                nouns: list[str] = []
                at = 0
                for m in some:
                    if any(word in SENTENCE_ENDS for word in piece.words[at : m.start]):
                        self._part(nouns, sentence)
                        sentence, nouns = set(), []
                    at = m.end
                    if m.kind == NAME and m.who:
                        sentence.add(m.who[0])
                        self.told[m.who[0]] += 1
                        named.add(m.who[0])
                    elif m.kind == NOUN and is_meant(m, piece, people):
                        seen.add(m.text)
                        nouns.append(m.text)
                        self.places.setdefault(m.text, []).append(m)
                        table = self.scores.setdefault(m.text, Counter())
                        for person in named.union(*recent[-NEAR:]) - sentence:
                            table[person] += 1
                self._part(nouns, sentence)
                self._note_appositions(piece, some)
            recent.append(named)
        self.chapters.update(seen)

    def _note_appositions(self, piece: Piece, some: Sequence[Mention]) -> None:
        for one, two in itertools.pairwise(some):
            name, noun = (one, two) if one.kind == NAME else (two, one)
            if name.kind != NAME or noun.kind != NOUN or len(name.who) != 1:
                continue
            close = piece.low[one.end : two.start] in ([","], [])
            after = piece.low[two.end : two.end + 2]
            parted = after[:1] in ([","], ["."], [";"]) and after[1:] not in (["and"], ["or"])
            if close and parted and noun.text in self.places and noun.who in ((), name.who):
                self.same[noun.text] = name.who[0]

    def _part(self, nouns: Sequence[str], named: set[int]) -> None:
        """Count people who are named in one sentence with epithets."""
        for noun in nouns:
            self.beside.setdefault(noun, Counter()).update(named)

    def _weigh(self, key: str) -> Counter[int]:
        """Each person's score for an epithet; who is named beside it has less than nothing."""
        scores, apart = self.scores[key].copy(), self.beside.get(key, Counter())
        scores.subtract({person: APART * count for person, count in apart.items()})
        return scores

    def resolve(self, people: People) -> None:
        """Fill ``who`` of a chapter's epithets that mean somebody."""
        for key, found in self.places.items():
            apart, scores = self.beside.get(key, Counter()), self._weigh(key)
            others = tuple(p for p, count in apart.items() if count >= FEWEST and scores[p] <= 0)
            fitting = [p for p in scores.keys() | self.told if _fits(people.persons[p], found[0])]
            who = _outstanding(scores, fitting)
            if key in self.same:
                who, others = self.same[key], ()
            if who is None and others and len(found) >= OFTEN:
                left = [p for p in fitting if self.told[p] >= FEWEST and not apart[p]]
                sure = found[0].gender and len(left) == 1 and people.persons[left[0]].gender
                who = left[0] if sure else None
            for m in found:
                m.apart = others
                if who is not None:
                    m.who, m.guessed = (who,), True

    def find_loose(self) -> set[int]:
        """Who is listed by a noun that goes through the book though they don't serve.

        "The waiter" has no name; but "the clergyman" of many chapters is mostly one who has.
        """
        return {
            found[0].who[0]
            for key, found in self.places.items()
            if self.chapters[key] >= MANY_CHAPTERS and key.split()[-1] not in SERVANTS
        }

    def doubt(self, people: People) -> None:
        """Add to ``who`` of nouns that the cast lists whom they mean all through the book.

        "The clergyman" who is listed may be one who speaks once; elsewhere it is Mr. Marsh.
        """
        for key, found in self.places.items():
            if key.split()[-1] in KIN_NOUNS and self.chapters[key] >= FEWEST:
                for m in found:  # "the son" is another one in each family
                    m.exact = False
            scores = self._weigh(key)
            fitting = [p for p in scores if _fits(people.persons[p], found[0])]
            who = _outstanding(scores, fitting)
            if who is not None and self.chapters[key] >= FEWEST and 3 * scores[who] >= len(found):
                for m in found:
                    m.who = (*m.who, who)


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


def _teller(block: Block, pieces: Sequence[Sequence[Mention]]) -> Mention | None:
    """Who stands right behind a paragraph's speech: "“…,” said Anna"; none without speech."""
    for (one, _), (two, some) in itertools.pairwise(zip(block.pieces, pieces, strict=True)):
        if one.voiced and not two.voiced and two.words and two.words[0][0].islower():
            first = next((m for m in some if m.kind != PRONOUN), None)
            if first and first.start <= CLOSE and (first.who or first.kind == NOUN):
                return first
    return None


def _is_epithet(m: Mention, piece: Piece, people: People) -> bool:
    """Whether a noun may stand for somebody named."""
    words = m.text.split()
    if words[0] != "the" or words[-1] in _NOBODY or words[-1] in KIN_NOUNS:
        return False
    return not m.who and not m.guessed


def _is_listed(m: Mention, piece: Piece, people: People) -> bool:
    """Whether a noun is all that the cast says of somebody, and is not written as a name."""
    if not m.exact or len(m.who) != 1 or m.text.split()[-1] in _NOBODY:
        return False
    return piece.words[m.end - 1][0].islower() and people.persons[m.who[0]].unnamed
