"""The kokoro engine with its own library, on a model of a few nodes that hums."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from building import build_text

from narrator.audio import Clip
from narrator.engines import open_engine
from narrator.engines.kokoro import read_blend
from narrator.errors import EngineError, LineError, NotSetUpError
from narrator.voices import EngineSettings, Voice, VoiceMap, VoiceWish

TEXT = "The ferry left at noon, and nobody was on it."
NOTES = {"af_bella": 2.0, "af_heart": 1.5, "bm_george": 1.0, "ff_siwis": 2.5}


@pytest.fixture
def files(tmp_path: Path) -> EngineSettings:
    pytest.importorskip("kokoro_onnx", reason='needs `pip install "narrator[neural-test]"`')
    pytest.importorskip("onnx", reason='needs `pip install "narrator[neural-test]"`')
    from tiny_models import save_kokoro

    model, voices = tmp_path / "tiny.onnx", tmp_path / "voices.bin"
    save_kokoro(model, voices, NOTES)
    return EngineSettings(model=str(model), voices_file=str(voices))


@pytest.fixture
def engine(files: EngineSettings) -> Any:
    return open_engine("kokoro", files)


def hertz(clip: Clip) -> float:
    spectrum = np.abs(np.fft.rfft(clip.samples))
    return float(np.argmax(spectrum)) * clip.sample_rate / len(clip)


def test_voices_say_language_and_gender_the_clearest_first(engine: Any) -> None:
    assert [(each.name, each.language, each.gender) for each in engine.voices()] == [
        ("af_heart", "en-US", "female"),
        ("af_bella", "en-US", "female"),
        ("bm_george", "en-GB", "male"),
        ("ff_siwis", "fr", "female"),
    ]
    assert all(engine.knows(each.name) for each in engine.voices())
    assert not any(map(engine.knows, ["", "nobody", "af_bella+nobody", "af_bella*0", "af_bella+"]))


def test_voices_rates_and_pitches_are_heard(engine: Any) -> None:
    plain = engine.synthesize(TEXT, Voice("kokoro", "af_bella"))
    assert plain.sample_rate == engine.sample_rate == 24_000
    assert plain.samples.dtype == np.float32
    assert hertz(plain) == pytest.approx(200, abs=2)
    assert hertz(engine.synthesize(TEXT, Voice("kokoro", "ff_siwis"))) == pytest.approx(250, abs=2)
    fast = engine.synthesize(TEXT, Voice("kokoro", "af_bella", rate=330))
    assert plain.seconds / fast.seconds == pytest.approx(2, rel=0.02)
    high = engine.synthesize(TEXT, Voice("kokoro", "af_bella", pitch=20.0))
    assert hertz(high) == pytest.approx(240, abs=3)
    assert high.seconds == pytest.approx(plain.seconds, rel=0.02)


def test_blends(engine: Any) -> None:
    half = engine.synthesize(TEXT, Voice("kokoro", "af_bella+bm_george"))
    assert hertz(half) == pytest.approx(150, abs=2)
    more = engine.synthesize(TEXT, Voice("kokoro", "af_bella*3+bm_george"))
    assert hertz(more) == pytest.approx(175, abs=2)
    for wrong in ("", "a+", "a*b", "a*-1", "a*0", "../a"):
        with pytest.raises(ValueError, match="is no voice"):
            read_blend(wrong)


def test_a_long_text_is_spoken_to_its_end(engine: Any) -> None:
    once = engine.synthesize(TEXT, Voice("kokoro", "af_bella")).seconds
    long = engine.synthesize(" ".join([TEXT] * 20), Voice("kokoro", "af_bella")).seconds
    assert long == pytest.approx(20 * once, rel=0.1)


def test_without_files_it_says_what_it_needs(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(tmp_path / "none"))
    with pytest.raises(NotSetUpError, match="kokoro-onnx's releases"):
        open_engine("kokoro")
    with pytest.raises(EngineError, match=r"mine\.onnx is not there"):
        open_engine("kokoro", EngineSettings(model=str(tmp_path / "mine.onnx")))


def test_damaged_files_are_said(files: EngineSettings) -> None:
    Path(files.model).write_bytes(b"half a model")
    with pytest.raises(EngineError, match="can't be loaded"):
        open_engine("kokoro", files)


def test_a_text_without_phonemes_costs_the_line(engine: Any) -> None:
    with pytest.raises(LineError, match="kokoro can't say"):
        engine.synthesize("   ", Voice("kokoro", "af_bella"))
    with pytest.raises(EngineError, match='did you mean "af_bella"'):
        engine.synthesize(TEXT, Voice("kokoro", "af_bela"))


def test_a_book_by_kokoro(files: EngineSettings, cold: Path, tmp_path: Path) -> None:
    voices = VoiceMap(narrator=VoiceWish("kokoro", "bm_george"), engines={"kokoro": files})
    report = build_text("One went by.\n\n“Two,” said Anna.\n", tmp_path / "out", voices=voices)
    assert len(report.files) == 1


def test_espeak_can_still_start_afresh_beside_it(engine: Any) -> None:
    engine.synthesize(TEXT, Voice("kokoro", "af_bella"))
    espeak = open_engine("espeak")
    voice = Voice("espeak", "en-us")
    first = espeak.synthesize(TEXT, voice)
    espeak.synthesize("Something else.", voice)
    espeak.restart()
    assert np.array_equal(espeak.synthesize(TEXT, voice).samples, first.samples)
    espeak.close()
