"""Cast into voices: everyone gets one, and those who talk to each other sound far apart.

Characters are taken in the order of how much they say; each gets the voice that lies furthest, in
steps that an ear can tell, from those they talk to. So a minor character who appears later never
changes the voice of one who speaks more.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from narrator.book import UNKNOWN, Cast, Character, Kind, Line
from narrator.errors import EngineError
from narrator.voices import STANDARD_RATE, CatalogueVoice, Voice, VoiceMap, VoiceWish

PITCH_STEP = 2.0  # semitones of median F0 that tell two strangers apart
BRIGHTNESS_STEP = 0.15  # octaves of spectral centroid
RATE_STEP = 0.08  # relative words a minute
ACCENT_STEPS = 1.0  # what another accent is worth, in the same steps
ENGINE_STEPS = 1.5  # and another engine

NEUTRAL_PITCH_HZ = 150.0  # between most men and most women
TYPICAL_PITCH_HZ = {"male": 105.0, "female": 205.0, "": NEUTRAL_PITCH_HZ}
TYPICAL_BRIGHTNESS_HZ = 2000.0

NARRATOR_WEIGHT = 0.35  # everyone is heard beside the narrator
UNKNOWN_WEIGHT = 0.05
STRANGER_WEIGHT = 0.02  # two who never talk are still two people
AGE_COST = 1.0  # a trembling or a child's voice for someone else
AGE_SHIFTS = {"child": 8.0, "young": 2.0, "old": -2.0}  # semitones from what is usual
PITCH_COST = 0.02  # per squared semitone from what fits an age, or an unknown gender

SMALL_CATALOGUE = 6  # an engine with so few voices keeps them for people, not for ``unknown``

VARIATIONS = ((12.0, 1.06), (-12.0, 0.94), (24.0, 0.9), (-20.0, 1.12), (6.0, 0.84), (-6.0, 1.18))
"""Pitch in percent and rate as a factor, for more people than an engine has voices. No two have
one rate, because not every engine can change the pitch."""

NARRATOR = "\0narrator"
"""Stands for the narrator among those who have a voice; no character can be called that."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Casting:
    """A voice for everyone."""

    narrator: Voice
    unknown: Voice
    """For lines whose speaker isn't known."""
    voices: Mapping[str, Voice] = field(default_factory=dict)
    """A character's name -> their voice."""
    thoughts: VoiceWish = field(default_factory=VoiceWish)
    """Goes on top of the thinker's voice."""
    warnings: tuple[str, ...] = ()

    def voice_for(self, line: Line) -> Voice:
        """The voice that speaks this line."""
        if line.kind in (Kind.NARRATION, Kind.HEADING):
            return self.narrator
        if line.speaker is None:
            voice = self.narrator
        elif line.speaker == UNKNOWN:
            voice = self.unknown
        else:
            voice = self.voices.get(line.speaker, self.unknown)
        return adjust(voice, self.thoughts) if line.kind is Kind.THOUGHT else voice


