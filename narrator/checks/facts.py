"""A finished sound file's tags and chapter table into facts, and its folder's into a list."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from narrator.errors import ManuscriptError
from narrator.writers.folder import read_manifest

SUFFIXES = (".mp3", ".m4b", ".m4a", ".opus", ".ogg", ".flac", ".wav")
SAMPLE_NAME = "retail sample"
"""What a retail sample's file name ends with; it is no part of the book."""
OGG_RATE = 48_000


@dataclass(frozen=True, slots=True)
class Mark:
    """One chapter of a table: its title, and its start and end in seconds."""

    title: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says of itself."""

    codec: str
    sample_rate: int
    channels: int
    bit_rate: int
    """bit/s."""
    constant: bool
    """Whether every second takes the same space, as far as is known."""
    seconds: float
    """As the header has it."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """``title``, ``album``, ``author``, ``narrator``, ``genre``, ``track``, ``comment``."""
    cover: bool = False
    marks: tuple[Mark, ...] = ()


_ID3 = {
    "TIT2": "title", "TALB": "album", "TPE1": "author", "TCOM": "narrator", "TCON": "genre",
    "TRCK": "track",
}  # fmt: skip
_MP4 = {
    "\xa9nam": "title", "\xa9alb": "album", "\xa9ART": "author", "\xa9wrt": "narrator",
    "\xa9gen": "genre", "\xa9cmt": "comment", "trkn": "track",
}  # fmt: skip
_VORBIS = {
    "title": "title", "album": "album", "artist": "author", "composer": "narrator",
    "genre": "genre", "tracknumber": "track", "comment": "comment",
}  # fmt: skip


def read_facts(path: Path) -> Facts | None:
    """What a sound file says of itself; None when it can't be read as one."""
    import mutagen
    from mutagen.flac import FLAC
    from mutagen.mp3 import MP3
    from mutagen.mp4 import MP4

    try:
        file = mutagen.File(path)
    except (mutagen.MutagenError, OSError, ValueError):
        return None
    if file is None:
        return None
    info = file.info
    tags: dict[str, str] = {}
    cover = False
    marks: tuple[Mark, ...] = ()
    constant = False
    if isinstance(file, MP3):
        from mutagen.mp3 import BitrateMode

        constant = info.bitrate_mode in (BitrateMode.CBR, BitrateMode.UNKNOWN)
        frames: Any = file.tags or {}
        tags = {name: str(frames[key]) for key, name in _ID3.items() if key in frames}
        if frames:
            tags["comment"] = " ".join(str(each) for each in frames.getall("COMM"))
            cover = bool(frames.getall("APIC"))
            marks = _id3_chapters(frames)
    elif isinstance(file, MP4):
        atoms: Any = file.tags or {}
        tags = {name: _mp4_text(atoms[key]) for key, name in _MP4.items() if key in atoms}
        cover = bool(atoms.get("covr"))
        marks = _until_next([(each.title, each.start) for each in file.chapters or ()], info.length)
    else:
        comments: dict[str, Any] = {key.lower(): value for key, value in (file.tags or {}).items()}
        tags = {name: "; ".join(comments[key]) for key, name in _VORBIS.items() if key in comments}
        pictures = file.pictures if isinstance(file, FLAC) else []
        cover = bool(pictures or comments.get("metadata_block_picture"))
        marks = _vorbis_chapters(comments, info.length)
    return Facts(
        codec=type(file).__name__.lower().removeprefix("ogg"),
        sample_rate=getattr(info, "sample_rate", OGG_RATE),
        channels=max(1, info.channels),
        bit_rate=getattr(info, "bitrate", 0),
        constant=constant,
        seconds=info.length,
        tags={name: value for name, value in tags.items() if value.strip()},
        cover=cover,
        marks=marks,
    )


def _mp4_text(values: Any) -> str:
    first = values[0] if isinstance(values, list) and values else values
    return "/".join(map(str, first)) if isinstance(first, tuple) else str(first)


def _id3_chapters(frames: Any) -> tuple[Mark, ...]:
    by_id = {each.element_id: each for each in frames.getall("CHAP")}
    order = next((each.child_element_ids for each in frames.getall("CTOC")), list(by_id))
    return tuple(
        Mark(
            str(chapter.sub_frames.get("TIT2", "")),
            chapter.start_time / 1000,
            chapter.end_time / 1000,
        )
        for chapter in (by_id[name] for name in order if name in by_id)
    )


def _vorbis_chapters(comments: Mapping[str, Any], length: float) -> tuple[Mark, ...]:
    """``CHAPTER001=00:00:00.000`` with ``CHAPTER001NAME=…``, the only custom that there is."""
    found: list[tuple[str, float]] = []
    for key in sorted(comments):
        if re.fullmatch(r"chapter\d{3,}", key):
            time = re.fullmatch(r"(\d+):(\d\d):(\d\d(?:\.\d+)?)", comments[key][0])
            if time:
                start = 3600 * int(time[1]) + 60 * int(time[2]) + float(time[3])
                found.append(("".join(comments.get(f"{key}name", [""])), start))
    return _until_next(found, length)


def _until_next(starts: Sequence[tuple[str, float]], length: float) -> tuple[Mark, ...]:
    """Chapters of which only the starts are stored; each lasts until the next."""
    ends = [start for _, start in starts[1:]] + [length]
    return tuple(Mark(title, start, end) for (title, start), end in zip(starts, ends, strict=False))


def find_books(path: Path) -> list[tuple[Path, list[Path]]]:
    """The books at a path: each folder with sound in it, and its files by name; or one file.

    A book that lies there in two formats counts as two. Raises ManuscriptError when there is no
    sound.
    """
    if path.is_file():
        return [(path.parent, [path])]
    if not path.is_dir():
        raise ManuscriptError(path, "there is no such file or folder")
    folders = sorted({each.parent for each in path.rglob("*") if _is_sound(each)})
    if not folders:
        kinds = ", ".join(suffix[1:] for suffix in SUFFIXES)
        raise ManuscriptError(path, f"there are no sound files in it ({kinds})")
    books: list[tuple[Path, list[Path]]] = []
    for folder in folders:
        files = sorted(filter(_is_sound, folder.iterdir()))
        for kind in sorted({each.suffix.lower() for each in files}):
            books.append((folder, [each for each in files if each.suffix.lower() == kind]))
    return books


def _is_sound(path: Path) -> bool:
    return (
        path.suffix.lower() in SUFFIXES
        and not path.name.startswith(".")
        and path.parent.name != "stems"
        and path.is_file()
    )


def is_sample(path: Path) -> bool:
    """Whether a file is a retail sample, which is no part of the book."""
    return path.stem.lower().endswith(SAMPLE_NAME)


def stated_chapters(folder: Path, suffix: str) -> tuple[Mark, ...] | None:
    """The chapters of ``metadata.json``; None when there is no such list for files of this kind.

    Where a book lies in two formats, the list is that of the one which was built last.
    """
    form = read_manifest(folder).get("metadata.json", {}).get("form", "")
    if form and form != suffix.lower().lstrip("."):
        return None
    try:
        document = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
        return tuple(
            Mark(str(each["title"]), float(each["start"]), float(each["end"]))
            for each in document["chapters"]
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
