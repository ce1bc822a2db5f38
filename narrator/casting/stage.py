"""The stage on which voices are given, one after the other: who has which, and what is left."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from narrator.book import UNKNOWN, Cast, Character
from narrator.casting import adjust
from narrator.casting.ear import Array, Candidate, Ear
from narrator.casting.search import settle
from narrator.errors import EngineError
from narrator.voices import CatalogueVoice, Voice, VoiceMap, VoiceWish

NARRATOR = "\0narrator"
"""Stands for the narrator among those who have a voice; no character can be called that."""

NARRATOR_WEIGHT = 0.1  # everyone is heard beside the narrator
PARTNER_WEIGHTS = ((30, 1.0), (10, 0.85), (1, 0.7))
"""How much it matters that two can be told apart between whom at least so many turns pass. In few
steps, so that one more turn changes nobody's voice."""
STRANGER_WEIGHT = 0.05  # two who never talk are still two people

MAIN_SHARE = 0.05  # of what the first character says: who says so much is a main character
TOGETHER = (6, 6)
"""So many main characters choose their voices together, and then so many more beside them: who
comes and goes at the end of the list changes nothing for the first."""
TOO_NEAR = 0.35
"""A voice so easily mixed up with one that was asked for makes room, when the two talk."""

SMALL_CATALOGUE = 6  # an engine with so few voices keeps them for people, not for ``unknown``

VARIATIONS = ((12.0, 1.06), (-12.0, 0.94), (24.0, 0.9), (-20.0, 1.12), (6.0, 0.84), (-6.0, 1.18))
"""Pitch in percent and pace as a factor, for more people than an engine has voices. No two have
one pace, because not every engine can change the pitch."""

SIZES = (-15.0, -10.0, -5.0, 5.0, 10.0, 15.0)
"""Of a throat, in percent: people differ by as much. They widen the choice."""
SIZED_PITCH_HZ = (80.0, 275.0)  # beyond, a changed throat sounds like nobody

Mask = NDArray[np.bool_]


