"""The cache: what goes in comes out, or nothing does."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.cache import Cache, default_folder, make_key
from narrator.errors import WriteError


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def test_what_goes_in_comes_out(cache: Cache) -> None:
    key = make_key("shard", 1)
    assert cache.get("shard", key) is None
    assert not cache.has("shard", key)
    for body in (b"", b"\n", b"sound" * 1000):
        cache.put("shard", key, body)
        assert cache.get("shard", key) == body
        assert cache.has("shard", key)
    assert cache.get("clip", key) is None


def test_it_leaves_no_other_files(cache: Cache) -> None:
    cache.put("shard", make_key(1), b"a")
    cache.put("shard", make_key(1), b"b")
    assert [path.name for path in cache.folder.rglob("*") if path.is_file()] == [make_key(1)[2:]]


def damages() -> list[object]:
    return [
        pytest.param(lambda raw: raw[:-1], id="truncated"),
        pytest.param(lambda raw: b"", id="emptied"),
        pytest.param(lambda raw: raw + b"x", id="grown"),
        pytest.param(lambda raw: raw[:60] + bytes([raw[60] ^ 4]) + raw[61:], id="a bit flipped"),
        pytest.param(lambda raw: bytes([raw[0] ^ 1]) + raw[1:], id="its head flipped"),
        pytest.param(lambda raw: bytes(len(raw)), id="zeros, as after a power cut"),
    ]


@pytest.mark.parametrize("damage", damages())
def test_a_damaged_entry_is_none_at_all(cache: Cache, damage: object) -> None:
    key = make_key("x")
    cache.put("shard", key, b"frames" * 50)
    path = cache.path("shard", key)
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    assert cache.get("shard", key) is None
    assert not path.exists()
    cache.put("shard", key, b"again")
    assert cache.get("shard", key) == b"again"


def test_a_folder_in_an_entrys_place_is_no_entry(cache: Cache) -> None:
    cache.path("shard", "ab12").mkdir(parents=True)
    assert cache.get("shard", "ab12") is None
    assert not cache.has("shard", "ab12")


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=8,
)


@given(st.lists(values, max_size=4), st.lists(values, max_size=4))
def test_different_things_have_different_keys(one: list[object], other: list[object]) -> None:
    assert (make_key(*one) == make_key(*other)) == (repr(one) == repr(other))
    assert len(make_key(*one)) == 40


def test_a_key_is_the_same_in_every_process() -> None:
    program = 'from narrator.cache import make_key; print(make_key("é", [1, 2.5, None, True]))'
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == make_key("é", [1, 2.5, None, True])


def test_a_file_in_its_place_is_said(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("not a folder")
    with pytest.raises(WriteError, match=r"cache: the cache can't be written .* NARRATOR_CACHE"):
        Cache(tmp_path / "cache").put("shard", make_key(1), b"x")


def test_a_full_disk_is_said_and_leaves_nothing(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Path.write_bytes

    def half(path: Path, data: bytes) -> int:
        whole(path, data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", half)
    with pytest.raises(WriteError, match="No space left on device"):
        cache.put("shard", make_key(1), b"x" * 100)
    assert not [path for path in cache.folder.rglob("*") if path.is_file()]


def test_its_folder_can_be_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NARRATOR_CACHE", str(tmp_path))
    assert default_folder() == tmp_path
    monkeypatch.delenv("NARRATOR_CACHE")
    assert default_folder().name == "narrator"


def test_two_processes_share_it(cache: Cache) -> None:
    program = (
        "import sys; from pathlib import Path; from narrator.cache import Cache, make_key\n"
        "cache = Cache(Path(sys.argv[1]))\n"
        "for turn in range(200):\n"
        "    for key in map(make_key, range(5)):\n"
        "        cache.put('shard', key, key.encode() * 500)\n"
        "        assert cache.get('shard', key) in (None, key.encode() * 500)\n"
    )
    command = [sys.executable, "-c", program, str(cache.folder)]
    both = [subprocess.Popen(command) for _ in range(2)]
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    for key in map(make_key, range(5)):
        assert cache.get("shard", key) == key.encode() * 500
