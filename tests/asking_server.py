"""A chat server of our own, as new for each test."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from narrator import server as server_module
from narrator.attribution.second_opinion import chat as chat_module

sys.path.insert(0, str(Path(__file__).parent / "servers"))
from asking import KEY_NAME
from chat import ChatServer, says


@pytest.fixture(scope="module")
def running() -> Iterator[ChatServer]:
    with ChatServer() as server:
        yield server


@pytest.fixture
def server(running: ChatServer, monkeypatch: pytest.MonkeyPatch) -> ChatServer:
    """As new, and waits between tries are short."""
    running.key, running.models, running.known = "", ["tiny"], ["tiny"]
    running.moods, running.always, running.asked, running.headers = [], "", [], []
    running.answer = says(lambda words: "Doctor Amsel" if "go" in words else "Piet")
    monkeypatch.setattr(chat_module, "BYTES", 200_000)  # soon sent, also on a busy machine
    monkeypatch.setattr(server_module, "WAITS_S", (0.02, 0.02, 0.02, 0.02))
    for name in (KEY_NAME, "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    return running
