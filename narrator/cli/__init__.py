"""The command line: arguments, progress, messages and exit codes; the work is in ``pipeline``."""

from __future__ import annotations

import difflib
import importlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from narrator import __version__
from narrator.errors import NarratorError

COMMANDS: Mapping[str, str] = {
    "build": "Turn manuscripts into audiobooks.",
    "script": "Show who says what, with evidence.",
    "cast": "List the characters and their voices.",
    "lexicon": "List a book's names, and how each will sound.",
    "voices": "List what can speak on this machine.",
    "check": "Measure a finished audiobook.",
    "cache": "Show what was rendered and kept, or throw it out.",
}
"""Each is a module of this folder with a function of the same name, imported when it is called."""


class _Commands(click.Group):
    """A group whose commands are imported only when called, so that ``--help`` is instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"narrator.cli.{cmd_name}")
        command = getattr(module, cmd_name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], COMMANDS, 1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            if not near and Path(args[0]).exists():
                hint = f" Did you mean 'build {args[0]}'?"
            ctx.fail(f"No such command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Try: narrator build BOOK",
)
@click.version_option(__version__, prog_name="narrator")
def cli() -> None:
    """Prose in, a full-cast audiobook out."""


def main(args: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 failed, 2 wrong use or input, 130 interrupted."""
    _speak_utf8()
    _stop_when_told()
    _count_alone()
    try:
        code = cli.main(args=args, prog_name="narrator", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo(
            "\nInterrupted. What was rendered is kept: the same command goes on from there.",
            err=True,
        )
        # A signal that came while Python ran a text (as dataclasses do) makes it end by that
        # signal in spite of our exit code, unless another text is run after it.
        eval("0")
        sys.exit(130)
    except NarratorError as error:
        message = " ".join(str(error).split())
        click.echo(f"narrator: {printable(message)}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # Whoever read our output has gone; say nothing, also not at interpreter exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)


def printable(text: str) -> str:
    """Text that came from a file, safe to show: no control characters, no terminal escapes."""
    return "".join(c if c.isprintable() or c in "\n\t" else "�" for c in text)


def _stop_when_told() -> None:
    """Being ended from outside is like Ctrl-C: workers stop, nothing half-written stays."""
    import signal
    import threading

    if threading.current_thread() is not threading.main_thread():
        return  # a test or another program runs us; its signals are its own
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)


def _count_alone() -> None:
    """Several threads for one sum gain nothing on arrays as small as ours, and processes share the
    cores already. Workers inherit it; numpy reads it when it is loaded."""
    for library in ("OPENBLAS", "MKL", "OMP"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")


def _speak_utf8() -> None:
    """Windows consoles and the C locale would fail on “…”."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure and (stream.encoding or "").lower().replace("-", "") != "utf8":
            reconfigure(encoding="utf-8", errors="replace")
