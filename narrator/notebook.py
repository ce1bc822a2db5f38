"""What was worked out before of a manuscript's parts, so that an edit costs little.

One entry of the cache for each manuscript and each kind of result. What is noted is found by a key
of all that it was made from, so it never matters whose notes they are, or how old.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from narrator.cache import Cache, make_key
from narrator.errors import WriteError


class Notes(Protocol):
    """What a stage sees of a notebook."""

    def get(self, key: str) -> Any: ...
    def put(self, key: str, note: Any) -> None: ...


class Notebook:
    """Notes on one manuscript: JSON values by key. Without a cache they last as long as it."""

    def __init__(self, cache: Cache | None, kind: str, source: Path | str, *made_with: Any) -> None:
        from narrator.finished import program

        self.cache, self.kind = cache, kind
        self._used: dict[str, Any] = {}
        self._new = False
        if cache is not None:
            place = str(Path(source).absolute())
            self._key = make_key("notes", kind, place, list(made_with), program())
            self._before: Mapping[str, Any] = _read(cache.get("notes", self._key))
        else:
            self._before = {}

    def get(self, key: str) -> Any:
        """What was noted, or None."""
        note = self._used.get(key)
        if note is None:
            note = self._before.get(key)
            if note is not None:
                self._used[key] = note
        return note

    def put(self, key: str, note: Any) -> None:
        """Note something; not None."""
        self._new = self._new or self.get(key) != note
        self._used[key] = note

    def keep(self) -> None:
        """Put into the cache what was used or noted; nothing when all of it was there."""
        if self.cache is None or not self._new:
            return
        body = json.dumps(self._used, ensure_ascii=False, separators=(",", ":"))
        with suppress(WriteError):  # it is only a convenience
            self.cache.put("notes", self._key, body.encode("utf-8", "surrogatepass"))
        self._new = False


def _read(entry: bytes | None) -> Mapping[str, Any]:
    if entry is None:
        return {}
    with suppress(ValueError):
        notes = json.loads(entry.decode("utf-8", "surrogatepass"))
        if isinstance(notes, dict):
            return notes
    return {}
