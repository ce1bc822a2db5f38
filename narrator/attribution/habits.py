"""A book's anchored turns into its habits: how its author lets one know who speaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from narrator.attribution.mentions import NAME, Mention
from narrator.attribution.parts import SUBJECT
from narrator.attribution.turns import Scenery

NAMES = ("b_tagged", "b_near", "b_last", "b_alternates", "b_repeats", "b_talk", "b_beats")
"""Share of tagged turns; of those where the first, the last person named in the narration before is
the speaker; where every other turn, and where the next one is the same person's; of spoken
paragraphs; of turns with a beat."""
DOUBT = 2.0
"""Every rate starts as if so many cases had been seen, half of them for it."""

RATE_STEPS = 20
"""Rates are so coarse that an edit seldom changes them, and all turns with them."""


def find_habits(
    scenery: Scenery, anchors: Mapping[int, int], names: Sequence[Sequence[Mention]]
) -> list[float]:
    """The rates of ``NAMES``, from the turns whose speaker is named."""
    turns, blocks = scenery.turns, scenery.blocks
    near, last, alternates, repeats = ([0, 0] for _ in range(4))
    for index, speaker in anchors.items():
        turn = turns[index]
        number = turn.block - 1
        if number >= 0 and not blocks[number].spoken:
            subjects = [m for m in names[number] if m.kind == NAME and m.role == SUBJECT]
            if subjects:
                near[speaker in subjects[0].who] += 1
                last[speaker in subjects[-1].who] += 1
        for step, count in ((2, alternates), (1, repeats)):
            other = anchors.get(index + step)
            if other is not None and turns[index + step].block - turn.last_block == step:
                count[other == speaker] += 1
    tagged = sum(turn.tag is not None for turn in turns)
    spoken = sum(block.spoken for block in blocks)
    rates = [
        tagged / max(1, len(turns)),
        *((yes + DOUBT / 2) / (no + yes + DOUBT) for no, yes in (near, last, alternates, repeats)),
        spoken / max(1, len(blocks)),
        sum(bool(turn.beats) for turn in turns) / max(1, len(turns)),
    ]
    return [round(rate * RATE_STEPS) / RATE_STEPS for rate in rates]
