"""Elements into their text, and the labels and values that title pages are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from narrator.readers._trees import lines_of, text_of
from narrator.readers._vocabulary import SKIP

if TYPE_CHECKING:
    from lxml.etree import _Element

LANGUAGES = {
    "english": "en",
    "deutsch": "de",
    "german": "de",
    "français": "fr",
    "french": "fr",
    "español": "es",
    "spanish": "es",
    "italiano": "it",
    "italian": "it",
    "português brasileiro": "pt-BR",
    "português europeu": "pt-PT",
    "portuguese": "pt",
    "nederlands": "nl",
    "dutch": "nl",
    "svenska": "sv",
    "swedish": "sv",
    "norsk": "no",
    "dansk": "da",
    "danish": "da",
    "suomi": "fi",
    "finnish": "fi",
    "polski": "pl",
    "polish": "pl",
    "čeština": "cs",
    "czech": "cs",
    "magyar": "hu",
    "hungarian": "hu",
    "русский": "ru",
    "russian": "ru",
    "українська": "uk",
    "türkçe": "tr",
    "turkish": "tr",
    "中文-普通话 國語": "zh",
    "中文": "zh",
    "chinese": "zh",
    "日本語": "ja",
    "japanese": "ja",
    "한국어": "ko",
    "korean": "ko",
    "bahasa indonesia": "id",
    "tiếng việt": "vi",
    "latin": "la",
}
"""BCP 47 tags of the names that archives give to languages, lower case."""

CROWDS = frozenset(
    (
        "reader",
        "you",
        "everyone",
        "everybody",
        "all",
        "both",
        "others",
        "various",
        "original characters",
        "original character",
        "original character(s)",
        "original female character",
        "original male character",
        "original female characters",
        "original male characters",
        "minor characters",
        "female reader",
        "male reader",
    )
)
"""What stands among names of characters and is nobody's, lower case."""


def labels_of(element: _Element) -> dict[str, str]:
    """``Label: value`` lines of a title page, by lower-case label."""
    found: dict[str, str] = {}
    for line in lines_of(element):
        label, colon, value = line.partition(":")
        if colon and 0 < len(label) < 40 and value.strip():
            found.setdefault(label.strip().lower(), value.strip())
    return found


def skip(element: _Element | None, reason: str) -> None:
    """Mark an element as not read."""
    if element is not None and isinstance(element.tag, str) and element.get(SKIP) is None:
        element.set(SKIP, reason)


def skip_but(outer: _Element, kept: _Element, reason: str) -> None:
    """Leave out what is in ``outer`` but for ``kept``, which has a reason of its own."""
    if outer is kept:
        return
    element = kept
    for parent in kept.iterancestors():
        for child in parent:
            if child is not element and isinstance(child.tag, str):
                skip(child, reason)
        if parent is outer:
            break
        element = parent


def tag_links(element: _Element | None) -> list[str]:
    """The tags in an element: its links, else what commas part."""
    if element is None:
        return []
    links = [text_of(a) for a in element.iter("a")]
    return [t for t in (links or [t.strip() for t in text_of(element).split(",")]) if t]


def people_in(characters: list[str], relationships: list[str]) -> tuple[str, ...]:
    """Names out of lists of characters and of pairings, each once.

    >>> people_in(["Anna (The Mill)"], ["Anna (The Mill)/Bo", "Bo & Reader"])
    ('Anna', 'Bo')
    """
    names: dict[str, None] = {}
    for entry in characters + [n for pair in relationships for n in re.split(r"/| & | x ", pair)]:
        name = re.sub(r"\s*\([^)]*\)\s*$", "", entry.strip())
        name = re.split(r"\s+\|\s+", name)[0].strip().strip("[]")
        if name and name.casefold() not in CROWDS and re.search(r"\w", name):
            names.setdefault(name)
    return tuple(names)


def language_tag(name: str) -> str:
    """The BCP 47 tag of a language's name, or ""."""
    return LANGUAGES.get(name.strip().casefold(), "")


def head_metadata(root: _Element) -> Iterator[tuple[str, str]]:
    """The ``<meta>`` names of a page's head, lower case, with their content."""
    for meta in root.iter("meta"):
        name = meta.get("name") or meta.get("property") or ""
        content = " ".join((meta.get("content") or "").split())
        if name and content:
            yield name.lower(), content
