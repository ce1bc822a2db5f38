"""One contract for all: whatever is installed or can be set up here keeps it, each in its way."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from narrator.audio import Clip, trim_silence
from narrator.engines import BUILT_IN, TO_SET_UP, Engine, open_engine, price
from narrator.errors import EngineError, NotSetUpError
from narrator.speech import speak
from narrator.voices import CatalogueVoice, EngineSettings, Voice

sys.path.insert(0, str(Path(__file__).parent / "servers"))

TEXT = "The ferry left at noon, and nobody was on it."
OTHER = "Somebody had left a lantern burning in the window of the mill."
BEEPER = """
import sys, wave
text = open(sys.argv[1], encoding="utf-8").read()
with wave.open(sys.argv[2], "wb") as out:
    out.setnchannels(1); out.setsampwidth(2); out.setframerate(12000)
    count = int(840 * len(text) / float(sys.argv[3]))
    out.writeframes(b"\\x00\\x20\\x00\\xe0" * (count // 2))
"""


def _command(stack: ExitStack, folder: Path) -> EngineSettings:
    (folder / "beeper.py").write_text(BEEPER)
    words = (sys.executable, str(folder / "beeper.py"), "{text_file}", "{out}", "{speed}")
    return EngineSettings(command=words)


def _openai(stack: ExitStack, folder: Path) -> EngineSettings:
    from speech import SpeechServer

    server = stack.enter_context(SpeechServer())
    return EngineSettings(address=server.address, model="kokoro", price=0.5)


def _neural(library: str) -> None:
    for each in (library, "onnx"):
        if importlib.util.find_spec(each) is None:
            pytest.skip('needs `pip install "narrator[neural-test]"`')


def _piper(stack: ExitStack, folder: Path) -> EngineSettings:
    _neural("piper")
    from tiny_models import save_piper

    save_piper(folder / "en_US-choir-low.onnx", speakers=("bass", "alto"))
    return EngineSettings(models=(str(folder),))


def _kokoro(stack: ExitStack, folder: Path) -> EngineSettings:
    _neural("kokoro_onnx")
    from tiny_models import save_kokoro

    model, voices = folder / "tiny.onnx", folder / "voices.bin"
    save_kokoro(model, voices, {"af_bella": 2.0, "bm_george": 1.0})
    return EngineSettings(model=str(model), voices_file=str(voices))


SET_UP: dict[str, Callable[[ExitStack, Path], EngineSettings]] = {
    "command": _command,
    "kokoro": _kokoro,
    "openai": _openai,
    "piper": _piper,
}


@pytest.fixture(scope="module", params=[*BUILT_IN, *TO_SET_UP])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    name = request.param
    with ExitStack() as stack:
        if name in SET_UP:
            settings = SET_UP[name](stack, tmp_path_factory.mktemp(name))
            there = open_engine(name, settings)
        else:
            there = open_engine(name)
        stack.callback(there.close)
        yield there


def voice(engine: Engine, number: int = 0) -> Voice:
    return Voice(engine.name, engine.voices()[number].name)


def test_every_engine_that_is_to_be_set_up_has_its_case() -> None:
    assert set(SET_UP) == set(TO_SET_UP)


def test_what_it_says_of_itself(engine: Engine) -> None:
    assert engine.fingerprint() == engine.fingerprint()
    assert len(engine.fingerprint()) > 5
    assert str(Path.home()) not in engine.fingerprint()
    assert 8_000 <= engine.sample_rate <= 96_000
    assert engine.max_chars >= 200
    assert isinstance(engine.deterministic, bool)
    assert engine.needs_network == (engine.name in ("command", "openai"))
    assert price(engine) == (0.5 if engine.name == "openai" else 0.0)


def test_voices_have_one_order_and_are_known(engine: Engine) -> None:
    listed = engine.voices()
    assert listed
    assert list(listed) == list(engine.voices())
    assert all(isinstance(each, CatalogueVoice) and each.engine == engine.name for each in listed)
    assert len({each.name for each in listed}) == len(listed)
    assert all(engine.knows(each.name) for each in listed)
    assert all(each.gender in ("male", "female", "") for each in listed)


@pytest.mark.parametrize("name", ["", "nobody at all", "../../etc/passwd", "-h", "{out}", "a\nb"])
def test_no_voice_is_made_up(engine: Engine, name: str) -> None:
    assert not engine.knows(name)
    if engine.name != "tone":  # it takes any name, since its voices are all one
        with pytest.raises(EngineError, match="unknown voice"):
            engine.synthesize(TEXT, Voice(engine.name, name))


def test_a_clip_is_float32_mono_at_the_rate_that_was_told(engine: Engine) -> None:
    clip = engine.synthesize(TEXT, voice(engine))
    assert isinstance(clip, Clip)
    assert clip.sample_rate == engine.sample_rate
    assert clip.samples.dtype == np.float32
    assert clip.samples.ndim == 1
    assert np.isfinite(clip.samples).all()
    assert 0.01 < float(np.max(np.abs(clip.samples))) <= 1.0


def test_what_it_says_is_plausible(engine: Engine) -> None:
    once = speak(TEXT, voice(engine), engine)
    assert 1 < once.seconds < 6
    thrice = speak(" ".join([TEXT] * 3), voice(engine), engine)
    assert 2.2 < thrice.seconds / once.seconds < 4


def test_longer_texts_than_it_takes_are_spoken_whole(engine: Engine) -> None:
    if engine.max_chars > 1000:
        pytest.skip("it takes long ones at once")
    count = engine.max_chars // len(TEXT) + 2
    once = trim_silence(engine.synthesize(TEXT, voice(engine))).seconds
    long = speak(" ".join([TEXT] * count), voice(engine), engine)
    assert 0.7 < long.seconds / (count * once) < 1.5


def test_pace_is_taken(engine: Engine) -> None:
    if engine.name == "tone":
        pytest.skip("its letters all last as long")
    plain = trim_silence(engine.synthesize(OTHER, voice(engine)))
    fast = trim_silence(engine.synthesize(OTHER, replace(voice(engine), rate=248)))
    assert 1.2 < plain.seconds / fast.seconds < 1.8


def test_the_same_again_after_a_restart(engine: Engine) -> None:
    engine.restart()
    first = engine.synthesize(TEXT, voice(engine))
    engine.synthesize(OTHER, voice(engine, -1))
    engine.restart()
    again = engine.synthesize(TEXT, voice(engine))
    if engine.deterministic:
        assert np.array_equal(first.samples, again.samples)
    else:
        assert again.seconds == pytest.approx(first.seconds, rel=0.2)


@pytest.mark.parametrize("text", ["Yes.", "12", "Zoë's café...", "[[no]] phonemes", "a & b < c"])
def test_small_and_odd_texts(engine: Engine, text: str) -> None:
    assert len(engine.synthesize(text, voice(engine)))


@pytest.mark.parametrize("name", TO_SET_UP)
def test_what_is_not_set_up_says_so(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: "/nowhere")
    with pytest.raises(NotSetUpError, match="engines: "):
        open_engine(name)


@pytest.mark.parametrize("name", BUILT_IN)
def test_engines_without_settings_refuse_them(name: str) -> None:
    with pytest.raises(EngineError, match="no settings"):
        open_engine(name, EngineSettings(model="x"))
