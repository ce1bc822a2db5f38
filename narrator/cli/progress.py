"""Progress on stderr: a bar in a terminal, plain lines elsewhere, nothing when asked for quiet."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from narrator.cli import printable

if TYPE_CHECKING:
    from rich.console import Console

    from narrator.order import Step

PLAIN_EVERY_S = 10.0
"""Seconds between two plain lines."""


class Show:
    """What the user sees while work goes on."""

    def __init__(self, *, plain: bool, quiet: bool) -> None:
        self.quiet = quiet
        self.plain = plain or not sys.stderr.isatty()
        self._console: Console | None = None

    def say(self, message: str) -> None:
        """One message, unless quiet was asked for."""
        if self.quiet:
            return
        if self._console:  # above the bar, which stays below
            self._console.print(printable(message), markup=False, highlight=False)
        else:
            click.echo(printable(message), err=True)

    @contextmanager
    def bar(self) -> Iterator[Callable[[Step], None]]:
        """A function that takes each step of a build."""
        if self.quiet:
            yield lambda step: None
        elif self.plain:
            yield self._plain_lines()
        else:
            with self._rich_bar() as take:
                yield take

    def _plain_lines(self) -> Callable[[Step], None]:
        began = last = time.monotonic()

        def take(step: Step) -> None:
            nonlocal last
            now = time.monotonic()
            if now - last >= PLAIN_EVERY_S and step.done < step.total:
                last = now
                share = step.done / max(1, step.total)
                left = _left(step, now - began)
                self.say(f"{share:4.0%}  {step.seconds / 60:.0f} min of sound, {left}")

        return take

    @contextmanager
    def _rich_bar(self) -> Iterator[Callable[[Step], None]]:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[facts]}"),
        )
        began = time.monotonic()
        self._console = Console(stderr=True)
        with Progress(*columns, console=self._console, transient=True) as progress:
            task = progress.add_task("rendering", total=None, facts="")

            def take(step: Step) -> None:
                spent = time.monotonic() - began
                expected = step.seconds * step.total / max(1, step.done)
                facts = f"{step.seconds / 60:.0f} of {expected / 60:.0f} min of sound"
                if spent > 2 and step.seconds:
                    facts += f" · {step.seconds / spent:.0f}x · {_left(step, spent)}"
                progress.update(task, completed=step.done, total=step.total, facts=facts)

            yield take
        self._console = None


def _left(step: Step, spent: float) -> str:
    """Time left, judged by the text that was not there already."""
    done, total = step.done - step.cached, step.total - step.cached
    if done <= 0:
        return "starting"
    left = round(spent * (total - done) / done)
    return f"{left // 60}:{left % 60:02d} left"
