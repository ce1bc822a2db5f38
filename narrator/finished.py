"""Orders that led to a finished book are remembered, so that asking again costs nothing.

An order's key covers the manuscript's bytes, the voice map, every option and the program itself.
Remembered is what was written; the folder's manifest then says whether it is all still there.
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path

from narrator.cache import Cache, make_key
from narrator.order import Order, Report, Summary
from narrator.readers import ReadOptions
from narrator.voices import VoiceMap
from narrator.voices.measured import measures_files
from narrator.writers.folder import STEMS, is_whole, manifest_digest

LONG = 30_000
"""Bytes of a manuscript that takes longer to read than a process to start."""
HUGE = 1_000_000
"""Bytes of a manuscript that takes much memory to read: more than two novels."""


def script_key(
    source: Path | str, data: bytes | None, voice_map: VoiceMap, reading: ReadOptions
) -> str:
    """A key of all that a manuscript's script depends on; "" when it can't be read."""
    try:
        text = data if data is not None else Path(source).read_bytes()
    except OSError:
        return ""
    digest = _digest(text)
    told = [repr(reading), repr(voice_map.people), repr(sorted(voice_map.corrections.items()))]
    told += [repr(voice_map.opinion), repr(voice_map.unknown_below)]
    told.append(repr(sorted(voice_map.anchors.items(), key=repr)))
    return make_key("script", digest, Path(source).name, told, program())


def order_key(order: Order) -> str:
    """A key of all that an order's result depends on; "" when the manuscript can't be read."""
    sounds = [order.voice_map.sounds.scene, order.voice_map.sounds.chapter]
    if not all(Path(path).is_file() for path in (order.cover, *sounds) if path):
        return ""  # a pipe can be read but once, and some devices have no end
    try:
        data = order.data if order.data is not None else Path(order.source).read_bytes()
        cover = order.cover.read_bytes() if order.cover else b""
        music = [_file_digest(Path(path)) for path in sounds if path]
    except OSError:
        return ""
    asked = replace(order, data=None, jobs=0, source="", output=Path())
    return make_key(
        "order",
        _digest(data),
        _digest(cover),
        music,
        [_file_digest(path) for path in measures_files()],
        Path(order.source).name,
        str(order.output.absolute()),
        repr(asked),
        program(),
    )


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=20).hexdigest()


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()[:40]


def is_long(order: Order) -> bool:
    """Whether reading the manuscript takes long enough to do something else meanwhile."""
    return _size(order) > LONG


def is_huge(order: Order) -> bool:
    """Whether reading the manuscript takes so much memory that it is better done elsewhere."""
    return _size(order) > HUGE


def _size(order: Order) -> int:
    """Bytes of the manuscript; 0 when it can't be read."""
    if order.data is not None:
        return len(order.data)
    try:
        return Path(order.source).stat().st_size
    except OSError:
        return 0


def remember(cache: Cache, key: str, report: Report) -> None:
    """Note that an order was carried out."""
    files = [path.absolute() for path in report.files]
    record = {
        "summary": asdict(report.summary),
        "folder": str(report.folder.absolute()),
        "files": [str(path) for path in files],
        "seconds": report.seconds,
        "shards": report.shards,
        "manifests": {
            str(folder): manifest_digest(folder)
            for folder in dict.fromkeys(path.parent for path in files)
        },
    }
    cache.put("order", key, json.dumps(record, ensure_ascii=False).encode())


def recall(cache: Cache, key: str, order: Order) -> Report | None:
    """The report of an earlier build of this very order, if all it wrote is still as it was."""
    kept = cache.get("order", key) if key and not order.force else None
    if kept is None:
        return None
    record = json.loads(kept)
    for name, digest in record["manifests"].items():
        if manifest_digest(Path(name)) != digest or not is_whole(Path(name)):
            return None
    first = Path(next(iter(record["manifests"])))
    stems = first / STEMS
    if not is_whole(stems) if order.stems else manifest_digest(stems):
        return None  # they are asked for and not there, or the other way round
    output = order.output.absolute()
    try:  # the paths as the user named them
        folder = order.output / Path(record["folder"]).relative_to(output)
        files = tuple(order.output / Path(name).relative_to(output) for name in record["files"])
    except ValueError:
        return None
    shards = record["shards"]
    summary = Summary(**record["summary"])
    return Report(summary, folder, files, record["seconds"], shards, cached=shards)


@cache
def program() -> str:
    """What would change if the program did: its files, and the versions of what is installed."""
    home = Path(__file__).parent
    files = sorted(path for path in home.rglob("*") if path.suffix not in (".pyc", ""))
    facts = [[str(path.relative_to(home)), *path.stat()[6:9:2]] for path in files]
    installed = {
        entry.name
        for place in sys.path
        if Path(place).is_dir()
        for entry in Path(place).glob("*.dist-info")
    }
    return make_key(sys.version, sorted(installed), facts)
