"""How fast a book is built, beside the one-voice pipeline ``espeak-ng | lame``, in one go.

    python benchmarks/speed.py --texts FOLDER [--pairs 5] [--kilobytes 600] [--rows all]
    python benchmarks/speed.py --texts FOLDER --curve out.png

FOLDER holds novels as plain text; different ones are joined to the size asked for, none twice, or
the cache would fake a cold run. Needs espeak-ng, lame and ffmpeg on the PATH for the baselines.
Walls are for an hour of audio, so that reading rates don't count; every figure is a median, with
the range. All rows with five pairs take an hour on two threads of one core: cold and change 22, m4b
26, jobs 4, size 6, once instead of five times.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from timing import Run, timed

RATE = 165  # words a minute, as narrator's default voice
SMALL, LARGE = 100, 2400  # kB, of books that are read beside those of --kilobytes


def join_novels(folder: Path, kilobytes: int, *, skip: int = 0) -> str:
    """Distinct novels, one after the other, up to a size; ``skip`` bytes of them left out first."""
    text = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt")))
    raw = text.encode()
    if len(raw) < skip + 1000 * kilobytes:
        sys.exit(f"{folder} holds only {len(raw) // 1000} kB; add novels")
    part = raw[skip : skip + 1000 * kilobytes].decode("utf-8", "ignore")
    return part[: part.rfind("\n\n")] + "\n"


class Bench:
    """A scratch folder, and the commands that are timed in it."""

    def __init__(self, scratch: Path, narrator: str) -> None:
        self.scratch, self.narrator = scratch, narrator

    def baseline(self, book: Path) -> Run:
        """One voice, no chapters, no tags: the encoder decides its speed."""
        out = self.scratch / "baseline.mp3"
        run, _ = timed(
            f"espeak-ng -v en-us -s {RATE} -f '{book}' --stdout"
            f" | lame --quiet -m m -b 64 - '{out}'",
            {},
        )
        return Run(run.wall, run.cpu, out.stat().st_size * 8 / 64000)

    def baseline_m4b(self, book: Path, seconds: float) -> Run:
        """The same voice into ffmpeg's AAC, with the coder and the bit rate that narrator uses."""
        out = self.scratch / "baseline.m4a"
        run, _ = timed(
            f"espeak-ng -v en-us -s {RATE} -f '{book}' --stdout"
            f" | ffmpeg -v error -y -i - -c:a aac -aac_coder fast -b:a 64k -f mp4 '{out}'",
            {},
        )
        return Run(run.wall, run.cpu, seconds)

    def build(self, book: Path, *options: str, cold: bool = True, memory: bool = False) -> Run:
        if cold:
            shutil.rmtree(self.scratch / "cache", ignore_errors=True)
            shutil.rmtree(self.scratch / "audio", ignore_errors=True)
        environment = {
            "NARRATOR_CACHE": str(self.scratch / "cache"),
            "XDG_CONFIG_HOME": str(self.scratch / "config"),
        }
        command = [self.narrator, "build", str(book), "-o", str(self.scratch / "audio")]
        run, printed = timed([*command, "--json", "-q", *options], environment, memory=memory)
        seconds = json.loads(printed)[0]["seconds"]
        return Run(run.wall, run.cpu, seconds, run.peak_pss)

    def write(self, name: str, text: str) -> Path:
        path = self.scratch / f"{name}.txt"
        path.write_text(text, encoding="utf-8")
        return path


def show(name: str, ratios: list[float], must: float | None, detail: str = "") -> None:
    low, middle, high = min(ratios), statistics.median(ratios), max(ratios)
    verdict = "" if must is None else ("yes" if middle <= must else "NO")
    limit = "" if must is None else f"{must:g}"
    print(
        f"| {name} | {middle:.3f} ({low:.3f}–{high:.3f}) | {limit} | {verdict} | {detail} |",
        flush=True,
    )


WORDS = r"\b(the|a|his|her|and)\b"


