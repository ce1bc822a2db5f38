"""What a user gets from a text or Markdown file: its chapters, its paragraphs, nothing lost."""

from __future__ import annotations

import codecs
import io
import json
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrator.book import Book, Role, Run, Style, lost_text
from narrator.errors import ManuscriptError
from narrator.readers import ReadOptions, names, read
from narrator.segmenter import segment

CASES = Path(__file__).parent / "cases" / "readers"


def cases(name: str) -> list:
    entries = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return [pytest.param(entry, id=entry["name"]) for entry in entries]


def whole(book: Book) -> list:
    """The book's paragraphs, as ``lost_text`` takes lines."""
    return [chapter.paragraphs for chapter in book.chapters]


@pytest.mark.parametrize("entry", cases("text"))
def test_structure(entry):
    """Chapters, paragraphs, pauses and skips of a file, word for word."""
    book = read(entry["file"], data=entry["text"].encode())
    assert lost_text(book, whole(book)) == []
    chapters = [
        [
            chapter.title,
            *(
                f"{each.before}{'' if each.role is Role.TEXT else ' ' + each.role}: {each.text}"
                for each in chapter.paragraphs
            ),
        ]
        for chapter in book.chapters
    ]
    assert chapters == entry["chapters"]
    skipped = [f"{skip.reason}: {book.source[skip.start : skip.end]}" for skip in book.skipped]
    assert skipped == entry.get("skipped", [])
    for key, value in entry.get("metadata", {}).items():
        assert getattr(book.metadata, key) == value
    assert book.profile == entry.get("profile", "")


STORY = (
    "Der Kühler der alten Fähre war kaputt. „Schön“, sagte Jörg. „Dann eben zu Fuß über’s Eis.“\n"
)


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("cp1252", b""),
    ],
)
def test_encodings(encoding, mark):
    """The same story from each encoding; offset 0 is the first character after the mark."""
    book = read("faehre.txt", data=mark + (STORY * 8).encode(encoding))
    assert book.source == STORY * 8
    assert book.chapters[0].paragraphs[0].start == 0


def test_line_ends_stay_as_they_are():
    book = read("book.txt", data=b"One boat.\r\n\r\nTwo boats.\r\n")
    assert book.source == "One boat.\r\n\r\nTwo boats.\r\n"
    assert [each.text for each in book.chapters[0].paragraphs] == ["One boat.", "Two boats."]


def test_a_few_broken_bytes_do_not_stop_a_book():
    data = (STORY * 20).encode() + b"\xff\xfe broken"
    assert "\ufffd" in read("book.txt", data=data).source


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"%PDF-1.7 x", "is a PDF"),
        (b"{\\rtf1 x}", "is an RTF document"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "old Word document"),
        (bytes(range(256)) * 20, "is a binary file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "is a picture"),
        (codecs.BOM_UTF16_LE + b"\x00", "is not valid utf-16-le text"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(data, says):
    with pytest.raises(ManuscriptError) as caught:
        read("book.txt", data=data)
    message = str(caught.value)
    assert message.startswith("book.txt: ")
    assert says in message
    assert "\n" not in message
    assert caught.value.exit_code == 2


def test_missing_file_and_folder_are_named(tmp_path):
    with pytest.raises(ManuscriptError, match="no such file"):
        read(tmp_path / "none.txt")
    with pytest.raises(ManuscriptError, match="is a folder"):
        read(tmp_path)


def test_a_file_is_read_from_disk(tmp_path):
    path = tmp_path / "book.txt"
    path.write_text("The boat came in.", encoding="utf-8")
    book = read(path)
    assert book.chapters[0].paragraphs[0].text == "The boat came in."
    assert book.name == str(path)


def test_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"The boat came in.")))
    assert read("-").chapters[0].paragraphs[0].text == "The boat came in."


def test_readers_are_listed():
    assert {"txt", "markdown", "html", "epub"} <= set(names())


