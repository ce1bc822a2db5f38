"""What lines of plain prose mean by convention: headings, scene breaks, leavings of saved pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_UNITS = _words(
    """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen"""
)
_TENS = _words("twenty thirty forty fifty sixty seventy eighty ninety")
_ORDINALS = _words(
    """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
    fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"""
)
_TENTHS = _words("twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth")

_NUMBER_WORDS: dict[str, int] = {"last": -1}
for _i, _word in enumerate(_UNITS, 1):
    _NUMBER_WORDS[_word] = _i
for _i, _word in enumerate(_ORDINALS, 1):
    _NUMBER_WORDS[_word] = _i
for _t, (_ten, _tenth) in enumerate(zip(_TENS, _TENTHS, strict=True), 2):
    _NUMBER_WORDS[_ten] = _NUMBER_WORDS[_tenth] = 10 * _t
    for _i in range(9):
        _NUMBER_WORDS[f"{_ten}-{_UNITS[_i]}"] = 10 * _t + _i + 1
        _NUMBER_WORDS[f"{_ten}-{_ORDINALS[_i]}"] = 10 * _t + _i + 1

_ROMAN = re.compile(
    r"(?=[mdclxvi])m{0,3}(?:c[md]|d?c{0,3})(?:x[cl]|l?x{0,3})(?:i[xv]|v?i{0,4})", re.I
)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}

PART_WORDS = _words(
    "part book volume vol act parte partie teil buch livre libro tomo band часть книга"
)
CHAPTER_WORDS = _words(
    """chapter chap ch letter canto episode stave kapitel chapitre capítulo capitulo capitolo
    hoofdstuk rozdział kapitola kapitla глава"""
)
NAMED_CHAPTERS = _words(
    """prologue epilogue prelude interlude intermezzo introduction preface foreword afterword
    conclusion postscript prolog epilog prólogo epílogo épilogue vorwort nachwort пролог эпилог"""
)
CONTENTS_WORDS = ("contents", "table of contents", "inhalt", "table des matières", "índice")

_ALTERNATIVES = "|".join
_NUMBER = (
    r"(?:the\s+)?(?:\d{1,4}|[ivxlcdm]{1,9}|"
    + _ALTERNATIVES(sorted(_NUMBER_WORDS, key=len, reverse=True)).replace("-", r"[-\s]")
    + r")"
)
_NUMBERED = re.compile(
    rf"(?P<word>{_ALTERNATIVES(PART_WORDS + CHAPTER_WORDS)})\.?\s+"
    rf"(?P<number>{_NUMBER})\b(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_CJK = re.compile(r"第\s*[\d〇零一二三四五六七八九十百千]+\s*[章回話话節节]\s*(?P<rest>.{0,40})")
_ALONE = re.compile(rf"[\[(—–-]?\s*(?P<number>{_NUMBER})\s*[\])—–-]?\s*\.?", re.IGNORECASE)
_SEPARATED = re.compile(r"\s*(?:[.:,;)\]—–-]+|\n)\s*|\s+")


class Level(Enum):
    """How high a heading stands."""

    PART = 1
    CHAPTER = 2
    NUMBER = 3  # a number alone: a chapter only when the numbers run on through the book


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that says where a part or chapter begins."""

    level: Level
    number: int
    """0 when it has none ("Prologue")."""
    titled: bool
    """Whether a title follows on the same line."""


def number_value(text: str) -> int | None:
    """The value of a number as headings write it; None when it is none.

    >>> number_value("XIV"), number_value("the twenty-first"), number_value("7")
    (14, 21, 7)
    """
    word = re.sub(r"^the\s+", "", text.strip().casefold())
    if word.isdecimal():
        return int(word)
    named = _NUMBER_WORDS.get(re.sub(r"\s+", "-", word))
    if named is not None:
        return named
    if not word.isascii() or not _ROMAN.fullmatch(word):  # ı matches i, but is no numeral
        return None
    values = [_ROMAN_VALUES[c] for c in word]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs)


def heading(text: str) -> Heading | None:
    """What a line says as a heading, or None.

    >>> heading("CHAPTER THE FIRST").number, heading("Part Two: Fire").titled
    (1, True)
    >>> heading("Part one of the plan had failed.") is None
    True
    """
    text = text.strip()
    if _FRAMED.fullmatch(text):
        return None
    text = text.strip("_*#=~ ").strip()
    if not text or len(text) > 160:
        return None
    bare = text.strip("[]()—–-. :").casefold()
    if bare in NAMED_CHAPTERS:
        return Heading(Level.CHAPTER, 0, False)
    first = re.match(r"([^\W\d_]+)\s*[:.—–-]\s*\S", text)
    if first and first[1].casefold() in NAMED_CHAPTERS and len(text) < 80:
        return Heading(Level.CHAPTER, 0, True)
    if found := _CJK.fullmatch(text):
        return Heading(Level.CHAPTER, 0, bool(found["rest"].strip()))
    if found := _NUMBERED.fullmatch(text):
        value = number_value(found["number"])
        if value is None:
            return None
        level = Level.PART if found["word"].casefold() in PART_WORDS else Level.CHAPTER
        rest = found["rest"].strip()
        if not rest.strip(".:)]—–-* "):
            return Heading(level, value, False)
        return Heading(level, value, True) if _is_title_after(found["rest"]) else None
    if (found := _ALONE.fullmatch(text)) and (value := number_value(found["number"])):
        return Heading(Level.NUMBER, value, False)
    return None


