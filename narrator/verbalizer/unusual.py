"""The lines of a book into its unusual words, the names that an engine may say wrongly."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from narrator.book import Kind, Line
from narrator.verbalizer.english.names import SPECIAL as ABBREVIATIONS

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_INSIDE = re.compile(r"(?:[\w,;]['’”\"]?|\b(?:Mr|Mrs|Ms|Dr|St)\.) $")
"""What stands ahead of a word that doesn't open a sentence."""
_STUTTER = re.compile(r"^(?:([^\W\d_]{1,2})-)+(?=\1)", re.IGNORECASE)
SHORTEST = 3
"""Letters."""


def unusual_words(
    lines: Iterable[Line], lexicon: Mapping[str, str] | None = None
) -> dict[str, int]:
    """Words that the book writes with a capital only, inside sentences too, and how often.

    Words of the lexicon that the book holds count too. The commonest come first.

    >>> from narrator.book import Pause
    >>> unusual_words([Line(Kind.NARRATION, "So Naoki ran. Then Naoki hid.", 0, Pause.TURN, 0)])
    {'Naoki': 2}
    >>> unusual_words([Line(Kind.NARRATION, "Look, M-Mira!", 0, Pause.TURN, 0)])
    {'Mira': 1}
    """
    lexicon = lexicon or {}
    seen: Counter[str] = Counter()
    inside: set[str] = set()
    small: set[str] = set()
    for line in lines:
        if line.kind is Kind.HEADING:
            continue
        for match in _WORD.finditer(line.text):
            word = _STUTTER.sub("", re.sub(r"['’]s?$", "", match.group()))
            if word.islower() and word not in lexicon:
                small.add(word)
                continue
            seen[word] += 1
            if _INSIDE.search(line.text[max(0, match.start() - 6) : match.start()]):
                inside.add(word)
    found = {
        word: count
        for word, count in seen.items()
        if word in lexicon or (word in inside and _is_name(word) and word.lower() not in small)
    }
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _is_name(word: str) -> bool:
    return (
        len(word) >= SHORTEST
        and word[0].isupper()
        and not word.isupper()
        and "'" not in word
        and "’" not in word
        and word not in ABBREVIATIONS
    )
