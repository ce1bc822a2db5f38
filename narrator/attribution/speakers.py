"""The way through attribution: lines in, people, turns, evidence, decision, lines out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from narrator.attribution.characters import find_people
from narrator.attribution.conversation import decide
from narrator.attribution.evidence import Evidence, gather
from narrator.attribution.explain import explain
from narrator.attribution.kin import resolve_kin
from narrator.attribution.mentions import NAME, NOUN, SUBJECT
from narrator.attribution.model import Floats, load_model
from narrator.attribution.nicknames import find_identities, find_nicknames, merge_people
from narrator.attribution.people import People, Person
from narrator.attribution.referents import SEXES, take_up_pronouns
from narrator.attribution.strangers import name_speaking_things, name_strangers
from narrator.attribution.tags import BEFORE
from narrator.attribution.tally import count_speech
from narrator.attribution.thoughts import find_thinker
from narrator.attribution.tokens import Block, make_blocks
from narrator.attribution.turns import Scenery, Turn, read_turns, says_i
from narrator.book import UNKNOWN, Cast, Character, Kind, Line, Lines

if TYPE_CHECKING:
    from narrator.notebook import Notes

FIRST_PERSON_SHARE = 0.012
"""Share of "I" and its forms among the words of narration above which a chapter is told by "I"."""
SEEMS_FIRST_PERSON = 0.002
"""The share that is enough for a chapter of a book that is told by "I" as a whole."""
FEWEST_I_SAID = 3
"""How often a first-person narrator says "I said"; fewer may be a letter or a lost mark."""
FEWEST_CALLS, RAREST_CALLS = 2, 1 / 50
"""How often "I" must be called by name: at all, and for each of the own turns."""
NARRATOR = "Narrator"
NO_CHANCE = 0.1
TAG_CHANCE, LEAD_CHANCE, NOUN_CHANCE = 0.99, 0.97, 0.9
"""How sure a tag is that names its speaker, one ahead of the speech (or a paragraph about one
person), and one that says only what somebody of the cast is: "said the ferryman"."""
FAR, FAR_CHANCE = 4, 0.96
"""More turns than that from every one that names its speaker, a talk may be out of step; so may
whom a noun means."""
FOUND_CHANCE = 0.98
"""What becomes of a chance where nobody lists the people: one may be two, or half of one."""
NOBODY_NEAR = "nobody is named near it"
Answer = tuple[str, float, str]
"""Speaker, confidence, evidence."""
GENDERS = {"m": "male", "f": "female", "": ""}


def attribute_lines(
    chapters: Sequence[Lines],
    *,
    people: Sequence[Character],
    listed: Sequence[str],
    corrections: Mapping[str, str],
    notes: Notes | None = None,
) -> tuple[tuple[Lines, ...], Cast]:
    """See ``narrator.attribution.attribute``."""
    blocks = make_blocks(chapters)
    folk = find_people(blocks, people, listed)
    if not folk.closed:
        name_speaking_things(blocks, folk)
    scenery = read_scenery(blocks, folk)
    for find_same in (find_nicknames, find_identities):
        if owners := find_same(scenery, folk):
            merge_people(folk, owners)
            del scenery  # before there is another one
            scenery = read_scenery(blocks, folk)
    if not folk.closed:
        name_strangers(scenery, folk)
    first_person = told_by_i(blocks, len(chapters))
    narrator = find_narrator(scenery, folk, first_person)
    corrected = _correct(folk, corrections, narrator)
    fixed: dict[int, int] = {}
    for turn in scenery.turns:
        for piece in turn.speech:
            if piece.line.id in corrected:
                fixed.setdefault(turn.index, corrected[piece.line.id])
    evidence = gather(scenery, folk, narrator, first_person, fixed, open_only=True)
    # ahead of the decision: it follows pronouns anew, but not where it is looked up
    thoughts = _thoughts(scenery, folk, narrator, first_person)
    chances = decide(evidence, fixed, notes)
    answers = _speeches(evidence, chances)
    answers.update(thoughts)
    done: list[Lines] = []
    for lines in chapters:
        out = []
        for line in lines:
            if line.kind in (Kind.DIALOGUE, Kind.THOUGHT):
                name, chance, why = answers.get(id(line), (UNKNOWN, NO_CHANCE, NOBODY_NEAR))
                if line.id in corrections:
                    person = corrected.get(line.id)
                    name = UNKNOWN if person is None else folk.persons[person].name
                    chance, why = 1.0, "corrected by hand"
                line = replace(line, speaker=name, confidence=chance, evidence=why)
            out.append(line)
        done.append(tuple(out))
    return tuple(done), make_cast(done, folk, narrator)


def read_scenery(blocks: Sequence[Block], folk: People) -> Scenery:
    """Turns with their mentions, and whom pronouns take up."""
    scenery = read_turns(blocks, folk)
    take_up_pronouns(scenery.blocks, scenery.mentions, [person.gender for person in folk.persons])
    resolve_kin(scenery, folk)
    return scenery


def _speeches(evidence: Evidence, chances: Floats) -> dict[int, Answer]:
    """The answers for all spoken lines, by the line's identity."""
    answers: dict[int, Answer] = {}
    calibrate = load_model().calibrate
    persons, offsets = evidence.people.persons, evidence.grid.offsets
    for turn in evidence.scenery.turns:
        a, b = int(offsets[turn.index]), int(offsets[turn.index + 1])
        if b == a:
            continue
        k = int(chances[a:b].argmax())
        person = evidence.candidates[turn.index][k]
        chance = float(chances[a + k])
        anchored = evidence.anchors.get(turn.index) == person
        chance = _tag_chance(turn) if anchored else calibrate(chance)
        if not anchored and (
            _is_far(evidence, turn) or (turn.tag and turn.tag.mention.kind == NOUN)
        ):
            chance *= FAR_CHANCE
        chance *= 1.0 if evidence.people.closed else FOUND_CHANCE
        if not anchored and _clashes(turn, persons[person]):
            chance = NO_CHANCE
        answer = (persons[person].name, chance, explain(evidence, chances, turn, person))
        for piece in turn.speech:
            answers[id(piece.line)] = answer
    return answers


