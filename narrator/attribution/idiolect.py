"""How people speak: whose words, stutters and exclamations a speech sounds like."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from math import log

import numpy as np

from narrator.attribution.evidence import Evidence
from narrator.attribution.grid import Floats
from narrator.attribution.turns import Turn

SURE = 0.6
"""Turns that are somebody's with at least this chance teach how he or she speaks."""
FEWEST = 3.0
"""A person must be heard in so many other turns before a way of speaking is known."""
CAUTION = 12.0
"""So many turns of an average speaker are added to what is known of anybody."""
BREADTH = 5.0
"""Words of a turn from which on they count for less: those of one sentence hang together."""
MOST = 6.0
"""No way of speaking says more than this, before ``WEIGHT``."""
WEIGHT = 0.25
"""These were chosen on hidden tags of the novels that the trees are learned from."""
_STUTTER = re.compile(r"\b([^\W\d_]{1,2})-\1", re.IGNORECASE)
STUTTERS = "#stutters"
PRIOR, STUTTER_WEIGHT = 4.0, 2.0
SHORT, LONG = 6, 26
"""Different words of a short turn at most, and of a long one at least."""

Sound = tuple[str, ...]
"""The words of a turn, and marks of how they are said, each once: sorted, for sums hang on the
order."""


@dataclass(slots=True)
class _Speaker:
    """What is known of how one person speaks."""

    turns: float = 0.0
    words: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    """In how many turns each is said; turns count as much as they are sure."""


def sound_of(turn: Turn) -> Sound:
    """The words of a turn, and marks of how they are said."""
    text = " ".join(piece.line.text for piece in turn.speech)
    words = {word for piece in turn.speech for word in piece.low if word[0].isalpha()}
    size = "#long" if len(words) >= LONG else "#short" if len(words) < SHORT else "#middling"
    marks = {
        STUTTERS: _STUTTER.search(text) is not None,
        "#trails off": "…" in text or "..." in text,
        "#exclaims": "!" in text,
        "#shouts": "!!" in text or "?!" in text,
        "#capitals": any(len(w) > 2 and w.isupper() for p in turn.speech for w in p.words),
    }
    return tuple(sorted(words | {size} | {mark for mark, found in marks.items() if found}))


def find_shared(sounds: Sequence[Sound]) -> list[list[tuple[str, int]]]:
    """Of each turn what others have in common with it, and in how many turns that is."""
    common: dict[str, int] = defaultdict(int)
    for sound in sounds:
        for word in sound:
            common[word] += 1
    pairs = {word: (word, uses) for word, uses in common.items() if uses > 1}
    return [[pairs[word] for word in sound if word in pairs] for sound in sounds]


def weigh_idiolects(
    evidence: Evidence,
    chances: Floats,
    sounds: Sequence[Sound],
    settled: Container[int] = (),
    shared: Sequence[Sequence[tuple[str, int]]] | None = None,
) -> Floats:
    """What each row's score gains because the turn sounds like the person, or loses.

    Naive Bayes over the words: how much likelier the person is to say them than anybody is. A
    turn is left out of what it is compared with. Nothing is said of turns that are ``settled``.
    ``shared`` is what ``find_shared`` says of the sounds, where it is known.
    """
    offsets, candidates = evidence.grid.offsets, evidence.candidates
    speakers: dict[int, _Speaker] = defaultdict(_Speaker)
    taught: dict[tuple[int, int], float] = {}
    for turn, sound in enumerate(sounds):
        for row, person in enumerate(candidates[turn], int(offsets[turn])):
            chance = float(chances[row])
            if chance >= SURE:
                taught[turn, person] = chance
                speaker = speakers[person]
                speaker.turns += chance
                for word in sound:
                    speaker.words[word] += chance
    shared = find_shared(sounds) if shared is None else shared
    uses_of = {word: uses for telling in shared for word, uses in telling}
    said_alike: dict[int, tuple[dict[str, float], float]] = {}
    out = np.zeros(len(chances), dtype=np.float32)
    count = len(sounds)
    for turn in range(count):
        if turn in settled:
            continue
        telling = shared[turn]
        breadth = 1 + len(telling) / BREADTH
        for row, person in enumerate(candidates[turn], int(offsets[turn])):
            own = taught.get((turn, person), 0.0)
            speaker = speakers[person]
            if speaker.turns - own < FEWEST:
                continue
            if own:
                likelier = _likelier(speaker, own, telling, count)
            else:  # as in every other turn that the person isn't thought to have spoken
                if person not in said_alike:
                    said_alike[person] = _gains(speaker, uses_of, count)
                gains, unsaid = said_alike[person]
                likelier = 0.0
                for word, _ in telling:
                    likelier += gains.get(word, unsaid)
            likelier /= breadth
            out[row] = WEIGHT * max(-MOST, min(MOST, likelier))
    return out + _weigh_stutters(evidence, chances, sounds, settled)


def _weigh_stutters(
    evidence: Evidence, chances: Floats, sounds: Sequence[Sound], settled: Container[int]
) -> Floats:
    """What each row's score gains because the turn is stuttered, as the person's others are.

    Few people stutter, and they do so again and again: that says more than any word.
    """
    out = np.zeros(len(chances), dtype=np.float32)
    stuttered = [turn for turn, sound in enumerate(sounds) if STUTTERS in sound]
    if len(stuttered) < FEWEST:
        return out
    offsets, candidates = evidence.grid.offsets, evidence.candidates
    turns: dict[int, float] = defaultdict(float)
    said: dict[int, float] = defaultdict(float)
    for turn, sound in enumerate(sounds):
        for row, person in enumerate(candidates[turn], int(offsets[turn])):
            turns[person] += float(chances[row])
            said[person] += float(chances[row]) * (STUTTERS in sound)
    base = len(stuttered) / len(sounds)
    for turn in stuttered:
        if turn in settled:
            continue
        for row, person in enumerate(candidates[turn], int(offsets[turn])):
            own = float(chances[row])
            rate = (said[person] - own + PRIOR * base) / (turns[person] - own + PRIOR)
            out[row] = STUTTER_WEIGHT * max(-2.0, min(2.0, log(rate / base)))
    return out


def _likelier(
    speaker: _Speaker, own: float, telling: Sequence[tuple[str, int]], count: int
) -> float:
    """How much likelier the person is to say these words than anybody is, in the logarithm.

    ``own`` is how surely the turn is the person's: it is left out. There are ``count`` turns.
    """
    scale = speaker.turns - own + CAUTION
    unsaid = log(CAUTION / scale)
    likelier = 0.0
    for word, uses in telling:
        times = speaker.words.get(word, 0.0) - own
        if times > 0.0:
            likelier += log((times / ((uses - 1) / count) + CAUTION) / scale)
        else:
            likelier += unsaid
    return likelier


def _gains(
    speaker: _Speaker, uses_of: Mapping[str, int], count: int
) -> tuple[dict[str, float], float]:
    """The same of each word that the person says in other turns, and of any other word."""
    scale = speaker.turns + CAUTION
    gains = {
        word: log((times / (uses_of[word] / count) + CAUTION) / scale)
        for word, times in speaker.words.items()
        if times > 0.0 and word in uses_of
    }
    return gains, log(CAUTION / scale)
