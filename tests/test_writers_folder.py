"""A book's folder: safe names, whole files, and nobody else's touched."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.errors import WriteError
from narrator.writers.folder import MANIFEST, RESERVED, BookFolder, read_manifest, safe_name

any_text = st.text(max_size=300)
nasty = st.text(st.sampled_from('./\\:*?"<>| \t\n\x00\x1b\u202eaé漢🦆'), max_size=40)


@given(any_text | nasty | st.sampled_from(sorted(RESERVED)).map(lambda word: f"{word}.mp3"))
def test_any_title_gives_a_name_for_every_system(title: str) -> None:
    name = safe_name(title, "Untitled")
    assert name
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f\x7f\ud800-\udfff]', name)
    assert name.strip(" .") == name
    assert len(name.encode()) <= 185
    assert name.split(".")[0].lower() not in RESERVED
    assert safe_name(name, "Untitled") == name


@given(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=40))
def test_plain_titles_stay_readable(title: str) -> None:
    import unicodedata

    plain = unicodedata.normalize("NFC", title)
    if plain.lower() not in RESERVED:
        assert safe_name(title, "Untitled") == plain


def fill(path: Path, keep: frozenset[str] = frozenset(), **files: str) -> None:
    with BookFolder(path, keep=keep) as folder:
        for name, text in files.items():
            folder.write_bytes(f"{name}.txt", text.encode(), text)


def names(path: Path) -> set[str]:
    return {each.name for each in path.iterdir()} - {MANIFEST}


def stopped(path: Path) -> None:
    with BookFolder(path) as folder:
        folder.write_bytes("a.txt", b"2", "2")
        folder.write_bytes("c.txt", b"2", "2")
        assert (path / "a.txt").read_text() == "1"
        raise RuntimeError("stopped")


def full(path: Path) -> None:
    with BookFolder(path) as folder, folder.make("a.txt", "1") as place:
        place.write_text("half")
        raise OSError(28, "No space left on device")


def test_files_appear_whole_or_not_at_all(tmp_path: Path) -> None:
    fill(tmp_path, a="1", b="1")
    with pytest.raises(RuntimeError, match="stopped"):
        stopped(tmp_path)
    assert names(tmp_path) == {"a.txt", "b.txt"}
    assert (tmp_path / "a.txt").read_text() == "1"


def test_a_file_half_made_is_nobodys(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="No space"):
        full(tmp_path)
    assert not list(tmp_path.iterdir())


def test_what_is_not_made_again_goes(tmp_path: Path) -> None:
    fill(tmp_path, a="1", b="1", c="1")
    fill(tmp_path, keep=frozenset({"b.txt"}), a="2")
    assert names(tmp_path) == {"a.txt", "b.txt"}
    assert set(read_manifest(tmp_path)) == {"a.txt", "b.txt"}
    fill(tmp_path, a="2")
    assert names(tmp_path) == {"a.txt"}


def test_nothing_outside_the_folder_is_ever_removed(tmp_path: Path) -> None:
    book = tmp_path / "book"
    fill(book, a="1")
    victim = tmp_path / "victim.txt"
    victim.write_text("1")
    facts = victim.stat()
    text = (
        (book / MANIFEST)
        .read_text()
        .replace(
            '"files": {',
            '"files": {"../victim.txt": {"recipe": "1", "size": 1, '
            f'"mtime_ns": {facts.st_mtime_ns}}},',
        )
    )
    (book / MANIFEST).write_text(text)
    fill(book, b="1")
    assert victim.exists()


def test_an_untouched_file_keeps_its_time(tmp_path: Path) -> None:
    fill(tmp_path, a="1", b="1")
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    fill(tmp_path, a="1", b="1")
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before
    fill(tmp_path, a="1", b="2")
    assert (tmp_path / "a.txt").stat().st_mtime_ns == before["a.txt"]
    assert (tmp_path / "b.txt").read_text() == "2"


def test_a_file_of_the_users_is_moved_aside_not_lost(tmp_path: Path) -> None:
    (tmp_path / "cover.jpg").write_bytes(b"mine")
    for _ in range(2):
        with BookFolder(tmp_path) as folder:
            folder.write_bytes("cover.jpg", b"drawn", "recipe")
    assert (tmp_path / "cover.jpg").read_bytes() == b"drawn"
    assert (tmp_path / "cover (kept 1).jpg").read_bytes() == b"mine"
    assert len(list(tmp_path.glob("cover*"))) == 2
