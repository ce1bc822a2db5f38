"""Opening and closing credits: what is known of a book into two chapters of a script, spoken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from narrator.book import Chapter, Kind, Line, Metadata, Pause
from narrator.script import Script
from narrator.voices import Pauses

OPENING, CLOSING = "Opening credits", "Closing credits"
PAUSES = Pauses(head=0.6, tail=1.3)
"""Credits are short: long silences at their ends would take their level below what shops ask."""

_WORDS: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "en": (
        ("{title}.", "Written by {author}.", "Read by synthetic voices."),
        ("You have been listening to {title}.", "Written by {author}.",
         "Read by synthetic voices.", "The end."),
    ),
    "de": (
        ("{title}.", "Geschrieben von {author}.", "Gelesen von künstlichen Stimmen."),
        ("Sie hörten: {title}.", "Geschrieben von {author}.", "Gelesen von künstlichen Stimmen.",
         "Ende."),
    ),
    "fr": (
        ("{title}.", "Écrit par {author}.", "Lu par des voix de synthèse."),
        ("Vous avez écouté {title}.", "Écrit par {author}.", "Lu par des voix de synthèse.",
         "Fin."),
    ),
    "es": (
        ("{title}.", "Escrito por {author}.", "Leído por voces sintéticas."),
        ("Han escuchado {title}.", "Escrito por {author}.", "Leído por voces sintéticas.", "Fin."),
    ),
}  # fmt: skip
"""Opening and closing by language; other languages get the English ones. A sentence that names an
author is left out where none is known."""


def add_credits(
    script: Script, numbers: Sequence[int], total: int
) -> tuple[Script, tuple[int, ...]]:
    """The script with a chapter before and one after all others, and the chapters' numbers.

    The opening credits are chapter 0, the closing ones follow the last.
    """
    book = script.book
    opening, closing = _WORDS.get(book.metadata.language.partition("-")[0].lower(), _WORDS["en"])
    chapters = (
        tuple(_lines(opening, book.metadata, "opening")),
        *script.chapters,
        tuple(_lines(closing, book.metadata, "closing")),
    )
    titles = (Chapter(OPENING, ()), *book.chapters, Chapter(CLOSING, ()))
    whole = replace(script, book=replace(book, chapters=titles), chapters=chapters)
    return whole, (0, *numbers, total + 1)


def _lines(sentences: Sequence[str], book: Metadata, place: str) -> list[Line]:
    facts = {"title": _plain(book.title), "author": _plain(book.author)}
    said = [each for each in sentences if facts["author"] or "{author}" not in each]
    return [
        Line(
            Kind.NARRATION,
            each.format_map(facts),
            start=0,
            before=Pause.PARAGRAPH if number else Pause.CHAPTER,
            paragraph=number,
            id=f"{place}-credits-{number}",
        )
        for number, each in enumerate(said)
    ]


def _plain(text: str) -> str:
    """A title or a name as words of a sentence."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(shown.split()).rstrip(".")
