"""Foreign sound files into clips: whatever an engine or a user brings, known by its content."""

from __future__ import annotations

import io
import subprocess
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from narrator.audio import Clip

if TYPE_CHECKING:
    from pydub import AudioSegment

LONGEST_S = 120
"""Seconds that ffmpeg may take for one file."""


class SoundFileError(ValueError):
    """The file holds no sound that can be read; the text says why, in words."""


def read_sound(path: Path, *, longest_s: float = 0.0) -> Clip:
    """A sound file as one mono clip at its own rate; its first seconds alone, when so asked.

    Raises SoundFileError, OSError.
    """
    with path.open("rb") as file:
        head = file.read(12)
    if not head:
        raise SoundFileError(f"{path.name} is empty")
    segment = _read_wav(path.read_bytes()) if head[:4] == b"RIFF" and not longest_s else None
    if segment is None:
        segment = _read_wav(_decode(path, longest_s))
    if segment is None or not len(segment):
        raise SoundFileError(f"{path.name} holds no sound")
    mono = segment.set_channels(1)
    samples = np.array(mono.get_array_of_samples(), dtype=np.float32)
    return Clip(samples / np.float32(mono.max_possible_amplitude), mono.frame_rate)


def _read_wav(data: bytes) -> AudioSegment | None:
    """WAV with plain samples, also with a wrong length in its header; None for anything else."""
    with warnings.catch_warnings():
        # It looks for ffmpeg on the PATH when imported; ours is in a wheel, and called by us.
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
        from pydub.exceptions import PydubException

    try:
        return AudioSegment.from_wav(io.BytesIO(data))
    except (PydubException, EOFError, KeyError, ValueError, IndexError, OSError):
        return None


def _decode(path: Path, longest_s: float) -> bytes:
    """Any format that ffmpeg knows, as WAV (pydub would ask ffprobe, which is not in the wheel).

    A playlist may name other files and servers: no protocol but plain files is open to it.
    """
    command = [ffmpeg(), "-v", "error", "-nostdin", "-protocol_whitelist", "file,pipe"]
    command += ["-i", f"file:{path.absolute()}", "-map", "0:a:0", "-vn"]
    command += ["-t", str(longest_s)] if longest_s else []
    command += ["-c:a", "pcm_s16le", "-f", "wav", "-"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=LONGEST_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise SoundFileError(f"{path.name}: no sound came of it in {LONGEST_S} s") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        why = f" ({said[-1].rpartition(': ')[2]})" if said else ""
        raise SoundFileError(f"{path.name} can't be read as sound{why}")
    return done.stdout


def ffmpeg() -> str:
    """ffmpeg's program: the wheel's, else the system's. Raises SoundFileError without either."""
    import imageio_ffmpeg

    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise SoundFileError("ffmpeg is not here: `pip install imageio-ffmpeg`") from error
