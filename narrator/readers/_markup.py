"""A document's tree into blocks: roles, styles, anchors, scene breaks, what is skipped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lxml import etree

from narrator.book import Role, Style
from narrator.readers._blocks import Block
from narrator.readers._css import HIDDEN, looks_of
from narrator.readers._flow import Flow, Place
from narrator.readers._tables import Table, describe, is_listing
from narrator.readers._trees import select, whole_text
from narrator.readers._vocabulary import (
    BEGINS,
    BLOCKS,
    CHAPTER,
    CLASS_ROLES,
    CLASS_SKIPS,
    DROPPED,
    HEADING_CLASS,
    HEADINGS,
    NOTE_CLASS,
    NOTE_TEXT,
    ORNAMENT_HINT,
    ROLE,
    ROLE_TYPES,
    SKIP,
    SKIP_TYPES,
    STYLES,
    TITLE,
    UNREAD,
    WHOLE,
    classes,
    language,
    semantics,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

HIDDEN_LETTERS = 400
"""Hidden text longer than this is a story behind a "show" button, not a leftover."""


@dataclass(frozen=True, slots=True)
class Document:
    """What one document holds: its blocks, and for each id the block that it stands ahead of."""

    name: str
    blocks: list[Block]
    anchors: dict[str, int]
    language: str = ""


@dataclass(frozen=True, slots=True)
class Habits:
    """How a source uses markup where sources differ."""

    sheets: Mapping[str, frozenset[str]]
    """What its class names look like (see ``_css.read_sheets``)."""
    thought_q: bool = False
    """Whether ``<q>`` is a thought (Standard Ebooks); elsewhere browsers show quotation marks."""


def read_tree(root: _Element, name: str, habits: Habits) -> Document:
    """Walk a document's tree once, in reading order."""
    walker = _Walker(root, name, habits)
    walker.walk()
    return Document(name, walker.flow.blocks, walker.flow.anchors, walker.language)


@dataclass(frozen=True, slots=True)
class _Undo:
    """What to do at an element's end."""

    place: Place
    """What held ahead of it."""
    styles: int = 0
    """How many styles it switched on."""
    is_block: bool = False
    is_link: bool = False
    is_left_out: bool = False
    after: str = ""
    """What is written at its end."""


