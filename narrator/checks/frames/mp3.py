"""MP3 frames, one by one: the Info header, the bit reservoir, and what stands there twice."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from narrator.checks.frames.stream import HEADER, ORDER, Buffer, Stream, at_time, find_doubles
from narrator.encoders.mp3 import frame_size

PRIMING_FRAMES = 5
"""More than this many frames that are not to be played are no encoder's delay."""
DECODER_DELAY = 529
NO_HEADER = "A-009"
_SIDE_BYTES = {(True, 1): 17, (True, 2): 32, (False, 1): 9, (False, 2): 17}
"""Side information, by whether it is MPEG-1, and by channels."""
_MPEG_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
LOUD_BITS = 100
"""A frame of MP3 that holds less is silence."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """One frame of an MP3: its place and size in bytes, and where its sound begins and ends.

    A frame's sound may begin in the frames before it (the bit reservoir): ``back`` bytes ahead of
    its own ``room``.
    """

    at: int
    size: int
    back: int
    room: int
    bits: int


def _mp3_frames(data: Buffer, at: int, end: int) -> Iterator[_Frame | tuple[int, int]]:
    """The frames in order; and, as ``(start, end)``, bytes between them that are none."""
    while at + 4 <= end:
        try:
            size = frame_size(data[at : at + 4])
        except ValueError:
            size = 0
        if not size or at + size > end:
            found = _next_frame(data, at + 1, end)
            yield at, found
            at = found
            continue
        head = data[at : at + 4]
        first, channels = head[1] >> 3 & 3 == 3, 1 if head[3] >> 6 == 3 else 2
        start = at + 4 + (0 if head[1] & 1 else 2)
        side = int.from_bytes(data[start : start + _SIDE_BYTES[first, channels]], "big")
        width = 8 * _SIDE_BYTES[first, channels]
        ahead = {(True, 1): 18, (True, 2): 20, (False, 1): 9, (False, 2): 10}[first, channels]
        block = 59 if first else 63
        bits = sum(
            side >> (width - ahead - block * number - 12) & 0xFFF
            for number in range((2 if first else 1) * channels)
        )
        back = side >> (width - (9 if first else 8))
        room = size - (start - at) - width // 8
        yield _Frame(at, size, back, room, bits)
        at += size


def _next_frame(data: Buffer, at: int, end: int) -> int:
    """Where the next two frames in a row begin; the end when there are none."""
    while 0 <= (at := data.find(b"\xff", at, end)) < end - 8:
        try:
            then = at + frame_size(data[at : at + 4])
            if then + 4 > end or frame_size(data[then : then + 4]):
                return at
        except ValueError:
            pass
        at += 1
    return end


def walk_mp3(data: Buffer, stream: Stream) -> None:
    """Count and compare the frames of an MP3."""
    at, end = 0, len(data)
    if data[:3] == b"ID3":
        at = 10 + sum((data[6 + n] & 0x7F) << 7 * (3 - n) for n in range(4))
        at += 10 if data[5] & 0x10 else 0
    if data[end - 128 : end - 125] == b"TAG":
        end -= 128
    if data[max(at, end - 32) : end - 24] == b"APETAGEX":
        (size,) = struct.unpack_from("<I", data, end - 20)
        end -= size + (32 if data[end - 9] & 0x80 else 0)
    frames = _mp3_frames(data, at, end)
    first = next((each for each in frames if isinstance(each, _Frame)), None)
    if first is None:
        raise ValueError("there is none")
    head = data[first.at : first.at + 4]
    stream.sample_rate = _MPEG_RATES[head[1] >> 3 & 3][head[2] >> 2 & 3]
    length = 1152 if head[1] >> 3 & 3 == 3 else 576
    info = _read_info(data, first, stream)
    delay = (info.delay if info else 0) + DECODER_DELAY
    keys: list[int] = []
    loud: list[bool] = []
    reached = total = 0  # of the sound's own bytes: where the last frame's ends, how many there are
    for each in frames if info else (first, *frames):
        time = at_time(max(0, len(keys) * length - delay), stream.sample_rate)
        if not isinstance(each, _Frame):
            stream.complain(ORDER, f"{each[1] - each[0]} bytes that are no frame at {time}")
            continue
        start = total - each.back
        if each.bits >= LOUD_BITS and start < reached and keys:
            stream.complain(ORDER, f"the frame at {time} needs one that is not there")
        reached = max(reached, start + -(-each.bits // 8))
        total += each.room
        keys.append(hash(data[each.at : each.at + each.size]))
        loud.append(each.bits >= LOUD_BITS)
    find_doubles(keys, loud, length, delay, stream)
    if info is None:
        stream.complain(NO_HEADER, "no Xing or Info header: players can only guess its length")
        return
    _judge_info(info, len(keys), end - first.at, length, stream)


@dataclass(frozen=True, slots=True)
class _Info:
    """What the first frame of an MP3 says; None and 0 where it says nothing."""

    frames: int | None
    size: int | None
    delay: int = 0
    padding: int = 0
    sealed: bool = True
    """Whether its checksum is right."""


def _read_info(data: Buffer, first: _Frame, stream: Stream) -> _Info | None:
    """The Xing or Info header with LAME's extension; None when the first frame is none."""
    at = first.at + first.size - first.room
    if data[at : at + 4] not in (b"Xing", b"Info"):
        return None
    (flags,) = struct.unpack_from(">I", data, at + 4)
    at += 8
    numbers: list[int | None] = []
    for flag in (1, 2):
        numbers.append(struct.unpack_from(">I", data, at)[0] if flags & flag else None)
        at += 4 if flags & flag else 0
    at += (100 if flags & 4 else 0) + (4 if flags & 8 else 0)
    if not data[at : at + 4].isalnum():
        return _Info(numbers[0], numbers[1])
    gap = int.from_bytes(data[at + 21 : at + 24], "big")
    from narrator.writers.mp3 import crc16

    (seal,) = struct.unpack_from(">H", data, at + 34)
    # Others seal it, too, but not all over the same bytes.
    sealed = data[at : at + 4] != b"LAME" or seal == crc16(bytes(data[first.at : at + 34]))
    return _Info(numbers[0], numbers[1], gap >> 12, gap & 0xFFF, sealed)


def _judge_info(info: _Info, frames: int, size: int, length: int, stream: Stream) -> None:
    """Compare the header with the frames that are there; ``size`` is that of all, in bytes."""
    if not info.sealed:
        stream.complain(HEADER, "the checksum of its Info header is wrong")
    if info.frames is not None and info.frames != frames:
        few = f"{abs(info.frames - frames)} {'missing' if info.frames > frames else 'too many'}"
        stream.complain(
            HEADER, f"its header counts {info.frames} frames, there are {frames}: {few}"
        )
    # Some count the header's own frame among the bytes, some don't.
    if info.size is not None and not size - 2000 <= info.size <= size:
        stream.complain(HEADER, f"its header counts {info.size} bytes, there are {size}")
    if info.delay + info.padding > PRIMING_FRAMES * length:
        ends = f"{info.delay} samples at the start and {info.padding} at the end"
        stream.complain(HEADER, f"its header leaves out {ends}")
    stream.samples = frames * length - info.delay - info.padding
    if info.frames is not None:
        stream.stated = info.frames * length - info.delay - info.padding
