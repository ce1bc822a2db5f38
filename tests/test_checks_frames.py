"""``narrator check``: frames that are missing, doubled or miscounted, in every container."""

from __future__ import annotations

import itertools
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spoiling
from mutagen.ogg import OggPage
from spoiling import RATE, encode, found_in, mid_line, time_in

from narrator.checks import check
from narrator.encoders.mp3 import frame_ends
from narrator.presets import PRESETS
from narrator.sound_files import ffmpeg
from narrator.writers.folder import read_manifest
from narrator.writers.mp3 import crc16

books, copied = (spoiling.books, spoiling.copied)
FRAME = 576

# ---------------------------------------------------------------- MP3: frames and header


def _frames(path: Path) -> tuple[bytes, list[bytes]]:
    """An MP3's tag and its frames, the Info header's first."""
    data = path.read_bytes()
    at = 10 + sum(data[6 + n] << 7 * (3 - n) for n in range(4))
    ends = [at, *(at + end for end in frame_ends(data[at:]))]
    return data[:at], [data[a:b] for a, b in itertools.pairwise(ends)]


def _info(frames: list[bytes], change: Callable[[bytearray, int], None]) -> None:
    """Change the Info header, which begins at the place that is given, and seal it again."""
    head = bytearray(frames[0])
    at = head.index(b"Info")
    change(head, at)
    seal = at + 8 + 4 + 4 + 100 + 4 + 34
    head[seal : seal + 2] = crc16(bytes(head[:seal])).to_bytes(2, "big")
    frames[0] = bytes(head)


def _recount(frames: list[bytes]) -> None:
    def change(head: bytearray, at: int) -> None:
        head[at + 8 : at + 12] = (len(frames) - 1).to_bytes(4, "big")
        head[at + 12 : at + 16] = sum(map(len, frames)).to_bytes(4, "big")

    _info(frames, change)


def _number(seconds: float) -> int:
    """The frame that is heard at a time; the Info header's is the first."""
    return 1 + int(seconds * RATE + 1105) // FRAME


@pytest.mark.parametrize("count", [1, 3, 40])
@pytest.mark.parametrize("mended", [False, True])
def test_frames_cut_out_of_an_mp3(count: int, mended: bool, copied: Callable[[str], Path]) -> None:
    path = copied("mp3")
    tag, frames = _frames(path)
    at = mid_line(path)
    del frames[_number(at) : _number(at) + count]
    if mended:
        _recount(frames)
    path.write_bytes(tag + b"".join(frames))
    found = found_in(path.parent)
    if mended:
        assert "A-004" not in found
    else:
        assert f"{count} missing" in found["A-004"]
    if count == 40:  # a second
        assert "the script makes" in found["A-007"]
        assert abs(time_in(found["A-008"]) - at) < 6
        assert "ahead of the text" in found["A-008"]
    elif count == 1:
        assert "26 ms missing" in found["A-005"]


def test_a_frame_doubled_in_an_mp3(copied: Callable[[str], Path]) -> None:
    path = copied("mp3")
    tag, frames = _frames(path)
    at = mid_line(path)
    frames.insert(_number(at), frames[_number(at)])
    _recount(frames)
    path.write_bytes(tag + b"".join(frames))
    found = found_in(path.parent)["A-005"]
    assert "doubled" in found
    assert abs(time_in(found) - at) < 0.1


def test_a_silent_frame_doubled_where_shards_meet(copied: Callable[[str], Path]) -> None:
    path = copied("mp3")
    joins: Any = read_manifest(path.parent)[path.name]["joins"]
    tag, frames = _frames(path)
    number = 1 + joins[1] // FRAME
    frames[number:number] = frames[number - 1 : number]
    _recount(frames)
    path.write_bytes(tag + b"".join(frames))
    assert "26 ms too many" in found_in(path.parent)["A-005"]


def _count(head: bytearray, at: int) -> None:
    head[at + 11] ^= 1


def _size(head: bytearray, at: int) -> None:
    head[at + 13] ^= 1


def _delay(head: bytearray, at: int) -> None:
    head[at + 8 + 112 + 21] = 0xFF


def _padding(head: bytearray, at: int) -> None:
    head[at + 8 + 112 + 22] ^= 1


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (_count, "A-004", "counts"),
        (_size, "A-004", "bytes"),
        (_delay, "A-004", "leaves out 4080 samples"),
        (_padding, "A-005", "ms "),
    ],
)
def test_a_wrong_info_header(
    change: Callable[[bytearray, int], None],
    code: str,
    said: str,
    copied: Callable[[str], Path],
) -> None:
    path = copied("mp3")
    tag, frames = _frames(path)
    _info(frames, change)
    path.write_bytes(tag + b"".join(frames))
    assert said in found_in(path.parent)[code]


