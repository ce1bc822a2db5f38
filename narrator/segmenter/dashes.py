"""Paragraphs that begin with a dash into speech and the tags between its dashes or commas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from narrator.segmenter.narration import past_verbs
from narrator.segmenter.prose import Span
from narrator.segmenter.sentences import split_sentences
from narrator.segmenter.vocabulary import FOREIGN_SPEECH_VERBS, SPEECH_VERBS

OPENING = re.compile(r"\s*(?:[—–―]\s*|-{1,3}\s+|--\s*)(?=[\w¿¡“«\"…'’])")
_DASH = re.compile(r"\s+[—–―-]{1,2}\s*(?=\S)|(?<=\S)[—–―]\s+(?=\S)|(?<=\w)[—–―](?=[.,;:!?])")
_WORD = re.compile(r"[^\W\d_][^\W\d_’'-]*")
_INVERTED = re.compile(
    r"(?P<lead>[,!?…»”]\s*(?:»\s*)?)(?=(?P<verb>[^\W\d_]{2,})(?:-t)?-(?:ils?|elles?|on|je|j[’']|nous|vous|tu)\b"
    r"|(?P<plain>[^\W\d_]{2,})\s+(?:[A-ZÀ-Þ]|l[ea]s?\s|l[’']|une?\s|mon\s|ma\s|son\s|sa\s|der\s|die\s|das\s"
    r"|el\s|los?\s|las?\s|il\s|lo\s|he\b|she\b|they\b|I\b|the\s|er\b|sie\b|ich\b|his\s|her\s|a\s|an\s)"
    r"|(?:he|she|they|I|we|(?-i:[A-ZÀ-Þ])\w+(?:\s[A-ZÀ-Þ]\w+)?)\s+(?P<after>[^\W\d_]{2,})\b)"
)
_NEAR = re.compile(
    r"\b(?:je|j[’']|tu|vous|nous|me|te|moi|toi|mon|ma|ton|ta|votre|notre|yo|tú|usted|mi|I|you|my|your|we"
    r"|я|ты|вы|мы|меня|тебя|ich|du|wir|mein|dein)\b|[!?¿¡…]",
    re.IGNORECASE,
)
_STOP = re.compile(r"[,;:]\s+|[.!?…]+\s*")
_BESIDE = re.compile(
    r"(?:en|tout en|d[’'un]+e?|avec|sans|les?|la|who|which|with|without|as|in|from|a little)\s"
    r"|and\s+(?:he|she|they|then|at)\b"
    r"|\w+ly\b|\w+ing\b"
)
_AGAIN = re.compile(r"(?P<end>(?<=[.!?…])\s+)[—–―]\s?(?=[A-ZÀ-Þ¿¡“'’])")
LEAST_TOLD = 3
"""Fewer words after a tag are no sentence that tells something: “…, dit-il. Comme toujours.”"""
ALL_VERBS = SPEECH_VERBS | FOREIGN_SPEECH_VERBS


def find_dashed(text: str) -> list[Span]:
    """The speech of a paragraph that begins with a dash.

    >>> [(span.start, span.end) for span in find_dashed("—Ven —dijo Ana—. Es tarde.")]
    [(0, 4), (17, 26)]
    """
    opening = OPENING.match(text)
    if not opening:
        return []
    start = len(text) - len(text.lstrip())
    parts = list(_spoken_parts(text, start, opening.end()))
    if len(parts) > 1 or not parts or parts[0][1] < len(text.rstrip()):
        return [s for low, high in parts for s in split_incises(text, Span(low, high), ALL_VERBS)]
    spans: list[Span] = []
    cuts = [start, *(again.end("end") for again in _AGAIN.finditer(text, opening.end()))]
    for low, high in pairwise([*cuts, len(text.rstrip())]):
        low += len(text[low:high]) - len(text[low:high].lstrip())
        spans += split_incises(text, Span(low, high), ALL_VERBS, told=high < len(text.rstrip()))
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
    if any(word in ALL_VERBS for word in words[:3]):
        return True
    return attached and bool(re.search(r"\w[—–―](?:[.,;:!?]|\s|$)", text[dash.end() :]))


def split_incises(
    text: str, span: Span, verbs: frozenset[str] = FOREIGN_SPEECH_VERBS, *, told: bool = False
) -> Iterator[Span]:
    """A speech without the tags that stand in it between commas: “Bonjour, dit-il, ça va ?”.

    ``verbs``: which verbs may stand beside their subject, as in “dit Paul”. ``told``: after the tag
    all is narration up to the next dash.
    """
    begin, at = span.start, span.start
    while at < span.end:
        found = _INVERTED.search(text, at, span.end)
        if not found:
            break
        verb = (found["verb"] or found["plain"] or found["after"]).casefold()
        if verb not in (ALL_VERBS if found["verb"] else verbs):
            at = found.end() + 1
            continue
        cut = found.end("lead")
        yield Span(begin, cut, span.thought, span.continues, span.manner)
        begin = at = span.end if told else _incise_end(text, cut, span.end)
    if told and begin == span.start:
        sentences = list(split_sentences(text, span.start, span.end))
        end = next((a for a, b in sentences[1:] if _is_told(text[a:b])), span.end)
        span = Span(span.start, len(text[:end].rstrip()), span.thought, span.continues, span.manner)
    if re.search(r"\w", text[begin : span.end]):
        yield Span(begin, span.end, span.thought, span.continues, span.manner)


def _incise_end(text: str, start: int, end: int) -> int:
    """Where speech goes on after a tag; ``end`` when the rest is told."""
    stop = _STOP.search(text, start, end)
    if not stop:
        return end
    if stop.group().strip() in (",", ";", ":"):
        rest = text[stop.end() : end]
        clause = re.split(r"[.!?…]", rest)[0]
        if _BESIDE.match(rest) or _is_told(clause):
            return _incise_end(text, stop.end(), end)
        return stop.end()
    sentences = list(split_sentences(text, stop.end(), end))
    told = [not _NEAR.search(text[a:b]) for a, b in sentences]
    short = bool(sentences) and len(_WORD.findall(text, *sentences[0])) < LEAST_TOLD
    return end if told and not short and all(told) else stop.end()


def _is_told(clause: str) -> bool:
    """Whether a clause tells what someone did, rather than being said."""
    return past_verbs(clause) > 0 and not _NEAR.search(clause)
