"""What to build and how (Order), what is known beforehand (Plan), what came of it (Report)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from narrator.book import UNKNOWN, Line, Metadata, Pause
from narrator.errors import ConfigurationError
from narrator.presets import DEFAULT, PRESETS, Preset
from narrator.readers import ReadOptions
from narrator.script import Script
from narrator.voices import VoiceMap
from narrator.writers.formats import FORMATS

if TYPE_CHECKING:
    from narrator.casting import Casting
    from narrator.renderer import Failure
    from narrator.shards import Interlude

DOUBTFUL = 0.5
"""A speaker less sure than this is counted as doubtful."""
CHARACTERS_A_SECOND = 14.5
"""Of text at ``STANDARD_WORDS_A_MINUTE``, pauses included; for estimates only."""
STANDARD_WORDS_A_MINUTE = 165


@dataclass(frozen=True, slots=True)
class Order:
    """What to build, and how; empty values leave a thing to the manuscript or to the program."""

    source: Path | str
    output: Path
    voice_map: VoiceMap
    data: bytes | None = None
    """The manuscript's bytes, when ``source`` is ``-``."""
    reading: ReadOptions = field(default_factory=ReadOptions)
    """What is read beyond the title and the chapters."""
    engine: str = ""
    formats: tuple[str, ...] = ("mp3",)
    """Each of ``writers.formats.FORMATS``."""
    single: bool = False
    """One file for the whole book, also in formats that have one a chapter."""
    sidecars: tuple[str, ...] = ()
    """Each of ``writers.formats.SIDECARS``; what stands beside every book is not named here."""
    url: str = ""
    """Where the book's folder will be on the web; a podcast's feed needs it."""
    stems: bool = False
    """Also one file a voice, without loss, beside the first format."""
    preset: str = DEFAULT
    """One of ``presets.PRESETS``."""
    jobs: int = 0
    """Worker processes; 0 for one a core."""
    chapters: tuple[tuple[int, int], ...] = ()
    """Ranges of chapter numbers, both ends included; () for all."""
    preview_minutes: float = 0.0
    one_voice: bool = False
    metadata: Metadata = field(default_factory=Metadata)
    """What the user says; its fields win over the manuscript's where they are not empty."""
    cover: Path | None = None
    rate: int = 0
    """Words a minute for the whole book; 0 leaves it to ``voices.yaml``."""
    force: bool = False
    """Render and write everything anew."""
    max_cost: float | None = None
    """What engines with a price may cost; None for any sum."""


def check_order(order: Order) -> Preset:
    """The order's preset. Raises ConfigurationError when the rest of the order is not for it."""
    preset = PRESETS[order.preset]
    wrong = [form for form in order.formats if preset.formats and form not in preset.formats]
    if wrong:
        allowed = " or ".join(preset.formats)
        raise ConfigurationError(
            f"the preset {preset.name} is for {allowed}; leave --format {wrong[0]} out"
        )
    if "podcast" in order.sidecars and not order.url:
        raise ConfigurationError(
            "a podcast's feed needs the address where its files will be; add --url https://…"
        )
    if "sylt" in order.sidecars and "mp3" not in order.formats:
        raise ConfigurationError("sylt stands inside MP3 files; add --format mp3, or ask for lrc")
    if "epub" in order.sidecars and not any(FORMATS[form].in_epub for form in order.formats):
        raise ConfigurationError(
            f"an EPUB can't hold {order.formats[0]}; add --format mp3, or leave --sidecar epub out"
        )
    if preset.credits and order.single:
        raise ConfigurationError(
            f"the preset {preset.name} wants one file a chapter; leave --single out"
        )
    return preset


@dataclass(frozen=True, slots=True)
class Summary:
    """A book in a few figures."""

    title: str
    author: str
    profile: str
    """The source that the manuscript was recognised as."""
    chapters: int
    lines: int
    speakers: int
    doubtful: int
    """Lines whose speaker is hardly known."""
    skipped: int
    """Stretches that are not read aloud."""
    estimated_seconds: float
    """Of sound."""
    estimated_cost: float = 0.0
    """Of what engines with a price have yet to speak."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is known before work starts."""

    order: Order
    script: Script
    numbers: tuple[int, ...]
    """Each chapter's number in the book; gaps where chapters were not asked for."""
    total: int
    """Chapters in the whole book."""
    casting: Casting
    fingerprints: Mapping[str, str]
    """Of each engine in use, by name."""
    sample_rate: int
    """Of the narrator's engine, in Hz."""
    words: Mapping[str, str]
    """Line id -> what the engine gets; "" for lines without words."""
    cover: bytes = b""
    """A JPEG."""
    cost: float = 0.0
    """Of what engines with a price have yet to speak."""
    interludes: Mapping[Pause, Interlude] = field(default_factory=dict)
    """Music of the user's, by the pause that it is heard in."""

    @property
    def summary(self) -> Summary:
        """What to tell people."""
        book = self.script.book
        return Summary(
            title=book.metadata.title,
            author=book.metadata.author,
            profile=book.profile,
            chapters=len(self.script.chapters),
            lines=sum(map(len, self.script.chapters)),
            speakers=len({line.speaker for line in self.script.lines() if line.speaker}),
            doubtful=len(self.doubtful),
            skipped=len(book.skipped),
            estimated_seconds=round(self.estimated_seconds, 1),
            estimated_cost=round(self.cost, 4),
        )

    @property
    def estimated_seconds(self) -> float:
        pace = self.casting.narrator.rate / STANDARD_WORDS_A_MINUTE
        return sum(map(len, self.words.values())) / CHARACTERS_A_SECOND / pace

    @property
    def doubtful(self) -> list[Line]:
        """Lines whose speaker is unknown or hardly known."""
        return [
            line
            for line in self.script.lines()
            if line.speaker == UNKNOWN or (line.speaker and line.confidence < DOUBTFUL)
        ]


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did."""

    summary: Summary
    folder: Path
    files: tuple[Path, ...] = ()
    """The sound files, in order."""
    seconds: float = 0.0
    shards: int = 0
    cached: int = 0
    """How many of the shards were there already."""
    failures: tuple[Failure, ...] = ()
    """Lines that could not be spoken; then no files were written."""
    removed: tuple[Path, ...] = ()
    """What an earlier build had left, and is gone: of chapters renamed or dropped, say."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a build is."""

    done: int
    """Characters of text."""
    total: int
    seconds: float
    """Of sound so far."""
    cached: int
    """Characters that were there already."""
