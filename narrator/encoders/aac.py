"""Samples into AAC frames (ADTS) with ffmpeg's encoder, so that shards join without a gap.

The encoder gives one frame more than it takes: frame 0 is what lies before the sound. A shard
keeps its first frames, as many as its samples fill; whoever joins the shards leaves out the very
first frame of all, and sound and time agree to the sample.
"""

from __future__ import annotations

from narrator.audio import Samples
from narrator.encoders import Encoding, count_frames
from narrator.encoders._coding import Blocks, Coder, codec_version

FRAME_SAMPLES = 1024
SAMPLE_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000)
"""In Hz, in the order that a frame's header counts them (ISO 14496-3, table 1.18)."""
HEADER_BYTES = 7
CODER = "fast"
"""ffmpeg's quick search for scale factors: a fifth of the time of the default one."""


def open_encoder(encoding: Encoding) -> Aac:
    return Aac(encoding)


class Aac:
    """ffmpeg's AAC-LC encoder, mono."""

    frame_samples = FRAME_SAMPLES
    quiet_samples = 4 * FRAME_SAMPLES

    def __init__(self, encoding: Encoding) -> None:
        if encoding.sample_rate not in SAMPLE_RATES:
            raise ValueError(f"AAC has no sample rate of {encoding.sample_rate} Hz")
        self.encoding = encoding

    def fingerprint(self) -> str:
        return f"{codec_version()} {CODER}"

    def begin(self) -> AacStream:
        return AacStream(self.encoding)


class AacStream:
    """A shard on its way into frames."""

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding
        self._coder = Coder("aac", "fltp", encoding, {"aac_coder": CODER})
        self._blocks = Blocks(FRAME_SAMPLES)
        self._packets: list[bytes] = []

    def add(self, samples: Samples) -> None:
        for block in self._blocks.add(samples):
            self._packets += self._coder.add(block)

    def finish(self) -> bytes:
        count = count_frames(self._blocks.length, FRAME_SAMPLES)
        packets = [*self._packets, *self._coder.finish()]
        return b"".join(self._header(len(each)) + each for each in packets[:count])

    def _header(self, size: int) -> bytes:
        """An ADTS header: AAC-LC, mono, no checksum, for a frame of so many bytes."""
        whole = size + HEADER_BYTES
        rate = SAMPLE_RATES.index(self.encoding.sample_rate)
        return bytes(
            (
                0xFF,
                0xF1,
                0x40 | rate << 2,
                0x40 | whole >> 11,
                whole >> 3 & 0xFF,
                (whole & 7) << 5 | 0x1F,
                0xFC,
            )
        )


def first_frame_size(data: bytes) -> int:
    """The size in bytes of the ADTS frame that the data begins with."""
    return (data[3] & 3) << 11 | data[4] << 3 | data[5] >> 5
