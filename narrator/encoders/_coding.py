"""Samples through one of ffmpeg's encoders, block by block, into packets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from narrator.audio import Samples, silence
from narrator.encoders import Encoding


def codec_version() -> str:
    """libavcodec's, for fingerprints."""
    return "libavcodec " + ".".join(map(str, av.library_versions["libavcodec"]))


class Coder:
    """One encoder at work, mono; blocks must have the length that it asks for, but for the last."""

    def __init__(
        self, name: str, sample_format: str, encoding: Encoding, options: Mapping[str, str]
    ) -> None:
        coder = av.CodecContext.create(name, "w")
        assert isinstance(coder, av.AudioCodecContext)
        coder.sample_rate = encoding.sample_rate
        coder.layout = "mono"
        coder.format = av.AudioFormat(sample_format)
        if encoding.bit_rate:
            coder.bit_rate = encoding.bit_rate
        coder.options = dict(options)
        coder.open()
        self._coder, self._format, self._length = coder, sample_format, 0

    @property
    def block_samples(self) -> int:
        """The length that it asks for."""
        return self._coder.frame_size

    def add(self, block: npt.NDArray[Any]) -> list[bytes]:
        """Packets that are ready; the block is float32 or int16, as the format says."""
        frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format=self._format, layout="mono")
        frame.sample_rate = self._coder.sample_rate
        frame.pts = self._length
        self._length += len(block)
        return [bytes(packet) for packet in self._coder.encode(frame)]

    def finish(self) -> list[bytes]:
        """What it still holds."""
        return [bytes(packet) for packet in self._coder.encode(None) if packet.size]


class Blocks:
    """Sound that comes in pieces of any length, cut into blocks of one length."""

    def __init__(self, size: int) -> None:
        self.size, self.length = size, 0
        """``length``: how many samples have come."""
        self._rest = silence(0)

    def add(self, samples: Samples) -> Samples:
        """The blocks that are whole now, one a row."""
        self.length += len(samples)
        joined = np.concatenate([self._rest, samples]) if len(self._rest) else samples
        whole = len(joined) - len(joined) % self.size
        self._rest = joined[whole:].copy()
        return joined[:whole].astype(np.float32, copy=False).reshape(-1, self.size)
