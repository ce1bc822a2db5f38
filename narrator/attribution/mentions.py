"""Pieces into mentions: every place where a piece speaks of somebody, and in which part."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from narrator.attribution.capitals import opens_sentence
from narrator.attribution.given_names import GIVEN_NAMES
from narrator.attribution.names import base_name
from narrator.attribution.parts import (
    CALLED,
    CITED,
    NOT_ADJECTIVES,
    OWNER,
    REFERRED,
    STOPS,
    SUBJECT,
    goes_on,
    is_called,
    role_in,
    role_of_name,
    role_of_pronoun,
)
from narrator.attribution.people import People, form_gender
from narrator.attribution.tokens import Piece
from narrator.attribution.words import (
    ADJECTIVE_TITLES,
    BODY_NOUNS,
    DETERMINERS,
    KIN_NOUNS,
    MALE_ONLY_RANKS,
    NOUNS_FEMALE,
    NOUNS_MALE,
    PERSON_NOUNS,
    PRONOUNS,
    SAID_NOUNS,
    SOMEONE,
    SPEECH_VERBS,
    STOP_NAMES,
    TITLES,
    TITLES_FEMALE,
    TITLES_MALE,
    VERBAL,
)
from narrator.book import Kind

NAME, PRONOUN, NOUN = "name", "pronoun", "noun"

OWN_CLAUSE = 6
"""Within so many words behind a rank stands what tells whose it is."""
_BROKEN = frozenset([".", "…", "..", "...", "....", "-", "—"])
_CLIPPED = frozenset(("Tis", "Twas", "Twill", "Twere", "Twould", "Em", "Cause", "Bout", "Ere"))
"""Words that begin with an apostrophe."""
_BEARERS = TITLES - ADJECTIVE_TITLES


@dataclass(slots=True)
class Mention:
    """One mention in a piece: words ``[start, end)``."""

    start: int
    end: int
    kind: str
    who: tuple[int, ...]
    """The people that a name may mean; for nouns, those whom the noun fits."""
    gender: str
    """"m", "f", "1" (I), "w" (we), "p" (plural) or ""."""
    role: str
    text: str
    guessed: bool = False
    """Whether ``who`` is what an epithet probably means."""
    apart: tuple[int, ...] = ()
    """Who is named beside a noun in its sentences, so that it means somebody else."""
    exact: bool = False
    """Whether a noun is somebody's whole name in the given cast: "the second gentleman"."""
    loose: bool = False
    """Whether a noun that the cast lists may as well be said of others."""
    taken: int = -1
    """Whom a pronoun probably takes up."""
    rival: int = -1
    """Who else the pronoun may take up."""


def names_one(m: Mention) -> bool:
    """Whether a mention says whom it means: a name, or a noun that fits one person alone."""
    return bool(m.who) and (m.kind == NAME or m.guessed or (m.kind == NOUN and len(m.who) == 1))


def find_mentions(piece: Piece, people: People) -> list[Mention]:
    """The mentions of one piece, in order.

    Whom a thought speaks of need not be there: "(if only Mara knew)" has none.
    """
    if piece.kind is Kind.THOUGHT and not piece.voiced:
        return []
    words, low = piece.words, piece.low
    starts = people.starts
    spoken = piece.voiced
    found: list[Mention] = []
    i, n = 0, len(words)
    while i < n:
        small = low[i]
        if words[i][0].isupper():
            bare = base_name(small)[0]
            if bare in starts and (mention := _name_at(piece, i, starts[bare], people)):
                found.append(mention)
                i = mention.end
                if mention.role == OWNER and (noun := _relative(piece, mention, people)):
                    found.append(noun)
                    i = noun.end
                continue
        if small in PRONOUNS:
            gender, part = PRONOUNS[small]
            role = REFERRED if spoken else role_of_pronoun(piece, i, part)
            if small != "i" or words[i] == "I":
                found.append(Mention(i, i + 1, PRONOUN, (), gender, role, small))
            if small not in DETERMINERS:
                i += 1
                continue
        determined = small in DETERMINERS and not _is_named(piece, i + 1, people)
        if determined and (noun := _noun_at(piece, i, people)):
            found.append(noun)
            i = noun.end
            continue
        if determined and i == 1 and not (spoken or people.closed) and (noun := _speaking(piece)):
            found.append(noun)  # in a given cast it would be listed
            i = noun.end
            continue
        if small in SOMEONE and not spoken and role_in(piece, i, i + 1) == SUBJECT:
            found.append(Mention(i, i + 1, NOUN, (), "", SUBJECT, small))
        if spoken and small in PERSON_NOUNS and is_called(piece, i, i + 1):
            who = people.nouns.get(small, ())
            found.append(Mention(i, i + 1, NOUN, who, noun_gender(small), CALLED, small))
        i += 1
    if spoken and any(m.role == CALLED for m in found):
        for a, b in cited(words):
            for m in found:
                if m.role == CALLED and a <= m.start < b:
                    m.role = CITED
    return found


