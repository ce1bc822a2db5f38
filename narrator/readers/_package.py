"""An EPUB's package files (container, OPF, navigation) into values."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lxml import etree

from narrator.book import Metadata
from narrator.errors import ManuscriptError
from narrator.readers._archive import Archive
from narrator.readers._parsing import parse_markup, parse_xml
from narrator.readers._trees import text_of
from narrator.readers._vocabulary import semantics

if TYPE_CHECKING:
    from lxml.etree import _Element

TEXT_TYPES = frozenset(
    (
        "application/xhtml+xml",
        "text/html",
        "text/x-oeb1-document",
        "application/x-dtbook+xml",
        "application/xml",
        "text/xml",
        "image/svg+xml",
    )
)
MAX_DEPTH = 16
"""Contents that nest deeper than this are no contents."""
PICTURE_TYPES = frozenset(("image/jpeg", "image/jpg", "image/png", "image/gif", "image/webp"))

# Only fonts are scrambled by these; the text stays open.
_FONT_SCRAMBLING = frozenset(
    ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
)


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the book, as the manifest lists it."""

    path: str
    media_type: str
    properties: tuple[str, ...] = ()
    fallback: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents, and those under it."""

    label: str
    path: str = ""
    fragment: str = ""
    children: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Package:
    """What an OPF file says."""

    path: str
    metadata: Metadata
    items: dict[str, Item]
    spine: tuple[tuple[str, bool], ...]
    """Ids of items in reading order, and whether each is part of the main way through."""
    ncx: str = ""
    kinds: dict[str, str] = field(default_factory=dict)
    """What the guide says whole files are: by path."""
    cover: str = ""
    navigation: str = ""
    """The path of the navigation document, or ""."""
    traces: str = ""
    """What shows who made the file, lower case."""


def local(element: _Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def resolve(base: str, href: str) -> tuple[str, str]:
    """The path inside the archive and the fragment that a link means, from the file ``base``.

    >>> resolve("OEBPS/nav.xhtml", "text/ch%201.xhtml#s2")
    ('OEBPS/text/ch 1.xhtml', 's2')
    """
    path, _, fragment = href.strip().partition("#")
    if not path:
        return base, unquote(fragment)
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(path)))
    return joined.lstrip("/"), unquote(fragment)


def find_package(archive: Archive) -> str:
    """The path of the OPF file. Raises ManuscriptError."""
    container = archive.find("META-INF/container.xml")
    if container is None:
        raise ManuscriptError(
            archive.name, "is no EPUB: META-INF/container.xml is missing; get the book again"
        )
    root = parse_xml(archive.read(container), f"{archive.name}: {container}")
    for element in root.iter(etree.Element):
        if local(element) == "rootfile" and (path := element.get("full-path")):
            found = archive.find(path)
            if found is None:
                raise ManuscriptError(
                    archive.name, f"is damaged: its package file {path} is missing"
                )
            return found
    raise ManuscriptError(archive.name, "is no EPUB: its container names no package file")


def find_locked(archive: Archive) -> dict[str, str]:
    """The files that are encrypted, and how; fonts that are only scrambled don't count."""
    path = archive.find("META-INF/encryption.xml")
    if path is None:
        return {}
    root = parse_xml(archive.read(path), f"{archive.name}: {path}")
    locked = {}
    for data in root.iter(etree.Element):
        if local(data) != "EncryptedData":
            continue
        method = next((e for e in data.iter(etree.Element) if local(e) == "EncryptionMethod"), None)
        algorithm = (method.get("Algorithm") or "") if method is not None else ""
        if algorithm in _FONT_SCRAMBLING:
            continue
        for element in data.iter(etree.Element):
            if local(element) == "CipherReference" and (uri := element.get("URI")):
                locked[archive.find(uri) or uri] = algorithm
    return locked


