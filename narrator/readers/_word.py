"""The parts of a Word document into blocks and metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from narrator.book import Metadata, Role, Style
from narrator.readers._blocks import Block
from narrator.readers._flow import Flow, Place
from narrator.readers._tables import PROSE_WORDS, Table, is_listing
from narrator.readers._trees import select, whole_text
from narrator.readers._vocabulary import CLASS_ROLES

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element

BODY = "word/document.xml"

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_REMARKS = {"footnotes": "footnotes", "endnotes": "endnotes", "comments": "comments"}
"""Parts beside the text, and why they are not read."""

_RUN_LOOKS = {
    "i": Style.ITALIC,
    "iCs": Style.ITALIC,
    "b": Style.STRONG,
    "bCs": Style.STRONG,
    "smallCaps": Style.SMALL_CAPS,
    "strike": Style.STRUCK,
    "dstrike": Style.STRUCK,
    "vanish": Style.MARKUP,
}
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_OUTSIDE = frozenset(
    (
        *(f"{_W}{name}" for name in ("pPr", "rPr", "sectPr", "tblPr", "trPr", "instrText")),
        *(f"{_W}{name}" for name in ("del", "delText", "moveFrom")),
        _FALLBACK,
    )
)
"""Elements that hold no text, or text that was taken out or stands elsewhere as well."""

_PROPERTIES = ("title", "author", "keywords", "language", "comments")
_HEADING = re.compile(r"heading (\d)")


@dataclass(frozen=True, slots=True)
class _Looks:
    """What a style says, its ancestors included."""

    name: str = ""
    level: int = 0
    styles: frozenset[Style] = frozenset()
    off: frozenset[Style] = frozenset()
    listed: bool = False


class _Styles:
    """The styles of a document, each with what it inherits."""

    def __init__(self, root: _Element | None) -> None:
        self._elements: dict[str, _Element] = {}
        self.defaults: dict[str, str] = {}
        self.looks = cache(self._looks)
        for element in root.iter(f"{_W}style") if root is not None else ():
            identity = element.get(f"{_W}styleId") or ""
            self._elements[identity] = element
            if element.get(f"{_W}default") in ("1", "true"):
                self.defaults.setdefault(element.get(f"{_W}type") or "", identity)

    def _looks(self, identity: str, depth: int = 0) -> _Looks:
        element = self._elements.get(identity)
        if element is None or depth > 20:
            return _Looks()
        base = element.find(f"{_W}basedOn")
        parent = self._looks(_value(base), depth + 1) if base is not None else _Looks()
        name = _value(element.find(f"{_W}name")).lower()
        on, off = _looks_of(element.find(f"{_W}rPr"))
        found = _HEADING.fullmatch(name)
        outline = element.find(f"{_W}pPr/{_W}outlineLvl")
        level = int(found[1]) if found else _outline(outline) or parent.level
        return _Looks(
            name,
            level,
            (parent.styles - off) | on,
            off,
            parent.listed or element.find(f"{_W}pPr/{_W}numPr") is not None,
        )


def _value(element: _Element | None) -> str:
    return (element.get(f"{_W}val") or "") if element is not None else ""


def _outline(element: _Element | None) -> int:
    """A heading's level out of an outline level, which counts from 0; 9 is body text."""
    value = _value(element)
    return int(value) + 1 if value.isdecimal() and int(value) < 6 else 0


def _looks_of(properties: _Element | None) -> tuple[frozenset[Style], frozenset[Style]]:
    """The styles that a run's properties switch on, and those that they switch off."""
    on: set[Style] = set()
    off: set[Style] = set()
    for element in properties if properties is not None else ():
        look = _RUN_LOOKS.get(str(element.tag).rpartition("}")[2])
        if look is not None:
            (off if _value(element) in ("0", "false", "none") else on).add(look)
    return frozenset(on), frozenset(off)


