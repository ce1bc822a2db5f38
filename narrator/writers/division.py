"""Chapters into the sound files that they will be: which go where, and what those are called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from narrator.audio import count_samples
from narrator.encoders import Encoding, open_encoder
from narrator.mixer import ChapterSound, Cue
from narrator.order import Plan
from narrator.presets import PRESETS, SAMPLE_S
from narrator.renderer import Rendered
from narrator.shards import Shard
from narrator.writers.folder import safe_name
from narrator.writers.formats import FORMATS

Parts = Sequence[tuple[Shard, Rendered]]
Sound = tuple[ChapterSound, Parts]
"""A chapter's timeline and its shards, in order."""

SAMPLE = "Retail sample"
HEAD_S, TAIL_S = 0.75, 1.5
"""Silence where a chapter is cut: before the part that follows, and after the one that ends."""


@dataclass(frozen=True, slots=True)
class SoundFile:
    """One sound file to be: what it is called, and the chapters in it."""

    name: str
    title: str
    chapters: Sequence[tuple[int, Sound]]
    """Each with its number in the book."""
    track: int = 1
    tracks: int = 1
    part: int = 0
    """1-based when the book is in several files of several chapters; else 0."""
    marked: bool = False
    """Whether it has chapter marks."""

    @property
    def length(self) -> int:
        """Samples."""
        return sum(sound.length for _, (sound, _) in self.chapters)

    @property
    def parts(self) -> Parts:
        return [part for _, (_, parts) in self.chapters for part in parts]

    def starts(self) -> Iterator[tuple[int, str, ChapterSound]]:
        """Each chapter's first sample in this file, its title, and its timeline."""
        at = 0
        for number, (sound, _) in self.chapters:
            yield at, sound.title or f"Chapter {number}", sound
            at += sound.length


def divide(
    plan: Plan, form: str, sounds: Sequence[Sound], encoding: Encoding
) -> Iterator[SoundFile]:
    """The book's files in order; chapters without a sound go nowhere."""
    audible = [
        (number, sound) for number, sound in zip(plan.numbers, sounds, strict=True) if sound[1]
    ]
    kind = FORMATS[form]
    if not kind.whole and not plan.order.single:
        yield from _one_each(plan, form, audible, encoding)
        return
    book = plan.script.book.metadata.title
    most = kind.most_marks or max(1, len(audible))
    batches = [audible[at : at + most] for at in range(0, len(audible), most)]
    for part, batch in enumerate(batches, 1):
        several = len(batches) > 1
        title = f"{book}, part {part}" if several else book
        name = f"{safe_name(title, 'Untitled')}.{form}"
        yield SoundFile(name, title, batch, part, len(batches), part if several else 0, True)


def prefix(plan: Plan, number: int) -> str:
    """What the name of a chapter's file begins with."""
    return f"{number:0{max(3, len(str(plan.total)))}d} - "


def _one_each(
    plan: Plan, form: str, audible: Sequence[tuple[int, Sound]], encoding: Encoding
) -> Iterator[SoundFile]:
    preset = PRESETS[plan.order.preset]
    most = count_samples(preset.file_s, encoding.sample_rate)
    cut = [
        (number, split_sound(sound, most, encoding) if most else [sound])
        for number, sound in audible
    ]
    extra = sum(len(sounds) - 1 for _, sounds in cut) + 2 * preset.credits
    before = int(preset.credits)
    for number, sounds in cut:
        for at, sound in enumerate(sounds):
            title = sound[0].title or f"Chapter {number}"
            part = f" ({at + 1} of {len(sounds)})" if len(sounds) > 1 else ""
            room = preset.name_length - len(prefix(plan, number)) - len(f".{form}")
            words = safe_name(title, f"Chapter {number}")
            words = (words[:room].rstrip(" .") if preset.name_length else words) + part
            whole = (replace(sound[0], title=title + part), sound[1])
            yield SoundFile(
                f"{prefix(plan, number)}{words}.{form}",
                title + part,
                [(number, whole)],
                number + before,
                plan.total + extra,
            )
            before += at + 1 < len(sounds)


def split_sound(sound: Sound, most: int, encoding: Encoding) -> list[Sound]:
    """A chapter as parts of at most so many samples, alike in length, cut between shards."""
    chapter, parts = sound
    if chapter.length <= most:
        return [sound]
    count = -(-chapter.length // most)
    groups: list[list[tuple[Shard, Rendered]]] = [[]]
    at = 0
    for part in parts:
        if groups[-1] and at + part[1].length / 2 > len(groups) * chapter.length / count:
            groups.append([])
        groups[-1].append(part)
        at += part[1].length
    pieces: list[Sound] = []
    at = 0
    for number, group in enumerate(groups):
        head, tail = number > 0, number + 1 < len(groups)
        pieces.append(cut_out(chapter, at, group, encoding, head=head, tail=tail))
        at += sum(done.length for _, done in group)
    return pieces


def cut_out(
    chapter: ChapterSound, at: int, parts: Parts, encoding: Encoding, *, head: bool, tail: bool
) -> Sound:
    """Some of a chapter's shards, from a sample on, with silence where it was cut."""
    first = [_silent(HEAD_S, encoding)] if head else []
    last = [_silent(TAIL_S, encoding)] if tail else []
    length = sum(done.length for _, done in parts)
    shift = (first[0][1].length if first else 0) - at
    cues = tuple(
        Cue(cue.line, cue.start + shift, cue.end + shift)
        for cue in chapter.cues
        if at <= cue.start < at + length
    )
    whole = [*first, *parts, *last]
    return ChapterSound(chapter.title, sum(done.length for _, done in whole), cues), whole


def retail_sample(plan: Plan, sounds: Sequence[Sound], encoding: Encoding) -> SoundFile | None:
    """The first minutes of the story, as a file of its own; None when there is no sound."""
    story = [
        (number, sound)
        for number, sound in zip(plan.numbers, sounds, strict=True)
        if sound[1] and 0 < number <= plan.total
    ]
    if not story:
        return None
    room = int((SAMPLE_S[1] - 5) * encoding.sample_rate)
    chosen: list[tuple[int, Sound]] = []
    for number, (chapter, parts) in story:
        taken: list[tuple[Shard, Rendered]] = []
        for part in parts:
            if part[1].length > room:
                break
            taken.append(part)
            room -= part[1].length
        if taken:
            cut = len(taken) < len(parts)
            chosen.append((number, cut_out(chapter, 0, taken, encoding, head=False, tail=cut)))
        if len(taken) < len(parts):
            break
    title = plan.script.book.metadata.title
    name = f"{safe_name(title, 'Untitled')} - {SAMPLE}.mp3"
    return SoundFile(name, f"{title}: {SAMPLE.lower()}", chosen) if chosen else None


def _silent(seconds: float, encoding: Encoding) -> tuple[Shard, Rendered]:
    """A shard in which nobody speaks; whoever wants its frames encodes them."""
    frame = open_encoder(encoding).frame_samples
    length = -(-count_samples(seconds, encoding.sample_rate) // frame) * frame
    return Shard((), length), Rendered(f"silence {length}", length, ())
