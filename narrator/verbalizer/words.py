"""Lists of words, written as text."""

from __future__ import annotations


def as_words(text: str) -> frozenset[str]:
    """The words of a text.

    >>> sorted(as_words("b a"))
    ['a', 'b']
    """
    return frozenset(text.split())
