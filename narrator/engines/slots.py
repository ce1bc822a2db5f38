"""How many texts a server gets at once, counted over all processes of this machine.

A slot is a lock on a small file; the system frees it when its process ends, however it ends.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

POLL_S = 0.02


@contextmanager
def slot(name: str, count: int) -> Iterator[None]:
    """Wait until one of ``count`` slots of that name is free, and hold it."""
    digest = hashlib.blake2b(name.encode(), digest_size=6).hexdigest()
    user = getattr(os, "getuid", lambda: 0)()
    folder = Path(tempfile.gettempdir()) / f"narrator-slots-{user}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        (folder / f"{digest}-0").open("a+b").close()
    except OSError:  # a folder that can't be written: better no limit than no speech
        yield
        return
    first = os.getpid()  # so that not all processes try the same one first
    while True:
        for number in range(count):
            file = (folder / f"{digest}-{(first + number) % count}").open("a+b")
            if _lock(file):
                try:
                    yield
                finally:
                    _unlock(file)
                    file.close()
                return
            file.close()
        time.sleep(POLL_S)


if os.name == "nt":
    import msvcrt

    def _lock(file: IO[bytes]) -> bool:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        file.seek(0)
        with suppress(OSError):
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined]

else:
    import fcntl

    def _lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_UN)