def test_first_bytes_beat_the_suffix():
    book = read(
        "page.txt", data=b"<!DOCTYPE html><html><body><p>The boat came in.</p></body></html>"
    )
    assert [each.text for each in book.chapters[0].paragraphs] == ["The boat came in."]


def runs_of(book: Book) -> list[tuple[str, str]]:
    return [
        (str(run.style), book.source[run.start : run.end])
        for chapter in book.chapters
        for each in chapter.paragraphs
        for run in each.runs
    ]


def test_typed_emphasis_becomes_runs():
    book = read("book.txt", data=b"So _very_ late, and *so* cold; snake_case stays.")
    assert runs_of(book) == [
        ("markup", "_"),
        ("emphasis", "very"),
        ("markup", "_"),
        ("markup", "*"),
        ("emphasis", "so"),
        ("markup", "*"),
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "The boat came in at dusk, and there was nobody on the quay to meet it. She had gone.",
            "en",
        ),
        (
            "Das Boot kam in der Dämmerung, und es war niemand am Kai. Sie war nicht da.",
            "de",
        ),
        (
            "La barque arriva, et il n’y avait personne. Elle était dans la maison.",
            "fr",
        ),
        (
            "El barco llegó al anochecer, y no había nadie en el muelle. Ella se había ido con él.",
            "es",
        ),
        ("Лодка пришла в сумерках, и никого не было.", "ru"),
        ("舟が夕方に着いた。誰もいなかった。", "ja"),
        ("Qxz brf glorp wunt.", ""),
    ],
)
def test_the_language_is_told_when_it_is_clear(text, language):
    assert read("book.txt", data=(text + "\n\n").encode() * 12).metadata.language == language


def test_a_few_words_tell_no_language():
    assert read("book.txt", data=b"Go home.").metadata.language == ""


def test_footnotes_come_back_when_asked():
    data = b"The boat came in.[1] It left.\n\n[1] A small boat.\n"
    silent = read("book.txt", data=data)
    assert [skip.reason for skip in silent.skipped] == ["footnotes"]
    assert Style.NOTE_MARK in {run.style for run in silent.chapters[0].paragraphs[0].runs}
    asked = read("book.txt", data=data, options=ReadOptions(notes=True))
    assert asked.skipped == ()
    assert asked.chapters[0].paragraphs[-1].role is Role.NOTE


def test_markdown_markup_is_never_text():
    text = (
        "It was *late*, **very** ~~soon~~; [Orla](http://x.org/o) said &amp; left\\*, <b>now</b>."
    )
    book = read("book.md", data=text.encode())
    paragraph = book.chapters[0].paragraphs[0]
    spoken = paragraph.text
    for run in sorted(paragraph.runs, key=lambda run: -run.start):
        if run.style is Style.MARKUP:
            start = run.start - paragraph.start
            spoken = spoken[:start] + run.value + spoken[start + run.end - run.start :]
    assert spoken == "It was late, very soon; Orla said & left*, now."


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# The Hen\n\nIt rained.\n", "The Hen"),
        ("# Chapter 3\n\nIt rained.\n", ""),
        ("It rained.\n\n# Later\n\nIt stopped.\n", ""),
        ("# The Hen\n\n## One\n\nIt rained.\n", "The Hen"),
    ],
)
def test_markdown_says_what_the_book_is_called(text, title):
    assert read("story.md", data=text.encode()).metadata.title == title


def test_markdown_styles_cover_their_words():
    book = read("book.md", data=b"It was *so **very** late*.")
    found = [(style, text) for style, text in runs_of(book) if style != "markup"]
    assert found == [("emphasis", "so **very** late"), ("strong", "very")]


