"""Shards encoded apart join into one stream: no gap, no click, no frame that needs another."""

from __future__ import annotations

import io
import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from listening import decode

from narrator.audio import Samples, count_samples, decibels, silence
from narrator.encoders import Encoding, encode, nearest_rate, open_encoder
from narrator.encoders.mp3 import SAMPLE_RATES, frame_ends, frame_size
from narrator.writers.mp3 import write_mp3

SPEECH = Encoding("mp3", 22_050, 64_000)


def babble(seconds: float, rate: int, seed: int = 0) -> Samples:
    """Syllables of harmonics and hiss with short pauses: as hard to encode as speech."""
    pick = np.random.default_rng(seed)
    parts: list[Samples] = []
    while sum(map(len, parts)) < seconds * rate:
        time = np.arange(int(rate * pick.uniform(0.08, 0.25))) / rate
        pitch = pick.uniform(80, 300) * (1 + 0.1 * time)
        voiced = sum(np.sin(2 * np.pi * k * pitch * time) / k for k in range(1, 9))
        sound = 0.15 * voiced + pick.normal(0, 0.02, len(time))
        parts += [(sound * np.hanning(len(time))).astype(np.float32)]
        parts += [silence(int(rate * pick.uniform(0, 0.06)))]
    return np.concatenate(parts)[: int(seconds * rate)]


def shard(seconds: float, encoding: Encoding, seed: int = 0) -> Samples:
    """Babble from the first sample on, then just as much quiet as a shard must end with."""
    encoder = open_encoder(encoding)
    sound = babble(seconds, encoding.sample_rate, seed)
    length = len(sound) + encoder.quiet_samples
    return np.concatenate([sound, silence(length - len(sound) + -length % encoder.frame_samples)])


def played(path: Path, shards: list[tuple[int, bytes]], encoding: Encoding) -> Samples:
    """What a player makes of these shards."""
    with path.open("wb") as file:
        write_mp3(file, b"", shards, encoding)
    return decode(path).samples


def encoded(sound: Samples, encoding: Encoding) -> tuple[int, bytes]:
    return len(sound), encode(open_encoder(encoding), sound)


@pytest.mark.parametrize("rate", SAMPLE_RATES)
def test_a_shard_has_just_the_frames_that_it_fills(rate: int) -> None:
    encoding = Encoding("mp3", rate, 64_000)
    sound = shard(1.3, encoding)
    data = encode(open_encoder(encoding), sound)
    ends = list(frame_ends(data))
    assert len(ends) * open_encoder(encoding).frame_samples == len(sound)
    assert ends[-1] == len(data)


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 44_100])
def test_joined_shards_play_as_one(rate: int, tmp_path: Path) -> None:
    encoding = Encoding("mp3", rate, 64_000)
    sounds = [shard(1.5, encoding, seed) for seed in range(6)]
    original = np.concatenate(sounds)
    apart = played(tmp_path / "apart.mp3", [encoded(each, encoding) for each in sounds], encoding)
    whole = played(tmp_path / "whole.mp3", [encoded(original, encoding)], encoding)
    assert len(apart) == len(whole) == len(original)
    # The error around each seam is no larger than a single encode's at the same place.
    near = count_samples(0.06, rate)
    for seam in np.cumsum([len(each) for each in sounds])[:-1]:
        span = slice(int(seam) - near, int(seam) + near)
        errors = [np.sqrt(np.mean((each[span] - original[span]) ** 2)) for each in (apart, whole)]
        assert errors[0] < 1.5 * errors[1] + 1e-4
        step = np.max(np.abs(np.diff(apart[span])))
        assert step < 1.2 * np.max(np.abs(np.diff(original[span]))) + 0.01
        # Nothing rings on in the pause ahead of the seam, nothing comes too early.
        quiet = apart[seam - count_samples(0.03, rate) : seam - count_samples(0.015, rate)]
        assert decibels(float(np.max(np.abs(quiet)))) < -50

    def signal_to_noise(got: Samples) -> float:
        return -decibels(float(np.std(got - original) / np.std(original)))

    assert signal_to_noise(apart) > signal_to_noise(whole) - 0.3


def test_no_frame_needs_the_shard_before() -> None:
    for seed in range(5):
        data = encode(open_encoder(SPEECH), shard(1, SPEECH, seed))
        assert data[4] == 0  # MPEG-2: main_data_begin, how far back a frame's bits reach


def test_an_encoder_has_no_memory() -> None:
    used = open_encoder(SPEECH)
    first, second = shard(1, SPEECH, 1), shard(2, SPEECH, 2)
    encode(used, first)
    assert encode(used, second) == encode(open_encoder(SPEECH), second)


@pytest.mark.parametrize("codec", ["mp3", "aac", "opus", "flac"])
@pytest.mark.parametrize("sizes", [[1000], [1, 9000, 31], [44_100]])
def test_sound_may_come_in_pieces(codec: str, sizes: list[int]) -> None:
    encoding = Encoding(codec, 24_000, 64_000)
    sound, stream = shard(2, encoding), open_encoder(encoding).begin()
    at = 0
    for size in itertools.cycle(sizes):
        stream.add(sound[at : at + size])
        at += size
        if at >= len(sound):
            break
    assert stream.finish() == encode(open_encoder(encoding), sound)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 40), st.sampled_from(SAMPLE_RATES))
def test_any_number_of_frames(count: int, rate: int) -> None:
    encoder = open_encoder(Encoding("mp3", rate, 64_000))
    data = encode(encoder, silence(count * encoder.frame_samples))
    assert sum(1 for _ in frame_ends(data)) == count


def test_nothing_gives_no_frames() -> None:
    assert encode(open_encoder(SPEECH), silence(0)) == b""


def test_a_shard_must_fill_its_frames() -> None:
    with pytest.raises(ValueError, match="whole frames"):
        encode(open_encoder(SPEECH), silence(577))


def test_only_rates_that_the_format_has() -> None:
    with pytest.raises(ValueError, match="12345"):
        open_encoder(Encoding("mp3", 12_345, 64_000))
    assert [nearest_rate("mp3", each) for each in (8000, 16_001, 22_050, 96_000)] == [
        8000,
        22_050,
        22_050,
        48_000,
    ]


@pytest.mark.parametrize("header", ["00000000", "ffe00000", "fffb9c00", "fffd9000"])
def test_what_is_no_frame_is_refused(header: str) -> None:
    with pytest.raises(ValueError, match=header):
        frame_size(bytes.fromhex(header))


def test_the_fingerprint_names_the_library() -> None:
    assert "lameenc" in open_encoder(SPEECH).fingerprint()
    assert write_mp3(io.BytesIO(), b"", [encoded(shard(1, SPEECH), SPEECH)], SPEECH) > 22_050
