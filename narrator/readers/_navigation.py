"""An EPUB's contents and the blocks of its documents into the places where chapters begin."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from narrator.book import Role
from narrator.readers._blocks import Block, Mark, key, one_line
from narrator.readers._conventions import Heading, Level, heading
from narrator.readers._headings import PART_WORDS, find_chapters, promote_lines
from narrator.readers._package import Entry

LONG_CHILD = 1500
"""Entries under another whose texts have more words than this on average are chapters."""
WRAPPER_SHARE = 0.6
"""An entry that holds this share of the book is the book, and no part of it."""
HALF = 0.5
LONG_CHAPTER = 5000
"""A chapter with more words than this, and than half the book, may be several."""
SMALL_SHARE = 0.2
"""What is left out for its label alone may have this share of the book at most."""

LABELS = {
    "cover": "cover",
    "cover page": "cover",
    "title page": "title page",
    "titlepage": "title page",
    "title": "title page",
    "half title": "title page",
    "half title page": "title page",
    "halftitle": "title page",
    "halftitlepage": "title page",
    "copyright": "copyright",
    "copyright page": "copyright",
    "copyright notice": "copyright",
    "legal notice": "copyright",
    "imprint": "imprint",
    "colophon": "colophon",
    "uncopyright": "copyright",
    "license": "licence",
    "licence": "licence",
    "the full project gutenberg license": "licence",
    "full project gutenberg license": "licence",
    "contents": "contents",
    "table of contents": "contents",
    "toc": "contents",
    "inhalt": "contents",
    "inhaltsverzeichnis": "contents",
    "table des matières": "contents",
    "list of illustrations": "contents",
    "illustrations": "contents",
    "landmarks": "contents",
    "index": "index",
    "bibliography": "bibliography",
    "works cited": "bibliography",
    "notes": "endnotes",
    "endnotes": "endnotes",
    "footnotes": "footnotes",
    "acknowledgments": "acknowledgements",
    "acknowledgements": "acknowledgements",
    "acknowledgment": "acknowledgements",
    "about the author": "about the author",
    "about the publisher": "advertisement",
    "also by the author": "advertisement",
    "other books by the author": "advertisement",
    "newsletter": "advertisement",
    "transcriber's note": "editor's note",
    "transcriber’s note": "editor's note",
    "transcriber's notes": "editor's note",
    "transcriber’s notes": "editor's note",
    "update log": "update log",
    "dramatis personae": "list of characters",
    "dramatis personæ": "list of characters",
}
"""Labels of the contents, lower case, and why what they name is not read."""


@dataclass(frozen=True, slots=True)
class Found:
    """An entry of the contents and where it leads among the blocks."""

    entry: Entry
    start: int
    end: int
    children: tuple[Found, ...]


def locate(
    entries: Sequence[Entry], position: Callable[[Entry], int | None], last: int
) -> tuple[Found, ...]:
    """The entries that lead into the text, each with its stretch of blocks, in reading order.

    An entry without a place of its own begins where its first child does.
    """
    return _bound(_place(entries, position), 0, last)


def _place(entries: Sequence[Entry], position: Callable[[Entry], int | None]) -> tuple[Found, ...]:
    """The entries and where they begin; their ends are not known yet."""
    found = []
    for entry in entries:
        children = _place(entry.children, position)
        start = position(entry)
        if start is None and children:
            start = children[0].start
        if start is not None:
            found.append(Found(entry, start, start, children))
    return tuple(sorted(found, key=lambda item: item.start))


def _bound(found: Sequence[Found], first: int, last: int) -> tuple[Found, ...]:
    """The entries within ``[first, last)``, each reaching as far as the next one's beginning."""
    inside = [item for item in found if first <= item.start <= last]
    ends = [item.start for item in inside[1:]] + [last]
    return tuple(
        replace(item, end=end, children=_bound(item.children, item.start, end))
        for item, end in zip(inside, ends[: len(inside)], strict=True)
    )


