"""A given cast into people: the names that it states, and the short ones that follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from narrator.attribution.capitals import Lexicon
from narrator.attribution.given_names import GIVEN_NAMES
from narrator.attribution.names import (
    Form,
    Uses,
    core_of,
    stand_together,
    titles_of,
)
from narrator.attribution.people import (
    People,
    Person,
    first_name_gender,
    form_gender,
    is_by_husband,
    same_given,
    title_nouns,
    to_form,
)
from narrator.attribution.tokens import fold, split_words
from narrator.attribution.words import (
    ADJECTIVE_TITLES,
    COMMON_TITLES,
    KIN_NOUNS,
    PERSON_NOUNS,
    PREPOSITIONS,
    SAME_KIN,
    STOP_NAMES,
    TITLES,
    VAGUE_NOUNS,
)
from narrator.book import Character

OVERSHADOWED = 8
"""A bare name means the one who is named so many times as often as another who might bear it."""
ARTICLES = frozenset(("the", "a", "an", "one", "another", "that", "his", "her"))
ANYBODY = frozenset(("voice",))
"""What is heard of somebody: "the voice" means another one each time."""
_EXPLAINING = PREPOSITIONS | frozenset(("who", "whose", "that", "which"))


def from_cast(given: Sequence[Character], uses: dict[Form, Uses], lexicon: Lexicon) -> People:
    """The people of a given cast, in its order, with all that they may be called.

    ``uses`` are the names that the book has, ``lexicon`` its words.
    """
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
            for noun in _nouns_of(name, lexicon):
                nouns.setdefault(noun, []).append(index)
            for short in _short_forms(form, lexicon):
                derived.setdefault(short, []).append(index)
        person.count = sum(person.forms.values())
        names = (character.name, *character.aliases)
        person.unnamed = all(_is_noun(name, lexicon) for name in names)
        if person.unnamed:
            person.described = frozenset(w for name in names for w in _phrase_of(name)[1][:-1])
    for form, who in stated.items():
        if len(form) == 1 and (fuller := _fuller(form, who, derived.get(form, ()), persons)):
            who[:] = [fuller]
    forms: dict[Form, tuple[int, ...]] = {
        form: tuple(dict.fromkeys(who)) for form, who in stated.items()
    }
    _add_short_forms(forms, derived, persons)
    for form in list(uses):  # "Mr. Vane" where only "Vane" was given, and the like
        if form not in forms and (found := _resolve(form, forms, persons)):
            forms[form] = found
    _narrow(forms, persons, uses)
    for form, use in uses.items():
        for index in forms.get(form, ())[:1]:
            persons[index].count += use.total if form not in persons[index].forms else 0
    for form in uses:  # "Mrs. Vane" where only "Anna Vane" was given may be somebody's mother
        if _is_plain(form) and len(forms.get(form, ())) == 1:
            persons[forms[form][0]].forms.setdefault(form, uses[form].total)
    _add_called(nouns, given, persons)
    people = People(
        persons, forms, {noun: tuple(dict.fromkeys(who)) for noun, who in nouns.items()}
    )
    people.closed = True
    return people


def _add_called(
    nouns: dict[str, list[int]], given: Sequence[Character], persons: Sequence[Person]
) -> None:
    """Add what titles make of people, and who is listed by the very words of a noun."""
    for index, person in enumerate(persons):
        for noun in title_nouns(person):
            if index not in nouns.setdefault(noun, []):
                nouns[noun].append(index)
    for index, character in enumerate(given):  # "the guard" is "The Guard", not "A Guard"
        for name in (character.name, *character.aliases):
            if (called := " ".join(fold(w) for w in split_words(name))) in nouns:
                nouns[called] = [index]


def _add_short_forms(
    forms: dict[Form, tuple[int, ...]],
    derived: Mapping[Form, Sequence[int]],
    persons: Sequence[Person],
) -> None:
    """Add the names that follow from those stated, with whom each may mean, likeliest first."""
    for form, who in derived.items():
        if form in forms:
            continue
        ranked = sorted(dict.fromkeys(who), key=lambda i: (-persons[i].count, i))
        fitting = [i for i in ranked if not _gender_clash(form, persons[i])]
        if all(any(core[:1] == form for core in persons[i].cores) for i in fitting):
            fitting = [
                i for i in fitting if persons[i].count * OVERSHADOWED >= persons[fitting[0]].count
            ]
        if fitting:
            forms[form] = tuple(fitting)


def _narrow(
    forms: dict[Form, tuple[int, ...]], persons: Sequence[Person], uses: Mapping[Form, Uses]
) -> None:
    """Leave out whom a name that several may bear can't mean, by how the book uses it.

    "Vane said. He rose" is not Mrs. Vane; and whoever sentences name beside "Miss Vane", by another
    name, is her sister.
    """
    own: dict[int, set[int]] = {}
    for form, who in forms.items():
        if len(who) == 1 and form in uses:
            own.setdefault(who[0], set()).update(uses[form].sentences)
    for form, use in uses.items():
        some = forms.get(form, ())
        if len(some) < 2:
            continue
        if use.gender:
            some = tuple(i for i in some if persons[i].gender in ("", use.gender)) or some
        apart = (i for i in some if not stand_together(use.sentences, own.get(i, set())))
        some = tuple(apart) or some
        if len(form) == 1:
            most = max(persons[i].count for i in some)
            some = tuple(i for i in some if persons[i].count * OVERSHADOWED >= most)
        forms[form] = some


def _is_plain(form: Form) -> bool:
    """Whether a name has titles such as many bear: "Mrs. Vane", not "Captain Vane"."""
    titles = titles_of(form)
    return bool(titles) and COMMON_TITLES.issuperset(titles)


def _nouns_of(name: str, lexicon: Lexicon) -> Iterable[str]:
    """How narration speaks of somebody who is listed by what they are: "The Old Ferryman"."""
    article, phrase = _phrase_of(name)
    if not phrase:
        return
    whole = len(phrase) + bool(article) == len(name.split())
    noun = phrase[-1]
    common = lexicon.lower[noun] > lexicon.capital[noun] and bool(article)
    if (noun not in PERSON_NOUNS and not common) or noun in GIVEN_NAMES:
        return
    if noun not in ANYBODY or len(phrase) == 1:
        yield from sorted(SAME_KIN.get(noun, (noun,)))
    vague = noun in VAGUE_NOUNS - KIN_NOUNS
    if len(phrase) == 1 and common and not (vague and (article in ("", "the") or not whole)):
        yield from dict.fromkeys((f"{article} {noun}", f"{article if vague else 'the'} {noun}"))
    if len(phrase) > 1 and not any(word in TITLES - ADJECTIVE_TITLES for word in phrase[:-1]):
        plain = noun in VAGUE_NOUNS and all(word in ADJECTIVE_TITLES for word in phrase[:-1])
        yield " ".join((article, *phrase) if plain else phrase)


def _phrase_of(name: str) -> tuple[str, Form]:
    """The article of a name and what it says of somebody, up to where it begins to explain.

    >>> _phrase_of("The Old Man With The Stick"), _phrase_of("Oskar Vane")
    (('the', ('old', 'man')), ('', ('oskar', 'vane')))
    """
    words = [fold(word) for word in split_words(name) if word[0].isalpha()]
    article = words[0] if words and words[0] in ARTICLES else ""
    words = words[1:] if article and len(words) > 1 else words
    end = next((i for i, w in enumerate(words) if i and w in _EXPLAINING), len(words))
    return article, tuple(words[: end if article else len(words)])


def _is_noun(name: str, lexicon: Lexicon) -> bool:
    """Whether a name says only what somebody is: "The Ferryman"."""
    return ARTICLES.issuperset(name.lower().split()[:1]) and any(_nouns_of(name, lexicon))


def _fuller(
    form: Form, bearers: Sequence[int], others: Sequence[int], persons: list[Person]
) -> int | None:
    """Whom a bare name means when the cast lists both "Vane" and "Oskar Vane"."""
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
    if len(form) == 1 and form[0] in person.surnames:  # "Bishop" of Greta Bishop
        return False
    gender = form_gender(form)
    return bool(gender and person.gender and gender != person.gender)


def _short_forms(form: Form, lexicon: Lexicon) -> Iterable[Form]:
    """What a person of this name may also be called."""
    core = core_of(form)
    if len(form) > 2 and form[1] == "of" and lexicon.capital[form[0]] > lexicon.lower[form[0]]:
        yield form[:1]  # "the Keeper" is "The Keeper Of The Bees"
        return
    named = {
        word
        for word in core
        if lexicon.names_somebody(word)
        or (word not in STOP_NAMES and lexicon.capital[word] * 2 >= lexicon.lower[word])
    }
    if not core:
        return
    if is_by_husband(form):  # "Oskar Vane" is not Mrs. Oskar Vane
        yield from ((title, name) for title in titles_of(form) for name in (core[-1], core[0]))
        return
    only_name = core[-1] not in PERSON_NOUNS and lexicon.capital[core[0]] > 0
    only_name = only_name and not lexicon.lower[core[0]]  # "Ilva" of "Ilva Stone"
    if len(named) < len(set(core)) and core[0] not in GIVEN_NAMES and not only_name:
        return
    if core != form:
        yield core
    if len(core) > 1:
        if core[0] in named:
            yield core[:1]
        if core[-1] in named:  # "Reed" alone is a reed, but "Oskar" is Oskar Reed
            yield core[-1:]
        for title in titles_of(form):
            yield (title, core[-1])
            yield (title, core[0])


def _resolve(
    form: Form, forms: dict[Form, tuple[int, ...]], persons: list[Person]
) -> tuple[int, ...] | None:
    """The people whom an unlisted form must mean."""
    core = core_of(form)
    keys = [core, core[-1:], core[:1]]
    if len(core) > 2:  # "Oskar Vane, Esquire"
        keys.insert(1, core[:-1])
    if len(core) > 1 and core[0] in GIVEN_NAMES and forms.keys().isdisjoint(keys[:-2]):
        return _full_name(form, persons) or None
    for key in keys:
        who = tuple(i for i in forms.get(key, ()) if not _gender_clash(form, persons[i]))
        if who:
            return who
    if len(form) == 1 and core and first_name_gender(form):  # "Dick" is Richard
        gender = first_name_gender(form)
        who = tuple(
            i
            for i, each in enumerate(persons)
            if gender in ("", each.gender) or not each.gender
            if any(len(c) > 1 and same_given(c[0], form[0]) for c in each.cores)
        )
        return who if len(who) == 1 else None
    return None


def _full_name(form: Form, persons: Sequence[Person]) -> tuple[int, ...]:
    """Who is listed by the given name of a full one, or by the surname: "Jane Marsh" is "Jane".

    Another surname makes another person, but for women, who marry into the families of a book;
    so does another given name: "Mr. Marsh" may be called Thomas, but "Thomas Marsh" isn't Jane.
    """
    core = core_of(form)
    first, last = core[0], core[-1]
    gender = form_gender(form) or first_name_gender(form)
    fitting = [i for i, each in enumerate(persons) if each.gender in ("", gender) or not gender]
    bearers = [i for i in fitting if last in persons[i].surnames]
    namesakes = [i for i in fitting if any(same_given(c[0], first) for c in persons[i].cores if c)]
    both = [i for i in namesakes if i in bearers]
    if both:
        return tuple(both)
    is_family = any(last in each.surnames for each in persons)
    marries = is_family and gender == "f"
    some = [i for i in namesakes if marries or not persons[i].surnames]
    if some:
        return tuple(some)
    return tuple(i for i in bearers if not any(len(c) > 1 for c in persons[i].cores))