def _is_title_after(rest: str) -> bool:
    """Whether what follows "Chapter 3" on its line can be a title, and not a sentence going on."""
    between = _SEPARATED.match(rest)
    if not between or len(rest) > 120:
        return False
    title = rest[between.end() :].strip().strip("_*")
    marked = bool(re.search(r"[.:)\]—–\n-]", between.group()))
    if marked:
        return bool(title)
    return title[:1].isupper() and not title.endswith((".", ",", ";"))


def is_title(text: str) -> bool:
    """Whether a paragraph of its own under a heading can be that heading's title.

    >>> is_title("The Law of Club and Fang"), is_title("He left the room."), is_title("“No.”")
    (True, False, False)
    >>> is_title("夜の駅"), is_title("駅は静かだった。")
    (True, False)
    """
    text = text.strip().strip("_*").strip()
    if not text or len(text) > 90 or "\n\n" in text or not text[0].isalnum() or text[0].islower():
        return bool(re.fullmatch(r"[“\"‘'][^.,;!?]{2,60}[”\"’']", text)) and text[1:2].isupper()
    if text.endswith((",", ";", ":", "…", "—", "-", "”", '"', "。", "！", "？", "」", "』")):
        return False
    words: list[str] = re.findall(r"[^\W\d_][\w’'-]*", text)
    if not words or len(words) > 14:
        return False
    if text.isupper():
        return True
    high = sum(word[0].isupper() for word in words if len(word) > 3 or word == words[0])
    long = sum(len(word) > 3 or word == words[0] for word in words)
    if text.endswith("."):
        return False
    if text.endswith(("!", "?")):
        return len(words) > 2 and high == long and long > 1
    return high >= 0.6 * long or len(words) <= 6


_ORNAMENT = re.compile(
    r"[\W_]*(?:[oO0]{1,5}(?:[\W_]*[oO0xX]{1,5}){2,}|[xX](?:[\W_]*[xXoO0]){2,}|"
    r"[oO]+[0xX][oO0]+|[xX][oO0][xX])[\W_]*"
)
_FRAMED = re.compile(r"(?P<frame>[-~*=–—]+)\s*[xoO0]\s*(?P=frame)")  # -x-; "- X -" is a chapter
_NAMED_BREAK = re.compile(
    r"[\W_]*(?:(?:scene|line|page|section)[\s-]*break|(?:horizontal )?rule)[\W_]*", re.IGNORECASE
)
_PAUSE_MARKS = frozenset(".…・‥。!?！？¡¿,;:\"'“”‘’«»‹›„‚「」『』()[]（）")


def is_scene_break(text: str) -> bool:
    """Whether a line is an ornament between scenes: symbols that nobody speaks.

    Dots, question marks and the like alone are a silence in the story and stay in it.

    >>> is_scene_break("* * *"), is_scene_break("~"), is_scene_break("oOo"), is_scene_break("“……”")
    (True, True, True, False)
    """
    text = text.strip()
    if not text or len(text) > 120:
        return False
    if not any(c.isalnum() for c in text):
        return not all(c in _PAUSE_MARKS or c.isspace() for c in text)
    ornaments = (_ORNAMENT, _FRAMED, _NAMED_BREAK)
    return any(pattern.fullmatch(text) for pattern in ornaments)


ARTEFACTS = {
    "chapter text": "AO3 landmark",
    "work header": "AO3 landmark",
    "work text": "AO3 landmark",
    "work text:": "AO3 landmark",
    "chapter management": "AO3 page control",
    "actions": "AO3 page control",
    "entire work": "AO3 page control",
    "← previous chapter": "AO3 page control",
    "next chapter →": "AO3 page control",
    "chapter by chapter": "AO3 page control",
    "chapter index": "AO3 page control",
    "hide creator's style": "AO3 page control",
    "post comment": "AO3 page control",
}
"""Lines that a saved page leaves in the text, lower case, and what they are."""


def artefact(text: str) -> str:
    """Why this line is a saved page's leaving, or "".

    >>> artefact("Chapter Text"), artefact("The chapter text was short.")
    ('AO3 landmark', '')
    """
    return ARTEFACTS.get(re.sub(r"\s+", " ", text.strip()).casefold(), "")


_NOTE = re.compile(
    r"[\W_]*(?:a\s?/\s?n|author[’']?s?[’']? notes?|disclaimer|beta’?d by|trigger warnings?)"
    r"\s*[:：-]",
    re.IGNORECASE,
)


def is_note(text: str) -> bool:
    """Whether a paragraph is the writer's word to the readers, as stories posted on-line have it.

    >>> is_note("A/N: thanks for reading!"), is_note("A note: he was late.")
    (True, False)
    """
    return bool(_NOTE.match(text))
