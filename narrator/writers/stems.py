"""A finished book's shards into stems: one FLAC file a voice, as long as the book, for editing."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from narrator.book import NOTE, UNKNOWN, Kind, Line
from narrator.cache import make_key
from narrator.encoders import Encoding
from narrator.encoders.flac import FlacFile, Pcm, decode
from narrator.order import Plan
from narrator.renderer import Rendered
from narrator.shards import Shard
from narrator.voices import Voice
from narrator.writers.audiobook import narrators
from narrator.writers.comments import vorbis_comments
from narrator.writers.division import Sound
from narrator.writers.flac import VORBIS_COMMENT
from narrator.writers.folder import MANIFEST, STEMS, BookFolder, safe_name
from narrator.writers.formats import FORMATS
from narrator.writers.tags import FileTag, Mark, join_names
from narrator.writers.tracks import NARRATOR

SOUNDS = "Sounds"
"""The stem of what nobody speaks: music at scene breaks and chapter starts."""
MOST_NAMES = 3
"""In the name of a file, of those who share a voice."""

Frames = Callable[[Shard, Rendered], bytes]


def lossless(encoding: Encoding) -> Encoding:
    """How the stems of a book with this encoding are kept: the same samples, without loss."""
    return replace(encoding, codec="flac", bit_rate=0)


def write_stems(
    plan: Plan,
    place: Path,
    sounds: Sequence[Sound],
    rendered: Sequence[Rendered],
    encoding: Encoding,
    frames: Frames,
) -> tuple[Path, ...]:
    """Write ``stems`` into a book's folder; ``rendered`` are its shards in order, without loss.

    All have one length, that of the book's chapters one after the other, and their sum is the mix.
    Without ``rendered``, those of an earlier build are removed.
    """
    path = place / STEMS
    if not rendered and not path.is_dir():
        return ()
    stems = _stems(plan, sounds) if rendered else {}
    files = list(dict.fromkeys(stems.values()))
    with BookFolder(path) as folder:
        told = repr(replace(plan.script.book.metadata, cover=b""))
        titles = [chapter.title for chapter in plan.script.book.chapters]
        keys = [done.key for done in rendered]
        recipe = make_key("stems", keys, encoding.facts(), stems, told, titles)
        # One after the other, each with an encoder of its own: a book may have hundreds of voices.
        for name in files:
            if not folder.is_current(name, recipe, force=plan.order.force):
                with _opened(plan, name, recipe, sounds, encoding, folder) as file:
                    for samples in _heard(name, sounds, rendered, stems, frames):
                        file.add(samples)
    if not files:
        _remove_empty(path)
    return tuple(path / name for name in files)


def _stems(plan: Plan, sounds: Sequence[Sound]) -> dict[str, str]:
    """Line id -> the file of the voice that speaks it, which is named after those who have it.

    "" stands for what nobody speaks, where there is such.
    """
    own: dict[str, Voice] = {}
    for line in plan.script.lines():
        if plan.words[line.id]:
            plain = replace(line, kind=Kind.DIALOGUE) if line.kind is Kind.THOUGHT else line
            own.setdefault(_speaker(line), plan.casting.voice_for(plain))
    shared: dict[Voice, list[str]] = {}
    for name, voice in own.items():
        shared.setdefault(voice, []).append(name)
    files: dict[str, str] = {}
    width = max(2, len(str(len(shared) + 1)))
    for number, names in enumerate(shared.values(), 1):
        more = len(names) - MOST_NAMES
        label = ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
        files |= dict.fromkeys(names, f"{number:0{width}d} - {safe_name(label, 'Voice')}.flac")
    found = {line.id: files[_speaker(line)] for line in plan.script.lines() if plan.words[line.id]}
    shards = (shard for _, parts in sounds for shard, _ in parts)
    if any(each.interlude for shard in shards for each in shard.utterances):
        found[""] = f"{len(shared) + 1:0{width}d} - {SOUNDS}.flac"
    return found


def _speaker(line: Line) -> str:
    if line.kind in (Kind.NARRATION, Kind.HEADING) or line.speaker is None:
        return "Notes" if line.manner == NOTE and line.speaker is None else NARRATOR
    return "Unknown" if line.speaker == UNKNOWN else line.speaker


@contextlib.contextmanager
def _opened(
    plan: Plan,
    name: str,
    recipe: str,
    sounds: Sequence[Sound],
    encoding: Encoding,
    folder: BookFolder,
) -> Iterator[FlacFile]:
    """A file for one voice, with the book's chapters marked."""
    rate, length = encoding.sample_rate, 0
    marks: list[Mark] = []
    for number, (sound, _) in zip(plan.numbers, sounds, strict=True):
        start, length = length, length + sound.length
        title = sound.title or f"Chapter {number}"
        marks.append(Mark(title, round(1000 * start / rate), round(1000 * length / rate)))
    if len(marks) > FORMATS["flac"].most_marks:
        marks = []
    book = plan.script.book.metadata
    title = f"{book.title}: {name.partition(' - ')[2].removesuffix('.flac')}"
    tags = vorbis_comments(book, join_names(narrators(plan)), FileTag(title, marks=tuple(marks)))
    block = (VORBIS_COMMENT, bytes(tags.write()))
    with (
        folder.make(name, recipe) as path,
        path.open("wb") as stream,
        FlacFile(stream, encoding, length, (block,)) as file,
    ):
        yield file


def _heard(
    name: str,
    sounds: Sequence[Sound],
    rendered: Sequence[Rendered],
    stems: Mapping[str, str],
    frames: Frames,
) -> Iterator[Pcm]:
    """One file's samples, shard by shard: its own voice's, and silence for the rest.

    Only shards in which it is heard are decoded. Music is what no voice has.
    """
    music = name == stems.get("")
    parts = [part for _, parts in sounds for part in parts]
    for (shard, mixed), done in zip(parts, rendered, strict=True):
        own = np.zeros(mixed.length, np.int16)  # whole frames may have made it a little longer
        spans = list(zip(shard.utterances, done.spans, strict=True))
        mine = [span for utterance, span in spans if stems[utterance.line] == name]
        if mine or (music and any(utterance.interlude for utterance in shard.utterances)):
            whole = decode(frames(shard, done))
            for start, end in mine:
                own[start:end] = whole[start:end]
            if music:
                own[: len(whole)] = whole
                for _, (start, end) in spans:
                    own[start:end] = 0
        yield own


def _remove_empty(path: Path) -> None:
    """The list of what a build wrote, and the folder when nobody else has put anything there."""
    with contextlib.suppress(OSError):
        (path / MANIFEST).unlink()
        path.rmdir()
