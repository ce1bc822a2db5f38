"""Blocks of plain text into chapters: headings, scene breaks, title page, and what is not read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from narrator.book import Book, Chapter, Paragraph, Pause, Role, Skip, Style
from narrator.readers import _gutenberg
from narrator.readers._contents import skip_contents
from narrator.readers._conventions import (
    Level,
    artefact,
    heading,
    is_note,
    is_scene_break,
    is_title,
)
from narrator.readers._emphasis import find_runs
from narrator.readers._items import Item, level_of, one_line
from narrator.readers._language import guess_language
from narrator.readers._options import NOTES, STORY_ONLY, ReadOptions
from narrator.readers._paragraphs import Block, TextLine, find_blocks
from narrator.readers._title_page import read_title_page


def arrange(source: str, name: str, options: ReadOptions = STORY_ONLY) -> Book:
    """The book in a decoded text."""
    gutenberg = _gutenberg.is_gutenberg(source)
    envelope = list(_gutenberg.find_envelope(source)) if gutenberg else []
    low = next((skip.end for skip in envelope if skip.start == 0), 0)
    high = next((skip.start for skip in envelope if skip.end == len(source)), len(source))
    blocks, habit = find_blocks(source[low:high])
    items = [
        item
        for block in blocks
        for item in _items(source, _shift(block, low), wrapped=habit.wrapped)
    ]
    items = [_name_leavings(source, item, gutenberg=gutenberg) for item in items]
    items = _quoted_notes(source, items)
    items = skip_contents(source, items)
    items = _confirm_headings(source, items)
    items, metadata = read_title_page(source, items, _gutenberg.read_labels(source[:low]))
    if not metadata.language:
        metadata = replace(metadata, language=guess_language(source[low:high]))
    notes = any(item.skip == "footnotes" for item in items)
    items = mark_scenes([_brought_back(item, options) for item in items])
    skips = [*envelope, *(Skip(i.start, i.end, i.skip) for i in items if i.skip)]
    return Book(
        source,
        tuple(build_chapters(source, items, notes=notes)),
        tuple(sorted(skips, key=lambda skip: skip.start)),
        metadata,
        name,
        _profile(items, gutenberg=gutenberg),
    )


def _brought_back(item: Item, options: ReadOptions) -> Item:
    """The item, to be read after all when the options ask for its kind."""
    if not item.skip or not options.reads(item.skip):
        return item
    return replace(item, skip="", role=Role.NOTE if item.skip in NOTES else item.role)


def _shift(block: Block, by: int) -> Block:
    if not by:
        return block
    lines = tuple(TextLine(line.start + by, line.end + by, line.indent) for line in block.lines)
    return replace(block, lines=lines)


def _items(source: str, block: Block, *, wrapped: bool) -> Iterator[Item]:
    """A block as one item, or as a heading and the prose that follows it without a blank line."""
    plain = Item(block.start, block.end, block.blanks, block.verse)
    lines = block.lines
    if len(lines) <= 4 and (found := heading(one_line(source[block.start : block.end]))):
        yield replace(plain, heading=found, verse=False)
    elif len(lines) > 1 and (found := heading(source[lines[0].start : lines[0].end])):
        cut = 1
        if not found.titled and is_title(source[lines[1].start : lines[1].end]) and len(lines) > 2:
            cut = 2
        yield Item(block.start, lines[cut - 1].end, block.blanks, heading=found)
        yield Item(lines[cut].start, block.end, 0, block.verse)
    elif len(lines) > 1 and is_scene_break(source[lines[0].start : lines[0].end]):
        yield Item(block.start, lines[0].end, block.blanks)
        yield Item(lines[1].start, block.end, 0, block.verse)
    else:
        yield plain


def _name_leavings(source: str, item: Item, *, gutenberg: bool) -> Item:
    """The item with the reason why it is not read, if there is one by its own words."""
    if item.heading:
        return item
    text = source[item.start : item.end]
    reason = (
        artefact(text)
        or _gutenberg.aside(text, gutenberg=gutenberg)
        or ("scene break" if is_scene_break(text) else "")
        or ("notes" if is_note(text) else "")
        or ("end of the file" if text.casefold() == "end file." else "")
    )
    return replace(item, skip=reason) if reason else item


def _quoted_notes(source: str, items: list[Item]) -> list[Item]:
    """Blocks set off by ">" under a note's heading are that note."""
    found: list[Item] = []
    for item in items:
        under = found and found[-1].skip == "notes" and source[item.start] == ">"
        found.append(replace(item, skip="notes") if under and not item.skip else item)
    return found


def _confirm_headings(source: str, items: list[Item]) -> list[Item]:
    """Keep numbers that run on, join titles that stand under their heading, mark sections."""
    chapters = sum(
        item.heading is not None
        and item.heading.level is Level.CHAPTER
        and item.heading.number > 0
        and not item.skip
        for item in items
    )
    keep = _running_numbers(items)
    result: list[Item] = []
    for i, item in enumerate(items):
        if level_of(item) is Level.NUMBER and i not in keep:
            item = replace(item, heading=None)
        elif level_of(item) is Level.NUMBER and chapters > 1:
            item = replace(item, heading=None, role=Role.HEADING, scene=True)
        before = result[-1] if result else None
        if item.heading:
            item = replace(item, role=Role.HEADING)
        elif (
            before
            and before.heading
            and not before.heading.titled
            and not item.skip
            and item.role is Role.TEXT
            and i + 1 < len(items)
            and is_title(one_line(source[item.start : item.end]))
            and (item.blanks > 0 or items[i + 1].blanks > 0 or not before.blanks)
        ):
            item = replace(item, role=Role.HEADING, verse=False)
        result.append(item)
    return result


