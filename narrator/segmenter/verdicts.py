"""One quotation into a verdict: spoken, thought, or only mentioned, as a name is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from narrator.segmenter.conventions import ALL_MARKS
from narrator.segmenter.quotations import Quotation
from narrator.segmenter.tags import Tag, tag_after, tag_before
from narrator.segmenter.vocabulary import (
    ANSWER_NOUNS,
    ANSWER_VERBS,
    MENTION_WORDS,
    NAMING_VERBS,
    SINGING_VERBS,
    SPEECH_NOUNS,
    SPEECH_VERBS,
)
from narrator.segmenter.written import written_after, written_before

WINDOW = 400
"""So many characters on either side show a quotation's place in its sentence."""
LONG_WORDS = 8
"""A quotation of so many words is hardly a name."""

_WORD = re.compile(r"[^\W_][\w’'-]*")
_RESUMES = re.compile(r"\s*(?:[—–…]|--|\.\.)")
_PREDICATE = re.compile(
    r"(?:is|was|are|were|has|had|means|meant|seemed|sounded|would|could|might|may|did|does|and|or"
    r"|of|in|by|on|at|for|to|from)\b"
)
_NAMED_IN_JAPANESE = re.compile(r"(?:という|とは|って|の|は|が|を|に|も|へ)(?!言|云|話)")
_SOMETHING_LIKE = re.compile(
    r"\b(?:said|called|cried|shouted|muttered|murmured|answered|replied|mumbled|grunted|whispered)\s+"
    r"(?:out\s+)?something\s+like$"
)
_SHOUTED_WORD = re.compile(
    r"\b(?:g[ia]v(?:e|ing)|read|call|called|calling|cried|crying|shouted|shouting|heard|came|with)\b"
    r"[^.!?;“”\"]{0,50}\bthe\s+(?:word|name|order|command|signal|cry|call|words)$"
)
_POSSESSIVE = re.compile(r"[’']s\W*$")
_NO_NOUN = re.compile(
    r"\W|$|(?:and|or|but|which|that|who|to|from|as|at|in|on|of|for|when|before|while|whereat|with)\b"
)
_ARTICLE = re.compile(r"\b(?:a|an|the|his|her|their|its|my|our|your)\s+$", re.IGNORECASE)


class Verdict(Enum):
    """What a quotation is."""

    SPEECH = "speech"
    THOUGHT = "thought"
    MENTION = "mention"


def judge(
    text: str,
    quotation: Quotation,
    earlier: Sequence[tuple[Quotation, Verdict]],
    lead: Tag | None = None,
    context: str = "",
) -> Verdict:
    """Whether someone says or thinks this, or the words are only mentioned.

    ``lead``: what the paragraph ahead says of a quotation that begins this one; ``context``: its
    last words.
    """
    start, end = quotation.start, quotation.end
    if quotation.family == "corner":
        return Verdict.MENTION if _NAMED_IN_JAPANESE.match(text, end) else Verdict.SPEECH
    tag = _tag_of(text, quotation, earlier, lead, context)
    if tag is Tag.THOUGHT:
        return Verdict.THOUGHT
    if tag is Tag.WRITTEN:
        return Verdict.MENTION
    if tag is Tag.UNSPOKEN:
        return Verdict.THOUGHT
    if not (quotation.opened and quotation.closed):
        return Verdict.SPEECH
    if earlier and earlier[-1][1] is Verdict.MENTION and _is_listed(text, earlier[-1][0], start):
        return Verdict.MENTION
    if tag is Tag.SPEECH and not _is_borrowed(text, start, end):
        return Verdict.SPEECH
    if earlier and _goes_on(text, quotation, earlier[-1][0], earlier[-1][1]):
        return earlier[-1][1]
    spoken = any(verdict is not Verdict.MENTION for _, verdict in earlier)
    return Verdict.SPEECH if _stands_as_speech(text, start, end, spoken) else Verdict.MENTION


def _tag_of(
    text: str,
    quotation: Quotation,
    earlier: Sequence[tuple[Quotation, Verdict]],
    lead: Tag | None,
    context: str,
) -> Tag | None:
    """What the words around a quotation say of it; the tag that breaks a speech says it of both."""
    if written_after(text, quotation.start, quotation.end, context):
        return Tag.WRITTEN
    after = tag_after(text, quotation.end)
    if not after and earlier and earlier[-1][1] is Verdict.MENTION:
        start, end = earlier[-1][0].start, earlier[-1][0].end
        near = len(_WORD.findall(text[end : quotation.start])) <= LONG_WORDS
        if near and written_after(text, start, end, context):
            return Tag.WRITTEN
    if after in (Tag.SPEECH, Tag.THOUGHT):
        return after
    ahead = text[max(0, quotation.start - WINDOW) : quotation.start]
    before = tag_before(text, quotation.start)
    spoken = bool(earlier) and earlier[-1][1] is Verdict.SPEECH
    if after:
        return before if spoken and before is Tag.SPEECH else after
    goes_on = spoken and text[quotation.start + 1 : quotation.start + 2].islower()
    if not goes_on and written_before(ahead):
        return Tag.WRITTEN
    return before or (lead if not ahead.strip() else None)


def _is_listed(text: str, before: Quotation, start: int) -> bool:
    """Whether a quotation is one more of those that are only named: “this,” “that” and “both.”"""
    between = text[before.end : start]
    if between.strip(" ,") in ("and", "or", "nor", "&"):
        return True
    return not between.strip(" ,") and (
        "," in between or text[before.end - 2 : before.end - 1] == ","
    )


