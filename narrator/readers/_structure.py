"""Blocks of plain text into chapters: headings, scene breaks, title page, and what is not read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from narrator.book import Book, Chapter, Metadata, Paragraph, Pause, Role, Run, Skip, Style
from narrator.readers import _gutenberg
from narrator.readers._conventions import (
    CONTENTS_WORDS,
    Heading,
    Level,
    artefact,
    heading,
    is_scene_break,
    is_title,
)
from narrator.readers._emphasis import find_runs
from narrator.readers._options import NOTES, STORY_ONLY, ReadOptions
from narrator.readers._paragraphs import Block, TextLine, find_blocks

TITLE_PAGE_BLOCKS = 12
"""A title page has no more blocks than this before the first heading."""


@dataclass(frozen=True, slots=True)
class Item:
    """A block and what it was found to be."""

    start: int
    end: int
    blanks: int
    verse: bool = False
    heading: Heading | None = None
    role: Role = Role.TEXT
    skip: str = ""
    """Why it is not read; "" when it is."""
    scene: bool = False
    """Whether a scene begins with it."""
    front: bool = False
    """Whether it is of the title page."""
    runs: tuple[Run, ...] | None = None
    """Its inline runs, where the format states them; None: look for typed emphasis."""


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
    items = _skip_contents(source, items)
    items = _confirm_headings(source, items)
    items, metadata = _read_title_page(source, items, _gutenberg.read_labels(source[:low]))
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
    if len(lines) <= 4 and (found := heading(_one_line(source[block.start : block.end]))):
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


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _name_leavings(source: str, item: Item, *, gutenberg: bool) -> Item:
    """The item with the reason why it is not read, if there is one by its own words."""
    if item.heading:
        return item
    text = source[item.start : item.end]
    reason = (
        artefact(text)
        or _gutenberg.aside(text, gutenberg=gutenberg)
        or ("scene break" if is_scene_break(text) else "")
        or ("end of the file" if text.casefold() == "end file." else "")
    )
    return replace(item, skip=reason) if reason else item


def _skip_contents(source: str, items: list[Item]) -> list[Item]:
    """Leave out a list of the chapters: under its own heading, or headings with nothing between."""
    for i, item in enumerate(items):
        text = _one_line(source[item.start : item.end]).strip("_*: .").casefold()
        if text in CONTENTS_WORDS or text.startswith(tuple(f"{w} " for w in CONTENTS_WORDS[:2])):
            end = _contents_end(source, items, i)
            if end > i + 1:
                skipped = [replace(x, skip="contents", heading=None) for x in items[i:end]]
                return items[:i] + skipped + items[end:]
    run: list[int] = []
    for i, item in enumerate(items):
        if item.heading and item.heading.level is not Level.NUMBER:
            run.append(i)
            continue
        if len(run) >= 5 and sum(items[j].heading.number == 1 for j in run if items[j].heading):  # type: ignore[union-attr]
            keep = 1 + (items[run[-2]].heading is not None and _level(items[run[-2]]) is Level.PART)
            for j in run[:-keep]:
                items[j] = replace(items[j], skip="contents", heading=None)
            return items
        run = []
    return items


def _level(item: Item) -> Level | None:
    return item.heading.level if item.heading else None


def _contents_end(source: str, items: Sequence[Item], at: int) -> int:
    """Where a list of contents that begins at item ``at`` ends."""
    seen: set[str] = set()
    last_heading = at + 1
    for i in range(at + 1, min(len(items), at + 400)):
        text = source[items[i].start : items[i].end]
        lines = [re.sub(r"[\W\d_]+$", "", _one_line(line)).casefold() for line in text.split("\n")]
        if seen and lines[0] and lines[0] in seen:
            return i
        long = len(text) > 200 and (items[i].heading or not _is_list(text))
        if long or (text[:1] in "“\"‘'" and len(text) > 60):
            return last_heading
        seen.update(line for line in lines if len(line) > 2)
        if items[i].heading and not (i and items[i - 1].heading and i > at + 1):
            last_heading = i
    return at + 1


def _is_list(text: str) -> bool:
    lines = text.split("\n")
    return len(lines) > 2 and sum(len(line.strip()) < 60 for line in lines) > 0.7 * len(lines)


def _confirm_headings(source: str, items: list[Item]) -> list[Item]:
    """Keep numbers that run on, join titles that stand under their heading, mark sections."""
    chapters = sum(_level(item) is Level.CHAPTER and not item.skip for item in items)
    keep = _running_numbers(items)
    result: list[Item] = []
    for i, item in enumerate(items):
        if _level(item) is Level.NUMBER and i not in keep:
            item = replace(item, heading=None)
        elif _level(item) is Level.NUMBER and chapters > 1:
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
            and is_title(_one_line(source[item.start : item.end]))
            and (item.blanks > 0 or before.blanks == 0)
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
        if _level(item) in (Level.PART, Level.CHAPTER):
            restarted = True
        elif item.heading and item.heading.level is Level.NUMBER:
            value = item.heading.number
            if value == expected or (restarted and value == 1) or (not keep and value == 2):
                keep.append(i)
                expected, restarted = value + 1, False
    return set(keep) if len(keep) > 1 else set()


def _read_title_page(
    source: str, items: list[Item], labels: dict[str, str]
) -> tuple[list[Item], Metadata]:
    """Title and author as the text's first blocks say them; their lines become headings."""
    title, author = labels.get("title", ""), labels.get("author", "")
    language = _LANGUAGES.get(labels.get("language", "").casefold(), "")
    front: list[Item] = []
    rest = list(items)
    expect = "title"
    while rest and len(front) < TITLE_PAGE_BLOCKS and not rest[0].heading and expect:
        item = rest[0]
        text = source[item.start : item.end]
        lines = text.split("\n")
        byline = _BYLINE.fullmatch(_one_line(lines[-1] if len(lines) < 4 else text))
        if item.skip:
            if item.skip == "AO3 landmark" and "apter" in text:
                break
            front.append(item)
        elif labelled := list(_LABELLED_LINE.finditer(text)):
            for match in labelled:
                label, value = match["label"].casefold(), match["value"].strip()
                title = title or (value if label in ("title", "story") else "")
                author = author or (value if label in ("author", "by") else "")
            front.extend(_labelled_items(item, labelled))
        elif expect == "title" and _is_book_title(source, items, item, title):
            front.append(replace(item, role=Role.HEADING, verse=False, front=True))
            title = title or _one_line(lines[0]).strip("_*# ")
            if len(lines) > 1 and byline:
                author = author or (byline["author"] or "")
            expect = "byline"
        elif byline and (byline["author"] or len(rest) > 1):
            front.append(replace(item, role=Role.HEADING, verse=False, front=True))
            author = author or (byline["author"] or "")
            expect = "other" if byline["author"] else "author"
        elif expect == "author" and len(text) < 60:
            front.append(replace(item, role=Role.HEADING, verse=False, front=True))
            author, expect = author or _one_line(text), "other"
        elif _TRANSLATED.match(text) and len(text) < 80:
            front.append(replace(item, role=Role.HEADING, verse=False, front=True))
        else:
            break
        rest.pop(0)
    metadata = Metadata(title=_plain_case(title), author=_plain_case(author), language=language)
    return front + rest, metadata


