"""``narrator check``: what it measures is what others measure, and what is wrong is found."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from building import build_text
from hypothesis import given, settings
from hypothesis import strategies as st
from listening import ebur128

from narrator.audio import Clip, loudness
from narrator.checks import check, check_file
from narrator.checks.findings import CODES, clock, loudness_of
from narrator.checks.meters import LevelMeter, LoudnessMeter, TruePeakMeter, integrate
from narrator.checks.page import LABELS, WIDTH, draw_page
from narrator.checks.timeline import read_cues
from narrator.cli import main
from narrator.errors import ManuscriptError
from narrator.presets import PRESETS
from narrator.sound_files import ffmpeg

RATE = 22_050
TALE = """CHAPTER 1: The First Day

The boat came in. "Is anyone there?" asked Anna. Nobody was, and the gulls went on talking.

CHAPTER 2: The Second Day

It rained, and the harbour was grey from one end to the other. "Then we wait," said Tom.
"""


def _speechlike(seconds: float, *, seed: int = 3, level: float = 0.1) -> np.ndarray[Any, Any]:
    """Noise in syllables, with pauses."""
    pick = np.random.default_rng(seed)
    count = int(seconds * RATE)
    time = np.arange(count) / RATE
    envelope = np.clip(np.sin(2 * np.pi * 3 * time), 0, 1) * (np.sin(2 * np.pi * time / 7) > -0.6)
    noise = np.convolve(pick.standard_normal(count), np.full(6, 1 / 6), mode="same")
    return (level * envelope * noise).astype(np.float32)


def _save(path: Path, samples: np.ndarray[Any, Any], *options: str) -> Path:
    command = [ffmpeg(), "-v", "error", "-y", "-f", "f32le", "-ar", str(RATE), "-ac", "1"]
    command += ["-i", "-", *options, str(path)]
    subprocess.run(command, input=samples.astype("<f4").tobytes(), check=True)
    return path


def _codes(path: Path, preset: str = "personal") -> set[str]:
    return {found.code for book in check(path, PRESETS[preset]) for found in book.findings}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished book of two chapters."""
    report = build_text(TALE, tmp_path_factory.mktemp("book"), engine="espeak")
    return report.folder


@pytest.fixture
def copy(book: Path, tmp_path: Path) -> Path:
    """A copy of it to spoil."""
    for path in book.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def _first(folder: Path) -> Path:
    return min(folder.glob("*.mp3"))


# ---------------------------------------------------------------- meters


@pytest.mark.parametrize("rate", [22_050, 44_100, 48_000])
def test_loudness_and_true_peak_agree_with_ffmpeg(tmp_path: Path, rate: int) -> None:
    path = _save(tmp_path / "a.wav", _speechlike(20), "-ar", str(rate), "-c:a", "pcm_f32le")
    heard = check_file(path).measures
    assert heard
    lufs, peak = ebur128(path)
    found = loudness_of(heard)
    assert found is not None
    assert abs(found - lufs) < 0.2
    assert abs(heard.true_peak_dbtp - peak) < 0.2


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 60_000), min_size=1, max_size=8), st.integers(0, 99))
def test_loudness_does_not_depend_on_how_sound_is_cut_into_blocks(
    sizes: list[int], seed: int
) -> None:
    samples = _speechlike(max(1.0, sum(sizes) / RATE), seed=seed)
    meter, level = LoudnessMeter(RATE, 1), LevelMeter(RATE, 1)
    at = 0
    for size in [*sizes, len(samples)]:
        block = samples[at : at + size, None]
        meter.add(block)
        level.add(block)
        at += size
    found = integrate(meter.finish())
    assert found == pytest.approx(loudness(Clip(samples, RATE)), abs=0.05)
    assert level.length == len(samples)
    expected = 10 * np.log10(np.mean(samples.astype(float) ** 2))
    assert level.rms_db == pytest.approx(expected, abs=0.01)


def test_a_true_peak_lies_between_the_samples() -> None:
    wave = np.sin(np.pi / 2 * np.arange(4000) + np.pi / 4).astype(np.float32)[:, None]
    meter = TruePeakMeter(RATE, 1)
    meter.add(wave)
    meter.add(wave[:0], last=True)
    assert float(np.abs(wave).max()) == pytest.approx(0.707, abs=0.001)
    assert meter.peak == pytest.approx(1.0, abs=0.06)