def adjust(voice: Voice, wish: VoiceWish) -> Voice:
    """The voice with a wish's prosody on top: changes add up, plain values replace."""
    rate = wish.rate if wish.rate is not None else voice.rate
    if wish.rate_percent is not None:
        rate = round(rate * (1 + wish.rate_percent / 100))
    pitch = voice.pitch
    if wish.pitch is not None:
        pitch = round(((1 + pitch / 100) * (1 + wish.pitch / 100) - 1) * 100, 3)
    return replace(
        voice,
        rate=rate,
        pitch=pitch,
        volume_db=voice.volume_db + (wish.volume_db or 0.0),
        effect=voice.effect if wish.effect is None else wish.effect,
    )


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A voice of the catalogue, as it is or varied in pitch and rate."""

    voice: CatalogueVoice
    pitch: float = 0.0
    rate_factor: float = 1.0

    @property
    def key(self) -> tuple[str, str, float, float]:
        return self.voice.engine, self.voice.name, self.pitch, self.rate_factor


def assign_voices(
    cast: Cast,
    voice_map: VoiceMap,
    catalogue: Sequence[CatalogueVoice],
    *,
    default_engine: str,
    language: str = "",
    one_voice: bool = False,
) -> Casting:
    """Give everyone a voice: what ``voice_map`` asks for, and a fitting one to the others.

    ``catalogue`` lists the voices of every engine in use, each engine's best first. ``language``
    (BCP 47) keeps to voices that speak it, as long as there are any. Nobody shares a voice with
    someone they talk to, with the narrator or with ``unknown`` while there are enough; where there
    are not, ``warnings`` says so. The same input gives the same casting, whatever its order.
    """
    pace = adjust(Voice("", "", rate=STANDARD_RATE), replace(voice_map.narrator, pitch=None)).rate
    stage = _Stage(cast, voice_map, _speaking(catalogue, language), default_engine, pace)
    narrator = stage.place_narrator(language)
    if one_voice:
        voices = {person.name: narrator for person in cast}
        return Casting(narrator, narrator, voices)
    stage.place_asked()
    unknown = stage.place_unknown()
    stage.place_others()
    return Casting(narrator, unknown, stage.voices, voice_map.thoughts, tuple(stage.warnings))


def _speaking(catalogue: Sequence[CatalogueVoice], language: str) -> list[CatalogueVoice]:
    """The voices that speak the language; all of them when none does."""
    wanted = language.casefold().partition("-")[0]
    fitting = [
        voice
        for voice in catalogue
        if not wanted or voice.language.casefold().partition("-")[0] in ("", wanted)
    ]
    return fitting or list(catalogue)


def _weight(person: Character) -> tuple[int, int, str]:
    """The order in which voices are given: who says most first, ties by name."""
    return -person.words, -person.lines, person.name


class _Stage:
    """The voices given so far, and what is left."""

    def __init__(
        self,
        cast: Cast,
        voice_map: VoiceMap,
        catalogue: Sequence[CatalogueVoice],
        default_engine: str,
        pace: int,
    ) -> None:
        self.cast, self.voice_map = cast, voice_map
        self.default_engine, self.pace = default_engine, pace
        self.people = sorted(cast, key=_weight)
        self.turns = _turns(self.people)
        self.wishes = {person.name: _wish_for(person, voice_map) for person in self.people}
        plain = [_Candidate(voice) for voice in catalogue]
        varied = [_Candidate(voice, *change) for change in VARIATIONS for voice in catalogue]
        self.candidates = plain + varied
        self.plain = np.arange(len(self.candidates)) < len(plain)
        self.ear = _Ear(self.candidates)
        self.known = {(c.voice.engine, c.voice.name): i for i, c in enumerate(plain)}
        self.users: dict[int, list[str]] = {}  # candidate -> who has it; NARRATOR and UNKNOWN too
        self.voices: dict[str, Voice] = {}
        self.costs: dict[str, Array] = {}  # who is placed -> how near each candidate would be
        self.warnings: list[str] = []

    def place_narrator(self, language: str) -> Voice:
        wish, hero = self.voice_map.narrator, self.cast.get(self.cast.narrator)
        hero_wish = self.wishes[hero.name] if hero else VoiceWish()
        if wish.voice is None and hero_wish.voice is not None:
            wish = replace(wish, engine=hero_wish.engine, voice=hero_wish.voice)
        if wish.voice is not None:
            voice = self.ask(NARRATOR, wish)
        else:
            engine, gender = wish.engine or self.default_engine, hero.gender if hero else ""
            voice = self.give(NARRATOR, self.first_of(engine, gender, language))
        # the pace of the narrator's wish is the book's, and so in the voice already
        voice = adjust(voice, replace(self.voice_map.narrator, rate=None, rate_percent=None))
        if hero and hero_wish.voice is None:
            self.voices[hero.name] = adjust(voice, hero_wish)
        return voice

    def place_asked(self) -> None:
        for person in self.people:
            wish = self.wishes[person.name]
            if person.name not in self.voices and wish.voice is not None:
                self.voices[person.name] = adjust(self.ask(person.name, wish), wish)

    def place_unknown(self) -> Voice:
        wish = self.voice_map.unknown
        if wish.voice is not None:
            return adjust(self.ask(UNKNOWN, wish), wish)
        engine = wish.engine or self.default_engine
        small = (self.pool(engine) & self.plain).sum() <= SMALL_CATALOGUE
        choice = self.choose(Character(UNKNOWN), engine, varied=bool(small))
        return adjust(self.give(UNKNOWN, choice), wish)

    def place_others(self) -> None:
        varied, shared = [], []
        for person in self.people:
            if person.name in self.voices:
                continue
            wish = self.wishes[person.name]
            choice = self.choose(person, wish.engine or self.default_engine)
            if person.lines:
                if self.users.get(choice):
                    shared.append(person.name)
                elif not self.plain[choice]:
                    varied.append(person.name)
            self.voices[person.name] = adjust(self.give(person.name, choice), wish)
        if varied:
            self.warnings.append(
                f"there are more people than voices; {_listed(varied)} differ from others "
                "only in pitch and pace"
            )
        if shared:
            self.warnings.append(
                f"there are far more people than voices; {_listed(shared)} share a voice "
                "with someone they don't talk to, if that could be had"
            )

    def first_of(self, engine: str, gender: str, language: str) -> int:
        """The engine's best voice of that gender and country that nobody else was promised."""
        pool = self.pool(engine) & self.plain
        promised = {
            (wish.engine or self.default_engine, wish.voice) for wish in self.wishes.values()
        }
        promised.add((self.voice_map.unknown.engine or engine, self.voice_map.unknown.voice))

        def merit(index: int) -> tuple[bool, bool, bool, int]:
            voice = self.candidates[index].voice
            fits = not gender or voice.gender in (gender, "")
            elsewhere = "-" in language and voice.language.casefold() != language.casefold()
            return (voice.engine, voice.name) in promised, not fits, elsewhere, index

        return min((int(i) for i in np.flatnonzero(pool)), key=merit)

    def pool(self, engine: str) -> NDArray[np.bool_]:
        """Which candidates are of that engine."""
        pool = np.array([c.voice.engine == engine for c in self.candidates], dtype=bool)
        if not pool.any():
            raise EngineError(f"{engine} has no voice to choose from; `narrator voices` lists all")
        return pool

    def ask(self, who: str, wish: VoiceWish) -> Voice:
        """A voice that was asked for by name, which the catalogue may not list."""
        engine, name = wish.engine or self.default_engine, wish.voice or ""
        known = self.known.get((engine, name))
        if known is not None:
            return self.give(who, known)
        self.costs[who] = np.zeros(len(self.candidates))
        return Voice(engine, name, rate=self.pace)

    def give(self, who: str, choice: int) -> Voice:
        self.users.setdefault(choice, []).append(who)
        self.costs[who] = self.ear.nearness(choice)
        candidate = self.candidates[choice]
        return Voice(
            candidate.voice.engine,
            candidate.voice.name,
            rate=round(self.pace * candidate.rate_factor),
            pitch=candidate.pitch,
        )

    def choose(self, person: Character, engine: str, *, varied: bool = False) -> int:
        """The best free candidate; a varied one when none is left; a shared one at the last."""
        pool = self.pool(engine)
        fitting = pool & self.of_gender(pool, person.gender)
        free = np.array([i not in self.users for i in range(len(self.candidates))], dtype=bool)
        avoid = np.ones(len(self.candidates), dtype=bool)
        for choice, users in self.users.items():
            if any(self.meets(person.name, user) for user in users):
                avoid[choice] = False
        plain = fitting & free & self.plain & (not varied)
        for allowed in (plain, fitting & free & ~self.plain, fitting & avoid, fitting):
            if allowed.any():
                cost = np.where(allowed, self.cost_for(person), np.inf)
                return int(np.argmin(np.round(cost, 9)))
        raise AssertionError("an engine's pool is never empty")

    def of_gender(self, pool: NDArray[np.bool_], gender: str) -> NDArray[np.bool_]:
        """Voices of that gender; failing these neutral ones; failing these all."""
        for wanted in (gender, ""):
            same = np.array([c.voice.gender == wanted for c in self.candidates], dtype=bool)
            if gender and (pool & same).any():
                return same
        return np.ones(len(self.candidates), dtype=bool)

    def meets(self, name: str, other: str) -> bool:
        return other in (NARRATOR, UNKNOWN) or (name, other) in self.turns

    def cost_for(self, person: Character) -> Array:
        cost = self.ear.unlikeness(person)
        total = sum(self.turns.get((person.name, other), 0) for other in self.costs) or 1
        for other, nearness in self.costs.items():
            share = self.turns.get((person.name, other), 0) / total
            weight = STRANGER_WEIGHT + math.sqrt(share)
            if other == NARRATOR:
                weight = NARRATOR_WEIGHT
            elif other == UNKNOWN:
                weight = UNKNOWN_WEIGHT
            cost = cost + weight * nearness
        return cost


