"""How a book writes its words into which of them are names: "May" in mid-sentence, "said West"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from narrator.attribution.given_names import GIVEN_NAMES
from narrator.attribution.tokens import SENTENCE_ENDS, Piece
from narrator.attribution.words import (
    AUXILIARIES,
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
NAMES_TOO = word_set(
    "hush hurry quick quiet true wake welcome june may april august will christian"
)
"""Common words by which somebody may be called who acts: "Hush tapped the table"."""
FEWEST_ACTIONS = 2
"""How often such a word must act as a person does, or be called as one."""
COMMON_SURNAMES = word_set("""
north south east west easter christmas english french irish welsh german dutch roman
london paris england france ireland scotland york russia march good hall
house park church castle lake bridge bell bible state banks street fields loveday
strange moody lord sharp savage more little small short long strong rich wise wild dark
bright noble keen meek grave light day knight
""")
"""Words of ``STOP_NAMES`` and others that are surnames as well, if narration has them speak."""
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
    acting: Counter[str] = field(default_factory=Counter)
    """How often each of ``NAMES_TOO`` speaks, acts or is called."""

    def names_somebody(self, word: str) -> bool:
        """Whether a common word is a name here: "May" in mid-sentence, "said West", "Hush rose"."""
        if self.spoken[word] >= FEWEST_CAPITALS or self.acting[word] >= FEWEST_ACTIONS:
            return True
        return word in GIVEN_NAMES and word in STOP_NAMES and self.capital[word] >= FEWEST_CAPITALS

    def opens_with_name(self, piece: Piece, i: int) -> bool:
        """Whether a sentence's first word is such a name, for it acts: "West told him"."""
        word, after = piece.low[i], piece.low[i + 1 : i + 2]
        if self.acting[word] >= FEWEST_ACTIONS and seems_to_act(piece, i):
            return True
        return self.spoken[word] >= FEWEST_CAPITALS and not _ACTS.isdisjoint(after)

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
            if low[i] in NAMES_TOO:
                lexicon.acting[low[i]] += seems_to_act(piece, i)
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


def seems_to_act(piece: Piece, i: int) -> bool:
    """Whether a word speaks, acts or is called as somebody is whose name it is: "said Hush", "Hush
    thought", "“June?”"."""
    words, low = piece.words, piece.low
    after = low[i + 1] if i + 1 < len(low) else ""
    before = low[i - 1] if i else ""
    if piece.voiced:
        called = before in ("", "“", '"', "‘", "'", ",") and after in (",", "?", "!")
        return called and low[i] in GIVEN_NAMES
    if before in SPEECH_VERBS:
        return after in ("", ".", ",", ";", ":") or words[i + 1].islower()
    opens = opens_sentence(piece, i)
    return after in SPEECH_VERBS or (opens and (after in HUMAN_VERBS or after.endswith("ed")))
