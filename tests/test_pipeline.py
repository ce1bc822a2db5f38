"""A manuscript becomes a book: in time, at its loudness, only what changed, and whole or not."""

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

import numpy as np
import pytest
from building import ROOT, build_plan, build_text, contents, differing, paragraphs, plan_for
from conftest import BOOKS
from listening import cues, decode, ebur128

import narrator.writers.audiobook
from narrator.audio import decibels
from narrator.book import Metadata
from narrator.errors import ManuscriptError, WriteError
from narrator.order import Order, Report
from narrator.pipeline import build_book
from narrator.voices import DEFAULT_FILE, VoiceWish, load_voice_map

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


# ---------------------------------------------------------------- what is heard


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
            # The pause ahead of the seam is silent to its very end.
            assert decibels(float(np.max(np.abs(samples[place - near : place - 110])))) < -55


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


# ---------------------------------------------------------------- what is in the folder


@pytest.mark.usefixtures("inline")
def test_the_folder_holds_what_players_want(tmp_path: Path) -> None:
    said = Metadata(title="The Night Ferry", author="A. Nobody", series="Boats", series_number="2")
    report = build_text(FERRY, tmp_path, engine="tone", metadata=said)
    assert report.folder == tmp_path / "A. Nobody" / "Boats" / "The Night Ferry"
    assert sorted(path.name for path in report.folder.iterdir()) == [
        ".narrator.json",
        "001 - Chapter One The Slip.mp3",
        "001 - Chapter One The Slip.vtt",
        "002 - Chapter Two The Other Boat.mp3",
        "002 - Chapter Two The Other Boat.vtt",
        "003 - Chapter Three.mp3",
        "003 - Chapter Three.vtt",
        "The Night Ferry.m3u8",
        "cast.json",
        "cover.jpg",
        "metadata.json",
    ]


@pytest.mark.usefixtures("inline")
def test_nothing_to_say_is_said_before_anything_is_written(tmp_path: Path) -> None:
    for text in ("……", "***\n\n***", "— . —", "\n\n“…?!”\n\n***\n"):
        with pytest.raises(ManuscriptError, match="nothing to read aloud"):
            build_text(text, tmp_path / "out", engine="tone")
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("inline")
def test_a_chapter_without_words_has_no_file(tmp_path: Path) -> None:
    text = "Chapter One\n\nHello.\n\nChapter Two\n\n……\n\nChapter Three\n\nBye."
    report = build_text(text, tmp_path, engine="tone")
    assert [file.name for file in report.files] == [
        "001 - Chapter One.mp3",
        "002 - Chapter Two.mp3",
        "003 - Chapter Three.mp3",
    ]


@pytest.mark.usefixtures("inline")
def test_chapters_asked_for_keep_their_numbers_and_the_others_their_files(tmp_path: Path) -> None:
    whole = build_text(FERRY, tmp_path, engine="tone")
    before = contents(tmp_path)
    part = build_text(FERRY, tmp_path, engine="tone", chapters=((2, 2),))
    assert [file.name for file in part.files] == ["002 - Chapter Two The Other Boat.mp3"]
    for file in whole.files:
        name = str(file.relative_to(tmp_path))
        assert contents(tmp_path)[name] == before[name]


@pytest.mark.usefixtures("inline")
def test_a_preview_is_short_and_apart(tmp_path: Path) -> None:
    text = "\n\n".join(paragraphs(60))
    report = build_text(text, tmp_path, engine="espeak", preview_minutes=0.5)
    assert 20 < report.seconds < 45
    assert report.folder.name.endswith("(preview)")


# ---------------------------------------------------------------- only what changed


