"""Very long sentences into ones with places to breathe: a comma where a reader would take one."""

from __future__ import annotations

import re

from narrator.verbalizer.words import as_words

LONGEST_BREATH = 45
"""Words without any mark that a reader says in one breath, at the most."""
SHORTEST = 12
"""Words between two breaths, at the least."""

_STRETCH = re.compile(r"[^,.;:!?…()]+")
_BEFORE = as_words(
    """
    and but or nor so because although though while when where which who that until unless
    if then than as before after since with without for into und aber oder weil dass wenn
    als et mais ou parce que quand y pero porque cuando
    """
)
_WEAK = frozenset(["with", "without", "for", "into", "that", "than", "as", "que"])


def let_breathe(text: str) -> str:
    """The text with commas in stretches of more than ``LONGEST_BREATH`` words.

    >>> let_breathe("a b, c")
    'a b, c'
    >>> let_breathe(("the cart went on " * 6 + "and ") * 2).count(",")
    1
    """
    if len(text) < 3 * LONGEST_BREATH:
        return text
    return _STRETCH.sub(_with_commas, text)


def _with_commas(stretch: re.Match[str]) -> str:
    whole = stretch.group()
    if len(whole) < 3 * LONGEST_BREATH or whole.count(" ") < LONGEST_BREATH:
        return whole
    words = whole.split(" ")
    marked: list[str] = []
    since = 0
    for index, word in enumerate(words):
        left = len(words) - index
        strong = word in _BEFORE and word not in _WEAK
        due = since >= LONGEST_BREATH
        if (
            marked
            and marked[-1]
            and left >= SHORTEST // 2
            and (
                (since >= SHORTEST * 2 and strong)
                or (since >= SHORTEST * 3 and word in _BEFORE)
                or due
            )
        ):
            marked[-1] += ","
            since = 0
        marked.append(word)
        since += 1
    return " ".join(marked)
