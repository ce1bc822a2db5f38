"""Piper's voices through piper-tts: one model file a voice, or one with many speakers."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from narrator.audio import Clip, resample
from narrator.engines.kokoro import models_folder
from narrator.engines.listed import Listed
from narrator.engines.pace import raise_pitch, speed
from narrator.errors import EngineError, LineError, NotSetUpError
from narrator.voices import CatalogueVoice, EngineSettings, Voice, near

SLOWEST, FASTEST = 0.4, 3.0
SAMPLE_RATE = 22_050
"""Hz, of most models; the others are resampled."""
SUFFIX, FACTS_SUFFIX = ".onnx", ".onnx.json"
CARD_CHARACTERS = 20_000  # of a model's card are read
LOADED = 4
"""Models that a worker keeps in memory, some 60 MB each."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model's file, and what stands beside it."""

    path: Path
    language: str
    speakers: dict[str, int]
    """Names and numbers; empty when there is one only."""
    length_scale: float
    licence: str = ""


def open_engine(settings: EngineSettings | None = None) -> Piper:
    """The models that are there. Raises NotSetUpError without any, EngineError without piper."""
    settings = settings or EngineSettings()
    folder = models_folder()
    places = [Path(each) for each in settings.models] or [folder]
    if settings.download:
        wanted = [voice.name.partition("#")[0] for voice in settings.voices]
        _download([name for name in wanted if name not in _find_models(places)], places)
    models = _find_models(places)
    if not models:
        error = EngineError if settings.models else NotSetUpError
        raise error(
            f"piper has no voices in {', '.join(map(str, places))[:300]}; fetch one with "
            "`python -m piper.download_voices en_US-lessac-medium`, and say where it is: "
            "`engines: {piper: {models: [folder]}}`"
        )
    return Piper(models, settings.voices)


def _find_models(places: Sequence[Path]) -> dict[str, Path]:
    """Models by name: a file's, without its suffix."""
    files: list[Path] = []
    for place in places:
        files += [place] if place.suffix == SUFFIX else sorted(place.rglob(f"*{SUFFIX}"))
    found: dict[str, Path] = {}
    for file in files:
        if file.is_file() and file.with_name(file.name + ".json").is_file():
            found.setdefault(file.name.removesuffix(SUFFIX), file)
        elif file in places:
            missing = file if not file.is_file() else file.with_name(file.name + ".json")
            raise EngineError(f"piper's file {missing} is not there")
    return found


def _download(names: Sequence[str], places: Sequence[Path]) -> None:
    """Let piper fetch voices into the first folder. Raises EngineError."""
    if not names:
        return
    folder = next((place for place in places if place.suffix != SUFFIX), models_folder())
    try:
        from piper.download_voices import download_voice
    except ImportError as error:
        raise _no_library(error) from error
    for name in dict.fromkeys(names):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            download_voice(name, folder)
        except Exception as error:  # whatever the network and piper say
            problem = " ".join(str(error).split())[:200]
            raise EngineError(f"piper can't fetch the voice {name!r}: {problem}") from error


def _no_library(error: ImportError) -> EngineError:
    return EngineError(f'piper needs its library: `pip install "narrator[piper]"` ({error})')


