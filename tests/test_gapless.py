"""``narrator check``: joins that can be heard, clicks, and lost time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spoiling
from building import build_text
from listening import cues, decode
from spoiling import FORMS, RATE, Samples, encode, found_in, mid_line, time_in

from narrator.checks.frames import read_stream
from narrator.voices import DEFAULT_FILE, load_voice_map
from narrator.writers.folder import read_manifest

books, copied = (spoiling.books, spoiling.copied)


@pytest.mark.parametrize("form", ["mp3s", *FORMS])
def test_what_was_built_is_gapless(form: str, books: dict[str, Path]) -> None:
    assert not found_in(books[form])
    (entry,) = [each for each in read_manifest(books[form]).values() if "joins" in each][:1]
    assert isinstance(entry["joins"], list)
    assert entry["joins"]


@pytest.mark.parametrize("form", ["flac", "m4b"])
def test_every_join_is_listed_and_found_silent(form: str, tmp_path: Path) -> None:
    """Also where no silence was asked for between the chapters of a file."""
    voices = load_voice_map(DEFAULT_FILE)
    voices = replace(voices, pauses=replace(voices.pauses, head=0.0, tail=0.0))
    text = "Chapter 1\n\nA bell.\n\nChapter 2\n\nA door.\n\nChapter 3\n\nA stair."
    order: dict[str, Any] = {"engine": "tone", "formats": (form,), "single": True}
    report = build_text(text, tmp_path, voices=voices, **order)
    entry: Any = read_manifest(report.folder)[report.files[0].name]
    assert len(entry["joins"]) == report.shards - 1 == 2
    sound = decode(report.files[0], "-ar", str(entry["sample_rate"])).samples
    for join in entry["joins"]:
        quiet = sound[join - round(0.08 * entry["sample_rate"]) : join]
        assert np.abs(quiet).max() < 0.003
    assert "A-006" not in found_in(report.folder)  # a tone repeats itself, so frames do too


@pytest.mark.parametrize(
    "options",
    [
        ("a.mp3", "-b:a", "64k"),
        ("b.mp3", "-q:a", "5", "-ac", "2", "-ar", "44100"),
        ("d.m4a", "-c:a", "aac"),
        ("e.opus", "-c:a", "libopus", "-frame_duration", "60"),
        ("f.flac",),
    ],
)
def test_files_of_other_encoders_are_gapless_too(
    options: tuple[str, ...], books: dict[str, Path], tmp_path: Path
) -> None:
    clip = decode(min(books["flac"].glob("*.flac")))
    encode(clip.samples, tmp_path / options[0], *options[1:])
    assert not found_in(tmp_path)


# ---------------------------------------------------------------- what can be heard


@pytest.fixture
def spoilt(copied: Callable[[str], Path], books: dict[str, Path]) -> Callable[..., dict[str, str]]:
    """The book's sound, changed, encoded once more in a format, and checked."""

    def spoil(form: str, change: Callable[[Samples, list[int], Path], Samples]) -> dict[str, str]:
        path = copied(form)
        manifest: Any = read_manifest(path.parent)[path.name]
        joins = [place * RATE // manifest["sample_rate"] for place in manifest["joins"]]
        samples = decode(path, "-ar", str(RATE)).samples.copy()
        options = {
            "mp3": ["-b:a", "64k"],
            "m4b": ["-b:a", "64k", "-aac_coder", "fast", "-f", "ipod"],
        }
        encode(change(samples, joins, path), path, *options.get(form, []))
        return found_in(path.parent)

    return spoil


@pytest.mark.parametrize("form", ["mp3", "m4b"])
def test_sound_that_is_only_encoded_again_is_still_gapless(
    form: str, spoilt: Callable[..., dict[str, str]]
) -> None:
    assert not spoilt(form, lambda samples, joins, path: samples)


@pytest.mark.parametrize("form", FORMS)
def test_a_click_in_a_pause(form: str, spoilt: Callable[..., dict[str, str]]) -> None:
    clicked: list[float] = []

    def click(samples: Samples, joins: list[int], path: Path) -> Samples:
        at = joins[1] - RATE // 8
        samples[at : at + 2] = [0.2, -0.1]
        clicked.append(at / RATE)
        return samples

    found = spoilt(form, click)["A-006"]
    assert "click" in found
    assert abs(time_in(found) - clicked[0]) < 0.1


@pytest.mark.parametrize("form", ["mp3", "flac"])
def test_sound_at_a_join(form: str, spoilt: Callable[..., dict[str, str]]) -> None:
    """The shard before it has not been cut where it should: its words run on."""
    met: list[float] = []

    def run_on(samples: Samples, joins: list[int], path: Path) -> Samples:
        at, long = joins[1], RATE // 5
        samples[at - long : at] = samples[at + RATE // 10 : at + RATE // 10 + long]
        met.append(at / RATE)
        return samples

    found = spoilt(form, run_on)["A-006"]
    assert "at the join" in found
    assert abs(time_in(found) - met[0]) < 0.1


@pytest.mark.parametrize("form", ["m4b", "opus"])
def test_sound_that_jumps_while_its_length_stays(
    form: str, spoilt: Callable[..., dict[str, str]]
) -> None:
    where: list[float] = []

    def jump(samples: Samples, joins: list[int], path: Path) -> Samples:
        at, gone = int(mid_line(path) * RATE), RATE // 10
        where.append(at / RATE)
        return np.concatenate([samples[:at], samples[at + gone :], np.zeros(gone, np.float32)])

    found = spoilt(form, jump)
    assert {"A-003", "A-007"}.isdisjoint(found)
    assert "ahead of the text" in found["A-008"]
    assert abs(time_in(found["A-008"]) - where[0]) < 12


def test_a_line_that_is_not_there(spoilt: Callable[..., dict[str, str]]) -> None:
    def hush(samples: Samples, joins: list[int], path: Path) -> Samples:
        start, end, _ = cues(path.with_suffix(".vtt"))[7]
        samples[int(start * RATE) : int(end * RATE)] = 0
        return samples

    assert "nothing is heard of the line at 0:" in spoilt("flac", hush)["A-008"]


def test_text_that_goes_on_after_the_sound(copied: Callable[[str], Path]) -> None:
    path = copied("flac")
    (path.parent / ".narrator.json").unlink()
    clip = decode(path)
    encode(clip.samples[: -20 * RATE], path)
    assert "its text ends" in found_in(path.parent)["A-007"]


def test_a_book_without_subtitles_or_a_list_is_measured_all_the_same(
    copied: Callable[[str], Path],
) -> None:
    path = copied("mp3")
    for each in path.parent.iterdir():
        if each != path:
            each.unlink()
    assert not found_in(path.parent)
    assert read_stream(path, "mp3").samples
