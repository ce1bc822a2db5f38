"""A book into the way it marks speech: which quotation marks, whether dashes, which way round."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from narrator.book import Book, Role

FAMILIES = {
    "double": '“”"„‟＂',
    "angle": "«»",
    "single": "‘’'‚‛",
    "single angle": "‹›",
    "corner": "「」",
    "white corner": "『』",
}
"""Marks that may answer one another. Within a family a straight mark may close a curly one."""

FAMILY_OF = {mark: family for family, marks in FAMILIES.items() for mark in marks}
ALL_MARKS = "".join(FAMILIES.values())

_OPENING = re.compile(r"[\s(\[—–-]*([“\"„«»‘'‚「『‹›”])[\s\xa0]?(?=[\w…¿¡.—–-])")
_INNER_SINGLE = re.compile(r"(?<![\w’'])[‘'‚](?=[A-Z¿¡])")
_DASHED = re.compile(r"\s*(?:[—–―]\s*|-{1,3}\s+|--)(?=[\w¿¡“«\"…])")


@dataclass(frozen=True, slots=True)
class Convention:
    """How this book marks speech."""

    outer: frozenset[str]
    """The families that mark speech at the outermost level."""
    dashes: bool
    """Whether a dash at a paragraph's start opens speech."""
    reversed_angles: bool
    """Whether guillemets point inwards, as in German: »so«."""
    low_opening: bool
    """Whether „ opens and “ closes."""
    same_mark: bool
    """Whether ” stands on both sides, as in Swedish."""


def find_convention(book: Book) -> Convention:
    """How the book marks speech, from how its paragraphs begin and what marks it holds."""
    first: Counter[str] = Counter()
    marks: Counter[str] = Counter()
    dashed = total = singles = 0
    for chapter in book.chapters:
        for paragraph in chapter.paragraphs:
            if paragraph.role is Role.HEADING:
                continue
            total += 1
            text = paragraph.text
            for mark in '“”"„«»‘‚「『‹':
                if mark in text:
                    marks[mark] += text.count(mark)
            if "'" in text or "‘" in text:
                singles += len(_INNER_SINGLE.findall(text))
            if opening := _OPENING.match(text):
                first[opening[1]] += 1
            dashed += bool(_DASHED.match(text))
    by_family: Counter[str] = Counter()
    for mark, n in first.items():
        by_family[FAMILY_OF[mark]] += n
    reversed_angles = first["»"] > first["«"]
    low = marks["„"] > 0 and marks["„"] >= 0.5 * marks["“"]
    return Convention(
        outer=_outer(by_family, marks, singles),
        dashes=dashed >= 3 and dashed > 0.3 * sum(by_family.values()),
        reversed_angles=reversed_angles,
        low_opening=low,
        same_mark=marks["”"] > 2 and not marks["“"] and not marks["„"],
    )


def _outer(first: Counter[str], marks: Counter[str], singles: int) -> frozenset[str]:
    """The families that mark speech: all but singles always, singles when they lead."""
    outer = {"double", "angle", "corner", "single angle", "white corner"}
    double = first["double"] + first["angle"] + first["corner"]
    pairs = sum(marks[mark] for mark in "“„«「") + marks['"'] / 2
    if first["single"] > double or (not double and singles > 2 * pairs):
        outer.add("single")
    if first["angle"] and first["angle"] >= first["double"]:
        outer.discard("single angle")
    if "single" not in outer and first["corner"] > 0:
        outer.discard("white corner")
    return frozenset(outer)
