"""An element into its traits: what tag, types, classes and looks say of role and skipping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from narrator.book import Role, Style
from narrator.readers._css import HIDDEN, looks_of
from narrator.readers._flow import Place
from narrator.readers._trees import whole_text
from narrator.readers._vocabulary import (
    BEGINS,
    BLOCKS,
    CHAPTER,
    CLASS_ROLES,
    CLASS_SKIPS,
    HEADING_CLASS,
    HEADINGS,
    NOTE_CLASS,
    NOTE_TEXT,
    ROLE,
    ROLE_TYPES,
    SKIP,
    SKIP_TYPES,
    UNREAD,
    WHOLE,
    classes,
    semantics,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

HIDDEN_LETTERS = 400
"""Hidden text longer than this is a story behind a "show" button, not a leftover."""
LONGEST_HEADING = 160
"""Characters."""


@dataclass(frozen=True, slots=True)
class Traits:
    """One element."""

    element: _Element
    tag: str
    types: tuple[str, ...]
    """What it means, as ``epub:type`` and ``role`` say."""
    names: tuple[str, ...]
    """Its classes."""
    looks: frozenset[str]
    """How it is shown."""

    @property
    def skip(self) -> str:
        """Why this is not read, or ""."""
        marked = self.element.get(SKIP)
        if marked is not None:
            return marked
        for name in self.types:
            if name in SKIP_TYPES:
                return SKIP_TYPES[name]
        if self.tag in UNREAD:
            return UNREAD[self.tag]
        if self.tag not in WHOLE:
            for name in self.names:
                if name in CLASS_SKIPS:
                    return CLASS_SKIPS[name]
        if HIDDEN in self.looks or self.element.get("hidden") is not None:
            return "hidden" if len(whole_text(self.element)) < HIDDEN_LETTERS else ""
        return ""

    @property
    def is_aside(self) -> bool:
        """Whether an inline element is in the text but not of it, as a page's number is."""
        return bool(self.skip) and not self.is_note_mark

    @property
    def is_note_mark(self) -> bool:
        """Whether an inline element is the mark of a footnote."""
        if "noteref" in self.types or "annoref" in self.types:
            return True
        if self.tag not in ("a", "sup", "span"):
            return False
        text = whole_text(self.element).strip()
        if not NOTE_TEXT.fullmatch(text):
            return False
        if any(name in NOTE_CLASS for name in self.names):
            return True
        parent = self.element.getparent()
        raised = self.element.find("sup") is not None or (
            parent is not None and parent.tag == "sup"
        )
        bracketed = text[0] in "[({" or not text[0].isalnum()
        linked = self.tag == "a" and "#" in (self.element.get("href") or "")
        return linked and (raised or bracketed)

    @property
    def begins(self) -> bool:
        """Whether a chapter begins with it."""
        if self.element.get(CHAPTER) is not None:
            return True
        parts = ("section", "article", "div")
        return self.tag in parts and any(name in BEGINS for name in self.types)

    def role(self, place: Place) -> Role:
        """What a block is within ``place``."""
        if marked := self.element.get(ROLE):
            return Role(marked)
        if self.tag in HEADINGS or self.tag == "hgroup" or self._is_heading_class:
            return Role.HEADING
        if place.role is Role.HEADING:
            return Role.HEADING
        if self.tag not in WHOLE:
            for name in self.types:
                if name in ROLE_TYPES:
                    return ROLE_TYPES[name]
            for name in self.names:
                if name in CLASS_ROLES:
                    return CLASS_ROLES[name]
        if self.tag == "li" and place.role is Role.TEXT:
            return Role.ITEM
        return Role.TEXT if place.role is Role.PERSONA else place.role

    def level(self, place: Place) -> int:
        """How high a heading it is; 0 for none."""
        if self.tag in HEADINGS:
            return HEADINGS[self.tag]
        if place.level:
            return place.level
        if self.tag == "hgroup":
            return next((HEADINGS[str(e.tag)] for e in self.element.iter(*HEADINGS)), 2) + 1
        return 2 if self._is_heading_class else 0

    @property
    def _is_heading_class(self) -> bool:
        """Whether a class name makes a plain paragraph a heading."""
        if self.tag not in ("p", "div"):
            return False
        if not any(HEADING_CLASS.fullmatch(name) for name in self.names):
            return False
        return len(whole_text(self.element)) < LONGEST_HEADING


def traits_of(element: _Element, sheets: Mapping[str, frozenset[str]]) -> Traits:
    """An element's traits; ``sheets`` say what its class names look like."""
    names = classes(element)
    looks: frozenset[str] = frozenset()
    for name in names:
        looks |= sheets.get(name, frozenset())
        if name in ("smallcaps", "small-caps", "smcap", "sc"):
            looks |= {Style.SMALL_CAPS}
        elif name in ("italic", "italics"):
            looks |= {Style.ITALIC}
    if style := element.get("style"):
        looks |= looks_of(style)
    if element.tag in BLOCKS:
        looks &= {Style.ITALIC, HIDDEN}
    return Traits(element, str(element.tag), semantics(element), names, looks)
