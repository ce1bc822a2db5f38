"""Quotations into speech: what is said by someone, as against names, titles and borrowed words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from narrator.book import Role
from narrator.segmenter.conventions import ALL_MARKS, Convention
from narrator.segmenter.prose import Prose, Span
from narrator.segmenter.quotations import Quotation, find_quotations
from narrator.segmenter.vocabulary import MENTION_WORDS, SPEECH_VERBS

LONG_WORDS = 8
"""A quotation of so many words is hardly a name."""
CHAIN = 12
"""Over so many paragraphs without marks a speech may lie open until its closing mark comes."""

_WORD = re.compile(r"[^\W_][\w’'-]*")
_OPENS = re.compile(r"[\s(\[]*[“\"„«»‘'‚「『‹›]")


def find_speech(prose: Sequence[Prose], convention: Convention) -> list[list[Span]]:
    """For each paragraph its speech, in order."""
    found: list[list[Quotation]] = []
    for i, each in enumerate(prose):
        if each.paragraph.role is Role.HEADING:
            found.append([])
            continue
        runs_on = i + 1 < len(prose) and bool(_OPENS.match(prose[i + 1].text))
        found.append(list(find_quotations(each.text, convention, runs_on=runs_on)))
    spans: list[list[Span]] = []
    open_before = False
    for each, quotations in zip(prose, found, strict=True):
        own = [
            Span(q.start, q.end, continues=open_before and q.start == 0)
            for q in quotations
            if is_speech(each.text, q, quotations)
        ]
        spans.append(own)
        open_before = bool(quotations) and not quotations[-1].closed
    return spans


def is_speech(text: str, quotation: Quotation, among: Sequence[Quotation]) -> bool:
    """Whether someone says this, or the words are only mentioned."""
    start, end = quotation.start, quotation.end
    if not (quotation.opened and quotation.closed):
        return True
    inner = text[start + 1 : end - 1].strip()
    before, after = text[:start].rstrip(" ([—–-"), text[end:].lstrip()
    words = len(_WORD.findall(inner))
    ends = inner[-1:] in tuple(",.!?;:—–-…") or inner[-1:] in ALL_MARKS
    if not re.search(r"\w", before) and not re.search(r"\w", after):
        return True
    tagged = _tag_follows(after)
    last = before[-1:]
    if not before or last in ".!?…":
        return ends or tagged or words >= LONG_WORDS
    if last in ",:;" or last in ALL_MARKS:
        return ends or tagged or words >= LONG_WORDS
    word = (_WORD.findall(before[-30:]) or [""])[-1].casefold()
    if word in SPEECH_VERBS:
        return ends or words > 2 or inner[:1].isupper()
    if word in MENTION_WORDS:
        return words >= LONG_WORDS and ends and inner[:1].isupper()
    return ends and (inner[:1].isupper() or words >= LONG_WORDS)


def _tag_follows(after: str) -> bool:
    words = [word.casefold() for word in _WORD.findall(after[:60])[:4]]
    return bool(words) and any(word in SPEECH_VERBS for word in words[:3])
