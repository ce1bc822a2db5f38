"""Markdown into a Book: headings, scene breaks, emphasis, quotes and lists, each at its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from narrator.book import Book, Metadata, Role, Run, Skip, Style
from narrator.readers._conventions import Heading, Level, heading, is_scene_break
from narrator.readers._decoding import decode
from narrator.readers._emphasis import find_runs
from narrator.readers._inline import Misaligned, align
from narrator.readers._items import Item
from narrator.readers._language import guess_language
from narrator.readers._options import STORY_ONLY, ReadOptions
from narrator.readers._structure import build_chapters, mark_scenes

if TYPE_CHECKING:
    from markdown_it.token import Token

SUFFIXES = (".md", ".markdown", ".mkd", ".mdown")

_FRONT_MATTER = re.compile(
    r"\A---[ \t]*(?:\r\n?|\n)(?P<yaml>(?:[^\r\n]*(?:\r\n?|\n))*?)"
    r"(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)"
)
_LINE_END = re.compile(r"\r\n?|\n")
_NEXT_LINE = re.compile(r"[ \t>]*")
_ATTRIBUTES = re.compile(r"[ \t]*\{[#.][^{}\r\n]*\}\s*\Z")
_OPENING_MARK = tuple("“\"„«‘'「")


def recognises(head: bytes) -> bool:
    """Never: Markdown can't be told from text by its bytes; the suffix decides."""
    return False


def read(data: bytes, name: str, *, options: ReadOptions = STORY_ONLY) -> Book:
    """The book in a Markdown file; offsets count from the first character after a BOM."""
    source = decode(data, name)
    front = _FRONT_MATTER.match(source)
    if front and not re.search(r"^[\w-]+[ \t]*:", front["yaml"], re.MULTILINE):
        front = None
    start = front.end() if front else 0
    metadata = _read_front_matter(front["yaml"]) if front else Metadata()
    found = list(_blocks(source, start))
    levels = _heading_levels(source, found)
    items = [_item(source, block, levels) for block in found]
    if front:
        items.insert(0, Item(0, len(source[:start].rstrip()), 1, skip="front matter"))
    items = mark_scenes(_with_lost(source, sorted(items, key=lambda item: item.start)))
    title = next((b for b in found if b.level and levels.get(b.level) is None), None)
    title = title or _only_heading(source, found)
    if title and not metadata.title:
        metadata = replace(metadata, title=_plain(source, title))
    if not metadata.language:
        metadata = replace(metadata, language=guess_language(source[start:]))
    skips = tuple(Skip(item.start, item.end, item.skip) for item in items if item.skip)
    return Book(source, tuple(build_chapters(source, items)), skips, metadata, name)


@dataclass(frozen=True, slots=True)
class _Block:
    """A block of the document at its place."""

    start: int
    end: int
    role: Role = Role.TEXT
    level: int = 0
    """Of a heading, 1 to 6."""
    runs: tuple[Run, ...] = ()
    skip: str = ""


def _read_front_matter(text: str) -> Metadata:
    """Title, author and the like from the YAML at the file's head; bad YAML says nothing."""
    import yaml

    try:
        fields: Any = yaml.safe_load(text)
    except yaml.YAMLError:
        fields = None
    if not isinstance(fields, dict):
        return Metadata()
    low = {str(key).casefold(): value for key, value in fields.items()}

    def text_of(*names: str) -> str:
        for name in names:
            value = low.get(name)
            if isinstance(value, list):
                value = ", ".join(str(each) for each in value)
            if value not in (None, "") and not isinstance(value, dict):
                return str(value).strip()
        return ""

    return Metadata(
        title=text_of("title"),
        author=text_of("author", "authors", "creator"),
        language=text_of("lang", "language"),
        series=text_of("series"),
        series_number=text_of("series_number", "series-number", "volume"),
        publisher=text_of("publisher"),
        date=text_of("date"),
        description=text_of("description", "summary", "abstract"),
    )