def read_body(document: Document) -> list[Block]:
    """The blocks of the text itself."""
    body = document.element.find(f"{_W}body")
    return _Walker(_style_root(document), BODY).read(body) if body is not None else []


def read_remarks(document: Document) -> Iterator[Block]:
    """Footnotes, endnotes and comments, as blocks that are skipped."""
    from narrator.readers._parsing import parse_xml

    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind not in _REMARKS or relation.is_external:
            continue
        part = relation.target_part
        root = parse_xml(part.blob, str(part.partname))
        for remark in root:
            # separators between text and notes have a type; notes have none
            if remark.get(f"{_W}type") is None:
                walker = _Walker(None, str(part.partname).lstrip("/"))
                for block in walker.read(remark):
                    yield replace(block, skip=_REMARKS[kind], level=0)


def describe(document: Document, blocks: list[Block]) -> Metadata:
    """What the document's properties, and its title line, say of it."""
    core = getattr(document, "core_properties", None)
    # of a damaged part each property raises on its own; the text is still there
    stated = {name: getattr(core, name, "") or "" for name in _PROPERTIES}
    shown = next((b.text for b in blocks if b.is_title and not b.skip), "")
    words = re.split(r"[,;]", stated["keywords"])
    root = _style_root(document)
    languages = select(root, ".//*[local-name()='lang']") if root is not None else []
    default = next((_value(e) for e in languages if _value(e)), "")
    return Metadata(
        title=" ".join((stated["title"] or shown).split()),
        author=stated["author"].strip().replace("python-docx", ""),
        language=(stated["language"] or default).strip(),
        description=stated["comments"].replace("generated by python-docx", "").strip(),
        tags=tuple(word.strip() for word in words if word.strip()),
    )


def _style_root(document: Document) -> _Element | None:
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/styles") and not relation.is_external:
            return getattr(relation.target_part, "element", None)
    return None


