"""Paragraphs into letters: what is written by someone and set in quotation marks is not speech."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from narrator.book import Role
from narrator.segmenter.conventions import Convention
from narrator.segmenter.prose import Prose
from narrator.segmenter.quotations import Quotation, find_quotations

LONGEST = 60
"""A letter has no more paragraphs than this."""
MANY_SPEECHES, SPOKEN_SHARE = 5, 0.1
"""So many paragraphs of letters begin with speech, at least this share, where a story is told."""

_MARKS = " “”\"‘’'«»„_*"
_SALUTATION = re.compile(
    r"(?:my\s+)?(?:own\s+|very\s+)?(?:dear|dearest|darling|beloved|honou?red|respected)\b[^.!?]{0,40}"
    r"|(?:dear\s+)?(?:sirs?|madam|gentlemen)\b[^.!?]{0,20}|to whom it may concern",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"\b(?:yours?|your['’]s)(?:,|\.)?(?:\s+[\w'’,-]+){0,9}[\s,.&c]*$|&c\.?\W*$|\b(?:yours|your['’]s)\b"
    r"[^.!?]{0,60}$|\b(?:affectionate|affectionately|sincerely|faithfully|respectfully|truly)\b"
    r"[^.!?]{0,50}$|\bgod bless you\W*$|\b(?:i (?:am|remain),)[^.!?]{0,60}$",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:I (?:am|remain),|your(?:s|[’']s)|ever|believe|sincerely|faithfully)", re.IGNORECASE
)
_CUE = re.compile(
    r"\b(?:letters?|note|notes|wrote|written|writes|contents|lines|epistle|post|telegram|postcard|card|"
    r"message|email|enclosed|envelope|read|follows|reply|answer|effect)\b",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"(?:—|–|--|―)\s*([^!?“”\"]*[^\s.!?“”\"])")
_WORD = re.compile(r"\w[\w’'-]*")


def mark_letters(prose: Sequence[Prose], convention: Convention) -> list[Prose]:
    """The chapter's prose with ``Role.LETTER`` on each letter, from its date to its signature.

    A novel may be told in letters or diaries, and its format says so of each page; where people
    talk in them, they are read like any other prose.
    """
    result = _without_told_letters(prose, convention)
    for i in range(len(prose)):
        role = result[i].paragraph.role
        if role is Role.TEXT and i and _closes_letter(prose[i].text, prose[i - 1].text):
            result[i] = _as_letter(prose[i])
        if role is Role.TEXT and i and _is_motto(result[i - 1], prose[i].text, convention):
            result[i - 1] = _as_letter(prose[i - 1])
            continue
        if role not in (Role.TEXT, Role.VERSE) or not _is_salutation(prose[i].text):
            continue
        end = _letter_end(prose, convention, i)
        begin = _letter_begin(prose, i)
        cue = begin > 0 and bool(_CUE.search(prose[begin - 1].text[-200:]))
        if end > i + 1 and (cue or any(_signs_off(prose[j].text) for j in range(i + 1, end))):
            for j in range(begin, end):
                result[j] = _as_letter(prose[j])
    return result


def _without_told_letters(prose: Sequence[Prose], convention: Convention) -> list[Prose]:
    written = [each for each in prose if each.paragraph.role is Role.LETTER]
    spoken = sum(_begins_with_speech(each.text, convention) for each in written)
    if spoken < MANY_SPEECHES or spoken < SPOKEN_SHARE * len(written):
        return list(prose)
    return [
        _with_role(each, Role.TEXT) if each.paragraph.role is Role.LETTER else each
        for each in prose
    ]


def _begins_with_speech(text: str, convention: Convention) -> bool:
    """Whether a paragraph begins with a quotation that is whole: not one of many in marks."""
    found = find_quotations(text, convention, runs_on=False)
    return (
        bool(found) and not text[: found[0].start].strip() and found[0].opened and found[0].closed
    )


def _as_letter(each: Prose) -> Prose:
    return _with_role(each, Role.LETTER)


def _with_role(each: Prose, role: Role) -> Prose:
    return replace(each, paragraph=replace(each.paragraph, role=role))


def _closes_letter(text: str, before: str) -> bool:
    """Whether a paragraph is but a letter's last words, or the name under them."""
    if not _is_short(text):
        return False
    closing = _signs_off(text) and bool(_CLOSING.match(text.strip().strip(_MARKS)))
    return closing or (_is_signature(text) and _signs_off(before))


