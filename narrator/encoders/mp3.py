"""Samples into MP3 frames with LAME, so that shards join without a gap or a click.

The decoder's output lags behind the input by ``DELAY`` samples. A shard's frames are cut off after
exactly as many as its samples fill: what the encoder still holds then is the silence at the
shard's end. Each shard starts with an empty bit reservoir, so its frames never point into others.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

import lameenc

from narrator.audio import Samples, to_int16
from narrator.encoders import Encoding, count_frames

ENCODER_DELAY = 576
"""LAME's own delay in samples, as its header states it; decoders add 529."""
DELAY = ENCODER_DELAY + 529
SAMPLE_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
"""What the format can store, in Hz."""

BLOCK = 1 << 17
"""Samples that are handed to LAME at a time."""

_BIT_RATES = {  # kbit/s by MPEG version and the header's four bits (ISO 11172-3, 13818-3)
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def open_encoder(encoding: Encoding) -> Mp3:
    return Mp3(encoding)


class Mp3:
    """LAME at a constant bit rate, mono."""

    def __init__(self, encoding: Encoding) -> None:
        if encoding.sample_rate not in SAMPLE_RATES:
            raise ValueError(f"MP3 has no sample rate of {encoding.sample_rate} Hz")
        self.encoding = encoding
        self.frame_samples = 1152 if encoding.sample_rate >= 32000 else 576
        self.quiet_samples = 4 * self.frame_samples

    def fingerprint(self) -> str:
        return f"lameenc {version('lameenc')}"

    def begin(self) -> Mp3Stream:
        return Mp3Stream(self.encoding, self.frame_samples)


class Mp3Stream:
    """A shard on its way into frames."""

    def __init__(self, encoding: Encoding, frame_samples: int) -> None:
        self.frame_samples = frame_samples
        self._length = 0
        self._data = bytearray()
        lame = self._lame = lameenc.Encoder()
        lame.set_bit_rate(encoding.bit_rate // 1000)
        lame.set_in_sample_rate(encoding.sample_rate)
        lame.set_out_sample_rate(encoding.sample_rate)
        lame.set_channels(1)
        lame.set_quality(encoding.quality)
        lame.silence()

    def add(self, samples: Samples) -> None:
        self._length += len(samples)
        for at in range(0, len(samples), BLOCK):  # block by block: a copy of it is megabytes
            self._data += self._lame.encode(to_int16(samples[at : at + BLOCK]))

    def finish(self) -> bytes:
        count = count_frames(self._length, self.frame_samples)
        if not count:
            return b""
        data = self._data
        data += self._lame.flush()
        ends = [end for _, end in zip(range(count), frame_ends(data), strict=False)]
        if len(ends) < count:
            raise RuntimeError(f"LAME gave {len(ends)} frames for {count}")
        return bytes(data[: ends[-1]]) if ends else b""


def frame_ends(data: bytes | bytearray) -> Iterator[int]:
    """Where each MP3 frame of the data ends. Raises ValueError where there is no frame."""
    at = 0
    sizes: dict[bytes, int] = {}  # by header: there are few
    while at + 4 <= len(data):
        header = bytes(data[at : at + 4])
        size = sizes.get(header)
        if size is None:
            size = sizes[header] = frame_size(header)
        at += size
        yield at


def frame_size(header: bytes | bytearray) -> int:
    """The size in bytes of the layer III frame with this header."""
    version_bits, layer = header[1] >> 3 & 3, header[1] >> 1 & 3
    rate_index, bit_index = header[2] >> 2 & 3, header[2] >> 4
    if header[0] != 0xFF or header[1] < 0xE0 or version_bits == 1 or layer != 1 or rate_index == 3:
        raise ValueError(f"no MP3 frame begins with {header.hex()}")
    mpeg = 1 if version_bits == 3 else 2
    bit_rate = 1000 * _BIT_RATES[mpeg][bit_index]
    return (144 if mpeg == 1 else 72) * bit_rate // _RATES[version_bits][rate_index] + (
        header[2] >> 1 & 1
    )
