"""Kokoro's voices through kokoro-onnx: text into phonemes, phonemes and a style into sound."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from narrator.audio import Clip
from narrator.engines.espeak import find_library, short_data
from narrator.engines.pace import raise_pitch, speed
from narrator.errors import EngineError, LineError, NotSetUpError
from narrator.voices import CatalogueVoice, EngineSettings, Voice, near

MODEL, VOICES_FILE = "kokoro-v1.0.onnx", "voices-v1.0.bin"
SLOWEST, FASTEST = 0.5, 2.0  # what kokoro-onnx takes
SAMPLE_RATE = 24_000
LANGUAGES = {
    "a": ("en-US", "en-us"), "b": ("en-GB", "en-gb"), "e": ("es", "es"), "f": ("fr", "fr-fr"),
    "h": ("hi", "hi"), "i": ("it", "it"), "j": ("ja", "ja"), "p": ("pt-BR", "pt-br"),
    "z": ("zh", "cmn"),
}  # fmt: skip
"""A voice's first letter: its BCP 47 tag, and espeak-ng's name, which makes the phonemes."""
BEST_FIRST = ("af_heart", "af_bella", "bf_emma", "am_michael", "am_fenrir", "am_puck", "bm_george")
"""The clearest voices, for the narrator and the main characters."""


def voice_facts(name: str) -> tuple[str, str]:
    """A voice's language and gender by Kokoro's way of naming; "" where it isn't such a name.

    >>> voice_facts("bf_emma"), voice_facts("alloy")
    (('en-GB', 'female'), ('', ''))
    """
    match = re.match(r"([a-z])([fm])_[a-z]", name)
    if not match or match[1] not in LANGUAGES:
        return "", ""
    return LANGUAGES[match[1]][0], "female" if match[2] == "f" else "male"


def open_engine(settings: EngineSettings | None = None) -> Kokoro:
    """The model, loaded. Raises NotSetUpError without its files, EngineError without library."""
    settings = settings or EngineSettings()
    folder = models_folder()
    model = Path(settings.model or folder / MODEL)
    voices = Path(settings.voices_file or folder / VOICES_FILE)
    asked = bool(settings.model or settings.voices_file)
    for file in (model, voices):
        if not file.is_file():
            error = EngineError if asked else NotSetUpError
            raise error(
                f"kokoro's file {file} is not there; fetch it from kokoro-onnx's releases, and "
                "say where it is: `engines: {kokoro: {model: …, voices_file: …}}`"
            )
    return Kokoro(model, voices)


def models_folder() -> Path:
    """Where models lie when nobody says otherwise."""
    import platformdirs

    return Path(platformdirs.user_data_dir("narrator", appauthor=False)) / "models"


LICENCE = "Apache-2.0"
"""Of the model and the voices that its makers give with it."""


class Kokoro:
    """One model and its voices; blends are written ``af_bella+af_sky`` or ``af_bella*2+af_sky``."""

    name = "kokoro"
    sample_rate = SAMPLE_RATE
    max_chars = 400
    deterministic = False  # sums in another order on another processor; its clips are kept
    needs_network = False

    def __init__(self, model: Path, voices: Path) -> None:
        try:
            import kokoro_onnx
        except ImportError as error:
            raise EngineError(
                f'kokoro needs its library: `pip install "narrator[kokoro]"` ({error})'
            ) from error
        self._folder = tempfile.TemporaryDirectory(prefix="nv-", ignore_cleanup_errors=True)
        self._short: tempfile.TemporaryDirectory[str] | None = None
        try:
            config = self._own_espeak(kokoro_onnx)
            self._model = kokoro_onnx.Kokoro(str(model), str(voices), espeak_config=config)
            self._names = sorted(self._model.get_voices(), key=_best_first)
        except Exception as error:  # whatever onnxruntime and numpy say of a damaged file
            problem = " ".join(str(error).split())[:200]
            raise EngineError(f"kokoro's model can't be loaded: {problem}") from error
        self._facts = [
            [file.name, file.stat().st_size, int(file.stat().st_mtime)] for file in (model, voices)
        ]
        if not self._names:
            raise EngineError(f"{voices} holds no voices")

    def _own_espeak(self, library: Any) -> Any:
        """A copy of espeak-ng for the phonemes.

        It is never unloaded, and the engine espeak has to unload its own to start afresh.
        """
        try:
            path, data = find_library()
        except EngineError:
            return None
        if data is None:
            return None
        copy = shutil.copy(path, Path(self._folder.name) / path.name)
        self._short, data = short_data(data)
        return library.EspeakConfig(lib_path=str(copy), data_path=str(data))

    def fingerprint(self) -> str:
        from importlib.metadata import version

        libraries = [version("kokoro-onnx"), version("onnxruntime")]
        return f"kokoro 1 {libraries} {self._facts}"

    def voices(self) -> Sequence[CatalogueVoice]:
        return [
            CatalogueVoice(
                self.name,
                name,
                language=voice_facts(name)[0],
                gender=voice_facts(name)[1],
                licence=LICENCE,
            )
            for name in self._names
        ]

    def knows(self, voice_name: str) -> bool:
        try:
            parts = read_blend(voice_name)
        except ValueError:
            return False
        return all(name in self._names for name, _ in parts)

    def restart(self) -> None:
        """It keeps nothing from one text to the next."""

    def synthesize(self, text: str, voice: Voice) -> Clip:
        if not self.knows(voice.name):
            hint = near(voice.name, self._names)
            raise EngineError(f"unknown voice 'kokoro:{voice.name}'{hint}")
        language = LANGUAGES.get(voice.name[0], LANGUAGES["a"])[1]
        try:
            samples, rate = self._model.create(
                text,
                voice=self._style(voice.name),
                speed=speed(voice, SLOWEST, FASTEST),
                lang=language,
                trim=False,
            )
        except Exception as error:  # phonemizer's and onnxruntime's many kinds
            problem = " ".join(str(error).split())[:200]
            raise LineError(f"kokoro can't say {text[:40]!r}: {problem}") from error
        if rate != SAMPLE_RATE:
            raise EngineError(f"kokoro speaks at {rate} Hz, not at {SAMPLE_RATE}")
        found = np.clip(np.asarray(samples, dtype=np.float32).ravel(), -1, 1)
        return raise_pitch(Clip(found, SAMPLE_RATE), voice.pitch)

    def _style(self, name: str) -> Any:
        parts = read_blend(name)
        total = sum(weight for _, weight in parts)
        return sum(self._model.get_voice_style(each) * (weight / total) for each, weight in parts)

    def close(self) -> None:
        """The model goes with the engine."""
        for each in (self._folder, self._short):
            if each:
                each.cleanup()


def read_blend(name: str) -> list[tuple[str, float]]:
    """Voices and their weights. Raises ValueError for what is no blend.

    >>> read_blend("af_bella*2+af_sky")
    [('af_bella', 2.0), ('af_sky', 1.0)]
    """
    parts = []
    for part in name.split("+"):
        match = re.fullmatch(r"(\w+)(?:\*(\d{1,3}(?:\.\d{1,3})?))?", part.strip())
        if not match or float(match[2] or 1) == 0:
            raise ValueError(f"{part!r} is no voice")
        parts.append((match[1], float(match[2] or 1)))
    return parts


def _best_first(name: str) -> tuple[int, str]:
    return (BEST_FIRST.index(name) if name in BEST_FIRST else len(BEST_FIRST), name)
