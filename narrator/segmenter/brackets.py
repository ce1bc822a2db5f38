"""Paragraphs in brackets into thoughts, or into remembered speech."""

from __future__ import annotations

import re
from collections.abc import Sequence

from narrator.book import Role
from narrator.segmenter.narration import COMMAND, FIRST, past_verbs
from narrator.segmenter.prose import Prose, Span

BRACKET_HABIT = 3
"""From so many bracketed paragraphs in the form of thoughts on, all of them are thoughts."""
SHORT_WORDS = 6
LONGEST_BRACKET = 4
"""Over so many paragraphs a bracket may lie open."""

_WORD = re.compile(r"\w")


def count_bracketed(prose: Sequence[Prose]) -> int:
    """How many paragraphs are bracketed in the form of thoughts."""
    return sum(_is_bracketed_thought(each.text) for each in prose)


def _is_bracketed_thought(text: str) -> bool:
    """Whether a bracketed paragraph is no aside: it begins low, or ends without a full stop."""
    body = text.strip()
    if not (body.startswith("(") and body.endswith(")")) or len(body) < 4:
        return False
    inner = body[1:-1].strip()
    if inner[:1].islower() or inner[:1] in "…" or inner[-1:] not in tuple('.:;”"'):
        return True
    return not past_verbs(inner) and (
        bool(FIRST.search(inner))
        or (len(inner.split()) <= SHORT_WORDS and bool(COMMAND.match(inner)))
    )


def find_bracketed(
    prose: Sequence[Prose], speech: Sequence[Sequence[Span]], *, habit: bool
) -> dict[int, list[Span]]:
    """The paragraphs that are bracketed as a whole, each with its thought or remembered speech.

    ``habit``: the book brackets its thoughts, so that even one in the form of an aside is one.
    """
    found: dict[int, list[Span]] = {}
    for i, each in enumerate(prose):
        if each.paragraph.role is not Role.TEXT or i in found:
            continue
        body = each.text.strip()
        if not body.startswith("("):
            continue
        if body.endswith(")") and "(" not in body[1:-1]:
            if spans := _whole(each.text, speech[i], habit=habit):
                found[i] = spans
        elif body.count("(") == body.count(")") + 1 and (habit or body[1:2].islower()):
            for j in range(i, _closing(prose, i)):
                found[j] = [Span(*_body(prose[j].text), thought=True, continues=j > i)]
    return found


def _body(text: str) -> tuple[int, int]:
    start = len(text) - len(text.lstrip())
    return start, start + len(text.strip())


def _whole(text: str, spans: Sequence[Span], *, habit: bool) -> list[Span]:
    """A paragraph in brackets as a thought; speech that fills the brackets is remembered."""
    if spans and not _WORD.search(text[: spans[0].start] + text[spans[-1].end :]):
        return [Span(s.start, s.end, s.thought, s.continues, "remembered") for s in spans]
    start, end = _body(text)
    return [Span(start, end, thought=True)] if habit or _is_bracketed_thought(text) else []


def _closing(prose: Sequence[Prose], at: int) -> int:
    """One past the paragraph that closes the bracket open at ``at``; ``at`` when none does."""
    for j in range(at + 1, min(at + LONGEST_BRACKET, len(prose))):
        body = prose[j].text.strip()
        if prose[j].paragraph.role is not Role.TEXT or "(" in body:
            return at
        if body.endswith(")"):
            return j + 1
        if ")" in body:
            return at
    return at
