"""What a book would cost: every clip that is not kept once, and nothing twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from narrator.cache import Cache
from narrator.errors import CostError
from narrator.prices import check_cost, estimate
from narrator.renderer import NEUTRAL_TEXT, clip_key, gain_key
from narrator.shards import Utterance
from narrator.voices import Voice

ANNA, BEN = Voice("dear", "anna"), Voice("free", "ben")
PRICES, PRINTS = {"dear": 10.0, "free": 0.0}, {"dear": "dear 1", "free": "free 1"}


def said(*texts: str, voice: Voice = ANNA) -> list[Utterance]:
    return [Utterance(text, voice, 0, str(number)) for number, text in enumerate(texts)]


def cost(utterances: list[Utterance], cache: Cache) -> float:
    return estimate(utterances, prices=PRICES, fingerprints=PRINTS, cache=cache)


def test_each_new_clip_is_paid_once(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    voice = len(NEUTRAL_TEXT)  # said once to find the voice's loudness
    assert cost(said("x" * 60, "y" * 40), cache) == pytest.approx(10 * (100 + voice) / 1000)
    assert cost(said("x" * 60, "x" * 60), cache) == pytest.approx(10 * (60 + voice) / 1000)
    assert cost(said("x" * 60, voice=BEN), cache) == 0
    cache.put("loudness", gain_key("dear 1", ANNA), b"-3.0")
    cache.put("clip", clip_key("dear 1", ANNA, "x" * 60), b"sound")
    assert cost(said("x" * 60, "y" * 40), cache) == pytest.approx(10 * 40 / 1000)
    assert cost(said("x" * 60), cache) == 0


def test_what_may_not_be_paid_is_refused() -> None:
    check_cost(4.99, 5.0)
    check_cost(1e6, None)
    with pytest.raises(CostError, match=r"about 5\.01, which is more than --max-cost 5;") as caught:
        check_cost(5.01, 5.0)
    assert caught.value.exit_code == 2