def read_package(archive: Archive, path: str) -> Package:
    """What the OPF file says."""
    root = parse_xml(archive.read(path), f"{archive.name}: {path}")
    items: dict[str, Item] = {}
    spine: list[tuple[str, bool]] = []
    ncx = ""
    kinds: dict[str, str] = {}
    for element in root.iter(etree.Element):
        name = local(element)
        if name == "item" and (href := element.get("href")):
            items.setdefault(
                element.get("id") or href,
                Item(
                    resolve(path, href)[0],
                    (element.get("media-type") or "").strip().lower(),
                    tuple((element.get("properties") or "").split()),
                    element.get("fallback") or "",
                ),
            )
        elif name == "itemref" and (idref := element.get("idref")):
            spine.append((idref.strip(), (element.get("linear") or "yes") != "no"))
        elif name == "spine":
            ncx = element.get("toc") or ""
        elif name == "reference" and (href := element.get("href")) and "#" not in href:
            kinds.setdefault(resolve(path, href)[0], (element.get("type") or "").lower())
    if not spine:
        raise ManuscriptError(archive.name, f"is damaged: {path} lists nothing to read")
    return Package(
        path=path,
        metadata=_metadata(root),
        items=items,
        spine=tuple(spine),
        ncx=_ncx(items, ncx),
        kinds=kinds,
        cover=_cover(root, items),
        navigation=next((i.path for i in items.values() if "nav" in i.properties), ""),
        traces=_traces(root),
    )


def _ncx(items: dict[str, Item], stated: str) -> str:
    if stated in items:
        return items[stated].path
    ncx = (i.path for i in items.values() if i.media_type == "application/x-dtbncx+xml")
    return next(ncx, next((i.path for i in items.values() if i.path.endswith(".ncx")), ""))


def _cover(root: _Element, items: dict[str, Item]) -> str:
    """The path of the cover picture, or ""."""
    found = [item for item in items.values() if "cover-image" in item.properties]
    for meta in root.iter(etree.Element):
        if local(meta) == "meta" and meta.get("name") == "cover":
            stated = items.get(meta.get("content") or "")
            found += [stated] if stated else []
        elif local(meta) == "reference" and meta.get("type") == "cover":
            path = resolve("", meta.get("href") or "")[0]
            found += [item for item in items.values() if item.path.endswith(path)]
    return next((item.path for item in found if item.media_type in PICTURE_TYPES), "")


def _traces(root: _Element) -> str:
    """Who made it: identifiers, publisher, contributors, source, generator."""
    pieces = []
    for element in root.iter(etree.Element):
        name = local(element)
        if name in ("identifier", "publisher", "contributor", "source", "rights"):
            pieces.append(text_of(element))
        elif name == "meta" and element.get("name") == "generator":
            pieces.append(element.get("content") or "")
    return " ".join(pieces).casefold()


def _metadata(root: _Element) -> Metadata:
    """The Dublin Core and series statements of an OPF file."""
    values: dict[str, list[_Element]] = {}
    named: dict[str, str] = {}
    refined: dict[str, dict[str, str]] = {}
    collections: list[_Element] = []
    for element in root.iter(etree.Element):
        name = local(element)
        if name == "meta":
            if element.get("name"):
                named.setdefault(element.get("name") or "", element.get("content") or "")
            target = (element.get("refines") or "").lstrip("#")
            if target:
                refined.setdefault(target, {})[element.get("property") or ""] = text_of(element)
            if element.get("property") == "belongs-to-collection":
                collections.append(element)
        elif "purl.org/dc/" in str(element.tag) and text_of(element):
            values.setdefault(name, []).append(element)

    def texts(name: str) -> list[str]:
        return [text_of(element) for element in values.get(name, ())]

    series, number = named.get("calibre:series", ""), named.get("calibre:series_index", "")
    for element in collections:
        about = refined.get(element.get("id") or "", {})
        if not series and about.get("collection-type", "series") == "series":
            series, number = text_of(element), about.get("group-position", "")
    return Metadata(
        title=_main_title(values.get("title", []), refined),
        author="; ".join(_authors(values.get("creator", []), refined)),
        language=next(iter(texts("language")), ""),
        series=series,
        series_number=re.sub(r"\.0+$", "", number),
        publisher=next(iter(texts("publisher")), ""),
        date=_date(values.get("date", [])),
        description=plain(next(iter(texts("description")), "")),
        tags=tuple(dict.fromkeys(texts("subject"))),
    )


