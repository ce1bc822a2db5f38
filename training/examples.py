"""Novels into training examples: where a tag names the speaker, the tag is hidden and asked for.

A hidden tag is either gone (the turn looks like one without a tag), or its name becomes a pronoun
or a plain noun (it looks like "she said", "said the man"). Everything else stays as it is.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from narrator.attribution.characters import find_people
from narrator.attribution.evidence import Evidence, gather, named_speaker, says_i
from narrator.attribution.mentions import NAME, NOUN, PRONOUN, SUBJECT, Mention
from narrator.attribution.speakers import add_narrator, told_by_i
from narrator.attribution.tokens import make_blocks
from narrator.attribution.turns import Scenery, read_turns
from narrator.book import Lines

FOLDS = 3
"""Each named tag is hidden in one of so many readings of the book."""
PRONOUN_SHARE, NOUN_SHARE = 0.36, 0.06
FEWEST_TAGS = 3
"""People with fewer tags are too doubtful to learn from."""


def readings(chapters: Sequence[Lines], seed: int) -> list[tuple[Evidence, dict[int, int]]]:
    """The evidence of each reading, and its hidden turns with their speakers."""
    chance = random.Random(seed)
    found = []
    for fold in range(FOLDS):
        blocks = make_blocks(chapters)
        people = find_people(blocks, ())
        scenery = read_turns(blocks, people)
        first_person = told_by_i(blocks, len(chapters))
        narrator = add_narrator(people) if any(first_person) else None
        tags: dict[int, int] = {}
        for turn in scenery.turns:
            speaker = named_speaker(turn)
            if speaker is None and first_person[turn.chapter] and says_i(turn):
                speaker = narrator
            if speaker is not None:
                tags[turn.index] = speaker
        counts: dict[int, int] = {}
        for speaker in tags.values():
            counts[speaker] = counts.get(speaker, 0) + 1
        hidden: dict[int, int] = {}
        for number, (index, speaker) in enumerate(sorted(tags.items())):
            if (number * 7 + number // 5) % FOLDS == fold and counts[speaker] >= FEWEST_TAGS:
                hidden[index] = speaker
        for index, speaker in hidden.items():
            hide(scenery, index, people.persons[speaker].gender, speaker == narrator, chance)
        found.append((gather(scenery, people, narrator, first_person), hidden))
    return found


def hide(
    scenery: Scenery, index: int, gender: str, is_narrator: bool, chance: random.Random
) -> None:
    """Take the name out of a turn's tag, in the turn and in the paragraph's mentions."""
    turn = scenery.turns[index]
    tag = turn.tag
    assert tag is not None
    old = tag.mention
    draw = chance.random()
    new: Mention | None = None
    if gender and not is_narrator and draw < PRONOUN_SHARE + NOUN_SHARE:
        if draw < PRONOUN_SHARE:
            text = "he" if gender == "m" else "she"
            new = Mention(old.start, old.end, PRONOUN, (), gender, SUBJECT, text)
        else:
            text = "the man" if gender == "m" else "the woman"
            new = Mention(old.start, old.end, NOUN, (), gender, SUBJECT, text)
    turn.tag = replace(tag, mention=new) if new else None
    turn.beats = [beat for beat in turn.beats if beat.mention is not old]
    turn.around = [(p, new if m is old else m) for p, m in turn.around if m is not old or new]
    for number in range(turn.block - 1, turn.last_block + 1):
        for mentions in scenery.mentions[number]:
            mentions[:] = [new if m is old else m for m in mentions if m is not old or new]


__all__ = ["NAME", "readings"]
