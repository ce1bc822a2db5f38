"""Novels into training examples: where a tag names the speaker, the tag is hidden and asked for.

A hidden tag is either gone (the turn looks like one without a tag), or its name becomes a pronoun
or a plain noun (it looks like "she said", "said the man"). Everything else stays as it is.
"""

from __future__ import annotations

import argparse
import itertools
import pickle
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from novels import read_novel, refuse_excluded, source_list

from narrator import segmenter
from narrator.attribution.characters import find_people
from narrator.attribution.conversation import decide
from narrator.attribution.evidence import Evidence, gather, named_speaker
from narrator.attribution.mentions import NAME, NOUN, PRONOUN, Mention
from narrator.attribution.parts import SUBJECT
from narrator.attribution.people import People
from narrator.attribution.referents import take_up_pronouns
from narrator.attribution.speakers import read_scenery
from narrator.attribution.tags import Tag
from narrator.attribution.tellers import find_tellers
from narrator.attribution.tokens import make_blocks
from narrator.attribution.turns import Scenery, Turn, says_i
from narrator.book import Book, Lines

FOLDS = 2
"""So many readings are made of each book, each with other tags hidden."""
WINDOWS = (1, 1, 2, 3, 5, 8)
"""Tags are hidden in windows of so many turns, so that untagged runs are met as books have them."""
PRONOUN_SHARE, NOUN_SHARE = 0.34, 0.05
UNCLEAR_SAME, UNCLEAR_OTHER = 0.12, 0.6
"""Of the tags whose pronoun would seem to mean somebody else so many become pronouns all the same:
with somebody of the same gender speaking next to it, and without. Authors write "he said" where it
is clear who he is. Of the pronouns that stand in these books' tags, six in ten (seven in ten)
seem to mean the one who speaks by the talk around; of names made pronouns, 15 (50) in a hundred.
"""
BEAT_SHARE, PRONOUN_BEAT_SHARE = 0.08, 0.08
"""So many tags become a sentence about the speaker beside the speech, by name and by pronoun."""
LONGEST_BOOK = 300_000
"""Characters of a book that are read; long ones would drown the others."""
MOST_STORIES = 10
"""Stories of one collection that are read."""
SHORTEST_STORY = 15_000
"""In a collection each longer story is a book of its own; shorter ones are left out."""
BEAT_HIDDEN = 0.5
"""Of the beats whose person is known otherwise so many are hidden or become pronouns."""
FOCUS = 12
"""How many paragraphs back it is read whom a pronoun would seem to mean."""
FEWEST_TAGS = 3
"""People with fewer tags are too doubtful to learn from."""
NEAR = (-3, -2, -1, 1, 2, 3)
"""Steps from a hidden tag to the turns that are harder to tell without it."""
Chances = dict[int, float]
"""Person -> chance to be the speaker."""
RUNS = (2, 3, 4)
"""So many untagged turns between two tags may be filled by alternation; one alone is often a third
person's, or the same person going on."""


def readings(
    chapters: Sequence[Lines], seed: int, *, again: bool
) -> list[tuple[Evidence, dict[int, int], dict[int, Chances]]]:
    """The evidence of each reading, the turns that are asked for with their speakers, and what an
    earlier model thinks of untagged turns near them: nothing unless ``again``.
    """
    chance = random.Random(seed)
    found = []
    thought = think(chapters) if again else {}
    for fold in range(FOLDS):
        blocks = make_blocks(chapters)
        people = find_people(blocks, ())
        scenery = read_scenery(blocks, people)
        tellers = find_tellers(scenery, people, chapters)
        tags: dict[int, int] = {}
        for turn in scenery.turns:
            speaker = named_speaker(turn)
            if speaker is None and says_i(turn):
                speaker = tellers.of(turn.chapter)
            if speaker is not None:
                tags[turn.index] = speaker
        between = alternating(scenery, people, tags)
        told = beats_that_agree(scenery, people, tags)
        counts: dict[int, int] = {}
        for speaker in tags.values():
            counts[speaker] = counts.get(speaker, 0) + 1
        hidden: dict[int, int] = {}
        for index in windows(len(scenery.turns), fold, seed):
            speaker = tags.get(index)
            if speaker is not None and counts[speaker] >= FEWEST_TAGS:
                hidden[index] = speaker
        genders = [person.gender for person in people.persons]
        for index, speaker in list(hidden.items()):
            clear = is_clear(scenery, index, speaker, tags, genders)
            if not hide(
                scenery,
                index,
                genders[speaker],
                speaker == tellers.narrators[scenery.turns[index].chapter],
                chance,
                clear,
            ):
                del hidden[index]
        asked = {**hidden}
        chosen = set(windows(len(scenery.turns), fold, seed))
        for index, (speaker, beat) in told.items():
            if index in chosen:
                asked[index] = speaker
                if chance.random() < BEAT_HIDDEN:
                    hide_beat(scenery, index, beat, people.persons[speaker].gender, chance)
        for index, speaker in between.items():
            if any(index + step in asked for step in (-3, -2, -1, 1, 2, 3)):
                asked[index] = speaker
        near = {index + step for index in hidden for step in NEAR} - asked.keys()
        learned = {index: thought[index] for index in sorted(near & thought.keys())}
        found.append((gather(scenery, people, tellers), asked, learned))
    return found


