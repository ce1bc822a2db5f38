"""A book's people while they are put together, name by name."""

from __future__ import annotations

from collections.abc import Sequence

from narrator.attribution.given_names import EITHER_SEX
from narrator.attribution.names import Form, Uses, core_of, stand_together, titles_of
from narrator.attribution.people import (
    Person,
    clash,
    first_name_gender,
    form_gender,
    is_clipped,
    same_given,
)
from narrator.attribution.turn_taking import are_one, may_be_one, take_turns
from narrator.attribution.words import (
    BEFORE_GIVEN,
    EVERYBODY,
    MALE_ONLY_RANKS,
    MARRIED,
    NOBLE,
    SAINTS,
    UNMARRIED,
)

MANY_PRONOUNS = 10
"""So many pronouns near a name say more of its bearer's gender than a given name does."""
OTHER_SEX = {"m": "f", "f": "m"}
DENYING = 6
"""So many pronouns, and none besides, deny what a given name says."""
FEWEST_NAMINGS = 10
"""So often somebody must be named otherwise to be meant by the surname rather than a relative."""
LEANING = 2
"""How many times as many pronouns of one gender as of the other make a name lean to it."""
MANY_VOTES = 16
MEN = 0.4
"""Of so many pronouns behind a name a smaller share of "she" than that makes it a man's."""
PART_BESIDE = 0.5
"""In so many sentences with a full name the given name may stand as well, and mean the same."""
WOMEN = ((MANY_VOTES, 0.42), (8, 0.5), (4, 0.6))
"""Of so many pronouns behind a name, the share of "she" from which on it is a woman's. Where names
themselves tell their gender, in 45 novels, three in a hundred men have as many, and nine in ten
women."""
ABOVE = 0.15
"""By so much it must be more than behind other names: a book about a woman is full of "she"."""
HARDLY = 0.15
"""With a greater share of "she" than that, a woman's given name is no man's."""
SELDOM = 2
"""A name that narration uses no more often may be another one cut short."""
OUTSHINES = 4
"""How many times as often somebody is named as the next one with the same title."""


