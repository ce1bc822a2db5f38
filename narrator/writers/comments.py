"""What is known of a book into Vorbis comments, as Opus and FLAC files have them."""

from __future__ import annotations

import io
from collections.abc import Iterator

from mutagen.flac import Picture, VCFLACDict
from mutagen.id3 import PictureType

from narrator.book import Metadata
from narrator.writers.tags import (
    FileTag,
    author_of,
    comment,
    language_code,
    shelf_order,
)

VENDOR = "narrator"


def vorbis_comments(book: Metadata, voices: str, file: FileTag) -> VCFLACDict:
    """All comments but the picture, in a fixed order."""
    tags = VCFLACDict()
    tags.vendor = VENDOR
    for key, value in _facts(book, voices, file):
        if text := value.replace("\0", "").strip():
            tags.append((key, text))
    for number, mark in enumerate(file.marks, 1):
        tags.append((f"CHAPTER{number:03d}", clock(mark.start_ms)))
        tags.append((f"CHAPTER{number:03d}NAME", mark.title))
    return tags


def _facts(book: Metadata, voices: str, file: FileTag) -> Iterator[tuple[str, str]]:
    author = author_of(book)
    yield "TITLE", file.title
    yield "ALBUM", book.title
    yield "ARTIST", author
    yield "ALBUMARTIST", author
    yield "COMPOSER", voices
    yield "NARRATOR", voices
    yield "GENRE", "Audiobook"
    yield "TRACKNUMBER", str(file.track)
    yield "TRACKTOTAL", str(file.tracks)
    if file.parts:
        yield "DISCNUMBER", str(file.part)
        yield "DISCTOTAL", str(file.parts)
    yield "DATE", book.date[:10]
    yield "PUBLISHER", book.publisher
    yield "LANGUAGE", language_code(book.language) if book.language else ""
    yield "DESCRIPTION", book.description
    yield "COMMENT", comment(book)
    yield "SERIES", book.series
    yield "SERIES-PART", book.series_number
    yield "MVNM", book.series
    yield "MVIN", book.series_number
    yield "ALBUMSORT", shelf_order(book)


def picture(cover: bytes) -> bytes:
    """A JPEG as a FLAC picture block, which Opus files carry too; nothing for no cover."""
    if not cover:
        return b""
    from PIL import Image

    block = Picture()
    block.type, block.mime, block.desc = PictureType.COVER_FRONT, "image/jpeg", ""
    with Image.open(io.BytesIO(cover)) as found:
        block.width, block.height = found.size
    block.depth, block.data = 24, cover
    return bytes(block.write())


def clock(milliseconds: int) -> str:
    """A chapter's start.

    >>> clock(3725500)
    '01:02:05.500'
    """
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:03d}"
