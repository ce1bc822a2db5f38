"""What every user hears of the segmenter: who is a voice, and that no word is lost."""

from __future__ import annotations

import json
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrator.book import (
    Book,
    Chapter,
    Kind,
    Line,
    Paragraph,
    Pause,
    Role,
    Run,
    Style,
    lost_text,
)
from narrator.readers import read
from narrator.readers._emphasis import find_runs
from narrator.segmenter import segment

CASES = Path(__file__).parent / "cases" / "segmenter"
SETTINGS = json.loads((CASES / "settings.json").read_text(encoding="utf-8"))
LETTER = {Kind.NARRATION: "N", Kind.DIALOGUE: "D", Kind.THOUGHT: "T", Kind.HEADING: "H"}


def cases(name: str) -> list:
    entries = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return [pytest.param(entry, id=entry["name"]) for entry in entries]


def book_of(paragraphs: list[str], **fields) -> Book:
    """A book of one chapter, as a reader would give it."""
    source, made = "", []
    for text in paragraphs:
        made.append(Paragraph(text, len(source), runs=find_runs(text, len(source)), **fields))
        source += text + "\n\n"
    return Book(source, (Chapter("", tuple(made)),))


def lines_of(*paragraphs: str, **fields) -> tuple[Line, ...]:
    return segment(book_of(list(paragraphs), **fields))[0]


def shown(line: Line) -> str:
    """A line as the case files write it."""
    manner = f"({line.manner})" if line.manner else ""
    speaker = f"[{line.speaker}]" if line.speaker else ""
    return f"{LETTER[line.kind]}{'+' if line.continues else ''}{speaker}{manner} {line.text}"


def check(entry: dict) -> None:
    ahead = SETTINGS[entry["setting"]].split("\n\n") if "setting" in entry else []
    book = book_of([*ahead, *entry["text"].split("\n\n")])
    lines = segment(book)
    assert not lost_text(book, lines)
    assert [shown(x) for x in lines[0] if x.paragraph >= len(ahead)] == entry["lines"]


@pytest.mark.parametrize("entry", cases("wild"))
def test_wild(entry):
    """Speech and thought as manuscripts write them, mistakes included."""
    check(entry)


@pytest.mark.parametrize("entry", cases("synthetic"))
def test_synthetic(entry):
    """Each language's and each form's own way of setting speech."""
    check(entry)


@pytest.mark.parametrize("entry", cases("negative"))
def test_negative(entry):
    """Marks that are no speech, and words that are no thought."""
    check(entry)


@pytest.mark.parametrize("entry", cases("known-failures"))
@pytest.mark.xfail(strict=True, reason="not understood yet")
def test_known_failures(entry):
    check(entry)


MARKS = (*"“”‘’\"'«»„‚「」—–-….!?,:_*()[]", "--", "***")
WORDS = [
    *("Chapter 1", "II", "Prologue", "said Orla", "he thought", "I", "you", "is", "was", "ORLA:"),
    *("Dear Orla,", "Yours,", "Chapter Text", "dit-il,", "—dijo", "the tide came in", "雪", "дом"),
    *("é", "\u2028", "\u200b", "\xa0", "9", "x", "\n", "\n\n", "\n\n\n", "\r\n", "\t", "    "),
]
NASTY = st.lists(st.sampled_from([*MARKS, *WORDS]), max_size=60).map(" ".join)


@settings(max_examples=250, deadline=None)
@given(NASTY | st.text(max_size=300))
def test_nothing_is_lost_or_doubled(text):
    """Whatever the text, every letter is in exactly one line or skipped part, at its place."""
    if not text.strip():
        return
    data = text.encode("utf-8", errors="ignore")
    if not data.strip() or b"\0" in data or any(byte < 9 or 13 < byte < 32 for byte in data):
        return
    book = read("book.txt", data=data)
    chapters = segment(book)
    assert lost_text(book, chapters) == []
    for chapter, lines in zip(book.chapters, chapters, strict=True):
        for line in lines:
            assert book.source[line.start : line.end] == line.text
            assert line.text == line.text.strip() != ""
            paragraph = chapter.paragraphs[line.paragraph]
            assert paragraph.start <= line.start
            assert line.end <= paragraph.end
            assert all(line.start <= run.start < run.end <= line.end for run in line.runs)


