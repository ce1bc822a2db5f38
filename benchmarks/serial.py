"""How much of a serial changes its voice when a chapter is added.

    python benchmarks/serial.py BOOK.txt... [--steps 8]

Each book is read as far as some chapter, and then one chapter further, as a listener would who has
every instalment rendered. Of the words of dialogue that both readings have, this prints

    speaker    percent that another person says, or one called otherwise: more is known of the book
    voice      percent that is heard in another voice, for whatever reason
    casting    percent that the same person says in another voice
    median     the same, of the chapter in the middle
    worst      the most that any one chapter did
"""

from __future__ import annotations

import argparse
import statistics
from pathlib import Path

from narrator.book import Kind
from narrator.pipeline import cast_voices, open_engines, read_script
from narrator.script import Script
from narrator.voices import Voice, VoiceMap

Heard = dict[int, tuple[str, Voice, int]]


def read(path: Path, text: str, voice_map: VoiceMap) -> tuple[Script, Heard]:
    """The script, and for each line of dialogue by where it starts: speaker, voice, words."""
    script = read_script(path, voice_map, data=text.encode())
    with open_engines(voice_map, "espeak") as engines:
        casting = cast_voices(script, voice_map, engines)
    spoken = [line for line in script.lines() if line.kind is Kind.DIALOGUE]
    return script, {
        line.start: (line.speaker or "", casting.voice_for(line), len(line.text.split()))
        for line in spoken
    }


def changes(before: Heard, after: Heard) -> tuple[float, float, float]:
    """Percent of the words that changed speaker, that changed voice, and voice alone."""
    both = [(before[start], after[start]) for start in before.keys() & after.keys()]
    total = sum(one[2] for one, _ in both) or 1
    speaker = sum(one[2] for one, other in both if one[0] != other[0])
    voice = sum(one[2] for one, other in both if one[1] != other[1])
    alone = sum(one[2] for one, other in both if one[0] == other[0] and one[1] != other[1])
    return 100 * speaker / total, 100 * voice / total, 100 * alone / total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("books", nargs="+", type=Path)
    parser.add_argument("--steps", type=int, default=8, help="so many chapters are added to each")
    asked = parser.parse_args()
    print(f"{'book':32} chapters  speaker   voice casting  median   worst")
    voice_map = VoiceMap()
    for path in asked.books:
        text = path.read_text(encoding="utf-8-sig")
        script, _ = read(path, text, voice_map)
        starts = [lines[0].start for lines in script.chapters if lines] + [len(text)]
        found = []
        for step in range(asked.steps):
            at = 1 + step * (len(starts) - 2) // asked.steps
            if at + 1 >= len(starts):
                break
            _, before = read(path, text[: starts[at]], voice_map)
            _, after = read(path, text[: starts[at + 1]], voice_map)
            found.append(changes(before, after))
        if not found:
            print(f"{path.name[:32]:32} {len(starts) - 1:8}")
            continue
        speakers, voices, alone = zip(*found, strict=True)
        print(
            f"{path.name[:32]:32} {len(starts) - 1:8} {statistics.mean(speakers):8.1f} "
            f"{statistics.mean(voices):7.1f}"
            f" {statistics.mean(alone):7.1f} {statistics.median(alone):7.1f} {max(alone):7.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
