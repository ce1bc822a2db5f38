"""A list of the chapters ahead of them into skipped items."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from narrator.readers._conventions import CONTENTS_WORDS, Level, heading, is_title
from narrator.readers._items import Item, level_of, one_line

_NUMBER = re.compile(r"^(?:chapter\s+)?(?:\d+|[ivxlc]+)[.:)\s–—-]+", re.IGNORECASE)
MOST_ENTRIES = 400
"""No list of contents is longer."""


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
    """Where a list of contents that begins at item ``at`` ends.

    An entry that comes again is the first chapter's heading; else the list ends ahead of the last
    heading before the first item that is no entry.
    """
    seen: set[str] = set()
    end = at + 1
    while end < len(items) and end - at < MOST_ENTRIES:
        text = source[items[end].start : items[end].end]
        entries = [_entry(line) for line in text.split("\n")]
        if len(entries[0]) > 2 and entries[0] in seen:
            return end - 1 if items[end - 1].heading and not items[end].heading else end
        if items[end].skip or not all(_is_entry(line) for line in text.split("\n")):
            break
        seen.update(entries)
        seen.update(_NUMBER.sub("", entry) for entry in entries)
        end += 1
    back = end
    while (
        back - 1 > at and not items[back - 1].heading and is_title(_text(source, items[back - 1]))
    ):
        back -= 1
    return back - 1 if back - 1 > at and items[back - 1].heading else end


def _text(source: str, item: Item) -> str:
    return one_line(source[item.start : item.end])


def _is_entry(line: str) -> bool:
    """Whether a line can be an entry: short, and no sentence."""
    line = line.strip()
    if len(line) > 90 or line[:1] in tuple("“\"‘'«"):
        return False
    ended = re.search(r"[.!?…][\"”’']?(?:\[\d+\])?$", line)
    return bool(heading(line)) or not ended or len(line) < 8


def _entry(line: str) -> str:
    """An entry of a list of contents without its page; a numbered one by its number."""
    line = one_line(line)
    named = heading(line)
    if named and named.level is not Level.NUMBER and named.number:
        return f"{named.level.name} {named.number}"
    return re.sub(r"[\W\d_]+$", "", line).casefold()
