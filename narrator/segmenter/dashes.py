"""Paragraphs that begin with a dash into speech and the tags between its dashes or commas."""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrator.segmenter.prose import Span
from narrator.segmenter.sentences import split_sentences
from narrator.segmenter.vocabulary import FOREIGN_SPEECH_VERBS, SPEECH_VERBS

OPENING = re.compile(r"\s*(?:[—–―]\s*|-{1,3}\s+|--\s*)(?=[\w¿¡“«\"…])")
_DASH = re.compile(r"\s+[—–―-]{1,2}\s*(?=\S)|(?<=\S)[—–―]\s+(?=\S)|(?<=\w)[—–―](?=[.,;:!?])")
_WORD = re.compile(r"[^\W\d_][^\W\d_’'-]*")
_INVERTED = re.compile(
    r"(?P<lead>[,!?…»”]\s*(?:»\s*)?)(?=(?P<verb>[^\W\d_]{2,})(?:-t)?-(?:ils?|elles?|on|je|j[’']|nous|vous|tu)\b"
    r"|(?P<plain>[^\W\d_]{2,})\s+(?:[A-ZÀ-Þ]|l[ea]s?\s|l[’']|une?\s|mon\s|ma\s|son\s|sa\s|der\s|die\s|das\s"
    r"|el\s|los?\s|las?\s|il\s|lo\s|he\b|she\b|they\b|I\b|the\s|er\b|sie\b|ich\b))"
)
_NEAR = re.compile(
    r"\b(?:je|j[’']|tu|vous|nous|me|te|moi|toi|mon|ma|ton|ta|votre|notre|yo|tú|usted|mi|I|you|my|your|we"
    r"|я|ты|вы|мы|меня|тебя|ich|du|wir|mein|dein)\b|[!?¿¡…]",
    re.IGNORECASE,
)
_ALL_VERBS = SPEECH_VERBS | FOREIGN_SPEECH_VERBS


def find_dashed(text: str) -> list[Span]:
    """The speech of a paragraph that begins with a dash.

    >>> [(span.start, span.end) for span in find_dashed("—Ven —dijo Ana—. Es tarde.")]
    [(0, 4), (17, 26)]
    """
    opening = OPENING.match(text)
    if not opening:
        return []
    start = len(text) - len(text.lstrip())
    spans: list[Span] = []
    for low, high in _spoken_parts(text, start, opening.end()):
        spans += split_incises(text, Span(low, high), verbs=_ALL_VERBS)
    return spans


def _spoken_parts(text: str, start: int, body: int) -> Iterator[tuple[int, int]]:
    """The stretches between the dashes that are speech: a tag stands between two of them."""
    begin = start
    spoken = True
    for dash in _DASH.finditer(text, body):
        if spoken and not _is_tag(text, dash):
            continue
        if spoken:
            yield begin, dash.start()
        begin, spoken = dash.end(), not spoken
        if spoken and not re.search(r"\w", text[begin:]):
            return
        if spoken:
            begin = dash.end() + len(text[dash.end() :]) - len(text[dash.end() :].lstrip(" .,;:"))
    if spoken and re.search(r"\w", text[begin:]):
        yield begin, len(text.rstrip())


def _is_tag(text: str, dash: re.Match[str]) -> bool:
    """Whether a tag or beat follows this dash, and not more of the speech."""
    attached = dash.group()[:1].isspace() and not dash.group()[-1:].isspace()
    words = [
        found.group().casefold() for found in _WORD.finditer(text[dash.end() : dash.end() + 60])
    ]
    if any(word in _ALL_VERBS for word in words[:3]):
        return True
    return attached and bool(re.search(r"\w[—–―](?:[.,;:!?]|\s|$)", text[dash.end() :]))


def split_incises(
    text: str, span: Span, *, verbs: frozenset[str] = FOREIGN_SPEECH_VERBS
) -> Iterator[Span]:
    """A speech without the tags that stand in it between commas: “Bonjour, dit-il, ça va ?”.

    ``verbs``: which verbs may stand ahead of their subject, as in “dit Paul”.
    """
    begin, at = span.start, span.start
    while at < span.end:
        found = _INVERTED.search(text, at, span.end)
        if not found:
            break
        verb = (found["verb"] or found["plain"]).casefold()
        if verb not in (verbs if found["plain"] else _ALL_VERBS):
            at = found.end() + 1
            continue
        cut = found.end("lead")
        yield Span(begin, cut, span.thought, span.continues, span.manner)
        begin = at = _incise_end(text, cut, span.end)
    if re.search(r"\w", text[begin : span.end]):
        yield Span(begin, span.end, span.thought, span.continues, span.manner)


def _incise_end(text: str, start: int, end: int) -> int:
    """Where speech goes on after a tag; ``end`` when the rest is told."""
    stop = re.compile(r"[,;:]\s+|[.!?…]+\s*").search(text, start, end)
    if not stop:
        return end
    if stop.group().strip() in (",", ";", ":"):
        rest = text[stop.end() : end]
        gerund = re.match(r"(?:en|tout en|d[’'un]+e?|avec|sans|les?|la)\s", rest)
        return _incise_end(text, stop.end(), end) if gerund else stop.end()
    sentences = list(split_sentences(text, stop.end(), end))
    told = [not _NEAR.search(text[a:b]) for a, b in sentences]
    return end if told and told[0] and all(told) else stop.end()
