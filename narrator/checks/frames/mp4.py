"""The frames of an MP4's track of sound, by its tables: counted, in their places, none twice."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from narrator.checks.frames.stream import HEADER, ORDER, Buffer, Stream, at_time, find_doubles


def _atoms(data: Buffer, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Kinds, and where their contents begin and end."""
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        head = 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, start + 8)
            head = 16
        size = size or end - start
        if size < head or start + size > end:
            raise ValueError(f"a box {kind.decode('latin-1')!r} of {size} bytes")
        yield kind, start + head, start + size
        start += size


def _inside(data: Buffer, place: tuple[int, int], *kinds: bytes) -> tuple[int, int] | None:
    """The contents of the first box of the first kind, of the second in it, and so on."""
    for kind in kinds:
        found = [(start, end) for each, start, end in _atoms(data, *place) if each == kind]
        if not found:
            return None
        place = found[0]
    return place


def walk_mp4(data: Buffer, stream: Stream) -> None:
    """Compare the tables with each other and with the bytes that they point to."""
    whole = (0, len(data))
    moov = _inside(data, whole, b"moov")
    tracks = [(a, b) for kind, a, b in _atoms(data, *(moov or (0, 0))) if kind == b"trak"]
    for track in tracks:
        handler = _inside(data, track, b"mdia", b"hdlr")
        if handler and data[handler[0] + 8 : handler[0] + 12] == b"soun":
            _walk_track(data, track, stream)
            return
    raise ValueError("there is no track of sound")


def _walk_track(data: Buffer, track: tuple[int, int], stream: Stream) -> None:
    import numpy as np

    def table(row: str, *kinds: bytes, skip: int = 4) -> list[tuple[int, ...]]:
        place = _inside(data, track, b"mdia", b"minf", b"stbl", *kinds)
        if place is None:
            return []
        (count,) = struct.unpack_from(">I", data, place[0] + skip)
        start = place[0] + skip + 4
        return list(struct.iter_unpack(row, data[start : start + count * struct.calcsize(row)]))

    media = _inside(data, track, b"mdia", b"mdhd")
    if media is None:
        raise ValueError("its track has no header")
    wide = data[media[0]] == 1
    scale, duration = struct.unpack_from(">IQ" if wide else ">II", data, media[0] + 12 + 8 * wide)
    stream.sample_rate = scale
    lengths = table(">II", b"stts")
    count = sum(number for number, _ in lengths)
    length = sum(number * each for number, each in lengths)
    sizes = np.array([each for (each,) in table(">I", b"stsz", skip=8)], dtype=np.int64)
    if count != len(sizes):
        stream.complain(HEADER, f"its tables count {count} frames and {len(sizes)}")
        return
    if duration != length:
        seconds = f"{duration / scale:.3f} s, its frames {length / scale:.3f} s"
        stream.complain(HEADER, f"its track says {seconds}")
    starts = [each for (each,) in table(">I", b"stco") or table(">Q", b"co64")]
    chunks = table(">III", b"stsc")
    inside: list[int] = []
    for number, (first, each, _) in enumerate(chunks):
        after = chunks[number + 1][0] if number + 1 < len(chunks) else len(starts) + 1
        inside += [each] * (after - first)
    if sum(inside) != count:
        stream.complain(HEADER, f"its chunks hold {sum(inside)} frames, its tables {count}")
        return
    borders = np.cumsum([0, *inside])
    places = np.concatenate([[0], np.cumsum(sizes)])
    offsets = np.repeat(np.array(starts) - places[borders[:-1]], inside) + places[:-1]
    frame = lengths[0][1] if lengths else 1
    for place in np.flatnonzero(np.diff(offsets) < sizes[:-1]):
        time = at_time(int(place) * frame, scale)
        stream.complain(ORDER, f"the frame at {time} and the next lie in the same bytes")
    if count and offsets[-1] + sizes[-1] > len(data):
        stream.complain(ORDER, "its last frames are not in the file")
    pairs = zip(offsets.tolist(), sizes.tolist(), strict=True)
    keys = [hash(data[at : at + size]) for at, size in pairs]
    loud = sizes > np.median(sizes) / 2
    stream.samples = _edited(data, track, scale, length)
    find_doubles(keys, loud.tolist(), frame, 0, stream)


def _edited(data: Buffer, track: tuple[int, int], scale: int, length: int) -> int:
    """How many samples are left of a track by its edit list."""
    place = _inside(data, track, b"edts", b"elst")
    if place is None:
        return length
    wide, (count,) = data[place[0]] == 1, struct.unpack_from(">I", data, place[0] + 4)
    row = ">QqI" if wide else ">IiI"
    start = place[0] + 8
    rows = struct.iter_unpack(row, data[start : start + count * struct.calcsize(row)])
    return length - sum(max(0, int(begin)) for _, begin, _ in rows)
