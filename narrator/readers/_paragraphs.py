"""Lines of plain text into blocks: whichever way the file marks its paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_LINE = re.compile(r"([^\r\n\x0b\x0c\x85\u2028\u2029]*)(\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]|$)")
_CLOSED = re.compile(r"[.!?…:—-][\"'”’»)\]_*]*$")
_STAMP = re.compile(
    r"[\[(]?(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4},?\s+)?\d{1,2}[:.]\d{2}(?::\d{2})?"
    r"\s*(?:[ap]\.?m\.?)?[\])]?\s*(?:[-–]\s*)?(?:<[^<>\n]{1,30}>|\w[\w .'’-]{0,30}:)\s",
    re.IGNORECASE,
)
"""A time and a name, as a chat's log has them ahead of each message."""
_OPENING_MARK = re.compile(r"\s*[“\"„«‘'「『—–]")

_QUOTED = re.compile(r"[“\"„«][^“”\"„«»]+[”\"»]")

FLUSH_SHARE = 0.8
"""From this share of paragraphs at the margin on, a quotation that is moved in is shown apart."""
FULL_SHARE = 0.6
"""From this share of full lines on, a file is hard-wrapped. Wrapped prose has about 0.95,
one paragraph a line about 0."""
WIDTH_QUANTILE = 0.85
"""The width is what so many lines keep to: first lines may be indented and stand out."""
NARROWEST_WRAP, WIDEST_WRAP = 40, 140
"""Nobody wraps at fewer or more columns than this."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of the file without its end; ``[start, end)`` leaves out white space around it."""

    start: int
    end: int
    indent: int

    @property
    def length(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: a paragraph, a heading, a stanza."""

    lines: tuple[TextLine, ...]
    blanks: int
    """How many blank lines stand ahead of it."""
    verse: bool = False

    @property
    def start(self) -> int:
        return self.lines[0].start

    @property
    def end(self) -> int:
        return self.lines[-1].end

    @property
    def indent(self) -> int:
        return self.lines[0].indent


@dataclass(frozen=True, slots=True)
class Habit:
    """How a file sets its paragraphs."""

    wrapped: bool
    """Whether paragraphs are broken into lines of a certain width."""
    width: int
    """That width in columns; 0 when not wrapped."""
    spaced: bool
    """Whether blank lines stand between paragraphs."""
    indented: bool
    """Whether a paragraph's first line is indented and the others are not."""


def find_blocks(source: str) -> tuple[list[Block], Habit]:
    """The file's paragraphs in order, and the habit by which they were found."""
    groups = list(_groups(source))
    habit = _find_habit(source, [lines for lines, _ in groups])
    blocks: list[Block] = []
    flush = sum(lines[0].indent == 0 for lines, _ in groups) > FLUSH_SHARE * len(groups)
    set_apart = habit.wrapped and habit.spaced and flush
    for lines, blanks in groups:
        for i, part in enumerate(_split(source, lines, habit)):
            verse = habit.wrapped and _is_verse(source, part, habit)
            verse = verse or (set_apart and _is_shown(source, lines))
            blocks.append(Block(tuple(part), 0 if i else blanks, verse))
    return blocks, habit


def _groups(source: str) -> Iterator[tuple[list[TextLine], int]]:
    """Runs of lines without a blank one between them, and the blank lines ahead of each."""
    lines: list[TextLine] = []
    blanks = ahead = 0
    for match in _LINE.finditer(source):
        text = match[1]
        body = text.strip()
        if body:
            if not lines:
                ahead = blanks
            indent = len(text) - len(text.lstrip())
            start = match.start() + indent
            lines.append(TextLine(start, start + len(body), len(text[:indent].expandtabs(4))))
            blanks = 0
        else:
            if lines:
                yield lines, ahead
                lines = []
            blanks += bool(match[2]) or bool(text)
    if lines:
        yield lines, ahead


def _is_full(source: str, line: TextLine, after: TextLine, width: int) -> bool:
    """Whether the next line's first word would not have fitted on this line."""
    first = re.match(r"\S+", source[after.start : after.end])
    word = len(first[0]) if first else 0
    return line.indent + line.length + 1 + word > width


def _find_habit(source: str, groups: Sequence[Sequence[TextLine]]) -> Habit:
    pairs = [(a, b) for lines in groups for a, b in pairwise(lines)]
    total = sum(len(lines) for lines in groups)
    spaced = len(groups) > 0.1 * total or total < 3
    lengths = sorted(line.indent + line.length for lines in groups for line in lines)
    if len(pairs) < 2 or not lengths:
        return Habit(False, 0, spaced, False)
    inside = sorted(a.indent + a.length for a, _ in pairs)
    width = inside[int(WIDTH_QUANTILE * (len(inside) - 1))]
    long = [(a, b) for a, b in pairs if a.length > 0.4 * width]
    full = sum(_is_full(source, a, b, width) for a, b in long)
    wrapped = (
        NARROWEST_WRAP <= width <= WIDEST_WRAP
        and bool(long)
        and full >= FULL_SHARE * len(long)
        and sum(length > width + 15 for length in lengths) <= 0.02 * len(lengths)
        and len(pairs) > 0.25 * total
    )
    steps = sum(b.indent > a.indent for a, b in pairs) + sum(
        lines[0].indent > lines[1].indent for lines in groups if len(lines) > 1
    )
    falls = sum(a.indent > b.indent for a, b in pairs)
    indented = falls > 2 and falls >= 0.5 * steps and falls > 0.02 * len(pairs)
    return Habit(wrapped, width if wrapped else 0, spaced, indented)


def _split(source: str, lines: list[TextLine], habit: Habit) -> Iterator[list[TextLine]]:
    """One group of lines into paragraphs."""
    if not habit.wrapped:
        yield from ([line] for line in lines)
        return
    left = min(line.indent for line in lines)
    part: list[TextLine] = []
    for line in lines:
        if part and _begins(source, part[-1], line, habit, left, len(lines)):
            yield part
            part = []
        part.append(line)
    if part:
        yield part


def _begins(
    source: str, before: TextLine, line: TextLine, habit: Habit, left: int, size: int
) -> bool:
    """Whether a paragraph begins with this line, though no blank line stands ahead of it."""
    if _STAMP.match(source, line.start, line.end):
        return True
    if habit.indented and line.indent > left and before.indent <= line.indent:
        # a first line; in a stanza or an address all lines are indented alike
        return before.indent == left or _closed(source, before)
    if _is_full(source, before, line, habit.width):
        return False
    if not habit.spaced or size > 60:
        return not habit.indented and _closed(source, before)
    return bool(_OPENING_MARK.match(source, line.start)) and _closed(source, before)


def _is_shown(source: str, lines: Sequence[TextLine]) -> bool:
    """Whether it is one line in quotation marks, moved in: of a song, on a sign."""
    first = lines[0]
    quoted = _QUOTED.fullmatch(source, first.start, first.end)
    return len(lines) == 1 and first.indent > 1 and bool(quoted)


def _closed(source: str, line: TextLine) -> bool:
    return bool(_CLOSED.search(source[line.start : line.end]))


def _is_verse(source: str, lines: Sequence[TextLine], habit: Habit) -> bool:
    """Whether the lines end where the writer wanted, and not where the width ran out."""
    if len(lines) < 2:
        return False
    pairs = list(pairwise(lines))
    full = sum(_is_full(source, a, b, habit.width) for a, b in pairs)
    if len(lines) == 2 and not lines[0].indent:
        return False  # two short lines at the margin: rather two people's words
    return full <= 0.25 * len(pairs)
