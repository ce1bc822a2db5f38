"""What is known of a book into an ID3v2.3 tag, in the form that players agree on."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from mutagen.id3 import (
    APIC,
    CHAP,
    COMM,
    CTOC,
    ID3,
    TALB,
    TCOM,
    TCON,
    TDRC,
    TIT1,
    TIT2,
    TLAN,
    TLEN,
    TPE1,
    TPE2,
    TPOS,
    TPUB,
    TRCK,
    TSOA,
    TXXX,
    CTOCFlags,
    PictureType,
)

from narrator.book import Metadata

SYNTHETIC = "The voices are synthetic; made with narrator."
"""Goes into every tag: a listener, a shop or a library must be able to tell."""
LANGUAGES = {
    "ar": "ara", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa",
    "fi": "fin", "fr": "fra", "he": "heb", "hi": "hin", "hu": "hun", "it": "ita", "ja": "jpn",
    "ko": "kor", "la": "lat", "nb": "nob", "nl": "nld", "no": "nor", "pl": "pol", "pt": "por",
    "ro": "ron", "ru": "rus", "sv": "swe", "tr": "tur", "uk": "ukr", "vi": "vie", "zh": "zho",
}  # fmt: skip
"""ISO 639-1 to 639-2/T, which TLAN holds."""
CTOC_LONGEST = 255
"""A table of contents counts its chapters in one byte."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A chapter of a single file: title, start and end in milliseconds."""

    title: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class FileTag:
    """What a file's tag says besides what is true of the whole book."""

    title: str
    track: int = 1
    tracks: int = 1
    part: int = 0
    """1-based when the book is in several files of several chapters; else 0."""
    parts: int = 0
    length_ms: int = 0
    marks: tuple[Mark, ...] = ()
    """Only in single files: with the same list in two files of a folder, players drop one."""


def id3_tag(book: Metadata, voices: str, cover: bytes, file: FileTag) -> bytes:
    """The whole tag as bytes, to stand at the start of the file.

    ``voices`` says who narrates; ``cover`` is a JPEG, or empty.
    """
    author, tags = join_names([book.author]) or "Unknown Author", ID3()
    for frame in (
        TIT2(encoding=1, text=[file.title]),
        TALB(encoding=1, text=[book.title]),
        TPE1(encoding=1, text=[author]),
        TPE2(encoding=1, text=[author]),
        TCOM(encoding=1, text=[voices]),
        TCON(encoding=1, text=["Audiobook"]),
        TRCK(encoding=0, text=[f"{file.track}/{file.tracks}"]),
        TLEN(encoding=0, text=[str(file.length_ms)]),
        COMM(encoding=1, lang=language_code(book.language), desc="", text=[_comment(book)]),
    ):
        tags.add(frame)
    if file.parts:
        tags.add(TPOS(encoding=0, text=[f"{file.part}/{file.parts}"]))
    if re.match(r"\d{4}", book.date):
        tags.add(TDRC(encoding=0, text=[book.date[:10]]))
    if book.publisher:
        tags.add(TPUB(encoding=1, text=[book.publisher]))
    if book.language:
        tags.add(TLAN(encoding=0, text=[language_code(book.language)]))
    if book.description:
        tags.add(TXXX(encoding=1, desc="description", text=[book.description]))
    if book.series:
        numbered = f"{book.series} #{book.series_number}" if book.series_number else book.series
        tags.add(TIT1(encoding=1, text=[numbered]))
        tags.add(TXXX(encoding=1, desc="SERIES", text=[book.series]))
        tags.add(TXXX(encoding=1, desc="MVNM", text=[book.series]))
        if book.series_number:
            tags.add(TXXX(encoding=1, desc="SERIES-PART", text=[book.series_number]))
            tags.add(TXXX(encoding=1, desc="MVIN", text=[book.series_number]))
    if cover:
        picture = APIC(encoding=0, mime="image/jpeg", type=PictureType.COVER_FRONT, data=cover)
        tags.add(picture)
    _add_chapters(tags, file.marks)
    tags.update_to_v23()
    if book.series:  # that call drops sort orders, which most readers of 2.3 take all the same
        number = book.series_number.zfill(3) if book.series_number.isdigit() else book.series_number
        tags.add(
            TSOA(encoding=1, text=[" - ".join(filter(None, [book.series, number, book.title]))])
        )
    stream = io.BytesIO()
    tags.save(stream, v1=0, v2_version=3, v23_sep="; ", padding=lambda info: 0)
    return stream.getvalue()


def _add_chapters(tags: ID3, marks: Sequence[Mark]) -> None:
    if len(marks) > CTOC_LONGEST:
        raise ValueError(f"a file holds at most {CTOC_LONGEST} chapters")
    for number, mark in enumerate(marks):
        tags.add(
            CHAP(
                element_id=f"chp{number}",
                start_time=mark.start_ms,
                end_time=mark.end_ms,
                start_offset=0xFFFFFFFF,  # not used: times count
                end_offset=0xFFFFFFFF,
                sub_frames=[TIT2(encoding=1, text=[mark.title])],
            )
        )
    if marks:
        tags.add(
            CTOC(
                element_id="toc",
                flags=CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED,
                child_element_ids=[f"chp{number}" for number in range(len(marks))],
                sub_frames=[TIT2(encoding=1, text=["Chapters"])],
            )
        )


def join_names(names: Sequence[str]) -> str:
    """Several people in one field, in the one way that no player splits wrongly."""
    return "; ".join(name for name in names if name)


def language_code(language: str) -> str:
    """A BCP 47 tag as ISO 639-2; "und" when it is not known.

    >>> language_code("en-GB"), language_code("")
    ('eng', 'und')
    """
    return LANGUAGES.get(language.split("-")[0].lower(), "und")


def _comment(book: Metadata) -> str:
    return f"{book.description}\n\n{SYNTHETIC}" if book.description else SYNTHETIC
