"""A chapter's narration into its person and tense, so that what stands out of them is seen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from narrator.segmenter.vocabulary import NOT_PAST, PAST_VERBS, PRESENT_VERBS

FIRST_SHARE = 0.25
"""From so many "I" for each "he" or "she" on, the narrator is a person of the story."""


SAMPLE = 20_000
"""So many characters show the person and tense of a stretch."""


class Tense(Enum):
    """The tense a stretch is told in."""

    PAST = "past"
    PRESENT = "present"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Telling:
    """Who tells a stretch of narration, and in which tense."""

    first_person: bool
    tense: Tense


FIRST = re.compile(
    r"(?<![\w’'-])(?:I|I[’']\w+|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself)(?![\w’'-])|(?<![\w’'])I(?=-I)"
)
SECOND = re.compile(r"\b(?:you|your|yours|yourself|you[’'](?:re|ve|ll|d))\b", re.IGNORECASE)
THIRD = re.compile(r"\b(?:he|she|him|her|his|hers|himself|herself)\b", re.IGNORECASE)
COMMAND = re.compile(
    r"^\W*(?:(?:But|And|So|Just|Oh|No|Okay|Please|Then),?\s+)?(?:don[’']t|please|never|stop|keep|let|get|"
    r"come|go|breathe|run|think|focus|calm|wait|remember|forget|look|stay|move|hold|try|leave|do|be|"
    r"say|tell|listen|help|save|answer|ask|speak|fight|fuck|damn)\b",
    re.IGNORECASE,
)
_CONTRACTED = re.compile(
    r"\b(?:it|he|she|that|there|what|who|this|here|where)[’']s\b(?!\s+(?:\w+ed|been|gone|done)\b)"
    r"|\b(?:we|they|you)[’']re\b|\bI[’']m\b|\b(?:I|we|they|you)[’']ve\b|\b(?:do|does|is|are|have|has|ca|"
    r"wo)n[’']t\b|\b(?:I|we|they|you|he|she|it)[’']ll\b",
    re.IGNORECASE,
)
_PRESENT_THIRD = re.compile(
    r"\b(?:he|she|it|that|this|who|everyone|nobody|nothing|everything|someone)\s+(?:(?:always|never|"
    r"only|just|still|really|simply|ever|\w+ly)\s+)?(?P<verb>[a-z]+[^s\W]s)\b",
    re.IGNORECASE,
)
_PERFECT = re.compile(
    r"\b(?:has|have)(?:n[’']t)?\s+(?:\w+\s+)?(?:\w+ed|got|come|become|begun|had|made|said|told|left|"
    r"lost|felt|found|kept|met|brought|thought|taught|caught|meant|read|held|heard|led|spent)\b"
)
_WORD = re.compile(r"[^\W\d_][\w’'-]*")


def past_verbs(text: str) -> int:
    """How many verbs of past telling a stretch holds: was, went, walked; but not "has got".

    >>> past_verbs("She went out."), past_verbs("It hasn’t even got a name.")
    (1, 0)
    """
    return sum(
        word in PAST_VERBS or (word.endswith("ed") and len(word) > 3 and word not in NOT_PAST)
        for word in _WORD.findall(_PERFECT.sub(" ", text.casefold()))
    )


def present_verbs(text: str) -> int:
    """How many verbs of the present it holds: is, needs, don't."""
    words = sum(word in PRESENT_VERBS for word in _WORD.findall(text.casefold()))
    return words + len(_CONTRACTED.findall(text)) + len(_PRESENT_THIRD.findall(text))


def find_telling(narration: str) -> Telling:
    """The person and tense of a stretch of narration, quotations left out."""
    narration = narration[:SAMPLE]
    first, third = len(FIRST.findall(narration)), len(THIRD.findall(narration))
    past, present = past_verbs(narration), present_verbs(narration)
    tense = Tense.UNKNOWN
    if past + present >= 3:
        tense = Tense.PAST if past > present else Tense.PRESENT
    return Telling(first > 3 and first > FIRST_SHARE * third, tense)
