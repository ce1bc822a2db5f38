"""Sound: clips of samples, silence, joining, trimming, level and loudness; positions are integers.

Samples are float32, mono, in [-1, 1]; a position or a length is a number of samples.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]

TARGET_LUFS = -19.0
"""Of a whole book: spoken word for phones and cars; ACX's RMS window of -23 to -18 dB holds it."""
CLIP_LUFS = TARGET_LUFS + 0.9
"""Of speech without pauses; those between lines take a whole book down by so much."""
PEAK_DBFS = -6.0
"""Where the limiter holds sample peaks, so that true peaks after a 64 kbit/s MP3 stay below -3."""
MAKEUP = 0.3
"""What a decibel less for peaks takes of speech's loudness, in dB, and is given back."""
DIP_BLOCKS, SHORT_DIP_BLOCKS = 5, 2
"""How many milliseconds ahead of a peak, and after it, the limiter dips; and where peaks are held
lower than at ``PEAK_DBFS``: long dips would take a third of a decibel more of the loudness."""
SILENCE_DBFS = -54.0
"""What is quieter than this at a clip's ends is engine silence."""
MARGIN_S = 0.010
"""Kept around the audible part of a clip, so that soft consonants are not cut."""
STRETCH = 4096
"""Samples that are looked at in one go: few enough for the processor's cache."""
RESAMPLED = 1 << 16
"""Samples that are resampled in one go: enough to be fast."""
FADE_S = 0.003
"""At both ends of every clip, so that no join clicks."""


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """Some sound: float32 mono samples in [-1, 1] at a rate in Hz."""

    samples: Samples
    sample_rate: int

    def __len__(self) -> int:
        return len(self.samples)

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.sample_rate


def count_samples(seconds: float, sample_rate: int) -> int:
    """Seconds as a whole number of samples: the one place where this is rounded."""
    return round(seconds * sample_rate)


def silence(length: int) -> Samples:
    """So many samples of digital silence."""
    return np.zeros(length, dtype=np.float32)


