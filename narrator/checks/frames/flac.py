"""What a FLAC file says of its sound: how many samples there are, and their signature."""

from __future__ import annotations

import struct

from narrator.checks.frames.stream import Buffer, Stream

STREAMINFO = 34
"""Bytes of the block that every FLAC file begins with."""


def walk_flac(data: Buffer, stream: Stream) -> None:
    """Read the length and the MD5 of the samples; frames are proved by the latter."""
    at = (
        10 + sum((data[6 + n] & 0x7F) << 7 * (3 - n) for n in range(4)) if data[:3] == b"ID3" else 0
    )
    if data[at : at + 4] != b"fLaC" or data[at + 4] & 0x7F or len(data) < at + 8 + STREAMINFO:
        raise ValueError("it doesn't begin as FLAC does")
    rates, signature = struct.unpack_from(">Q16s", data, at + 18)
    stream.sample_rate = rates >> 44
    if length := rates & (1 << 36) - 1:
        stream.samples = length
    if (rates >> 36 & 31) == 15 and any(signature):  # 16 bits, as everybody writes
        stream.digest = signature.hex()
