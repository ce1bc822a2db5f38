"""Finished books to spoil, and what ``narrator check`` finds in them about frames and times."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from building import InlinePool, build_text, paragraphs
from listening import cues

import narrator.processes
import narrator.renderer
import narrator.shards
from narrator.checks import check
from narrator.presets import PRESETS
from narrator.sound_files import ffmpeg

STOPS = (
    "Pat kept ticking. Tap, tap! The packet dropped. “Stop it, Kit!” Bob spat. Quick, a cat, "
    "a cut, a bit of pitch. Ted picked it up, put it back, and that was that."
)
TALE = "\n\n".join(["CHAPTER 1", STOPS, *paragraphs(3), "CHAPTER 2", *paragraphs(4, seed=1), STOPS])
GAPLESS = {"A-001", "A-002", "A-004", "A-005", "A-006", "A-007", "A-008", "A-009"}
FORMS = ["mp3", "m4b", "opus", "flac"]
RATE = 22_050
Samples = npt.NDArray[np.float32]


@cache
def _build(folder: Path) -> dict[str, Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(narrator.processes, "ProcessPoolExecutor", InlinePool)
        patch.setattr(narrator.shards, "SHORTEST", 100)
        patch.setattr(narrator.shards, "LONGEST", 200)
        found = {"mp3s": build_text(TALE, folder / "mp3s", engine="espeak").folder}
        for form in FORMS:
            wishes: dict[str, Any] = {"formats": (form,), "single": True}
            found[form] = build_text(TALE, folder / form, engine="espeak", **wishes).folder
    for engine in narrator.renderer._engines.values():
        engine.close()
    narrator.renderer._engines.clear()
    return found


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One book in each format, of short shards; in all but one its chapters are one file."""
    # once, however many modules take this fixture
    return _build(tmp_path_factory.getbasetemp() / "gapless")


@pytest.fixture
def copied(books: dict[str, Path], tmp_path: Path) -> Callable[[str], Path]:
    """The sound file of a copy of one of the books, to spoil."""

    def copy(form: str) -> Path:
        for path in books[form].iterdir():
            (tmp_path / path.name).write_bytes(path.read_bytes())
        return min(tmp_path.glob(f"*.{form}"))

    return copy


def found_in(path: Path) -> dict[str, str]:
    """What check finds about joins, frames and times in a folder: messages by code."""
    (book,) = check(path, PRESETS["personal"])
    found: dict[str, str] = {}
    for each in book.findings:
        if each.code in GAPLESS:
            found[each.code] = f"{found.get(each.code, '')}{each.message}; "
    return found


def time_in(message: str) -> float:
    """The time that a finding names, in seconds."""
    place = re.search(r"(\d+):(\d\d\.\d\d)", message)
    assert place, message
    return 60 * int(place[1]) + float(place[2])


def mid_line(path: Path) -> float:
    """The middle of a long line in the middle of a file."""
    lines = [each for each in cues(path.with_suffix(".vtt")) if each[1] - each[0] > 3]
    start, end, _ = lines[len(lines) // 2]
    return (start + end) / 2


def encode(samples: Samples, path: Path, *options: str) -> None:
    """A file of another encoder's, with nothing but sound in it."""
    command = [ffmpeg(), "-v", "error", "-y", "-f", "f32le", "-ar", str(RATE), "-ac", "1"]
    data = samples.astype("<f4").tobytes()
    subprocess.run([*command, "-i", "-", *options, str(path)], input=data, check=True)
