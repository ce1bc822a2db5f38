"""Tracks into one HTML page that plays the book and lights up the line being read.

The page needs nothing but the sound files beside it, and works from a folder without a server. It
may hold the sound itself, too, and then needs nothing at all.
"""

from __future__ import annotations

import base64
import html
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from narrator.book import Kind, Metadata
from narrator.writers.formats import MEDIA_TYPES
from narrator.writers.tags import SYNTHETIC
from narrator.writers.tracks import Part, Said, Track

PAGE = Path(__file__).with_name("read_along.html")
PICTURE = 360
"""Pixels a side, at most: twice as many as it is shown in."""
BLOCK = 3 << 18
"""Bytes of sound that are packed at once; a multiple of three, so that nothing is filled up."""


def read_along(
    book: Metadata,
    tracks: Sequence[Track],
    cover: bytes = b"",
    sounds: Mapping[str, Path] | None = None,
) -> Iterator[str]:
    """The page, piece by piece. Words are in it as text, so that it can be read without a script.

    ``cover`` is a JPEG; ``sounds`` says where each track's file lies now, if they shall be inside.
    """
    names = json.dumps([track.name for track in tracks], ensure_ascii=False)
    parts = [(number, part) for number, track in enumerate(tracks) for part in track.parts]
    named = _names_the_book(book, parts)
    facts: Mapping[str, str] = {
        "language": html.escape(book.language or "en"),
        "title": html.escape(book.title),
        "heading": "" if named else f"<h1>{html.escape(book.title)}</h1>",
        "author": html.escape(book.author),
        "note": html.escape(SYNTHETIC),
        "picture": _picture(cover) if cover else "",
        "contents": "\n".join(_contents(parts)) if len(parts) > 1 else "",
        "text": "\n".join(_text(parts, named=named)),
        # Inside a script only "</" and "<!--" would end it.
        "files": names.replace("<", "\\u003c").replace("\u2028", "\\u2028"),
    }
    # In one pass, so that nothing of the book is taken for a place to fill.
    for number, piece in enumerate(re.split(r"\{\{(\w+)\}\}", PAGE.read_text(encoding="utf-8"))):
        if number % 2 == 0:
            yield piece
        elif piece != "sounds":
            yield facts[piece]
        elif sounds:
            for at, track in enumerate(tracks):
                yield from _sound(at, track, sounds[track.name])


def _names_the_book(book: Metadata, parts: Sequence[tuple[int, Part]]) -> bool:
    """Whether the first heading is the book's title, which need not stand there twice."""
    if not parts or not parts[0][1].said:
        return False
    first = parts[0][1].said[0]
    title = " ".join(book.title.split())
    return first.line.kind is Kind.HEADING and first.text.casefold() == title.casefold()


def _picture(cover: bytes) -> str:
    from PIL import Image

    stream = io.BytesIO()
    with Image.open(io.BytesIO(cover)) as picture:
        picture.thumbnail((PICTURE, PICTURE))
        picture.save(stream, "JPEG", quality=80, optimize=True)
    data = base64.b64encode(stream.getvalue()).decode("ascii")
    return f'<img alt="" src="data:image/jpeg;base64,{data}">'


def _contents(parts: Sequence[tuple[int, Part]]) -> Iterator[str]:
    yield "<nav><details><summary>Contents</summary><ol>"
    for number, part in parts:
        place = f'data-f="{number}" data-t="{part.start:.3f}"'
        yield f"<li><button {place}>{html.escape(part.title)}</button></li>"
    yield "</ol></details></nav>"


def _text(parts: Sequence[tuple[int, Part]], *, named: bool) -> Iterator[str]:
    heading = "h1" if named else "h2"  # of what comes first
    for number, part in parts:
        yield f"<section aria-label={_quoted(part.title)}>"
        spoken = any(said.line.kind is Kind.HEADING for said in part.said[:1])
        if not spoken:
            yield f"<h2>{html.escape(part.title)}</h2>"
        open_tag = ""
        for said in part.said:
            if said.begins or not open_tag:
                if open_tag:
                    yield f"</{open_tag}>"
                    yield from ["<hr>"] * said.scene
                open_tag = heading if said.line.kind is Kind.HEADING else "p"
                heading = "h2"
                yield f"<{open_tag}>"
            yield _span(said, number)
        if open_tag:
            yield f"</{open_tag}>"
        yield "</section>"


def _span(said: Said, number: int) -> str:
    return (
        f'<span data-f="{number}" data-t="{said.start:.3f}" class="{said.line.kind}" '
        f"title={_quoted(said.speaker)}>{html.escape(said.text)}</span>"
    )


def _sound(number: int, track: Track, path: Path) -> Iterator[str]:
    """A sound file as text, which the page's script turns into sound again."""
    kind = MEDIA_TYPES[track.name.rpartition(".")[2]]
    yield f'<script type="text/plain" id="sound{number}" data-kind="{kind}">'
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield base64.b64encode(block).decode("ascii")
    yield "</script>\n"


def _quoted(text: str) -> str:
    return f'"{html.escape(" ".join(text.split()))}"'