_LABELLED_LINE = re.compile(
    r"^(?P<label>Title|Story|Author|By|Category|Genre|Language|Status|Published|Updated|Packaged|"
    r"Rating|Chapters|Words|Publisher|Story URL|Author URL|Summary|Fandom|Pairing|Characters|"
    r"Series|Warnings|Relationships|Tags|Disclaimer):[ \t]*(?P<value>\S.*?)[ \t\r]*$",
    re.MULTILINE | re.IGNORECASE,
)
_LANGUAGES = {"english": "en", "french": "fr", "german": "de", "spanish": "es", "italian": "it"}
_BYLINE = re.compile(
    r"_*(?:written )?(?:by|von|par|por|di)\b_*(?:[:\s]+(?P<author>[^\W\d_].{1,60}?))?_*", re.I
)
_TRANSLATED = re.compile(r"(?:translated|edited|illustrated|with illustrations)\s+by\b", re.I)
_SMALL_WORDS = frozenset(
    ["a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"]
)


def _labelled_items(item: Item, labelled: Sequence[re.Match[str]]) -> Iterator[Item]:
    """``Title: X`` leaves X to be read; all other such lines are about the file."""
    begin = item.start
    for match in labelled:
        if match["label"].casefold() not in ("title", "story", "author", "by"):
            continue
        value = item.start + match.start("value")
        yield Item(begin, value, item.blanks, skip="title page")
        end = item.start + match.end("value")
        yield Item(value, end, item.blanks, role=Role.HEADING, front=True)
        begin = end
    if begin < item.end:
        yield Item(begin, item.end, item.blanks, skip="title page")


