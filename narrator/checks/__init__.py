"""A finished audiobook into findings: what was written is decoded and measured as players hear it.

``facts`` reads what files say of themselves, ``frames`` counts their frames, ``meters`` and
``sound`` measure them, ``timeline`` compares them with the build's list and the text, ``findings``
with a preset's limits; ``page`` draws them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from narrator.checks.facts import find_books, is_sample, read_facts, stated_chapters
from narrator.checks.findings import CheckedFile, Finding, judge_book, judge_file
from narrator.checks.timeline import Cue, Timeline, read_cues, read_timeline
from narrator.presets import Preset
from narrator.writers.folder import read_manifest


@dataclass(frozen=True, slots=True)
class CheckedBook:
    """One folder, or one file: what was found in it."""

    folder: Path
    files: tuple[CheckedFile, ...]
    findings: tuple[Finding, ...]
    lufs: float | None
    """Integrated loudness of all files together, without the retail sample."""

    @property
    def seconds(self) -> float:
        return sum(file.measures.seconds for file in self.files if file.measures)

    @property
    def passed(self) -> bool:
        return not any(finding.fails for finding in self.findings)


def check(
    path: Path, preset: Preset, *, progress: Callable[[Path], None] = lambda path: None
) -> list[CheckedBook]:
    """Measure every book at a path: a sound file, a book's folder, or a library of them.

    Raises ManuscriptError when there is nothing to measure.
    """
    books: list[CheckedBook] = []
    alone = path.is_file()
    for folder, paths in find_books(path):
        files: list[CheckedFile] = []
        manifest = read_manifest(folder)
        for each in paths:
            progress(each)
            timeline = read_timeline(manifest.get(each.name, {}))
            files.append(check_file(each, timeline, _text_beside(each, manifest)))
        findings = [found for each in files for found in judge_file(each, preset.limits)]
        lufs = _loudness(files)
        if not alone:
            stated = stated_chapters(folder, paths[0].suffix)
            there = sum(1 for each in folder.iterdir() if each.is_file())
            findings += judge_book(files, stated, preset.limits, lufs, there)
        books.append(CheckedBook(folder, tuple(files), tuple(findings), lufs))
    return books


def check_file(
    path: Path, timeline: Timeline | None = None, cues: Sequence[Cue] = ()
) -> CheckedFile:
    """Read and measure one sound file; ``timeline`` and ``cues`` are what should be heard in it."""
    from narrator.checks.frames import read_stream
    from narrator.checks.sound import measure

    facts = read_facts(path)
    if facts is None:
        return CheckedFile(path, None, None)
    stream = read_stream(path, facts.codec)
    measures = measure(path, facts.sample_rate, facts.channels, sign=bool(stream.digest))
    return CheckedFile(path, facts, measures, stream, timeline, cues)


def _text_beside(path: Path, manifest: Mapping[str, Mapping[str, object]]) -> list[Cue]:
    """The subtitles of a file, unless a build in another format wrote those that lie there."""
    text = path.with_suffix(".vtt")
    form = manifest.get(text.name, {}).get("form", "")
    return read_cues(text) if form in ("", path.suffix.lower()[1:]) else []


def _loudness(files: Sequence[CheckedFile]) -> float | None:
    import numpy as np

    from narrator.checks.meters import integrate

    powers = [each.measures.powers for each in files if each.measures and not is_sample(each.path)]
    return integrate(np.concatenate(powers)) if powers else None
