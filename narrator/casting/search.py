"""Costs of voices into the choice that tells a group of people apart best.

A sum of nearness that falls off fast is ruled by the nearest pairs: so to make it small is to pull
those apart who are hardest to tell from one another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

STARTS = 8  # the first from where the others stand, the rest by lot
ROUNDS = 40  # of everyone changing voices for better ones

Array = NDArray[np.float64]
Choices = NDArray[np.int64]
Nearness = Callable[[int], Array]


def settle(
    nearness: Nearness, alone: Array, weights: Array, owners: Choices, first: Choices
) -> Choices:
    """For each of n people the candidate, of m, that makes the whole cost smallest.

    ``nearness`` says how alike one candidate is to each of the m, ``alone`` (n, m) what each costs
    a person whoever has the others (infinite: not for them), ``weights`` (n, n) how much it matters
    to tell two people apart. No two get candidates of one owner (m): the same voice. ``first`` (n)
    is a choice to start from. The same input gives the same choice.
    """
    nearness = cache(nearness)
    best, least = first, _total(nearness, alone, weights, first)
    for start in range(STARTS):
        dice = np.random.default_rng(start)
        chosen = first.copy() if start == 0 else _draw(alone, owners, dice)
        if chosen is None:
            continue
        _improve(nearness, alone, weights, owners, chosen)
        total = _total(nearness, alone, weights, chosen)
        if total < least - 1e-12:
            best, least = chosen, total
    return best


def _draw(alone: Array, owners: Choices, dice: np.random.Generator) -> Choices | None:
    """Any voice that each may have, nobody's twice; None when they run out on the way."""
    chosen: list[int] = []
    for costs in alone:
        taken = np.isin(owners, owners[chosen])
        free = np.flatnonzero(np.isfinite(costs) & ~taken)
        if not len(free):
            return None
        chosen.append(int(dice.choice(free)))
    return np.array(chosen, dtype=np.int64)


def _improve(
    nearness: Nearness, alone: Array, weights: Array, owners: Choices, chosen: Choices
) -> None:
    """Let each take the best voice that is free, until nobody gains."""
    weights = weights * (1 - np.eye(len(chosen)))
    near = _rows(nearness, chosen)
    costs = alone + weights @ near
    for _ in range(ROUNDS):
        moved = False
        for person in range(len(chosen)):
            taken = np.isin(owners, owners[np.delete(chosen, person)])
            free = np.where(taken, np.inf, costs[person])
            better = int(np.argmin(np.round(free, 12)))
            if free[better] < free[chosen[person]] - 1e-12:
                row = nearness(better)
                costs += np.outer(weights[:, person], row - near[person])
                near[person], chosen[person], moved = row, better, True
        if not moved:
            return


def _total(nearness: Nearness, alone: Array, weights: Array, chosen: Choices) -> float:
    pairs = np.triu(weights * _rows(nearness, chosen)[:, chosen], 1).sum()
    return float(alone[np.arange(len(chosen)), chosen].sum() + pairs)


def _rows(nearness: Nearness, choices: Sequence[int] | Choices) -> Array:
    return np.array([nearness(int(choice)) for choice in choices])
