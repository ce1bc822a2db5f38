"""A whole MP3 file: length to the sample, seek points, a header that players believe."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from listening import decode, lag
from mutagen.mp3 import MP3, BitrateMode
from test_encoders import encoded, shard

from narrator.audio import Samples
from narrator.book import Metadata
from narrator.encoders import Encoding, open_encoder
from narrator.encoders.mp3 import frame_ends
from narrator.writers.mp3 import crc16, info_frame, write_mp3
from narrator.writers.tags import FileTag, id3_tag

ENCODINGS = {
    "22050": Encoding("mp3", 22_050, 64_000),
    "24000": Encoding("mp3", 24_000, 64_000),
    "44100": Encoding("mp3", 44_100, 192_000),
}


@dataclass
class Written:
    path: Path
    encoding: Encoding
    original: Samples
    tag: bytes


@pytest.fixture(scope="module", params=ENCODINGS)
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A file of several shards, tagged."""
    encoding = ENCODINGS[request.param]
    sounds = [shard(2 + seed, encoding, seed) for seed in range(5)]
    tag = id3_tag(Metadata(title="Book", author="A. Writer"), "Nobody", b"", FileTag("One"))
    path = tmp_path_factory.mktemp("mp3") / "book.mp3"
    with path.open("wb") as file:
        length = write_mp3(file, tag, [encoded(each, encoding) for each in sounds], encoding)
    original = np.concatenate(sounds)
    assert length == len(original)
    return Written(path, encoding, original, tag)


def test_it_plays_to_the_sample(written: Written) -> None:
    assert len(decode(written.path)) == len(written.original)


def test_it_plays_in_time(written: Written) -> None:
    heard = decode(written.path).samples
    for at in range(20_000, len(heard) - 20_000, 40_000):
        part = written.original[at : at + 4000]
        if np.std(part) > 0.01:
            assert lag(part, heard[at - 500 : at + 4500]) == pytest.approx(500, abs=1)


def test_players_are_told_its_length(written: Written) -> None:
    info = MP3(written.path).info
    assert info.length == pytest.approx(len(written.original) / written.encoding.sample_rate)
    assert info.bitrate_mode is BitrateMode.CBR
    assert info.bitrate == pytest.approx(written.encoding.bit_rate, rel=1e-3)
    assert info.channels == 1
    assert info.encoder_info.startswith("LAME")
    assert not info.sketchy


def test_its_header_counts_right(written: Written) -> None:
    data = written.path.read_bytes()[len(written.tag) :]
    ends = list(frame_ends(data))
    assert ends[-1] == len(data)
    at = data.index(b"Info")
    assert at < ends[0]
    assert int.from_bytes(data[at + 4 : at + 8], "big") == 0x0F
    assert int.from_bytes(data[at + 8 : at + 12], "big") == len(ends) - 1
    # LAME counts the frame of the header itself among the bytes.
    assert int.from_bytes(data[at + 12 : at + 16], "big") == len(data)
    lame = data.index(b"LAME", at)
    delay_padding = int.from_bytes(data[lame + 21 : lame + 24], "big")
    delay, padding = delay_padding >> 12, delay_padding & 0xFFF
    samples = (len(ends) - 1) * open_encoder(written.encoding).frame_samples
    assert samples - delay - padding == len(written.original)
    assert delay == 576
    crc_at = lame + 34
    assert crc_at + 2 <= ends[0]
    assert crc16(data[:crc_at]).to_bytes(2, "big") == data[crc_at : crc_at + 2]


def test_its_seek_points_lead_to_the_right_second(written: Written) -> None:
    data = written.path.read_bytes()[len(written.tag) :]
    ends = np.array(list(frame_ends(data)))
    at = data.index(b"Info")
    points = list(data[at + 16 : at + 116])
    assert points == sorted(points)
    assert points[0] <= 1
    frames = len(ends) - 1
    for percent, point in enumerate(points):
        place = point * len(data) / 256
        found = np.searchsorted(ends, place) - 1  # the first frame is the header
        assert found / frames == pytest.approx(percent / 100, abs=1 / 256 + 2 / frames)


