"""Spans of speech and thought into the lines of a chapter, with the pause ahead of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from narrator.book import NOTE, Kind, Line, Lines, Pause, Role, Run
from narrator.segmenter.prose import Prose, Span
from narrator.segmenter.sentences import split_sentences

LONG_LINE = 600
"""Characters above which narration is cut at sentence ends."""
LONG_SPEECH = 1500
"""The same for speech, which is better kept whole."""

_CLOSING = re.compile(r"[\s.,;:!?…)\]}”’\"'»]*")
_SENTENCE_CLOSED = re.compile(r"[.!?…。！？][”’\"'»)\]」』_*]*$")
_SENTENCE_OR_BREAK = re.compile(r"[.!?…。！？—–-][”’\"'»)\]」』_*]*$")
_OPENING_MARKS = re.compile(r"(\*+|_+)\Z")
_LETTER = re.compile(r"[^\W\d_]")


def make_lines(prose: Sequence[Prose], spans: Sequence[Sequence[Span]]) -> Lines:
    """The lines of a chapter."""
    lines: list[Line] = []
    for index, (each, own) in enumerate(zip(prose, spans, strict=True)):
        first = True
        units = list(_units(each, own))
        for unit, (low, high) in zip(units, _source_spans(each, units), strict=True):
            text = each.paragraph.text[low - each.paragraph.start : high - each.paragraph.start]
            kind, span = unit.kind, unit.span
            before = _pause(each, lines[-1] if lines else None, text, kind, first=first)
            continues = span is not None and (span.continues or unit.later)
            if unit.later:
                before = Pause.SENTENCE
            elif continues and before is Pause.TURN:
                before = Pause.PARAGRAPH
            runs = tuple(_clip(each.paragraph.runs, low, high))
            manner = span.manner if span else ""
            if each.paragraph.role is Role.NOTE:
                manner = NOTE
            speaker = (span.speaker or None) if span else None
            line = Line(kind, text, low, before, index, runs, continues, "", speaker, manner=manner)
            lines.append(line)
            first = False
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A stretch of the prose that becomes one line."""

    start: int
    end: int
    kind: Kind
    span: Span | None
    later: bool = False
    """Whether it goes on with the unit ahead of it, which was cut for its length."""


def _units(each: Prose, own: Sequence[Span]) -> Iterator[_Unit]:
    """The paragraph's stretches, the long ones cut; a silent one if only markup holds letters."""
    empty = True
    for start, end, kind, span in _pieces(each, own):
        for low, high in _cut_long(each.text, start, end, kind):
            yield _Unit(low, high, kind, span, later=low > start)
            empty = False
    if empty and any(c.isalnum() for c in each.paragraph.text):
        kind = Kind.DIALOGUE if own else Kind.NARRATION
        yield _Unit(0, 0, kind, own[0] if own else None)


def _source_spans(each: Prose, units: Sequence[_Unit]) -> list[tuple[int, int]]:
    """Where the units stand in the source; markup that holds letters goes with one of them."""
    begin, end = each.paragraph.start, each.paragraph.end
    found = [each.source_span(u.start, u.end) if u.end else (begin, end) for u in units]
    if found and _holds_letters(each, begin, found[0][0]):
        found[0] = (begin, found[0][1])
    for i, (low, high) in enumerate(found):
        after = found[i + 1][0] if i + 1 < len(found) else end
        if _holds_letters(each, high, after):
            gap = each.paragraph.text[high - begin : after - begin]
            found[i] = (low, high + len(gap.rstrip()))
    return [_with_opening(each, low, high) for low, high in found]


def _with_opening(each: Prose, low: int, high: int) -> tuple[int, int]:
    """A stretch that holds the end of an emphasis holds its beginning: "*Too late*, …"."""
    begin, text = each.paragraph.start, each.paragraph.text
    if text[low - begin - 1 : low - begin] not in ("*", "_"):
        return low, high
    opened = _OPENING_MARKS.search(text, 0, low - begin)
    if opened and text.count(opened.group(), low - begin, high - begin) % 2:
        return low - len(opened.group()), high
    return low, high


def _holds_letters(each: Prose, start: int, end: int) -> bool:
    offset = each.paragraph.start
    return any(c.isalnum() for c in each.paragraph.text[start - offset : end - offset])


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


def _apart(own: Sequence[Span]) -> Iterator[Span]:
    """The spans in order, none twice: two styles may mark the same words."""
    at = 0
    for span in sorted(own, key=lambda span: (span.start, -span.end)):
        if span.end > at:
            yield span if span.start >= at else replace(span, start=at)
            at = span.end


def _pieces(each: Prose, own: Sequence[Span]) -> Iterator[tuple[int, int, Kind, Span | None]]:
    """The paragraph cut at its spans; marks between two pieces go with the one ahead."""
    text = each.text
    if each.paragraph.role is Role.HEADING:
        own = ()
    plain = Kind.HEADING if each.paragraph.role is Role.HEADING else Kind.NARRATION
    cuts: list[tuple[int, int, Kind, Span | None]] = []
    at = 0
    for each_span in _apart(own):
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
    if before.kind is kind is Kind.DIALOGUE and _SENTENCE_OR_BREAK.search(before.text):
        return Pause.TURN  # “Yes.” “No.”: nothing told between them, so two people
    letter = _LETTER.search(text)
    if letter and letter.group().islower():
        return Pause.NONE
    closed = _SENTENCE_CLOSED if kind is not Kind.NARRATION else _SENTENCE_OR_BREAK
    return Pause.SENTENCE if closed.search(before.text) else Pause.NONE
