"""Words that are a noun and a verb with another sound, where engines hear the wrong one.

Engines go by the word before: what opens a sentence is a noun to them, though it may be an order.
"""

from __future__ import annotations

from collections.abc import Mapping

from narrator.verbalizer.english.heteronyms.context import (
    DETERMINER,
    ends,
    engine_expects_verb,
    is_caused,
    matcher,
    opens_sentence,
    takes_object,
)

AS_VERBS: Mapping[str, str] = {
    "use": "yooz", "present": "prezent", "permit": "permitt", "record": "recorde",
    "object": "objekt", "conduct": "conduckt", "project": "projeckt", "suspect": "suspekt",
    "perfect": "perfecked", "moderate": "moderayt", "estimate": "estimayt",
    "graduate": "graduait", "alternate": "alternayt", "contest": "contesst",
    "transport": "transporte", "insult": "insullt", "increase": "in-crease",
    "decrease": "decreese", "convict": "convikt", "abuse": "abuze", "house": "howze",
    "desert": "dessert", "survey": "survay", "polish": "pollish",
}  # fmt: skip
"""What engines say as the noun at the start of an order, and how the verb is respelled."""
OFTEN = ("use", "record", "permit", "abuse")
"""Those that are looked at in small letters too: “let me use it”, “and record it”."""
AS_NOUNS: Mapping[str, str] = {
    "associate": "associet", "associates": "associets", "advocate": "advokit",
    "advocates": "advokits", "delegate": "delligut", "delegates": "delliguts",
}  # fmt: skip
"""Whose ending engines drag, and how the noun is respelled."""

_goes_on = matcher(
    r"\b(?:and|or|but|then|please|just|always|often|sometimes|rarely|also|simply|better|now|go|"
    r"come|help|helps|helped|not|only) $"
)
_thing = matcher(
    r"^ (?:me|you|him|her|it|us|them|the|a|an|my|your|his|its|our|their|every\w*|any\w*|some\w*|"
    r"mine|yours|(?:him|her|it)self|yourself|yourselves|themselves|these|those|this|that|both)\b"
)
_many = matcher(r"\b(?:men|women|people|children|folk|others|most|many|some|[a-z]{3,}[^s\W]s) $")
_counted = matcher(r"^ [a-z]{2,}[^s\W]s\b")
_no_subject = matcher(
    rf"\b(?:{DETERMINER}|of|for|in|with|to|by|from|without|'s) (?:\w+ )?\w+s $|\b(?:always|perhaps|"
    r"this|his|its|less|was|is|has|does|as|us|yes) $"
)
_noun_here = matcher(r"\b(?:what|no|any|much|little|more|which|such|whose|of|in|for) $")
_put = matcher(r"\b(?:put|puts|putting|set|sets) (?:\w+ ){0,4}?to $")
_named = matcher(
    rf"\b(?:{DETERMINER}|known|old|former|new|business|closest|trusted|senior|junior|two|three|"
    r"four|several|many|other|great|staunch|strong|fellow|of|and|as) $"
)


def as_verb(word: str, before: str, after: str) -> str:
    """The verb's respelling where an engine would say the noun; “yoose” the other way round."""
    if word == "use" and _put(before) and (ends(after) or after.startswith(" in ")):
        return "yoose"
    if engine_expects_verb(word, before, after):
        return ""
    if opens_sentence(before):
        return AS_VERBS[word] if _thing(after) else ""
    if word not in OFTEN:
        return ""
    if _noun_here(before):
        return ""
    if (is_caused(before) or _goes_on(before)) and _thing(after):
        return AS_VERBS[word]
    if word == "use" and _many(before) and not _no_subject(before):
        return "yooz" if takes_object(after) or _counted(after) else ""
    return ""


def as_noun(word: str, before: str, after: str) -> str:
    """“associet” for who is one, not what is done."""
    return AS_NOUNS[word] if _named(before) and not _thing(after) else ""


def invalid(before: str, after: str) -> str:
    """“innvaleed” for somebody who is ill."""
    person = matcher(r"\b(?:an?|the|poor|old|his|her|my|our|hopeless|confirmed|chronic|little) $")
    goes_on = matcher(
        r"^ (?:and|who|in|for|with|since|all|now|upstairs|mother|father|sister|brother|husband|"
        r"wife|aunt|uncle|son|daughter|lady|chair|couch|was|had|lay|sat|is|to|at|on|must|"
        r"could|slept|\w{3,}ed)\b"
    )
    return "innvaleed" if person(before) and (ends(after) or goes_on(after)) else ""


def invalids(before: str, after: str) -> str:
    """“innvaleeds”, always people."""
    return "innvaleeds"


def resume(before: str, after: str) -> str:
    """“résumé” for the paper."""
    paper = matcher(r"\b(?:his|her|my|your|their|our|a|the|whose|impressive|updated) $")
    return "résumé" if paper(before) and not _thing(after) else ""


def excuses(before: str, after: str) -> str:
    """“excuzes” where it is done."""
    done = matcher(r"\b(?:he|she|it|who|that|nothing|nobody|which) (?:\w+ly )?$")
    return "excuzes" if done(before) and _thing(after) else ""


_holds = matcher(
    r"\b(?:the|its|of|their|this|that|any|all|some|actual|adult|his|her|my|your|our|original|new|"
    r"fat|sugar|alcohol|water|iron|carbon|emotional|online|in|for|violent|explicit) $"
)
_is_so = matcher(
    r"(?:\b(?:am|is|was|were|are|be|been|being|seem\w*|look\w*|felt|feel\w*|sound\w*|appear\w*|"
    r"grew|grow|remain\w*|stood|sat|lay|slept|quite|perfectly|very|so|rather|more|less|not|never|"
    r"fully|entirely|almost|well|too|just|now|him|her|them|me|us|and|but|heart's)|'m|'s|'re|,) $"
)
_so_that = matcher(r"^ (?:to|with|as|in|enough|(?:my|your|him|her|it|our|them)sel(?:f|ves))\b")


def content(before: str, after: str) -> str:
    """“contentt” for who is pleased, not what is held."""
    if _holds(before):
        return ""
    opens = opens_sentence(before) and after.startswith(",")
    return "contentt" if opens or _is_so(before) or _so_that(after) else ""
