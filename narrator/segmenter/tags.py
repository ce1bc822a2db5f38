"""The clause beside a quotation into what it says of it: spoken, thought, written, left unsaid."""

from __future__ import annotations

import re
from enum import Enum

from narrator.segmenter.vocabulary import FOREIGN_SPEECH_VERBS, SPEECH_VERBS, THOUGHT_VERBS


class Tag(Enum):
    """What the words beside a quotation say of it."""

    SPEECH = "speech"
    THOUGHT = "thought"
    WRITTEN = "written"
    UNSPOKEN = "unspoken"
    """What someone wanted to say, or what a look seemed to say."""


_SUBJECT = (
    r"(?:(?:he|she|they|i|we|it|you|who|someone|somebody|everyone|one|both|all|er|sie|ich|il|elle|ella|él|он|она)"
    r"|(?:mr|mrs|miss|ms|dr|sir|lady|lord|the|a|an|his|her|their|my|our|this|that|another|der|die|das|"
    r"ein|eine|le|la|les|un|une|el|il|lo|den|sein|ihr|son|sa)\.?"
    r"\s+(?:[\w’'-]+\s+){0,3}?[\w’'-]+"
    r"|(?-i:[A-ZÀ-Þ])[\w’'-]*(?:\s+(?:(?-i:[A-ZÀ-Þ])[\w’'.-]*|of|de|von|van|la))*)"
)
_ADVERB = (
    r"(?:(?:\w+ly|then|had|at last|just|only|also|again|now|all|simply|once|would|used to)\s+){0,2}"
)
_HYPHENED = re.compile(r"[\s,]*(?P<verb>[^\W\d_]+)(?:-t)?-(?:ils?|elles?|on|je|nous|vous|tu)\b")
_CALLED = re.compile(r"\W*called\s+(?:her|him|me|them|us|it)\b")
_INVERTED = re.compile(rf"\s*$|\s+(?:to\s+)?{_SUBJECT}|\s*,", re.IGNORECASE)
_AFTER_SUBJECT = re.compile(
    rf"[\s,—–-]*(?:{_SUBJECT})\s+{_ADVERB}(?P<verb>[a-zA-Z-]+)", re.IGNORECASE
)
_LEFT_UNSAID = re.compile(
    r"\b(?:(?:wanted|want|wants|wished|longed|meant|tempted|ready|about|going|dying|ached|yearned|"
    r"tried|wanting|hoped|easy|useless|like|able)\s+(?:\w+ly\s+)?to\s+(?:\w+\s+)?"
    r"(?:say|ask|tell|answer|reply|retort|add|shout|scream|cry|call|explain|whisper|respond)"
    r"|(?:felt|feel|feels)\s+like\s+\w+ing|nearly\s+(?:said|asked|cried|answered|shouted)"
    r"|almost\s+(?:said|asked|answered|shouted)"
    r"|(?:nearly|almost|(?:point|verge)\s+of|(?:refrain|stop|kept|prevent|check)\w*\s+(?:\w+\s+)?from)\s+"
    r"(?:\w+\s+){0,4}?(?:saying|asking|answering|crying|telling|shouting|exclaiming|replying|"
    r"remarking|calling\s+out)"
    r"|(?:tip|end)\s+of\s+(?:his|her|my|their)\s+tongue(?:\s+to\s+\w+)?"
    r"|did(?:n[’']t| not)\s+(?:say|ask|add)"
    r"|whether\s+(?:\w+\s+){1,2}(?:should|could|might|ought\s+to|to|dared?)\s+(?:say|ask|answer|add)"
    r"|wanted\s+\w+\s+to\s+(?:\w+\s+){0,5}(?:say|ask|tell))\b",
    re.IGNORECASE,
)
_SEEMS = re.compile(
    r"\b(?:as\s+(?:much\s+as|if|though)\s+(?:\w+\s+)?(?:to\s+)?(?:say|ask|saying|said)|as\s+who\s+(?:would|"
    r"should)\s+say|seem(?:ed|s)?\s+to\s+(?:say|ask|cry|tell)|(?:plainly|clearly|distinctly)\s+"
    r"(?:said|indicat\w+|asked)|(?:eyes?|look|looks|face|glance|gaze|smile|silence|tone|attitude|"
    r"expression|manner|eyebrows?|gesture|voice that)\s+(?:\w+ly\s+)?(?:said|says|answered|asked|"
    r"expressed|implied|that\s+implied|that\s+said|signified)|that\s+(?:implied|signified)|"
    r"(?:(?:might|could|would|should)|\w+[’']d)\s+have\s+(?:said|asked|answered|cried)|"
    r"\bif,?\s+(?:(?!but\b|and\b)[^\s.!?;:“”\"]+\s+){0,9}?(?:(?:\w+\s+)?had|were\s+to|\w+[’']d)\s+(?:\w+ly\s+|only\s+)?"
    r"(?:said|asked|told|say|ask|tell|cried)|"
    r"(?:without|instead\s+of)\s+(?:saying|asking|answering)|useless\s+to\s+(?:say|ask)|"
    r"(?:very|all)\s+well\s+to\s+say|to\s+conclude|took\s+to\s+mean|thought\s+(?:he|she|i|they)\s+heard(?:\s+\w+){0,2}\s+say|(?:he|she|they|i)\s+meant|if\s+(?:\w+\s+){1,3}"
    r"(?:said|asked))\b",
    re.IGNORECASE,
)
_INNER = (
    r"(?:(?:his|her|my|their|our|the|a|an)\s+(?:own\s+)?)?(?:reason|conscience|instinct|common\s+sense|"
    r"intuition|better\s+(?:self|nature|judge?ment|sense)|heart|mind|brain|soul|"
    r"(?:inner|inward)\s+voice|subconscious|inner\s+self)"
)
_SAID_WITHIN = (
    r"(?:said|told|whispered|cried|answered|asked|replied|insisted|warned|urged|murmured|suggested|"
    r"protested|objected|added|retorted)"
)
_WITHIN = re.compile(
    rf"[\s,]*(?:{_INNER}\s+(?:\w+ly\s+)?{_SAID_WITHIN}\b"
    rf"|(?:a|the)\s+(?:\w+\s+)?voice\s+(?:\w+ly\s+)?{_SAID_WITHIN}\s+(?:inside|within|in\s+(?:his|her|my|"
    r"their)\s+(?:head|mind|heart|skull|brain))\b"
    rf"|{_SAID_WITHIN}\s+(?:his|her|my|their|our)\s+(?:own\s+)?(?:conscience|common\s+sense|reason|"
    r"better\s+(?:self|nature|judge?ment|sense)|instinct|heart|mind|brain|soul)\b(?!\s+of))",
    re.IGNORECASE,
)
"""Somebody's own mind speaks."""
_READS = re.compile(
    r"\b(?:sign|note|letter|telegram|card|inscription|label|placard|notice|message|"
    r"document|headline|banner|paper|address|text|wire|words?|screen|plate|writing)\s+(?:\w+ly\s+)?"
    r"(?:read|reads|ran|runs|said|says|was|were|is|consisted)\b|\b(?:it|which|that)\s+(?:read|reads|ran)\b|\b(?:was|were|been)\s+(?:\w+ly\s+)?"
    r"(?:written|inscribed|engraved|painted|printed|headed|carved)\b|\b(?:inscription|(?<!-)headed|wire|"
    r"telegram|card|motto|headline)\b[^.!?]{0,30}$",
    re.IGNORECASE,
)
_ABBREVIATED = r"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?<!\bRev)(?<!\bCapt)"
_CLAUSE_START = re.compile(rf"(?:{_ABBREVIATED}[.!?]+[”\"’»)]*|[”\"»])\s+")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
NEAR_WORDS = 6
"""So many words may stand between a tag's verb and the quotation: "said the old man to me,"."""
_LEADS = re.compile(r"[,:]\s*[—–-]*\s*$")