class _Ear:
    """What of the candidates can be heard, in steps that an ear can tell."""

    def __init__(self, candidates: Sequence[_Candidate]) -> None:
        self.voices = [candidate.voice for candidate in candidates]
        self.semitones = np.array(
            [
                12 * math.log2(c.voice.pitch_hz * (1 + c.pitch / 100) / NEUTRAL_PITCH_HZ)
                if c.voice.pitch_hz > 0
                else _guess(c)
                for c in candidates
            ]
        )
        columns = [
            self.semitones / PITCH_STEP,
            [_log2(c.voice.brightness_hz) / BRIGHTNESS_STEP for c in candidates],
            [
                _log2((c.voice.rate or STANDARD_RATE) * c.rate_factor) / RATE_STEP
                for c in candidates
            ],
        ]
        self.places = np.array(columns, dtype=np.float64).T
        self.accents = np.array([voice.language.casefold() for voice in self.voices])
        self.engines = np.array([voice.engine for voice in self.voices])

    def nearness(self, choice: int) -> Array:
        """How much each candidate would be mixed up with this one: 4 when alike, towards 0."""
        squares = (self.places - self.places[choice]) ** 2
        squares = np.where(np.isnan(squares), 0.5, squares).sum(axis=1)
        squares += ACCENT_STEPS**2 * (self.accents != self.accents[choice])
        squares += ENGINE_STEPS**2 * (self.engines != self.engines[choice])
        near: Array = 1 / (0.25 + squares)
        return near

    def unlikeness(self, person: Character) -> Array:
        """How badly each candidate's age, or its sex where none is known, fits a person."""
        special = person.age if person.age in ("child", "old") else ""
        ages = np.array([v.age if v.age in ("child", "old") else "" for v in self.voices])
        cost: Array = AGE_COST * (ages != special).astype(np.float64)
        usual = 12 * math.log2(
            TYPICAL_PITCH_HZ.get(person.gender, NEUTRAL_PITCH_HZ) / NEUTRAL_PITCH_HZ
        )
        if person.age in AGE_SHIFTS or not person.gender:
            target = usual + AGE_SHIFTS.get(person.age, 0.0)
            cost = cost + PITCH_COST * (self.semitones - target) ** 2
        return cost


