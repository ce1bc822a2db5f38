"""Inline runs into thoughts: whole clauses in italics outside speech."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from narrator.book import Style
from narrator.segmenter.prose import Prose, Span
from narrator.segmenter.tags import Tag, tag_after

ITALIC_WORDS = 3
"""Italics of fewer words are emphasis."""
FLASHBACK = 4
"""So many paragraphs in italics on end are a letter or a scene, told and not thought."""

_WORD = re.compile(r"[^\W_][\w’'-]*")


def find_flashbacks(prose: Sequence[Prose]) -> set[int]:
    """Paragraphs within a long run of paragraphs wholly in italics."""
    found: set[int] = set()
    run: list[int] = []
    for i, each in enumerate([*prose, None]):
        if each is not None and _is_italic(each):
            run.append(i)
            continue
        if len(run) >= FLASHBACK:
            found.update(run)
        run = []
    return found


def _is_italic(each: Prose) -> bool:
    if not each.paragraph.runs:
        return False
    spans = list(_italic_spans(each, 0, len(each.text)))
    letters = sum(c.isalnum() for c in each.text)
    inside = sum(c.isalnum() for a, b in spans for c in each.text[a:b])
    return letters > 0 and inside >= 0.95 * letters


def _italic_spans(each: Prose, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Stretches of ``text[start:end]`` set in italics, or as a quoted thought."""
    runs = [
        run
        for run in each.paragraph.runs
        if run.style in (Style.EMPHASIS, Style.ITALIC, Style.QUOTED)
    ]
    if not runs:
        return
    foreign = [r for r in each.paragraph.runs if r.style in (Style.LANGUAGE, Style.SEMANTIC)]
    for run in runs:
        if any(other.start <= run.start and run.end <= other.end for other in foreign):
            continue
        low = max(start, bisect_left(each.places, run.start))
        high = min(end, bisect_left(each.places, run.end))
        if low < high:
            yield low, high


def find_italic_thoughts(each: Prose, start: int, end: int) -> Iterator[Span]:
    """Whole clauses in italics outside speech."""
    text = each.text
    for low, high in _italic_spans(each, start, end):
        words = len(_WORD.findall(text[low:high]))
        ahead, after = text[:low].rstrip(' ([“"‘'), text[high:].lstrip()
        opens = not ahead or ahead[-1] in '.!?…:,;—–-”"’)'
        inner = text[low:high].strip()
        closes = inner[-1:] in tuple(".!?…,;:—–-") or not after or after[0] in ".!?…"
        high_start = inner.lstrip("“\"‘'(…—")[:1].isupper() or inner[:1] == "…"
        if not (opens and closes) or (inner.isupper() and words < 4):
            continue
        if tag_after(text, high) is Tag.THOUGHT:
            yield Span(low, high, thought=True)
            continue
        sentence = high_start and (not ahead or ahead[-1] in ".!?…") and inner[-1:] in tuple(".!?…")
        if (
            (words >= ITALIC_WORDS and (high_start or not ahead or words > 5))
            or sentence
            or (words > 1 and not ahead and not after)
        ):
            yield Span(low, high, thought=True)