def kinds_of(*paragraphs: tuple[str, Role]) -> str:
    """One letter for each line of a book with these paragraphs."""
    book = book_of([text for text, _ in paragraphs])
    roles = [role for _, role in paragraphs]
    chapter = book.chapters[0]
    given = tuple(replace(p, role=r) for p, r in zip(chapter.paragraphs, roles, strict=True))
    lines = segment(replace(book, chapters=(replace(chapter, paragraphs=given),)))[0]
    return "".join(LETTER[line.kind] for line in lines)


STANZA = ("“The river is wide,\nThe ferry is slow.”", Role.VERSE)


@pytest.mark.parametrize(
    ("ahead", "after", "kinds"),
    [
        (("The Mill", Role.HEADING), ("Snow fell.", Role.TEXT), "HNN"),
        (("Somewhere in the hall there was music.", Role.TEXT), ("It ended.", Role.TEXT), "NNN"),
        (("Orla sang softly.", Role.TEXT), ("It was an old song.", Role.TEXT), "NDN"),
        (("“Listen:", Role.TEXT), ("“That is all.”", Role.TEXT), "DDD"),
        (("Snow fell.", Role.TEXT), ("he quoted, and laughed.", Role.TEXT), "NDN"),
    ],
    ids=["a motto", "a song that is heard", "a song that is sung", "in a speech", "a tag after it"],
)
def test_verse_in_quotation_marks_is_spoken_where_somebody_says_it(ahead, after, kinds):
    assert kinds_of(ahead, STANZA, after) == kinds


def test_a_heading_in_quotation_marks_above_its_source_stays_a_heading():
    source = ("—Orla Hale, Tides and Men", Role.TEXT)
    assert kinds_of(("“The Long Way Over”", Role.HEADING), source) == "HN"
    assert kinds_of(("“The tide is late.”", Role.TEXT), source) == "NN"


def test_the_last_stanza_of_a_poem_that_is_read_apart_is_no_speech():
    first = ("“The river is wide,", Role.VERSE)
    last = ("And the ferry is slow.”", Role.VERSE)
    text = ("The frozen river lay there.", Role.TEXT)
    assert kinds_of(text, first, last, text) == "NNNN"


def test_a_quotation_that_a_text_file_sets_apart_is_no_speech():
    """One line, moved in: it is heard or read, and nobody of the story says it."""
    told = textwrap.fill("The wind had gone down, and the ferry lay where it always lay. " * 6, 70)
    shown_apart = '     "The wheel goes round for ever."'
    text = "\n\n".join([told, told, told, shown_apart, told, '"Late," said Orla.', told])
    lines = segment(read("book.txt", data=text.encode()))[0]
    said = [line.text for line in lines if line.kind is Kind.DIALOGUE]
    assert said == ['"Late,"']


def test_lines_have_ids_of_their_own():
    lines = lines_of("“Yes.”", "“Yes.”", "“Yes.”", "“Yes.”")
    assert len({line.id for line in lines}) == 4


def test_pauses_follow_the_sentence():
    lines = lines_of(
        "“Hi,” she said. “Sit.” He sat.", "“Is it cold?”", "“Very.”", "The tide came in."
    )
    assert [line.before for line in lines] == [
        Pause.PARAGRAPH,  # “Hi,”
        Pause.NONE,  # she said.
        Pause.SENTENCE,  # “Sit.”
        Pause.SENTENCE,  # He sat.
        Pause.PARAGRAPH,  # “Is it cold?”
        Pause.TURN,  # “Very.”
        Pause.PARAGRAPH,
    ]


def test_a_tag_after_a_question_makes_no_pause():
    assert [line.before for line in lines_of("“Now?” she said.")][1] is Pause.NONE


def test_structure_pauses_pass_through():
    source = "One.\n\nTwo."
    paragraphs = (
        Paragraph("One.", 0, Pause.CHAPTER, Role.HEADING),
        Paragraph("Two.", 6, Pause.SCENE),
    )
    lines = segment(Book(source, (Chapter("One", paragraphs),)))[0]
    assert [(line.kind, line.before) for line in lines] == [
        (Kind.HEADING, Pause.CHAPTER),
        (Kind.NARRATION, Pause.SCENE),
    ]


def test_speech_run_on_makes_no_turn():
    first, second = lines_of("“I went to the quay.", "“Nobody was there.”")
    assert (first.continues, second.continues) == (False, True)
    assert second.before is Pause.PARAGRAPH


def test_long_narration_is_cut_at_sentence_ends():
    sentence = "The tide came in over the flats and the gulls went up before it."
    lines = lines_of(" ".join([sentence] * 40))
    assert len(lines) > 3
    assert all(line.text.endswith(".") and len(line.text) <= 600 for line in lines)
    assert {line.before for line in lines[1:]} == {Pause.SENTENCE}
    assert not any(line.continues for line in lines)


