"""A finished book's sound into its folder: MP3 files with tags, and what stands beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from narrator.cache import make_key
from narrator.encoders import Encoding
from narrator.mixer import ChapterSound
from narrator.order import Plan
from narrator.shards import Shard
from narrator.synthesizer import Rendered
from narrator.writers import sidecars
from narrator.writers.folder import BookFolder, read_manifest, safe_name
from narrator.writers.mp3 import write_mp3
from narrator.writers.tags import CTOC_LONGEST, FileTag, Mark, id3_tag, join_names

Sound = tuple[ChapterSound, Sequence[tuple[Shard, Rendered]]]
"""A chapter's timeline and its shards, in order."""
Frames = Callable[[Shard, Rendered], bytes]


def folder_for(plan: Plan) -> Path:
    """``output/Author/Title``, with the series between when the book has one."""
    book = plan.script.book.metadata
    title = safe_name(book.title, "Untitled")
    if plan.order.preview_minutes:
        title += " (preview)"
    series = [safe_name(book.series, "Series")] if book.series else []
    author = safe_name(book.author, "Unknown Author")
    return plan.order.output.joinpath(author, *series, title)


def write(
    plan: Plan, sounds: Sequence[Sound], encoding: Encoding, frames: Frames, path: Path
) -> tuple[Path, ...]:
    """Write every file of the book; those already there as they should be stay untouched.

    Returns the sound files' paths, in order. Raises WriteError, and leaves nothing half-written.
    """
    audible = [(i, sound) for i, sound in enumerate(sounds) if sound[1]]
    with BookFolder(path, keep=_not_asked_for(plan, path)) as folder:
        write_sound = _write_single if plan.order.single else _write_chapters
        groups = write_sound(plan, audible, encoding, frames, folder)
        _write_sidecars(plan, groups, encoding, folder)
    return tuple(path / file.name for file, _ in groups)


Group = tuple[sidecars.SoundFile, Sequence[tuple[float, ChapterSound]]]
"""A sound file, and the chapters in it with their starts in seconds."""


def _write_chapters(
    plan: Plan,
    audible: Sequence[tuple[int, Sound]],
    encoding: Encoding,
    frames: Frames,
    folder: BookFolder,
) -> list[Group]:
    digits = max(3, len(str(plan.total)))
    groups: list[Group] = []
    for index, (chapter, parts) in audible:
        number = plan.numbers[index]
        title = chapter.title or f"Chapter {number}"
        stem = f"{number:0{digits}d} - {safe_name(title, f'Chapter {number}')}"
        seconds = chapter.length / encoding.sample_rate
        tag = FileTag(title, number, plan.total, length_ms=round(1000 * seconds))
        _write_file(plan, f"{stem}.mp3", tag, parts, encoding, frames, folder)
        groups.append((sidecars.SoundFile(f"{stem}.mp3", title, seconds), [(0.0, chapter)]))
    return groups


def _write_single(
    plan: Plan,
    audible: Sequence[tuple[int, Sound]],
    encoding: Encoding,
    frames: Frames,
    folder: BookFolder,
) -> list[Group]:
    book = plan.script.book.metadata
    batches = [audible[at : at + CTOC_LONGEST] for at in range(0, len(audible), CTOC_LONGEST)]
    groups: list[Group] = []
    for part, batch in enumerate(batches, 1):
        chapters: list[tuple[float, ChapterSound]] = []
        marks: list[Mark] = []
        at = 0
        for index, (chapter, _) in batch:
            start, at = at, at + chapter.length
            span = [round(1000 * place / encoding.sample_rate) for place in (start, at)]
            title = chapter.title or f"Chapter {plan.numbers[index]}"
            marks.append(Mark(title, span[0], span[1]))
            chapters.append((start / encoding.sample_rate, chapter))
        several = len(batches) > 1
        title = f"{book.title}, part {part}" if several else book.title
        tag = FileTag(
            title,
            part,
            len(batches),
            part=part if several else 0,
            parts=len(batches) if several else 0,
            length_ms=marks[-1].end_ms,
            marks=tuple(marks),
        )
        name = f"{safe_name(title, 'Untitled')}.mp3"
        parts = [each for _, (_, shards) in batch for each in shards]
        _write_file(plan, name, tag, parts, encoding, frames, folder)
        groups.append((sidecars.SoundFile(name, title, at / encoding.sample_rate), chapters))
    return groups


def _write_file(
    plan: Plan,
    name: str,
    file_tag: FileTag,
    parts: Sequence[tuple[Shard, Rendered]],
    encoding: Encoding,
    frames: Frames,
    folder: BookFolder,
) -> None:
    tag = id3_tag(plan.script.book.metadata, narrators(plan), plan.cover, file_tag)
    recipe = make_key("mp3", tag.hex(), encoding.facts(), [done.key for _, done in parts])
    if not plan.order.force and folder.is_current(name, recipe):
        return
    with folder.write(name, recipe) as file:
        write_mp3(file, tag, _encoded(parts, frames), encoding)


def _encoded(
    parts: Iterable[tuple[Shard, Rendered]], frames: Frames
) -> Iterator[tuple[int, bytes]]:
    for shard, done in parts:
        yield done.length, frames(shard, done)


def _write_sidecars(
    plan: Plan, groups: Sequence[Group], encoding: Encoding, folder: BookFolder
) -> None:
    book = plan.script.book.metadata
    texts: dict[str, bytes] = {"cover.jpg": plan.cover}
    files = [file for file, _ in groups]
    listed = f"{safe_name(book.title, 'Untitled')}.m3u8"
    texts[listed] = sidecars.playlist(book.title, files).encode()
    starts: list[tuple[str, float, float]] = []
    begin = 0.0
    for file, chapters in groups:
        subtitles = sidecars.subtitles(chapters, encoding.sample_rate)
        texts[f"{file.name.removesuffix('.mp3')}.vtt"] = subtitles.encode()
        for start, chapter in chapters:
            length = chapter.length / encoding.sample_rate
            title = chapter.title or file.title
            starts.append((title, begin + start, begin + start + length))
        begin += file.seconds
    facts = sidecars.audiobookshelf(book, [narrators(plan)], starts)
    texts["metadata.json"] = facts.encode()
    for name, data in texts.items():
        folder.write_bytes(name, data, make_key("file", data.hex()))


def narrators(plan: Plan) -> str:
    """Who reads, for the tags: the engines, and that they are no people."""
    engines = {plan.casting.narrator.engine: None}
    engines |= dict.fromkeys(voice.engine for voice in plan.casting.voices.values())
    return join_names([f"Synthetic voices ({engine})" for engine in engines])


def _not_asked_for(plan: Plan, path: Path) -> frozenset[str]:
    """With ``--chapters``, the files that an earlier build made of the other chapters."""
    if len(plan.numbers) == plan.total or plan.order.single:
        return frozenset()
    mine = {f"{number:0{max(3, len(str(plan.total)))}d} - " for number in plan.numbers}
    return frozenset(
        name for name in read_manifest(path) if not any(name.startswith(start) for start in mine)
    )
