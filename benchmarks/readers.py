"""Measure the readers on a folder of EPUBs: words kept, chapters found, time taken.

    python benchmarks/readers.py FOLDER [--reference PYTHON] [--json FILE] [--quiet]

Words are compared as multisets with another tool's extraction of the same documents: html5lib
and BeautifulSoup, run by ``--reference``, a Python that has both (``pip install beautifulsoup4
html5lib``) in an environment of its own. Chapters are compared with the book's own contents.
Nothing of the reader is used on the reference's side but the list of documents read.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from narrator import readers
from narrator.book import Book, Role, Style, lost_text
from narrator.errors import ManuscriptError

SENTENCE = re.compile(r"A table is left out here: \d+ rows, \d+ columns\.")
"""What the reader says itself, in a table's place."""
WORD = re.compile(r"[^\W_]+")

REFERENCE = r"""
import json, posixpath, re, sys, zipfile
from collections import Counter
from urllib.parse import unquote
from bs4 import BeautifulSoup, Comment, Doctype, ProcessingInstruction, Declaration, CData
import warnings
warnings.filterwarnings("ignore")
INLINE = set("a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark math"
    " q ruby rb rt rp s samp small span strike strong sub sup time tt u var wbr mi mn mo mrow mtext"
    " msub msup".split())
DROP = ["script", "style", "template", "head"]

def words(markup):
    soup = BeautifulSoup(markup, "html5lib")
    for tag in soup(DROP):
        tag.decompose()
    for tag in soup.find_all(True):
        if tag.name not in INLINE:
            tag.insert_before("\n")
            tag.insert_after("\n")
            tag.insert(0, "\n")
            tag.append("\n")
    pieces = [str(t) for t in soup.find_all(string=True)
              if not isinstance(t, (Comment, Doctype, ProcessingInstruction, Declaration, CData))]
    text = re.sub("[\u00ad\u200b\u200c\u200e\u200f\u2060-\u2064\ufeff]", "", "".join(pieces))
    return Counter(re.findall(r"[^\W_]+", text))

VOID = "area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"

def as_html(text):
    text = re.sub(r"<\?xml[^>]*\?>", "", text)
    # XHTML closes any element so; an HTML parser must be told in its own words.
    return re.sub(r"<(?!(?:%s)\b)([A-Za-z][\w:-]*)((?:\s[^<>]*?)?)/>" % VOID, r"<\1\2></\1>", text)

def decode(data):
    marks = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    for mark, name in marks:
        if data.startswith(mark):
            return data.decode(name, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")

for line in sys.stdin:
    path, names = json.loads(line)
    try:
        with zipfile.ZipFile(path) as archive:
            result = {name: words(as_html(decode(archive.read(name)))) for name in names}
    except Exception as error:
        result = {"error": repr(error)}
    print(json.dumps(result), flush=True)
"""


def words_of(book: Book, *, with_skips: bool) -> Counter[str]:
    """The words that the reader found: those to be read, or all that it lists."""
    if with_skips:
        # what the reader itself says (pictures' texts, sentences for tables) is not in the text
        inside = [s for s in book.skipped if s.reason != "illustration"]
        text = "\n".join(book.source[s.start : s.end] for s in inside)
    else:
        text = ""
    for chapter in book.chapters:
        for paragraph in chapter.paragraphs:
            if not SENTENCE.fullmatch(paragraph.text):
                text += "\n" + paragraph.text
    return Counter(WORD.findall(text))


def documents_of(path: Path) -> list[str]:
    """The documents of the spine that are in the archive, once each."""
    from narrator.readers._archive import Archive
    from narrator.readers._package import TEXT_TYPES, find_package, read_package

    with path.open("rb") as stream:
        archive = Archive(stream, str(path), "an EPUB")
        package = read_package(archive, find_package(archive))
        found: dict[str, None] = {}
        for idref, _ in package.spine:
            item = package.items.get(idref)
            for _ in package.items:
                if item and item.media_type not in TEXT_TYPES and item.fallback:
                    item = package.items.get(item.fallback)
            if item and item.media_type in TEXT_TYPES and (name := archive.find(item.path)):
                found.setdefault(name)
        return list(found)


def contents_of(path: Path) -> list[str]:
    """The labels of the book's own contents, flat."""
    from narrator.readers._archive import Archive
    from narrator.readers._package import find_package, read_navigation, read_package
    from narrator.readers.epub import _flat

    with path.open("rb") as stream:
        archive = Archive(stream, str(path), "an EPUB")
        package = read_package(archive, find_package(archive))
        return [entry.label for entry in _flat(read_navigation(archive, package))]


def in_order(titles: list[str], labels: list[str]) -> int:
    """How many titles are found among the labels in the labels' own order."""
    at = found = 0
    keys = ["".join(WORD.findall(label.casefold())) for label in labels]
    for title in titles:
        key = "".join(WORD.findall(title.casefold()))
        for i in range(at, len(keys)):
            if keys[i] and key.endswith(keys[i]):
                at, found = i + 1, found + 1
                break
    return found


def unaccounted(book: Book, labels: list[str]) -> list[str]:
    """Labels of the contents that are no chapter's title, no heading in one, and not skipped."""

    def key(text: str) -> str:
        return "".join(WORD.findall(text.casefold()))

    titles = {key(chapter.title) for chapter in book.chapters}
    headings = [
        "".join(key(p.text) for p in chapter.paragraphs if p.role is Role.HEADING)
        for chapter in book.chapters
    ]
    skipped = [key(book.source[s.start : s.end]) + key(s.reason) for s in book.skipped]
    return [
        label
        for label in labels
        if key(label)
        and not any(title.endswith(key(label)) for title in titles)
        and not any(key(label) in text for text in (*headings, *skipped))
    ]


