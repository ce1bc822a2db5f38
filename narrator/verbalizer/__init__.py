"""Text as written into text as spoken: plain words and punctuation, each tied to its source.

A line is cut into pieces that tile it; the rules of its language say what each piece becomes when
spoken. Because every piece keeps its place, the build can prove that no letter or digit fell out.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from functools import cache

from narrator.book import Kind, Line, Style
from narrator.verbalizer.breath import let_breathe
from narrator.verbalizer.pieces import (
    Piece,
    Spoken,
    is_heard,
    is_ornament,
    join_pieces,
    keep_all_heard,
    silent_places,
    split_to_fit,
)
from narrator.verbalizer.scanner import Language, speak, speak_head

__all__ = ["Piece", "Spoken", "silent_places", "split_to_fit", "verbalize"]

LANGUAGES: Mapping[str, str] = {
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
}
"""Modules of this folder by BCP 47 language; other languages get what is common to all."""


def verbalize(line: Line, lexicon: Mapping[str, str] | None = None, language: str = "") -> Spoken:
    """A line's text as spoken words.

    ``lexicon`` maps words as written to respellings; a capital first letter in the text is as good
    as a small one in the lexicon, but not the other way round. ``language`` is the book's (BCP 47);
    English when it isn't known.
    """
    rules = _rules(language.casefold().partition("-")[0] or "en")
    lexicon = lexicon or {}
    if is_ornament(line.text):
        return Spoken("", (Piece(0, len(line.text), ""),))
    pieces: list[Piece] = []
    silent = False
    for start, end, value in _outside_markup(line):
        if value is not None:
            pieces.append(Piece(start, end, value))
            continue
        if start == 0 and line.kind is Kind.HEADING and (head := speak_head(line.text, end, rules)):
            pieces.append(head)
            start = head.end
        for piece in speak(line.text, start, end, rules, lexicon):
            silent = silent or not is_heard(piece.spoken)
            pieces.append(piece)
    if silent:
        pieces = keep_all_heard(line.text, pieces, _markup(line))
    return Spoken(let_breathe(join_pieces(pieces)), tuple(pieces))


@cache
def _rules(language: str) -> Language:
    module = importlib.import_module(
        f"narrator.verbalizer.{LANGUAGES.get(language, 'any_language')}"
    )
    rules = module.LANGUAGE
    assert isinstance(rules, Language)
    return rules


def _markup(line: Line) -> frozenset[int]:
    """Where runs of markup start, in the line."""
    return frozenset(
        run.start - line.start for run in line.runs if run.style in (Style.MARKUP, Style.NOTE_MARK)
    )


def _outside_markup(line: Line) -> Iterator[tuple[int, int, str | None]]:
    """Stretches of the line: ``(start, end, None)`` is text, a string stands for markup."""
    reached = 0
    for run in line.runs:
        if run.style not in (Style.MARKUP, Style.NOTE_MARK):
            continue
        start, end = max(run.start - line.start, reached), min(run.end - line.start, len(line.text))
        if start >= end:
            continue
        if reached < start:
            yield reached, start, None
        yield start, end, run.value if run.style is Style.MARKUP else ""
        reached = end
    if reached < len(line.text):
        yield reached, len(line.text), None
