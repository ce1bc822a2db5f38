"""What was rendered, kept on disk under keys made of everything that can be heard.

An entry is written under a temporary name and renamed, and carries a digest of itself: a half
written or damaged one is as good as none. Two processes may use one cache at a time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from narrator.errors import ConfigurationError, WriteError

DEFAULT_LIMIT = 4_000_000_000
"""Bytes: some 130 hours of audio."""
ABANDONED_S = 86_400
"""Seconds after which a half written entry belongs to nobody any more."""
SCHEMA = "1"
"""Part of every key; it changes when the meaning of an entry does."""
_MAGIC = b"narrator-cache/1 "


def make_key(*parts: Any) -> str:
    """A key for these parts: strings, numbers, booleans, None, and lists of them."""
    text = json.dumps([SCHEMA, *parts], ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()


def default_folder() -> Path:
    """``NARRATOR_CACHE``, else the user's cache folder."""
    named = os.environ.get("NARRATOR_CACHE")
    if named:
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("narrator")


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of entries, by kind (``shard``, ``clip``, ``loudness``) and key."""

    folder: Path

    def path(self, kind: str, key: str) -> Path:
        return self.folder / kind / key[:2] / key[2:]

    def has(self, kind: str, key: str) -> bool:
        """Whether there is an entry; it may still turn out to be damaged."""
        return self.path(kind, key).is_file()

    def get(self, kind: str, key: str) -> bytes | None:
        """The entry, or None when there is none or it is damaged (then it is removed)."""
        path = self.path(kind, key)
        try:
            raw = path.read_bytes()
        except OSError:
            return None
        head, _, body = raw.partition(b"\n")
        with contextlib.suppress(OSError):
            if head == _MAGIC + _digest(body):
                os.utime(path)  # used just now: the last to be thrown out
                return body
            path.unlink()
            return None
        return body if head == _MAGIC + _digest(body) else None

    def put(self, kind: str, key: str, body: bytes) -> None:
        """Keep an entry; the last writer of a key wins, which is harmless."""
        path = self.path(kind, key)
        temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(_MAGIC + _digest(body) + b"\n" + body)
            temporary.replace(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise WriteError(
                f"{self.folder}: the cache can't be written ({error.strerror}); free some space, "
                "or set NARRATOR_CACHE to another folder"
            ) from error

    def usage(self) -> dict[str, tuple[int, int]]:
        """How many entries of each kind there are, and their bytes."""
        found: dict[str, tuple[int, int]] = {}
        for kind, _, size, _ in self._entries():
            count, total = found.get(kind, (0, 0))
            found[kind] = (count + 1, total + size)
        return dict(sorted(found.items()))

    def prune(self, limit: int) -> int:
        """Throw out what was not used for longest until at most ``limit`` bytes are left.

        Returns the bytes freed. Another process may go on: what it misses it renders again.
        """
        entries = list(self._entries())
        total = sum(size for _, _, size, _ in entries)
        freed = 0
        if total > limit:
            entries.sort(key=lambda entry: entry[3])
        for _, path, size, _ in entries:
            if total - freed <= limit:
                break
            with contextlib.suppress(OSError):
                os.unlink(path)  # noqa: PTH108
                freed += size
        return freed

    def _entries(self) -> Iterator[tuple[str, str, int, int]]:
        """Every entry: kind, path, bytes, when it was last used (ns)."""
        now = time.time()
        for kind in _listed(self.folder):
            for shelf in _listed(kind.path):
                for entry in _listed(shelf.path) if len(shelf.name) == 2 else ():
                    with contextlib.suppress(OSError):  # another process may have thrown it out
                        facts = entry.stat()
                        if entry.name.endswith(".tmp") and now - facts.st_mtime < ABANDONED_S:
                            continue  # somebody is writing it
                        yield kind.name, entry.path, facts.st_size, facts.st_mtime_ns


def _listed(folder: str | Path) -> list[os.DirEntry[str]]:
    """What is in a folder; nothing where there is none."""
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def parse_size(text: str) -> int:
    """A size such as ``500MB`` or ``2 GB`` in bytes. Raises ValueError.

    >>> parse_size("2GB"), parse_size("0")
    (2000000000, 0)
    """
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([kMGT]?)B?\s*", text, re.IGNORECASE)
    if not match:
        raise ValueError(f"{text!r} is no size; write something like 500MB or 2GB")
    return int(float(match[1]) * 1000 ** " kmgt".index(match[2].lower() or " "))


def size_limit() -> int:
    """How large the cache may grow: ``NARRATOR_CACHE_LIMIT``, else ``DEFAULT_LIMIT``.

    Raises ConfigurationError when the variable holds no size.
    """
    named = os.environ.get("NARRATOR_CACHE_LIMIT")
    try:
        return parse_size(named) if named else DEFAULT_LIMIT
    except ValueError as error:
        raise ConfigurationError(f"NARRATOR_CACHE_LIMIT: {error}") from error


def _digest(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=16).hexdigest().encode()
