"""Who is found in a book of which nobody was named beforehand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from narrator import attribution, readers, segmenter
from narrator.book import Cast, Character

CASES = Path(__file__).parent / "cases" / "attribution" / "casts.json"


def cast_of(paragraphs: list[str]) -> Cast:
    book = readers.read("story.txt", data="\n\n".join(paragraphs).encode())
    return attribution.attribute(book, segmenter.segment(book))[1]


@pytest.mark.parametrize(
    "case", json.loads(CASES.read_text("utf-8")), ids=lambda case: str(case["name"])
)
def test_people_are_found_with_all_their_names(case: dict[str, Any]) -> None:
    cast = cast_of(case["text"] * case.get("times", 1))
    found = {person.name: sorted(person.aliases) for person in cast if person.lines}
    assert found == case["cast"]
    assert cast.narrator == case.get("narrator", "")


@pytest.mark.parametrize("apostrophe", "’'")
def test_a_name_may_begin_with_a_small_letter_and_an_apostrophe(apostrophe: str) -> None:
    name = f"d{apostrophe}Aubray"
    talk = [f"“It rains,” said {name}.", "“It does,” said Greta.", f"Soon {name} sat down."]
    cast = cast_of(talk * 3)
    assert {person.name: person.lines for person in cast} == {
        f"D{apostrophe}Aubray": 3,
        "Greta": 3,
    }


@pytest.mark.parametrize(("calls", "teller"), [(3, "Narrator"), (12, "Lotte")])
def test_who_tells_the_story_is_called_by_name_now_and_then(calls: int, teller: str) -> None:
    talk = [
        "“She is gone,” I said.",
        "“Gone where?” asked Oskar, and looked at me.",
        "“Out,” I said. I put down my cup.",
        "“For how long?” asked Oskar.",
    ]
    cast = cast_of(["“Lotte, come here,” said Oskar.", *talk] * calls + talk * (100 - calls))
    assert cast.narrator == teller


def test_one_pronoun_tells_a_gender_that_nothing_else_does() -> None:
    cast = cast_of(["“It is late,” said Zorn. She sat down.", "“It is,” said Quill."])
    assert {person.name: person.gender for person in cast} == {"Zorn": "female", "Quill": ""}


@pytest.mark.parametrize(
    ("one", "other"),
    [("Adam", "Adams"), ("Luca", "Lucas"), ("May Vane", "Maya Vane"), ("Ann Vane", "Annabel Vane")],
)
def test_names_that_begin_alike_are_two(one: str, other: str) -> None:
    talk = [f"“We go,” said {one}.", f"“Not now,” said {other}.", f"They met at {other}’s."]
    cast = cast_of([*talk, f"Soon {one} came. “Well?” {one} asked."] * 6)
    assert {person.name for person in cast} == {one, other}


@pytest.mark.parametrize(("times", "gender"), [(3, "female"), (6, "male")])
def test_a_few_pronouns_of_another_do_not_deny_a_given_name(times: int, gender: str) -> None:
    cast = cast_of(["“We go,” said Anna. He looked up.", "“Not now,” said Oskar."] * times)
    assert {person.name: person.gender for person in cast} == {"Oskar": "male", "Anna": gender}


@pytest.mark.parametrize(("hers", "gender"), [(6, "female"), (3, "")])
def test_a_woman_may_be_followed_by_his_as_often(hers: int, gender: str) -> None:
    """A man's story is full of "he", behind a woman's name too."""
    hero = ["“We go at noon,” said Oskar. He took his hat.", "Oskar waited. He was cold."] * 6
    hers_and_his = ["“We go,” said Zerille. She rose."] * hers
    hers_and_his += ["“Wait,” said Zerille. He looked up."] * 6
    cast = cast_of([*hero, *hers_and_his])
    assert {person.name: person.gender for person in cast} == {"Oskar": "male", "Zerille": gender}


@pytest.mark.parametrize(
    "line",
    [
        "Fate turned away from Oskar. Fate shook its head.",
        "“As Your Majesty says,” said Greta. Oskar bowed, for he saw that Your Majesty frowned.",
        "“To Elmfield? Elmfield, did you say?” said Greta. “Elmfield!” They lived at Elmfield.",
    ],
)
def test_what_only_looks_like_somebody_is_nobody(line: str) -> None:
    cast = cast_of(["“It had to be,” said Oskar.", line, "“Had it?” said Greta."] * 4)
    assert {person.name for person in cast} == {"Oskar", "Greta"}


@pytest.mark.parametrize(
    ("listed", "text", "speaker"),
    [
        (
            ["George Edward Holm", "Mrs. Holm"],
            ["“No,” said Holm. He rose.", "Holm put on his hat.", "“Yes,” said Mrs. Holm."],
            "George Edward Holm",
        ),
        (
            ["Mrs. Emil Brandt", "Mr. Emil Brandt"],
            ["“No,” said Emil Brandt.", "“Yes,” said Mrs. Emil Brandt."],
            "Mr. Emil Brandt",
        ),
        (
            ["Lucy Velden", "Fanny Velden"],
            ["“No,” said Mrs. Velden.", "Mrs. Velden looked at Lucy.", "“Yes,” said Fanny."],
            "Fanny Velden",
        ),
        (
            ["John Velden", "Mark Velden"],
            ["“No,” said Velden.", *["Mark Velden sat down."] * 9, "John Velden was dead."],
            "Mark Velden",
        ),
        (
            ["Richard Velden", "Greta"],
            ["“No,” said Dick.", "“Yes,” said Greta.", "Richard Velden laughed."],
            "Richard Velden",
        ),
        (
            ["Greta Bishop", "Oskar"],
            ["“No,” said Miss Bishop.", "“Yes,” said Oskar.", "Miss Bishop laughed."],
            "Greta Bishop",
        ),
    ],
)
def test_a_name_means_the_one_of_the_listed_whom_the_book_calls_so(
    listed: list[str], text: list[str], speaker: str
) -> None:
    book = readers.read("story.txt", data="\n\n".join(text * 3).encode())
    people = [Character(name) for name in listed]
    done, _ = attribution.attribute(book, segmenter.segment(book), people=people)
    spoken = [line for line in done[0] if line.text.startswith("“No")]
    assert {(line.speaker, line.confidence > 0.9) for line in spoken} == {(speaker, True)}


@pytest.mark.parametrize("name", ["", " ", "-"])
def test_a_listed_name_without_a_letter_is_passed_over(name: str) -> None:
    book = readers.read("story.txt", data="“We go,” said Oskar.".encode())
    people = [Character(name), Character("Oskar")]
    lines, _ = attribution.attribute(book, segmenter.segment(book), people=people)
    assert lines[0][0].speaker == "Oskar"


def test_who_comes_in_later_has_hardly_spoken_before() -> None:
    """Two are there at first, and there is little doubt between them; Ezra comes in later."""
    text = [
        "The lift was still smoking when Orla climbed out of it.",
        "“Clear!”",
        "Bram ducked under a hanging cable and brushed the dust off. “You could look before you"
        " shout that.”",
        "“I looked.”",
        "“With your eyes?”",
        *["Dust fell from the ceiling, and the lamps went out.", "Orla laughed."],
        *["Nobody had been there for a year.", "It went on for a long time."] * 4,
        "Ezra sat there, with both hands up. “I only do the lamps,” said Ezra. “Orla, is it?”",
        "“Orla,” said Orla. “Hello, Ezra.”",
        "Ezra got up. “Come along,” said Ezra.",
    ]
    book = readers.read("story.txt", data="\n\n".join(text).encode())
    done, _ = attribution.attribute(book, segmenter.segment(book))
    early = [line for line in done[0] if line.speaker][:4]
    assert [line.speaker for line in early] == ["Orla", "Bram", "Orla", "Bram"]
    assert min(line.confidence for line in early) > 0.65
