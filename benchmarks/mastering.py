"""Whether finished books keep to what they promise, measured by ffmpeg and not by us.

    python benchmarks/mastering.py books BOOK ... [--preset NAME] [--format NAME] [--single]
    python benchmarks/mastering.py voices BOOK ...
    python benchmarks/mastering.py share BOOK

``books`` builds each with nothing but its text, and prints one row a book: loudness and true peak
by ffmpeg's ebur128, level by astats, silence at the ends by silencedetect; the extremes over its
files, by how much ``narrator check`` differs, and what ffmpeg's figures and ``check`` say of it.
``voices`` has every voice of each book's cast say the neutral text at its own gain. ``share``
renders a book in this one process and prints how much of the CPU time goes into calibrating,
levelling and limiting.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Iterator, Mapping
from math import log10
from pathlib import Path
from typing import Any

import imageio_ffmpeg

FILTERS = "ebur128=peak=true:framelog=quiet,silencedetect=noise=-50dB:duration=0.05,astats"
FIGURES = {
    "lufs": r"I:\s+(-?[\d.]+|-inf) LUFS",
    "peak": r"True peak:\s+Peak:\s+(-?[\d.]+|-inf) dBFS",
    "rms": r"Overall.*?RMS level dB: (-?[\d.]+|-inf)",
    "trough": r"Overall.*?RMS trough dB: (-?[\d.]+|-inf)",
}
ACX = {"rms": (-23.0, -18.0), "peak": (-99.0, -3.0), "head": (0.5, 1.0), "tail": (1.0, 5.0)}
"""Of each file; and at most 120 minutes, 192 kbit/s, 44.1 kHz."""
OTHERS = {"lufs": (-20.0, -18.0), "peak": (-99.0, -3.0)}
"""The loudness is that of the whole book, the peak each file's."""
AGREED_LU = 0.2
"""By which ``check`` and ffmpeg may differ."""


def measure(path: Path) -> dict[str, float]:
    """What ffmpeg hears in a file."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-hide_banner", "-i", str(path)]
    command += ["-map", "0:a", "-af", FILTERS, "-f", "null", "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = {}
    for name, pattern in FIGURES.items():
        match = re.findall(pattern, done.stderr, re.S)
        found[name] = float(match[-1]) if match else float("nan")
    times = re.findall(r"time=(\d+):(\d+):([\d.]+)", done.stderr)[-1]
    found["seconds"] = 3600 * float(times[0]) + 60 * float(times[1]) + float(times[2])
    ends = [float(at) for at in re.findall(r"silence_end: (-?[\d.]+)", done.stderr)]
    starts = [float(at) for at in re.findall(r"silence_start: (-?[\d.]+)", done.stderr)]
    found["head"] = ends[0] if ends and starts and starts[0] <= 0.05 else 0.0
    found["tail"] = found["seconds"] - starts[-1] if starts else 0.0
    stream = re.search(r"Audio: .*?(\d+) Hz, (\w+).*?(\d+) kb/s", done.stderr)
    found["hz"], found["kbit"] = (float(stream[1]), float(stream[3])) if stream else (0.0, 0.0)
    return found


def measure_book(book: Path, args: argparse.Namespace, out: Path) -> None:
    from narrator.checks import check
    from narrator.presets import PRESETS

    command = [args.narrator, "build", str(book), "-o", str(out), "--json", "-q"]
    command += ["--preset", args.preset, "--format", args.format, "--jobs", str(args.jobs)]
    command += ["--single"] * args.single
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{book}: {done.stderr}")
    folder = Path(json.loads(done.stdout)[0]["folder"])
    files = sorted(folder.glob(f"*.{args.format}"))
    heard = {path: measure(path) for path in files}
    (ours,) = check(folder, PRESETS[args.preset])
    own = {file.path: file for file in ours.files}
    from narrator.checks.findings import loudness_of

    differences = [
        abs(loud - heard[path]["lufs"])
        for path in files
        if (facts := own[path].measures) and (loud := loudness_of(facts)) is not None
    ]
    story = [each for path, each in heard.items() if "Retail sample" not in path.name]
    power = sum(10 ** (each["lufs"] / 10) * each["seconds"] for each in story)
    seconds = sum(each["seconds"] for each in story)

    def span(name: str) -> str:
        values = [each[name] for each in heard.values()]
        return f"{min(values):.1f} to {max(values):.1f}"

    lufs = 10 * log10(power / seconds)
    failed = list((_acx if args.preset == "acx" else _others)(heard, lufs))
    if max(differences) > AGREED_LU:
        failed.append(f"check differs by {max(differences):.2f} LU")
    form = f"{args.format}{' --single' * args.single}"
    print(
        f"| {book.stem[:28]}, {args.preset}, {form} | {seconds / 3600:.2f} | {len(files)} | "
        f"{lufs:.1f} | {span('lufs')} | {span('rms')} | "
        f"{max(each['peak'] for each in heard.values()):.1f} | {span('head')} | {span('tail')} | "
        f"{max(differences):.2f} | {f'FAIL ({len(failed)})' if failed else 'pass'} | "
        f"{'pass' if ours.passed else 'FAIL'} |",
        flush=True,
    )
    for problem in [*failed, *(f"check: {each.code} {each.file}" for each in ours.findings)]:
        print(f"  {problem}", file=sys.stderr)


def _acx(heard: Mapping[Path, Mapping[str, float]], lufs: float) -> Iterator[str]:
    """What ACX's reviewers would send back."""
    for path, each in heard.items():
        yield from _outside(path.name, each, ACX)
        if each["seconds"] > 7200:
            yield f"{path.name}: {each['seconds'] / 60:.0f} minutes"
        if (each["hz"], each["kbit"]) != (44100, 192):
            yield f"{path.name}: {each['hz']:.0f} Hz, {each['kbit']:.0f} kbit/s"


