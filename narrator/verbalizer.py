"""Text as written into text as spoken: plain words and punctuation, each tied to its source.

A line is cut into pieces that tile it; a table of rules says what each piece becomes when spoken.
Because every piece keeps its place, the build can prove that no letter or digit fell out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from narrator.book import Line, Style


@dataclass(frozen=True, slots=True)
class Piece:
    """``line.text[start:end]`` is spoken as ``spoken``; "" for marks without sound."""

    start: int
    end: int
    spoken: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line as an engine gets it."""

    text: str
    pieces: tuple[Piece, ...]
    """They tile the line's text."""


SYMBOLS: Mapping[str, str] = {
    "&": " and ",
    "%": " percent ",
    "+": " plus ",
    "=": " equals ",
    "@": " at ",
    "°": " degrees ",
    "§": " section ",
    "£": " pounds ",
    "€": " euros ",
    "$": " dollars ",
}
"""Symbols that are words. They are said only beside a letter or digit; an ornament is silent."""

QUOTES = '“”„‟"«»‹›「」『』〝〞‘'
APOSTROPHES = "'’"
DASHES = "—–―‒"

_TOKEN = re.compile(
    r"""
      (?P<space>[\s\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad]+)
    | (?P<spaced>(?<!\w)[^\W\d_](?:[ ][^\W\d_]){2,}(?!\w))   # s c r e a m
    | (?P<plain>(?<!\w)[a-z]{2,}(?:[ ](?:[a-z]{2,}|a(?=[ ][a-z]{2})))+(?!['’\-.,:/]?\w))
    | (?P<word>[^\W_]+(?:['’\-.,:/][^\W_]+)*)                # don't, well-known, 3.14, 12:30
    | (?P<ellipsis>(?:\.{2,}|…)[.…]*)
    | (?P<dash>[—–―‒]+|-{2,})
    | (?P<pause>[.,;:!?()\[\]{}¡¿]+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


_HEARD = re.compile(r"[^\W_]")


def verbalize(line: Line, lexicon: Mapping[str, str] | None = None) -> Spoken:
    """A line's text as spoken words.

    ``lexicon`` maps words as written to respellings; a capital first letter in the text is as good
    as a small one in the lexicon, but not the other way round.
    """
    pieces: list[Piece] = []
    for start, end, value in _outside_markup(line):
        if value is not None:
            pieces.append(Piece(start, end, value))
        else:
            pieces.extend(_speak(line.text, start, end, lexicon or {}))
    return Spoken(_join(pieces), tuple(pieces))


def silent_places(line: Line, spoken: Spoken) -> list[int]:
    """Offsets (in the source) of letters and digits that the spoken text has nothing for.

    Characters of markup runs don't count: they are not text.
    """
    lost: list[int] = []
    reached = 0
    for piece in spoken.pieces:
        if piece.start > reached:
            lost.extend(range(reached, piece.start))
        if not _HEARD.search(piece.spoken) and _HEARD.search(line.text, piece.start, piece.end):
            lost.extend(range(piece.start, piece.end))
        reached = max(reached, piece.end)
    lost.extend(range(reached, len(line.text)))
    if not lost:
        return []
    markup = {
        i
        for run in line.runs
        if run.style in (Style.MARKUP, Style.NOTE_MARK)
        for i in range(run.start - line.start, run.end - line.start)
    }
    return [line.start + i for i in lost if i not in markup and line.text[i].isalnum()]


def _outside_markup(line: Line) -> Iterator[tuple[int, int, str | None]]:
    """Stretches of the line: ``(start, end, None)`` is text, a string stands for markup."""
    reached = 0
    for run in line.runs:
        if run.style not in (Style.MARKUP, Style.NOTE_MARK):
            continue
        start, end = max(run.start - line.start, reached), min(run.end - line.start, len(line.text))
        if start >= end:
            continue
        if reached < start:
            yield reached, start, None
        yield start, end, run.value if run.style is Style.MARKUP else ""
        reached = end
    if reached < len(line.text):
        yield reached, len(line.text), None


def _speak(text: str, start: int, end: int, lexicon: Mapping[str, str]) -> Iterator[Piece]:
    for match in _TOKEN.finditer(text, start, end):
        rule = RULES[match.lastgroup or "other"]
        yield Piece(match.start(), match.end(), rule(match, lexicon))


def _word(match: re.Match[str], lexicon: Mapping[str, str]) -> str:
    word = match.group()
    for form in (word, word[:1].lower() + word[1:]):
        if form in lexicon:
            return lexicon[form]
    if len(word) > 1 and word.isupper() and word.isalpha() and _is_shouted(match):
        return word.lower()
    return word.replace("’", "'")


def _plain(match: re.Match[str], lexicon: Mapping[str, str]) -> str:
    """Several ordinary words at once, which is most of a book: they stay as they are."""
    words = match.group()
    if not lexicon:
        return words
    return " ".join(lexicon.get(word, word) for word in words.split(" "))


def _is_shouted(match: re.Match[str]) -> bool:
    """A word in capitals among others is shouted; engines would spell it letter by letter."""
    word, text = match.group(), match.string
    if len(word) >= 4 and re.search("[AEIOUY]", word):
        return True
    around = text[: match.start()].split()[-1:] + text[match.end() :].split()[:1]
    return any(len(other.strip(",.!?…”’")) > 1 and other.isupper() for other in around)


def _other(match: re.Match[str], lexicon: Mapping[str, str]) -> str:
    character, text = match.group(), match.string
    if character in SYMBOLS:
        beside = text[max(0, match.start() - 2) : match.start()] + text[match.end() :][:2]
        return SYMBOLS[character] if any(c.isalnum() for c in beside) else " "
    if character in APOSTROPHES:
        before, after = text[match.start() - 1 : match.start()], text[match.end() :][:1]
        return "'" if before.isalnum() or after.isalnum() else ""
    if character in QUOTES:
        return ""
    if character == "-":
        return " "
    # A letter-like rest (combining marks, letters of a script the word pattern knows not).
    return character if character.isalnum() or _combines(character) else " "


def _combines(character: str) -> bool:
    import unicodedata

    return unicodedata.category(character).startswith("M")


RULES: Mapping[str, Callable[[re.Match[str], Mapping[str, str]], str]] = {
    "space": lambda match, lexicon: " ",
    "spaced": lambda match, lexicon: match.group().replace(" ", ""),
    "plain": _plain,
    "word": _word,
    "ellipsis": lambda match, lexicon: "... ",
    "dash": lambda match, lexicon: ", ",
    "pause": lambda match, lexicon: match.group(),
    "other": _other,
}
"""What each kind of token becomes."""

_TIDY = (
    (re.compile(r"\s+"), " "),
    (re.compile(r" (?=[,.;:!?)\]])"), ""),
    (re.compile(r"(?<=[,;:]),+"), ""),  # a dash after a comma adds nothing
    (re.compile(r",(?=[.;:!?])"), ""),
    (re.compile(r"^[\s,.;:!?…)\]}]+|[\s,(\[{]+$"), ""),
)


def _join(pieces: list[Piece]) -> str:
    text = "".join(piece.spoken for piece in pieces)
    for pattern, instead in _TIDY:
        text = pattern.sub(instead, text)
    return text


def split_to_fit(text: str, longest: int) -> list[str]:
    """A text in parts of at most so many characters, cut at the best place there is.

    Joined with single spaces they give the text back.

    >>> split_to_fit("One, two. Three four five six.", 14)
    ['One, two.', 'Three four', 'five six.']
    """
    parts = []
    rest = text.strip()
    while len(rest) > longest:
        window = rest[: longest + 1]
        for pattern in (r"[.!?…]['\"”’)]*\s", r"[,;:—]\s", r"\s"):
            ends = [match.end() for match in re.finditer(pattern, window)]
            if ends and ends[-1] > 1:
                cut = ends[-1]
                break
        else:
            cut = longest  # one endless word
        parts.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    return [*parts, rest] if rest else parts
