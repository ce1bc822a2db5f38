"""``narrator build``: manuscripts into audiobooks."""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from narrator.cli import printable
from narrator.cli.options import (
    cast_option,
    keep_cast,
    kept_cache,
    load_voices,
    read_input,
    reading,
    reading_options,
    voices_option,
)
from narrator.presets import DEFAULT, PRESETS
from narrator.writers.formats import FORMATS, SIDECARS

if TYPE_CHECKING:
    from narrator.order import Order, Plan, Summary
    from narrator.renderer import Failure


class ChapterRanges(click.ParamType[tuple[tuple[int, int], ...]]):
    """``3``, ``3-5`` or ``1,3-5``."""

    name = "chapters"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[tuple[int, int], ...]:
        if isinstance(value, tuple):
            return value
        ranges = []
        for part in str(value).split(","):
            match = re.fullmatch(r"\s*(\d+)\s*(?:-\s*(\d+)\s*)?", part)
            low = int(match[1]) if match else 0
            high = int(match[2] or low) if match else 0
            if not 1 <= low <= high:
                self.fail(f"{value!r} is no range of chapters; write 3, 3-5 or 1,3-5", param, ctx)
            ranges.append((low, high))
        return tuple(ranges)


def _finite(_ctx: Any, _param: Any, value: float | None) -> float | None:
    """To Python "nan" is a number, and larger than nothing."""
    if value is not None and not math.isfinite(value):
        raise click.BadParameter(f"{value} is no number of minutes")
    return value


@click.command()
@click.argument("books", metavar="BOOK...", nargs=-1, required=True, type=click.Path())
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default="audio",
    show_default=True,
    metavar="DIR",
    help="The library: files go to DIR/Author/Title.",
)
@voices_option
@cast_option
@click.option(
    "--format",
    "formats",
    type=click.Choice(list(FORMATS)),
    multiple=True,
    default=["mp3"],
    show_default=True,
    help="m4b: one file with chapters; the others: one for each. May be given repeatedly.",
)
@click.option(
    "--preset",
    type=click.Choice(list(PRESETS)),
    default=DEFAULT,
    show_default=True,
    help="acx: for a distributor's check, with credits and a sample; car: for car radios.",
)
@click.option(
    "--sidecar",
    "sidecars",
    type=click.Choice(list(SIDECARS)),
    multiple=True,
    help="Also write this beside the sound: html, page and epub read along. May be repeated.",
)
@click.option("--url", default="", metavar="URL", help="Where the folder will be on the web.")
@click.option("--single", is_flag=True, help="One file with chapter marks, not one for each.")
@click.option("--stems", is_flag=True, help="Also one FLAC for each voice, for editing.")
@click.option("--engine", metavar="NAME", default="", help="What speaks; see narrator voices.")
@click.option("--one-voice", is_flag=True, help="The narrator reads everything.")
@click.option(
    "--rate", type=click.IntRange(80, 450), default=None, metavar="N", help="Words a minute."
)
@click.option(
    "--chapters",
    type=ChapterRanges(),
    default=None,
    metavar="LIST",
    help="Only these, such as 3-5 or 1,4.",
)
@click.option(
    "--preview",
    type=click.FloatRange(min=0, min_open=True),
    default=None,
    callback=_finite,
    metavar="MINUTES",
    help="Only the first minutes, in a folder of their own.",
)
@reading_options
@click.option("--title", default="", help="Instead of the manuscript's own.")
@click.option("--author", default="", help="Instead of the manuscript's own.")
@click.option("--language", default="", metavar="TAG", help="Such as en or de-AT.")
@click.option(
    "--cover",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A picture; else the book's own, or one is drawn.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=None,
    metavar="N",
    help="Worker processes; one for each core if not given.",
)
@click.option(
    "--max-cost",
    type=click.FloatRange(min=0),
    default=None,
    metavar="SUM",
    help="Refuse to build when engines with a price would cost more.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be built, and build nothing.")
@click.option("--force", is_flag=True, help="Render and write everything anew.")
@click.option("--plain", is_flag=True, help="Plain lines for progress, no bar.")
@click.option("--json", "as_json", is_flag=True, help="A report on stdout, for programs.")
@click.option("-q", "--quiet", is_flag=True, help="Nothing but errors.")
@click.option(
    "-v", "--verbose", is_flag=True, help="Also who has which voice, and what is skipped."
)
def build(books: tuple[str, ...], as_json: bool, **options: Any) -> int:
    """Turn each BOOK into an audiobook: chapters, a full cast, tags and a cover.

    A BOOK is a manuscript, or - for standard input. What was rendered before is used again; a
    build that was stopped goes on where it was.
    """
    if options["quiet"] and options["verbose"]:
        raise click.UsageError("-q says nothing and -v says more; leave one of them out.")
    if len(books) > 1 and options["title"]:
        raise click.UsageError("--title is one book's; build these one by one to name them.")
    reports: list[dict[str, Any]] = []
    try:
        for book in books:
            reports.append(_build_one(book, **options))
    finally:  # what was built is told, also when a later book fails
        if as_json and (reports or sys.exc_info()[0] is None):
            click.echo(json.dumps(reports, ensure_ascii=False, indent=2))
    return 1 if any(report["failures"] for report in reports) else 0


