"""The verbalizer: what stands in the book comes out as a person would read it, and all of it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from verbalizing import FOLDER, Case, line, read_cases, say

from narrator.book import Kind, Line, Pause, Run, Style
from narrator.verbalizer import LANGUAGES, silent_places, split_to_fit, verbalize
from narrator.verbalizer.unusual import unusual_words

CASES = read_cases()


@pytest.mark.parametrize(
    "topic", list(dict.fromkeys((case.language, case.topic) for case in CASES)), ids="-".join
)
def test_text_is_spoken_as_a_good_reader_would(topic: tuple[str, str]) -> None:
    wrong = [
        f"{case.text!r} -> {said!r}, not {' | '.join(case.spoken)!r}"
        for case in CASES
        if (case.language, case.topic) == topic
        and not case.is_right(said := say(case.text, case.language).text)
    ]
    assert not wrong


SOUNDS = {
    ("read", "past"): "ɹɛd", ("read", "present"): "ɹiːd",
    ("lead", "metal"): "lɛd", ("lead", "guide"): "liːd",
    ("tear", "rip"): "tɛɹ", ("tear", "cry"): "tɪɹ",
    ("tears", "rip"): "tɛɹz", ("tears", "cry"): "tɪɹz",
    ("wind", "air"): "wɪnd", ("wind", "turn"): "waɪnd",
    ("winds", "air"): "wɪndz", ("winds", "turn"): "waɪnd?z", ("winding", "turn"): "waɪndɪŋ",
    ("live", "verb"): "lɪv", ("live", "adj"): "laɪv",
    ("lives", "verb"): "lɪvz", ("lives", "noun"): "laɪvz",
    ("close", "near"): "kloʊs", ("close", "shut"): "kloʊz",
    ("bass", "music"): "beɪs", ("bass", "fish"): "bæs",
    ("row", "line"): "ɹoʊ", ("row", "fight"): "ɹaʊ",
    ("use", "verb"): "juːz", ("use", "noun"): "juːs",
    ("record", "verb"): "ɹᵻkoːɹd", ("record", "noun"): "ɹɛkɚd",
    ("permit", "verb"): "pɚmɪt", ("permit", "noun"): "pɜːmɪt",
    ("present", "verb"): "pɹɪzɛnt", ("present", "noun"): "pɹɛzənt",
    ("polish", "verb"): "pɑːlɪʃ", ("polish", "land"): "poʊlɪʃ",
    ("house", "verb"): "haʊz", ("house", "noun"): "haʊs", ("abuse", "verb"): "ɐbjuːz",
    ("invalid", "person"): "ɪnvɐliːd", ("invalid", "void"): "ɪnvælɪd",
    ("associate", "person"): "ɐsoʊsiət", ("associate", "verb"): "ɐsoʊsɪeɪt",
    ("advocate", "person"): "ædvəkɪt", ("advocate", "verb"): "ædvəkeɪt",
    ("content", "pleased"): "kəntɛnt", ("content", "held"): "kɑːntɛnt",
    ("resume", "paper"): "ɹɛzuːmeɪ", ("resume", "verb"): "ɹᵻzuːm",
    ("excuses", "verb"): "ɛkskjuːzᵻz", ("excuses", "noun"): "ɛkskjuːsᵻz",
    ("minute", "time"): "mɪnɪt", ("minutes", "time"): "mɪnɪts", ("minute", "tiny"): "maɪ nuːt",
}  # fmt: skip
"""How words of one spelling sound to an American espeak, by what is meant."""


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng isn't installed")
def test_words_of_one_spelling_sound_as_they_are_meant() -> None:
    cases = json.loads((FOLDER / "heteronyms.json").read_text(encoding="utf-8"))
    said = [say(case["text"]).text for case in cases]
    between = "\n\nzebra\n\n"  # one call for all
    heard = subprocess.run(
        ["espeak-ng", "-q", "-v", "en-us", "--ipa"],
        input=between.join(said), capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    sounds = re.sub("[ˈˌ]", "", heard).split("ziːbɹə")
    assert len(sounds) == len(cases)
    wrong = [
        f"{case['text']!r} -> {text!r}: {sound.strip()}"
        for case, text, sound in zip(cases, said, sounds, strict=True)
        if not re.search(rf"(?<!\S){SOUNDS[case['word'], case['meant']]}(?!\S)", sound)
    ]
    assert not wrong


def test_what_reaches_the_engine_is_words_and_pauses() -> None:
    for case in CASES:
        said = say(case.text, case.language).text
        assert not re.search(r"[^\w\s.,;:!?'()-]|[\d_]", said), (case.text, said)


SNIPPETS = st.sampled_from([case.text for case in CASES])
TEXTS = st.lists(SNIPPETS | st.text(max_size=12), max_size=4).map(" ".join) | st.text(
    st.sampled_from("aAbIVXtT019$£#%&*~_-—–.,:;!?…/'’“”()[]<>@+ ½²¹①👋́\n"), max_size=30
)


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.sampled_from([*LANGUAGES, "it", ""]))
def test_nothing_that_can_be_read_is_lost(text: str, language: str) -> None:
    spoken = verbalize(line(text), {}, language)
    assert silent_places(line(text), spoken) == []
    assert [piece.start for piece in spoken.pieces[1:]] == [p.end for p in spoken.pieces[:-1]]
    assert not text or (spoken.pieces[0].start, spoken.pieces[-1].end) == (0, len(text))


@settings(max_examples=100, deadline=None)
@given(SNIPPETS, SNIPPETS)
def test_what_was_spoken_is_spoken_the_same_once_more(one: str, other: str) -> None:
    assert say(f"{one} {other}") == say(f"{one} {other}")


def test_the_lexicon_wins_over_every_rule() -> None:
    assert say("Mr. Naoki read it.", Naoki="nah-OH-kee", read="reed").text == (
        "Mister nah-OH-kee reed it."
    )
    assert say("Colonel Polish can polish.", colonel="kernel", Polish="pole-ish").text == (
        "kernel pole-ish can polish."
    )
    assert say("AT-AT 7", **{"7": "lucky"}).text.endswith("lucky")


def test_markup_is_not_spoken_and_its_value_is() -> None:
    text = "<b>Tom</b> &amp; I"
    marks = [(0, 3, ""), (6, 10, ""), (11, 16, "&")]
    runs = tuple(Run(start, end, Style.MARKUP, value) for start, end, value in marks)
    marked = Line(Kind.NARRATION, text, 0, Pause.PARAGRAPH, 0, runs)
    spoken = verbalize(marked)
    assert silent_places(marked, spoken) == []
    assert spoken.text.replace("&", "and") == "Tom and I"


def test_a_very_long_sentence_gets_places_to_breathe() -> None:
    words = "and the cart went over the hill while the boy who had the whip sang a song " * 20
    said = say(words.strip() + ".").text
    assert max(len(part.split()) for part in re.split(r"[,.]", said)) <= 50
    assert said.replace(",", "").split() == [*words.split()[:-1], "song."]


def test_a_short_sentence_is_left_alone() -> None:
    text = "He went down and the cart came after him and nobody saw it."
    assert say(text).text == text


def test_parts_fit_and_join_again() -> None:
    text = say("One sentence here. Another one, with a comma; and more words than fit. " * 5).text
    parts = split_to_fit(text, 50)
    assert max(map(len, parts)) <= 50
    assert " ".join(parts) == text


@pytest.mark.parametrize(
    ("heading", "spoken"),
    [
        ("I", "one"),
        ("I. The Beginning", "one. The Beginning"),
        ("V: The Mill", "five: The Mill"),
        ("I was a child", "I was a child"),
        ("I Am the Fox", "I Am the Fox"),
        ("Mill and River", "Mill and River"),
        ("Chapter I", "Chapter one"),
    ],
)
def test_a_heading_may_begin_with_a_numeral_of_one_letter(heading: str, spoken: str) -> None:
    assert verbalize(Line(Kind.HEADING, heading, 0, Pause.PARAGRAPH, 0)).text == spoken


@pytest.mark.parametrize("case", CASES[:1], ids=["first"])
def test_cases_are_strict(case: Case) -> None:
    assert not case.is_right(case.text)


def test_unusual_words_are_names_and_what_the_lexicon_has() -> None:
    text = "When Naoki met the colonel, Mr. Brandt left. The End was near, said Naoki’s aunt."
    assert unusual_words([line(text)], {"colonel": "kernel"}) == {
        "Naoki": 2,
        "Brandt": 1,
        "End": 1,
        "colonel": 1,
    }
    assert unusual_words([line("In the end he ran to the End.")]) == {}


@pytest.mark.parametrize("written", ["{}", "{} km", "${}", "{}%", "{}th", "1/{}", "{}-{}", "{}.5"])
@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
@pytest.mark.parametrize("length", [28, 59, 5000])
def test_a_number_may_be_as_long_as_it_likes(written: str, language: str, length: int) -> None:
    text = written.replace("{}", "7" * length)
    spoken = verbalize(line(text), {}, language).text
    said = len(re.findall(r"7|\b(?:seven|sieben|sept|siete)", spoken))
    assert said >= length