def edited(text: str, before: str = "") -> str:
    """One word of one line in the middle changed; ``before`` is a pattern of what precedes it."""
    middle = text.index("\n\n", len(text) // 2) + 2
    words = re.compile(before + WORDS).search(text, middle)
    assert words is not None
    return text[: words.start(1)] + "certainly" + text[words.end(1) :]


def edited_speech(text: str) -> str:
    """One word that somebody says, in the middle."""
    return edited(text, r"[“\"][A-Z][^”\"]*?")


def rows(bench: Bench, texts: Path, kilobytes: int, pairs: int, wanted: set[str]) -> None:
    print("| | median (range) | must | reached | |\n|---|---|---|---|---|")
    took: dict[str, float] = {}
    for name, work in (
        ("start", lambda: starts(bench, pairs)),
        ("cold, change", lambda: whole_books(bench, texts, kilobytes, pairs, wanted)),
        ("m4b", lambda: audiobooks(bench, texts, kilobytes, pairs)),
        ("jobs", lambda: numbers_of_jobs(bench, texts, pairs)),
        ("size", lambda: sizes(bench, texts, pairs)),
    ):
        if "all" in wanted or wanted & set(name.split(", ")):
            began = time.perf_counter()
            work()
            took[name] = time.perf_counter() - began
    print("\nSeconds taken:", "; ".join(f"{name} {took[name]:.0f}" for name in took))


def whole_books(bench: Bench, texts: Path, kilobytes: int, pairs: int, wanted: set[str]) -> None:
    """Cold builds beside the baseline, and what small changes cost after each of them."""
    text = join_novels(texts, kilobytes)
    book = bench.write("book", text)
    addition = join_novels(texts, 24, skip=len(text.encode()) + 400_000)
    chapter = "\n\nCHAPTER THE LAST\n\n" + addition
    cold, change = (bool({"all", row} & wanted) for row in ("cold", "change"))
    both: list[tuple[Run, Run]] = []
    found: dict[str, list[float]] = {
        name: [] for name in ("nothing", "line", "speech", "chapter", "recast")
    }
    for _ in range(pairs):
        theirs = [bench.baseline(book)] if cold else []
        ours = bench.build(book)
        both += [(ours, each) for each in theirs]
        if change:
            for name, ratio in changes(bench, book, text, chapter, ours):
                found[name].append(ratio)
    if cold:
        show(
            f"{kilobytes} kB, wall / A",
            [o.wall_per_hour / t.wall_per_hour for o, t in both],
            0.65,
            f"{statistics.median(o.wall_per_hour for o, _ in both):.2f} s against "
            f"{statistics.median(t.wall_per_hour for _, t in both):.2f} s an hour of audio",
        )
        show("CPU / A", [o.cpu_per_hour / t.cpu_per_hour for o, t in both], 1.25)
    if change:
        show("nothing changed / cold", found["nothing"], 0.02)
        show("one line edited in the middle / cold", found["line"], 0.04)
        show("one line of speech edited / cold", found["speech"], 0.04)
        show("one chapter appended / its own share of cold", found["chapter"], 1.3)
        show("one minor character recast / cold", found["recast"], 0.35)


def changes(
    bench: Bench, book: Path, text: str, chapter: str, cold: Run
) -> Iterator[tuple[str, float]]:
    """What a second build costs after each small change, as a share of the cold one.

    Each is a change of the book as it was at first: that is built again before the next, untimed.
    """

    def after(changed: str, *options: str) -> float:
        book.write_text(text, encoding="utf-8")
        bench.build(book, cold=False)
        book.write_text(changed, encoding="utf-8")
        return bench.build(book, *options, cold=False).wall / cold.wall

    yield "nothing", after(text)
    yield "line", after(edited(text))
    yield "speech", after(edited_speech(text))
    yield "chapter", after(text + chapter) * len(text) / len(chapter)
    yield "recast", after(text, "--voices", recast(bench, book))
    book.write_text(text, encoding="utf-8")


def audiobooks(bench: Bench, texts: Path, kilobytes: int, pairs: int) -> None:
    """A book of the size that is measured as MP3, and a small one, which waits for its speakers."""
    for size in (kilobytes, SMALL):
        book = bench.write("audiobook", join_novels(texts, size))
        length = bench.baseline(book).seconds  # of the same speech; ffmpeg's file does not say
        ratios = []
        for _ in range(pairs):
            theirs = bench.baseline_m4b(book, length)
            run = bench.build(book, "--format", "m4b")
            ratios.append(run.wall_per_hour / theirs.wall_per_hour)
        show(f"{size} kB, M4B, wall / A'", ratios, 0.65)


def numbers_of_jobs(bench: Bench, texts: Path, pairs: int) -> None:
    book = bench.write("small", join_novels(texts, SMALL))
    ratios = []
    for _ in range(pairs):
        one, two = bench.build(book, "--jobs", "1"), bench.build(book, "--jobs", "2")
        ratios.append(two.wall / one.wall)
    show(f"{SMALL} kB, wall, --jobs 2 / --jobs 1", ratios, 0.60)


def starts(bench: Bench, pairs: int) -> None:
    """How long the command line takes to say what it can do."""
    click = [sys.executable, "-c", "import click"]
    ratios = []
    for _ in range(6 * pairs):
        theirs, _ = timed(click, {})
        ours, _ = timed([bench.narrator, "--help"], {})
        ratios.append(ours.wall / theirs.wall)
    show("narrator --help / python -c 'import click'", ratios, 3.0)


def recast(bench: Bench, book: Path) -> str:
    """A voices file in which someone with about 1 % of the words has another voice."""
    environment = os.environ | {"NARRATOR_CACHE": str(bench.scratch / "cache")}
    done = subprocess.run(
        [bench.narrator, "cast", str(book), "--json"],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    people = json.loads(done.stdout)["characters"]
    total = len(book.read_text(encoding="utf-8").split())
    minor = min(people, key=lambda each: abs(each["words"] - total / 100))
    path = bench.scratch / "recast.yaml"
    name = json.dumps(minor["name"])
    # The voice is moved by its pitch: another voice by name could push others aside as well.
    path.write_text(
        f"characters:\n  {name}: {{voice: '{minor['voice']}', pitch: +25%}}\n", encoding="utf-8"
    )
    return str(path)


def sizes(bench: Bench, texts: Path, pairs: int) -> None:
    """Whether a long book costs more an hour, or more memory, than a short one.

    The long one takes minutes, so there is one pair for five of the others.
    """
    small = bench.write("small", join_novels(texts, SMALL))
    large = bench.write("large", join_novels(texts, LARGE))
    both = []
    for _ in range(max(1, pairs // 5)):
        both.append((bench.build(small, memory=True), bench.build(large, memory=True)))
    named = f"{LARGE:,} kB / {SMALL} kB"
    walls = [two.wall_per_hour / one.wall_per_hour for one, two in both]
    show(f"wall an hour of audio, {named}", walls, 1.10)
    memory = [two.peak_pss / one.peak_pss for one, two in both]
    one, two = (statistics.median(run.peak_pss for run in runs) for runs in zip(*both, strict=True))
    show(f"peak PSS of the process tree, {named}", memory, 1.15, f"{two:.0f} MB against {one:.0f}")


def curve(bench: Bench, texts: Path, picture: Path) -> None:
    """Draws the wall for books of several sizes."""
    points = []
    for size in (25, 100, 600, 2400):
        run = bench.build(bench.write(f"curve{size}", join_novels(texts, size)), memory=True)
        points.append((size, run.wall, run.seconds / 3600))
        print(
            f"{size:5d} kB: {run.wall:7.1f} s for {run.seconds / 3600:5.2f} h of audio, "
            f"{run.wall_per_hour:.2f} s an hour, {run.peak_pss:.0f} MB",
            flush=True,
        )
    draw_curve(points, picture)


def draw_curve(points: list[tuple[int, float, float]], picture: Path) -> None:
    """Kilobytes, seconds and hours of audio of each book as a line."""
    from PIL import Image, ImageDraw, ImageFont

    page = Image.new("RGB", (900, 520), "white")
    brush, font = ImageDraw.Draw(page), ImageFont.load_default(18)
    longest, slowest = points[-1][2], max(wall for _, wall, _ in points)
    where = [(80 + 700 * hours / longest, 460 - 400 * wall / slowest) for _, wall, hours in points]
    brush.line((80, 40, 80, 460, 860, 460), fill="black", width=2)
    brush.line(where, fill="#27548a", width=4)
    for (size, wall, _), (x, y) in zip(points, where, strict=True):
        brush.ellipse((x - 6, y - 6, x + 6, y + 6), fill="#27548a")
        label = f"{size} kB: {wall:.0f} s"
        # short books lie close together: the first label stands beside its point, others above
        if size == points[0][0]:
            place, anchor = (x + 14, y), "lm"
        elif x < 200:
            place, anchor = (x - 4, y - 30), "lb"
        else:
            place, anchor = (x - 12, y - 10), "rb"
        brush.text(place, label, fill="black", font=font, anchor=anchor)
    brush.text((380, 480), f"hours of audio (0 to {longest:.1f})", fill="black", font=font)
    brush.text((90, 20), "seconds to build, from nothing", fill="black", font=font)
    page.save(picture)


def processor() -> str:
    """What the system calls it."""
    with contextlib.suppress(OSError):
        found = re.search(r"^model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(), re.M)
        if found:
            return found[1]
    return platform.machine()


def first_line(*command: str) -> str:
    """The first line of what a command prints: a program's version."""
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.partition("\n")[0].partition("  Data")[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--kilobytes", type=int, default=600)
    rows_help = "start, cold, m4b, jobs, change, size, with commas"
    parser.add_argument("--rows", default="all", help=rows_help)
    parser.add_argument("--curve", type=Path, metavar="PNG")
    parser.add_argument("--narrator", default=str(Path(sys.executable).with_name("narrator")))
    args = parser.parse_args()
    print(
        f"{processor()}, {os.cpu_count()} threads, Python {platform.python_version()}, "
        f"{first_line('espeak-ng', '--version')}, {first_line('lame', '--version')}, "
        f"load {os.getloadavg()[0]:.1f}, {time.strftime('%Y-%m-%d %H:%M')}, {args.pairs} pairs\n"
    )
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(Path(scratch), args.narrator)
        if args.curve:
            curve(bench, args.texts, args.curve)
        else:
            rows(bench, args.texts, args.kilobytes, args.pairs, set(args.rows.split(",")))


if __name__ == "__main__":
    main()
