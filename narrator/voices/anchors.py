"""Corrections of lines that were edited since: each is found again by its words."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from narrator.book import Line, Lines
from narrator.voices import Anchor, VoiceMap

LEAST = 0.6  # of a line's words that must have stayed, in their order
NEIGHBOUR = 0.25  # what a neighbour that stayed is worth beside the line itself
SHORT = 4  # words: a line of fewer is known by a neighbour too
MOST = 40  # places are compared word by word for one anchor
MARGIN = 0.1  # by which the best place must be better than the next


def anchors_of(chapters: Iterable[Lines], ids: Collection[str]) -> dict[str, Anchor]:
    """The words of these lines and of the lines around each."""
    found = {}
    for lines in chapters:
        for index, line in enumerate(lines):
            if line.id in ids:
                before, after = _around(lines, index)
                found[line.id] = Anchor(_tidy(line.text), before, after)
    return found


def find_again(chapters: Iterable[Lines], voice_map: VoiceMap) -> dict[str, str]:
    """The corrections by the ids that lines have now: line id -> speaker.

    One whose id is gone counts for the line that its anchor fits best. Where none fits well, or
    several alike, it stays under its old id, which no line has.
    """
    kept = list(chapters)
    ids = {line.id for lines in kept for line in lines}
    corrections = dict(voice_map.corrections)
    lost = {
        old: anchor
        for old, anchor in voice_map.anchors.items()
        if old in corrections and old not in ids
    }
    index = _Index(kept) if lost else None
    for old, anchor in lost.items():
        if index and (line := _best(index.likely(anchor), anchor, corrections)) is not None:
            corrections[line.id] = corrections.pop(old)
    return corrections


class _Index:
    """The lines of a book by their words, so that not every anchor is held against every line."""

    def __init__(self, chapters: Iterable[Lines]) -> None:
        self.places = [(lines, index) for lines in chapters for index in range(len(lines))]
        self.sizes: list[int] = []
        self.holding: dict[str, list[int]] = {}
        for number, (lines, index) in enumerate(self.places):
            words = _words(lines[index].text)
            self.sizes.append(len(words))
            for word in set(words) or {""}:
                self.holding.setdefault(word, []).append(number)

    def likely(self, anchor: Anchor) -> list[tuple[Lines, int]]:
        """The places that share words enough with the anchor, the likeliest first, at most
        ``MOST`` of them."""
        wanted = Counter(_words(anchor.line)) or Counter([""])
        size, shared = wanted.total(), dict.fromkeys(self.holding.get("", ()), 0)
        for word, count in wanted.items():
            for number in self.holding.get(word, ()):
                shared[number] = shared.get(number, 0) + count
        likeness = {}
        for number, count in shared.items():
            like = 2 * count / (size + self.sizes[number])
            if like >= LEAST:
                before, after = _around(*self.places[number])
                beside = (before == anchor.before) + (after == anchor.after)
                likeness[number] = min(like, 1.0) + NEIGHBOUR * beside
        best = sorted(likeness, key=lambda number: (-likeness[number], number))[:MOST]
        return [self.places[number] for number in best]


def _best(places: list[tuple[Lines, int]], anchor: Anchor, taken: Mapping[str, str]) -> Line | None:
    """The line that an anchor means, if there is one beyond doubt."""
    wanted = _words(anchor.line)
    scores: list[tuple[float, Line]] = []
    for lines, index in places:
        line = lines[index]
        if line.id in taken:
            continue
        words = _words(line.text)
        matcher = difflib.SequenceMatcher(None, wanted, words, autojunk=False)
        if matcher.real_quick_ratio() < LEAST or matcher.quick_ratio() < LEAST:
            continue
        likeness = matcher.ratio()
        if likeness < LEAST:
            continue
        before, after = _around(lines, index)
        if len(wanted) < SHORT and anchor.before != before and anchor.after != after:
            continue
        likeness += NEIGHBOUR * ((before == anchor.before) + (after == anchor.after))
        scores.append((likeness, line))
    scores.sort(key=lambda score: -score[0])
    if not scores or (len(scores) > 1 and scores[0][0] - scores[1][0] < MARGIN):
        return None
    return scores[0][1]


def _around(lines: Lines, index: int) -> tuple[str, str]:
    before = _tidy(lines[index - 1].text) if index else ""
    after = _tidy(lines[index + 1].text) if index + 1 < len(lines) else ""
    return before, after


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text.casefold())
