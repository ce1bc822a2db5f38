"""Making manuscripts in tests, and showing books as data that a person can read and compare."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from narrator.book import Book

CASES = Path(__file__).parent / "cases"
XHTML = "application/xhtml+xml"

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book.opf"/></rootfiles></container>'
)
METADATA_FIELDS = (
    "title",
    "author",
    "language",
    "series",
    "series_number",
    "publisher",
    "date",
    "description",
    "tags",
    "people",
)


def zipped(files: Mapping[str, str | bytes], *, media_type: str = "application/epub+zip") -> bytes:
    """A zip archive of these files, as an EPUB begins."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        if media_type:
            archive.writestr("mimetype", media_type, zipfile.ZIP_STORED)
        for path, content in files.items():
            archive.writestr(path, content)
    return stream.getvalue()


def zipped_folder(folder: Path) -> bytes:
    """An EPUB of the files in a folder."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return zipped({path.relative_to(folder).as_posix(): path.read_bytes() for path in paths})


def page(body: str) -> str:
    """An XHTML document."""
    return (
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
        f"<head><title>page</title></head><body>{body}</body></html>"
    )


def nav(*entries: tuple[str, str]) -> str:
    """A navigation document: labels and where they lead."""
    items = "".join(f'<li><a href="{href}">{label}</a></li>' for label, href in entries)
    return page(f'<nav epub:type="toc"><ol>{items}</ol></nav>')


def package(documents: Mapping[str, str], *, spine: str = "", extra: str = "") -> str:
    """An OPF file: ids and the files they stand for; the navigation document is called ``nav``."""
    items = "".join(
        f'<item id="{name}" href="{path}" media-type="{XHTML}"'
        + (' properties="nav"' if name == "nav" else "")
        + "/>"
        for name, path in documents.items()
    )
    order = spine.split() or [name for name in documents if name != "nav"]
    refs = "".join(f'<itemref idref="{name}"/>' for name in order)
    return (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Test</dc:title></metadata>'
        f"<manifest>{items}{extra}</manifest><spine>{refs}</spine></package>"
    )


def epub_files(**bodies: str) -> dict[str, str | bytes]:
    """The files of a small EPUB, a document for each body; take some away, or change them."""
    files: dict[str, str | bytes] = {"META-INF/container.xml": CONTAINER}
    files["book.opf"] = package({name: f"{name}.xhtml" for name in bodies})
    files.update({f"{name}.xhtml": page(body) for name, body in bodies.items()})
    return files


def shape(book: Book) -> dict[str, Any]:
    """A book as data: ``pause, role: text`` for each paragraph, and why the rest is skipped."""
    fields = {name: getattr(book.metadata, name) for name in METADATA_FIELDS}
    return {
        "profile": book.profile,
        "metadata": {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in fields.items()
            if value
        },
        "chapters": [
            [chapter.title, *(f"{p.before}, {p.role}: {p.text}" for p in chapter.paragraphs)]
            for chapter in book.chapters
        ],
        "runs": [
            [str(run.style), run.value, book.source[run.start : run.end]]
            for chapter in book.chapters
            for paragraph in chapter.paragraphs
            for run in paragraph.runs
        ],
        "skipped": [[skip.reason, book.source[skip.start : skip.end]] for skip in book.skipped],
    }


def expected(path: Path) -> dict[str, Any]:
    """What a case should be read as."""
    data: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return data


def spoken(book: Book) -> str:
    """All text that is read, a paragraph a line."""
    return "\n".join(p.text for chapter in book.chapters for p in chapter.paragraphs)


def reasons(book: Book) -> list[str]:
    return [skip.reason for skip in book.skipped]


def assert_whole(book: Book) -> None:
    """Paragraphs are slices of the source; they and the skips tile it; runs lie inside."""
    for chapter in book.chapters:
        for paragraph in chapter.paragraphs:
            assert book.source[paragraph.start : paragraph.end] == paragraph.text
            starts = [run.start for run in paragraph.runs]
            assert starts == sorted(starts)
            for run in paragraph.runs:
                assert paragraph.start <= run.start < run.end <= paragraph.end
    spans = [(p.start, p.end) for c in book.chapters for p in c.paragraphs]
    spans += [(skip.start, skip.end) for skip in book.skipped]
    reached = 0
    for start, end in sorted(spans):
        assert start >= reached, f"doubled: {book.source[start:reached]!r}"
        assert not book.source[reached:start].strip(), f"lost: {book.source[reached:start]!r}"
        reached = end
    assert not book.source[reached:].strip()
