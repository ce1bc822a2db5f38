"""Whether finished books keep time: decoded length against the timeline, onsets against the text.

    python benchmarks/books.py BOOK.txt ... [--format NAME] [--single] [--loud DBFS] [--late MS]

Each book is built with nothing but its text. Every sound file is decoded by ffmpeg, which must not
complain. Its length, and the chapters that ffmpeg reads in it, are compared with ``metadata.json``;
where sound begins after a pause with the times in the ``.vtt`` beside it. One row a book; the worst
of each. Sound begins where it is louder than ``--loud`` (dBFS). ``--late`` names every line whose
onset is further off than so many milliseconds, and how loud it begins.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import numpy as np

RATE = 22_050
LOUD_DBFS = -50  # what `narrator check` calls silence is below; a codec leaves less of a pause
GAP_S = 0.2  # only a line after a pause of this length has an onset of its own
CUE = re.compile(r"(\d+):(\d+):([\d.]+) --> (\d+):(\d+):([\d.]+)\n(.*)")
CHAPTER = re.compile(r"Chapter #0:\d+: start ([\d.]+), end")


@dataclass(frozen=True)
class Onset:
    """A line after a pause: seconds from its time in the subtitles to its first sound."""

    error: float
    at: float
    words: str
    level_db: float
    """Peak of the first 60 ms from its time on."""


def decode(path: Path, room: Path) -> tuple[np.ndarray, str]:
    """A file's samples, kept on disk (a novel is gigabytes), and what ffmpeg had to say."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "warning", "-y", "-i", str(path)]
    command += ["-map", "0:a", "-f", "s16le", "-ac", "1", "-ar", str(RATE), str(room)]
    done = subprocess.run(command, capture_output=True, check=False)
    said = done.stderr.decode("utf-8", "replace").splitlines()
    # ffmpeg says so of every picture in an MP4.
    complaints = [line for line in said if line.strip() and "timescale not set" not in line]
    return np.memmap(room, dtype="<i2", mode="r"), "\n".join(complaints)


def chapters(path: Path) -> list[float]:
    """Where a file's chapters begin in seconds, as ffmpeg reads them."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-i", str(path)]
    said = subprocess.run(command, capture_output=True, check=False).stderr
    return [float(start) for start in CHAPTER.findall(said.decode("utf-8", "replace"))]


def onsets(samples: np.ndarray, subtitles: Path, loud_dbfs: float) -> Iterator[Onset]:
    """Every line after a pause, and how far its sound is from its time."""
    least = 10 ** (loud_dbfs / 20)
    last_end = 0.0
    for match in CUE.finditer(subtitles.read_text(encoding="utf-8")):
        hours, minutes, seconds = (float(part) for part in match.groups()[:3])
        start = 3600 * hours + 60 * minutes + seconds
        gap, last = start - last_end, match.groups()[3:6]
        last_end = 3600 * float(last[0]) + 60 * float(last[1]) + float(last[2])
        if gap < GAP_S:
            continue
        middle = int((start - gap / 2) * RATE)
        around = samples[middle : middle + int(RATE * (gap / 2 + 0.5))] / 32768.0
        loud = np.flatnonzero(np.abs(around) > least)
        error = (middle + loud[0]) / RATE - start if len(loud) else 9.9
        begin = int(start * RATE)
        peak = np.abs(samples[begin : begin + int(0.06 * RATE)] / 32768.0).max(initial=1e-6)
        words = re.sub(r"<[^>]*>", "", match.group(7))
        yield Onset(error, start, words, 20 * float(np.log10(peak)))


def build(book: Path, args: argparse.Namespace, out: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """The build's report, and its ``metadata.json``."""
    command = [args.narrator, "build", str(book), "-o", str(out), "--json", "-q"]
    command += ["--format", args.format, "--jobs", str(args.jobs)] + ["--single"] * args.single
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{book}: {done.stderr}")
    report = json.loads(done.stdout)[0]
    facts = (Path(report["folder"]) / "metadata.json").read_text(encoding="utf-8")
    return report, json.loads(facts)


def check(book: Path, args: argparse.Namespace, out: Path) -> None:
    report, facts = build(book, args, out)
    lengths, found, complaints = [], [], 0
    listed = [(chapter["start"], chapter["end"]) for chapter in facts["chapters"]]
    whole = len(report["files"]) == 1
    spans = [(0.0, listed[-1][1])] if whole else listed
    table: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, (start, end) in zip(report["files"], spans, strict=True):
            path = Path(name)
            samples, said = decode(path, Path(folder) / "samples")
            complaints += bool(said)
            lengths.append(abs(len(samples) / RATE - (end - start)))
            found += onsets(samples, path.with_suffix(".vtt"), args.loud)
            marks = chapters(path) if whole else []
            table += [abs(mark - ours[0]) for mark, ours in zip(marks, listed, strict=bool(marks))]
    for onset in found if args.late else []:
        if abs(onset.error) > args.late / 1000:
            print(
                f"{1000 * onset.error:.0f} ms at {onset.at:.3f} s, {onset.level_db:.0f} dBFS: "
                f"{onset.words[:60]}",
                file=sys.stderr,
            )
    errors = np.array([onset.error for onset in found])
    marks_off = f"{len(table)} / {1000 * max(table):.1f}" if table else "–"
    print(
        f"| {book.stem[:28]}, {args.format} | {report['seconds'] / 3600:.2f} | {len(lengths)} | "
        f"{complaints} | {1000 * max(lengths):.1f} | {marks_off} | {len(errors)} | "
        f"{1000 * float(np.median(errors)):.0f} | {1000 * max(errors, key=abs):.0f} | "
        f"{np.sum(np.abs(errors) > 0.02)} | {np.sum(np.abs(errors) > 0.05)} |",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure whether finished books keep time.")
    parser.add_argument("books", nargs="+", type=Path)
    parser.add_argument("--narrator", default=str(Path(sys.executable).with_name("narrator")))
    parser.add_argument("--format", default="mp3")
    parser.add_argument("--single", action="store_true", help="one file with chapters")
    parser.add_argument("--loud", type=float, default=LOUD_DBFS, metavar="DBFS")
    parser.add_argument("--late", type=float, metavar="MS", help="name lines further off than this")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    heads = "book | hours | files | files ffmpeg complains of | worst length error, ms | "
    heads += "chapters / furthest off, ms | onsets | median, ms | worst, ms | beyond 20 ms | "
    heads += "beyond 50 ms"
    print(f"| {heads} |\n|" + "---|" * len(heads.split(" | ")))
    with tempfile.TemporaryDirectory() as scratch:
        for book in args.books:
            check(book, args, args.out or Path(scratch))


if __name__ == "__main__":
    main()