def think(chapters: Sequence[Lines]) -> dict[int, Chances]:
    """What the weights there are make of the turns that no tag names the speaker of.

    They read the book with all its tags; from less than that the next weights learn to say the
    same.
    """
    blocks = make_blocks(chapters)
    people = find_people(blocks, ())
    scenery = read_scenery(blocks, people)
    tellers = find_tellers(scenery, people, chapters)
    evidence = gather(scenery, people, tellers, open_only=True)
    chances = decide(evidence, {})
    found: dict[int, Chances] = {}
    for turn in scenery.turns:
        some = evidence.candidates[turn.index]
        if turn.index not in evidence.anchors and len(some) > 1:
            own = chances[evidence.grid.offsets[turn.index] :][: len(some)]
            found[turn.index] = dict(zip(some, own.tolist(), strict=True))
    return found


def windows(size: int, fold: int, seed: int) -> list[int]:
    """The turns in which this reading hides tags; the readings share all turns among them."""
    chance = random.Random(seed * 31 + 5)
    chosen: list[int] = []
    start, number = 0, chance.randrange(FOLDS)
    while start < size:
        length = chance.choice(WINDOWS)
        if number % FOLDS == fold:
            chosen += range(start, min(size, start + length))
        start += length
        number += 1
    return chosen


def alternating(scenery: Scenery, people: People, tags: dict[int, int]) -> dict[int, int]:
    """Untagged turns whose speaker two tags around and strict alternation agree on."""
    turns = scenery.turns
    found: dict[int, int] = {}
    known = sorted(tags)
    for first, last in itertools.pairwise(known):
        run = last - first - 1
        if run not in RUNS or turns[last].block - turns[first].last_block != run + 1:
            continue
        one = tags[first]
        near = {tags[i] for i in range(first - 4, last + 5) if i in tags and abs(i - first) < 9}
        if len(near) != 2:
            continue
        (other,) = near - {one}
        if tags[last] != (one if run % 2 else other):
            continue
        for index in range(first + 1, last):
            speaker = one if (index - first) % 2 == 0 else other
            if _agrees(turns[index], people.persons[speaker].gender, speaker):
                found[index] = speaker
            else:
                break
    return found


def beats_that_agree(
    scenery: Scenery, people: People, tags: dict[int, int]
) -> dict[int, tuple[int, Tag]]:
    """Untagged turns whose own narration names one person, when the talk around says the same.

    The talk says so when the turns next to it are somebody else's and the same person speaks two
    turns away, or when a turn next to it calls the person by name.
    """
    turns = scenery.turns
    told: dict[int, tuple[int, Tag]] = {}
    for turn in turns:
        names = {m.who[0] for _, m in turn.around if m.kind == NAME and m.who}
        beats = [b for b in turn.beats if b.mention.kind == NAME and b.mention.who]
        if turn.tag is None and len(names) == 1 and beats and beats[0].mention.role == SUBJECT:
            told[turn.index] = (names.pop(), beats[0])
    known = {**{index: speaker for index, (speaker, _) in told.items()}, **tags}
    found: dict[int, tuple[int, Tag]] = {}
    for index, (speaker, beat) in told.items():
        turn = turns[index]
        if not _agrees(turn, people.persons[speaker].gender, speaker):
            continue
        support = 0
        for way in (-1, 1):
            if not 0 <= index + way < len(turns) or turns[index + way].scene != turn.scene:
                continue
            if abs(turns[index + way].block - turn.block) > 3:
                continue
            if speaker in turns[index + way].called:
                support += 2
            if known.get(index + way) == speaker:
                support -= 3
            elif index + way in known and known.get(index + 2 * way) == speaker:
                support += 2
        if support >= 2:
            found[index] = (speaker, beat)
    return found


def hide_beat(scenery: Scenery, index: int, beat: Tag, gender: str, chance: random.Random) -> None:
    """Take the name out of a beat: it becomes a pronoun, or the beat goes."""
    old = beat.mention
    new: Mention | None = None
    if gender and chance.random() < 0.6:
        text = "he" if gender == "m" else "she"
        new = Mention(old.start, old.end, PRONOUN, (), gender, old.role, text)
    turn = scenery.turns[index]
    if new:
        turn.beats = [replace(b, mention=new) if b.mention is old else b for b in turn.beats]
    else:
        turn.beats = [b for b in turn.beats if b.mention is not old]
    replace_mention(scenery, turn, old, new)


def _agrees(turn: Turn, gender: str, speaker: int) -> bool:
    """Whether nothing in the turn speaks against the speaker."""
    tag = turn.tag
    if speaker in turn.called or speaker in turn.referred:
        return False
    return not (tag and tag.mention.gender in ("m", "f") and gender not in ("", tag.mention.gender))


