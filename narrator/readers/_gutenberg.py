"""Project Gutenberg's wrapping around a text: what it says of the book, and what is not read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrator.book import Skip

_START = re.compile(
    r"^.*\*\*\*\s*START OF (?:THE|THIS) PROJECT GUTENBERG.*?\*\*\*.*$|"
    r"^\*END\*\s*THE SMALL PRINT!.*$",
    re.MULTILINE | re.IGNORECASE,
)
_END = re.compile(
    r"^.*\*\*\*\s*END OF (?:THE|THIS) PROJECT GUTENBERG.*$|"
    r"^\s*End of (?:the |this )?Project Gutenberg.*$",
    re.MULTILINE | re.IGNORECASE,
)
_LABEL = re.compile(r"^(Title|Author|Language|Release Date|Posting Date):[ \t]*(.+)$", re.MULTILINE)
_CREDIT = re.compile(
    r"(?:this )?(?:e-?(?:text|book)|html version)?\s*(?:was )?"
    r"(?:produced|prepared|transcribed|scanned|digitized)(?: and proofread)? (?:by|from)\b",
    re.IGNORECASE,
)
_ASIDES = (
    (
        re.compile(r"\[\s*(?:illustrations?|picture|frontispiece)\b.*\]", re.I | re.S),
        "illustration",
    ),
    (
        re.compile(r"\[\s*(?:transcriber|editor)['’]?s?['’]? notes?\b.*\]", re.I | re.S),
        "transcriber's notes",
    ),
    (re.compile(r"(?:transcriber)['’]?s?['’]? notes?\b.*", re.I | re.S), "transcriber's notes"),
    (re.compile(r"\[\s*(?:footnote|note)\b.*\]", re.I | re.S), "footnotes"),
    (re.compile(r"\[\d{1,3}\]\s+\S.*", re.S), "footnotes"),
)


def is_gutenberg(source: str) -> bool:
    """Whether Project Gutenberg's licence is wrapped around the text."""
    return bool(_START.search(source, 0, 30_000)) or bool(_END.search(source))


def find_envelope(source: str) -> Iterator[Skip]:
    """The header and the licence; the story lies between them."""
    starts = list(_START.finditer(source, 0, 40_000))
    begin = starts[-1].end() if starts else 0
    if starts:
        yield Skip(0, begin, "licence")
    end = _END.search(source, begin)
    if end:
        yield Skip(end.start(), len(source), "licence")


def read_labels(header: str) -> dict[str, str]:
    """``Title: …`` and the like from the header, by lower-case label."""
    return {label.lower(): value.strip() for label, value in _LABEL.findall(header)}


def aside(text: str, *, gutenberg: bool) -> str:
    """Why a paragraph is an editor's and not the writer's, or "".

    >>> aside("[Illustration: The hare]", gutenberg=False)
    'illustration'
    """
    if gutenberg and len(text) < 600 and _CREDIT.match(text):
        return "credits"
    if text[:1] not in "[Tt":
        return ""
    for pattern, reason in _ASIDES:
        if pattern.fullmatch(text) and (gutenberg or text.startswith("[")):
            return reason
    return ""
