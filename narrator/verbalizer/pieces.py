"""Pieces of a line into the text that an engine gets, with the proof that nothing fell out."""

from __future__ import annotations

import re
from collections.abc import Sequence
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


_HEARD = re.compile(r"[^\W_]")
_UNHEARD = re.compile(r"[\W_]+")
_LONE_MARKS = re.compile(r" [,.;:!?)]|[,;:.!?(]\s*,|,\s*[.;:!?]")
_TIDY = (
    (re.compile(r" (?=[,.;:!?)])"), ""),
    (re.compile(r"(?<=[,;:(]) ?,+"), ""),  # a dash after a comma adds nothing
    (re.compile(r",(?=[.;:!?])"), ""),
    (re.compile(r"(?<=[.!?]),"), ""),
)
_ENDS = re.compile(r"^[\s,.;:!?…)]+|[\s,(]+$")


_ORNAMENT = re.compile(
    r"[\W_]*(?:(?:[xX][^\w\s]+){2,}[xX]|[xX](?:(?<=x)X|(?<=X)x)+[xX]?|(?:o(?:Oo)+O?|O(?:oO)+o?)"
    r"|(?:[oO0][^\w\s]+){2,}[oO0]|(?:o0)+o|(?:0o)+0"
    r"|\\o/|[TQXxoOuU;][_.-][TQXxoOuU;]|[xX]D+|[uUoO]w[uUoO]|[:;=8][\'’]?-?[DPpoO3]|D[:;=])[\W_]*"
    r"|\((?=[^()]*[´`°•·ᴗ◕□ω^_;=\'><\u0300\u0301])[^A-Za-z0-9()\s]{2,16}\)\S?"
)


def is_ornament(text: str) -> bool:
    """Whether letters only draw a line or a face here, and mean nothing.

    >>> is_ornament("-x-x-x-"), is_ornament("oOoOo"), is_ornament("xoxo"), is_ornament("Oooo!")
    (True, True, False, False)
    """
    return len(text) < 80 and _ORNAMENT.fullmatch(text) is not None


def is_heard(text: str) -> bool:
    """Whether there is a letter or digit in it.

    >>> is_heard("..."), is_heard("a")
    (False, True)
    """
    return _HEARD.search(text) is not None


def join_pieces(pieces: Sequence[Piece]) -> str:
    """The pieces' words as one text: single spaces, no mark that stands alone or twice."""
    text = " ".join("".join([piece.spoken for piece in pieces]).split())
    if _LONE_MARKS.search(text):
        for pattern, instead in _TIDY:
            text = pattern.sub(instead, text)
    return _ENDS.sub("", text)


def keep_all_heard(
    text: str, pieces: Sequence[Piece], markup: frozenset[int] = frozenset()
) -> list[Piece]:
    """The same pieces, but letters and digits that have no sound of their own (the mark of a
    footnote) belong to a neighbour that has. ``markup`` says where pieces start that are no text.
    """
    kept: list[Piece] = []
    waiting: int | None = None
    for piece in pieces:
        start = piece.start if waiting is None else waiting
        if piece.start in markup and waiting is None:
            kept.append(piece)
        elif _HEARD.search(piece.spoken):
            kept.append(Piece(start, piece.end, piece.spoken) if waiting is not None else piece)
            waiting = None
        elif waiting is not None or _HEARD.search(text, piece.start, piece.end):
            at = len(kept) - 1
            while at >= 0 and not _HEARD.search(kept[at].spoken):
                at -= 1
            if at >= 0:
                first, tail = kept[at], kept[at + 1 :]
                marks = first.spoken + "".join(each.spoken for each in tail) + piece.spoken
                kept[at:] = [Piece(first.start, piece.end, marks)]
            else:
                waiting = start
        else:
            kept.append(piece)
    if waiting is not None:  # nothing in the line has a sound: then it is read as it stands
        left = text[waiting : pieces[-1].end]
        kept.append(Piece(waiting, pieces[-1].end, _UNHEARD.sub(" ", left)))
    return kept


def silent_places(line: Line, spoken: Spoken) -> list[int]:
    """Offsets (in the source) of letters and digits that the spoken text has nothing for.

    Characters of markup runs don't count: they are not text.
    """
    lost: list[int] = []
    if is_ornament(line.text):
        return lost
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
