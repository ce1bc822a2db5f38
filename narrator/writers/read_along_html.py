"""Tracks into one HTML page that plays the book and lights up the line being read.

The page needs nothing but the sound files beside it, and works from a folder without a server.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from narrator.book import Kind, Metadata
from narrator.writers.tags import SYNTHETIC
from narrator.writers.tracks import Said, Track

PAGE = Path(__file__).with_name("read_along.html")


def read_along(book: Metadata, tracks: Sequence[Track]) -> str:
    """The whole page. Words are in it as text, so that it can be read without a script too."""
    names = json.dumps([track.name for track in tracks], ensure_ascii=False)
    facts: Mapping[str, str] = {
        "language": html.escape(book.language or "en"),
        "title": html.escape(book.title),
        "author": html.escape(book.author),
        "note": html.escape(SYNTHETIC),
        "text": "\n".join(_text(tracks)),
        # Inside a script only "</" and "<!--" would end it.
        "files": names.replace("<", "\\u003c").replace("\u2028", "\\u2028"),
    }
    page = PAGE.read_text(encoding="utf-8")
    # In one pass, so that nothing of the book is taken for a place to fill.
    return re.sub(r"\{\{(\w+)\}\}", lambda found: facts[found[1]], page)


def _text(tracks: Sequence[Track]) -> Iterator[str]:
    for number, track in enumerate(tracks):
        for part in track.parts:
            yield f"<section aria-label={_quoted(part.title)}>"
            spoken = any(said.line.kind is Kind.HEADING for said in part.said[:1])
            if not spoken:
                yield f"<h2>{html.escape(part.title)}</h2>"
            open_tag = ""
            for said in part.said:
                if said.begins or not open_tag:
                    if open_tag:
                        yield f"</{open_tag}>"
                    open_tag = "h2" if said.line.kind is Kind.HEADING else "p"
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


def _quoted(text: str) -> str:
    return f'"{html.escape(" ".join(text.split()))}"'