def is_clear(
    scenery: Scenery, index: int, speaker: int, tags: dict[int, int], genders: Sequence[str]
) -> float:
    """How likely the author would be to write a pronoun for the name in a turn's tag."""
    turn = scenery.turns[index]
    assert turn.tag is not None
    old, gender = turn.tag.mention, genders[speaker]
    if gender not in ("m", "f"):
        return 0.0
    new = Mention(old.start, old.end, PRONOUN, (), gender, SUBJECT, "he")
    near = [
        number
        for number in range(max(0, turn.block - FOCUS), turn.last_block + 1)
        if scenery.blocks[number].chapter == turn.chapter
    ]
    mentions = [
        [[new if m is old else m for m in some] for some in scenery.mentions[number]]
        for number in near
    ]
    take_up_pronouns([scenery.blocks[number] for number in near], mentions, genders)
    if new.taken == speaker:
        return 1.0
    beside = {tags.get(index - 1), tags.get(index + 1)} - {None, speaker}
    same = any(who is not None and genders[who] == gender for who in beside)
    return UNCLEAR_SAME if same else UNCLEAR_OTHER


def hide(
    scenery: Scenery,
    index: int,
    gender: str,
    is_narrator: bool,
    chance: random.Random,
    clear: float,
) -> bool:
    """Take the name out of a turn's tag, in the turn and in the paragraph's mentions.

    Returns whether it was done: a pronoun is not put where nobody would write one.
    """
    turn = scenery.turns[index]
    tag = turn.tag
    assert tag is not None
    old = tag.mention
    draw = chance.random()
    new: Mention | None = None
    as_beat = draw > 1 - BEAT_SHARE - PRONOUN_BEAT_SHARE and not is_narrator
    if as_beat and draw > 1 - BEAT_SHARE:
        new = replace(old, role=SUBJECT) if old.kind == NAME else None
    elif gender and not is_narrator and (as_beat or draw < PRONOUN_SHARE + NOUN_SHARE):
        if as_beat or draw < PRONOUN_SHARE:
            if chance.random() >= clear:
                return False
            text = "he" if gender == "m" else "she"
            new = Mention(old.start, old.end, PRONOUN, (), gender, SUBJECT, text)
        else:
            text = "the man" if gender == "m" else "the woman"
            new = Mention(old.start, old.end, NOUN, (), gender, SUBJECT, text)
    turn.tag = replace(tag, mention=new) if new and not as_beat else None
    turn.beats = [beat for beat in turn.beats if beat.mention is not old]
    if as_beat and new:
        turn.beats.insert(0, replace(tag, mention=new, spoken=False, attached=False))
    replace_mention(scenery, turn, old, new)
    return True


def replace_mention(scenery: Scenery, turn: Turn, old: Mention, new: Mention | None) -> None:
    """Put a mention in another's place, or nothing, wherever the turn's paragraphs hold it."""
    turn.around = [(p, new if m is old else m) for p, m in turn.around if m is not old or new]
    for number in range(turn.block - 1, turn.last_block + 1):
        for mentions in scenery.mentions[number]:
            mentions[:] = [new if m is old else m for m in mentions if m is not old or new]


def books_of(book: Book) -> list[list[Lines]]:
    """A novel's chapters, cut at ``LONGEST_BOOK``; of a collection, each story by itself."""
    chapters = segmenter.segment(book)
    if "short-fiction" in (book.name or "") or "stories" in (book.name or ""):
        stories = [[lines] for lines in chapters]
        return [s for s in stories if sum(len(x.text) for x in s[0]) >= SHORTEST_STORY]
    kept, size = [], 0
    for lines in chapters:
        kept.append(lines)
        size += sum(len(line.text) for line in lines)
        if size > LONGEST_BOOK:
            break
    return [kept]


def main() -> None:
    parser = argparse.ArgumentParser(description="Turn novels into training examples.")
    parser.add_argument("--novels", type=Path, required=True, help="folder of cloned repositories")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--sources", type=Path, default=Path(__file__).with_name("sources.txt"))
    parser.add_argument(
        "--again", action="store_true", help="learn from what the weights there make of turns, too"
    )
    parser.add_argument("--exclude", type=Path, help="titles that must not be learned from")
    args = parser.parse_args()
    names = source_list(args.sources)
    if args.exclude:
        refuse_excluded(names, args.exclude)
    args.out.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(names):
        folder = args.novels / name.replace("/", "+")
        bare = folder / "repo"
        if (args.out / f"{number:03d}.pkl").exists():
            continue
        book = read_novel(bare if bare.exists() else folder / ".git", name)
        items = [
            (evidence.fixed.astype(np.float16), evidence.grid, evidence.anchors, asked, learned)
            for number_in, chapters in enumerate(books_of(book)[:MOST_STORIES])
            for evidence, asked, learned in readings(
                chapters, number + 1000 * number_in, again=args.again
            )
        ]
        target = args.out / f"{number:03d}.pkl"
        target.write_bytes(pickle.dumps((number, name, items), protocol=4))
        print(number, name, sum(len(item[3]) for item in items), flush=True)


if __name__ == "__main__":
    main()