class _Walker:
    """The state of one walk: what is open, and what was in force ahead of each open element."""

    def __init__(self, root: _Element, name: str, habits: Habits) -> None:
        self.flow = Flow(name)
        self.habits = habits
        self.root = root
        body = root.find("body")
        self.language = language(root) or (language(body) if body is not None else "")
        self._undo: list[_Undo] = []
        self._tables: list[Table] = []
        pictures = Counter(image.get("src") for image in root.iter("img"))
        self._repeated = {src for src, count in pictures.items() if src and count > 1}

    def walk(self) -> None:
        events = etree.iterwalk(self.root, events=("start", "end", "comment"))
        for event, element in events:
            if event == "start":
                if self._enter(element):
                    if element.text:
                        self.flow.write(element.text)
                else:
                    events.skip_subtree()
                    self._undo.append(_Undo(self.flow.place, is_left_out=True))
            elif event == "end":
                self._leave(element)
                if element.tail and element is not self.root:
                    self.flow.write(element.tail)
            elif element.tail:
                self.flow.write(element.tail)
        self.flow.flush()

    # Elements

    def _enter(self, element: _Element) -> bool:
        """Take in an element's start; False when its content is not to be walked."""
        tag, flow = element.tag, self.flow
        if tag in DROPPED and not (tag == "title" and self._in_picture(element)):
            return False
        for attribute in ("id", "name") if tag == "a" else ("id",):
            if anchor := element.get(attribute):
                flow.anchor(anchor)
        if tag == "br":
            flow.line_break()
            return False
        if tag == "hr":
            if flow.place.skip:
                flow.flush()
            else:
                flow.scene()
            return False
        if tag in ("img", "image"):
            self._picture(element)
            return False
        if tag == "svg":
            self._drawing(element)
            return False
        if tag in ("annotation", "annotation-xml", "wbr"):
            return False
        types = semantics(element)
        names = classes(element)
        looks = self._looks(element, names)
        if tag in BLOCKS or tag in UNREAD or element.get(SKIP) is not None:
            self._enter_block(element, types, names, looks)
        else:
            self._enter_inline(element, types, names, looks)
        return True

    def _leave(self, element: _Element) -> None:
        undo = self._undo.pop()
        place = undo.place
        if undo.is_left_out:
            return
        if undo.is_block:
            if element.tag == "p" and self.flow.is_empty and _shows_blank(element):
                self.flow.blank()
            self.flow.flush()
            begins = self.flow.place.begins and place.begins
            self.flow.place = replace(place, begins=begins) if place.begins != begins else place
        elif undo.after:
            self.flow.write(undo.after)
        for _ in range(undo.styles):
            self.flow.close()
        if undo.is_link:
            self.flow.close_link()
        if element.tag == "table" and self._tables:
            self._tables.pop()

    def _enter_block(
        self,
        element: _Element,
        types: tuple[str, ...],
        names: tuple[str, ...],
        looks: frozenset[str],
    ) -> None:
        flow, tag = self.flow, str(element.tag)
        flow.flush()
        self._undo.append(_Undo(flow.place, is_block=True))
        place = flow.place
        skip = place.skip or self._skip(element, types, names, looks)
        if tag == "table":
            self._tables.append(describe(element))
            if not skip and is_listing(self._tables[-1]):
                skip = "table"
                flow.write(self._tables[-1].sentence(self.language))
                flow.flush()
        own = language(element)
        styles = place.styles
        if Style.ITALIC in looks and (Style.ITALIC, "") not in styles:
            styles = (*styles, (Style.ITALIC, ""))
        if tag not in WHOLE:
            direction = tuple((Style.SEMANTIC, t) for t in types if t == "z3998:stage-direction")
            styles = (*styles, *direction)
        flow.place = Place(
            role=self._role(element, types, names),
            level=self._level(element, names),
            skip=skip,
            language=(own if own != self.language else "") if own else place.language,
            styles=styles,
            keep_lines=place.keep_lines or tag == "pre",
            begins=(place.begins or element.get(CHAPTER) is not None or _begins(tag, types))
            and not skip,
            is_title=place.is_title or element.get(TITLE) is not None,
        )

    def _enter_inline(
        self,
        element: _Element,
        types: tuple[str, ...],
        names: tuple[str, ...],
        looks: frozenset[str],
    ) -> None:
        flow, tag = self.flow, str(element.tag)
        opened: list[tuple[Style, str]] = []
        after = ""
        if tag in STYLES:
            opened.append((STYLES[tag], ""))
        if tag == "q":
            if self.habits.thought_q:
                opened.append((Style.QUOTED, ""))
            else:
                marks = "‘’" if len(select(element, "ancestor::q")) % 2 else "“”"
                flow.write(marks[0])
                after = marks[1]
        opened += [
            (Style(look), "")
            for look in sorted(looks - {HIDDEN})
            if (Style(look), "") not in opened
        ]
        own = language(element)
        if own and own != (flow.place.language or self.language):
            opened.append((Style.LANGUAGE, own))
        opened += [(Style.SEMANTIC, name) for name in types if ":" in name]
        if tag in ("rt", "rp", "rtc") or self._is_aside(element, types, names, looks):
            opened.append((Style.MARKUP, ""))
        elif _is_note_mark(element, types, names):
            opened.append((Style.NOTE_MARK, ""))
        for style, value in opened:
            flow.open(style, value)
        is_link = tag == "a" and element.get("href") is not None
        if is_link:
            flow.open_link()
        self._undo.append(_Undo(flow.place, len(opened), after=after, is_link=is_link))

    # What an element is

    def _skip(
        self,
        element: _Element,
        types: tuple[str, ...],
        names: tuple[str, ...],
        looks: frozenset[str],
    ) -> str:
        """Why this block is not read, or ""."""
        marked = element.get(SKIP)
        if marked is not None:
            return marked
        for name in types:
            if name in SKIP_TYPES:
                return SKIP_TYPES[name]
        if element.tag in UNREAD:
            return UNREAD[str(element.tag)]
        if element.tag not in WHOLE:
            for name in names:
                if name in CLASS_SKIPS:
                    return CLASS_SKIPS[name]
        if HIDDEN in looks or element.get("hidden") is not None:
            length = len(whole_text(element))
            return "hidden" if length < HIDDEN_LETTERS else ""
        return ""

    def _is_aside(
        self,
        element: _Element,
        types: tuple[str, ...],
        names: tuple[str, ...],
        looks: frozenset[str],
    ) -> bool:
        """Whether an inline element is in the text but not of it, as a page's number is."""
        reason = self._skip(element, types, names, looks)
        return bool(reason) and not _is_note_mark(element, types, names)

    def _role(self, element: _Element, types: tuple[str, ...], names: tuple[str, ...]) -> Role:
        tag, place = str(element.tag), self.flow.place
        if marked := element.get(ROLE):
            return Role(marked)
        if tag in HEADINGS or tag == "hgroup" or _is_heading_class(element, names):
            return Role.HEADING
        if place.role is Role.HEADING:
            return Role.HEADING
        if tag not in WHOLE:
            for name in types:
                if name in ROLE_TYPES:
                    return ROLE_TYPES[name]
            for name in names:
                if name in CLASS_ROLES:
                    return CLASS_ROLES[name]
        if tag == "li" and place.role is Role.TEXT:
            return Role.ITEM
        if place.role is Role.PERSONA:
            return Role.TEXT
        return place.role

    def _level(self, element: _Element, names: tuple[str, ...]) -> int:
        tag, place = str(element.tag), self.flow.place
        if tag in HEADINGS:
            return HEADINGS[tag]
        if place.level:
            return place.level
        if tag == "hgroup":
            return next((HEADINGS[str(e.tag)] for e in element.iter(*HEADINGS)), 2) + 1
        return 2 if _is_heading_class(element, names) else 0

    def _looks(self, element: _Element, names: tuple[str, ...]) -> frozenset[str]:
        looks: frozenset[str] = frozenset()
        for name in names:
            looks |= self.habits.sheets.get(name, frozenset())
            if name in ("smallcaps", "small-caps", "smcap", "sc"):
                looks |= {Style.SMALL_CAPS}
            elif name in ("italic", "italics"):
                looks |= {Style.ITALIC}
        if style := element.get("style"):
            looks |= looks_of(style)
        if element.tag in BLOCKS:
            looks &= {Style.ITALIC, HIDDEN}
        return looks

    # Pictures

    def _in_picture(self, element: _Element) -> bool:
        parent = element.getparent()
        return parent is not None and parent.tag in ("svg", "g")

    def _picture(self, element: _Element) -> None:
        flow = self.flow
        alt = " ".join((element.get("alt") or "").split())
        if flow.place.role is Role.HEADING and flow.is_empty and alt:
            flow.write(alt)
            return
        if alt and len(alt) <= 2 and alt.isalpha() and alt[0].isupper() and flow.is_empty:
            flow.initial(alt)
            return
        if flow.place.skip or not flow.is_empty:
            return
        source = element.get("src") or ""
        hints = " ".join((source, element.get("class") or "", alt, *semantics(element)))
        if ORNAMENT_HINT.search(hints) or (source in self._repeated and len(alt) < 20):
            flow.scene()
            return
        self._describe(alt)

    def _drawing(self, element: _Element) -> None:
        wanted = {"title", "desc", "text"}
        found = [
            " ".join(whole_text(e).split())
            for e in element.iter(*wanted)
            if e.getparent() is not None and e.getparent().tag not in wanted  # type: ignore[union-attr]
        ]
        if self.flow.is_empty:
            self._describe(" ".join(text for text in found if text), "drawing")

    def _describe(self, alt: str, reason: str = "illustration") -> None:
        if not re.search(r"\w", alt):
            return
        place = self.flow.place
        self.flow.place = Place(skip=place.skip or reason)
        self.flow.write(alt)
        self.flow.flush()
        self.flow.place = place


