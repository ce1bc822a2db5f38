"""Samples into FLAC and back: a shard is a small file of its own, without loss.

A FLAC stream numbers its frames and signs all of its samples, so shards of it can't be put one
after the other. Whoever joins them takes the samples out again and encodes the whole once more,
which costs three CPU seconds for an hour of sound.
"""

from __future__ import annotations

import hashlib
import io
from typing import IO, Any

import av
import numpy as np
import numpy.typing as npt

from narrator.audio import Samples, to_int16
from narrator.encoders import Encoding
from narrator.encoders._coding import Coder, codec_version

SAMPLE_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 96000)
"""In Hz; the format stores any other too."""
SETTINGS = {"compression_level": "5"}
SEEK_S = 10
"""Seconds between seek points."""
STREAMINFO, SEEKTABLE, LAST = 0, 3, 0x80
"""Kinds of metadata blocks, and the mark of the last one."""

Pcm = npt.NDArray[np.int16]


def open_encoder(encoding: Encoding) -> Flac:
    return Flac(encoding)


class Flac:
    """ffmpeg's FLAC encoder, mono, 16 bits."""

    frame_samples = 1
    quiet_samples = 0

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding

    def fingerprint(self) -> str:
        return f"{codec_version()} {SETTINGS}"

    def begin(self) -> FlacStream:
        return FlacStream(self.encoding)


class FlacStream:
    """A shard of any length on its way into a FLAC file, which begins with its length."""

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding
        self._pcm = bytearray()

    def add(self, samples: Samples) -> None:
        self._pcm += to_int16(samples)

    def finish(self) -> bytes:
        store = io.BytesIO()
        pcm = np.frombuffer(self._pcm, dtype="<i2")
        with FlacFile(store, self.encoding, len(pcm)) as file:
            file.add(pcm)
        return store.getvalue()


def decode(data: bytes) -> Pcm:
    """The samples of a shard."""
    with av.open(io.BytesIO(data), "r") as container:
        blocks: list[npt.NDArray[Any]] = [
            frame.to_ndarray().ravel() for frame in container.decode(audio=0)
        ]
    return np.concatenate(blocks).astype(np.int16) if blocks else np.zeros(0, np.int16)


class FlacFile:
    """A FLAC file being written, of a length known beforehand. Use it as a context manager.

    ``blocks`` are further metadata blocks: their kinds and what is in them.
    """

    def __init__(
        self,
        file: IO[bytes],
        encoding: Encoding,
        length: int,
        blocks: tuple[tuple[int, bytes], ...] = (),
    ) -> None:
        self._file, self._encoding, self._length, self._blocks = file, encoding, length, blocks
        self._coder = Coder("flac", "s16", encoding, SETTINGS)
        self._rest = np.zeros(0, np.int16)
        self._digest = hashlib.md5(usedforsecurity=False)
        self._frames: list[int] = []
        """The size of each in bytes."""

    def __enter__(self) -> FlacFile:
        self._start = self._file.tell()
        self._file.write(self._head())
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            return
        if len(self._rest):
            self._write(self._coder.add(self._rest))
        self._write(self._coder.finish())
        self._file.seek(self._start)
        self._file.write(self._head())
        self._file.seek(0, io.SEEK_END)

    def add(self, pcm: Pcm) -> None:
        """More samples."""
        self._digest.update(np.ascontiguousarray(pcm, dtype="<i2").tobytes())
        size = self._coder.block_samples
        joined = np.concatenate([self._rest, pcm]) if len(self._rest) else pcm
        whole = len(joined) - len(joined) % size
        for block in joined[:whole].reshape(-1, size):
            self._write(self._coder.add(block))
        self._rest = joined[whole:].astype(np.int16)

    def _write(self, frames: list[bytes]) -> None:
        for frame in frames:
            self._file.write(frame)
            self._frames.append(len(frame))

    def _head(self) -> bytes:
        """All metadata; the same length before the sound is there and after."""
        size = self._coder.block_samples
        facts = np.array(self._frames or [0])
        rate = self._encoding.sample_rate << 44 | 15 << 36 | self._length  # mono, 16 bits
        stream = size.to_bytes(2, "big") * 2
        stream += int(facts.min()).to_bytes(3, "big") + int(facts.max()).to_bytes(3, "big")
        stream += rate.to_bytes(8, "big") + self._digest.digest()
        blocks = [(STREAMINFO, stream), (SEEKTABLE, self._seek_points()), *self._blocks]
        parts = [b"fLaC"]
        for number, (kind, data) in enumerate(blocks, 1):
            mark = LAST if number == len(blocks) else 0
            parts += [bytes([kind | mark]), len(data).to_bytes(3, "big"), data]
        return b"".join(parts)

    def _seek_points(self) -> bytes:
        """The frame at every ten seconds: its first sample, its place in bytes, its length."""
        size = self._coder.block_samples
        count = -(-self._length // size)
        step = max(1, SEEK_S * self._encoding.sample_rate // size)
        starts = np.concatenate([[0], np.cumsum(self._frames or [0] * count)])
        return b"".join(
            (number * size).to_bytes(8, "big")
            + int(starts[number]).to_bytes(8, "big")
            + min(size, self._length - number * size).to_bytes(2, "big")
            for number in range(0, count, step)
        )
