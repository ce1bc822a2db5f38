"""``narrator check``: measure a finished audiobook."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from narrator.cli import printable
from narrator.cli.options import write_text
from narrator.presets import DEFAULT, PRESETS

if TYPE_CHECKING:
    from narrator.checks import CheckedBook
    from narrator.checks.findings import CheckedFile

HEADS = ("length", "LUFS", "RMS", "peak", "floor", "head", "tail", "file")


@click.command()
@click.argument("path", metavar="PATH", type=click.Path(path_type=Path))
@click.option(
    "--preset",
    type=click.Choice(list(PRESETS)),
    default=DEFAULT,
    show_default=True,
    help="What to measure against.",
)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Also a page with pictures: loudness, and who speaks when.",
)
@click.option("-q", "--quiet", is_flag=True, help="No table, only what is wrong.")
def check(path: Path, preset: str, as_json: bool, report: Path | None, quiet: bool) -> int:
    """Measure a finished audiobook: a file, a book's folder, or a library.

    Everything is measured after encoding, as a player hears it. The exit code is 1 when a file
    doesn't keep to the preset.
    """
    from narrator.checks import check as measure_all

    books = measure_all(path, PRESETS[preset])
    if report:
        from narrator.checks.page import draw_page

        write_text(draw_page(books, preset), report)
    if as_json:
        document = {
            "format": "narrator-check/1",
            "preset": preset,
            "passed": all(book.passed for book in books),
            "books": [_book(book) for book in books],
        }
        write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", None)
    else:
        for book in books:
            _show(book, preset, quiet=quiet)
    return 0 if all(book.passed for book in books) else 1


def _show(book: CheckedBook, preset: str, *, quiet: bool) -> None:
    if not quiet:
        click.echo(printable(str(book.folder)))
        click.echo("".join(f"{head:>9}" for head in HEADS[:-1]) + f"  {HEADS[-1]}")
        for file in book.files:
            click.echo(printable(_row(file)))
    for finding in book.findings:
        mark = "FAIL" if finding.fails else "note"
        place = f"{finding.file}: " if finding.file else ""
        click.echo(printable(f"{mark} {finding.code} {place}{finding.message}"))
    failed = len({each.code for each in book.findings if each.fails})
    verdict = f"FAIL ({failed} of the checks)" if failed else "pass"
    lufs = f", {book.lufs:.1f} LUFS" if book.lufs is not None else ""
    click.echo(f"{preset}: {verdict}; {len(book.files)} file(s), {_length(book.seconds)}{lufs}")


def _row(file: CheckedFile) -> str:
    from narrator.checks.findings import loudness_of

    heard = file.measures
    if heard is None:
        return f"{'no sound':>9}{'':54}  {file.path.name}"
    numbers = (
        _one(loudness_of(heard)),
        _one(heard.rms_db),
        _one(heard.true_peak_dbtp),
        _one(heard.floor_db),
        f"{heard.head_s:.2f}",
        f"{heard.tail_s:.2f}",
    )
    row = "".join(f"{number:>9}" for number in (_length(heard.seconds), *numbers))
    return f"{row}  {file.path.name}"


def _one(value: float | None) -> str:
    return "-" if value is None or math.isinf(value) else f"{value:.1f}"


def _length(seconds: float) -> str:
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


def _book(book: CheckedBook) -> dict[str, Any]:
    return {
        "folder": str(book.folder),
        "passed": book.passed,
        "seconds": round(book.seconds, 3),
        "lufs": _number(book.lufs),
        "files": [_file(file) for file in book.files],
        "findings": [
            {
                "code": each.code,
                "file": each.file or None,
                "fails": each.fails,
                "message": each.message,
            }
            for each in book.findings
        ],
    }


def _file(file: CheckedFile) -> dict[str, Any]:
    from narrator.checks.findings import loudness_of

    heard, facts = file.measures, file.facts
    found: dict[str, Any] = {"file": file.path.name}
    if facts:
        found |= {
            "codec": facts.codec,
            "sample_rate": facts.sample_rate,
            "channels": facts.channels,
            "bit_rate": facts.bit_rate,
            "constant_bit_rate": facts.constant,
            "tags": dict(facts.tags),
            "cover": facts.cover,
            "chapters": [
                {"title": each.title, "start": each.start, "end": each.end} for each in facts.marks
            ],
        }
    if heard:
        found |= {
            "seconds": round(heard.seconds, 4),
            "lufs": _number(loudness_of(heard)),
            "rms_db": _number(heard.rms_db),
            "peak_dbfs": _number(heard.peak_dbfs),
            "true_peak_dbtp": _number(heard.true_peak_dbtp),
            "floor_db": _number(heard.floor_db),
            "clipped": heard.clipped,
            "head_s": round(heard.head_s, 3),
            "tail_s": round(heard.tail_s, 3),
            "longest_silence_s": round(heard.silence_s, 3),
            "complaints": list(heard.complaints),
        }
    return found


def _number(value: float | None) -> float | None:
    """To a hundredth; JSON has no infinity, and null stands for what can't be measured."""
    return None if value is None or math.isinf(value) else round(value, 2)
