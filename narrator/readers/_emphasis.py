"""Emphasis typed as _underscores_ or *asterisks* into runs; the marks are never spoken."""

from __future__ import annotations

import re

from narrator.book import Run, Style

_SPAN = re.compile(
    r"(?<![\w_*\\])(?P<mark>_{1,3}|\*{1,3})(?=[^\s_*])(?P<body>(?:(?!(?P=mark)).)*?)(?<=[^\s])"
    r"(?P=mark)(?![\w_*])",
    re.DOTALL,
)
_LONE = re.compile(r"(?<!\w)_+(?=\w)|(?<=[^\s_])_+(?!\w)")
_NOTE_MARK = re.compile(
    r"\[\d{1,3}\]|\[[*†‡]\]|(?<=\w)[*†‡](?=\s|$)|(?<=[.,;:!?”’\"'])[*†‡](?=\s|$)"
)


def find_runs(text: str, start: int, *, notes: bool = False) -> tuple[Run, ...]:
    """The runs of a paragraph that begins at ``start``, sorted.

    ``notes`` says whether the book has footnotes, so that ``[1]`` is the mark of one.

    >>> [(run.start, run.end, str(run.style)) for run in find_runs("so _very_ odd", 0)]
    [(3, 4, 'markup'), (4, 8, 'emphasis'), (8, 9, 'markup')]
    """
    runs: list[Run] = []
    if "_" in text or "*" in text:
        _find_spans(text, start, runs, 0, len(text))
        taken = {i for run in runs if run.style is Style.MARKUP for i in range(run.start, run.end)}
        for lone in _LONE.finditer(text):
            if start + lone.start() not in taken:
                runs.append(Run(start + lone.start(), start + lone.end(), Style.MARKUP))
    if notes:
        for mark in _NOTE_MARK.finditer(text):
            runs.append(Run(start + mark.start(), start + mark.end(), Style.NOTE_MARK))
    return tuple(sorted(runs, key=lambda run: (run.start, -run.end)))


def _find_spans(text: str, start: int, runs: list[Run], low: int, high: int) -> None:
    """Emphasis in ``text[low:high]``, and what nests in it."""
    for span in _SPAN.finditer(text, low, high):
        mark = len(span["mark"])
        opening, closing = start + span.start(), start + span.end()
        runs.append(Run(opening, opening + mark, Style.MARKUP))
        if mark != 2:
            runs.append(Run(opening + mark, closing - mark, Style.EMPHASIS))
        if mark > 1:
            runs.append(Run(opening + mark, closing - mark, Style.STRONG))
        runs.append(Run(closing - mark, closing, Style.MARKUP))
        _find_spans(text, start, runs, span.start("body"), span.end("body"))
