"""The words around a heteronym into what decides between its two sounds."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

_HAVE = r"(?:have|has|had|having|was|were|is|are|be|been|being|get|got|gets|getting)"
_ADVERB = (
    r"(?:not|never|ever|just|already|also|only|always|all|both|once|often|since|even|still|really|"
    r"then|now|first|simply|actually|rather|almost|perhaps|maybe|soon|here|so|too|\w+ly)"
)
PRONOUN = (
    r"(?:I|you|he|she|it|we|they|who|people|everybody|everyone|someone|somebody|nobody|that|anyone)"
)
_AUXILIARY = (
    r"(?:(?:will|would|can|could|may|might|must|shall|should|do|does|did|need|dare)(?:n't)?|won't|"
    r"can't|shan't|cannot|gonna|wanna|gotta|let's)"
)
_CAUSE = (
    r"(?:let|lets|letting|make|makes|made|making|help|helps|helped|helping|see|sees|saw|seen|"
    r"seeing|hear|heard|hearing|watch|watches|watched|watching|feel|felt|feels|feeling|have|had)"
)
_BREAK = r"(?:and|but|or|then|who|that|which|when|while|as|because|if|so|to|of|is|was|were|are)"
_NOUN_GROUP = rf"(?:(?!{_BREAK} )[\w']+ )"

OBJECT = (
    r"(?:me|you|him|her|it|us|them|this|that|these|those|the|a|an|my|your|his|its|our|their|all|"
    r"every\w*|any\w*|some\w*|both|one|off)"
)
DETERMINER = (
    r"(?:the|a|an|this|that|his|her|its|their|my|your|our|no|some|any|every|each|another|one|\w+'s)"
)


@cache
def matcher(pattern: str) -> Callable[[str], bool]:
    """Whether a pattern is found, without regard to case."""
    compiled = re.compile(pattern, re.IGNORECASE)
    return lambda text: compiled.search(text) is not None


def sides(match: re.Match[str]) -> tuple[str, str]:
    """What stands before and after the word; a hyphen at its side counts as a space."""
    before = match.string[max(0, match.start() - 80) : match.start()].replace("’", "'")
    after = match.string[match.end() : match.end() + 60].replace("’", "'")
    if before.endswith("-"):
        before = before[:-1] + " "
    return before, " " + after[1:] if after.startswith("-") else after


_wants_verb = matcher(
    rf"(?:\b{_AUXILIARY}(?: {PRONOUN})?|'ll|\bto|\bplease)(?: {_ADVERB})* $|\b(?:I|you|he|she|we|"
    rf"they)'d (?:{_ADVERB} )*$"
)
_asks_for_verb = matcher(
    rf"(?:^|[.,;:!?“\"—] ?|\b(?:and|but|so|then|what|why|how|where|when|who|"
    rf"which) )(?:{_AUXILIARY}) {_NOUN_GROUP}{{1,4}}$"
)
_caused = matcher(
    rf"\b{_CAUSE} (?:me|you|him|her|it|us|them|{DETERMINER} {_NOUN_GROUP}{{1,3}}?|[A-Z]\w+ ) ?$"
)
_perfect = matcher(
    rf"(?:\b{_HAVE}(?:n't)?(?: {PRONOUN})?|'ve|'s been|\b(?:have|has|"
    rf"had)(?:n't)? {_NOUN_GROUP}{{1,3}}?)(?: {_ADVERB})* ?$"
)
_had_short = matcher(rf"'(?:d|ve|s) (?:{_ADVERB} )*$")
_to = matcher(rf"\bto (?:{_ADVERB} )*$")


def wants_verb(before: str) -> bool:
    """After an auxiliary, “to” or “please”: “did she ever …”, “will you please …”."""
    return _wants_verb(before)


def asks_for_verb(before: str) -> bool:
    """After an auxiliary and its subject: “Did the old man …”."""
    return _asks_for_verb(before)


def is_caused(before: str) -> bool:
    """After “let him”, “watched the gates”, “made Tom”."""
    return _caused(before)


def is_base_form(before: str) -> bool:
    """Where English has a verb without an ending, whatever its subject."""
    return wants_verb(before) or asks_for_verb(before) or is_caused(before)


def is_participle(before: str) -> bool:
    """After have or be: “had never …”, “was …”."""
    return _perfect(before) and not _to(before)


def is_short_had(before: str) -> bool:
    """After “she'd”, which is “had” or “would”, and “it's”."""
    return _had_short(before)


def opens_sentence(before: str) -> bool:
    """Whether nothing of the sentence stands before."""
    return _opens(before)


_opens = matcher(r"(?:^|[.!?…:—“\"‘] ?['\"“‘(]*|[.!?][”\"’] )$")

_expects_verb = matcher(
    r"(?:\b(?:I|you|we|they|to|will|would|can|could|may|might|must|shall|should|do|does|did|don't|"
    r"doesn't|didn't|won't|can't|couldn't|who|which|never|then|still)|'ll) $"
)
_expects_verb_in_s = matcher(r"\b(?:he|she|it|that|who|which|this|still|never|then) $")


def engine_expects_verb(word: str, before: str, after: str) -> bool:
    """Whether espeak's own rules, which look at a word beside it, take this one for a verb."""
    if word == "live" and _LIVE_IN.match(after):
        return True
    return (_expects_verb_in_s if word.endswith("s") else _expects_verb)(before)


_LIVE_IN = re.compile(" in(?! the)\\b")

takes_object = matcher(rf"^ {OBJECT}\b")
ends = matcher(r"^(?:$|[.,;:!?…—”\"])")
after_name = matcher(r"(?-i:\b[A-Z][a-z]+) (?:\w+ly |just |then |once |also |never )?$")
no_name = matcher(
    r"\b(?:I|you|we|they|please|then|now|just|and|but|or|so|never|always|maybe|go|come|let|don't|"
    r"here|first|people|these|those|when|if|to|not|what|why|how|best|also|only|both|all|some|most|"
    r"many|few|children|kids|men|women|as|once|still|ones|others) $"
)
