"""Pauses by their cause, and a timeline that is the sum of its parts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.book import Kind, Line, Pause
from narrator.mixer import INSIDE_S, UNSAID_S, Part, arrange, pause_before, place
from narrator.voices import Pauses, Voice

PAUSES = Pauses()
LOW, HIGH = Voice("tone", "low"), Voice("tone", "high", volume_db=-2.0, effect="soft")
GAINS = {LOW: -3.0, replace(HIGH, volume_db=0.0, effect=""): 4.5}


def line(
    text: str, kind: Kind = Kind.NARRATION, before: Pause = Pause.PARAGRAPH, number: int = 0
) -> Line:
    return Line(kind, text, 0, before, 0, id=f"{text}{number}")


def gaps(*lines: Line, rate: int = 1000) -> list[int]:
    words = {each.id: "" if each.text == "……" else each.text for each in lines}
    said = arrange(lines, words, lambda _: LOW, GAINS, pauses=PAUSES, sample_rate=rate)
    return [each.gap for each in said]


@pytest.mark.parametrize(
    ("before", "seconds"),
    [
        (Pause.NONE, INSIDE_S),
        (Pause.SENTENCE, PAUSES.sentence),
        (Pause.TURN, PAUSES.turn),
        (Pause.PARAGRAPH, PAUSES.paragraph),
        (Pause.SCENE, PAUSES.scene),
        (Pause.PART, PAUSES.part),
    ],
)
def test_each_cause_has_its_pause(before: Pause, seconds: float) -> None:
    assert pause_before(line("b", before=before), line("a"), PAUSES) == seconds


def test_pauses_grow_with_what_they_part() -> None:
    order = [Pause.NONE, Pause.SENTENCE, Pause.TURN, Pause.PARAGRAPH, Pause.SCENE, Pause.PART]
    found = [pause_before(line("b", before=each), line("a"), PAUSES) for each in order]
    assert found == sorted(set(found))


def test_a_chapter_begins_with_its_head_whatever_comes_first() -> None:
    for before in Pause:
        assert gaps(line("a", before=before)) == [750]


def test_a_heading_is_followed_by_a_long_pause() -> None:
    one = line("One", Kind.HEADING, Pause.CHAPTER)
    under = line("The Ferry", Kind.HEADING, Pause.PARAGRAPH)
    assert gaps(one, under, line("It left.")) == [750, 600, 2500]


def test_who_says_nothing_is_waited_for() -> None:
    silent = line("……", Kind.DIALOGUE)
    pause = 1200 + round(1000 * UNSAID_S)
    assert gaps(line("a"), silent, line("b")) == [750, pause]
    assert gaps(silent, line("b")) == [750 + round(1000 * UNSAID_S) + 600]
    assert gaps(silent) == []


def test_an_utterance_has_the_gain_of_its_plain_voice() -> None:
    lines = [line("a"), line("b", number=1)]
    voices = {lines[0].id: LOW, lines[1].id: HIGH}
    said = arrange(
        lines,
        {each.id: each.text for each in lines},
        lambda each: voices[each.id],
        GAINS,
        pauses=PAUSES,
        sample_rate=1000,
    )
    assert [(each.text, each.voice, each.gain_db, each.line) for each in said] == [
        ("a", LOW, -3.0, "a0"),
        ("b", HIGH, 4.5, "b1"),
    ]


def test_fractions_of_a_sample_do_not_add_up() -> None:
    # Each pause is rounded by itself: 0.25 s at 22,050 Hz is 5512.5 samples.
    lines = [line("a", before=Pause.SENTENCE, number=n) for n in range(100)]
    assert set(gaps(*lines, rate=22_050)[1:]) == {5512}


@given(
    st.lists(
        st.tuples(
            st.lists(st.tuples(st.integers(0, 500), st.integers(1, 500)), max_size=5),
            st.integers(0, 900),
        ),
        max_size=6,
    )
)
def test_the_timeline_is_the_sum_of_its_parts(
    described: list[tuple[list[tuple[int, int]], int]],
) -> None:
    parts: list[Part] = []
    lines: dict[str, Line] = {}
    expected: list[tuple[str, int, int]] = []
    begin = 0
    for said, tail in described:
        at, spans, names = 0, [], []
        for gap, length in said:
            name = f"l{len(lines)}"
            lines[name] = line(name)
            spans.append((at + gap, at + gap + length))
            names.append(name)
            expected.append((name, begin + at + gap, begin + at + gap + length))
            at += gap + length
        parts.append(Part(at + tail, spans, names))
        begin += at + tail
    chapter = place("One", lines, parts)
    assert [(cue.line.text, cue.start, cue.end) for cue in chapter.cues] == expected
    assert chapter.length == sum(part.length for part in parts)
