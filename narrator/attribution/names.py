"""Capitalised words into names: the phrases of a book that may name people, with their contexts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from narrator.attribution.capitals import Lexicon, opens_sentence
from narrator.attribution.tokens import SENTENCE_ENDS, Block, Piece
from narrator.attribution.words import (
    ABBREVIATED_TITLES,
    ADJECTIVE_TITLES,
    AUXILIARIES,
    BEFORE_SURNAME,
    BODY_NOUNS,
    DETERMINERS,
    HONORIFICS,
    HUMAN_VERBS,
    NOUNS_FEMALE,
    NOUNS_MALE,
    PERSON_NOUNS,
    PREPOSITIONS,
    PRONOUNS,
    SPEECH_VERBS,
    STOP_NAMES,
    SURNAMES_TOO,
    TITLES,
    word_set,
)

HONORIFIC_COUNTS = 3
"""So many pronouns is an honorific worth that men alone bear ("-kun"), or women."""
OWN_COUNTS = 2
"""So many pronouns is one worth that stands in a name's own clause: "Vane bit his lip"."""
MANY_USES = 20
AGREED, AGREED_OF_MANY = 0.75, 0.65
"""The share of the pronouns after a name that tells its gender, and of ``MANY_USES`` or more."""
BY_CHANCE = 0.03
"""In so many sentences with one name of somebody stands another name of theirs, at most."""
_NUMERAL = re.compile("[IVX]+")
Form = tuple[str, ...]
"""A name as folded words, such as ``("mr", "holmes")``."""

PARTICLES = frozenset(
    ["de", "von", "van", "du", "da", "di", "della", "del", "la", "le", "der", "den", "des", "st"]
)
_CLAUSE_ENDS = (
    SENTENCE_ENDS
    | {",", ";", ":", "—"}
    | word_set("and but that as when while because who which if")
)
_HELPING = AUXILIARIES - word_set("was were is are wasn't weren't isn't aren't")
_WHO = (["who"], ["who'd"], ["whose"])
_NO_DEEDS = word_set("nothing something anything everything being")
_PLACE_LEADS = frozenset(["in", "at", "from", "near", "into", "through", "across", "around"])


@dataclass(slots=True)
class Uses:
    """How a phrase is used in the book."""

    total: int = 0
    narrated: int = 0
    tagged: int = 0
    """Subject of a verb of speech in narration."""
    tags: set[int] = field(default_factory=set)
    """The paragraphs in which it is that, counted through the book."""
    acting: int = 0
    """Before a verb of what people do."""
    seeming: int = 0
    """Before a verb of what things do as well: "Vane was turning", "Rain drummed"."""
    beats: int = 0
    """First right behind a speech: "“No.” Vane bit his lip"."""
    called: int = 0
    """Called upon in speech."""
    placed: int = 0
    """After a preposition of place, or after "the"."""
    inside: int = 0
    """Where no sentence begins, so that its capital means something."""
    surface: Counter[str] = field(default_factory=Counter)
    sentences: set[int] = field(default_factory=set)
    """The sentences of narration that hold it, counted through the book."""
    he: int = 0
    she: int = 0
    """How often the next pronoun is of this gender."""

    @property
    def gender(self) -> str:
        """The gender that the pronouns after it agree on, "m", "f" or ""."""
        both = self.he + self.she
        share = AGREED if both < MANY_USES else AGREED_OF_MANY
        if both >= 3 and self.he >= share * both:
            return "m"
        return "f" if both >= 3 and self.she >= share * both else ""


def stand_together(one: Set[int], two: Set[int]) -> bool:
    """Whether sentences that hold one name hold another, more often than one person's two names do.

    >>> stand_together({1, 2, 3}, {3, 4, 5}), stand_together({1, 2, 3}, {4, 5})
    (True, False)
    """
    return len(one & two) > BY_CHANCE * min(len(one), len(two))


def base_name(word: str) -> tuple[str, str]:
    """A folded word without its honorific, and the honorific.

    >>> base_name("midoriya-kun"), base_name("anna")
    (('midoriya', 'kun'), ('anna', ''))
    """
    if "-" in word:
        head, _, tail = word.rpartition("-")
        if tail in HONORIFICS and head:
            return head, tail
    return word, ""


