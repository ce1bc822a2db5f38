"""An order that was carried out before is only looked at; anything else is done."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from building import contents, differing
from conftest import BOOKS

from narrator.book import Metadata
from narrator.finished import order_key
from narrator.order import Order
from narrator.pipeline import build_book
from narrator.voices import DEFAULT_FILE, load_voice_map

FERRY = (BOOKS / "the-night-ferry.txt").read_text(encoding="utf-8")


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


@pytest.mark.usefixtures("inline", "cold")
def test_a_finished_order_of_several_formats_is_only_looked_at(order: Order) -> None:
    order = replace(order, formats=("mp3", "flac"), preview_minutes=0.1)
    first = build_book(order)
    planned: list[object] = []
    again = build_book(order, planned=planned.append)
    assert not planned
    assert again.files == first.files
    assert again.folder == first.folder
    first.files[-1].unlink()
    build_book(order, planned=planned.append)
    assert planned
    assert first.files[-1].exists()


@pytest.mark.usefixtures("inline", "cold")
def test_stems_that_are_no_longer_asked_for_go(order: Order) -> None:
    order = replace(order, preview_minutes=0.1)
    build_book(order)
    report = build_book(replace(order, stems=True))
    assert (report.folder / "stems").is_dir()
    report = build_book(order)
    assert not (report.folder / "stems").exists()


@pytest.mark.usefixtures("inline", "cold")
def test_newly_measured_voices_are_a_reason_to_look_again(
    order: Order, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NARRATOR_MEASURES", str(tmp_path))
    before = order_key(order)
    (tmp_path / "voices-tone.json").write_text("{}")
    assert order_key(order) != before


def test_an_order_has_one_key_whatever_the_order_of_sets(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text("“Tea?” said Mara.\n", encoding="utf-8")
    kept = "characters:\n" + "".join(
        f"  {n}: {{voice: 'tone:low'}}\n" for n in ("Mara", "Tom", "Ida")
    )
    code = (
        "import sys; from pathlib import Path; from dataclasses import replace\n"
        "from narrator.finished import order_key; from narrator.order import Order\n"
        "from narrator.voices import VoiceMap, load_voice_map\n"
        "from narrator.voices.memory import with_memory\n"
        "kept = load_voice_map(Path(sys.argv[2]))\n"
        "print(order_key(Order(Path(sys.argv[1]), Path('out'), with_memory(VoiceMap(), kept))))\n"
    )
    (tmp_path / "kept.yaml").write_text(kept, encoding="utf-8")
    keys = {
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "story.txt"), str(tmp_path / "kept.yaml")],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(keys) == 1
