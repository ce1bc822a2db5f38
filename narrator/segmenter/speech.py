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
from narrator.segmenter.sentences import split_sentences
from narrator.segmenter.tags import Tag, find_tag_inside, tag_before
from narrator.segmenter.verdicts import Verdict, judge
from narrator.segmenter.vocabulary import SENTENCE_END
from narrator.segmenter.written import talks, written_before

CONTEXT = 250
"""So many characters of the paragraph ahead show whether a letter is spoken of."""
CHAIN = 12
"""Over so many paragraphs without marks a speech may lie open until its closing mark comes."""

NEAR = 40
"""So many characters ahead of a colon hold the tag's verb."""
_SEEMS_SO = re.compile(
    r"\b(?:sign|note|letter|telegram|card|notice|message|as\s+(?:if|though)|seem\w*|have)\b"
)
_COLON = re.compile(r":[\s—–-]*$")
_LEFT_OPEN = {Verdict.MENTION: Tag.WRITTEN, Verdict.THOUGHT: Tag.THOUGHT}
_WORD = re.compile(r"\w")
_LEADS_UP = re.compile(r"[,:;—–-][\s—–-]*$")
_RECITES = re.compile(
    r"\b(?:said|says|cried|sing|sings|sang|singing|read|reads|reading|recit\w+|quot(?:es?|ed|ing)|"
    r"inton\w+|declaim\w+|chant\w+|hum(?:s|med|ming)?|murmur\w+|repeat\w*|began|broke\s+(?:out|into)|"
    r"spoke|roar\w*|shout\w*)\b"
)
_NESTED = re.compile(r"\s*[“\"][‘']|\s*[‘'][“\"]")
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
    open_before, left_open = False, Verdict.SPEECH
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
        lead = _lead(prose, found, i, left_open=left_open)
        judged = _judged(each.text, quotations, lead, prose[i - 1].text[-CONTEXT:] if i else "")
        spans.append(_spoken(each.text, judged, open_before=open_before))
        open_before = bool(quotations) and not quotations[-1].closed
        left_open = judged[-1][1] if open_before else Verdict.SPEECH
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


def _lead(
    prose: Sequence[Prose],
    found: Sequence[Sequence[Quotation]],
    at: int,
    *,
    left_open: Verdict,
) -> Tag | None:
    """What the paragraph ahead says of a quotation that begins this one.

    A letter that it left open goes on; a sign that it leads up to, with a colon, is read there.
    """
    if not at:
        return None
    text, quotations = prose[at - 1].text, found[at - 1]
    if quotations and not quotations[-1].closed:
        alone = len(found[at]) == 1 and not _WORD.search(
            prose[at].text[: found[at][0].start] + prose[at].text[found[at][0].end :]
        )
        return _LEFT_OPEN.get(left_open) if alone else None
    told = text[quotations[-1].end :] if quotations else text
    if not _COLON.search(told):
        return None
    if written_before(told):
        return Tag.WRITTEN
    tag = tag_before(told, len(told))
    if tag is Tag.WRITTEN and talks(told[-NEAR:]) and not _SEEMS_SO.search(told[-NEAR:]):
        return None  # both palms over her eyes, she said: no look that says it
    return tag if tag in (Tag.WRITTEN, Tag.THOUGHT) else None


def _judged(
    text: str, quotations: Sequence[Quotation], lead: Tag | None, context: str
) -> list[tuple[Quotation, Verdict]]:
    """A paragraph's quotations, each with what it is."""
    judged: list[tuple[Quotation, Verdict]] = []
    for quotation in quotations:
        judged.append((quotation, judge(text, quotation, judged, lead, context)))
    return judged


def _spoken(
    text: str, judged: Sequence[tuple[Quotation, Verdict]], *, open_before: bool
) -> list[Span]:
    """Those of a paragraph's quotations that are said or thought."""
    own: list[Span] = []
    for quotation, verdict in judged:
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
    if role is Role.VERSE and not _is_recited(prose, at, found, convention):
        return []
    return [_mended(each.text, found, i, runs_on=runs_on) for i in range(len(found))]


def _is_recited(
    prose: Sequence[Prose], at: int, quotations: Sequence[Quotation], convention: Convention
) -> bool:
    """Whether a stanza stands in quotation marks as a whole, and somebody says it.

    The words around the poem say so, or lead up to it, or their speech goes on; else it is a
    motto, or a song that is heard.
    """
    text = prose[at].text
    if len(quotations) != 1:
        return False
    if _WORD.search(text[: quotations[0].start] + text[quotations[0].end :]):
        return False
    first = at
    while first >= 0 and prose[first].paragraph.role is Role.VERSE:
        first -= 1
    if first < 0 or prose[first].paragraph.role is Role.HEADING:
        return False
    ahead = prose[first].text
    before = find_quotations(ahead, convention, runs_on=True)
    if _NESTED.match(text):
        return True  # somebody quotes it
    if (before and not before[-1].closed) or not quotations[0].opened:
        return bool(before) and not before[-1].closed
    after = prose[at + 1].text if at + 1 < len(prose) else ""
    sentence = list(split_sentences(ahead))[-1:] or [(0, 0)]
    recited = _RECITES.search(ahead, sentence[0][0])
    return bool(recited or after[:1].islower() or _LEADS_UP.search(ahead))


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
