"""Encoded shards into one M4B: AAC in MP4, chapters for Nero's and Apple's players, and tags."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from mutagen.mp4 import MP4, AtomDataType, MP4Cover, MP4FreeForm

from narrator.audio import silence
from narrator.book import Metadata
from narrator.encoders import Encoding, open_encoder
from narrator.encoders.aac import FRAME_SAMPLES, first_frame_size
from narrator.errors import WriteError
from narrator.sound_files import ffmpeg
from narrator.writers.tags import SYNTHETIC, Mark, author_of, language_code, shelf_order

AUDIOBOOK = 2
"""``stik``: what makes Apple's players file it under audiobooks."""


def write_m4b(
    path: Path,
    shards: Iterable[tuple[int, bytes]],
    marks: Sequence[Mark],
    encoding: Encoding,
    language: str = "",
) -> int:
    """Write the sound and the chapters; returns its length in samples. Tags come afterwards.

    ``language`` is BCP 47; it belongs to the track of sound, beside the tag of the whole.

    ffmpeg puts the frames into their container; it writes Nero's chapter list and the text track
    that Apple's players read.
    """
    chapters = path.with_name(path.name + ".chapters")
    chapters.write_text(_chapter_list(marks), encoding="utf-8")
    command = [ffmpeg(), "-v", "error", "-nostdin", "-y", "-f", "aac", "-i", "pipe:0"]
    command += ["-f", "ffmetadata", "-i", str(chapters), "-map", "0:a", "-map_metadata", "1"]
    command += ["-map_chapters", "1", "-c", "copy", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
    if language:
        command += ["-metadata:s:a:0", f"language={language_code(language)}"]
    # Else newer versions count in the 28,224,000th of a second that raw AAC comes with, and Apple's
    # chapters don't fit their fields: their track is left out.
    command += ["-movie_timescale", "1000"]
    command += ["-movflags", "+faststart", "-f", "ipod", str(path)]
    length = 0
    try:
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as process:
            assert process.stdin is not None
            assert process.stderr is not None
            with contextlib.suppress(BrokenPipeError):
                for number, (samples, data) in enumerate(shards):
                    # The very first frame is what lies before the sound.
                    process.stdin.write(data if number else data[first_frame_size(data) :])
                    length += samples
                process.stdin.write(open_encoder(encoding).encode(silence(FRAME_SAMPLES)))
                process.stdin.close()
            problem = process.stderr.read().decode("utf-8", "replace").strip()
        if process.returncode:
            raise WriteError(f"{path.parent}: ffmpeg could not write the M4B ({problem[-200:]})")
    finally:
        chapters.unlink(missing_ok=True)
    return length


def _chapter_list(marks: Sequence[Mark]) -> str:
    """ffmpeg's metadata file with the chapters."""
    rows = [";FFMETADATA1"]
    for mark in marks:
        title = "".join("\\" + c if c in "=;#\\" else c for c in " ".join(mark.title.split()))
        rows += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={mark.start_ms}", f"END={mark.end_ms}"]
        rows += [f"title={title}"]
    return "\n".join(rows) + "\n"


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
