"""Shards into rendered shards, in parallel, each once.

The workers are processes that run ``renderer``; the parent hands out shards and gets small answers
back, never sound.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any

from narrator.cache import Cache
from narrator.encoders import Encoding
from narrator.engines import Settings
from narrator.errors import EngineError, LineError, WriteError
from narrator.processes import close_pool, open_pool
from narrator.renderer import (
    Failure,
    Rendered,
    gain_key,
    measure_gain,
    settle,
    unpack,
    work,
)
from narrator.shards import Shard
from narrator.speech import TRIES
from narrator.voices import Voice


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one shard: rendered, or the lines of it that failed."""

    index: int
    rendered: Rendered | None
    failures: tuple[Failure, ...] = ()
    was_cached: bool = False


class Workers:
    """The worker processes, and what is asked of them. Use it as a context manager."""

    def __init__(self, jobs: int, cache: Cache, settings: Settings | None = None) -> None:
        self.jobs, self.cache, self.settings = jobs, cache, dict(settings or {})
        self._pool: ProcessPoolExecutor | None = None
        self._ahead: dict[str, Future[Rendered | list[Failure]]] = {}
        """By key, what was begun before it was asked for."""
        self._leaving: list[threading.Thread] = []
        """Each waits for processes that were let go."""

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *error: object) -> None:
        self._stop(at_once=error[0] is not None)

    def _open(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = open_pool(self.jobs, settle, self.settings)
        return self._pool

    def _submit(self, work: Callable[..., Any], *values: Any) -> Future[Any]:
        try:
            return self._open().submit(work, *values)
        except BrokenProcessPool:  # a worker died of what nobody has asked for yet
            self._stop()
            return self._open().submit(work, *values)

    def start(self) -> None:
        """Let a worker get ready while this process does other work; more come as they are needed,
        and don't stand in its way before."""
        self._submit(_get_ready)

    def rest(self) -> None:
        """Nothing more will be asked of them, most likely: let them go, and their memory, while
        this process does other work. Who is asked after all comes back."""
        pool, self._pool = self._pool, None
        self._ahead.clear()
        if pool is not None:
            leaving = threading.Thread(target=close_pool, args=[pool])
            leaving.start()
            self._leaving.append(leaving)

    def _stop(self, *, at_once: bool = False) -> None:
        while self._leaving:
            self._leaving.pop().join()
        pool, self._pool = self._pool, None
        self._ahead = {key: each for key, each in self._ahead.items() if _is_done(each)}
        if pool is not None:
            close_pool(pool, at_once=at_once)

    def gains(self, voices: Sequence[Voice], fingerprints: Mapping[str, str]) -> dict[Voice, float]:
        """Each voice's calibrated gain in dB, measured once and kept."""
        gains: dict[Voice, float] = {}
        missing: dict[Future[float], tuple[Voice, str]] = {}
        for voice in voices:
            key = gain_key(fingerprints[voice.engine], voice)
            kept = self.cache.get("loudness", key)
            if kept is not None:
                gains[voice] = float(kept)
            else:
                missing[self._submit(measure_gain, voice)] = (voice, key)
        for future, (voice, key) in missing.items():
            gains[voice] = self._gain(voice, future)
            self.cache.put("loudness", key, repr(gains[voice]).encode())
        return gains

    def _gain(self, voice: Voice, future: Future[float]) -> float:
        """What a measurement gave; it is tried again when its worker died."""
        problem = "the engine crashed"
        for _ in range(TRIES):
            try:
                return future.result()
            except LineError as error:
                problem = str(error)
                break
            except BrokenProcessPool:
                self._stop()
                future = self._submit(measure_gain, voice)
        raise EngineError(f"the voice {voice.engine}:{voice.name} gives no speech: {problem}")

    def render_ahead(
        self, shards: Sequence[Shard], keys: Sequence[str], encoding: Encoding
    ) -> list[Shard]:
        """Begin with shards that will probably be asked for; returns those that weren't there.

        None is ever called off: Python's pools fall over, up to 3.11, when a worker dies while a
        cancelled future waits in them.
        """
        begun = []
        for shard, key in zip(shards, keys, strict=True):
            if key not in self._ahead and not self.cache.has("cues", key):
                self._ahead[key] = self._submit(work, shard, key, encoding, self.cache.folder)
                begun.append(shard)
        return begun

    def render_all(
        self,
        shards: Sequence[Shard],
        keys: Sequence[str],
        encoding: Encoding,
        *,
        force: bool = False,
    ) -> Iterator[Result]:
        """What became of each shard, as it is done; at most a few wait at a time."""
        todo, there = self._sort(keys, force=force)
        for index in todo[: self._most()]:  # so that nobody waits while what is there is read
            if keys[index] not in self._ahead:
                self._ahead[keys[index]] = self._submit(
                    work, shards[index], keys[index], encoding, self.cache.folder
                )
        for index in there:
            kept = self.cache.get("cues", keys[index])
            if kept is None:  # it is damaged
                todo.append(index)
            else:
                yield Result(index, unpack(keys[index], kept), was_cached=True)
        yield from self._render_missing(shards, keys, encoding, sorted(todo))

    def _sort(self, keys: Sequence[str], *, force: bool) -> tuple[list[int], list[int]]:
        """Which shards have to be rendered, and which are there."""
        todo: list[int] = []
        there: list[int] = []
        for index, key in enumerate(keys):
            is_new = force or key in self._ahead
            known = not is_new and self.cache.has("cues", key) and self.cache.has("shard", key)
            (there if known else todo).append(index)
        return todo, there

    def frames(self, shard: Shard, rendered: Rendered, encoding: Encoding) -> bytes:
        """A rendered shard's encoded sound; made again if the cache has lost or damaged it."""
        for _ in range(TRIES):  # somebody may be making room there just now
            frames = self.cache.get("shard", rendered.key)
            if frames is not None:
                return frames
            (result,) = self._render_missing([shard], [rendered.key], encoding, [0])
            if result.rendered != rendered:
                break
        raise WriteError(
            f"{self.cache.folder}: the cache was changed during the build; run it again"
        )

    def _render_missing(
        self, shards: Sequence[Shard], keys: Sequence[str], encoding: Encoding, todo: list[int]
    ) -> Iterator[Result]:
        waiting = list(reversed(todo))
        running: dict[Future[Rendered | list[Failure]], int] = {}
        deaths: dict[int, int] = {}
        while waiting or running:
            try:
                while waiting and len(running) < self._room(waiting[-1], running, deaths):
                    index = waiting[-1]
                    future = self._ahead.pop(keys[index], None) or self._open().submit(
                        work, shards[index], keys[index], encoding, self.cache.folder
                    )
                    running[future] = waiting.pop()
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    outcome = future.result()
                    index = running.pop(future)
                    if isinstance(outcome, Rendered):
                        yield Result(index, outcome)
                    else:
                        yield Result(index, None, tuple(outcome))
            except BrokenProcessPool:
                # A worker died. What ran is tried again, each alone, so that the guilty one shows.
                self._stop()
                for index in sorted(running.values(), reverse=True):
                    deaths[index] = deaths.get(index, 0) + 1
                    if deaths[index] < TRIES:
                        waiting.append(index)
                    else:
                        yield Result(index, None, _all_failed(shards[index], "the engine crashed"))
                running.clear()

    def _room(
        self, index: int, running: Mapping[Future[Any], int], deaths: Mapping[int, int]
    ) -> int:
        """How many shards may be under way: a few for each worker, or one under suspicion."""
        suspect = index in deaths or any(each in deaths for each in running.values())
        return 1 if suspect else self._most()

    def _most(self) -> int:
        """How many shards are under way at most."""
        return 3 * self.jobs


def _is_done(future: Future[Any]) -> bool:
    """Whether it has a result."""
    return future.done() and not future.cancelled() and future.exception() is None


def _all_failed(shard: Shard, problem: str) -> tuple[Failure, ...]:
    return tuple(Failure(each.line, problem) for each in shard.utterances)


def _get_ready() -> None:
    """By the time a worker runs this, it has loaded all that this module needs."""