def test_silence_is_measured_where_it_is() -> None:
    sound, quiet = np.full(RATE, 0.1), np.zeros(RATE)
    samples = np.concatenate([quiet / 2, sound[:100], quiet, quiet, sound, quiet, sound, quiet])
    meter = LevelMeter(RATE, 1)
    for start in range(0, len(samples), 7001):
        meter.add(samples[start : start + 7001, None].astype(np.float32))
    assert meter.head_s == pytest.approx(1.0, abs=0.011)
    assert meter.tail_s == pytest.approx(1.0, abs=0.011)
    assert meter.longest_s == pytest.approx((1.0, 2.0), abs=0.021)
    assert meter.floor_db == float("-inf")
    assert meter.clipped == 0


def test_stereo_is_measured_as_both_channels(tmp_path: Path) -> None:
    path = _save(tmp_path / "a.wav", _speechlike(8), "-ac", "2")
    heard = check_file(path).measures
    assert heard
    assert heard.channels == 2
    found = loudness_of(heard)
    assert found is not None
    assert abs(found - ebur128(path)[0]) < 0.2


# ---------------------------------------------------------------- findings


def test_what_was_built_passes(book: Path) -> None:
    (found,) = check(book, PRESETS["personal"])
    assert not [each for each in found.findings if each.fails]
    assert len(found.files) == 2
    assert found.seconds == pytest.approx(
        json.loads((book / "metadata.json").read_text())["chapters"][-1]["end"], abs=0.01
    )


def test_a_book_for_oneself_is_not_one_for_acx(book: Path) -> None:
    assert {"A-020", "A-021", "A-050", "A-051"} <= _codes(book, "acx")


def test_a_cut_off_file_is_found(copy: Path) -> None:
    path = _first(copy)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) - 20_000])
    assert "A-003" in _codes(copy)
    assert {"A-002"} <= _codes(path)


def test_damage_inside_a_file_is_found(copy: Path) -> None:
    path = _first(copy)
    data = bytearray(path.read_bytes())
    data[-15_000:-14_000] = bytes(1000)
    path.write_bytes(data)
    assert "A-001" in _codes(path)


def test_a_text_that_pretends_to_be_sound_is_found(copy: Path) -> None:
    (copy / "000 - nothing.mp3").write_text("hello")
    assert "A-001" in _codes(copy)


def test_clipping_and_level_are_found(tmp_path: Path) -> None:
    loud = np.clip(_speechlike(5) * 40, -1, 1)
    path = _save(tmp_path / "a.flac", loud)
    assert {"A-010", "A-013", "A-014"} <= _codes(path)


def test_noise_is_found(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).standard_normal(5 * RATE) * 0.003
    path = _save(tmp_path / "a.flac", _speechlike(5) + noise)
    assert "A-015" in _codes(path)


def test_missing_tags_and_cover_are_found(tmp_path: Path) -> None:
    path = _save(tmp_path / "a.mp3", _speechlike(3))
    assert {"A-030", "A-031", "A-032"} <= _codes(path)


def test_order_titles_and_chapter_names_are_found(copy: Path) -> None:
    from mutagen.id3 import ID3, TIT2, TRCK

    for path in copy.glob("*.mp3"):
        tags = ID3(path)
        tags.setall("TIT2", [TIT2(encoding=1, text=["The same"])])
        tags.setall("TRCK", [TRCK(encoding=0, text=["1/2"])])
        tags.save(path, v2_version=3)
    assert {"A-042", "A-043"} <= _codes(copy)


def test_a_stated_chapter_that_is_elsewhere_is_found(tmp_path: Path) -> None:
    folder = build_text(TALE, tmp_path, engine="espeak", single=True).folder
    assert not _codes(folder)
    document = json.loads((folder / "metadata.json").read_text())
    document["chapters"][0]["end"] += 0.3
    document["chapters"][1]["start"] += 0.3
    (folder / "metadata.json").write_text(json.dumps(document))
    assert "A-040" in _codes(folder)


def test_every_code_is_explained_once() -> None:
    page = (Path(__file__).parent.parent / "docs" / "checking.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (A-\d{3}) \|", page, re.M)
    assert rows == sorted(CODES)


# ---------------------------------------------------------------- the command


