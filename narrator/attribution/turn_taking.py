"""Two names into one person, by who speaks when: whoever spoke speaks again after one answer.

In a talk of two, every other paragraph is the same person's, and its tags may use several names:
“said the Countess”, “said Otto”, “said Hedwig”. Two people who are in a talk together answer each
other now and then; two names of one person never do.
"""

from __future__ import annotations

from collections.abc import Set

FEWEST_TURNS = 6
"""So often somebody must speak again under another name, with one answer in between: two who take
part in one talk of many may do so five times by chance."""
FEWEST_OF_FAMILY = 3
"""The same of two names that may be one person's anyhow: "Oskar" and "Mr. Vane"."""


def take_turns(one: Set[int], two: Set[int]) -> tuple[int, int]:
    """Of the paragraphs of one name, those with the other name two paragraphs away, and those with
    it in the next one or the one before.

    >>> take_turns({1, 5, 9}, {3, 7, 20}), take_turns({1, 5, 9}, {2, 6, 8})
    ((3, 0), (0, 3))
    """
    again = sum(not two.isdisjoint((at - 2, at + 2)) for at in one)
    answers = sum(not two.isdisjoint((at - 1, at + 1)) for at in one)
    return again, answers


def are_one(one: Set[int], two: Set[int]) -> bool:
    """Whether one and the same person seems to speak under both names."""
    again, answers = take_turns(*sorted((one, two), key=len))
    return again >= FEWEST_TURNS and answers * 10 <= again


def answer_each_other(one: Set[int], two: Set[int]) -> bool:
    """Whether two names are told one right after the other, again and again: so they are two."""
    again, answers = take_turns(one, two)
    return answers > 1 and 2 * answers > again


def may_be_one(one: Set[int], two: Set[int]) -> bool:
    """Whether two names of one family are told in turn, rather than answering each other."""
    again, answers = take_turns(one, two)
    return again >= FEWEST_OF_FAMILY and again >= 2 * answers