class Register:
    """People as they are put together, form by form."""

    def __init__(self, uses: dict[Form, Uses]) -> None:
        self.uses = uses
        self.persons: list[Person] = []
        he, she = (sum(getattr(use, one) for use in uses.values()) for one in ("he", "she"))
        self.share = she / max(1, he + she)
        """How often it is "she" that follows anybody's name."""

    def start(self, form: Form) -> Person:
        person = Person("")
        self.persons.append(person)
        self.join(person, form)
        return person

    def join(self, person: Person, form: Form) -> None:
        use = self.uses[form]
        person.forms[form] = use.total
        person.surfaces.update(use.surface)
        person.tags |= use.tags
        person.votes.update({"m": use.he, "f": use.she})
        gender = self.title_gender(form)
        if gender and not person.sure_gender:
            person.gender, person.sure_gender = gender, True
        elif not person.gender:
            person.gender = first_name_gender(form)

    def together(self, person: Person, form: Form) -> bool:
        """Whether sentences name the person and the form beside each other, as two people.

        A title or a given name beside the full name says nothing, unless it is the rule: "Oskar
        Vane knocked; Oskar always did".
        """
        use = self.uses[form]
        for other in person.forms:
            known = self.uses[other]
            both = len(use.sentences & known.sentences)
            fewer = min(len(use.sentences), len(known.sentences))
            if _is_part(form, other) or _is_part(other, form):
                both -= int(PART_BESIDE * fewer)
            if (both >= 3 and both >= 0.04 * fewer) or (both >= 2 and both >= 0.3 * fewer):
                return True
        return False

    def fits(self, person: Person, form: Form) -> bool:
        """Whether nothing speaks against a form being the person's."""
        if self.clashes(person, form):
            return False
        titles = set(titles_of(form))
        if SAINTS & titles and not SAINTS & person.titles:
            return False  # "St. Oskar" is a church, or a day
        known = sum(person.forms.values())
        alone = len(core_of(form)) == 1 and self.uses[form].total > known
        if alone and titles & NOBLE and not person.titles & NOBLE:
            return False  # "Princess Ilse" is not the Ilse Kern who comes to tea
        gender = self.title_gender(form) or self.told_gender(form)
        theirs = self.likely_gender(person) or self._leaning(person)
        if gender and theirs and gender != theirs:
            return False
        return not self.together(person, form) and not self.rival(person, form)

    def clashes(self, person: Person, form: Form) -> bool:
        """Whether titles speak against a form being the person's."""
        gender = self.title_gender(form)
        return any(
            clash(form, other) or {gender, self.title_gender(other)} == {"m", "f"}
            for other in person.forms
        )

    def title_gender(self, form: Form) -> str:
        """What a form's title says of its bearer; a captain may be a woman, if pronouns say so."""
        gender = form_gender(form)
        if gender == "m" and self.uses[form].she > self.uses[form].he:
            return form_gender(tuple(word for word in form if word not in MALE_ONLY_RANKS))
        return gender

    def told_gender(self, form: Form) -> str:
        """What pronouns say of a name's gender; of a given name only if they are many.

        A woman's given name must hardly ever be followed by "she" to be a man's.
        """
        use = self.uses[form]
        by_name = first_name_gender(form)
        both = use.he + use.she
        if by_name and both < MANY_PRONOUNS and EITHER_SEX.isdisjoint(core_of(form)[:1]):
            return by_name
        if by_name == "f" and use.gender == "m" and use.she > HARDLY * both:
            return by_name
        return use.gender or by_name

    def likely_gender(self, person: Person) -> str:
        """What the titles say, else many pronouns, else the given name, else a few pronouns."""
        if person.sure_gender:
            return person.gender
        if _is_either(person):
            return self.voted(person) or self._leaning(person) or person.gender
        if person.gender and person.votes.total() < MANY_PRONOUNS:
            return OTHER_SEX[person.gender] if self._denied(person) else person.gender
        return self.voted(person) or person.gender

    def supposed_gender(self, person: Person) -> str:
        """The likely gender, or else the one that a single pronoun tells, if none denies it.

        Behind a man's name comes "he", behind a woman's often a man's "he" as well.
        """
        he, she = person.votes["m"], person.votes["f"]
        only = "m" if he and not she else "f" if she and not he else ""
        for fewest, share in WOMEN if len(person.tags) > 1 else ():
            if he + she >= fewest:
                least = max(share, self.share + ABOVE)
                only = "f" if she >= least * (he + she) else only
                if fewest == MANY_VOTES and she < MEN * (he + she):
                    only = "m"
                break
        return self.likely_gender(person) or only

    @staticmethod
    def _denied(person: Person) -> bool:
        """Whether all pronouns say that a given name is no such name here: "Doyle" is a woman."""
        he, she = person.votes["m"], person.votes["f"]
        return not (he if person.gender == "m" else she) and he + she >= DENYING

    @staticmethod
    def voted(person: Person) -> str:
        he, she = person.votes["m"], person.votes["f"]
        if he + she >= 4 and max(he, she) >= 0.75 * (he + she):
            return "m" if he > she else "f"
        return ""

    @staticmethod
    def _leaning(person: Person) -> str:
        """The gender that most pronouns have, of somebody of whom nothing else tells it."""
        he, she = person.votes["m"], person.votes["f"]
        return "m" if he >= LEANING * max(1, she) else "f" if she >= LEANING * max(1, he) else ""

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
            return int(_may_be(core[0], word) and self._may_be_short(form, core))
        if core[-1] == word:
            return 1 if titles else 2
        if titles and not titles & BEFORE_GIVEN:
            return int(core[0] == word)
        if core[0] == word:
            return 2
        return int(_may_be(core[0], word) and self._may_be_short(form, core))

    def _may_be_short(self, form: Form, core: Form) -> bool:
        """Whether one of two names is used in speech alone, as short names are, or hardly at all
        and never beside the other."""
        one, two = self.uses[form], self.uses.get(core[:1])
        if min(self._told(form), self._told(core[:1])) < 0.35:
            return True
        if two is None or min(one.narrated, two.narrated) > SELDOM:
            return False
        return one.sentences.isdisjoint(two.sentences) and not take_turns(one.tags, two.tags)[1]

    def _told(self, form: Form) -> float:
        """The share of a form's uses that stand in narration."""
        use = self.uses.get(form)
        return use.narrated / use.total if use and use.total else 1.0

    def rival(self, person: Person, form: Form) -> bool:
        """Whether narration keeps to "Oskar" and to "Mr. Vane": so they are two."""
        if len(core_of(form)) != 1 or not self._keeps_to(form):
            return False
        if any(len(other) > len(form) and other[: len(form)] == form for other in person.forms):
            return False  # "Lord Oskar" of "Lord Oskar Vane"
        return any(
            len(core_of(other)) == 1
            and core_of(other) != core_of(form)
            and bool(titles_of(other)) != bool(titles_of(form))
            and self._keeps_to(other)
            and self._are_two(person, *sorted((form, other), key=titles_of))
            for other in person.forms
        )

    def _are_two(self, person: Person, given: Form, titled: Form) -> bool:
        """Whether narration keeps to "Greta" and to "Mrs. Vane" because they are two.

        "Miss Vane" is hardly ever another than the only "Greta Vane", nor is "Mrs. Vane", unless
        sentences name both; a "Mr. Vane" is often Oskar's father.
        """
        one, two = self.uses[given], self.uses[titled]
        if may_be_one(two.tags, one.tags):
            return False
        titles = set(titles_of(titled))
        if titles & UNMARRIED:
            return self._has_sister(person, core_of(titled)[0])
        if not titles & MARRIED:  # "Dr. Otto Vane" is Dr. Vane; "Mr. Otto Vane" may be his son
            return bool(titles & EVERYBODY) or not any(
                titles <= set(titles_of(other)) and len(core_of(other)) > 1
                for other in person.forms
            )
        return stand_together(one.sentences, two.sentences)

    def _has_sister(self, person: Person, surname: str) -> bool:
        """Whether another woman bears the surname, and isn't known to be married."""
        return any(
            other is not person
            and surname in {core[-1] for core in other.cores if len(core) > 1}
            and self.likely_gender(other) == "f"
            and not other.titles & MARRIED
            for other in self.persons
        )

    def merge_alternating(self) -> None:
        """Make one of two people where every other paragraph of a talk is one's and the other's.

        That a sentence names both says nothing here: "the Duke of Avon".
        """
        for one in sorted(self.persons, key=lambda one: len(one.tags)):
            others = [
                other
                for other in self.persons
                if other is not one
                and are_one(one.tags, other.tags)
                and self._may_merge(one, other)
            ]
            if len(others) == 1:
                for form in one.forms:
                    self.join(others[0], form)
                self.persons = [each for each in self.persons if each is not one]

    def _may_merge(self, one: Person, other: Person) -> bool:
        """Whether nothing but their names keeps two people apart."""
        if one.name or other.name or (one.has_full_name and other.has_full_name):
            return False
        if len({self.likely_gender(one), self.likely_gender(other)} - {""}) > 1:
            return False
        return not any(self.clashes(other, form) for form in one.forms)


