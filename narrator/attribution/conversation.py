"""Evidence into speakers: each conversation is decided as a whole, in several passes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from narrator.attribution.chain import join_turns
from narrator.attribution.decided import Decided
from narrator.attribution.evidence import Evidence
from narrator.attribution.features import PAIR_FEATURES, TURN_FEATURES
from narrator.attribution.followed import FOLLOWED_FEATURES
from narrator.attribution.grid import STEPS, WINDOW, Floats, Grid
from narrator.attribution.idiolect import Sound, find_shared, sound_of, weigh_idiolects
from narrator.attribution.mentions import NOUN, PRONOUN
from narrator.attribution.model import load_model
from narrator.attribution.parts import SUBJECT
from narrator.attribution.scores import Scores

if TYPE_CHECKING:
    from narrator.notebook import Notes

FLOW_FEATURES = tuple(
    str.split(
        """p1 p2 p3 p4 n1 n2 n3 n4 last_turns share_back next_turns share_ahead flow1 flow2 flow_n1
        flow_n2 p1_free p2_free"""
    )
)
"""What is said of a candidate by those who are thought to speak before and after."""
FIXED_FEATURES = (*TURN_FEATURES, *PAIR_FEATURES, *FOLLOWED_FEATURES)
PRESUMED = (
    ("called", 1.0, 1.0, -6.0),
    ("referred", 1.0, 1.0, -2.0),
    ("ref_before", 2.0, 2.0, 2.0),
    ("ref_after", 2.0, 2.0, 2.5),
    ("ref_before", -2.0, -2.0, -1.0),
    ("ref_after", -2.0, -2.0, -1.5),
    ("tag_first", -0.5, -0.5, -4.0),
)
"""Feature, its least and greatest value, and what it adds to the score."""
PASSES, SETTLED = 8, 4
"""Passes, and how many of them are not counted: what the others think is averaged, for each pass
is surer of itself than the last one has a right to be."""
HEARD = 3
"""After so many passes, pronouns are followed anew from who is thought to speak."""
LIKELY = 0.5
"""From that chance on, a speaker is whom the tag's pronoun means for what follows."""
PLAIN_WEIGHT = 1.0
"""What it adds to a score that the narration right before is about the person, by name."""
LISTED_WEIGHT = 4.0
"""The same of one whom the cast lists by a noun: such people speak once, where they are named."""
UNMET_WEIGHT = 1.0
"""What it counts against a person to be named in the book only a good while later."""
BLOCK = 1 << 13
"""Rows that are scored at a time: few enough for the processor's cache."""
MANY = 30_000
"""Of so many rows, half as many are scored at a time: memory is what is short then."""
FEWEST_USES = 2
"""A noun must stand in so many other tags before it is taken for somebody's."""
NOUN_WEIGHT = 0.7
GRAIN = np.float32(1024)
"""Chances are whole multiples of its inverse: what hardly moves at an edit moves nothing else."""
APART_WEIGHT = 4.0
"""What it counts against a person to be told apart from the tag's epithet."""
OTHER, OTHER_WEIGHT = "the other", 2.0
"""Who is called so has not spoken last, but mostly before."""
GUESS_WEIGHT = 1.0
"""What it adds to a score that the tag's epithet probably means the person."""


def softmax(scores: npt.NDArray[np.floating], offsets: npt.NDArray[np.int64]) -> Floats:
    """Probabilities within each turn's rows."""
    starts, sizes = offsets[:-1], np.diff(offsets)
    full = sizes > 0
    top = np.full(len(sizes), 0.0)
    top[full] = np.maximum.reduceat(scores, starts[full])
    powers = np.exp(scores - np.repeat(top, sizes))
    sums = np.ones(len(sizes))
    sums[full] = np.add.reduceat(powers, starts[full])
    return np.asarray(powers / np.repeat(sums, sizes), dtype=np.float32)


def presume(fixed: npt.NDArray[np.floating]) -> Floats:
    """What each row's score starts from, before any learned tree.

    People don't call themselves by name; and whom the sentence beside the speech is about speaks.
    """
    total = np.zeros(len(fixed), dtype=np.float32)
    for name, least, most, weight in PRESUMED:
        values = fixed[:, FIXED_FEATURES.index(name)]
        total += weight * ((values >= least) & (values <= most))
    return total


