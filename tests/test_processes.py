"""Work in other processes: its value or its error comes back, and its memory goes."""

from __future__ import annotations

import operator
import os
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from narrator import finished
from narrator.cache import Cache
from narrator.order import Order
from narrator.pipeline import build_book, read_script
from narrator.processes import give_back_memory, run_apart
from narrator.voices import DEFAULT_FILE, load_voice_map

SENTENCES = ("The road went on.", "“Is it far?” asked Mara.", "“Not far,” said Edwin.")


def test_what_was_made_apart_comes_back() -> None:
    assert run_apart(operator.add, "up", "stairs") == "upstairs"
    assert run_apart(os.getpid) != os.getpid()


def test_an_error_comes_back_and_so_does_a_death() -> None:
    with pytest.raises(ZeroDivisionError):
        run_apart(operator.truediv, 1, 0)
    with pytest.raises(BrokenProcessPool):
        run_apart(os._exit, 3)


def test_giving_memory_back_leaves_what_is_used() -> None:
    kept = [bytes([number % 256]) * 1000 for number in range(10_000)]
    del kept[::2]
    give_back_memory()
    assert all(len(set(each)) == 1 for each in kept)


def test_a_huge_manuscript_is_read_by_another_process(
    tmp_path: Path, inline: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finished, "HUGE", finished.LONG)
    book = tmp_path / "long.txt"
    paragraphs = [SENTENCES[number % 3] for number in range(finished.LONG // 20)]
    book.write_text("\n\n".join(paragraphs), encoding="utf-8")
    voices = load_voice_map(DEFAULT_FILE)
    order = Order(book, tmp_path / "audio", voices, engine="tone", preview_minutes=0.1, jobs=1)
    assert finished.is_huge(order)
    report = build_book(order, cache_folder=tmp_path / "cache")
    assert report.files
    cache = Cache(tmp_path / "cache")
    assert cache.has("script", finished.script_key(book, None, voices, order.reading))
    assert read_script(book, voices, cache=cache) == read_script(book, voices)
