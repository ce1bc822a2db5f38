"""Names into people, cold: which names belong together, and to whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from narrator.attribution.given_names import GIVEN_NAMES
from narrator.attribution.names import (
    Form,
    Uses,
    base_name,
    core_of,
    titles_of,
)
from narrator.attribution.people import (
    People,
    Person,
    clash,
    first_name_gender,
    form_gender,
    same_given,
    title_nouns,
    to_form,
)
from narrator.attribution.tokens import fold
from narrator.attribution.words import (
    BEFORE_GIVEN,
    EVERYBODY,
    HONORIFICS,
    SAINTS,
)

MANY_PRONOUNS = 10
"""So many pronouns near a name say more of its bearer's gender than a given name does."""
AGREED = 2
"""So many "his" behind a name, or "her", say that it is somebody's, where it is seldom used."""
FEWEST_NAMINGS = 10
"""So often somebody must be named otherwise to be meant by the surname rather than a relative."""
OUTSHINES = 4
"""How many times as often somebody is named as the next one with the same title."""


def _is_person(form: Form, use: Uses) -> bool:
    """Whether a phrase names a person, from its own uses."""
    if not core_of(form):
        return use.tagged >= 2 or use.called >= 3
    if titles_of(form) and (not SAINTS.issuperset(titles_of(form)) or use.tagged + use.called > 1):
        return True
    if form[0] in GIVEN_NAMES:
        return use.placed * 2 < use.total or use.tagged + use.called > 1
    if use.placed * 2 > use.total:
        return use.tagged >= 3
    evidence = 3 * use.tagged + 2 * use.acting + 1.5 * (use.called + use.beats)
    agreed = abs(use.he - use.she)
    if agreed >= AGREED and agreed * 3 >= use.total > 1:
        evidence += AGREED + use.seeming
    return evidence >= max(3, use.placed) and evidence * 12 >= use.total


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
        if SAINTS.intersection(titles_of(form)) and not SAINTS & person.titles:
            return False  # "St. Oskar" is a church, or a day
        gender = form_gender(form) or self.told_gender(form)
        known = self.likely_gender(person)
        if gender and known and gender != known:
            return False
        return not self.together(person, form) and not self.rival(person, form)

    def told_gender(self, form: Form) -> str:
        """What pronouns say of a name's gender; of a given name only if they are many."""
        use = self.uses[form]
        by_name = first_name_gender(form)
        return by_name if by_name and use.he + use.she < MANY_PRONOUNS else use.gender or by_name

    def likely_gender(self, person: Person) -> str:
        """What the titles say, else many pronouns, else the given name, else a few pronouns."""
        few = person.votes.total() < MANY_PRONOUNS
        if person.sure_gender or (few and person.gender):
            return person.gender
        return self.voted(person) or person.gender

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
        best = [fit[3] for fit in found if fit[0] == found[0][0]]
        if titles and found[0][0] == 1 and len(best) > 1:
            return _head_of(best, titles)
        if not titles and found[0][0] == 2 and self._told_by_given_name(best[0], form):
            others = [one for one in best[1:] if not self._told_by_given_name(one, form)]
            return next(filter(_is_known, others), best[0])
        return best[0]

    def _told_by_given_name(self, person: Person, form: Form) -> bool:
        """Whether narration calls a person by given name as well as it does this surname: of two
        of a family, it rather means the other."""
        return any(
            len(core_of(other)) == 1
            and core_of(other) != core_of(form)
            and not titles_of(other)
            and self._keeps_to(other)
            and self._keeps_to(form)
            for other in person.forms
        )

    def _keeps_to(self, form: Form) -> bool:
        """Whether narration, rather than speech, calls somebody so."""
        return self.uses[form].narrated >= 8 and self._told(form) >= 0.45

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
        """Whether narration keeps to "Oskar" and to "Mr. Vane": so they are two."""
        titled, core = bool(titles_of(form)), core_of(form)
        if len(core) != 1 or not self._keeps_to(form):
            return False
        for other in person.forms:
            theirs = core_of(other)
            if len(theirs) != 1 or theirs == core or bool(titles_of(other)) == titled:
                continue
            if self._keeps_to(other):
                return True
        return False


def _is_known(person: Person) -> bool:
    """Whether somebody's full name is no slip, and no title that is not known to be one."""
    named = any(len(core) > 1 and core[0] in GIVEN_NAMES for core in person.cores)
    return named and sum(person.forms.values()) >= FEWEST_NAMINGS


def _head_of(family: Sequence[Person], titles: set[str]) -> Person | None:
    """Whom of a family a title with the surname means: the only one who is named in full with that
    rank, or whoever is named so much more often; "Miss Marsh" may be any of the sisters."""
    if not titles & EVERYBODY:
        ranked = [person for person in family if titles <= person.titles]
        if len(ranked) == 1:
            return ranked[0]
    return family[0] if _outshines(family[0], family[1]) else None


def _same_full_name(one: Form, other: Form) -> bool:
    """Whether two full names may be one person's: "Anna Marsh" and "Nan Marsh", "Mary Ann" and
    "Mary Ann Marsh"."""
    if one[-1] == other[-1]:
        return same_given(one[0], other[0])
    short, long = sorted((one, other), key=len)
    return len(long) > len(short) == 2 and long[:2] == short


