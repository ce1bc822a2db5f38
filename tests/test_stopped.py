"""Builds that are stopped, damaged or refused: whole or not at all, and then repaired."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from building import build_plan, build_text, contents, differing, paragraphs, plan_for
from conftest import BOOKS
from listening import decode

import narrator.writers.audiobook
from narrator.errors import WriteError
from narrator.voices import DEFAULT_FILE, VoiceWish, load_voice_map

FERRY = (BOOKS / "the-night-ferry.txt").read_text(encoding="utf-8")


@pytest.mark.usefixtures("fake_engines")
@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C can't be sent there from here")
def test_a_stopped_build_goes_on_where_it_was(tmp_path: Path, cold: Path) -> None:
    book = tmp_path / "book.txt"
    book.write_text("\n\n".join(paragraphs(36)), encoding="utf-8")
    out = tmp_path / "out"
    command = [sys.executable, "-m", "narrator", "build", str(book), "--engine", "slow"]
    process = subprocess.Popen(
        [*command, "-o", str(out), "--jobs", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Where the tests run in the background, the shell has them ignore Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    until = time.monotonic() + 60
    while not list(cold.glob("cues/*/*")) and time.monotonic() < until:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to everyone
    stdout, stderr = process.communicate(timeout=30)
    assert process.returncode == 130, stderr
    assert "Interrupted" in stderr
    assert "Traceback" not in stderr
    assert not stdout
    assert not [path for path in [*tmp_path.rglob("*.tmp"), *out.rglob("*.*")] if path.is_file()]

    again = subprocess.run(
        [*command, "-o", str(out), "--jobs", "2", "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    (report,) = json.loads(again.stdout)
    assert 1 <= report["parts_reused"] < report["parts"]
    (file,) = report["files"]
    assert len(decode(Path(file))) == round(report["seconds"] * 24_000)


@pytest.mark.usefixtures("inline")
def test_a_damaged_cache_is_repaired(tmp_path: Path, cold: Path) -> None:
    build_text(FERRY, tmp_path / "a", engine="tone")
    entries = sorted(path for path in cold.rglob("*") if path.is_file())
    for number, path in enumerate(entries):
        raw = path.read_bytes()
        damages = (raw[:-5], raw[:-1] + bytes([raw[-1] ^ 128]), b"")
        if number % 4 == 3:
            path.unlink()
        else:
            path.write_bytes(damages[number % 4])
    build_text(FERRY, tmp_path / "b", engine="tone")
    assert not differing(contents(tmp_path / "a"), contents(tmp_path / "b"))
    warm = build_text(FERRY, tmp_path / "c", engine="tone")
    assert warm.cached == warm.shards


@pytest.mark.usefixtures("inline")
def test_a_cache_cleared_while_files_are_written(
    tmp_path: Path, cold: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = narrator.writers.audiobook.write

    def cleared(*parts):  # type: ignore[no-untyped-def]
        shutil.rmtree(cold)
        return write(*parts)

    build_text(FERRY, tmp_path / "a", engine="tone")
    monkeypatch.setattr(narrator.writers.audiobook, "write", cleared)
    build_text(FERRY, tmp_path / "b", engine="tone")
    assert not differing(contents(tmp_path / "a"), contents(tmp_path / "b"))


@pytest.mark.usefixtures("fake_engines", "cold")
def test_a_worker_killed_in_mid_build_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "\n\n".join([*paragraphs(20), "Mind the fall, he said.", *paragraphs(20, seed=1)])
    monkeypatch.setenv("CRASH_MARK", str(tmp_path / "fell"))
    report = build_text(text, tmp_path / "a", engine="crashing", jobs=2)
    assert (tmp_path / "fell").exists()
    assert not report.failures
    assert len(decode(report.files[0])) == round(report.seconds * 24_000)


@pytest.mark.usefixtures("inline", "fake_engines", "cold")
def test_a_line_that_cant_be_spoken_stops_the_book_and_keeps_the_rest(tmp_path: Path) -> None:
    text = "\n\n".join([*paragraphs(15), "Nobody plays the xylophone.", *paragraphs(15, seed=1)])
    report = build_text(text, tmp_path / "out", engine="stumbling")
    (failure,) = report.failures
    assert "xylophone" in failure.problem
    assert not report.files
    assert not (tmp_path / "out").exists()
    mended = build_text(text.replace("xylophone", "spoons"), tmp_path / "out", engine="stumbling")
    assert mended.shards - mended.cached <= 3


@pytest.mark.usefixtures("inline")
def test_a_cache_that_cant_be_written_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").write_text("a file")
    monkeypatch.setenv("NARRATOR_CACHE", str(tmp_path / "cache"))
    with pytest.raises(WriteError, match=re.escape(str(tmp_path / "cache"))):
        build_text("Hello.", tmp_path / "out", engine="tone")
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("inline")
def test_a_disk_that_fills_up_leaves_the_old_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_text(FERRY, tmp_path, engine="tone")
    before = contents(tmp_path)
    monkeypatch.setattr("narrator.writers.mp3.write_mp3", _full)
    with pytest.raises(WriteError, match="No space left"):
        build_text(FERRY.replace("ferry", "boat"), tmp_path, engine="tone")
    assert not differing(contents(tmp_path), before)
    monkeypatch.undo()


def _full(*parts: object) -> int:
    raise OSError(28, "No space left on device")


def test_voices_of_several_rates_are_brought_to_one(
    tmp_path: Path, inline: None, fake_engines: Path
) -> None:
    voices = load_voice_map(DEFAULT_FILE)
    voices = replace(voices, characters={"Joss": VoiceWish(engine="changeable", voice="tone")})
    plan = plan_for(FERRY, tmp_path, voices=voices, engine="espeak")
    report = build_plan(plan)
    clips = [decode(file) for file in report.files]
    assert {clip.sample_rate for clip in clips} == {22_050}
    assert sum(map(len, clips)) == round(report.seconds * 22_050)
