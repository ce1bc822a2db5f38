"""Encoded shards into one MP3 file: tags, a header with exact length and seek points, frames."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from functools import cache
from typing import IO

import numpy as np

from narrator.audio import silence
from narrator.encoders import Encoding, encode, open_encoder
from narrator.encoders.mp3 import DELAY, ENCODER_DELAY, frame_size


def write_mp3(
    file: IO[bytes], tag: bytes, shards: Iterable[tuple[int, bytes]], encoding: Encoding
) -> int:
    """Write a whole file; returns how many samples a gapless player plays.

    ``tag`` is the finished ID3 tag, ``shards`` the shards in order, each its length in samples and
    its frames. Two frames of silence follow the last (one at MPEG-1's rates), because a decoder
    gives back a frame's sound only ``DELAY`` samples later.
    """
    encoder = open_encoder(encoding)
    frame = encoder.frame_samples
    after = -(-DELAY // frame) * frame
    file.write(tag)
    header_at = file.tell()
    header = info_frame(encoding, [(0, 0)], after)
    file.write(header)
    marks = [(0, len(header))]  # samples, bytes: where each shard begins, and where the last ends
    for length, data in itertools.chain(shards, [(after, _quiet(encoding, after))]):
        file.write(data)
        marks.append((marks[-1][0] + length, marks[-1][1] + len(data)))
    file.seek(header_at)
    file.write(info_frame(encoding, marks, after))
    file.seek(0, 2)
    return marks[-1][0] - after


@cache
def _quiet(encoding: Encoding, length: int) -> bytes:
    """Frames of silence; every file needs the same."""
    return encode(open_encoder(encoding), silence(length))


def info_frame(encoding: Encoding, marks: Sequence[tuple[int, int]], after: int) -> bytes:
    """The first frame, which players read instead of playing: a silent one with an Info header.

    ``marks`` are points of the stream, (samples, bytes from the start of this frame), from the
    first frame of sound to the end of the last; ``after`` is how many samples at the end are not
    to be played. Layout: the Xing header and LAME's extension of it.
    """
    encoder = open_encoder(encoding)
    total, size = marks[-1]
    header = bytearray(_quiet(encoding, encoder.frame_samples)[:4])
    header[1] |= 1  # no checksum
    header[2] &= 0xFD  # no padding byte
    frame = bytearray(frame_size(bytes(header)))
    frame[:4] = header
    at = 4 + (17 if encoder.frame_samples == 1152 else 9)  # after a mono frame's side information
    # A hundred seek points: the byte, as a 256th of the size, where each percent of time begins.
    # At a constant bit rate the way from mark to mark is straight.
    moments = np.arange(100) * total / 100
    places = np.interp(moments, [m[0] for m in marks], [m[1] for m in marks])
    seek_points = bytes(np.minimum(255, places * 256 // max(1, size)).astype(np.uint8))
    padding = after - ENCODER_DELAY
    info = b"Info" + (0x0F).to_bytes(4, "big")
    info += (total // encoder.frame_samples).to_bytes(4, "big") + size.to_bytes(4, "big")
    info += seek_points + (100 - 10 * encoding.quality).to_bytes(4, "big")
    lame = b"LAME3.100" + bytes([1])  # revision 0, constant bit rate
    lame += bytes(9)  # low-pass not stated; no peak, no replay gain
    lame += bytes([0, min(255, encoding.bit_rate // 1000)])
    lame += (ENCODER_DELAY << 12 | padding).to_bytes(3, "big")
    lame += bytes(4) + size.to_bytes(4, "big") + bytes(2)
    end = at + len(info) + len(lame)
    frame[at:end] = info + lame
    frame[end : end + 2] = crc16(bytes(frame[:end])).to_bytes(2, "big")
    return bytes(frame)


def crc16(data: bytes) -> int:
    """CRC-16/ARC, which LAME puts over its header.

    >>> hex(crc16(b"123456789"))
    '0xbb3d'
    """
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc
