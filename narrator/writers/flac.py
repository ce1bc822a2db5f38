"""Shards without loss into one FLAC file: their samples, encoded once more as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from mutagen.flac import VCFLACDict

from narrator.encoders import Encoding
from narrator.encoders.flac import FlacFile, decode

VORBIS_COMMENT, PICTURE = 4, 6
"""Kinds of metadata blocks."""


def write_flac(
    file: IO[bytes],
    tags: VCFLACDict,
    picture: bytes,
    shards: Iterable[tuple[int, bytes]],
    length: int,
    encoding: Encoding,
) -> None:
    """Write a whole file of so many samples; ``picture`` is a FLAC picture block."""
    blocks = [(VORBIS_COMMENT, bytes(tags.write()))]
    if picture:
        blocks.append((PICTURE, picture))
    with FlacFile(file, encoding, length, tuple(blocks)) as whole:
        for _, data in shards:
            whole.add(decode(data))
