"""Names that are only called out into the people who answer to them: "Kid" is Edwin."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace

from narrator.attribution.evidence import lone_subject, named_speaker
from narrator.attribution.mentions import NAME
from narrator.attribution.parts import SUBJECT
from narrator.attribution.people import People
from narrator.attribution.referents import NOBODY, meant
from narrator.attribution.turns import Scenery, Turn

MAINLY = 3
"""A scene is about somebody who acts so often in it, and so many times as often as another."""
FEWEST_ANSWERS = 3
"""How often somebody must answer to a name before it is taken for theirs."""
SURE_SHARE = 0.6
"""The share of all answers to the name that must be theirs."""
SELDOM = 0.1
"""Nobody calls himself: this share of the answers is let pass, for doubtful speakers."""
MOST_TOLD = 0.2
"""A name that narration uses more often than this is somebody's own."""


def find_nicknames(scenery: Scenery, people: People) -> dict[int, int]:
    """Person known by a called name alone -> the person who answers to it."""
    told: Counter[int] = Counter()
    heard: Counter[int] = Counter()
    for block, pieces in zip(scenery.blocks, scenery.mentions, strict=True):
        for piece, mentions in zip(block.pieces, pieces, strict=True):
            names = [m.who[0] for m in mentions if m.kind == NAME and m.who]
            (heard if piece.voiced else told).update(names)
    answers: dict[int, Counter[int]] = {}
    callers: dict[int, Counter[int]] = {}
    turns = scenery.turns
    for turn in turns:
        speaker = _seems(turn, people)
        for name in turn.called:
            person = people.persons[name]
            if person.given or told[name] > MOST_TOLD * heard[name] or person.has_full_name:
                continue
            if speaker is not None:
                callers.setdefault(name, Counter())[speaker] += 1
            for step in (-1, 1):
                index = turn.index + step
                if not 0 <= index < len(turns) or turns[index].scene != turn.scene:
                    continue
                other = _seems(turns[index], people)
                near = abs(turns[index].place - turn.place) <= 3
                if near and other is not None and other != speaker:
                    answers.setdefault(name, Counter())[other] += 1
    found: dict[int, int] = {}
    for name, counts in sorted(answers.items()):
        (owner, count), *_ = counts.most_common(1)
        genders = {people.persons[owner].gender, people.persons[name].gender} - {""}
        if (
            owner != name
            and count >= FEWEST_ANSWERS
            and count >= SURE_SHARE * counts.total()
            and callers.get(name, Counter())[owner] <= SELDOM * count
            and owner not in found
            and len(genders) < 2
        ):
            found[name] = owner
    return found


def find_identities(scenery: Scenery, people: People) -> dict[int, int]:
    """Person -> who they are, where narration says so: "He was the Grey Rider".

    It must be borne out: in scenes that are about the one, speech calls the other; and no scene is
    about both.
    """
    said: set[tuple[int, int]] = set()
    acts: dict[int, Counter[int]] = {}
    for block, pieces in zip(scenery.blocks, scenery.mentions, strict=True):
        here = acts.setdefault(block.scene, Counter())
        for piece, mentions in zip(block.pieces, pieces, strict=True):
            if piece.voiced:
                continue
            here.update(m.who[0] for m in mentions if m.kind == NAME and m.role == SUBJECT)
            for m, after in itertools.pairwise(mentions):
                linked = after.start == m.end + 1 and piece.low[m.end] in ("was", "is")
                if linked and after.kind == NAME and meant(m) not in (NOBODY, after.who[0]):
                    said.add((meant(m), after.who[0]))
    calls: dict[int, Counter[int]] = {}
    for turn in scenery.turns:
        calls.setdefault(turn.scene, Counter()).update(turn.called)
    found: dict[int, int] = {}
    for one, two in sorted(said):
        for name, owner in ((one, two), (two, one)):
            both = [people.persons[name], people.persons[owner]]
            if len({person.gender for person in both} - {""}) == 2 or all(p.given for p in both):
                continue
            lost, kept = (owner, name) if both[0].given else (name, owner)
            support = sum(
                calls.get(scene, Counter())[name]
                for scene, here in acts.items()
                if here[owner] >= MAINLY and here[owner] >= MAINLY * here[name]
            )
            together = any(min(here[name], here[owner]) >= MAINLY for here in acts.values())
            if support >= FEWEST_ANSWERS and not together and lost not in found:
                found[lost] = found.setdefault(kept, kept)
    return {name: owner for name, owner in found.items() if name != owner}


def _seems(turn: Turn, people: People) -> int | None:
    """Who speaks by the turn's own paragraph: its tag, or whom its sentences are about."""
    speaker = named_speaker(turn)
    if speaker is None:
        speaker = lone_subject(turn, people)
    if speaker is None and turn.tag and turn.tag.spoken and meant(turn.tag.mention) != NOBODY:
        speaker = meant(turn.tag.mention)
    return speaker


def merge_people(people: People, owners: dict[int, int]) -> None:
    """Give the forms of one person to another."""
    for name, owner in owners.items():
        lost, kept = people.persons[name], people.persons[owner]
        kept.surfaces.update(lost.surfaces)
        kept.forms.update(lost.forms)
        kept.count += lost.count
        people.persons[name] = replace(lost, forms={}, count=0, surfaces=Counter())
    people.forms = {
        form: tuple(dict.fromkeys(owners.get(who, who) for who in some))
        for form, some in people.forms.items()
    }
    people.nouns = {
        noun: tuple(dict.fromkeys(owners.get(who, who) for who in some))
        for noun, some in people.nouns.items()
    }
