"""A checked audiobook into one HTML page: measures, findings, loudness curves, who speaks when."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from narrator.checks import CheckedBook
from narrator.checks.findings import CODES, CheckedFile, clock, loudness_of
from narrator.checks.timeline import NOBODY, Cue

if TYPE_CHECKING:
    from narrator.checks.meters import Powers
    from narrator.checks.sound import Measures

WIDTH, HEIGHT, LABELS = 900, 120, 130
"""Of a curve, in SVG units, and of what stands to the left of it."""
HEADINGS = "headings"
LONGEST_LABEL = 20
"""Characters; the whole name is told when a row is pointed at."""
TOP_LUFS, BOTTOM_LUFS = -10.0, -50.0
ROW, MOST_ROWS = 16, 10
"""Of the picture of who speaks: the height of a row, and how many people have one."""
STYLE = """
:root { color-scheme: light dark;
  --ink: #222; --faint: #666; --paper: #fff; --stripe: #f3f3f3; --curve: #2a6fb0; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 66rem; padding: 0 1rem;
  color: var(--ink); background: var(--paper); }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
td, th { padding: .2rem .7rem; text-align: right; white-space: nowrap; }
td:last-child, th:last-child { text-align: left; } tr:nth-child(even) { background: var(--stripe); }
.wide { overflow-x: auto; padding-bottom: .5rem; }
h2 small { font-weight: normal; color: var(--faint); }
.pass { color: #17692b; } .fail { color: #a3131c; } .note { color: #7a5b00; }
svg { display: block; width: 100%; min-width: 46rem; height: auto; }
svg text { font: 11px system-ui, sans-serif; fill: var(--faint); }
svg .name { fill: var(--ink); } svg .curve { stroke: var(--curve); }
details { margin-top: 2rem; } summary { cursor: pointer; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ddd; --faint: #999; --paper: #181818; --stripe: #242424; --curve: #6fb0ea; }
  .pass { color: #7bd88f; } .fail { color: #ff8a8f; } .note { color: #e2c15a; } }
"""


def draw_page(books: Sequence[CheckedBook], preset: str) -> str:
    """The whole page; it needs nothing but itself."""
    verdict = "pass" if all(book.passed for book in books) else "fail"
    rows = [
        "<!DOCTYPE html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>Check: {_text(preset)}: {verdict}</title><style>{STYLE}</style></head><body>",
        f"<h1>Check against <em>{_text(preset)}</em>: ",
        f'<span class="{verdict}">{verdict}</span></h1>',
    ]
    for book in books:
        rows += _book(book)
    rows += ["<details><summary>What is looked at</summary><table>"]
    rows += [f"<tr><td>{code}</td><td>{_text(about)}</td></tr>" for code, about in CODES.items()]
    return "\n".join([*rows, "</table></details></body></html>", ""])


def _book(book: CheckedBook) -> Iterable[str]:
    kind = book.files[0].path.suffix[1:].upper()
    loud = "" if book.lufs is None or math.isinf(book.lufs) else f", {book.lufs:.1f} LUFS"
    count = f"{len(book.files)} {kind} file{'s' * (len(book.files) != 1)}"
    verdict = "pass" if book.passed else "fail"
    yield f"<h2>{_text(book.folder.name)} <small>{count}, {clock(book.seconds)}{loud}: "
    yield f'<span class="{verdict}">{verdict}</span></small></h2>'
    heads = ("length", "LUFS", "RMS dB", "peak dBTP", "floor dB", "head s", "tail s", "file")
    yield '<div class="wide"><table><tr>' + "".join(f"<th>{head}</th>" for head in heads) + "</tr>"
    for file in book.files:
        yield "<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in _cells(file)) + "</tr>"
    yield "</table></div>"
    if book.findings:
        yield "<ul>"
        for each in book.findings:
            place = f"{each.file}: " if each.file else ""
            kind = "fail" if each.fails else "note"
            said = _text(f"{place}{each.message}")
            yield f'<li class="{kind}">{kind} <b>{each.code}</b> {said}</li>'
        yield "</ul>"
    colours = _colours([cue for file in book.files for cue in file.cues])
    for file in book.files:
        if file.measures and file.measures.samples:
            stretches = list(_stretches(file, file.measures))
            yield f"<h3>{_text(file.path.stem)}</h3>"
            for stretch in stretches:
                yield f"<h4>{_text(stretch.title)}</h4>" if len(stretches) > 1 else ""
                yield f'<div class="wide">{draw(stretch, colours)}</div>'


@dataclass(frozen=True, slots=True)
class Stretch:
    """What one picture shows: a chapter of a file, or a file as a whole."""

    title: str
    seconds: float
    powers: Powers
    cues: Sequence[Cue]
    """In seconds from its start."""


def _stretches(file: CheckedFile, heard: Measures) -> Iterator[Stretch]:
    """A file's chapters; the file itself when it has no table of them, or one entry."""
    from narrator.checks.meters import HOP_S

    marks = file.facts.marks if file.facts else ()
    if len(marks) < 2:
        yield Stretch(file.path.stem, heard.seconds, heard.powers, file.cues)
        return
    for number, mark in enumerate(marks, 1):
        powers = heard.powers[round(mark.start / HOP_S) : round(mark.end / HOP_S)]
        cues = [
            replace(cue, start=cue.start - mark.start, end=min(cue.end, mark.end) - mark.start)
            for cue in file.cues
            if mark.start <= cue.start < mark.end
        ]
        if len(powers) and mark.end > mark.start:
            title = mark.title or f"Chapter {number}"
            yield Stretch(title, mark.end - mark.start, powers, cues)


def _cells(file: CheckedFile) -> Sequence[str]:
    heard = file.measures
    if heard is None:
        return ("no sound", *[""] * 6, file.path.name)
    numbers = (loudness_of(heard), heard.rms_db, heard.true_peak_dbtp, heard.floor_db)
    shown = ["–" if each is None or math.isinf(each) else f"{each:.1f}" for each in numbers]
    ends = (f"{heard.head_s:.2f}", f"{heard.tail_s:.2f}")
    return (clock(heard.seconds), *shown, *ends, file.path.name)


def draw(stretch: Stretch, colours: Mapping[str, str]) -> str:
    """A chapter as SVG: its loudness over 3 s at each place, and below it who speaks."""
    from narrator.checks.meters import short_term

    curve = short_term(stretch.powers, WIDTH)
    scale = HEIGHT / (TOP_LUFS - BOTTOM_LUFS)
    points = " ".join(
        f"{LABELS + place * WIDTH / max(1, len(curve) - 1):.1f},"
        f"{(TOP_LUFS - min(TOP_LUFS, max(BOTTOM_LUFS, value))) * scale:.1f}"
        for place, value in enumerate(curve)
    )
    speech = _speech(stretch.cues, stretch.seconds)
    right, tall = LABELS + WIDTH, HEIGHT + 18 + ROW * len(speech)
    name = _text(f"Loudness of {stretch.title}, and who speaks when")
    rows = [f'<svg viewBox="0 0 {right} {tall}" role="img" aria-label="{name}">']
    for lufs in (-10, -20, -30, -40, -50):
        y = (TOP_LUFS - lufs) * scale
        rows.append(f'<path d="M{LABELS} {y:.1f}H{right}" stroke="#8886" stroke-width=".5"/>')
        if lufs not in (TOP_LUFS, BOTTOM_LUFS):
            rows.append(_label(y + 4, f"{lufs} LUFS"))
    rows.append(f'<polyline class="curve" points="{points}" fill="none" stroke-width="1.2"/>')
    for part in range(7):
        x, side = LABELS + part * WIDTH / 6, ("start", "middle", "end")[(part > 0) + (part > 5)]
        time = clock(part * stretch.seconds / 6)
        rows.append(f'<text x="{x:.0f}" y="{HEIGHT + 12}" text-anchor="{side}">{time}</text>')
    for row, (speaker, stretches) in enumerate(speech):
        y = HEIGHT + 18 + row * ROW
        drawn = "".join(f"M{LABELS + a} {y + 2}h{b - a}v{ROW - 4}h{a - b}z" for a, b in stretches)
        named = f"<title>{_text(speaker)}</title>"
        rows.append(f"<g>{named}{_label(y + ROW - 4, speaker, 'name')}")
        rows.append(f'<path d="{drawn}" fill="{colours[speaker]}"/></g>')
    return "\n".join([*rows, "</svg>"])


def _label(y: float, text: str, kind: str = "") -> str:
    """To the left of the picture, where nothing is drawn over it."""
    shown = text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{LABELS - 8}" y="{y:.1f}" text-anchor="end"{named}>{_text(shown)}</text>'


def _colours(cues: Sequence[Cue]) -> Mapping[str, str]:
    """A colour for everyone, the same in each chapter; those who speak most have the clearest."""
    lengths: dict[str, float] = {}
    for cue in cues:
        lengths[_named(cue)] = lengths.get(_named(cue), 0.0) + cue.end - cue.start
    most = sorted(lengths, key=lambda name: -lengths[name])
    return {name: f"hsl({(210 + n * 137) % 360} 50% 52%)" for n, name in enumerate(most)}


def _named(cue: Cue) -> str:
    return HEADINGS if cue.speaker == NOBODY else cue.speaker


def _speech(cues: Sequence[Cue], seconds: float) -> list[tuple[str, list[tuple[int, int]]]]:
    """Those who speak most, and for each the stretches of the picture in which they do."""
    lengths: dict[str, float] = {}
    columns: dict[str, list[tuple[int, int]]] = {}
    for cue in cues:
        speaker = _named(cue)
        lengths[speaker] = lengths.get(speaker, 0.0) + cue.end - cue.start
        first = int(cue.start / seconds * WIDTH)
        last = max(first + 1, round(cue.end / seconds * WIDTH))
        own = columns.setdefault(speaker, [])
        if own and own[-1][1] >= first:
            own[-1] = (own[-1][0], max(own[-1][1], last))
        else:
            own.append((first, last))
    most = sorted(lengths, key=lambda name: (name == HEADINGS, -lengths[name]))[:MOST_ROWS]
    return [(name, columns[name]) for name in most]


def _text(text: str) -> str:
    """Text of a file's name or tag, safe in a page."""
    return html.escape("".join(c if c.isprintable() else "�" for c in text))