def from_int16(pcm: bytes | bytearray) -> Samples:
    """Little-endian 16-bit samples as float32."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32)
    samples /= np.float32(32768)
    return samples


def widen_int16(pcm: bytearray) -> Samples:
    """What ``from_int16`` gives, in the same memory, for sound that nobody else needs: as long as
    the samples are there, ``pcm`` can't grow or shrink."""
    count = len(pcm) // 2
    pcm.extend(bytes(2 * count))
    narrow = np.frombuffer(pcm, dtype="<i2", count=count)
    samples = np.frombuffer(pcm, dtype=np.float32, count=count)
    for at in range((count - 1) // STRETCH * STRETCH, -1, -STRETCH):  # from the end: none is lost
        block = narrow[at : at + STRETCH].astype(np.float32)
        samples[at : at + STRETCH] = block / np.float32(32768)
    return samples


def to_int16(samples: Samples) -> bytes:
    """Float samples as little-endian 16-bit, rounded, clipped at full scale."""
    scaled = samples * np.float32(32767)
    np.rint(scaled, out=scaled)
    np.clip(scaled, -32768, 32767, out=scaled)
    return scaled.astype("<i2").tobytes()


def join(clips: Sequence[Clip]) -> Clip:
    """Clips of one rate, one after the other."""
    if len(clips) == 1:
        return clips[0]
    return Clip(np.concatenate([clip.samples for clip in clips]), clips[0].sample_rate)


def decibels(ratio: float) -> float:
    """An amplitude ratio in dB; -inf for 0."""
    return float(20 * np.log10(ratio)) if ratio > 0 else float("-inf")


def amplitude(db: float) -> np.float32:
    """The factor that changes a level by so many dB."""
    return np.float32(10 ** (db / 20))


def trim_silence(clip: Clip, *, in_place: bool = False) -> Clip:
    """The clip from its first to its last audible sample, with a small margin and faded ends.

    ``in_place`` is for a clip that nobody else needs: a long one is megabytes.
    """
    first, last = _first_loud(clip.samples), _first_loud(clip.samples[::-1])
    if first is None or last is None:
        return Clip(clip.samples[:0], clip.sample_rate)
    margin = count_samples(MARGIN_S, clip.sample_rate)
    start, end = max(0, first - margin), min(len(clip), len(clip) - last + margin)
    return fade_ends(Clip(clip.samples[start:end], clip.sample_rate), in_place=in_place)


def _first_loud(samples: Samples) -> int | None:
    """Where the first audible sample is; looks no further than it."""
    threshold = amplitude(SILENCE_DBFS)
    for at in range(0, len(samples), STRETCH):
        block = samples[at : at + STRETCH]
        loud = np.flatnonzero((block >= threshold) | (block <= -threshold))
        if len(loud):
            return at + int(loud[0])
    return None


def fade_ends(clip: Clip, *, in_place: bool = False) -> Clip:
    """The clip with a few milliseconds of straight fade at both ends; ``in_place`` as above."""
    length = min(count_samples(FADE_S, clip.sample_rate), len(clip) // 2)
    if not length:
        return clip
    faded = clip.samples if in_place and clip.samples.flags.writeable else clip.samples.copy()
    ramp = np.arange(length, dtype=np.float32) / np.float32(length)
    faded[:length] *= ramp
    faded[-length:] *= ramp[::-1]
    return Clip(faded, clip.sample_rate)


def makeup_db(peak_dbfs: float) -> float:
    """What to add to a gain that was measured at ``PEAK_DBFS``, for a lower limit on peaks."""
    return MAKEUP * max(0.0, PEAK_DBFS - peak_dbfs)


def level(
    clip: Clip, gain_db: float, peak_dbfs: float = PEAK_DBFS, *, in_place: bool = False
) -> Clip:
    """The clip with a gain, its peaks held by a limiter; ``in_place`` as for ``trim_silence``."""
    into = clip.samples if in_place and clip.samples.flags.writeable else None
    louder = np.multiply(clip.samples, amplitude(gain_db), out=into)
    _hold_peaks(louder, clip.sample_rate, peak_dbfs)
    return Clip(louder, clip.sample_rate)


def limit(clip: Clip, peak_dbfs: float = PEAK_DBFS) -> Clip:
    """The clip with peaks held: the gain dips smoothly around each, for 5 ms or less either side.

    The gain that each block of 1 ms needs is spread to its neighbours by a moving minimum, then
    averaged over a window narrower by one block on each side, so that the curve drawn through the
    blocks' borders never exceeds what any sample needs.
    """
    held = clip.samples.copy()
    _hold_peaks(held, clip.sample_rate, peak_dbfs)
    return Clip(held, clip.sample_rate)


def _hold_peaks(samples: Samples, sample_rate: int, peak_dbfs: float) -> None:
    """Do to the samples themselves what ``limit`` says: a long speech is there once."""
    ceiling = amplitude(peak_dbfs)
    if not len(samples) or max(np.max(samples), -np.min(samples)) <= ceiling:
        return
    loud = np.concatenate(
        [
            at + np.flatnonzero(np.abs(samples[at : at + STRETCH]) > ceiling)
            for at in range(0, len(samples), STRETCH)
        ]
    )
    block = max(1, sample_rate // 1000)
    reach = DIP_BLOCKS if peak_dbfs >= PEAK_DBFS else SHORT_DIP_BLOCKS
    whole, rest = divmod(len(samples), block)
    needed = np.ones(whole + (rest > 0))
    np.minimum.at(needed, loud // block, float(ceiling) / np.abs(samples[loud]))
    wide, narrow = 2 * reach + 3, 2 * reach + 1
    edges = np.pad(needed, 2 * reach + 2, constant_values=1.0)
    least = _moving_minimum(edges, wide)
    curve = np.convolve(least, np.full(narrow, 1 / narrow), mode="valid").astype(np.float32)
    # The curve has a value for each block and one beyond either end; straight lines between the
    # middles of neighbours, block by block, are cheaper than np.interp.
    middles = (curve[:-1] + curve[1:]) / 2
    ramp = np.arange(block, dtype=np.float32) / np.float32(block)
    dips = np.flatnonzero((middles[:-1] < 1) | (middles[1:] < 1))
    blocks = samples[: whole * block].reshape(whole, block)
    for at in range(0, len(dips), STRETCH):
        some = dips[at : at + STRETCH]
        gains = middles[some, None] + (middles[some + 1] - middles[some])[:, None] * ramp
        if some[-1] == whole:  # the last block, which is shorter
            samples[whole * block :] *= gains[-1, :rest]
            some, gains = some[:-1], gains[:-1]
        blocks[some] *= gains


def _moving_minimum(values: npt.NDArray[Any], width: int) -> npt.NDArray[Any]:
    """The least of each ``width`` neighbours, by windows that double."""
    reached = 1
    while reached < width:
        step = min(reached, width - reached)
        values = np.minimum(values[:-step], values[step:])
        reached += step
    return values


def resample(clip: Clip, sample_rate: int) -> Clip:
    """The clip at another rate (soxr, high quality)."""
    if clip.sample_rate == sample_rate:
        return clip
    return _resample(clip.samples, clip.sample_rate, sample_rate)


def resample_int16(pcm: bytes | bytearray, old_rate: int, sample_rate: int) -> Clip:
    """Little-endian 16-bit samples at another rate: a long speech is there as floats once."""
    return _resample(np.frombuffer(pcm, dtype="<i2"), old_rate, sample_rate)


def _resample(samples: Samples | npt.NDArray[np.int16], old_rate: int, sample_rate: int) -> Clip:
    import soxr

    stream = soxr.ResampleStream(old_rate, sample_rate, 1, dtype="float32")
    made = np.empty(len(samples) * sample_rate // old_rate + sample_rate, dtype=np.float32)
    end = 0
    for at in range(0, len(samples), RESAMPLED):
        block = samples[at : at + RESAMPLED]
        some = block.astype(np.float32, copy=False)
        if block.dtype == np.int16:
            some /= np.float32(32768)
        new = stream.resample_chunk(some, last=at + RESAMPLED >= len(samples))
        made[end : end + len(new)] = new
        end += len(new)
    return Clip(made[:end], sample_rate)


def loudness(clip: Clip) -> float:
    """Integrated loudness in LUFS (ITU-R BS.1770-4, with both gates).

    Raises ValueError below 400 ms, one gating block.
    """
    block, hop = count_samples(0.4, clip.sample_rate), count_samples(0.1, clip.sample_rate)
    if len(clip) < block:
        raise ValueError("loudness needs at least 400 ms of sound")
    squares = np.concatenate(list(weighed(clip)))
    squares *= squares
    starts = np.arange(0, len(clip) - block + 1, hop)
    if block == 4 * hop:  # as at all usual rates
        parts = squares[: starts[-1] + block].reshape(-1, hop).sum(axis=1, dtype=np.float64)
        power = np.convolve(parts, np.ones(4), mode="valid") / block
    else:
        sums = np.concatenate([[0.0], np.cumsum(squares, dtype=np.float64)])
        power = (sums[starts + block] - sums[starts]) / block
    loud = power[power > 10 ** ((-70 + 0.691) / 10)]
    if not len(loud):
        return float("-inf")
    loud = loud[loud > np.mean(loud) / 10]
    return float(-0.691 + 10 * np.log10(np.mean(loud)))


def weighed_power(clip: Clip) -> float:
    """The sum of the squares of what the ear weighs, block by block: a long speech is megabytes."""
    return sum(float(np.sum(block * block, dtype=np.float64)) for block in weighed(clip))


def weighed(clip: Clip) -> Iterator[Samples]:
    """The clip as the ear weighs it, in blocks (overlap-save: short transforms are many times
    faster)."""
    reach, size, response = _k_response(clip.sample_rate)
    step = size - reach
    window = silence(size)
    for at in range(0, len(clip), step):
        lead = reach if not at else 0
        heard = clip.samples[max(0, at - reach) : at + step]
        window[:lead] = 0
        window[lead : lead + len(heard)] = heard
        window[lead + len(heard) :] = 0
        block: Samples = np.fft.irfft(np.fft.rfft(window) * response, size)  # type: ignore[assignment]
        yield block[reach : reach + min(step, len(clip) - at)]


@lru_cache(maxsize=4)
def _k_response(sample_rate: int) -> tuple[int, int, npt.NDArray[np.complex64]]:
    """How many samples the weighting rings on, a length for transforms, and its spectrum there."""
    reach = sample_rate // 10  # then it is down by 200 dB
    size = 1 << (4 * reach).bit_length()
    ringing = np.fft.irfft(k_weighting(size, sample_rate), size)
    ringing[reach:] = 0
    return reach, size, np.fft.rfft(ringing).astype(np.complex64)


@lru_cache(maxsize=4)  # dear, and asked for again and again
def k_weighting(length: int, sample_rate: int) -> npt.NDArray[np.complex128]:
    """BS.1770's two filters at any rate, from their analogue prototypes (as in libebur128)."""
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(length))

    def biquad(b: tuple[float, ...], a: tuple[float, ...]) -> npt.NDArray[np.complex128]:
        return np.asarray((b[0] + b[1] * z + b[2] * z**2) / (a[0] + a[1] * z + a[2] * z**2))

    k, q = np.tan(np.pi * 1681.974450955533 / sample_rate), 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    bend = high**0.4996667741545416
    shelf = biquad(
        (high + bend * k / q + k * k, 2 * (k * k - high), high - bend * k / q + k * k),
        (1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k),
    )
    k, q = np.tan(np.pi * 38.13547087602444 / sample_rate), 0.5003270373238773
    highpass = biquad((1.0, -2.0, 1.0), (1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k))
    # libebur128 leaves the high-pass numerator at 1, -2, 1, as the standard's table does.
    return np.asarray(shelf * highpass)