def phrase_at(piece: Piece, i: int, lexicon: Lexicon) -> tuple[Form, int]:
    """The name that begins at word ``i`` and where it ends; an empty form when none does."""
    words, low, n = piece.words, piece.low, len(piece.words)
    form: list[str] = []
    j = i
    while j < n:
        word = words[j]
        small = low[j]
        if not word[0].isupper():
            if form and small in PARTICLES:  # "van der Berg"
                k = j + 1
                while k < n and words[k].islower() and low[k] in PARTICLES:
                    k += 1
                if k < n and words[k][0].isupper():
                    form += low[j:k]
                    j = k
                    continue
            break
        if small in TITLES and not (form and form[-1] not in TITLES):
            form.append(small)
            j += 1
            if j < n and words[j] == "." and small in ABBREVIATED_TITLES:
                j += 1
            continue
        if len(word) == 1 and j + 1 < n and words[j + 1] == ".":  # an initial
            if small == "i" and not form:
                break
            j += 2
            continue
        shouted = len(word) > 1 and word.isupper()
        follower = low[j + 1] if j + 1 < n and words[j + 1][0].isupper() else ""
        if not form and follower and lexicon.is_pair(small, follower):
            form += [small, base_name(follower)[0]]
            j += 2
            if words[j - 1][-2:] in ("'s", "’s"):
                break
            continue
        if small in STOP_NAMES and not form and not lexicon.names_somebody(small):
            break
        opening = not form and opens_sentence(piece, i) and not lexicon.opens_with_name(piece, i)
        if not lexicon.is_name(small, opening=shouted or opening):
            break
        form.append(base_name(small)[0])
        j += 1
        if word[-2:] in ("'s", "’s") or word[-1] in "'’":
            break
    return tuple(form), j


def collect_names(blocks: Sequence[Block], lexicon: Lexicon) -> dict[Form, Uses]:
    """Every phrase that may be a name, with how it is used."""
    found: dict[Form, Uses] = {}
    sentence = 0
    for number, block in enumerate(blocks):
        voiced = False
        for piece in block.pieces:
            words = piece.words
            sentence += 1
            i, n = 0, len(words)
            beat, voiced = voiced and not piece.voiced, piece.voiced
            while i < n:
                if words[i] in SENTENCE_ENDS and (i == 0 or piece.low[i - 1] not in TITLES):
                    sentence += 1
                if not words[i][0].isupper():
                    i += 1
                    continue
                form, end = phrase_at(piece, i, lexicon)
                if not form or (not core_of(form) and not _title_alone(piece, i, end, form)):
                    i = max(end, i + 1)
                    continue
                uses = found.get(form)
                if uses is None:
                    uses = found[form] = Uses()
                tagged = uses.tagged
                _note(uses, piece, i, end)
                if uses.tagged > tagged:
                    uses.tags.add(number)
                if not piece.voiced:
                    uses.sentences.add(sentence)
                    uses.beats += beat and not i and end < n and words[end][0].islower()
                i = end
    return found


def _title_alone(piece: Piece, i: int, end: int, form: Form) -> bool:
    """Whether a title stands for its bearer: "the King said", "Mamma is here"."""
    if len(form) > 1 or end != i + 1 or len(form[0]) < 4 or form[0] in ADJECTIVE_TITLES:
        return False
    before = piece.low[i - 1] if i else ""
    if before == "the":
        return True
    return not opens_sentence(piece, i) or (
        end < len(piece.low) and (piece.low[end] in SPEECH_VERBS or piece.words[end] == ",")
    )


def _next_pronoun(uses: Uses, piece: Piece, end: int) -> None:
    """Count the gender of the first pronoun that follows a name before another name does.

    "Vane bit his lip" says most; "Vane saw him" and "Vane looked at the girl and told her" say
    nothing of Vane.
    """
    words, low = piece.words, piece.low
    within = True
    others: set[str] = set()
    for i in range(end, min(len(words), end + 25)):
        word = low[i]
        gender, _ = PRONOUNS.get(word, ("", ""))
        if gender in ("m", "f"):
            own = word in ("his", "himself", "herself") or (word == "her" and _owns(low, i))
            if gender in others or (within and not own and word in ("him", "her")):
                return
            count = OWN_COUNTS if within and own else 1
            uses.he += count * (gender == "m")
            uses.she += count * (gender == "f")
            return
        if words[i][0].isupper() and not opens_sentence(piece, i) and words[i] != "I":
            return
        if word in PERSON_NOUNS and word not in NOUNS_FEMALE:
            others.add("m")
        if word in PERSON_NOUNS and word not in NOUNS_MALE:
            others.add("f")
        if word in _CLAUSE_ENDS:
            within = False


def _owns(low: Sequence[str], i: int) -> bool:
    """Whether "her" at ``i`` says whose the next word is."""
    after = low[i + 1] if i + 1 < len(low) else ""
    return after[:1].isalpha() and after not in PREPOSITIONS | DETERMINERS | AUXILIARIES


