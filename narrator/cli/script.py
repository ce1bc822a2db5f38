"""``narrator script``: who says what, with evidence."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import click

from narrator.cli import printable
from narrator.cli.options import (
    book_argument,
    cast_option,
    check_output,
    kept_cache,
    load_voices,
    read_input,
    reading,
    reading_options,
    tell,
    voices_option,
    write_text,
)


@click.command()
@book_argument
@voices_option
@cast_option
@reading_options
@click.option("--ids", is_flag=True, help="Show the id of each spoken line, for corrections.")
@click.option("--spoken", is_flag=True, help="Add each line as the engine gets it.")
@click.option("--json", "as_json", is_flag=True, help="The public JSON format, for programs.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write here, not to stdout.")
def script(
    book: str,
    voices: Path | None,
    memory: Path | None,
    ids: bool,
    spoken: bool,
    as_json: bool,
    output: Path | None,
    **options: Any,
) -> None:
    """Show who says what in BOOK, how sure that is, and why.

    BOOK is a manuscript, or - for standard input.
    """
    from narrator.pipeline import read_script, spoken_texts
    from narrator.script import script_json, script_text

    check_output(output)
    voice_map = load_voices(book, voices, memory)
    source, data = read_input(book)
    result = read_script(source, voice_map, data=data, reading=reading(options), cache=kept_cache())
    tell(result.notes)
    said = spoken_texts(result, voice_map) if spoken else None
    if as_json:
        text = script_json(result, spoken=said)
    else:
        wide = shutil.get_terminal_size().columns if sys.stdout.isatty() and not output else 0
        rows = script_text(result, spoken=said, ids=ids, columns=wide)
        text = printable("\n".join(rows) + "\n")
    write_text(text, output)
