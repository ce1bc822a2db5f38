"""The system's own voices through pyttsx3 (SAPI5, macOS, espeak), in a guarded process."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from narrator.audio import Clip
from narrator.engines.espeak import clean, find_library, pitch_parameter, short_data
from narrator.errors import EngineError, LineError
from narrator.sound_files import SoundFileError, read_sound
from narrator.voices import CatalogueVoice, Voice

START_S = 30.0
"""Seconds that the worker may take to start and to list its voices."""
SPEAK_S, SPEAK_S_A_CHARACTER = 20.0, 0.25
"""How long a text may take; an engine that speaks slower than it would aloud hangs."""
SAMPLE_RATE = 22_050
"""Hz, as pyttsx3's espeak driver and SAPI5 write; other rates are resampled."""


def open_engine() -> System:
    """Raises EngineError when pyttsx3 finds nothing that speaks."""
    return System()


class System:
    """pyttsx3, asked through a pipe. A worker that dies or hangs is replaced."""

    name = "system"
    sample_rate = SAMPLE_RATE
    max_chars = 2000
    deterministic = False  # whether it is, hangs on the system's engine; its clips are kept
    needs_network = False

    def __init__(self, command: Sequence[str] = ()) -> None:
        self._command = list(command) or [sys.executable, "-m", "narrator.engines.system_worker"]
        self._process: subprocess.Popen[str] | None = None
        self._answers: queue.Queue[str | None] = queue.Queue()
        self._folder = tempfile.TemporaryDirectory(prefix="nv-")
        self._kept: list[Any] = []
        self._driver = ""
        self._start()
        self._voices = self._ask({"do": "voices"}, START_S)["voices"]
        if not self._voices:
            self.close()
            raise EngineError("the system has no voices; install one, or use --engine espeak")

    def fingerprint(self) -> str:
        from importlib.metadata import version

        return f"pyttsx3 {version('pyttsx3')} {self._driver} {platform.platform()}"

    def voices(self) -> Sequence[CatalogueVoice]:
        return [
            CatalogueVoice(
                engine=self.name,
                name=each["id"],
                language=each["language"],
                gender=each["gender"] if self._driver != "espeak" else "",
            )
            for each in sorted(self._voices, key=lambda each: _order(each["id"]))
        ]

    def knows(self, voice_name: str) -> bool:
        """pyttsx3 says nothing of an unknown voice and goes on with the last one."""
        wanted = voice_name.lower()
        if self._driver == "espeak" and "+" in wanted:
            try:
                _, data = find_library()
            except EngineError:
                data = None
            variant = voice_name.partition("+")[2]
            if data and not (data / "voices" / "!v" / variant).is_file():
                return False
            wanted = wanted.partition("+")[0]
        ids = [each["id"].lower() for each in self._voices]
        return any(each == wanted or each.endswith("/" + wanted) for each in ids)

    def restart(self) -> None:
        """What it keeps from one text to the next is the system's affair."""

    def synthesize(self, text: str, voice: Voice) -> Clip:
        if not self.knows(voice.name):
            raise EngineError(f"unknown voice 'system:{voice.name}'; `narrator voices` lists them")
        out = Path(self._folder.name) / "clip.wav"
        out.unlink(missing_ok=True)
        request = {
            "do": "speak",
            "text": clean(text),
            "voice": voice.name,
            "rate": voice.rate,
            "pitch": pitch_parameter(voice.pitch) if self._driver == "espeak" else None,
            "out": str(out),
        }
        self._ask(request, SPEAK_S + SPEAK_S_A_CHARACTER * len(text))
        try:
            return read_sound(out)
        except (SoundFileError, OSError) as error:
            raise LineError(f"the system's speech gave no usable sound: {error}") from error

    def close(self) -> None:
        self._kill()
        for each in [*self._kept, self._folder]:
            each.cleanup()
        self._kept.clear()

    # ------------------------------------------------------------ the worker

    def _start(self) -> None:
        environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
        if platform.system() not in ("Darwin", "Windows"):
            environment |= self._espeak_environment()
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env=environment,
        )
        self._answers = queue.Queue()
        reader = threading.Thread(
            target=_read_lines, args=(self._process, self._answers), daemon=True
        )
        reader.start()
        answer = self._next(START_S)
        if answer is None or "ready" not in answer:
            self._kill()
            problem = (answer or {}).get("error", "pyttsx3's process does not start")
            raise EngineError(f"{problem}; use --engine espeak")
        self._driver = answer["driver"]

    def _espeak_environment(self) -> dict[str, str]:
        """Where the driver finds espeak-ng when only the wheel has it."""
        try:
            library, data = find_library()
        except EngineError:
            return {}
        if data is None:
            return {}
        folder, data = short_data(data)
        if folder:
            self._kept.append(folder)
        named = library.with_name(library.name + ".1")  # the name that the driver asks for
        return {
            "NARRATOR_ESPEAK_LIBRARY": str(named if named.is_file() else library),
            "NARRATOR_ESPEAK_DATA": str(data.parent),
        }

    def _ask(self, request: dict[str, Any], patience_s: float) -> dict[str, Any]:
        """Raises LineError when there is no answer in time, or a refusal."""
        if self._process is None or self._process.poll() is not None:
            self._kill()
            self._start()
        assert self._process is not None
        assert self._process.stdin is not None
        answer = None
        with contextlib.suppress(OSError):
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            answer = self._next(patience_s)
        if answer is None:
            self._kill()
            raise LineError(f"the system's speech gave no answer within {patience_s:.0f} s")
        if "refused" in answer:
            raise LineError(answer["refused"])
        return answer

    def _next(self, patience_s: float) -> dict[str, Any] | None:
        try:
            line = self._answers.get(timeout=patience_s)
        except queue.Empty:
            return None
        found: dict[str, Any] | None = json.loads(line) if line else None
        return found

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()


def _read_lines(process: subprocess.Popen[str], answers: queue.Queue[str | None]) -> None:
    assert process.stdout is not None
    with contextlib.suppress(ValueError, OSError):
        for line in process.stdout:
            answers.put(line)
    answers.put(None)


def _order(name: str) -> tuple[bool, str]:
    """English first, since an unknown language is mostly that; then by name."""
    return not ("en-us" in name.lower() or "en_us" in name.lower()), name
