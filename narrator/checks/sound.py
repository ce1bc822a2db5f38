"""A finished sound file into measures: decoded by ffmpeg, block by block, as a player hears it."""

from __future__ import annotations

import contextlib
import hashlib
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import numpy as np

from narrator.audio import decibels
from narrator.checks.meters import (
    Block,
    LevelMeter,
    LoudnessMeter,
    Powers,
    Stretches,
    TruePeakMeter,
)
from narrator.sound_files import ffmpeg

BLOCK_SAMPLES = 1 << 16
MOST_COMPLAINTS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Measures:
    """What was heard in one file."""

    samples: int
    sample_rate: int
    channels: int
    rms_db: float
    peak_dbfs: float
    """Of the samples."""
    true_peak_dbtp: float
    """Between the samples too."""
    floor_db: float
    """RMS of the quietest half second; -inf for digital silence."""
    clipped: int
    """Stretches at full scale."""
    head_s: float
    tail_s: float
    silence_s: float
    """The longest between sounds."""
    silence_at_s: float
    powers: Powers = field(repr=False)
    """Weighted (BS.1770), one for each tenth of a second."""
    sounds: Stretches = field(repr=False)
    """Where sounds begin and end, in seconds, and their peaks; shape ``(count, 3)``."""
    digest: str = ""
    """MD5 of the samples as 16-bit numbers, where it was asked for."""
    complaints: tuple[str, ...] = ()
    """What the decoder found wrong."""

    @property
    def seconds(self) -> float:
        return self.samples / self.sample_rate


def measure(path: Path, sample_rate: int, channels: int, *, sign: bool = False) -> Measures:
    """Decode a whole file, stated to have this rate in Hz and these channels, and measure it.

    ``sign`` asks for the digest, which is a signature of files without loss of 16 bits.
    """
    level, loud = LevelMeter(sample_rate, channels), LoudnessMeter(sample_rate, channels)
    true_peak = TruePeakMeter(sample_rate, channels)
    digest = hashlib.md5(usedforsecurity=False)
    with tempfile.TemporaryFile() as said:
        for block in decode(path, sample_rate, channels, said):
            level.add(block)
            loud.add(block)
            true_peak.add(block)
            if sign:
                digest.update(np.rint(block * 32768).astype("<i2").tobytes())
        true_peak.add(np.zeros((0, channels), dtype=np.float32), last=True)
        said.seek(0)
        lines = said.read(20_000).decode("utf-8", "replace").splitlines()
    complaints = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
    at, silence = level.longest_s
    return Measures(
        samples=level.length,
        sample_rate=sample_rate,
        channels=channels,
        rms_db=level.rms_db,
        peak_dbfs=decibels(level.peak),
        true_peak_dbtp=decibels(max(true_peak.peak, level.peak)),
        floor_db=level.floor_db,
        clipped=level.clipped,
        head_s=level.head_s,
        tail_s=level.tail_s,
        silence_s=silence,
        silence_at_s=at,
        powers=loud.finish(),
        sounds=level.sounds,
        digest=digest.hexdigest() if sign else "",
        complaints=tuple(complaints[:MOST_COMPLAINTS]),
    )


def decode(path: Path, sample_rate: int, channels: int, said: IO[bytes]) -> Iterator[Block]:
    """A file's sound in blocks of shape ``(samples, channels)``; complaints go to ``said``."""
    # "file:" and an absolute path, so that no name is taken for a protocol or an option.
    command = [ffmpeg(), "-v", "error", "-nostdin", "-i", f"file:{path.absolute()}"]
    command += ["-map", "0:a:0", "-ac", str(channels), "-ar", str(sample_rate)]
    command += ["-f", "f32le", "-"]
    size = 4 * channels * BLOCK_SAMPLES
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said
    ) as process:
        assert process.stdout is not None
        try:
            while data := process.stdout.read(size):
                whole = len(data) - len(data) % (4 * channels)
                yield np.frombuffer(data[:whole], dtype="<f4").reshape(-1, channels)
        finally:
            with contextlib.suppress(OSError):
                process.kill()
