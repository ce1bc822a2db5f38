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
    BEFORE_GIVEN,
    COMMON_TITLES,
    GIVEN_NAMES,
    MALE_ONLY_RANKS,
    MARRIED,
    NOBLE,
    PERSON_NOUNS,
    PLAIN,
    SHORT_FORMS,
    SPELT_OUT,
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
    return any(
        (ta & left and tb & right) or (ta & right and tb & left)
        for left, right in ((MARRIED, UNMARRIED), (NOBLE, PLAIN))
    )


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
    for form, who in stated.items():
        if len(form) == 1 and (fuller := _fuller(form, who, derived.get(form, ()), persons)):
            who[:] = [fuller]
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
    for index, person in enumerate(persons):
        for noun in _title_nouns(person):
            if index not in nouns.setdefault(noun, []):
                nouns[noun].append(index)
    people = People(
        persons, forms, {noun: tuple(dict.fromkeys(who)) for noun, who in nouns.items()}
    )
    people.closed = True
    return people


def _fuller(
    form: Form, bearers: Sequence[int], others: Sequence[int], persons: list[Person]
) -> int | None:
    """Whom a bare name means when the cast lists both "Holmes" and "Sherlock Holmes"."""
    if any(set(persons[i].forms) != {form} for i in bearers):
        return None
    for i in others:
        person = persons[i]
        genders = {persons[k].gender for k in bearers} - {""}
        if i in bearers or (genders and person.gender and person.gender not in genders):
            continue
        if person.count * 2 >= persons[bearers[0]].count:
            return i
    return None


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
    if not core_of(form):
        return use.tagged >= 2 or use.called >= 3
    if titles_of(form):
        return True
    if form[0] in GIVEN_NAMES:
        return use.placed * 2 < use.total or use.tagged + use.called > 1
    if use.placed * 2 > use.total:
        return use.tagged >= 3
    evidence = 3 * use.tagged + 2 * use.acting + 1.5 * use.called
    return evidence >= 3 and evidence * 12 >= use.total


class _Register:
    """People as they are put together, form by form."""

    def __init__(self, uses: dict[Form, Uses]) -> None:
        self.uses = uses
        self.persons: list[Person] = []

    def start(self, form: Form) -> Person:
        person = Person("")
        self.persons.append(person)
        self.join(person, form)
        return person

    def join(self, person: Person, form: Form) -> None:
        use = self.uses[form]
        person.forms[form] = use.total
        person.surfaces.update(use.surface)
        person.votes.update({"m": use.he, "f": use.she})
        gender = form_gender(form)
        if gender and not person.sure_gender:
            person.gender, person.sure_gender = gender, True
        elif not person.gender:
            person.gender = first_name_gender(form)

    def together(self, person: Person, form: Form) -> bool:
        """Whether sentences name the person and the form beside each other, as two people."""
        use = self.uses[form]
        for other in person.forms:
            known = self.uses[other]
            both = len(use.sentences & known.sentences)
            fewer = min(len(use.sentences), len(known.sentences))
            if (both >= 3 and both >= 0.04 * fewer) or (both >= 2 and both >= 0.3 * fewer):
                return True
        return False

    def fits(self, person: Person, form: Form) -> bool:
        """Whether nothing speaks against a form being the person's."""
        if any(clash(form, other) for other in person.forms):
            return False
        gender = form_gender(form) or self.uses[form].gender or first_name_gender(form)
        known = person.gender if person.sure_gender else self.voted(person) or person.gender
        if gender and known and gender != known:
            return False
        return not self.together(person, form) and not self.rival(person, form)

    @staticmethod
    def voted(person: Person) -> str:
        he, she = person.votes["m"], person.votes["f"]
        if he + she >= 4 and max(he, she) >= 0.75 * (he + she):
            return "m" if he > she else "f"
        return ""

    def owner(self, form: Form) -> Person | None:
        """The one person whom a title with a name, or a single name, can mean."""
        word = core_of(form)[0]
        titles = set(titles_of(form))
        found: list[tuple[int, int, str, Person]] = []
        for person in self.persons:
            weight = max(self._match(core, word, titles, form) for core in person.cores)
            if weight and self.fits(person, form):
                count = sum(person.forms.values())
                found.append((weight, count, person.name, person))
        if not found:
            return None
        found.sort(key=lambda fit: (-fit[0], -fit[1], fit[2]))
        if titles and found[0][0] == 1 and sum(fit[0] == 1 for fit in found) > 1:
            return None  # a family: "Miss Bennet" may be any of the sisters
        return found[0][3]

    def _match(self, core: Form, word: str, titles: set[str], form: Form) -> int:
        """2: the name itself or a given name; 1: a surname or a short form; 0: neither."""
        if not core:
            return 0
        if len(core) == 1:
            if core[0] == word:
                return 3
            return int(same_given(core[0], word) and self._seldom_told(form, core))
        if core[-1] == word:
            return 1 if titles else 2
        if titles and not titles & BEFORE_GIVEN:
            return int(core[0] == word)
        if core[0] == word:
            return 2
        return int(same_given(core[0], word) and self._seldom_told(form, core))

    def _seldom_told(self, form: Form, core: Form) -> bool:
        """Whether one of two names is used in speech alone, as short names are."""
        told = [self._told(form), self._told(core[:1])]
        return min(told) < 0.35

    def _told(self, form: Form) -> float:
        """The share of a form's uses that stand in narration."""
        use = self.uses.get(form)
        return use.narrated / use.total if use and use.total else 1.0

    def rival(self, person: Person, form: Form) -> bool:
        """Whether narration keeps to "George" and to "Mr. Emerson": so they are two."""
        titled, core = bool(titles_of(form)), core_of(form)
        if len(core) != 1 or self.uses[form].narrated < 8 or self._told(form) < 0.45:
            return False
        for other in person.forms:
            theirs = core_of(other)
            if len(theirs) != 1 or theirs == core or bool(titles_of(other)) == titled:
                continue
            if self.uses[other].narrated >= 8 and self._told(other) >= 0.45:
                return True
        return False


