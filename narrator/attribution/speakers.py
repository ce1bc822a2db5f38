"""The way through attribution: lines in, people, turns, evidence, decision, lines out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from narrator.attribution.characters import People, Person, find_people
from narrator.attribution.conversation import decide
from narrator.attribution.evidence import Evidence, gather
from narrator.attribution.tokens import Block, make_blocks
from narrator.attribution.turns import Scenery, read_turns
from narrator.book import UNKNOWN, Cast, Character, Kind, Line, Lines

FIRST_PERSON_SHARE = 0.012
"""Share of "I" and its forms among the words of narration above which a chapter is told by "I"."""
SEEMS_FIRST_PERSON = 0.002
"""The share that is enough for a chapter of a book that is told by "I" as a whole."""
NARRATOR = "Narrator"
GENDERS = {"m": "male", "f": "female", "": ""}


def attribute_lines(
    chapters: Sequence[Lines],
    *,
    people: Sequence[Character],
    corrections: Mapping[str, str],
) -> tuple[tuple[Lines, ...], Cast]:
    """See ``narrator.attribution.attribute``."""
    blocks = make_blocks(chapters)
    folk = find_people(blocks, people)
    scenery = read_turns(blocks, folk)
    first_person = told_by_i(blocks, len(chapters))
    narrator = None
    if any(first_person):
        narrator = add_narrator(folk)
    evidence = gather(scenery, folk, narrator, first_person)
    chances = decide(evidence, {})
    speakers: dict[int, tuple[str, float, str]] = {}
    for turn in scenery.turns:
        a, b = int(evidence.grid.offsets[turn.index]), int(evidence.grid.offsets[turn.index + 1])
        if b > a:
            k = int(chances[a:b].argmax())
            name = folk.persons[evidence.candidates[turn.index][k]].name
            answer = (name, float(chances[a + k]), "")
        else:
            answer = (UNKNOWN, 0.1, "nobody is named near it")
        for piece in turn.speech:
            speakers[id(piece.line)] = answer
    done = []
    for lines in chapters:
        out = []
        for line in lines:
            if line.kind in (Kind.DIALOGUE, Kind.THOUGHT):
                name, chance, why = speakers.get(id(line), (UNKNOWN, 0.1, ""))
                line = replace(line, speaker=name, confidence=chance, evidence=why)
            out.append(line)
        done.append(tuple(out))
    return tuple(done), make_cast(done, folk, narrator)


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


def add_narrator(folk: People) -> int:
    """A person for "I"."""
    folk.persons.append(Person(NARRATOR))
    return len(folk.persons) - 1


def make_cast(chapters: Sequence[Sequence[Line]], folk: People, narrator: int | None) -> Cast:
    """The characters with how much they speak and with whom."""
    lines: Counter[str] = Counter()
    words: Counter[str] = Counter()
    talks: dict[str, Counter[str]] = {}
    last = ""
    for chapter in chapters:
        last = ""
        for line in chapter:
            if line.speaker is None or line.speaker == UNKNOWN:
                continue
            lines[line.speaker] += 1
            words[line.speaker] += len(line.text.split())
            if last and last != line.speaker:
                talks.setdefault(last, Counter())[line.speaker] += 1
                talks.setdefault(line.speaker, Counter())[last] += 1
            last = line.speaker
    found = []
    for person in folk.persons:
        if not lines[person.name] and not person.given and person.count < 3:
            continue
        if person.given:
            aliases = person.given.aliases
        else:
            aliases = tuple(sorted({*map(str, person.surfaces)} - {person.name}))
        found.append(
            Character(
                person.name,
                aliases,
                GENDERS[person.gender],
                lines=lines[person.name],
                words=words[person.name],
                talks_to=dict(sorted(talks.get(person.name, Counter()).items())),
            )
        )
    found.sort(key=lambda c: (-c.lines, c.name))
    return Cast(tuple(found), folk.persons[narrator].name if narrator is not None else "")


__all__ = ["Evidence", "Scenery", "attribute_lines"]
