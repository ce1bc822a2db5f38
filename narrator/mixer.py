"""Lines with their words and voices into utterances with gaps; rendered shards into a timeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from narrator.audio import count_samples
from narrator.book import Kind, Line, Lines, Pause
from narrator.shards import Interlude, Utterance
from narrator.voices import Pauses, Voice

INSIDE_S = 0.08
"""Where the voice changes inside a sentence: “Hi,” | she said."""
AFTER_MUSIC_S = 0.8
"""Between music and the words, at least."""
NO_INTERLUDES: Mapping[Pause, Interlude] = {}
UNSAID_S = 0.8
"""What a line without words (“……”) adds to the pause: someone says nothing."""


@dataclass(frozen=True, slots=True)
class Cue:
    """When a line is heard, in samples from the start of its chapter; half-open."""

    line: Line
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """What the timeline needs of one rendered shard."""

    length: int
    """Samples."""
    spans: Sequence[tuple[int, int]]
    """Where each utterance lies, in samples from the shard's start; half-open."""
    lines: Sequence[str]
    """The utterances' line ids."""


@dataclass(frozen=True, slots=True)
class ChapterSound:
    """The timeline of one chapter: when each of its lines is heard."""

    title: str
    length: int
    """Samples."""
    cues: tuple[Cue, ...]


def pause_before(line: Line, previous: Line | None, pauses: Pauses) -> float:
    """Seconds of silence ahead of a line; ``previous`` is None at the start of a chapter."""
    if previous is None:
        return pauses.head
    by_cause: Mapping[Pause, float] = {
        Pause.NONE: INSIDE_S,
        Pause.SENTENCE: pauses.sentence,
        Pause.TURN: pauses.turn,
        Pause.PARAGRAPH: pauses.paragraph,
        Pause.SCENE: pauses.scene,
        Pause.PART: pauses.part,
        Pause.CHAPTER: pauses.scene,
    }
    if previous.kind is Kind.HEADING:
        return pauses.paragraph if line.kind is Kind.HEADING else pauses.heading
    return by_cause[line.before]


def arrange(
    lines: Lines,
    words: Mapping[str, str],
    voice_for: Callable[[Line], Voice],
    gains: Mapping[Voice, float],
    *,
    pauses: Pauses,
    sample_rate: int,
    deliver: Callable[[Line, Voice], Voice] = lambda line, voice: voice,
    interludes: Mapping[Pause, Interlude] = NO_INTERLUDES,
) -> list[Utterance]:
    """One utterance for each line of a chapter that has words; the others lengthen the pause.

    ``deliver`` performs a line; the gain stays the speaker's own, or a whisper would be as loud as
    speech. An interlude stands in the middle of the pause that it belongs to.
    """
    utterances: list[Utterance] = []
    waited = 0.0
    music: Interlude | None = None
    ahead = 0.0  # what was waited before the music
    previous: Line | None = None
    levels: dict[Voice, float] = {}
    for line in lines:
        pause = pause_before(line, previous, pauses)
        cause = line.before if previous else Pause.CHAPTER
        if cause in interludes and music is None:
            music = interludes[cause]
            share = pause / 2 if previous else pause
            ahead, waited = waited + share, max(pause - share, AFTER_MUSIC_S)
        else:
            waited += pause
        previous = line
        text = words[line.id]
        if not text:
            waited += UNSAID_S
            continue
        voice = voice_for(line)
        gap = count_samples(ahead if music else waited, sample_rate)
        if music:
            music = replace(music, after=count_samples(waited, sample_rate))
        gain = levels.get(voice)
        if gain is None:
            gain = levels[voice] = gains[replace(voice, volume_db=0.0, effect="")]
        utterances.append(Utterance(text, deliver(line, voice), gap, line.id, gain, music))
        waited, music = 0.0, None
    return utterances


def place(title: str, lines: Mapping[str, Line], parts: Sequence[Part]) -> ChapterSound:
    """A chapter's timeline from its rendered shards; ``lines`` are found by their ids."""
    cues: list[Cue] = []
    at = 0
    for part in parts:
        for name, (start, end) in zip(part.lines, part.spans, strict=True):
            cues.append(Cue(lines[name], at + start, at + end))
        at += part.length
    return ChapterSound(title, at, tuple(cues))
