"""HTML: what is read of a page, what is skipped and listed, and where everything stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manuscripts import CASES, assert_whole, expected, reasons, shape, spoken

from narrator import readers
from narrator.book import Book, Pause, Role, Style
from narrator.errors import ManuscriptError
from narrator.readers import ReadOptions, html

PAGES = sorted((CASES / "html").glob("*.html"))


def read(body: str, **options: bool) -> Book:
    text = f"<!doctype html><html><body>{body}</body></html>"
    return readers.read("story.html", data=text.encode(), options=ReadOptions(**options))


def roles(book: Book) -> list[tuple[str, str]]:
    return [(str(p.role), p.text) for c in book.chapters for p in c.paragraphs]


def runs(book: Book) -> list[tuple[Style, str, str]]:
    return [
        (run.style, run.value, book.source[run.start : run.end])
        for chapter in book.chapters
        for paragraph in chapter.paragraphs
        for run in paragraph.runs
    ]


# ---------------------------------------------------------------- whole pages


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_is_read_as_its_source_means_it(path: Path) -> None:
    book = readers.read(path)
    assert shape(book) == expected(path)
    assert_whole(book)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_notes_and_front_matter_come_back_on_request(path: Path) -> None:
    plain = readers.read(path)
    asked = readers.read(path, options=ReadOptions(notes=True, front_matter=True, alt_text=True))
    assert_whole(asked)
    assert asked.source == plain.source
    left = set(reasons(asked))
    assert not left & {"notes", "summary", "footnotes", "tags", "licence", "byline", "illustration"}
    assert left <= set(reasons(plain))


def test_notes_have_a_role_of_their_own() -> None:
    page = CASES / "html" / "ao3_chapters.html"
    book = readers.read(page, options=ReadOptions(notes=True))
    notes = [p.text for c in book.chapters for p in c.paragraphs if p.role is Role.NOTE]
    assert "Mind the cold water in this one." in notes
    assert "Weirs are older than mills." in notes
    assert "“Pull it again,” said Tilda, and the weir answered." not in notes


def test_a_page_is_recognised_by_its_first_bytes() -> None:
    assert html.recognises(b"\xef\xbb\xbf\n<!DOCTYPE html>")
    assert html.recognises(b"<?xml version='1.0'?><!-- saved --><html lang='en'>")
    assert html.recognises("\ufeff<html>".encode("utf-16-le"))
    assert not html.recognises(b"<b>Chapter 1</b>\n\nA story in plain text with a tag in it.")


def test_the_text_of_a_fiction_site_is_what_the_site_calls_so() -> None:
    book = read(
        "<div><h1>Nine Kites</h1><p>Log in</p></div><h2>All stories</h2>"
        "<select><option>1. Calm</option></select><p>Favs: 12</p>"
        "<div id='storytext'><p>The kites hung still over the field all day long.</p></div>"
        "<p>Review this chapter</p>"
    )
    assert spoken(book) == "Nine Kites\nThe kites hung still over the field all day long."
    assert set(reasons(book)) == {"page control"}


# ---------------------------------------------------------------- structure


@pytest.mark.parametrize(
    ("body", "titles"),
    [
        ("<h1>Book</h1><h2>One</h2><p>a</p><h2>Two</h2><p>b</p>", ["One", "Two"]),
        ("<h1>One</h1><p>a</p><h1>Two</h1><p>b</p>", ["One", "Two"]),
        ("<h2>CHAPTER I</h2><h2>The Start</h2><p>a</p><h2>CHAPTER II</h2><p>b</p>",
         ["CHAPTER I: The Start", "CHAPTER II"]),
        ("<h1>Part One</h1><h2>1</h2><p>a</p><h2>2</h2><p>b</p>"
         "<h1>Part Two</h1><h2>1</h2><p>c</p>",
         ["Part One, 1", "Part One, 2", "Part Two, 1"]),
        ("<h2>Part One</h2><h2>Chapter 1</h2><p>a</p><h2>Chapter 2</h2><p>b</p>",
         ["Chapter 1", "Chapter 2"]),
        ("<p>Chapter 1</p><p>a</p><p>Chapter 2</p><p>b</p>", ["Chapter 1", "Chapter 2"]),
        ("<p>Once, and no heading anywhere.</p>", [""]),
        ("<p class='chapter-title'>Ash</p><p>a</p><p class='chapter-title'>Elm</p><p>b</p>",
         ["Ash", "Elm"]),
    ],
)  # fmt: skip
def test_chapters_are_found(body: str, titles: list[str]) -> None:
    assert [chapter.title for chapter in read(body).chapters] == titles


def test_a_part_is_announced_ahead_of_its_first_chapter() -> None:
    book = read("<h1>Part One</h1><h2>1</h2><p>a</p><h2>2</h2><p>b</p>"
                "<h1>Part Two</h1><h2>1</h2><p>c</p>")  # fmt: skip
    pauses = [[str(p.before) for p in chapter.paragraphs] for chapter in book.chapters]
    assert pauses[0] == ["part", "chapter", "paragraph"]
    assert pauses[1] == ["chapter", "paragraph"]
    assert pauses[2] == ["part", "chapter", "paragraph"]


@pytest.mark.parametrize(
    "middle",
    [
        "<p>***</p>",
        "<p>* * *</p>",
        "<p>~</p>",
        "<p>oOo</p>",
        "<p>-x-</p>",
        "<p>~ o ~</p>",
        "<hr>",
        "<h3>⁂</h3>",
        "<p><img src='img/divider.png' alt=''></p>",
        "<div class='ornament'><img class='ornament' src='a.png' alt='~'></div>",
        "<p>&nbsp;</p>",
        "<br><br><br>",
    ],
)
def test_scene_breaks_are_pauses_and_never_spoken(middle: str) -> None:
    before = "".join(f"<p>Line {n} of the scene.</p>" for n in range(5))
    book = read(f"{before}{middle}<p>Later.</p><p>On.</p>")
    last = book.chapters[0].paragraphs
    assert [str(p.before) for p in last[-2:]] == ["scene", "paragraph"]
    assert sum(p.before is Pause.SCENE for p in last) == 1
    assert all(any(c.isalpha() for c in p.text) for p in last)


def test_blank_lines_between_all_paragraphs_are_no_scene_breaks() -> None:
    book = read("<p>&nbsp;</p>".join(f"<p>Line {n}.</p>" for n in range(9)))
    assert not any(p.before is Pause.SCENE for p in book.chapters[0].paragraphs)


@pytest.mark.parametrize(
    "remark", ["A/N: Sorry!", "(AN: short one)", "Author’s Note – hello", "DISCLAIMER: not mine."]
)
def test_remarks_of_writers_in_the_text_are_notes(remark: str) -> None:
    book = read(f"<p>{remark}</p><p>An hour later: rain. “Disclaimer,” he said.</p>")
    assert spoken(book) == "An hour later: rain. “Disclaimer,” he said."
    assert reasons(book) == ["notes"]


def test_a_silence_stays_in_the_story() -> None:
    assert "“……”" in spoken(read("<p>“Well?”</p><p>“……”</p><p>…</p>"))


def test_lists_of_links_are_skipped_and_prose_with_links_is_not() -> None:
    links = "".join(f"<p><a href='/{n}'>Story {n}</a></p>" for n in range(6))
    prose = "".join(f"<p>Then <a href='/{n}'>he</a> went on, {n} days long.</p>" for n in range(6))
    book = read(f"<a href='#top' hidden>skip</a>{links}{prose}<p><a href='/x'>Next Chapter</a></p>")
    assert "Story" not in spoken(book)
    assert spoken(book).count("days long") == 6
    assert set(reasons(book)) == {"links"}


def test_line_breaks_make_lines_paragraphs_or_verse() -> None:
    two = read("<p>“Hi,” he said.<br>“Hello,” she said.</p>")
    assert len(two.chapters[0].paragraphs) == 2
    double = read("<p>One.<br><br>Two.</p>")
    assert [p.text for p in double.chapters[0].paragraphs] == ["One.", "Two."]
    verse = read("<p class='verse'>Open wide,<br>inside.</p>")
    assert roles(verse) == [("verse", "Open wide,\ninside.")]


def test_lists_letters_chat_and_tables_keep_their_kind() -> None:
    book = read(
        "<p>See:</p><ul><li><p>one</p></li><li>two</li></ul>"
        "<blockquote class='letter'><p>Dear sir.</p></blockquote>"
        "<div class='textmessage'><p>hey</p></div>"
        "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>"
    )
    assert roles(book) == [
        ("text", "See:"),
        ("item", "one"),
        ("item", "two"),
        ("letter", "Dear sir."),
        ("message", "hey"),
        ("text", "A table is left out here: 2 rows, 2 columns."),
    ]
    assert reasons(book) == ["table"]


def test_a_table_that_lays_out_prose_is_read() -> None:
    story = "It rained on the tin roof all night and in the morning there was no roof. " * 3
    book = read(f"<table><tr><td>{story}</td><td>{story}</td><td>{story}</td></tr></table>")
    assert spoken(book).count("no roof") == 9


# ---------------------------------------------------------------- inline


def test_inline_styles_are_kept() -> None:
    book = read(
        "<p>a <em>b</em> <strong>c</strong> <i>d</i> <s>e</s> <span lang='fr'>f</span>"
        " <span style='font-variant:small-caps'>g</span> <i class='x'>h<b>i</b></i></p>"
    )
    assert [run for run in runs(book) if run[2] != "i"] == [
        (Style.EMPHASIS, "", "b"),
        (Style.STRONG, "", "c"),
        (Style.ITALIC, "", "d"),
        (Style.STRUCK, "", "e"),
        (Style.LANGUAGE, "fr", "f"),
        (Style.SMALL_CAPS, "", "g"),
        (Style.ITALIC, "", "hi"),
    ]


def test_styles_go_on_over_paragraphs() -> None:
    book = read("<em><p>Dear you,</p><p>goodbye.</p></em><p>He wept.</p>")
    assert runs(book) == [(Style.EMPHASIS, "", "Dear you,"), (Style.EMPHASIS, "", "goodbye.")]


def test_emphasis_that_is_italic_as_well_is_one_run() -> None:
    book = read("<p>a <em style='font-style: italic'>b</em> <i><em>c</em></i></p>")
    assert runs(book) == [(Style.EMPHASIS, "", "b"), (Style.EMPHASIS, "", "c")]


def test_a_class_is_italic_when_the_style_sheet_says_so() -> None:
    text = "<html><head><style>.t1 { font-style: italic }</style></head><body>"
    book = readers.read("a.html", data=f"{text}<p>A <span class='t1'>b</span>.</p>".encode())
    assert runs(book) == [(Style.ITALIC, "", "b")]


@pytest.mark.parametrize(
    "mark",
    [
        "<a href='#n1' class='fnanchor'>[1]</a>",
        "<sup><a href='#n1'>1</a></sup>",
        "<a href='#n1'><sup>1</sup></a>",
        "<a role='doc-noteref' href='#n1'>*</a>",
    ],
)
def test_marks_of_footnotes_are_not_spoken(mark: str) -> None:
    book = read(f"<p>The weir{mark} sang.</p>")
    assert [style for style, _, _ in runs(book)] == [Style.NOTE_MARK]


def test_what_only_looks_like_a_footnote_mark_is_text() -> None:
    assert runs(read("<p>The 1<sup>st</sup> and <a href='https://x.org'>2</a>.</p>")) == []


def test_white_space_and_invisible_characters_are_put_right() -> None:
    book = read("<p>  Mr.&nbsp;Pell \n\t left&shy;over&#8288;—<b> now </b>. </p>")
    assert spoken(book) == "Mr. Pell leftover— now ."


def test_a_decorated_initial_joins_its_word() -> None:
    assert spoken(read("<p><img src='o.png' alt='O'>nce there was.</p>")) == "Once there was."
    apart = read("<div><img src='o.png' alt='O'></div><p>nce there was.</p>")
    assert spoken(apart) == "Once there was."


def test_pictures_are_described_on_request() -> None:
    body = "<p>Look.</p><figure><img src='a.jpg' alt='A heron on a gate'></figure>"
    assert spoken(read(body)) == "Look."
    assert reasons(read(body)) == ["illustration"]
    assert spoken(read(body, alt_text=True)) == "Look.\nA heron on a gate"


def test_quotation_elements_get_the_marks_that_browsers_show() -> None:
    assert spoken(read("<p><q>Is it <q>him</q>?</q> she said.</p>")) == "“Is it ‘him’?” she said."


# ---------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    "body",
    [
        "<p>One <b>two <i>three</b> four</i> five",
        "<div><p>One two<div>three</p> four</span> five",
        "One two & three <p> four <3 five",
        "".join(f"<p><font size=2><i>{word} " for word in ("One", "two", "three", "four", "five")),
    ],
)
def test_broken_markup_loses_no_word(body: str) -> None:
    words = [w for w in spoken(read(body)).split() if w.isalpha()]
    assert words == ["One", "two", "three", "four", "five"]


def test_markup_without_end_loses_no_word() -> None:
    book = read("".join(f"<p><font size=2><i>word{n}" for n in range(3000)))
    assert spoken(book).split() == [f"word{n}" for n in range(3000)]
    assert "deep" in spoken(read("<div>" * 5000 + "deep" + "</div>" * 5000))


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", ""), ("cp1252", "iso-8859-1"), ("cp1252", "windows-1252"), ("koi8-r", "koi8-r")],
)
def test_encodings_are_taken_as_declared(encoding: str, declared: str) -> None:
    words = "Привет, мир" if encoding == "koi8-r" else "“Café”—naïve"
    head = f"<meta charset='{declared}'>" if declared else ""
    data = f"<!doctype html><html><head>{head}</head><body><p>{words}</p>".encode(encoding)
    assert spoken(readers.read("a.html", data=data)) == words


def test_utf_16_is_read() -> None:
    data = "\ufeff<!doctype html><p>Grüße</p>".encode("utf-16-le")
    assert spoken(readers.read("a.html", data=data)) == "Grüße"


def test_a_language_that_is_not_stated_is_told_by_the_text() -> None:
    assert read("<p>Der Hund und die Katze, das ist nicht neu.</p>" * 20).metadata.language == "de"
    page = "<html lang='fr'><body>" + "<p>Der Hund und die Katze.</p>" * 20
    assert readers.read("a.html", data=page.encode()).metadata.language == "fr"


def test_a_page_without_text_says_so() -> None:
    with pytest.raises(ManuscriptError, match="holds no text to read"):
        read("<script>let a = 1</script>")


def test_a_page_of_an_archive_without_a_work_says_what_to_do() -> None:
    body = "<div id='header'><h1><a>Archive of Our Own</a></h1></div><p>Adult content!</p>"
    with pytest.raises(ManuscriptError, match="without a work's text; open the work itself"):
        read(body)


PIECES = st.sampled_from(
    [
        "<p>", "</p>", "<div>", "</div>", "<em>", "</em>", "<b>", "</b>", "<br>", "<hr>",
        "<h2>", "</h2>", "<ul><li>", "</li></ul>", "<table><tr><td>", "</td></tr></table>",
        "<blockquote>", "</blockquote>", "<pre>", "</pre>", "<span lang='fr'>", "</span>",
        "<a href='#x'>", "</a>", "<q>", "</q>", "***", "“Hi,” ", "word ", "\n", "&nbsp;", "&amp;",
        "Chapter 1", "<!-- c -->", "<img alt='A'>", "<sup>1</sup>", "é",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_any_markup_is_read_whole(pieces: list[str]) -> None:
    book = read("alpha " + "".join(pieces) + " omega")
    assert_whole(book)
    assert "alpha" in book.source
    assert "omega" in book.source
    assert book.source.count("word") == pieces.count("word ")