def measure(path: Path, reference: subprocess.Popen[str] | None) -> dict[str, object]:
    """One book's row."""
    row: dict[str, object] = {"file": path.name, "bytes": path.stat().st_size}
    started = time.process_time()
    try:
        book = readers.read(path)
    except ManuscriptError as error:
        row["refused"] = error.problem
        return row
    if "EPUB" not in book.profile:
        row["refused"] = f"is no EPUB; read as {book.profile}"
        return row
    row["seconds"] = time.process_time() - started
    row["profile"] = book.profile
    row["letters"] = len(book.source)
    row["chapters"] = len(book.chapters)
    row["lost"] = len(lost_text(book, [()])) if not book.chapters else tiling_faults(book)
    labels = contents_of(path)
    titles = [chapter.title for chapter in book.chapters]
    row["contents"] = len(labels)
    row["in contents"] = in_order(titles, labels)
    row["unaccounted"] = unaccounted(book, labels)
    row["skipped"] = dict(Counter(skip.reason for skip in book.skipped))
    if reference and reference.stdin and reference.stdout:
        print(json.dumps([str(path), documents_of(path)]), file=reference.stdin, flush=True)
        answer = json.loads(reference.stdout.readline())
        if "error" in answer:
            row["reference"] = answer["error"]
        else:
            compare(row, book, answer)
    return row


def compare(row: dict[str, object], book: Book, answer: dict[str, dict[str, int]]) -> None:
    """Recall of all words, and precision of those that are to be read."""
    theirs: Counter[str] = Counter()
    for counts in answer.values():
        theirs.update(counts)
    ours, body = words_of(book, with_skips=True), words_of(book, with_skips=False)
    both = sum((ours & theirs).values())
    row["words"] = sum(theirs.values())
    row["body"] = sum(body.values())
    row["recall"] = both / max(sum(theirs.values()), 1)
    row["precision"] = sum((body & theirs).values()) / max(sum(body.values()), 1)
    row["wanting"] = (theirs - ours).most_common(8)
    row["surplus"] = (body - theirs).most_common(8)


def tiling_faults(book: Book) -> int:
    """How many stretches of text are in no paragraph and no skip, or in two."""
    spans = [(p.start, p.end) for c in book.chapters for p in c.paragraphs]
    spans += [(s.start, s.end) for s in book.skipped]
    faults = reached = 0
    for start, end in sorted(spans):
        gap = book.source[reached:start]
        faults += any(c.isalnum() for c in gap) or (start < reached and end > start)
        reached = max(reached, end)
    marks = (Style.MARKUP, Style.NOTE_MARK)
    runs = [r for c in book.chapters for p in c.paragraphs for r in p.runs if r.style in marks]
    faults += sum(not 0 <= r.start <= r.end <= len(book.source) for r in runs)
    return faults + any(c.isalnum() for c in book.source[reached:])


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reference", help="a Python that has beautifulsoup4 and html5lib")
    parser.add_argument("--json", type=Path, help="write all rows to this file")
    parser.add_argument("--quiet", action="store_true", help="print the totals alone")
    options = parser.parse_args()
    reference = (
        subprocess.Popen(
            [options.reference, "-c", REFERENCE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        if options.reference
        else None
    )
    rows = []
    for path in sorted(options.folder.rglob("*.epub")):
        row = measure(path, reference)
        rows.append(row)
        if not options.quiet:
            print_row(row)
    if options.json:
        options.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    print_totals(rows)
    return 0


def print_row(row: dict[str, object]) -> None:
    if "refused" in row:
        print(f"{row['file'][:44]:44} refused: {row['refused']}")  # type: ignore[index]
        return
    share = f"{row['recall']:.5f} {row['precision']:.5f}" if "recall" in row else "-"
    print(
        f"{str(row['file'])[:44]:44} {share:16} chapters {row['chapters']:4} contents"
        f" {row['contents']:4} of them in order {row['in contents']:4} faults {row['lost']}"
    )


def print_totals(rows: list[dict[str, object]]) -> None:
    read = [row for row in rows if "seconds" in row]
    compared = [row for row in read if "recall" in row]
    letters = sum(int(str(row["letters"])) for row in read)
    seconds = sum(float(str(row["seconds"])) for row in read)
    print(f"{len(rows)} files, {len(read)} read, {len(rows) - len(read)} refused")
    print(
        f"{letters / 1e6:.1f} million letters in {seconds:.1f} CPU s:"
        f" {seconds / max(letters / 1e6, 1e-9):.2f} s a million"
    )
    print(f"stretches lost or doubled: {sum(int(str(row['lost'])) for row in read)}")
    missed = sum(len(list(row["unaccounted"])) for row in read)  # type: ignore[call-overload]
    print(f"labels of contents that are neither read nor skipped: {missed}")
    for name in ("recall", "precision"):
        values = sorted(float(str(row[name])) for row in compared)
        if values:
            low = sum(value < 0.999 for value in values)
            print(
                f"{name}: worst {values[0]:.5f}, median {values[len(values) // 2]:.5f},"
                f" below 0.999: {low} of {len(values)}"
            )


if __name__ == "__main__":
    sys.exit(main())
