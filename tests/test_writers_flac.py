"""A FLAC file: every sample as it was, seek points, a signature that others find right."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from listening import decode
from mutagen.flac import FLAC
from test_encoders import babble

from narrator.audio import Samples, silence, to_int16
from narrator.book import Metadata
from narrator.encoders import Encoding, encode, open_encoder
from narrator.encoders.flac import FlacFile
from narrator.encoders.flac import decode as unpack
from narrator.writers.comments import vorbis_comments
from narrator.writers.flac import write_flac
from narrator.writers.tags import FileTag

SPEECH = Encoding("flac", 22_050, 0)
TAGS = vorbis_comments(Metadata(title="Book"), "Nobody", FileTag("One"))


def write(path: Path, sounds: list[Samples], encoding: Encoding = SPEECH) -> None:
    encoder = open_encoder(encoding)
    shards = [(len(each), encode(encoder, each)) for each in sounds]
    with path.open("wb") as file:
        write_flac(file, TAGS, b"", iter(shards), sum(map(len, sounds)), encoding)


@pytest.mark.parametrize("rate", [16_000, 22_050, 44_100])
def test_not_a_sample_is_lost(rate: int, tmp_path: Path) -> None:
    sounds = [babble(0.4 + seed / 7, rate, seed) for seed in range(5)]
    write(tmp_path / "a.flac", sounds, Encoding("flac", rate, 0))
    heard = decode(tmp_path / "a.flac").samples * 32768
    expected = np.frombuffer(to_int16(np.concatenate(sounds)), "<i2")
    assert np.array_equal(heard, expected)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 9000), min_size=1, max_size=4))
def test_shards_may_have_any_length(lengths: list[int]) -> None:
    pick = np.random.default_rng(sum(lengths))
    sounds = [pick.normal(0, 0.1, each).astype(np.float32) for each in lengths]
    encoder = open_encoder(SPEECH)
    back = [unpack(encode(encoder, each)) for each in sounds]
    for sound, found in zip(sounds, back, strict=True):
        assert to_int16(sound) == found.astype("<i2").tobytes()


def test_its_seek_points_are_frames(tmp_path: Path) -> None:
    write(tmp_path / "a.flac", [babble(33, 22_050, 3)])
    data = (tmp_path / "a.flac").read_bytes()
    file = FLAC(tmp_path / "a.flac")
    assert file.seektable is not None
    points = file.seektable.seekpoints
    assert [round(point.first_sample / 22_050) for point in points] == [0, 10, 20, 30]
    begin = data.index(b"\xff\xf8")
    for point in points:
        assert data[begin + point.byte_offset :][:2] == b"\xff\xf8"  # where a frame begins


def test_what_is_cut_short_has_no_final_header(tmp_path: Path) -> None:
    store = io.BytesIO()

    def stopped() -> None:
        with FlacFile(store, SPEECH, 9999) as file:
            file.add(np.zeros(4000, np.int16))
            raise RuntimeError("stopped")

    with pytest.raises(RuntimeError, match="stopped"):
        stopped()
    assert store.getvalue()[:4] == b"fLaC"


@pytest.mark.tools
@pytest.mark.skipif(not shutil.which("flac"), reason="flac is not installed")
def test_flac_finds_the_signature_right(tmp_path: Path) -> None:
    write(tmp_path / "a.flac", [babble(3, 22_050, 3), silence(22_050), babble(2, 22_050, 4)])
    done = subprocess.run(
        ["flac", "-t", "-w", tmp_path / "a.flac"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
