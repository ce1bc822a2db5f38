"""Evidence into speakers: each conversation is decided as a whole, in several passes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from narrator.attribution.evidence import (
    FLOW_FEATURES,
    PAIR_FEATURES,
    TURN_FEATURES,
    Evidence,
    Floats,
)

COLUMNS = {name: i for i, name in enumerate([*TURN_FEATURES, *PAIR_FEATURES, *FLOW_FEATURES])}
PASSES = 4

HAND_WEIGHTS: Mapping[str, float] = {
    "tag_gender": 3.0, "tag_first": 5.0, "tag_who": 2.5, "tag_who_share": 1.5,
    "beat_who": 3.0, "beat_other": -1.0, "beat_gender": 0.7, "own_named": 0.3, "own_subject": 1.0,
    "own_first": 0.8, "own_addressed": -1.5, "others_named": -0.1, "called": -4.0,
    "referred": -1.5, "called_prev": 2.0, "called_prev2": -0.6, "called_next": 1.2,
    "called_next2": -0.5, "addressed_prev": 1.5, "near_subject": 0.6, "near_first": 0.6,
    "back_blocks": -0.45, "back_subject": -0.25, "back_rank_gender": -0.12,
    "tags_back": 0.12, "tags_ahead": 0.12, "total": 0.08, "count10": 0.05,
    "p1": -2.2, "p2": 2.2, "n1": -2.0, "n2": 1.8, "p3": -0.5, "p4": 0.5, "share_back": 0.8,
    "share_ahead": 0.5,
}  # fmt: skip
"""Weights of the first, unlearned scorer."""


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


def flow(evidence: Evidence, chances: Floats) -> Floats:
    """Features of each row from who is thought to speak before and after."""
    turns = evidence.scenery.turns
    offsets = evidence.offsets
    out = np.zeros((len(chances), len(FLOW_FEATURES)), dtype=np.float32)
    tables: list[dict[int, float]] = []
    best: list[int] = []
    for i in range(len(turns)):
        a, b = int(offsets[i]), int(offsets[i + 1])
        some = evidence.candidates[i]
        tables.append(dict(zip(some, chances[a:b].tolist(), strict=True)))
        best.append(max(some, key=tables[-1].__getitem__) if some else -1)
    size = len(turns)
    for i, turn in enumerate(turns):
        reach: list[tuple[dict[int, float], float] | None] = []
        for step in (-1, -2, -3, -4, 1, 2, 3, 4):
            j = i + step
            if 0 <= j < size and turns[j].scene == turn.scene:
                gap = abs(turns[j].block - turn.block) - abs(step)
                reach.append((tables[j], 1.0 if gap <= 2 else 0.6 if gap <= 6 else 0.3))
            else:
                reach.append(None)
        last: dict[int, int] = {}
        share: dict[int, float] = {}
        for j in range(i - 1, max(-1, i - 13), -1):
            if turns[j].scene != turn.scene:
                break
            last.setdefault(best[j], i - j)
            if i - j <= 8:
                share[best[j]] = share.get(best[j], 0.0) + 1
        ahead: dict[int, int] = {}
        share_next: dict[int, float] = {}
        for j in range(i + 1, min(size, i + 13)):
            if turns[j].scene != turn.scene:
                break
            ahead.setdefault(best[j], j - i)
            if j - i <= 8:
                share_next[best[j]] = share_next.get(best[j], 0.0) + 1
        tight1 = (
            i > 0 and turn.block - turns[i - 1].last_block == 1 and turns[i - 1].scene == turn.scene
        )
        tight2 = tight1 and i > 1 and turns[i - 1].block - turns[i - 2].last_block == 1
        near1 = i + 1 < size and turns[i + 1].block - turn.last_block == 1
        near2 = near1 and i + 2 < size and turns[i + 2].block - turns[i + 1].last_block == 1
        a = int(offsets[i])
        own = tables[i]
        ranked = sorted(own.values(), reverse=True)
        for k, person in enumerate(evidence.candidates[i]):
            p = [0.0 if r is None else r[0].get(person, 0.0) for r in reach]
            weights = [0.0 if r is None else r[1] for r in reach]
            row = [p[n] * weights[n] for n in range(8)]
            out[a + k] = [
                *row,
                last.get(person, 14),
                ahead.get(person, 14),
                share.get(person, 0.0),
                share_next.get(person, 0.0),
                p[0] * tight1,
                p[1] * tight2,
                p[4] * near1,
                p[5] * near2,
                own[person],
                ranked.index(own[person]),
                0.0,
                p[0] * (not tight1),
                p[1] * (not tight2),
            ]
    return out


def decide(evidence: Evidence, fixed_speakers: Mapping[int, int]) -> Floats:
    """The chance of each row's person to be the turn's speaker.

    ``fixed_speakers`` (turn -> person) are corrections: beyond doubt.
    """
    weights = np.zeros(len(COLUMNS), dtype=np.float32)
    for name, weight in HAND_WEIGHTS.items():
        weights[COLUMNS[name]] = weight
    split = evidence.fixed.shape[1]
    base = evidence.fixed @ weights[:split]
    anchors = {**evidence.anchors, **fixed_speakers}
    chances = pin(softmax(base, evidence.offsets), evidence, anchors)
    for _ in range(PASSES):
        scores = base + flow(evidence, chances) @ weights[split:]
        chances = pin(softmax(scores, evidence.offsets), evidence, anchors)
    return chances


def pin(chances: Floats, evidence: Evidence, anchors: Mapping[int, int]) -> Floats:
    """Give the anchors' turns to their speakers."""
    for turn, person in anchors.items():
        a, b = int(evidence.offsets[turn]), int(evidence.offsets[turn + 1])
        if person in evidence.candidates[turn]:
            chances[a:b] = 0.02 / max(1, b - a)
            chances[a + evidence.candidates[turn].index(person)] = 0.98
    return chances
