"""Paragraphs into speech: which quotations are said, and where broken marks begin and end them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from narrator.book import Role
from narrator.segmenter.conventions import Convention
from narrator.segmenter.dashes import OPENING, find_dashed, split_incises
from narrator.segmenter.manners import manner_of
from narrator.segmenter.narration import FIRST, past_verbs
from narrator.segmenter.prose import Prose, Span
from narrator.segmenter.quotations import Quotation, find_quotations
from narrator.segmenter.tags import find_tag_inside
from narrator.segmenter.verdicts import Verdict, judge
from narrator.segmenter.vocabulary import SENTENCE_END

CHAIN = 12
"""Over so many paragraphs without marks a speech may lie open until its closing mark comes."""

_OPENS = re.compile(r"[\s(\[]*[“\"„«»‘'‚「『‹›]")


def find_speech(
    prose: Sequence[Prose], convention: Convention, turns: Mapping[int, list[Span]]
) -> list[list[Span]]:
    """For each paragraph its speech and quoted thoughts, in order; ``turns`` are known."""
    dashed = _dashed(prose, convention, turns)
    found = [
        [] if i in turns or i in dashed else _quotations(prose, i, convention)
        for i in range(len(prose))
    ]
    chained = _chains(prose, found)
    spans: list[list[Span]] = []
    open_before = False
    for i, (each, quotations) in enumerate(zip(prose, found, strict=True)):
        if i in turns or i in dashed:
            spans.append(turns[i] if i in turns else dashed[i])
            open_before = False
            continue
        if i in chained:
            own = find_dashed(each.text)  # a dash: somebody else speaks within the same marks
            spans.append(own or [Span(0, len(each.text), continues=True)])
            continue
        open_before = open_before and not OPENING.match(each.text)
        spans.append(_spoken(each.text, quotations, open_before=open_before))
        open_before = bool(quotations) and not quotations[-1].closed
    return spans


def _dashed(
    prose: Sequence[Prose], convention: Convention, turns: Mapping[int, list[Span]]
) -> dict[int, list[Span]]:
    """The paragraphs that begin with a dash, where that is the book's way."""
    found: dict[int, list[Span]] = {}
    for i, each in enumerate(prose):
        if convention.dashes and i not in turns and each.paragraph.role is Role.TEXT:
            found[i] = find_dashed(each.text)
    return {i: spans for i, spans in found.items() if spans}


def _spoken(text: str, quotations: Sequence[Quotation], *, open_before: bool) -> list[Span]:
    """Those of a paragraph's quotations that are said or thought."""
    own: list[Span] = []
    earlier: list[tuple[Quotation, Verdict]] = []
    for quotation in quotations:
        verdict = judge(text, quotation, earlier)
        earlier.append((quotation, verdict))
        if verdict is Verdict.MENTION:
            continue
        start, end = quotation.start, quotation.end
        thought = verdict is Verdict.THOUGHT
        continues = open_before and not text[:start].strip()
        span = Span(start, end, thought, continues, "" if thought else manner_of(text, start, end))
        own += split_incises(text, span) if quotation.family == "angle" else [span]
    return own


def _quotations(prose: Sequence[Prose], at: int, convention: Convention) -> list[Quotation]:
    """One paragraph's quotations, the broken ones mended."""
    each = prose[at]
    role = each.paragraph.role
    if role in (Role.HEADING, Role.LETTER, Role.NOTE):
        return []
    runs_on = at + 1 < len(prose) and bool(_OPENS.match(prose[at + 1].text))
    found = find_quotations(each.text, convention, runs_on=runs_on)
    if role is Role.VERSE and not _is_recited(each.text, found):
        return []
    return [_mended(each.text, found, i, runs_on=runs_on) for i in range(len(found))]


def _is_recited(text: str, quotations: Sequence[Quotation]) -> bool:
    """Whether a stanza stands in quotation marks as a whole: somebody says it."""
    if len(quotations) != 1:
        return False
    outside = text[: quotations[0].start] + text[quotations[0].end :]
    return not re.search(r"\w", outside)


def _mended(text: str, quotations: Sequence[Quotation], at: int, *, runs_on: bool) -> Quotation:
    """A quotation with a missing mark, from where it should begin to where it should end.

    Without a closing mark it ends ahead of its tag, else with the paragraph (or where the next one
    opens). Without an opening mark it begins with the paragraph, or with the first sentence after
    the quotation ahead of it.
    """
    quotation = quotations[at]
    start, end = quotation.start, quotation.end
    last = at == len(quotations) - 1
    if not quotation.closed and not (last and runs_on):
        tag = find_tag_inside(text, start, end)
        if tag is not None:
            end = tag
    if not quotation.opened and start > 0:
        sentence = SENTENCE_END.search(text, start, end)
        if sentence:
            start = sentence.end()
    while start < end and text[start].isspace():
        start += 1
    return replace(quotation, start=start, end=end)


def _chains(prose: Sequence[Prose], found: Sequence[Sequence[Quotation]]) -> set[int]:
    """Paragraphs without marks between one that leaves its speech open and one that closes it."""
    chained: set[int] = set()
    for i, quotations in enumerate(found):
        if not quotations or quotations[-1].closed:
            continue
        j = i + 1
        while j < len(prose) and j - i <= CHAIN and not found[j]:
            told = past_verbs(prose[j].text) and not FIRST.search(prose[j].text)
            if told or prose[j].paragraph.role is not Role.TEXT:
                break
            j += 1
        if j < len(prose) and found[j] and not found[j][0].opened and found[j][0].start == 0:
            chained.update(range(i + 1, j))
    return chained
