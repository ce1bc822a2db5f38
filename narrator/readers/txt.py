"""Plain text into a Book."""

from __future__ import annotations

import re

from narrator.book import Book, Chapter, Paragraph
from narrator.errors import ManuscriptError

SUFFIXES = (".txt", ".text", ".asc")


def recognises(head: bytes) -> bool:
    """Never: any bytes may be text, so this reader is taken when no other is."""
    return False


def read(data: bytes, name: str) -> Book:
    """The book in a text file."""
    try:
        source = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ManuscriptError(name, f"is not UTF-8 text ({error.reason})") from error
    paragraphs = [
        Paragraph(match.group(), match.start())
        for match in re.finditer(r"\S(?:[^\n]|\n(?!\s*\n))*", source)
    ]
    return Book(source, (Chapter("", tuple(paragraphs)),), name=name)
