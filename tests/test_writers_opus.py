"""An Opus file: shards joined without a click, to the sample, in pages that players believe."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from listening import decode, lag
from mutagen.ogg import OggPage
from mutagen.oggopus import OggOpus
from test_encoders import encoded, shard

from narrator.audio import Clip, Samples, decibels, resample, silence
from narrator.book import Metadata
from narrator.encoders import Encoding, encode, nearest_rate, open_encoder
from narrator.encoders.opus import SAMPLE_RATES, unpack
from narrator.writers.comments import vorbis_comments
from narrator.writers.opus import PRE_SKIP, write_opus
from narrator.writers.tags import FileTag

SPEECH = Encoding("opus", 24_000, 48_000)
TAGS = vorbis_comments(Metadata(title="Book"), "Nobody", FileTag("One"))


def written(path: Path, sounds: list[Samples], encoding: Encoding) -> Samples:
    """What a player makes of these shards, at 48 kHz."""
    with path.open("wb") as file:
        parts = [encoded(each, encoding) for each in sounds]
        assert write_opus(file, TAGS, b"", iter(parts), encoding) == sum(map(len, sounds))
    return decode(path).samples


@pytest.mark.parametrize("rate", [16_000, 24_000, 48_000])
def test_joined_shards_play_as_one(rate: int, tmp_path: Path) -> None:
    encoding = Encoding("opus", rate, 48_000)
    sounds = [shard(1.5, encoding, seed) for seed in range(5)]
    original = resample(Clip(np.concatenate(sounds), rate), 48_000).samples
    apart = written(tmp_path / "apart.opus", sounds, encoding)
    whole = written(tmp_path / "whole.opus", [np.concatenate(sounds)], encoding)
    assert len(apart) == len(whole) == len(original)
    seams = np.cumsum([len(each) for each in sounds])[:-1] * (48_000 // rate)
    for seam in map(int, seams):
        # As near to the original right after a seam as where nothing was joined.
        span = slice(seam, seam + 4800)
        errors = [float(np.std(each[span] - original[span])) for each in (apart, whole)]
        assert errors[0] < 1.35 * errors[1] + 1e-3
        quiet = apart[seam - 2400 : seam - 960]
        assert decibels(float(np.max(np.abs(quiet)))) < -50
    for at in range(50_000, len(original) - 50_000, 60_000):
        part = original[at : at + 6000]
        if np.std(part) > 0.01:
            assert lag(part, apart[at - 500 : at + 6500]) == pytest.approx(500, abs=24)


def test_it_begins_and_ends_to_the_sample(tmp_path: Path) -> None:
    sounds = [shard(0.7, SPEECH, 1), shard(0.01, SPEECH, 2)]
    heard = written(tmp_path / "a.opus", sounds, SPEECH)
    assert len(heard) == 2 * sum(map(len, sounds))
    info = OggOpus(tmp_path / "a.opus").info
    assert info.length == pytest.approx(len(heard) / 48_000, abs=1e-4)
    data = (tmp_path / "a.opus").read_bytes()
    assert int.from_bytes(data[data.index(b"OpusHead") + 10 :][:2], "little") == PRE_SKIP


def test_its_pages_follow_each_other(tmp_path: Path) -> None:
    written(tmp_path / "a.opus", [shard(4, SPEECH, seed) for seed in range(3)], SPEECH)
    with (tmp_path / "a.opus").open("rb") as file:
        pages = []
        while file.tell() < (tmp_path / "a.opus").stat().st_size:
            pages.append(OggPage(file))
    assert [page.sequence for page in pages] == list(range(len(pages)))
    assert len({page.serial for page in pages}) == 1
    assert [page.first for page in pages].count(True) == 1
    assert [page.last for page in pages].index(True) == len(pages) - 1
    places = [page.position for page in pages]
    assert places == sorted(places)


def test_a_cover_of_any_size_fits_its_header(tmp_path: Path) -> None:
    picture = bytes(range(256)) * 2000
    sound = shard(0.5, SPEECH)
    file = io.BytesIO()
    write_opus(file, TAGS, picture, [encoded(sound, SPEECH)], SPEECH)
    (tmp_path / "a.opus").write_bytes(file.getvalue())
    assert OggOpus(tmp_path / "a.opus")["title"] == ["One"]
    # That picture is none, so what is asked of the decoder is only that it finds the sound.
    write_opus(file := io.BytesIO(), TAGS, b"", [encoded(sound, SPEECH)], SPEECH)
    (tmp_path / "b.opus").write_bytes(file.getvalue())
    assert len(decode(tmp_path / "b.opus")) == 2 * len(sound)


@pytest.mark.parametrize("rate", SAMPLE_RATES)
def test_a_shard_has_just_the_packets_that_it_fills(rate: int) -> None:
    encoder = open_encoder(Encoding("opus", rate, 48_000))
    for count in (0, 1, 7):
        data = encode(encoder, silence(count * encoder.frame_samples))
        assert len(list(unpack(data))) == count
    with pytest.raises(ValueError, match="whole frames"):
        encode(encoder, silence(7))


def test_an_encoder_has_no_memory() -> None:
    used = open_encoder(SPEECH)
    first, second = shard(1, SPEECH, 1), shard(2, SPEECH, 2)
    encode(used, first)
    assert encode(used, second) == encode(open_encoder(SPEECH), second)


def test_only_rates_that_the_format_has() -> None:
    assert [nearest_rate("opus", each) for each in (8000, 22_050, 44_100)] == [8000, 24_000, 48_000]
    with pytest.raises(ValueError, match="22050"):
        open_encoder(Encoding("opus", 22_050, 48_000))
