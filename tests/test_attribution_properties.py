"""What must always hold of attribution, whatever the text."""

from __future__ import annotations

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from narrator import attribution, readers, segmenter
from narrator.book import UNKNOWN, Cast, Character, Kind, Lines

NAMES = ("Mara", "Edwin Lowe", "Mr. Lowe", "Captain Reyes", "Yuki-chan", "T-Tobias", "Ma")
SPEECHES = (
    "“Go on,",
    "“No!",
    "'Well,",
    "— So be it",
    "“Mara, listen",
    "«Non»",
    "“I—",
    "(why now?)",
)
TAGS = ("said {}", "{} asked", "he muttered", "she said to {}", "I said", "the old man laughed", "")

paragraph = st.builds(
    lambda speech, tag, name, close, tail: f"{speech}{close} {tag.format(name)}. {tail}",
    st.sampled_from(SPEECHES),
    st.sampled_from(TAGS),
    st.sampled_from(NAMES),
    st.sampled_from(("”", "", "'", "»")),
    st.sampled_from(("", "Rain fell.", "Edwin Lowe looked away.", "***")),
)


def attribute(text: str, **options: object) -> tuple[tuple[Lines, ...], tuple[Lines, ...], Cast]:
    book = readers.read("story.txt", data=text.encode())
    chapters = segmenter.segment(book)
    done, cast = attribution.attribute(book, chapters, **options)  # type: ignore[arg-type]
    return chapters, done, cast


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(paragraph, min_size=1, max_size=14))
def test_only_speakers_are_added(paragraphs: list[str]) -> None:
    before, after, cast = attribute("\n\n".join(paragraphs))
    names = {person.name for person in cast}
    assert [len(lines) for lines in before] == [len(lines) for lines in after]
    for old_lines, new_lines in zip(before, after, strict=True):
        for old, new in zip(old_lines, new_lines, strict=True):
            assert (old.text, old.start, old.kind, old.id) == (
                new.text,
                new.start,
                new.kind,
                new.id,
            )
            assert 0.0 <= new.confidence <= 1.0
            if new.kind in (Kind.NARRATION, Kind.HEADING):
                assert new.speaker is None
            else:
                assert new.speaker == UNKNOWN or new.speaker in names
                assert new.evidence


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(paragraph, min_size=2, max_size=10))
def test_the_same_text_gives_the_same_speakers(paragraphs: list[str]) -> None:
    text = "\n\n".join(paragraphs)
    assert attribute(text)[1:] == attribute(text)[1:]


def test_two_thousand_people_are_no_trouble() -> None:
    chance = random.Random(4)
    syllables = ("ka", "lo", "mi", "ter", "ran", "vo", "sel", "dun")
    names = ["".join(chance.choice(syllables) for _ in range(4)).capitalize() for _ in range(2000)]
    text = "\n\n".join(f"“Number {i},” said {name}." for i, name in enumerate(names))
    _, done, cast = attribute(text)
    spoken = [line.speaker for lines in done for line in lines if line.kind is Kind.DIALOGUE]
    assert spoken == names
    assert len(cast.characters) == len(set(names))


def test_a_given_cast_and_strangers() -> None:
    people = (Character("Elizabeth Marsh", ("Lizzie",), "female"), Character("Tom Marsh"))
    text = (
        "“Shut the door,” said Lizzie.\n\n“It is shut,” said Tom.\n\n"
        "“It never shuts,” said Mr. Orme, who had come in.\n\n“Ask Mr. Orme,” said Miss Marsh.\n\n"
        "“I made it,” said Mr. Orme."
    )
    _, done, _ = attribute(text, people=people)
    spoken = [line.speaker for lines in done for line in lines if line.kind is Kind.DIALOGUE]
    assert spoken == ["Elizabeth Marsh", "Tom Marsh", "Mr. Orme", "Elizabeth Marsh", "Mr. Orme"]