def names_in(piece: Piece, people: People) -> set[int]:
    """Whom a thought names."""
    named: set[int] = set()
    for i, word in enumerate(piece.words):
        forms = people.starts.get(base_name(piece.low[i])[0], ()) if word[0].isupper() else ()
        if forms and (m := _name_at(piece, i, forms, people)):
            named.update(m.who[:1])
    return named


def cited(words: Sequence[str]) -> list[tuple[int, int]]:
    """The stretches of a speech that stand in marks of their own: others' words.

    >>> cited("“ He said , ‘ Run , Anna ! ’ and ’ twas done . ”".split())
    [(4, 10)]
    """
    inner = '"“' if words and words[0] in "'‘" else "'‘"
    ends = '"”' if words and words[0] in "'‘" else "'’"
    out: list[tuple[int, int]] = []
    start = -1
    for i in range(1, len(words) - 1):
        before = words[i - 1]
        if start < 0 and words[i] in inner and not before[0].isalnum():
            start = i if words[i + 1][0].isupper() and words[i + 1] not in _CLIPPED else -1
        elif start >= 0 and words[i] in ends and not before[0].isalnum():
            out.append((start, i + 1))
            start = -1
    return out


def _is_named(piece: Piece, i: int, people: People, fewest: int = 1) -> bool:
    """Whether a name begins here, of so many words or more.

    With "Colonel Finch" it does, with "the Colonel" it doesn't.
    """
    if i >= len(piece.words) or not piece.words[i][0].isupper():
        return False
    forms = people.starts.get(base_name(piece.low[i])[0], ())
    some = [form for form in forms if len(form) >= fewest]
    return _name_at(piece, i, some, people) is not None


def noun_gender(noun: str) -> str:
    if noun in NOUNS_MALE or noun in TITLES_MALE:
        return "m"
    return "f" if noun in NOUNS_FEMALE or noun in TITLES_FEMALE else ""


def _name_at(
    piece: Piece, i: int, forms: Sequence[tuple[str, ...]], people: People
) -> Mention | None:
    words, low = piece.words, piece.low
    for form in forms:
        j, k = i, 0
        while k < len(form) and j < len(words):
            small = k > 0 and form[k] not in STOP_NAMES
            if base_name(low[j])[0] == form[k] and (words[j][0].isupper() or small):
                j, k = j + 1, k + 1
                if form[k - 1] in TITLES and j < len(words) and words[j] == ".":
                    j += 1
            elif k and (words[j] in _BROKEN or (len(words[j]) == 1 and words[j].isupper())):
                j += 1  # an initial inside a name, or a name that is stammered
            else:
                break
        if k < len(form):
            continue
        who = people.forms[form]
        if not _fits_capitals(piece, i, form):
            continue
        if i and low[i - 1] in ADJECTIVE_TITLES:  # "young Oskar Vane", listed beside his father
            for part in (form[:1], form[-1:]):
                who = people.forms.get((low[i - 1], *part), who)
        gender = _title_before(low, words, i)
        if gender:
            who = tuple(p for p in who if people.persons[p].gender in ("", gender))
            if not who:
                continue
        if i and low[i - 1] in ("the", "old", "young", "little", "poor"):
            i -= 2 if i > 1 and low[i - 1] != "the" and low[i - 2] in ("the", "poor") else 1
        text = " ".join(words[i:j]).replace(" .", ".")
        sex = people.persons[who[0]].gender or form_gender(form)
        return Mention(i, j, NAME, who, sex, role_of_name(piece, i, j), text)
    return None


def _fits_capitals(piece: Piece, i: int, form: tuple[str, ...]) -> bool:
    """Whether a one-word name that is also a common word is meant as a name here."""
    if len(form) > 1 or not opens_sentence(piece, i):
        return True
    if form[0] not in PERSON_NOUNS and form[0] not in STOP_NAMES:
        return True
    if piece.voiced and form[0] in STOP_NAMES and form[0] not in GIVEN_NAMES:
        return False  # "Hush, Anna"
    after = [word for word in piece.low[i + 1 : i + 4] if not word.endswith("ly")][:1]
    if after and (after[0] in VERBAL or after[0] in STOPS):  # "May quietly asked"
        return True
    return bool(after) and after[0].endswith("ed") and form[0] in GIVEN_NAMES


def _title_before(low: Sequence[str], words: Sequence[str], i: int) -> str:
    """The gender that an unlisted title ahead of a name gives it."""
    j = i - 1
    if j >= 0 and words[j] == "." and j > 0 and low[j - 1] in TITLES:
        j -= 1
    if j >= 0 and low[j] in TITLES and words[j][0].isupper():
        return form_gender((low[j],))
    return ""


