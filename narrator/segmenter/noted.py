"""Chapters that were split before: lines as notes, and notes as lines wherever they stand now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from narrator.book import Chapter, Kind, Line, Lines, Pause, Run, Style
from narrator.segmenter.conventions import Convention


def chapter_key(chapter: Chapter, convention: Convention) -> str:
    """A key of all that is read of a chapter, but not of where it stands in the book."""
    origin = origin_of(chapter)
    told: list[Any] = [
        sorted(convention.outer),
        convention.dashes,
        convention.reversed_angles,
        convention.low_opening,
        convention.same_mark,
    ]
    for each in chapter.paragraphs:
        told.append([each.text, each.start - origin, each.before, each.role])
        told += [[run.start - origin, run.end - origin, run.style, run.value] for run in each.runs]
    text = json.dumps(told, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def origin_of(chapter: Chapter) -> int:
    """Where the chapter begins in the source."""
    return chapter.paragraphs[0].start if chapter.paragraphs else 0


def lines_to_notes(lines: Lines, origin: int) -> list[list[Any]]:
    """Lines without ids as JSON; offsets count from ``origin``, and texts are left out."""
    return [
        [
            line.kind.value,
            line.start - origin,
            len(line.text),
            line.before.value,
            line.paragraph,
            [
                [run.start - origin, run.end - origin, run.style.value, run.value]
                for run in line.runs
            ],
            line.continues,
            line.speaker,
            line.manner,
        ]
        for line in lines
    ]


def notes_to_lines(notes: Sequence[Sequence[Any]], origin: int, source: str) -> Lines:
    """What ``lines_to_notes`` noted, as lines of this source."""
    lines = []
    for kind, start, length, before, paragraph, runs, continues, speaker, manner in notes:
        low = origin + start
        styled = tuple(
            Run(origin + start, origin + end, Style(style), value)
            for start, end, style, value in runs
        )
        text = source[low : low + length]
        lines.append(
            Line(
                Kind(kind),
                text,
                low,
                Pause(before),
                paragraph,
                styled,
                continues,
                speaker=speaker,
                manner=manner,
            )
        )
    return tuple(lines)
