"""Spans of speech and thought into the lines of a chapter, with the pause ahead of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from narrator.book import Kind, Line, Lines, Pause, Role, Run
from narrator.segmenter.prose import Prose, Span

LONG_LINE = 600
"""Characters above which a line is cut at sentence ends, so that no unit of rendering is huge."""

_CLOSING = re.compile(r"[\s.,;:!?…)\]}”’\"'»]*")
_SENTENCE_CLOSED = re.compile(r"[.!?…。！？][”’\"'»)\]」』_*]*$")


def make_lines(prose: Sequence[Prose], spans: Sequence[Sequence[Span]]) -> Lines:
    """The lines of a chapter."""
    lines: list[Line] = []
    for index, (each, own) in enumerate(zip(prose, spans, strict=True)):
        first = True
        for start, end, kind, span in _pieces(each, own):
            low, high = each.source_span(start, end)
            before = _pause(each, lines[-1] if lines else None, kind, span, first=first)
            offset = each.paragraph.start
            text = each.paragraph.text[low - offset : high - offset]
            lines.append(
                Line(
                    kind,
                    text,
                    low,
                    before,
                    index,
                    tuple(_clip(each.paragraph.runs, low, high)),
                    continues=bool(span and span.continues),
                    manner=span.manner if span else "",
                )
            )
            first = False
    return tuple(lines)


def _pieces(each: Prose, own: Sequence[Span]) -> Iterator[tuple[int, int, Kind, Span | None]]:
    """The paragraph cut at its spans; marks between two pieces go with the one ahead."""
    text = each.text
    if each.paragraph.role is Role.HEADING:
        own = ()
    plain = Kind.HEADING if each.paragraph.role is Role.HEADING else Kind.NARRATION
    cuts: list[tuple[int, int, Kind, Span | None]] = []
    at = 0
    for each_span in own:
        spoken = Kind.THOUGHT if each_span.thought else Kind.DIALOGUE
        cuts.append((at, each_span.start, plain, None))
        cuts.append((each_span.start, each_span.end, spoken, each_span))
        at = each_span.end
    cuts.append((at, len(text), plain, None))
    pieces: list[tuple[int, int, Kind, Span | None]] = []
    lead = -1
    for start, end, kind, span in cuts:
        if not any(c.isalnum() for c in text[start:end]) and span is None:
            if not text[start:end].strip():
                continue
            if pieces:
                pieces[-1] = (pieces[-1][0], end, *pieces[-1][2:])
            elif lead < 0:
                lead = start
            continue
        if lead >= 0:
            start, lead = lead, -1
        if span is None and pieces:
            moved = _CLOSING.match(text, start, end)
            if moved and moved.group().strip() and moved.end() < end:
                tail = len(moved.group().rstrip())
                pieces[-1] = (pieces[-1][0], start + tail, *pieces[-1][2:])
                start += tail
        pieces.append((start, end, kind, span))
    if lead >= 0 and not pieces:
        pieces.append((lead, len(text), plain, None))
    for start, end, kind, span in pieces:
        body = text[start:end]
        start += len(body) - len(body.lstrip())
        end -= len(body) - len(body.rstrip())
        if start < end:
            yield start, end, kind, span


def _clip(runs: Sequence[Run], start: int, end: int) -> Iterator[Run]:
    for run in runs:
        if run.start < end and run.end > start:
            yield Run(max(run.start, start), min(run.end, end), run.style, run.value)


def _pause(
    each: Prose, before: Line | None, kind: Kind, span: Span | None, *, first: bool
) -> Pause:
    """Why there is a pause ahead of a line."""
    if first:
        pause = each.paragraph.before
        speeches = before is not None and before.kind is kind is Kind.DIALOGUE
        if pause is Pause.PARAGRAPH and speeches and not (span and span.continues):
            return Pause.TURN
        return pause
    assert before is not None
    if not _SENTENCE_CLOSED.search(before.text):
        return Pause.NONE
    return Pause.SENTENCE
