"""Who speaks how: Voice and VoiceMap, and ``voices.yaml`` into a VoiceMap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from narrator.book import Character


@dataclass(frozen=True, slots=True)
class Voice:
    """How one person sounds: what an engine needs to speak, nothing more."""

    engine: str
    """An engine's name: ``espeak``, ``system``, ``tone``."""
    name: str
    """The engine's own name for the voice: ``en-us+f3``."""
    rate: int = 165
    """Words a minute."""
    pitch: float = 0.0
    """Relative to the voice's own, in percent: +10 is a tenth higher."""
    volume_db: float = 0.0
    """On top of the calibrated loudness."""
    effect: str = ""
    """"" or ``soft`` or ``telephone``."""


@dataclass(frozen=True, slots=True)
class VoiceWish:
    """What ``voices.yaml`` asks for one speaker; None where it leaves the choice to the program."""

    engine: str | None = None
    voice: str | None = None
    rate: int | None = None
    pitch: float | None = None
    volume_db: float | None = None
    effect: str | None = None


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds of silence by cause."""

    sentence: float = 0.25
    turn: float = 0.35
    paragraph: float = 0.6
    scene: float = 2.0
    part: float = 3.0
    heading: float = 2.5
    """After a heading."""
    head: float = 0.75
    """At the start of a chapter's file."""
    tail: float = 3.5
    """At the end of a chapter's file."""


@dataclass(frozen=True, slots=True)
class VoiceMap:
    """A checked ``voices.yaml``."""

    narrator: VoiceWish = field(default_factory=VoiceWish)
    thoughts: VoiceWish = field(default_factory=VoiceWish)
    unknown: VoiceWish = field(default_factory=VoiceWish)
    characters: Mapping[str, VoiceWish] = field(default_factory=dict)
    people: tuple[Character, ...] = ()
    """The same characters' names, aliases, genders and ages, for attribution."""
    pauses: Pauses = field(default_factory=Pauses)
    lexicon: Mapping[str, str] = field(default_factory=dict)
    corrections: Mapping[str, str] = field(default_factory=dict)
    """Line id -> speaker."""
    path: Path | None = None
    """The file it came from."""
