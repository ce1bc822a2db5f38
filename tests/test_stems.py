"""Stems: one file a voice, all of one length, which together are the book."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from building import build_plan, build_text, contents, plan_for
from conftest import BOOKS
from listening import decode, sounding
from mutagen.flac import FLAC

from narrator.book import Kind
from narrator.checks import check
from narrator.order import Report
from narrator.presets import PRESETS
from narrator.voices import Pauses, VoiceMap, VoiceWish

FERRY = (BOOKS / "the-night-ferry.txt").read_text(encoding="utf-8")
pytestmark = pytest.mark.usefixtures("inline")
Pcm = npt.NDArray[np.int32]


def _build(folder: Path, **wishes: Any) -> Report:
    return build_text(FERRY, folder, **{"engine": "tone", "stems": True, **wishes})


def _samples(path: Path) -> Pcm:
    return np.rint(decode(path).samples * 32768).astype(np.int32)


def _stems(report: Report) -> list[Path]:
    return sorted((report.files[0].parent / "stems").glob("*.flac"))


def test_their_sum_is_the_book(tmp_path: Path) -> None:
    report = _build(tmp_path, formats=("flac",))
    stems = [_samples(path) for path in _stems(report)]
    assert len(stems) >= 3
    whole = np.concatenate([_samples(path) for path in report.files])
    assert {len(each) for each in stems} == {len(whole)}
    assert np.array_equal(np.sum(stems, axis=0), whole)
    # Nobody speaks in another's file.
    assert not np.any(np.sum([each != 0 for each in stems], axis=0) > 1)


@pytest.mark.parametrize("form", ["mp3", "m4b", "opus"])
def test_they_lie_in_time_with_any_format(form: str, tmp_path: Path) -> None:
    report = _build(tmp_path, formats=(form,), engine="espeak", single=True)
    stems = [_samples(path) for path in _stems(report)]
    rate = FLAC(_stems(report)[0]).info.sample_rate
    mix = np.rint(decode(report.files[0], "-ar", str(rate)).samples * 32768)
    total = np.sum(stems, axis=0)
    assert len(total) == len(mix)
    # A codec changes samples, but not by the sound's own size.
    assert np.std(total - mix) < 0.5 * np.std(total)


def test_each_is_named_after_who_speaks(tmp_path: Path) -> None:
    report = _build(tmp_path, engine="espeak")
    names = [path.name for path in _stems(report)]
    assert names[0] == "01 - Narrator.flac"
    assert any("Tilda" in name for name in names)
    tags = FLAC(_stems(report)[0])
    assert tags["title"] == ["The Night Ferry: Narrator"]
    assert tags["chapter002name"] == ["Chapter Two: The Other Boat"]


def test_those_who_share_a_voice_share_a_file(tmp_path: Path) -> None:
    everyone = VoiceMap(narrator=VoiceWish("tone", "tone"))
    report = _build(tmp_path, voices=everyone, one_voice=True)
    (only,) = _stems(report)
    assert only.name.startswith("01 - Narrator, ")


def test_a_hundred_and_sixty_voices_need_no_more_open_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resource = pytest.importorskip("resource")
    monkeypatch.setattr("narrator.renderer.NEUTRAL_TEXT", "Who is it?")  # each voice says it
    short = VoiceMap(pauses=Pauses(paragraph=0.1, head=0.0, tail=0.0))
    text = "\n\n".join(["I."] * 160)
    plan = plan_for(text, tmp_path, engine="tone", stems=True, voices=short)
    (lines,) = plan.script.chapters
    said = tuple(
        replace(line, kind=Kind.DIALOGUE, speaker=f"Speaker {number}")
        for number, line in enumerate(lines)
    )
    voice = plan.casting.narrator
    voices = {f"Speaker {n}": replace(voice, pitch=float(n)) for n in range(len(said))}
    plan = replace(
        plan,
        script=replace(plan.script, chapters=(said,)),
        casting=replace(plan.casting, voices=voices),
    )
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, limits[1]))
    try:
        report = build_plan(plan)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    stems = _stems(report)
    assert len(stems) == 160
    (length,) = {FLAC(path).info.length for path in stems}
    for number in (0, 77, 159):  # each is heard once, in its turn
        clip = decode(stems[number])
        (start, _), *more = sounding(clip)
        assert start / clip.sample_rate == pytest.approx(length * number / 160, abs=1)
        assert not more


def test_they_go_when_they_are_not_asked_for(tmp_path: Path) -> None:
    report = _build(tmp_path)
    before = contents(tmp_path)
    (stranger := report.folder / "stems" / "mine.txt").write_text("mine")
    assert contents(_build(tmp_path).folder.parent.parent) == {
        **before,
        str(stranger.relative_to(tmp_path)): b"mine",
    }
    _build(tmp_path, stems=False)
    assert [path.name for path in (report.folder / "stems").iterdir()] == ["mine.txt"]
    stranger.unlink()
    _build(tmp_path)
    _build(tmp_path, stems=False)
    assert not (report.folder / "stems").exists()


def test_they_are_no_book_to_check(tmp_path: Path) -> None:
    report = _build(tmp_path)
    (found,) = check(report.folder, PRESETS["personal"])
    assert [each.path for each in found.files] == list(report.files)
