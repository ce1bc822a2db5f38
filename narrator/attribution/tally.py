"""Lines into figures: how much everybody says, and to whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from narrator.book import UNKNOWN, Cast, Line


def count_speech(chapters: Sequence[Sequence[Line]], cast: Cast) -> Cast:
    """The cast with lines, words and partners as these chapters have them, busiest first."""
    lines: Counter[str] = Counter()
    words: Counter[str] = Counter()
    talks: dict[str, Counter[str]] = {}
    for chapter in chapters:
        last = ""
        for line in chapter:
            if line.speaker is None or line.speaker == UNKNOWN:
                continue
            lines[line.speaker] += 1
            words[line.speaker] += len(line.text.split())
            if last and last != line.speaker:
                talks.setdefault(last, Counter())[line.speaker] += 1
                talks.setdefault(line.speaker, Counter())[last] += 1
            last = line.speaker
    counted = [
        replace(
            person,
            lines=lines[person.name],
            words=words[person.name],
            talks_to=dict(sorted(talks.get(person.name, Counter()).items())),
        )
        for person in cast
    ]
    counted.sort(key=lambda person: (-person.lines, person.name))
    return replace(cast, characters=tuple(counted))
