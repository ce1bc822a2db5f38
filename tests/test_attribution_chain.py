"""Conversations as a whole: the sums of the chain are those of all ways to share out the turns."""

from __future__ import annotations

import itertools
from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.attribution.chain import Links, join_turns
from narrator.attribution.grid import Grid
from narrator.attribution.rows import Rows

PEOPLE = 3


def grid_of(tight: list[bool], scenes: list[int]) -> Grid:
    """Turns with the same three candidates each."""
    turns = len(tight)
    offsets = np.arange(0, PEOPLE * turns + 1, PEOPLE, dtype=np.int64)
    turn = np.repeat(np.arange(turns), PEOPLE)
    who = np.tile(np.arange(PEOPLE), turns)
    return Grid(offsets, turn, who, np.array(scenes), np.array(tight), {}, {})


@given(
    st.lists(st.booleans(), min_size=2, max_size=5),
    st.tuples(*[st.floats(-2, 2) for _ in range(4)]),
    st.integers(0, 999),
)
def test_it_weighs_every_way_to_share_out_a_conversation(
    tight: list[bool], links: Links, seed: int
) -> None:
    grid = grid_of(tight, [0] * len(tight))
    alone = np.random.default_rng(seed).dirichlet([1.0] * PEOPLE, len(tight))
    expected = np.zeros_like(alone)
    for way in itertools.product(range(PEOPLE), repeat=len(tight)):
        weight = 1.0
        for i, person in enumerate(way):
            weight *= alone[i, person]
            if i:
                weight *= exp((links[0] if tight[i] else links[1]) * (person == way[i - 1]))
            if i > 1:
                both = tight[i] and tight[i - 1]
                weight *= exp((links[2] if both else links[3]) * (person == way[i - 2]))
        for i, person in enumerate(way):
            expected[i, person] += weight
    expected /= expected.sum(axis=1, keepdims=True)
    joined = join_turns(grid, alone.ravel().astype(np.float32), links)
    assert np.allclose(joined.reshape(-1, PEOPLE), expected, atol=1e-4)


def test_scenes_do_not_hang_together() -> None:
    alone = np.array([1, 0, 0, 0.4, 0.3, 0.3], dtype=np.float32)
    joined = join_turns(grid_of([False, False], [0, 1]), alone, (-2.0, -2.0, 0.0, 0.0))
    assert np.array_equal(joined, alone)


def test_who_has_just_spoken_is_less_likely_to_speak() -> None:
    alone = np.array([1, 0, 0, 0.4, 0.3, 0.3], dtype=np.float32)
    joined = join_turns(grid_of([False, True], [0, 0]), alone, (-2.0, 0.0, 0.0, 0.0))
    assert joined[3] < joined[4]


@pytest.mark.parametrize("packed", [False, True])
def test_rows_of_features_come_back_as_they_were(packed: bool) -> None:
    pick = np.random.default_rng(7)
    values = pick.integers(0, 3, (9001, 5)).astype(np.float32) / 3
    rows = Rows(5, packed=packed)
    for value in values.tolist():
        rows.add(value)
    places = np.sort(pick.choice(len(values), 5000, replace=False))
    assert len(rows) == len(values)
    assert np.array_equal(rows.take(slice(None)), values)
    assert np.array_equal(rows.take(places), values[places])
    assert np.array_equal(rows.take(places[::-1]), values[places[::-1]])
    assert rows.take(places[:0]).shape == (0, 5)
