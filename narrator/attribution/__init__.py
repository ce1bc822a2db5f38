"""Lines into the same lines with speaker, confidence and evidence, and the Cast who speak them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from narrator.book import Book, Cast, Character, Lines

if TYPE_CHECKING:
    from narrator.attribution.second_opinion import SecondOpinion

__all__ = ["attribute"]


def attribute(
    book: Book,
    chapters: Sequence[Lines],
    *,
    people: Sequence[Character] = (),
    corrections: Mapping[str, str] | None = None,
    second_opinion: SecondOpinion | None = None,
) -> tuple[tuple[Lines, ...], Cast]:
    """The same lines with their speakers, and everyone who speaks.

    ``people`` are the characters that are known beforehand (short names are still derived);
    ``corrections`` maps line ids to speakers: they are beyond doubt, and neighbours follow them.
    ``second_opinion`` is asked about speech in doubt.
    """
    from narrator.attribution.speakers import attribute_lines

    def decide(sure: Mapping[str, str]) -> tuple[tuple[Lines, ...], Cast]:
        known = {**sure, **(corrections or {})}
        listed = book.metadata.people
        return attribute_lines(chapters, people=people, listed=listed, corrections=known)

    return second_opinion.reconsider(decide) if second_opinion else decide({})
