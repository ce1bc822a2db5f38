"""Arguments that several commands share, and how they become values."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from narrator.errors import ManuscriptError, WriteError

Command = TypeVar("Command", bound=Callable[..., Any])

if TYPE_CHECKING:
    from narrator.cache import Cache
    from narrator.casting import Casting
    from narrator.readers import ReadOptions
    from narrator.script import Script
    from narrator.voices import VoiceMap

book_argument = click.argument("book", metavar="BOOK", type=click.Path())

voices_option = click.option(
    "--voices",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Who speaks how; else voices.yaml beside the book, your own, or the default.",
)

cast_option = click.option(
    "--cast",
    "memory",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The cast of a series: its people keep their names and voices, new ones are added.",
)


_READING = (
    ("--notes", "Read the author's notes, summaries and footnotes too."),
    ("--front-matter", "Read title page, imprint, tags and licence too."),
    ("--alt-text", "Say what pictures show, where the book tells."),
)


def reading_options(command: Command) -> Command:
    """The options that bring back what is skipped otherwise; see ``reading``."""
    for name, told in reversed(_READING):
        command = click.option(name, is_flag=True, help=told)(command)
    return command


def reading(options: Mapping[str, Any]) -> ReadOptions:
    """What those options ask for."""
    from narrator.readers import ReadOptions

    return ReadOptions(options["notes"], options["front_matter"], options["alt_text"])


def load_voices(
    book: str, voices: Path | None, memory: Path | None = None, engine: str = ""
) -> VoiceMap:
    """The voice map that counts for this book, with the cast that is kept for it."""
    from narrator.voices import find_voice_map

    return find_voice_map(None if book == "-" else Path(book), voices, memory, engine)


def keep_cast(
    book: str,
    memory: Path | None,
    script: Script,
    voice_map: VoiceMap,
    casting: Casting,
    *,
    engine: str = "",
    listing: bool = False,
) -> Path | None:
    """Write the cast where it is kept: into ``--cast FILE``, else into the book's own file where
    there is one, to which a ``listing`` only adds. Returns the file when it was changed."""
    from narrator.voices import cast_file
    from narrator.voices import memory as memories

    own = None if book == "-" else cast_file(Path(book))
    path = memory or (own if own and own.is_file() else None)
    if path is None:
        return None
    alone = own is not None and path.absolute() == own.absolute()
    changed = memories.keep_cast(
        path,
        script,
        voice_map,
        casting,
        alone=alone,
        engine=engine,
        only_new=listing and memory is None,
    )
    return path if changed else None


def read_input(book: str) -> tuple[Path | str, bytes | None]:
    """The source and, for ``-`` or a pipe, which can be read but once, its bytes."""
    if book != "-":
        path = Path(book)
        if path.is_fifo():  # "narrator build <(unzip -p …)"
            return "-", path.read_bytes()
        if path.is_char_device() or path.is_block_device():
            raise ManuscriptError(path, "is a device; give a file that holds the story")
        return path, None
    if sys.stdin.isatty():
        raise ManuscriptError("-", "nothing on standard input; give a file, or pipe a text in")
    return "-", sys.stdin.buffer.read()


def tell(notes: Iterable[str]) -> None:
    """Notes for people, out of the way of what goes to stdout."""
    from narrator.cli import printable

    for note in notes:
        click.echo(f"note: {printable(note)}", err=True)


def kept_cache() -> Cache:
    """Where what was read and rendered is kept."""
    from narrator.cache import Cache, default_folder

    return Cache(default_folder())


def check_output(output: Path | None) -> None:
    """Raise WriteError, before any work, where that file can't be written; None is stdout."""
    from narrator.writers.folder import check_place, unwritable

    if output is None:
        return
    if output.is_dir():
        raise unwritable(output, IsADirectoryError(0, "it is a folder"))
    if not output.parent.is_dir():
        raise unwritable(output, FileNotFoundError(0, f"there is no folder {output.parent}"))
    check_place(output.parent)


def write_text(text: str, output: Path | None) -> None:
    """Text to stdout, or to a file that appears whole or not at all."""
    if output is None:
        click.echo(text, nl=False)
        return
    temporary = output.with_name(f".{output.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        temporary.replace(output)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise WriteError(
            f"{output}: can't be written ({error.strerror}); choose another place with -o"
        ) from error
