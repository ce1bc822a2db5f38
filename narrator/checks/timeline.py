"""What a build says of its files, and what was heard in them, into where the two don't agree.

The build's list (``.narrator.json``) has each file's length, its chapters and its joins; the
subtitles beside a file have each line's time. Both come from the samples that were put together,
so that a frame which is missing or stands there twice shows, and where.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from narrator.checks.frames.stream import ORDER, at_time
from narrator.checks.meters import Stretches

Stretch = npt.NDArray[np.float64]

JOIN, LENGTH, STEP = "A-006", "A-007", "A-008"
"""The codes of what is found: clicks and joins, lengths, times."""
TOLERANCE_S = 0.05
"""Of lengths, and of the times of words."""
EXACT_S = 0.002
"""Of lengths that headers state to the sample; a frame is ten times as long."""
BEFORE_JOIN_S = (0.075, 0.05)
"""A shard ends in more silence than this; a codec's echo ahead of the next word is shorter."""
CLICK_S, ALONE_S, CLICK_PEAK = 0.012, 0.06, 0.01
"""A sound so short and so high with so much silence on either side is no speech: the stop before a
final consonant is silent for less, and a breath that just can be heard is softer."""
PAUSE_S, ONSET_S = 0.2, 0.12
"""Lines after such a pause are looked at; their sound must follow on so much silence."""
NEAR_S = 5.0
"""Where a line's sound is looked for, before and after its time."""
NEIGHBOURS, AGREE = 9, 6
"""So many of so many lines in a row must be off by the same time: soft consonants begin late, loud
ones seem to be early."""
SPREAD_S = 0.02
"""By which lines that are off by the same time differ."""
NOBODY = "–"
"""Who speaks a cue that names nobody: a heading."""
MOST_PLACES = 5
"""That are told of one file."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A line of the subtitles: its start and end in seconds, who speaks, and the words."""

    start: float
    end: float
    speaker: str
    words: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """One file's entry in the list of what a build wrote."""

    seconds: float
    joins: tuple[float, ...] = ()
    """Where shards meet, in seconds."""


_TIMES = re.compile(r"(?:(\d+):)?(\d\d):(\d\d\.\d{3}) --> (?:(\d+):)?(\d\d):(\d\d\.\d{3})")