def _noun_at(piece: Piece, i: int, people: People) -> Mention | None:
    """A phrase such as "the old man" or "her mother" whose determiner is at ``i``."""
    words, low = piece.words, piece.low
    last = min(len(words), i + 5)
    head = -1
    for j in range(i + 1, min(len(words), i + 7)):
        word = low[j]
        if word == "," and i + 1 < j and head < 0 and goes_on(piece, j):
            last = min(len(words), last + 1)
            continue
        if j >= last or not word[0].isalpha() or word in NOT_ADJECTIVES:
            break
        if word in _BEARERS and words[j][0].isupper() and _is_named(piece, j, people, 2):
            break  # "at that moment Mrs. Marsh"
        if word in PERSON_NOUNS or word in people.nouns or word in _BEARERS:
            head = j
            if words[j][-2:] in ("'s", "’s"):  # "my mother's voice"
                break
            continue
        if head >= 0:
            break
    if head < 0:
        return None
    noun = low[head]
    if noun == "voice" and i and low[i - 1] in ("in", "with"):
        return None
    possessive = words[head][-2:] in ("'s", "’s")
    if low[i] in ("my", "his", "her", "your", "their", "our") and noun not in KIN_NOUNS:
        return None
    gender = "f" if noun in MALE_ONLY_RANKS and _is_hers(low, head) else noun_gender(noun)
    said = " ".join(word for word in low[i : head + 1] if word != ",")
    who = people.nouns.get(said) or (
        people.nouns.get(said.partition(" ")[2]) if head > i + 1 else None
    )
    exact = bool(who)
    if not who:
        who = people.nouns.get(noun, ())
        said_of = set(low[i + 1 : head])  # "the old lady" is not the tall one
        who = tuple(p for p in who if not _is_another(people.persons[p].described, said_of))
    if gender:
        fitting = tuple(p for p in who if people.persons[p].gender in ("", gender))
        if who and not fitting and noun in MALE_ONLY_RANKS:  # "the captain" is a woman
            gender = people.persons[who[0]].gender
        else:
            who = fitting
    spoken = piece.voiced
    if spoken:
        role = CALLED if is_called(piece, i, head + 1) and low[i] == "my" else REFERRED
    elif possessive:
        role = OWNER
    else:
        role = role_in(piece, i, head + 1)
    return Mention(i, head + 1, NOUN, who, gender, role, said, exact=exact)


def _is_hers(low: Sequence[str], head: int) -> bool:
    """Whether a rank is a woman's: "The lieutenant shook her head"."""
    for j in range(head + 1, min(len(low) - 1, head + OWN_CLAUSE)):
        if low[j] in ("herself", "her"):
            return low[j] == "herself" or low[j + 1] in BODY_NOUNS or low[j + 1] == "own"
        if not low[j][0].isalpha() or low[j] in PRONOUNS or low[j] in DETERMINERS:
            return False
    return False


def _relative(piece: Piece, owner: Mention, people: People) -> Mention | None:
    """Who is somebody's: "Anna's mother", "Anna's old aunt"."""
    for j in range(owner.end, min(len(piece.low), owner.end + 3)):
        noun = piece.low[j]
        if noun in KIN_NOUNS and piece.words[j][0].islower():
            if piece.words[j][-2:] in ("'s", "’s"):
                return None
            role, who = role_in(piece, owner.start, j + 1), people.nouns.get(noun, ())
            text = " ".join(piece.low[owner.start : j + 1])
            gender = noun_gender(noun)
            who = tuple(p for p in who if people.persons[p].gender in ("", gender or ""))
            return Mention(owner.start, j + 1, NOUN, who, gender, role, text)
        if noun in NOT_ADJECTIVES or not noun[0].isalpha():
            return None
    return None


def _speaking(piece: Piece) -> Mention | None:
    """Whoever stands behind a verb of speech is a person: "said the smoker", "cried his guide"."""
    low, i = piece.low, 1
    if low[0] not in SPEECH_VERBS:
        return None
    end = i + 1
    while end < min(len(low), i + 4) and low[end][0].isalpha() and not _ends_phrase(low[end]):
        end += 1
    if end == i + 1 or low[end - 1] in SAID_NOUNS or not piece.words[end - 1].islower():
        return None
    return Mention(i, end, NOUN, (), "", SUBJECT, " ".join(low[i:end]))


def _ends_phrase(word: str) -> bool:
    """Whether a word stands no more in the phrase that a determiner opens."""
    return word in NOT_ADJECTIVES or word in VERBAL or word.endswith("ly")


def _is_another(described: Set[str], said: Set[str]) -> bool:
    """Whether adjectives speak of another one than those by which somebody is listed."""
    return bool(described) and bool(said) and described.isdisjoint(said)