def _is_motto(each: Prose, after: str, convention: Convention) -> bool:
    """Whether a paragraph is one whole quotation, and the next only says whose words it is."""
    if each.paragraph.role not in (Role.TEXT, Role.VERSE) or convention.dashes:
        return False
    if not _names_source(after):  # looked at first, for it is cheap
        return False
    found = _quotations(each.text, convention)
    return len(found) == 1 and found[0].opened and found[0].closed


def _names_source(text: str) -> bool:
    """Whether a paragraph is a dash and a name.

    >>> _names_source("—Orla Hale, Tides and Men"), _names_source("—Orla came in.")
    (True, False)
    """
    found = _SOURCE.fullmatch(text.strip().strip("_*()[]"))
    words = _WORD.findall(found[1]) if found else []
    return 1 < len(words) <= 12 and all(word[0].isupper() for word in words[:2])


def _is_salutation(text: str) -> bool:
    bare = text.strip().strip(_MARKS + ",:;.—–-")
    return len(_WORD.findall(bare)) <= 7 and bool(_SALUTATION.fullmatch(bare))


def _letter_begin(prose: Sequence[Prose], at: int) -> int:
    """Back over the lines that give place and date."""
    begin = at
    while begin > 0 and at - begin < 3 and _is_short(prose[begin - 1].text):
        begin -= 1
    return begin


def _letter_end(prose: Sequence[Prose], convention: Convention, at: int) -> int:
    """One past the letter's last paragraph; without a signature it is taken to be short."""
    i = at + 1
    while i < len(prose) and i - at < LONGEST and _is_of_letter(prose[i].text, convention):
        if _signs_off(prose[i].text) or _is_signature(prose[i].text):
            last = min(i + 3, len(prose))
            i += 1
            while i < last and _is_of_letter(prose[i].text, convention):
                if not _is_short(prose[i].text) or _is_salutation(prose[i].text):
                    break
                i += 1
            return i
        i += 1
    quoted = [bool(_quotations(each.text, convention)) for each in prose[at + 1 : i]]
    if quoted and quoted[0]:
        return at + 2
    return at + 1 + (quoted.index(True) if True in quoted else len(quoted))


def _quotations(text: str, convention: Convention) -> tuple[Quotation, ...]:
    return find_quotations(text, convention, runs_on=True)


def _is_of_letter(text: str, convention: Convention) -> bool:
    """Whether a paragraph stands wholly inside quotation marks, or outside of any, or signs off."""
    quotations = _quotations(text, convention)
    if not quotations or (text[: quotations[0].start].strip() and _signs_off(text)):
        return True
    outside = text[: quotations[0].start] + text[quotations[-1].end :]
    return len(quotations) == 1 and not _WORD.search(outside)


def _is_signature(text: str) -> bool:
    """A name alone: in capitals, or after a dash."""
    bare = text.strip().strip(_MARKS + ".")
    words = _WORD.findall(bare)
    return 0 < len(words) <= 4 and len(bare) > 2 and bare.isupper() and bare[-1:] not in "!?"


def _is_short(text: str) -> bool:
    """A line of an address, a date or a name."""
    bare = text.strip().strip(_MARKS)
    return len(_WORD.findall(bare)) <= 6 and bare[-1:] not in tuple("!?:") and len(bare) < 60


def _signs_off(text: str) -> bool:
    return bool(_SIGN_OFF.search(text.strip().strip(_MARKS)[-140:]))
