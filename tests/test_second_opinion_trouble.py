"""A chat server in all its bad moods: tried again, waited for, and never believed."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import asking_server
import pytest

from narrator import server as server_module
from narrator.errors import EngineError
from narrator.pipeline import read_script
from narrator.voices import VoiceMap

sys.path.insert(0, str(Path(__file__).parent / "servers"))
from asking import STORY, ask, speech
from chat import ChatServer

running, server = (asking_server.running, asking_server.server)


PASSING = ["html", "html_as_json", "other_json", "nested", "numbers", "empty", "half", "half_json"]
PASSING += ["dropped", "huge", "busy", "broken", "endless", "fixed_temperature"]


@pytest.mark.parametrize("mood", PASSING)
def test_what_goes_wrong_once_is_tried_again(server: ChatServer, mood: str) -> None:
    server.moods = [mood]
    assert any("second opinion" in line.evidence for line in ask(server).lines())
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("mood", "problem"),
    [
        ("html", "it is text/html, not a chat's answer"),
        ("half", "broke off after"),
        ("endless", "did not stop"),
        ("huge", "it would send 1,000,000,000,000 bytes"),
        ("busy", "answers 429 (slow down)"),
        ("busy_for_hours", "left alone for 40000 s"),
        ("broken", "answers 500"),
        ("refused", "such stories are not read here"),
        ("empty", "it is empty"),
    ],
)
def test_what_stays_wrong_leaves_the_line_as_it_was(
    server: ChatServer, mood: str, problem: str
) -> None:
    before = speech(read_script("-", VoiceMap(), data=STORY.encode()))
    server.always = mood
    script = ask(server)
    assert speech(script) == before
    assert any("found no answer" in note and problem in note for note in script.notes)
    assert len(server.asked) == (
        1 if mood in ("refused", "busy_for_hours") else server_module.TRIES
    )


@pytest.mark.parametrize("mood", ["trickle", "hanging"])
def test_slowness_has_an_end(server: ChatServer, mood: str) -> None:
    server.moods = [mood]
    start = time.monotonic()
    assert any("second opinion" in line.evidence for line in ask(server, timeout=1.0).lines())
    assert 0.9 < time.monotonic() - start < 4


def test_a_server_says_how_long_to_wait(server: ChatServer) -> None:
    server.moods = ["busy_a_while"]
    start = time.monotonic()
    ask(server)
    assert 1.0 <= time.monotonic() - start < 4


def test_a_storm_is_not_waited_out_for_every_question(server: ChatServer) -> None:
    scenes = "".join(
        f"\n***\n\nThe {n}th tide came. Rosa Venn and Piet were waiting.\n\n“Now, number {n}?”\n\n"
        f"“Not {n}.”\n"
        for n in range(12)
    )
    server.always = "broken"
    script = ask(server, STORY + scenes)
    assert any("found no answer" in note for note in script.notes)
    assert len(server.asked) <= server_module.TRIES + 2


@pytest.mark.parametrize(("mood", "problem"), [("no_credit", "no credit"), ("moved", "has moved")])
def test_what_no_question_would_survive_is_said_at_once(
    server: ChatServer, mood: str, problem: str
) -> None:
    server.moods = [mood]
    with pytest.raises(EngineError, match=problem):
        ask(server)


# ---------------------------------------------------------------- from the command line
