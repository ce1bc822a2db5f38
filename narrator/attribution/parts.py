"""Words around a mention into its part in the sentence: subject, owner, spoken to, called."""

from __future__ import annotations

from narrator.attribution.tokens import SENTENCE_ENDS, Piece
from narrator.attribution.words import (
    ADDRESSEE_PREPOSITIONS,
    AUXILIARIES,
    DETERMINERS,
    PREPOSITIONS,
    SPEECH_VERBS,
    VERBAL,
    VOCATIVE_ENDS,
    VOCATIVE_LEADS,
    word_set,
)

SUBJECT, OBJECT, ADDRESSEE, OWNER, CALLED, REFERRED = "s", "o", "a", "p", "c", "r"
CITED = "q"
"""Called in words that the speaker repeats: "He said, 'Anna, run!'"."""

STOPS = frozenset(',!?.;:”"…’»—)-') | {"--", "..", "...", "...."}
_LEADS = frozenset(",“\"‘«—(„‹!?.;:…'") | {"--", "..", "...", "...."}
_LEADING = word_set("""
and but then when as while there here now soon afterwards presently meanwhile again suddenly
later finally eventually instead
""")
"""What a clause may begin with, ahead of its subject."""
_CONJUNCTIONS = frozenset(("for", "after", "before", "until", "since", "as"))
_OVER = SENTENCE_ENDS | frozenset(";:—")
_BREAKS = word_set("and but he she they it i we")
LONGEST_ASIDE = 12
"""Words between the commas of what is put in behind a subject."""
NOT_ADJECTIVES = (
    PREPOSITIONS
    | AUXILIARIES
    | DETERMINERS
    | frozenset(["and", "or", "but", "not", "who", "which", "that", "as", "so"])
)


def is_called(piece: Piece, i: int, j: int) -> bool:
    """Whether words ``[i, j)`` of a speech call upon somebody: ", John!" or "John, …"."""
    words, low = piece.words, piece.low
    before = words[i - 1] if i else "“"
    after = words[j] if j < len(words) else "”"
    if after not in STOPS:
        return False
    if low[i - 1 : i] == ["dear"]:
        return True
    if before in VOCATIVE_ENDS:
        return True
    if before not in _LEADS:
        return bool(i) and low[i - 1] in VOCATIVE_LEADS and (i == 1 or words[i - 2] in _LEADS)
    # "Anna, Bob, and I": a list calls nobody
    listed = after == "," and low[j + 1 : j + 2] in (["and"], ["or"]) and before == ","
    return not listed


def role_of_name(piece: Piece, i: int, j: int) -> str:
    if piece.voiced:
        return CALLED if piece.low[i] != "the" and is_called(piece, i, j) else REFERRED
    if piece.words[j - 1][-2:] in ("'s", "’s") or piece.words[j - 1][-1:] in "'’":
        return OWNER
    return role_in(piece, i, j)


def role_in(piece: Piece, i: int, j: int) -> str:
    """Subject, addressee or object, by the words beside a mention in narration."""
    low = piece.low
    before = low[i - 1] if i else ""
    after = low[j] if j < len(low) else ""
    if before in ADDRESSEE_PREPOSITIONS:
        return ADDRESSEE
    if before == "for" and after == "to":  # "it was time for Anna to say"
        return SUBJECT
    if before in PREPOSITIONS and not (before in _CONJUNCTIONS and after in VERBAL):
        return OBJECT
    if after in VERBAL or before in SPEECH_VERBS or after.endswith("ed"):
        return SUBJECT
    if after == "," and low[j + 1 : j + 2] == ["who"]:
        return SUBJECT
    if after == "who" and before in AUXILIARIES:  # "It was Anna who asked"
        return SUBJECT
    if after == "," and _resumes(low, j + 1) and not _has_verb(low, i):
        return SUBJECT
    if not before or not before[0].isalpha() or before in _LEADING:
        return SUBJECT
    return OBJECT


def _has_verb(low: list[str], i: int) -> bool:
    """Whether a verb stands in the clause ahead of word ``i``."""
    for k in range(i - 1, -1, -1):
        if not low[k][0].isalpha() and low[k] not in "'’-":
            return False
        if low[k] in VERBAL or low[k].endswith(("ed", "ing")):
            return True
    return False


def _resumes(low: list[str], j: int) -> bool:
    """Whether a clause goes on behind what is put in: "Anna, a frown on her face, said"."""
    for i in range(j, min(len(low) - 1, j + LONGEST_ASIDE)):
        if low[i] == ",":
            return low[i + 1] in VERBAL or low[i + 1].endswith("ed")
        if low[i] in _OVER or low[i] in _BREAKS:
            return False
    return False


def role_of_pronoun(piece: Piece, i: int, part: str) -> str:
    if part == "p":
        return OWNER
    if part == "s":
        return SUBJECT
    before = piece.low[i - 1] if i else ""
    if before in ADDRESSEE_PREPOSITIONS:
        return ADDRESSEE
    after = piece.low[i + 1] if i + 1 < len(piece.low) else ""
    if piece.low[i] == "her" and after[:1].isalpha() and after not in NOT_ADJECTIVES:
        return OWNER
    return OBJECT


def goes_on(piece: Piece, j: int) -> bool:
    """Whether the adjectives ahead of a noun go on behind a comma: "the long, lean man"."""
    after = piece.low[j + 1 : j + 3]
    return len(after) == 2 and piece.words[j + 1].islower() and after[0] not in NOT_ADJECTIVES