def read_cues(path: Path) -> list[Cue]:
    """The cues of a WebVTT file; [] when there is none."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return []
    found: list[Cue] = []
    for block in text.split("\n\n"):
        if times := _TIMES.search(block):
            hours, minutes, seconds, *end = times.groups()
            said = block[times.end() :].strip()
            who = re.match(r"<v ([^>]*)>", said)
            words = html.unescape(said[who.end() :] if who else said)
            speaker = html.unescape(who[1]) if who else NOBODY
            found.append(Cue(_clock(hours, minutes, seconds), _clock(*end), speaker, words))
    return found


def _clock(hours: str | None, minutes: str, seconds: str) -> float:
    return 3600 * int(hours or 0) + 60 * int(minutes) + float(seconds)


def read_timeline(entry: dict[str, Any]) -> Timeline | None:
    """A file's entry in the manifest; None when it has no length or can't be read."""
    try:
        joins = [int(place) / int(entry["sample_rate"]) for place in entry.get("joins", ())]
        return Timeline(float(entry["seconds"]), tuple(joins))
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None


def judge_length(
    seconds: float, stated: float | None, timeline: Timeline | None, cues: Sequence[Cue]
) -> Iterator[tuple[str, str]]:
    """A file's decoded length, and what its headers state, against its script's."""
    if timeline is None:
        if cues and cues[-1].end > seconds + TOLERANCE_S:
            end = f"its text ends at {cues[-1].end:.3f} s"
            yield LENGTH, f"{seconds:.3f} s, where {end}"
        return
    if abs(seconds - timeline.seconds) > TOLERANCE_S:
        yield LENGTH, f"{seconds:.3f} s, where the script makes {timeline.seconds:.3f} s"
    elif stated is not None and abs(off := stated - timeline.seconds) > EXACT_S:
        few = f"{1000 * abs(off):.0f} ms {'missing' if off < 0 else 'too many'}"
        yield ORDER, f"its frames don't make up what the script asks for: {few}"


def judge_joins(sounds: Stretches, joins: Sequence[float]) -> Iterator[tuple[str, str]]:
    """Clicks anywhere, and sound where shards meet, which is in silence."""
    places = [f"a click at {_at(at)}" for at in _clicks(sounds)]
    for join in joins:
        zone = join - BEFORE_JOIN_S[0], join - BEFORE_JOIN_S[1]
        first = int(np.searchsorted(sounds[:, 1], zone[0]))
        if first < len(sounds) and sounds[first, 0] < zone[1]:
            places.append(f"something is heard at the join at {_at(join)}")
    for place in places[:MOST_PLACES]:
        yield JOIN, place
    if len(places) > MOST_PLACES:
        yield JOIN, f"and {len(places) - MOST_PLACES} more"


def _clicks(sounds: Stretches) -> list[float]:
    """Sounds that are too short, and too much alone, to be speech."""
    if len(sounds) < 3:
        return []
    gaps = sounds[1:, 0] - sounds[:-1, 1]
    inner = sounds[1:-1]
    alone = (gaps[:-1] >= ALONE_S) & (gaps[1:] >= ALONE_S)
    short = (inner[:, 1] - inner[:, 0] <= CLICK_S) & (inner[:, 2] >= CLICK_PEAK)
    return [float(at) for at in inner[alone & short, 0]]


def judge_steps(sounds: Stretches, cues: Sequence[Cue]) -> Iterator[tuple[str, str]]:
    """Whether lines are heard at their times; told is the first place where they no longer are."""
    for cue in [cue for cue in cues if not _is_heard(cue, sounds)][:MOST_PLACES]:
        yield STEP, f"nothing is heard of the line at {_at(cue.start)}"
    found = list(_onsets(sounds, cues))
    for at in range(len(found) - NEIGHBOURS + 1):
        shift = _common_shift([errors for _, errors in found[at : at + NEIGHBOURS]])
        if abs(shift) > TOLERANCE_S:
            near = (time for time, errors in found[at:] if np.any(abs(errors - shift) < SPREAD_S))
            side = "after" if shift > 0 else "ahead of"
            off = f"{1000 * abs(shift):.0f} ms {side} the text"
            yield STEP, f"from about {_at(next(near))} on, lines are heard {off}"
            return


def _common_shift(errors: Sequence[Stretch]) -> float:
    """By how many seconds most of some lines are late; 0 when they don't agree."""
    if sum(bool(np.any(abs(each) <= TOLERANCE_S)) for each in errors) >= AGREE:
        return 0.0
    for shift in sorted(np.concatenate(errors).tolist(), key=abs):
        near = [each[abs(each - shift) < SPREAD_S] for each in errors]
        if sum(map(bool, map(len, near))) >= AGREE:
            return float(np.median(np.concatenate(near)))
    return 0.0


def _is_heard(cue: Cue, sounds: Stretches) -> bool:
    first = int(np.searchsorted(sounds[:, 1], cue.start))
    return first < len(sounds) and bool(sounds[first, 0] < cue.end)


def _onsets(sounds: Stretches, cues: Sequence[Cue]) -> Iterator[tuple[float, Stretch]]:
    """For lines after a pause: their times, and how much later sounds after a pause begin."""
    if not len(sounds):
        return
    gaps = np.diff(sounds[:, 0], prepend=-1.0)
    gaps[1:] = sounds[1:, 0] - sounds[:-1, 1]
    starts = sounds[gaps >= ONSET_S, 0]
    last = 0.0
    for cue in cues:
        pause, last = cue.start - last, cue.end
        if pause >= PAUSE_S:
            low, high = np.searchsorted(starts, [cue.start - NEAR_S, cue.start + NEAR_S])
            yield cue.start, starts[low:high] - cue.start


def _at(seconds: float) -> str:
    return at_time(round(1000 * seconds), 1000)
