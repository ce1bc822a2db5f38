"""Headings among the blocks into the places where parts and chapters begin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from narrator.book import Role
from narrator.readers._blocks import Block, Mark, one_line
from narrator.readers._conventions import Heading, Level, heading, is_title

PART_WORDS = 100
"""Text under a part's heading, ahead of its first chapter: from so many words on a chapter."""


@dataclass(frozen=True, slots=True)
class _Found:
    index: int
    level: int
    title: str
    says: Heading | None


def find_chapters(blocks: Sequence[Block]) -> list[Mark]:
    """Chapters as the document marks them, else by its headings; [] when it has none."""
    stated = [i for i, block in enumerate(blocks) if block.begins and not block.skip]
    if stated:
        return [Mark(i, _title_at(blocks, i)) for i in stated]
    found = _headings(blocks)
    if not found:
        return []
    level = _chapter_level(found)
    if found[0].level < level and found[0].says is None and _is_lone(found):
        found = found[1:]  # the book's own title
    marks: list[Mark] = []
    parts: list[str] = []
    pending: int | None = None
    for i, item in enumerate(found):
        after = found[i + 1].index if i + 1 < len(found) else len(blocks)
        is_part = item.level < level or (
            item.level == level
            and item.says is not None
            and item.says.level is Level.PART
            and any(f.says and f.says.level is not Level.PART for f in found)
        )
        words = _words(blocks, item.index, after)
        more = i + 1 < len(found)
        if more and ((is_part and words < PART_WORDS) or (item.level <= level and not words)):
            parts = [item.title]
            pending = item.index if pending is None else pending
        elif item.level <= level or is_part:
            if is_part:
                parts = []
            start = item.index if pending is None else pending
            marks.append(Mark(start, item.title, tuple(parts), pending is not None, item.index))
            pending = None
    return marks


def promote_lines(blocks: Sequence[Block], *, among_headings: bool = False) -> list[Block]:
    """Plain paragraphs such as "Chapter 4" as headings, in a document whose headings are few.

    Numbers alone count where they run on from one.
    """
    headings = sum(block.level > 0 and not block.skip and not block.is_title for block in blocks)
    if headings > 1 and not among_headings:
        return list(blocks)
    says = [
        None
        if block.skip or block.role is not Role.TEXT or block.words > 15
        else heading(block.text)
        for block in blocks
    ]
    numbers = [s.number for s in says if s and s.level is Level.NUMBER]
    count = 0
    runs_on = len(numbers) > 1 and numbers[0] == 1 and numbers == sorted(numbers)
    promoted = list(blocks)
    for i, (block, said) in enumerate(zip(blocks, says, strict=True)):
        if said and (said.level is not Level.NUMBER or runs_on):
            level = 1 if said.level is Level.PART else 2
            promoted[i] = replace(block, role=Role.HEADING, level=level)
            count += 1
            after = blocks[i + 1] if i + 1 < len(blocks) else None
            plain = after and not after.skip and after.role is Role.TEXT
            if after and plain and not said.titled and says[i + 1] is None and is_title(after.text):
                promoted[i + 1] = replace(after, role=Role.HEADING, level=3)
    return promoted if count > 1 else list(blocks)


def _headings(blocks: Sequence[Block]) -> list[_Found]:
    """The headings that can begin a chapter; one that follows another at once is its title."""
    found: list[_Found] = []
    before = -2
    for i, block in enumerate(blocks):
        if block.skip or not block.level or block.is_title:
            continue
        says = heading(block.text)
        last = found[-1] if found else None
        follows = last is not None and not _words(blocks, before + 1, i)
        if last and last.says and last.says.level is Level.PART:
            # under a part, a heading with text of its own is a chapter's
            follows = follows and not _opens_text(blocks, i)
        if last and follows and says is None and (block.level > last.level or last.says):
            found[-1] = replace(last, title=one_line(f"{last.title}\n{block.shown}"))
            before = i
            continue
        found.append(_Found(i, block.level, one_line(block.shown), says))
        before = i
    return found


def _opens_text(blocks: Sequence[Block], index: int) -> bool:
    """Whether text follows a heading, and not another heading."""
    after = next((block for block in blocks[index + 1 :] if not block.skip), None)
    return after is not None and not after.is_heading


def _is_lone(found: Sequence[_Found]) -> bool:
    """Whether no other heading is as high as the first."""
    return len(found) > 1 and all(item.level > found[0].level for item in found[1:])


def _words(blocks: Sequence[Block], first: int, last: int) -> int:
    return sum(b.words for b in blocks[first:last] if not b.skip and not b.is_heading)


def _chapter_level(found: Sequence[_Found]) -> int:
    """The heading level of chapters: where the words say so, else the highest with several."""
    said = Counter(item.level for item in found if item.says and item.says.level is not Level.PART)
    if said and max(said.values()) > 1:
        return max(said, key=lambda level: (said[level], -level))
    counts = Counter(item.level for item in found)
    several = [level for level in sorted(counts) if counts[level] > 1]
    return several[0] if several else max(counts)


def _title_at(blocks: Sequence[Block], index: int) -> str:
    """What the headings at the start of a chapter call it."""
    lines = []
    for block in blocks[index:]:
        if block.skip:
            continue
        if not block.is_heading:
            break
        lines.append(block.shown)
    return one_line("\n".join(lines))