def _note(uses: Uses, piece: Piece, i: int, end: int) -> None:
    """Count one use of a phrase that stands at ``[i, end)``."""
    words, low = piece.words, piece.low
    uses.total += 1
    uses.inside += not opens_sentence(piece, i)
    uses.surface[_surface(words[i:end])] += 1
    honorific = HONORIFICS.get(base_name(low[end - 1])[1], "")
    uses.he += HONORIFIC_COUNTS * (honorific == "male")
    uses.she += HONORIFIC_COUNTS * (honorific == "female")
    before = low[i - 1] if i else ""
    after = low[end] if end < len(low) else ""
    if before in _PLACE_LEADS or (before == "the" and low[i] not in TITLES):
        uses.placed += 1
    if piece.voiced:
        stop = after in {",", "!", "?", ".", "”", '"', "…", "’", "»", "—", "--"}
        lead = before in {",", "“", '"', "‘", "«", "—", "--"} or before in ("dear", "o", "oh")
        if (lead and stop) or before == "dear":
            uses.called += 1
        return
    uses.narrated += 1
    _next_pronoun(uses, piece, end)
    if words[end - 1][-2:] in ("'s", "’s") or words[end - 1][-1] in "'’":
        uses.acting += after in BODY_NOUNS  # "Vane's jaw dropped"
        return
    verb = low[i - 2] if before == "the" and i > 1 else before
    if after in SPEECH_VERBS or (verb in SPEECH_VERBS and after not in PREPOSITIONS):
        uses.tagged += 1
    elif i > 2 and before in PERSON_NOUNS and low[i - 2] in DETERMINERS:
        uses.tagged += low[i - 3] in SPEECH_VERBS  # "said her brother Oskar"
    verbs = low[end : end + 2]
    if len(verbs) == 2 and after in _HELPING and verbs[1] in SPEECH_VERBS:
        uses.tagged += 1  # "Vane had told him"
    elif after in HUMAN_VERBS or after == "who" or (verbs[1:] in _WHO and after == ","):
        uses.acting += 1
    elif _acts(verbs, opens=opens_sentence(piece, i)):
        uses.seeming += 1


def _acts(verbs: Sequence[str], *, opens: bool) -> bool:
    """Whether words behind a name tell what it does: "Vane skidded", "Vane was sitting"."""
    if len(verbs) < 2:
        return False
    after, then = verbs
    if after in AUXILIARIES and then.endswith("ing"):
        return then not in _NO_DEEDS
    if after in _HELPING and then in HUMAN_VERBS:
        return True
    if opens and after in AUXILIARIES:  # "Vane had been late", "Vane didn't look up"
        return True
    return opens and after.endswith("ed") and len(after) > 4


def _surface(words: Sequence[str]) -> str:
    """How a name is shown: ``["Mr", ".", "Vane’s"]`` -> ``Mr. Vane``."""
    parts: list[str] = []
    for word in words:
        if word == ".":
            if parts:
                parts[-1] += "."
            continue
        if word[-2:] in ("'s", "’s"):
            word = word[:-2]
        if len(word) > 3 and word.isupper() and not _NUMERAL.fullmatch(word):
            word = word.title()
        parts.append(word)
    return " ".join(parts)


def core_of(form: Form) -> Form:
    """A form without its titles, and without what leads into a surname: "de", "van der".

    >>> core_of(("captain", "lena", "marsh")), core_of(("tom", "king")), core_of(("mr", "king"))
    (('lena', 'marsh'), ('tom', 'king'), ('king',))
    """
    last = len(form) - 1 if _ends_in_surname(form) else len(form)
    core = tuple(word for at, word in enumerate(form) if at == last or word not in TITLES)
    first = 0
    while first < len(core) - 1 and core[first] in PARTICLES:
        first += 1
    return core[first:]


def titles_of(form: Form) -> Form:
    """The titles of a form that tell people apart."""
    rest = form[:-1] if _ends_in_surname(form) else form
    return tuple(word for word in rest if word in TITLES and word not in ADJECTIVE_TITLES)


def _ends_in_surname(form: Form) -> bool:
    """Whether the last word is a name although it is a title elsewhere: "Tom King", "Mr. Young"."""
    if len(form) < 2 or form[-1] not in TITLES:
        return False
    if all(word in TITLES for word in form[:-1]):
        return form[-1] in SURNAMES_TOO and form[-2] in BEFORE_SURNAME
    return True