def flow(grid: Grid, chances: Floats, rows: npt.NDArray[np.int64] | slice = slice(None)) -> Floats:
    """Features of these rows from who is thought to speak before and after."""
    turn, who, scene = grid.turn[rows], grid.who[rows], grid.scene
    size = len(grid.offsets) - 1
    padded = np.append(chances, np.float32(0.0))
    best = np.full(size + 2 * WINDOW, -1, dtype=np.int64)
    inner = best[WINDOW : WINDOW + size]
    sizes = np.diff(grid.offsets)
    top = np.zeros(size, dtype=np.float32)
    full = sizes > 0
    top[full] = np.maximum.reduceat(chances, grid.offsets[:-1][full]) if len(chances) else 0
    leading = chances >= np.repeat(top, sizes)
    inner[grid.turn[leading][::-1]] = grid.who[leading][::-1]
    places = np.full(size + 2 * WINDOW, -1, dtype=np.int64)
    places[WINDOW : WINDOW + size] = scene
    out = np.empty((len(who), len(FLOW_FEATURES)), dtype=np.float32)
    near = [padded[grid.rows[step][rows]] for step in STEPS]
    for n, step in enumerate(STEPS):
        out[:, n] = near[n] * grid.weights[step][rows]
    column = len(STEPS)
    for way in (-1, 1):
        distance = np.full(len(who), 14.0, dtype=np.float32)
        share = np.zeros(len(who), dtype=np.float32)
        for step in range(WINDOW, 0, -1):
            at = turn + WINDOW + way * step
            same = (best[at] == who) & (places[at] == scene[turn])
            distance[same] = step
            if step <= 8:
                share += same
        out[:, column], out[:, column + 1] = distance, share
        column += 2
    tight_back = grid.tight[turn]
    tight_back2 = tight_back & grid.tight[np.maximum(turn - 1, 0)]
    after = np.minimum(turn + 1, size - 1)
    tight_next = grid.tight[after] & (turn + 1 < size)
    tight_next2 = tight_next & grid.tight[np.minimum(turn + 2, size - 1)]
    for chance, linked in (
        (near[0], tight_back),
        (near[1], tight_back2),
        (near[4], tight_next),
        (near[5], tight_next2),
        (near[0], ~tight_back),
        (near[1], ~tight_back2),
    ):
        out[:, column] = chance * linked
        column += 1
    return out


def decide(
    evidence: Evidence, fixed_speakers: Mapping[int, int], notes: Notes | None = None
) -> Floats:
    """The chance of each row's person to be the turn's speaker.

    ``fixed_speakers`` (turn -> person) are corrections: beyond doubt. ``notes`` hold what was
    decided before, and the scores of rows that were scored.
    """
    sounds = [sound_of(turn) for turn in evidence.scenery.turns]
    decided = Decided(notes, evidence, fixed_speakers, sounds)
    chances = decided.known()
    if chances is None:
        chances = _decide(evidence, fixed_speakers, sounds, notes)
        decided.keep(chances)
    return chances


def _decide(
    evidence: Evidence,
    fixed_speakers: Mapping[int, int],
    sounds: Sequence[Sound],
    notes: Notes | None,
) -> Floats:
    grid = evidence.grid
    anchors = {**evidence.anchors, **fixed_speakers}
    free = np.ones(len(grid.who), dtype=np.bool_)
    for turn in anchors:
        free[grid.offsets[turn] : grid.offsets[turn + 1]] = False
    settled = {turn for turn, person in anchors.items() if person in evidence.candidates[turn]}
    rows = np.flatnonzero(free)
    places = np.searchsorted(evidence.described, rows)
    block = BLOCK if len(rows) < MANY else BLOCK // 2
    chances = np.zeros(len(grid.who), dtype=np.float32)
    shared = find_shared(sounds)
    forests, links = load_model().forests, load_model().links
    scored = [Scores(forest, notes, f"scores {n}") for n, forest in enumerate(forests)]
    total = np.zeros(len(grid.who), dtype=np.float32)
    for number in range(PASSES):
        if number == HEARD:
            evidence.follow(find_heard(evidence, chances))
        known = scored[min(number, len(forests) - 1)]
        scores = np.zeros(len(grid.who), dtype=np.float32)
        for at in range(0, len(rows), block):
            some = rows[at : at + block]
            fixed = evidence.features(places[at : at + block])
            seen = np.hstack([fixed, flow(grid, chances, some)]) if number else fixed
            scores[some] = known.of(seen) + presume(fixed)
        scores += weigh_plain(evidence)
        scores[evidence.unmet] -= UNMET_WEIGHT
        if number:
            scores += link_nouns(evidence, chances) + weigh_others(evidence, chances)
            scores += weigh_idiolects(evidence, chances, sounds, settled, shared)
        chances = pin(softmax(scores, grid.offsets), evidence, anchors)
        chances = join_turns(grid, chances, links[min(number, len(links) - 1)])
        chances = np.rint(chances * GRAIN) / GRAIN
        if number >= SETTLED:
            total += chances
    for each in scored:
        each.keep()
    return total / np.float32(PASSES - SETTLED)


