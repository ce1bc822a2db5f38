"""Whole decisions into the curve of confidence: how often an answer with some chance is right.

Tags are hidden as for the examples; then each book is decided as a manuscript is, with all that
weighs in beside the trees.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from examples import MOST_STORIES, books_of, readings
from novels import read_novel, refuse_excluded, source_list

from narrator.attribution.conversation import decide

BINS = 24


def answers(evidence, asked):
    """The chance of the likeliest speaker of each turn whose tag is hidden, and whether it is."""
    chances, offsets = decide(evidence, {}), evidence.grid.offsets
    for index, speaker in asked.items():
        own = chances[offsets[index] : offsets[index + 1]]
        if len(own) and index not in evidence.anchors:
            best = int(own.argmax())
            yield float(own[best]), float(evidence.candidates[index][best] == speaker)


def rising(pairs, bins=BINS):
    """Chances and how often they were right, never falling: bins are merged until they rise."""
    merged = []
    for part in np.array_split(np.array(sorted(pairs)), bins):
        merged.append([part[:, 0].mean(), part[:, 1].mean(), len(part)])
        while len(merged) > 1 and merged[-2][1] >= merged[-1][1]:
            x, y, n = merged.pop()
            u, v, m = merged.pop()
            merged.append([(x * n + u * m) / (n + m), (y * n + v * m) / (n + m), n + m])
    return np.array([row[:2] for row in merged], dtype=np.float32).T


def main() -> None:
    parser = argparse.ArgumentParser(description="Set the curve of confidence of some weights.")
    parser.add_argument("--novels", type=Path, required=True, help="folder of cloned repositories")
    parser.add_argument("--sources", type=Path, default=Path(__file__).with_name("sources.txt"))
    parser.add_argument("--every", type=int, default=4, help="take one novel in so many")
    parser.add_argument("--exclude", type=Path, help="titles that must not be learned from")
    parser.add_argument("weights", type=Path, help="the program's own weights.npz")
    args = parser.parse_args()
    names = source_list(args.sources)
    if args.exclude:
        refuse_excluded(names, args.exclude)
    pairs = []
    for number, name in enumerate(names):
        if number % args.every:
            continue
        folder = args.novels / name.replace("/", "+")
        bare = folder / "repo"
        book = read_novel(bare if bare.exists() else folder / ".git", name)
        for number_in, chapters in enumerate(books_of(book)[:MOST_STORIES]):
            for evidence, asked, _ in readings(chapters, number + 1000 * number_in, again=False):
                pairs += answers(evidence, asked)
        print(number, name, len(pairs), flush=True)
    said, right = rising(pairs)
    with np.load(args.weights) as stored:
        kept = dict(stored)
    np.savez_compressed(args.weights, **{**kept, "said": said, "right": right})
    print("curve", *(f"{x:.2f}:{y:.2f}" for x, y in zip(said, right, strict=True)))


if __name__ == "__main__":
    main()
