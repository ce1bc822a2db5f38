"""Paragraphs of the form “NAME: words”, as in plays and chat logs, into that person's speech.

The name says whose the words are; it is not read aloud.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from narrator.book import Role
from narrator.segmenter.prose import Prose, Span
from narrator.segmenter.vocabulary import NOT_NAMES

LEAST_TURNS = 4
"""Fewer such paragraphs in a chapter are no conversation."""
LEAST_NICKS = 2
"""The same for names in pointed brackets, which nothing else has."""
LEAST_SHARE = 0.25
"""They make up so much of the paragraphs, or stand in a run of ``LEAST_RUN``."""
LEAST_RUN = 3

_NAME = r"[A-ZÀ-ÞА-Я][\w’'.-]*(?:\s+(?:&\s+|and\s+|the\s+)?[A-ZÀ-ÞА-Я0-9][\w’'.-]*){0,3}"
_DATE = r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4},?\s*"
_TIME = (
    rf"[\[(]?(?:{_DATE})?\d{{1,2}}[:.h]\d{{2}}(?::\d{{2}})?"
    r"\s*(?:[ap]\.?m\.?)?[\])]?"
)
_TURN = re.compile(
    rf"\s*(?:{_TIME}\s*[-–]?\s*)?(?:<(?P<nick>[\w .’'-]{{1,30}})>\s*:?"
    rf"|\[?(?P<name>{_NAME}|[\w.-]{{2,20}}(?=\s*:))\]?\s*(?P<aside>\([^)]{{1,60}}\)\s*)?"
    rf"(?:{_TIME}\s*)?(?::|\.(?=\s*[\[(]?[A-Z—“]))"
    r"(?!//))\s*(?=\S)",
    re.UNICODE,
)
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_ALONE = re.compile(rf"\s*(?P<name>{_NAME})\s*[.:]?\s*")
_NUMERAL = re.compile(r"[IVXLC]+\.?")
_LETTERS = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class _Turn:
    """A paragraph that begins with its speaker's name."""

    name: str
    hidden: int
    """Where what is not read aloud ends."""
    words: int
    """Where the words begin; between the two stands an aside."""
    nick: bool = False


def read_turns(prose: Sequence[Prose]) -> tuple[list[Prose], dict[int, list[Span]]]:
    """The chapter without its speakers' names, and for each paragraph that one of them heads the
    speech in it, without asides."""
    shown = list(prose)
    speech: dict[int, list[Span]] = {}
    for i, turn in _find_turns(prose).items():
        shown[i] = prose[i].hide(0, turn.hidden) if turn.hidden else prose[i]
        gone = len(prose[i].text) - len(shown[i].text)
        spans = _spoken(shown[i].text, max(0, turn.words - gone))
        speech[i] = [replace(span, speaker=person_of(turn.name)) for span in spans]
    personas = _personas(prose)
    for i in personas:
        shown[i] = prose[i].hide(0, len(prose[i].text))
    for i, name, spans in _persona_speeches(prose, personas):
        speech[i] = [replace(span, speaker=name) for span in spans]
    return shown, speech


def person_of(name: str) -> str:
    """A name in capitals as one writes it elsewhere.

    >>> person_of("DR. O’BRIEN"), person_of("HENRY IV."), person_of("anna")
    ('Dr. O’Brien', 'Henry IV', 'anna')
    """
    name = " ".join(name.split()).rstrip(".:, ") if len(name) > 3 else name.strip()
    if not name.isupper():
        return name
    return _LETTERS.sub(
        lambda word: word[0] if _NUMERAL.fullmatch(word[0]) else _capital(word[0]), name
    )


def _capital(word: str) -> str:
    part = re.split("([’'])", word, maxsplit=1)
    if len(part) == 3 and len(part[0]) == 1:  # O’BRIEN; not KING’S
        return part[0] + part[1] + part[2].capitalize()
    return word.capitalize()


