"""Paragraphs into lines, each for one voice: narration, dialogue, thought, heading."""

from __future__ import annotations

from narrator.book import Book, Chapter, Lines, with_ids
from narrator.segmenter.conventions import Convention, find_convention
from narrator.segmenter.lines import make_lines
from narrator.segmenter.prose import Prose
from narrator.segmenter.speech import find_speech

__all__ = ["segment"]


def segment(book: Book) -> tuple[Lines, ...]:
    """The lines of each chapter, with ids; together with the book's skips they tile its source."""
    convention = find_convention(book)
    return with_ids([_segment_chapter(chapter, convention) for chapter in book.chapters])


def _segment_chapter(chapter: Chapter, convention: Convention) -> Lines:
    prose = [Prose.of(paragraph) for paragraph in chapter.paragraphs]
    spans = find_speech(prose, convention)
    return make_lines(prose, spans)
