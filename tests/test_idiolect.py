"""How people speak is evidence for who speaks."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.attribution.idiolect import MOST, WEIGHT, Sound, sound_of, weigh_idiolects
from narrator.attribution.tokens import make_piece
from narrator.attribution.turns import Turn
from narrator.book import Kind, Line, Pause

PIM, ROSA = 0, 1


def sound(text: str) -> Sound:
    line = Line(Kind.DIALOGUE, text, 0, Pause.PARAGRAPH, 0)
    return sound_of(Turn(0, 0, 0, 0, 0, speech=[make_piece(line)]))


def weigh(sounds: list[Sound], sure: dict[int, int]) -> np.ndarray[Any, Any]:
    """What each of the two gains in each turn; ``sure`` names speakers who are known."""
    count = len(sounds)
    chances = np.full(2 * count, 0.5, dtype=np.float32)
    for turn, person in sure.items():
        chances[2 * turn + person], chances[2 * turn + 1 - person] = 0.96, 0.04
    evidence = SimpleNamespace(
        candidates=[[PIM, ROSA]] * count,
        grid=SimpleNamespace(offsets=np.arange(0, 2 * count + 1, 2)),
    )
    return weigh_idiolects(cast(Any, evidence), chances, sounds).reshape(count, 2)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("“I-I didn’t m-mean it.”", "#stutters"),
        ("“Well…”", "#trails off"),
        ("“Well...”", "#trails off"),
        ("“Out!”", "#exclaims"),
        ("“WHAT did you say?!”", "#shouts"),
        ("“WHAT did you say?!”", "#capitals"),
        ("“No.”", "#short"),
    ],
)
def test_marks_of_speaking(text: str, mark: str) -> None:
    assert mark in sound(text)
    assert mark not in sound("“He went down to the river with the others, as it seems.”")


def test_a_stutterer_is_known_by_the_stutter() -> None:
    things = ("cat", "milk", "key", "boat", "hat", "lamp", "goat", "ladder")
    sounds = []
    for thing in things:
        sounds.append(sound(f"“I-I th-think the {thing} is g-gone.”"))
        sounds.append(sound(f"“Nonsense, look for the {thing} again.”"))
    sounds += [sound("“W-We are t-too late.”"), sound("“Nonsense, we are early.”")]
    gains = weigh(sounds, {turn: turn % 2 for turn in range(16)})
    assert gains[16, PIM] > gains[16, ROSA] + 0.02
    assert gains[17, ROSA] > gains[17, PIM] + 0.02


def test_who_was_hardly_heard_is_judged_by_nothing() -> None:
    sounds = [sound("“Yes.”"), sound("“Yes.”"), sound("“No!”")]
    assert not weigh(sounds, {0: PIM, 2: ROSA}).any()


@given(
    st.lists(st.text("ab! …", min_size=1, max_size=12).map(sound), min_size=1, max_size=12),
    st.data(),
)
def test_it_never_says_much(sounds: list[Sound], data: st.DataObject) -> None:
    known = data.draw(st.dictionaries(st.integers(0, len(sounds) - 1), st.sampled_from((0, 1))))
    gains = weigh(sounds, known)
    assert np.isfinite(gains).all()
    assert np.max(np.abs(gains)) <= WEIGHT * MOST + 1e-6
