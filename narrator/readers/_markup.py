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
from narrator.readers._css import HIDDEN
from narrator.readers._flow import Flow, Place
from narrator.readers._tables import Table, describe, is_listing
from narrator.readers._traits import Traits, traits_of
from narrator.readers._trees import select, whole_text
from narrator.readers._vocabulary import (
    BLOCKS,
    DROPPED,
    ORNAMENT_HINT,
    SKIP,
    STYLES,
    TITLE,
    UNREAD,
    WHOLE,
    language,
    semantics,
)

if TYPE_CHECKING:
    from lxml.etree import _Element


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
        traits = traits_of(element, self.habits.sheets)
        if tag in BLOCKS or tag in UNREAD or element.get(SKIP) is not None:
            self._enter_block(traits)
        else:
            self._enter_inline(traits)
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

    def _enter_block(self, traits: Traits) -> None:
        flow, tag, element = self.flow, traits.tag, traits.element
        flow.flush()
        self._undo.append(_Undo(flow.place, is_block=True))
        place = flow.place
        skip = place.skip or traits.skip
        if tag == "table":
            self._tables.append(describe(element))
            if not skip and is_listing(self._tables[-1]):
                skip = "table"
                flow.write(self._tables[-1].sentence(self.language))
                flow.flush()
        own = language(element)
        styles = place.styles
        if Style.ITALIC in traits.looks and (Style.ITALIC, "") not in styles:
            styles = (*styles, (Style.ITALIC, ""))
        if tag not in WHOLE:
            directions = (t for t in traits.types if t == "z3998:stage-direction")
            styles = (*styles, *((Style.SEMANTIC, each) for each in directions))
        flow.place = Place(
            role=traits.role(place),
            level=traits.level(place),
            skip=skip,
            language=(own if own != self.language else "") if own else place.language,
            styles=styles,
            keep_lines=place.keep_lines or tag == "pre",
            begins=(place.begins or traits.begins) and not skip,
            is_title=place.is_title or element.get(TITLE) is not None,
        )

    def _enter_inline(self, traits: Traits) -> None:
        flow, tag, element = self.flow, traits.tag, traits.element
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
            for look in sorted(traits.looks - {HIDDEN})
            if (Style(look), "") not in opened
        ]
        own = language(element)
        if own and own != (flow.place.language or self.language):
            opened.append((Style.LANGUAGE, own))
        opened += [(Style.SEMANTIC, name) for name in traits.types if ":" in name]
        if tag in ("rt", "rp", "rtc") or traits.is_aside:
            opened.append((Style.MARKUP, ""))
        elif traits.is_note_mark:
            opened.append((Style.NOTE_MARK, ""))
        for style, value in opened:
            flow.open(style, value)
        is_link = tag == "a" and element.get("href") is not None
        if is_link:
            flow.open_link()
        self._undo.append(_Undo(flow.place, len(opened), after=after, is_link=is_link))

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


def _shows_blank(element: _Element) -> bool:
    """Whether an empty paragraph is seen as a blank line: by a hard space or a line break."""
    return element.find(".//br") is not None or "\u00a0" in whole_text(element)
