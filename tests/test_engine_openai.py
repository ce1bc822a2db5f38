"""The openai engine against a real server on this machine, in all its moods."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import speech_server
from building import build_text

from narrator.audio import Clip, trim_silence
from narrator.cli import main
from narrator.engines import open_engine
from narrator.engines.openai import OpenAI
from narrator.errors import EngineError, LineError, NotSetUpError
from narrator.server import key_for
from narrator.voices import CatalogueVoice, EngineSettings, VoiceMap, VoiceWish

sys.path.insert(0, str(Path(__file__).parent / "servers"))
from conftest import KEY_NAME
from speech import SpeechServer
from spoken_to import BELLA, KEY, TEXT

running, server, opened = (speech_server.running, speech_server.server, speech_server.opened)


def centroid(clip: Clip) -> float:
    """Where the middle of the spectrum lies, in Hz: it rises as pitch and formants do."""
    power = np.abs(np.fft.rfft(clip.samples)) ** 2
    return float(np.sum(power * np.fft.rfftfreq(len(clip), 1 / clip.sample_rate)) / np.sum(power))


# ---------------------------------------------------------------- as it should be


def test_what_is_heard_is_what_the_server_said(
    server: SpeechServer, opened: Callable[..., OpenAI]
) -> None:
    engine = opened()
    clip = trim_silence(engine.synthesize(TEXT, BELLA))
    assert clip.sample_rate == engine.sample_rate == 24_000
    assert clip.samples.dtype == np.float32
    assert 1.5 < clip.seconds < 4
    assert server.asked[-1] == {
        "model": "kokoro",
        "input": TEXT,
        "voice": "af_bella",
        "response_format": "wav",
    }


def test_voices_are_listed_with_what_their_names_say(opened: Callable[..., OpenAI]) -> None:
    facts = [(each.name, each.language, each.gender) for each in opened().voices()]
    assert facts == [
        ("af_bella", "en-US", "female"),
        ("am_adam", "en-US", "male"),
        ("bf_emma", "en-GB", "female"),
    ]
    assert opened().knows("af_bella(2)+am_adam(1)")
    assert not any(map(opened().knows, ["", "nobody", "af_bella+nobody", "../af_bella"]))


def test_rate_pitch_and_advice_are_sent_only_when_asked_for(
    server: SpeechServer, opened: Callable[..., OpenAI]
) -> None:
    engine = opened(instructions="Whisper.")
    slow = trim_silence(engine.synthesize(TEXT, replace(BELLA, rate=132)))
    assert server.asked[-1]["speed"] == 0.8
    assert server.asked[-1]["instructions"] == "Whisper."
    high = trim_silence(engine.synthesize(TEXT, replace(BELLA, pitch=20.0)))
    plain = trim_silence(engine.synthesize(TEXT, BELLA))
    assert slow.seconds > 1.15 * plain.seconds
    assert abs(high.seconds / plain.seconds - 1) < 0.1
    assert centroid(high) / centroid(plain) == pytest.approx(1.2, rel=0.05)


@pytest.mark.parametrize("mood", ["fake_length", "no_length"])
def test_lengths_that_are_not_known_do_no_harm(
    server: SpeechServer, opened: Callable[..., OpenAI], mood: str
) -> None:
    engine = opened()
    whole = engine.synthesize(TEXT, BELLA)
    server.moods = [mood]
    assert np.array_equal(engine.synthesize(TEXT, BELLA).samples, whole.samples)
    assert len(server.asked) == 2


def test_samples_without_a_header_have_the_rate_that_was_told(
    server: SpeechServer, opened: Callable[..., OpenAI]
) -> None:
    engine = opened(format="pcm", sample_rate=server.sample_rate)
    clip = engine.synthesize(TEXT, BELLA)
    assert clip.sample_rate == server.sample_rate
    expected = len(opened().synthesize(TEXT, BELLA)) * server.sample_rate / 24_000
    assert len(clip) == pytest.approx(expected, abs=2)


# ---------------------------------------------------------------- before work starts


def test_without_settings_it_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(NotSetUpError, match="address"):
        open_engine("openai")


def test_no_server(opened: Callable[..., OpenAI]) -> None:
    with pytest.raises(EngineError, match=r"no server at 127\.0\.0\.1:9 .*voices\.yaml"):
        opened(address="http://127.0.0.1:9")


def test_no_such_model(server: SpeechServer, opened: Callable[..., OpenAI]) -> None:
    with pytest.raises(EngineError, match=r"no model 'kokoko' .*did you mean \"kokoro\""):
        opened(model="kokoko")
    server.models = None  # a server that lists none may still have it
    assert opened().model == "kokoro"


def test_no_voices_listed(server: SpeechServer, opened: Callable[..., OpenAI]) -> None:
    server.lists_voices = False
    with pytest.raises(EngineError, match="lists no voices; name them"):
        opened()
    named = OpenAI.__module__ and opened(voices=(CatalogueVoice("openai", "af_bella"),))
    assert [each.name for each in named.voices()] == ["af_bella"]


def test_a_missing_and_a_wrong_key(
    server: SpeechServer, opened: Callable[..., OpenAI], monkeypatch: pytest.MonkeyPatch
) -> None:
    server.key = KEY
    with pytest.raises(EngineError, match=f"wants a key; set {KEY_NAME}"):
        opened()
    monkeypatch.setenv(KEY_NAME, "sk-wrong-8812")
    with pytest.raises(EngineError, match=f"does not take the key in {KEY_NAME}") as caught:
        opened()
    assert "8812" not in str(caught.value)


# ---------------------------------------------------------------- the key


def test_a_key_goes_to_its_own_host_alone(
    server: SpeechServer, opened: Callable[..., OpenAI], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("NARRATOR_KEY_ELSEWHERE_ORG", KEY)
    opened().synthesize(TEXT, BELLA)
    assert not any("Authorization" in headers for headers in server.headers)
    assert key_for("https://api.openai.com/v1") == KEY
    assert key_for("https://elsewhere.org") == KEY
    assert key_for("https://api.openai.com.elsewhere.example") == ""


def test_a_key_does_not_cross_a_foreign_network_in_the_clear(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NARRATOR_KEY_TTS_EXAMPLE_ORG", KEY)
    with pytest.raises(EngineError, match="in the clear; use https://") as caught:
        key_for("http://tts.example.org")
    assert KEY not in str(caught.value)


def test_nobody_sees_the_key(
    server: SpeechServer,
    opened: Callable[..., OpenAI],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv(KEY_NAME, KEY)
    server.key = KEY
    engine = opened()
    assert KEY not in engine.fingerprint()
    server.moods = ["broken"] * 9
    with pytest.raises(LineError, match="500") as caught:
        engine.synthesize(TEXT, BELLA)  # this server repeats it in its complaint
    assert "it broke" in str(caught.value)
    out, err = capfd.readouterr()
    assert KEY not in f"{caught.value!r} {caught.value} {out} {err} {caplog.text}"


# ---------------------------------------------------------------- a book

STORY = "One went by. Nobody saw it.\n\n“Two,” said Anna.\n\nThree went by, and a trumpet.\n"


def test_a_book_by_a_server(
    server: SpeechServer, cold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In worker processes: one line fails and is named, the rest is kept and not asked again."""
    monkeypatch.setenv(KEY_NAME, KEY)
    server.key = KEY
    server.mood_for = {"trumpet": "refused"}
    voices = VoiceMap(
        narrator=VoiceWish("openai", "af_bella"),
        engines={"openai": EngineSettings(address=server.address, model="kokoro", timeout=5.0)},
    )
    report = build_text(STORY, tmp_path / "out", voices=voices, jobs=1)
    assert [failure.problem for failure in report.failures] == [
        "the server answers 400 (such words are not said here)"
    ]
    assert not report.files
    server.mood_for, server.asked = {}, []
    report = build_text(STORY, tmp_path / "out", voices=voices, jobs=1)
    assert len(report.files) == 1
    assert ["trumpet" in each["input"] for each in server.asked] == [True]
    kept = b"".join(path.read_bytes() for path in cold.rglob("*") if path.is_file())
    names = " ".join(str(path) for path in cold.rglob("*"))
    assert KEY.encode() not in kept
    assert KEY not in names
    assert os.environ[KEY_NAME] == KEY


def test_a_price_is_told_and_held(
    server: SpeechServer, cold: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    story, voices = tmp_path / "story.txt", tmp_path / "mine.yaml"
    story.write_text(STORY)
    voices.write_text(
        f"narrator: {{voice: 'openai:af_bella'}}\n"
        f"engines: {{openai: {{address: '{server.address}', model: kokoro, "
        "price_per_1000_characters: 10}}\n"
    )
    command = [
        "build",
        str(story),
        "--voices",
        str(voices),
        "-o",
        str(tmp_path / "out"),
        "--jobs=1",
    ]

    def run(*more: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as left:
            main([*command, *more])
        out, err = capfd.readouterr()
        return int(str(left.value.code)), out + err

    code, told = run("--dry-run")
    assert code == 0
    price = float(told.partition("; about ")[2].partition(" to pay")[0])
    assert 2 < price < 10
    code, told = run("--max-cost", "1")
    assert (code, "more than --max-cost 1" in told) == (2, True)
    assert not server.asked
    code, told = run("--max-cost", "10", "--quiet")
    assert (code, told) == (0, "")
    assert sum(len(each["input"]) for each in server.asked) / 100 == pytest.approx(price, abs=0.01)
    code, told = run("--dry-run")
    assert "to pay" not in told
