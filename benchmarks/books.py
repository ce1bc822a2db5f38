"""Whether finished books keep time: decoded length against the timeline, onsets against the text.

    python benchmarks/books.py BOOK.txt ... [--format NAME] [--narrator COMMAND] [--out DIR]

Each book is built with nothing but its text. Every sound file is decoded by ffmpeg, which must not
complain; its length is compared with ``metadata.json``, and where sound begins after a pause with
the times in the ``.vtt`` beside it. One row a book; the worst of each.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import imageio_ffmpeg
import numpy as np

RATE = 22_050
QUIET = 0.003  # of full scale: what MP3 leaves of a pause
LOUD = 0.01
CUE = re.compile(r"(\d+):(\d+):([\d.]+) --> (\d+):(\d+):([\d.]+)")


def decode(path: Path) -> tuple[np.ndarray, str]:
    """The samples of a file, and what ffmpeg had to say."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "warning", "-i", str(path), "-map", "0:a"]
    command += ["-f", "f32le", "-ac", "1", "-ar", str(RATE), "-"]
    done = subprocess.run(command, capture_output=True, check=False)
    return np.frombuffer(done.stdout, dtype="<f4"), done.stderr.decode("utf-8", "replace").strip()


def onset_errors(samples: np.ndarray, subtitles: Path) -> list[float]:
    """For each line after a pause, seconds from its time in the subtitles to the first sound."""
    errors = []
    last_end = 0.0
    for match in CUE.finditer(subtitles.read_text(encoding="utf-8")):
        hours, minutes, seconds = (float(part) for part in match.groups()[:3])
        start = 3600 * hours + 60 * minutes + seconds
        gap, last = start - last_end, match.groups()[3:]
        last_end = 3600 * float(last[0]) + 60 * float(last[1]) + float(last[2])
        if gap < 0.2:
            continue
        middle = int((start - gap / 2) * RATE)
        after = np.flatnonzero(
            np.abs(samples[middle : middle + int(RATE * (gap / 2 + 0.5))]) > LOUD
        )
        errors.append((middle + after[0]) / RATE - start if len(after) else 9.9)
    return errors


def check(book: Path, narrator: str, out: Path, form: str) -> None:
    done = subprocess.run(
        [narrator, "build", str(book), "-o", str(out), "--json", "-q", "--format", form],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{book}: {done.stderr}")
    report = json.loads(done.stdout)[0]
    facts = json.loads((Path(report["folder"]) / "metadata.json").read_text(encoding="utf-8"))
    lengths, errors, complaints = [], [], 0
    spans = [(chapter["start"], chapter["end"]) for chapter in facts["chapters"]]
    if len(report["files"]) == 1:
        spans = [(0.0, spans[-1][1])]
    for name, (start, end) in zip(report["files"], spans, strict=True):
        path = Path(name)
        samples, said = decode(path)
        complaints += bool(said)
        lengths.append(abs(len(samples) / RATE - (end - start)))
        errors += onset_errors(samples, path.with_suffix(".vtt"))
    within = sum(abs(error) <= 0.05 for error in errors)
    print(
        f"| {book.stem[:28]} | {report['seconds'] / 3600:.2f} | {len(lengths)} | {complaints} | "
        f"{1000 * max(lengths):.1f} | {len(errors)} | {1000 * float(np.median(errors)):.0f} | "
        f"{1000 * max(errors, key=abs):.0f} | {100 * within / len(errors):.2f} |",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure whether finished books keep time.")
    parser.add_argument("books", nargs="+", type=Path)
    parser.add_argument("--narrator", default=str(Path(sys.executable).with_name("narrator")))
    parser.add_argument("--format", default="mp3")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    print(
        "| book | hours | files | files ffmpeg complains of | worst length error, ms | onsets | "
        "median, ms | worst, ms | within 50 ms, % |\n|---|---|---|---|---|---|---|---|---|"
    )
    with tempfile.TemporaryDirectory() as scratch:
        for book in args.books:
            check(book, args.narrator, args.out or Path(scratch), args.format)


if __name__ == "__main__":
    main()
