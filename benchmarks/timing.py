"""A command into what it took: the time, and the memory of its whole process tree."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """One timed command."""

    wall: float
    cpu: float
    seconds: float  # of audio
    peak_pss: float = 0.0  # MB, of the whole process tree

    @property
    def wall_per_hour(self) -> float:
        return self.wall / self.seconds * 3600

    @property
    def cpu_per_hour(self) -> float:
        return self.cpu / self.seconds * 3600


@contextlib.contextmanager
def pss_of(pid: int, every: float = 0.1) -> Iterator[list[float]]:
    """Collects the proportional memory in MB of a process and its descendants."""
    found: list[float] = [0.0]
    stop = threading.Event()

    def tree(root: int) -> list[int]:
        pids = [root]
        for task in Path(f"/proc/{root}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                for child in task.read_text().split():
                    pids += tree(int(child))
        return pids

    def watch() -> None:
        while not stop.wait(every):
            total = 0
            for each in tree(pid):
                with contextlib.suppress(OSError, AttributeError):
                    text = Path(f"/proc/{each}/smaps_rollup").read_text()
                    total += int(re.search(r"^Pss:\s+(\d+)", text, re.M)[1])  # type: ignore[index]
            found.append(total / 1024)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        stop.set()
        thread.join()


def timed(
    command: list[str] | str, environment: dict[str, str], *, memory: bool = False
) -> tuple[Run, str]:
    """Wall, CPU of the whole tree, memory if asked for; and what it printed.

    Python may keep what it compiles: an installed program finds that done.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        shell=isinstance(command, str),
        stdout=subprocess.PIPE,
        env=kept | environment,
        text=True,
    )
    assert process.stdout is not None
    with pss_of(process.pid) if memory else contextlib.nullcontext([0.0]) as pss:
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    if process.returncode:
        sys.exit(f"failed: {command}")
    return Run(wall, usage.ru_utime + usage.ru_stime, 1.0, max(pss)), printed
