"""Lines into the text that an engine gets; how a line was put before is remembered."""

from __future__ import annotations

from narrator.book import Book, Line, Style
from narrator.errors import ManuscriptError
from narrator.notebook import Notebook
from narrator.script import Script
from narrator.voices import VoiceMap


def spoken_texts(
    script: Script, voice_map: VoiceMap, notebook: Notebook | None = None
) -> dict[str, str]:
    """Line id -> the text as an engine gets it; "" for lines without words.

    ``notebook`` is one for this lexicon. Raises ManuscriptError, naming the place, when a letter or
    digit would not be spoken.
    """
    words: dict[str, str] = {}
    language = script.book.metadata.language
    for line in script.lines():
        key = _key(line, language) if notebook else ""
        said = notebook.get(key) if notebook else None
        if said is None:
            said = _spoken(line, script.book, voice_map)
            if notebook:
                notebook.put(key, said)
        words[line.id] = said
    return words


def are_noted(script: Script, notebook: Notebook) -> bool:
    """Whether the words of every line were noted before."""
    language = script.book.metadata.language
    return all(notebook.get(_key(line, language)) is not None for line in script.lines())


def _spoken(line: Line, book: Book, voice_map: VoiceMap) -> str:
    from narrator.verbalizer import silent_places, verbalize

    spoken = verbalize(line, voice_map.lexicon, book.metadata.language)
    if lost := silent_places(line, spoken):
        row, column = book.line_and_column(lost[0])
        character = book.source[lost[0]]
        problem = f"{character!r} in column {column} would reach no voice; please report this"
        raise ManuscriptError(book.name, problem, line=row)
    return spoken.text if any(c.isalnum() for c in spoken.text) else ""


def _key(line: Line, language: str) -> str:
    """All that the words hang on, besides the lexicon: the text, and what of it is markup."""
    marked = [
        (run.start - line.start, run.end - line.start, run.style.value, run.value)
        for run in line.runs
        if run.style in (Style.MARKUP, Style.NOTE_MARK)
    ]
    return f"{language}\n{marked if marked else ''}\n{line.text}"