MARKDOWN = st.lists(
    st.sampled_from(
        [*"*_`>#-+[]()!<>&\\|~=\n\t ", "\n\n", "**", "](", "![", "<b>", "</b>", "<br>", "&amp;"]
    )
    | st.sampled_from(
        ["1. ", "- ", "# ", "```\n", "[b]: http://x\n", "boat", "“Hi,” she said", "\r\n"]
    )
    | st.sampled_from(
        ["---\n", "title: x\n", "| a | b |\n|---|---|\n", "{#a}", "é雪", "<http://a.b>"]
    ),
    max_size=60,
).map("".join)


@settings(max_examples=250, deadline=None)
@given(MARKDOWN)
def test_markdown_loses_nothing(text):
    """Whatever the markup, every letter is in one paragraph or skipped part, at its place."""
    if not text.strip():
        return
    book = read("book.md", data=text.encode())
    assert lost_text(book, whole(book)) == []
    for chapter in book.chapters:
        for each in chapter.paragraphs:
            assert book.source[each.start : each.end] == each.text
            assert all(each.start <= run.start < run.end <= each.end for run in each.runs)
            assert list(each.runs) == sorted(each.runs, key=_run_order)


def _run_order(run: Run) -> int:
    return run.start


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.just("\n")))
def test_text_loses_nothing(text):
    if not text.strip() or text.startswith(("\ufeff", "%PDF", "{\\rtf", "PK", "<")):
        return
    book = read("book.txt", data=text.encode())
    assert book.source == text
    assert lost_text(book, whole(book)) == []


def test_the_reader_of_the_guide_reads_a_script():
    """The example in the documentation holds to what every reader must hold to."""
    guide = Path(__file__).parent.parent / "docs" / "adding-a-reader.md"
    code = re.search(r"```python\n(.*?)```", guide.read_text(encoding="utf-8"), re.DOTALL)
    assert code
    module: dict = {}
    exec(code[1], module)
    script = ".THE QUAY\n\nSnow falls.\n\nORLA\nYou are late.\n\n===\n\nMAREK\nI know.\n"
    book = module["read"](script.encode(), "quay.fountain")
    lines = segment(book)
    assert lost_text(book, lines) == []
    assert [str(line.kind) for line in lines[0]] == [
        "heading",
        "narration",
        "dialogue",
        "dialogue",
        "dialogue",
        "dialogue",
    ]
    assert [line.speaker for line in lines[0][2:]] == ["Orla", "Orla", "Marek", "Marek"]


FANFICFARE = """\
Salt on the Sill

by Marigold Fen

Series: Harbour Lights [3]
Category: Original
Genre: Mystery
Language: English
Characters: Ida Pell, Tomas Rook
Status: Completed
Published: 2021-04-05
Packaged: 2021-04-06 00:00:00
Rating: T
Chapters: 2
Words: 40
Publisher: example.org
Story URL: http://example.org/s/1
Summary: Somebody is leaving salt.

TABLE OF CONTENTS

Low Water

The Sill

        Low Water

**Author's Note:**

> Thank you for waiting.

The tide was out, and Ida was not.

-x-

Later she was.

        The Sill

"Salt again," said Tomas.

End file.
"""


def test_a_text_by_fanficfare_has_its_chapters_and_labels():
    book = read("salt.txt", data=FANFICFARE.encode())
    assert [chapter.title for chapter in book.chapters] == ["Low Water", "The Sill"]
    facts = book.metadata
    assert (facts.title, facts.author) == ("Salt on the Sill", "Marigold Fen")
    assert (facts.series, facts.series_number) == ("Harbour Lights", "3")
    assert facts.people == ("Ida Pell", "Tomas Rook")
    assert {"Original", "Mystery", "T"} <= set(facts.tags)
    assert facts.date == "2021-04-05"
    said = " ".join(p.text for chapter in book.chapters for p in chapter.paragraphs)
    for hidden in ("Rating", "waiting", "http", "-x-", "End file", "CONTENTS"):
        assert hidden not in said
    assert any(p.before == "scene" for chapter in book.chapters for p in chapter.paragraphs)