def _listed_forms(listed: Sequence[str], uses: dict[Form, Uses]) -> list[list[Form]]:
    """The forms of each listed person of whom the book uses at least one word."""
    words = {word for form in uses for word in form}
    found = []
    for entry in listed:
        forms = [to_form(name.partition("(")[0]) for name in entry.split("|")]
        forms = [form for form in forms if form and all(word in words for word in core_of(form))]
        if forms:
            found.append(forms)
    return found


def discover(uses: dict[Form, Uses], listed: Sequence[str] = ()) -> People:
    """People from names alone: full names first, then what titles and single names point to."""
    known = _listed_forms(listed, uses)
    if known:
        uses = {**{form: Uses() for same in known for form in same}, **uses}
    register = _Register(uses)
    for same in known:
        person = register.start(same[0])
        person.name = " ".join(word.title() for word in same[0])
        for form in same[1:]:
            register.join(person, form)
    placed = {form for same in known for form in same}
    evident = [form for form, use in uses.items() if form not in placed and _is_person(form, use)]
    evident += _doubled(evident, uses)
    ranked = sorted(evident, key=lambda form: (-uses[form].total, form))
    for form in sorted(ranked, key=lambda form: len(core_of(form)) < 3):
        core = core_of(form)
        if len(core) < 2:
            continue
        for person in register.persons:
            if any(
                len(other) > 1 and _same_full_name(other, core) for other in person.cores
            ) and register.fits(person, form):
                register.join(person, form)
                break
        else:
            register.start(form)
    given = {core_of(form)[0] for form in ranked if len(core_of(form)) > 1}
    single = [form for form in ranked if len(core_of(form)) == 1]
    for form in sorted(single, key=lambda f: _order(f, uses, given)):
        if form[0] in HONORIFICS and any(_bears(use.surface, form[0]) for use in uses.values()):
            continue
        owner = register.owner(form)
        if owner is None:
            register.start(form)
        else:
            register.join(owner, form)
    _place_bare_titles(register, ranked)
    _place_honorifics(register, uses)

    persons = register.persons
    for person in persons:
        person.count = sum(person.forms.values())
        person.name = person.name or _best_name(person)
        person.gender = register.likely_gender(person)
    persons.sort(key=lambda person: (-person.count, person.name))
    _tell_apart(persons)
    forms: dict[Form, tuple[int, ...]] = {}
    nouns: dict[str, tuple[int, ...]] = {}
    for index, person in enumerate(persons):
        for form in person.forms:
            forms[form] = (*forms.get(form, ()), index)
        for noun in title_nouns(person):
            nouns[noun] = (*nouns.get(noun, ()), index)
    return People(persons, forms, nouns)


def _doubled(evident: Sequence[Form], uses: dict[Form, Uses]) -> list[Form]:
    """Rare full names of which each half is somebody's name by itself: "Tanaka Ren"."""
    known = set(evident)
    return [
        form
        for form, use in uses.items()
        if len(form) == 2
        and core_of(form) == form
        and form not in known
        and use.narrated
        and all((word,) in known for word in form)
    ]


def _place_bare_titles(register: _Register, ranked: Sequence[Form]) -> None:
    """Give "the Captain" to the one who bears that title, or mostly bears it."""
    for form in ranked:
        if not core_of(form):
            bearers = [p for p in register.persons if form[0] in p.titles]
            bearers.sort(key=lambda p: -sum(p.forms.values()))
            if len(bearers) > 1 and _outshines(bearers[0], bearers[1]):
                del bearers[1:]
            if len(bearers) == 1 and not register.together(bearers[0], form):
                register.join(bearers[0], form)
            elif not bearers or register.uses[form].tagged >= 3:
                register.start(form)


def _place_honorifics(register: _Register, uses: dict[Form, Uses]) -> None:
    """Give "Senpai!" to the only one who bears it: "Tanaka-senpai"."""
    for form in uses:
        if len(form) != 1 or form[0] not in HONORIFICS:
            continue
        bearers = [p for p in register.persons if _bears(p.surfaces, form[0])]
        if len(bearers) == 1:
            register.join(bearers[0], form)
            bearers[0].forms[form] = 0  # shown by name


def _bears(surfaces: Iterable[str], honorific: str) -> bool:
    return any(base_name(fold(text))[1] == honorific for text in surfaces)


def _order(form: Form, uses: dict[Form, Uses], given: set[str]) -> int:
    """When a single name is placed: given names first, then names with titles, then surnames.

    A surname that narration joins to a given name more often than to a title comes before the
    titles: "Vane" is Oskar Vane then, and Mr. Vane with him.
    """
    if titles_of(form):
        return 2
    if form[0] in given:
        return 0
    full = titled = 0
    for other, use in uses.items():
        if other[-1] == form[0] and len(other) > 1 and not _differ(form, other, uses):
            if len(core_of(other)) > 1:
                full += use.narrated
            else:
                titled = max(titled, use.narrated)
    return 1 if full > titled else 3


def _outshines(one: Person, two: Person) -> bool:
    """Whether a person is named so much more often than another that a bare title means them."""
    return sum(one.forms.values()) >= OUTSHINES * sum(two.forms.values())


def _differ(form: Form, other: Form, uses: dict[Form, Uses]) -> bool:
    genders = {uses[form].gender, form_gender(other) or uses[other].gender} - {""}
    return len(genders) == 2


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
    return max(shown, key=lambda text: (not _has_honorific(text), person.surfaces[text], text))


def _has_honorific(name: str) -> bool:
    return any(base_name(fold(word))[1] for word in name.split())
