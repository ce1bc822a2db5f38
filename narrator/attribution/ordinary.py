"""Words of the language that name nobody by themselves, though a sentence may begin with them."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

ENDINGS = ("s", "es", "d", "ed", "ing", "ly", "r", "er", "est", "ness")
SHORTEST_STEM = 3


def stems(word: str) -> Iterator[str]:
    """What a word may be made of by an ending.

    >>> "stop" in stems("stopped"), "hurry" in stems("hurries"), "hope" in stems("hoping")
    (True, True, True)
    """
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            stem = word[: -len(ending)]
            yield stem
            yield stem + "e"
            if stem[-1] == stem[-2]:
                yield stem[:-1]
            if stem[-1] == "i":
                yield stem[:-1] + "y"


def is_ordinary(word: str) -> bool:
    """Whether a word is one of the language's, and no name by itself.

    >>> is_ordinary("silence"), is_ordinary("slammed"), is_ordinary("anna")
    (True, True, False)
    """
    return word in ORDINARY or not ORDINARY.isdisjoint(stems(word))


ORDINARY = frozenset(
    files(__package__).joinpath("ordinary-words.txt").read_text(encoding="utf-8").split()
)
"""Words that novels write small, without those that are made of others by an ending."""
