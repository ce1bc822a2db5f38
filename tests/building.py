"""Building books in tests, without the command line where that is not what is tested."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from narrator.cache import Cache, default_folder
from narrator.order import Order, Plan, Report
from narrator.pipeline import make_plan
from narrator.production import build
from narrator.synthesizer import Workers
from narrator.voices import DEFAULT_FILE, VoiceMap, load_voice_map

ROOT = Path(__file__).parent.parent
FAKE_ENGINES = Path(__file__).parent / "cases" / "engines"


class Outcome:
    """What a command came to: its exit code, and what it said where."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def message(self) -> str:
        """The one line that says what is wrong."""
        lines = [
            line for line in self.err.splitlines() if line.startswith(("narrator: ", "Error: "))
        ]
        assert len(lines) == 1, self.err
        assert "Traceback" not in self.err
        return lines[0]


class InlinePool:
    """An executor that works at once, in this process."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self._processes: dict[int, Any] = {}

    def submit(self, work: Callable[..., Any], *values: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(work(*values))
        except Exception as error:
            future.set_exception(error)
        return future

    def shutdown(self, **_: Any) -> None:
        """It holds nothing."""


def plan_for(text: str, output: Path, *, voices: VoiceMap | None = None, **wishes: Any) -> Plan:
    """The plan for a text that came on standard input."""
    voices = voices or load_voice_map(DEFAULT_FILE)
    wishes = {"jobs": 1} | wishes
    return make_plan(Order("-", output, voices, data=text.encode(), **wishes))


def build_plan(plan: Plan) -> Report:
    """A plan carried out, in the cache that counts."""
    settings = plan.order.voice_map.engines
    with Workers(plan.order.jobs, Cache(default_folder()), settings) as workers:
        return build(plan, workers, lambda step: None)


def build_text(text: str, output: Path, **wishes: Any) -> Report:
    """A text built into a book, in the cache that counts."""
    return build_plan(plan_for(text, output, **wishes))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path in it, but for the manifest, which holds times."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".narrator.json"
    }


def differing(some: dict[str, bytes], others: dict[str, bytes]) -> list[str]:
    """The names of the files that are not the same byte for byte in both."""
    return [name for name in sorted({*some, *others}) if some.get(name) != others.get(name)]


def command_line(
    *args: str | Path,
    cwd: Path | None = None,
    stdin: bytes = b"",
    env: dict[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "narrator", *map(str, args)],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env=os.environ | (env or {}),
        timeout=120,
        check=False,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def paragraphs(count: int, *, seed: int = 0) -> list[str]:
    """So many different paragraphs of plain narration, the same each time."""
    import random

    pick = random.Random(seed)
    return [" ".join(_sentence(pick) for _ in range(pick.randint(2, 5))) for _ in range(count)]


_WHO: Sequence[str] = ("The baker", "A heron", "My aunt", "The ferry", "Nobody", "The old clock")
_DID: Sequence[str] = ("crossed", "painted", "forgot", "counted", "carried", "listened to")
_WHAT: Sequence[str] = ("the bridge", "eleven lanterns", "the rain", "a blue door", "every stair")
_HOW: Sequence[str] = ("before noon", "without a word", "twice", "in the fog", "for no reason")


def _sentence(pick: Any) -> str:
    return " ".join(pick.choice(words) for words in (_WHO, _DID, _WHAT, _HOW)) + "."
