"""Style sheets into what class names look like: italic, small capitals, struck out, hidden."""

from __future__ import annotations

import re
from collections.abc import Iterable

from narrator.book import Style

HIDDEN = "hidden"

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_AT_RULE = re.compile(r"@[\w-]+[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_RULE = re.compile(r"([^{}]{1,400})\{([^{}]{0,4000})\}")
_CLASS = re.compile(r"(?:^|[\s,])(?:[a-zA-Z][\w-]*)?\.([\w-]+)\s*(?=,|$)")
_LOOKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"font(?:-style)?\s*:[^;]*\b(?:italic|oblique)\b", re.I), Style.ITALIC),
    (re.compile(r"font-variant(?:-caps)?\s*:[^;]*small-caps", re.I), Style.SMALL_CAPS),
    (re.compile(r"font-weight\s*:\s*(?:bold|bolder|[6-9]00)", re.I), Style.STRONG),
    (re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.I), Style.STRUCK),
    (re.compile(r"(?:^|;)\s*display\s*:\s*none", re.I), HIDDEN),
)


def looks_of(declarations: str) -> frozenset[str]:
    """What a rule's declarations do to text.

    >>> ", ".join(sorted(looks_of("font-style: italic; font-weight: bold")))
    'italic, strong'
    """
    return frozenset(look for pattern, look in _LOOKS if pattern.search(declarations))


def read_sheets(sheets: Iterable[str]) -> dict[str, frozenset[str]]:
    """The looks of each class that a plain selector (``.name``, ``p.name``) names.

    >>> ", ".join(read_sheets([".calibre3 { font-style: italic }"])["calibre3"])
    'italic'
    """
    found: dict[str, frozenset[str]] = {}
    for sheet in sheets:
        for selectors, declarations in _RULE.findall(_AT_RULE.sub("", _COMMENT.sub("", sheet))):
            if looks := looks_of(declarations):
                for name in _CLASS.findall(selectors.strip()):
                    found[name.lower()] = found.get(name.lower(), frozenset()) | looks
    return found
