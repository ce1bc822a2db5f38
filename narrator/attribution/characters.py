"""Names into people: who is in the book, what each is called, and of which gender."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from narrator.attribution.names import (
    Form,
    Lexicon,
    Uses,
    collect_names,
    core_of,
    count_words,
    titles_of,
)
from narrator.attribution.tokens import Block, fold, split_words
from narrator.attribution.words import (
    GIVEN_NAMES,
    MALE_ONLY_RANKS,
    MARRIED,
    PERSON_NOUNS,
    SHORT_FORMS,
    STOP_NAMES,
    TITLES_FEMALE,
    TITLES_MALE,
    UNMARRIED,
)
from narrator.book import Character


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
    count: int = 0
    surfaces: Counter[str] = field(default_factory=Counter)
    votes: Counter[str] = field(default_factory=Counter)
    """Pronouns that seemed to stand for the person."""

    @property
    def titles(self) -> set[str]:
        return {title for form in self.forms for title in titles_of(form)}

    @property
    def cores(self) -> set[Form]:
        return {core_of(form) for form in self.forms}


@dataclass(slots=True)
class People:
    """All people, and which of them each form may name."""

    persons: list[Person]
    forms: dict[Form, tuple[int, ...]]
    nouns: dict[str, tuple[int, ...]]
    """Person nouns that name somebody of the given cast: "porter" for "The Porter"."""
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
    return "m" if any(title in MALE_ONLY_RANKS for title in titles) else ""


def first_name_gender(form: Form) -> str:
    core = core_of(form)
    return GIVEN_NAMES.get(core[0], "") if core else ""


def clash(a: Form, b: Form) -> bool:
    """Whether the titles of two forms can't belong to one person."""
    ga, gb = form_gender(a), form_gender(b)
    if ga and gb and ga != gb:
        return True
    ta, tb = set(titles_of(a)), set(titles_of(b))
    return bool((ta & MARRIED and tb & UNMARRIED) or (ta & UNMARRIED and tb & MARRIED))


def same_given(a: str, b: str) -> bool:
    """Whether two given names may be one person's: equal, or one short for the other."""
    if a == b:
        return True
    long_a, long_b = SHORT_FORMS.get(a, a), SHORT_FORMS.get(b, b)
    return long_a in (long_b, b) or long_b == a


def find_people(blocks: Sequence[Block], given: Sequence[Character]) -> People:
    """Everyone named in the book; with a given cast, its people and others who surely speak."""
    pieces = [piece for block in blocks for piece in block.pieces]
    lexicon = count_words(pieces)
    uses = collect_names(blocks, lexicon)
    people = _from_cast(given, uses, lexicon) if given else _discover(uses)
    people.index()
    return people


# ---------------------------------------------------------------- a given cast


def to_form(name: str) -> Form:
    """A name as folded words without marks and initials.

    >>> to_form("Mr. J. Holmes")
    ('mr', 'holmes')
    """
    words = split_words(name)
    kept = [
        fold(word)
        for i, word in enumerate(words)
        if word[0].isalpha() and not (len(word) == 1 and words[i + 1 : i + 2] == ["."])
    ]
    if len(kept) > 1 and kept[0] in ("the", "a", "an"):
        kept = kept[1:]
    return tuple(kept)


def _from_cast(given: Sequence[Character], uses: dict[Form, Uses], lexicon: Lexicon) -> People:
    persons: list[Person] = []
    stated: dict[Form, list[int]] = {}
    derived: dict[Form, list[int]] = {}
    nouns: dict[str, list[int]] = {}
    for index, character in enumerate(given):
        person = Person(character.name, given=character)
        person.gender = character.gender[:1] if character.gender in ("male", "female") else ""
        person.sure_gender = bool(person.gender)
        person.count = 0
        persons.append(person)
        for name in (character.name, *character.aliases):
            form = to_form(name)
            if not form:
                continue
            used = uses.get(form)
            person.forms[form] = used.total if used else 0
            stated.setdefault(form, []).append(index)
            if not person.gender:
                person.gender = form_gender(form) or first_name_gender(form)
            for noun in form[-1:]:
                if noun in PERSON_NOUNS and noun not in GIVEN_NAMES:
                    nouns.setdefault(noun, []).append(index)
            for short in _short_forms(form, lexicon):
                derived.setdefault(short, []).append(index)
        person.count = sum(person.forms.values())
    forms: dict[Form, tuple[int, ...]] = {
        form: tuple(dict.fromkeys(who)) for form, who in stated.items()
    }
    for form, who in derived.items():
        if form in forms:
            continue
        ranked = sorted(dict.fromkeys(who), key=lambda i: (-persons[i].count, i))
        fitting = [i for i in ranked if not _gender_clash(form, persons[i])]
        if fitting:
            forms[form] = tuple(fitting)
    for form in list(uses):  # "Mr. Emerson" where only "Emerson" was given, and the like
        if form not in forms and (found := _resolve(form, forms, persons)):
            forms[form] = found
    for form, use in uses.items():
        for index in forms.get(form, ())[:1]:
            persons[index].count += use.total if form not in persons[index].forms else 0
    people = People(
        persons, forms, {noun: tuple(dict.fromkeys(who)) for noun, who in nouns.items()}
    )
    people.closed = True
    return people


