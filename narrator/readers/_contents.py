"""A list of the chapters ahead of them into skipped items."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from narrator.readers._conventions import CONTENTS_WORDS, Level, heading
from narrator.readers._items import Item, level_of, one_line


def skip_contents(source: str, items: list[Item]) -> list[Item]:
    """Leave out a list of the chapters: under its own heading, or headings with nothing between."""
    for i, item in enumerate(items):
        text = one_line(source[item.start : item.end]).strip("_*: .").casefold()
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
            keep = 1 + (
                items[run[-2]].heading is not None and level_of(items[run[-2]]) is Level.PART
            )
            for j in run[:-keep]:
                items[j] = replace(items[j], skip="contents", heading=None)
            return items
        run = []
    return items


def _contents_end(source: str, items: Sequence[Item], at: int) -> int:
    """Where a list of contents that begins at item ``at`` ends: where an entry comes again."""
    seen: set[str] = set()
    last_heading = at + 1
    for i in range(at + 1, min(len(items), at + 400)):
        text = source[items[i].start : items[i].end]
        entries = [_entry(line) for line in text.split("\n")]
        if seen and entries[0] and entries[0] in seen:
            return i
        long = len(text) > 200 and (items[i].heading or not _is_list(text))
        if long or (text[:1] in "“\"‘'" and len(text) > 60):
            return last_heading
        seen.update(entry for entry in entries if len(entry) > 2)
        if items[i].heading and not (i and items[i - 1].heading and i > at + 1):
            last_heading = i
    return at + 1


def _entry(line: str) -> str:
    """An entry of a list of contents without its page; a numbered one by its number."""
    line = one_line(line)
    named = heading(line)
    if named and named.level is not Level.NUMBER and named.number:
        return f"{named.level.name} {named.number}"
    return re.sub(r"[\W\d_]+$", "", line).casefold()


def _is_list(text: str) -> bool:
    lines = text.split("\n")
    return len(lines) > 2 and sum(len(line.strip()) < 60 for line in lines) > 0.7 * len(lines)
