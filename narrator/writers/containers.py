"""A format's name into what writes its files: tags and chapters around encoded shards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from narrator.book import Metadata
from narrator.encoders import Encoding
from narrator.writers.tags import FileTag

Shards = Iterable[tuple[int, bytes]]
"""Each shard's length in samples and its frames, in order."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a sound file holds beside its sound."""

    book: Metadata
    voices: str
    """Who narrates."""
    cover: bytes
    """A JPEG, or empty."""
    file: FileTag
    length: int
    """Samples."""
    encoding: Encoding


@dataclass(frozen=True, slots=True)
class Container:
    """One sound file that can be written."""

    facts: Any
    """All that goes into it beside its sound, for a key."""
    write: Callable[[Path, Shards], None]
    head: bytes = b""
    """What stands ahead of the sound, in formats where the rest is the same whatever it says."""


def open_container(form: str, content: Content) -> Container:
    """The file in one of ``formats.FORMATS``."""
    return _FORMS[form](content)


def _mp3(content: Content) -> Container:
    from narrator.writers.mp3 import write_mp3
    from narrator.writers.tags import id3_tag

    tag = id3_tag(content.book, content.voices, content.cover, content.file)

    def write(path: Path, shards: Shards) -> None:
        with path.open("wb") as stream:
            write_mp3(stream, tag, shards, content.encoding)

    return Container(tag.hex(), write, tag)


def _m4b(content: Content) -> Container:
    from narrator.writers.m4b import tag_m4b, write_m4b

    said = [str(value) for value in astuple(content.book)]
    marks = content.file.marks

    def write(path: Path, shards: Shards) -> None:
        write_m4b(path, shards, marks, content.encoding, content.book.language)
        tag_m4b(path, content.book, content.voices, content.cover)

    listed = [list(astuple(mark)) for mark in marks]
    return Container([said, content.voices, content.cover.hex(), listed], write)


def _opus(content: Content) -> Container:
    from narrator.writers.comments import picture, vorbis_comments
    from narrator.writers.opus import write_opus

    tags = vorbis_comments(content.book, content.voices, content.file)
    block = picture(content.cover)
    facts = [tags.write().hex(), block.hex()]

    def write(path: Path, shards: Shards) -> None:
        with path.open("wb") as stream:
            write_opus(stream, tags, block, shards, content.encoding)

    return Container(facts, write)


def _flac(content: Content) -> Container:
    from narrator.writers.comments import picture, vorbis_comments
    from narrator.writers.flac import write_flac

    tags = vorbis_comments(content.book, content.voices, content.file)
    block = picture(content.cover)

    def write(path: Path, shards: Shards) -> None:
        with path.open("wb") as stream:
            write_flac(stream, tags, block, shards, content.length, content.encoding)

    return Container([tags.write().hex(), block.hex()], write)


_FORMS: Mapping[str, Callable[[Content], Container]] = {
    "mp3": _mp3,
    "m4b": _m4b,
    "opus": _opus,
    "flac": _flac,
}
