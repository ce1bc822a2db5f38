"""Learned trees into scores: what ``training/fit.py`` wrote, run by numpy alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from narrator.attribution.chain import Links

Floats = npt.NDArray[np.float32]

WEIGHTS = "weights.npz"


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """Boosted trees as flat arrays; a leaf points to itself."""

    roots: npt.NDArray[np.int32]
    feature: npt.NDArray[np.int16]
    threshold: Floats
    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    value: Floats
    depth: int

    def score(self, rows: Floats) -> Floats:
        """The sum of all trees for each row of features."""
        total = np.zeros(len(rows), dtype=np.float32)
        columns = np.ascontiguousarray(rows.T, dtype=np.float32)
        flat = columns.ravel()  # feature by feature
        own = np.arange(len(rows), dtype=np.intp)
        first = self.feature.astype(np.intp) * len(rows)
        ways = np.empty(2 * len(first), dtype=np.intp)
        ways[0::2], ways[1::2] = self.right, self.left
        for root in self.roots:
            small = columns[self.feature[root]] <= self.threshold[root]
            node = ways.take(small + 2 * root)
            for _ in range(self.depth - 1):
                place = first.take(node)
                place += own
                small = flat.take(place) <= self.threshold.take(node)
                node += node
                node += small
                node = ways.take(node)
            total += self.value.take(node)
        return total


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """What was learned."""

    forests: Sequence[Forest]
    """One for each pass over the conversations."""
    links: Sequence[Links]
    """For each of them, what it tells who speaks next to whom."""
    said: Floats
    """Chances as the last forest gives them, rising."""
    right: Floats
    """How often such a chance was right."""

    def calibrate(self, chance: float) -> float:
        """How often an answer with this chance is right; what has no chance never is."""
        return float(np.interp(chance, (0.0, *self.said), (0.0, *self.right)))


@cache
def load_model() -> Model:
    """The weights that come with the program."""
    with files(__package__).joinpath(WEIGHTS).open("rb") as file, np.load(file) as stored:
        forests = tuple(
            Forest(
                stored[f"roots{n}"],
                stored[f"feature{n}"],
                stored[f"threshold{n}"],
                stored[f"left{n}"].astype(np.int32),
                stored[f"right{n}"].astype(np.int32),
                stored[f"value{n}"].astype(np.float32),
                int(stored[f"depth{n}"]),
            )
            for n in range(int(stored["passes"]))
        )
        links = [(float(a), float(b), float(c), float(d)) for a, b, c, d in stored["links"]]
        return Model(forests, links, stored["said"], stored["right"])
