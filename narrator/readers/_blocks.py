"""Blocks, the paragraphs of a rich document before they are a book, and what they are made into."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from narrator.book import Book, Chapter, Metadata, Paragraph, Pause, Role, Run, Skip, Style
from narrator.readers._language import guess_language
from narrator.readers._options import NOTES, ReadOptions

BETWEEN = "\n\n"
"""What stands between two blocks in ``Book.source``."""

PREAMBLE_WORDS = 100
"""Text ahead of the first chapter is a chapter of its own from this many words on."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph as it was found; the offsets of its runs count from its own start."""

    text: str
    role: Role = Role.TEXT
    level: int = 0
    """1 to 6 for a heading, else 0."""
    skip: str = ""
    """Why it is not read; "" when it is."""
    scene: bool = False
    """Whether the document marks a new scene ahead of it."""
    blank: bool = False
    """Whether a blank line stands ahead of it."""
    runs: tuple[Run, ...] = ()
    linked: float = 0.0
    """The share of its text that is links."""
    document: str = ""
    begins: bool = False
    """Whether the document itself says that a chapter begins here."""
    is_title: bool = False
    """Whether it is the title of the whole book."""

    @property
    def is_heading(self) -> bool:
        return self.role is Role.HEADING

    @property
    def shown(self) -> str:
        """Its text without footnote marks, page numbers and the like."""
        text = self.text
        for run in sorted(self.runs, key=lambda run: -run.start):
            if run.style in (Style.NOTE_MARK, Style.MARKUP):
                text = text[: run.start] + text[run.end :]
        return text.strip()

    @property
    def words(self) -> int:
        return len(self.text.split())


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a chapter begins among the blocks, and what it is called."""

    index: int
    title: str = ""
    parts: tuple[str, ...] = ()
    """The titles of the parts that it stands in, the highest first."""
    opens_part: bool = False
    own: int = -1
    """Where the chapter itself begins, when the headings of its part stand ahead of it."""


def assemble(
    blocks: Sequence[Block],
    marks: Sequence[Mark],
    *,
    metadata: Metadata,
    name: str,
    profile: str,
) -> Book:
    """The book whose source is the blocks' text, cut into chapters at the marks."""
    starts: list[int] = []
    reached = 0
    for block in blocks:
        starts.append(reached)
        reached += len(block.text) + len(BETWEEN)
    chapters = []
    for mark, first, last in _spans(blocks, marks):
        paragraphs = tuple(_paragraphs(blocks, starts, mark, first, last))
        if paragraphs:
            chapters.append((mark, Chapter(mark.title, paragraphs, _document(blocks, first, last))))
    if not metadata.language:
        told = "\n".join(p.text for _, chapter in chapters for p in chapter.paragraphs)
        metadata = replace(metadata, language=guess_language(told))
    return Book(
        source=BETWEEN.join(block.text for block in blocks),
        chapters=tuple(_distinct_titles(chapters)),
        skipped=tuple(_skips(blocks, starts)),
        metadata=metadata,
        name=name,
        profile=profile,
    )


def bring_back(blocks: Sequence[Block], options: ReadOptions) -> list[Block]:
    """Blocks that were to be skipped and are asked for, as notes or as what they are."""
    return [
        _as_read(block) if block.skip and options.reads(block.skip) else block for block in blocks
    ]


def _as_read(block: Block) -> Block:
    if block.skip in NOTES:
        return replace(block, skip="", role=Role.NOTE, level=0)
    return replace(block, skip="")


def _spans(blocks: Sequence[Block], marks: Sequence[Mark]) -> Iterator[tuple[Mark, int, int]]:
    """Each chapter's mark and its blocks ``[first, last)``; together they are all blocks."""
    marks = sorted(marks, key=lambda mark: mark.index)
    if not marks:
        yield Mark(0), 0, len(blocks)
        return
    head = blocks[: marks[0].index]
    words = sum(block.words for block in head if not block.skip and not block.is_heading)
    if words >= PREAMBLE_WORDS:
        yield Mark(0, preamble_title(head)), 0, marks[0].index
        begin = marks[0].index
    else:
        begin = 0
    for mark, after in zip(marks, [*marks[1:], None], strict=True):
        end = after.index if after else len(blocks)
        yield mark, begin, end
        begin = end