class Piper(Listed):
    """Some models. A speaker of a model with several is written ``model#speaker``."""

    name = "piper"
    sample_rate = SAMPLE_RATE
    max_chars = 1000
    deterministic = False  # it draws noise; its clips are kept
    needs_network = False

    def __init__(self, models: dict[str, Path], chosen: Sequence[CatalogueVoice] = ()) -> None:
        try:
            import piper
        except ImportError as error:
            raise _no_library(error) from error
        self._piper: Any = piper
        self._models = {name: _read_facts(path) for name, path in models.items()}
        self._loaded: dict[str, Any] = {}
        self._voices = self._catalogue()
        if chosen:
            facts = {voice.name: voice for voice in self._voices}
            for voice in chosen:
                if voice.name not in facts:
                    raise EngineError(
                        f"piper has no voice {voice.name!r}{near(voice.name, facts)}; "
                        "`download: yes` lets piper fetch it"
                    )
            self._voices = [_told(facts[voice.name], voice) for voice in chosen]
        self._names = frozenset(voice.name for voice in self._catalogue())

    def fingerprint(self) -> str:
        from importlib.metadata import version

        files = [
            [model.path.name, model.path.stat().st_size, int(model.path.stat().st_mtime)]
            for model in self._models.values()
        ]
        return f"piper 1 {version('piper-tts')} {version('onnxruntime')} {files}"

    def synthesize(self, text: str, voice: Voice) -> Clip:
        self._check(voice)
        name, _, speaker = voice.name.partition("#")
        model, loaded = self._models[name], self._load(name)
        asked = self._piper.SynthesisConfig(
            speaker_id=model.speakers[speaker] if speaker else None,
            length_scale=model.length_scale / speed(voice, SLOWEST, FASTEST),
            normalize_audio=False,  # sentence by sentence: a murmur would be as loud as a shout
        )
        words = text.replace("[[", "[ [")  # between double brackets it expects phonemes
        try:
            parts = [
                Clip(np.asarray(part.audio_float_array, dtype=np.float32), part.sample_rate)
                for part in loaded.synthesize(words, asked)
            ]
        except Exception as error:  # onnxruntime's many kinds
            problem = " ".join(str(error).split())[:200]
            raise LineError(f"piper can't say {text[:40]!r}: {problem}") from error
        if not parts:
            raise LineError(f"piper finds nothing to say in {text[:40]!r}")
        samples = np.clip(np.concatenate([part.samples for part in parts]), -1, 1)
        clip = resample(Clip(samples, parts[0].sample_rate), self.sample_rate)
        return raise_pitch(clip, voice.pitch)

    def close(self) -> None:
        self._loaded.clear()

    def _load(self, name: str) -> Any:
        """The model, in memory; of many, those used last."""
        loaded = self._loaded.pop(name, None)
        if loaded is None:
            try:
                loaded = self._piper.PiperVoice.load(self._models[name].path)
            except Exception as error:  # whatever onnxruntime says of a damaged file
                problem = " ".join(str(error).split())[:200]
                raise EngineError(
                    f"piper can't load {self._models[name].path}: {problem}"
                ) from error
        self._loaded[name] = loaded
        while len(self._loaded) > LOADED:
            del self._loaded[next(iter(self._loaded))]
        return loaded

    def _catalogue(self) -> list[CatalogueVoice]:
        """Every model, or each speaker of one that has several."""
        found = []
        for name, model in self._models.items():
            names = [f"{name}#{speaker}" for speaker in model.speakers] or [name]
            found += [
                CatalogueVoice(self.name, each, language=model.language, licence=model.licence)
                for each in names
            ]
        return found


def _told(found: CatalogueVoice, told: CatalogueVoice) -> CatalogueVoice:
    """What the model's file says of a voice, and what the user knows better."""
    language = told.language or found.language
    return replace(found, language=language, gender=told.gender, age=told.age)


def _read_facts(path: Path) -> Model:
    """What stands in the file beside a model. Raises EngineError."""
    file = path.with_name(path.name + ".json")
    try:
        facts = json.loads(file.read_text(encoding="utf-8"))
        code = facts.get("language", {}).get("code") or facts["espeak"]["voice"]
        speakers = {str(name): int(each) for name, each in facts["speaker_id_map"].items()}
        several = int(facts.get("num_speakers", 1)) > 1
        if several and not speakers:
            speakers = {str(number): number for number in range(int(facts["num_speakers"]))}
        scale = float(facts.get("inference", {}).get("length_scale", 1.0))
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise EngineError(f"piper's file {file} can't be used ({error})") from error
    return Model(
        path, code.replace("_", "-"), speakers if several else {}, scale, read_licence(path)
    )


def read_licence(path: Path) -> str:
    """What the card of the only model in a folder says; "" when there is none."""
    names = [f"{path.name.removesuffix(SUFFIX)}.MODEL_CARD"]
    if len(list(path.parent.glob(f"*{SUFFIX}"))) == 1:
        names.append("MODEL_CARD")
    for name in names:
        try:
            with path.with_name(name).open(encoding="utf-8", errors="replace") as file:
                card = file.read(CARD_CHARACTERS)
        except OSError:
            continue
        if found := re.search(r"(?im)^[ \t]*[*-][ \t]*licen[sc]e:[ \t]*(\S[^\r\n]*)$", card):
            return " ".join(found[1].split())[:60]
    return ""
