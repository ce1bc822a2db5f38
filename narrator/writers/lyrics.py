"""Tracks into timed text for players: SubRip (``.srt``) and lyrics (``.lrc``)."""

from __future__ import annotations

from narrator.book import Metadata
from narrator.writers.tracks import NARRATOR, Track


def subrip(track: Track) -> str:
    """SubRip: numbered cues, each with its speaker where it is not the narrator."""
    rows: list[str] = []
    for number, said in enumerate(track.said, 1):
        who = f"{said.speaker}: " if said.speaker not in ("", NARRATOR) else ""
        times = f"{_clock(said.start)} --> {_clock(said.end)}"
        rows += [str(number), times, f"{who}{said.text}", ""]
    return "\n".join(rows)


def lyrics(track: Track, book: Metadata) -> str:
    """LRC: one line of text after the time at which it begins; an empty one ends the last."""
    tags = {"ti": track.title, "ar": book.author, "al": book.title, "re": "narrator"}
    length = f"[length:{int(track.seconds) // 60:02d}:{int(track.seconds) % 60:02d}]"
    rows = [f"[{key}:{' '.join(value.split())}]" for key, value in tags.items() if value]
    rows.append(length)
    # A line that begins with a bracket would be read as a tag.
    rows += [f"[{_minutes(said.start)}]{said.text.replace('[', '(')}" for said in track.said]
    if track.said:
        rows.append(f"[{_minutes(track.said[-1].end)}]")
    return "\n".join(rows) + "\n"


def _clock(seconds: float) -> str:
    """SubRip's time.

    >>> _clock(3725.5)
    '01:02:05,500'
    """
    whole = round(1000 * seconds)
    minutes, rest = divmod(whole, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d},{rest % 1000:03d}"


def _minutes(seconds: float) -> str:
    """LRC's time.

    >>> _minutes(3725.5)
    '62:05.50'
    """
    hundredths = round(100 * seconds)
    return f"{hundredths // 6000:02d}:{hundredths % 6000 // 100:02d}.{hundredths % 100:02d}"
