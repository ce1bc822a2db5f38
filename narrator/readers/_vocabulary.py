"""What the words of HTML, EPUB's ``epub:type``, ARIA roles and common class names mean to us."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from narrator.book import Role, Style

if TYPE_CHECKING:
    from lxml.etree import _Element

SKIP, ROLE, CHAPTER, TITLE = (
    "{narrator}skip",
    "{narrator}role",
    "{narrator}chapter",
    "{narrator}title",
)
"""Attributes by which a profile marks elements: a reason, a ``Role``, a chapter's title, "1"."""

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "col",
        "colgroup",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "search",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}

DROPPED = frozenset(["script", "style", "template", "head", "title", "meta", "link", "base"])
"""Elements whose text nobody sees."""

UNREAD = {
    "button": "page control",
    "select": "page control",
    "textarea": "page control",
    "datalist": "page control",
    "noscript": "page control",
    "audio": "media",
    "video": "media",
    "object": "media",
    "iframe": "media",
    "canvas": "media",
    "nav": "contents",
}
"""Elements that are no prose, and what they are."""

STYLES = {
    "em": Style.EMPHASIS,
    "i": Style.ITALIC,
    "cite": Style.ITALIC,
    "dfn": Style.ITALIC,
    "var": Style.ITALIC,
    "strong": Style.STRONG,
    "b": Style.STRONG,
    "s": Style.STRUCK,
    "strike": Style.STRUCK,
    "del": Style.STRUCK,
}

SKIP_TYPES = {
    "cover": "cover",
    "titlepage": "title page",
    "halftitlepage": "title page",
    "fulltitle": "title page",
    "seriespage": "title page",
    "copyright-page": "copyright",
    "imprint": "imprint",
    "imprimatur": "imprint",
    "colophon": "colophon",
    "other-credits": "credits",
    "contributors": "credits",
    "errata": "imprint",
    "revision-history": "imprint",
    "toc": "contents",
    "toc-brief": "contents",
    "landmarks": "contents",
    "page-list": "contents",
    "loi": "contents",
    "lot": "contents",
    "loa": "contents",
    "lov": "contents",
    "index": "index",
    "bibliography": "bibliography",
    "z3998:bibliography": "bibliography",
    "glossary": "glossary",
    "acknowledgments": "acknowledgements",
    "z3998:dramatis-personae": "list of characters",
    "footnote": "footnotes",
    "footnotes": "footnotes",
    "endnote": "endnotes",
    "endnotes": "endnotes",
    "rearnote": "endnotes",
    "rearnotes": "endnotes",
    "pagebreak": "page number",
    "backlink": "links",
    "z3998:page-break": "page number",
}
"""``epub:type`` (and, with ``doc-`` taken off, ARIA roles), and why it is not read."""

ARIA = {
    "endnote": "endnote",
    "noteref": "noteref",
    "pagelist": "page-list",
    "credits": "other-credits",
    "credit": "other-credits",
}
"""ARIA roles whose name differs from the ``epub:type``."""

ROLE_TYPES = {
    "z3998:letter": Role.LETTER,
    "z3998:diary": Role.LETTER,
    "z3998:correspondence": Role.LETTER,
    "z3998:telegram": Role.LETTER,
    "z3998:email-message": Role.LETTER,
    "z3998:email": Role.LETTER,
    "z3998:newspaper": Role.LETTER,
    "se:newspaper": Role.LETTER,
    "z3998:verse": Role.VERSE,
    "z3998:poem": Role.VERSE,
    "z3998:song": Role.VERSE,
    "z3998:hymn": Role.VERSE,
    "z3998:lyrics": Role.VERSE,
    "z3998:persona": Role.PERSONA,
}
WHOLE = frozenset(("html", "body", "section", "article", "main"))
"""Elements that hold whole chapters: a chapter told in letters is not one letter of one voice."""

BEGINS = frozenset(
    [
        "chapter",
        "prologue",
        "epilogue",
        "preface",
        "foreword",
        "introduction",
        "afterword",
        "conclusion",
        "interlude",
    ]
)
"""Types of sections that are chapters."""

CLASS_ROLES = {
    **dict.fromkeys(["letter", "telegram", "diary", "journal", "email", "newspaper"], Role.LETTER),
    **dict.fromkeys(
        [
            "textmessage",
            "text-message",
            "textmessages",
            "sms",
            "imessage",
            "chat",
            "chatlog",
            "chat-log",
            "texting",
            "messagebody",
            "groupchat",
            "discord",
            "phone",
        ],
        Role.MESSAGE,
    ),
    **dict.fromkeys(
        ["poem", "poetry", "verse", "stanza", "lyrics", "song", "hymn", "versetext"], Role.VERSE
    ),
}
CLASS_SKIPS = {
    **dict.fromkeys(
        ["pagenum", "pagenumber", "page-number", "pageno", "pagebreak", "newpage"], "page number"
    ),
    **dict.fromkeys(["footnote", "footnotes"], "footnotes"),
    **dict.fromkeys(["endnote", "endnotes", "rearnotes"], "endnotes"),
    **dict.fromkeys(
        [
            "transnote",
            "tnote",
            "tn",
            "transcribers-note",
            "transcriber-note",
            "transcribernote",
            "transcriber",
        ],
        "editor's note",
    ),
    "pg-boilerplate": "licence",
}
"""Class names that books use for what is not prose."""

HEADING_CLASS = re.compile(
    r"(?:chapter|chap|ch)[-_]?(?:title|head|heading|header|name|number|num|no|label)\d*|heading\d*"
    r"|fff_chapter_title|booktitle|parttitle|part[-_](?:title|number|head)",
    re.IGNORECASE,
)
NOTE_CLASS = frozenset(
    ["noteref", "fnanchor", "fnref", "footnote-ref", "footnote-reference", "endnote-ref"]
)
NOTE_TEXT = re.compile(r"[\[({]?\s*(?:\d{1,4}|[*†‡§‖¶]{1,3}|[a-zA-Z]{1,2}|[ivxlc]{1,6})\s*[\])}]?")
ORNAMENT_HINT = re.compile(
    r"ornament|divider|separator|scene[-_ ]?break|section[-_ ]?break|flourish|fleuron|asteris[mk]"
    r"|vignette|dingbat|squiggle|spacer|swash|decoration|leaf[-_ ]?break",
    re.IGNORECASE,
)

_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


def semantics(element: _Element) -> tuple[str, ...]:
    """What an element says that it is: ``epub:type``, and ARIA's ``doc-`` roles as the same."""
    stated = element.get(_EPUB_TYPE) or element.get("epub:type") or ""
    role = element.get("role") or ""
    if not stated and not role:
        return ()
    names = stated.split()
    for name in role.split():
        if name.startswith("doc-"):
            names.append(ARIA.get(name[4:], name[4:]))
    return tuple(names)


def classes(element: _Element) -> tuple[str, ...]:
    """An element's class names, lower case."""
    stated = element.get("class")
    return tuple(stated.lower().split()) if stated else ()


def language(element: _Element) -> str:
    """The language that an element states, or ""."""
    stated = element.get("{http://www.w3.org/XML/1998/namespace}lang") or element.get("lang")
    return (stated or element.get("xml:lang") or "").strip()
