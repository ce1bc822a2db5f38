"""A pattern into the characters that what it finds can start with, so that most are never tried."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from string import ascii_letters

Firsts = frozenset[str] | None
"""None: any character."""

_ZERO_WIDTH = re.compile(r"\(\?(?:<?[=!])")
_GROUP = re.compile(r"\((?:\?:|\?P<\w+>)?(?!\?)")
_OPTIONAL = re.compile(r"[?*]|\{0?,")
_QUANTIFIER = re.compile(r"(?:[?*+]|\{\d*,?\d*\})[?+]?")
_LOOSE = frozenset(ascii_letters)
"""A backslash makes letters into classes, places or other characters."""

_ALSO = {"s": "ſ", "k": "\u212a", "i": "\u0130\u0131"}
"""Further forms of letters whose case is ignored: long s, the sign for kelvin, the Turkish i's."""


@cache
def first_characters(pattern: re.Pattern[str]) -> Firsts:
    """What a match can start with, never too little; None where that isn't plain.

    >>> sorted(first_characters(re.compile("(?:Mr|[ab]x?)s|(?<=x)I?(?=y)V")) or "")
    ['I', 'M', 'V', 'a', 'b']
    >>> first_characters(re.compile(r"\\w+")) is None
    True
    """
    if pattern.flags & re.VERBOSE:
        return None
    found = _of_any(pattern.pattern)
    if found is None or not pattern.flags & re.IGNORECASE:
        return found
    if not all(map(str.isascii, found)):  # ß has ẞ, µ and μ are one: more forms than we know
        return None
    both = {form for c in found for form in (c.lower(), c.upper())}
    return frozenset(both.union(*(odd for letter, odd in _ALSO.items() if letter in both)))


def _of_any(pattern: str) -> Firsts:
    found: set[str] = set()
    for branch in _branches(pattern):
        one = _of_branch(branch)
        if one is None:
            return None
        found |= one
    return frozenset(found)


def _of_branch(branch: str) -> Firsts:
    """Of a row of elements; None too for one that may be empty."""
    found: set[str] = set()
    while branch:
        if _ZERO_WIDTH.match(branch):
            branch = branch[_end(branch) :]
            continue
        if branch.startswith((r"\b", "^")):
            branch = branch[2 if branch[0] == "\\" else 1 :]
            continue
        end = _end(branch)
        one = _of_element(branch[:end])
        if one is None:
            return None
        found |= one
        rest = branch[end:]
        if not _OPTIONAL.match(rest):
            return frozenset(found)
        quantifier = _QUANTIFIER.match(rest)
        assert quantifier is not None
        branch = rest[quantifier.end() :]
    return None


def _of_element(element: str) -> Firsts:
    if element[0] == "(":
        group = _GROUP.match(element)
        return _of_any(element[group.end() : -1]) if group else None
    if element[0] == "[":
        return _of_class(element[1:-1])
    if element[0] == "\\":
        return None if element[1] in _LOOSE or element[1].isdigit() else frozenset(element[1])
    return None if element[0] in ".$" else frozenset(element[0])


def _of_class(inside: str) -> Firsts:
    if inside.startswith("^"):
        return None
    found: set[str] = set()
    at = 0
    while at < len(inside):
        if inside[at] == "\\":
            if inside[at + 1] in _LOOSE:
                return None
            at += 1
        if inside[at + 1 : at + 2] == "-" and at + 2 < len(inside):
            if inside[at + 2] == "\\":
                return None
            found.update(map(chr, range(ord(inside[at]), ord(inside[at + 2]) + 1)))
            at += 3
        else:
            found.add(inside[at])
            at += 1
    return frozenset(found)


def _branches(pattern: str) -> Iterator[str]:
    """The alternatives of a pattern, as far as they stand outside brackets."""
    start = at = 0
    while at < len(pattern):
        if pattern[at] == "|":
            yield pattern[start:at]
            start = at = at + 1
        else:
            at += _end(pattern[at:])
    yield pattern[start:]


def _end(text: str) -> int:
    """Where the first element ends: a character, an escape, a class, a group."""
    if text[0] == "\\":
        return 2
    if text[0] == "[":
        at = 2 if text[1] == "^" else 1
        at += text[at] == "]"  # in the first place it is itself
        while text[at] != "]":
            at += 2 if text[at] == "\\" else 1
        return at + 1
    if text[0] != "(":
        return 1
    at = 1
    while text[at] != ")":
        at += _end(text[at:])
    return at + 1
