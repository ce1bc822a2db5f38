"""Lines into pieces: the words of each line, normalised enough to look names up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

from narrator.book import Kind, Line, Lines

_WORD = r"[^\W\d_]+(?:[\d_]+[^\W\d_]+)*\d*"  # "Nova99" and "dark_star" are names, too
_TOKEN = re.compile(rf"{_WORD}(?:[’'‘\-‐‑]{_WORD})*|\d+|…|\.{{2,}}|--+|[^\w\s*]")
_STUTTER = re.compile(r"^(?:([^\W\d_]{1,3})[-‐‑…])+(?=\1)", re.IGNORECASE)
_QUOTES = frozenset('"“”„«»‘‹「『')
SENTENCE_ENDS = frozenset(".!?…") | {"..", "...", "...."}


@dataclass(slots=True)
class Piece:
    """One line as words. ``low`` is folded: no possessive, no stutter, straight apostrophes."""

    line: Line
    words: list[str]
    low: list[str]

    voiced: bool = False
    """Whether it is speech, or a thought set in quotation marks, rather than narration."""

    @property
    def kind(self) -> Kind:
        return self.line.kind


@dataclass(slots=True)
class Block:
    """One paragraph: its pieces in order, and where it stands."""

    chapter: int
    paragraph: int
    scene: int
    """Counts the scenes of the whole book."""
    pieces: list[Piece]
    spoken: bool = False
    """Whether something in it is speech."""


def unstutter(word: str) -> str:
    """A word without its stutter.

    >>> unstutter("K-Karen"), unstutter("A‑A‑All"), unstutter("Well-known")
    ('Karen', 'All', 'Well-known')
    """
    return word if word.isalpha() else _STUTTER.sub("", word)


def fold(word: str) -> str:
    """A word as it is looked up.

    >>> fold("Anna’s"), fold("M-Mary"), fold("O’Brien")
    ('anna', 'mary', "o'brien")
    """
    low = word.casefold().replace("’", "'").replace("‘", "'")
    if low.endswith("'s"):
        low = low[:-2]
    return unstutter(low)


def split_words(text: str) -> list[str]:
    """The words and marks of a text; white space goes, and asterisks: "said *Anna*".

    >>> split_words("“Don’t!” said Mr. O’Brien.")
    ['“', 'Don’t', '!', '”', 'said', 'Mr', '.', 'O’Brien', '.']
    """
    return _TOKEN.findall(text)


def capitalise_elided(word: str) -> str:
    """A name that begins with a small "d'" or "l'", as it is written where a sentence begins.

    >>> capitalise_elided("d’Aubray"), capitalise_elided("d’you")
    ('D’Aubray', 'd’you')
    """
    elided = len(word) > 2 and word[0] in "dl" and word[1] in "’'‘" and word[2].isupper()
    return word[0].upper() + word[1:] if elided else word


def make_piece(line: Line) -> Piece:
    words = [intern(capitalise_elided(word)) for word in split_words(line.text)]
    voiced = line.kind is Kind.DIALOGUE or (
        line.kind is Kind.THOUGHT and line.text.lstrip()[:1] in _QUOTES
    )
    return Piece(line, words, [_folded(word) for word in words], voiced)


@lru_cache(maxsize=1 << 15)
def _folded(word: str) -> str:
    """A word or a mark as it is looked up; the same words come again and again."""
    return fold(word) if word[0].isalpha() else word


def make_blocks(chapters: Sequence[Lines]) -> list[Block]:
    """All paragraphs of the book, headings left out."""
    from narrator.book import Pause

    blocks: list[Block] = []
    scene = 0
    for number, lines in enumerate(chapters):
        scene += 1
        block: Block | None = None
        for line in lines:
            if line.kind is Kind.HEADING:
                scene += 1
                block = None
                continue
            if line.before in (Pause.SCENE, Pause.PART):
                scene += 1
            if block is None or block.paragraph != line.paragraph:
                block = Block(number, line.paragraph, scene, [])
                blocks.append(block)
            piece = make_piece(line)
            block.pieces.append(piece)
            block.spoken = block.spoken or piece.voiced
    return blocks
