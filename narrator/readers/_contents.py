"""A list of the chapters ahead of them into skipped items."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from narrator.readers._conventions import CONTENTS_WORDS, Heading, Level, heading, is_title
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
                rest = _listed_headings(source, skipped[1:], items[end:])
                return items[:i] + skipped + rest
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


def _listed_headings(source: str, listed: Sequence[Item], items: list[Item]) -> list[Item]:
    """The items with those made headings that say what the list says, when most of it comes again.

    That is how chapters are found that have a name and nothing else.
    """
    entries = {
        one_line(line).casefold()
        for item in listed
        for line in source[item.start : item.end].split("\n")
        if line.strip()
    }
    places = [
        place
        for place, item in enumerate(items)
        if not item.skip and not item.heading and _text(source, item).casefold() in entries
    ]
    again = {_text(source, items[place]).casefold() for place in places}
    if len(again) < max(1, len(entries) / 2) or len(places) > len(again):
        return items
    found = Heading(Level.CHAPTER, 0, titled=True)
    return [
        replace(item, heading=found, verse=False) if place in places else item
        for place, item in enumerate(items)
    ]


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
