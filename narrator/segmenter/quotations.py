"""A paragraph's quotation marks into quotations: each mark opens, closes, or is an apostrophe.

Which it is follows from the cheapest reading of all marks of the paragraph together: a mark of the
wrong shape costs something, and so does every repair (a mark that is missing, or one too many).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from narrator.segmenter.conventions import ALL_MARKS, FAMILY_OF, Convention
from narrator.segmenter.vocabulary import ELIDED_AFTER, ELIDED_BEFORE

NEVER = 99.0
WRONG_SHAPE = 2.5
UNCLOSED = 1.0
UNCLOSED_BEFORE_OPENING = 0.3  # the next paragraph opens with a mark: a speech over paragraphs
REOPENED = 1.3  # a mark opens where the one before is still open
UNOPENED = 1.6  # a closing mark with no opener, first in its paragraph
UNOPENED_LATER = 2.6
STRAY = 3.5
NESTED = 0.4
NESTED_SAME = 1.2  # the same marks inside themselves
DEEPEST = 3

_MARK = re.compile(f"[{ALL_MARKS}]")
_BEFORE_OPENING = frozenset(" ([{—–-―/\u00a0\u202f\u3000" + "“\"‘'„«‚「『")
_AFTER_CLOSING = frozenset(" )]}.,;:!?…—–-―/\u00a0\u202f\u3000" + "”\"’'»」』")
_ENDS = frozenset('.,!?;:…—–-)]”"»')
_WORD_AFTER = re.compile(r"['’‘]([^\W\d_]+)")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)['’‘]$")


@dataclass(frozen=True, slots=True)
class Quotation:
    """An outermost quotation, marks included: ``text[start:end]``."""

    start: int
    end: int
    family: str
    opened: bool = True
    """False: its opening mark is missing."""
    closed: bool = True
    """False: its closing mark is missing."""


@dataclass(frozen=True, slots=True)
class _Mark:
    at: int
    family: str
    opens: float
    closes: float
    apostrophe: float


@dataclass(frozen=True, slots=True)
class _Done:
    last: Quotation
    ahead: _Done | None


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read the marks so far."""

    cost: float
    stack: tuple[tuple[int, str], ...]
    """Where each open quotation begins, the outermost first, and its family."""
    done: _Done | None
    """The quotations so far, the last one first: a chain, for it is shared by many readings."""


def find_quotations(text: str, convention: Convention, *, runs_on: bool) -> tuple[Quotation, ...]:
    """The outermost quotations of a paragraph; ``runs_on``: the next one opens with a mark."""
    marks = list(_marks(text, convention))
    if not marks:
        return ()
    best: dict[tuple[str, ...], _Reading] = {(): _Reading(0.0, (), None)}
    for mark in marks:
        following: dict[tuple[str, ...], _Reading] = {}
        for reading in best.values():
            for after in _read(mark, reading):
                key = tuple(family for _, family in after.stack)
                if key not in following or after.cost < following[key].cost:
                    following[key] = after
        best = following
    price = UNCLOSED_BEFORE_OPENING if runs_on else UNCLOSED
    winner = min(best.values(), key=lambda r: (r.cost + price * len(r.stack), len(r.stack)))
    found: list[Quotation] = []
    done = winner.done
    while done:
        found.append(done.last)
        done = done.ahead
    found.reverse()
    if winner.stack:
        start, family = winner.stack[0]
        found.append(Quotation(start, len(text.rstrip()), family, closed=False))
    return tuple(found)


def _read(mark: _Mark, reading: _Reading) -> Iterator[_Reading]:
    """The ways to go on with this mark."""
    cost, stack, done = reading.cost, reading.stack, reading.done
    if mark.apostrophe < NEVER:
        yield _Reading(cost + mark.apostrophe, stack, done)
    yield _Reading(cost + STRAY, stack, done)
    depth = next((i for i in range(len(stack) - 1, -1, -1) if stack[i][1] == mark.family), None)
    if mark.opens < NEVER and len(stack) < DEEPEST:
        nested = 0.0 if not stack else NESTED if depth is None else NESTED_SAME
        yield _Reading(cost + mark.opens + nested, (*stack, (mark.at, mark.family)), done)
    if mark.opens < NEVER and stack and depth == len(stack) - 1:
        ended = done
        if depth == 0:
            ended = _Done(Quotation(stack[0][0], mark.at, mark.family, closed=False), done)
        reopened = (*stack[:-1], (mark.at, mark.family))
        yield _Reading(cost + mark.opens + REOPENED, reopened, ended)
    if mark.closes < NEVER and depth is not None:
        ended = done
        if depth == 0:
            ended = _Done(Quotation(stack[0][0], mark.at + 1, mark.family), done)
        unclosed = UNCLOSED * (len(stack) - 1 - depth)
        yield _Reading(cost + mark.closes + unclosed, stack[:depth], ended)
    if mark.closes < NEVER and not stack:
        start = done.last.end if done else 0
        price = UNOPENED_LATER if done else UNOPENED
        found = Quotation(start, mark.at + 1, mark.family, opened=False)
        yield _Reading(cost + mark.closes + price, (), _Done(found, done))


