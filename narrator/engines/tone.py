"""Each character as 50 ms of a chord that names it: exact durations, no model, readable back.

A character's code point is six digits to the base 12; each digit is one of twelve frequencies in
a band of its own. ``read_tones`` turns sound back into text, also after MP3 encoding, which proves
what reached the end of the pipeline.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from narrator.audio import Clip, Samples
from narrator.voices import CatalogueVoice, Voice

SAMPLE_RATE = 24_000
CHARACTER_SAMPLES = SAMPLE_RATE // 20
FADE_SAMPLES = 48  # 2 ms: borders stay visible, splatter stays small
DIGITS, BASE = 6, 12
LOWEST_HZ, STEP_HZ = 400.0, 80.0  # 72 steps end at 6.1 kHz, below the low-pass of 64 kbit/s MP3
VOICES = ("tone", "low", "high", "left", "right")


def open_engine() -> Tone:
    return Tone()


class Tone:
    """The engine. Voices differ in name and level only."""

    name = "tone"
    sample_rate = SAMPLE_RATE
    max_chars = 1000
    deterministic = True
    needs_network = False

    def fingerprint(self) -> str:
        return "tone 1"

    def voices(self) -> Sequence[CatalogueVoice]:
        genders = {"low": "male", "left": "male", "high": "female", "right": "female"}
        return [
            CatalogueVoice(engine=self.name, name=name, language="en", gender=genders.get(name, ""))
            for name in VOICES
        ]

    def knows(self, voice_name: str) -> bool:
        return voice_name in VOICES

    def restart(self) -> None:
        """It has no state."""

    def synthesize(self, text: str, voice: Voice) -> Clip:
        """``len(text) * 1200`` samples at 24 kHz."""
        chords = [character_tone(character) for character in text]
        samples = np.concatenate(chords) if chords else np.zeros(0, dtype=np.float32)
        return Clip(samples, SAMPLE_RATE)

    def close(self) -> None:
        """It holds nothing."""


def frequencies(character: str) -> list[float]:
    """The six frequencies in Hz that stand for a character."""
    code, found = ord(character), []
    for band in range(DIGITS):
        code, digit = divmod(code, BASE)
        found.append(LOWEST_HZ + STEP_HZ * (band * BASE + digit))
    return found


def character_tone(character: str) -> Samples:
    """50 ms of the character's chord, faded at both ends, peak below 0.5."""
    time = np.arange(CHARACTER_SAMPLES) / SAMPLE_RATE
    # Fixed, spread phases keep the peak of six partials low.
    waves = [
        np.sin(2 * np.pi * hz * time + 2.4 * band * band)
        for band, hz in enumerate(frequencies(character))
    ]
    samples = np.sum(waves, axis=0) * 0.08
    ramp = np.minimum(
        1.0,
        np.minimum(
            np.arange(CHARACTER_SAMPLES) + 1, CHARACTER_SAMPLES - np.arange(CHARACTER_SAMPLES)
        )
        / FADE_SAMPLES,
    )
    return np.asarray(samples * ramp, dtype=np.float32)


def read_tones(clip: Clip) -> str:
    """The characters that a stretch of tones says, from its first audible sample on.

    The clip is at 24 kHz and holds whole characters without a gap, give or take a few
    milliseconds of silence at its ends.
    """
    loud = np.flatnonzero(np.abs(clip.samples) > 0.02 * np.max(np.abs(clip.samples), initial=0.001))
    if not len(loud):
        return ""
    start, end = int(loud[0]), int(loud[-1]) + 1
    count = round((end - start) / CHARACTER_SAMPLES)
    parts = np.zeros((count, CHARACTER_SAMPLES))
    parts.flat[: end - start] = clip.samples[start : min(end, start + parts.size)]
    # A character is a whole number of cycles of each frequency: they are bins of its spectrum.
    spectrum = np.abs(np.fft.rfft(parts * np.hanning(CHARACTER_SAMPLES)))
    first, step = (round(hz * CHARACTER_SAMPLES / SAMPLE_RATE) for hz in (LOWEST_HZ, STEP_HZ))
    strength = spectrum[:, first::step][:, : DIGITS * BASE].reshape(count, DIGITS, BASE)
    codes = strength.argmax(axis=2) @ BASE ** np.arange(DIGITS)
    return "".join(chr(code) if code <= 0x10FFFF else "�" for code in codes)
