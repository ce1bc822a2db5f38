"""Paragraphs into lines, each for one voice: narration, dialogue, thought, heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from narrator.book import Book, Chapter, Lines, with_ids
from narrator.segmenter.brackets import BRACKET_HABIT, count_bracketed
from narrator.segmenter.conventions import Convention, find_convention
from narrator.segmenter.letters import mark_letters
from narrator.segmenter.lines import make_lines
from narrator.segmenter.manners import find_distance
from narrator.segmenter.narration import SAMPLE, find_telling
from narrator.segmenter.noted import (
    chapter_key,
    lines_to_notes,
    notes_to_lines,
    origin_of,
)
from narrator.segmenter.plays import read_turns
from narrator.segmenter.prose import Prose, Span
from narrator.segmenter.speech import find_speech
from narrator.segmenter.thoughts import find_thoughts, narration_of

if TYPE_CHECKING:
    from narrator.notebook import Notes

__all__ = ["segment"]

SAMPLED = 60
"""Paragraphs of a chapter that may be in its sample."""


def segment(book: Book, notes: Notes | None = None) -> tuple[Lines, ...]:
    """The lines of each chapter, with ids; together with the book's skips they tile its source.

    A line has a speaker already where the book states it, as plays and chats do. Chapters that
    ``notes`` know are not split again.
    """
    convention = find_convention(book)
    chapters = [_Reading(chapter, convention, book.source, notes) for chapter in book.chapters]
    habit = sum(chapter.bracketed() for chapter in chapters) >= BRACKET_HABIT
    length = max(1000, SAMPLE // max(1, len(chapters)))
    sample = "\n".join(chapter.sample(length) for chapter in chapters)
    first_person = find_telling(sample).first_person
    return with_ids([chapter.lines(habit=habit, first_person=first_person) for chapter in chapters])


@dataclass
class _Reading:
    """A chapter on its way into lines; what is noted of it is not worked out."""

    chapter: Chapter
    convention: Convention
    source: str
    notes: Notes | None

    @cached_property
    def key(self) -> str:
        return chapter_key(self.chapter, self.convention)

    @cached_property
    def said(self) -> tuple[Sequence[Prose], list[list[Span]]]:
        """The paragraphs as they read, and what of each is speech."""
        written = [Prose.of(each) for each in self.chapter.paragraphs]
        shown, turns = read_turns(mark_letters(written, self.convention))
        return shown, find_distance(shown, find_speech(shown, self.convention, turns))

    def bracketed(self) -> int:
        """How many paragraphs are bracketed in the form of thoughts."""
        count: int | None = self._noted("brackets")
        if count is None:
            count = count_bracketed(self.said[0])
            self._note("brackets", count)
        return count

    def sample(self, length: int) -> str:
        """So much of its narration, if there is as much."""
        noted = self._noted("sample")
        if noted is None or len(noted[1]) < min(length, noted[0]):
            paragraphs, spans = self.said
            text = narration_of(paragraphs, spans, range(min(len(paragraphs), SAMPLED)))
            noted = [len(text), text[:length]]
            self._note("sample", noted)
        return str(noted[1][:length])

    def lines(self, *, habit: bool, first_person: bool) -> Lines:
        """The chapter's lines, without ids."""
        name, origin = f"lines {habit:d} {first_person:d}", origin_of(self.chapter)
        noted = self._noted(name)
        if noted is not None:
            return notes_to_lines(noted, origin, self.source)
        paragraphs, spans = self.said
        thought = find_thoughts(paragraphs, spans, habit=habit, first_person=first_person)
        lines = make_lines(paragraphs, thought)
        self._note(name, lines_to_notes(lines, origin) if self.notes else None)
        return lines

    def _noted(self, what: str) -> Any:
        return self.notes.get(f"{self.key} {what}") if self.notes else None

    def _note(self, what: str, value: Any) -> None:
        if self.notes:
            self.notes.put(f"{self.key} {what}", value)
