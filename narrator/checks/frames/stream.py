"""What a file's headers and frames say together, and what all containers are looked at for."""

from __future__ import annotations

import mmap
from dataclasses import dataclass, field

HEADER, ORDER = "A-004", "A-005"
"""The codes of what is found: headers that don't fit their frames, frames that don't follow."""
MOST_PROBLEMS = 5
"""Of a kind that are told of one file."""
LONGEST_RUN = 8
"""Frames; a longer run that stands there twice may well have been said twice."""

Buffer = bytes | mmap.mmap


@dataclass(slots=True)
class Stream:
    """What a file's headers and frames say together."""

    sample_rate: int = 0
    """Of ``samples``, in Hz."""
    samples: int | None = None
    """What a gapless player plays of the frames that are there; None where nothing says so."""
    stated: int | None = None
    """What it should play by the header's count; None where there is none of its own."""
    digest: str = ""
    """What the decoded samples' MD5 must be, where that is stated."""
    problems: list[tuple[str, str]] = field(default_factory=list)
    """Codes and messages."""

    def complain(self, code: str, message: str) -> None:
        """Note what is wrong, unless there is enough of the kind already."""
        if sum(each == code for each, _ in self.problems) < MOST_PROBLEMS:
            self.problems.append((code, message))


def at_time(samples: int, sample_rate: int) -> str:
    """A place in the sound, for people, to a hundredth of a second."""
    minutes, seconds = divmod(samples / max(1, sample_rate), 60)
    return f"{int(minutes)}:{seconds:05.2f}"


def find_doubles(keys: list[int], loud: list[bool], frame: int, first: int, stream: Stream) -> None:
    """Complain of frames that stand there twice, one after the other.

    ``keys`` tell frames apart, ``loud`` which are more than silence (that repeats itself),
    ``frame`` is their length and ``first`` how much of the first ones is not played, in samples.
    """
    place = 1
    while place < len(keys):
        run = next((n for n in range(1, LONGEST_RUN + 1) if _repeats(keys, loud, place, n)), 0)
        if run:
            time = at_time(max(0, place * frame - first), stream.sample_rate)
            stream.complain(ORDER, f"{run} of its frames doubled at {time}")
        place += run or 1


def _repeats(keys: list[int], loud: list[bool], place: int, run: int) -> bool:
    """Whether so many frames are the same as those before them."""
    start = place - run
    return (
        start >= 0
        and keys[place] == keys[start]
        and keys[place : place + run] == keys[start:place]
        and all(loud[place : place + run])
    )
