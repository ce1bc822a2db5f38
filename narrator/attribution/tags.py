"""Narration beside a speech into its tag: who is said to speak, by which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from narrator.attribution.heard import (
    SPEAKING,
    UNDER,
    acts,
    find_accosting,
    find_bearer,
    find_chance,
    find_overheard,
    find_raiser,
    find_sounding,
)
from narrator.attribution.mentions import NAME, PRONOUN, Mention
from narrator.attribution.parts import ADDRESSEE, OBJECT, OWNER, SUBJECT
from narrator.attribution.tokens import SENTENCE_ENDS, Piece
from narrator.attribution.words import (
    AUXILIARIES,
    DETERMINERS,
    PERSON_NOUNS,
    PLAIN_SPEECH_VERBS,
    PREPOSITIONS,
    SAID_NOUNS,
    SPEECH_NOUNS,
    SPEECH_VERBS,
    TITLES,
    VERBAL,
    word_set,
)

REACH = 12
"""How many words from the speech its verb may stand."""
LONG_REACH = 30
"""How many ahead of it, where a comma or a colon leads into the speech."""
AFTER, BEFORE, BETWEEN = "after", "before", "between"

_BETWEEN = frozenset(
    ["then", "thus", "only", "just", "and", "also", ",", "again", "once", "at", "last", "who"]
)
_MAY_PART = AUXILIARIES | _BETWEEN
_ALONG = frozenset(["out", "in", "up", "on", "back", "from"])
_OBJECTS = frozenset(["him", "me", "us", "them"])
_UPON = word_set("at by after upon with to over from")
_NO_ADJECTIVES = (
    PREPOSITIONS
    | AUXILIARIES
    | DETERMINERS
    | PERSON_NOUNS
    | word_set("and or but not as so than then when him me us them it i he she we they you")
)
_ALONGSIDE = frozenset(("while", "when"))
_TURNS = frozenset(("and", "but", "while", "whereupon"))
_THAT = word_set("that what which whom whether if how why")
"""Words that open what is said, known or asked; who acts in it does nothing else."""
_DASHES = frozenset(("—", "--"))
_GOES = frozenset(("went", "goes", "going"))
_BARELY = word_set("about just hardly scarcely barely already")


@dataclass(slots=True)
class Tag:
    """What the narration beside a speech says of its speaker."""

    mention: Mention
    spoken: bool
    """Whether its verb is one of speech ("said"), not a beat ("He smiled.")."""
    attached: bool
    """Whether it belongs to the sentence of the speech."""
    place: str
    text: str
    piece: int


def read_tag(
    piece: Piece, mentions: Sequence[Mention], *, after: bool, speech: Piece | None = None
) -> Tag | None:
    """What a piece of narration after (or before) a speech says of the speaker.

    ``speech`` is what it follows. Behind one that ends in a comma comes its tag, whatever the verb;
    behind a full stop "Anna laughed." is a sentence of its own.
    """
    if not piece.words:  # "___" between two speeches
        return None
    if after and _turns_away(piece, speech):
        return None
    if after:
        ending = speech.words[-2:] if speech else []
        tag = _read(piece, mentions, 0, _clause_end(piece), after=True, joined="," in ending)
        stopped = "." in ending and piece.words[0][:1].isupper()
        if tag and stopped and PLAIN_SPEECH_VERBS.isdisjoint(piece.low[: _clause_end(piece)]):
            tag.attached = False
        return tag
    start = _clause_start(piece)
    tag = _read(piece, mentions, start, len(piece.words), after=False)
    if start and piece.words[start - 1] == ";" and not (tag and tag.spoken):
        start = _clause_start(piece, whole=True)  # "Anna was pleased; and then added,"
        tag = _read(piece, mentions, start, len(piece.words), after=False) or tag
    return tag


def _read(
    piece: Piece,
    mentions: Sequence[Mention],
    start: int,
    end: int,
    *,
    after: bool,
    joined: bool = False,
) -> Tag | None:
    words = piece.words
    inside = [m for m in mentions if start <= m.start and m.end <= end]
    if not inside:
        return None
    verb, subject = _subject(piece, inside, start, end, after=after)
    first = words[start]
    if after:
        attached = verb >= 0 and (
            first[:1].islower() or verb <= inside[0].end + 2 or first in ("I", ",", "—", "--")
        )
    else:
        stopped = words[-1] in _DASHES and words[-2:-1] != [] and words[-2] in SENTENCE_ENDS
        attached = words[-1] in (",", ":", "—", "--") and not stopped
        attached = attached or (verb >= 0 and words[-1] not in SENTENCE_ENDS)
    opening = inside[0]
    told = joined or (after and first[:1].islower())
    if told and verb < 0 and opening.start - start <= 1 and opening.role == SUBJECT:
        subject = opening
    if subject is None:
        return None
    told = told and subject is opening and subject.start - start <= 1
    attached = attached or told
    text = " ".join(words[start:end])
    return Tag(subject, verb >= 0 or told, attached, AFTER if after else BEFORE, text, 0)


def _turns_away(piece: Piece, speech: Piece | None) -> bool:
    """Whether another sentence begins behind a speech: "“…”; and Anna asked him if"."""
    if piece.words[0] == ";":
        return piece.low[1:2] != [] and piece.low[1] in _TURNS
    return speech is not None and speech.words[-1:] == [";"] and piece.low[0] in _TURNS


def looks_back(piece: Piece, mentions: Sequence[Mention]) -> Tag | None:
    """Whose speech the narration after it speaks of: "At Anna's words", "Her words were"."""
    low = piece.low
    end = _clause_end(piece)
    text = " ".join(piece.words[:end])
    for m in mentions:
        if m.end > end:
            break
        said = SAID_NOUNS.intersection(low[m.end : m.end + 2])
        if m.role == OWNER and said and (not m.start or low[m.start - 1] in _UPON):
            return Tag(m, False, False, AFTER, text, 0)
    return None


def _clause_end(piece: Piece) -> int:
    words, low = piece.words, piece.low
    for i, word in enumerate(words):
        if (word in SENTENCE_ENDS or word == ";") and not (
            word == "." and i and (low[i - 1] in TITLES or len(words[i - 1]) == 1)
        ):
            return i if i else len(words)
    return len(words)


def _clause_start(piece: Piece, *, whole: bool = False) -> int:
    """Where the last clause begins, or the whole last sentence."""
    words, low = piece.words, piece.low
    last = len(words) - (3 if words[-1] in _DASHES else 2)
    for i in range(last, -1, -1):
        word = words[i]
        if (word in SENTENCE_ENDS or (word == ";" and not whole)) and not (
            word == "." and i and (low[i - 1] in TITLES or len(words[i - 1]) == 1)
        ):
            return i + 1
    return 0


def _subject(
    piece: Piece, inside: Sequence[Mention], start: int, end: int, *, after: bool
) -> tuple[int, Mention | None]:
    """The verb of speech nearest to the speech (or -1) and the mention that is its subject."""
    low = piece.low
    near = range(start, min(end, start + REACH)) if after else range(end - 1, start - 1, -1)
    reach = LONG_REACH if piece.words[-1] in (",", ":", "—", "--") else REACH
    for v in near:
        if low[v] in SPEECH_NOUNS:
            owners = [m for m in inside if m.role == OWNER and 0 <= v - m.end <= 2]
            raiser = find_raiser(low, inside, owners[-1]) if owners else None
            if raiser and (after or v >= end - REACH):
                return v, raiser
            if voice := find_sounding(low, inside, v):
                return v, voice
            one = inside[0]
            if not after and low[v] == "voice" and one.end == v + 1 and one.start <= 2:
                return v, one  # "And then a voice that she knew,"
            if not after and v == end - 2 and low[v + 1] == "of":  # "uttered an exclamation of"
                uttering = _acting(piece, inside, v)
                if uttering and uttering.kind != PRONOUN:
                    return v, uttering
        if not after and v < end - reach:
            continue
        if not after and (heard := find_overheard(low, inside, v)) is not None:
            return (v, heard) if heard else (-1, None)
        if not _speaks(piece, v, start, after=after):
            continue
        before, behind = _beside(piece, inside, v)
        if before is None and not after and (chance := find_chance(low, inside, v)):
            return v, chance
        if before is None and behind is None and not after:
            before = _acting(piece, inside, v)
        subject = before or behind
        if subject is not None and not (before is None and subject.text in _OBJECTS):
            return v, find_bearer(piece, inside, subject)
    if not after and (by := find_accosting(piece, inside)):
        return end - 1, by
    subjects = [m for m in inside if m.role == SUBJECT]
    opening = [m for m in inside if m.start == start]
    if opening and opening[-1].role == OWNER:  # "Her mouth twitched.", not "Her brother laughed."
        return -1, opening[-1]
    strict = [m for m in subjects if m.kind == PRONOUN or acts(low, m)]
    some = strict or subjects
    if not some:
        return -1, None
    return -1, some[0] if after else some[-1]


def _speaks(piece: Piece, v: int, start: int, *, after: bool) -> bool:
    """Whether a word is a verb of speech; right behind a speech, any verb is: "droned Anna"."""
    word = piece.low[v]
    if not after and piece.low[v + 1 : v + 2] == ["by"]:  # "she was hailed by Anna"
        return False
    if word in SPEECH_VERBS or (not after and word in SPEAKING):
        return True
    if word in _GOES and piece.low[v + 1 : v + 2] == ["on"] and v + 2 >= len(piece.low) - 6:
        return True
    return after and v == start and piece.words[v].islower() and word.endswith("ed")


def _acts_soon(low: Sequence[str], m: Mention) -> bool:
    """Whether a verb follows the mention, or an adverb and a verb."""
    if low[m.end : m.end + 1] and low[m.end].endswith("ly"):
        return m.end + 1 < len(low) and (low[m.end + 1] in VERBAL or low[m.end + 1].endswith("ed"))
    return acts(low, m)


def _beside(
    piece: Piece, inside: Sequence[Mention], v: int
) -> tuple[Mention | None, Mention | None]:
    """The mentions right before and right after a verb that may be its subject."""
    low = piece.low
    before = behind = None
    for m in inside:
        gap = low[m.end : v]
        able = m.end <= v and (m.role not in (OWNER, OBJECT, ADDRESSEE) or "who" in gap)
        able = able or (gap == ["thus"] and m.role == OBJECT)
        if able and len(gap) <= 4 and all(w.endswith("ly") or w in _MAY_PART for w in gap):
            before = m
        if behind is None and m.start > v and m.role != OWNER:
            gap = low[v + 1 : m.start]
            if len(gap) <= 3 and all(w.endswith("ly") or w in _ALONG for w in _bare(gap, m)):
                behind = m
    return before, behind


def _bare(gap: list[str], m: Mention) -> list[str]:
    """The words between a verb and a mention without those that belong to a name."""
    if m.kind == NAME and len(gap) >= 2 and gap[-2] == "the":  # "said the gloomy Oskar"
        return gap[:-2]
    if m.kind == NAME and gap and gap[-1].isalpha() and gap[-1] not in _NO_ADJECTIVES:
        return gap[:-1]  # "said gloomy Oskar"
    return gap


def _acting(piece: Piece, inside: Sequence[Mention], v: int) -> Mention | None:
    """The subject of a verb that stands farther off: "Anna, who was late, sat down and said"."""
    low = piece.low
    who = next((i for i in range(v - 1, 0, -1) if low[i] in ("who", "whose")), -1)
    if who > 0 and not any(
        low[i] == "," and low[i + 1] in ("and", "but", "then") for i in range(who, v)
    ):
        named = [m for m in inside if m.end <= who and who - m.end <= 6 and m.kind != PRONOUN]
        others = [m for m in inside if who < m.start and m.end <= v and m.role == SUBJECT]
        if named and not others:
            return named[-1]
    subjects = [m for m in inside if m.end <= v and m.role == SUBJECT]
    subjects = [m for m in subjects if ")" not in low[m.end : v] or "(" in low[m.end : v]]
    if low[v].endswith("ing"):  # "while Anna held it up, saying"
        some = [m for m in subjects if not m.start or low[m.start - 1] not in _THAT]
        named = [m for m in some if m.kind != PRONOUN and _acts_soon(low, m)]
        if some := named or some or subjects:
            return some[-1]
    if low[v - 1] == ",":  # "Anna, who was late and knew it, said"
        acting = [m.start for m in subjects if acts(low, m) and low[m.start - 1] not in UNDER]
        apart = [m for m in subjects if low[m.end] == "," and ";" not in low[m.end : v]]
        if apart and max(acting, default=0) <= apart[-1].start:
            return apart[-1]
    main = [m for m in subjects if not m.start or _leads_clause(low, m, subjects)]
    some = main or subjects
    return some[-1] if some else None


def _leads_clause(low: Sequence[str], m: Mention, subjects: Sequence[Mention]) -> bool:
    """Whether a subject is that of the sentence: "they were about to go when Anna stopped".

    So it is behind a comma: "Anna fell back, while Oskar came up and said".
    """
    opener = low[m.start - 1]
    if opener == "when" and not _BARELY.isdisjoint(low[max(0, m.start - 8) : m.start - 1]):
        return True
    if opener in _ALONGSIDE and low[m.start - 2 : m.start - 1] == [","]:
        return m.start > 3 and not any(one.end == m.start - 2 for one in subjects)
    return opener not in UNDER
