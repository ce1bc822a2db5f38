"""A document's bytes into an element tree, safely: nothing is resolved, fetched or lost."""

from __future__ import annotations

import re
from html.entities import html5
from typing import TYPE_CHECKING

from lxml import etree

from narrator.errors import ManuscriptError
from narrator.readers._decoding import decode

if TYPE_CHECKING:
    from lxml.etree import _Element

_DECLARED = re.compile(
    rb"""(?:<\?xml[^>]{0,200}?encoding\s*=\s*|<meta[^>]{0,200}?charset\s*=\s*)["']?([A-Za-z0-9_.:-]+)""",
    re.IGNORECASE,
)
DOCTYPE_AT = 5000
"""A document type stands among so many first characters."""

_PROLOG = re.compile(r"\A\s*<\?xml\b[^>]*\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^\[>]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))
_SELF_CLOSED = re.compile(
    r"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)\b)"
    r"([A-Za-z][\w:-]*+)((?:\s++[\w:.-]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'))?)*+)\s*+/>"
)
_NAMESPACES = frozenset(
    (
        "http://www.w3.org/1999/xhtml",
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1998/Math/MathML",
        "http://www.idpf.org/2007/ops",
    )
)
_FLATTENINGS = (
    (re.compile(r"</?(?:font|span|i|b|u|s|em|strong|small|big|tt|a|center)\b[^>]*>", re.I), ""),
    (
        re.compile(
            r"</?(?:div|section|article|main|aside|blockquote|ul|ol|dl|dd|dt|li|table|tbody|tr|td|th)"
            r"\b[^>]*>",
            re.IGNORECASE,
        ),
        "<p>",
    ),
)
"""What is taken out of a text that nests too deep, step by step, and what takes its place."""
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

# Browsers read these names as the Windows code page, and so do the files that carry them.
_AS_WINDOWS = frozenset(("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii", "iso8859-1"))


def decode_markup(data: bytes, name: str) -> str:
    """The text of an HTML or XML file: by its mark, as UTF-8, or as it declares."""
    found = _DECLARED.search(data[:2048])
    declared = found[1].decode("ascii").lower() if found else ""
    if declared and declared not in ("utf-8", "utf8", "utf-16", "utf16", "unicode"):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            encoding = "cp1252" if declared in _AS_WINDOWS else declared
            try:
                return data.decode(encoding, errors="replace")
            except (LookupError, ValueError):
                pass
    return decode(data, name)


def parse_xml(data: bytes, name: str) -> _Element:
    """The tree of a package file (container, OPF, NCX); raises ManuscriptError when damaged."""
    root = _try_xml(_prepare(decode_markup(data, name)))
    if root is None:
        root = _try_xml(_prepare(decode_markup(data, name)), recover=True)
    if root is None:
        raise ManuscriptError(name, "is damaged: not well-formed XML; get the book again")
    return root


def parse_markup(data: bytes, name: str) -> _Element:
    """The tree of an HTML or XHTML document, tags without namespace; broken markup is mended."""
    text = decode_markup(data, name)
    prepared = _prepare(text)
    root = _try_xml(prepared) if _is_xhtml(text) else None
    if root is None:
        root = _parse_html(_SELF_CLOSED.sub(r"<\1\2></\1>", prepared))
    _drop_namespaces(root)
    return root


def _is_xhtml(text: str) -> bool:
    return "http://www.w3.org/1999/xhtml" in text[:3000] or text[:200].lstrip().startswith("<?xml")


def _prepare(text: str) -> str:
    """Without what an XML parser must not act upon: declarations, and entities that they define."""
    text = _PROLOG.sub("", text.lstrip("\ufeff"), count=1)
    at = text[:DOCTYPE_AT].upper().find("<!DOCTYPE")
    if at >= 0 and (found := _DOCTYPE.match(text, at)):
        text = text[:at] + text[found.end() :]
    if "&" in text:
        text = _ENTITY.sub(_expand, text)
    return _UNFIT.sub("", text)


def _expand(match: re.Match[str]) -> str:
    if match[1] in _XML_ENTITIES:
        return match[0]
    # An entity that HTML does not know stays visible as text; nothing is ever looked up for it.
    return html5.get(match[1] + ";", f"&amp;{match[1]};")


def _try_xml(text: str, *, recover: bool = False) -> _Element | None:
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        dtd_validation=False,
        recover=recover,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "surrogatepass"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root


def _parse_html(text: str) -> _Element:
    """The tree of an HTML text; where tags nest deeper than any parser goes, without such tags.

    Old pages open ``<font>`` for each paragraph and never close it: what lies too deep would be
    dropped.
    """
    root, is_whole = _try_html(text)
    for pattern, instead in _FLATTENINGS:
        if is_whole:
            break
        text = pattern.sub(instead, text)
        root, is_whole = _try_html(text)
    return root if root is not None else etree.fromstring(b"<html><body/></html>")


def _try_html(text: str) -> tuple[_Element | None, bool]:
    """The tree, and whether all of the text is in it."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None, True
    return root, not any("depth" in entry.message for entry in parser.error_log)


def _drop_namespaces(root: _Element) -> None:
    """Tags of XHTML, SVG and MathML by their local names; others, as Word's, become unknown."""
    for element in root.iter(etree.Element):
        tag = element.tag
        if not isinstance(tag, str) or tag[0] != "{":
            continue
        namespace, _, local = tag[1:].partition("}")
        element.tag = local.lower() if namespace in _NAMESPACES else f"foreign-{local}"
