"""FanFicFare: the HTML and EPUB files that the downloader writes.

Its default templates give a title page of labels and values, a list of contents, chapters, and
in EPUB an update log; notes of writers stand in ``fff_…_notes`` blocks.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from narrator.book import Metadata
from narrator.readers._profiles import Profile
from narrator.readers._profiles._elements import labels_of, language_tag, people_in, skip
from narrator.readers._trees import holds, text_of
from narrator.readers._vocabulary import CHAPTER, SKIP, TITLE, classes

if TYPE_CHECKING:
    from lxml.etree import _Element

_PAGES = {
    "fff_titlepage": "tags",
    "fff_tocpage": "contents",
    "fff_logpage": "update log",
    "fff_coverpage": "cover",
}
"""Bodies of an EPUB's pages that are no chapters."""

_SECTION = re.compile(r"section\d+")
_BY = re.compile(r"(?P<title>.+) by (?P<author>.+)")
_NUMBERED = re.compile(r"(?P<series>.+?)\s*\[(?P<number>[\d.]+)\]")


def _recognises(root: _Element) -> bool:
    sections = [a for a in root.iter("a") if _SECTION.fullmatch(a.get("name") or "")]
    return bool(sections) and holds(root, "//a[@name='TOCTOP'] | //table[@class='full']")


def mark(root: _Element) -> None:
    """Mark an HTML file, or one page of an EPUB."""
    body = root.find("body")
    if body is None:
        return
    page = next((_PAGES[name] for name in classes(body) if name in _PAGES), "")
    if page:
        _mark_page(body, page)
        return
    for element in body.iter("div", "p", "blockquote"):
        names = classes(element)
        if any(name.startswith("fff_") and name.endswith("_notes") for name in names):
            skip(element, "notes")
    for heading in body.iter("h3"):
        if "fff_chapter_title" in classes(heading):
            heading.set(CHAPTER, text_of(heading))
    _mark_html(body)


def _mark_page(body: _Element, reason: str) -> None:
    """A page of an EPUB: only the title on the title page is read."""
    for child in body:
        if reason == "tags" and child.tag == "h3":
            child.set(TITLE, "1")
        else:
            skip(child, reason)


def _mark_html(body: _Element) -> None:
    sections = [a for a in body.iter("a") if _SECTION.fullmatch(a.get("name") or "")]
    if not sections:
        return
    first = body.find("h1")
    if first is not None:
        first.set(TITLE, "1")
    for table in body.findall("table"):
        if "full" in classes(table):
            skip(table, "tags")
    for anchor in sections:
        heading = anchor.find("h2")
        if heading is None:
            following = anchor.getnext()
            heading = following if following is not None and following.tag == "h2" else None
        if heading is not None:
            heading.set(CHAPTER, text_of(heading))
    _skip_contents(body, sections)


def _skip_contents(body: _Element, sections: list[_Element]) -> None:
    """What stands between the title page and the first chapter is the list of contents."""
    inside = False
    for child in body:
        if child is sections[0] or sections[0] in child.iterdescendants():
            break
        if child.get("name") == "TOCTOP" or child.find(".//a[@name='TOCTOP']") is not None:
            inside = True
        if inside and child.get(SKIP) is None:
            skip(child, "contents")


def describe(root: _Element, metadata: Metadata) -> Metadata:
    """What the title page says of the story."""
    body = root.find("body")
    if body is None:
        return metadata
    is_title_page = "fff_titlepage" in classes(body)
    tables = [table for table in body.findall("table") if "full" in classes(table)]
    if not is_title_page and not tables:
        return metadata
    labels = labels_of(body if is_title_page else tables[0])
    heading = body.find("h3" if is_title_page else "h1")
    said = _BY.fullmatch(text_of(heading))
    linked = heading.find("a") if heading is not None else None
    title = text_of(linked) or (said["title"] if said else "")
    author = text_of(heading)[len(title) :].strip().removeprefix("by ").strip() if title else ""
    series = _NUMBERED.search(labels.get("series", ""))
    tags = [
        tag.strip()
        for label in ("rating", "category", "genre", "warnings", "fandoms", "freeform tags")
        for tag in labels.get(label, "").split(",")
        if tag.strip()
    ]
    people = people_in(
        [name for name in labels.get("characters", "").split(",") if name.strip()],
        [pair for pair in labels.get("relationships", "").split(",") if pair.strip()],
    )
    return replace(
        metadata,
        title=metadata.title or title,
        author=metadata.author or author,
        language=metadata.language or language_tag(labels.get("language", "")),
        series=metadata.series or (series["series"] if series else labels.get("series", "")),
        series_number=metadata.series_number or (series["number"] if series else ""),
        publisher=metadata.publisher or labels.get("publisher", ""),
        date=metadata.date or labels.get("published", ""),
        description=metadata.description or labels.get("summary", ""),
        # the package lists characters among its subjects
        tags=tuple(tag for tag in metadata.tags or dict.fromkeys(tags) if tag not in people),
        people=people or metadata.people,
    )


PROFILE = Profile("FanFicFare HTML", _recognises, mark, describe)
EPUB = Profile("FanFicFare EPUB", lambda root: False, mark, describe)