def preamble_title(blocks: Sequence[Block]) -> str:
    """What to call text that stands ahead of the first chapter."""
    found = [b.shown for b in blocks if b.is_heading and not b.skip and not b.is_title]
    return one_line(found[0]) if found else ""


def _paragraphs(
    blocks: Sequence[Block], starts: Sequence[int], mark: Mark, first: int, last: int
) -> Iterator[Paragraph]:
    """The blocks of a chapter that are read, each with the pause ahead of it."""
    opening = Pause.PART if mark.opens_part else Pause.CHAPTER
    own = max(mark.own, mark.index)
    before: Block | None = None
    pending = Pause.PARAGRAPH
    for i in range(first, last):
        block = blocks[i]
        if block.skip:
            if block.skip == "scene break":
                pending = Pause.SCENE
            continue
        if before is None:
            pause = Pause.CHAPTER if block.is_title else opening
        elif before.is_title and block.is_heading and not block.is_title:
            pause = opening
        elif i >= own and (block.is_heading or not before.is_heading):
            pause = Pause.CHAPTER
        elif block.scene or (block.is_heading and not before.is_heading):
            pause = Pause.SCENE
        else:
            pause = pending
        if i >= own:
            own = last
        runs = tuple(
            replace(run, start=run.start + starts[i], end=run.end + starts[i]) for run in block.runs
        )
        yield Paragraph(block.text, starts[i], pause, block.role, runs)
        pending = Pause.PARAGRAPH
        before = block


def _document(blocks: Sequence[Block], first: int, last: int) -> str:
    """The document that holds a chapter's first words, the book's title left aside."""
    shown = [b for b in blocks[first:last] if not b.skip]
    return next((b.document for b in shown if not b.is_title), shown[0].document if shown else "")


def _skips(blocks: Sequence[Block], starts: Sequence[int]) -> Iterator[Skip]:
    """Neighbours that are left out for one reason are one skip."""
    open_skip: Skip | None = None
    for block, start in zip(blocks, starts, strict=True):
        end = start + len(block.text)
        if open_skip and (block.skip, block.document) == (open_skip.reason, open_skip.document):
            open_skip = replace(open_skip, end=end)
            continue
        if open_skip:
            yield open_skip
        open_skip = Skip(start, end, block.skip, block.document) if block.skip else None
    if open_skip:
        yield open_skip


def _distinct_titles(chapters: Sequence[tuple[Mark, Chapter]]) -> Iterator[Chapter]:
    """Chapters whose titles would be the same, or bare numbers, under several parts name them."""
    counts = Counter(chapter.title for _, chapter in chapters if chapter.title)
    doubled = any(count > 1 for count in counts.values())
    for mark, chapter in chapters:
        parts = [part for part in mark.parts if part]
        if doubled and parts and chapter.title:
            yield replace(chapter, title=", ".join([*parts, chapter.title]))
        else:
            yield chapter


def one_line(text: str) -> str:
    """A heading of several lines as a title of one.

    >>> one_line("CHAPTER I\\nThe Beginning"), one_line("Why?\\nBecause")
    ('CHAPTER I: The Beginning', 'Why? Because')
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    title = ""
    for line in lines:
        gap = "" if not title else " " if title[-1] in ".:;,!?—–-" else ": "
        title += gap + line
    return re.sub(r"\s+", " ", title)


def key(text: str) -> str:
    """The letters and digits of a text alone, for telling whether two say the same.

    >>> key("Chapter 1: “Home”") == key("CHAPTER 1 – Home")
    True
    """
    return "".join(c for c in text.casefold() if c.isalnum())
