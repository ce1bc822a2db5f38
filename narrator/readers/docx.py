"""A Word document (.docx) into a Book: styles, runs, tables, footnotes, tracked changes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO

from narrator.book import Book
from narrator.errors import ManuscriptError
from narrator.readers._options import STORY_ONLY, ReadOptions

if TYPE_CHECKING:
    from docx.document import Document

SUFFIXES = (".docx", ".docm", ".dotx")

MAX_TOTAL_BYTES = 400_000_000
"""What a document may unpack to: Word's library unpacks it whole."""


def recognises(head: bytes) -> bool:
    """Whether a file begins as a Word document does: a zip with Word's parts."""
    return head.startswith(b"PK\x03\x04") and b"word/" in head and b"mimetype" not in head[:64]


def read(data: bytes, name: str, *, options: ReadOptions = STORY_ONLY) -> Book:
    """The book in a Word document. Raises ManuscriptError."""
    return read_stream(io.BytesIO(data), name, options=options)


def read_stream(stream: BinaryIO, name: str, *, options: ReadOptions = STORY_ONLY) -> Book:
    """The book in a Word document that is open."""
    from narrator.readers._blocks import assemble, bring_back
    from narrator.readers._headings import find_chapters, promote_lines
    from narrator.readers._refine import refine
    from narrator.readers._word import describe, read_body, read_remarks

    _check(stream, name)
    document = _open(stream, name)
    blocks = [*read_body(document), *read_remarks(document)]
    blocks = promote_lines(bring_back(refine(blocks), options))
    if not any(not block.skip for block in blocks):
        raise ManuscriptError(name, "holds no text to read")
    return assemble(
        blocks,
        find_chapters(blocks),
        metadata=describe(document, blocks),
        name=name,
        profile="Word document",
    )


def _check(stream: BinaryIO, name: str) -> None:
    """Refuse what is no document, is locked, or would unpack to more than memory should hold."""
    from narrator.readers._archive import Archive

    if stream.read(4) == b"\xd0\xcf\x11\xe0":
        raise ManuscriptError(
            name, "is protected by a password, or an old .doc; save it as .docx without a password"
        )
    stream.seek(0)
    archive = Archive(stream, name, "a Word document")
    for path in archive.paths():
        if path.endswith((".xml", ".rels")):
            archive.check(path)
    if archive.total_size() > MAX_TOTAL_BYTES:
        raise ManuscriptError(name, "unpacks to more than 400 MB; save it without its pictures")
    if archive.find("word/document.xml") is None and archive.find("[Content_Types].xml") is None:
        raise ManuscriptError(name, "is a zip archive, but no Word document")
    stream.seek(0)


def _open(stream: BinaryIO, name: str) -> Document:
    import docx

    try:
        return docx.Document(stream)
    except Exception as error:  # of a damaged package the library raises whatever it trips over
        raise ManuscriptError(
            name, "is damaged, or no Word document; open it in Word and save it again"
        ) from error
