"""A speech and the words around it into how it is said: whispered, shouted, muttered, far."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from narrator.segmenter.prose import Prose, Span
from narrator.segmenter.tags import verb_beside
from narrator.segmenter.vocabulary import MANNERS

LOUD_LETTERS = 6
"""So many capitals and nothing else are shouted."""

_WHISPER = re.compile(
    r"\b(?:in|with) a (?:low |hoarse |soft |small )?whisper\b"
    r"|\bunder (?:his|her|my|their) breath\b",
    re.IGNORECASE,
)
_AT_TOP = re.compile(r"\bat the top of (?:his|her|my|their) (?:voice|lungs)\b", re.IGNORECASE)
_FAR = re.compile(
    r"\b(?:(?:on|from|at) the (?:other|far) (?:end|side) of the (?:line|phone|call|wire)"
    r"|on the other end|(?:over|through|from|out of|in|down) the (?:phone|telephone|line|receiver|"
    r"speaker|intercom|radio|earpiece|headset|handset|walkie-talkie)|voice ?mail"
    r"|answering machine)\b",
    re.IGNORECASE,
)
_VOICE = re.compile(
    r"\b(?:voice|said|answered|replied|came|crackled|asked|reply|heard|sounded)\b", re.IGNORECASE
)
_MEMORY = re.compile(
    r"\b(?:words?|voice|phrase|sentence|promise|question)\b[^.!?]{0,60}"
    r"\b(?:echo\w*|r[ai]ngs?\b(?! out)|replay\w*|came back|come back|haunt\w*|"
    r"in (?:his|her|my|their) (?:mind|head|ears|memory))\b"
    r"|\b(?:remembered|recalled|remembers|recalls)\b[^.!?]{0,40}\b(?:words?|voice|saying|told)\b"
    r"|\bvoice from (?:his|her|my|their) memory\b",
    re.IGNORECASE,
)
_MEMORY_BESIDE = re.compile(
    r"\b(?:echo\w*|rang|ringing|replay\w*|came back|comes back|haunt\w*)\b[^.!?]{0,40}"
    r"\b(?:in|through) (?:his|her|my|their) (?:mind|head|ears|memory|skull)\b"
    r"|\b(?:remembered|recalled|remembers|recalls)\b[^.!?]{0,40}"
    r"\b(?:words|voice|saying|(?:had|once|always) (?:told|said))\b"
    r"|\bvoice from (?:his|her|my|their) memory\b",
    re.IGNORECASE,
)
"""What says so of speech in the same paragraph, where “she remembered” may be of anything."""
_WORD = re.compile(r"\w")


def manner_of(text: str, start: int, end: int) -> str:
    """How the speech ``text[start:end]`` is said, by its tag or its capitals; "" when not told.

    >>> manner_of("“Run,” Tova whispered.", 0, 6), manner_of("“GET OUT NOW!”", 0, 14)
    ('whispered', 'shouted')
    """
    manner = MANNERS.get(verb_beside(text, start, end), "")
    beside = text[end : end + 120]
    if not manner and _WHISPER.search(beside):
        manner = "whispered"
    if not manner and _AT_TOP.search(beside):
        manner = "shouted"
    letters = [c for c in text[start:end] if c.isalpha()]
    if not manner and len(letters) >= LOUD_LETTERS and all(c.isupper() for c in letters):
        manner = "shouted"
    return manner


def find_distance(prose: Sequence[Prose], speech: Sequence[Sequence[Span]]) -> list[list[Span]]:
    """The speech with what comes from afar marked: down a line, or out of memory."""
    result: list[list[Span]] = []
    for i, spans in enumerate(speech):
        manner = _distance(prose, i, spans) if spans else ""
        result.append([replace(s, manner=manner) if manner and not s.thought else s for s in spans])
    return result


def _distance(prose: Sequence[Prose], at: int, spans: Sequence[Span]) -> str:
    """Whether a paragraph's speech is remembered or heard from the far side of a call."""
    text = prose[at].text
    ends = [0, *(span.end for span in spans)]
    starts = [*(span.start for span in spans), len(text)]
    around = " ".join(text[end:start] for end, start in zip(ends, starts, strict=True))
    if _FAR.search(around) and _VOICE.search(around):
        return "far"
    if _WORD.search(around):
        return "remembered" if _MEMORY_BESIDE.search(around) else ""
    ahead = prose[at - 1].text[-160:] if at else ""
    after = prose[at + 1].text[:120] if at + 1 < len(prose) else ""
    return "remembered" if _MEMORY.search(ahead) or _MEMORY.search(after) else ""
