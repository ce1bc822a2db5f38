"""What is heard of a finished book: in time, at its loudness, without clicks."""

from __future__ import annotations

import json
import shutil
import subprocess

import numpy as np
import pytest
from building import ROOT, build_text
from conftest import BOOKS
from listening import cues, decode, ebur128

import narrator.writers.audiobook
from narrator.audio import decibels
from narrator.order import Report

FERRY = (BOOKS / "the-night-ferry.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, list[list[int]]]:
    """The ferry and a seed in espeak's voices, with the places where shards meet, in samples."""
    seams: list[list[int]] = []
    write = narrator.writers.audiobook.write

    def noted(plan, form, sounds, *others):  # type: ignore[no-untyped-def]
        for _, parts in sounds:
            ends = np.cumsum([done.length for _, done in parts])
            seams.append([int(end) for end in ends[:-1]])
        return write(plan, form, sounds, *others)

    text = FERRY + "\n\nChapter Four\n\n" + (ROOT / "seeds" / "line-two.txt").read_text("utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(narrator.writers.audiobook, "write", noted)
        report = build_text(text, tmp_path_factory.mktemp("spoken"), engine="espeak", jobs=2)
    return report, seams


def test_every_file_is_as_long_as_its_timeline(spoken: tuple[Report, list[list[int]]]) -> None:
    report, _ = spoken
    facts = json.loads((report.folder / "metadata.json").read_text(encoding="utf-8"))
    clips = [decode(file) for file in report.files]
    assert len(facts["chapters"]) == len(clips) == 4
    for clip, chapter in zip(clips, facts["chapters"], strict=True):
        assert clip.seconds == pytest.approx(chapter["end"] - chapter["start"], abs=0.002)
    assert sum(clip.seconds for clip in clips) == pytest.approx(report.seconds, abs=1e-6)


def test_speech_begins_and_ends_where_the_subtitles_say(
    spoken: tuple[Report, list[list[int]]],
) -> None:
    report, _ = spoken
    seen = 0
    for file in report.files:
        clip = decode(file)
        ends = 0.0
        for start, end, _ in cues(file.with_suffix(".vtt")):
            if start - ends > 0.2:
                around = slice(round((start + ends) / 2 * clip.sample_rate), round(end * 22_050))
                loud = np.flatnonzero(np.abs(clip.samples[around]) > 10 ** (-50 / 20))
                onset = (around.start + int(loud[0])) / clip.sample_rate
                assert onset == pytest.approx(start, abs=0.05)
                before = slice(round((ends + 0.05) * 22_050), round((start - 0.05) * 22_050))
                assert decibels(float(np.max(np.abs(clip.samples[before])))) < -50
                seen += 1
            ends = end
        assert clip.seconds - ends == pytest.approx(3.5, abs=0.05)
    assert seen > 60


def test_nothing_clicks_where_shards_meet(spoken: tuple[Report, list[list[int]]]) -> None:
    report, seams = spoken
    assert sum(map(len, seams)) >= 8
    for file, places in zip(report.files, seams, strict=True):
        samples = decode(file).samples
        steps = np.abs(np.diff(samples))
        near = 22_050 // 20
        elsewhere = steps.copy()
        for place in places:
            elsewhere[place - near : place + near] = 0
        for place in places:
            assert np.max(steps[place - near : place + near]) <= np.max(elsewhere)
            # The pause ahead of the seam is silent but for the codec's pre-echo of what follows,
            # which spreads over one granule and is as soft where there is no seam.
            assert decibels(float(np.max(np.abs(samples[place - near : place - 576])))) < -55
            assert decibels(float(np.max(np.abs(samples[place - 576 : place - 110])))) < -40


def test_a_book_has_its_loudness(spoken: tuple[Report, list[list[int]]]) -> None:
    report, _ = spoken
    loud, peak = ebur128(report.files[-1])  # the longest, five minutes in eight voices
    assert loud == pytest.approx(-19, abs=1)
    for file in report.files:
        assert ebur128(file)[1] <= -3.0
    assert peak > -12


@pytest.mark.tools
@pytest.mark.skipif(not shutil.which("mp3val"), reason="mp3val is not installed")
def test_mp3val_finds_nothing(spoken: tuple[Report, list[list[int]]]) -> None:
    for file in spoken[0].files:
        done = subprocess.run(["mp3val", file], capture_output=True, text=True, check=True)
        assert "WARNING" not in done.stdout
        assert "ERROR" not in done.stdout
