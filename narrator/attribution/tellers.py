"""Chapters into those who tell them: which are told by "I", and who that is in each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from narrator.attribution.mentions import NAME
from narrator.attribution.names import core_of
from narrator.attribution.parts import SUBJECT
from narrator.attribution.people import People, Person, to_form
from narrator.attribution.tags import BEFORE
from narrator.attribution.tokens import Block
from narrator.attribution.turns import Scenery, Turn, says_i
from narrator.book import Kind, Lines

FIRST_PERSON_SHARE = 0.012
"""Share of "I" and its forms among the words of narration above which a chapter is told by "I"."""
SEEMS_FIRST_PERSON = 0.002
"""The share that is enough for a chapter of a book that is told by "I" as a whole."""
FEWEST_I_SAID = 3
"""How often a first-person narrator says "I said"; fewer may be a letter or a lost mark."""
FEWEST_CALLS, RAREST_CALLS = 2, 1 / 50
"""How often "I" must be called by name: at all, and for each of the own turns."""
SELDOM_ACTING = 10
"""Who speaks of himself by name ("an Oskar never begs") hardly ever speaks or acts beside a speech:
for so many calls once at most."""
NARRATOR = "Narrator"
FEWEST_NAMINGS = 8
"""Whoever tells some chapters is named so often by those who tell the others."""
HEADED, MOST_CALLS, NAMED, CHANGE = 8.0, 6, 2.0, 4.0
"""What it counts to be named by a chapter's heading, to be called in it by name, once each up to so
often; what it counts against it to be named by its narration, beyond once; and what a change of
the teller counts."""
FEWEST_HEADED = 1 / 4
"""The share of the chapters told by "I" that must be headed by names: else these are titles."""
FEWEST_OWN, OWN_CALLS = 3, 1 / 20
"""How often somebody must be called by name to tell some chapters: in all, and for each of the
teller's turns in them."""
_ASIDE = re.compile(r"[-–—:|~*()\[\]]+|[’']s (?:pov|point of view)\b|\bpov\b", re.IGNORECASE)
_NUMBERING = re.compile(
    r"^(?:(?:chapter|part|book|episode)\b\s*)?(?:\d+|[ivxlc]+\b)?[.\s]*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Tellers:
    """How a book is told."""

    first_person: Sequence[bool]
    """For each chapter, whether its narration says "I"."""
    narrators: Sequence[int | None]
    """For each chapter, who "I" is, or would be."""

    def of(self, chapter: int) -> int | None:
        """Who tells a chapter as "I"."""
        return self.narrators[chapter] if self.first_person[chapter] else None

    @property
    def main(self) -> int | None:
        """Who tells most of the chapters."""
        told = Counter(who for who in self.narrators if who is not None)
        return told.most_common(1)[0][0] if told else None


def find_tellers(scenery: Scenery, people: People, chapters: Sequence[Lines]) -> Tellers:
    """Who tells each chapter. Somebody may come in for it, whom others never call: "Narrator"."""
    first_person = told_by_i(scenery.blocks, len(chapters))
    if not any(first_person):
        return Tellers(first_person, [None] * len(chapters))
    signs = _read_signs(scenery, first_person, people)
    narrator = find_narrator(scenery, people, first_person, signs)
    if narrator is None:
        return Tellers(first_person, [None] * len(chapters))
    headings: list[int | None] = [_headed(lines, people) for lines in chapters]
    named = sum(who is not None and said for who, said in zip(headings, first_person, strict=True))
    if named < FEWEST_HEADED * sum(first_person):
        headings = [None] * len(chapters)
    return Tellers(first_person, _share_out(signs, first_person, narrator, headings))


@dataclass(frozen=True, slots=True)
class Signs:
    """What each chapter says of who tells it."""

    own: Sequence[int]
    """How many turns are the teller's, by "I said" or what I do beside them."""
    called: Sequence[Counter[int]]
    """Whom those call who speak right before and after these: person -> times."""
    told: Sequence[Counter[int]]
    """Whom narration names: person -> times."""


def _read_signs(scenery: Scenery, first_person: Sequence[bool], people: People) -> Signs:
    named = {
        index
        for index, person in enumerate(people.persons)
        if person.given or any(core_of(form) for form in person.forms)
    }
    own = [0] * len(first_person)
    called: list[Counter[int]] = [Counter() for _ in first_person]
    for turn in scenery.turns:
        if first_person[turn.chapter] and _seems_i(turn):
            own[turn.chapter] += 1
            calls = _calls_near(scenery.turns, turn)
            called[turn.chapter].update({who: calls[who] for who in calls if who in named})
    return Signs(own, called, _named_in(scenery, len(first_person)))


def _headed(lines: Lines, people: People) -> int | None:
    """Whom a chapter's headings name: "Emma", "Chapter 3: Emma", "EMMA'S POV"."""
    for line in lines:
        if line.kind is not Kind.HEADING:
            break
        for part in _ASIDE.split(_NUMBERING.sub("", line.text.strip())):
            who = people.forms.get(to_form(part), ())
            if len(who) == 1:
                return who[0]
    return None


def _share_out(
    signs: Signs, first_person: Sequence[bool], main: int, headings: Sequence[int | None]
) -> list[int | None]:
    """Who tells each chapter: whom its heading names, and others call, and narration doesn't name.

    The best way through all chapters, in which a change of the teller is rare.
    """
    own, called, told = signs.own, signs.called, signs.told
    overall: Counter[int] = sum(told, Counter())
    some = {who for calls in called for who in calls}
    some |= {who for who in headings if who is not None}
    known = [main, *sorted(who for who in some - {main} if overall[who] >= FEWEST_NAMINGS)]
    scores = dict.fromkeys(known, 0.0)
    before: list[dict[int, int]] = []
    for chapter in range(len(first_person)):
        best = max(known, key=lambda who: scores[who])
        came = {who: who if scores[who] >= scores[best] - CHANGE else best for who in known}
        before.append(came)
        scores = {
            who: scores[came[who]]
            - CHANGE * (came[who] != who)
            + first_person[chapter]
            * (
                HEADED * (headings[chapter] == who)
                + min(MOST_CALLS, called[chapter][who])
                - NAMED * max(0, told[chapter][who] - 1)
            )
            for who in known
        }
    who = max(known, key=lambda who: scores[who])
    path: list[int] = []
    for came in reversed(before):
        path.append(who)
        who = came[who]
    found: list[int | None] = []
    for who, run in groupby(path[::-1]):
        chapters = range(len(found), len(found) + len(list(run)))
        calls = sum(called[chapter][who] for chapter in chapters)
        often = calls >= max(FEWEST_OWN, OWN_CALLS * sum(own[chapter] for chapter in chapters))
        headed = 2 * sum(headings[chapter] == who for chapter in chapters) >= len(chapters)
        last = found[-1] if found else main
        found += [who if often or headed or who == main else last] * len(chapters)
    return found


def _calls_near(turns: Sequence[Turn], turn: Turn) -> Counter[int]:
    """Whom those call who speak right before and after: once each, less who is called himself."""
    called: Counter[int] = Counter()
    for other in turns[max(0, turn.index - 1) : turn.index + 2]:
        if other.scene == turn.scene and other is not turn and not _seems_i(other):
            called.update(other.called)
    for person in turn.called:
        called[person] -= 1
    return called


def _named_in(scenery: Scenery, size: int) -> list[Counter[int]]:
    """Whom each chapter's narration names, and how often."""
    told: list[Counter[int]] = [Counter() for _ in range(size)]
    for block, pieces in zip(scenery.blocks, scenery.mentions, strict=True):
        for piece, mentions in zip(block.pieces, pieces, strict=True):
            if not piece.voiced:
                told[block.chapter].update(m.who[0] for m in mentions if m.kind == NAME and m.who)
    return told


def told_by_i(blocks: Sequence[Block], chapters: int) -> list[bool]:
    """For each chapter whether its narration says "I"."""
    said, words = [0] * chapters, [0] * chapters
    for block in blocks:
        for piece in block.pieces:
            if piece.kind is Kind.NARRATION:
                said[block.chapter] += sum(w in ("i", "me", "my") for w in piece.low)
                words[block.chapter] += len(piece.low)
    overall = sum(said) > FIRST_PERSON_SHARE * max(1, sum(words))
    return [
        s > 0 and s > (SEEMS_FIRST_PERSON if overall else FIRST_PERSON_SHARE * 1.5) * n
        for s, n in zip(said, words, strict=True)
    ]


def _seems_i(turn: Turn) -> bool:
    """Whether "I" say it by its tag, or do something beside it: "I shook my head. “No.”"."""
    if turn.tag is not None:
        return says_i(turn)
    acting = [(place, m) for place, m in turn.around if m.role == SUBJECT]
    if not acting or acting[0][1].gender != "1":
        return False
    ahead = [m for place, m in acting if place == BEFORE]
    return all(m.gender == "1" for m in ahead) if ahead else acting[0][1].start == 0


def find_narrator(
    scenery: Scenery, folk: People, first_person: Sequence[bool], signs: Signs
) -> int | None:
    """Who "I" is: the one whom others call by name around "I said", and whom narration never names,
    or at least never has speak or act beside a speech.

    Without such a person, the only one who is called anywhere and never named by narration, or the
    only one of the given cast; else a new one called Narrator. None where nobody is "I".
    """
    own = sum(signs.own)
    if own < FEWEST_I_SAID - all(first_person):
        return None
    called, told = Counter[int](), Counter[int]()
    for chapter, said in enumerate(first_person):
        if said:
            called.update(signs.called[chapter])
            told.update(signs.told[chapter])
    fewest = max(FEWEST_CALLS, RAREST_CALLS * own)
    acting = Counter(
        mention.who[0]
        for turn in scenery.turns
        for _, mention in turn.around
        if mention.role == SUBJECT and len(mention.who) == 1
    )
    fitting = [
        (count, -index)
        for index, count in called.items()
        if count >= fewest
        and (told[index] <= max(2, count) or acting[index] * SELDOM_ACTING <= count)
    ]
    if fitting:
        return -max(fitting)[1]
    heard = [turn for turn in scenery.turns if first_person[turn.chapter]]
    alone = _never_named(folk, told, heard, fewest)
    if alone is not None:
        return alone
    taken = {person.name for person in folk.persons}
    folk.persons.append(Person(NARRATOR if NARRATOR not in taken else f"{NARRATOR} (I)"))
    return len(folk.persons) - 1


def _never_named(
    folk: People, told: Mapping[int, int], turns: Sequence[Turn], fewest: float
) -> int | None:
    """The only one whom speeches call and narration doesn't name, or the only one of the cast."""
    heard: Counter[int] = Counter()
    for turn in turns:
        heard.update(dict.fromkeys(turn.called, -FEWEST_I_SAID if _seems_i(turn) else 1))
    called = [i for i, count in heard.items() if count >= fewest and not told[i]]
    if len(called) == 1:
        return called[0]
    given = [i for i, person in enumerate(folk.persons) if person.given]
    untold = [i for i in given if not told[i] and not folk.persons[i].unnamed]
    return untold[0] if len(untold) == 1 < len(given) else None
