"""Names into people, cold: which names belong together, and to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from narrator.attribution.given_names import GIVEN_NAMES
from narrator.attribution.names import (
    Form,
    Uses,
    base_name,
    core_of,
    titles_of,
)
from narrator.attribution.ordinary import is_ordinary
from narrator.attribution.people import (
    People,
    Person,
    form_gender,
    is_clipped,
    same_given,
    title_nouns,
    to_form,
)
from narrator.attribution.register import OUTSHINES, Register
from narrator.attribution.tokens import fold
from narrator.attribution.turn_taking import answer_each_other
from narrator.attribution.words import (
    FORMS_OF_ADDRESS,
    HONORIFICS,
    PERSONIFIED,
    SAINTS,
)

MANY_TIMES = 10
"""So many times as often must two names be used each by itself as side by side, to be two."""
SPOKEN_OF = 3
"""So many tags make somebody of what is only spoken of as if it were: "said Death"."""
AGREED = 2
"""So many "his" behind a name, or "her", say that it is somebody's, where it is seldom used."""


def _is_person(form: Form, use: Uses) -> bool:
    """Whether a phrase names a person, from its own uses."""
    if FORMS_OF_ADDRESS.issuperset(core_of(form) or form):
        return False
    if not core_of(form):
        return use.tagged >= 2 or use.called >= 3
    if len(form) == 1 and form[0] in PERSONIFIED:
        return use.tagged >= SPOKEN_OF
    if titles_of(form) and (not SAINTS.issuperset(titles_of(form)) or use.tagged + use.called > 1):
        return True
    if form[0] in GIVEN_NAMES:
        return use.placed * 2 < use.total or use.tagged + use.called > 1
    if use.placed * 2 > use.total:
        return use.tagged >= 3
    evidence = 3 * use.tagged + 2 * use.acting + 1.5 * (use.called + use.beats)
    agreed = abs(use.he - use.she)
    common = any(is_ordinary(word) for word in form)
    if common and not use.narrated and len(form) == 1:
        return False  # "“Breathe,” said Anna": only ever called out
    if agreed >= AGREED and agreed * 3 >= use.total > 1:
        evidence += AGREED + use.seeming
    elif not common:
        evidence += use.seeming
    told = use.tagged or use.acting or use.beats or use.seeming
    if not told and use.placed >= AGREED:
        return False  # "Next stop Elmfield, Elmfield!"
    least = (2 if told else 3) if not common else 3 if use.inside else 6
    return evidence >= max(least, use.placed) and evidence * 12 >= use.total


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
    register = Register(uses)
    for same in known:
        person = register.start(same[0])
        person.name = " ".join(word.title() for word in same[0])
        for form in same[1:]:
            register.join(person, form)
    placed = {form for same in known for form in same}
    evident = [form for form, use in uses.items() if form not in placed and _is_person(form, use)]
    evident = [form for form in evident if not _is_family(form, uses) and not _runs_on(form, uses)]
    evident += _doubled(evident, uses)
    ranked = sorted(evident, key=lambda form: (-uses[form].total, form))
    _place_full_names(register, ranked)
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
    register.merge_alternating()

    persons = register.persons
    for person in persons:
        person.count = sum(person.forms.values())
        person.name = person.name or _best_name(person)
        person.gender = register.supposed_gender(person) or _agreed(person)
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


def _place_full_names(register: Register, ranked: Sequence[Form]) -> None:
    """Give every full name to somebody: the longest first."""
    families: dict[str, set[str]] = defaultdict(set)
    for core in (core_of(form) for form in ranked):
        if len(core) > 1:
            families[core[-1]].add(core[0])
            families[core[1]].add(core[0])
    for form in sorted(ranked, key=lambda form: len(core_of(form)) < 3):
        core = core_of(form)
        if len(core) < 2:
            continue
        for person in register.persons:
            if (
                any(
                    len(other) > 1 and _same_full_name(other, core, families)
                    for other in person.cores
                )
                and not answer_each_other(person.tags, register.uses[form].tags)
                and register.fits(person, form)
            ):
                register.join(person, form)
                break
        else:
            register.start(form)


def _same_full_name(one: Form, other: Form, families: dict[str, set[str]]) -> bool:
    """Whether two full names may be one person's: "Anna Marsh" and "Nan Marsh", "Mary Ann" and
    "Mary Ann Marsh".

    ``families`` holds all given names with a surname: "Otto Vane Marsh" is not Otto Vane where
    there is a Greta Vane.
    """
    short, long = sorted((one, other), key=len)
    if one[-1] == other[-1]:
        middle = len(long) > len(short) == 2 and long[-2:] == short  # "Ann Marsh" of Mary Ann
        return middle or same_given(one[0], other[0]) or is_clipped(one[0], other[0])
    if not len(long) > len(short) == 2 or long[:2] != short:
        return False
    return families[short[-1]] == {short[0]}


def _agreed(person: Person) -> str:
    """The gender that few pronouns agree on, of somebody who is seldom named."""
    he, she = person.votes["m"], person.votes["f"]
    if max(he, she) >= AGREED and not min(he, she):
        return "m" if he else "f"
    return ""


def _is_family(form: Form, uses: dict[Form, Uses]) -> bool:
    """Whether a name is that of a whole family: "the Vanes"."""
    if len(form) > 1 or not form[0].endswith("s"):
        return False
    if uses[form].placed * 2 <= uses[form].total:
        return False  # "Adams", beside an Adam
    one = uses.get((form[0].removesuffix("s"),))
    return one is not None and one.narrated > uses[form].narrated


def _runs_on(form: Form, uses: dict[Form, Uses]) -> bool:
    """Whether a name is two, of which one begins a clause: "To Mrs. Vane Greta gave a chair"."""
    head, last = form[:-1], form[-1:]
    if not titles_of(head) or len(core_of(head)) != 1 or last[0] not in GIVEN_NAMES:
        return False
    rare = MANY_TIMES * uses[form].total
    return all(one in uses and uses[one].narrated >= rare for one in (head, last))


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


def _place_bare_titles(register: Register, ranked: Sequence[Form]) -> None:
    """Give "the Captain" to the one who bears that title, or mostly bears it."""
    for form in ranked:
        if not core_of(form):
            use = register.uses[form]
            named = [p for p in register.persons if any(form == core[1:] for core in p.cores)]
            if named and use.placed * 2 < use.total:  # "Queen said", where there is an Otto Queen
                register.join(max(named, key=lambda p: sum(p.forms.values())), form)
                continue
            bearers = [p for p in register.persons if form[0] in p.titles]
            bearers.sort(key=lambda p: -_times_titled(register, p, form[0]))
            titled = [_times_titled(register, p, form[0]) for p in bearers]
            if len(bearers) > 1 and titled[0] >= OUTSHINES * max(1, titled[1]):
                del bearers[1:]
            if len(bearers) == 1 and not register.together(bearers[0], form):
                register.join(bearers[0], form)
            elif not bearers or register.uses[form].tagged >= 3:
                register.start(form)


def _times_titled(register: Register, person: Person, title: str) -> int:
    """How often narration names a person with a title."""
    return sum(register.uses[form].narrated for form in person.forms if title in titles_of(form))


def _place_honorifics(register: Register, uses: dict[Form, Uses]) -> None:
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
        known = set(core) <= {word for other in person.cores if other != core for word in other}
        full = len(core) > 1 and (share > 0.01 or known)
        if full and all(is_ordinary(word) and word not in GIVEN_NAMES for word in core):
            full = False  # "the Silver Captain"
        fullness = 2 * full + bool(share > 0.05 and titles_of(form))
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