def _is_far(evidence: Evidence, turn: Turn) -> bool:
    """Whether no turn of the scene near this one names its speaker."""
    turns, i = evidence.scenery.turns, turn.index
    near = range(max(0, i - FAR), min(len(turns), i + FAR + 1))
    return not any(j in evidence.anchors and turns[j].scene == turn.scene for j in near)


def _tag_chance(turn: Turn) -> float:
    """How sure it is who speaks a turn that says so itself."""
    tag = turn.tag
    if tag and tag.mention.kind == NOUN and tag.mention.exact:
        return NOUN_CHANCE
    named = tag and tag.spoken and (tag.mention.kind == NAME or tag.mention.gender == "1")
    return TAG_CHANCE if tag and named and tag.place != BEFORE else LEAD_CHANCE


def _clashes(turn: Turn, person: Person) -> bool:
    """Whether the tag says "she said" of a man: then nobody who is known speaks."""
    tag = turn.tag
    said = tag.mention.gender if tag and tag.spoken and tag.attached else ""
    return said in SEXES and person.gender in SEXES and said != person.gender


def _thoughts(
    scenery: Scenery, folk: People, narrator: int | None, first_person: Sequence[bool]
) -> dict[int, Answer]:
    """The answers for all thoughts that are not set as speech."""
    answers: dict[int, Answer] = {}
    genders = [person.gender for person in folk.persons]
    for number, block in enumerate(scenery.blocks):
        for piece in block.pieces:
            if piece.kind is not Kind.THOUGHT or piece.voiced:
                continue
            teller = narrator if first_person[block.chapter] else None
            found = find_thinker(scenery, number, piece, genders, teller)
            if found is not None:
                answers[id(piece.line)] = (folk.persons[found[0]].name, *found[1:])
    return answers


def _correct(folk: People, corrections: Mapping[str, str], narrator: int | None) -> dict[str, int]:
    """Line id -> person; names nobody bears yet become new people."""
    if not corrections:
        return {}
    names = {person.name.casefold(): i for i, person in enumerate(folk.persons)}
    for i, person in enumerate(folk.persons):
        for alias in (*person.surfaces, *(person.given.aliases if person.given else ())):
            names.setdefault(alias.casefold(), i)
    if narrator is not None:
        names.setdefault(NARRATOR.casefold(), narrator)
    found: dict[str, int] = {}
    for line_id, name in corrections.items():
        if name.casefold() == UNKNOWN:
            continue
        if name.casefold() not in names:
            names[name.casefold()] = len(folk.persons)
            folk.persons.append(Person(name))
        found[line_id] = names[name.casefold()]
    return found


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


def find_narrator(scenery: Scenery, folk: People, first_person: Sequence[bool]) -> int | None:
    """Who "I" is: the one whom others call by name around "I said", and whom narration never names.

    Without such a person, the only one who is called anywhere and never named by narration, or the
    only one of the given cast; else a new one called Narrator. None where nobody is "I".
    """
    if not any(first_person):
        return None
    turns = scenery.turns
    own = [turn for turn in turns if first_person[turn.chapter] and _seems_i(turn)]
    if len(own) < FEWEST_I_SAID - all(first_person):
        return None
    called: Counter[int] = Counter()
    for turn in own:
        for person in turn.called:
            called[person] -= 1
        for other in turns[max(0, turn.index - 1) : turn.index + 2]:
            if other.scene == turn.scene and other is not turn and not _seems_i(other):
                called.update(other.called)
    told: Counter[int] = Counter()
    for block, pieces in zip(scenery.blocks, scenery.mentions, strict=True):
        if first_person[block.chapter]:
            for piece, mentions in zip(block.pieces, pieces, strict=True):
                if not piece.voiced:
                    told.update(m.who[0] for m in mentions if m.kind == NAME and m.who)
    fewest = max(FEWEST_CALLS, RAREST_CALLS * len(own))
    fitting = [
        (count, -index)
        for index, count in called.items()
        if count >= fewest and told[index] <= max(2, count)
    ]
    if fitting:
        return -max(fitting)[1]
    heard = [turn for turn in turns if first_person[turn.chapter]]
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


def make_cast(chapters: Sequence[Sequence[Line]], folk: People, narrator: int | None) -> Cast:
    """The characters with how much they speak and with whom."""
    speaking = {line.speaker for chapter in chapters for line in chapter}
    found = []
    for person in folk.persons:
        if person.name not in speaking and not person.given and person.count < 3:
            continue
        if person.given:
            aliases = person.given.aliases
        else:
            aliases = tuple(sorted({*map(str, person.surfaces)} - {person.name}))
        found.append(Character(person.name, aliases, GENDERS[person.gender]))
    teller = folk.persons[narrator].name if narrator is not None else ""
    return count_speech(chapters, Cast(tuple(found), teller))


__all__ = ["Evidence", "Scenery", "attribute_lines"]