def _blocks(source: str, start: int) -> Iterator[_Block]:
    """The document's blocks from ``start`` on, in order."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("text_join")
    hidden = _LINE_END.sub("\n", "".join(c if c in "\r\n" else " " for c in source[:start]))
    tokens = parser.parse(hidden + source[start:])
    lines = [0, *(found.end() for found in _LINE_END.finditer(source)), len(source)]
    containers: list[str] = []
    for i, token in enumerate(tokens):
        kind = token.type
        if kind in _SKIPPED and token.map:
            low, high = _trimmed(source, lines[token.map[0]], lines[_last(lines, token.map[1])])
            if kind == "hr":
                yield _Block(low, high, skip="scene break")
            else:
                yield _Block(low, high, skip=_SKIPPED[kind])
        if token.nesting == 1:
            containers.append(kind)
        elif token.nesting == -1 and containers:
            containers.pop()
        elif kind == "inline" and token.map and "table_open" not in containers:
            level = int(tokens[i - 1].tag[1]) if tokens[i - 1].type == "heading_open" else 0
            yield _text_block(source, lines, token, containers, level)


_SKIPPED = {
    "fence": "code",
    "code_block": "code",
    "html_block": "HTML",
    "table_open": "table",
    "hr": "scene break",
}


def _last(lines: Sequence[int], at: int) -> int:
    return min(at, len(lines) - 1)


def _trimmed(source: str, start: int, end: int) -> tuple[int, int]:
    while start < end and source[start].isspace():
        start += 1
    while end > start and source[end - 1].isspace():
        end -= 1
    return start, end


def _text_block(
    source: str, lines: Sequence[int], token: Token, containers: Sequence[str], level: int
) -> _Block:
    """A paragraph or heading with its runs."""
    assert token.map
    places = _places(source, lines[token.map[0]], lines[_last(lines, token.map[1])], token.content)
    if not places:
        low, high = _trimmed(source, lines[token.map[0]], lines[_last(lines, token.map[1])])
        return _Block(low, high, _role(source[low:high], containers, level), level)
    low, high = places[0], places[-1] + 1
    if not level and containers and "ordered_list_open" in containers:
        number = re.search(r"(?<![^\s>])\d{1,9}[.)][ \t]+$", source[max(0, low - 40) : low])
        low -= len(number.group()) if number else 0
    try:
        runs = list(align(token.content, places, token.children or ()))
    except Misaligned:
        runs = list(find_runs(source[low:high], low))
    if level and (attributes := _ATTRIBUTES.search(source[:high], low)):
        runs.append(Run(attributes.start(), high, Style.MARKUP))
    runs += _line_markup(source, low, high, containers)
    runs.sort(key=lambda run: (run.start, -run.end))
    return _Block(low, high, _role(source[low:high], containers, level), level, tuple(runs))


def _places(source: str, start: int, end: int, content: str) -> list[int]:
    """For each character the parser saw, its offset: line by line, as prefixes were cut off."""
    places: list[int] = []
    at = start
    for line in content.split("\n"):
        found = source.find(line, at, end) if line else at
        if found < 0:
            return []
        places.extend(range(found, found + len(line)))
        at = found + len(line)
        ended = _LINE_END.search(source, at, end)
        places.append(ended.start() if ended else at)
        at = ended.end() if ended else at
    return places[: len(content)]


def _line_markup(source: str, start: int, end: int, containers: Sequence[str]) -> Iterator[Run]:
    """The ``>`` of a block quote's further lines."""
    if "blockquote_open" not in containers:
        return
    for ended in _LINE_END.finditer(source, start, end):
        prefix = _NEXT_LINE.match(source, ended.end(), end)
        if prefix and ">" in prefix.group():
            yield Run(prefix.start(), prefix.end(), Style.MARKUP)


def _role(text: str, containers: Sequence[str], level: int) -> Role:
    if level:
        return Role.HEADING
    if "list_item_open" in containers:
        return Role.ITEM
    if "blockquote_open" in containers and not text.startswith(_OPENING_MARK):
        return Role.LETTER
    return Role.TEXT


def _plain(source: str, block: _Block) -> str:
    """A heading's words without its markup."""
    hidden = {
        i for run in block.runs if run.style is Style.MARKUP for i in range(run.start, run.end)
    }
    text = "".join(source[i] for i in range(block.start, block.end) if i not in hidden)
    return re.sub(r"\s+", " ", text).strip()


def _heading_levels(source: str, blocks: Sequence[_Block]) -> dict[int, Level | None]:
    """What each level of headings is: the book's title (None), parts, or chapters.

    A single heading of the highest level at the top is the title when lower ones follow; where
    headings of one level are directly followed by lower ones, or called parts, they are parts.
    """
    headings = [block for block in blocks if block.level]
    order = sorted({block.level for block in headings})
    if not order:
        return {}
    result: dict[int, Level | None] = {}
    top = [block for block in headings if block.level == order[0]]
    first = next((block for block in blocks if not block.skip), None)
    if len(order) > 1 and len(top) == 1 and top[0] is first:
        named = heading(_plain(source, top[0]))
        if not named:
            result[order.pop(0)] = None
    if len(order) > 1:
        upper = [block for block in headings if block.level == order[0]]
        named_parts = sum(_is_part(source, block) for block in upper)
        followed = sum(
            after.level == order[1]
            for block in upper
            for after in blocks[blocks.index(block) + 1 :][:1]
        )
        if named_parts > 0.5 * len(upper) or (followed == len(upper) and len(upper) > 1):
            result[order.pop(0)] = Level.PART
    result[order[0]] = Level.CHAPTER
    return result


def _only_heading(source: str, blocks: Sequence[_Block]) -> _Block | None:
    """The heading of a short story: the only one, at the top, and called by no number.

    It stands above the story's one chapter, and is the book's title too.
    """
    headings = [block for block in blocks if block.level]
    first = next((block for block in blocks if not block.skip), None)
    alone = len(headings) == 1 and headings[0] is first
    return first if alone and first and not heading(_plain(source, first)) else None


def _is_part(source: str, block: _Block) -> bool:
    named = heading(_plain(source, block))
    return named is not None and named.level is Level.PART


def _item(source: str, block: _Block, levels: dict[int, Level | None]) -> Item:
    """A block as the structure sees it."""
    text = source[block.start : block.end]
    skip = block.skip
    if not skip and not block.level and is_scene_break(text):
        skip = "scene break"
    found: Heading | None = None
    front = False
    if block.level and block.level in levels:
        level = levels[block.level]
        front = level is None
        found = Heading(level, 0, True) if level else None
    return Item(
        block.start, block.end, 1, heading=found, role=block.role, skip=skip, front=front,
        runs=block.runs,
    )  # fmt: skip


def _with_lost(source: str, items: Sequence[Item]) -> list[Item]:
    """The items, and what lies between them that the parser took for itself: link definitions."""
    result: list[Item] = []
    at = 0
    for item in [*items, None]:
        end = item.start if item else len(source)
        for line in re.finditer(r"[^\r\n]+", source[at:end]):
            if any(c.isalnum() for c in line.group()):
                low, high = _trimmed(source, at + line.start(), at + line.end())
                result.append(Item(low, high, 1, skip="link target"))
        if item:
            result.append(item)
            at = max(at, item.end)
    return result
