"""An M4B: shards of AAC joined to the sample, chapters and tags that stay."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
from building import build_plan, contents, differing, plan_for
from conftest import BOOKS
from listening import decode, lag, read_aloud
from mutagen.mp4 import MP4
from test_encoders import babble

from narrator.audio import Samples, decibels, silence
from narrator.book import Metadata
from narrator.encoders import Encoding, encode, open_encoder
from narrator.errors import WriteError
from narrator.order import Report
from narrator.sound_files import ffmpeg
from narrator.writers.m4b import write_m4b
from narrator.writers.tags import Mark

FERRY = (BOOKS / "the-night-ferry.txt").read_text(encoding="utf-8")


def shard(seconds: float, encoding: Encoding, seed: int) -> Samples:
    encoder = open_encoder(encoding)
    sound = babble(seconds, encoding.sample_rate, seed)
    length = len(sound) + encoder.quiet_samples
    return np.concatenate([sound, silence(length - len(sound) + -length % encoder.frame_samples)])


@pytest.mark.parametrize("rate", [22_050, 24_000, 44_100])
def test_joined_shards_play_as_one_to_the_sample(rate: int, tmp_path: Path) -> None:
    encoding = Encoding("aac", rate, 64_000)
    sounds = [shard(1.5, encoding, seed) for seed in range(5)]
    original = np.concatenate(sounds)
    path = tmp_path / "a.m4b"
    parts = [(len(each), encode(open_encoder(encoding), each)) for each in sounds]
    marks = (Mark("One", 0, 1000), Mark("Two", 1000, 5000))
    assert write_m4b(path, iter(parts), marks, encoding) == len(original)
    heard = decode(path).samples
    assert len(heard) == len(original)
    for at in range(20_000, len(original) - 20_000, 40_000):
        part = original[at : at + 4000]
        if np.std(part) > 0.01:
            assert lag(part, heard[at - 500 : at + 4500]) == pytest.approx(500, abs=1)
    noise = -decibels(float(np.std(heard - original) / np.std(original)))
    assert noise > 12
    for seam in np.cumsum([len(each) for each in sounds])[:-1]:
        quiet = heard[seam - rate // 40 : seam - rate // 80]
        assert decibels(float(np.max(np.abs(quiet)))) < -50


def test_apples_players_find_every_chapter(tmp_path: Path) -> None:
    """Nero's list holds 255; the text track, which ffmpeg prefers too, all of them."""
    encoding = Encoding("aac", 22_050, 64_000)
    length = 1024 * 22 * 300
    part = (length, encode(open_encoder(encoding), silence(length)))
    second = length / 22_050 / 300 * 1000
    marks = tuple(Mark(f"N {n}", round(n * second), round((n + 1) * second)) for n in range(300))
    path = tmp_path / "a.m4b"
    write_m4b(path, [part], marks, encoding, "en-GB")
    done = subprocess.run(
        [ffmpeg(), "-hide_banner", "-i", path], capture_output=True, text=True, check=False
    )
    starts = [float(at) for at in re.findall(r"Chapter #0:\d+: start ([\d.]+)", done.stderr)]
    assert starts == pytest.approx([mark.start_ms / 1000 for mark in marks], abs=0.002)
    assert re.findall(r"title\s+: (N \d+)", done.stderr) == [mark.title for mark in marks]
    assert "(eng): Audio" in done.stderr
    assert "(text" in done.stderr
    assert "not set" not in done.stderr


def test_a_writer_that_fails_is_said(tmp_path: Path) -> None:
    encoding = Encoding("aac", 22_050, 64_000)
    sound = shard(1, encoding, 0)
    (tmp_path / "a.m4b").mkdir()
    parts = [(len(sound), encode(open_encoder(encoding), sound))]
    with pytest.raises(WriteError, match="the M4B can't be written"):
        write_m4b(tmp_path / "a.m4b", parts, (), encoding)
    assert [path.name for path in tmp_path.iterdir()] == ["a.m4b"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, list[str]]:
    said = Metadata(author="Ann", series="Boats", series_number="2", description="Fog & gulls.")
    plan = plan_for(
        FERRY,
        tmp_path_factory.mktemp("m4b"),
        engine="tone",
        formats=("m4b",),
        metadata=said,
    )
    texts = [plan.words[line.id] for line in plan.script.lines()]
    return build_plan(plan), [text for text in texts if text]


def test_every_character_can_be_read_back(built: tuple[Report, list[str]]) -> None:
    report, sent = built
    (file,) = report.files
    assert file.name == "The Night Ferry.m4b"
    assert len(decode(file)) == round(report.seconds * 24_000)
    assert read_aloud(file) == sent


def test_players_find_its_chapters_and_tags(built: tuple[Report, list[str]]) -> None:
    (file,) = built[0].files
    tags = MP4(file)
    assert tags["\xa9alb"] == ["The Night Ferry"]
    assert tags["\xa9ART"] == ["Ann"]
    assert tags["stik"] == [2]
    assert bytes(tags["----:com.apple.iTunes:SERIES"][0]) == b"Boats"
    assert "synthetic" in tags["\xa9cmt"][0]
    assert tags["covr"]
    assert tags.chapters
    titles = ["Chapter One: The Slip", "Chapter Two: The Other Boat", "Chapter Three"]
    assert [chapter.title for chapter in tags.chapters] == titles
    done = subprocess.run([ffmpeg(), "-i", file], capture_output=True, text=True, check=False)
    starts = [float(at) for at in re.findall(r"Chapter #0:\d+: start ([\d.]+)", done.stderr)]
    assert [round(chapter.start, 2) for chapter in tags.chapters] == pytest.approx(starts, abs=0.02)


@pytest.mark.usefixtures("inline", "cold")
def test_it_is_the_same_every_time(built: tuple[Report, list[str]], tmp_path: Path) -> None:
    said = Metadata(author="Ann", series="Boats", series_number="2", description="Fog & gulls.")
    wishes = {"engine": "tone", "formats": ("m4b",), "metadata": said}
    report = build_plan(plan_for(FERRY, tmp_path, **wishes))
    assert not differing(contents(report.folder), contents(built[0].folder))


@pytest.mark.usefixtures("inline")
def test_two_formats_have_a_tree_each(tmp_path: Path) -> None:
    report = build_plan(plan_for("Hello.", tmp_path, engine="tone", formats=("mp3", "m4b")))
    kinds = [file.relative_to(tmp_path).parts[0] for file in report.files]
    assert kinds == ["mp3", "m4b"]
