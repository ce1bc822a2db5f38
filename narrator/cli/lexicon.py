"""``narrator lexicon``: a book's unusual words, and how each will sound."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from narrator.voices import VoiceMap


@click.command()
@book_argument
@voices_option
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write here, not to stdout.")
def lexicon(book: str, voices: Path | None, as_json: bool, output: Path | None) -> None:
    """List the names and unusual words of BOOK, and how each will sound.

    How often each stands there, what the engine gets (* where a lexicon says so), and what espeak
    makes of that, in IPA. BOOK is a manuscript, or - for standard input. Give those that are said
    wrongly a respelling under `lexicon` in voices.yaml.
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
    rows: list[dict[str, Any]] = []
    for word, count in unusual_words(script.lines(), voice_map.lexicon).items():
        line = Line(Kind.NARRATION, word, 0, Pause.NONE, 0)
        said = verbalize(line, voice_map.lexicon, language).text
        rows.append({"word": word, "count": count, "said": said, "yours": said != word})
    _add_sounds(rows, voice_map, language)
    if as_json:
        text = json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    else:
        text = printable(_table(rows))
    write_text(text, output)
    if absent := _absent(
        voice_map.lexicon,
        "\n".join(line.text for line in script.lines()),
        [row["word"] for row in rows],
    ):
        click.echo(f"note: not in this book: {printable(absent)}", err=True)


def _add_sounds(rows: list[dict[str, Any]], voice_map: VoiceMap, language: str) -> None:
    """What espeak makes of each word, in IPA; None where it isn't installed."""
    from narrator.engines.espeak import PLAIN_ACCENT, open_engine
    from narrator.errors import EngineError

    wish = voice_map.narrator
    asked = wish.voice if wish.voice and wish.engine in (None, "espeak") else ""
    tag = language.casefold()
    names = [asked, PLAIN_ACCENT if tag in ("", "en") else tag, tag.partition("-")[0]]
    for row in rows:
        row["ipa"] = None
    try:
        espeak = open_engine()
    except EngineError:
        return
    try:
        voice = next((name for name in names if name and espeak.knows(name)), PLAIN_ACCENT)
        for row in rows:
            row["ipa"] = espeak.phonemes(row["said"], voice)
    finally:
        espeak.close()


def _table(rows: list[dict[str, Any]]) -> str:
    """The rows under a heading; ``*`` is what a lexicon says."""
    columns = [
        ["word", *(row["word"] for row in rows)],
        ["times", *(f"{row['count']:>5}" for row in rows)],
        ["said as", *(row["said"] + " *" * row["yours"] for row in rows)],
        ["espeak", *(row["ipa"] or "" for row in rows)],
    ]
    widths = [max(map(len, column)) for column in columns]
    lines = zip(*columns, strict=True)
    return "".join(
        "  ".join(f"{cell:<{w}}" for cell, w in zip(line, widths, strict=True)).rstrip() + "\n"
        for line in lines
    )


def _absent(lexicon: Mapping[str, str], text: str, names: list[str]) -> str:
    """The words of a lexicon that a book doesn't hold, perhaps because they are misspelled."""
    from narrator.voices import near

    there = set(re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text.casefold()))
    absent = [word for word in lexicon if word.casefold() not in there]
    return ", ".join(word + near(word, names) for word in absent[:20])