def _discover(uses: dict[Form, Uses]) -> People:
    """People from names alone: full names first, then what titles and single names point to."""
    register = _Register(uses)
    evident = [form for form, use in uses.items() if _is_person(form, use)]
    ranked = sorted(evident, key=lambda form: (-uses[form].total, form))
    for form in ranked:
        core = core_of(form)
        if len(core) < 2:
            continue
        for person in register.persons:
            if any(
                len(other) > 1 and other[-1] == core[-1] and same_given(other[0], core[0])
                for other in person.cores
            ) and register.fits(person, form):
                register.join(person, form)
                break
        else:
            register.start(form)
    given = {core_of(form)[0] for form in ranked if len(core_of(form)) > 1}
    single = [form for form in ranked if len(core_of(form)) == 1]
    for form in sorted(single, key=lambda f: 1 if titles_of(f) else 0 if f[0] in given else 2):
        owner = register.owner(form)
        if owner is None:
            register.start(form)
        else:
            register.join(owner, form)
    for form in ranked:
        if not core_of(form):
            bearers = [p for p in register.persons if form[0] in p.titles]
            if len(bearers) == 1 and not register.together(bearers[0], form):
                register.join(bearers[0], form)
            elif not bearers or uses[form].tagged >= 3:
                register.start(form)

    persons = register.persons
    for person in persons:
        person.count = sum(person.forms.values())
        person.name = _best_name(person)
        voted = register.voted(person)
        if voted and not person.sure_gender:
            person.gender = voted
    persons.sort(key=lambda person: (-person.count, person.name))
    _tell_apart(persons)
    forms: dict[Form, tuple[int, ...]] = {}
    nouns: dict[str, tuple[int, ...]] = {}
    for index, person in enumerate(persons):
        for form in person.forms:
            forms[form] = (*forms.get(form, ()), index)
        for noun in _title_nouns(person):
            nouns[noun] = (*nouns.get(noun, ()), index)
    return People(persons, forms, nouns)


def _title_nouns(person: Person) -> list[str]:
    """Nouns that a person's titles make of them: "the doctor" for "Dr. Bull"."""
    nouns = {SPELT_OUT.get(title, title) for title in person.titles}
    return sorted(nouns - COMMON_TITLES)


def _tell_apart(persons: list[Person]) -> None:
    """Two people must not be shown under one name."""
    seen: set[str] = set()
    for person in persons:
        name, number = person.name, 2
        while person.name in seen:
            person.name = f"{name} ({number})"
            number += 1
        seen.add(person.name)


def _best_name(person: Person) -> str:
    """The name to show: the commonest full form, else the commonest one with a title."""

    def rank(form: Form) -> tuple[int, int, Form]:
        core = core_of(form)
        if not core:
            return (1, -person.forms[form], form)
        share = person.forms[form] / max(1, max(person.forms.values()))
        fullness = (2 if len(core) > 1 and share > 0.01 else 0) + (share > 0.05 and form != core)
        return (-int(fullness), -person.forms[form], form)

    best = min(person.forms, key=rank)
    if not core_of(best):
        return f"The {best[0].title()}"
    shown = [text for text in person.surfaces if to_form(text) == best]
    if not shown:
        return " ".join(word.title() for word in best)
    return max(shown, key=lambda text: (person.surfaces[text], text))
