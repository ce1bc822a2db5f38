"""Narration that falls out of its person and tense into thoughts.

Nothing here knows a book: outside quotation marks, in a story told in the third person and the
past, "I" and "you", the present, commands and cries are a person's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from narrator.segmenter.narration import (
    COMMAND,
    FIRST,
    SECOND,
    Telling,
    Tense,
    past_verbs,
    present_verbs,
)
from narrator.segmenter.prose import Span
from narrator.segmenter.sentences import split_sentences

SHORT_WORDS = 12
"""Up to so many words, the present of "he" or "she" in a told story is seen by somebody."""
OWN_SHARE, OTHERS_TOLD = 0.4, 0.4
"""So many of a thought's sentences say "I", and at most so many of the others tell what was."""
LONGEST_WORDS = 70
"""A thought without any mark is no longer than this."""

_WORD = re.compile(r"[^\W_][\w’'-]*")
_MIND = (
    r"(?:(?:his|her|their|its|my|[A-Z][\w’'-]*[’']s?)\s+(?:\w+\s+)?(?:mind|brain|thoughts?|heart|conscience|"
    r"instincts?|gut|memory|inner\s+voice|reason)\s+\w+)"
)
_THINKS = (
    r"(?:(?:he|she|they|[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*)?)\s+(?:\w+ly\s+)?(?:thought|thinks|wondered|"
    r"wonders|mused|reflected|told\s+(?:himself|herself)|tells\s+(?:himself|herself)|wanted\s+to\s+"
    r"(?:say|tell|ask|shout|scream|answer)|wants\s+to\s+(?:say|tell|ask|shout|scream|answer)))"
)
_TAGGED = re.compile(
    rf"(?P<thought>[^“”\"«»]{{3,200}}?[,!?…—-])\s+(?P<tag>(?P<mind>{_MIND})|{_THINKS})\b"
)
_QUOTED = re.compile(r"[“\"«][^“”\"«»]*(?:[”\"»]|$)")
_GENERIC_YOU = re.compile(r"\byou\s+(?:could|would|might|had)\b|\byou[’']d\b", re.IGNORECASE)
_PERSON_NOW = re.compile(
    r"\W*(?:(?:but|and|no|yes|oh|so|well),?\s+)?(?:(?:he|she|it)(?:[’']s|\s+(?:\w+ly\s+)?(?:is|has|can|can[’']t|"
    r"isn[’']t|doesn[’']t|won[’']t|will|knows|wants|needs|thinks|loves|hates))\b|they(?:[’']re|\s+(?:are|have|"
    r"can|can[’']t|aren[’']t|don[’']t|won[’']t|will|always|never)\b(?!\s+(?:had|\w+ed)\b)))",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(r"^\W*(?:…|\.\.\.)|(?:…|\.\.\.|—|-)\W*$")
_NEAR = re.compile(
    r"\b(?:now|here|this|these|today|tonight|tomorrow|has\s+to|have\s+to|needs?|please|damn|god|fuck|"
    r"hell|he[’']s|she[’']s|they[’']re|maybe|what\s+if|why|how)\b|[!?…]",
    re.IGNORECASE,
)
_NAMED_ACT = re.compile(
    r"\b(?:(?:he|she|they)|(?-i:(?<![.!?…]\s)(?<!^)[A-Z][a-z]+))\s+(?:\w+ly\s+)?(?:[a-z]+ed|stood|stared|"
    r"said|went|came|took|felt|knew|sat|ran|fell|rose|turned|looked)\b"
)
_STANDS_OUT = re.compile(r"\b(?:stood|stared|echoed|rang|came|broke|tore|spilled|filled)\b")


def find_unmarked(
    text: str, start: int, end: int, telling: Telling, *, thinking: bool
) -> Iterator[Span]:
    """A stretch of narration that is a thought as a whole, or the tagged thoughts in it."""
    stretch = text[start:end]
    low = start + len(stretch) - len(stretch.lstrip())
    high = end - (len(stretch) - len(stretch.rstrip()))
    if low >= high:
        return
    sentences = list(split_sentences(text, low, high))
    goes_on = start > 0 and text[low].islower()  # a tag: the sentence began with the speech
    if not goes_on and _is_thought(text, sentences, telling, thinking=thinking):
        yield Span(low, high, thought=True)
        return
    after_tag = False
    for a, b in sentences:
        tagged = _TAGGED.match(text, a, b)
        if tagged and _is_own_words(tagged["thought"], telling, sure=bool(tagged["mind"])):
            yield Span(a, tagged.end("thought"), thought=True)
            after_tag = True
        elif after_tag and not telling.first_person and _speaks_near(text[a:b]):
            yield Span(a, b, thought=True)
        else:
            after_tag = False


def _is_own_words(clause: str, telling: Telling, *, sure: bool) -> bool:
    """Whether the clause ahead of "he thought" is in the thinker's own words."""
    if FIRST.search(clause) and not telling.first_person:
        return True
    if telling.tense is Tense.PAST:
        return present_verbs(clause) > 0 and not past_verbs(clause)
    return sure


def _speaks_near(sentence: str) -> bool:
    """Whether a sentence speaks to someone or of oneself, and tells nothing past."""
    return bool(FIRST.search(sentence) or SECOND.search(sentence)) and not past_verbs(sentence)


def _is_thought(
    text: str, sentences: Sequence[tuple[int, int]], telling: Telling, *, thinking: bool
) -> bool:
    """Whether a stretch of narration is somebody's thought."""
    text = _QUOTED.sub(lambda found: " " * len(found.group()), text)
    parts = [text[a:b] for a, b in sentences]
    words = sum(len(_WORD.findall(part)) for part in parts)
    if words == 0 or words > LONGEST_WORDS or not any(c.islower() for part in parts for c in part):
        return False
    if telling.first_person:
        return telling.tense is Tense.PAST and _is_command(parts, most=4)
    own = [_is_first(part) for part in parts]
    told = [not mine and _is_told(part) for part, mine in zip(parts, own, strict=True)]
    if any(own):
        share = sum(own) / len(own)
        return sum(told) <= OTHERS_TOLD * len(own) and share >= (OWN_SHARE if any(told) else 0.3)
    if any(told):
        return False
    whole = " ".join(parts)
    if thinking and _FRAGMENT.search(whole) and words < 25 and not past_verbs(whole):
        return True
    if telling.tense is not Tense.PAST or past_verbs(whole):
        return thinking and bool(_FRAGMENT.search(whole)) and present_verbs(whole) > 0
    if _is_command(parts, most=8):
        return True
    if _GENERIC_YOU.search(whole):
        return False
    if SECOND.search(whole) and (present_verbs(whole) or COMMAND.search(whole) or words < 20):
        return True
    if words <= SHORT_WORDS and _PERSON_NOW.match(whole):
        return True
    return present_verbs(whole) > 0 and bool(_NEAR.search(whole)) and len(parts) <= 4


def _is_command(parts: Sequence[str], *, most: int) -> bool:
    """Whether the stretch begins with a command of at most so many words, and tells nothing."""
    first = parts[0]
    return (
        bool(COMMAND.match(first))
        and len(_WORD.findall(first)) <= most
        and first.rstrip()[-1:] in tuple(".!…—-")
        and not any(past_verbs(part) or FIRST.search(part) for part in parts)
    )


def _is_first(sentence: str) -> bool:
    """Whether a sentence outside quotation marks is spoken by an "I"."""
    found = FIRST.search(sentence)
    if not found:
        return False
    if len(_WORD.findall(sentence[: found.start()])) <= 4:
        return not _NAMED_ACT.match(sentence)
    return not (_NAMED_ACT.search(sentence) or _STANDS_OUT.search(sentence))


def _is_told(sentence: str) -> bool:
    """Whether a sentence tells what happened."""
    return past_verbs(sentence) > 0