def leaves(found: Sequence[Found]) -> Iterator[Found]:
    """All entries, each before those under it."""
    for item in found:
        yield item
        yield from leaves(item.children)


def skip_by_label(blocks: Sequence[Block], found: Sequence[Found]) -> list[Block]:
    """Leave out what the contents call an imprint, a list of contents and the like."""
    marked = list(blocks)
    total = _words(blocks, 0, len(blocks))
    for item in leaves(found):
        reason = LABELS.get(item.entry.label.strip(" .:").casefold())
        if not reason or item.children:
            continue
        if _words(blocks, item.start, item.end) > SMALL_SHARE * total and reason != "endnotes":
            continue
        for i in range(item.start, item.end):
            if not marked[i].skip and not marked[i].is_title:
                marked[i] = replace(marked[i], skip=reason)
    return marked


def promote_headings(blocks: Sequence[Block], found: Sequence[Found]) -> list[Block]:
    """The lines at an entry's place that say what it is called are its heading."""
    promoted = list(blocks)
    for item in leaves(found):
        label = key(item.entry.label)
        level = 0
        for i in range(item.start, min(item.start + 4, item.end)):
            block = promoted[i]
            if block.skip:
                continue
            if block.is_heading:
                level = level or block.level
                continue
            own = key(block.text)
            if block.role is not Role.TEXT or not own or own not in label or block.words > 20:
                break
            promoted[i] = replace(block, role=Role.HEADING, level=min(level + 1, 6) if level else 2)
            level = level or 2
    return promoted


def plan_chapters(
    blocks: Sequence[Block], found: Sequence[Found], documents: Mapping[str, int]
) -> tuple[list[Block], list[Mark]]:
    """Where chapters begin, as the contents say; as headings do where the contents say too little.

    ``documents`` holds the first block of each document, by path. Lines that turn out to be
    headings are so in the blocks that come back.
    """
    marks = _merge_places(_Planner(blocks).collect(found, ()))
    listed = {item.entry.path for item in leaves(found)}
    unlisted = {path: start for path, start in documents.items() if path not in listed}
    marks = sorted([*marks, *_unlisted(blocks, marks, unlisted)], key=lambda mark: mark.index)
    marks = _fold_parts(blocks, marks)
    sizes = _sizes(blocks, marks)
    if len(marks) < 2 or max(sizes) > max(HALF * sum(sizes), LONG_CHAPTER):
        promoted = promote_lines(blocks, among_headings=True)
        other = find_chapters(promoted)
        if len(other) > len(marks) and max(_sizes(promoted, other)) < max(sizes, default=0):
            return promoted, other
    return list(blocks), marks