def _stands_as_speech(text: str, start: int, end: int, spoken: bool) -> bool:
    """Whether an untagged quotation is speech, by its form and its place in the sentence.

    ``spoken``: something was said earlier in the paragraph.
    """
    inner = text[start + 1 : end - 1].strip()
    ahead = text[max(0, start - WINDOW) : start].rstrip(" ([")
    before, after = ahead.rstrip(" —–-"), text[end : end + WINDOW].lstrip()
    dashed = ahead != before
    words = len(_WORD.findall(inner))
    high = inner.lstrip("“‘\"'(…—.- ")[:1].isupper()
    ends = inner[-1:] in tuple(",.!?;:—–-…") or inner[-1:] in ALL_MARKS
    closes = not re.search(r"\w", after)
    if not re.search(r"\w", before):
        if closes or ends or words >= LONG_WORDS or after[:1] in tuple("—–-(;:"):
            return True
        if after[:1] == "," and high and re.match(r",\s*[^\W\dA-Z]", after) and words > 1:
            return not _is_name(inner) or words > 5
        return words > 2 and high and not _PREDICATE.match(after) and not _is_name(inner)
    last = before[-1:]
    if dashed and spoken:
        return True
    if last in ".!?…)" or last in ALL_MARKS:
        stops = tuple(".!?;" if spoken else ".!?")
        sentence = high and text[end : end + 1] in stops  # the stop outside the mark
        return ends or sentence or words >= LONG_WORDS or closes or after[:1] in tuple("—–-")
    if last == ":":
        return (ends or words > 2 or high) and not (1 < words < LONG_WORDS and _is_title(inner))
    if last in ",;":
        if not high and not spoken and words < 4 and not closes:
            return False
        if not spoken and 1 < words < LONG_WORDS and _is_title(inner):
            return False
        return ends or words >= LONG_WORDS or (spoken and closes)
    if dashed and inner[-1:] in tuple("!?") and high:
        return True
    return _stands_in_sentence(inner, before, after, words, high=high, ends=ends)


def _stands_in_sentence(
    inner: str, before: str, after: str, words: int, *, high: bool, ends: bool
) -> bool:
    """Whether a quotation in the middle of a sentence, with no mark ahead of it, is speech."""
    called = inner[-1:] in tuple("!?—-…")
    found = [word.casefold() for word in _WORD.findall(before[-40:])]
    word = found[-1] if found else ""
    if word == "of" and len(found) > 1 and found[-2] in ANSWER_NOUNS and high and words > 1:
        return ends and not _POSSESSIVE.search(inner)
    if word in ("of", "with") and len(found) > 1 and (found[-2] in SPEECH_NOUNS or word == "with"):
        return called and (word == "of" or words > 2 or inner[-1:] in tuple("!?"))
    if word in ("a", "an") and high and words > 1 and inner[-1:] in tuple("!?"):
        return not _is_name(inner) and bool(_NO_NOUN.match(after))  # with a “Good night!” and a nod
    verb = word
    if word in ("himself", "herself", "itself", "themselves", "myself", "again", "out"):
        verb = next((w for w in found[-4:] if w in SPEECH_VERBS), "")
    if verb in SINGING_VERBS and 1 < words < LONG_WORDS and _is_name(inner):
        return False
    if verb in SPEECH_VERBS and verb not in NAMING_VERBS:
        return (ends or high) and (high or words > 2 or called or verb in ANSWER_VERBS)
    if verb in NAMING_VERBS:
        return called and high
    if high and ends and (_SOMETHING_LIKE.search(before) or _SHOUTED_WORD.search(before)):
        return word == "like" or inner[-1:] == "!"
    if word in MENTION_WORDS or word.endswith(("'s", "’s", "s'", "s’")):
        return words >= LONG_WORDS and ends and high
    return ends and ((high and (called or words > 6)) or words >= LONG_WORDS)


def _is_borrowed(text: str, start: int, end: int) -> bool:
    """Whether it is a few words that only stand beside a verb of speech: said “no” on principle."""
    inner = text[start + 1 : end - 1].strip()
    ahead = text[max(0, start - WINDOW) : start]
    if not inner[:1].islower() or len(_WORD.findall(inner)) >= 5 or not ahead.strip():
        return False
    if _ARTICLE.search(ahead):
        return True
    return inner[-1:].isalnum() and bool(re.search(r"\w", text[end : end + WINDOW]))


def _goes_on(text: str, quotation: Quotation, before: Quotation, verdict: Verdict) -> bool:
    """Whether a quotation goes on with the one ahead of it: broken by its tag, or a second cry."""
    between = text[before.end : quotation.start]
    if verdict is Verdict.MENTION or re.search(r"[.!?;:]", between):
        return False
    if between.strip(" ,") in ("and", "or", "") or _RESUMES.match(text, quotation.start + 1):
        return True
    words = _WORD.findall(between)
    if words and words[-1].casefold() in MENTION_WORDS and between.rstrip()[-1:] != ",":
        return False
    open_ended = text[before.end - 2 : before.end - 1] not in tuple(".!?…")
    low = bool(re.match(r"\W*[a-z]", text[quotation.start + 1 : quotation.start + 5]))
    if not (open_ended and low and len(_WORD.findall(between)) < 2 * LONG_WORDS):
        return False
    long = len(_WORD.findall(text[before.start : before.end])) >= LONG_WORDS
    return long or bool(tag_after(text, before.end)) or not text[: before.start].strip()


def _is_title(inner: str) -> bool:
    """Whether it is set like a title and has no sentence's end of its own."""
    return _is_name(inner) and inner[-1:] in tuple(".,") and len(re.findall(r"\b[A-Z]", inner)) > 1


def _is_name(inner: str) -> bool:
    """Whether all its longer words are capitalised, as in a title."""
    words = [word for word in _WORD.findall(inner) if len(word) > 3]
    return bool(words) and all(word[0].isupper() for word in words)
