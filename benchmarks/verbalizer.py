"""How many of the verbalizer's cases come out as a good reader would say them, and how fast it is.

    python benchmarks/verbalizer.py [--wrong] [TEXT_FILE...]

Prints the share by topic; with ``--wrong`` each case that failed. For text files it prints the CPU
seconds that their paragraphs take.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from verbalizing import line, read_cases, say

from narrator.verbalizer import verbalize


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wrong", action="store_true", help="show each case that failed")
    parser.add_argument("texts", nargs="*", type=Path)
    options = parser.parse_args()
    right: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    for case in read_cases():
        said = say(case.text, case.language).text
        key = (case.language, case.topic)
        total[key] += 1
        right[key] += case.is_right(said)
        if options.wrong and not case.is_right(said):
            print(f"{case.topic}: {case.text!r} -> {said!r}, not {' | '.join(case.spoken)!r}")
    for key, count in total.items():
        print(f"{key[0]} {key[1]:15} {right[key]:4} of {count}")
    for tag in dict.fromkeys(tag for tag, _ in total):
        a = sum(n for key, n in right.items() if key[0] == tag)
        b = sum(n for key, n in total.items() if key[0] == tag)
        print(f"{tag} {a} of {b}: {a / b:.1%}")
    for path in options.texts:
        lines = [line(text) for text in path.read_text(encoding="utf-8").split("\n\n")]
        say("warm 1")
        start = time.process_time()
        for each in lines:
            verbalize(each)
        print(f"{path}: {time.process_time() - start:.2f} CPU s")


if __name__ == "__main__":
    main()
