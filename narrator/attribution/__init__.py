"""Lines into the same lines with speaker, confidence and evidence, and the Cast who speak them."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from narrator.book import UNKNOWN, Book, Cast, Character, Line, Lines

if TYPE_CHECKING:
    from narrator.attribution.second_opinion import SecondOpinion
    from narrator.notebook import Notes

__all__ = ["attribute", "is_foreign"]

MOST_FOREIGN = 0.7
"""Confidence was learned on English, and pronouns of other languages are not read."""
STATED = 0.99
"""What is set like a name and a colon may be something else, but rarely."""


def attribute(
    book: Book,
    chapters: Sequence[Lines],
    *,
    people: Sequence[Character] = (),
    corrections: Mapping[str, str] | None = None,
    second_opinion: SecondOpinion | None = None,
    unknown_below: float = 0.0,
    notes: Notes | None = None,
) -> tuple[tuple[Lines, ...], Cast]:
    """The same lines with their speakers, and everyone who speaks.

    ``people`` are the characters that are known beforehand (short names are still derived);
    ``corrections`` maps line ids to speakers: they are beyond doubt, and neighbours follow them.
    ``second_opinion`` is asked about speech in doubt. What stays less sure than ``unknown_below``
    is said by ``UNKNOWN``, with a word of whom it might be. ``notes`` save work after an edit.
    """
    from narrator.attribution.speakers import attribute_lines
    from narrator.attribution.tally import count_speech

    stated = {
        line.id: line.speaker for lines in chapters for line in lines if line.speaker is not None
    }

    def decide(sure: Mapping[str, str]) -> tuple[tuple[Lines, ...], Cast]:
        known = {**sure, **stated, **(corrections or {})}
        listed = book.metadata.people
        decided, cast = attribute_lines(
            chapters, people=people, listed=listed, corrections=known, notes=notes
        )
        told = stated.keys() - (corrections or {}).keys()
        foreign = is_foreign(book)
        return (
            tuple(
                tuple(_as_stated(line, told, foreign=foreign) for line in lines)
                for lines in decided
            ),
            cast,
        )

    decided, cast = second_opinion.reconsider(decide) if second_opinion else decide({})
    if not any(_is_doubtful(line, unknown_below) for lines in decided for line in lines):
        return decided, cast
    kept = tuple(tuple(_if_likely(line, unknown_below) for line in lines) for lines in decided)
    return kept, count_speech(kept, cast)


def _is_doubtful(line: Line, below: float) -> bool:
    return line.speaker not in (None, UNKNOWN) and line.confidence < below


def _if_likely(line: Line, below: float) -> Line:
    """The line, without its speaker where that is too doubtful."""
    if not _is_doubtful(line, below):
        return line
    return replace(line, speaker=UNKNOWN, evidence=f"perhaps {line.speaker}: {line.evidence}")


def is_foreign(book: Book) -> bool:
    """Whether the book is known to be in a language other than English."""
    language = book.metadata.language.casefold()
    return bool(language) and language.split("-")[0] not in ("en", "eng")


def _as_stated(line: Line, told: Container[str], *, foreign: bool) -> Line:
    """The line, sure of a speaker whom the book names ahead of the words, as plays and chats do,
    and never too sure where no tag was read in a language that isn't English."""
    if line.id in told:
        return replace(line, confidence=STATED, evidence="named ahead of the words")
    tagged = line.speaker is None or line.evidence.startswith(("tag", "corrected"))
    if foreign and not tagged and line.confidence > MOST_FOREIGN:
        return replace(line, confidence=MOST_FOREIGN)
    return line
