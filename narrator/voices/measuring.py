"""A voice's speech into what casting goes by: pitch, pace, and how its sound is coloured."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

PASSAGE = (
    "The ferry was late again, and nobody on the pier seemed to mind. "
    "“Are you sure this is the right evening?” asked the younger one, folding her ticket twice. "
    "A bell rang somewhere in the fog. Seven gulls rose, thought better of it, and sat down. "
    "“Quite sure,” he said. “My uncle never forgets a Thursday, and he owes me a good supper.”"
)
"""What each voice speaks to be measured."""

BANDS = 24
AROUND = 4  # bands to either side against which one is heard to move
LOWEST_HZ, HIGHEST_HZ = 80.0, 7500.0  # sound at 16 kHz still holds the highest
FLOOR = 1e-6  # of the power of a sine as loud as the voice: what lies below can't be heard
LOUD_DB = 30.0  # frames further below the loud ones (95th percentile) are pauses
FRAME_SECONDS = 0.046
PITCH_FRAME_SECONDS = 0.06
VOICED = 0.55  # the least correlation of a period with the next

Samples = NDArray[np.float64]


def measure(samples: Samples, sample_rate: int, words: int) -> dict[str, Any]:
    """The facts of a voice that spoke so many words, as ``CatalogueVoice`` names them.

    ``rate`` holds if the voice was asked for ``STANDARD_RATE``. Raises ValueError for silence.
    """
    level = np.abs(samples)
    loud = np.flatnonzero(level > 0.01 * level.max(initial=0.0))
    if len(loud) < sample_rate:
        raise ValueError("there is less than a second of sound")
    samples = np.asarray(samples[loud[0] : loud[-1] + 1], dtype=np.float64)
    pitch, _ = pitch_of(_frames(samples, sample_rate, PITCH_FRAME_SECONDS), sample_rate)
    frames = _frames(samples, sample_rate, FRAME_SECONDS)
    amplitude = np.sqrt(np.mean(_power(frames), axis=0))
    hz = np.fft.rfftfreq(frames.shape[1], 1 / sample_rate)
    timbre, spread = colour_of(frames, sample_rate)
    return {
        "pitch_hz": round(pitch, 1),
        "brightness_hz": round(float(amplitude @ hz / amplitude.sum()), 0),
        "timbre_db": timbre,
        "spread_db": spread,
        "rate": round(60 * words / (len(samples) / sample_rate), 1),
    }


def colour_of(frames: Samples, sample_rate: int) -> tuple[list[float], list[float]]:
    """Of each band the mean level in dB, relative to all, and how far it moves against the bands
    around it: what the mouth does, whether it is loud or not."""
    power = _power(frames) / np.mean(frames**2)
    power /= frames.shape[1] ** 2
    levels = 10 * np.log10(power @ _bands(frames.shape[1], sample_rate).T + FLOOR)
    means = levels.mean(axis=0)
    moved = levels - levels @ _around()
    return (
        [round(float(level), 1) for level in means - means.mean()],
        [round(float(each), 1) for each in moved.std(axis=0)],
    )


@cache
def _around() -> Samples:
    """Of each band (a column) the mean over those that lie around it, itself among them; the
    outermost stand for what would lie beyond."""
    steps = np.arange(BANDS)[:, None] + np.arange(-AROUND, AROUND + 1)
    columns: Samples = np.eye(BANDS)[np.clip(steps, 0, BANDS - 1)].mean(axis=1).T
    return columns


def band_centres() -> Samples:
    """The middle of each band in Hz: even steps of the mel scale."""
    centres: Samples = _edges()[1:-1]
    return centres


def pitch_of(frames: Samples, sample_rate: int) -> tuple[float, float]:
    """Median F0 of the voiced frames in Hz, and how periodic these are (0 noise, 1 a pure tone).

    Autocorrelation divided by the window's own (Boersma 1993); of the peaks close to the highest,
    the one with the shortest period, so that halves of the true pitch are not taken.
    """
    size = frames.shape[1]
    window = np.hanning(size)

    def correlate(rows: Samples) -> Samples:
        power = np.abs(np.fft.rfft(rows, 2 * size)) ** 2
        lags: Samples = np.fft.irfft(power)[..., :size]
        return lags / np.maximum(lags[..., :1], 1e-12)

    level = (frames - frames.mean(axis=1, keepdims=True)) * window
    ratio = correlate(level) / np.maximum(correlate(window), 1e-3)
    shortest, longest = sample_rate // 500, sample_rate // 50
    ratio[:, : shortest - 1] = 0
    inner = ratio[:, shortest:longest]
    peaks = (inner > ratio[:, shortest - 1 : longest - 1]) & (
        inner >= ratio[:, shortest + 1 : longest + 1]
    )
    heights = np.where(peaks, inner, 0.0)
    best = heights.max(axis=1)
    first = np.argmax(heights >= 0.92 * best[:, None], axis=1)
    voiced = best > VOICED
    if not voiced.any():
        return 0.0, float(np.median(best))
    return (
        float(np.median(sample_rate / (first[voiced] + shortest))),
        float(np.median(np.minimum(best[voiced], 1.0))),
    )


def _frames(samples: Samples, sample_rate: int, seconds: float) -> Samples:
    """Overlapping frames, one a row: those in which somebody speaks."""
    size = round(seconds * sample_rate)
    rows = np.lib.stride_tricks.sliding_window_view(samples, size)[:: size // 4]
    level = 10 * np.log10(np.mean(rows**2, axis=1) + 1e-12)
    spoken: Samples = rows[level > np.percentile(level, 95) - LOUD_DB]
    return spoken


def _power(frames: Samples) -> Samples:
    power: Samples = np.abs(np.fft.rfft(frames * np.hanning(frames.shape[1]), axis=1)) ** 2
    return power


@cache
def _edges() -> Samples:
    steps = np.linspace(np.log1p(LOWEST_HZ / 700), np.log1p(HIGHEST_HZ / 700), BANDS + 2)
    edges: Samples = 700 * np.expm1(steps)
    edges.flags.writeable = False
    return edges


@cache
def _bands(size: int, sample_rate: int) -> Samples:
    """One triangle a row, over the frequencies of a frame's spectrum."""
    hz, edges = np.fft.rfftfreq(size, 1 / sample_rate), _edges()
    rows = zip(edges, edges[1:], edges[2:], strict=False)
    return np.array(
        [
            np.clip(np.minimum((hz - low) / (mid - low), (high - hz) / (high - mid)), 0, None)
            for low, mid, high in rows
        ]
    )
