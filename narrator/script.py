"""The script: who says what, and why; what ``narrator script`` prints as text or as JSON."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from narrator.book import UNKNOWN, Book, Cast, Kind, Line, Lines, Pause

FORMAT = "narrator-script/1"
"""The public format's name and version; it changes when a program that reads it would break."""


@dataclass(frozen=True, slots=True)
class Script:
    """A book with its lines, one tuple a chapter, and its cast."""

    book: Book
    chapters: tuple[Lines, ...]
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
    columns: int = 0,
) -> Iterator[str]:
    """The script for people, a row at a time: speaker, how sure, the words, and why.

    Rows are broken between words after so many ``columns``, under their own words; 0: never.
    """
    yield f"{script.title}" + (
        f" — {script.book.metadata.author}" if script.book.metadata.author else ""
    )
    if script.book.profile:
        yield f"recognised as: {script.book.profile}"
    width = min(18, max((len(name) for name in _names(script)), default=8))
    for chapter, lines in zip(script.book.chapters, script.chapters, strict=True):
        yield f"\n== {chapter.title or 'Untitled chapter'} =="
        for line in lines:
            if line.before in MARKS and line.kind is not Kind.HEADING:
                yield MARKS[line.before].strip("\n")
            yield _broken(_line_text(line, width, evidence), columns, width + 6)
            if spoken is not None:
                row = f"{'':{width}}      ▸ {spoken.get(line.id, '')}"
                yield _broken(row, columns, width + 8)
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
    """The whole script, book and all, as bytes for the cache; see ``unpack_script``."""
    from pydantic import TypeAdapter

    book, cover = script.book, script.book.metadata.cover
    bare = replace(script, book=replace(book, metadata=replace(book.metadata, cover=b"")))
    return TypeAdapter(Script).dump_json(bare) + b"\n" + cover


def unpack_script(data: bytes) -> Script:
    """What ``pack_script`` made bytes of. Raises ValueError when they are anything else."""
    from pydantic import TypeAdapter

    head, _, cover = data.partition(b"\n")
    script = TypeAdapter(Script).validate_json(head)
    metadata = replace(script.book.metadata, cover=cover)
    return replace(script, book=replace(script.book, metadata=metadata))
