"""The script as people read it, in a terminal and in a file."""

from __future__ import annotations

import pytest

from narrator.pipeline import read_script
from narrator.script import Script, script_text
from narrator.voices import VoiceMap

STORY = """The Pier

“There is nobody on the pier at this hour,” said Agnes Moore. The tide was out, and the boats lay on
their sides in the mud like cattle, each with a lantern that somebody had forgotten to put out.

“Then who,” said Tom Reed, “is playing the piano?”
"""


@pytest.fixture(scope="module")
def script() -> Script:
    return read_script("-", VoiceMap(), data=STORY.encode())


def test_rows_are_broken_under_their_own_words(script: Script) -> None:
    rows = "\n".join(script_text(script, columns=60)).splitlines()
    assert max(map(len, rows)) <= 60
    first = next(number for number, row in enumerate(rows) if "The tide" in row)
    indent = rows[first].index("said")
    assert rows[first + 1].strip()
    assert all(len(row) - len(row.lstrip()) == indent for row in rows[first + 1 : first + 3])


def test_broken_rows_say_what_whole_ones_say(script: Script) -> None:
    whole = " ".join("\n".join(script_text(script)).split())
    assert " ".join("\n".join(script_text(script, columns=60)).split()) == whole


def test_rows_stay_whole_where_there_is_no_terminal(script: Script) -> None:
    assert any(len(row) > 90 for row in script_text(script))


def test_ids_stand_ahead_of_what_can_be_corrected(script: Script) -> None:
    rows = "\n".join(script_text(script, ids=True)).splitlines()
    for line in script.lines():
        assert any(row.startswith(line.id) for row in rows) == bool(line.speaker)