def _is_part(one: Form, other: Form) -> bool:
    """Whether a word is the title or given name of a name: "Oskar" or "Sir" of "Sir Oskar Vane"."""
    full = core_of(other)
    if len(one) > 1 or not full:
        return False
    return one[0] in titles_of(other) or (len(full) > 1 and same_given(one[0], full[0]))


def _is_either(person: Person) -> bool:
    """Whether men and women bear the given name."""
    return any(core and core[0] in EITHER_SEX for core in person.cores)


def _may_be(one: str, other: str) -> bool:
    """Whether two given names may be one person's, or one is the other cut short."""
    return same_given(one, other) or is_clipped(one, other)


def _is_known(person: Person) -> bool:
    """Whether somebody's full name is no slip, and no title that is not known to be one."""
    return person.has_full_name and sum(person.forms.values()) >= FEWEST_NAMINGS


def _head_of(family: Sequence[Person], titles: set[str]) -> Person | None:
    """Whom of a family a title with the surname means: the only one who is named in full with that
    rank, or whoever is named so much more often; "Miss Marsh" may be any of the sisters."""
    if not titles & EVERYBODY:
        ranked = [person for person in family if titles <= person.titles]
        if len(ranked) == 1:
            return ranked[0]
    return family[0] if outshines(family[0], family[1]) else None


def outshines(one: Person, two: Person) -> bool:
    """Whether a person is named so much more often than another that a bare title means them."""
    return sum(one.forms.values()) >= OUTSHINES * sum(two.forms.values())
