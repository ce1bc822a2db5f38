"""How a book writes its words into which of them are names: "May" in mid-sentence, "said West"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from narrator.attribution.given_names import GIVEN_NAMES
from narrator.attribution.tokens import SENTENCE_ENDS, Piece
from narrator.attribution.words import (
    AUXILIARIES,
    COMMON_SURNAMES,
    HUMAN_VERBS,
    PLAIN_SPEECH_VERBS,
    SPEECH_VERBS,
    STOP_NAMES,
    TITLES,
    word_set,
)

FEWEST_CAPITALS = 4
"""How often a common word must be capitalised in mid-sentence to be taken for a name."""
_OPENERS = SENTENCE_ENDS | {":", "“", '"', "«", "‘", "—", "--", "(", "„", "‹", "'", "”", "-"}
_ACTS = HUMAN_VERBS | AUXILIARIES | SPEECH_VERBS
_POSSESSIVES = word_set("your his her my our their")


@dataclass(slots=True)
class Lexicon:
    """Which words of the book are names, from how they are written in mid-sentence."""

    lower: Counter[str] = field(default_factory=Counter)
    capital: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Two capitalised words side by side where no sentence begins."""
    spoken: Counter[str] = field(default_factory=Counter)
    """How often narration has each of ``COMMON_SURNAMES`` speak: "said West"."""

    def names_somebody(self, word: str) -> bool:
        """Whether a common word is a given name here: "May" in mid-sentence, again and again."""
        if self.spoken[word] >= FEWEST_CAPITALS:
            return True
        return word in GIVEN_NAMES and word in STOP_NAMES and self.capital[word] >= FEWEST_CAPITALS

    def opens_with_name(self, piece: Piece, i: int) -> bool:
        """Whether a sentence's first word is such a name, for it acts: "West told him"."""
        after = piece.low[i + 1 : i + 2]
        return self.spoken[piece.low[i]] >= FEWEST_CAPITALS and not _ACTS.isdisjoint(after)

    def is_pair(self, one: str, two: str) -> bool:
        """Whether two words that are no names alone are one together: "Big Hand"."""
        if one in TITLES or two in TITLES or (one in STOP_NAMES and two in STOP_NAMES):
            return False
        if one in _POSSESSIVES:  # "Your Majesty"
            return False
        return self.pairs[one, two] >= FEWEST_CAPITALS

    def is_name(self, word: str, *, opening: bool) -> bool:
        """Whether a capitalised word is a name rather than a sentence's first word."""
        if word in STOP_NAMES:
            return not opening and self.names_somebody(word)
        if not opening:
            return self.capital[word] * 3 >= self.lower[word]
        if word.endswith("ing") and self.capital[word] < FEWEST_CAPITALS:
            return False  # "Supposing Oskar came"
        if self.capital[word]:
            return self.capital[word] * 2 >= self.lower[word]
        return not self.lower[word] or (word in GIVEN_NAMES and self.lower[word] < 3)


def opens_sentence(piece: Piece, i: int) -> bool:
    return i == 0 or piece.words[i - 1] in _OPENERS


def count_words(pieces: Iterable[Piece]) -> Lexicon:
    """How often each word is written small, and capitalised where no sentence begins."""
    lexicon = Lexicon()
    lower, capital = lexicon.lower, lexicon.capital
    for piece in pieces:
        words, low = piece.words, piece.low
        lower.update(low[i] for i, word in enumerate(words) if word[0].islower())
        for i, word in enumerate(words):
            if not word[0].isupper() or (len(word) > 1 and word.isupper()):
                continue
            titled = i > 1 and words[i - 1] == "." and low[i - 2] in TITLES
            if titled or (i and words[i - 1] not in _OPENERS):
                capital[low[i]] += 1
                if i + 1 < len(words) and words[i + 1][0].isupper() and not words[i + 1].isupper():
                    lexicon.pairs[low[i], low[i + 1]] += 1
            if low[i] in COMMON_SURNAMES and not piece.voiced:
                lexicon.spoken[low[i]] += _speaks(piece, i)
    return lexicon


def _speaks(piece: Piece, i: int) -> bool:
    """Whether a capitalised word is the whole subject of a verb of speech."""
    low, words = piece.low, piece.words
    before, after = low[i - 1 : i], low[i + 1 : i + 2]
    if before and before[0] in PLAIN_SPEECH_VERBS:  # "said West", not "said West Indian sailors"
        return not after or not words[i + 1][0].isalpha()
    begins = not before or words[i - 1] in _OPENERS
    return begins and bool(after) and after[0] in PLAIN_SPEECH_VERBS
