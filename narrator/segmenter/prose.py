"""A paragraph into its bare words, each character still knowing its place in the source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from narrator.book import Paragraph, Run, Style

_UNSPOKEN = (Style.MARKUP, Style.NOTE_MARK)
_BREAK = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph as it reads: markup gone, line ends turned into spaces."""

    text: str
    paragraph: Paragraph
    places: Sequence[int]
    """For each character of ``text`` its offset in the source."""

    @classmethod
    def of(cls, paragraph: Paragraph) -> Prose:
        """The prose of a paragraph."""
        text = _BREAK.sub(" ", paragraph.text)
        hidden = [run for run in paragraph.runs if run.style in _UNSPOKEN]
        if not hidden:
            return cls(text, paragraph, range(paragraph.start, paragraph.end))
        letters: list[str] = []
        places: list[int] = []
        at = 0
        for run in hidden:
            start, end = run.start - paragraph.start, run.end - paragraph.start
            if start < at:
                continue
            letters.append(text[at:start])
            places.extend(range(paragraph.start + at, paragraph.start + start))
            letters.append(run.value[: end - start])
            places.extend(range(run.start, run.start + len(run.value[: end - start])))
            at = end
        letters.append(text[at:])
        places.extend(range(paragraph.start + at, paragraph.end))
        return cls("".join(letters), paragraph, places)

    def hide(self, start: int, end: int) -> Prose:
        """The same paragraph without ``text[start:end]``: its words keep their place, unspoken."""
        low, high = self.source_span(start, end)
        runs = (*self.paragraph.runs, Run(low, high, Style.MARKUP))
        inside = (run for run in runs if not (low < run.start < high and run.end <= high))
        ordered = sorted(inside, key=lambda run: (run.start, -run.end))
        return Prose.of(replace(self.paragraph, runs=tuple(ordered)))

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]``, which must not be empty, stands in the source."""
        return self.places[start], self.places[end - 1] + 1


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a paragraph's prose that is speech or thought; the rest is narration."""

    start: int
    end: int
    thought: bool = False
    continues: bool = False
    manner: str = ""
    speaker: str = ""
    """Who says it, where the book states that ahead of the words, as plays and chats do."""