def find_heard(evidence: Evidence, chances: Floats) -> dict[int, int]:
    """Who the pronouns of tags and beats probably are, by the mention's identity."""
    heard: dict[int, int] = {}
    offsets, persons = evidence.grid.offsets, evidence.people.persons
    for turn in evidence.scenery.turns:
        some = evidence.candidates[turn.index]
        own = chances[offsets[turn.index] :][: len(some)]
        if not some or own.max() < LIKELY:
            continue
        speaker = some[int(own.argmax())]
        for m in ([turn.tag.mention] if turn.tag else []) + [beat.mention for beat in turn.beats]:
            fits = persons[speaker].gender in ("", m.gender)
            if m.kind == PRONOUN and m.role == SUBJECT and m.gender and fits:
                heard[id(m)] = speaker
    return heard


def weigh_plain(evidence: Evidence) -> Floats:
    """What to add to the rows' scores where a pronoun plainly means the person."""
    out = np.zeros(len(evidence.grid.who), dtype=np.float32)
    for index, person in evidence.plain.items():
        if person in evidence.candidates[index]:
            at = int(evidence.grid.offsets[index]) + evidence.candidates[index].index(person)
            out[at] = LISTED_WEIGHT if evidence.people.persons[person].unnamed else PLAIN_WEIGHT
    return out


def link_nouns(evidence: Evidence, chances: Floats) -> Floats:
    """What a noun in a tag says by whom it meant elsewhere in the book: "the detective".

    Returns what to add to the scores of the rows; 0 where no noun, or a rare one, is in the tag.
    """
    turns, offsets = evidence.scenery.turns, evidence.grid.offsets
    bearers: dict[str, dict[int, float]] = {}
    uses: dict[str, int] = {}
    keyed: list[tuple[int, str]] = []
    for turn in turns:
        tag = turn.tag
        if tag is None or tag.mention.kind != NOUN or turn.index in evidence.anchors:
            continue
        words = tag.mention.text.split()
        noun = words[-1] if words[0] in ("the", "a", "an") else f"'s {words[-1]}"
        keyed.append((turn.index, noun))
        uses[noun] = uses.get(noun, 0) + 1
        table = bearers.setdefault(noun, {})
        a = int(offsets[turn.index])
        for k, person in enumerate(evidence.candidates[turn.index]):
            table[person] = table.get(person, 0.0) + float(chances[a + k])
    out = np.zeros(len(chances), dtype=np.float32)
    for turn in turns:
        if turn.tag and turn.tag.mention.apart:
            a = int(offsets[turn.index])
            for k, person in enumerate(evidence.candidates[turn.index]):
                out[a + k] -= APART_WEIGHT * (person in turn.tag.mention.apart)
        if turn.tag and turn.tag.mention.guessed:
            a = int(offsets[turn.index])
            for k, person in enumerate(evidence.candidates[turn.index]):
                out[a + k] += GUESS_WEIGHT * (person in turn.tag.mention.who)
    for index, noun in keyed:
        others = uses[noun] - 1
        if others < FEWEST_USES:
            continue
        a = int(offsets[index])
        for k, person in enumerate(evidence.candidates[index]):
            share = (bearers[noun][person] - float(chances[a + k])) / others
            out[a + k] += NOUN_WEIGHT * np.log(max(0.0, share) + 0.05)
    return out


def weigh_others(evidence: Evidence, chances: Floats) -> Floats:
    """What "said the other" says: not the last speaker, but mostly the one before."""
    turns, offsets = evidence.scenery.turns, evidence.grid.offsets
    out = np.zeros(len(chances), dtype=np.float32)
    for turn in turns[2:]:
        if turn.tag is None or turn.tag.mention.text != OTHER:
            continue
        a = int(offsets[turn.index])
        for near, weight in (
            (turns[turn.index - 1], -OTHER_WEIGHT),
            (turns[turn.index - 2], OTHER_WEIGHT),
        ):
            some = evidence.candidates[near.index] if near.scene == turn.scene else []
            for k, person in enumerate(evidence.candidates[turn.index]):
                if person in some:
                    out[a + k] += weight * chances[int(offsets[near.index]) + some.index(person)]
    return out


def pin(chances: Floats, evidence: Evidence, anchors: Mapping[int, int]) -> Floats:
    """Give the anchors' turns to their speakers."""
    for turn, person in anchors.items():
        a, b = int(evidence.grid.offsets[turn]), int(evidence.grid.offsets[turn + 1])
        if person in evidence.candidates[turn]:
            chances[a:b] = 0.02 / max(1, b - a)
            chances[a + evidence.candidates[turn].index(person)] = 0.98
    return chances
