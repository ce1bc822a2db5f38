"""``narrator lexicon``: a book's unusual words, and how each will sound."""

from __future__ import annotations

import json
from pathlib import Path

import click

from narrator.cli import printable
from narrator.cli.options import (
    book_argument,
    check_output,
    kept_cache,
    load_voices,
    read_input,
    voices_option,
    write_text,
)


@click.command()
@book_argument
@voices_option
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write here, not to stdout.")
def lexicon(book: str, voices: Path | None, as_json: bool, output: Path | None) -> None:
    """List the names and unusual words of BOOK, and how each will sound.

    BOOK is a manuscript, or - for standard input. Give those that are said wrongly a respelling
    under `lexicon` in voices.yaml.
    """
    from narrator.book import Kind, Line, Pause
    from narrator.pipeline import read_script
    from narrator.verbalizer import verbalize
    from narrator.verbalizer.unusual import unusual_words

    check_output(output)
    voice_map = load_voices(book, voices)
    source, data = read_input(book)
    script = read_script(source, voice_map, data=data, cache=kept_cache())
    language = script.book.metadata.language
    rows = []
    for word, count in unusual_words(script.lines(), voice_map.lexicon).items():
        line = Line(Kind.NARRATION, word, 0, Pause.NONE, 0)
        said = verbalize(line, voice_map.lexicon, language).text
        rows.append({"word": word, "count": count, "said": said, "yours": said != word})
    if as_json:
        text = json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    else:
        width = max((len(str(row["word"])) for row in rows), default=0)
        text = printable(
            "".join(f"{r['word']:<{width}}  {r['count']:>5}  {r['said']}\n" for r in rows)
        )
    write_text(text, output)
