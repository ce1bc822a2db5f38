"""What was rendered, kept on disk under keys made of everything that can be heard.

An entry is written under a temporary name and renamed, and carries a digest of itself: a half
written or damaged one is as good as none. Two processes may use one cache at a time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from narrator.errors import WriteError

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
        if head != _MAGIC + _digest(body):
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        return body

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


def _digest(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=16).hexdigest().encode()
