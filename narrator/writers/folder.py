"""The folder of one audiobook: safe names, whole files, and what an earlier build left there."""

from __future__ import annotations

import contextlib
import errno
import filecmp
import hashlib
import itertools
import json
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from narrator.errors import WriteError

MANIFEST = ".narrator.json"
FORMAT = "narrator-build/1"
STEMS = "stems"
"""A folder in it, with one file a voice."""
LONGEST_NAME = 120
"""Characters; in UTF-8 four bytes each at most, but cut to ``LONGEST_BYTES`` too."""
LONGEST_BYTES = 180
"""Below every file system's 255, with room for a number, a suffix and a temporary name."""
RESERVED = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³"]
)
"""Windows opens a device for these, whatever the suffix."""


def safe_name(title: str, fallback: str) -> str:
    """A title as a file name that every system takes; the true title is in the tags.

    >>> safe_name("Who/What: a “Story”?", "Untitled")
    'Who What a “Story”'
    >>> safe_name("../..", "Untitled"), safe_name("nul", "Untitled"), safe_name("con.txt", "")
    ('Untitled', 'nul_', 'con_.txt')
    """
    text = unicodedata.normalize("NFC", title)
    text = "".join(
        " " if unicodedata.category(c)[0] in "CZ" or c in '<>:"/\\|?*' else c for c in text
    )
    text = " ".join(text.split())[:LONGEST_NAME]
    text = text.encode("utf-8")[:LONGEST_BYTES].decode("utf-8", "ignore")
    text = re.sub(r"^[. ]+|[. ]+$", "", text)
    stem, dot, rest = text.partition(".")
    if stem.strip().lower() in RESERVED:
        text = f"{stem.strip()}_{dot}{rest}"
    return text or fallback


@dataclass(frozen=True, slots=True)
class Described:
    """A sound file of the folder, as the manifest knows it."""

    name: str
    title: str
    seconds: float
    marks: Sequence[tuple[str, float, float]]
    """Its chapters: title, start and end in seconds from the file's start."""


@dataclass(slots=True)
class BookFolder:
    """A folder being filled. Use it as a context manager; leave it normally to finish the build.

    Files are written beside their place and renamed one by one when all are there. The manifest
    says which files a build wrote; the next one removes those that it doesn't write again, unless
    somebody has changed them, and nothing else.
    """

    path: Path
    keep: frozenset[str] = frozenset()
    """Names of an earlier build that are not replaced but stay (chapters not asked for)."""
    source: str = ""
    """The manuscript's path, to tell two books of one title apart."""
    form: str = ""
    """The format being written; what an earlier build wrote in another one stays."""
    removed: list[str] = field(default_factory=list)
    """Names of an earlier build's files that are gone, once this one is finished."""
    _before: dict[str, dict[str, object]] = field(default_factory=dict)
    _after: dict[str, dict[str, object]] = field(default_factory=dict)
    _waiting: list[tuple[Path, str]] = field(default_factory=list)

    def __enter__(self) -> BookFolder:
        self._before = read_manifest(self.path)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            for temporary, _ in self._waiting:
                with contextlib.suppress(OSError):
                    temporary.unlink()

    def is_current(self, name: str, recipe: str, *, force: bool = False) -> bool:
        """Whether an earlier build wrote this very file; if so it stays as it is."""
        if force:
            return False
        entry = self._before.get(name)
        if (
            entry is None
            or entry.get("recipe") != recipe
            or not _is_as_left(self.path, name, entry)
        ):
            return False
        self._after[name] = entry
        return True

    @contextlib.contextmanager
    def make(self, name: str, recipe: str, **facts: object) -> Iterator[Path]:
        """A path to write a file to; ``recipe`` is a key of all that is in it, ``facts`` are for
        later builds."""
        temporary = self.path / f".{name}.{os.getpid()}.tmp"
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._waiting.append((temporary, name))
            yield temporary
        except OSError as error:
            raise unwritable(self.path / name, error) from error
        self._after[name] = {"recipe": recipe, "form": self.form, **facts}

    def find_sound(self, key: str) -> tuple[Path, int] | None:
        """An earlier build's file with this very sound, whatever its tags, and where that begins:
        ``make`` was told both as ``sound``."""
        for name, entry in self._before.items():
            match entry.get("sound"):
                case [found, int(at)] if found == key and _is_as_left(self.path, name, entry):
                    return self.path / name, at
        return None

    def describe(
        self,
        name: str,
        title: str,
        seconds: float,
        marks: Sequence[tuple[str, float, float]],
        *,
        joins: Sequence[int] = (),
        sample_rate: int = 0,
    ) -> None:
        """Note what a sound file holds, for later builds that make only some of the files.

        ``joins`` are the samples at which shards meet, for whoever checks them.
        """
        facts = {"title": title, "seconds": seconds, "marks": [list(mark) for mark in marks]}
        met = {"joins": list(joins), "sample_rate": sample_rate} if joins else {}
        self._after[name] = self._after[name] | facts | met

    def described(self, names: Sequence[str]) -> list[Described]:
        """This build's sound files and those of earlier ones that stay beside them, in order."""
        kept = [name for name in self._before if name in self.keep and name not in names]
        found = []
        for name in sorted([*names, *kept]) if kept else names:
            entry: Any = self._after.get(name) or self._before[name]
            if "seconds" in entry:
                marks = [(title, start, end) for title, start, end in entry["marks"]]
                found.append(Described(name, entry["title"], entry["seconds"], marks))
        return found

    def write_bytes(self, name: str, data: bytes, recipe: str) -> None:
        """A small file in one go, unless it is there already."""
        if not self.is_current(name, recipe):
            with self.make(name, recipe) as path:
                path.write_bytes(data)

    def written(self, name: str) -> tuple[Path, str]:
        """Where a file of this build lies now, before it has its final name, and its recipe."""
        places = {final: temporary for temporary, final in self._waiting}
        return places.get(name, self.path / name), str(self._after[name]["recipe"])

    def _keep_foreign(self, temporary: Path, name: str) -> None:
        """A file that no build is known to have written is moved aside, unless it is the same."""
        place = self.path / name
        if name in self._before or not place.is_file():
            return
        if not filecmp.cmp(temporary, place, shallow=False):
            for number in itertools.count(1):
                aside = place.with_name(f"{place.stem} (kept {number}){place.suffix}")
                if not aside.exists():
                    place.rename(aside)
                    return

    def _finish(self) -> None:
        try:
            for temporary, name in self._waiting:
                self._keep_foreign(temporary, name)
                place = self.path / name
                temporary.replace(place)
                facts = place.stat()
                self._after[name] |= {"size": facts.st_size, "mtime_ns": facts.st_mtime_ns}
            self._waiting.clear()
            for name, entry in self._before.items():
                other = entry.get("form", self.form) != self.form
                if name not in self._after and (name in self.keep or other):
                    self._after[name] = entry
            for name in sorted(self._before.keys() - self._after.keys()):
                self._remove(name)
            if self._after != self._before:
                self._write_manifest()
        except OSError as error:
            raise unwritable(self.path, error) from error

    def _remove(self, name: str) -> None:
        """An earlier build's file, if it still is as that build left it."""
        if _is_as_left(self.path, name, self._before[name]):
            with contextlib.suppress(OSError):
                (self.path / name).unlink()
                self.removed.append(name)

    def _write_manifest(self) -> None:
        document = {
            "format": FORMAT,
            "source": self.source,
            "files": dict(sorted(self._after.items())),
        }
        temporary = self.path / f"{MANIFEST}.{os.getpid()}.tmp"
        text = json.dumps(document, indent=1) + "\n"  # ASCII: a path need not be text
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(self.path / MANIFEST)


