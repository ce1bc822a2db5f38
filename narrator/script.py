"""The script: who says what, and why; what ``narrator script`` prints as text or as JSON."""

from __future__ import annotations

import io
import json
import pickle
import re
import sys
import textwrap
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import PurePath
from typing import Any, overload

from narrator.book import (
    UNKNOWN,
    Book,
    Cast,
    Chapter,
    Character,
    Kind,
    Line,
    Lines,
    Metadata,
    Pause,
    Run,
    Skip,
    Style,
)

KINDS = {each.value: each for each in Kind}
PAUSES = {each.value: each for each in Pause}
FORMAT = "narrator-script/1"
"""The public format's name and version; it changes when a program that reads it would break."""


class PackedChapters(Sequence[Lines]):
    """Chapters as bytes, made into lines when their turn comes: those of a long book are large."""

    def __init__(self, chapters: Iterable[Lines]) -> None:
        self._packed = [zlib.compress(pickle.dumps(lines), 1) for lines in chapters]

    def __len__(self) -> int:
        return len(self._packed)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]

    @overload
    def __getitem__(self, place: int) -> Lines: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Lines, ...]: ...
    def __getitem__(self, place: int | slice) -> Lines | tuple[Lines, ...]:
        if isinstance(place, slice):
            return tuple(map(self._lines, self._packed[place]))
        return self._lines(self._packed[place])

    @staticmethod
    def _lines(packed: bytes) -> Lines:
        lines: Lines = pickle.loads(zlib.decompress(packed))
        return lines


@dataclass(frozen=True, slots=True)
class Script:
    """A book with its lines, one tuple a chapter, and its cast."""

    book: Book
    chapters: Sequence[Lines]
    cast: Cast
    notes: tuple[str, ...] = ()
    """What people should know of how it was made."""
    is_final: bool = True
    """Whether reading the manuscript again would give the same: not when a server didn't answer."""

    @property
    def title(self) -> str:
        """The book's title, else one made of its file's name."""
        if self.book.metadata.title:
            return self.book.metadata.title
        words = re.sub(r"[-_\s]+", " ", PurePath(self.book.name).stem).strip(" -")
        return words.capitalize() if words.islower() else words

    def lines(self) -> Iterator[Line]:
        """All lines in reading order."""
        for lines in self.chapters:
            yield from lines


