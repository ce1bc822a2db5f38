"""Paragraphs into lines, each for one voice: narration, dialogue, thought, heading."""

from __future__ import annotations

from collections.abc import Sequence

from narrator.book import Book, Lines, with_ids
from narrator.segmenter.brackets import BRACKET_HABIT, count_bracketed
from narrator.segmenter.conventions import find_convention
from narrator.segmenter.letters import mark_letters
from narrator.segmenter.lines import make_lines
from narrator.segmenter.manners import find_distance
from narrator.segmenter.narration import SAMPLE, find_telling
from narrator.segmenter.plays import read_turns
from narrator.segmenter.prose import Prose, Span
from narrator.segmenter.speech import find_speech
from narrator.segmenter.thoughts import find_thoughts, narration_of

__all__ = ["segment"]


def segment(book: Book) -> tuple[Lines, ...]:
    """The lines of each chapter, with ids; together with the book's skips they tile its source.

    A line has a speaker already where the book states it, as plays and chats do.
    """
    convention = find_convention(book)
    chapters: list[Sequence[Prose]] = []
    speech: list[list[list[Span]]] = []
    for chapter in book.chapters:
        written = mark_letters([Prose.of(each) for each in chapter.paragraphs], convention)
        shown, turns = read_turns(written)
        chapters.append(shown)
        speech.append(find_distance(shown, find_speech(shown, convention, turns)))
    habit = sum(count_bracketed(prose) for prose in chapters) >= BRACKET_HABIT
    first_person = _is_first_person(chapters, speech)
    lines: list[Lines] = []
    for prose, said in zip(chapters, speech, strict=True):
        spans = find_thoughts(prose, said, habit=habit, first_person=first_person)
        lines.append(make_lines(prose, spans))
    return with_ids(lines)


def _is_first_person(
    chapters: Sequence[Sequence[Prose]], speech: Sequence[Sequence[Sequence[Span]]]
) -> bool:
    """Whether an "I" tells the book, from a sample of each chapter."""
    sample = max(1000, SAMPLE // max(1, len(chapters)))
    texts = (
        narration_of(prose, said, range(min(len(prose), 60)))[:sample]
        for prose, said in zip(chapters, speech, strict=True)
    )
    return find_telling("\n".join(texts)).first_person
