"""What can be heard of voices: how easily each would be mixed up with another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from narrator.book import Character
from narrator.voices import STANDARD_RATE, CatalogueVoice
from narrator.voices.measuring import BANDS, band_centres

PITCH_STEP = 3.0  # semitones of median F0
TIMBRE_SCALE = 0.5  # steps, for the square root of a dB
COLOURS = 24  # ways in which the timbres of voices differ most; the rest is chance
SPREAD_WEIGHT = 2.0  # levels spread by less than they differ in the mean, and tell as much
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
NEUTRAL_RANGE = 4.0  # semitones around the middle that fit an unknown gender

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A voice of the catalogue, as it is or varied in pitch, pace and size."""

    voice: CatalogueVoice
    pitch: float = 0.0
    """Percent."""
    pace: float = 1.0
    """A factor."""
    size: float = 0.0
    """Percent."""

    @property
    def hertz(self) -> float:
        """The pitch; by gender where it isn't measured."""
        typical = TYPICAL_PITCH_HZ.get(self.voice.gender, NEUTRAL_PITCH_HZ)
        hertz = self.voice.pitch_hz if self.voice.pitch_hz > 0 else typical
        return hertz * (1 + self.pitch / 100) / (1 + self.size / 100)

    @property
    def semitones(self) -> float:
        """Above or below a neutral pitch."""
        return 12 * math.log2(self.hertz / NEUTRAL_PITCH_HZ)


class Ear:
    """Each candidate's place among the others, in steps that an ear can tell."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self.semitones = np.array([candidate.semitones for candidate in candidates])
        voices = [candidate.voice for candidate in candidates]
        paces = [(c.voice.rate or STANDARD_RATE) * c.pace / STANDARD_RATE for c in candidates]
        self.places = np.column_stack(
            [
                self.semitones / PITCH_STEP,
                np.log2(np.array(paces)) / PACE_STEP,
                np.array([_brightness(voice) for voice in voices]) / BRIGHTNESS_STEP,
                TIMBRE_SCALE * _colours(candidates),
            ]
        )
        self.measured = not np.isnan(self.places).any()
        self.accents = np.array([voice.language.casefold() for voice in voices], dtype=str)
        self.engines = np.array([voice.engine for voice in voices], dtype=str)
        self.ages = np.array([v.age if v.age in ("child", "old") else "" for v in voices])

    def nearness(self, choice: int) -> Array:
        """How much each candidate would be mixed up with this one: 1 when alike, towards 0."""
        squares = (self.places - self.places[choice]) ** 2
        if not self.measured:
            squares = np.where(np.isnan(squares), UNMEASURED, squares)
        squares = squares.sum(axis=1)
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
            room = NEUTRAL_RANGE if not person.gender and not person.age else 0.0
            beyond = np.maximum(np.abs(self.semitones - target) - room, 0.0)
            cost = cost + PITCH_COST * beyond**2
        return cost


def _brightness(voice: CatalogueVoice) -> float:
    """In octaves; NaN where it isn't measured, 0 where timbre says more."""
    if voice.timbre_db:
        return 0.0
    return math.log2(voice.brightness_hz) if voice.brightness_hz > 0 else math.nan


def _colours(candidates: Sequence[Candidate]) -> Array:
    """Where each candidate lies along the ways in which the timbres of voices differ most.

    Each way counts by the square root of how much voices differ in it: so the first few don't
    drown the others, and chance isn't blown up. NaN where nothing is measured.
    """
    measured = [i for i, c in enumerate(candidates) if len(c.voice.timbre_db) == BANDS]
    colours = np.full((len(candidates), COLOURS), np.nan)
    if not measured:
        return colours
    known: dict[tuple[str, str, float], Array] = {}  # what is varied in pitch has one timbre
    rows = np.empty((len(measured), 2 * BANDS))
    for row, candidate in zip(rows, (candidates[i] for i in measured), strict=True):
        key = (candidate.voice.engine, candidate.voice.name, candidate.size)
        if key not in known:
            known[key] = _timbre(candidate)
        row[:] = known[key]
    rows -= rows.mean(axis=0)
    # By einsum: whoever sums in several threads may round otherwise on another machine.
    squares, ways = np.linalg.eigh(np.einsum("ij,ik->jk", rows, rows))
    sizes, ways = np.sqrt(np.maximum(squares[::-1], 0.0)), ways[:, ::-1]
    count = min(COLOURS, int(np.sum(sizes > 1e-6 * sizes[0])))
    deviations = sizes[:count] / math.sqrt(len(rows))
    colours[measured] = 0.0
    colours[measured, :count] = rows @ ways[:, :count] / np.sqrt(deviations)
    return colours


def _timbre(candidate: Candidate) -> Array:
    """Mean and spread of each band's level, as they are in a throat of that size."""
    centres = band_centres()
    heard_at = centres * (1 + candidate.size / 100)
    means = np.interp(heard_at, centres, np.array(candidate.voice.timbre_db))
    spread = candidate.voice.spread_db or (0.0,) * BANDS
    spreads = np.interp(heard_at, centres, np.array(spread))
    return np.concatenate([means - means.mean(), SPREAD_WEIGHT * spreads])
