"""HTML into a Book: saved pages, downloads of archives, files that word processors write."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from narrator.book import Book, Metadata
from narrator.errors import ManuscriptError
from narrator.readers._blocks import assemble, bring_back
from narrator.readers._options import STORY_ONLY, ReadOptions

if TYPE_CHECKING:
    from lxml.etree import _Element

SUFFIXES = (".html", ".htm", ".xhtml", ".xht")

MAX_BYTES = 200_000_000
"""No story is longer; what is, is no story."""

_BEGINS = re.compile(
    rb"(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html[\s>])",
    re.IGNORECASE | re.DOTALL,
)


def recognises(head: bytes) -> bool:
    """Whether a file begins as HTML does."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.replace(b"\0", b"")[2:]
    return bool(_BEGINS.match(head.removeprefix(b"\xef\xbb\xbf").lstrip()))


def read(data: bytes, name: str, *, options: ReadOptions = STORY_ONLY) -> Book:
    """The book in an HTML page. Raises ManuscriptError."""
    from narrator.readers._headings import find_chapters, promote_lines
    from narrator.readers._markup import Habits, read_tree
    from narrator.readers._parsing import parse_markup
    from narrator.readers._profiles import html_profiles
    from narrator.readers._refine import mark_title, refine
    from narrator.readers._vocabulary import language

    if len(data) > MAX_BYTES:
        raise ManuscriptError(name, "is larger than any story; give the story's own file")
    root = parse_markup(data, name)
    profile = next(p for p in html_profiles() if p.recognises(root))
    if profile.refusal:
        raise ManuscriptError(name, profile.refusal)
    body = root.find("body")
    stated = language(root) or (language(body) if body is not None else "")
    metadata = profile.describe(root, Metadata(language=stated))
    profile.mark(root)
    document = read_tree(root, "", Habits(_looks(root), profile.thought_q))
    blocks = refine(profile.refine(document.blocks))
    if not any(block.text and not block.skip for block in blocks):
        raise ManuscriptError(name, "holds no text to read; save the page whole and try again")
    if not metadata.title:
        metadata = replace(metadata, title=_lone_heading(root))
    blocks = bring_back(mark_title(blocks, metadata.title), options)
    blocks = promote_lines(blocks)
    return assemble(
        blocks,
        find_chapters(blocks),
        metadata=metadata,
        name=name,
        profile=profile.name,
    )


def _looks(root: _Element) -> dict[str, frozenset[str]]:
    from narrator.readers._css import read_sheets

    return read_sheets(sheet.text or "" for sheet in root.iter("style"))


def _lone_heading(root: _Element) -> str:
    """The one first heading of a page; of several, each is a chapter's."""
    from narrator.readers._trees import text_of

    found = [text_of(heading) for heading in root.iter("h1") if text_of(heading)]
    return found[0] if len(found) == 1 else ""
