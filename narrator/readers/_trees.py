"""Elements of a tree into their text and into the elements that a path finds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element


def whole_text(element: _Element) -> str:
    """All text in an element, comments left out, white space as it stands."""
    return str(cast(Any, element).xpath("string()"))


def text_of(element: _Element | None) -> str:
    """An element's text on one line."""
    return "" if element is None else " ".join(whole_text(element).split())


def select(element: _Element, path: str) -> list[_Element]:
    """The elements that an XPath expression finds."""
    return cast("list[_Element]", element.xpath(path))


def holds(element: _Element, path: str) -> bool:
    """Whether an XPath expression finds anything."""
    return bool(select(element, path))


def lines_of(element: _Element) -> list[str]:
    """An element's text, a line for each ``<br>``, row and block."""
    pieces: list[str] = []
    pattern = r"[ \t]+" if element.find(".//pre") is not None else r"\s+"
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            if node.tag in ("br", "p", "tr", "div", "li"):
                pieces.append("\n")
            pieces.append(re.sub(pattern, " ", node.text or ""))
        elif node is not element:
            pieces.append(re.sub(pattern, " ", node.tail or ""))
    return [line.strip() for line in "".join(pieces).split("\n") if line.strip()]
