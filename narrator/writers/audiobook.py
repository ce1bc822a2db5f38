"""A finished book's sound into its folder: sound files with tags, and what stands beside them."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from narrator.cache import make_key
from narrator.encoders import Encoding
from narrator.order import Order, Plan
from narrator.presets import DEFAULT, PRESETS
from narrator.renderer import Rendered
from narrator.shards import Shard
from narrator.writers import sidecars
from narrator.writers.beside import write_beside
from narrator.writers.containers import Content, open_container
from narrator.writers.division import Sound, SoundFile, divide, prefix, retail_sample
from narrator.writers.folder import (
    BookFolder,
    belongs_to_other,
    holds_other_format,
    read_manifest,
    safe_name,
)
from narrator.writers.formats import FORMATS
from narrator.writers.tags import FileTag, Mark, join_names, plain_name
from narrator.writers.tracks import read_tracks

MOST_VOICES = 8
"""In the tags: what players show is short. ``cast.json`` has all."""

MOST_AT_ONCE = 1 << 30
"""Bytes that the system is asked to copy in one go."""

Frames = Callable[[Shard, Rendered], bytes]


def encoding_for(form: str, sample_rate: int, preset: str = DEFAULT) -> Encoding:
    """How a format stores sound that engines give at this rate in Hz."""
    from narrator.encoders import nearest_rate

    asked, kind = PRESETS[preset], FORMATS[form]
    rate = nearest_rate(kind.codec, asked.sample_rate or sample_rate)
    return Encoding(
        kind.codec, rate, round(asked.bit_rate * kind.bit_share), peak_dbfs=kind.peak_dbfs
    )


def folder_for(plan: Plan, form: str) -> Path:
    """``output/Author/Title``; with several formats each has a tree of its own, ``output/m4b/…``.

    So has a format that comes later than another: sidecars are named after sound files, and a
    library that finds the same book twice in one folder shows a doubled one.
    """
    if len(plan.order.formats) == 1:
        place = _shelved(plan, [])
        if not holds_other_format(place, form):
            return place
    return _shelved(plan, [form])


def _shelved(plan: Plan, tree: Sequence[str]) -> Path:
    """The book's folder in a tree; another book of that name gets a number."""
    book, order = plan.script.book.metadata, plan.order
    title = safe_name(book.title, "Untitled") + (" (preview)" if order.preview_minutes else "")
    series = [safe_name(book.series, "Series")] if book.series else []
    author = safe_name(book.author, "Unknown Author")
    shelf = order.output.joinpath(*tree, author, *series)
    for number in itertools.count(1):
        place = shelf / (title if number == 1 else f"{title} ({number})")
        if not belongs_to_other(place, source_of(order)):
            return place
    raise AssertionError("there is always one more number")


def source_of(order: Order) -> str:
    """The manuscript's full path; "" for what came on standard input."""
    return "" if order.data is not None else str(Path(order.source).absolute())


@dataclass(frozen=True, slots=True)
class Written:
    """What was done to a book's folder."""

    files: tuple[Path, ...]
    """The sound files, in order."""
    removed: tuple[Path, ...]
    """What an earlier build had left and this one doesn't write."""


def write(
    plan: Plan, form: str, sounds: Sequence[Sound], encoding: Encoding, frames: Frames
) -> Written:
    """Write every file of the book; those already there as they should be stay untouched.

    Raises WriteError, and leaves nothing half-written.
    """
    path, preset = folder_for(plan, form), PRESETS[plan.order.preset]
    files = list(divide(plan, form, sounds, encoding))
    most = preset.files_a_folder or max(1, len(files))
    groups = [files[at : at + most] for at in range(0, len(files), most)]
    written: list[Path] = []
    removed: list[Path] = []
    for number, group in enumerate(groups, 1):
        place = path.with_name(f"{path.name} {number}") if len(groups) > 1 else path
        keep = _not_asked_for(plan, form, place)
        with BookFolder(place, keep, source_of(plan.order), form) as folder:
            for file in group:
                _write_sound(plan, form, file, encoding, frames, folder)
            if preset.credits and (sample := retail_sample(plan, sounds, encoding)):
                _write_sound(plan, form, sample, encoding, frames, folder)
            _write_sidecars(plan, group, encoding.sample_rate, folder)
        written += [place / file.name for file in group]
        removed += [place / name for name in folder.removed]
    return Written(tuple(written), tuple(removed))


def _write_sound(
    plan: Plan, form: str, file: SoundFile, encoding: Encoding, frames: Frames, folder: BookFolder
) -> None:
    rate = encoding.sample_rate
    about = FileTag(
        title=file.title,
        track=file.track,
        tracks=file.tracks,
        part=file.part,
        parts=file.tracks if file.part else 0,
        length_ms=round(1000 * file.length / rate),
        marks=tuple(_marks(file, rate)) if file.marked else (),
        said=tuple(_said(file, rate)) if "sylt" in plan.order.sidecars else (),
    )
    book = plan.script.book.metadata
    content = Content(book, join_names(narrators(plan)), plan.cover, about, file.length, encoding)
    container = open_container(form, content)
    shards = (
        (done.length, frames(shard, done) if shard.utterances else _silent(done, encoding))
        for shard, done in file.parts
    )
    heard = [encoding.facts(), [done.key for _, done in file.parts]]
    recipe, sound = make_key(form, container.facts, *heard), make_key(form, *heard)
    if folder.is_current(file.name, recipe, force=plan.order.force):
        return
    head = container.head
    there = folder.find_sound(sound) if head and not plan.order.force else None
    with folder.make(file.name, recipe, **{"sound": [sound, len(head)]} if head else {}) as path:
        if there:
            _tag_anew(*there, head, path)
        else:
            container.write(path, shards)


