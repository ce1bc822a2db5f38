"""The people of a book as values, and what their names alone say of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from narrator.attribution.given_names import GIVEN_NAMES, SHORT_FORMS
from narrator.attribution.names import (
    Form,
    base_name,
    core_of,
    titles_of,
)
from narrator.attribution.tokens import fold, split_words
from narrator.attribution.words import (
    COMMON_TITLES,
    MALE_ONLY_RANKS,
    MARRIED,
    NOBLE,
    NOUNS_FEMALE,
    OFFICES,
    PLAIN,
    RANKS,
    SAME_KIN,
    SPELT_OUT,
    TITLES,
    TITLES_FEMALE,
    TITLES_MALE,
    UNMARRIED,
)
from narrator.book import Character

FONDLY = ("ie", "ey", "y")
"""What a name that is cut short may end in: "Elsie", "Benny"."""


@dataclass(slots=True)
class Person:
    """Somebody of the book while it is being worked out."""

    name: str
    forms: dict[Form, int] = field(default_factory=dict)
    """What the person is called, and how often."""
    gender: str = ""
    """"m", "f" or ""."""
    sure_gender: bool = False
    given: Character | None = None
    unnamed: bool = False
    """Known only by what he or she is: "the medic"."""
    described: frozenset[str] = frozenset()
    """The adjectives by which the cast lists somebody unnamed: "The Tall Old Man"."""
    count: int = 0
    surfaces: Counter[str] = field(default_factory=Counter)
    votes: Counter[str] = field(default_factory=Counter)
    """Pronouns that seemed to stand for the person."""
    tags: set[int] = field(default_factory=set)
    """The paragraphs, counted through the book, in which tags name the person."""

    @property
    def titles(self) -> set[str]:
        return {title for form in self.forms for title in titles_of(form)}

    @property
    def surnames(self) -> set[str]:
        """What may be the person's surnames: "Marsh" of Ann Marsh, and of Mrs. Marsh.

        >>> sorted(Person("", {("ann", "marsh"): 1, ("mrs", "vane"): 1, ("ann",): 3}).surnames)
        ['marsh', 'vane']
        """
        parted = ((core_of(form), titles_of(form)) for form in self.forms)
        return {core[-1] for core, titles in parted if len(core) > 1 or (core and titles)}

    @property
    def cores(self) -> set[Form]:
        return {core_of(form) for form in self.forms}

    @property
    def has_full_name(self) -> bool:
        """Whether a given name and another one are known."""
        return any(
            len(core_of(form)) > 1
            and (core_of(form)[0] in GIVEN_NAMES or titles_of(form))
            and not is_by_husband(form)
            for form in self.forms
        )


@dataclass(slots=True)
class People:
    """All people, and which of them each form may name."""

    persons: list[Person]
    forms: dict[Form, tuple[int, ...]]
    nouns: dict[str, tuple[int, ...]]
    """Person nouns that name somebody of the given cast: "ferryman" for "The Ferryman"."""
    closed: bool = False
    """Whether the cast was given."""
    starts: dict[str, tuple[Form, ...]] = field(default_factory=dict)
    """First word -> forms that begin with it, the longest first."""

    def index(self) -> None:
        """Build ``starts`` from ``forms``."""
        starts: dict[str, list[Form]] = {}
        for form in self.forms:
            starts.setdefault(form[0], []).append(form)
        self.starts = {
            word: tuple(sorted(forms, key=lambda form: (-len(form), form)))
            for word, forms in starts.items()
        }


def form_gender(form: Form) -> str:
    """What a form's title says of the bearer's gender: "m", "f" or ""."""
    titles = titles_of(form)
    for title in titles:
        if title in TITLES_FEMALE:
            return "f"
    for title in titles:
        if title in TITLES_MALE:
            return "m"
    if len(form) == 1 and form[0] in SAME_KIN:  # "Mum said"
        return "f" if form[0] in NOUNS_FEMALE else "m"
    return "m" if any(title in MALE_ONLY_RANKS for title in titles) else ""


def first_name_gender(form: Form) -> str:
    core = core_of(form)
    if not core:
        return ""
    return GIVEN_NAMES.get(core[0]) or GIVEN_NAMES.get(SHORT_FORMS.get(core[0], ""), "")


def clash(a: Form, b: Form) -> bool:
    """Whether the titles of two forms can't belong to one person."""
    ta, tb = set(titles_of(a)), set(titles_of(b))
    if bool(ta & MARRIED) != bool(tb & MARRIED) and _is_a_husbands(core_of(a), core_of(b)):
        return True
    return any(
        (ta & left and tb & right) or (ta & right and tb & left)
        for left, right in ((MARRIED, UNMARRIED), (NOBLE, PLAIN), (MARRIED, RANKS))
    )


