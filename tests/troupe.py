"""Casts and voices for the tests of casting."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from narrator import casting
from narrator.book import Cast, Character, Kind, Line, Pause
from narrator.casting import Casting, assign_voices
from narrator.voices import CatalogueVoice, Voice, VoiceMap

FACTS = Path(casting.__file__).parent.parent / "engines" / "espeak_voices.json"
ESPEAK = [
    CatalogueVoice(engine="espeak", resizable=True, **row)
    for row in json.loads(FACTS.read_text(encoding="utf-8"))["voices"]
]
TWO = [
    CatalogueVoice("system", "Bert", "en-US", "male"),
    CatalogueVoice("system", "Gerda", "en-US", "female"),
]


def person(
    name: str, gender: str = "", words: int = 100, age: str = "", **talks_to: int
) -> Character:
    return Character(name, (), gender, age, max(words // 10, 1), words, talks_to)


FAMILY = Cast(
    (
        person("Ada", "female", 900, Ben=30, Cleo=20),
        person("Ben", "male", 700, Ada=30, Dan=10),
        person("Cleo", "female", 400, Ada=20, Eve=5),
        person("Dan", "male", 300, Ben=10),
        person("Eve", "female", 90, Cleo=5),
        person("Kim", "", 40, Ada=2),
    )
)


def cast_of(
    cast: Cast,
    catalogue: Sequence[CatalogueVoice] = ESPEAK,
    voice_map: VoiceMap | None = None,
    *,
    one_voice: bool = False,
    language: str = "",
) -> Casting:
    return assign_voices(
        cast,
        voice_map or VoiceMap(),
        catalogue,
        default_engine=catalogue[0].engine,
        one_voice=one_voice,
        language=language,
    )


def gender_of(voice: Voice) -> str:
    return next(v.gender for v in [*ESPEAK, *TWO] if v.name == voice.name)


def line(kind: Kind, speaker: str | None) -> Line:
    return Line(kind, "Yes.", 0, Pause.TURN, 0, speaker=speaker)
