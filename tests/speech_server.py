"""A speech server of our own, as new for each test, and the engine that asks it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from narrator.engines import open_engine
from narrator.engines.openai import OpenAI
from narrator.voices import EngineSettings

sys.path.insert(0, str(Path(__file__).parent / "servers"))
from speech import SpeechServer


@pytest.fixture(scope="module")
def running() -> Iterator[SpeechServer]:
    with SpeechServer() as server:
        yield server


@pytest.fixture
def server(running: SpeechServer, hurried: None) -> SpeechServer:
    """As new."""
    running.key, running.models, running.lists_voices = "", ["kokoro", "tts-1"], True
    running.moods, running.mood_for, running.asked, running.headers = [], {}, [], []
    running.at_once = running.most_at_once = 0
    return running


@pytest.fixture
def opened(server: SpeechServer) -> Iterator[Callable[..., OpenAI]]:
    engines = []

    def opening(**wishes: object) -> OpenAI:
        settings = EngineSettings(address=server.address, model="kokoro", timeout=2.0)
        engine = open_engine("openai", replace(settings, **wishes))  # type: ignore[arg-type]
        assert isinstance(engine, OpenAI)
        engines.append(engine)
        return engine

    yield opening
    for engine in engines:
        engine.close()