def _guess(candidate: _Candidate) -> float:
    typical = TYPICAL_PITCH_HZ.get(candidate.voice.gender, NEUTRAL_PITCH_HZ)
    return 12 * math.log2(typical * (1 + candidate.pitch / 100) / NEUTRAL_PITCH_HZ)


def _log2(value: float) -> float:
    return math.log2(value) if value > 0 else math.nan


def _turns(people: Iterable[Character]) -> dict[tuple[str, str], int]:
    """How many turns pass between two people, whoever of the two it is told of."""
    turns: dict[tuple[str, str], int] = {}
    for person in people:
        for other, count in person.talks_to.items():
            if count > 0 and other != person.name:
                most = max(count, turns.get((person.name, other), 0))
                turns[person.name, other] = turns[other, person.name] = most
    return turns


def _wish_for(person: Character, voice_map: VoiceMap) -> VoiceWish:
    """The wish under the person's name, or under one that ``voices.yaml`` has for them."""
    if person.name in voice_map.characters:
        return voice_map.characters[person.name]
    own = {name.casefold() for name in (person.name, *person.aliases)}
    for known in voice_map.people:
        if own & {name.casefold() for name in (known.name, *known.aliases)}:
            return voice_map.characters.get(known.name, VoiceWish())
    return VoiceWish()


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more"
