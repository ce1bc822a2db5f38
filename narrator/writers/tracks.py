"""Sound files with the words in them, in seconds: what sidecars of text are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from narrator.book import Kind, Line, Pause
from narrator.writers.division import SoundFile

NARRATOR = "Narrator"
NEW_PARAGRAPH = frozenset({Pause.PARAGRAPH, Pause.SCENE, Pause.PART, Pause.CHAPTER})


@dataclass(frozen=True, slots=True)
class Said:
    """One line as it is heard."""

    line: Line
    start: float
    """Seconds from the start of the file."""
    end: float
    begins: bool
    """Whether a new paragraph begins with it."""

    @property
    def scene(self) -> bool:
        """Whether a new scene begins with it."""
        return self.begins and self.line.before is Pause.SCENE

    @property
    def text(self) -> str:
        """Its words in one line."""
        return " ".join(self.line.text.split())

    @property
    def speaker(self) -> str:
        """Who speaks; "" for headings."""
        if self.line.speaker:
            return self.line.speaker
        return "" if self.line.kind is Kind.HEADING else NARRATOR


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter in a file."""

    title: str
    start: float
    end: float
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Track:
    """One sound file."""

    name: str
    title: str
    seconds: float
    parts: tuple[Part, ...]

    @property
    def stem(self) -> str:
        """Its name without the suffix."""
        return self.name.rpartition(".")[0]

    @property
    def said(self) -> list[Said]:
        """All lines of the file."""
        return [said for part in self.parts for said in part.said]


def read_tracks(files: Sequence[SoundFile], sample_rate: int) -> list[Track]:
    """What is heard when, in each file."""
    tracks: list[Track] = []
    for file in files:
        parts: list[Part] = []
        for start, title, sound in file.starts():
            said: list[Said] = []
            last: Line | None = None
            for cue in sound.cues:
                begins = (
                    last is None
                    or cue.line.paragraph != last.paragraph
                    or cue.line.before in NEW_PARAGRAPH
                )
                first, end = (start + cue.start) / sample_rate, (start + cue.end) / sample_rate
                said.append(Said(cue.line, first, end, begins))
                last = cue.line
            end = (start + sound.length) / sample_rate
            parts.append(Part(title, start / sample_rate, end, tuple(said)))
        seconds = file.length / sample_rate
        tracks.append(Track(file.name, file.title, seconds, tuple(parts)))
    return tracks