def _gender_clash(form: Form, person: Person) -> bool:
    gender = form_gender(form)
    return bool(gender and person.gender and gender != person.gender)


def _short_forms(form: Form, lexicon: Lexicon) -> Iterable[Form]:
    """What a person of this name may also be called."""
    core = core_of(form)
    named = [word for word in core if lexicon.capital[word] * 2 > lexicon.lower[word]]
    if not core or len(named) < len(core) or any(word in STOP_NAMES for word in core):
        return
    if core != form:
        yield core
    if len(core) > 1:
        yield core[:1]
        yield core[-1:]
        for title in titles_of(form):
            yield (title, core[-1])
            yield (title, core[0])


def _resolve(
    form: Form, forms: dict[Form, tuple[int, ...]], persons: list[Person]
) -> tuple[int, ...] | None:
    """The people whom an unlisted form must mean."""
    core = core_of(form)
    for key in (core, core[-1:], core[:1]):
        who = tuple(i for i in forms.get(key, ()) if not _gender_clash(form, persons[i]))
        if who:
            return who
    return None


# ---------------------------------------------------------------- a cast discovered


def _is_person(form: Form, use: Uses) -> bool:
    """Whether a phrase names a person, from its own uses."""
    if titles_of(form):
        return True
    if form[0] in GIVEN_NAMES:
        return use.placed * 2 < use.total or use.tagged + use.called > 1
    if use.placed * 2 > use.total:
        return use.tagged >= 3
    evidence = 3 * use.tagged + 2 * use.acting + 1.5 * use.called
    return evidence >= 3 and evidence * 12 >= use.total


def _discover(uses: dict[Form, Uses]) -> People:
    """People from names alone: full names first, then what titles and single names point to."""
    persons: list[Person] = []

    def start(form: Form) -> Person:
        person = Person("", gender=form_gender(form) or first_name_gender(form))
        person.sure_gender = bool(form_gender(form))
        persons.append(person)
        return person

    def join(person: Person, form: Form) -> None:
        person.forms[form] = uses[form].total
        person.surfaces.update(uses[form].surface)
        gender = form_gender(form)
        if gender and not person.sure_gender:
            person.gender, person.sure_gender = gender, True
        elif not person.gender:
            person.gender = first_name_gender(form)

    evident = {form for form, use in uses.items() if _is_person(form, use)}
    by_word: Counter[str] = Counter()
    for form in evident:
        for word in core_of(form):
            by_word[word] += uses[form].total
    ranked = sorted(evident, key=lambda form: (-uses[form].total, form))
    full = [form for form in ranked if len(core_of(form)) > 1]
    for form in full:
        core = core_of(form)
        for person in persons:
            if any(
                len(other) > 1 and other[-1] == core[-1] and same_given(other[0], core[0])
                for other in person.cores
            ) and not any(clash(form, other) for other in person.forms):
                join(person, form)
                break
        else:
            join(start(form), form)
    single = [form for form in ranked if len(core_of(form)) == 1]
    for form in sorted(single, key=lambda form: not titles_of(form)):
        owner = _owner(form, persons, uses)
        join(owner if owner is not None else start(form), form)

    for person in persons:
        person.count = sum(person.forms.values())
        person.name = _best_name(person)
    forms: dict[Form, tuple[int, ...]] = {}
    order = sorted(range(len(persons)), key=lambda i: (-persons[i].count, persons[i].name))
    persons = [persons[i] for i in order]
    for index, person in enumerate(persons):
        for form in person.forms:
            forms[form] = (*forms.get(form, ()), index)
    return People(persons, forms, {})


def _owner(form: Form, persons: list[Person], uses: dict[Form, Uses]) -> Person | None:
    """The one person whom a title with a name, or a single name, can mean."""
    word = core_of(form)[0]
    fits: list[tuple[int, int, Person]] = []
    for person in persons:
        if any(clash(form, other) for other in person.forms):
            continue
        gender = form_gender(form)
        if gender and person.gender and gender != person.gender:
            continue
        as_given = as_surname = False
        for core in person.cores:
            if len(core) > 1:
                as_surname |= core[-1] == word
                as_given |= same_given(core[0], word)
            elif core[0] == word or (len(core[0]) > 2 and same_given(core[0], word)):
                as_given = True
        if as_given or as_surname:
            fits.append((int(as_given), sum(person.forms.values()), person))
    if not fits:
        return None
    if titles_of(form) and not any(given for given, _, _ in fits) and len(fits) > 1:
        return None  # a family: "Miss Bennet" may be any of the sisters
    fits.sort(key=lambda fit: (-fit[0], -fit[1], fit[2].name))
    return fits[0][2]


def _best_name(person: Person) -> str:
    """The name to show: the commonest full form, else the commonest one with a title."""

    def rank(form: Form) -> tuple[int, int, Form]:
        core = core_of(form)
        share = person.forms[form] / max(1, max(person.forms.values()))
        fullness = (2 if len(core) > 1 and share > 0.01 else 0) + (share > 0.05 and form != core)
        return (-int(fullness), -person.forms[form], form)

    best = min(person.forms, key=rank)
    shown = [text for text in person.surfaces if to_form(text) == best]
    if not shown:
        return " ".join(word.title() for word in best)
    return max(shown, key=lambda text: (person.surfaces[text], text))
