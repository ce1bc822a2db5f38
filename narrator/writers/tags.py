"""What is known of a book into an ID3v2.3 tag, in the form that players agree on."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mutagen.id3 import (
    APIC,
    CHAP,
    COMM,
    CTOC,
    ID3,
    SYLT,
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
    Frame,
    PictureType,
)

from narrator.book import Metadata, one_line
from narrator.writers.formats import FORMATS

SYNTHETIC = "The voices are synthetic; made with narrator."
"""Goes into every tag: a listener, a shop or a library must be able to tell."""
IN_MS, LYRICS = 2, 1
"""Of a SYLT frame: its times are milliseconds, its text is words that are heard."""
LANGUAGES = {
    "ar": "ara", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa",
    "fi": "fin", "fr": "fra", "he": "heb", "hi": "hin", "hu": "hun", "it": "ita", "ja": "jpn",
    "ko": "kor", "la": "lat", "nb": "nob", "nl": "nld", "no": "nor", "pl": "pol", "pt": "por",
    "ro": "ron", "ru": "rus", "sv": "swe", "tr": "tur", "uk": "ukr", "vi": "vie", "zh": "zho",
}  # fmt: skip
"""ISO 639-1 to 639-2/T, which TLAN holds."""


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
    said: tuple[tuple[str, int], ...] = ()
    """Each line and the millisecond at which it begins, where the tag shall hold them."""


def id3_tag(book: Metadata, voices: str, cover: bytes, file: FileTag) -> bytes:
    """The whole tag as bytes, to stand at the start of the file.

    ``voices`` says who narrates; ``cover`` is a JPEG, or empty.
    """
    author, tags = author_of(book), ID3()
    for frame in (
        TIT2(encoding=1, text=[file.title]),
        TALB(encoding=1, text=[book.title]),
        TPE1(encoding=1, text=[author]),
        TPE2(encoding=1, text=[author]),
        TCOM(encoding=1, text=[voices]),
        TCON(encoding=1, text=["Audiobook"]),
        TRCK(encoding=0, text=[f"{file.track}/{file.tracks}"]),
        TLEN(encoding=0, text=[str(file.length_ms)]),
        COMM(encoding=1, lang=language_code(book.language), desc="", text=[comment(book)]),
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
    if file.said:
        lines = [(text, at_ms) for text, at_ms in file.said]
        language = language_code(book.language)
        tags.add(SYLT(encoding=1, lang=language, format=IN_MS, type=LYRICS, desc="", text=lines))
    tags.update_to_v23()
    if book.series:  # that call drops sort orders, which most readers of 2.3 take all the same
        tags.add(TSOA(encoding=1, text=[shelf_order(book)]))
    # One by one: mutagen sorts frames by their size, and readers list chapters as they stand.
    frames = _saved(tags) + b"".join(map(_saved, _chapters(file.marks)))
    size = bytes(len(frames) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + size + frames


def _saved(tags: ID3) -> bytes:
    """The frames of a tag, in version 2.3, without the tag's header."""
    stream = io.BytesIO()
    tags.save(stream, v1=0, v2_version=3, v23_sep="; ", padding=lambda info: 0)
    return stream.getvalue()[10:]


def _chapters(marks: Sequence[Mark]) -> Iterator[ID3]:
    """The table of contents and each chapter, in order."""
    if len(marks) > FORMATS["mp3"].most_marks:
        raise ValueError(f"a file holds at most {FORMATS['mp3'].most_marks} chapters")
    names = [f"chp{number}" for number in range(len(marks))]
    if marks:
        yield _tag_of(
            CTOC(
                element_id="toc",
                flags=CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED,
                child_element_ids=names,
                sub_frames=[TIT2(encoding=1, text=["Chapters"])],
            )
        )
    for name, mark in zip(names, marks, strict=True):
        yield _tag_of(
            CHAP(
                element_id=name,
                start_time=mark.start_ms,
                end_time=mark.end_ms,
                start_offset=0xFFFFFFFF,  # not used: times count
                end_offset=0xFFFFFFFF,
                sub_frames=[TIT2(encoding=1, text=[mark.title])],
            )
        )


def _tag_of(frame: Frame) -> ID3:
    tag = ID3()
    tag.add(frame)
    return tag


def join_names(names: Sequence[str]) -> str:
    """Several people in one field, in the one way that no player splits wrongly."""
    return "; ".join(name for name in names if name)


def plain_name(name: str) -> str:
    """A voice's name without what players take for several people's; a path's last part.

    >>> plain_name("Ann and Bob & co"), plain_name(r"HKEY\\Voices\\TTS_MS_EN-US_ZIRA_11.0")
    ('Ann + Bob + co', 'TTS_MS_EN-US_ZIRA_11.0')
    """
    last = re.split(r"[/\\]", one_line(name).rstrip("/\\ "))[-1]
    plain = re.sub(r"\s*&\s*|\s+and\s+", " + ", last)
    return " ".join(re.sub(r"[;,]", " ", plain).split())


def language_code(language: str) -> str:
    """A BCP 47 tag as ISO 639-2; "und" when it is not known.

    >>> language_code("en-GB"), language_code("")
    ('eng', 'und')
    """
    return LANGUAGES.get(language.split("-")[0].lower(), "und")


def author_of(book: Metadata) -> str:
    """Who wrote it, as tags say it."""
    return book.author or "Unknown Author"


def comment(book: Metadata) -> str:
    """The description, and that the voices are synthetic."""
    return f"{book.description}\n\n{SYNTHETIC}" if book.description else SYNTHETIC


def shelf_order(book: Metadata) -> str:
    """What a library sorts a book of a series by; "" for any other.

    >>> shelf_order(Metadata(title="The Slip", series="Boats", series_number="2"))
    'Boats - 002 - The Slip'
    """
    if not book.series:
        return ""
    number = book.series_number.zfill(3) if book.series_number.isdigit() else book.series_number
    return " - ".join(filter(None, [book.series, number, book.title]))
