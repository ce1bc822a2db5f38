"""A zip archive from a stranger into the few files that are wanted, within bounds."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import PurePosixPath
from typing import BinaryIO
from urllib.parse import unquote

from narrator.errors import ManuscriptError

MAX_ENTRIES = 100_000
MAX_FILE_BYTES = 64_000_000
"""No chapter is longer than this when unpacked."""
MAX_TOTAL_BYTES = 512_000_000
"""What all files that are read may unpack to."""
BOMB_RATIO = 200
"""Text shrinks to a tenth or a twentieth; what shrinks more than this, and is large, is a bomb."""
BOMB_BYTES = 8_000_000

# What the library raises of an archive with damaged entries.
_UNPACKING = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)


class Archive:
    """The files of a zip archive; raises ManuscriptError for what is damaged or dangerous."""

    def __init__(self, stream: BinaryIO, name: str, kind: str) -> None:
        self.name = name
        self._read_bytes = 0
        try:
            self._zip = zipfile.ZipFile(stream)
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise ManuscriptError(
                name, f"is not {kind}: not a zip archive, or cut short; get the file again"
            ) from error
        if len(infos) > MAX_ENTRIES:
            raise ManuscriptError(name, f"holds more than {MAX_ENTRIES} files; refused")
        for info in infos:
            if _leads_outside(info.filename):
                raise ManuscriptError(
                    name, f"holds a file that leads outside it ({info.filename!r}); refused"
                )
        self._infos = {info.filename: info for info in infos}
        self._folded = {unquote(path).casefold(): path for path in self._infos}

    def find(self, path: str) -> str | None:
        """The entry that a path means, also when it is escaped or in other case."""
        if path in self._infos:
            return path
        return self._folded.get(unquote(path).casefold())

    def paths(self) -> tuple[str, ...]:
        """The names of all entries."""
        return tuple(self._infos)

    def total_size(self) -> int:
        """What all entries say that they unpack to, in bytes."""
        return sum(info.file_size for info in self._infos.values())

    def check(self, path: str) -> None:
        """Raise ManuscriptError when an entry is locked, or unpacks to more than it should."""
        info = self._infos[path]
        if info.flag_bits & 1:
            raise ManuscriptError(
                self.name, f"is protected by DRM or a password ({path}); give a copy without it"
            )
        packed = max(info.compress_size, 1)
        if info.file_size > MAX_FILE_BYTES or (
            info.file_size > BOMB_BYTES and info.file_size > BOMB_RATIO * packed
        ):
            raise ManuscriptError(
                self.name, f"holds a zip bomb ({path}: {info.file_size:,} bytes); refused"
            )

    def read(self, path: str) -> bytes:
        """An entry's bytes."""
        self.check(path)
        try:
            with self._zip.open(self._infos[path]) as file:
                data = file.read(MAX_FILE_BYTES + 1)
        except _UNPACKING as error:
            raise ManuscriptError(
                self.name, f"is damaged: {path} can't be unpacked; get the file again"
            ) from error
        self._read_bytes += len(data)
        if len(data) > MAX_FILE_BYTES or self._read_bytes > MAX_TOTAL_BYTES:
            raise ManuscriptError(self.name, f"holds a zip bomb ({path}); refused")
        return data


def _leads_outside(path: str) -> bool:
    """Whether a name would leave the folder that the archive is unpacked in.

    >>> _leads_outside("../x"), _leads_outside("/etc/x"), _leads_outside("OEBPS/a..b.xhtml")
    (True, True, False)
    """
    path = path.replace("\\", "/")
    parts = PurePosixPath(path).parts
    return path.startswith("/") or ".." in parts or (len(path) > 1 and path[1] == ":")
