"""Processes beside this one: they start clean, leave Ctrl-C to it, and go when it goes.

Spawned, not forked: the same on every system, and no thread or lock is inherited.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any


class Worker(SpawnProcess):
    """A process that this one ends, when it ends itself, and doesn't wait for.

    An interrupt may come when a worker has begun and its pool doesn't know of it yet. Nobody would
    ever give it work, or tell it that there is none.
    """

    def __init__(self, *args: Any, **wishes: Any) -> None:
        super().__init__(*args, **wishes, daemon=True)


class Spawning(SpawnContext):
    """Processes are spawned, and are workers."""

    Process = Worker


def open_pool(
    jobs: int, first: Callable[..., None] | None = None, *values: Any
) -> ProcessPoolExecutor:
    """A pool of so many processes, each of which begins with ``first(*values)``."""
    return ProcessPoolExecutor(
        jobs,
        mp_context=Spawning(),
        initializer=_begin,
        initargs=(first, values),
    )


def close_pool(pool: ProcessPoolExecutor, *, at_once: bool = False) -> None:
    """Let a pool's processes end, after what they are doing, or in the middle of it."""
    if at_once:
        for process in list((pool._processes or {}).values()):
            process.terminate()
    pool.shutdown(wait=True, cancel_futures=True)


def run_apart(work: Callable[..., Any], *values: Any) -> Any:
    """What ``work(*values)`` returns in a process of its own: the memory it takes goes with it.

    Raises what it raises, BrokenProcessPool when the process dies.
    """
    pool = open_pool(1)
    done = False
    try:
        result = pool.submit(work, *values).result()
        done = True
    finally:
        close_pool(pool, at_once=not done)
    return result


@contextmanager
def without_collecting() -> Iterator[None]:
    """Look for no garbage: work that makes many lasting values and few cycles is a tenth faster."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def with_lasting_values() -> Iterator[None]:
    """Look for garbage among what is new only: what is there by now will stay."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def give_back_memory() -> None:
    """Return what this process has freed to the system, where the C library can (glibc)."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)


def _begin(first: Callable[..., None] | None, values: tuple[Any, ...]) -> None:
    """A process's first act. Ctrl-C is for the parent, which then stops the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    if first is not None:
        first(*values)


def _leave_with_parent() -> None:
    """A parent that was killed stops nobody: whoever is left behind goes by himself."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
