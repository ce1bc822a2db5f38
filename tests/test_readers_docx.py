"""Word documents: styles, runs, tables, tracked changes, and files that are none."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from manuscripts import assert_whole, reasons, spoken, zipped

from narrator import readers
from narrator.book import Book, Style
from narrator.errors import ManuscriptError
from narrator.readers import ReadOptions


def read(write: Callable[[Any], None], **options: bool) -> Book:
    document = docx.Document()
    write(document)
    stream = io.BytesIO()
    document.save(stream)
    data = stream.getvalue()
    book = readers.read("story.docx", data=data, options=ReadOptions(**options))
    assert_whole(book)
    return book


def test_styles_give_title_parts_and_chapters() -> None:
    def write(document: Any) -> None:
        document.core_properties.author = "Edna Quarles"
        document.core_properties.keywords = "gates, tolls"
        document.add_paragraph("The Toll-Gate", "Title")
        document.add_heading("Part One", 1)
        document.add_heading("The Penny", 2)
        document.add_paragraph("There was a gate.")
        document.add_heading("The Pound", 2)
        document.add_paragraph("“One pound,” said the keeper.")

    book = read(write)
    assert book.profile == "Word document"
    assert book.metadata.title == "The Toll-Gate"
    assert book.metadata.author == "Edna Quarles"
    assert book.metadata.tags == ("gates", "tolls")
    assert [chapter.title for chapter in book.chapters] == ["The Penny", "The Pound"]
    first = book.chapters[0]
    assert [(str(p.before), p.text) for p in first.paragraphs] == [
        ("chapter", "The Toll-Gate"),
        ("part", "Part One"),
        ("chapter", "The Penny"),
        ("paragraph", "There was a gate."),
    ]
    assert first.document == "word/document.xml"


def test_a_style_inherits_from_a_heading() -> None:
    def write(document: Any) -> None:
        style = document.styles.add_style("My Chapter", 1)
        style.base_style = document.styles["Heading 1"]
        for title in ("Ash", "Elm"):
            document.add_paragraph(title, "My Chapter")
            document.add_paragraph("Leaves.")

    assert [chapter.title for chapter in read(write).chapters] == ["Ash", "Elm"]


def test_plain_lines_can_be_chapters() -> None:
    def write(document: Any) -> None:
        for line in ("Chapter 1", "Rain.", "Chapter 2", "Sun."):
            document.add_paragraph(line)

    assert [chapter.title for chapter in read(write).chapters] == ["Chapter 1", "Chapter 2"]


def test_runs_keep_their_looks() -> None:
    def write(document: Any) -> None:
        paragraph = document.add_paragraph("He ")
        paragraph.add_run("ran").italic = True
        paragraph.add_run(" and ")
        paragraph.add_run("ran").bold = True
        paragraph.add_run(" ")
        paragraph.add_run("on", style="Emphasis")
        small = paragraph.add_run("ward")
        small.font.small_caps = True
        paragraph.add_run(".")

    book = read(write)
    runs = [(r.style, book.source[r.start : r.end]) for r in book.chapters[0].paragraphs[0].runs]
    assert spoken(book) == "He ran and ran onward."
    assert runs == [
        (Style.ITALIC, "ran"),
        (Style.STRONG, "ran"),
        (Style.ITALIC, "on"),
        (Style.SMALL_CAPS, "ward"),
    ]


def test_scene_breaks_by_marks_and_by_blank_lines() -> None:
    def write(document: Any) -> None:
        for line in ("A.", "B.", "C.", "* * *", "D.", "E.", "", "F.", "G.", "H.", "I."):
            document.add_paragraph(line)

    paragraphs = read(write).chapters[0].paragraphs
    assert [p.text for p in paragraphs if str(p.before) == "scene"] == ["D.", "F."]


def test_tables_lists_and_line_breaks() -> None:
    def write(document: Any) -> None:
        document.add_paragraph("one", "List Bullet")
        document.add_paragraph("Open wide,\ninside.")
        table = document.add_table(2, 3)
        table.cell(0, 0).text = "Ox"

    book = read(write)
    assert [(str(p.role), p.text) for p in book.chapters[0].paragraphs] == [
        ("item", "one"),
        ("text", "Open wide,\ninside."),
        ("text", "A table is left out here: 2 rows, 3 columns."),
    ]
    assert reasons(book) == ["table"]


def test_tracked_changes_read_as_accepted_and_links_are_text() -> None:
    def write(document: Any) -> None:
        paragraph = document.add_paragraph("The ")._p
        for tag, text_tag, word in (("w:ins", "w:t", "new"), ("w:del", "w:delText", "old")):
            run = OxmlElement("w:r")
            text = OxmlElement(text_tag)
            text.text = word
            run.append(text)
            change = OxmlElement(tag)
            change.append(run)
            paragraph.append(change)
        paragraph.append(
            parse_xml(f"<w:hyperlink {nsdecls('w')}><w:r><w:t> gate</w:t></w:r></w:hyperlink>")
        )

    assert spoken(read(write)) == "The new gate"


def test_a_box_is_read_once() -> None:
    def write(document: Any) -> None:
        box = "<w:txbxContent><w:p><w:r><w:t>A sign: NO DOGS.</w:t></w:r></w:p></w:txbxContent>"
        spaces = (
            nsdecls("w")
            + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
            + ' xmlns:v="urn:schemas-microsoft-com:vml"'
        )
        paragraph = document.add_paragraph("He read it.")
        paragraph._p.append(
            parse_xml(
                f"<w:r {spaces}><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}"
                f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox>"
                "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
            )
        )

    assert spoken(read(write)) == "He read it.\nA sign: NO DOGS."


def test_contents_and_comments_are_skipped_and_listed() -> None:
    def write(document: Any) -> None:
        document.styles.add_style("toc 1", 1)
        document.add_paragraph("The Penny 3", "toc 1")
        run = document.add_paragraph().add_run("There was a gate.")
        document.add_comment(run, "Too short?", author="Ed")

    book = read(write)
    assert spoken(book) == "There was a gate."
    assert [(s.reason, book.source[s.start : s.end]) for s in book.skipped] == [
        ("contents", "The Penny 3"),
        ("comments", "Too short?"),
    ]


def test_hidden_text_is_not_spoken() -> None:
    def write(document: Any) -> None:
        paragraph = document.add_paragraph("A gate")
        hidden = paragraph.add_run(" (check!)")
        properties = hidden._r.get_or_add_rPr()
        properties.append(OxmlElement("w:vanish"))
        assert properties.find(qn("w:vanish")) is not None

    book = read(write)
    (run,) = book.chapters[0].paragraphs[0].runs
    assert (run.style, book.source[run.start : run.end]) == (Style.MARKUP, " (check!)")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"no zip", "is not a Word document: not a zip archive"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "protected by a password, or an old .doc"),
        (zipped({"a": "b"}, media_type=""), "a zip archive, but no Word document"),
        (zipped({"word/document.xml": "<w/>"}, media_type=""), "damaged, or no Word document"),
        (zipped({"word/../../x": "<w/>"}, media_type=""), "leads outside it"),
        (zipped({"word/document.xml": "a" * 20_000_000}, media_type=""), "zip bomb"),
    ],
)
def test_bad_documents_are_refused_in_one_line(data: bytes, problem: str) -> None:
    with pytest.raises(ManuscriptError, match=problem) as caught:
        readers.read("story.docx", data=data)
    assert str(caught.value).startswith("story.docx")


def test_an_empty_document_says_so() -> None:
    with pytest.raises(ManuscriptError, match="holds no text to read"):
        read(lambda document: None)
