"""A speech server in all its bad moods: tried again, and the line named when that fails."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import speech_server

from narrator import server as server_module
from narrator.audio import trim_silence
from narrator.engines.openai import OpenAI
from narrator.errors import EngineError, LineError

sys.path.insert(0, str(Path(__file__).parent / "servers"))
from speech import SpeechServer
from spoken_to import BELLA, TEXT

running, server, opened = (speech_server.running, speech_server.server, speech_server.opened)


PASSING = ["html", "html_as_sound", "json_as_sound", "noise", "empty", "half", "half_wav"]
PASSING += ["broken_chunks", "dropped", "huge", "busy", "broken", "endless"]


@pytest.mark.parametrize("mood", PASSING)
def test_what_goes_wrong_once_is_tried_again(
    server: SpeechServer, opened: Callable[..., OpenAI], mood: str
) -> None:
    engine = opened()
    server.moods = [mood]
    assert 1.5 < trim_silence(engine.synthesize(TEXT, BELLA)).seconds < 4
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("mood", "problem"),
    [
        ("html", "it is text/html, not sound"),
        ("half", r"broke off after [\d,]+ of [\d,]+ bytes"),
        ("half_wav", r"broke off after [\d,]+ of [\d,]+ bytes of sound"),
        ("broken_chunks", "the answer broke off"),
        ("endless", "did not stop|within 2 s"),
        ("huge", "it would send 1,000,000,000,000 bytes"),
        ("noise", "no sound that can be read"),
        ("busy", r"answers 429 \(slow down\)"),
        ("broken", "answers 500"),
    ],
)
def test_what_stays_wrong_costs_the_line(
    server: SpeechServer, opened: Callable[..., OpenAI], mood: str, problem: str
) -> None:
    engine = opened()
    server.mood_for = {"ferry": mood}
    with pytest.raises(LineError, match=problem):
        engine.synthesize(TEXT, BELLA)
    assert len(server.asked) == server_module.TRIES
    with pytest.raises(LineError):
        engine.synthesize(TEXT, BELLA)
    assert len(server.asked) == server_module.TRIES + 1  # a storm is not waited out twice
    engine.synthesize("Nobody minded.", BELLA)


@pytest.mark.parametrize("mood", ["trickle", "hanging"])
def test_slowness_has_an_end(
    server: SpeechServer, opened: Callable[..., OpenAI], mood: str
) -> None:
    engine = opened(timeout=1.0)
    server.moods = [mood]
    start = time.monotonic()
    engine.synthesize(TEXT, BELLA)
    assert 0.9 < time.monotonic() - start < 3


def test_a_server_says_how_long_to_wait(
    server: SpeechServer, opened: Callable[..., OpenAI]
) -> None:
    engine = opened()
    server.moods = ["busy_a_while"]
    start = time.monotonic()
    engine.synthesize(TEXT, BELLA)
    assert 1.0 <= time.monotonic() - start < 3
    server.moods = ["busy_for_hours"]
    with pytest.raises(LineError, match="left alone for 40000 s"):
        engine.synthesize(TEXT, BELLA)


def test_a_refusal_is_not_repeated(server: SpeechServer, opened: Callable[..., OpenAI]) -> None:
    engine = opened()
    server.moods = ["refused"]
    with pytest.raises(LineError, match="such words are not said here"):
        engine.synthesize(TEXT, BELLA)
    assert len(server.asked) == 1


@pytest.mark.parametrize(("mood", "problem"), [("no_credit", "no credit"), ("moved", "has moved")])
def test_what_no_line_would_survive_stops_the_build(
    server: SpeechServer, opened: Callable[..., OpenAI], mood: str, problem: str
) -> None:
    engine = opened()
    server.moods = [mood]
    with pytest.raises(EngineError, match=problem):
        engine.synthesize(TEXT, BELLA)


def test_the_server_gets_no_more_at_once_than_it_may(
    server: SpeechServer, opened: Callable[..., OpenAI]
) -> None:
    engines = [opened(connections=2) for _ in range(5)]
    threads = [threading.Thread(target=engine.synthesize, args=(TEXT, BELLA)) for engine in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.asked) == 5
    assert server.most_at_once <= 2


def test_without_a_place_for_locks_it_speaks_all_the_same(
    server: SpeechServer,
    opened: Callable[..., OpenAI],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine = opened()
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "no" / "where"))
    assert len(engine.synthesize(TEXT, BELLA))
