"""EPUB 2 and 3 into a Book: package, spine and contents, documents one after the other."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from narrator.book import Book, Metadata, Role, Skip
from narrator.errors import ManuscriptError
from narrator.readers._options import STORY_ONLY, ReadOptions

if TYPE_CHECKING:
    from lxml.etree import _Element

    from narrator.readers._archive import Archive
    from narrator.readers._blocks import Block
    from narrator.readers._markup import Document
    from narrator.readers._package import Entry, Package
    from narrator.readers._profiles import Profile

SUFFIXES = (".epub", ".kepub")

DESCRIBED_DOCUMENTS = 4
"""A title page that describes the book is one of so many first documents."""
COPYRIGHT_WORDS = 700
"""A page with a copyright notice has no more words than this."""

_COPYRIGHT = re.compile(
    r"all rights reserved|\bISBN\b|copyright\s*(?:©|\(c\)|\d{4})|©\s*\d{4}", re.IGNORECASE
)
_GUIDE_KINDS = {
    "cover": "cover",
    "title-page": "title page",
    "titlepage": "title page",
    "toc": "contents",
    "index": "index",
    "glossary": "glossary",
    "acknowledgements": "acknowledgements",
    "bibliography": "bibliography",
    "colophon": "colophon",
    "copyright-page": "copyright",
    "loi": "contents",
    "lot": "contents",
    "notes": "endnotes",
}
GUIDE_WORDS = 1500
"""Guides are often wrong: a file with more words than this is read whatever they call it."""


def recognises(head: bytes) -> bool:
    """Whether a file begins as an EPUB does: a zip whose first entry is its media type."""
    return head.startswith(b"PK\x03\x04") and b"mimetypeapplication/epub+zip" in head[:120]


def read(data: bytes, name: str, *, options: ReadOptions = STORY_ONLY) -> Book:
    """The book in an EPUB file. Raises ManuscriptError."""
    return read_stream(io.BytesIO(data), name, options=options)


def read_stream(stream: BinaryIO, name: str, *, options: ReadOptions = STORY_ONLY) -> Book:
    """The book in an EPUB that is open; of its pictures only the cover is loaded."""
    from narrator.readers._archive import Archive
    from narrator.readers._blocks import assemble, bring_back
    from narrator.readers._navigation import (
        locate,
        plan_chapters,
        promote_headings,
        skip_by_label,
    )
    from narrator.readers._package import find_package, read_navigation, read_package
    from narrator.readers._profiles import epub_profile
    from narrator.readers._refine import refine

    archive = Archive(stream, name, "an EPUB")
    opf = find_package(archive)
    _refuse_locked(archive, opf)
    package = read_package(archive, opf)
    entries = read_navigation(archive, package)
    profile = epub_profile(package.traces)
    text = _Text(package.metadata)
    listed = {entry.path for entry in _flat(entries)}
    for path, reason in _reading_order(archive, package, listed, text):
        _add_document(archive, path, package, profile, text, reason)
    if not text.documents:
        raise ManuscriptError(name, "holds none of the documents that it lists; get it again")
    blocks = _find_title(refine(profile.refine(text.blocks)), text.metadata.title)

    found = locate(entries, text.position, len(blocks))
    blocks = bring_back(skip_by_label(blocks, found), options)
    blocks = promote_headings(blocks, found)
    if not any(not block.skip for block in blocks):
        raise ManuscriptError(name, "holds no text to read")
    blocks, marks = plan_chapters(blocks, found, text.documents)
    book = assemble(
        blocks,
        marks,
        metadata=replace(
            text.metadata,
            cover=_cover(archive, package),
            people=text.metadata.people or _personas(blocks),
        ),
        name=name,
        profile=profile.name,
    )
    return replace(book, skipped=(*book.skipped, *_missing(book, text)))


class _Text:
    """What was read so far: the blocks of all documents, and where each document begins."""

    def __init__(self, metadata: Metadata) -> None:
        self.metadata = metadata
        self.blocks: list[Block] = []
        self.documents: dict[str, int] = {}
        self.anchors: dict[tuple[str, str], int] = {}
        self._sheets: dict[str, dict[str, frozenset[str]]] = {}
        self.missing: list[tuple[str, str]] = []

    def add(self, document: Document) -> None:
        start = len(self.blocks)
        self.documents[document.name] = start
        for anchor, index in document.anchors.items():
            self.anchors[document.name, anchor] = start + index
        self.blocks += document.blocks

    def looks(self, archive: Archive, path: str, root: _Element) -> dict[str, frozenset[str]]:
        """What class names look like in a document: by its style sheets, each read once."""
        from narrator.readers._css import read_sheets
        from narrator.readers._package import resolve
        from narrator.readers._parsing import decode_markup

        found = read_sheets(style.text or "" for style in root.iter("style"))
        for link in root.iter("link"):
            if "stylesheet" not in (link.get("rel") or "") or not link.get("href"):
                continue
            sheet = archive.find(resolve(path, link.get("href") or "")[0])
            if sheet is None:
                continue
            if sheet not in self._sheets:
                try:
                    css = decode_markup(archive.read(sheet), f"{archive.name}: {sheet}")
                except ManuscriptError:
                    css = ""
                self._sheets[sheet] = read_sheets([css])
            for name, looks in self._sheets[sheet].items():
                found[name] = found.get(name, frozenset()) | looks
        return found

    def position(self, entry: Entry) -> int | None:
        """The block that an entry of the contents leads to."""
        at = self.documents.get(entry.path)
        if at is None:
            return None
        return self.anchors.get((entry.path, entry.fragment), at) if entry.fragment else at


def _refuse_locked(archive: Archive, opf: str) -> None:
    """Say so when the text itself is encrypted."""
    from narrator.readers._package import find_locked

    locked = find_locked(archive)
    texts = [path for path in locked if path == opf or re.search(r"\.(?:x?html?|opf|xml)$", path)]
    if texts:
        raise ManuscriptError(
            archive.name, f"is protected by DRM ({texts[0]} is encrypted); give a copy without it"
        )


def _flat(entries: tuple[Entry, ...]) -> Iterator[Entry]:
    for entry in entries:
        yield entry
        yield from _flat(entry.children)


def _reading_order(
    archive: Archive, package: Package, listed: set[str], text: _Text
) -> Iterator[tuple[str, str]]:
    """The documents of the spine, each once, and why not to read it; what is missing is noted."""
    from narrator.readers._package import TEXT_TYPES

    seen: set[str] = set()
    any_linear = any(linear for _, linear in package.spine)
    for idref, linear in package.spine:
        item = package.items.get(idref)
        tried = {idref}
        while item and item.media_type not in TEXT_TYPES and item.fallback not in tried:
            tried.add(item.fallback)
            item = package.items.get(item.fallback, item)
        if item is None:
            text.missing.append((idref, "missing from the file"))
            continue
        path = archive.find(item.path)
        if path is None:
            text.missing.append((item.path, "missing from the file"))
        elif item.media_type not in TEXT_TYPES and not path.endswith((".xhtml", ".html", ".htm")):
            text.missing.append((path, "illustration"))
        elif path not in seen:
            seen.add(path)
            beside = any_linear and not linear and path not in listed
            yield path, "beside the main text" if beside else ""


def _add_document(
    archive: Archive, path: str, package: Package, profile: Profile, text: _Text, reason: str
) -> None:
    """Read one document of the book."""
    from narrator.readers._markup import Habits, read_tree
    from narrator.readers._parsing import parse_markup

    root = parse_markup(archive.read(path), f"{archive.name}: {path}")
    if len(text.documents) < DESCRIBED_DOCUMENTS:
        text.metadata = profile.describe(root, text.metadata)
    profile.mark(root)
    looks = text.looks(archive, path, root)
    document = read_tree(root, path, Habits(looks, profile.thought_q))
    reason = _why_skipped(document, package) or reason
    if reason:
        blocks = [b if b.skip or b.is_title else replace(b, skip=reason) for b in document.blocks]
        document = replace(document, blocks=blocks)
    text.add(document)


def _why_skipped(document: Document, package: Package) -> str:
    """Why a whole document is not read: by what the package calls it, or by what it holds."""
    words = sum(block.words for block in document.blocks if not block.skip)
    kind = _GUIDE_KINDS.get(package.kinds.get(document.name, ""), "")
    if kind and (words < GUIDE_WORDS or kind == "endnotes"):
        return kind
    if document.name == package.navigation:
        return "contents"
    linked = sum(block.words * block.linked for block in document.blocks if not block.skip)
    if len(document.blocks) > 4 and linked > 0.6 * words:
        return "contents"
    if words < COPYRIGHT_WORDS and len(document.blocks) < 60:
        held = "\n".join(block.text for block in document.blocks)
        if _COPYRIGHT.search(held):
            return "copyright"
    return ""


def _find_title(blocks: list[Block], title: str) -> list[Block]:
    """Read the book's title off its title page, where it stands there."""
    from narrator.readers._blocks import key
    from narrator.readers._refine import mark_title

    wanted = key(title)
    if not wanted or any(block.is_title and not block.skip for block in blocks):
        return blocks
    for i, block in enumerate(blocks):
        if block.skip == "title page" and key(block.text) == wanted:
            shown = replace(block, skip="", role=Role.HEADING, level=1, is_title=True)
            return [*blocks[:i], shown, *blocks[i + 1 :]]
    return mark_title(blocks, title)


def _personas(blocks: list[Block]) -> tuple[str, ...]:
    """The speakers whose names stand ahead of their speeches, as in a play."""
    from narrator.readers._profiles._elements import CROWDS

    names: dict[str, int] = {}
    for block in blocks:
        if block.role is Role.PERSONA and not block.skip:
            name = block.text.strip(" .:,").replace("\n", " ")
            names[name] = names.get(name, 0) + 1
    return tuple(name for name in names if name and name.casefold() not in CROWDS)


def _cover(archive: Archive, package: Package) -> bytes:
    path = archive.find(package.cover) if package.cover else None
    return archive.read(path) if path else b""


def _missing(book: Book, text: _Text) -> Iterator[Skip]:
    """Documents that are listed and could not be read, as skips of no length at the end."""
    end = len(book.source)
    for path, reason in text.missing:
        yield Skip(end, end, reason, path)
