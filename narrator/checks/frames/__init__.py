"""A sound file's frames, counted one by one, into what a gapless player plays and what is wrong.

Nothing is decoded here: a header's numbers are compared with the frames that are there, and each
frame with its neighbours. Containers are MP3, MP4, Ogg Opus and FLAC; others are passed over.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Callable, Mapping
from pathlib import Path

from narrator.checks.frames.flac import walk_flac
from narrator.checks.frames.mp3 import walk_mp3
from narrator.checks.frames.mp4 import walk_mp4
from narrator.checks.frames.ogg import walk_opus
from narrator.checks.frames.stream import HEADER, Buffer, Stream

WALKS: Mapping[str, Callable[[Buffer, Stream], None]] = {
    "mp3": walk_mp3,
    "mp4": walk_mp4,
    "opus": walk_opus,
    "flac": walk_flac,
}
"""By codec, as ``facts`` calls it."""


def read_stream(path: Path, codec: str) -> Stream:
    """Walk a file's frames; a stream that says nothing for a container that isn't known."""
    stream = Stream()
    if codec not in WALKS or not path.stat().st_size:
        return stream
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            WALKS[codec](data, stream)
        except (struct.error, IndexError, ValueError) as error:
            stream.complain(HEADER, f"its frames can't be read ({error})")
    return stream
