"""A manuscript into a script: read, split into lines, and told who speaks."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from narrator.book import Book, Cast, Lines, lost_text
from narrator.errors import ManuscriptError, WriteError
from narrator.processes import give_back_memory, without_collecting
from narrator.readers import STORY_ONLY, ReadOptions
from narrator.script import Script
from narrator.voices import VoiceMap

if TYPE_CHECKING:
    from narrator.attribution.second_opinion import SecondOpinion
    from narrator.cache import Cache

FOREIGN = (
    "the language is {}, and people are found by rules for English: speech is found all the same, "
    "its speakers less often"
)


@without_collecting()
def read_script(
    source: Path | str,
    voice_map: VoiceMap,
    *,
    data: bytes | None = None,
    reading: ReadOptions = STORY_ONLY,
    cache: Cache | None = None,
    split: Callable[[Script], None] = lambda script: None,
) -> Script:
    """A manuscript as a script; ``data`` stands for the bytes when ``source`` is ``-``.

    The lines hold its text, so its chapters come without paragraphs. With a cache, a manuscript
    that was read before is not read again; if it is, ``split`` is told the script while nobody
    knows yet who speaks. Raises ManuscriptError when it can't be read or a letter of it would be
    lost, EngineError when a server that shall give a second opinion can't be used.
    """
    from narrator import attribution, finished, readers, segmenter
    from narrator.calls import follow_calls
    from narrator.finished import HUGE
    from narrator.notebook import Notebook
    from narrator.script import pack_script, unpack_script
    from narrator.voices.anchors import find_again

    key = finished.script_key(source, data, voice_map, reading) if cache else ""
    if cache and key and (kept := cache.get("script", key)):
        with suppress(ValueError):
            return unpack_script(kept, packed=len(kept) > HUGE)
    opinion = _second_opinion(voice_map, cache)
    book = readers.read(source, data=data, options=reading)
    # What is noted of a huge book takes more memory than it saves time.
    noted = cache if len(book.source) < HUGE else None
    notebook = Notebook(noted, "lines", source)
    chapters = segmenter.segment(book, notebook if noted else None)
    _check_nothing_is_lost(source, book, chapters)
    book = _without_paragraphs(book)
    split(Script(book, chapters, Cast()))
    notebook.keep()
    del notebook  # as large as the book
    if not noted:
        give_back_memory()
    scored = Notebook(noted, "scores", source) if noted else None
    chapters, cast = attribution.attribute(
        book,
        chapters,
        people=voice_map.people,
        corrections=find_again(chapters, voice_map),
        second_opinion=opinion,
        unknown_below=voice_map.unknown_below,
        notes=scored,
    )
    if scored:
        scored.keep()
    notes = [FOREIGN.format(book.metadata.language)] if attribution.is_foreign(book) else []
    script = Script(book, follow_calls(chapters), cast, tuple(notes))
    if opinion:
        script = replace(script, notes=(*notes, *opinion.notes()), is_final=opinion.complete)
    if cache and key and script.is_final:
        with suppress(ValueError, WriteError):  # a script that can't be kept is still a script
            cache.put("script", key, pack_script(script))
    return script


def _second_opinion(voice_map: VoiceMap, cache: Cache | None) -> SecondOpinion | None:
    """Who else is asked, when anybody is."""
    if not voice_map.opinion:
        return None
    from narrator.attribution.second_opinion import SecondOpinion

    return SecondOpinion(voice_map.opinion, cache)


def _without_paragraphs(book: Book) -> Book:
    """The book without what its lines were made of: the text is there twice, and is long."""
    return replace(book, chapters=tuple(replace(each, paragraphs=()) for each in book.chapters))


def _check_nothing_is_lost(source: Path | str, book: Book, chapters: tuple[Lines, ...]) -> None:
    """Raises ManuscriptError when lines and skips don't hold each letter of the source once."""
    for start, _, what in lost_text(book, chapters):
        line, column = book.line_and_column(start)
        problem = f"text is {what} from column {column} on; please report this as a bug"
        raise ManuscriptError(source, problem, line=line)
