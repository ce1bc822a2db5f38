"""What was worked out before of a manuscript's parts is found again, or is worked out again."""

from __future__ import annotations

from pathlib import Path

import pytest

from narrator.cache import Cache
from narrator.notebook import Notebook


def entries(folder: Path) -> list[Path]:
    return [path for path in sorted((folder / "notes").rglob("*")) if path.is_file()]


def test_what_was_used_is_kept_and_nothing_else(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    first = Notebook(cache, "words", "book.txt")
    first.put("one", "eins")
    first.put("two", ["zwei", 2])
    first.keep()
    second = Notebook(cache, "words", "book.txt")
    assert second.get("two") == ["zwei", 2]
    second.put("three", "drei")
    second.keep()
    third = Notebook(cache, "words", "book.txt")
    assert [third.get(key) for key in ("one", "two", "three")] == [None, ["zwei", 2], "drei"]


def test_books_kinds_and_rules_don_t_share_notes(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    notebook = Notebook(cache, "words", "book.txt", ["rules"])
    notebook.put("one", "eins")
    notebook.keep()
    assert Notebook(cache, "words", "book.txt", ["rules"]).get("one") == "eins"
    for other in (
        Notebook(cache, "words", "book.txt", ["others"]),
        Notebook(cache, "lines", "book.txt", ["rules"]),
        Notebook(cache, "words", "other.txt", ["rules"]),
        Notebook(None, "words", "book.txt", ["rules"]),
    ):
        assert other.get("one") is None


@pytest.mark.parametrize("content", [b"", b"rubbish", b"[1]"])
def test_damaged_notes_are_none(content: bytes, tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    notebook = Notebook(cache, "words", "book.txt")
    notebook.put("one", "eins")
    notebook.keep()
    (entry,) = entries(tmp_path)
    entry.write_bytes(content)
    assert Notebook(cache, "words", "book.txt").get("one") is None
    cache.put("notes", notebook._key, content)  # whole, but no notes
    assert Notebook(cache, "words", "book.txt").get("one") is None


def test_nothing_is_written_twice(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    notebook = Notebook(cache, "words", "book.txt")
    notebook.put("one", "\ud800")  # a lone surrogate, as a file's name may give it
    notebook.keep()
    (entry,) = entries(tmp_path)
    before = entry.stat().st_mtime_ns, entry.read_bytes()
    again = Notebook(cache, "words", "book.txt")
    assert again.get("one") == "\ud800"
    again.keep()
    notebook.keep()
    assert entry.read_bytes() == before[1]
