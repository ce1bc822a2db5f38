"""Markdown's inline tokens laid back onto the source: styles and markup as runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from narrator.book import Run, Style

if TYPE_CHECKING:
    from markdown_it.token import Token

_STYLES = {"em": Style.EMPHASIS, "strong": Style.STRONG, "s": Style.STRUCK}
_HTML_STYLES = {
    "i": Style.ITALIC, "em": Style.EMPHASIS, "b": Style.STRONG, "strong": Style.STRONG,
    "s": Style.STRUCK, "del": Style.STRUCK, "q": Style.QUOTED,
}  # fmt: skip
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)[^>]*>")
_TITLE = r"(?:\s+(?:\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|\((?:\\.|[^()\\])*\)))?"
_TARGET = re.compile(
    r"\]\(\s*(?:<[^<>\n]*>|(?:\\.|[^\s()\\]|\((?:\\.|[^\s()\\])*\))*)" + _TITLE + r"\s*\)"
    r"|\]\[[^\]]*\]|\]",
    re.DOTALL,
)


class Misaligned(Exception):
    """The tokens can't be found in the source; the caller falls back on a plain scan."""


def align(content: str, places: Sequence[int], children: Sequence[Token]) -> tuple[Run, ...]:
    """The runs of an inline stretch, sorted.

    ``content`` is what the parser saw, ``places`` the source offset of each of its characters.
    Raises Misaligned.
    """
    walk = _Walk(content, places)
    for child in children:
        walk.take(child)
    return tuple(sorted(walk.runs, key=lambda run: (run.start, -run.end)))


class _Walk:
    """A walk through the content beside its tokens."""

    def __init__(self, content: str, places: Sequence[int]) -> None:
        self.content, self.places = content, places
        self.at = 0
        self.runs: list[Run] = []
        self.open: list[tuple[str, int]] = []
        self.autolink = False

    def take(self, token: Token) -> None:
        """Move past one token and note its runs."""
        kind = token.type
        if kind == "text":
            self._skip_to(token.content)
            self.at += len(token.content)
        elif kind in ("softbreak", "hardbreak"):
            end = self.content.find("\n", self.at)
            if end < 0:
                raise Misaligned
            self._mark(self.at, end)
            self.at = end + 1
        elif kind == "text_special":
            self._skip_to(token.markup)
            self._mark(self.at, self.at + len(token.markup), token.content)
            self.at += len(token.markup)
        elif kind == "code_inline":
            self._code(token.markup)
        elif kind == "html_inline":
            self._html(token.content)
        elif kind == "image":
            self._skip_to("![")
            self._link_end(self._label_end(self.at + 2), self.at)
        elif kind in ("link_open", "link_close"):
            self._link(token)
        elif kind.endswith(("_open", "_close")):
            self._styled(kind, token.markup)
        else:
            raise Misaligned

    def _skip_to(self, text: str) -> None:
        """Go to where this text comes next; only white space may lie between."""
        found = self.content.find(text, self.at) if text else self.at
        if found < 0 or self.content[self.at : found].strip():
            raise Misaligned
        self.at = found

    def _mark(self, start: int, end: int, value: str = "") -> None:
        if end > start and (value or self.content[start:end].strip()):
            self.runs.append(Run(self.places[start], self.places[end - 1] + 1, Style.MARKUP, value))

    def _style(self, start: int, end: int, style: Style) -> None:
        if end > start:
            self.runs.append(Run(self.places[start], self.places[end - 1] + 1, style))

    def _styled(self, kind: str, markup: str) -> None:
        self._skip_to(markup)
        name, _, side = kind.rpartition("_")
        if side == "open":
            self._mark(self.at, self.at + len(markup))
            self.at += len(markup)
            self.open.append((name, self.at))
            return
        started = next(
            (i for i in range(len(self.open) - 1, -1, -1) if self.open[i][0] == name), -1
        )
        if started >= 0 and name in _STYLES:
            self._style(self.open.pop(started)[1], self.at, _STYLES[name])
        self._mark(self.at, self.at + len(markup))
        self.at += len(markup)

    def _code(self, markup: str) -> None:
        self._skip_to(markup)
        end = self.content.find(markup, self.at + len(markup))
        if end < 0:
            raise Misaligned
        self._mark(self.at, self.at + len(markup))
        self._mark(end, end + len(markup))
        self.at = end + len(markup)

    def _html(self, tag: str) -> None:
        self._skip_to(tag)
        found = _TAG.fullmatch(tag)
        name = found[2].lower() if found else ""
        self._mark(self.at, self.at + len(tag), " " if name == "br" else "")
        if found and name in _HTML_STYLES:
            if not found[1]:
                self.open.append((f"<{name}", self.at + len(tag)))
            else:
                at = next(
                    (i for i in range(len(self.open) - 1, -1, -1) if self.open[i][0] == f"<{name}"),
                    -1,
                )
                if at >= 0:
                    self._style(self.open.pop(at)[1], self.at, _HTML_STYLES[name])
        self.at += len(tag)

    def _link(self, token: Token) -> None:
        if token.type == "link_open":
            self.autolink = token.markup == "autolink"
            self._skip_to("<" if self.autolink else "[")
            self._mark(self.at, self.at + 1)
            self.at += 1
        elif self.autolink:
            self._skip_to(">")
            self._mark(self.at, self.at + 1)
            self.at += 1
            self.autolink = False
        else:
            self._skip_to("]")
            self._link_end(self.at, self.at)

    def _link_end(self, bracket: int, start: int) -> None:
        """Mark from ``start`` to the end of the target of the link that closes at ``bracket``."""
        target = _TARGET.match(self.content, bracket)
        if not target:
            raise Misaligned
        self._mark(start, target.end())
        self.at = target.end()

    def _label_end(self, at: int) -> int:
        """Where the ``]`` stands that closes the label open at ``at``."""
        depth = 1
        while at < len(self.content):
            char = self.content[at]
            if char == "\\":
                at += 1
            elif char == "[":
                depth += 1
            elif char == "]":
                depth -= 1
                if not depth:
                    return at
            at += 1
        raise Misaligned