class Seats:
    """Who has which candidate; candidates are known by their index."""

    def __init__(self, people: Sequence[Character], catalogue: Sequence[CatalogueVoice]) -> None:
        self.candidates, plain, whole, self.ear = _heard(tuple(catalogue))
        owners = {(voice.engine, voice.name): i for i, voice in enumerate(catalogue)}
        self.owners = np.array([owners[c.voice.engine, c.voice.name] for c in self.candidates])
        self.known = {
            (c.voice.engine, c.voice.name): i for i, c in enumerate(self.candidates[:plain])
        }
        self.turns = _turns(people)
        self.weights = {
            pair: next(weight for least, weight in PARTNER_WEIGHTS if turns >= least)
            for pair, turns in self.turns.items()
        }
        order = np.arange(len(self.candidates))
        self.plain: Mask = order < plain
        self.whole: Mask = order < whole
        """Those that nothing but size was changed of."""
        self.genders = np.array([c.voice.gender for c in self.candidates])
        self.users = np.zeros(len(self.candidates), dtype=np.int64)
        self.choices: dict[str, int] = {}
        self.rows: dict[str, int] = {}  # of whoever has a voice, in ``nearness``
        self.nearness: Array = np.zeros((len(people) + 2, len(self.candidates)))

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

    def choose(self, person: Character, engine: str, *, varied: bool = False) -> int:
        """The best free candidate; a varied one when none is left; a shared one at the last."""
        fitting = self.fitting(self.pool(engine), person.gender)
        unused = self.users == 0
        free = fitting & unused
        nobodys = free & ~np.isin(self.owners, self.owners[~unused])
        avoided = fitting.copy()
        avoided[[choice for who, choice in self.choices.items() if self.meets(person, who)]] = False
        alone = nobodys & self.whole & (not varied)
        for allowed in (
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
        return other in (NARRATOR, UNKNOWN) or (person.name, other) in self.turns

    def cost(self, person: Character) -> Array:
        """How badly each candidate would do: mixed up with others, or unlike the person."""
        weights = np.full(len(self.nearness), STRANGER_WEIGHT)
        for other, row in self.rows.items():
            weights[row] = self.weight(person.name, other)
        cost: Array = self.ear.unlikeness(person) + weights @ self.nearness
        return cost

    def weight(self, one: str, other: str) -> float:
        """How much it matters that two can be told apart."""
        if other == NARRATOR:
            return NARRATOR_WEIGHT
        return self.weights.get((one, other), STRANGER_WEIGHT)

    def settle(self, people: Sequence[Character], engines: Sequence[str]) -> None:
        """Let people who have voices change them for those that tell all of them apart best."""
        first = np.array([self.choices[person.name] for person in people], dtype=np.int64)
        for person in people:
            self.take_back(person.name)
        taken = np.isin(self.owners, self.owners[self.users > 0])
        alone = np.array(
            [
                np.where(
                    self.fitting(self.pool(engine), person.gender) & self.whole & ~taken,
                    self.cost(person),
                    np.inf,
                )
                for person, engine in zip(people, engines, strict=True)
            ]
        )
        useful = np.flatnonzero(np.isfinite(alone).any(axis=0))
        if np.isin(first, useful).all():
            weights = [[self.weight(a.name, b.name) for b in people] for a in people]
            found = settle(
                lambda choice: self.ear.nearness(int(useful[choice]))[useful],
                alone[:, useful],
                np.array(weights),
                self.owners[useful],
                np.searchsorted(useful, first),
            )
            first = useful[found]
        for person, choice in zip(people, first, strict=True):
            self.give(person.name, int(choice))


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


class Stage:
    """Gives voices in the order of the methods; each leaves to the next what is free."""

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
        self.people = sorted(cast, key=_rank)
        self.wishes = {person.name: _wish_for(person, voice_map) for person in self.people}
        self.seats = Seats(self.people, catalogue)
        self.voices: dict[str, Voice] = {}
        self.chosen: Set[str] = frozenset()
        """Those whose voice nobody asked for."""
        self.warnings: list[str] = []

    def place_narrator(self, language: str) -> Voice:
        wish, hero = self.voice_map.narrator, self.cast.get(self.cast.narrator)
        hero_wish = self.wishes[hero.name] if hero else VoiceWish()
        if wish.voice is None and hero_wish.voice is not None:
            wish = replace(wish, engine=hero_wish.engine, voice=hero_wish.voice)
        if wish.voice is None:
            self.seats.give(NARRATOR, self.best_for(hero, self.engine_of(wish), language))
            voice = self.voice_of(NARRATOR)
        else:
            voice = self.ask(NARRATOR, wish)
        # the pace of the narrator's wish is the book's, and so in the voice already
        voice = adjust(voice, replace(self.voice_map.narrator, rate=None, rate_percent=None))
        if hero and hero_wish.voice is None:
            self.voices[hero.name] = adjust(voice, hero_wish)
        return voice

    def place_kept(self) -> None:
        """Those whose voice an earlier book gave them, and the voices of the absent.

        Voices that no catalogue lists are nobody else's: they are given here as well.
        """
        for person in self.people:
            wish = self.wishes[person.name]
            listed = (self.engine_of(wish), wish.voice or "") in self.seats.known
            if self.asks(person) and (not listed or person.name in self.voice_map.remembered):
                self.give_asked(person)
        present = {id(wish) for wish in self.wishes.values()}
        for wish in self.voice_map.characters.values():
            known = self.seats.known.get((self.engine_of(wish), wish.voice or ""))
            if id(wish) not in present and known is not None and self.is_roomy(known):
                self.seats.users[known] += 1  # who isn't in this book may be in the next

    def asks(self, person: Character) -> bool:
        return person.name not in self.voices and self.wishes[person.name].voice is not None

    def give_asked(self, person: Character) -> None:
        wish = self.wishes[person.name]
        self.voices[person.name] = adjust(self.ask(person.name, wish), wish)

    def place_asked(self) -> None:
        """Voices that were asked for by name; whoever has one by choice makes room.

        Everybody has a voice by then, so that to ask for one changes nobody else's without need.
        """
        asked = [person for person in self.people if self.asks(person)]
        for person in asked:
            if person.name in self.seats.choices:
                self.seats.take_back(person.name)
            self.give_asked(person)
        names = {person.name for person in asked} & self.seats.choices.keys()
        for person in self.people:
            if person.name in self.chosen and self.is_crowded(person, names):
                self.seats.take_back(person.name)
                self.choose(person)

    def is_crowded(self, person: Character, asked: Set[str]) -> bool:
        """Whether a voice that was asked for is the person's own, or much like it in a partner."""
        seats = self.seats
        own = seats.choices[person.name]
        return person.name not in asked and any(
            seats.owners[own] == seats.owners[seats.choices[other]]
            or (seats.meets(person, other) and seats.nearness[seats.rows[other]][own] > TOO_NEAR)
            for other in asked
        )

    def is_roomy(self, choice: int) -> bool:
        engine = self.seats.candidates[choice].voice.engine
        return int((self.seats.pool(engine) & self.seats.plain).sum()) > SMALL_CATALOGUE

    def place_unknown(self) -> Voice:
        wish = self.voice_map.unknown
        if wish.voice is not None:
            return adjust(self.ask(UNKNOWN, wish), wish)
        engine = self.engine_of(wish)
        small = int((self.seats.pool(engine) & self.seats.plain).sum()) <= SMALL_CATALOGUE
        self.seats.give(UNKNOWN, self.seats.choose(Character(UNKNOWN), engine, varied=small))
        return adjust(self.voice_of(UNKNOWN), wish)

    def place_others(self) -> None:
        """The main characters together, then everyone else, as if nobody asked; then who did."""
        waiting = [person for person in self.people if person.name not in self.voices]
        least = MAIN_SHARE * max((person.words for person in self.people), default=0)
        main = [person for person in waiting if person.words and person.words >= least]
        for size in TOGETHER:
            group, main = main[:size], main[size:]
            for person in group:
                self.choose(person)
            if group:
                engines = [self.engine_of(self.wishes[each.name]) for each in group]
                self.seats.settle(group, engines)
        for person in waiting:
            if person.name not in self.seats.choices:
                self.choose(person)
        self.chosen = {each.name for each in waiting if self.wishes[each.name].voice is None}
        self.place_asked()
        shared, varied = [], []
        for person in waiting:
            if person.name not in self.chosen:
                continue
            choice = self.seats.choices[person.name]
            if person.lines and self.seats.users[choice] > 1:
                shared.append(person.name)
            elif person.lines and not self.seats.whole[choice]:
                varied.append(person.name)
            wish = self.wishes[person.name]
            self.voices[person.name] = adjust(self.voice_of(person.name), wish)
        self.warn(varied, shared)

    def warn(self, varied: Sequence[str], shared: Sequence[str]) -> None:
        if varied:
            self.warnings.append(
                f"there are more people than voices: only pitch and pace tell "
                f"{_listed(varied)} from others"
            )
        if shared:
            self.warnings.append(
                f"there are far more people than voices: {_listed(shared)} share a voice, "
                "as far as possible with someone they don't talk to"
            )

    def choose(self, person: Character) -> None:
        engine = self.engine_of(self.wishes[person.name])
        self.seats.give(person.name, self.seats.choose(person, engine))

    def engine_of(self, wish: VoiceWish) -> str:
        return wish.engine or self.default_engine

    def best_for(self, hero: Character | None, engine: str, language: str) -> int:
        """The engine's best voice for a narrator, of the hero's gender and the book's country,
        that nobody else was promised."""
        absent = self.voice_map.characters.values()
        wishes = [*self.wishes.values(), *absent, self.voice_map.unknown]
        promised = {(self.engine_of(wish), wish.voice) for wish in wishes}
        gender = hero.gender if hero else ""

        def faults(index: int) -> tuple[bool, bool, bool, int]:
            voice = self.seats.candidates[index].voice
            other = bool(gender) and voice.gender not in (gender, "")
            abroad = "-" in language and voice.language.casefold() != language.casefold()
            return (voice.engine, voice.name) in promised, other, abroad, index

        pool = self.seats.pool(engine) & self.seats.plain
        return min((int(index) for index in np.flatnonzero(pool)), key=faults)

    def ask(self, who: str, wish: VoiceWish) -> Voice:
        """A voice that was asked for by name, which the catalogue may not list."""
        engine, name = self.engine_of(wish), wish.voice or ""
        known = self.seats.known.get((engine, name))
        if known is None:
            return Voice(engine, name, rate=self.pace)
        self.seats.give(who, known)
        return self.voice_of(who)

    def voice_of(self, who: str) -> Voice:
        candidate = self.seats.candidates[self.seats.choices[who]]
        return Voice(
            candidate.voice.engine,
            candidate.voice.name,
            rate=round(self.pace * candidate.pace),
            pitch=candidate.pitch,
            size=candidate.size,
        )


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


def _rank(person: Character) -> tuple[int, str]:
    """The order in which voices are given: who says most first, ties by name.

    In coarse steps (a third more words), so that a few more words change nobody's place.
    """
    return -round(2.4 * math.log2(person.words + 1)), person.name
