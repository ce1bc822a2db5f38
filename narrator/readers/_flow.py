"""Text as it arrives from a document, with its inline styles, into blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from narrator.book import Role, Run, Style
from narrator.readers._blocks import Block

_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200e\u200f\u2060-\u2064\ufeff]")
_THIN = re.compile(r"(?<=[“”‘’\"'])[\u200a\u2009\u202f](?=[“”‘’\"'])")
_SPACE = re.compile(r"\s+")
_OPENS = re.compile(r"\s*[“\"„«‘'「『—–]")
_CLOSED = re.compile(r"[.!?…:—-][\"'”’»)\]*]*$")

LONG_LINE = 60
"""Lines longer than this, in letters on average, are paragraphs and not verse or addresses."""


@dataclass(frozen=True, slots=True)
class Place:
    """What holds for the text that comes next."""

    role: Role = Role.TEXT
    level: int = 0
    skip: str = ""
    language: str = ""
    """The language where it is not the document's own."""
    styles: tuple[tuple[Style, str], ...] = ()
    """What whole blocks are set in."""
    keep_lines: bool = False
    """Whether the document's own line ends count, as in ``<pre>``."""
    begins: bool = False
    is_title: bool = False


@dataclass(slots=True)
class _Open:
    """A style that is on, and where in the block it was switched on."""

    style: Style
    value: str
    start: int


class Flow:
    """Takes text and styles, gives blocks; one flow is one document."""

    def __init__(self, document: str = "") -> None:
        self.blocks: list[Block] = []
        self.anchors: dict[str, int] = {}
        """Each id, and the block that it stands in or ahead of."""
        self.place = Place()
        self._document = document
        self._pieces: list[str] = []
        self._length = 0
        self._runs: list[Run] = []
        self._open: list[_Open] = []
        self._links = 0
        self._linked = 0
        self._breaks = 0
        self._space = False
        self._scene = False
        self._blank = False
        self._initial = ""

    @property
    def is_empty(self) -> bool:
        """Whether the present block has no text yet."""
        return not self._length

    def anchor(self, name: str) -> None:
        self.anchors.setdefault(name, len(self.blocks))

    def scene(self) -> None:
        """A new scene begins with the next block."""
        self.flush()
        self._scene = True

    def initial(self, letter: str) -> None:
        """A decorated initial, shown as a picture: the rest of its word comes next."""
        self._initial = letter

    def blank(self) -> None:
        """A blank line stands ahead of the next block."""
        if self.is_empty:
            self._blank = True

    def write(self, text: str) -> None:
        """Text as it stands in the document; white space is put right here."""
        if _INVISIBLE.search(text):
            text = _INVISIBLE.sub("", text)
        if self.place.keep_lines:
            self._write_lines(_THIN.sub("", text))
        else:
            self._write_words(_SPACE.sub(" ", _THIN.sub("", text)))

    def _write_lines(self, text: str) -> None:
        for i, line in enumerate(re.split(r"\r\n|\r|\n", text)):
            if i:
                self.line_break()
            self._write_words(_SPACE.sub(" ", line))

    def _write_words(self, text: str) -> None:
        if not text:
            return
        if text == " ":
            self._space = self._space or bool(self._length)
            return
        if self._breaks:
            self._end_line()
        elif (self._space or text[0] == " ") and self._length:
            self._put(" ")
        if self._initial:
            if text[0].isalpha() or text[0] in "’'":
                text = self._initial + text
            self._initial = ""
        self._space = text[-1] == " "
        self._put(text.strip(" "))

    def _put(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)
        if self._links:
            self._linked += len(text)

    def line_break(self) -> None:
        """``<br>``: one is a line's end, two are a paragraph's, three a blank line."""
        if self.is_empty:
            self._blank = True
        else:
            self._breaks += 1

    def _end_line(self) -> None:
        breaks, self._breaks = self._breaks, 0
        self._space = False
        if breaks == 1:
            self._pieces.append("\n")
            self._length += 1
        else:
            self.flush()
            self._blank = self._blank or breaks > 2

    def open(self, style: Style, value: str = "") -> None:
        at = self._length + bool(self._space and self._length and not self._breaks)
        self._open.append(_Open(style, value, at))

    def close(self) -> None:
        """Switch off the style that was switched on last."""
        style = self._open.pop()
        self._add_run(style)

    def open_link(self) -> None:
        self._links += 1

    def close_link(self) -> None:
        self._links -= 1

    def _add_run(self, style: _Open) -> None:
        if style.start < self._length:
            self._runs.append(Run(style.start, self._length, style.style, style.value))

    def flush(self) -> None:
        """End the present block; styles that are on go on in the next one."""
        for style in self._open:
            self._add_run(style)
            style.start = 0
        text = "".join(self._pieces)
        if text:
            self._finish(text)
        self._pieces.clear()
        self._runs.clear()
        self._length = self._linked = 0
        self._breaks = 0
        self._space = False

    def _finish(self, text: str) -> None:
        place = self.place
        runs = self._runs
        if place.language:
            runs = [*runs, Run(0, len(text), Style.LANGUAGE, place.language)]
        runs = [*runs, *(Run(0, len(text), style, value) for style, value in place.styles)]
        block = Block(
            text,
            place.role,
            place.level,
            place.skip,
            self._scene,
            self._blank,
            tuple(sorted(_distinct(runs), key=lambda run: (run.start, -run.end))),
            self._linked / len(text),
            self._document,
            place.begins,
            place.is_title,
        )
        self._scene = self._blank = False
        self.blocks.extend(split_lines(block))
        if place.begins:
            self.place = replace(place, begins=False)


_SLANTED = (Style.QUOTED, Style.EMPHASIS, Style.ITALIC)
"""Styles that are shown in italics, the one that says most first."""


def _distinct(runs: Iterable[Run]) -> list[Run]:
    """Runs, each once; of those that slant the same words, the one that says most."""
    distinct = list(dict.fromkeys(runs))
    telling: dict[tuple[int, int], Style] = {}
    for run in distinct:
        if run.style in _SLANTED:
            known = telling.get((run.start, run.end), run.style)
            telling[run.start, run.end] = min(known, run.style, key=_SLANTED.index)
    return [
        run
        for run in distinct
        if run.style not in _SLANTED or telling[run.start, run.end] is run.style
    ]


def split_lines(block: Block) -> Iterator[Block]:
    """A block whose line breaks stand for paragraphs, as these; any other as it is."""
    lines = block.text.split("\n")
    if len(lines) == 1 or block.role is not Role.TEXT or not _are_paragraphs(lines):
        yield block
        return
    start = 0
    for i, line in enumerate(lines):
        end = start + len(line)
        runs = tuple(
            replace(run, start=max(run.start, start) - start, end=min(run.end, end) - start)
            for run in block.runs
            if run.start < end and run.end > start
        )
        if line.strip():
            first = not i
            yield replace(
                block,
                text=line,
                runs=runs,
                scene=block.scene and first,
                blank=block.blank and first,
                begins=block.begins and first,
            )
        start = end + 1


def _are_paragraphs(lines: list[str]) -> bool:
    if sum(map(len, lines)) > LONG_LINE * len(lines):
        return True
    return any(_OPENS.match(after) and _CLOSED.search(before) for before, after in pairwise(lines))
