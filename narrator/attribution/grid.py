"""Rows of turns and candidates: how they hang together, and what neighbours say of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from narrator.attribution.turns import Scenery

Floats = npt.NDArray[np.float32]

STEPS = (-1, -2, -3, -4, 1, 2, 3, 4)
"""Neighbouring turns whose speakers are looked at one by one."""
WINDOW = 12
"""Neighbouring turns within which a candidate's last and next turn are looked for."""


@dataclass(slots=True)
class Grid:
    """How the rows, one for each turn and candidate, hang together."""

    offsets: npt.NDArray[np.int64]
    """Row range of turn ``i``: ``offsets[i]`` to ``offsets[i + 1]``."""
    turn: npt.NDArray[np.int64]
    """The turn of each row."""
    who: npt.NDArray[np.int64]
    """The person of each row."""
    scene: npt.NDArray[np.int64]
    """The scene of each turn."""
    tight: npt.NDArray[np.bool_]
    """Whether each turn follows the one before without a paragraph between."""
    rows: dict[int, npt.NDArray[np.int32]]
    """For each step the same person's row there; the last row plus one where there is none."""
    weights: dict[int, Floats]
    """For each step how near that turn is: 1 next door, less behind narration, 0 elsewhere."""


def make_grid(scenery: Scenery, candidates: Sequence[Sequence[int]]) -> Grid:
    """Lay out the rows of all turns."""
    turns = scenery.turns
    sizes = np.array([len(some) for some in candidates], dtype=np.int64)
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    turn = np.repeat(np.arange(len(turns)), sizes)
    who = np.array([person for some in candidates for person in some], dtype=np.int64)
    scene = np.array([t.scene for t in turns], dtype=np.int64)
    place = np.array([t.place for t in turns], dtype=np.int64)
    tight = np.zeros(len(turns), dtype=np.bool_)
    tight[1:] = (np.diff(place) <= 1) & (scene[1:] == scene[:-1])
    folk = int(who.max()) + 2 if len(who) else 1
    keys = turn * folk + who
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    rows: dict[int, npt.NDArray[np.int32]] = {}
    weights: dict[int, Floats] = {}
    for step in STEPS:
        wanted = (turn + step) * folk + who
        found = np.minimum(np.searchsorted(ranked, wanted), max(0, len(ranked) - 1))
        hit = ranked[found] == wanted if len(ranked) else np.zeros(0, dtype=np.bool_)
        other = np.clip(turn + step, 0, len(turns) - 1)
        gap = np.abs(place[other] - place[turn]) - abs(step)
        near = np.where(gap <= 2, 1.0, np.where(gap <= 6, 0.6, 0.3))
        same = (scene[other] == scene[turn]) & (other == turn + step)
        rows[step] = np.where(hit, order[found], len(who)).astype(np.int32)
        weights[step] = np.where(same, near, 0.0).astype(np.float32)
    return Grid(offsets, turn, who, scene, tight, rows, weights)
