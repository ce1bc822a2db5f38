"""The piper engine with its own library, on models of a few nodes that hum."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from building import build_text

from narrator.audio import Clip
from narrator.engines import open_engine
from narrator.errors import EngineError, LineError, NotSetUpError
from narrator.voices import CatalogueVoice, EngineSettings, Voice, VoiceMap, VoiceWish

TEXT = "the ferry left at noon, and nobody was on it."


@pytest.fixture
def library() -> None:
    pytest.importorskip("piper", reason='needs `pip install "narrator[neural-test]"`')
    pytest.importorskip("onnx", reason='needs `pip install "narrator[neural-test]"`')


@pytest.fixture
def models(library: None, tmp_path: Path) -> Path:
    """One voice, and a model with three speakers at another rate."""
    from tiny_models import save_piper

    folder = tmp_path / "models" / "deeper"
    folder.mkdir(parents=True)
    save_piper(folder / "en_US-hum-low.onnx")
    save_piper(folder / "en_US-choir-low.onnx", speakers=("bass", "alto", "mezzo"), rate=16_000)
    return tmp_path / "models"


def opened(*models: Path, **wishes: Any) -> Any:
    return open_engine("piper", EngineSettings(models=tuple(map(str, models)), **wishes))


def hertz(clip: Clip) -> float:
    spectrum = np.abs(np.fft.rfft(clip.samples))
    return float(np.argmax(spectrum)) * clip.sample_rate / len(clip)


def test_every_speaker_is_a_voice(models: Path) -> None:
    engine = opened(models)
    assert [(each.name, each.language) for each in engine.voices()] == [
        ("en_US-choir-low#bass", "en-US"),
        ("en_US-choir-low#alto", "en-US"),
        ("en_US-choir-low#mezzo", "en-US"),
        ("en_US-hum-low", "en-US"),
    ]
    assert all(engine.knows(each.name) for each in engine.voices())
    assert not any(
        map(engine.knows, ["", "en_US-choir-low", "en_US-hum-low#0", "../en_US-hum-low"])
    )
    engine.close()


def test_speakers_rates_and_pitches_are_heard(models: Path) -> None:
    engine = opened(models)
    plain = engine.synthesize(TEXT, Voice("piper", "en_US-hum-low"))
    assert plain.sample_rate == engine.sample_rate == 22_050
    assert plain.samples.dtype == np.float32
    assert hertz(plain) == pytest.approx(150, abs=2)
    assert np.max(np.abs(plain.samples)) == pytest.approx(0.3, abs=0.01)  # as the model gave it
    for name, hz in (("bass", 150), ("alto", 250), ("mezzo", 350)):
        clip = engine.synthesize(TEXT, Voice("piper", f"en_US-choir-low#{name}"))
        assert clip.sample_rate == 22_050
        assert hertz(clip) == pytest.approx(hz, abs=2)
    fast = engine.synthesize(TEXT, Voice("piper", "en_US-hum-low", rate=330))
    assert plain.seconds / fast.seconds == pytest.approx(2, rel=0.01)
    high = engine.synthesize(TEXT, Voice("piper", "en_US-hum-low", pitch=20.0))
    assert hertz(high) == pytest.approx(180, abs=3)
    assert high.seconds == pytest.approx(plain.seconds, rel=0.02)
    engine.close()


def test_brackets_of_a_book_are_not_phonemes(models: Path) -> None:
    engine = opened(models)
    voice = Voice("piper", "en_US-hum-low")
    assert len(engine.synthesize("see [[note]] here", voice)) == pytest.approx(
        len(engine.synthesize("see   note   here", voice)), rel=0.2
    )
    engine.close()


def test_few_models_stay_in_memory(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("narrator.engines.piper.LOADED", 1)
    engine = opened(models)
    for name in ("en_US-hum-low", "en_US-choir-low#alto", "en_US-hum-low"):
        engine.synthesize(TEXT, Voice("piper", name))
        assert len(engine._loaded) == 1
    engine.close()


def test_the_voices_that_were_chosen(models: Path) -> None:
    alto = CatalogueVoice("piper", "en_US-choir-low#alto", gender="female")
    (only,) = opened(models, voices=(alto,)).voices()
    assert (only.name, only.gender, only.language) == (alto.name, "female", "en-US")
    wrong = CatalogueVoice("piper", "en_US-choir-low#atlo")
    with pytest.raises(EngineError, match='did you mean "en_US-choir-low#alto"'):
        opened(models, voices=(wrong,))


def test_missing_voices_are_fetched_only_on_request(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tiny_models import save_piper

    asked = []

    def download(name: str, folder: Path) -> None:
        asked.append(name)
        if "nowhere" in name:
            raise OSError("no network")
        save_piper(folder / f"{name}.onnx")

    monkeypatch.setattr("piper.download_voices.download_voice", download)
    new = CatalogueVoice("piper", "en_US-new-low")
    with pytest.raises(EngineError, match="`download: yes`"):
        opened(models, voices=(new,))
    assert not asked
    assert opened(models, voices=(new,), download=True).knows("en_US-new-low")
    opened(models, voices=(new,), download=True)
    assert asked == ["en_US-new-low"]
    nowhere = CatalogueVoice("piper", "en_US-nowhere-low")
    with pytest.raises(EngineError, match="can't fetch the voice 'en_US-nowhere-low': no network"):
        opened(models, voices=(nowhere,), download=True)


def test_without_models_it_says_what_it_needs(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(tmp_path / "none"))
    with pytest.raises(NotSetUpError, match=r"download_voices"):
        open_engine("piper")
    with pytest.raises(EngineError, match=r"mine\.onnx is not there"):
        opened(tmp_path / "mine.onnx")


def test_damaged_models_are_named(models: Path) -> None:
    model = models / "deeper" / "en_US-hum-low.onnx"
    model.write_bytes(b"half a model")
    with pytest.raises(EngineError, match=r"can't load .*en_US-hum-low\.onnx"):
        opened(model).synthesize(TEXT, Voice("piper", "en_US-hum-low"))
    facts = model.with_name(model.name + ".json")
    facts.write_text("{}")
    with pytest.raises(EngineError, match=r"en_US-hum-low\.onnx\.json can't be used"):
        opened(model)
    facts.unlink()
    with pytest.raises(EngineError, match=r"en_US-hum-low\.onnx\.json is not there"):
        opened(model)


def test_a_text_without_phonemes_costs_the_line(models: Path) -> None:
    engine = opened(models)
    engine._load("en_US-hum-low").phonemize = lambda text: []
    with pytest.raises(LineError, match="nothing to say"):
        engine.synthesize("!", Voice("piper", "en_US-hum-low"))
    engine.close()


def test_a_book_by_piper(models: Path, cold: Path, tmp_path: Path) -> None:
    voices = VoiceMap(
        narrator=VoiceWish("piper", "en_US-hum-low"),
        engines={"piper": EngineSettings(models=(str(models),))},
    )
    story = "One went by.\n\n“Two,” said Anna.\n"
    report = build_text(story, tmp_path / "out", voices=voices)
    assert len(report.files) == 1


def test_the_licence_is_the_one_that_the_models_card_tells(tmp_path: Path) -> None:
    """A card that lies among several models speaks of nobody knows which."""
    from narrator.engines.piper import read_licence

    hum, choir = tmp_path / "hum.onnx", tmp_path / "choir.onnx"
    hum.touch()
    assert read_licence(hum) == ""
    card = "# Model card for hum (low)\n\n* Language: en_US\n* License: CC BY 4.0\n"
    (tmp_path / "MODEL_CARD").write_text(card)
    assert read_licence(hum) == "CC BY 4.0"
    choir.touch()
    assert read_licence(hum) == ""
    (tmp_path / "choir.MODEL_CARD").write_text(card.replace("CC BY 4.0", "Public Domain"))
    assert read_licence(choir) == "Public Domain"
