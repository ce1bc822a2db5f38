"""What was measured of voices on this machine, kept for casting; once, when asked for."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrator.errors import LineError, WriteError
from narrator.voices import STANDARD_RATE, CatalogueVoice, Voice, write_owned

if TYPE_CHECKING:
    from narrator.engines import Engine

FORMAT = "narrator-measures/2"
FACTS = ("pitch_hz", "brightness_hz", "timbre_db", "spread_db", "rate")
WOMANS_PITCH_HZ = 160.0
"""From here on a voice of unknown gender is cast as a woman's."""


def measures_file(engine: str) -> Path:
    """Where the facts of an engine's voices are kept; ``NARRATOR_MEASURES`` moves the folder."""
    return _folder() / f"voices-{engine}.json"


def measures_files() -> list[Path]:
    """Those of every engine that was measured."""
    return sorted(_folder().glob("voices-*.json"))


def _folder() -> Path:
    import platformdirs

    folder = os.environ.get("NARRATOR_MEASURES")
    return Path(folder) if folder else platformdirs.user_data_path("narrator", appauthor=False)


def read_facts(engine: str) -> dict[str, dict[str, Any]]:
    """Voice -> facts; nothing where nothing was measured, or what was kept can't be read."""
    try:
        document = json.loads(measures_file(engine).read_text(encoding="utf-8"))
        if document["format"] != FORMAT:
            return {}
        voices = document["voices"].items()
        return {str(name): _checked(facts) for name, facts in voices}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _checked(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers and rows of numbers, as ``CatalogueVoice`` has them. Raises ValueError."""
    checked: dict[str, Any] = {}
    for name in FACTS:
        value = facts[name]
        rows = isinstance(value, list)
        checked[name] = tuple(float(each) for each in value) if rows else float(value)
        if rows != name.endswith("_db"):
            raise ValueError(name)
    return checked


def with_facts(voices: Sequence[CatalogueVoice]) -> list[CatalogueVoice]:
    """The same voices with what was measured of them; what an engine knows by itself stays."""
    kept: dict[str, dict[str, dict[str, Any]]] = {}
    found = []
    for voice in voices:
        if voice.engine not in kept:
            kept[voice.engine] = read_facts(voice.engine)
        facts = kept[voice.engine].get(voice.name)
        if facts is None or voice.pitch_hz:
            found.append(voice)
            continue
        high = facts["pitch_hz"] >= WOMANS_PITCH_HZ
        heard = ("female" if high else "male") if facts["pitch_hz"] else ""
        found.append(replace(voice, **facts, gender=voice.gender or heard))
    return found


def measure_voices(engine: Engine, voices: Iterable[CatalogueVoice]) -> dict[str, str]:
    """Let each voice speak a passage, and keep what is heard.

    Returns the voices of which nothing can be said, and why. Raises EngineError when the engine
    can't speak at all, WriteError when nothing can be kept.
    """
    import numpy as np

    from narrator.voices.measuring import PASSAGE, measure

    facts, failed = read_facts(engine.name), {}
    for voice in voices:
        engine.restart()
        try:
            clip = engine.synthesize(PASSAGE, Voice(engine.name, voice.name, STANDARD_RATE))
            heard = measure(clip.samples.astype(np.float64), clip.sample_rate, len(PASSAGE.split()))
        except (LineError, ValueError) as error:
            failed[voice.name] = str(error)
            continue
        facts[voice.name] = {name: heard[name] for name in FACTS}
    path = measures_file(engine.name)
    document = {"format": FORMAT, "engine": engine.name, "voices": dict(sorted(facts.items()))}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(f"{path}: can't be written: {error.strerror or error}") from error
    write_owned(path, json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    return failed
