"""Lines into the same lines with speaker, confidence and evidence, and the Cast who speak them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from narrator.book import Book, Cast, Character, Lines

__all__ = ["attribute"]


def attribute(
    book: Book,
    chapters: Sequence[Lines],
    *,
    people: Sequence[Character] = (),
    corrections: Mapping[str, str] | None = None,
) -> tuple[tuple[Lines, ...], Cast]:
    """The same lines with their speakers, and everyone who speaks.

    ``people`` are the characters that are known beforehand (short names are still derived);
    ``corrections`` maps line ids to speakers: they are beyond doubt, and neighbours follow them.
    """
    from narrator.attribution.speakers import attribute_lines

    return attribute_lines(
        chapters, people=people, listed=book.metadata.people, corrections=corrections or {}
    )
