"""Sound: lengths are exact, levels are what they say, and nothing clicks."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from listening import ebur128

from narrator import audio
from narrator.audio import Clip, amplitude, count_samples, limit, loudness, trim_silence
from narrator.effects import EFFECTS, ROOM
from narrator.sound_files import ffmpeg

RATE = 22_050


def noise(seconds: float, level: float = 0.1, rate: int = RATE, seed: int = 1) -> Clip:
    samples = np.random.default_rng(seed).normal(0, level, round(seconds * rate))
    return Clip(samples.clip(-1, 1).astype(np.float32), rate)


def tone(seconds: float, hz: float, level: float, rate: int = RATE) -> Clip:
    time = np.arange(round(seconds * rate)) / rate
    return Clip((level * np.sin(2 * np.pi * hz * time)).astype(np.float32), rate)


def wav(path: Path, clip: Clip) -> Path:
    """The clip as a WAV file, through ffmpeg."""
    command = [ffmpeg(), "-v", "error", "-y", "-f", "f32le", "-ar", str(clip.sample_rate)]
    command += ["-ac", "1", "-i", "-", "-c:a", "pcm_f32le", str(path)]
    subprocess.run(command, input=clip.samples.astype("<f4").tobytes(), check=True)
    return path


def test_seconds_become_the_nearest_sample() -> None:
    assert count_samples(0.25, 22_050) == 5512  # 5512.5, to even
    assert count_samples(1 / 3, 24_000) == 8000
    assert count_samples(0, 44_100) == 0


def test_sixteen_bits_and_back() -> None:
    clip = noise(0.1)
    back = audio.from_int16(audio.to_int16(clip.samples))
    assert np.max(np.abs(back - clip.samples)) < 1e-4
    assert np.frombuffer(audio.to_int16(np.array([2, -2], np.float32)), "<i2").tolist() == [
        32767,
        -32768,
    ]


def test_trimming_keeps_what_can_be_heard() -> None:
    speech = tone(0.5, 300, 0.2)
    quiet = audio.silence(RATE)
    clip = Clip(np.concatenate([quiet, speech.samples, quiet, speech.samples, quiet]), RATE)
    trimmed = trim_silence(clip)
    margin = count_samples(audio.MARGIN_S, RATE)
    assert len(trimmed) == pytest.approx(2 * len(speech) + RATE + 2 * margin, abs=4)
    fade = count_samples(audio.FADE_S, RATE)
    assert np.array_equal(
        trimmed.samples[margin + fade : margin + len(speech) - 1],
        speech.samples[1 + fade :][: len(speech) - 1 - fade],
    )


def test_trimming_silence_leaves_nothing() -> None:
    assert len(trim_silence(Clip(audio.silence(1000), RATE))) == 0
    assert len(trim_silence(Clip(audio.silence(0), RATE))) == 0


@given(st.integers(0, 200), st.floats(0.01, 1))
def test_ends_fade_to_nothing(length: int, value: float) -> None:
    faded = audio.fade_ends(Clip(np.full(length, value, np.float32), RATE)).samples
    assert len(faded) == length
    if length >= 2:
        assert faded[0] == 0
        assert faded[-1] == 0
        assert np.max(np.abs(np.diff(faded))) <= value / max(1, min(66, length // 2)) + 1e-6


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    rate=st.sampled_from([8000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000]),
    length=st.integers(1, 6000),
    gain_db=st.floats(-20, 40),
    spikes=st.lists(st.tuples(st.integers(0, 5999), st.floats(-30, 30)), max_size=6),
    peak=st.sampled_from([audio.PEAK_DBFS, -8.0]),
)
def test_the_limiter_never_exceeds_its_ceiling(
    seed: int, rate: int, length: int, gain_db: float, spikes: list[tuple[int, float]], peak: float
) -> None:
    samples = np.random.default_rng(seed).normal(0, 0.1, length).astype(np.float32)
    samples *= amplitude(gain_db)
    for place, value in spikes:
        samples[place % length] = value
    held = limit(Clip(samples, rate), peak)
    assert len(held) == length
    assert np.max(np.abs(held.samples)) <= amplitude(peak) * 1.0001
    # It only ever turns down, and what it need not touch stays bit for bit.
    assert np.all(np.abs(held.samples) <= np.abs(samples) * 1.0001)
    if np.max(np.abs(samples)) <= amplitude(peak):
        assert np.array_equal(held.samples, samples)


def test_a_lower_ceiling_takes_no_more_loudness() -> None:
    """Peaks as of a low voice, 70 a second: long dips would run into one another."""
    at = np.arange(24_000)
    voice = 0.35 * np.sin(2 * np.pi * 200 * at / 24_000)
    voice[at % 360 < 12] = 0.9
    loud = Clip(voice.astype(np.float32), 24_000)
    assert loudness(limit(loud, -8.0)) > loudness(limit(loud, audio.PEAK_DBFS))


def test_the_limiter_leaves_what_is_far_from_a_peak() -> None:
    clip = tone(1, 200, 0.3)
    loud = clip.samples.copy()
    loud[RATE // 2] = 1.0
    held = limit(Clip(loud, RATE)).samples
    near = count_samples(0.02, RATE)
    assert np.array_equal(held[: RATE // 2 - near], clip.samples[: RATE // 2 - near])
    assert np.array_equal(held[RATE // 2 + near :], clip.samples[RATE // 2 + near :])


def test_loudness_of_the_standards_own_example() -> None:
    # ITU-R BS.1770-4: a full-scale 997 Hz sine in one channel reads -3.01; a meter may be 0.1 off.
    assert loudness(tone(5, 997, 1.0, rate=48_000)) == pytest.approx(-3.01, abs=0.1)


def test_loudness_needs_a_gating_block() -> None:
    with pytest.raises(ValueError, match="400 ms"):
        loudness(noise(0.39))
    assert loudness(noise(0.4)) < 0
    assert loudness(Clip(audio.silence(RATE), RATE)) == float("-inf")


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 44_100])
@pytest.mark.parametrize("kind", ["noise", "tones", "pauses"])
def test_loudness_agrees_with_ffmpeg(tmp_path: Path, rate: int, kind: str) -> None:
    if kind == "noise":
        clip = noise(6, 0.05, rate)
    elif kind == "tones":
        clip = audio.join([tone(2, hz, 0.2, rate) for hz in (90, 700, 5000)])
    else:  # the gates matter: loud, silent, quiet
        parts = [noise(3, 0.1, rate), Clip(audio.silence(2 * rate), rate), noise(3, 0.02, rate)]
        clip = audio.join(parts)
    assert loudness(clip) == pytest.approx(ebur128(wav(tmp_path / "a.wav", clip))[0], abs=0.2)


def test_a_gain_is_what_it_says() -> None:
    clip = noise(2, 0.01)
    assert loudness(audio.level(clip, 6.0)) - loudness(clip) == pytest.approx(6.0, abs=0.01)


@pytest.mark.parametrize("name", ["soft", "telephone"])
def test_an_effect_is_the_same_wherever_a_sound_begins(name: str) -> None:
    """Effects work block by block; a seam between blocks would show here."""
    noise = np.random.default_rng(7).standard_normal(60_000).astype(np.float32) * np.float32(0.1)
    whole = EFFECTS[name](audio.Clip(noise, 22_050)).samples
    later = EFFECTS[name](audio.Clip(noise[5_001:], 22_050)).samples
    own, other = whole[5_001 + 2_205 :], later[2_205:]
    gain = np.max(np.abs(own)) / np.max(np.abs(other))  # a telephone gives back what it takes
    assert gain == pytest.approx(1, abs=0.02)
    assert np.allclose(own, other * gain, atol=1e-5)


@pytest.mark.parametrize("hz", [110, 220])
def test_a_telephone_is_narrower_but_not_softer(hz: int) -> None:
    at = np.arange(2 * RATE) / RATE
    parts = [np.sin(2 * np.pi * hz * n * at) / n for n in range(1, 40) if n * hz < RATE / 2]
    voice = Clip((0.1 * np.sum(parts, axis=0)).astype(np.float32), RATE)
    heard = EFFECTS["telephone"](voice)
    assert loudness(heard) == pytest.approx(loudness(voice), abs=0.2)
    power = np.abs(np.fft.rfft(heard.samples)) ** 2
    bands = np.fft.rfftfreq(len(heard.samples), 1 / RATE)
    assert power[(bands < 150) | (bands > 6_800)].sum() < 0.01 * power.sum()


@pytest.mark.parametrize("name", sorted(EFFECTS))
def test_an_effect_keeps_length_and_time(name: str) -> None:
    clip = noise(1, 0.05)
    changed = EFFECTS[name](clip)
    echo_s = ROOM[-1][0] if name == "room" else 0.0
    assert len(changed) == len(clip) + audio.count_samples(echo_s, clip.sample_rate)
    lag = np.argmax(np.correlate(changed.samples[:4000], clip.samples[1000:3000], "valid"))
    assert lag == 1000
    assert np.max(np.abs(EFFECTS[name](tone(1, 800, 0.1)).samples)) > 0.05


def test_a_room_dies_away_after_the_word() -> None:
    clip = noise(1, 0.1)
    tail = EFFECTS["room"](clip).samples[len(clip) :]
    levels = [float(np.sqrt(np.mean(part**2))) for part in np.array_split(tail, 4)]
    assert levels == sorted(levels, reverse=True)
    assert 0.05 > levels[0] > levels[-1] > 0.001
    assert abs(tail[-1]) < 1e-4


def test_soft_is_darker_and_a_telephone_is_narrow() -> None:
    both = tone(1, 1000, 0.1).samples  # beside what a telephone lets through

    def through(effect: str, hz: float) -> float:
        shaped = EFFECTS[effect](Clip(both + tone(1, hz, 0.1).samples, RATE)).samples
        power = np.abs(np.fft.rfft(shaped[2000:-2000] * np.hanning(len(shaped) - 4000)))
        bands = np.fft.rfftfreq(len(shaped) - 4000, 1 / RATE)
        at, by = (np.max(power[abs(bands - each) < 15]) for each in (hz, 1000))
        return audio.decibels(float(at / by))

    assert through("soft", 150) > -0.5
    assert -9 <= through("soft", 8000) < -5
    assert through("telephone", 2000) > -1
    assert through("telephone", 80) < -25
    assert through("telephone", 8000) < -20


def test_resampling_keeps_time_and_level() -> None:
    clip = tone(1, 440, 0.3, rate=16_000)
    other = audio.resample(clip, 24_000)
    assert (other.sample_rate, len(other)) == (24_000, 24_000)
    assert np.max(np.abs(other.samples[500:-500])) == pytest.approx(0.3, abs=0.005)
    assert audio.resample(clip, 16_000) is clip


@pytest.mark.parametrize("name", sorted(EFFECTS))
def test_an_effect_in_place_is_the_same_and_leaves_what_it_may_not_change(name: str) -> None:
    clip = noise(2, 0.05)
    before = clip.samples.copy()
    expected = EFFECTS[name](clip).samples
    assert np.array_equal(clip.samples, before)
    clip.samples.flags.writeable = False
    assert np.array_equal(EFFECTS[name](clip, in_place=True).samples, expected)
    own = Clip(before, clip.sample_rate)
    assert np.array_equal(EFFECTS[name](own, in_place=True).samples, expected)


@given(pcm=st.binary(max_size=600), times=st.integers(1, 40))
def test_samples_are_widened_where_they_lie(pcm: bytes, times: int) -> None:
    pcm = pcm[: len(pcm) // 2 * 2] * times
    assert np.array_equal(audio.widen_int16(bytearray(pcm)), audio.from_int16(pcm))


@pytest.mark.parametrize("length", [1, 500, audio.RESAMPLED, 3 * audio.RESAMPLED + 1])
@pytest.mark.parametrize("rate", [16_000, 18_375, 44_100])
def test_resampling_piece_by_piece_changes_nothing(length: int, rate: int) -> None:
    import soxr

    pcm = audio.to_int16(noise(length / RATE + 0.01, 0.3).samples[:length])
    whole = audio.from_int16(pcm)
    expected = soxr.resample(whole, rate, 22_050)
    assert np.array_equal(audio.resample(Clip(whole, rate), 22_050).samples, expected)
    assert np.array_equal(audio.resample_int16(pcm, rate, 22_050).samples, expected)
