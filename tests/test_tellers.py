"""Who "I" is, chapter by chapter."""

from __future__ import annotations

import pytest

from narrator import attribution, readers, segmenter
from narrator.book import Cast, Kind

GRETA = [
    "I opened the door. Oskar stood in the rain, and Oskar was cold.",
    "“You are late, Oskar,” I said.",
    "“The boat was late, Greta,” Oskar said.",
    "I gave Oskar my coat. Oskar did not take it.",
    "“You never learn,” I said. Oskar laughed at me.",
]
OSKAR = [
    "I walked back alone. Greta had not come, and Greta never wrote to me.",
    "“You might have written, Greta,” I said.",
    "“You might have stayed, Oskar,” Greta said.",
    "I looked at Greta. Greta looked at my boots.",
    "“I know,” I said. Greta shut her eyes.",
]


def read(*chapters: tuple[str, list[str]]) -> tuple[list[list[str | None]], Cast]:
    """The speakers of each chapter, and the cast."""
    text = "\n\n\n".join("\n\n".join([f"# {title}", *told]) for title, told in chapters)
    book = readers.read("story.md", data=text.encode())
    done, cast = attribution.attribute(book, segmenter.segment(book))
    return [[line.speaker for line in lines if line.kind is Kind.DIALOGUE] for lines in done], cast


@pytest.mark.parametrize(
    "titles",
    [
        ("Greta", "Oskar"),
        ("Chapter 1: Greta", "Chapter 2: Oskar"),
        ("GRETA’S POV", "OSKAR’S POV"),
        ("I. Greta – The Door", "II. Oskar – The Road"),
        ("The Door", "The Road"),
    ],
)
def test_two_may_tell_a_story_in_turn(titles: tuple[str, str]) -> None:
    one, two = titles
    chapters = [(one, GRETA * 3), (two, OSKAR * 3)] * 3
    speakers, _ = read(*chapters)
    assert speakers == [["Greta", "Oskar", "Greta"] * 3, ["Oskar", "Greta", "Oskar"] * 3] * 3


def test_a_chapter_named_for_somebody_else_is_still_told_by_the_same() -> None:
    speakers, cast = read(("The Door", GRETA * 3), ("Oskar", GRETA * 3), ("The End", GRETA * 3))
    assert speakers == [["Greta", "Oskar", "Greta"] * 3] * 3
    assert cast.narrator == "Greta"


def test_a_short_name_is_no_other_teller() -> None:
    by_another_name = [each.replace("Greta", "Gigi") for each in GRETA]
    speakers, _ = read(("One", GRETA * 5), ("Two", by_another_name * 3), ("Three", GRETA * 5))
    assert len({speaker for lines in speakers for speaker in lines}) == 2


def test_who_tells_may_speak_of_himself_by_name() -> None:
    jest = ["An Oskar never begs, and Oskar had no wish to. Oskar knew what an Oskar owed himself."]
    _, cast = read(*[("One", [*OSKAR, *jest, "“Attila!” said Greta."])] * 9)
    assert cast.narrator == "Oskar"


def test_a_dog_that_is_called_does_not_tell_the_story() -> None:
    told = [
        "I walked in with the dog. I was wet, and I was cold, for I had been out since I rose.",
        "“Rex! Come here,” said Greta. Rex wagged his tail.",
        "“He is tired,” I said. Rex lay down. I sat.",
        "“Rex! Bad dog,” said Oskar. Rex ran to my chair. Rex barked, and Rex slept.",
        "“Leave him,” I said. I took off my coat.",
        "Greta laughed. Oskar looked at her. Greta rose. Oskar went out, and I went too.",
    ]
    _, cast = read(("One", told * 6))
    assert cast.narrator == "Narrator"


def test_madam_is_nobody_who_tells_a_story() -> None:
    told = [each.replace("Greta", "Madam") for each in GRETA]
    _, cast = read(*[("One", GRETA * 2), *[("Letter", told)] * 5])
    assert cast.narrator == "Greta"
