"""Blocks of sound into measures, in memory that doesn't grow with the sound's length.

Blocks are float32 arrays of shape ``(samples, channels)``; every meter takes them in order by
``add`` and is asked when all have come. Only one number for each tenth of a second is kept, and
where sounds begin and end.
"""

from __future__ import annotations

import itertools
from array import array

import numpy as np
import numpy.typing as npt

from narrator.audio import count_samples, decibels, k_weighting

Block = npt.NDArray[np.float32]
Powers = npt.NDArray[np.float64]
Stretches = npt.NDArray[np.float64]

HOP_S = 0.1
"""Of one kept power; BS.1770's gating blocks begin this often."""
KERNEL_S = 0.2
"""The weighting's impulse response; its slowest part, a high-pass at 38 Hz, is gone by then."""
SILENT_DBFS = -50.0
"""What stays below this is silence."""
WINDOW_S = 0.001
SHORTEST_SILENCE_S = 0.03
"""What is silent for less is part of the sound around it: between the beats of a low voice."""
CLIPPED, CLIPPED_RUN = 0.999, 3
"""So many samples in a row at full scale are clipped; one alone may be a peak."""
OVERSAMPLING = 4
"""For true peaks (BS.1770, annex 2)."""


class Hops:
    """The mean power of each tenth of a second, summed over the channels."""

    def __init__(self, sample_rate: int) -> None:
        self.size = count_samples(HOP_S, sample_rate)
        self.powers = array("d")
        self._rest: npt.NDArray[np.floating] = np.zeros(0)

    def add(self, squares: npt.NDArray[np.floating]) -> None:
        """Squared samples, already summed over the channels."""
        joined = np.concatenate([self._rest, squares])
        count = len(joined) // self.size
        whole = joined[: count * self.size].reshape(count, self.size)
        self.powers.extend(whole.mean(axis=1, dtype=np.float64))
        self._rest = joined[count * self.size :].copy()


class LoudnessMeter:
    """Integrated loudness (ITU-R BS.1770-4): weighted by convolution, block by block."""

    def __init__(self, sample_rate: int, channels: int) -> None:
        taps = count_samples(KERNEL_S, sample_rate)
        self._size = 1 << max(15, (8 * taps - 1).bit_length())
        response = np.fft.irfft(k_weighting(self._size, sample_rate), self._size)
        self._taps = taps
        self._kernel = np.fft.rfft(response[:taps].astype(np.float32), self._size)[:, None]
        self._held = np.zeros((taps - 1, channels), dtype=np.float32)
        self._left = 0
        self.hops = Hops(sample_rate)

    def add(self, block: Block) -> None:
        self._held = np.concatenate([self._held, block])
        self._left += len(block)
        while len(self._held) >= self._size:
            self._weigh(self._held[: self._size])
            self._held = self._held[self._size - self._taps + 1 :]

    def _weigh(self, stretch: Block) -> None:
        spectrum = np.fft.rfft(stretch, axis=0) * self._kernel
        weighted = np.fft.irfft(spectrum, self._size, axis=0)[self._taps - 1 :][: self._left]
        self._left -= len(weighted)
        self.hops.add(np.sum(weighted**2, axis=1))

    def finish(self) -> Powers:
        """The weighted power of each hop."""
        if self._left:
            missing = self._size - len(self._held)
            self._weigh(np.pad(self._held, ((0, missing), (0, 0))))
        return np.asarray(self.hops.powers)


def integrate(powers: Powers) -> float | None:
    """Loudness in LUFS of weighted hop powers, with both gates; None below 400 ms."""
    if len(powers) < 4:
        return None
    blocks = np.convolve(powers, np.full(4, 0.25), mode="valid")
    loud = blocks[blocks > 10 ** ((-70 + 0.691) / 10)]
    if not len(loud):
        return float("-inf")
    loud = loud[loud > np.mean(loud) / 10]
    return float(-0.691 + 10 * np.log10(np.mean(loud)))