class _Walker:
    """One walk through a part: paragraphs, tables, and what stands in boxes."""

    def __init__(self, styles: _Element | None, document: str) -> None:
        self.flow = Flow(document)
        self.styles = _Styles(styles)
        self._boxes: list[_Element] = []

    def read(self, body: _Element) -> list[Block]:
        self._container(body, Place())
        return self.flow.blocks

    def _container(self, parent: _Element, place: Place) -> None:
        for child in parent:
            if child.tag == f"{_W}p":
                self._paragraph(child, place)
            elif child.tag == f"{_W}tbl":
                self._table(child, place)
            elif child.tag == f"{_W}sdt":
                gallery = child.find(f".//{_W}docPartGallery")
                inner = child.find(f"{_W}sdtContent")
                if inner is not None:
                    is_contents = "contents" in _value(gallery).lower()
                    self._container(
                        inner, replace(place, skip="contents") if is_contents else place
                    )
            elif child.tag not in _OUTSIDE and len(child):
                self._container(child, place)

    def _table(self, table: _Element, place: Place) -> None:
        rows = table.findall(f"{_W}tr")
        cells = [cell for row in rows for cell in row.findall(f"{_W}tc")]
        words = sum(len(whole_text(cell).split()) for cell in cells)
        shape = Table(
            rows=len(rows),
            columns=max((len(row.findall(f"{_W}tc")) for row in rows), default=0),
            labelled=table.find(f".//{_W}tblHeader") is not None,
            prose=words > PROSE_WORDS * max(len(cells), 1)
            or any(len(cell.findall(f"{_W}p")) > 2 for cell in cells),
        )
        if not place.skip and is_listing(shape):
            self.flow.place = place
            self.flow.write(shape.sentence(""))
            self.flow.flush()
            place = replace(place, skip="table")
        for cell in cells:
            self._container(cell, place)

    def _paragraph(self, paragraph: _Element, place: Place) -> None:
        flow = self.flow
        properties = paragraph.find(f"{_W}pPr")
        looks = self._paragraph_looks(properties)
        flow.place = self._place(properties, looks, place)
        base = looks.styles - {Style.STRONG}
        if Style.ITALIC in base:
            flow.open(Style.ITALIC)
        self._inline(paragraph, base)
        empty = flow.is_empty
        flow.flush()
        if Style.ITALIC in base:
            flow.close()
        if empty and not select(paragraph, ".//*[local-name()='drawing' or local-name()='pict']"):
            ruled = properties is not None and properties.find(f"{_W}pBdr/{_W}bottom") is not None
            if ruled:
                flow.scene()
            else:
                flow.blank()
        if select(paragraph, ".//*[local-name()='rect'][@*[local-name()='hr']]"):
            flow.scene()
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self._container(box, place)

    def _paragraph_looks(self, properties: _Element | None) -> _Looks:
        style = properties.find(f"{_W}pStyle") if properties is not None else None
        identity = _value(style) or self.styles.defaults.get("paragraph", "")
        looks: _Looks = self.styles.looks(identity)
        if properties is not None:
            level = _outline(properties.find(f"{_W}outlineLvl"))
            listed = properties.find(f"{_W}numPr") is not None
            looks = replace(looks, level=level or looks.level, listed=listed or looks.listed)
        return looks

    def _place(self, properties: _Element | None, looks: _Looks, place: Place) -> Place:
        """What a paragraph is, by its style."""
        name = looks.name
        if name.startswith("toc ") or name in ("table of figures", "index heading"):
            return replace(place, skip=place.skip or "contents")
        if name == "title":
            return replace(place, role=Role.HEADING, level=1, is_title=True)
        if looks.level or name == "subtitle":
            return replace(place, role=Role.HEADING, level=looks.level or 3)
        for word in re.split(r"[\s_-]+", name):
            if word in CLASS_ROLES:
                return replace(place, role=CLASS_ROLES[word])
        return replace(place, role=Role.ITEM) if looks.listed else place

    def _inline(self, parent: _Element, base: frozenset[Style]) -> None:
        for child in parent:
            if child.tag == f"{_W}r":
                self._run(child, base)
            elif child.tag == _MATH:
                self.flow.write(whole_text(child))
            elif isinstance(child.tag, str) and child.tag not in _OUTSIDE:
                self._inline(child, base)

    def _run(self, run: _Element, base: frozenset[Style]) -> None:
        flow = self.flow
        properties = run.find(f"{_W}rPr")
        named = _value(properties.find(f"{_W}rStyle")) if properties is not None else ""
        looks: _Looks = self.styles.looks(named)
        on, off = _looks_of(properties)
        opened = sorted(((looks.styles - off) | on) - base)
        for style in opened:
            flow.open(style)
        self._content(run)
        for _ in opened:
            flow.close()

    def _content(self, run: _Element) -> None:
        flow = self.flow
        for child in run:
            tag = str(child.tag).rpartition("}")[2] if isinstance(child.tag, str) else ""
            if tag == "t":
                flow.write(child.text or "")
            elif tag in ("tab", "ptab"):
                flow.write(" ")
            elif tag == "cr" or (tag == "br" and child.get(f"{_W}type") in (None, "textWrapping")):
                flow.line_break()
            elif tag == "noBreakHyphen":
                flow.write("-")
            elif tag in ("drawing", "pict", "AlternateContent", "object"):
                self._boxed(child)

    def _boxed(self, drawing: _Element) -> None:
        """Text in a box is read after the paragraph that holds it; a picture may be described."""
        for box in drawing.iter(f"{_W}txbxContent"):
            if not any(parent.tag == _FALLBACK for parent in box.iterancestors()):
                self._boxes.append(box)
        alts = select(drawing, ".//*[local-name()='docPr'][@descr != '']")
        if alts and self.flow.is_empty and re.search(r"\w", alts[0].get("descr") or ""):
            place = self.flow.place
            self.flow.place = Place(skip=place.skip or "illustration")
            self.flow.write(alts[0].get("descr") or "")
            self.flow.flush()
            self.flow.place = place
