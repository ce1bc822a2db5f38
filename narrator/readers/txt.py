"""Plain text into a Book: encoding, paragraphs, chapters, scene breaks, emphasis."""

from __future__ import annotations

from narrator.book import Book
from narrator.readers._decoding import decode
from narrator.readers._options import STORY_ONLY, ReadOptions
from narrator.readers._structure import arrange

SUFFIXES = (".txt", ".text", ".asc", ".utf8")


def recognises(head: bytes) -> bool:
    """Never: any bytes may be text, so this reader is taken when no other is."""
    return False


def read(data: bytes, name: str, *, options: ReadOptions = STORY_ONLY) -> Book:
    """The book in a text file; offsets count from the first character after a byte-order mark."""
    return arrange(decode(data, name), name, options)
