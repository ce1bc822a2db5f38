"""Rows of features that come one by one and are read in blocks; those of a long book are packed."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from narrator.attribution.grid import Floats

BLOCK = 1 << 12
"""Rows that are packed together."""
FASTEST = 1


class Rows:
    """Rows of so many numbers. Most are zero, so ``packed`` ones take an eighth of the memory."""

    def __init__(self, columns: int, *, packed: bool) -> None:
        self.columns, self.packed = columns, packed
        # As numbers, not as objects: a long book has four million of them.
        self._open = array("f")
        self._blocks: list[bytes] = []
        self._last: tuple[int, Floats] | None = None
        """The block that was unpacked last."""

    def add(self, row: Sequence[float]) -> None:
        """One more."""
        self._open.extend(row)
        if self.packed and len(self._open) == BLOCK * self.columns:
            self._blocks.append(zlib.compress(self._open, FASTEST))
            self._open = array("f")

    def __len__(self) -> int:
        return BLOCK * len(self._blocks) + len(self._open) // self.columns

    def take(self, places: npt.NDArray[np.int64] | slice) -> Floats:
        """The rows at some places; those of a block should be asked for together."""
        if not self._blocks:
            return self._block(0)[places]
        wanted = np.arange(len(self))[places] if isinstance(places, slice) else places
        taken = np.empty((len(wanted), self.columns), dtype=np.float32)
        numbers = wanted // BLOCK
        for number in np.unique(numbers).tolist():
            here = numbers == number
            taken[here] = self._block(number)[wanted[here] - number * BLOCK]
        return taken

    def _block(self, number: int) -> Floats:
        if number == len(self._blocks):
            return np.frombuffer(self._open, dtype=np.float32).reshape(-1, self.columns)
        if self._last is None or self._last[0] != number:
            data = np.frombuffer(zlib.decompress(self._blocks[number]), dtype=np.float32)
            self._last = number, data.reshape(-1, self.columns)
        return self._last[1]
