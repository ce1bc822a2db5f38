"""Scores of single turns into chances in a whole conversation: who follows whom."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from narrator.attribution.grid import Floats, Grid

Links = tuple[float, float, float, float]
"""What it adds that one person speaks two turns running, in paragraphs next to each other and with
narration between; and that a turn is the same person's as the last but one, likewise."""
UNLINKED: Links = (0.0, 0.0, 0.0, 0.0)
Doubles = npt.NDArray[np.float64]


def join_turns(
    grid: Grid,
    chances: Floats,
    links: Links,
) -> Floats:
    """Each row's chance once the turns before and after have their say, to the ends of the scene.

    Sums over all ways in which the turns may be shared out (forward and backward), each weighed by
    ``chances`` and by who follows whom (``links``).
    """
    out = chances.astype(np.float64)
    sizes = np.diff(grid.offsets)
    size = len(sizes)
    first = 0
    while first < size:
        last = first + 1
        while last < size and grid.scene[last] == grid.scene[first] and sizes[last]:
            last += 1
        if last - first > 1 and sizes[first]:
            _join_scene(grid, out, first, last, links)
        first = last
    return out.astype(np.float32)


def _join_scene(
    grid: Grid,
    out: Doubles,
    first: int,
    last: int,
    links: Links,
) -> None:
    same_tight, same_apart, back_tight, back_apart = links
    offsets = grid.offsets
    who = [grid.who[offsets[i] : offsets[i + 1]] for i in range(first, last)]
    alone = [out[offsets[i] : offsets[i + 1]].copy() for i in range(first, last)]
    tight = grid.tight[first:last]
    n = last - first
    one: list[Doubles] = [np.ones((1, len(who[0])))]
    two: list[Doubles] = [np.ones((1, len(who[0])))]
    ahead: list[Doubles] = [alone[0][None, :]]
    nobody = np.array([-1])
    for i in range(1, n):
        same = who[i - 1][:, None] == who[i][None, :]
        back = (who[i - 2] if i > 1 else nobody)[:, None] == who[i][None, :]
        both = tight[i] and i > 1 and tight[i - 1]
        one.append(np.exp((same_tight if tight[i] else same_apart) * same))
        two.append(np.exp((back_tight if both else back_apart) * back))
        state = (ahead[-1].T @ two[i]) * one[i] * alone[i]
        ahead.append(state / max(1e-300, float(state.sum())))
    behind = np.ones_like(ahead[-1])
    for i in range(n - 1, -1, -1):
        joint = (ahead[i] * behind).sum(axis=0)
        total = float(joint.sum())
        if total > 0:
            out[offsets[first + i] : offsets[first + i + 1]] = joint / total
        if i:
            behind = two[i] @ (alone[i] * one[i] * behind).T
            behind /= max(1e-300, float(behind.max()))
