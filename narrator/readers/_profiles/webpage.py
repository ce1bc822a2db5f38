"""Any other page of the web: the article is read, the site around it is not."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from narrator.book import Metadata
from narrator.readers._profiles import Profile
from narrator.readers._profiles._elements import head_metadata, skip, skip_but
from narrator.readers._trees import select, text_of
from narrator.readers._vocabulary import TITLE, classes

if TYPE_CHECKING:
    from lxml.etree import _Element

MAIN_SHARE = 0.5
"""An ``<article>`` or ``<main>`` with this share of the page's text is what the page is for."""

STORY_NAMES = frozenset(
    (
        "storytext",
        "storytextp",
        "chapter-content",
        "chapter-inner",
        "chapter-text",
        "story-text",
        "storycontent",
        "entry-content",
        "post-content",
        "post-body",
        "article-body",
        "article-content",
    )
)
"""Ids and classes by which fiction sites, serials and blogs call the text itself."""
STORY_SHARE = 0.3
"""And so much of the page's text is in it."""

_FURNITURE = re.compile(
    r"(?:comments?|respond|sidebar|share|sharing|social|related|breadcrumbs?|cookies?|newsletter"
    r"|advert(?:isement)?|ads|menu|navbar|toolbar|pagination|site-(?:header|footer|nav))"
    r"(?:-(?:area|list|section|links|bar|box|wrapper|container))?"
)


def mark(root: _Element) -> None:
    """Mark what is the site's and not the story's."""
    body = root.find("body")
    if body is None:
        return
    main = _main(body)
    headings = list(body.iter("h1"))
    title = headings[0] if len(headings) == 1 else None
    if main is not None:
        element = main
        for parent in main.iterancestors():
            for child in parent:
                if child is element or not isinstance(child.tag, str):
                    continue
                if title is not None and title in child.iter("h1"):
                    skip_but(child, title, "page control")
                else:
                    skip(child, "page control")
            element = parent
            if parent is body:
                break
    for element in (main if main is not None else body).iter(
        "nav", "aside", "footer", "form", "div", "section", "ul"
    ):
        names = (*classes(element), (element.get("id") or "").lower())
        if element.tag in ("nav", "footer") or any(_FURNITURE.fullmatch(name) for name in names):
            skip(element, "page control")
        elif element.tag == "aside":
            skip(element, "sidebar")
    if title is not None:
        title.set(TITLE, "1")
    if main is None:
        for element in body.findall("header"):
            if not any(True for _ in element.iter("h1")):
                skip(element, "page control")


def _main(body: _Element) -> _Element | None:
    """The element that holds what the page is for, where the page has one."""
    whole = len(text_of(body))
    named = [
        element
        for element in body.iter("div", "section", "article")
        if element.get("id") in STORY_NAMES
        or element.get("itemprop") == "articleBody"
        or any(name in STORY_NAMES for name in classes(element))
    ]
    largest = max(named, key=lambda element: len(text_of(element)), default=None)
    if largest is not None and len(text_of(largest)) > STORY_SHARE * whole:
        return largest
    found = [*body.iter("article"), *body.iter("main"), *select(body, ".//*[@role='main']")]
    sized = [(len(text_of(element)), element) for element in found]
    large = [(size, element) for size, element in sized if size > MAIN_SHARE * whole]
    return min(large, key=lambda pair: pair[0])[1] if large else None


def describe(root: _Element, metadata: Metadata) -> Metadata:
    """Title, author and the like from the page's head, else its one first heading."""
    head = dict(head_metadata(root))
    headings = list(root.iter("h1"))
    title = next((text_of(e) for e in root.iter("title") if text_of(e)), "")
    shown = text_of(headings[0]) if len(headings) == 1 else ""
    authors = [head.get(name, "") for name in ("author", "dc.creator", "article:author")]
    return replace(
        metadata,
        title=head.get("og:title") or shown or head.get("dc.title") or title or metadata.title,
        author=next((a for a in authors if a and not a.startswith("http")), ""),
        publisher=head.get("og:site_name") or head.get("dc.publisher") or "",
        date=(head.get("article:published_time") or head.get("dc.date") or "")[:10],
        description=head.get("og:description") or head.get("description") or "",
        tags=tuple(t.strip() for t in head.get("keywords", "").split(",") if t.strip()),
    )


PROFILE = Profile("web page", lambda root: True, mark, describe)
