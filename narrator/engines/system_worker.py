"""pyttsx3 in a process of its own: requests as lines of JSON on stdin, answers on stdout.

It is run by ``engines.system``, never imported by it: pyttsx3 prints on stdout, crashes with
threads, hangs on files it can't write, and swallows errors in its queue. Here each of those costs
one process, not the book.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import platform
import sys
import time
from pathlib import Path
from typing import Any

READ_BACK_S = 2.0
"""How long a property may take to be what it was set to."""
POLL_S = 0.002
TRIES = 3
HEADER_BYTES = 44
"""Of a WAV file; one no longer than this holds no sound."""


class Refused(Exception):
    """This request can't be done; the text says why."""


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # "Audio saved to …" and the like go where they do no harm
    _prepare_espeak()
    import pyttsx3

    try:
        engine = pyttsx3.init()
        engine.runAndWait()  # until its first run it queues properties instead of setting them
    except Exception as error:  # whatever a platform's driver raises
        _answer(answers, {"error": f"pyttsx3 finds no speech on this system ({error})"})
        return
    _answer(answers, {"ready": True, "driver": _driver_name()})
    for line in sys.stdin:
        request = json.loads(line)
        try:
            found = _voices(engine) if request["do"] == "voices" else _speak(engine, request)
            _answer(answers, found)
        except Refused as error:
            _answer(answers, {"refused": str(error)})


def _answer(stream: Any, answer: dict[str, Any]) -> None:
    stream.write(json.dumps(answer) + "\n")
    stream.flush()


def _driver_name() -> str:
    return {"Darwin": "nsss", "Windows": "sapi5"}.get(platform.system(), "espeak")


def _prepare_espeak() -> None:
    """Let pyttsx3's espeak driver find the wheel's library, when the system has none."""
    if platform.system() in ("Darwin", "Windows"):
        return
    data = os.environ.get("NARRATOR_ESPEAK_DATA")
    library = os.environ.get("NARRATOR_ESPEAK_LIBRARY")
    if data and library:
        os.environ["ESPEAK_DATA_PATH"] = data
        # Loaded under its own name first: the driver's dlopen then finds this one.
        with contextlib.suppress(OSError):
            ctypes.CDLL(library, mode=ctypes.RTLD_GLOBAL)


def _voices(engine: Any) -> dict[str, Any]:
    found = []
    for voice in engine.getProperty("voices") or []:
        languages = [
            each.decode("utf-8", "ignore").lstrip("\x05") if isinstance(each, bytes) else str(each)
            for each in voice.languages or []
        ]
        gender = str(voice.gender or "").lower().removeprefix("voicegender")
        found.append(
            {
                "id": voice.id,
                "name": str(voice.name),
                "language": languages[0].replace("_", "-") if languages else "",
                "gender": gender if gender in ("male", "female") else "",
            }
        )
    return {"voices": found}


def _speak(engine: Any, request: dict[str, Any]) -> dict[str, Any]:
    """One text into one file; answers when the file is whole."""
    _set(engine, "voice", request["voice"], _same_voice)
    _set(engine, "rate", request["rate"], lambda wanted, found: wanted == found)
    if request.get("pitch") is not None:
        _set(engine, "pitch", request["pitch"], lambda wanted, found: wanted == found)
    out = Path(request["out"])
    for _ in range(TRIES):
        _save(engine, request["text"], out)
        if out.stat().st_size > HEADER_BYTES:  # now and then a process's first file is empty
            break
    return {"done": True}


def _save(engine: Any, text: str, out: Path) -> None:
    finished: list[bool] = []
    token = engine.connect("finished-utterance", lambda name, completed: finished.append(completed))
    try:
        engine.save_to_file(text, str(out))  # one text a run: more, and one is kept
        engine.runAndWait()
        # For longer texts it comes back before the file is there. The parent's patience ends this.
        while not (finished and out.is_file() and out.stat().st_size):
            time.sleep(POLL_S)
    finally:
        engine.disconnect(token)


def _set(engine: Any, name: str, value: Any, same: Any) -> None:
    """Set a property until it reads back: one that is set while the driver is busy is lost."""
    until = time.monotonic() + READ_BACK_S
    while True:
        engine.setProperty(name, value)
        time.sleep(POLL_S)
        if same(value, engine.getProperty(name)):
            return
        if time.monotonic() > until:
            raise Refused(f"the system's speech does not take {name} {value!r}")


def _same_voice(wanted: str, found: str | None) -> bool:
    short = (found or "").lower()
    return short == wanted.lower() or short.endswith("/" + wanted.lower())


if __name__ == "__main__":
    main()