def test_seeking_lands_within_a_frame(written: Written) -> None:
    whole = decode(written.path).samples
    rate, frame = written.encoding.sample_rate, open_encoder(written.encoding).frame_samples
    for seconds in (0.5, 1.37, 5.0, 9.9, 14.25):
        at = round(seconds * rate)
        heard = decode(written.path, "-t", "0.5", seek=seconds).samples[1000:8000]
        early = min(at + 1000, 4 * frame)
        around = whole[at + 1000 - early : at + 8000 + 4 * frame]
        assert abs(lag(heard, around) - early) <= frame


def test_one_frame_of_sound_is_enough(tmp_path: Path) -> None:
    encoding = ENCODINGS["22050"]
    sound = shard(0.01, encoding)
    with (tmp_path / "short.mp3").open("wb") as file:
        write_mp3(file, b"", [encoded(sound, encoding)], encoding)
    assert len(decode(tmp_path / "short.mp3")) == len(sound)


def test_hours_fit_the_header() -> None:
    encoding = ENCODINGS["22050"]
    frames = 50 * 3600 * 22_050 // 576
    frame = info_frame(encoding, [(0, 209), (frames * 576, 209 * frames)], 1152)
    at = frame.index(b"Info")
    assert int.from_bytes(frame[at + 8 : at + 12], "big") == frames
    assert int.from_bytes(frame[at + 12 : at + 16], "big") == 209 * frames


def test_an_empty_stream_is_still_a_file() -> None:
    file = io.BytesIO()
    assert write_mp3(file, b"", [], ENCODINGS["22050"]) == 0
    assert MP3(io.BytesIO(file.getvalue())).info.length == pytest.approx(0, abs=0.06)


@pytest.mark.tools
@pytest.mark.skipif(not shutil.which("mp3val"), reason="mp3val is not installed")
def test_mp3val_finds_nothing(written: Written) -> None:
    done = subprocess.run(["mp3val", written.path], capture_output=True, text=True, check=True)
    assert "WARNING" not in done.stdout
    assert "ERROR" not in done.stdout
    assert re.search(r"\d+ MPEG frames", done.stdout)


@pytest.mark.tools
@pytest.mark.skipif(not shutil.which("ffprobe"), reason="ffprobe is not installed")
def test_ffprobe_knows_its_length(written: Written) -> None:
    command = ["ffprobe", "-v", "warning", "-of", "json", "-show_format", "-show_streams"]
    done = subprocess.run([*command, written.path], capture_output=True, text=True, check=True)
    assert not done.stderr
    found = json.loads(done.stdout)
    seconds = len(written.original) / written.encoding.sample_rate
    # Older versions count the two frames that gapless players leave out.
    assert float(found["format"]["duration"]) == pytest.approx(seconds, abs=0.053)
    assert found["format"]["tags"]["title"] == "One"
    (stream,) = found["streams"]
    assert int(stream["bit_rate"]) == pytest.approx(written.encoding.bit_rate, rel=1e-3)


@pytest.mark.tools
@pytest.mark.skipif(not shutil.which("mediainfo"), reason="mediainfo is not installed")
def test_mediainfo_knows_its_length(written: Written) -> None:
    command = ["mediainfo", "--Output=Audio;%Duration%|%BitRate_Mode%|%Format_Version%"]
    done = subprocess.run([*command, written.path], capture_output=True, text=True, check=True)
    milliseconds, mode, version = done.stdout.strip().split("|")
    seconds = len(written.original) / written.encoding.sample_rate
    assert float(milliseconds) / 1000 == pytest.approx(seconds, abs=0.1)
    assert mode == "CBR"
    assert version == ("Version 1" if written.encoding.sample_rate >= 32_000 else "Version 2")