class _Planner:
    """Walks the contents from the top, keeping the parts that it is in."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.total = _words(blocks, 0, len(blocks))

    def collect(self, found: Sequence[Found], parts: tuple[str, ...]) -> list[Mark]:
        marks: list[Mark] = []
        for item in found:
            label = one_line(item.entry.label)
            says = heading(label)
            if not self._holds_chapters(item, says):
                marks.append(Mark(item.start, label, parts))
                continue
            if says is not None and says.level is not Level.PART:
                marks.append(Mark(item.start, label, parts))
                marks += self.collect(item.children, parts)
                continue
            own = _words(self.blocks, item.start, item.children[0].start)
            if own >= PART_WORDS:
                marks.append(Mark(item.start, label, parts))
            is_book = says is None and self._words(item) > WRAPPER_SHARE * self.total
            inner = self.collect(item.children, parts if is_book else (*parts, label))
            if inner and own < PART_WORDS:
                opens = inner[0].opens_part or not is_book
                inner[0] = _starting(inner[0], item.start, opens_part=opens)
            marks += inner
        return marks

    def _words(self, item: Found) -> int:
        return _words(self.blocks, item.start, item.end)

    def _holds_chapters(self, item: Found, says: Heading | None) -> bool:
        """Whether the entries under this one are chapters, and not sections of a chapter."""
        if not item.children:
            return False
        if says is not None and says.level is Level.PART:
            return True
        under = [heading(child.entry.label) for child in item.children]
        if says is not None:
            return any(said is not None and said.level is Level.CHAPTER for said in under)
        if any(child.entry.path != item.entry.path for child in item.children):
            return True
        if self._words(item) > WRAPPER_SHARE * self.total:
            return True
        if all(said is not None and said.level is Level.NUMBER for said in under):
            return False
        return self._words(item) > LONG_CHILD * len(item.children)


def _merge_places(marks: Sequence[Mark]) -> list[Mark]:
    """One chapter for each place, in reading order; two labels there are a part and a chapter."""
    merged: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: mark.index):
        if merged and merged[-1].index == mark.index:
            outer = merged.pop()
            if key(outer.title) != key(mark.title):
                mark = replace(mark, parts=(*outer.parts, outer.title), opens_part=True)
        merged.append(mark)
    return merged


def _sizes(blocks: Sequence[Block], marks: Sequence[Mark]) -> list[int]:
    ends = [*(mark.index for mark in marks[1:]), len(blocks)][: len(marks)]
    return [_words(blocks, m.index, end) for m, end in zip(marks, ends, strict=True)]


def _unlisted(
    blocks: Sequence[Block], marks: Sequence[Mark], documents: Mapping[str, int]
) -> list[Mark]:
    """Chapters that the contents leave out: documents that open with as high a heading."""
    levels = [blocks[m.index].level for m in marks if m.index < len(blocks)]
    high = min((level for level in levels if level), default=1)
    added = []
    for path, start in documents.items():
        first = next((b for b in blocks[start:] if not b.skip or b.document != path), None)
        if first is None or first.document != path or first.is_title:
            continue
        says = heading(first.text) if first.is_heading else None
        if first.begins or (first.level and first.level <= high) or says:
            added.append(Mark(start, one_line(first.shown) if first.is_heading else ""))
    return added


def _fold_parts(blocks: Sequence[Block], marks: Sequence[Mark]) -> list[Mark]:
    """A place that holds headings alone opens the part that the next chapter stands in."""
    folded: list[Mark] = []
    waiting: list[Mark] = []
    for mark, words in zip(marks, _sizes(blocks, marks), strict=True):
        if not words:
            waiting.append(mark)
            continue
        for before in reversed(waiting):
            mark = _join(mark, before, blocks)
        waiting.clear()
        folded.append(mark)
    return folded or list(marks)


def _join(mark: Mark, before: Mark, blocks: Sequence[Block]) -> Mark:
    """A chapter and a place ahead of it that holds no more than a heading: its number or part."""
    says = heading(before.title)
    if not _has_heading(blocks, before, mark.index):
        return _starting(mark, before.index, opens_part=mark.opens_part)
    if says is not None and says.level is not Level.PART:
        title = one_line(f"{before.title}\n{mark.title}")
        return replace(mark, index=before.index, title=title, own=-1)
    parts = mark.parts or (before.title,)
    return _starting(replace(mark, parts=parts), before.index, opens_part=True)


def _starting(mark: Mark, index: int, *, opens_part: bool) -> Mark:
    """A chapter that begins ahead of itself, with the headings of its part."""
    own = mark.own if mark.own >= 0 else mark.index
    return replace(mark, index=index, opens_part=opens_part, own=own)


def _has_heading(blocks: Sequence[Block], mark: Mark, end: int) -> bool:
    return any(b.is_heading and not b.skip and not b.is_title for b in blocks[mark.index : end])


def _words(blocks: Sequence[Block], first: int, last: int) -> int:
    return sum(b.words for b in blocks[first:last] if not b.skip and not b.is_heading)
