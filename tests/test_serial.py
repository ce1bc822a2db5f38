"""A serial of a thousand chapters: in order everywhere, and nothing stale where it changes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from building import build_plan, command_line
from mutagen.id3 import ID3

from narrator.audio import Clip
from narrator.checks import check
from narrator.checks.facts import read_facts
from narrator.engines import Engine
from narrator.order import Order
from narrator.pipeline import make_plan
from narrator.presets import PRESETS
from narrator.voices import Pauses, Voice, VoiceMap
from narrator.writers.formats import FORMATS

COUNT = 1003


def serial(numbers: list[int], names: dict[int, str] | None = None) -> str:
    """Tiny chapters; some have another title than their number's."""
    titles = {number: f"Night {number}" for number in numbers} | (names or {})
    return "\n\n".join(f"## {titles[number]}\n\nI." for number in numbers)


def build(folder: Path, text: str, **wishes: Any) -> Path:
    """A build with as little sound as can be."""
    (source := folder / "Nights.md").write_text(text)
    quiet = VoiceMap(pauses=Pauses(heading=0.1, head=0.0, tail=0.0))
    order = Order(source, folder, quiet, engine="tone", jobs=1, **wishes)
    return build_plan(make_plan(order)).folder


def tick(text: str, voice: Voice, engine: Engine, *, foreign: bool = False) -> Clip:
    """What every line sounds like where only files and their order count."""
    return Clip(np.full(200, 0.1, dtype=np.float32), engine.sample_rate)


@pytest.mark.usefixtures("inline", "cold")
def test_past_999_the_order_is_right_and_nothing_stale_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("narrator.renderer.speak", tick)
    folder = build(tmp_path, serial(list(range(1, COUNT + 1))))
    names = sorted(path.name for path in folder.glob("*.mp3"))
    assert names == [f"{number:04d} - Night {number}.mp3" for number in range(1, COUNT + 1)]
    for number in (1, 999, 1000, COUNT):
        tags = ID3(folder / names[number - 1])
        assert str(tags["TIT2"]) == f"Night {number}"
        assert str(tags["TRCK"]) == f"{number}/{COUNT}"
    listed = (folder / "Nights.m3u8").read_text().splitlines()
    assert [line for line in listed if line and line[0] != "#"] == names
    (folder / "Night 12.mp3").write_bytes(b"somebody's own")
    (folder / "0013 - Night 13.mp3").write_bytes(b"changed by somebody")
    # Chapter 5 is renamed, 10 to 14 are dropped: what follows moves up by five.
    left = [number for number in range(1, COUNT + 1) if not 10 <= number <= 14]
    build(tmp_path, serial(left, {5: "Dawn"}))
    found = {path.name for path in folder.glob("*.mp3")}
    expected = [f"{at:03d} - " for at in range(1, 999)]
    mine = sorted(found - {"Night 12.mp3", "0013 - Night 13.mp3"})
    assert [name[:6] for name in mine] == expected  # 998 chapters have three digits
    assert mine[4] == "005 - Dawn.mp3"
    assert mine[9] == "010 - Night 15.mp3"
    assert (folder / "Night 12.mp3").read_bytes() == b"somebody's own"
    assert (folder / "0013 - Night 13.mp3").read_bytes() == b"changed by somebody"
    kept = {path.stem for path in folder.glob("*.mp3")}
    assert {path.stem for path in folder.glob("*.vtt")} == kept - {"Night 12", "0013 - Night 13"}


@pytest.mark.usefixtures("inline")
@pytest.mark.parametrize("form", ["mp3", "opus", "flac"])
def test_more_chapters_than_a_file_can_list_come_in_parts(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert FORMATS[form].most_marks in (255, 999)
    few = {form: replace(FORMATS[form], most_marks=2)}
    monkeypatch.setattr("narrator.writers.division.FORMATS", few)
    folder = build(tmp_path, serial([1, 2, 3, 4, 5]), formats=(form,), single=True)
    files = sorted(folder.glob(f"*.{form}"))
    assert [file.stem for file in files] == [f"Nights, part {part}" for part in (1, 2, 3)]
    facts = [read_facts(file) for file in files]
    marks = [[mark.title for mark in each.marks] for each in facts if each]
    assert marks == [["Night 1", "Night 2"], ["Night 3", "Night 4"], ["Night 5"]]
    (found,) = check(folder, PRESETS["personal"])
    assert not [each for each in found.findings if each.code[:4] in ("A-00", "A-04")]


def test_what_is_removed_is_told(tmp_path: Path) -> None:
    def run(text: str) -> tuple[str, list[str]]:
        (tmp_path / "Nights.md").write_text(text)
        done = command_line(
            *("build", "Nights.md", "--engine", "tone", "-o", "out", "--json"), cwd=tmp_path
        )
        assert done.returncode == 0, done.stderr
        return done.stderr, json.loads(done.stdout)[0]["removed"]

    said, removed = run(serial([1, 2, 3]))
    assert "removed" not in said
    assert not removed
    said, removed = run(serial([1, 3]))
    names = ["002 - Night 2.mp3", "002 - Night 2.vtt", "003 - Night 3.mp3", "003 - Night 3.vtt"]
    assert [Path(each).name for each in removed] == names
    assert f"removed 4 files that an earlier build had left: {', '.join(names[:3])}, …" in said