def _is_book_title(source: str, items: Sequence[Item], item: Item, title: str) -> bool:
    """Whether the file's first block is the book's title."""
    text = _one_line(source[item.start : item.end])
    if title:
        return text.casefold().strip("_* ") == title.casefold()
    if text.endswith((".", ",", ";", ":")) or len(text) > 100 or not text[:1].isalnum():
        return False
    later = [x for x in items if x.start > item.end and not x.skip]
    return is_title(text) and bool(later) and later[0].blanks > 0


def _plain_case(title: str) -> str:
    """A title in capitals in the usual case, as players show it.

    >>> _plain_case("THE LAMP OF GLASS"), _plain_case("HMS Alder")
    ('The Lamp of Glass', 'HMS Alder')
    """
    title = _one_line(title)
    if not title.isupper() or len(title) < 5:
        return title
    words = title.lower().split()
    return " ".join(
        word if word in _SMALL_WORDS and i else re.sub(r"[^\W\d_]", _upper, word, count=1)
        for i, word in enumerate(words)
    )


def _upper(match: re.Match[str]) -> str:
    return match.group().upper()


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
    while total > 20 and sum(n for size, n in gaps.items() if size >= least) > 0.2 * total:
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


def build_chapters(source: str, items: Sequence[Item], *, notes: bool = False) -> Iterator[Chapter]:
    """The items that are read, in chapters."""
    paragraphs: list[Paragraph] = []
    titles: list[str] = []
    front: list[str] = []
    for item in items:
        text = source[item.start : item.end]
        starts = item.heading is not None or (item.skip == "AO3 landmark" and "apter" in text)
        if starts and any(p.role is not Role.HEADING for p in paragraphs):
            yield Chapter(": ".join(titles or front[:1]), tuple(paragraphs))
            paragraphs, titles, front = [], [], []
        if item.skip:
            continue
        before = Pause.SCENE if item.scene else Pause.PARAGRAPH
        if item.heading and item.heading.level is Level.PART:
            before = Pause.PART
        elif not paragraphs:
            before = Pause.CHAPTER
        role = Role.VERSE if item.verse and item.role is Role.TEXT else item.role
        if role is Role.HEADING and not item.scene:
            (front if item.front else titles).append(_shown(_bare(item, text)))
        runs = find_runs(text, item.start, notes=notes) if item.runs is None else item.runs
        paragraphs.append(Paragraph(text, item.start, before, role, runs))
    if paragraphs:
        yield Chapter(": ".join(titles or front[:1]), tuple(paragraphs))


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
    """
    first, _, rest = (part.strip() for part in text.partition("\n"))
    plain = _one_line(text).strip("_*# ")
    if rest and heading(first) and is_title(_one_line(rest)):
        plain = f"{first.rstrip('.:')}: {_one_line(rest).strip('_*# ')}"
    return plain.removesuffix(".")


def _profile(items: Sequence[Item], *, gutenberg: bool) -> str:
    if gutenberg:
        return "Project Gutenberg text"
    if any(item.skip == "AO3 landmark" for item in items):
        return "AO3 site page"
    return ""
