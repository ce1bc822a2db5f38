"""Hearing a finished file: decoded by ffmpeg, and measured."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import numpy as np

from narrator.audio import Clip, Samples, resample
from narrator.engines.tone import Tone, read_tones
from narrator.sound_files import ffmpeg


def decode(path: Path, *options: str, seek: float | None = None) -> Clip:
    """A sound file as a player plays it; ``options`` go ahead of the output."""
    before = [] if seek is None else ["-ss", f"{seek:.6f}"]
    command = [ffmpeg(), "-v", "error", "-nostdin", *before, "-i", str(path), *options]
    command += ["-vn", "-ac", "1", "-f", "s16le", "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert not done.stderr, done.stderr
    samples = np.frombuffer(done.stdout, "<i2").astype(np.float32) / 32768
    return Clip(samples, sample_rate(path))


def sample_rate(path: Path) -> int:
    """In Hz, as ffmpeg reports it."""
    done = subprocess.run(
        [ffmpeg(), "-nostdin", "-i", str(path)], capture_output=True, text=True, check=False
    )
    found = re.search(r"Audio:.* (\d+) Hz", done.stderr)
    assert found, done.stderr
    return int(found[1])


def sounding(clip: Clip, *, gap_s: float = 0.05, above: float = 0.02) -> list[tuple[int, int]]:
    """Stretches of sound between silences of at least ``gap_s``: half-open, in samples."""
    loud = np.flatnonzero(np.abs(clip.samples) > above)
    if not len(loud):
        return []
    breaks = np.flatnonzero(np.diff(loud) > gap_s * clip.sample_rate)
    starts, ends = [loud[0], *loud[breaks + 1]], [*loud[breaks], loud[-1]]
    return [(int(start), int(end) + 1) for start, end in zip(starts, ends, strict=True)]


def read_aloud(path: Path) -> list[str]:
    """What the tones of a file say, silence by silence, from its energy alone."""
    clip = resample(decode(path), Tone.sample_rate)  # Opus is always played at 48 kHz
    margin = clip.sample_rate // 50
    return [
        read_tones(Clip(clip.samples[max(0, start - margin) : end + margin], clip.sample_rate))
        for start, end in sounding(clip)
    ]


def lag(part: Samples, around: Samples) -> int:
    """How many samples into ``around`` the part is most alike."""
    size = 2 ** (len(around) + len(part)).bit_length()
    spectrum = np.fft.rfft(around, size) * np.conj(np.fft.rfft(part, size))
    likeness = np.fft.irfft(spectrum, size)[: len(around) - len(part) + 1]
    energy = np.cumsum(np.concatenate([[0.0], around.astype(np.float64) ** 2]))
    power = energy[len(part) :] - energy[: len(around) - len(part) + 1]
    return int(np.argmax(likeness / np.sqrt(power + 1e-6)))


def ebur128(path: Path) -> tuple[float, float]:
    """Integrated loudness in LUFS and true peak in dBFS, as ffmpeg measures them."""
    command = [ffmpeg(), "-nostdin", "-hide_banner", "-i", str(path)]
    command += ["-map", "0:a", "-af", "ebur128=peak=true", "-f", "null", "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    summary = done.stderr.rpartition("Summary:")[2]
    loud, peak = re.search(r"I:\s+(\S+) LUFS", summary), re.search(r"Peak:\s+(\S+) dBFS", summary)
    assert loud
    assert peak
    return float(loud[1]), float(peak[1])


def cues(path: Path) -> list[tuple[float, float, str]]:
    """Start, end (seconds) and text of each cue of a WebVTT file."""
    found = re.findall(
        r"^([\d:.]+) --> ([\d:.]+)\n(.*)$", path.read_text(encoding="utf-8"), re.MULTILINE
    )
    return [(_seconds(start), _seconds(end), text) for start, end, text in found]


def _seconds(clock: str) -> float:
    hours, minutes, seconds = clock.split(":")
    return 3600 * int(hours) + 60 * int(minutes) + float(seconds)
