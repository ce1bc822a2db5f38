"""A text into its language, by its commonest words or its script."""

from __future__ import annotations

import re
from collections import Counter

SAMPLE = 40_000
"""So many characters, from the middle of the text, are looked at."""
LEAST_WORDS = 40
"""Fewer words say nothing."""
LEAST_SHARE = 0.12
"""So many of a text's words are among its language's commonest; prose has 0.25 and more."""
LEAD = 1.5
"""And so many times as many as among any other language's."""

_COMMON = {
    "en": "the and of to a in was he that it his her you she i had with for as at not is on but",
    "de": "der die und das ich sie er nicht es zu den in ein war mit sich auf ist dem von eine",
    "fr": "le la les et de un une il elle je que pas dans est ne des vous se en du qui était ce",
    "es": "el la los y de que en no un una se con por lo su había él ella era las al como",
    "it": "il la di e che non un una in è si lo gli per con era sono ma del della le",
    "pt": "o a os de que e não um uma em se com por do da ele ela era mais no na",
    "nl": "de het een en van ik hij zij niet dat was in te ze op met zijn er maar had",
    "sv": "och att det som en han hon inte var på jag i med den för sig till hade av",
    "pl": "i się nie na to że w z jest jak był do co ale od po była było przez go",
}
_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ru", re.compile(r"[а-яё]", re.IGNORECASE)),
    ("el", re.compile(r"[α-ω]", re.IGNORECASE)),
)
SCRIPT_SHARE = 0.2
"""So many of the letters in a script of its own tell the language; kana are mixed with others."""


def guess_language(text: str) -> str:
    """The language's code, or "" when it is not clear.

    >>> guess_language("Der Hund und die Katze, das ist nicht neu. " * 10)
    'de'
    """
    start = max(0, (len(text) - SAMPLE) // 2)
    sample = text[start : start + SAMPLE].casefold()
    letters = sum(c.isalpha() for c in sample)
    for language, script in _SCRIPTS:
        if letters > LEAST_WORDS and len(script.findall(sample)) > SCRIPT_SHARE * letters:
            return language
    words = re.findall(r"[^\W\d_]+", sample)
    if len(words) < LEAST_WORDS:
        return ""
    counts = Counter(words)
    shares = sorted(
        ((sum(counts[word] for word in common) / len(words), language)
         for language, common in _WORDS.items()),
        reverse=True,
    )  # fmt: skip
    (best, language), (second, _) = shares[0], shares[1]
    return language if best >= LEAST_SHARE and best >= LEAD * second else ""
