"""Manuscripts that went wrong on their way: whatever the damage, a script and no lost letter."""

from __future__ import annotations

import html
import random
from contextlib import suppress
from pathlib import Path

import pytest
from building import ROOT, build_text

from narrator.book import lost_text
from narrator.errors import ManuscriptError
from narrator.pipeline import read_script, spoken_texts
from narrator.script import script_json
from narrator.voices import VoiceMap

SEEDS = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*-*.*"))]
MARKS = (
    "“”\"'‘’«»„‹›「」—–-()[]{}*_~`#>|\\/<>&;:,.!?…09\t \n\r\x0b\x0c\x85\u2028\xa0\u200b\u202e\ufeff"
)
MARKS += "\u0301éßıİſﬁ½²Ⅳ①٣漢あア한дЖ😀\u200d\x1b\x7f\ufffd"
PIECES = (
    *(
        "\n\n***\n\n",
        "\n\nChapter 7\n\n",
        "\n\nVII\n\n",
        "<b>",
        "</i>",
        "&amp;",
        "&#0;",
        "```\n",
        "~~",
    ),
    *(
        "| a | b |\n|---|---|\n",
        "[x](y)",
        "[^1]",
        "$5.00",
        "1/2",
        "12:03",
        "24:61",
        "[12:03] <anna> hi\n",
    ),
    *(
        "ORLA: Yes.\n\nMAREK: No.\n\n",
        "ORLA\n\nHello.\n\n",
        "s c r e a m",
        "A-A-All",
        "……",
        '"' * 50,
    ),
    *(
        "(" * 60,
        "“" * 200,
        "*" * 300,
        "\n" * 50,
        "x" * 5000,
        "9" * 400,
        "Contents\n\nChapter 1\n\n",
        "½",
    ),
    *(
        "*** END OF THE PROJECT GUTENBERG EBOOK X ***\n",
        "---\ntitle: x\n---\n",
        "MCMXCIV",
        "https://a.b/c?d",
    ),
)


def damaged(text: str, chance: random.Random) -> str:
    """A part of the text with a dozen kinds of harm done to it."""
    start = chance.randrange(len(text))
    text = text[start : start + 3000] or "a"
    for _ in range(chance.choice([1, 5, 30])):
        at = chance.randrange(len(text) + 1)
        to = at + chance.choice([1, 5, 100])
        cut = text[at:to]
        new = chance.choice(
            ["", cut * 3, cut.upper(), cut[::-1], chance.choice(MARKS), chance.choice(PIECES)]
        )
        text = text[:at] + new + text[to:]
        if chance.random() < 0.1:
            text = text.replace(chance.choice(MARKS), chance.choice(MARKS))
    return text


def check(data: bytes, name: str) -> None:
    """A script in which every letter is spoken once, or one line that says what is wrong."""
    try:
        script = read_script(name, VoiceMap(), data=data)
    except ManuscriptError as error:
        problem = str(error)
    else:
        assert not lost_text(script.book, script.chapters)
        assert all(script.book.source[x.start : x.end] == x.text for x in script.lines())
        spoken_texts(script, VoiceMap())
        script_json(script)
        problem = ""
    assert "report" not in problem
    assert "\n" not in problem


@pytest.mark.parametrize("number", range(40))
def test_damaged_text(number: int) -> None:
    chance = random.Random(number)
    text = damaged(chance.choice(SEEDS), chance)
    check(text.encode("utf-8", "replace"), "book.md" if number % 3 else "book.txt")


@pytest.mark.parametrize("number", range(15))
def test_damaged_pages(number: int) -> None:
    chance = random.Random(1000 + number)
    rows = "".join(f"<p>{html.escape(row)}</p>" for row in chance.choice(SEEDS).split("\n\n"))
    page = damaged(f"<html><body>{rows[:6000]}</body></html>", chance)
    check(f"<html><body>{page}".encode("utf-8", "replace"), "book.html")


@pytest.mark.parametrize("number", range(15))
def test_damaged_bytes(number: int) -> None:
    chance = random.Random(2000 + number)
    data = bytearray(
        chance.choice(SEEDS)[:4000].encode(chance.choice(["utf-8", "utf-16", "cp1252"]), "replace")
    )
    for _ in range(chance.choice([1, 10])):
        data[chance.randrange(len(data))] = chance.randrange(256)
    check(bytes(data), "book.txt")


@pytest.mark.parametrize(("letter", "other"), [("s", "ſ"), ("i", "ı"), ("i", "İ"), ("k", "\u212a")])
def test_letters_that_are_alike_where_case_does_not_count(letter: str, other: str) -> None:
    words = (
        "The winds close minutes; sow, live, lives, bows. Nos. 4, figs. 5, St. Kilda, 3 kg, 5 is."
    )
    check(words.replace(letter, other).encode(), "book.txt")


@pytest.mark.usefixtures("inline")
@pytest.mark.parametrize("number", range(3))
def test_damaged_text_is_built(number: int, tmp_path: Path) -> None:
    chance = random.Random(3000 + number)
    with suppress(ManuscriptError):
        report = build_text(damaged(chance.choice(SEEDS), chance), tmp_path, engine="tone", jobs=1)
        assert report.files
        assert not report.failures
