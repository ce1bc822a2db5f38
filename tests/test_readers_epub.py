"""EPUB: reading order, contents, skips, and files that are damaged, locked or dangerous."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from manuscripts import (
    CASES,
    assert_whole,
    epub_files,
    expected,
    nav,
    package,
    page,
    reasons,
    shape,
    spoken,
    zipped,
    zipped_folder,
)

from narrator import readers
from narrator.book import Book, Role, Style
from narrator.errors import ManuscriptError
from narrator.readers import ReadOptions
from narrator.readers._conventions import ARTEFACTS
from narrator.readers._navigation import LABELS
from narrator.readers._options import FRONT_MATTER, NOTES, PICTURES
from narrator.readers._vocabulary import CLASS_SKIPS, SKIP_TYPES, UNREAD
from narrator.readers.epub import _GUIDE_KINDS

BOOKS = sorted(path for path in (CASES / "epub").iterdir() if path.is_dir())


def read(files: dict[str, str | bytes], options: ReadOptions = ReadOptions()) -> Book:  # noqa: B008
    return readers.read("book.epub", data=zipped(files), options=options)


def test_a_thought_in_italics_is_a_thought() -> None:
    files = epub_files(a="<p>It ran: <i><q>God help us.</q></i> It <em>did</em>.</p>")
    traces = "<dc:identifier>https://standardebooks.org/ebooks/x</dc:identifier><dc:title>"
    files["book.opf"] = str(files["book.opf"]).replace("<dc:title>", traces)
    (paragraph,) = read(files).chapters[0].paragraphs
    assert [run.style for run in paragraph.runs] == [Style.QUOTED, Style.EMPHASIS]


def test_every_reason_for_a_skip_is_documented() -> None:
    tables = (SKIP_TYPES, UNREAD, CLASS_SKIPS, LABELS, _GUIDE_KINDS)
    given = {reason for table in tables for reason in table.values()}
    given |= NOTES | FRONT_MATTER | PICTURES | set(ARTEFACTS.values())
    docs = (Path(__file__).parent.parent / "docs" / "sources.md").read_text(encoding="utf-8")
    assert {reason for reason in given if f"`{reason}`" not in docs} == set()


def titles(book: Book) -> list[str]:
    return [chapter.title for chapter in book.chapters]


@pytest.mark.parametrize("folder", BOOKS, ids=lambda path: path.name)
def test_a_book_is_read_as_its_maker_means_it(folder: Path) -> None:
    book = readers.read(f"{folder.name}.epub", data=zipped_folder(folder))
    assert shape(book) == expected(folder)
    assert_whole(book)


@pytest.mark.parametrize("folder", BOOKS, ids=lambda path: path.name)
def test_chapters_and_skips_name_their_document(folder: Path) -> None:
    book = readers.read(f"{folder.name}.epub", data=zipped_folder(folder))
    for chapter in book.chapters:
        assert (folder / chapter.document).is_file()
    for skip in book.skipped:
        assert (folder / skip.document).is_file()


def test_the_cover_is_taken_along() -> None:
    book = readers.read("b.epub", data=zipped_folder(CASES / "epub" / "fanficfare"))
    assert book.metadata.cover.startswith(b"a picture")


def test_a_play_tells_who_speaks() -> None:
    book = readers.read("b.epub", data=zipped_folder(CASES / "epub" / "standard"))
    play = book.chapters[-1].paragraphs
    names = [p.text for p in play if p.role is Role.PERSONA]
    assert names == ["Vane", "Ferryman", "All"]
    assert book.metadata.people == ("Vane", "Ferryman")
    directions = [
        book.source[run.start : run.end]
        for p in play
        for run in p.runs
        if run.style is Style.SEMANTIC and run.value == "z3998:stage-direction"
    ]
    assert directions == ["A quay. Vane waits.", "He ties up."]


# ---------------------------------------------------------------- contents


def with_nav(*entries: tuple[str, str], **bodies: str) -> dict[str, str | bytes]:
    files = epub_files(**bodies)
    files["nav.xhtml"] = nav(*entries)
    files["book.opf"] = package({name: f"{name}.xhtml" for name in bodies} | {"nav": "nav.xhtml"})
    return files


def test_several_chapters_in_one_document() -> None:
    body = "<p id='a'>One</p><p>Rain.</p><p id='b'>Two</p><p>Sun.</p>"
    book = read(with_nav(("One", "x.xhtml#a"), ("Two", "x.xhtml#b"), x=body))
    assert [[c.title, *(p.text for p in c.paragraphs)] for c in book.chapters] == [
        ["One", "One", "Rain."],
        ["Two", "Two", "Sun."],
    ]
    assert book.chapters[0].paragraphs[0].role is Role.HEADING


def test_chapters_that_the_contents_forget_are_chapters() -> None:
    book = read(
        with_nav(
            ("One", "a.xhtml"),
            ("Two", "b.xhtml"),
            a="<h2>One</h2><p>a</p>",
            b="<h2>Two</h2><p>b</p>",
            c="<p>b goes on</p>",
            d="<h2>Three</h2><p>d</p>",
        )
    )
    assert titles(book) == ["One", "Two", "Three"]
    assert [p.text for p in book.chapters[1].paragraphs] == ["Two", "b", "b goes on"]


def test_headings_decide_where_there_are_no_contents() -> None:
    book = read(epub_files(a="<h1>One</h1><p>a</p>", b="<h1>Two</h1><p>b</p>"))
    assert titles(book) == ["One", "Two"]


def test_sections_of_a_chapter_are_no_chapters() -> None:
    words = "<p>" + "word " * 400 + "</p>"
    body = f"<h2>Ash</h2><h3 id='i'>I</h3>{words}<h3 id='ii'>II</h3>{words}"
    inner = "".join(f'<li><a href="a.xhtml#{i}">{i.upper()}</a></li>' for i in ("i", "ii"))
    files = with_nav(a=body, b=f"<h2>Elm</h2>{words * 2}")
    files["nav.xhtml"] = page(
        '<nav epub:type="toc"><ol>'
        f'<li><a href="a.xhtml">Ash</a><ol>{inner}</ol></li>'
        '<li><a href="b.xhtml">Elm</a></li></ol></nav>'
    )
    assert titles(read(files)) == ["Ash", "Elm"]


def test_what_the_contents_call_front_matter_is_skipped_and_comes_back() -> None:
    files = with_nav(
        ("Acknowledgements", "t.xhtml"),
        ("One", "a.xhtml"),
        ("Index", "i.xhtml"),
        t="<p>To my owl.</p>",
        a="<h2>One</h2>" + "<p>Rain, and more of it.</p>" * 9,
        i="<p>owl, 3</p>",
    )
    assert reasons(read(files)) == ["acknowledgements", "index"]
    asked = read(files, ReadOptions(front_matter=True))
    assert [(c.title, c.paragraphs[0].text) for c in asked.chapters] == [
        ("Acknowledgements", "To my owl."),
        ("One", "One"),
    ]
    assert reasons(asked) == ["index"]


def test_a_document_that_the_spine_names_twice_is_read_once() -> None:
    files = epub_files(a="<h1>One</h1><p>rain</p>")
    files["book.opf"] = package({"a": "a.xhtml"}, spine="a a a")
    assert spoken(read(files)).count("rain") == 1


def test_contents_that_lead_in_circles_do_no_harm() -> None:
    files = with_nav(
        ("Contents", "nav.xhtml"), ("One", "a.xhtml"), ("One", "a.xhtml"), a="<h1>One</h1><p>a</p>"
    )
    files["book.opf"] = package({"nav": "nav.xhtml", "a": "a.xhtml"}, spine="nav a nav")
    assert titles(read(files)) == ["One"]
    deep = "<ol><li><a href='a.xhtml'>x</a>" * 300 + "</li></ol>" * 300
    files["nav.xhtml"] = page(f'<nav epub:type="toc">{deep}</nav>')
    assert "a" in spoken(read(files))


def test_ten_thousand_chapters() -> None:
    count = 10_000
    bodies = {f"c{n}": f"<h2>Chapter {n}</h2><p>Words of {n}.</p>" for n in range(1, count + 1)}
    book = read(with_nav(*((f"Chapter {n[1:]}", f"{n}.xhtml") for n in bodies), **bodies))
    assert len(book.chapters) == count
    assert book.chapters[-1].title == "Chapter 10000"


# ---------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"META-INF/container.xml": None}, "META-INF/container.xml is missing"),
        ({"META-INF/container.xml": "<container/>"}, "names no package file"),
        ({"book.opf": None}, "package file book.opf is missing"),
        ({"book.opf": "<package/>"}, "lists nothing to read"),
        ({"book.opf": "no xml at all"}, "not well-formed XML"),
        ({"a.xhtml": None}, "holds none of the documents"),
        ({"a.xhtml": page("<img src='x.png'/>")}, "holds no text to read"),
        ({"../../a.txt": "x"}, r"leads outside it \('../../a.txt'\); refused"),
        ({"/etc/x": "x"}, "leads outside it"),
        ({"a.xhtml": page("<p>" + "a" * 20_000_000 + "</p>")}, "zip bomb"),
    ],
)
def test_a_bad_book_is_refused_in_one_line(change: dict[str, str | None], problem: str) -> None:
    files = epub_files(a="<h1>One</h1><p>Hello.</p>")
    for path, content in change.items():
        files.pop(path, None)
        if content is not None:
            files[path] = content
    with pytest.raises(ManuscriptError, match=problem) as caught:
        read(files)
    assert str(caught.value).startswith("book.epub")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [b"no zip", b"PK\x03\x04 cut", zipped({"a": "b" * 999})[:90]],
    ids=["no zip", "hardly one", "cut off"],  # a zip's bytes hold the time: no name for a test
)
def test_what_is_no_zip_is_refused(data: bytes) -> None:
    with pytest.raises(ManuscriptError, match="is not an EPUB: not a zip archive"):
        readers.read("book.epub", data=data)


def encryption(path: str, algorithm: str) -> str:
    return (
        '<encryption xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData>'
        f'<e:EncryptionMethod Algorithm="{algorithm}"/><e:CipherData>'
        f'<e:CipherReference URI="{path}"/></e:CipherData></e:EncryptedData></encryption>'
    )


def test_a_locked_book_says_so() -> None:
    files = epub_files(a="<p>Hello.</p>")
    aes = "http://www.w3.org/2001/04/xmlenc#aes128-cbc"
    files["META-INF/encryption.xml"] = encryption("a.xhtml", aes)
    with pytest.raises(ManuscriptError, match="is protected by DRM"):
        read(files)


def test_an_archive_with_a_password_says_so() -> None:
    data = bytearray(zipped(epub_files(a="<p>Hello.</p>")))
    at = data.index(b"PK\x01\x02")
    while data[at : at + 4] == b"PK\x01\x02":
        data[at + 8] |= 1  # the flag in the entry of the archive's directory
        lengths = [int.from_bytes(data[at + n : at + n + 2], "little") for n in (28, 30, 32)]
        at += 46 + sum(lengths)
    with pytest.raises(ManuscriptError, match="protected by DRM or a password"):
        readers.read("book.epub", data=bytes(data))


def test_scrambled_fonts_lock_nothing() -> None:
    files = epub_files(a="<p>Hello.</p>")
    files["META-INF/encryption.xml"] = encryption("f.otf", "http://www.idpf.org/2008/embedding")
    assert spoken(read(files)) == "Hello."


def test_missing_documents_are_listed() -> None:
    files = epub_files(a="<h1>One</h1><p>a</p>", b="<p>b</p>")
    del files["b.xhtml"]
    book = read(files)
    assert [(s.reason, s.document) for s in book.skipped] == [("missing from the file", "b.xhtml")]


def test_entities_are_never_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret", encoding="utf-8")
    files = epub_files(a="<p>A&nbsp;b &far; &bomb; &mdash; c</p>")
    files["a.xhtml"] = (
        f'<!DOCTYPE html [<!ENTITY far SYSTEM "{secret.as_uri()}"><!ENTITY l "lol">'
        '<!ENTITY bomb "&l;&l;&l;">]>' + str(files["a.xhtml"])
    )
    assert spoken(read(files)) == "A b &far; &bomb; — c"


def test_names_are_found_in_other_writing() -> None:
    files = epub_files(a="<p>Hello.</p>")
    files["book.opf"] = package({"a": "Chapter%20One.XHTML"})
    files["chapter one.xhtml"] = files.pop("a.xhtml")
    assert spoken(read(files)) == "Hello."


def test_a_word_document_called_epub_is_read_as_what_it_is() -> None:
    docx = pytest.importorskip("docx")
    stream = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Hello.")
    document.save(stream)
    assert readers.read("book.epub", data=stream.getvalue()).profile == "Word document"


def test_pictures_are_not_loaded(tmp_path: Path) -> None:
    files = epub_files(a="<h1>One</h1><p>Hello.</p><img src='p0.jpg' alt=''/>")
    path = tmp_path / "pictures.epub"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        for n in range(20):
            archive.writestr(f"p{n}.jpg", bytes(2_000_000))
    readers.read(path)
    tracemalloc.start()
    book = readers.read(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert spoken(book) == "One\nHello."
    assert peak < 5_000_000
