"""Narration into thoughts: in brackets, in italics, in single marks, or by person and tense."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from narrator.book import Role
from narrator.segmenter.brackets import find_bracketed
from narrator.segmenter.italics import find_flashbacks, find_italic_thoughts
from narrator.segmenter.narration import FIRST, SECOND, Telling, Tense, find_telling
from narrator.segmenter.prose import Prose, Span
from narrator.segmenter.tags import Tag, tag_after
from narrator.segmenter.unmarked import find_unmarked

_SINGLE = re.compile(
    r"(?<![\w’'‘])[‘'](?=[A-Z…])(?:[^‘’'“”\"]|(?<=\w)[’'](?=\w)){3,300}?[,.!?…—-][’'](?!\w)"
)


def find_thoughts(
    prose: Sequence[Prose],
    speech: Sequence[Sequence[Span]],
    *,
    habit: bool,
    first_person: bool,
) -> list[list[Span]]:
    """The chapter's spans with its thoughts added.

    ``habit``: the book brackets its thoughts; ``first_person``: it is told by an "I".
    """
    tellings = _tellings(prose, speech, first_person=first_person)
    flashbacks = find_flashbacks(prose)
    bracketed = find_bracketed(prose, speech, habit=habit)
    result: list[list[Span]] = []
    thinking = False
    for i, (each, spans) in enumerate(zip(prose, speech, strict=True)):
        own = bracketed.get(i) or list(spans)
        if i not in bracketed and each.paragraph.role is Role.TEXT:
            if i not in flashbacks:
                for start, end in _gaps(each.text, own):
                    own += find_italic_thoughts(each, start, end)
            for start, end in _gaps(each.text, own):
                own += _single_quoted(each.text, start, end)
            for start, end in _gaps(each.text, own):
                own += find_unmarked(each.text, start, end, tellings[i], thinking=thinking)
            own.sort(key=lambda span: span.start)
        result.append(own)
        thinking = bool(own) and own[-1].thought and not each.text[own[-1].end :].strip()
    return result


def _single_quoted(text: str, start: int, end: int) -> Iterator[Span]:
    """Sentences in single marks, where the book speaks in double ones: ‘Why me?’ he thought."""
    for found in _SINGLE.finditer(text, start, end):
        low, high = found.span()
        tag = tag_after(text, high)
        alone = not text[start:low].strip() and not text[high:end].strip()
        if tag is Tag.SPEECH:
            yield Span(low, high)
        elif tag is Tag.THOUGHT or alone or _is_sentence(text, start, low, high):
            yield Span(low, high, thought=True)


def _is_sentence(text: str, start: int, low: int, high: int) -> bool:
    """Whether words in single marks are a sentence of their own in somebody's own words."""
    ahead = text[start:low].rstrip()
    inner = text[low + 1 : high - 1]
    own = FIRST.search(inner) or SECOND.search(inner)
    return bool(own) and inner[-1:] in tuple(".!?…") and (not ahead or ahead[-1] in ".!?…:")


def _gaps(text: str, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """The stretches of narration between spans, as they are now."""
    gaps: list[tuple[int, int]] = []
    at = 0
    for span in sorted(spans, key=lambda span: span.start):
        if text[at : span.start].strip():
            gaps.append((at, span.start))
        at = max(at, span.end)
    if text[at:].strip():
        gaps.append((at, len(text)))
    return gaps


def _tellings(
    prose: Sequence[Prose], speech: Sequence[Sequence[Span]], *, first_person: bool
) -> list[Telling]:
    """For each paragraph, who tells its scene and in which tense."""
    scenes: list[list[int]] = [[]]
    for i, each in enumerate(prose):
        if each.paragraph.before.value in ("scene", "part", "chapter") and scenes[-1]:
            scenes.append([])
        scenes[-1].append(i)
    whole = find_telling(narration_of(prose, speech, range(len(prose))))
    whole = replace(whole, first_person=whole.first_person or first_person)
    result = [whole] * len(prose)
    for scene in scenes:
        text = narration_of(prose, speech, scene) if len(scenes) > 1 else ""
        telling = find_telling(text) if len(text) > 1500 else whole
        tense = telling.tense if telling.tense is not Tense.UNKNOWN else whole.tense
        for i in scene:
            result[i] = Telling(telling.first_person or whole.first_person, tense)
    return result


def narration_of(
    prose: Sequence[Prose], speech: Sequence[Sequence[Span]], indices: Sequence[int]
) -> str:
    """The words of the narrator in these paragraphs."""
    return "\n".join(
        prose[i].text[start:end]
        for i in indices
        if prose[i].paragraph.role is Role.TEXT
        for start, end in _gaps(prose[i].text, speech[i])
    )