def test_an_info_header_with_a_broken_seal_or_none_at_all(copied: Callable[[str], Path]) -> None:
    path = copied("mp3")
    tag, frames = _frames(path)
    head = bytearray(frames[0])
    head[head.index(b"LAME") + 10] ^= 1
    path.write_bytes(tag + bytes(head) + b"".join(frames[1:]))
    assert "checksum" in found_in(path.parent)["A-004"]
    path.write_bytes(tag + b"".join(frames[1:]))
    (book,) = check(path.parent, PRESETS["personal"])
    assert [each.fails for each in book.findings if each.code == "A-009"] == [False]


def test_rubbish_between_frames(copied: Callable[[str], Path]) -> None:
    path = copied("mp3")
    tag, frames = _frames(path)
    frames.insert(500, b"rubbish" * 9)
    path.write_bytes(tag + b"".join(frames))
    assert "63 bytes that are no frame" in found_in(path.parent)["A-005"]


# ---------------------------------------------------------------- the other containers


def test_frames_cut_out_of_an_m4b(copied: Callable[[str], Path], tmp_path: Path) -> None:
    path = copied("m4b")
    at = mid_line(path)
    raw, new = tmp_path / "raw.aac", tmp_path / "new.m4b"
    ends = ["-v", "error", "-y"]
    subprocess.run([ffmpeg(), *ends, "-i", path, "-map", "0:a", "-c", "copy", raw], check=True)
    data, frames, place = raw.read_bytes(), [], 0
    while place < len(data):
        size = (data[place + 3] & 3) << 11 | data[place + 4] << 3 | data[place + 5] >> 5
        frames.append(data[place : place + size])
        place += size
    number = int(at * RATE / 1024)
    raw.write_bytes(b"".join(frames[:number] + frames[number + 4 :]))
    command = [ffmpeg(), *ends, "-i", raw, "-i", path, "-map", "0:a", "-map_metadata", "1"]
    subprocess.run([*command, "-c", "copy", "-f", "ipod", new], check=True)
    raw.unlink()
    new.replace(path)
    found = found_in(path.parent)
    assert "the script makes" in found["A-007"]
    assert abs(time_in(found["A-008"]) - at) < 12


def test_tables_of_an_m4b_that_disagree(copied: Callable[[str], Path]) -> None:
    path = copied("m4b")
    whole = path.read_bytes()
    data = bytearray(whole)
    at = data.index(b"mdhd") + 20  # the track of sound is the first
    data[at : at + 4] = (int.from_bytes(data[at : at + 4], "big") - RATE).to_bytes(4, "big")
    path.write_bytes(data)
    assert "its track says" in found_in(path.parent)["A-004"]
    data = bytearray(whole)
    at = data.index(b"stts") + 15  # how many frames have the first length
    data[at] ^= 1
    path.write_bytes(data)
    assert "count" in found_in(path.parent)["A-004"]
    path.write_bytes(whole[: len(whole) // 2])
    assert {"A-001", "A-004", "A-005"} & set(found_in(path.parent))


def test_frames_of_an_m4b_that_lie_in_the_same_bytes(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, 40 * RATE).astype(np.float32)
    encode(noise, path := tmp_path / "a.m4a", "-ar", "48000", "-b:a", "320k")
    data = bytearray(path.read_bytes())
    at = data.index(b"stco") + 12  # the second chunk begins where the first does
    data[at + 4 : at + 8] = data[at : at + 4]
    path.write_bytes(data)
    assert "in the same bytes" in found_in(path.parent)["A-005"]


@pytest.mark.parametrize("kind", ["page", "packets", "doubled", "time"])
def test_damage_in_an_opus_file(kind: str, copied: Callable[[str], Path]) -> None:
    path = copied("opus")
    at = int(mid_line(path))
    pages: list[OggPage] = []
    with path.open("rb") as file:
        while file.tell() < path.stat().st_size:
            pages.append(OggPage(file))
    heads = next(n for n, page in enumerate(pages) if page.position > 0)
    page = pages[heads + at]
    if kind == "page":
        pages.remove(page)
    elif kind == "packets":
        page.packets = page.packets[:20] + page.packets[25:]
    elif kind == "doubled":
        page.packets = [*page.packets[:20], *page.packets[19:-1]]
    else:
        page.position += 960
    path.write_bytes(b"".join(each.write() for each in pages))
    found = found_in(path.parent)
    code = "A-005" if kind in ("page", "doubled") else "A-004"
    assert abs(time_in(found[code]) - at) < 1.5
    if kind == "packets":
        assert "0.100 s" in found["A-004"]


def test_samples_of_a_flac_file_that_were_changed(copied: Callable[[str], Path]) -> None:
    path = copied("flac")
    data = bytearray(path.read_bytes())
    data[8 + 18] ^= 1  # a bit of the signature: the sound is as it was, but who knows
    path.write_bytes(data)
    assert "signed" in found_in(path.parent)["A-005"]