def touched(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


@pytest.mark.usefixtures("inline")
def test_a_rebuild_with_nothing_changed_writes_nothing(tmp_path: Path) -> None:
    report = build_text(FERRY, tmp_path, engine="tone")
    before = touched(report.folder)
    again = build_text(FERRY, tmp_path, engine="tone")
    assert touched(report.folder) == before
    assert again.cached == again.shards
    assert again.files == report.files


@pytest.mark.usefixtures("inline")
def test_a_paragraph_at_the_start_costs_little(tmp_path: Path, cold: Path) -> None:
    text = "\n\n".join(paragraphs(70))
    assert build_text(text, tmp_path, engine="tone").shards > 9
    longer = build_text(f"It was snowing, for once.\n\n{text}", tmp_path, engine="tone")
    assert longer.shards - longer.cached <= 3


@pytest.mark.usefixtures("inline")
def test_a_changed_line_costs_one_or_two_shards(tmp_path: Path, cold: Path) -> None:
    lines = paragraphs(70)
    build_text("\n\n".join(lines), tmp_path, engine="tone")
    lines[35] = "This is another line altogether."
    changed = build_text("\n\n".join(lines), tmp_path, engine="tone")
    assert 1 <= changed.shards - changed.cached <= 3


@pytest.mark.usefixtures("inline")
def test_an_appended_chapter_leaves_the_other_files_alone(tmp_path: Path) -> None:
    report = build_text(FERRY, tmp_path, engine="tone")
    before = touched(report.folder)
    more = build_text(f"{FERRY}\n\nChapter Four\n\nThe end.", tmp_path, engine="tone")
    after = touched(more.folder)
    assert "004 - Chapter Four.mp3" in after
    # "3/3" in the tags has become "3/4", so files are written anew, but nothing is spoken again.
    assert more.shards - more.cached == 1
    assert set(before) <= set(after)


@pytest.mark.usefixtures("inline")
def test_renamed_and_dropped_chapters_leave_nothing_behind(tmp_path: Path) -> None:
    build_text(FERRY, tmp_path, engine="tone")
    shorter = FERRY[: FERRY.index("Chapter Three")].replace("The Other Boat", "A Wall")
    report = build_text(shorter, tmp_path, engine="tone")
    assert sorted(path.name for path in report.folder.iterdir()) == [
        ".narrator.json",
        "001 - Chapter One The Slip.mp3",
        "001 - Chapter One The Slip.vtt",
        "002 - Chapter Two A Wall.mp3",
        "002 - Chapter Two A Wall.vtt",
        "The Night Ferry.m3u8",
        "cast.json",
        "cover.jpg",
        "metadata.json",
    ]


@pytest.mark.usefixtures("inline")
def test_what_is_the_users_stays(tmp_path: Path) -> None:
    report = build_text(FERRY, tmp_path, engine="tone")
    own = report.folder / "004 - My own afterword.mp3"
    own.write_bytes(b"mine")
    changed = report.folder / "003 - Chapter Three.vtt"
    text = changed.read_text(encoding="utf-8")
    changed.write_text(text.replace("harbour", "HARBOUR"), encoding="utf-8")  # as long as before
    os.utime(changed, (1_900_000_000, 1_900_000_000))
    build_text(FERRY[: FERRY.index("Chapter Three")], tmp_path, engine="tone")
    assert own.read_bytes() == b"mine"
    assert "HARBOUR" in changed.read_text(encoding="utf-8")
    assert not (report.folder / "003 - Chapter Three.mp3").exists()


@pytest.mark.usefixtures("inline")
def test_a_missing_or_changed_file_is_written_again(tmp_path: Path) -> None:
    report = build_text(FERRY, tmp_path, engine="tone")
    before = contents(tmp_path)
    report.files[0].unlink()
    report.files[1].write_bytes(b"half")
    (report.folder / "cover.jpg").write_bytes(b"")
    build_text(FERRY, tmp_path, engine="tone")
    assert not differing(contents(tmp_path), before)


@pytest.mark.usefixtures("inline")
def test_a_damaged_manifest_costs_only_time(tmp_path: Path) -> None:
    said = Metadata(title="Short")
    report = build_text("Hello.", tmp_path, engine="tone", metadata=said)
    before = contents(tmp_path)
    for damage in (
        b"",
        b"{",
        b"[]",
        b'{"files": {"../../x": {}}}',
        b'{"files": {"a": 1}}',
        b"\xff",
    ):
        (report.folder / ".narrator.json").write_bytes(damage)
        build_text("Hello.", tmp_path, engine="tone", metadata=said)
        assert not differing(contents(tmp_path), before)


@pytest.mark.usefixtures("inline")
def test_from_chapters_to_single_and_back(tmp_path: Path) -> None:
    build_text(FERRY, tmp_path, engine="tone")
    before = contents(tmp_path)
    single = build_text(FERRY, tmp_path, engine="tone", single=True)
    assert [path.name for path in single.folder.glob("*.mp3")] == ["The Night Ferry.mp3"]
    build_text(FERRY, tmp_path, engine="tone")
    assert not differing(contents(tmp_path), before)


# ---------------------------------------------------------------- an order done before


@pytest.fixture
def order(tmp_path: Path) -> Order:
    book = tmp_path / "ferry.txt"
    book.write_text(FERRY, encoding="utf-8")
    return Order(book, tmp_path / "out", load_voice_map(DEFAULT_FILE), engine="tone", jobs=1)


@pytest.mark.usefixtures("inline", "cold")
def test_a_finished_order_is_only_looked_at(order: Order) -> None:
    first = build_book(order)
    planned: list[object] = []
    again = build_book(order, planned=planned.append)
    assert not planned
    assert (again.files, again.seconds, again.folder) == (first.files, first.seconds, first.folder)
    assert again.summary == first.summary


@pytest.mark.usefixtures("inline", "cold")
def test_whatever_changes_an_order_is_carried_out(order: Order, tmp_path: Path) -> None:
    build_book(order)
    cover = tmp_path / "cover.png"
    cover.write_bytes(_png(3))
    voices = replace(order.voice_map, lexicon={"ferry": "fairy"})
    others = [
        replace(order, output=tmp_path / "elsewhere"),
        replace(order, single=True),
        replace(order, rate=200),
        replace(order, metadata=Metadata(author="Somebody")),
        replace(order, cover=cover),
        replace(order, voice_map=voices),
        replace(order, chapters=((1, 1),)),
        replace(order, force=True),
    ]
    for each in others:
        planned: list[object] = []
        build_book(each, planned=planned.append)
        assert planned, each
    Path(order.source).write_text(FERRY.replace("Tilda", "Hilda"), encoding="utf-8")
    planned = []
    build_book(order, planned=planned.append)
    assert planned
    cover.write_bytes(_png(4))
    planned = []
    build_book(others[4], planned=planned.append)
    assert planned


@pytest.mark.usefixtures("inline", "cold")
def test_a_finished_order_whose_files_were_touched_is_done_again(order: Order) -> None:
    first = build_book(order)
    before = contents(first.folder)
    for name in ("cover.jpg", first.files[0].name, ".narrator.json"):
        (first.folder / name).unlink()
        build_book(order)
        assert not differing(contents(first.folder), before)


def _png(side: int) -> bytes:
    import io

    from PIL import Image

    stream = io.BytesIO()
    Image.new("RGB", (side, side), "teal").save(stream, "PNG")
    return stream.getvalue()


# ---------------------------------------------------------------- stopped, damaged, refused


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
