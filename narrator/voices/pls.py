"""A W3C pronunciation lexicon (PLS) into respellings, and its mistakes with their places.

Nothing but the file itself is read: no entities, no document type, no network.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from narrator.voices import Place
from narrator.voices.phonemes import ALPHABETS
from narrator.voices.values import LONGEST_NAME, LONGEST_RESPELLING
from narrator.voices.yaml_tree import complaint, read_bytes

NAMESPACE = "{http://www.w3.org/2005/01/pronunciation-lexicon}"
MAX_BYTES = 5_000_000


def read_pls(path: Path) -> dict[str, str]:
    """Words and how each is said, in the file's order. Raises VoiceMapError with the place."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    data = read_bytes(path, MAX_BYTES)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise complaint(path, f"no XML: {error.msg}", (line or 1, column or 1)) from error
    whole: Any = root.getroottree()
    if whole.docinfo.doctype:
        raise complaint(path, "a document type isn't used here", (1, 1))
    if root.tag != f"{NAMESPACE}lexicon":
        raise complaint(path, "no pronunciation lexicon (PLS)", _place(root))
    found: dict[str, str] = {}
    for lexeme in root.iterfind(f"{NAMESPACE}lexeme"):
        said = _said(path, lexeme, root.get("alphabet", ""))
        for grapheme in lexeme.iterfind(f"{NAMESPACE}grapheme"):
            word = " ".join((grapheme.text or "").split())
            if not word or " " in word or len(word) > LONGEST_NAME:
                problem = f'"{word}" is not one word' if word else "an empty grapheme"
                raise complaint(path, problem, _place(grapheme))
            found.setdefault(word, said)
    return found


def _said(path: Path, lexeme: Any, alphabet: str) -> str:
    """The preferred way to say it, else the first; an alias as it stands."""
    ways = [each for each in lexeme if each.tag in (f"{NAMESPACE}alias", f"{NAMESPACE}phoneme")]
    if not ways:
        raise complaint(path, "a lexeme without alias or phoneme", _place(lexeme))
    way = next((each for each in ways if each.get("prefer") == "true"), ways[0])
    place, text = _place(way), " ".join((way.text or "").split())
    if way.tag.endswith("phoneme"):
        used = (way.get("alphabet") or alphabet or "ipa").lower()
        if used not in ALPHABETS:
            known = ", ".join(ALPHABETS)
            raise complaint(path, f'unknown alphabet "{used}"; one of {known}', place)
        try:
            said = ALPHABETS[used](text)
        except ValueError as error:
            word = lexeme.findtext(f"{NAMESPACE}grapheme") or ""
            problem = f'"{" ".join(word.split())}": "{error}" in "{text}" is no sign of {used}'
            raise complaint(path, problem, place) from error
        text = said
    if not text or len(text) > LONGEST_RESPELLING:
        raise complaint(path, "nothing to say, or far too much", place)
    return text


def _place(element: Any) -> Place:
    return int(element.sourceline or 1), 1
