"""Room for the cache: what is thrown out, the command that shows it, and builds that share it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from building import contents, differing, paragraphs
from click.testing import CliRunner

from narrator.cache import ABANDONED_S, Cache, make_key, parse_size
from narrator.cli.cache import cache as command
from narrator.order import Order
from narrator.pipeline import build_book
from narrator.voices import DEFAULT_FILE, load_voice_map

STORY = "\n\n".join(paragraphs(12))
SIZE = 1000


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """With four entries, each used a minute after the one before."""
    cache = Cache(tmp_path / "cache")
    for number, kind in enumerate(["shard", "cues", "shard", "notes"]):
        cache.put(kind, make_key(number), b"x" * SIZE)
        used = time.time() - 60 * (4 - number)
        os.utime(cache.path(kind, make_key(number)), (used, used))
    return cache


def total(cache: Cache) -> int:
    return sum(size for _, size in cache.usage().values())


def test_what_was_not_used_for_longest_goes_first(cache: Cache) -> None:
    whole = total(cache)
    assert cache.prune(whole) == 0
    assert cache.get("shard", make_key(0))  # used just now
    assert cache.prune(2 * whole // 3) >= whole // 4
    assert not cache.has("cues", make_key(1))
    assert cache.has("shard", make_key(0))
    assert cache.has("notes", make_key(3))
    assert total(cache) <= 2 * whole // 3


def test_only_what_nobody_can_be_writing_any_more_counts(cache: Cache) -> None:
    before = cache.usage()
    shelf = cache.path("shard", make_key(0)).parent
    for name, age in (("fresh.1.tmp", 0.0), ("old.1.tmp", 2.0 * ABANDONED_S)):
        (shelf / name).write_bytes(b"half")
        os.utime(shelf / name, (time.time() - age,) * 2)
    assert cache.usage()["shard"][0] == before["shard"][0] + 1
    cache.prune(0)
    assert [path.name for path in cache.folder.rglob("*") if path.is_file()] == ["fresh.1.tmp"]


def test_the_command_shows_it_and_makes_room(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NARRATOR_CACHE", str(cache.folder))
    monkeypatch.setenv("NARRATOR_CACHE_LIMIT", "1MB")
    (cache.folder / "mine.txt").write_text("somebody's")

    def said(*options: str) -> dict[str, object]:
        done = CliRunner().invoke(command, ["--json", *options], catch_exceptions=False)
        assert done.exit_code == 0
        document: dict[str, object] = json.loads(done.stdout)
        return document

    shown = said()
    assert shown["folder"] == str(cache.folder)
    assert shown["bytes"] == total(cache)
    assert (shown["limit"], shown["freed"]) == (parse_size("1MB"), 0)
    assert {name: kind["entries"] for name, kind in shown["kinds"].items()} == {  # type: ignore[attr-defined]
        "cues": 1,
        "notes": 1,
        "shard": 2,
    }
    assert said("--prune", "2.5kB")["freed"] == shown["bytes"] - total(cache) > 0  # type: ignore[operator]
    assert 0 < total(cache) <= parse_size("2.5kB")
    assert said("--clear")["bytes"] == 0
    assert (cache.folder / "mine.txt").exists()


def order(text: str, folder: Path) -> Order:
    voices = load_voice_map(DEFAULT_FILE)
    return Order("-", folder, voices, data=text.encode(), engine="tone", jobs=1)


@pytest.mark.usefixtures("inline")
def test_a_cache_smaller_than_the_book_changes_no_byte(
    tmp_path: Path, cold: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_book(order(STORY, tmp_path / "a"))
    room = parse_size("200kB")
    assert total(Cache(cold)) > room
    monkeypatch.setenv("NARRATOR_CACHE_LIMIT", "200kB")
    for version in (STORY.replace("river", "lake").replace("rain", "snow"), STORY):
        assert build_book(order(version, tmp_path / "b")).cached < 3
        assert total(Cache(cold)) <= room
    assert not differing(contents(tmp_path / "a"), contents(tmp_path / "b"))


def test_two_builds_at_once_while_somebody_clears_the_cache(tmp_path: Path, cold: Path) -> None:
    book = tmp_path / "book.txt"
    book.write_text(STORY, encoding="utf-8")
    command = [sys.executable, "-m", "narrator", "build", str(book), "--engine", "tone", "-q"]
    builds = [
        subprocess.Popen([*command, "--jobs", "1", "-o", str(tmp_path / name)], stderr=-1)
        for name in ("a", "b")
    ]
    cleared = 0
    while any(build.poll() is None for build in builds):
        time.sleep(0.2)
        cleared += bool(Cache(cold).prune(0))
    assert cleared
    for build in builds:
        _, said = build.communicate()
        assert build.returncode == 0, said
    assert contents(tmp_path / "a")
    assert not differing(contents(tmp_path / "a"), contents(tmp_path / "b"))
