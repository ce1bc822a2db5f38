"""Where a document comes from, and what that source's pages look like.

A profile marks the elements of a tree (see ``_vocabulary``: what to skip, where chapters begin,
what the title is) and reads what its source says of the book.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from narrator.book import Metadata
from narrator.readers._blocks import Block

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of one source."""

    name: str
    """As ``narrator script`` shows it."""
    recognises: Callable[[_Element], bool]
    """Whether an HTML page is surely of this source."""
    mark: Callable[[_Element], None]
    """Mark the elements of one document."""
    describe: Callable[[_Element, Metadata], Metadata]
    """What a document says of the book, on top of what was known."""
    refine: Callable[[list[Block]], list[Block]] = list
    """What only shows in the text of the whole book."""
    thought_q: bool = False
    """Whether ``<q>`` is a thought."""
    refusal: str = ""
    """Why such a page holds no story, and what to do; "" for pages that do."""


def leave(root: _Element) -> None:
    """Mark nothing."""


def keep(root: _Element, metadata: Metadata) -> Metadata:
    """Add nothing."""
    return metadata


def html_profiles() -> tuple[Profile, ...]:
    """The profiles of single pages; the first that recognises a page is taken."""
    from narrator.readers._profiles import ao3, fanficfare, gutenberg, standardebooks, webpage

    return (
        ao3.DOWNLOAD,
        ao3.SITE_PAGE,
        ao3.OTHER_PAGE,
        fanficfare.PROFILE,
        gutenberg.PROFILE,
        standardebooks.PROFILE,
        webpage.PROFILE,
    )


PLAIN_EPUB = Profile("EPUB", lambda root: False, leave, keep)


def epub_profile(traces: str) -> Profile:
    """The profile of an EPUB by what its package says of itself and of its maker."""
    from narrator.readers._profiles import ao3, fanficfare, gutenberg, standardebooks

    if "fanficfare" in traces:
        return fanficfare.EPUB
    if "archive of our own" in traces or "archiveofourown" in traces:
        return ao3.EPUB
    if "standardebooks.org" in traces:
        return standardebooks.EPUB
    if "gutenberg.org" in traces or "project gutenberg" in traces:
        return gutenberg.EPUB
    return PLAIN_EPUB
