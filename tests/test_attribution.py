"""Who says what: attribution on small scenes, through the real reader and segmenter."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from narrator import attribution, readers, segmenter
from narrator.book import UNKNOWN, Cast, Character, Kind, Line

CASES = Path(__file__).parent / "cases" / "attribution"


def script(text: str, **options: object) -> tuple[list[Line], Cast]:
    book = readers.read("story.txt", data=text.encode())
    chapters = segmenter.segment(book)
    done, cast = attribution.attribute(book, chapters, **options)  # type: ignore[arg-type]
    return [line for lines in done for line in lines], cast


def said(lines: list[Line]) -> list[str | None]:
    """The speakers of the spoken lines."""
    return [line.speaker for line in lines if line.kind in (Kind.DIALOGUE, Kind.THOUGHT)]


def load(name: str) -> list[dict[str, object]]:
    cases: list[dict[str, object]] = json.loads((CASES / f"{name}.json").read_text("utf-8"))
    return cases


@pytest.mark.parametrize("case", load("scenes"), ids=lambda case: str(case["name"]))
def test_scene(case: dict[str, object]) -> None:
    text = "\n\n".join(case["text"])  # type: ignore[arg-type]
    people = tuple(Character(**entry) for entry in case.get("people", ()))  # type: ignore[attr-defined]
    lines, _ = script(text, people=people)
    assert said(lines) == case["speakers"]


def test_narration_has_no_speaker() -> None:
    lines, _ = script("The rain came down.\n\n“Run!” said Mara.\n\nNobody ran.")
    assert {line.speaker for line in lines if line.kind is Kind.NARRATION} == {None}


def test_no_dialogue_at_all() -> None:
    lines, cast = script("The hill slept. Nothing moved on it for a hundred years.")
    assert [line.speaker for line in lines] == [None]
    assert cast.narrator == ""


def test_a_voice_from_nowhere_is_unknown() -> None:
    lines, _ = script("“Hello?”")
    assert said(lines) == [UNKNOWN]


def test_the_cast_counts_lines_and_partners() -> None:
    text = "“Tea?” said Mara.\n\n“No,” said Edwin.\n\n“Coffee?” said Mara."
    _, cast = script(text)
    mara = cast.get("Mara")
    assert mara is not None
    assert (mara.lines, mara.words) == (2, 2)
    assert mara.talks_to == {"Edwin": 2}
    assert mara.gender == ""


def test_a_title_alone_means_its_only_bearer() -> None:
    lines, _ = script(
        "“The tide is late,” said Colonel Orme.\n\n“It is you who are early,” said Nell Carey.\n\n"
        "“We shall all drown,” said Tom Carey.\n\n“Have you brought the ladder?” said Nell.\n\n"
        "“I have not,” said Tom.\n\n“Ladders!” cried the Colonel, and looked at his watch.\n"
    )
    assert said(lines)[-1] == "Colonel Orme"
    assert lines[-2].confidence > 0.9
