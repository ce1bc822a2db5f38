"""Calls: whoever is on the far side sounds so from the first word to the last, and nobody else."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from narrator.book import UNKNOWN, Kind, Line, Lines, Pause
from narrator.calls import FAR, SILENT, follow_calls

CALL = """
The telephone rang. N
Mara: Hello?
Tobias: It's me. (far)
said a voice on the other end of the line. N
Mara: Do you know what time it is?
Tobias: The last train has gone.
Mara: Stay there.
"""


def lines_of(text: str) -> Lines:
    """One paragraph a line: ``Name: words``, ``(far)`` behind them where a tag says so, narration
    with an N, ``***`` for a new scene."""
    lines: list[Line] = []
    before = Pause.PARAGRAPH
    for number, row in enumerate(filter(None, text.split("\n"))):
        if row == "***":
            before = Pause.SCENE
            continue
        name, _, words = row.partition(": ")
        manner = FAR if words.endswith("(far)") else ""
        if row.endswith(" N"):
            lines.append(Line(Kind.NARRATION, row[:-2], 0, before, number))
        else:
            words = re.sub(r" \(far\)$", "", words)
            line = Line(Kind.DIALOGUE, words, 0, before, number, speaker=name, manner=manner)
            lines.append(line)
        before = Pause.PARAGRAPH
    return tuple(lines)


def far(text: str) -> list[str]:
    (lines,) = follow_calls([lines_of(text)])
    return [line.text for line in lines if line.manner == FAR]


def test_the_far_side_is_far_until_the_end() -> None:
    assert far(CALL) == ["It's me.", "The last train has gone."]


@pytest.mark.parametrize(
    "end",
    [
        "She hung up. N",
        "Mara put down the receiver. N",
        "The line went dead. N",
        "He ended the call. N",
        "***\nIt was morning. N",
    ],
)
def test_a_call_ends(end: str) -> None:
    assert far(f"{CALL}{end}\nTobias: Here I am.\n")[-1] == "The last train has gone."


def test_silence_ends_a_call() -> None:
    others = "\n".join(f"Mara: Number {number}." for number in range(SILENT + 1))
    assert "Hello again." not in far(f"{CALL}{others}\nTobias: Hello again.\n")


def test_what_was_said_before_the_tag_told() -> None:
    told_late = "She dialled. N\nTobias: Yes?\nMara: Me.\nTobias: You. (far)\non the line N\n"
    assert far(told_late) == ["Yes?", "You."]
    assert far(told_late.replace("She dialled. N", "She sat down. N")) == ["You."]


def test_who_answers_the_telephone_is_on_this_side() -> None:
    rows = lines_of("Ona: Yes?\nOna answered the phone. N\nOna: Louder, please. (far)\nOna: Good.")
    rows = (rows[0], replace(rows[1], paragraph=rows[0].paragraph), *rows[2:])
    (lines,) = follow_calls([rows])
    assert [line.text for line in lines if line.manner == FAR] == ["Louder, please."]


def test_a_loudspeaker_is_no_call() -> None:
    said = "Kurt: All out. (far)\ncame a voice from the speaker. N\nKurt: There you are.\n"
    assert far(said) == ["All out."]


def test_nobody_knows_who_it_was() -> None:
    said = f"{UNKNOWN}: Yes. (far)\non the telephone N\n{UNKNOWN}: No.\n"
    assert far(said) == ["Yes."]


def test_a_whisper_stays_one() -> None:
    rows = lines_of(CALL)
    rows = (*rows[:-2], replace(rows[-2], manner="whispered"), rows[-1])
    assert follow_calls([rows])[0][-2].manner == "whispered"