def _marks(text: str, convention: Convention) -> Iterator[_Mark]:
    """Each mark of the paragraph with what it would cost to read it one way or another."""
    singles = "single" in convention.outer
    for match in _MARK.finditer(text):
        at, char = match.start(), match.group()
        family = FAMILY_OF[char]
        if family == "single":
            if not singles:
                continue
            before, after = text[at - 1 : at], text[at + 1 : at + 2]
            if char != "‘" and before.isalnum() and after.isalnum():
                continue
        yield _priced(text, at, char, family, convention)


def _priced(text: str, at: int, char: str, family: str, convention: Convention) -> _Mark:
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    opening = (not before or before in _BEFORE_OPENING) and bool(after) and not after.isspace()
    closing = bool(before) and not before.isspace() and (not after or after in _AFTER_CLOSING)
    if opening == closing:
        opens = closes = 0.5
        if not after.strip() and before.strip():
            opens = WRONG_SHAPE
        elif not before.strip() and after.strip():
            closes = WRONG_SHAPE
    else:
        opens, closes = (0.0, WRONG_SHAPE) if opening else (WRONG_SHAPE, 0.0)
    if not before:
        closes = NEVER
    if family == "single":
        return _single(text, at, char, opens, closes)
    low = convention.low_opening
    if char in "„‟‚「『":
        opens, closes = 0.0, NEVER
    elif char in "」』":
        opens, closes = NEVER, 0.0
    elif char == "“" and not low:
        opens, closes = 0.0 if opening or not closing else 0.8, closes + 1.0
    elif char == "”" and not (convention.same_mark or low):
        closes, opens = 0.0 if closing or not opening else 0.8, opens + 1.0
    elif char == "“" and low:
        opens = opens + 1.5
    elif char in "«»‹›":
        points_open = (char in "«‹") != convention.reversed_angles
        opens, closes = (0.0, 2.0) if points_open else (2.0, 0.0)
    return _Mark(at, family, opens, closes, NEVER)


def _single(text: str, at: int, char: str, opens: float, closes: float) -> _Mark:
    """A single mark: it may be an apostrophe as well."""
    before = text[at - 1 : at] if at else ""
    word_after = _WORD_AFTER.match(text, at)
    word_before = _WORD_BEFORE.search(text[max(0, at - 20) : at + 1])
    apostrophe = NEVER
    if word_after and not before.isalnum():
        elided = word_after[1].casefold() in ELIDED_AFTER
        apostrophe = 0.2 if elided else 2.0
        opens += 0.8 if elided else 0.0
        if char == "’":  # closes or elides, but for a typist's slip
            opens, apostrophe = opens + 2.0, 0.0 if elided else 0.6
        elif char == "‘":
            apostrophe += 0.6
    elif before.isalnum():
        apostrophe = 1.0
        if word_before and (
            before in "sSzx"
            or word_before[1].casefold() in ELIDED_BEFORE
            or _drops_g(word_before[1])
        ):
            apostrophe = 0.3 if word_before[1].casefold() in ELIDED_BEFORE else 0.5
        closes += 0.7 if char == "’" else 1.2
        if text[at + 1 : at + 2] in tuple(
            ",.;:!?)"
        ):  # nobody's own: a possessive has a noun after it
            apostrophe, closes = apostrophe + 0.5, closes - 0.4
        if char == "‘":
            apostrophe, closes = apostrophe + 1.0, closes + 1.0
    elif before in _ENDS:
        apostrophe = WRONG_SHAPE
        if char == "‘":
            closes += 1.0
    else:
        apostrophe = 1.5
    if char == "‘":
        opens = min(opens, 0.3)
    return _Mark(at, "single", opens, closes, apostrophe)


def _drops_g(word: str) -> bool:
    """Whether a word may have lost its g: goin', nothin'."""
    return len(word) > 3 and word.casefold().endswith("in")