def _running_numbers(items: Sequence[Item]) -> set[int]:
    """The items whose lone number is one more than that of the last (or 1 under a new part)."""
    keep: list[int] = []
    expected = 1
    restarted = True
    for i, item in enumerate(items):
        if item.skip:
            continue
        if level_of(item) in (Level.PART, Level.CHAPTER):
            restarted = True
        elif item.heading and item.heading.level is Level.NUMBER:
            value = item.heading.number
            if value == expected or (restarted and value == 1) or (not keep and value == 2):
                keep.append(i)
                expected, restarted = value + 1, False
    return set(keep) if len(keep) > 1 else set()


def mark_scenes(items: list[Item]) -> list[Item]:
    """Scenes begin after an ornament, and after more blank lines than the file uses elsewhere."""
    gaps = Counter(
        b.blanks
        for a, b in pairwise(items)
        if not (a.skip or b.skip) and a.role is b.role is Role.TEXT
    )
    usual = gaps.most_common(1)[0][0] if gaps else 1
    total = sum(gaps.values())
    least = usual + 1
    while sum(n for size, n in gaps.items() if size >= least) > max(1, 0.2 * total):
        least += 1
    result: list[Item] = []
    pending = False
    for i, item in enumerate(items):
        if item.skip:
            pending |= item.skip == "scene break"
        elif item.role is Role.HEADING:
            pending = False
        else:
            before = items[i - 1] if i else None
            wide = bool(before) and item.blanks >= least and before.role is Role.TEXT  # type: ignore[union-attr]
            item = replace(item, scene=item.scene or pending or wide)
            pending = False
        result.append(item)
    return result


def build_chapters(source: str, items: Sequence[Item], *, notes: bool = False) -> list[Chapter]:
    """The items that are read, in chapters."""
    chapters: list[Chapter] = []
    parts: list[str] = []
    paragraphs: list[Paragraph] = []
    titles: list[str] = []
    front: list[str] = []
    part = ""
    for item in [*items, None]:
        begins = item is None or _begins_chapter(source, item)
        told = any(paragraph.role is not Role.HEADING for paragraph in paragraphs)
        if begins and paragraphs and (item is None or told):
            chapters.append(Chapter(": ".join(titles or front[:1]), tuple(paragraphs)))
            parts.append(part)
            paragraphs, titles, front = [], [], []
        if item is None or item.skip:
            continue
        paragraph = _paragraph(source, item, first=not paragraphs, notes=notes)
        paragraphs.append(paragraph)
        if paragraph.role is Role.HEADING and not item.scene:
            shown = _shown(_bare(item, paragraph.text))
            (front if item.front else titles).append(shown)
            part = shown if paragraph.before is Pause.PART else part
    return _told_apart(chapters, parts)


def _begins_chapter(source: str, item: Item) -> bool:
    text = source[item.start : item.end]
    return item.heading is not None or (item.skip == "AO3 landmark" and "apter" in text)


def _paragraph(source: str, item: Item, *, first: bool, notes: bool) -> Paragraph:
    before = Pause.SCENE if item.scene else Pause.PARAGRAPH
    if item.heading and item.heading.level is Level.PART:
        before = Pause.PART
    elif first:
        before = Pause.CHAPTER
    role = Role.VERSE if item.verse and item.role is Role.TEXT else item.role
    text = source[item.start : item.end]
    runs = find_runs(text, item.start, notes=notes) if item.runs is None else item.runs
    return Paragraph(text, item.start, before, role, runs)


def _told_apart(chapters: Sequence[Chapter], parts: Sequence[str]) -> list[Chapter]:
    """The chapters, named with their part where the same title comes in several parts."""
    bare = [
        chapter.title.removeprefix(f"{part}: ")
        for chapter, part in zip(chapters, parts, strict=True)
    ]
    doubled = {title for title, n in Counter(bare).items() if title and n > 1}
    return [
        replace(chapter, title=f"{part}: {title}") if part and title in doubled else chapter
        for chapter, part, title in zip(chapters, parts, bare, strict=True)
    ]


def _bare(item: Item, text: str) -> str:
    """The text without its markup."""
    hidden = [run for run in item.runs or () if run.style is Style.MARKUP]
    for run in reversed(hidden):
        text = text[: run.start - item.start] + run.value + text[run.end - item.start :]
    return text


def _shown(text: str) -> str:
    """A heading as people are shown it.

    >>> _shown("CHAPTER I.\\nThe Lamp"), _shown("CHAPTER\\n     7")
    ('CHAPTER I: The Lamp', 'CHAPTER 7')
    >>> _shown("The End."), _shown("Wait...")
    ('The End', 'Wait...')
    """
    first, _, rest = (part.strip() for part in text.partition("\n"))
    plain = one_line(text).strip("_*# ")
    if rest and heading(first) and is_title(one_line(rest)):
        plain = f"{first.rstrip('.:')}: {one_line(rest).strip('_*# ')}"
    return plain if plain.endswith("..") else plain.removesuffix(".")


def _profile(items: Sequence[Item], *, gutenberg: bool) -> str:
    if gutenberg:
        return "Project Gutenberg text"
    if any(item.skip == "AO3 landmark" for item in items):
        return "AO3 site page"
    return ""
