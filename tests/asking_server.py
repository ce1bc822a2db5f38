"""A chat server of our own, as new for each test."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from narrator.attribution.second_opinion import chat as chat_module

sys.path.insert(0, str(Path(__file__).parent / "servers"))
from chat import ChatServer, says


@pytest.fixture(scope="module")
def running() -> Iterator[ChatServer]:
    with ChatServer() as server:
        yield server


@pytest.fixture
def server(running: ChatServer, hurried: None, monkeypatch: pytest.MonkeyPatch) -> ChatServer:
    """As new."""
    running.key, running.models, running.known = "", ["tiny"], ["tiny"]
    running.moods, running.always, running.asked, running.headers = [], "", [], []
    running.answer = says(lambda words: "Doctor Amsel" if "go" in words else "Piet")
    monkeypatch.setattr(chat_module, "BYTES", 200_000)  # soon sent, also on a busy machine
    return running
