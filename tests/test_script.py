"""The script as people read it, in a terminal and in a file."""

from __future__ import annotations

import pytest

from narrator.pipeline import read_script
from narrator.script import Script, script_text
from narrator.voices import VoiceMap

STORY = """The Pier

“There is nobody on the pier at this hour,” said Agnes Moore, “but the man who paints the railings.”

“Then who,” said Tom Reed, “is playing the piano, and why does it sound like rain on a roof?”
"""


@pytest.fixture(scope="module")
def script() -> Script:
    return read_script("-", VoiceMap(), data=STORY.encode())


def test_rows_are_broken_under_their_own_words(script: Script) -> None:
    rows = "\n".join(script_text(script, columns=60)).splitlines()
    assert max(map(len, rows)) <= 60
    at = next(number for number, row in enumerate(rows) if "but the man" in row)
    rest = rows[at + 1]
    assert len(rest) - len(rest.lstrip()) == rows[at].index("“but")


def test_broken_rows_say_what_whole_ones_say(script: Script) -> None:
    whole = " ".join("\n".join(script_text(script)).split())
    assert " ".join("\n".join(script_text(script, columns=60)).split()) == whole


def test_rows_stay_whole_where_there_is_no_terminal(script: Script) -> None:
    assert any(len(row) > 90 for row in script_text(script))
