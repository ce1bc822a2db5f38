"""What the fast AAC coder costs in quality, beside ffmpeg's default one.

    python benchmarks/aac_coders.py SOUND [--seconds 300]

Prints, for each coder at 64 kbit/s mono: CPU seconds for an hour of sound; the signal-to-noise
ratio; the same with signal and noise weighted by the ear's sensitivity (IEC 61672 A); and the mean
over 20 ms and third-octave bands of the ratio, clipped to -10…35 dB, which hears noise where there
is little to hide it.
"""

from __future__ import annotations

import argparse
import io
import itertools
import time

import av
import numpy as np

from narrator.audio import resample
from narrator.sound_files import read_sound

FRAME = 1024
BIT_RATE = 64_000


def encode(samples: np.ndarray, rate: int, coder: str) -> tuple[bytes, float]:
    """An MP4 in memory, and the CPU seconds that it took."""
    stream = io.BytesIO()
    began = time.process_time()
    with av.open(stream, "w", format="mp4") as file:
        track = file.add_stream("aac", rate=rate, layout="mono", options={"aac_coder": coder})
        track.bit_rate = BIT_RATE
        for at in range(0, len(samples), FRAME):
            block = np.ascontiguousarray(samples[None, at : at + FRAME])
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="mono")
            frame.sample_rate, frame.pts = rate, at
            file.mux(track.encode(frame))
        file.mux(track.encode(None))
    return stream.getvalue(), time.process_time() - began


def decode(data: bytes, length: int) -> np.ndarray:
    with av.open(io.BytesIO(data)) as file:
        parts = [frame.to_ndarray()[0] for frame in file.decode(audio=0)]
    samples = np.concatenate(parts)
    return np.pad(samples, (0, max(0, length - len(samples))))[:length]


def align(original: np.ndarray, decoded: np.ndarray) -> np.ndarray:
    """The decoded sound shifted to where it fits best (0 to two frames late)."""
    part = slice(len(original) // 2, len(original) // 2 + 50_000)
    best = max(
        (0, FRAME, 2 * FRAME),
        key=lambda late: float(np.dot(original[part], np.roll(decoded, -late)[part])),
    )
    return np.roll(decoded, -best)


def a_weight(hz: np.ndarray) -> np.ndarray:
    """IEC 61672's A curve as an amplitude."""
    squared = hz**2
    top = 12194.0**2 * squared**2
    below = (squared + 20.6**2) * (squared + 12194.0**2)
    return 1.2589 * top / (below * np.sqrt((squared + 107.7**2) * (squared + 737.9**2)) + 1e-9)


def ratios(original: np.ndarray, decoded: np.ndarray, rate: int) -> tuple[float, float, float]:
    noise = decoded - original
    weight = a_weight(np.fft.rfftfreq(len(original), 1 / rate))
    heard = [float(np.sum(np.abs(np.fft.rfft(x) * weight) ** 2)) for x in (original, noise)]
    plain = float(np.sum(original**2)) / float(np.sum(noise**2))
    step = rate // 50
    blocks = len(original) // step
    shape = (blocks, step)
    spectra = [
        np.abs(np.fft.rfft(x[: blocks * step].reshape(shape), axis=1)) ** 2
        for x in (original, noise)
    ]
    hz = np.fft.rfftfreq(step, 1 / rate)
    edges = 100 * 2 ** (np.arange(0, 20) / 3)
    bands = [(low <= hz) & (hz < high) for low, high in itertools.pairwise(edges)]
    values = []
    loud = spectra[0].sum(axis=1) > 1e-4 * spectra[0].sum(axis=1).max()
    for band in bands:
        if band.any():
            signal, error = (x[loud][:, band].sum(axis=1) + 1e-12 for x in spectra)
            values.append(np.clip(10 * np.log10(signal / error), -10, 35).mean())
    return 10 * np.log10(plain), 10 * np.log10(heard[0] / heard[1]), float(np.mean(values))


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare AAC coders on a piece of speech.")
    parser.add_argument("sound")
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--rate", type=int, default=22_050)
    args = parser.parse_args()
    from pathlib import Path

    clip = resample(read_sound(Path(args.sound)), args.rate)
    samples = clip.samples[: int(args.seconds * args.rate) // FRAME * FRAME]
    print(
        "| coder | CPU s/h | kbit/s | SNR, dB | A-weighted, dB | by band, dB |\n"
        "|---|---|---|---|---|---|"
    )
    for coder in ("fast", "twoloop"):
        data, spent = encode(samples, args.rate, coder)
        decoded = align(samples, decode(data, len(samples)))
        hours = len(samples) / args.rate / 3600
        plain, weighted, banded = ratios(samples, decoded, args.rate)
        print(
            f"| {coder} | {spent / hours:.1f} | {len(data) * 8 / hours / 3.6e6:.0f} | "
            f"{plain:.1f} | {weighted:.1f} | {banded:.1f} |"
        )


if __name__ == "__main__":
    main()
