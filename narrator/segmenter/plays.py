"""Paragraphs of the form “NAME: words”, as in plays and chat logs, into that person's speech."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from narrator.book import Role
from narrator.segmenter.prose import Prose, Span
from narrator.segmenter.vocabulary import NOT_NAMES

LEAST_TURNS = 4
"""Fewer such paragraphs in a chapter are no conversation."""
LEAST_SHARE = 0.25
"""They make up so much of the paragraphs, or stand in a run of ``LEAST_RUN``."""
LEAST_RUN = 3

_NAME = r"[A-ZÀ-ÞА-Я][\w’'.-]*(?:\s+(?:&\s+|and\s+|the\s+)?[A-ZÀ-ÞА-Я0-9][\w’'.-]*){0,3}"
_TIME = r"[\[(]?\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?[\])]?"
_TURN = re.compile(
    rf"\s*(?:{_TIME}\s*[-–]?\s*)?(?:<(?P<nick>[\w .’'-]{{1,30}})>\s*:?"
    rf"|\[?(?P<name>{_NAME}|[\w.-]{{2,20}}(?=\s*:))\]?\s*(?:\([^)]{{1,60}}\)\s*)?"
    rf"(?:{_TIME}\s*)?(?::|\.(?=\s*[\[(]?[A-Z—“]))"
    r"(?!//))\s*(?=\S)",
    re.UNICODE,
)
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")


def find_turns(prose: Sequence[Prose]) -> dict[int, list[Span]]:
    """For each paragraph that is a turn of a play or a chat, its speech without name and asides."""
    named: dict[int, tuple[str, int]] = {}
    for i, each in enumerate(prose):
        if each.paragraph.role not in (Role.TEXT, Role.MESSAGE):
            continue
        if found := _turn(each.text):
            named[i] = found
    counts = Counter(name for name, _ in named.values())
    turns = {i: at for i, (name, at) in named.items() if counts[name] > 1}
    if (
        len({named[i][0] for i in turns}) < 2
        or len(turns) < LEAST_TURNS
        or (len(turns) < LEAST_SHARE * len(prose) and _longest_run(sorted(turns)) < LEAST_RUN)
    ):
        turns = {}
    result = {
        i: _spoken(prose[i].text, named[i][1])
        for i in named
        if i in turns or (turns and named[i][0].isupper() and prose[i].text[named[i][1] :].strip())
    }
    result.update(_persona_speeches(prose))
    for i, each in enumerate(prose):
        if each.paragraph.role is Role.MESSAGE and i not in result:
            at = named[i][1] if i in named else 0
            result[i] = _spoken(each.text, at)
    return result


def _turn(text: str) -> tuple[str, int] | None:
    """The name a paragraph begins with, and where the words begin."""
    found = _TURN.match(text)
    if not found:
        return None
    name = (found["nick"] or found["name"]).strip()
    if name.casefold().split()[0].strip(".") in NOT_NAMES or text[found.end() :][:1] in "”’":
        return None
    stopped = text[: found.end()].rstrip()[-1:] == "."
    if stopped and not name.isupper():
        return None  # “Mr. Hale.” is a sentence; “HALE.” heads a speech
    return name.casefold() if not name.isupper() else name, found.end()


def _longest_run(indices: Sequence[int]) -> int:
    longest = run = 1
    for a, b in pairwise(indices):
        run = run + 1 if b - a == 1 else 1
        longest = max(longest, run)
    return longest if indices else 0


def _spoken(text: str, start: int) -> list[Span]:
    """The words of a turn, its asides in brackets left to the narrator."""
    spans: list[Span] = []
    at = start
    for aside in _ASIDE.finditer(text, start):
        if re.search(r"\w", text[at : aside.start()]):
            spans.append(Span(at, aside.start()))
        at = aside.end()
    if re.search(r"\w", text[at:]) or not spans:
        spans.append(Span(at, len(text)))
    return [_trim(text, span) for span in spans if text[span.start : span.end].strip()]


def _trim(text: str, span: Span) -> Span:
    body = text[span.start : span.end]
    start = span.start + len(body) - len(body.lstrip())
    return Span(start, start + len(body.strip()))


def _persona_speeches(prose: Sequence[Prose]) -> dict[int, list[Span]]:
    """Paragraphs after a play's speaker name, up to the next name or heading."""
    speeches: dict[int, list[Span]] = {}
    speaking = False
    for i, each in enumerate(prose):
        role = each.paragraph.role
        if role is Role.PERSONA:
            speaking = True
        elif role is Role.HEADING or each.paragraph.before.value in ("scene", "part", "chapter"):
            speaking = False
        elif speaking and role in (Role.TEXT, Role.VERSE):
            if _ASIDE.fullmatch(each.text.strip()):
                continue
            speeches[i] = _spoken(each.text, 0)
    return speeches
