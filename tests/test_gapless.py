"""``narrator check``: frames that are missing, doubled or miscounted, clicks, and lost time."""

from __future__ import annotations

import itertools
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from building import InlinePool, build_text, paragraphs
from listening import cues, decode
from mutagen.ogg import OggPage

import narrator.processes
import narrator.renderer
import narrator.shards
from narrator.checks import check
from narrator.checks.frames import read_stream
from narrator.encoders.mp3 import frame_ends
from narrator.presets import PRESETS
from narrator.sound_files import ffmpeg
from narrator.voices import DEFAULT_FILE, load_voice_map
from narrator.writers.folder import read_manifest
from narrator.writers.mp3 import crc16

STOPS = (
    "Pat kept ticking. Tap, tap! The packet dropped. “Stop it, Kit!” Bob spat. Quick, a cat, "
    "a cut, a bit of pitch. Ted picked it up, put it back, and that was that."
)
TALE = "\n\n".join(["CHAPTER 1", STOPS, *paragraphs(3), "CHAPTER 2", *paragraphs(4, seed=1), STOPS])
GAPLESS = {"A-001", "A-002", "A-004", "A-005", "A-006", "A-007", "A-008", "A-009"}
FORMS = ["mp3", "m4b", "opus", "flac"]
FRAME = 576
RATE = 22_050
Samples = npt.NDArray[np.float32]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """One book in each format, of short shards; in all but one its chapters are one file."""
    folder = tmp_path_factory.mktemp("gapless")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(narrator.processes, "ProcessPoolExecutor", InlinePool)
        patch.setattr(narrator.shards, "SHORTEST", 100)
        patch.setattr(narrator.shards, "LONGEST", 200)
        found = {"mp3s": build_text(TALE, folder / "mp3s", engine="espeak").folder}
        for form in FORMS:
            wishes: dict[str, Any] = {"formats": (form,), "single": True}
            found[form] = build_text(TALE, folder / form, engine="espeak", **wishes).folder
    yield found
    for engine in narrator.renderer._engines.values():
        engine.close()
    narrator.renderer._engines.clear()


@pytest.fixture
def copied(books: dict[str, Path], tmp_path: Path) -> Callable[[str], Path]:
    """The sound file of a copy of one of the books, to spoil."""

    def copy(form: str) -> Path:
        for path in books[form].iterdir():
            (tmp_path / path.name).write_bytes(path.read_bytes())
        return min(tmp_path.glob(f"*.{form}"))

    return copy


def _found(path: Path) -> dict[str, str]:
    """What check finds about joins, frames and times in a folder: messages by code."""
    (book,) = check(path, PRESETS["personal"])
    found: dict[str, str] = {}
    for each in book.findings:
        if each.code in GAPLESS:
            found[each.code] = f"{found.get(each.code, '')}{each.message}; "
    return found


def _seconds(message: str) -> float:
    place = re.search(r"(\d+):(\d\d\.\d\d)", message)
    assert place, message
    return 60 * int(place[1]) + float(place[2])


@pytest.mark.parametrize("form", ["mp3s", *FORMS])
def test_what_was_built_is_gapless(form: str, books: dict[str, Path]) -> None:
    assert not _found(books[form])
    (entry,) = [each for each in read_manifest(books[form]).values() if "joins" in each][:1]
    assert isinstance(entry["joins"], list)
    assert entry["joins"]


@pytest.mark.parametrize("form", ["flac", "m4b"])
def test_every_join_is_listed_and_found_silent(form: str, tmp_path: Path) -> None:
    """Also where no silence was asked for between the chapters of a file."""
    voices = load_voice_map(DEFAULT_FILE)
    voices = replace(voices, pauses=replace(voices.pauses, head=0.0, tail=0.0))
    text = "Chapter 1\n\nA bell.\n\nChapter 2\n\nA door.\n\nChapter 3\n\nA stair."
    order: dict[str, Any] = {"engine": "tone", "formats": (form,), "single": True}
    report = build_text(text, tmp_path, voices=voices, **order)
    entry: Any = read_manifest(report.folder)[report.files[0].name]
    assert len(entry["joins"]) == report.shards - 1 == 2
    sound = decode(report.files[0], "-ar", str(entry["sample_rate"])).samples
    for join in entry["joins"]:
        quiet = sound[join - round(0.08 * entry["sample_rate"]) : join]
        assert np.abs(quiet).max() < 0.003
    assert "A-006" not in _found(report.folder)  # a tone repeats itself, so frames do too


@pytest.mark.parametrize(
    "options",
    [
        ("a.mp3", "-b:a", "64k"),
        ("b.mp3", "-q:a", "5", "-ac", "2", "-ar", "44100"),
        ("d.m4a", "-c:a", "aac"),
        ("e.opus", "-c:a", "libopus", "-frame_duration", "60"),
        ("f.flac",),
    ],
)
def test_files_of_other_encoders_are_gapless_too(
    options: tuple[str, ...], books: dict[str, Path], tmp_path: Path
) -> None:
    clip = decode(min(books["flac"].glob("*.flac")))
    _encode(clip.samples, tmp_path / options[0], *options[1:])
    assert not _found(tmp_path)


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


