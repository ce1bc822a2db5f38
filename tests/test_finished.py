"""An order that was carried out before is only looked at; anything else is done."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from building import contents, differing
from conftest import BOOKS

from narrator.book import Metadata
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
