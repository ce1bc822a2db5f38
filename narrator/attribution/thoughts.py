"""Unquoted thoughts into thinkers: whose eyes the scene is seen through."""

from __future__ import annotations

from collections.abc import Sequence

from narrator.attribution.mentions import NAME, OWNER, PRONOUN, SUBJECT
from narrator.attribution.turns import Scenery

REACH = 12
"""How many paragraphs around a thought are looked through."""
WEIGHTS = {SUBJECT: 2.0, OWNER: 1.5}
"""What a mention counts by its part in the sentence; others count 1."""


def find_thinker(
    scenery: Scenery,
    number: int,
    genders: Sequence[str],
    narrator: int | None,
) -> tuple[int, float, str] | None:
    """The thinker of a thought in block ``number``: person, confidence, evidence.

    The narrator thinks where the story is told by "I"; else whoever is named most, and most nearly,
    in the narration of the scene. None when nobody is named.
    """
    if narrator is not None:
        return narrator, 0.9, "the story is told by this person"
    blocks = scenery.blocks
    scores: dict[int, float] = {}
    he = she = 0.0
    for other in range(max(0, number - REACH), min(len(blocks), number + REACH + 1)):
        block = blocks[other]
        if block.chapter != blocks[number].chapter or (block.scene != blocks[number].scene):
            continue
        near = 1.0 / (1.0 + abs(other - number) / 3.0)
        for piece, mentions in zip(block.pieces, scenery.mentions[other], strict=True):
            if piece.voiced:
                continue
            for m in mentions:
                weight = near * WEIGHTS.get(m.role, 1.0)
                if m.kind == NAME and m.who:
                    scores[m.who[0]] = scores.get(m.who[0], 0.0) + weight
                elif m.kind == PRONOUN and m.gender == "m":
                    he += weight
                elif m.kind == PRONOUN and m.gender == "f":
                    she += weight
    if not scores:
        return None
    for person in scores:
        fits = {"m": he, "f": she}.get(genders[person], 0.5 * (he + she))
        scores[person] *= 1.0 + fits / (1.0 + he + she)
    best = max(sorted(scores), key=lambda person: scores[person])
    share = scores[best] / sum(scores.values())
    return best, min(0.95, 0.35 + 0.6 * share), "the scene is seen through this person"