def _find_turns(prose: Sequence[Prose]) -> dict[int, _Turn]:
    """The paragraphs that are a turn of a play or a chat."""
    named: dict[int, _Turn] = {}
    for i, each in enumerate(prose):
        if each.paragraph.role in (Role.TEXT, Role.MESSAGE) and (found := _turn(each.text)):
            named[i] = found
    counts = Counter(turn.name.casefold() for turn in named.values())
    turns = {i for i, turn in named.items() if turn.nick or counts[turn.name.casefold()] > 1}
    names = {named[i].name.casefold() for i in turns}
    nicks = all(named[i].nick for i in turns)
    if (
        len(names) < 2
        or len(turns) < (LEAST_NICKS if nicks else LEAST_TURNS)
        or (len(turns) < LEAST_SHARE * len(prose) and _longest_run(sorted(turns)) < LEAST_RUN)
    ):
        turns = set()
    read = {i: turn for i, turn in named.items() if i in turns or (turns and turn.name.isupper())}
    for i, each in enumerate(prose):
        if each.paragraph.role is Role.MESSAGE:
            read.setdefault(i, named.get(i, _Turn("", 0, 0)))
    return read


def _turn(text: str) -> _Turn | None:
    """The name a paragraph begins with, and where the words begin."""
    found = _TURN.match(text)
    if not found:
        return None
    name = (found["nick"] or found["name"]).strip()
    if not name:
        return None
    if name.casefold().split()[0].strip(".") in NOT_NAMES or text[found.end() :][:1] in "”’":
        return None
    stopped = text[: found.end()].rstrip()[-1:] == "."
    if stopped and not name.isupper():
        return None  # “Mr. Hale.” is a sentence; “HALE.” heads a speech
    hidden = found.start("aside") if found["aside"] else found.end()
    return _Turn(name, hidden, found.end(), bool(found["nick"]))


def _longest_run(indices: Sequence[int]) -> int:
    longest = run = 1
    for a, b in pairwise(indices):
        run = run + 1 if b - a == 1 else 1
        longest = max(longest, run)
    return longest if indices else 0


def _spoken(text: str, start: int) -> list[Span]:
    """The words of a turn, its asides in brackets left to the narrator."""
    spans: list[Span] = []
    at = start
    for aside in _ASIDE.finditer(text, start):
        if re.search(r"\w", text[at : aside.start()]):
            spans.append(Span(at, aside.start()))
        at = aside.end()
    if re.search(r"\w", text[at:]) or not spans:
        spans.append(Span(at, len(text)))
    return [_trim(text, span) for span in spans if text[span.start : span.end].strip()]


def _trim(text: str, span: Span) -> Span:
    body = text[span.start : span.end]
    start = span.start + len(body) - len(body.lstrip())
    return Span(start, start + len(body.strip()))


def _personas(prose: Sequence[Prose]) -> dict[int, str]:
    """The paragraphs that are nothing but the next one's speaker."""
    stated = {
        i: each.text.strip(" .:,")
        for i, each in enumerate(prose)
        if each.paragraph.role is Role.PERSONA
    }
    if stated:
        return stated
    alone: dict[int, str] = {}
    for i, (each, after) in enumerate(pairwise(prose)):
        found = _ALONE.fullmatch(each.text)
        roles = {each.paragraph.role, after.paragraph.role}
        if found and found["name"].isupper() and roles == {Role.TEXT} and not after.text.isupper():
            alone[i] = found["name"].strip(" .:,")
    counts = Counter(alone.values())
    alone = {i: name for i, name in alone.items() if counts[name] > 1}
    return alone if len(set(alone.values())) > 1 and len(alone) >= LEAST_TURNS else {}


def _persona_speeches(
    prose: Sequence[Prose], personas: dict[int, str]
) -> Iterator[tuple[int, str, list[Span]]]:
    """Paragraphs after a play's speaker name, up to the next name or heading; the names themselves
    are silent."""
    speaking, marked = "", False
    for i, each in enumerate(prose):
        role = each.paragraph.role
        if i in personas:
            speaking, marked = person_of(personas[i]), role is Role.PERSONA
            yield i, speaking, [Span(0, 0)]
        elif role is Role.HEADING or each.paragraph.before.value in ("scene", "part", "chapter"):
            speaking = ""
        elif speaking and role in (Role.TEXT, Role.VERSE):
            if _ASIDE.fullmatch(each.text.strip()):
                continue
            yield i, speaking, _spoken(each.text, 0)
            if not marked:  # in plain text what comes after may as well be a stage direction
                speaking = ""
