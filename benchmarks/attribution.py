"""How often the right person speaks: the annotated novels, and how honest confidence is.

    python benchmarks/attribution.py --bench FOLDER [--quick] [--styles] [--check-floor]

FOLDER holds the benchmark: ``attribution/`` (run.py, score.py, data/) and ``seeds/``. It is no part
of this project: its annotations have no licence. ``--quick`` runs two novels, as CI does;
``--check-floor`` fails when a figure is below ``attribution-floor.json``; ``--raise-floor`` writes
the figures reached there, never lower ones.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

FLOOR = Path(__file__).with_name("attribution-floor.json")
QUICK = ("PrideAndPrejudice", "TheSunAlsoRises")
"""One told by nobody, one by "I"; both with much talk."""
CASTS = ("given", "cold")
STYLES = ("curly", "single", "ascii", "angle")
WATCHED = ("acc", "acc_explicit", "acc_anaphoric", "acc_implicit", "b3_f1", "voice_acc")
SLACK = 0.003
"""How far below the floor a figure may fall without failing: a quotation or two."""
BINS = 10


def load_score(bench: Path) -> ModuleType:
    """The benchmark's scorer as a module."""
    spec = importlib.util.spec_from_file_location("score", bench / "attribution" / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{bench}: no attribution/score.py in it")
    module = importlib.util.module_from_spec(spec)
    sys.modules["score"] = module
    spec.loader.exec_module(module)
    return module


def run_novels(
    bench: Path, narrator: str, cast: str, out: Path, books: tuple[str, ...], style: str = ""
) -> dict[str, Any]:
    """Run the novels in one setting and return all figures."""
    command = f"{narrator} script {{book}} --json -o {{out}} [--voices {{cast}}]"
    words = [sys.executable, str(bench / "attribution" / "run.py")]
    words += ["--gold", str(bench / "attribution" / "data"), "--out", str(out)]
    words += ["--cast", cast, "--command", command]
    if books:
        words += ["--books", ",".join(books)]
    if style:
        words += ["--style", style]
    done = subprocess.run(words, text=True, capture_output=True, check=False)
    print(f"\n== {cast}{' ' + style if style else ''}\n{done.stdout}{done.stderr}")
    if done.returncode:
        raise SystemExit(done.returncode)
    figures: dict[str, Any] = json.loads((out / "scores.json").read_text("utf-8"))
    return figures


def print_calibration(score: ModuleType, bench: Path, out: Path, cast: str) -> None:
    """Confidence against the share that is right, in ten bins, and the share of unknown."""
    pairs: list[tuple[float, bool]] = []
    unknown = 0
    for path in sorted((out / "pred").glob("*.json")):
        gold_path = bench / "attribution" / "data" / path.name
        gold = json.loads(gold_path.read_text("utf-8"))
        with gold_path.with_suffix(".txt").open(encoding="utf-8", newline="") as file:
            text = file.read()
        book = score.score_book(gold, text, json.loads(path.read_text("utf-8")), cast)
        for quote in book.quotes:
            if quote.speaker and quote.found:
                if quote.voice == "unknown":  # it claims nothing
                    unknown += 1
                else:
                    pairs.append((quote.confidence, quote.correct))
    error = 0.0
    print(f"confidence, {cast}:   lines   said  right")
    for k in range(BINS):
        some = [p for p in pairs if k <= min(p[0] * BINS, BINS - 1e-9) < k + 1]
        if some:
            said = sum(p[0] for p in some) / len(some)
            right = sum(p[1] for p in some) / len(some)
            error += len(some) * abs(said - right) / len(pairs)
            print(
                f"  {k / BINS:.1f} to {(k + 1) / BINS:.1f} {len(some):10d} {said:6.2f} {right:6.2f}"
            )
    share = unknown / max(1, len(pairs) + unknown)
    print(f"  mean error {100 * error:.1f} points; unknown {100 * share:.1f} %")


def run_manuscripts(bench: Path, narrator: str, cast: str) -> None:
    """The annotated modern manuscripts."""
    command = f"{narrator} script {{book}} --json -o {{out}} [--voices {{cast}}]"
    script = bench / "seeds" / "score.py"
    words = [sys.executable, str(script), "--cast", cast, "--command", command]
    done = subprocess.run(words, text=True, capture_output=True, check=False)
    print(f"== manuscripts, {cast}\n{done.stdout or done.stderr.strip().splitlines()[-1]}")


def check_floor(figures: dict[str, dict[str, float]], *, write: bool) -> int:
    """How many figures lie below the floor; with ``write`` the floor rises to them."""
    floor: dict[str, dict[str, float]] = {}
    if FLOOR.exists():
        floor = json.loads(FLOOR.read_text("utf-8"))
    below = 0
    for cast, row in figures.items():
        kept = floor.setdefault(cast, {})
        for name, value in row.items():
            if value < kept.get(name, 0.0) - SLACK:
                print(f"below the floor: {cast} {name} {value:.4f} < {kept[name]:.4f}")
                below += 1
            kept[name] = max(kept.get(name, 0.0), round(value, 4))
    if write:
        FLOOR.write_text(json.dumps(floor, indent=1) + "\n", encoding="utf-8")
    return below


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure who is said to speak.")
    parser.add_argument("--bench", type=Path, required=True, help="the benchmark's folder")
    parser.add_argument("--narrator", default=f"{sys.executable} -m narrator", help="the command")
    parser.add_argument("--out", type=Path, help="keep everything written here")
    parser.add_argument("--quick", action="store_true", help="two novels")
    parser.add_argument("--styles", action="store_true", help="also with other quotation marks")
    parser.add_argument("--check-floor", action="store_true")
    parser.add_argument("--raise-floor", action="store_true")
    args = parser.parse_args()
    out = args.out or Path(tempfile.mkdtemp(prefix="attribution-"))
    score = load_score(args.bench)
    books = QUICK if args.quick else ()
    reached: dict[str, dict[str, float]] = {}
    for cast in CASTS:
        figures = run_novels(args.bench, args.narrator, cast, out / cast, books)
        print_calibration(score, args.bench, out / cast, cast)
        run_manuscripts(args.bench, args.narrator, cast)
        reached[cast] = {name: figures["macro"][name] for name in WATCHED}
    if args.styles:
        for style in STYLES:
            run_novels(args.bench, args.narrator, "given", out / style, books, style)
    if args.check_floor or args.raise_floor:
        if not args.quick:
            raise SystemExit("the floor is that of --quick; give it too")
        below = check_floor(reached, write=args.raise_floor)
        if below and args.check_floor:
            raise SystemExit(1)


if __name__ == "__main__":
    main()
