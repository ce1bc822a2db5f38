"""Rows into a forest's scores; those of rows that were scored before are looked up.

An edit changes the rows around it. Whether it changes others, through what is known of the book as
a whole, shows in them: a row is known by all that is in it.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

import numpy as np

from narrator.attribution.model import Floats, Forest

if TYPE_CHECKING:
    from narrator.notebook import Notes

DIGEST = 16
"""Bytes that tell rows apart."""


class Scores:
    """The scores of one forest, in whatever pass."""

    def __init__(self, forest: Forest, notes: Notes | None, name: str) -> None:
        self.forest, self.notes, self.name = forest, notes, name
        self._before: dict[bytes, float] = {}
        self._used: dict[bytes, float] = {}
        if notes is not None and (noted := notes.get(name)) is not None:
            keys, scores = b64decode(noted[0]), np.frombuffer(b64decode(noted[1]), dtype="<f4")
            cut = (keys[at : at + DIGEST] for at in range(0, len(keys), DIGEST))
            self._before = dict(zip(cut, scores.tolist(), strict=True))

    def of(self, rows: Floats) -> Floats:
        """The score of each row of features."""
        if self.notes is None:
            return self.forest.score(rows)
        keys = [hashlib.blake2b(row, digest_size=DIGEST).digest() for row in rows]
        used, before = self._used, self._before  # the last passes change few rows
        known = [used.get(key, before.get(key)) for key in keys]
        new = np.array([at for at, score in enumerate(known) if score is None], dtype=np.int64)
        scores = np.array([score or 0.0 for score in known], dtype=np.float32)
        if len(new):
            scores[new] = self.forest.score(rows[new])
        used.update(zip(keys, scores.tolist(), strict=True))
        return scores

    def keep(self) -> None:
        """Note the scores of all rows that were asked for."""
        if self.notes is not None and self._used:
            scores = np.array(list(self._used.values()), dtype="<f4").tobytes()
            keys = b64encode(b"".join(self._used)).decode()
            self.notes.put(self.name, [keys, b64encode(scores).decode()])
