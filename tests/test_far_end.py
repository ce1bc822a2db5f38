"""From the far end: finished MP3s, in which tones stand for characters, read back into text."""

from __future__ import annotations

from pathlib import Path

import pytest
from building import ROOT, build_plan, build_text, paragraphs, plan_for
from conftest import BOOKS
from hypothesis import given, settings
from hypothesis import strategies as st
from listening import cues, decode, read_aloud

from narrator.audio import Clip
from narrator.engines.tone import CHARACTER_SAMPLES, Tone, read_tones
from narrator.order import Plan
from narrator.verbalizer import split_to_fit
from narrator.voices import Voice

TONE = Voice("tone", "tone")


def sent(plan: Plan) -> list[str]:
    """What the engine was given, line by line; it takes the longest in parts."""
    texts = [plan.words[line.id] for line in plan.script.lines()]
    return ["".join(split_to_fit(text, Tone.max_chars)) for text in texts if text]


MANUSCRIPTS = {
    "ferry": (BOOKS / "the-night-ferry.txt").read_text(encoding="utf-8"),
    "seed": (ROOT / "seeds" / "line-two.txt").read_text(encoding="utf-8"),
    "one endless paragraph": " ".join(paragraphs(20)),
    "two words": "Hello world.",
    "one letter": "I.",
    "strange letters": "Żółw Größe naïve Ελλάδα мир 漢字 שלום ١٢٣ नमस्ते.\n\n𝔘𝔫𝔦 ǅ ﬁsh.",
}


@pytest.mark.usefixtures("inline")
@pytest.mark.parametrize("single", [False, True], ids=["chapters", "single"])
@pytest.mark.parametrize("name", MANUSCRIPTS)
def test_every_character_can_be_read_back(name: str, single: bool, tmp_path: Path) -> None:
    plan = plan_for(MANUSCRIPTS[name], tmp_path, engine="tone", single=single)
    report = build_plan(plan)
    assert len(report.files) == (1 if single else len(plan.script.chapters))
    assert [text for file in report.files for text in read_aloud(file)] == sent(plan)


@pytest.mark.usefixtures("inline")
def test_the_letters_heard_are_the_letters_written(tmp_path: Path) -> None:
    text = "\n\n".join(paragraphs(12, seed=3))
    report = build_text(text, tmp_path, engine="tone")
    heard = " ".join(" ".join(read_aloud(file)) for file in report.files)
    assert [c for c in heard if c.isalpha()] == [c for c in text if c.isalpha()]


@pytest.mark.usefixtures("inline")
def test_the_subtitles_say_where_each_line_is(tmp_path: Path) -> None:
    plan = plan_for(MANUSCRIPTS["ferry"], tmp_path, engine="tone")
    texts = iter(sent(plan))
    for file in build_plan(plan).files:
        clip = decode(file)
        for start, end, _ in cues(file.with_suffix(".vtt")):
            span = slice(*(round(at * clip.sample_rate) for at in (start - 0.01, end + 0.01)))
            assert read_tones(Clip(clip.samples[span], clip.sample_rate)) == next(texts)
    assert next(texts, None) is None


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8))
def test_tones_name_every_character(text: str) -> None:
    clip = Tone().synthesize(text, TONE)
    assert len(clip) == len(text) * CHARACTER_SAMPLES
    assert read_tones(clip) == text
