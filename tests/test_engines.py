"""The contract of engines, kept by each that is installed, and how one is found."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from narrator.audio import Clip, trim_silence
from narrator.engines import BUILT_IN, Engine, default_engine, engine_names, open_engine
from narrator.errors import EngineError
from narrator.voices import Voice

TEXT = "The ferry left at noon, and nobody was on it."
LINUX = sys.platform.startswith("linux")


@pytest.fixture(scope="module", params=BUILT_IN)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    there = open_engine(request.param)
    yield there
    there.close()


def voice(engine: Engine, number: int = 0, **wishes: Any) -> Voice:
    return Voice(engine.name, engine.voices()[number].name, **wishes)


def speech(engine: Engine, text: str = TEXT, **wishes: Any) -> Clip:
    return trim_silence(engine.synthesize(text, voice(engine, **wishes)))


# ---------------------------------------------------------------- the contract


def test_it_says_what_it_is(engine: Engine) -> None:
    assert len(engine.fingerprint()) > 5
    assert engine.fingerprint() == engine.fingerprint()
    assert engine.max_chars >= 500
    assert not engine.needs_network


def test_its_voices_are_known_and_in_one_order(engine: Engine) -> None:
    listed = engine.voices()
    assert listed
    assert list(listed) == list(engine.voices())
    assert len({each.name for each in listed}) == len(listed)
    for each in listed:
        assert each.engine == engine.name
        assert each.gender in ("male", "female", "")
        assert engine.knows(each.name)


@pytest.mark.parametrize(
    "name", ["", "nobody", "en-us+nosuch", "../../etc/passwd", "en-us+", "+f3"]
)
def test_it_knows_no_voice_that_it_has_not(engine: Engine, name: str) -> None:
    assert not engine.knows(name)


def test_speech_is_float32_mono_at_its_rate(engine: Engine) -> None:
    clip = engine.synthesize(TEXT, voice(engine))
    assert clip.sample_rate == engine.sample_rate
    assert clip.samples.dtype == np.float32
    assert clip.samples.ndim == 1
    assert 1.5 < speech(engine).seconds < 5
    assert 0.01 < np.max(np.abs(clip.samples)) <= 1.0


def test_longer_texts_take_longer(engine: Engine) -> None:
    short, long = speech(engine), speech(engine, " ".join([TEXT] * 4))
    assert 3 * short.seconds < long.seconds < 6 * short.seconds


def test_other_words_sound_different(engine: Engine) -> None:
    one, other = speech(engine, "Yes."), speech(engine, "Nothing of the kind.")
    assert len(one) < len(other)


def test_restarted_it_says_the_same(engine: Engine) -> None:
    if not engine.deterministic:
        pytest.skip("its clips are kept instead")
    engine.restart()
    first = [engine.synthesize(text, voice(engine)).samples for text in (TEXT, "Yes.")]
    engine.synthesize("Something else altogether.", voice(engine, -1, rate=250))
    engine.restart()
    again = [engine.synthesize(text, voice(engine)).samples for text in (TEXT, "Yes.")]
    for one, other in zip(first, again, strict=True):
        assert np.array_equal(one, other)


def test_the_longest_text_it_takes_is_said_whole(engine: Engine) -> None:
    text = (TEXT + " ") * (engine.max_chars // (len(TEXT) + 1))
    whole, once = speech(engine, text.strip()), speech(engine)
    assert whole.seconds > 0.9 * once.seconds * (engine.max_chars // (len(TEXT) + 1))


@pytest.mark.parametrize(
    "text", ["[[hello]]", "<break time='9s'/> one", "\x01300S fast", "a\0b", "\x1b[2J", "]]>&amp;"]
)
def test_nothing_in_a_text_is_a_command(engine: Engine, text: str) -> None:
    clip = engine.synthesize(text, voice(engine))
    assert clip.seconds < 8
    after = speech(engine)  # nothing that was said changes what comes after
    engine.restart()
    assert after.seconds == pytest.approx(speech(engine).seconds, rel=0.05)


def test_another_process_may_have_one_too(engine: Engine) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        lengths = pool.map(_length, [engine.name])
    assert lengths[0] == pytest.approx(len(engine.synthesize(TEXT, voice(engine))), rel=0.05)


def _length(name: str) -> int:
    there = open_engine(name)
    try:
        return len(there.synthesize(TEXT, voice(there)))
    finally:
        there.close()


# ---------------------------------------------------------------- finding one


def test_every_engine_has_a_name(fake_engines: Path) -> None:
    assert {*BUILT_IN, "slow", "stumbling"} <= set(engine_names())
    assert open_engine("slow").name == "slow"


def test_an_unknown_engine_is_told_from_a_misspelt_one() -> None:
    with pytest.raises(EngineError, match='did you mean "espeak"'):
        open_engine("espaek")
    with pytest.raises(EngineError, match=r"there are: .*espeak"):
        open_engine("zzz")


def test_the_default_is_the_systems_where_it_has_good_voices(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = []
    for system in ("Linux", "Darwin", "Windows", "FreeBSD"):
        monkeypatch.setattr("platform.system", lambda system=system: system)
        found.append(default_engine())
    assert found == ["espeak", "system", "system", "espeak"]


def test_it_cleans_up_after_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for name in BUILT_IN:
        there = open_engine(name)
        there.synthesize("Hello.", voice(there))
        there.close()
    assert not list(tmp_path.iterdir())
