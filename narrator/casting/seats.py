"""Who has which voice, which are free, and which of these tells a person apart best."""

from __future__ import annotations

import math
from collections.abc import Sequence, Set
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from narrator.book import UNKNOWN, Character
from narrator.casting.arrivals import Arrival
from narrator.casting.ear import Array, Candidate, Ear
from narrator.casting.search import settle
from narrator.errors import EngineError
from narrator.voices import CatalogueVoice

NARRATOR = "\0narrator"
"""Stands for the narrator among those who have a voice; no character can be called that."""

NARRATOR_WEIGHT = 0.1  # everyone is heard beside the narrator
PARTNER_WEIGHT = 1.0  # those who talk to each other, however much: one more turn changes nothing
STRANGER_WEIGHT = 0.05  # two who never talk are still two people

PALETTE = {"male": 8, "female": 6, "": 4}
"""So many voices that lie far apart, half of an engine's at most, are kept for those who matter."""

VARIATIONS = ((12.0, 1.06), (-12.0, 0.94), (24.0, 0.9), (-20.0, 1.12), (6.0, 0.84), (-6.0, 1.18))
"""Pitch in percent and pace as a factor, for more people than an engine has voices. No two have
one pace, because not every engine can change the pitch."""

SIZES = (-25.0, -20.0, -10.0, 10.0, 20.0, 25.0)
"""Of a throat, in percent: people differ by as much. They widen the choice."""
SIZED_PITCH_HZ = (80.0, 275.0)  # beyond, a changed throat sounds like nobody

Mask = NDArray[np.bool_]


