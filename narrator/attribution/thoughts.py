"""Unquoted thoughts into thinkers: whose eyes the scene is seen through."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence

from narrator.attribution.mentions import NAME, PRONOUN, Mention
from narrator.attribution.parts import OWNER, SUBJECT
from narrator.attribution.referents import NOBODY, meant
from narrator.attribution.tags import read_tag
from narrator.attribution.tokens import SENTENCE_ENDS, Piece
from narrator.attribution.turns import Scenery
from narrator.attribution.words import word_set
from narrator.book import Kind

REACH = 12
"""How many paragraphs around a thought are looked through."""
TAKEN = 3.0
"""What it counts to be whom the pronoun of the thought's tag takes up."""
AHEAD = 4.0
"""What it counts that the sentence right ahead of a thought is about somebody."""
INSIDE = 4.0
"""What it counts that narration tells what somebody feels, sees or knows."""
NAMED = 0.3
"""What is left of somebody's score whom the thought names: few call themselves by name."""
HELPING = word_set("had have has could couldn't didn't did not never just already suddenly")
PERCEIVES = word_set("""
thought thinks think knew knows know felt feels feel wondered wonders wonder remembered remembers
remember realised realized realises realizes noticed notices notice heard hears hear saw sees see
hoped wished wanted wants supposed guessed believed recognised recognized expected forgot forgotten
dreaded hated loved
""")
MINDS = word_set("mind chest stomach heart head skull thoughts memory nerves conscience soul gut")
WEIGHTS = {SUBJECT: 2.0, OWNER: 1.5}
"""What a mention counts by its part in the sentence; others count 1."""


def find_thinker(
    scenery: Scenery,
    number: int,
    piece: Piece,
    genders: Sequence[str],
    narrator: int | None,
    others: Collection[int] = (),
) -> tuple[int, float, str] | None:
    """The thinker of a thought in block ``number``: person, confidence, evidence.

    Whom the tag names ("thought Anna") thinks. The narrator thinks where the story is told by "I";
    else whoever is named most, and most nearly, in the narration of the scene, and is a man or a
    woman as the tag's pronoun says; seldom one of the ``others``, whom the thought itself names.
    None when nobody is named.
    """
    thinker = _thinker_in_tag(scenery, number, piece)
    if thinker is not None and thinker.kind != PRONOUN and meant(thinker) != NOBODY:
        return meant(thinker), 0.95, f"tag: {thinker.text}"
    asked = thinker.gender if thinker is not None and thinker.gender in ("m", "f") else ""
    if narrator is not None and not asked:
        return narrator, 0.9, "the story is told by this person"
    blocks = scenery.blocks
    scores: dict[int, float] = {}
    he = she = 0.0
    thought = piece
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
                seen = meant(m)
                if seen != NOBODY and _is_inside(piece.low, m):
                    scores[seen] = scores.get(seen, 0.0) + near * INSIDE
                if m.kind == NAME and m.who:
                    scores[m.who[0]] = scores.get(m.who[0], 0.0) + weight
                elif m.kind == PRONOUN and m.gender == "m":
                    he += weight
                elif m.kind == PRONOUN and m.gender == "f":
                    she += weight
    if asked:
        scores = {p: s for p, s in scores.items() if genders[p] in ("", asked)}
        if thinker is not None and thinker.taken >= 0 and genders[thinker.taken] in ("", asked):
            scores[thinker.taken] = TAKEN + scores.get(thinker.taken, 0.0)
    if (ahead := _ahead(scenery, number, thought)) != NOBODY:
        scores[ahead] = AHEAD + scores.get(ahead, 0.0)
    if not scores:
        return None
    for person in scores:
        fits = {"m": he, "f": she}.get(genders[person], 0.5 * (he + she))
        scores[person] *= 1.0 + fits / (1.0 + he + she)
        if person in others:
            scores[person] *= NAMED
    best = max(sorted(scores), key=lambda person: scores[person])
    share = scores[best] / sum(scores.values())
    return best, min(0.95, 0.35 + 0.6 * share), "the scene is seen through this person"


def _ahead(scenery: Scenery, number: int, thought: Piece) -> int:
    """Of whom the sentence right ahead of a thought tells: "Anna breathed out. *At last.*"."""
    pieces, mentions = scenery.blocks[number].pieces, scenery.mentions[number]
    at = next((i for i, other in enumerate(pieces) if other is thought), 0) - 1
    if at < 0 or pieces[at].voiced or pieces[at].kind is not Kind.NARRATION:
        return NOBODY
    words = pieces[at].words
    starts = [i + 1 for i, word in enumerate(words[:-1]) if word in SENTENCE_ENDS]
    start = starts[-1] if starts else 0
    subject = next((m for m in mentions[at] if m.start >= start and m.role == SUBJECT), None)
    return meant(subject) if subject is not None and subject.kind == NAME else NOBODY


def _is_inside(low: Sequence[str], m: Mention) -> bool:
    """Whether narration tells what somebody perceives or knows, as one alone can: "he felt"."""
    if m.role == OWNER:
        return bool(MINDS.intersection(low[m.end : m.end + 2]))
    if m.role != SUBJECT:
        return False
    after = [word for word in low[m.end : m.end + 4] if not word.endswith("ly")]
    verbs = list(itertools.dropwhile(HELPING.__contains__, after))[:1]
    return not PERCEIVES.isdisjoint(verbs)


def _thinker_in_tag(scenery: Scenery, number: int, piece: Piece) -> Mention | None:
    """Who thinks, by the words right behind the thought or right before it."""
    pieces, mentions = scenery.blocks[number].pieces, scenery.mentions[number]
    at = next((i for i, other in enumerate(pieces) if other is piece), -1)
    for i, after in ((at + 1, True), (at - 1, False)):
        if at < 0 or not 0 <= i < len(pieces) or pieces[i].voiced:
            continue
        tag = read_tag(pieces[i], mentions[i], after=after)
        if tag is not None and tag.spoken and tag.attached:
            return tag.mention
    return None