def _is_a_husbands(one: Form, other: Form) -> bool:
    """Whether a wife is called by the full name: "Mrs. Otto Vane"."""
    return one == other and len(one) > 1 and first_name_gender(one) != "f"


def is_by_husband(form: Form) -> bool:
    """Whether a full name may be the husband's: "Mrs. Otto Vane"."""
    return bool(MARRIED.intersection(titles_of(form))) and first_name_gender(form) != "f"


def same_given(a: str, b: str) -> bool:
    """Whether two given names may be one person's: equal, or one short for the other."""
    if a == b:
        return True
    long_a, long_b = SHORT_FORMS.get(a, a), SHORT_FORMS.get(b, b)
    return long_a in (long_b, b) or long_b == a


def is_clipped(a: str, b: str) -> bool:
    """Whether one given name may be the beginning of the other: "Bea" of "Beatrix".

    >>> is_clipped("bea", "beatrix"), is_clipped("ann", "anna"), is_clipped("al", "alma")
    (True, False, False)
    >>> is_clipped("elsie", "elspeth"), is_clipped("susan", "susie"), is_clipped("may", "maya")
    (True, True, False)
    """
    if len(a) != len(b):
        return _begins(*sorted((a, b), key=len))
    return _begins(a, b) or _begins(b, a)


def _begins(short: str, long: str) -> bool:
    """Whether a name, with or without a fond ending, is another one less two letters or more."""
    stems = {short} | {short.removesuffix(ending) for ending in FONDLY if short in SHORT_FORMS}
    stems |= {stem[:-1] for stem in stems if stem[-1:] == stem[-2:-1]}
    return any(3 <= len(stem) <= len(long) - 2 and long.startswith(stem) for stem in stems)


def to_form(name: str) -> Form:
    """A name as folded words without marks, initials and honorifics.

    >>> to_form("Mr. J. Vane"), to_form("M. Vane"), to_form("Tanaka-san")
    (('mr', 'vane'), ('m', 'vane'), ('tanaka',))
    """
    words = split_words(name)
    kept = [
        base_name(fold(word))[0]
        for i, word in enumerate(words)
        if word[0].isalpha() and not (_is_initial(words, i) and fold(word) not in TITLES)
    ]
    if len(kept) > 1 and kept[0] in ("the", "a", "an"):
        kept = kept[1:]
    return tuple(kept)


def _is_initial(words: Sequence[str], i: int) -> bool:
    return len(words[i]) == 1 and words[i + 1 : i + 2] == ["."]


def title_nouns(person: Person) -> list[str]:
    """Nouns that a person's titles make of them: "the doctor" for "Dr. Vane", "his mother" for
    "Mom".
    """
    nouns = {SPELT_OUT.get(title, title) for title in person.titles} - COMMON_TITLES
    for form in person.forms:
        if len(form) == 1:
            nouns |= SAME_KIN.get(form[0], frozenset())
        for title in titles_of(form):
            nouns |= OFFICES.get(title, frozenset()) if core_of(form) else frozenset()
    if any(
        base_name(fold(word))[1] == "sensei" for name in person.surfaces for word in name.split()
    ):
        nouns.add("teacher")
    return sorted(nouns)
