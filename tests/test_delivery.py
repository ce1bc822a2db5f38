"""Delivery: lines sound as the text says they are said, a little, and never out of bounds."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest
from building import plan_for
from hypothesis import given
from hypothesis import strategies as st

from narrator.book import Kind, Line, Pause
from narrator.delivery import MANNERS, deliver
from narrator.effects import EFFECTS
from narrator.encoders import Encoding
from narrator.mixer import arrange
from narrator.production import cut
from narrator.voices import DEFAULT_FILE, Pauses, Voice, load_voice_map

VOICE = Voice("espeak", "en-us+f3", rate=160, pitch=10.0, volume_db=-1.0)


def line(text: str, kind: Kind = Kind.DIALOGUE, manner: str = "") -> Line:
    return Line(kind, text, 0, Pause.TURN, 0, id=text, manner=manner)


@pytest.mark.parametrize(
    "text", ["He ran!", "He waited…", "HE SAW THE SIGN.", "Nooo, thought he.", "It was late."]
)
def test_narration_is_steady(text: str) -> None:
    assert deliver(line(text, Kind.NARRATION), VOICE) == VOICE


def test_ordinary_speech_is_left_alone() -> None:
    assert deliver(line("“Where were you?”"), VOICE) == VOICE


@pytest.mark.parametrize(
    ("said", "louder", "faster", "higher"),
    [
        (line("“Run.”", manner="whispered"), -1, -1, -1),
        (line("“Run!”", manner="shouted"), 1, 1, 1),
        (line("“As if.”", manner="muttered"), -1, 1, -1),
        (line("“Run!”"), 1, 1, 1),
        (line("“GET OUT”"), 1, 0, 1),
        (line("“I thought…”"), -1, -1, 0),
        (line("“Nooo.”"), 0, -1, 0),
        (line("“You said so.”", manner="remembered"), -1, -1, 0),
        (line("“Hello?”", manner="far"), 0, 0, 0),
    ],
    ids=lambda value: value.text + value.manner if isinstance(value, Line) else "",
)
def test_each_way_of_speaking_is_heard(said: Line, louder: int, faster: int, higher: int) -> None:
    voice = deliver(said, VOICE)
    differences = (
        (voice.volume_db - VOICE.volume_db, louder),
        (voice.rate - VOICE.rate, faster),
        (voice.pitch - VOICE.pitch, higher),
    )
    for difference, expected in differences:
        assert (difference > 0) - (difference < 0) == expected


def test_distance_and_memory_are_effects_that_exist() -> None:
    assert deliver(line("“Hello?”", manner="far"), VOICE).effect == "telephone"
    assert deliver(line("“Hello?”", manner="remembered"), VOICE).effect == "room"
    assert {change.effect for change in MANNERS.values()} - {""} <= set(EFFECTS)
    robot = replace(VOICE, effect="telephone")
    assert deliver(line("“Hello?”", manner="remembered"), robot).effect == "telephone"


@given(
    st.sampled_from(list(Kind)),
    st.sampled_from(["", *MANNERS]),
    st.text("aA !.…?", max_size=12),
    st.integers(80, 450),
    st.floats(-50, 100),
)
def test_it_is_subtle_and_within_what_engines_can_do(
    kind: Kind, manner: str, text: str, rate: int, pitch: float
) -> None:
    voice = Voice("espeak", "en-us", rate, pitch)
    said = deliver(line(text, kind, manner), voice)
    assert 80 <= said.rate <= 450
    assert -50 <= said.pitch <= 100
    assert abs(said.rate - rate) <= 0.25 * rate
    assert abs(said.volume_db) <= 6
    assert said == deliver(line(text, kind, manner), voice)


def test_a_whisper_keeps_the_gain_of_its_speaker() -> None:
    lines = (line("“Run.”", manner="whispered"), line("“Where?”"))
    words = {each.id: each.text for each in lines}
    gains = {replace(VOICE, volume_db=0.0): 3.0}
    soft, plain = arrange(
        lines, words, lambda _: VOICE, gains, pauses=Pauses(), sample_rate=1000, deliver=deliver
    )
    assert soft.gain_db == plain.gain_db == 3.0
    assert soft.gain_db + soft.voice.volume_db < plain.gain_db + plain.voice.volume_db - 3


def test_one_key_turns_every_effect_off(tmp_path: Path) -> None:
    text = '*He never calls this late,* she thought.\n\n"Come here," whispered Mara.\n'
    effects: dict[str, set[str]] = {}
    for performance in ("acted", "plain"):
        voices = replace(load_voice_map(DEFAULT_FILE), performance=performance)
        plan = plan_for(text, tmp_path, engine="tone", voices=voices)
        encoding = Encoding("flac", 24_000, 0)
        chapters = cut(plan, defaultdict(float), encoding)
        said = [each for shards in chapters for shard in shards for each in shard.utterances]
        effects[performance] = {each.voice.effect for each in said}
        if performance == "plain":
            assert {each.voice.volume_db for each in said} == {0.0}
    assert effects == {"acted": {"", "soft"}, "plain": {""}}
