"""Encoded shards into one Opus file: packets in Ogg pages, with exact start and end (RFC 7845)."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import IO

from mutagen.flac import VCFLACDict
from mutagen.ogg import OggPage

from narrator.audio import silence
from narrator.encoders import Encoding, encode
from narrator.encoders.opus import FRAMES_A_SECOND, LEAD_IN, LOOKAHEAD, PLAYED_RATE, Opus, unpack

PACKET_SAMPLES = PLAYED_RATE // FRAMES_A_SECOND
PRE_SKIP = LEAD_IN * PACKET_SAMPLES + LOOKAHEAD
"""What a player leaves out at the start: the silence to settle on, and the encoder's delay."""
PACKETS_A_PAGE = 50
MOST_SEGMENTS = 255
"""Of a page; a packet takes one for every 255 bytes, and one more."""


def write_opus(
    file: IO[bytes],
    tags: VCFLACDict,
    picture: bytes,
    shards: Iterable[tuple[int, bytes]],
    encoding: Encoding,
) -> int:
    """Write a whole file; returns how many samples (at the encoding's rate) a player plays.

    ``picture`` is a FLAC picture block. The stream's number, which tells it from others that may be
    joined with it, is made from its tags, so that the same book gives the same bytes.
    """
    encoder, length = Opus(encoding), 0
    said = _opus_tags(tags, picture)
    stream = _Pages(file, zlib.crc32(said))
    stream.head(_opus_head(encoding))
    stream.head(said)

    def packets() -> Iterator[bytes]:
        nonlocal length
        yield from unpack(encoder.lead_in())
        for samples, data in shards:
            length += samples
            yield from unpack(data)
        # What was put in last comes out of the decoder in the packet after it.
        yield from unpack(encode(encoder, silence(encoder.frame_samples)))

    stream.sound(packets(), lambda: PRE_SKIP + length * PLAYED_RATE // encoding.sample_rate)
    return length


def _opus_head(encoding: Encoding) -> bytes:
    version, channels, gain_db, family = 1, 1, 0, 0
    return b"OpusHead" + struct.pack(
        "<BBHIhB", version, channels, PRE_SKIP, encoding.sample_rate, gain_db, family
    )


def _opus_tags(tags: VCFLACDict, picture: bytes) -> bytes:
    tags = VCFLACDict(tags.write(), framing=False)
    if picture:
        tags.append(("METADATA_BLOCK_PICTURE", base64.b64encode(picture).decode("ascii")))
    return b"OpusTags" + bytes(tags.write())


class _Pages:
    """The pages of one stream, numbered as they are written."""

    def __init__(self, file: IO[bytes], serial: int) -> None:
        self._file, self._serial, self._count = file, serial, 0

    def head(self, packet: bytes) -> None:
        """A header packet, in pages of its own."""
        for page in OggPage.from_packets([packet]):
            page.first = not self._count
            self._write(page)

    def sound(self, packets: Iterable[bytes], end: Callable[[], int]) -> None:
        """All packets of sound; ``end`` says, when they are through, where the last one ends."""
        played = 0
        waiting: OggPage | None = None
        for group in _groups(packets):
            if waiting:
                self._write(waiting)
            waiting = OggPage()
            waiting.packets = group
            played += len(group) * PACKET_SAMPLES
            waiting.position = played
        if waiting:
            waiting.position, waiting.last = end(), True
            self._write(waiting)

    def _write(self, page: OggPage) -> None:
        page.serial, page.sequence = self._serial, self._count
        self._file.write(page.write())
        self._count += 1


def _groups(packets: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Packets of a second, as far as they fit a page."""
    group: list[bytes] = []
    segments = 0
    for packet in packets:
        size = len(packet) // 255 + 1
        if group and (len(group) == PACKETS_A_PAGE or segments + size > MOST_SEGMENTS):
            yield group
            group, segments = [], 0
        group.append(packet)
        segments += size
    if group:
        yield group
