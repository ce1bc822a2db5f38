"""Spans of speech and thought into the lines of a chapter, with the pause ahead of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from narrator.book import Kind, Line, Lines, Pause, Role, Run
from narrator.segmenter.prose import Prose, Span
from narrator.segmenter.sentences import split_sentences

LONG_LINE = 600
"""Characters above which narration is cut at sentence ends."""
LONG_SPEECH = 1500
"""The same for speech, which is better kept whole."""

_CLOSING = re.compile(r"[\s.,;:!?…)\]}”’\"'»]*")
_SENTENCE_CLOSED = re.compile(r"[.!?…。！？][”’\"'»)\]」』_*]*$")
_SENTENCE_OR_BREAK = re.compile(r"[.!?…。！？—–-][”’\"'»)\]」』_*]*$")
_LETTER = re.compile(r"[^\W\d_]")


def make_lines(prose: Sequence[Prose], spans: Sequence[Sequence[Span]]) -> Lines:
    """The lines of a chapter."""
    lines: list[Line] = []
    for index, (each, own) in enumerate(zip(prose, spans, strict=True)):
        first = True
        for whole_start, whole_end, kind, span in _pieces(each, own):
            continues = bool(span and span.continues)
            for start, end in _cut_long(each.text, whole_start, whole_end, kind):
                line = _line(each, start, end, kind, index)
                before = _pause(each, lines[-1] if lines else None, line.text, kind, first=first)
                if start > whole_start:
                    before, continues = Pause.SENTENCE, span is not None
                elif continues and before is Pause.TURN:
                    before = Pause.PARAGRAPH
                manner = span.manner if span else ""
                lines.append(replace(line, before=before, continues=continues, manner=manner))
                first = False
    return tuple(lines)


def _line(each: Prose, start: int, end: int, kind: Kind, index: int) -> Line:
    """One line of a paragraph, as yet without its pause."""
    low, high = each.source_span(start, end)
    offset = each.paragraph.start
    runs = tuple(_clip(each.paragraph.runs, low, high))
    text = each.paragraph.text[low - offset : high - offset]
    return Line(kind, text, low, Pause.NONE, index, runs)


def _cut_long(text: str, start: int, end: int, kind: Kind) -> Iterator[tuple[int, int]]:
    """A long stretch in pieces that end with a sentence, so that no unit of rendering is huge."""
    limit = LONG_SPEECH if kind is Kind.DIALOGUE else LONG_LINE
    if end - start <= limit:
        yield start, end
        return
    begin = at = start
    for low, high in split_sentences(text, start, end):
        if high - begin > LONG_LINE and at > begin:
            yield begin, at
            begin = low
        at = high
    yield begin, end


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


def _pause(each: Prose, before: Line | None, text: str, kind: Kind, *, first: bool) -> Pause:
    """Why there is a pause ahead of a line."""
    if before is None:
        return each.paragraph.before
    if first:
        speeches = before.kind is kind is Kind.DIALOGUE
        return (
            Pause.TURN
            if speeches and each.paragraph.before is Pause.PARAGRAPH
            else each.paragraph.before
        )
    letter = _LETTER.search(text)
    if letter and letter.group().islower():
        return Pause.NONE
    closed = _SENTENCE_CLOSED if kind is not Kind.NARRATION else _SENTENCE_OR_BREAK
    return Pause.SENTENCE if closed.search(before.text) else Pause.NONE
