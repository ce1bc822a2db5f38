"""Presets: what a kind of listening asks of the files, in making them and in checking them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from narrator.voices import Pauses

Range = tuple[float, float]
"""Lowest and highest, both allowed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What ``narrator check`` measures against; None where a preset asks for nothing."""

    file_lufs: Range | None = None
    book_lufs: Range | None = None
    rms_db: Range | None = None
    true_peak_dbtp: float | None = None
    floor_db: float | None = None
    head_s: Range | None = None
    tail_s: Range | None = None
    silence_s: float | None = None
    """The longest silence inside a file."""
    file_s: float | None = None
    """The longest file."""
    sample_rate: int | None = None
    bit_rate: int | None = None
    """bit/s, the lowest allowed, at a constant rate."""
    mono: bool = False
    files_a_folder: int | None = None
    name_length: int | None = None
    """Characters of a sound file's name."""
    credits: bool = False
    """Whether opening and closing credits must be files of their own, and a sample be there."""


@dataclass(frozen=True, slots=True)
class Preset:
    """How files are made, and what they must keep to."""

    name: str
    sample_rate: int = 0
    """In Hz; 0 for the narrator's engine's own."""
    bit_rate: int = 64_000
    """bit/s, for codecs that have one."""
    formats: tuple[str, ...] = ()
    """The only formats that it is for; () for any."""
    head_s: Range | None = None
    """``voices.yaml``'s pauses at a file's ends are kept within these."""
    tail_s: Range | None = None
    file_s: float = 0.0
    """A chapter longer than this comes in parts; 0 for any length."""
    credits: bool = False
    """Whether credits are spoken, in files of their own, and a retail sample is written."""
    files_a_folder: int = 0
    """A longer book comes in several folders; 0 for no limit."""
    name_length: int = 0
    """Characters of a sound file's name; 0 for what file systems take."""
    subtitles: bool = True
    """Whether the text lies beside the sound."""
    limits: Limits = field(default_factory=Limits)


SAMPLE_S: Range = (60.0, 300.0)
"""Of a retail sample."""

OWN_LIMITS = Limits(
    file_lufs=(-21.5, -16.5),
    book_lufs=(-20.0, -18.0),
    true_peak_dbtp=-3.0,
    floor_db=-60.0,
    silence_s=10.0,
)
"""Of files that no shop has a say in."""

PRESETS: Mapping[str, Preset] = {
    "personal": Preset("personal", limits=OWN_LIMITS),
    # The technical side of ACX's submission requirements, as its partners quote them.
    "acx": Preset(
        "acx",
        sample_rate=44_100,
        bit_rate=192_000,
        formats=("mp3",),
        head_s=(0.5, 1.0),
        tail_s=(1.0, 5.0),
        file_s=115 * 60,  # 120 are allowed; at 192 kbit/s those would be more than 170 MB
        credits=True,
        limits=Limits(
            rms_db=(-23.0, -18.0),
            true_peak_dbtp=-3.0,
            floor_db=-60.0,
            head_s=(0.5, 1.0),
            tail_s=(1.0, 5.0),
            silence_s=10.0,
            file_s=120 * 60,
            sample_rate=44_100,
            bit_rate=192_000,
            mono=True,
            credits=True,
        ),
    ),
    "car": Preset(
        "car",
        sample_rate=44_100,
        bit_rate=96_000,
        formats=("mp3",),
        files_a_folder=250,  # 255, with room for the cover and the playlist
        name_length=32,
        subtitles=False,
        limits=replace(OWN_LIMITS, sample_rate=44_100, files_a_folder=255, name_length=40),
    ),
}
DEFAULT = "personal"


def keep_pauses(pauses: Pauses, preset: Preset) -> Pauses:
    """The pauses at a file's ends moved into the preset's limits."""
    if preset.head_s:
        pauses = replace(pauses, head=_within(pauses.head, preset.head_s))
    if preset.tail_s:
        pauses = replace(pauses, tail=_within(pauses.tail, preset.tail_s))
    return pauses


def _within(value: float, bounds: Range) -> float:
    # A margin, since an engine's clip begins up to 10 ms before it can be heard.
    low, high = bounds[0] + 0.05, bounds[1] - 0.1
    return min(high, max(low, value))