def _others(heard: Mapping[Path, Mapping[str, float]], lufs: float) -> Iterator[str]:
    """What other presets promise, and don't keep."""
    yield from _outside("the book", {"lufs": lufs}, {"lufs": OTHERS["lufs"]})
    for path, each in heard.items():
        yield from _outside(path.name, each, {"peak": OTHERS["peak"]})


def _outside(
    name: str, figures: Mapping[str, float], limits: Mapping[str, tuple[float, float]]
) -> Iterator[str]:
    for key, (low, high) in limits.items():
        if not low <= figures[key] <= high:
            yield f"{name}: {key} {figures[key]:.2f}"


def measure_voices(book: Path, folder: Path) -> None:
    """Each voice of the cast on the neutral text, at its calibrated gain."""
    from narrator import audio, renderer, speech
    from narrator.order import Order
    from narrator.pipeline import make_plan
    from narrator.voices import DEFAULT_FILE, load_voice_map

    plan = make_plan(Order(book, folder, load_voice_map(DEFAULT_FILE)))
    cast = [plan.casting.narrator, *plan.casting.voices.values()]
    voices = list(dict.fromkeys(renderer.plain(voice) for voice in cast))
    found = []
    for number, voice in enumerate(voices):
        gain = renderer.measure_gain(voice)
        engine = renderer._engine(voice.engine)
        engine.restart()
        clip = audio.level(speech.speak(renderer.NEUTRAL_TEXT, voice, engine), gain)
        path = folder / f"{number}.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(clip.sample_rate)
            file.writeframes(audio.to_int16(clip.samples))
        found.append(measure(path)["lufs"])
    spread = max(found) - min(found)
    print(
        f"| {book.stem[:28]} | {len(found)} | {min(found):.1f} to {max(found):.1f} | {spread:.1f} |"
    )


def measure_share(book: Path, folder: Path, form: str) -> None:
    """How much of the CPU time goes into loudness, in one process."""
    from narrator import audio, production, renderer
    from narrator.cache import Cache
    from narrator.order import Order
    from narrator.pipeline import make_plan
    from narrator.voices import DEFAULT_FILE, load_voice_map
    from narrator.writers import audiobook

    spent: dict[str, float] = {}

    def timed(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*values: Any, **named: Any) -> Any:
            begun = time.process_time()
            try:
                return work(*values, **named)
            finally:
                spent[name] = spent.get(name, 0.0) + time.process_time() - begun

        return run

    begun = time.process_time()
    plan = make_plan(Order(book, folder, load_voice_map(DEFAULT_FILE), formats=(form,)))
    encoding = audiobook.encoding_for(form, plan.sample_rate)
    gains: Mapping[Any, float] = {
        voice: timed("calibrating", renderer.measure_gain)(voice)
        for voice in production._voices_used(plan)
    }
    audio.level = timed("levelling and limiting", audio.level)
    seconds = 0.0
    for chapter in production.cut(plan, gains, encoding):
        for number, shard in enumerate(chapter):
            done = renderer.render(shard, f"{number:040d}", encoding, Cache(folder))
            assert isinstance(done, renderer.Rendered)
            seconds += done.length / encoding.sample_rate
    whole = time.process_time() - begun
    parts = ", ".join(f"{name} {value:.2f} s" for name, value in spent.items())
    share = 100 * sum(spent.values()) / whole
    print(
        f"| {book.stem[:28]}, {form} | {seconds / 3600:.2f} | {whole:.1f} | {parts} | {share:.1f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["books", "voices", "share"])
    parser.add_argument("books", nargs="+", type=Path)
    parser.add_argument("--narrator", default=str(Path(sys.executable).with_name("narrator")))
    parser.add_argument("--preset", default="personal")
    parser.add_argument("--format", default="mp3")
    parser.add_argument("--single", action="store_true", help="one file with chapters")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--out", type=Path, help="keep what is built here")
    args = parser.parse_args()
    heads = {
        "books": "book | hours | files | LUFS | LUFS of files | RMS of files | true peak | "
        "head, s | tail, s | check differs, LU | by ffmpeg | check",
        "voices": "book | voices | LUFS on the neutral text | spread",
        "share": "book | hours | CPU s | of these | share, %",
    }
    print(f"| {heads[args.what]} |")
    print("|" + "---|" * len(heads[args.what].split(" | ")))
    with tempfile.TemporaryDirectory() as folder:
        for book in args.books:
            if args.what == "books":
                measure_book(book, args, args.out or Path(folder))
            elif args.what == "voices":
                measure_voices(book, Path(folder))
            else:
                measure_share(book, Path(folder), args.format)


if __name__ == "__main__":
    main()
