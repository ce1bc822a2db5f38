"""Ogg pages and Opus packets, one by one: numbers in a row, times that agree, nothing twice."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from narrator.checks.frames.stream import HEADER, ORDER, Buffer, Stream, at_time, find_doubles

OGG_RATE = 48_000
LOUD_PACKET = 20
"""Bytes; a packet of Opus that is smaller is silence."""
FIRST, LAST = 2, 4
CONTINUED = 1
"""Flags of a page."""
_FRAME_SAMPLES = (480, 960, 1920, 2880)
_SHORT_SAMPLES = (120, 240, 480, 960)


@dataclass(frozen=True, slots=True)
class _Page:
    """One page: its flags, where it ends in samples (-1: no packet ends on it), its packets."""

    flags: int
    position: int
    number: int
    packets: list[bytes]
    """Those that end on it."""


def _pages(data: Buffer) -> Iterator[_Page]:
    at, rest = 0, b""
    while at + 27 <= len(data):
        if data[at : at + 4] != b"OggS":
            raise ValueError(f"no page at byte {at}")
        flags, position, _, number = struct.unpack_from("<BqII", data, at + 5)
        laces = data[at + 27 : at + 27 + data[at + 26]]
        at += 27 + len(laces)
        if not flags & CONTINUED:
            rest = b""
        packets: list[bytes] = []
        for lace in laces:
            rest += data[at : at + lace]
            at += lace
            if lace < 255:
                packets.append(rest)
                rest = b""
        yield _Page(flags, position, number, packets)


def _samples(packet: bytes) -> int:
    """How long a packet of Opus lasts (RFC 6716, 3.1 and 3.2)."""
    if not packet:
        return 0
    config, code = packet[0] >> 3, packet[0] & 3
    if config < 12:
        one = _FRAME_SAMPLES[config & 3]
    elif config < 16:
        one = _FRAME_SAMPLES[config & 1]
    else:
        one = _SHORT_SAMPLES[config & 3]
    count = (1, 2, 2, packet[1] & 63 if len(packet) > 1 else 0)[code]
    return one * count


def walk_opus(data: Buffer, stream: Stream) -> None:
    """Compare the pages' numbers and times with the packets on them."""
    stream.sample_rate = OGG_RATE
    skip = position = played = heads = frame = 0
    following: int | None = None
    keys: list[int] = []
    loud: list[bool] = []
    for page in _pages(data):
        time = at_time(max(0, position - skip), OGG_RATE)
        if following is not None and page.number != following:
            gone = page.number - following
            few = f"{gone} missing" if gone > 0 else "one stands there again"
            stream.complain(ORDER, f"pages don't follow each other at {time}: {few}")
        following = page.number + 1
        sound = page.packets[max(0, 2 - heads) :]
        for head in page.packets[: max(0, 2 - heads)]:
            if head[:8] == b"OpusHead":
                (skip,) = struct.unpack_from("<H", head, 10)
        heads += len(page.packets) - len(sound)
        if not sound:
            continue
        length = sum(map(_samples, sound))
        frame = frame or _samples(sound[0])
        played += length
        due = position + length
        if page.position != due and not (page.flags & LAST and position < page.position < due):
            off = (page.position - due) / OGG_RATE
            stream.complain(HEADER, f"a page's time is off by {off:.3f} s at {time}")
        position = page.position
        keys += map(hash, sound)
        loud += [len(each) >= LOUD_PACKET for each in sound]
    if not frame:
        raise ValueError("there is no packet of sound")
    stream.samples = position - skip
    find_doubles(keys, loud, frame, skip, stream)
