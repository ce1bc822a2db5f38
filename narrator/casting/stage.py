"""The stage on which voices are given, one after the other, and what is left for the next."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

import numpy as np

from narrator.book import UNKNOWN, Character
from narrator.casting import adjust
from narrator.casting.arrivals import Arrival, Troupe
from narrator.casting.seats import NARRATOR, Seats
from narrator.voices import CatalogueVoice, Voice, VoiceMap, VoiceWish

TOO_NEAR = 0.35
"""A voice so easily mixed up with one that was asked for makes room, when the two talk."""

SMALL_CATALOGUE = 6  # an engine with so few voices keeps them for people, not for ``unknown``


class Stage:
    """Gives voices in the order of the methods; each leaves to the next what is free."""

    def __init__(
        self,
        troupe: Troupe,
        voice_map: VoiceMap,
        catalogue: Sequence[CatalogueVoice],
        default_engine: str,
        pace: int,
    ) -> None:
        self.hero, self.voice_map = troupe.hero, voice_map
        self.default_engine, self.pace = default_engine, pace
        self.arrivals = troupe.arrivals
        coming = (person for arrival in self.arrivals for person in arrival.people)
        self.people = list({person.name: person for person in coming}.values())
        self.wishes = {person.name: _wish_for(person, voice_map) for person in self.people}
        self.seats = Seats(len(self.people), catalogue)
        self.voices: dict[str, Voice] = {}
        self.chosen: Set[str] = frozenset()
        """Those whose voice nobody asked for."""
        self.warnings: list[str] = []

    def place_narrator(self, language: str) -> Voice:
        wish, hero = self.voice_map.narrator, self.hero
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
            self.seats.hero = hero.name
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

        All others have chosen by then, so that to ask for one changes nobody else's without need.
        They come in again in the same order: what comes later changes nothing here either.
        """
        asked = [person for person in self.people if self.asks(person)]
        if not asked:
            return
        chosen = {name: self.seats.choices[name] for name in self.chosen}
        for name in chosen.keys() | {person.name for person in asked} & self.seats.choices.keys():
            self.seats.take_back(name)
        for person in asked:
            self.give_asked(person)
        taken = {person.name for person in asked} & self.seats.choices.keys()
        for arrival in self.arrivals:
            self.seats.learn(arrival)
            moving = []
            for person in arrival.people:
                if person.name not in chosen or person.name in self.seats.choices:
                    continue
                if self.is_crowded(person, chosen[person.name], taken):
                    moving.append(person)
                else:
                    self.seats.give(person.name, chosen[person.name])
            for person in moving:
                engine = self.engine_of(self.wishes[person.name])
                self.seats.give(person.name, self.seats.choose(person, engine))
                taken.add(person.name)

    def is_crowded(self, person: Character, choice: int, taken: Set[str]) -> bool:
        """Whether one of these has the voice that the person chose, or talks to them in one much
        like it."""
        seats = self.seats
        return any(
            seats.owners[choice] == seats.owners[seats.choices[other]]
            or (seats.meets(person, other) and seats.nearness[seats.rows[other]][choice] > TOO_NEAR)
            for other in taken
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
        """Those who have no voice yet, as if nobody asked for one; then who did."""
        waiting = [person for person in self.people if person.name not in self.voices]
        for arrival in self.arrivals:
            self.welcome(arrival)
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

    def welcome(self, arrival: Arrival) -> None:
        """Voices for those who come in; who has one and is somebody now gets a better one."""
        self.seats.learn(arrival)
        for person in arrival.people:
            if person.name in self.voices:
                continue
            if person.name in self.seats.choices:
                self.seats.take_back(person.name)
            engine = self.engine_of(self.wishes[person.name])
            choose = self.seats.choose_main if person in arrival.main else self.seats.choose
            self.seats.give(person.name, choose(person, engine))

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
