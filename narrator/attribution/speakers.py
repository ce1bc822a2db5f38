"""The way through attribution: lines in, people, turns, evidence, decision, lines out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from narrator.attribution.answers import resolve_answers
from narrator.attribution.characters import find_people
from narrator.attribution.conversation import decide
from narrator.attribution.evidence import Evidence, gather
from narrator.attribution.explain import explain
from narrator.attribution.kin import resolve_kin
from narrator.attribution.kinfolk import name_kinfolk
from narrator.attribution.mentions import NAME, NOUN, names_in
from narrator.attribution.model import Floats, load_model
from narrator.attribution.nicknames import find_identities, find_nicknames, merge_people
from narrator.attribution.people import People, Person
from narrator.attribution.referents import SEXES, take_up_pronouns
from narrator.attribution.strangers import name_speaking_things, name_strangers
from narrator.attribution.tags import BEFORE
from narrator.attribution.tally import count_speech
from narrator.attribution.tellers import NARRATOR, Tellers, find_tellers
from narrator.attribution.thoughts import find_thinker
from narrator.attribution.tokens import Block, make_blocks
from narrator.attribution.turns import Scenery, Turn, read_turns
from narrator.book import UNKNOWN, Cast, Character, Kind, Line, Lines

if TYPE_CHECKING:
    from narrator.notebook import Notes

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
        name_kinfolk(scenery, folk)
        name_strangers(scenery, folk)
    tellers = find_tellers(scenery, folk, chapters)
    corrected = _correct(folk, corrections, tellers.main)
    fixed: dict[int, int] = {}
    for turn in scenery.turns:
        for piece in turn.speech:
            if piece.line.id in corrected:
                fixed.setdefault(turn.index, corrected[piece.line.id])
    evidence = gather(scenery, folk, tellers, fixed, open_only=True)
    # ahead of the decision: it follows pronouns anew, but not where it is looked up
    thoughts = _thoughts(scenery, folk, tellers)
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
    return tuple(done), make_cast(done, folk, tellers.main)


def read_scenery(blocks: Sequence[Block], folk: People) -> Scenery:
    """Turns with their mentions, and whom pronouns take up."""
    scenery = read_turns(blocks, folk)
    take_up_pronouns(scenery.blocks, scenery.mentions, [person.gender for person in folk.persons])
    resolve_kin(scenery, folk)
    resolve_answers(scenery)
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


def _thoughts(scenery: Scenery, folk: People, tellers: Tellers) -> dict[int, Answer]:
    """The answers for all thoughts that are not set as speech."""
    answers: dict[int, Answer] = {}
    genders = [person.gender for person in folk.persons]
    for number, block in enumerate(scenery.blocks):
        for piece in block.pieces:
            if piece.kind is not Kind.THOUGHT or piece.voiced:
                continue
            others = names_in(piece, folk)
            teller = tellers.of(block.chapter)
            found = find_thinker(scenery, number, piece, genders, teller, others)
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