def _begins(tag: str, types: tuple[str, ...]) -> bool:
    return tag in ("section", "article", "div") and any(name in BEGINS for name in types)


def _is_heading_class(element: _Element, names: tuple[str, ...]) -> bool:
    """Whether a class name makes a plain paragraph a heading."""
    if element.tag not in ("p", "div") or not any(HEADING_CLASS.fullmatch(n) for n in names):
        return False
    return len(whole_text(element)) < 160


def _is_note_mark(element: _Element, types: tuple[str, ...], names: tuple[str, ...]) -> bool:
    """Whether an inline element is the mark of a footnote."""
    if "noteref" in types or "annoref" in types:
        return True
    if element.tag not in ("a", "sup", "span"):
        return False
    text = whole_text(element).strip()
    if not NOTE_TEXT.fullmatch(text):
        return False
    if any(name in NOTE_CLASS for name in names):
        return True
    parent = element.getparent()
    raised = element.find("sup") is not None or (parent is not None and parent.tag == "sup")
    bracketed = text[0] in "[({" or not text[0].isalnum()
    return element.tag == "a" and "#" in (element.get("href") or "") and (raised or bracketed)


def _shows_blank(element: _Element) -> bool:
    """Whether an empty paragraph is seen as a blank line: by a hard space or a line break."""
    return element.find(".//br") is not None or "\u00a0" in whole_text(element)