def tag_after(text: str, end: int) -> Tag | None:
    """What the clause after a quotation says of it, if it is a tag at all.

    >>> tag_after("“So,” thought Ada.", 5), tag_after("“So,” said the old man.", 5)
    (<Tag.THOUGHT: 'thought'>, <Tag.SPEECH: 'speech'>)
    """
    clause = _clause_after(text, end)
    if not clause.strip():
        return None
    if _WITHIN.match(clause):
        return Tag.THOUGHT
    found = _verb_after(clause)
    verb_at = found.start() if found else len(clause)
    if re.search(r"[.!?…]\W*$", text[max(0, end - 3) : end]) and re.match(r"\s+[A-Z]", clause):
        # “Well?” She meant: a sentence of its own, though some write a tag so
        said = found and found.group().casefold() in SPEECH_VERBS - {"read", "reads"}
        return Tag.SPEECH if said else None
    for pattern, tag in ((_LEFT_UNSAID, Tag.UNSPOKEN), (_SEEMS, Tag.WRITTEN)):
        cue = pattern.search(clause)
        if cue and cue.start() <= verb_at and cue.start() < 40:
            return tag
    if not found:
        return None
    word = found.group().casefold()
    return Tag.THOUGHT if word in _THINKS else Tag.SPEECH


_THINKS = (THOUGHT_VERBS - SPEECH_VERBS) | {
    "thought",
    "thinks",
    "think",
    "dachte",
    "pensa",
    "pensó",
}
_SAYS = SPEECH_VERBS | FOREIGN_SPEECH_VERBS
_VERBS = _SAYS | _THINKS