def _tag_anew(old: Path, at: int, head: bytes, path: Path) -> None:
    """The sound of a file, from a byte on, behind other tags: nothing has to be put together."""
    with old.open("rb") as before, path.open("wb") as file:
        file.write(head)
        file.flush()
        copied = _copy_within_system(before.fileno(), at, file.fileno())
        before.seek(at + copied)
        file.seek(len(head) + copied)
        shutil.copyfileobj(before, file)


def _copy_within_system(before: int, at: int, file: int) -> int:
    """Copy from a byte of one file on to the end of another, as far as the system does so by
    itself (Linux), in half the time; returns how many bytes it did."""
    copied = 0
    if hasattr(os, "copy_file_range"):
        with suppress(OSError):  # not every file system can
            while count := os.copy_file_range(before, file, MOST_AT_ONCE, at + copied):
                copied += count
    return copied


def _silent(done: Rendered, encoding: Encoding) -> bytes:
    """Frames for a stretch in which nobody speaks."""
    from narrator.audio import silence
    from narrator.encoders import encode, open_encoder

    return encode(open_encoder(encoding), silence(done.length))


def _marks(file: SoundFile, sample_rate: int) -> Iterable[Mark]:
    for start, title, sound in file.starts():
        span = [round(1000 * place / sample_rate) for place in (start, start + sound.length)]
        yield Mark(title, span[0], span[1])


def _said(file: SoundFile, sample_rate: int) -> Iterable[tuple[str, int]]:
    for track in read_tracks([file], sample_rate):
        for said in track.said:
            yield said.text, round(1000 * said.start)


def _write_sidecars(
    plan: Plan, files: Sequence[SoundFile], sample_rate: int, folder: BookFolder
) -> None:
    book = plan.script.book.metadata
    texts: dict[str, bytes] = {"cover.jpg": plan.cover}
    for file in files:
        chapters = [(start / sample_rate, sound) for start, _, sound in file.starts()]
        if PRESETS[plan.order.preset].subtitles:
            stem = file.name.rpartition(".")[0]
            texts[f"{stem}.vtt"] = sidecars.subtitles(chapters, sample_rate).encode()
        marks = [
            (title, start / sample_rate, (start + sound.length) / sample_rate)
            for start, title, sound in file.starts()
        ]
        joins = list(itertools.accumulate(done.length for _, done in file.parts[:-1]))
        folder.describe(
            file.name,
            file.title,
            file.length / sample_rate,
            marks,
            joins=joins,
            sample_rate=sample_rate,
        )
    write_beside(plan, files, sample_rate, narrators(plan), folder)
    every = folder.described([file.name for file in files])
    listed = [(each.name, each.title, each.seconds) for each in every]
    texts[f"{safe_name(book.title, 'Untitled')}.m3u8"] = sidecars.playlist(
        book.title, listed
    ).encode()
    table: list[tuple[str, float, float]] = []
    begin = 0.0
    for each in every:
        table += [(title, begin + start, begin + end) for title, start, end in each.marks]
        begin += each.seconds
    texts["metadata.json"] = sidecars.audiobookshelf(book, narrators(plan), table).encode()
    for name, data in texts.items():
        folder.write_bytes(name, data, make_key("file", data.hex()))


def narrators(plan: Plan) -> list[str]:
    """Who reads, for the tags: engines, and that they are no people; then the voices of the cast.

    The narrator's voice comes first, then those of the people who speak most in the whole book,
    whichever chapters are built.
    """
    casting, people = plan.casting, plan.script.cast
    engines = dict.fromkeys(voice.engine for voice in (casting.narrator, *casting.voices.values()))
    speaking = sorted((each for each in people if each.words), key=lambda each: -each.words)
    voices = [casting.voices[each.name] for each in speaking if each.name in casting.voices]
    names = dict.fromkeys(plain_name(voice.name) for voice in (casting.narrator, *voices))
    listed = [name for name in names if name][:MOST_VOICES]
    return [*(f"Synthetic voices ({engine})" for engine in engines), *listed]


def _not_asked_for(plan: Plan, form: str, path: Path) -> frozenset[str]:
    """With ``--chapters``, the files that an earlier build made of the other chapters."""
    everything = not plan.order.chapters or len(plan.numbers) == plan.total
    if everything or plan.order.single or FORMATS[form].whole:
        return frozenset()
    mine = {prefix(plan, number) for number in plan.numbers}
    return frozenset(
        name for name in read_manifest(path) if not any(name.startswith(start) for start in mine)
    )
