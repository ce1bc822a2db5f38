"""Where a build's time goes, stage by stage: cold, after an edit, with a chapter more.

    python benchmarks/stages.py --texts FOLDER [--kilobytes 600]

FOLDER holds novels as plain text, as for ``speed.py``. The first table has the seconds that the
process which builds spends in each stage, waiting included, and how many shards were rendered; the
second what the rendering of an hour of sound costs in one process, in CPU seconds.
"""

from __future__ import annotations

import argparse
import importlib
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from speed import edited, join_novels

STAGES = {
    "reading": ["narrator.readers:read"],
    "splitting": ["narrator.segmenter:segment"],
    "ahead": ["narrator.ahead:render_ahead"],
    "attribution": ["narrator.attribution:attribute"],
    "casting": ["narrator.planning:cast_voices"],
    "words": ["narrator.planning:spoken_texts"],
    "loudness of voices": ["narrator.synthesizer:Workers.gains"],
    "shards": ["narrator.production:cut", "narrator.production:shard_keys"],
    "rendering": ["narrator.production:_render"],
    "sound files": ["narrator.writers.audiobook:_write_sound"],
    "sidecars": ["narrator.writers.audiobook:_write_sidecars"],
    "whole": ["narrator.pipeline:build_book"],
}
"""What is called in each; a stage inside another counts for itself alone."""
STEPS = {
    "speaking": ["narrator.renderer:speak"],
    "effects, level, peaks": ["narrator.audio:level", "narrator.audio:resample"],
    "encoding": ["narrator.encoders.mp3:Mp3Stream.add", "narrator.encoders.mp3:Mp3Stream.finish"],
    "cache": ["narrator.cache:Cache.put", "narrator.cache:Cache.get"],
    "rendering, all of it": ["narrator.renderer:render"],
}


class Stopwatch:
    """Seconds by name, of functions that it stands in for."""

    def __init__(self, names: Mapping[str, list[str]], clock: Callable[[], float]) -> None:
        self.clock = clock
        self.seconds: dict[str, float] = defaultdict(float)
        self._inside: list[float] = []
        for name, places in names.items():
            for place in places:
                self._stand_in(name, place)

    def _stand_in(self, name: str, place: str) -> None:
        module, _, path = place.partition(":")
        owner: Any = importlib.import_module(module)
        *outer, last = path.split(".")
        for each in outer:
            owner = getattr(owner, each)
        work = getattr(owner, last)

        def timed(*values: Any, **wishes: Any) -> Any:
            began = self.clock()
            self._inside.append(0.0)
            try:
                return work(*values, **wishes)
            finally:
                whole = self.clock() - began
                self.seconds[name] += whole - self._inside.pop()
                if self._inside:
                    self._inside[-1] += whole

        setattr(owner, last, timed)

    def lap(self) -> dict[str, float]:
        """What has passed since the last lap."""
        seconds, self.seconds = dict(self.seconds), defaultdict(float)
        return seconds


def build(book: Path, scratch: Path, **wishes: Any) -> Any:
    from narrator import pipeline
    from narrator.order import Order
    from narrator.voices import DEFAULT_FILE, load_voice_map

    order = Order(book, scratch / "audio", load_voice_map(DEFAULT_FILE), **wishes)
    return pipeline.build_book(order, cache_folder=scratch / "cache")


def by_stage(texts: Path, kilobytes: int, scratch: Path) -> None:
    text = join_novels(texts, kilobytes)
    chapter = "\n\nCHAPTER THE LAST\n\n" + join_novels(texts, 24, skip=len(text) + 400_000)
    watch = Stopwatch(STAGES, time.perf_counter)
    book = scratch / "book.txt"
    laps: list[dict[str, float]] = []
    rendered: list[str] = []
    for version in (text, edited(text), text + chapter):
        book.write_text(version, encoding="utf-8")
        report = build(book, scratch)
        laps.append(watch.lap())
        rendered.append(f"{report.shards - report.cached} of {report.shards}")
    print(f"| {kilobytes} kB, seconds | cold | one line edited | one chapter more |")
    print("|---|---|---|---|")
    for name in STAGES:
        shown = "all else" if name == "whole" else name
        print(f"| {shown} | {' | '.join(f'{lap.get(name, 0.0):.2f}' for lap in laps)} |")
    print(f"| together | {' | '.join(f'{sum(lap.values()):.2f}' for lap in laps)} |")
    print(f"| shards rendered | {' | '.join(rendered)} |\n")


def by_step(texts: Path, scratch: Path) -> None:
    """In this process, so that it can be watched."""
    from concurrent.futures import Future

    from narrator import synthesizer

    def here(pool: Any, work: Callable[..., Any], *values: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(work(*values))
        return done

    watch = Stopwatch(STEPS, time.process_time)
    pool = type("Pool", (), {"submit": here, "shutdown": lambda *_, **__: None, "_processes": {}})
    synthesizer.Workers._open = lambda workers: pool()  # type: ignore[method-assign,assignment]
    book = scratch / "short.txt"
    book.write_text(join_novels(texts, 60), encoding="utf-8")
    hours = build(book, scratch / "short").seconds / 3600
    print("| CPU seconds for an hour of sound | |\n|---|---|")
    for name, seconds in watch.lap().items():
        shown = "all else" if name.endswith("all of it") else name
        print(f"| {shown} | {seconds / hours:.2f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--kilobytes", type=int, default=600)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        by_stage(args.texts, args.kilobytes, Path(folder))
        by_step(args.texts, Path(folder))


if __name__ == "__main__":
    main()
