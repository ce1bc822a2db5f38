"""Voices measured on this machine: what was heard is kept, and casting goes by it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from narrator.audio import Clip
from narrator.book import Cast, Character
from narrator.casting import assign_voices
from narrator.errors import LineError
from narrator.voices import CatalogueVoice, Voice, VoiceMap
from narrator.voices.measured import measure_voices, measures_file, read_facts, with_facts
from narrator.voices.measuring import BANDS, measure

RATE = 16_000
PITCHES = {"low": 100.0, "high": 230.0, "quiet": 0.0}


class Buzz:
    """An engine whose voices buzz at one pitch each; one of them says nothing."""

    name, sample_rate, max_chars = "buzz", RATE, 500
    deterministic, needs_network = True, False

    def fingerprint(self) -> str:
        return "buzz"

    def voices(self) -> list[CatalogueVoice]:
        return [CatalogueVoice(self.name, name) for name in PITCHES]

    def knows(self, voice_name: str) -> bool:
        return voice_name in PITCHES

    def restart(self) -> None:
        pass

    def synthesize(self, text: str, voice: Voice) -> Clip:
        if not PITCHES[voice.name]:
            raise LineError("nothing to be heard")
        return Clip(buzz(PITCHES[voice.name], 4.0), RATE)

    def close(self) -> None:
        pass


def buzz(hertz: float, seconds: float) -> Any:
    time = np.arange(int(seconds * RATE)) / RATE
    waves = [np.sin(2 * np.pi * hertz * k * time) / k for k in range(1, 12)]
    return (0.1 * np.sum(waves, axis=0)).astype(np.float32)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NARRATOR_MEASURES", str(tmp_path / "measures"))


@pytest.mark.parametrize("hertz", [80.0, 120.0, 220.0, 300.0])
def test_pitch_pace_and_colour_are_heard(hertz: float) -> None:
    heard = measure(np.float64(buzz(hertz, 6.0)), RATE, 15)
    assert heard["pitch_hz"] == pytest.approx(hertz, rel=0.02)
    assert heard["rate"] == pytest.approx(150, rel=0.02)
    assert len(heard["timbre_db"]) == len(heard["spread_db"]) == BANDS
    assert sum(heard["timbre_db"]) == pytest.approx(0, abs=2)


def test_loudness_changes_nothing() -> None:
    sound = np.float64(buzz(120.0, 3.0))
    assert measure(sound, RATE, 8) == measure(0.25 * sound, RATE, 8)


def test_silence_is_not_measured() -> None:
    with pytest.raises(ValueError, match="less than a second"):
        measure(np.zeros(RATE), RATE, 8)


def test_what_was_heard_is_kept_and_what_failed_is_named() -> None:
    engine = Buzz()
    assert measure_voices(engine, engine.voices()) == {"quiet": "nothing to be heard"}
    low, high, quiet = with_facts(engine.voices())
    assert (low.gender, high.gender, quiet.gender) == ("male", "female", "")
    assert (round(low.pitch_hz), round(high.pitch_hz), quiet.pitch_hz) == (100, 229, 0)


def test_casting_goes_by_it() -> None:
    engine = Buzz()
    measure_voices(engine, engine.voices())
    cast = Cast((Character("Ann", gender="female", lines=9, words=90),))
    found = assign_voices(cast, VoiceMap(), with_facts(engine.voices()), default_engine="buzz")
    assert found.voices["Ann"].name == "high"


def test_what_the_engine_or_the_user_says_stays() -> None:
    measure_voices(Buzz(), Buzz().voices())
    told = CatalogueVoice("buzz", "high", gender="male", pitch_hz=99.0)
    assert with_facts([told]) == [told]
    assert with_facts([CatalogueVoice("buzz", "high", gender="male")])[0].gender == "male"


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"format": "x"}', '{"format": "narrator-measures/1", "voices": 3}']
)
def test_a_damaged_file_is_as_none(text: str) -> None:
    path = measures_file("buzz")
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    assert read_facts("buzz") == {}
    measure_voices(Buzz(), Buzz().voices()[:1])
    assert json.loads(path.read_text(encoding="utf-8"))["voices"].keys() == {"low"}


def test_pipers_models_are_measured(tmp_path: Path) -> None:
    pytest.importorskip("piper", reason='needs `pip install "narrator[neural-test]"`')
    pytest.importorskip("onnx", reason='needs `pip install "narrator[neural-test]"`')
    from tiny_models import save_piper

    from narrator.engines import open_engine
    from narrator.voices import EngineSettings

    save_piper(tmp_path / "en_US-choir-low.onnx", speakers=("bass", "alto", "mezzo"))
    engine = open_engine("piper", EngineSettings(models=(str(tmp_path),)))
    assert measure_voices(engine, engine.voices()) == {}
    pitches = [round(voice.pitch_hz) for voice in with_facts(engine.voices())]
    assert len(set(pitches)) == 3
    engine.close()
