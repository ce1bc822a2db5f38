"""Prose into sentences, as far as pauses and person need them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(
    r"(?:[.!?…]+[”’\"'»)\]]*|[。！？]+[」』]*)(?:\s+(?=[“‘\"'«„¿¡(\[—…]*[A-ZÀ-ÞА-ЯΑ-Ω0-9…\u3040-\u9fff])|(?<=[。！？」』])(?=\S)|\s*$)"
)
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Jr|Sr|Prof|Rev|Hon|Capt|Col|Gen|Lt|Sgt|Maj|Mme|Mlle|M|Messrs|Mt|No|Vol|Ch"
    r"|Fig|vs|etc|e\.g|i\.e|cf|Hr|Fr|Sra?|Sr|Dña?|ca|bzw|usw|z\.B)|\b[A-ZÀ-Þ])\.$"
)


def split_sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """The spans of the sentences in ``text[start:end]``, without white space around them.

    >>> text = "Mr. Hale rose. “So?” said he."
    >>> [text[a:b] for a, b in split_sentences(text)]
    ['Mr. Hale rose.', '“So?” said he.']
    """
    end = len(text) if end is None else end
    at = start
    for found in _END.finditer(text, start, end):
        stop = found.end() - (len(found.group()) - len(found.group().rstrip()))
        if stop < end and _ABBREVIATED.search(
            text[max(start, found.start() - 8) : found.start() + 1]
        ):
            continue
        yield from _trimmed(text, at, stop)
        at = found.end()
    yield from _trimmed(text, at, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