def _build_one(
    book: str, *, dry_run: bool, plain: bool, quiet: bool, verbose: bool, **options: Any
) -> dict[str, Any]:
    from narrator.cli.progress import Show
    from narrator.pipeline import build_book, make_plan
    from narrator.voices.unmatched import unmatched

    show = Show(plain=plain, quiet=quiet)
    order = _order(book, **options)

    plans: list[Plan] = []
    memory = options["memory"]

    def planned(plan: Plan) -> None:
        plans.append(plan)
        if not dry_run and not order.one_voice:
            keep_cast(
                *(book, memory, plan.script, order.voice_map, plan.casting), engine=order.engine
            )
        show.say(_sentence(plan.summary, order))
        for line in _details(plan) if verbose else []:
            show.say(line)
        notes = (*plan.script.notes, *plan.casting.warnings)
        for note in (*notes, *unmatched(plan.script, order.voice_map)):
            show.say(f"note: {note}")

    if dry_run:
        plan = make_plan(order, kept_cache())
        planned(plan)
        return _facts(plan.summary, order) | {"dry_run": True, "files": [], "failures": []}
    with show.bar() as step:
        report = build_book(order, planned=planned, progress=step)
    failures = [_failure(plans[0], failure) for failure in report.failures]
    for failure in failures[:20]:
        click.echo(f"narrator: {printable(failure['message'])}", err=True)
    if failures:
        click.echo(
            f"narrator: {_count(len(failures), 'line')} could not be spoken, so no book was "
            "written; the rest is kept, and the next run tries only these again",
            err=True,
        )
    elif not plans:
        show.say(f"nothing has changed: {_count(len(report.files), 'file')} in {report.folder}")
    else:
        reused = f", {report.cached} of {report.shards} parts reused" if report.cached else ""
        count = _count(len(report.files), "file")
        show.say(f"{count}, {minutes(report.seconds)} of sound{reused}: {report.folder}")
    if report.removed:
        show.say(_removed(report.removed))
    return _facts(report.summary, order) | {
        "folder": str(report.folder),
        "files": [str(path) for path in report.files],
        "seconds": round(report.seconds, 3),
        "parts": report.shards,
        "parts_reused": report.cached,
        "removed": [str(path) for path in report.removed],
        "failures": failures,
    }


def _removed(paths: Sequence[Path]) -> str:
    """What of an earlier build is gone, the first few by name."""
    names = ", ".join(path.name for path in paths[:3]) + (", …" if len(paths) > 3 else "")
    return f"removed {_count(len(paths), 'file')} that an earlier build had left: {names}"


def _order(book: str, **options: Any) -> Order:
    from narrator.book import Metadata
    from narrator.order import Order

    voice_map = load_voices(book, options["voices"], options["memory"], options["engine"])
    source, data = read_input(book)
    said = Metadata(title=options["title"], author=options["author"], language=options["language"])
    return Order(
        source=source,
        data=data,
        output=options["output"],
        voice_map=voice_map,
        reading=reading(options),
        engine=options["engine"],
        formats=tuple(dict.fromkeys(options["formats"])),
        single=options["single"],
        stems=options["stems"],
        preset=options["preset"],
        sidecars=tuple(dict.fromkeys(options["sidecars"])),
        url=_address(options["url"]),
        jobs=options["jobs"] or 0,
        chapters=options["chapters"] or (),
        preview_minutes=options["preview"] or 0.0,
        one_voice=options["one_voice"],
        metadata=said,
        cover=options["cover"],
        rate=options["rate"] or 0,
        force=options["force"],
        max_cost=options["max_cost"],
    )


def _address(url: str) -> str:
    from narrator.errors import ConfigurationError

    if url and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", url):
        raise ConfigurationError(f"--url {url!r} is no address; write https://example.org/book")
    return url


def _facts(summary: Summary, order: Order) -> dict[str, Any]:
    asked = PRESETS[order.preset].bit_rate
    rates = [FORMATS[form].usual_rate or asked * FORMATS[form].bit_share for form in order.formats]
    size = summary.estimated_seconds * sum(rates) / 8
    return asdict(summary) | {"estimated_bytes": round(size)}


def _sentence(summary: Summary, order: Order) -> str:
    by = f" by {summary.author}" if summary.author else ""
    return (
        f"{summary.title}{by}: {_count(summary.chapters, 'chapter')}, "
        f"{_count(summary.lines, 'line')}, {_count(summary.speakers, 'speaker')}, "
        f"about {minutes(summary.estimated_seconds)}, "
        f"{_facts(summary, order)['estimated_bytes'] / 1e6:.0f} MB; "
        f"{_count(summary.doubtful, 'line')} of doubtful speaker"
        + (f"; about {summary.estimated_cost:.2f} to pay" if summary.estimated_cost else "")
    )


def _details(plan: Plan) -> list[str]:
    rows = [f"  {'narrator':24} {plan.casting.narrator.engine}:{plan.casting.narrator.name}"]
    for name, voice in plan.casting.voices.items():
        pitch = f" pitch {voice.pitch:+.0f}%" if voice.pitch else ""
        rows.append(f"  {name:24} {voice.engine}:{voice.name}{pitch}")
    for skip in plan.script.book.skipped:
        words = " ".join(plan.script.book.source[skip.start : skip.end].split())
        rows.append(f"  not read ({skip.reason}): {words[:60]}")
    return rows


def _failure(plan: Plan, failure: Failure) -> dict[str, Any]:
    """A failed line with its place in the manuscript."""
    line = next(line for line in plan.script.lines() if line.id == failure.line)
    row, column = plan.script.book.line_and_column(line.start)
    words = " ".join(line.text.split())
    shown = words if len(words) <= 50 else words[:47] + "…"
    message = f"{plan.script.book.name}:{row}:{column}: {failure.problem}: {shown!r}"
    return {"line": failure.line, "row": row, "column": column, "message": message}


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def minutes(seconds: float) -> str:
    """A length for people: ``45 s``, ``12 min`` or ``3 h 05 min``."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    whole = round(seconds / 60)
    return f"{whole} min" if whole < 60 else f"{whole // 60} h {whole % 60:02d} min"
