"""Archive of Our Own: HTML and EPUB downloads, and pages saved from the site.

A download has a preface (tags, title, summary, notes), chapters, each with a "meta" block ahead
of the writer's text, and an afterword. Its EPUB is the same page taken through calibre, which
renames the classes ("userstuff2") and splits the page into files.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from narrator.book import Metadata
from narrator.readers._profiles import Profile, keep, leave
from narrator.readers._profiles._elements import language_tag, people_in, skip, skip_but, tag_links
from narrator.readers._trees import holds, select, text_of
from narrator.readers._vocabulary import CHAPTER, SKIP, TITLE, classes

if TYPE_CHECKING:
    from lxml.etree import _Element

ARCHIVE = "Archive of Our Own"

_LABELS = {
    "summary": "summary",
    "chapter summary": "summary",
    "notes": "notes",
    "chapter notes": "notes",
    "end notes": "notes",
    "chapter end notes": "notes",
}
"""Lines above a block of the writer's remarks, and why that is not read."""

_RENAMED = re.compile(r"(\D*?)\d*")
_SERIES = re.compile(
    r"Part\s+(\d+)\s+of\s+(?:the\s+)?(.+?)(?:\s+series)?(?:,\s*Part\s+\d+\s+of.*)?$"
)
_DATE = re.compile(r"Published:\s*(\d{4}-\d{2}-\d{2})")


def _has(element: _Element, name: str) -> bool:
    """Whether an element has a class, also when calibre put a number after it."""
    return any(found == name or _RENAMED.sub(r"\1", found) == name for found in classes(element))


def _is_download(root: _Element) -> bool:
    return holds(root, "//*[@id='preface']") and holds(root, "//*[@id='chapters']")


def _is_site_page(root: _Element) -> bool:
    return holds(root, "//*[@id='workskin']")


def _is_other_page(root: _Element) -> bool:
    """Whether it is a list, an error or a warning of the site, and no work."""
    return any(
        text_of(heading).startswith(ARCHIVE) for heading in select(root, "//*[@id='header']//h1")
    )


def mark_download(root: _Element) -> None:
    """Mark a download's page, or one file of its EPUB."""
    for element in root.iter("dl"):
        if _has(element, "tags"):
            skip(element, "tags")
    for element in select(root, "//div[starts-with(@id, 'endnotes')]"):
        skip(element, "notes")
    for element in select(root, "//p[@class] | //div[@class]"):
        if _has(element, "message"):
            skip(element, "archive notice")
        elif _has(element, "endnote-link"):
            skip(element, "links")
        elif _has(element, "byline") and not _in_story(element):
            skip(element, "byline")
    for element in root.iter("h1", "h2"):
        if element.tag == "h1" and not _in_story(element):
            element.set(TITLE, "1")
        elif _has(element, "toc-heading"):
            skip(element, "AO3 landmark")
        elif _has(element, "heading") and not _in_story(element):
            element.set(CHAPTER, text_of(element))
    for element in root.iter("p"):
        reason = _LABELS.get(text_of(element).casefold().rstrip(":"))
        remark = element.getnext()
        if not reason or remark is None or remark.tag not in ("blockquote", "div"):
            continue
        if not _in_story(element) or _has(remark, "endnote-link"):
            # a label over nothing but a link to notes elsewhere
            reason = "links" if _has(remark, "endnote-link") else reason
            skip(element, reason)
            skip(remark, reason)
    for element in select(root, "//*[@id='preface']//ul | //*[@id='afterword']//dl"):
        if not any(parent.get(SKIP) for parent in element.iterancestors()):
            skip(element, "links")


def _in_story(element: _Element) -> bool:
    """Whether an element is part of a chapter's own text."""
    for parent in element.iterancestors():
        if parent.get("id") in ("preface", "afterword") or _has(parent, "meta"):
            return False
        if _has(parent, "userstuff") and parent.get("id") != "chapters":
            # the frame around all chapters has the same class as each chapter's text
            return not any(
                _has(child, "meta") or (child.tag == "div" and _has(child, "userstuff"))
                for child in parent
            )
    return False


