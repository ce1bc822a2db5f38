"""Public-domain novels into the words that a sentence may begin with and that name nobody.

python training/vocabulary.py --novels FOLDER --exclude TITLES.txt OUT.txt
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from novels import read_novel, refuse_excluded, source_list

from narrator import segmenter
from narrator.attribution.capitals import count_words
from narrator.attribution.ordinary import stems
from narrator.attribution.tokens import make_blocks

FEWEST_BOOKS = 12
"""In so many books must a word stand in small letters."""
FEWEST_USES = 40
SELDOM = 0.2
"""How often, at most, it is capitalised in mid-sentence, for each time it is not."""


def main() -> None:
    ap = argparse.ArgumentParser(description="Which words are no names.")
    ap.add_argument("--novels", type=Path, required=True)
    ap.add_argument("--exclude", type=Path)
    ap.add_argument("out", type=Path)
    args = ap.parse_args()
    names = source_list(Path(__file__).with_name("sources.txt"))
    if args.exclude:
        refuse_excluded(names, args.exclude)
    lower: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    books: Counter[str] = Counter()
    for name in names:
        folder = args.novels / name.replace("/", "+")
        folder = folder / "repo" if (folder / "repo").exists() else folder
        blocks = make_blocks(segmenter.segment(read_novel(folder, name)))
        lexicon = count_words([piece for block in blocks for piece in block.pieces])
        lower.update(lexicon.lower)
        capital.update(lexicon.capital)
        books.update(lexicon.lower.keys())
    words = sorted(
        word
        for word, count in lower.items()
        if word.isalpha()
        and word.isascii()
        and count >= FEWEST_USES
        and books[word] >= FEWEST_BOOKS
        and capital[word] <= SELDOM * count
    )
    kept: set[str] = set()
    for word in sorted(words, key=len):  # what comes of a shorter word follows from it
        if kept.isdisjoint(stems(word)):
            kept.add(word)
    rows = [""]
    for word in sorted(kept):
        if len(rows[-1]) + len(word) > 98:
            rows.append("")
        rows[-1] += f" {word}" if rows[-1] else word
    args.out.write_text("\n".join(rows) + "\n", encoding="utf-8")
    print(len(kept), "words")


if __name__ == "__main__":
    main()