class Seats:
    """Who has which candidate; candidates are known by their index."""

    def __init__(self, most: int, catalogue: Sequence[CatalogueVoice]) -> None:
        self.candidates, plain, whole, self.ear = _heard(tuple(catalogue))
        owners = {(voice.engine, voice.name): i for i, voice in enumerate(catalogue)}
        self.owners = np.array([owners[c.voice.engine, c.voice.name] for c in self.candidates])
        self.known = {
            (c.voice.engine, c.voice.name): i for i, c in enumerate(self.candidates[:plain])
        }
        self.hero = ""
        """A character who has the narrator's voice."""
        self.partners: Set[tuple[str, str]] = frozenset()
        order = np.arange(len(self.candidates))
        self.plain: Mask = order < plain
        self.whole: Mask = order < whole
        """Those that nothing but size was changed of."""
        self.genders = np.array([c.voice.gender for c in self.candidates])
        self.users = np.zeros(len(self.candidates), dtype=np.int64)
        self.choices: dict[str, int] = {}
        self.rows: dict[str, int] = {}  # of whoever has a voice, in ``nearness``
        self.palettes: dict[str, dict[str, list[int]]] = {}
        self.nearness: Array = np.zeros((most + 2, len(self.candidates)))

    def learn(self, arrival: Arrival) -> None:
        """Go by what is known when a chapter ends."""
        self.partners = arrival.partners

    def give(self, who: str, choice: int) -> None:
        self.choices[who] = choice
        self.users[choice] += 1
        row = self.rows.setdefault(who, len(self.rows))
        self.nearness[row] = self.ear.nearness(choice)

    def take_back(self, who: str) -> None:
        self.users[self.choices.pop(who)] -= 1
        self.nearness[self.rows[who]] = 0

    def pool(self, engine: str) -> Mask:
        """The candidates of one engine. Raises EngineError when there is none."""
        pool: Mask = self.ear.engines == engine
        if not pool.any():
            raise EngineError(f"{engine} has no voice to choose from; `narrator voices` lists all")
        return pool

    def choose_main(self, person: Character, engine: str) -> int:
        """Of the palette's free voices the one that is hardest to mix up with those the person has
        talked to so far; when none is free, the best of the others."""
        slots = [] if person.age in ("child", "old") else self.palette(engine)[person.gender]
        taken = self.owners[self.users > 0]
        free = [choice for choice in slots if not np.isin(self.owners[choice], taken)]
        if not free:
            return self.choose(person, engine)
        cost = np.round(self.cost(person), 9)
        return min(free, key=lambda choice: float(cost[choice]))

    def choose(self, person: Character, engine: str, *, varied: bool = False) -> int:
        """The best free candidate; a varied one when none is left; a shared one at the last."""
        fitting = self.fitting(self.pool(engine), person.gender)
        unused = self.users == 0
        free = fitting & unused
        nobodys = free & ~np.isin(self.owners, self.owners[~unused])
        avoided = fitting.copy()
        avoided[[choice for who, choice in self.choices.items() if self.meets(person, who)]] = False
        alone = nobodys & self.whole & (not varied)
        promised = [slot for slots in self.palettes.get(engine, {}).values() for slot in slots]
        for allowed in (
            alone & ~np.isin(self.owners, self.owners[promised]),
            alone,
            free & self.whole & (not varied),
            free & ~self.whole,
            avoided,
            fitting,
        ):
            if allowed.any():
                cost = np.where(allowed, self.cost(person), np.inf)
                return int(np.argmin(np.round(cost, 9)))
        raise AssertionError("an engine's pool is never empty")

    def fitting(self, pool: Mask, gender: str) -> Mask:
        """Voices of that gender; failing these neutral ones; failing these all."""
        for wanted in (gender, "") if gender else ():
            same: Mask = pool & (self.genders == wanted)
            if same.any():
                return same
        return pool

    def meets(self, person: Character, other: str) -> bool:
        return other in (NARRATOR, UNKNOWN) or (person.name, other) in self.partners

    def cost(self, person: Character) -> Array:
        """How badly each candidate would do: mixed up with others, or unlike the person."""
        weights = np.full(len(self.rows), STRANGER_WEIGHT)
        for other, row in self.rows.items():
            weights[row] = self.weight(person.name, other)
        cost: Array = self.ear.unlikeness(person) + weights @ self.nearness[: len(self.rows)]
        return cost

    def weight(self, one: str, other: str) -> float:
        """How much it matters that two can be told apart."""
        if (one, self.hero if other == NARRATOR else other) in self.partners:
            return PARTNER_WEIGHT
        return NARRATOR_WEIGHT if other == NARRATOR else STRANGER_WEIGHT

    def palette(self, engine: str) -> dict[str, list[int]]:
        """For each gender an engine's voices that all lie far apart, the furthest first.

        Made once, of those that are free then, whoever may come.
        """
        if engine not in self.palettes:
            self.palettes[engine] = self._mix(engine)
        return self.palettes[engine]

    def _mix(self, engine: str) -> dict[str, list[int]]:
        free = self.whole & ~np.isin(self.owners, self.owners[self.users > 0])
        genders: list[str] = []
        slots: list[int] = []
        costs: list[Array] = []
        beside = np.zeros(len(self.candidates))  # what is near to those that were found
        for gender, most in PALETTE.items():
            fitting = free & self.fitting(self.pool(engine), gender)
            count = len(set(self.owners[fitting & self.plain].tolist()))
            alone = np.where(fitting, self.cost(Character("", gender=gender)), np.inf)
            for _ in range(min(most, math.ceil(count / 2))):
                taken = np.isin(self.owners, self.owners[slots])
                cost = np.where(taken, np.inf, alone + beside)
                best = int(np.argmin(np.round(cost, 9)))
                if not math.isfinite(cost[best]):
                    break
                genders.append(gender)
                slots.append(best)
                costs.append(alone)
                beside = beside + self.ear.nearness(best)
        if slots:
            slots = self._settled(slots, np.array(costs))
        return self._furthest_first(genders, slots)

    def _settled(self, slots: list[int], alone: Array) -> list[int]:
        useful = np.flatnonzero(np.isfinite(alone).any(axis=0))
        found = settle(
            lambda choice: self.ear.nearness(int(useful[choice]))[useful],
            alone[:, useful],
            1.0 - np.eye(len(slots)),
            self.owners[useful],
            np.searchsorted(useful, np.array(slots)),
        )
        return [int(choice) for choice in useful[found]]

    def _furthest_first(self, genders: list[str], slots: list[int]) -> dict[str, list[int]]:
        palette: dict[str, list[int]] = {gender: [] for gender in PALETTE}
        left = list(zip(genders, slots, strict=True))
        beside = self.cost(Character(""))
        while left:
            gender, slot = min(left, key=lambda one: (round(float(beside[one[1]]), 9), one[1]))
            left.remove((gender, slot))
            palette[gender].append(slot)
            beside = beside + self.ear.nearness(slot)
        return palette


@lru_cache(maxsize=4)
def _heard(catalogue: tuple[CatalogueVoice, ...]) -> tuple[list[Candidate], int, int, Ear]:
    """All candidates, how many of them are plain, how many changed in size at the most."""
    plain = [Candidate(voice) for voice in catalogue]
    sized = [
        Candidate(voice, size=size)
        for size in SIZES
        for voice in catalogue
        if voice.resizable and voice.pitch_hz
    ]
    low, high = SIZED_PITCH_HZ
    whole = plain + [candidate for candidate in sized if low <= candidate.hertz <= high]
    varied = [Candidate(voice, *change) for change in VARIATIONS for voice in catalogue]
    candidates = whole + varied
    return candidates, len(plain), len(whole), Ear(candidates)