def short_term(powers: Powers, points: int) -> list[float]:
    """A curve of so many points at most: loudness over 3 s each, in LUFS, -70 at the lowest."""
    if not len(powers):
        return []
    width = min(30, len(powers))
    smooth = np.convolve(powers, np.full(width, 1 / width), mode="same")
    step = -(-len(smooth) // points)
    padded = np.pad(smooth, (0, -len(smooth) % step), mode="edge").reshape(-1, step)
    return [float(each) for each in -0.691 + 10 * np.log10(np.maximum(padded.mean(axis=1), 1e-7))]


class LevelMeter:
    """RMS, sample peak, clipping, and where silence lies."""

    def __init__(self, sample_rate: int, channels: int) -> None:
        self.sample_rate, self.channels = sample_rate, channels
        self.length = 0
        self.peak = 0.0
        self.clipped = 0
        """Stretches at full scale."""
        self.hops = Hops(sample_rate)
        self._squares = 0.0
        self._run = 0
        self._places = Sounds(sample_rate)

    def add(self, block: Block) -> None:
        if not len(block):
            return
        tops = np.max(np.abs(block), axis=1)
        squares = np.sum(np.square(block, dtype=np.float32), axis=1)
        self.length += len(block)
        self.peak = max(self.peak, float(np.max(tops)))
        self._squares += float(np.sum(squares, dtype=np.float64))
        self.hops.add(squares / self.channels)
        self._count_clipped(tops)
        self._places.add(tops)

    def _count_clipped(self, tops: npt.NDArray[np.float32]) -> None:
        full = tops >= CLIPPED
        if not self._run and not full.any():
            return
        for at_top, count in _runs(full):
            before = self._run
            self._run = before + count if at_top else 0
            self.clipped += at_top and before < CLIPPED_RUN <= self._run

    @property
    def rms_db(self) -> float:
        return decibels((self._squares / max(1, self.length * self.channels)) ** 0.5)

    @property
    def floor_db(self) -> float:
        """RMS of the quietest half second; -inf for digital silence."""
        powers = np.asarray(self.hops.powers)
        if len(powers) < 5:
            return self.rms_db
        sums = np.concatenate([[0.0], np.cumsum(powers)])
        return decibels(float(max(0.0, np.min(sums[5:] - sums[:-5])) / 5) ** 0.5)

    @property
    def sounds(self) -> Stretches:
        """Where sounds begin and end, in seconds, and their peaks: of shape ``(count, 3)``."""
        return self._places.seconds()

    @property
    def head_s(self) -> float:
        """Silence before the first sound."""
        sounds = self.sounds
        return float(sounds[0, 0]) if len(sounds) else self.length / self.sample_rate

    @property
    def tail_s(self) -> float:
        """Silence after the last sound."""
        sounds = self.sounds
        return self.length / self.sample_rate - (float(sounds[-1, 1]) if len(sounds) else 0.0)

    @property
    def longest_s(self) -> tuple[float, float]:
        """Where the longest silence between sounds begins, and how long it is."""
        sounds = self.sounds
        if len(sounds) < 2:
            return (0.0, 0.0)
        gaps = sounds[1:, 0] - sounds[:-1, 1]
        at = int(gaps.argmax())
        return (float(sounds[at, 1]), float(gaps[at]))


class Sounds:
    """Where sounds begin and end."""

    def __init__(self, sample_rate: int) -> None:
        self._rate = sample_rate
        self._window = max(1, count_samples(WINDOW_S, sample_rate))
        self._gap = count_samples(SHORTEST_SILENCE_S, sample_rate) // self._window
        self._rest = np.zeros(0, dtype=np.float32)
        self._windows = 0
        self._starts, self._ends, self._peaks = array("q"), array("q"), array("d")

    def add(self, tops: npt.NDArray[np.float32]) -> None:
        """The largest of each sample's channels."""
        joined = np.concatenate([self._rest, tops])
        count = len(joined) // self._window
        whole = joined[: count * self._window].reshape(count, self._window)
        self._rest = joined[count * self._window :].copy()
        heights = np.max(whole, axis=1, initial=0.0)
        loud = np.flatnonzero(heights >= 10 ** (SILENT_DBFS / 20))
        places = loud + self._windows
        self._windows += count
        if not len(places):
            return
        breaks = np.flatnonzero(np.diff(places) > self._gap)
        starts = [int(places[0]), *places[breaks + 1].tolist()]
        ends = [*(places[breaks] + 1).tolist(), int(places[-1]) + 1]
        peaks = np.maximum.reduceat(heights[loud], [0, *(breaks + 1).tolist()]).tolist()
        if self._ends and starts[0] - self._ends[-1] < self._gap:
            starts.pop(0)
            self._ends.pop()
            peaks[0] = max(peaks[0], self._peaks.pop())
        self._starts.extend(starts)
        self._ends.extend(ends)
        self._peaks.extend(peaks)

    def seconds(self) -> Stretches:
        """Beginnings and ends, and the peaks between, as an array of shape ``(count, 3)``."""
        hop = self._window / self._rate
        starts, ends = np.array(self._starts, float) * hop, np.array(self._ends, float) * hop
        return np.column_stack([starts, ends, np.array(self._peaks, float)])


def _runs(flags: npt.NDArray[np.bool_]) -> list[tuple[bool, int]]:
    """Stretches of equal flags: the flag and how often it stands there."""
    edges = np.flatnonzero(np.diff(flags)) + 1
    starts = [0, *edges.tolist(), len(flags)]
    return [(bool(flags[a]), b - a) for a, b in itertools.pairwise(starts)]


class TruePeakMeter:
    """The peak between samples too, at four times the rate."""

    def __init__(self, sample_rate: int, channels: int) -> None:
        import soxr

        self._finer = soxr.ResampleStream(
            sample_rate, OVERSAMPLING * sample_rate, channels, dtype="float32", quality="MQ"
        )
        self.peak = 0.0

    def add(self, block: Block, *, last: bool = False) -> None:
        finer = self._finer.resample_chunk(block, last=last)
        if len(finer):
            self.peak = max(self.peak, float(finer.max()), -float(finer.min()))
