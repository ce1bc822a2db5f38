"""A manuscript becomes a folder: what players want, and only what changed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from building import build_text, contents, differing, paragraphs, plan_for
from conftest import BOOKS

from narrator.book import Metadata
from narrator.errors import ManuscriptError
from narrator.renderer import Rendered
from narrator.shards import Shard
from narrator.synthesizer import Workers
from narrator.voices import VoiceMap, VoiceWish

FERRY = (BOOKS / "the-night-ferry.txt").read_text(encoding="utf-8")


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
@pytest.mark.parametrize("touched", [False, True], ids=["as left", "touched"])
def test_other_tags_go_before_the_sound_that_is_there(
    touched: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a chapter that comes before has moved it to another name."""
    head, tail = FERRY.split("Chapter Three")
    longer = f"{head}Chapter Nine: Fog\n\nNothing yet.\n\nChapter Three{tail}"
    report = build_text(FERRY, tmp_path, engine="tone")
    if touched:
        for path in report.files:
            path.write_bytes(path.read_bytes() + b"somebody's")
    read: list[str] = []
    frames = Workers.frames
    with monkeypatch.context() as patch:

        def counted(workers: Workers, shard: Shard, done: Rendered, *more: Any) -> bytes:
            read.append(shard.utterances[0].text)
            return frames(workers, shard, done, *more)

        patch.setattr(Workers, "frames", counted)
        again = build_text(longer, tmp_path, engine="tone")
    assert len(again.files) == len(report.files) + 1
    assert (len(read) > 3) == touched
    fresh = build_text(longer, tmp_path / "new", engine="tone")
    sound = [path.read_bytes() for path in again.files]
    assert sound == [path.read_bytes() for path in fresh.files]


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


def test_a_preview_keeps_each_title_with_its_chapter(tmp_path: Path) -> None:
    filler = "The road went on, past the mill and the old stone bridge, and did not end. " * 3
    text = f"Chapter 1\n\nChapter 2\n\n{filler}\n\nChapter 3\n\n{filler}\n"
    plan = plan_for(text, tmp_path, engine="tone", preview_minutes=0.2)
    for chapter, lines in zip(plan.script.book.chapters, plan.script.chapters, strict=True):
        assert lines[0].text.startswith(chapter.title[:9])


@pytest.mark.usefixtures("cold", "inline")
def test_another_engine_for_one_person_touches_only_where_they_speak(tmp_path: Path) -> None:
    filler = "The road went on, past the mill and the old stone bridge, and did not end. " * 6
    text = "\n\n".join([filler] * 12 + ["“Stop,” said Mara. “Here.”"] + [filler] * 12)
    first = build_text(text, tmp_path, engine="tone", voices=VoiceMap())
    wish = {"Mara": VoiceWish(engine="espeak", voice="en-us+f3")}
    voices = VoiceMap(narrator=VoiceWish(engine="tone", voice="tone"), characters=wish)
    again = build_text(text, tmp_path, voices=voices)
    assert first.shards == again.shards > 4
    assert again.cached >= again.shards - 2
