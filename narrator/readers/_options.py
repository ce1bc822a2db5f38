"""What a reader of rich documents leaves out, and what may be asked back."""

from __future__ import annotations

from dataclasses import dataclass

NOTES = frozenset(("notes", "summary", "footnotes", "endnotes"))
"""Reasons of skips that ``ReadOptions.notes`` brings back, in a voice of their own."""

FRONT_MATTER = frozenset(
    (
        "title page",
        "byline",
        "tags",
        "imprint",
        "copyright",
        "colophon",
        "licence",
        "credits",
        "editor's note",
        "acknowledgements",
        "advertisement",
        "about the author",
        "list of characters",
        "bibliography",
        "glossary",
        "appendix",
    )
)
"""Reasons of skips that ``ReadOptions.front_matter`` brings back, as plain text."""

PICTURES = frozenset(("illustration", "drawing"))
"""Reasons of skips that ``ReadOptions.alt_text`` brings back: a picture's alternative text, and
the words in a drawing."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What is read beyond the title and the chapters."""

    notes: bool = False
    """Author's notes, summaries, footnotes and endnotes."""
    front_matter: bool = False
    """Title page, imprint, tags, licence and the like, before and after the story."""
    alt_text: bool = False
    """What pictures show, where the book says it."""

    def reads(self, reason: str) -> bool:
        """Whether text that is skipped for this reason is to be read after all.

        >>> ReadOptions(notes=True).reads("summary"), ReadOptions().reads("summary")
        (True, False)
        """
        return (
            (self.notes and reason in NOTES)
            or (self.front_matter and reason in FRONT_MATTER)
            or (self.alt_text and reason in PICTURES)
        )


STORY_ONLY = ReadOptions()
"""The default: the title and the chapters."""
