"""A manuscript's file into a Book: the reader is chosen by the first bytes, then by the suffix.

One file in this folder is one reader. It states at module level

* ``SUFFIXES: tuple[str, ...]``: the file name endings it takes, lower case, with the dot;
* ``recognises(head: bytes) -> bool``: whether the first ``HEAD_BYTES`` are surely of its kind;
* ``read(data: bytes, name: str, *, options: ReadOptions) -> Book``: the work; ``name`` is the
  file's name, for messages, and ``options`` says what is read beyond the story.

One that may get large files can offer ``read_stream(stream, name, *, options)`` as well, and then
gets the open file in place of its bytes.

A reader imports its library inside ``read``, so that asking for its suffixes costs nothing. Other
packages add readers through the entry point group ``narrator.readers``, each naming such a module.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from narrator.book import Book
from narrator.errors import ManuscriptError
from narrator.readers._options import STORY_ONLY, ReadOptions

__all__ = ["STORY_ONLY", "ReadOptions", "read"]

HEAD_BYTES = 4096
"""How much of the file a reader sees to recognise it."""

PLAIN = "txt"
"""The reader for what nothing else recognises."""


class Reader(Protocol):
    """What a module in this folder offers."""

    SUFFIXES: tuple[str, ...]

    def recognises(self, head: bytes) -> bool:
        """Whether a file that begins with these bytes is surely of this kind."""
        ...

    def read(self, data: bytes, name: str, *, options: ReadOptions = ...) -> Book:
        """The book in the file's bytes. Raises ManuscriptError."""
        ...


def names() -> tuple[str, ...]:
    """The readers there are, by name, without importing any."""
    own = [module.name for module in pkgutil.iter_modules(__path__)]
    return tuple(sorted(name for name in own if not name.startswith("_")))


def read(
    source: Path | str, *, data: bytes | None = None, options: ReadOptions = STORY_ONLY
) -> Book:
    """Read a manuscript: a file, standard input (``-``), or ``data`` under the name ``source``.

    Raises ManuscriptError in one line that says what is wrong, where, and what to do.
    """
    name = str(source)
    if data is None and name == "-":
        data = sys.stdin.buffer.read()
    if data is None:
        with _open(Path(source)) as stream:
            head = stream.read(HEAD_BYTES)
            stream.seek(0)
            read_stream = getattr(_choose(head, name), "read_stream", None)
            if head and read_stream:
                return cast(Book, read_stream(stream, name, options=options))
            data = stream.read()
    if not data.strip():
        raise ManuscriptError(name, "is empty; give a file that holds the story")
    return _choose(data[:HEAD_BYTES], name).read(data, name, options=options)


def _open(path: Path) -> BinaryIO:
    """The file, open for reading."""
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise ManuscriptError(path, "no such file; check the name and the folder") from None
    except IsADirectoryError:
        raise ManuscriptError(path, "is a folder; give one of the files in it") from None
    except OSError as error:
        if path.is_dir():  # Windows says "permission denied" of a folder
            raise ManuscriptError(path, "is a folder; give one of the files in it") from None
        problem = error.strerror or error
        raise ManuscriptError(
            path, f"can't be opened ({problem}); check its permissions"
        ) from error


def _choose(head: bytes, name: str) -> Reader:
    """The reader for this file: by its first bytes, and by its suffix where they don't say."""
    suffix = Path(name).suffix.lower()
    readers = list(_readers())
    sure = [reader for reader in readers if reader.recognises(head)]
    for reader in sure:
        if suffix in reader.SUFFIXES:
            return reader
    if sure:
        return sure[0]
    for reader in readers:
        if suffix in reader.SUFFIXES:
            return reader
    return _module(PLAIN)


def _readers() -> Iterator[Reader]:
    """All readers: ours by name, then those of other packages."""
    for name in names():
        yield _module(name)
    from importlib.metadata import entry_points

    for entry in entry_points(group="narrator.readers"):
        yield cast(Reader, entry.load())


def _module(name: str) -> Reader:
    return cast(Reader, importlib.import_module(f"{__name__}.{name}"))
