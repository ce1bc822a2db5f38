"""Encoded shards into one M4B: AAC in MP4, chapters for Nero's and Apple's players, and tags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av
from mutagen.mp4 import MP4, AtomDataType, MP4Cover, MP4FreeForm

from narrator.audio import silence
from narrator.book import Metadata
from narrator.encoders import Encoding, encode, open_encoder
from narrator.encoders.aac import FRAME_SAMPLES, first_frame_size
from narrator.errors import WriteError
from narrator.writers.tags import SYNTHETIC, Mark, author_of, language_code, shelf_order

if TYPE_CHECKING:
    from av.container.core import Chapter

AUDIOBOOK = 2
"""``stik``: what makes Apple's players file it under audiobooks."""


CONTAINER = {
    "movflags": "+faststart",
    "fflags": "+bitexact",
    # Else raw AAC's time base, a 28,224,000th of a second, is the whole file's, and Apple's
    # chapters don't fit their fields: their track is left out.
    "movie_timescale": "1000",
}


def write_m4b(
    path: Path,
    shards: Iterable[tuple[int, bytes]],
    marks: Sequence[Mark],
    encoding: Encoding,
    language: str = "",
) -> int:
    """Write the sound and the chapters; returns its length in samples. Tags come afterwards.

    ``language`` is BCP 47; it belongs to the track of sound, beside the tag of the whole.

    FFmpeg's libraries put the frames into their container; they write Nero's chapter list and the
    text track that Apple's players read. The command would take three times as long.
    """
    length = 0

    def chunks() -> Iterator[bytes]:
        nonlocal length
        for number, (samples, data) in enumerate(shards):
            # The very first frame is what lies before the sound.
            yield data if number else data[first_frame_size(data) :]
            length += samples
        yield encode(open_encoder(encoding), silence(FRAME_SAMPLES))

    try:
        with (
            av.open(_Frames(chunks()), "r", format="aac") as frames,
            av.open(str(path), "w", format="ipod", options=CONTAINER) as file,
        ):
            sound = frames.streams.audio[0]
            track = file.add_stream_from_template(sound)
            if language:
                track.metadata["language"] = language_code(language)
            file.set_chapters([_chapter(number, mark) for number, mark in enumerate(marks)])
            for packet in frames.demux(sound):
                if packet.size:
                    packet.stream = track
                    file.mux_one(packet)
    except av.FFmpegError as error:
        raise WriteError(f"{path.parent}: the M4B can't be written ({error.strerror})") from error
    return length


class _Frames:
    """Chunks of frames as a file that can be read once."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._left = memoryview(b"")

    def read(self, size: int) -> bytes:
        """So many bytes, or fewer; none at the end."""
        while not self._left:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self._left = memoryview(chunk)
        part, self._left = self._left[:size], self._left[size:]
        return bytes(part)


def _chapter(number: int, mark: Mark) -> Chapter:
    return {
        "id": number,
        "start": mark.start_ms,
        "end": mark.end_ms,
        "time_base": Fraction(1, 1000),
        "metadata": {"title": " ".join(mark.title.split())},
    }


def tag_m4b(path: Path, book: Metadata, voices: str, cover: bytes) -> None:
    """Put the tags into a written file; the chapters stay."""
    file = MP4(path)
    author = author_of(book)
    text = {
        "\xa9nam": book.title,
        "\xa9alb": book.title,
        "\xa9ART": author,
        "aART": author,
        "\xa9wrt": voices,
        "\xa9nrt": voices,
        "\xa9gen": "Audiobook",
        "\xa9day": book.date[:10],
        "\xa9pub": book.publisher,
        "desc": book.description[:255],
        "ldes": book.description,
        "\xa9cmt": SYNTHETIC,
        "\xa9mvn": book.series,
        "soal": shelf_order(book),
    }
    for key, value in text.items():
        if value:
            file[key] = [value]
    if book.series_number.isdigit():
        file["\xa9mvi"] = [int(book.series_number)]
        file["shwm"] = [1]
    file["stik"] = [AUDIOBOOK]
    file["pgap"] = True
    free = {
        "SERIES": book.series,
        "SERIES-PART": book.series_number,
        "LANGUAGE": language_code(book.language) if book.language else "",
    }
    for key, value in free.items():
        if value:
            atom = MP4FreeForm(value.encode(), dataformat=AtomDataType.UTF8)
            file[f"----:com.apple.iTunes:{key}"] = [atom]
    if cover:
        file["covr"] = [MP4Cover(cover, imageformat=MP4Cover.FORMAT_JPEG)]
    file.save()
