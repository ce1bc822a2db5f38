"""Clauses about a voice into whose it is: who is heard, accosted by, or gives somebody words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from narrator.attribution.mentions import NAME, NOUN, PRONOUN, Mention
from narrator.attribution.parts import OWNER, SUBJECT
from narrator.attribution.tokens import SENTENCE_ENDS, Piece
from narrator.attribution.words import (
    DETERMINERS,
    SPEECH_NOUNS,
    SPEECH_VERBS,
    VERBAL,
    word_set,
)

UNDER = word_set("""
as when while what that which whom whose if because since whether how where why though although
before after until unless than
""")
"""Words that open a clause whose subject is not the sentence's."""
_PERCEIVING = word_set("heard hear hears hearing saw sees seeing made makes let lets")
SPEAKING = word_set("""
saying asking replying answering adding exclaiming remarking observing shouting crying calling
repeating whispering murmuring muttering screaming yelling shrieking bawling roaring growling
groaning sobbing stammering demanding declaring inquiring enquiring explaining insisting
protesting announcing begging beginning continuing hissing gasping singing
""")
_BARE_VERBS = word_set("""
say ask cry call answer reply add murmur mutter whisper exclaim shout remark repeat begin scream
shriek yell groan sigh sing read observe rejoin
""")
_CLAUSE_MARKS = SENTENCE_ENDS | frozenset((",", ";", ":", "—", "--"))
OVERHEARD = 12
"""Within so many words of the verb stands who hears it said."""
_CHANCES = word_set(
    "opportunity chance pleasure occasion liberty trouble courage honour satisfaction"
)
_HEARING = word_set("heard hear hearing caught noticed understood ignored")
_ACCOSTED = SPEECH_VERBS | word_set("accosted addressed hailed greeted startled surprised arrested")


def acts(low: Sequence[str], m: Mention) -> bool:
    """Whether a verb follows the mention."""
    return m.end < len(low) and (low[m.end] in VERBAL or low[m.end].endswith("ed"))


def find_raiser(low: Sequence[str], inside: Sequence[Mention], owner: Mention) -> Mention | None:
    """Who does something to a voice that is his own: "Anna lowered her voice".

    Nobody speaks where words are another's: "Anna had not heard my words".
    """
    if owner.kind == PRONOUN:
        for m in reversed(inside):
            agrees = "" in (m.gender, owner.gender) or m.gender == owner.gender
            if m.end <= owner.start and m.role == SUBJECT and agrees and acts(low, m):
                return m
        if owner.start and low[owner.start - 1] in _HEARING:
            return None
    return owner


def find_sounding(low: Sequence[str], inside: Sequence[Mention], v: int) -> Mention | None:
    """Whose voice is heard: "there came the clear voice of Oskar", "a voice—Anna's—"."""
    if low[v] != "voice":
        return None
    if low[v + 1 : v + 2] in (["—"], ["--"], [","], [":"]):  # "it was a voice, Oskar's,"
        own = next((m for m in inside if v + 2 == m.start), None)
        return own if own and own.role == OWNER and own.end + 1 >= len(low) else None
    if low[v + 1 : v + 2] != ["of"] or low[max(0, v - 2) : v].count("the") != 1:
        return None
    if {"at", "in", "by", "with", "to"} & set(low[max(0, v - 3) : v]):
        return None
    return next((m for m in inside if v + 2 <= m.start <= v + 4), None)


def find_overheard(
    low: Sequence[str], inside: Sequence[Mention], v: int
) -> Mention | Literal[False] | None:
    """Who speaks where somebody hears it: "she heard Oskar say"; False if nobody is named.

    None where nobody hears anything: "Anna saw Oskar and said".
    """
    if low[v] not in _BARE_VERBS and low[v] not in SPEAKING:
        return None
    heard = max((i for i in range(max(0, v - OVERHEARD), v) if low[i] in _PERCEIVING), default=-1)
    if heard < 0 or low[v - 1] in DETERMINERS:
        return None
    between = low[heard + 1 : v]
    if not UNDER.isdisjoint(between) or any(w in _CLAUSE_MARKS for w in between):
        return None
    some = [m for m in inside if heard < m.start and m.end <= v]
    if len(some) > 1 and some[0].start == heard + 1 != some[1].start:
        return some[0]  # "heard her kiss him and say"
    some = [m for m in some if m.role != OWNER]
    if not some and between[:1] not in (["it"], ["one"], ["some"], ["somebody"], ["someone"]):
        return None
    return some[0] if some else False


def find_chance(low: Sequence[str], inside: Sequence[Mention], v: int) -> Mention | None:
    """Who speaks where "that gave Anna the pleasure of saying" it."""
    if low[v - 1 : v] != ["of"] or low[v - 2] not in _CHANCES:
        return None
    some = [m for m in inside if m.end <= v - 2 and m.role != OWNER]
    return some[-1] if some else None


def find_accosting(piece: Piece, inside: Sequence[Mention]) -> Mention | None:
    """Who speaks where somebody "was hailed by Anna," or "interrupted by her:"."""
    low, last = piece.low, inside[-1]
    if piece.words[-1] not in (",", ":") or len(low) - last.end > 4 or last.start < 2:
        return None
    return last if low[last.start - 1] == "by" and low[last.start - 2] in _ACCOSTED else None


def find_bearer(piece: Piece, inside: Sequence[Mention], subject: Mention) -> Mention:
    """Whose voice it is: "exclaimed the voice of old Mr. Vane", "said her brother Oskar"."""
    low = piece.low
    if subject.kind == NOUN:
        for m in inside:
            if m.kind == NAME and m.start == subject.end and not acts(low, m):
                return m
            gap = low[subject.end : m.start]  # "continued the young man, a certain Vane"
            if m.kind == NAME and gap[:2] in ([",", "a"], [",", "one"]) and len(gap) <= 3:
                return m
    if subject.kind == NOUN and low[subject.end - 1] in SPEECH_NOUNS:
        for m in inside:
            gap = low[subject.end : m.start]
            if m.start > subject.end and gap[:1] == ["of"] and len(gap) <= 3:
                return m
    return subject