def read_manifest(folder: Path) -> dict[str, dict[str, object]]:
    """What an earlier build wrote here, by name; {} when there was none or it can't be read."""
    try:
        document = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files: Mapping[str, dict[str, object]] = document["files"]
        # A name with a path in it was not written by us.
        return {name: dict(entry) for name, entry in files.items() if Path(name).name == name}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def belongs_to_other(folder: Path, source: str) -> bool:
    """Whether a build of another manuscript, which still is where it was, wrote this folder."""
    try:
        document = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        other = document.get("source", "")
    except (OSError, ValueError, AttributeError):
        return False
    return isinstance(other, str) and other not in ("", source) and Path(other).is_file()


def holds_other_format(folder: Path, form: str) -> bool:
    """Whether sound lies here that a build in another format wrote."""
    return any(
        entry.get("form", form) not in ("", form)
        and name.endswith(f".{entry['form']}")
        and (folder / name).is_file()
        for name, entry in read_manifest(folder).items()
    )


def _is_as_left(folder: Path, name: str, entry: Mapping[str, object]) -> bool:
    """Whether nobody has touched a file since a build wrote it."""
    try:
        facts = (folder / name).stat()
    except OSError:
        return False
    return [facts.st_size, facts.st_mtime_ns] == [entry.get("size"), entry.get("mtime_ns")]


def is_whole(folder: Path) -> bool:
    """Whether every file of the folder's manifest is there as a build left it."""
    files = read_manifest(folder)
    return bool(files) and all(_is_as_left(folder, name, files[name]) for name in files)


def manifest_digest(folder: Path) -> str:
    """Which build the folder holds; "" when there is none."""
    try:
        return hashlib.blake2b((folder / MANIFEST).read_bytes(), digest_size=16).hexdigest()
    except OSError:
        return ""


def check_place(path: Path) -> None:
    """Raise WriteError, before hours of work, where nothing can be written; nothing stays."""
    there = next(each for each in (path, *path.parents) if os.path.lexists(each))
    if not there.is_dir():
        raise unwritable(there, NotADirectoryError(errno.ENOTDIR, "it is a file, not a folder"))
    try:  # what rights say is not all: a disk may be read-only, full, or gone
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(b"\0")
    except OSError as error:
        raise unwritable(there, error) from error


def unwritable(path: Path, error: OSError) -> WriteError:
    """The error for a file that can't be written, in words."""
    return WriteError(
        f"{path}: can't be written ({error.strerror or error}); choose another place with -o"
    )