def mark_site_page(root: _Element) -> None:
    """Mark a page saved from the site: everything around the work is left out."""
    work = select(root, "//*[@id='workskin']")[0]
    for element in root.iter("dl"):
        if {"work", "meta"} <= set(classes(element)):
            skip(element, "tags")
    _skip_around(work, "page control")
    for element in work.iter():
        names = set(classes(element)) if isinstance(element.tag, str) else set()
        if not names or ("userstuff" in names and "module" not in names):
            continue
        if "landmark" in names:
            skip(element, "AO3 landmark")
        elif "summary" in names:
            skip(element, "summary")
        elif "notes" in names:
            skip(element, "notes")
        elif names & {"associations", "children", "series", "actions", "navigation"}:
            skip(element, "links")
        elif "byline" in names:
            skip(element, "byline")
        elif "title" in names and element.tag == "h2":
            element.set(TITLE, "1")
        elif "title" in names and element.tag == "h3":
            element.set(CHAPTER, text_of(element))


def _skip_around(inner: _Element, reason: str) -> None:
    """Leave out everything but an element and what it stands in."""
    element = inner
    for parent in inner.iterancestors():
        for child in parent:
            if child is not element and isinstance(child.tag, str):
                for listing in child.iter("dl"):
                    if listing.get(SKIP) == "tags":
                        skip_but(child, listing, reason)
                        break
                else:
                    skip(child, reason)
        element = parent
        if parent.tag == "body":
            break


def describe(root: _Element, metadata: Metadata) -> Metadata:
    """What the preface, or the head of a site page, says of the work."""
    fields = _fields(root)
    if not fields and not select(root, "//*[@id='preface']"):
        return metadata
    shown = select(root, "//*[@id='workskin']//h2") or select(root, "//*[@id='preface']//h1")
    title = text_of(shown[0]) if shown else ""
    byline = select(
        root, "//*[contains(@class,'byline')]//a[@rel='author'] | //h3//a[@rel='author']"
    )
    authors = list(dict.fromkeys(text_of(a) for a in byline))
    if not authors:
        found = select(root, "//*[contains(@class,'byline')]")
        authors = [re.sub(r"^by\s+", "", text_of(found[0]))] if found else []
    series = _SERIES.search(text_of(fields.get("series")))
    date = _DATE.search(text_of(fields.get("stats")) + " " + text_of(fields.get("published")))
    published = text_of(fields.get("published"))
    kinds = ("rating", "archive warning", "category", "fandom", "additional tag")
    tags = [tag for kind in kinds for tag in tag_links(fields.get(kind))]
    people = people_in(tag_links(fields.get("character")), tag_links(fields.get("relationship")))
    return replace(
        metadata,
        title=title or metadata.title,
        author="; ".join(authors) or metadata.author,
        language=language_tag(text_of(fields.get("language"))) or metadata.language,
        series=series[2].strip() if series else metadata.series,
        series_number=series[1] if series else metadata.series_number,
        publisher=metadata.publisher or ARCHIVE,
        date=(date[1] if date else published) or metadata.date,
        description=_summary(root) or metadata.description,
        tags=tuple(dict.fromkeys([*tags, *metadata.tags])),
        people=people or metadata.people,
    )


def _fields(root: _Element) -> dict[str, _Element]:
    """The values of the tag list by label: lower case, in the singular."""
    fields: dict[str, _Element] = {}
    for term in root.iter("dt"):
        value = term.getnext()
        parent = term.getparent()
        if parent is None or not (
            _has(parent, "tags") or _has(parent, "meta") or _has(parent, "stats")
        ):
            continue
        if value is not None and value.tag == "dd":
            label = text_of(term).rstrip(":").casefold()
            label = re.sub(r"ies$", "y", label) if label != "series" else label
            label = re.sub(r"(?<!s)s$", "", label) if label not in ("series", "stats") else label
            fields.setdefault(label, value)
    return fields


def _summary(root: _Element) -> str:
    for element in root.iter("p", "h3"):
        if text_of(element).casefold().rstrip(":") == "summary":
            following = element.getnext()
            if following is not None:
                return text_of(following)
    return ""


DOWNLOAD = Profile("AO3 download", _is_download, mark_download, describe)
SITE_PAGE = Profile("AO3 site page", _is_site_page, mark_site_page, describe)
OTHER_PAGE = Profile(
    "AO3 page",
    _is_other_page,
    leave,
    keep,
    refusal="is a page of the Archive of Our Own without a work's text; open the work itself"
    " (log in or accept its warning where asked), and download it as HTML or EPUB",
)
EPUB = Profile("AO3 EPUB", _is_download, mark_download, describe)
