"""Pitch for engines that only know pace: spoken slower or faster, then played the other way."""

from __future__ import annotations

from narrator.audio import Clip, count_samples, resample
from narrator.voices import STANDARD_RATE, Voice


def speed(voice: Voice, slowest: float, fastest: float) -> float:
    """How fast to speak, 1 being the engine's own pace, so that ``raise_pitch`` gives the rate.

    >>> speed(Voice("x", "y", rate=198, pitch=20.0), 0.25, 4.0)
    1.0
    """
    wanted = voice.rate / STANDARD_RATE / (1 + voice.pitch / 100)
    return round(min(fastest, max(slowest, wanted)), 3)


def raise_pitch(clip: Clip, percent: float) -> Clip:
    """The clip played faster or slower: higher and shorter, or lower and longer."""
    if not percent or not len(clip):
        return clip
    rate = count_samples(1 + percent / 100, clip.sample_rate)
    return resample(Clip(clip.samples, rate), clip.sample_rate)
