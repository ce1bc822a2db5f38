"""Pronouns followed into features: whom narration is about in, beside and around a turn."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from math import log1p

from narrator.attribution.mentions import NAME, PRONOUN, Mention
from narrator.attribution.parts import SUBJECT
from narrator.attribution.referents import NOBODY, SEXES, meant, take_up_pronouns
from narrator.attribution.tags import BEFORE
from narrator.attribution.turns import Scenery, Turn

FOLLOWED_FEATURES = tuple(
    str.split(
        """ref_tag ref_rival ref_before ref_after ref_first ref_only ref_prev ref_next ref_since
        ref_count ref_ahead ref_scene"""
    )
)
"""What is said of a candidate by whom pronouns take up."""
LONGEST = 30
"""Paragraphs that are counted since narration was about somebody."""


class Followed:
    """Whom narration is about, as far as its pronouns can be followed."""

    def __init__(
        self,
        scenery: Scenery,
        genders: Sequence[str],
        speakers: Mapping[int, int] | None = None,
    ) -> None:
        """``speakers``: who the pronouns of tags and beats are, by the mention's identity."""
        take_up_pronouns(scenery.blocks, scenery.mentions, genders, speakers)
        self.scenery, self.genders = scenery, genders
        self.acts = [_actors(pieces) for pieces in scenery.mentions]
        self.acting = _find_acting(scenery, len(genders))
        self.scene_starts: dict[int, int] = {}
        for turn in scenery.turns:
            self.scene_starts.setdefault(turn.scene, turn.place - 3)

    def rows(self, turn: Turn, some: Sequence[int]) -> list[list[float]]:
        """One row of features for each candidate."""
        subjects = (meant(m) for _, m in turn.around if m.role == SUBJECT)
        first = next((who for who in subjects if who != NOBODY), NOBODY)
        named = {m.who[0] for _, m in turn.around if m.kind == NAME and m.who}
        only = next(iter(named)) if len(named) == 1 else NOBODY
        beats = [
            (beat.place == BEFORE, who, 2.0 if beat.mention.kind == NAME else 1.0)
            for beat in turn.beats
            if (who := meant(beat.mention)) != NOBODY
        ]
        before, after = self._beside(turn)
        return [
            [
                *_tag_row(turn, person),
                *_beat_row(beats, person),
                _points(first, person),
                _points(only, person),
                _points(before, person),
                _points(after, person),
                *self._acting_row(turn, person),
            ]
            for person in some
        ]

    def _beside(self, turn: Turn) -> tuple[int, int]:
        """Whom the narration right before the turn ends with, and that right after begins with."""
        found = [NOBODY, NOBODY]
        for way, number in enumerate((turn.block - 1, turn.last_block + 1)):
            if 0 <= number < len(self.acts) and not self.scenery.blocks[number].spoken:
                found[way] = self.acts[number][1 - way]
        return found[0], found[1]

    def _acting_row(self, turn: Turn, person: int) -> list[float]:
        """How near and how often narration is about the person."""
        acting, place = self.acting[person], turn.place
        i, j = bisect_left(acting, place), bisect_right(acting, place)
        since = place - acting[i - 1] if i else LONGEST
        start = bisect_left(acting, self.scene_starts[turn.scene])
        return [
            float(min(LONGEST, since)),
            float(i - bisect_left(acting, place - 10)),
            float(bisect_right(acting, place + 10) - j),
            log1p(i - min(i, start)),
        ]

    def plain(self, turn: Turn) -> int:
        """Whom the tag's pronoun plainly takes up, or nobody.

        "Mara shook her head. / “No,” she said.": the narration right before is last about somebody
        whom it names.
        """
        tag, number = turn.tag, turn.block - 1
        if not tag or tag.mention.kind != PRONOUN or tag.mention.gender not in SEXES or number < 0:
            return NOBODY
        block = self.scenery.blocks[number]
        if block.spoken or block.chapter != turn.chapter:
            return NOBODY
        for m in reversed([m for some in self.scenery.mentions[number] for m in some]):
            who = meant(m)
            fits = who != NOBODY and self.genders[who] in ("", tag.mention.gender)
            if m.role == SUBJECT and fits:
                said = m.kind == NAME or m.exact
                return who if said and who == tag.mention.taken else NOBODY
        return NOBODY


def _actors(pieces: Sequence[Sequence[Mention]]) -> tuple[int, int]:
    """The first and the last person who is a subject in a paragraph."""
    acting = [meant(m) for some in pieces for m in some if m.role == SUBJECT]
    acting = [person for person in acting if person != NOBODY]
    return (acting[0], acting[-1]) if acting else (NOBODY, NOBODY)


def _find_acting(scenery: Scenery, size: int) -> list[list[int]]:
    """The places where narration has each of ``size`` people as a subject."""
    acting: list[list[int]] = [[] for _ in range(size)]
    for place, block, pieces in zip(scenery.places, scenery.blocks, scenery.mentions, strict=True):
        for piece, mentions in zip(block.pieces, pieces, strict=True):
            if piece.voiced:
                continue
            for m in mentions:
                if m.role == SUBJECT and meant(m) != NOBODY:
                    acting[meant(m)].append(place)
    return acting


def _points(who: int, person: int) -> float:
    """1 where it is the person, -1 where it is somebody else, 0 where it is nobody."""
    return 0.0 if who == NOBODY else 1.0 if who == person else -1.0


def _tag_row(turn: Turn, person: int) -> list[float]:
    """Whether the tag's pronoun takes the person up, and whether it may."""
    tag = turn.tag
    if tag is None or tag.mention.kind == NAME or meant(tag.mention) == NOBODY:
        return [0.0, 0.0]
    return [_points(meant(tag.mention), person), float(tag.mention.rival == person)]


def _beat_row(beats: Sequence[tuple[bool, int, float]], person: int) -> list[float]:
    """Whether the last beat ahead of the speech and the first one behind it are the person's."""
    before = after = 0.0
    for ahead, who, weight in beats:
        value = weight if who == person else -weight
        if ahead:
            before = value
        elif not after:
            after = value
    return [before, after]
