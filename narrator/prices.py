"""What a book would still cost: the characters that engines with a price have yet to speak."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from narrator.cache import Cache
from narrator.errors import CostError
from narrator.renderer import NEUTRAL_TEXT, clip_key, gain_key, plain
from narrator.shards import Utterance
from narrator.voices import Voice


def estimate(
    utterances: Iterable[Utterance],
    *,
    prices: Mapping[str, float],
    fingerprints: Mapping[str, str],
    cache: Cache,
) -> float:
    """The cost of all clips that are not kept, in the currency of ``prices``.

    ``prices`` are of 1,000 characters, by engine. Counted is also what each new voice says once to
    find its loudness; tries that fail are not.
    """
    clips: dict[str, tuple[str, int]] = {}
    voices: dict[Voice, None] = {}
    for utterance in utterances:
        engine = utterance.voice.engine
        if prices.get(engine):
            key = clip_key(fingerprints[engine], utterance.voice, utterance.text)
            clips[key] = engine, len(utterance.text)
            voices[plain(utterance.voice)] = None
    sums = [
        prices[engine] * length
        for key, (engine, length) in clips.items()
        if not cache.has("clip", key)
    ]
    sums += [
        prices[voice.engine] * len(NEUTRAL_TEXT)
        for voice in voices
        if not cache.has("loudness", gain_key(fingerprints[voice.engine], voice))
    ]
    return sum(sums) / 1000


def check_cost(cost: float, most: float | None) -> None:
    """Raise CostError when it would cost more than it may."""
    if most is not None and cost > most:
        raise CostError(
            f"it would cost about {cost:.2f}, which is more than --max-cost {most:g}; "
            "build fewer chapters, or use another engine"
        )