def _run(capfd: Any, *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(["check", *words])
    out, err = capfd.readouterr()
    assert isinstance(left.value.code, int)
    return left.value.code, out, err


def test_the_table_and_the_exit_code(book: Path, capfd: Any) -> None:
    code, out, _ = _run(capfd, str(book))
    assert code == 0
    assert "001 - CHAPTER 1 The First Day.mp3" in out
    assert "personal: pass" in out
    code, out, _ = _run(capfd, str(book), "--preset", "acx", "--quiet")
    assert code == 1
    assert "FAIL A-020" in out


def test_json_is_for_programs(book: Path, capfd: Any) -> None:
    code, out, _ = _run(capfd, str(book), "--json")
    document = json.loads(out)
    assert code == 0
    assert document["format"] == "narrator-check/1"
    assert document["passed"] is True
    file = document["books"][0]["files"][0]
    assert file["tags"]["title"] == "CHAPTER 1: The First Day"
    assert -22 < file["lufs"] < -17


def test_the_report_draws_loudness_and_speakers(book: Path, tmp_path: Path, capfd: Any) -> None:
    from lxml import html

    page = tmp_path / "report.html"
    assert _run(capfd, str(book), "--report", str(page))[0] == 0
    tree = html.fromstring(page.read_text(encoding="utf-8"))
    assert len(tree.findall(".//svg")) == 2
    assert len(tree.findall(".//polyline")) == 2
    for name in ("Narrator", "Anna"):  # of one colour in each chapter
        rows = [row for row in tree.iterfind(".//svg/g") if row.findtext("title") == name]
        assert len({row.find("path").get("fill") for row in rows}) == 1  # type: ignore[union-attr]
    names = {each.text for each in tree.iterfind(".//svg//text")}
    assert {"Narrator", "Anna", "Tom", "headings"} <= names
    for drawn in tree.iterfind(".//svg//path"):  # beside the labels, not over them
        places = [int(x) for x in re.findall(r"M(\d+)", drawn.get("d", ""))]
        assert LABELS <= min(places) <= max(places) < LABELS + WIDTH
    assert not tree.findall(".//script")


def test_the_report_draws_each_chapter_of_a_file(tmp_path: Path) -> None:
    from lxml import html

    order = {"engine": "tone", "formats": ("m4b",)}
    text = "Chapter 1\n\nOne came.\n\nChapter 2\n\n“Two went,” said Ida. They did.\n"
    folder = build_text(text, tmp_path, **order).folder  # type: ignore[arg-type]
    tree = html.fromstring(draw_page(check(folder, PRESETS["personal"]), "personal"))
    assert [each.text for each in tree.findall(".//h4")] == ["Chapter 1", "Chapter 2"]
    first, second = tree.findall(".//svg")
    ends = [[each.text for each in picture.findall("text")][-1] for picture in (first, second)]
    (each,) = check(folder, PRESETS["personal"])[0].files
    assert each.facts
    assert ends == [clock(mark.end - mark.start) for mark in each.facts.marks]
    names = [{each.text for each in picture.iterfind("g/title")} for picture in (first, second)]
    assert "Ida" in names[1] - names[0]
    for drawn in tree.iterfind(".//svg//path"):
        places = [int(x) for x in re.findall(r"M(\d+)", drawn.get("d", ""))]
        assert LABELS <= min(places) <= max(places) < LABELS + WIDTH


@pytest.mark.parametrize("name", ["no such place", "empty"])
def test_nothing_to_measure_is_said_in_a_line(name: str, tmp_path: Path, capfd: Any) -> None:
    (tmp_path / "empty").mkdir()
    code, _, err = _run(capfd, str(tmp_path / name))
    assert code == 2
    assert len(err.splitlines()) == 1
    with pytest.raises(ManuscriptError):
        check(tmp_path / name, PRESETS["personal"])


def test_titles_cannot_reach_the_terminal_or_the_page(tmp_path: Path, capfd: Any) -> None:
    from mutagen.id3 import ID3, TIT2

    for name in ("a", "b"):
        path = _save(tmp_path / f"{name}.mp3", _speechlike(2))
        tags = ID3()
        tags.add(TIT2(encoding=1, text=["\x1b[31m<script>alert(1)</script>"]))
        tags.save(path, v2_version=3)
    page = tmp_path / "report.html"
    _, out, _ = _run(capfd, str(tmp_path), "--report", str(page))
    assert "\x1b" not in out
    assert "<script" not in page.read_text(encoding="utf-8")


def test_cues_are_read_with_their_speakers(book: Path) -> None:
    found = read_cues(_first(book).with_suffix(".vtt"))
    assert {cue.speaker for cue in found} >= {"Anna", "Narrator"}
    assert clock(found[0].start).startswith("0:0")
    assert found[0].words == "CHAPTER 1: The First Day"
