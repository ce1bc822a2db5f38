"""Text files in the encodings that people still have: each is read as it was written."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrator.errors import ManuscriptError
from narrator.readers import read
from narrator.readers._encodings import guess_encoding, guess_utf16

CASES = json.loads(
    (Path(__file__).parent / "cases" / "readers" / "encodings.json").read_text(encoding="utf-8")
)
EACH = [(case["text"], encoding) for case in CASES for encoding in case["encodings"]]
NAMES = [f"{case['language']} {encoding}" for case in CASES for encoding in case["encodings"]]


@pytest.mark.parametrize(("text", "encoding"), EACH, ids=NAMES)
@pytest.mark.parametrize("times", [1, 30])
def test_every_encoding_is_found(text: str, encoding: str, times: int) -> None:
    data = (text * times).encode(encoding, "replace")
    assert read("book.txt", data=data).source == data.decode(encoding)


@pytest.mark.parametrize("text", [case["text"] for case in CASES])
def test_utf8_is_never_guessed_away(text: str) -> None:
    assert read("book.txt", data=text.encode()).source == text


def test_a_few_accents_among_much_english() -> None:
    text = (
        "The boat came in at dusk and nobody was there to meet it.\n" * 200 + "The café was shut.\n"
    )
    for encoding in ("cp1252", "mac_roman"):
        assert read("book.txt", data=text.encode(encoding)).source == text


@given(st.binary(max_size=400))
@settings(deadline=None, max_examples=60)
def test_no_bytes_crash_the_guess(data: bytes) -> None:
    guess_encoding(data)
    guess_utf16(data)
    with suppress(ManuscriptError):
        read("book.txt", data=data)


def test_what_tells_may_stand_far_from_the_start() -> None:
    text = "The boat came in at dusk and nobody was there to meet it.\n" * 1000
    text += "“It’s fine—quite,” she said. The café’s door was open.\n"
    for encoding in ("cp1252", "mac_roman"):
        assert read("book.txt", data=text.encode(encoding)).source == text
        in_one_line = text.replace("\n", " ")
        assert read("book.txt", data=in_one_line.encode(encoding)).source == in_one_line