def _clause_after(text: str, end: int) -> str:
    """The words after ``end``, up to the next mark that ends a clause."""
    stop = re.search(r"[.!?;:“”\"«»]|,\s*[“\"‘«]", text[end : end + 160])
    return text[end : end + (stop.start() if stop else 160)]


def _verb_after(clause: str) -> re.Match[str] | None:
    """The verb of speech or thought at the clause's start: "said he", "the old man said"."""
    if _CALLED.match(clause):
        return None
    hyphened = _HYPHENED.match(clause)
    if hyphened and hyphened["verb"].casefold() in _VERBS:
        return re.compile(r"\w+").search(clause)
    first = _WORD.search(clause)
    if not first or re.search(r"\w", clause[: first.start()]):
        return None
    if first.group().casefold() in _VERBS and _INVERTED.match(clause, first.end()):
        return first
    subject = _AFTER_SUBJECT.match(clause)
    verb = _WORD.match(clause, subject.start("verb")) if subject else None
    return verb if verb and verb.group().casefold() in _VERBS else None


def verb_beside(text: str, start: int, end: int) -> str:
    """The verb of the tag beside a quotation, in lower case; "" when there is none."""
    verb = _verb_after(_clause_after(text, end))
    if verb:
        return verb.group().casefold()
    clause = _CLAUSE_START.split(text[max(0, start - 160) : start])[-1]
    words = [word.group().casefold() for word in _WORD.finditer(clause)][-NEAR_WORDS:]
    if not _LEADS.search(clause):
        return ""
    return next((word for word in reversed(words) if word in SPEECH_VERBS), "")


def tag_before(text: str, start: int) -> Tag | None:
    """What the clause ahead of a quotation says of it, if it is a tag.

    >>> tag_before("The card read: “Closed.”", 15)
    <Tag.WRITTEN: 'written'>
    """
    ahead = text[max(0, start - 160) : start]
    clause = _CLAUSE_START.split(ahead)[-1]
    words = list(_WORD.finditer(clause))
    if not words:
        return None
    near = words[-NEAR_WORDS:]
    verbs = [word for word in near if word.group().casefold() in _VERBS]
    verb_at = verbs[-1].start() if verbs else near[-1].start()
    for pattern, tag in (
        (_LEFT_UNSAID, Tag.UNSPOKEN),
        (_SEEMS, Tag.WRITTEN),
        (_READS, Tag.WRITTEN),
    ):
        cues = list(pattern.finditer(clause))
        if cues and cues[-1].end() > verb_at and cues[-1].end() >= near[0].start():
            return tag
    if not _LEADS.search(clause) or not verbs:
        return None
    last = verbs[-1].group().casefold()
    thinks = last in _THINKS and verbs[-1] in near[-3:] and near[-1].group() != "aloud"
    return Tag.THOUGHT if thinks else Tag.SPEECH


_TAG_INSIDE = re.compile(
    rf"(?<=[,;!?…—-])\s+(?=(?:(?P<verb>[a-z]+)\s+(?:{_SUBJECT})\b|(?:he|she|they|i|(?-i:[A-Z])[\w’'-]+)"
    r"\s+(?P<after>[a-z]+)\b))",
    re.IGNORECASE,
)


def find_tag_inside(text: str, start: int, end: int) -> int | None:
    """Where a tag begins inside a quotation whose closing mark is missing, or None.

    >>> find_tag_inside("“Go away, she said.", 0, 19)
    9
    """
    for found in _TAG_INSIDE.finditer(text, start, end):
        verb = (found["verb"] or found["after"]).casefold()
        if verb in SPEECH_VERBS and verb.endswith(("d", "s", "gan", "ng")):
            return found.start()
    return None