def script_document(script: Script, *, spoken: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The script as the public JSON document.

    ``spoken`` maps line ids to the text as an engine gets it; given, each line has a ``spoken``.
    """
    book = script.book
    chapters = []
    for chapter, lines in zip(book.chapters, script.chapters, strict=True):
        entry: dict[str, Any] = {"title": chapter.title}
        if chapter.document:
            entry["document"] = chapter.document
        entry["lines"] = [_line_document(line, spoken) for line in lines]
        chapters.append(entry)
    skipped = []
    for skip in book.skipped:
        document: dict[str, Any] = {"start": skip.start, "end": skip.end, "reason": skip.reason}
        if skip.document:
            document["document"] = skip.document
        skipped.append(document)
    return {
        "format": FORMAT,
        "title": script.title,
        "author": book.metadata.author,
        "language": book.metadata.language,
        "source": book.name,
        "profile": book.profile,
        "characters": [
            {
                "name": person.name,
                "aliases": list(person.aliases),
                "gender": person.gender or None,
                "lines": person.lines,
                "words": person.words,
            }
            for person in script.cast
        ],
        "narrator": script.cast.narrator or None,
        "chapters": chapters,
        "skipped": skipped,
    }


def _line_document(line: Line, spoken: Mapping[str, str] | None) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": line.id,
        "kind": line.kind.value,
        "text": line.text,
        "start": line.start,
        "end": line.end,
        "speaker": line.speaker,
        "confidence": round(line.confidence, 3),
        "evidence": line.evidence,
        "before": line.before.value,
    }
    if line.manner:
        document["manner"] = line.manner
    if spoken is not None:
        document["spoken"] = spoken.get(line.id, "")
    return document


def script_json(script: Script, *, spoken: Mapping[str, str] | None = None) -> str:
    """The document as text: one line of the book on one line of JSON, so that it can be diffed."""
    document = script_document(script, spoken=spoken)
    parts = []
    for key, value in document.items():
        if key == "chapters":
            rows = ",\n".join(_chapter_json(chapter) for chapter in value)
            parts.append(f'"chapters": [\n{rows}\n]')
        elif key in ("characters", "skipped") and value:
            rows = ",\n".join(json.dumps(item, ensure_ascii=False) for item in value)
            parts.append(f"{json.dumps(key)}: [\n{rows}\n]")
        else:
            parts.append(f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _chapter_json(chapter: dict[str, Any]) -> str:
    head = {key: value for key, value in chapter.items() if key != "lines"}
    rows = ",\n".join("  " + json.dumps(line, ensure_ascii=False) for line in chapter["lines"])
    return json.dumps(head, ensure_ascii=False)[:-1] + f', "lines": [\n{rows}\n]}}'


MARKS: Mapping[Pause, str] = {
    Pause.SCENE: "\n        · · ·\n",
    Pause.PART: "\n",
    Pause.CHAPTER: "\n",
}


def script_text(
    script: Script,
    *,
    spoken: Mapping[str, str] | None = None,
    evidence: bool = True,
    ids: bool = False,
    columns: int = 0,
) -> Iterator[str]:
    """The script for people, a row at a time: speaker, how sure, the words, and why.

    ``ids`` puts those of the lines ahead that somebody says or thinks: corrections need them.
    Rows are broken between words after so many ``columns``, under their own words; 0: never.
    """
    yield f"{script.title}" + (
        f" — {script.book.metadata.author}" if script.book.metadata.author else ""
    )
    if script.book.profile:
        yield f"recognised as: {script.book.profile}"
    width = min(18, max((len(name) for name in _names(script)), default=8))
    margin = max((len(line.id) + 2 for line in script.lines()), default=0) if ids else 0
    for chapter, lines in zip(script.book.chapters, script.chapters, strict=True):
        yield f"\n== {chapter.title or 'Untitled chapter'} =="
        for line in lines:
            if line.before in MARKS and line.kind is not Kind.HEADING:
                yield MARKS[line.before].strip("\n")
            ahead = f"{line.id if line.speaker else '':{margin}}" if ids else ""
            row = ahead + _line_text(line, width, evidence)
            yield _broken(row, columns, margin + width + 6)
            if spoken is not None:
                row = f"{'':{margin + width}}      ▸ {spoken.get(line.id, '')}"
                yield _broken(row, columns, margin + width + 8)
    if script.book.skipped:
        yield "\n== Not read aloud =="
        for skip in script.book.skipped:
            words = " ".join(script.book.source[skip.start : skip.end].split())
            shown = words if len(words) <= 60 else words[:57] + "…"
            yield f"{skip.reason}: {shown}"


def _names(script: Script) -> Sequence[str]:
    return [*{line.speaker or "narrator" for line in script.lines()}]


def _line_text(line: Line, width: int, evidence: bool) -> str:
    who = line.speaker or ("" if line.kind is Kind.NARRATION else f"[{line.kind.value}]")
    if line.kind is Kind.THOUGHT:
        who = f"({line.speaker or UNKNOWN})"
    sure = f"{round(100 * line.confidence):3d}%" if line.speaker else "    "
    why = f"   — {line.evidence}" if evidence and line.evidence else ""
    return f"{who[:width]:{width}} {sure} {' '.join(line.text.split())}{why}"


def _broken(row: str, columns: int, indent: int) -> str:
    if len(row) <= columns or columns <= 2 * indent:
        return row
    parts = textwrap.wrap(
        row, columns, subsequent_indent=" " * indent, break_on_hyphens=False, tabsize=1
    )
    return "\n".join(parts)


def pack_script(script: Script) -> bytes:
    """The whole script as bytes for the cache, but for its paragraphs; see ``unpack_script``.

    One row of JSON for what stands once, one for each chapter's lines, whose text is in the source.
    """
    book = script.book
    about = asdict(replace(book.metadata, cover=b""))
    del about["cover"]
    head = [
        [book.source, book.name, book.profile, about],
        [[each.title, each.document] for each in book.chapters],
        [[each.start, each.end, each.reason, each.document] for each in book.skipped],
        [asdict(each) for each in script.cast],
        [script.cast.narrator, script.notes, script.is_final],
    ]
    rows: Iterator[Any] = ([_line_row(line) for line in lines] for lines in script.chapters)
    parts = [json.dumps(each, separators=(",", ":")).encode() for each in (head, *rows)]
    return b"\n".join([*parts, book.metadata.cover])


def _line_row(line: Line) -> list[Any]:
    runs = [[run.start, run.end, run.style, run.value] for run in line.runs]
    place = [line.kind, line.start, len(line.text), line.before, line.paragraph, runs]
    return [
        *place,
        line.continues,
        line.id,
        line.speaker,
        line.confidence,
        line.evidence,
        line.manner,
    ]


def unpack_script(data: bytes, *, packed: bool = False) -> Script:
    """What ``pack_script`` made bytes of, with ``packed`` chapters where memory is short.

    Raises ValueError when they are anything else.
    """
    first, _, rest = data.partition(b"\n")
    try:
        (source, name, profile, about), titles, skipped, people, told = json.loads(first)
        rows = io.BytesIO(rest)
        read = (tuple(_line_of(row, source) for row in json.loads(rows.readline())) for _ in titles)
        lines: Sequence[Lines] = PackedChapters(read) if packed else tuple(read)
        about |= {key: tuple(about[key]) for key in ("tags", "people")}
        metadata = Metadata(**about, cover=rows.read())
        cast = [Character(**person | {"aliases": tuple(person["aliases"])}) for person in people]
        narrator, notes, is_final = told
    except (KeyError, TypeError) as error:
        raise ValueError("this is no script") from error
    chapters = tuple(Chapter(title, (), document) for title, document in titles)
    skips = tuple(Skip(*skip) for skip in skipped)
    book = Book(source, chapters, skips, metadata, name, profile)
    return Script(book, lines, Cast(tuple(cast), narrator), tuple(notes), is_final)


def _line_of(row: Sequence[Any], source: str) -> Line:
    kind, start, length, before, paragraph, runs, continues, name, speaker, *why = row
    styled = tuple(Run(low, high, Style(style), value) for low, high, style, value in runs)
    text = source[start : start + length]
    known = sys.intern(speaker) if speaker else speaker
    cause = PAUSES[before]
    return Line(KINDS[kind], text, start, cause, paragraph, styled, continues, name, known, *why)