def test_long_speech_goes_on_with_the_same_speaker():
    sentence = "The tide came in over the flats and the gulls went up before it."
    lines = lines_of("“" + " ".join([sentence] * 40) + "”", "“I see.”")
    assert [line.continues for line in lines] == [False] + [True] * (len(lines) - 2) + [False]
    assert lines[-1].before is Pause.TURN


@pytest.mark.parametrize("role", [Role.LETTER, Role.NOTE])
def test_letters_and_notes_have_one_voice(role):
    lines = lines_of("He wrote: “Come home.” I was glad.", role=role)
    assert {line.kind for line in lines} == {Kind.NARRATION}


def test_messages_are_said():
    assert {line.kind for line in lines_of("are you coming?", role=Role.MESSAGE)} == {Kind.DIALOGUE}


def test_a_play_with_persona_paragraphs():
    source = "ORLA\n\nThe boat is late.\n\n(She sits.)\n\nMAREK\n\nIt always is."
    made, at = [], 0
    for text in source.split("\n\n"):
        role = Role.PERSONA if text.isupper() else Role.TEXT
        made.append(Paragraph(text, at, role=role))
        at += len(text) + 2
    lines = segment(Book(source, (Chapter("", tuple(made)),)))[0]
    assert [shown(line) for line in lines] == [
        "D[Orla] ORLA",
        "D[Orla] The boat is late.",
        "N (She sits.)",
        "D[Marek] MAREK",
        "D[Marek] It always is.",
    ]
    silent = [line.text for line in lines if any(run.style is Style.MARKUP for run in line.runs)]
    assert silent == ["ORLA", "MAREK"]


def test_runs_are_clipped_to_their_line():
    line = lines_of("“You _must_ come,” said Orla.")[0]
    assert [(line.text[run.start - line.start : run.end - line.start]) for run in line.runs] == [
        "_",
        "must",
        "_",
    ]


def test_a_thought_keeps_both_ends_of_its_emphasis() -> None:
    text = "Mara sat down. *I should have come at once*, she thought.\n\n*Too late,* she thought."
    (lines,) = segment(read("story.md", data=text.encode()))
    thoughts = [line.text for line in lines if line.kind is Kind.THOUGHT]
    assert thoughts == ["*I should have come at once*,", "Too late,"]


def test_a_paragraph_of_a_silence_stays():
    assert [line.text for line in lines_of("“……”")] == ["“……”"]


def test_two_thousand_paragraphs_of_marks_take_no_time():
    """Reading all marks of a paragraph together must not grow with their number squared."""
    lines = lines_of("“a” ‘b’ \"c\" 'd' «e» " * 400)
    assert lines


@pytest.mark.parametrize("second", [Style.QUOTED, Style.EMPHASIS, Style.ITALIC])
def test_words_in_two_styles_are_read_once(second: Style) -> None:
    text = "She stopped. I should go home now. Then she left."
    start, end = text.index("I"), text.index(" Then")
    runs = (Run(start, end, Style.ITALIC), Run(start, end, second))
    book = Book(text, (Chapter("", (Paragraph(text, 0, runs=runs),)),))
    chapters = segment(book)
    assert lost_text(book, chapters) == []
    assert [line.kind for line in chapters[0]] == ["narration", "thought", "narration"]


@pytest.mark.parametrize(
    ("paragraphs", "kinds"),
    [
        (
            ["My dear Greta, the ferry is gone."]
            + ["“It is gone,” said Oskar.", "“Since when?” I asked."] * 3
            + ["Yours, Ilse"],
            {Kind.NARRATION, Kind.DIALOGUE},
        ),
        (["My dear Greta, the ferry is gone.", "“Gone”, Oskar says.", "Ilse"], {Kind.NARRATION}),
        (["“My dear Greta,", *["“The ferry is gone again."] * 8, "“Ilse.”"], {Kind.NARRATION}),
    ],
    ids=["a story told in a letter", "a letter", "a letter in marks"],
)
def test_what_a_format_calls_a_letter(paragraphs: list[str], kinds: set[Kind]) -> None:
    text = "\n".join(paragraphs)
    starts = [0, *(i + 1 for i, c in enumerate(text) if c == "\n")]
    written = tuple(
        Paragraph(each, start, role=Role.LETTER)
        for each, start in zip(paragraphs, starts, strict=True)
    )
    book = Book(text, (Chapter("", written),))
    assert {line.kind for chapter in segment(book) for line in chapter} == kinds
