"""Builds that meet in one folder, and builds that are ended from outside."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from building import command_line, contents

STORY = "Chapter 1\n\nOne came.\n\nChapter 2\n\nTwo went.\n\nChapter 3\n\nThree stayed.\n"


def build(*args: str | Path) -> dict:
    done = command_line("build", *args, "--engine", "tone", "--json", "-q")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)[-1]


def test_two_books_of_one_title_stand_side_by_side(tmp_path: Path) -> None:
    for name, words in (("a", "Hello there."), ("b", "Another tale.")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "two.txt").write_text(words)
    shelf = tmp_path / "shelf"
    for _ in range(2):
        first = build(tmp_path / "a" / "two.txt", "-o", shelf)
        second = build(tmp_path / "b" / "two.txt", "-o", shelf)
        assert first["folder"] != second["folder"]
        assert all(Path(name).is_file() for name in [*first["files"], *second["files"]])
    # A manuscript that was moved is still the same book.
    (tmp_path / "a" / "two.txt").rename(tmp_path / "moved.txt")
    moved = build(tmp_path / "moved.txt", "-o", shelf, "--title", "Two")
    assert moved["folder"] == first["folder"]


def test_one_chapter_built_again_leaves_the_book_whole(tmp_path: Path) -> None:
    book = tmp_path / "book.txt"
    book.write_text(STORY)
    folder = Path(build(book, "-o", tmp_path / "out")["folder"])
    before = {path.name: path.read_text() for path in folder.glob("*.[mj][3s]*")}
    before |= {path.name: path.read_text() for path in folder.glob("*.json")}
    build(book, "-o", tmp_path / "out", "--chapters", "2")
    assert len(list(folder.glob("*.mp3"))) == 3
    for name in ("cast.json", "metadata.json", next(n for n in before if n.endswith("m3u8"))):
        assert (folder / name).read_text() == before[name], name


@pytest.mark.parametrize("wish", [[], ["--single"]])
def test_another_format_has_a_tree_of_its_own(wish: list[str], tmp_path: Path) -> None:
    book = tmp_path / "book.txt"
    book.write_text(STORY)
    order = [book, "-o", tmp_path / "out", "--sidecar", "srt", "--sidecar", "html", *wish]
    first = build(*order)
    before = contents(Path(first["folder"]))
    folders = {first["folder"]}
    for form in ("m4b", "opus"):
        other = build(*order, "--format", form)
        assert Path(other["folder"]).parts[-3] == form
        assert contents(Path(first["folder"])) == before
        assert build(*order, "--format", form)["folder"] == other["folder"]
        folders.add(other["folder"])
    assert len(folders) == 3
    book.write_text(STORY.replace("Chapter 3\n\nThree stayed.\n", ""))
    again = build(*order)
    assert again["folder"] == first["folder"]  # and it is kept in order
    assert len(again["files"]) == (1 if wish else 2)
    assert wish or not Path(first["files"][2]).exists()
    assert all(Path(name).is_file() for name in other["files"])


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_whoever_ends_the_parent_ends_the_workers(tmp_path: Path, number: signal.Signals) -> None:
    book = tmp_path / "book.txt"
    words = " ".join(f"A lamp number {n} was lit beside the river." for n in range(40))
    book.write_text("\n\n".join(f"{words} It was night {n}." for n in range(60)))
    command = [sys.executable, "-m", "narrator", "build", str(book), "-o", str(tmp_path / "out")]
    process = subprocess.Popen([*command, "--jobs", "2"], stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 30
    while len(workers := _children(process.pid)) < 3 and time.monotonic() < until:
        time.sleep(0.05)
    os.kill(process.pid, number)
    process.communicate(timeout=30)
    assert process.returncode == (130 if number == signal.SIGTERM else -number)
    until = time.monotonic() + 15
    while (left := [pid for pid in workers if _runs(pid)]) and time.monotonic() < until:
        time.sleep(0.05)
    assert not left


INTERRUPTED = """
import time
from concurrent.futures import ProcessPoolExecutor
from narrator.cli import main

def half_known(pool, begin=ProcessPoolExecutor._spawn_process):
    begin(pool)
    pool._processes.popitem()
    time.sleep(2)
    raise KeyboardInterrupt

if __name__ == "__main__":
    ProcessPoolExecutor._spawn_process = half_known
    main()
"""
"""A build that is interrupted when a worker has begun and its pool doesn't know of it yet."""


def test_a_worker_that_nobody_knows_of_holds_nobody_up(tmp_path: Path) -> None:
    book, program = tmp_path / "book.txt", tmp_path / "program.py"
    book.write_text(STORY)
    program.write_text(INTERRUPTED)
    command = [sys.executable, str(program), "build", str(book), "-o", str(tmp_path / "out")]
    cold = os.environ | {"NARRATOR_CACHE": str(tmp_path / "cache")}
    done = subprocess.run(
        [*command, "--engine", "tone"], capture_output=True, timeout=60, check=False, env=cold
    )
    assert done.returncode == 130, done.stderr


def _children(pid: int) -> list[int]:
    try:
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]
    except OSError:
        return []


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
