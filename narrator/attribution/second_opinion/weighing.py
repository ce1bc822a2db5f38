"""Two opinions into one: what was thought before, and what somebody else says."""

from __future__ import annotations

from narrator.book import UNKNOWN

TRUST = 0.75
"""How often such a model is taken to be right where it chooses from a list. Measured figures for
models that fit on one machine lie on both sides of it."""
RIVALS = 2
"""Among how many others a mistake is spread. A list has more names, but a mistake falls on those
who are near, and both sides make the same ones."""
MOST = 0.95
"""Two that err alike are never surer than this."""


def weigh(speaker: str, chance: float, named: str, candidates: int) -> tuple[str, float]:
    """Who speaks, and how likely that is, when ``speaker`` was thought to and ``named`` is said to.

    By Bayes' rule, as if the two were independent; ``candidates`` is how many there were to choose
    from.

    >>> weigh("Anna", 0.5, "Anna", 6), weigh("Anna", 0.5, "Ben", 6), weigh("Anna", 0.9, "Ben", 6)
    (('Anna', 0.857), ('Ben', 0.667), ('Anna', 0.72))
    """
    if speaker == UNKNOWN:
        return named, TRUST
    rivals = max(1, min(RIVALS, candidates - 1))
    rest = (1 - chance) / rivals
    miss = (1 - TRUST) / rivals
    if speaker == named:
        for_speaker, for_others = chance * TRUST, (1 - chance) * miss
        return speaker, _share(for_speaker, for_others)
    for_named, for_speaker = rest * TRUST, chance * miss
    others = (1 - chance - rest) * miss
    if for_named >= for_speaker:
        return named, min(TRUST, _share(for_named, for_speaker + others))
    return speaker, _share(for_speaker, for_named + others)


def _share(part: float, others: float) -> float:
    return round(min(MOST, part / max(part + others, 1e-9)), 3)