def _main_title(titles: list[_Element], refined: dict[str, dict[str, str]]) -> str:
    for element in titles:
        if refined.get(element.get("id") or "", {}).get("title-type") == "main":
            return text_of(element)
    return text_of(titles[0]) if titles else ""


def _authors(creators: list[_Element], refined: dict[str, dict[str, str]]) -> list[str]:
    """Those who wrote it; everybody named as creator when none is called its author."""
    roles = []
    for element in creators:
        stated = next((v for k, v in element.attrib.items() if str(k).endswith("role")), "")
        roles.append(str(stated or refined.get(element.get("id") or "", {}).get("role", "")))
    names = [text_of(element) for element in creators]
    authors = [n for n, role in zip(names, roles, strict=True) if role in ("", "aut")]
    return list(dict.fromkeys(authors or names))


def _date(dates: list[_Element]) -> str:
    """When it was published, as far as the day."""
    for element in dates:
        events = [str(v) for k, v in element.attrib.items() if str(k).endswith("event")]
        if "publication" in events:
            return text_of(element)[:10]
    return text_of(dates[0])[:10] if dates else ""


def plain(markup: str) -> str:
    """A description without its tags.

    >>> plain("<p>A <b>tale</b>.</p>")
    'A tale.'
    """
    if "<" not in markup:
        return markup
    return text_of(parse_markup(f"<html><body>{markup}</body></html>".encode(), "description"))


def read_navigation(archive: Archive, package: Package) -> tuple[Entry, ...]:
    """The contents: of the navigation document, else of the NCX; () when there is neither."""
    path = archive.find(package.navigation) if package.navigation else None
    if path:
        root = parse_markup(archive.read(path), f"{archive.name}: {path}")
        for nav in root.iter("nav"):
            if "toc" in semantics(nav) and (entries := _nav_list(nav.find(".//ol"), path)):
                return entries
    path = archive.find(package.ncx) if package.ncx else None
    if path is None:
        return ()
    root = parse_xml(archive.read(path), f"{archive.name}: {path}")
    for element in root.iter(etree.Element):
        if local(element) == "navMap":
            return _nav_points(element, path)
    return ()


def _nav_list(listing: _Element | None, base: str, depth: int = 0) -> tuple[Entry, ...]:
    entries = []
    for item in listing.findall("li") if listing is not None and depth < MAX_DEPTH else ():
        label = next((e for e in item if e.tag in ("a", "span")), None)
        if label is None:
            label = item.find(".//a")
        path, fragment = ("", "")
        if label is not None and (href := label.get("href")):
            path, fragment = resolve(base, href)
        children = _nav_list(item.find("ol"), base, depth + 1)
        entries.append(Entry(text_of(label) if label is not None else "", path, fragment, children))
    return tuple(entries)


def _nav_points(parent: _Element, base: str, depth: int = 0) -> tuple[Entry, ...]:
    entries = []
    for point in parent if depth < MAX_DEPTH else ():
        if local(point) != "navPoint":
            continue
        label = next((e for e in point if local(e) == "navLabel"), None)
        content = next((e for e in point if local(e) == "content"), None)
        path, fragment = ("", "")
        if content is not None and (src := content.get("src")):
            path, fragment = resolve(base, src)
        entries.append(
            Entry(
                text_of(label) if label is not None else "",
                path,
                fragment,
                _nav_points(point, base, depth + 1),
            )
        )
    return tuple(entries)
