"""Who spoke in a manuscript, and in which voice, when it was built last: a guess at who does now.

After an edit hardly anything of that is wrong, and nothing is decided by it: it says which shards
may be begun with while it is worked out who speaks.
"""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from narrator.book import Kind, Line, Lines
from narrator.calls import follow_calls
from narrator.casting import Casting
from narrator.casting.noted import casting_of, note_of
from narrator.script import Script

if TYPE_CHECKING:
    from narrator.notebook import Notebook

KEY = "last time"
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Guess:
    """A script with the speakers of last time, and their voices."""

    script: Script
    casting: Casting
    known: frozenset[str]
    """The ids of the spoken lines that have a speaker."""


def keep(script: Script, casting: Casting, notebook: Notebook) -> None:
    """Note who speaks in a whole book; lines are known by a sum over their text."""
    names: dict[str, int] = {}
    chapters = []
    for lines in script.chapters:
        said = [
            NOBODY if line.speaker is None else names.setdefault(line.speaker, len(names))
            for line in lines
        ]
        chapters.append([_packed(_sums(lines), "<u4"), _packed(said, "<i4")])
    notebook.put(KEY, {"cast": note_of(casting), "names": list(names), "chapters": chapters})


def recall(
    script: Script, numbers: Sequence[int], engines: Container[str], notebook: Notebook
) -> Guess | None:
    """The guess for some chapters, by their numbers in the book; None where nothing is known, or
    somebody's voice is none of these engines'."""
    note = notebook.get(KEY)
    if note is None:
        return None
    casting = casting_of(note["cast"])
    leads = (casting.narrator, casting.unknown, casting.notes)
    if not all(voice.engine in engines for voice in (*leads, *casting.voices.values())):
        return None
    known: set[str] = set()
    chapters = []
    for number, lines in zip(numbers, script.chapters, strict=True):
        if number <= len(note["chapters"]):
            lines = _with_speakers(lines, note["chapters"][number - 1], note["names"])
            known.update(line.id for line in lines if _is_spoken(line))
        chapters.append(lines)
    return Guess(replace(script, chapters=follow_calls(chapters)), casting, frozenset(known))


def _is_spoken(line: Line) -> bool:
    return line.kind in (Kind.DIALOGUE, Kind.THOUGHT) and line.speaker is not None


def _with_speakers(lines: Lines, noted: Sequence[str], names: Sequence[str]) -> Lines:
    before, said = _unpacked(noted[0], "<u4"), _unpacked(noted[1], "<i4")
    found = []
    for line, at in zip(lines, _places(before, _sums(lines)), strict=True):
        speaks = at != NOBODY and said[at] != NOBODY
        spoken = line.kind in (Kind.DIALOGUE, Kind.THOUGHT)
        found.append(replace(line, speaker=names[said[at]]) if speaks and spoken else line)
    return tuple(found)


def _places(before: Sequence[int], now: Sequence[int]) -> list[int]:
    """Where each line of a chapter was; -1 for new ones.

    >>> _places([1, 2, 3, 4], [1, 9, 3, 4]), _places([1, 2, 3], [1, 9, 2, 3])
    ([0, 1, 2, 3], [0, -1, 1, 2])
    """
    least = min(len(before), len(now))
    head = next((i for i in range(least) if before[i] != now[i]), least)
    tail = next((i for i in range(least - head) if before[-1 - i] != now[-1 - i]), least - head)
    moved = len(before) - len(now)
    middle = range(head, len(now) - tail)
    places = list(middle) if not moved else [NOBODY] * len(middle)
    return [*range(head), *places, *range(len(before) - tail, len(before))]


def _sums(lines: Lines) -> list[int]:
    return [zlib.crc32(line.text.encode("utf-8", "surrogatepass")) for line in lines]


def _packed(numbers: Sequence[int], kind: str) -> str:
    return b64encode(np.array(numbers, dtype=kind).tobytes()).decode()


def _unpacked(packed: str, kind: str) -> list[int]:
    found: Any = np.frombuffer(b64decode(packed), dtype=kind).tolist()
    return list(found)