def _spoken(path: Path) -> float:
    """The middle of a long line in the middle of a file."""
    lines = [each for each in cues(path.with_suffix(".vtt")) if each[1] - each[0] > 3]
    start, end, _ = lines[len(lines) // 2]
    return (start + end) / 2


@pytest.mark.parametrize("count", [1, 3, 40])
@pytest.mark.parametrize("mended", [False, True])
def test_frames_cut_out_of_an_mp3(count: int, mended: bool, copied: Callable[[str], Path]) -> None:
    path = copied("mp3")
    tag, frames = _frames(path)
    at = _spoken(path)
    del frames[_number(at) : _number(at) + count]
    if mended:
        _recount(frames)
    path.write_bytes(tag + b"".join(frames))
    found = _found(path.parent)
    if mended:
        assert "A-004" not in found
    else:
        assert f"{count} missing" in found["A-004"]
    if count == 40:  # a second
        assert "the script makes" in found["A-007"]
        assert abs(_seconds(found["A-008"]) - at) < 6
        assert "ahead of the text" in found["A-008"]
    elif count == 1:
        assert "26 ms missing" in found["A-005"]


def test_a_frame_doubled_in_an_mp3(copied: Callable[[str], Path]) -> None:
    path = copied("mp3")
    tag, frames = _frames(path)
    at = _spoken(path)
    frames.insert(_number(at), frames[_number(at)])
    _recount(frames)
    path.write_bytes(tag + b"".join(frames))
    found = _found(path.parent)["A-005"]
    assert "doubled" in found
    assert abs(_seconds(found) - at) < 0.1


def test_a_silent_frame_doubled_where_shards_meet(copied: Callable[[str], Path]) -> None:
    path = copied("mp3")
    joins: Any = read_manifest(path.parent)[path.name]["joins"]
    tag, frames = _frames(path)
    number = 1 + joins[1] // FRAME
    frames[number:number] = frames[number - 1 : number]
    _recount(frames)
    path.write_bytes(tag + b"".join(frames))
    assert "26 ms too many" in _found(path.parent)["A-005"]


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
    assert said in _found(path.parent)[code]


def test_an_info_header_with_a_broken_seal_or_none_at_all(copied: Callable[[str], Path]) -> None:
    path = copied("mp3")
    tag, frames = _frames(path)
    head = bytearray(frames[0])
    head[head.index(b"LAME") + 10] ^= 1
    path.write_bytes(tag + bytes(head) + b"".join(frames[1:]))
    assert "checksum" in _found(path.parent)["A-004"]
    path.write_bytes(tag + b"".join(frames[1:]))
    (book,) = check(path.parent, PRESETS["personal"])
    assert [each.fails for each in book.findings if each.code == "A-009"] == [False]


def test_rubbish_between_frames(copied: Callable[[str], Path]) -> None:
    path = copied("mp3")
    tag, frames = _frames(path)
    frames.insert(500, b"rubbish" * 9)
    path.write_bytes(tag + b"".join(frames))
    assert "63 bytes that are no frame" in _found(path.parent)["A-005"]


# ---------------------------------------------------------------- the other containers


def test_frames_cut_out_of_an_m4b(copied: Callable[[str], Path], tmp_path: Path) -> None:
    path = copied("m4b")
    at = _spoken(path)
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
    found = _found(path.parent)
    assert "the script makes" in found["A-007"]
    assert abs(_seconds(found["A-008"]) - at) < 12


def test_tables_of_an_m4b_that_disagree(copied: Callable[[str], Path]) -> None:
    path = copied("m4b")
    whole = path.read_bytes()
    data = bytearray(whole)
    at = data.index(b"mdhd") + 20  # the track of sound is the first
    data[at : at + 4] = (int.from_bytes(data[at : at + 4], "big") - RATE).to_bytes(4, "big")
    path.write_bytes(data)
    assert "its track says" in _found(path.parent)["A-004"]
    data = bytearray(whole)
    at = data.index(b"stts") + 15  # how many frames have the first length
    data[at] ^= 1
    path.write_bytes(data)
    assert "count" in _found(path.parent)["A-004"]
    path.write_bytes(whole[: len(whole) // 2])
    assert {"A-001", "A-004", "A-005"} & set(_found(path.parent))


def test_frames_of_an_m4b_that_lie_in_the_same_bytes(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, 40 * RATE).astype(np.float32)
    _encode(noise, path := tmp_path / "a.m4a", "-ar", "48000", "-b:a", "320k")
    data = bytearray(path.read_bytes())
    at = data.index(b"stco") + 12  # the second chunk begins where the first does
    data[at + 4 : at + 8] = data[at : at + 4]
    path.write_bytes(data)
    assert "in the same bytes" in _found(path.parent)["A-005"]


@pytest.mark.parametrize("kind", ["page", "packets", "doubled", "time"])
def test_damage_in_an_opus_file(kind: str, copied: Callable[[str], Path]) -> None:
    path = copied("opus")
    at = int(_spoken(path))
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
    found = _found(path.parent)
    code = "A-005" if kind in ("page", "doubled") else "A-004"
    assert abs(_seconds(found[code]) - at) < 1.5
    if kind == "packets":
        assert "0.100 s" in found["A-004"]


def test_samples_of_a_flac_file_that_were_changed(copied: Callable[[str], Path]) -> None:
    path = copied("flac")
    data = bytearray(path.read_bytes())
    data[8 + 18] ^= 1  # a bit of the signature: the sound is as it was, but who knows
    path.write_bytes(data)
    assert "signed" in _found(path.parent)["A-005"]


# ---------------------------------------------------------------- what can be heard


def _encode(samples: Samples, path: Path, *options: str) -> None:
    """A file of another encoder's, with nothing but sound in it."""
    command = [ffmpeg(), "-v", "error", "-y", "-f", "f32le", "-ar", str(RATE), "-ac", "1"]
    data = samples.astype("<f4").tobytes()
    subprocess.run([*command, "-i", "-", *options, str(path)], input=data, check=True)


@pytest.fixture
def spoilt(copied: Callable[[str], Path], books: dict[str, Path]) -> Callable[..., dict[str, str]]:
    """The book's sound, changed, encoded once more in a format, and checked."""

    def spoil(form: str, change: Callable[[Samples, list[int], Path], Samples]) -> dict[str, str]:
        path = copied(form)
        manifest: Any = read_manifest(path.parent)[path.name]
        joins = [place * RATE // manifest["sample_rate"] for place in manifest["joins"]]
        samples = decode(path, "-ar", str(RATE)).samples.copy()
        options = {
            "mp3": ["-b:a", "64k"],
            "m4b": ["-b:a", "64k", "-aac_coder", "fast", "-f", "ipod"],
        }
        _encode(change(samples, joins, path), path, *options.get(form, []))
        return _found(path.parent)

    return spoil


@pytest.mark.parametrize("form", ["mp3", "m4b"])
def test_sound_that_is_only_encoded_again_is_still_gapless(
    form: str, spoilt: Callable[..., dict[str, str]]
) -> None:
    assert not spoilt(form, lambda samples, joins, path: samples)


@pytest.mark.parametrize("form", FORMS)
def test_a_click_in_a_pause(form: str, spoilt: Callable[..., dict[str, str]]) -> None:
    clicked: list[float] = []

    def click(samples: Samples, joins: list[int], path: Path) -> Samples:
        at = joins[1] - RATE // 8
        samples[at : at + 2] = [0.2, -0.1]
        clicked.append(at / RATE)
        return samples

    found = spoilt(form, click)["A-006"]
    assert "click" in found
    assert abs(_seconds(found) - clicked[0]) < 0.1


@pytest.mark.parametrize("form", ["mp3", "flac"])
def test_sound_at_a_join(form: str, spoilt: Callable[..., dict[str, str]]) -> None:
    """The shard before it has not been cut where it should: its words run on."""
    met: list[float] = []

    def run_on(samples: Samples, joins: list[int], path: Path) -> Samples:
        at, long = joins[1], RATE // 5
        samples[at - long : at] = samples[at + RATE // 10 : at + RATE // 10 + long]
        met.append(at / RATE)
        return samples

    found = spoilt(form, run_on)["A-006"]
    assert "at the join" in found
    assert abs(_seconds(found) - met[0]) < 0.1


@pytest.mark.parametrize("form", ["m4b", "opus"])
def test_sound_that_jumps_while_its_length_stays(
    form: str, spoilt: Callable[..., dict[str, str]]
) -> None:
    where: list[float] = []

    def jump(samples: Samples, joins: list[int], path: Path) -> Samples:
        at, gone = int(_spoken(path) * RATE), RATE // 10
        where.append(at / RATE)
        return np.concatenate([samples[:at], samples[at + gone :], np.zeros(gone, np.float32)])

    found = spoilt(form, jump)
    assert {"A-003", "A-007"}.isdisjoint(found)
    assert "ahead of the text" in found["A-008"]
    assert abs(_seconds(found["A-008"]) - where[0]) < 12


def test_a_line_that_is_not_there(spoilt: Callable[..., dict[str, str]]) -> None:
    def hush(samples: Samples, joins: list[int], path: Path) -> Samples:
        start, end, _ = cues(path.with_suffix(".vtt"))[7]
        samples[int(start * RATE) : int(end * RATE)] = 0
        return samples

    assert "nothing is heard of the line at 0:" in spoilt("flac", hush)["A-008"]


def test_text_that_goes_on_after_the_sound(copied: Callable[[str], Path]) -> None:
    path = copied("flac")
    (path.parent / ".narrator.json").unlink()
    clip = decode(path)
    _encode(clip.samples[: -20 * RATE], path)
    assert "its text ends" in _found(path.parent)["A-007"]


def test_a_book_without_subtitles_or_a_list_is_measured_all_the_same(
    copied: Callable[[str], Path],
) -> None:
    path = copied("mp3")
    for each in path.parent.iterdir():
        if each != path:
            each.unlink()
    assert not _found(path.parent)
    assert read_stream(path, "mp3").samples
