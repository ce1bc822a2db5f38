"""What can be heard of voices: how easily each would be mixed up with another."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from narrator.book import Character
from narrator.voices import STANDARD_RATE, CatalogueVoice

PITCH_STEP = 2.0  # semitones of median F0
TIMBRE_STEP = 3.0  # dB, over all bands together
BRIGHTNESS_STEP = 0.15  # octaves of spectral centroid, where timbre isn't measured
PACE_STEP = 0.15  # octaves of words a minute
ACCENT_STEPS = 0.5  # what another accent is worth, in the same steps
ENGINE_STEPS = 1.5  # and another engine
UNMEASURED = 0.5  # squared steps between voices of which nothing is measured

NEUTRAL_PITCH_HZ = 150.0  # between most men and most women
TYPICAL_PITCH_HZ = {"male": 105.0, "female": 205.0, "": NEUTRAL_PITCH_HZ}

AGE_COST = 1.0  # a trembling or a child's voice for someone else
AGE_SHIFTS = {"child": 8.0, "young": 2.0, "old": -2.0}  # semitones from what is usual
PITCH_COST = 0.02  # per squared semitone from what fits an age, or an unknown gender

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A voice of the catalogue, as it is or varied in pitch and pace."""

    voice: CatalogueVoice
    pitch: float = 0.0
    """Percent."""
    pace: float = 1.0
    """A factor."""

    @property
    def semitones(self) -> float:
        """Above or below a neutral pitch; by gender where it isn't measured."""
        typical = TYPICAL_PITCH_HZ.get(self.voice.gender, NEUTRAL_PITCH_HZ)
        hertz = self.voice.pitch_hz if self.voice.pitch_hz > 0 else typical
        return 12 * math.log2(hertz * (1 + self.pitch / 100) / NEUTRAL_PITCH_HZ)


class Ear:
    """Each candidate's place among the others, in steps that an ear can tell."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self.semitones = np.array([candidate.semitones for candidate in candidates])
        bands = len(candidates[0].voice.timbre_db) if candidates else 0
        self.places = np.array([list(_place(candidate, bands)) for candidate in candidates])
        voices = [candidate.voice for candidate in candidates]
        self.accents = np.array([voice.language.casefold() for voice in voices], dtype=str)
        self.engines = np.array([voice.engine for voice in voices], dtype=str)
        self.ages = np.array([v.age if v.age in ("child", "old") else "" for v in voices])

    def nearness(self, choice: int) -> Array:
        """How much each candidate would be mixed up with this one: 1 when alike, towards 0."""
        squares = (self.places - self.places[choice]) ** 2
        squares = np.where(np.isnan(squares), UNMEASURED, squares).sum(axis=1)
        squares += ACCENT_STEPS**2 * (self.accents != self.accents[choice])
        squares += ENGINE_STEPS**2 * (self.engines != self.engines[choice])
        near: Array = np.exp(-np.sqrt(squares))
        near[choice] = 1.0  # also where nothing is measured
        return near

    def unlikeness(self, person: Character) -> Array:
        """How badly each candidate's age, or its sex where none is known, fits a person."""
        special = person.age if person.age in ("child", "old") else ""
        cost: Array = AGE_COST * (self.ages != special).astype(np.float64)
        if person.age in AGE_SHIFTS or not person.gender:
            usual = TYPICAL_PITCH_HZ.get(person.gender, NEUTRAL_PITCH_HZ)
            target = 12 * math.log2(usual / NEUTRAL_PITCH_HZ) + AGE_SHIFTS.get(person.age, 0.0)
            cost = cost + PITCH_COST * (self.semitones - target) ** 2
        return cost


def _place(candidate: Candidate, bands: int) -> Iterator[float]:
    """Pitch, pace and timbre in steps; NaN where nothing is measured."""
    voice = candidate.voice
    yield candidate.semitones / PITCH_STEP
    yield math.log2((voice.rate or STANDARD_RATE) * candidate.pace / STANDARD_RATE) / PACE_STEP
    bright = math.log2(voice.brightness_hz) if voice.brightness_hz > 0 else math.nan
    # the catalogues of two engines may be measured differently: then brightness is what is common
    yield 0.0 if voice.timbre_db else bright / BRIGHTNESS_STEP
    same = len(voice.timbre_db) == bands
    for band in range(bands):
        yield voice.timbre_db[band] / TIMBRE_STEP if same else math.nan
