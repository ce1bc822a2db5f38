"""``narrator cast``: the characters and their voices."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from narrator.cli import printable
from narrator.cli.options import (
    book_argument,
    cast_option,
    check_output,
    keep_cast,
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
@click.option("--engine", metavar="NAME", default="", help="What speaks; see narrator voices.")
@click.option(
    "--write",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write a voices.yaml to start from; an existing file is never replaced.",
)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def cast(
    book: str,
    voices: Path | None,
    memory: Path | None,
    engine: str,
    write: Path | None,
    as_json: bool,
    **options: Any,
) -> None:
    """List the characters of BOOK: names, gender, how much they say, to whom, in which voice."""
    from narrator.book import UNKNOWN
    from narrator.errors import WriteError
    from narrator.pipeline import cast_voices, open_engines, read_script

    if write and write.exists():
        raise WriteError(f"{write}: is there already and is yours; choose another name")
    check_output(write)
    voice_map = load_voices(book, voices, memory, engine)
    source, data = read_input(book)
    script = read_script(source, voice_map, data=data, reading=reading(options), cache=kept_cache())
    tell(script.notes)
    with open_engines(voice_map, engine) as engines:
        casting = cast_voices(script, voice_map, engines)
    people = []
    for person in sorted(script.cast, key=lambda each: (-each.words, each.name)):
        voice = casting.voices.get(person.name)
        people.append(
            {
                "name": person.name,
                "aliases": list(person.aliases),
                "gender": person.gender or None,
                "lines": person.lines,
                "words": person.words,
                "talks_to": dict(sorted(person.talks_to.items(), key=lambda item: -item[1])),
                "voice": f"{voice.engine}:{voice.name}" if voice else None,
                "pitch": voice.pitch if voice else None,
                "size": voice.size if voice else None,
            }
        )
    unknown = sum(line.speaker == UNKNOWN for line in script.lines())
    if write:
        write_text(_voices_yaml(people, casting.narrator.engine, casting.narrator.name), write)
        click.echo(f"{write}: written; change what you like, then build with --voices", err=True)
    if changed := keep_cast(book, memory, script, voice_map, casting, engine=engine, listing=True):
        click.echo(f"{changed}: the cast is kept", err=True)
    if as_json:
        document = {
            "format": "narrator-cast/1",
            "title": script.title,
            "narrator": script.cast.narrator or None,
            "unknown_lines": unknown,
            "characters": people,
        }
        write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", None)
    elif not write:
        write_text(printable(_table(people, unknown)), None)
    for warning in casting.warnings:
        click.echo(f"note: {printable(warning)}", err=True)


def _table(people: list[dict[str, Any]], unknown: int) -> str:
    rows = [("name", "gender", "lines", "words", "voice", "talks to, other names")]
    for each in people:
        partners, aliases = each["talks_to"], each["aliases"]
        assert isinstance(partners, dict)
        assert isinstance(aliases, list)
        notes = ", ".join(list(partners)[:3])
        if aliases:
            notes += f"  (also {', '.join(aliases[:4])})"
        rows.append(
            (
                str(each["name"]),
                str(each["gender"] or "?"),
                str(each["lines"]),
                str(each["words"]),
                str(each["voice"] or "-"),
                notes,
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    text = "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, [*widths, 0], strict=True)).rstrip()
        + "\n"
        for row in rows
    )
    return text + (f"{unknown} line(s) whose speaker is unknown\n" if unknown else "")


def _voices_yaml(people: list[dict[str, Any]], engine: str, narrator: str) -> str:
    """A file to start from, with every choice of the program's written out."""

    def quoted(text: object) -> str:
        return json.dumps(text, ensure_ascii=False)  # a JSON string is a YAML string

    rows = [
        "# Who speaks how; `narrator build BOOK --voices THIS_FILE` reads it.",
        f"narrator: {{voice: {quoted(f'{engine}:{narrator}')}}}",
        "characters:" if people else "characters: {}",
    ]
    for each in people:
        rows.append(f"  {quoted(each['name'])}:")
        if each["aliases"]:
            rows.append(f"    aliases: {quoted(each['aliases'])}")
        if each["gender"]:
            rows.append(f"    gender: {each['gender']}")
        if each["voice"]:
            rows.append(f"    voice: {quoted(each['voice'])}")
        for key in ("pitch", "size"):
            if change := each[key]:
                rows.append(f"    {key}: {change:+.10g}%")
    return "\n".join(rows) + "\n"
