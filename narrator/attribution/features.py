"""Turns and candidates into rows of numbers: the fixed features that the forests weigh."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from math import log1p
from typing import NamedTuple

from narrator.attribution import habits
from narrator.attribution.around import Around, look_around
from narrator.attribution.hints import collect_hints
from narrator.attribution.mentions import NAME, NOUN, PRONOUN, Mention
from narrator.attribution.parts import SUBJECT
from narrator.attribution.people import People
from narrator.attribution.signals import (
    address_gender,
    asks,
    beat_signals,
    between_signals,
    call_signals,
    kin_signals,
    near_signals,
    own_signals,
    tag_signals,
)
from narrator.attribution.tags import AFTER
from narrator.attribution.tellers import Tellers
from narrator.attribution.turns import Scenery, Turn

TURN_FEATURES = (
    *str.split(
        """t_none t_pronoun t_noun t_name t_first t_spoken t_attached t_after words question
        exclaims yes_no pieces narrated gap_before gap_after prev_speech next_speech scene_turn
        candidates same_gender i_book prev_question prev_tagged next_tagged calls prev_calls
        distinct_near t_male t_plural near_words near_names beats beat_named"""
    ),
    *habits.NAMES,
)
"""What is said of a turn whoever speaks it."""
PAIR_FEATURES = tuple(
    str.split(
        """tag_gender tag_first tag_who tag_who_share tag_kin
        beat_who beat_other beat_gender own_named own_subject own_object own_owner own_first
        own_last own_after_first others_named called referred
        called_prev called_prev2 called_next called_next2 referred_prev referred_next
        addressed_prev own_addressed near_subject near_named near_first near_addressed next_subject
        back_blocks back_rank back_rank_gender back_subject back_near ahead_blocks
        count10 count30 ahead10 scene_count total tags_back tags_ahead last_tag last_tag_odd
        last_tag_even next_tag next_tag_odd next_tag_even is_narrator unnamed gender_known
        scene_tags pronoun_last own_pronoun near_pronoun after_pronoun between_named
        between_subject between_last between_first address_prev address_next address_own
        last_tag_tight next_tag_tight back_words tag_kin_title kin_fit heard_back
        heard_ahead near_last near_last_pronoun"""
    )
)
"""What is said of a candidate for a turn."""
GENDERS = ("m", "f", "")
COUNT_STEPS = 4
"""Steps from one power of e to the next: any edit moves a count a little, seldom by a step."""
_YES_NO = frozenset(
    str.split("yes no oh ah well but and certainly indeed nonsense why of never exactly")
)


def _gap(one: Turn | None, two: Turn | None) -> float:
    """Paragraphs from one turn to the next, 20 at most."""
    if one is None or two is None or one.chapter != two.chapter:
        return 20.0
    return float(min(20, two.block - one.last_block))


class Agreement(NamedTuple):
    """How the words around a turn agree with a gender."""

    pronoun: float
    """The last "he" or "she" before it."""
    pronouns: list[float]
    """Those in its paragraph, and in the ones before and after."""
    addresses: list[float]
    """"Sir" and "madam"."""
    last_near: float
    """The last "he" or "she" in the narration right before."""


class Describer:
    """Makes the feature rows of a book's turns, one at a time."""

    def __init__(
        self,
        scenery: Scenery,
        people: People,
        tellers: Tellers,
        anchors: Mapping[int, int],
    ) -> None:
        self.scenery, self.people = scenery, people
        self.genders = [person.gender for person in people.persons]
        self.hints = collect_hints(scenery, len(people.persons), tellers)
        self.tellers = tellers
        named = [log1p(person.count) for person in people.persons]
        most = max(named, default=0.0)
        self.weights = [round(COUNT_STEPS * (each - most)) / COUNT_STEPS for each in named]
        self.titles = [person.titles for person in people.persons]
        self.starts: list[int] = []
        """The place of each paragraph's first word."""
        place = 0
        for block in scenery.blocks:
            self.starts.append(place)
            place += sum(len(piece.words) for piece in block.pieces)
        self.leads = [self._lead(pieces) for pieces in scenery.mentions]
        self.names = [
            [
                m
                for piece, mentions in zip(block.pieces, pieces, strict=True)
                if not piece.voiced
                for m in mentions
                if m.kind == NAME and m.who
            ]
            for block, pieces in zip(scenery.blocks, scenery.mentions, strict=True)
        ]
        self.habits = habits.find_habits(scenery, anchors, self.names)
        self.addresses = [address_gender(turn) for turn in scenery.turns]
        self.scene_first: dict[int, int] = {}
        for turn in scenery.turns:
            self.scene_first.setdefault(turn.scene, turn.index)

    @staticmethod
    def _lead(pieces: Sequence[Sequence[Mention]]) -> str:
        """The gender of the first "he" or "she" that is a subject in a paragraph."""
        for mentions in pieces:
            for m in mentions:
                if m.kind == PRONOUN and m.role == SUBJECT and m.gender in ("m", "f"):
                    return m.gender
        return ""

    def rows(self, turn: Turn, some: list[int]) -> list[list[float]]:
        """One row of turn and pair features for each candidate."""
        tag = turn.tag
        shared = self._turn_row(turn, some)
        gender = tag.mention.gender if tag and tag.mention.kind != NAME else ""
        seen = [self._last_seen(person, turn) for person in some]
        order = sorted(range(len(some)), key=lambda k: (seen[k], k))
        rank = {k: r for r, k in enumerate(order)}
        fits = [k for k in order if not gender or self.genders[some[k]] in ("", gender)]
        rank_gender = {k: r for r, k in enumerate(fits)}
        around = look_around(self.scenery, self.names, turn)
        agrees = {sex: self._agreement(turn, around, sex) for sex in GENDERS}
        return [
            shared
            + self._pair_row(
                turn,
                person,
                around,
                agrees[self.genders[person]],
                seen=seen[k],
                rank=rank[k],
                rank_gender=rank_gender.get(k, 15),
            )
            for k, person in enumerate(some)
        ]

    def _turn_row(self, turn: Turn, some: list[int]) -> list[float]:
        turns, blocks, tag = self.scenery.turns, self.scenery.blocks, turn.tag
        kind = tag.mention.kind if tag else ""
        gender = tag.mention.gender if tag else ""
        words = sum(len(piece.words) for piece in turn.speech)
        last = [w for w in turn.speech[-1].words[-3:] if w not in "”\"'’»"]
        first = [w for w in turn.speech[0].low[:3] if w[0].isalpha()]
        before = turns[turn.index - 1] if turn.index else None
        after = turns[turn.index + 1] if turn.index + 1 < len(turns) else None
        same = [p for p in some if gender in ("m", "f") and self.genders[p] in ("", gender)]
        question = bool(last) and last[-1] == "?"
        return [
            float(not tag),
            float(kind == PRONOUN),
            float(kind == NOUN),
            float(kind == NAME),
            float(gender == "1"),
            float(bool(tag and tag.spoken)),
            float(bool(tag and tag.attached)),
            float(bool(tag and tag.place == AFTER)),
            log1p(words),
            float(question),
            float(bool(last) and last[-1] == "!"),
            float(bool(first) and first[0] in _YES_NO),
            float(len(turn.speech)),
            float(bool(turn.around)),
            _gap(before, turn),
            _gap(turn, after),
            float(turn.block > 0 and blocks[turn.block - 1].spoken),
            float(turn.last_block + 1 < len(blocks) and blocks[turn.last_block + 1].spoken),
            float(min(30, turn.index - self.scene_first[turn.scene])),
            float(len(some)),
            float(len(same)),
            float(self.tellers.first_person[turn.chapter]),
            float(bool(before) and before is not None and asks(before)),
            float(bool(before and before.tag)),
            float(bool(after and after.tag)),
            float(bool(turn.called)),
            float(bool(before and before.called)),
            float(self._distinct(turn)),
            float(gender == "m"),
            float(gender in ("p", "w")),
            *self._near_size(turn),
            float(bool(turn.beats)),
            float(any(beat.mention.kind == NAME for beat in turn.beats)),
            *self.habits,
        ]

    def _near_size(self, turn: Turn) -> list[float]:
        """Words of the narration paragraph right before, and how many people it names."""
        number = turn.block - 1
        if number < 0 or self.scenery.blocks[number].spoken:
            return [0.0, 0.0]
        words = sum(len(piece.words) for piece in self.scenery.blocks[number].pieces)
        return [log1p(words), float(len({m.who[0] for m in self.names[number]}))]

    def _distinct(self, turn: Turn) -> int:
        """How many people the tags of the turns around name."""
        turns = self.scenery.turns
        near = turns[max(0, turn.index - 8) : turn.index + 9]
        return len(
            {
                other.tag.mention.who[0]
                for other in near
                if other.scene == turn.scene and other.tag and other.tag.mention.who
            }
        )

    def _last_seen(self, person: int, turn: Turn) -> float:
        """Words since the person was last named in narration, 99999 when never."""
        places, start = self.hints[person].places, self.starts[turn.block]
        i = bisect_left(places, start)
        return float(start - places[i - 1]) if i else 99999.0

    def _pair_row(
        self,
        turn: Turn,
        person: int,
        around: Around,
        agrees: Agreement,
        *,
        seen: float,
        rank: int,
        rank_gender: int,
    ) -> list[float]:
        tag = turn.tag
        gender = self.genders[person]
        narrator = self.tellers.narrators[turn.chapter]
        row = tag_signals(tag, person, gender, narrator)
        row += beat_signals(turn, person, gender, narrator)
        row += own_signals(around, person)
        row += call_signals(turn, around, person)
        row += near_signals(around, person)
        row += self._named_features(turn, person, rank, rank_gender)
        since, until = self._tag_distance(turn, person)
        row += self._tagged_features(turn, person, since, until)
        row.append(agrees.pronoun)
        row += agrees.pronouns
        row += between_signals(around, person)
        row += [
            *agrees.addresses,
            float(since < 9 and self._unbroken(turn.index - since, turn.index)),
            float(until < 9 and self._unbroken(turn.index, turn.index + until)),
            log1p(seen),
            *kin_signals(tag, self.titles[person]),
            *self._talk_features(turn, person),
            float(person in around.last_named),
            agrees.last_near,
        ]
        return row

    def _named_features(self, turn: Turn, person: int, rank: int, rank_gender: int) -> list[float]:
        """How near and how often narration names the person."""
        hints = self.hints[person]
        named, place = hints.named, turn.place
        i = bisect_left(named, place)
        j = bisect_right(named, place)
        since_named = float(place - named[i - 1]) if i else 99.0
        subject = hints.subject
        k = bisect_left(subject, place)
        return [
            log1p(since_named),
            float(rank),
            float(rank_gender),
            log1p(place - subject[k - 1]) if k else 5.0,
            min(since_named, 30.0),
            log1p(named[j] - place) if j < len(named) else 5.0,
            float(i - bisect_left(named, place - 10)),
            float(i - bisect_left(named, place - 30)),
            float(bisect_right(named, place + 10) - j),
            log1p(
                i - bisect_left(named, self.scenery.turns[self.scene_first[turn.scene]].place - 3)
            ),
            self.weights[person],
        ]

    def _tag_distance(self, turn: Turn, person: int) -> tuple[int, int]:
        """Turns back and ahead to the nearest one in the chapter whose tag names the person."""
        turns, tags = self.scenery.turns, self.hints[person].tags
        back = bisect_left(tags, turn.index)
        ahead = bisect_right(tags, turn.index)
        since = turn.index - tags[back - 1] if back else 40
        until = tags[ahead] - turn.index if ahead < len(tags) else 40
        if back and turns[tags[back - 1]].chapter != turn.chapter:
            since = 40
        if ahead < len(tags) and turns[tags[ahead]].chapter != turn.chapter:
            until = 40
        return since, until

    def _tagged_features(self, turn: Turn, person: int, since: int, until: int) -> list[float]:
        """How near and how often tags name the person, and at what parity."""
        tags, gender = self.hints[person].tags, self.genders[person]
        back = bisect_left(tags, turn.index)
        ahead = bisect_right(tags, turn.index)
        return [
            float(back - bisect_left(tags, turn.index - 10)),
            float(bisect_right(tags, turn.index + 10) - ahead),
            float(min(40, since)),
            float(since % 2 == 1 and since < 9),
            float(since % 2 == 0 and since < 9),
            float(min(40, until)),
            float(until % 2 == 1 and until < 9),
            float(until % 2 == 0 and until < 9),
            float(person == self.tellers.narrators[turn.chapter]),
            float(self.people.persons[person].unnamed),
            float(bool(gender)),
            float(back - bisect_left(tags, self.scene_first[turn.scene])),
        ]

    def _talk_features(self, turn: Turn, person: int) -> list[float]:
        """How much the person is spoken of near the turn."""
        heard = self.hints[person].heard
        i, j = bisect_left(heard, turn.index), bisect_right(heard, turn.index)
        return [
            float(i - bisect_left(heard, turn.index - 8)),
            float(bisect_right(heard, turn.index + 8) - j),
        ]

    def _unbroken(self, first: int, last: int) -> bool:
        """Whether no paragraph of narration stands between the two turns."""
        turns = self.scenery.turns
        return turns[last].place - turns[first].place <= last - first

    def _agreement(self, turn: Turn, around: Around, gender: str) -> Agreement:
        """What genders in and around a turn say of candidates of this one."""

        def agree(said: str) -> float:
            return (1.0 if said == gender else -1.0) if said and gender else 0.0

        return Agreement(
            agree(around.pronoun),
            self._gender_features(turn, gender),
            self._address_features(turn, gender),
            agree(around.last_pronoun),
        )

    def _gender_features(self, turn: Turn, gender: str) -> list[float]:
        """How pronouns in and around the paragraph agree with the person's gender."""
        own = 0.0
        if gender:
            for _, m in turn.around:
                if m.kind == PRONOUN and m.role == SUBJECT and m.gender in ("m", "f"):
                    own += 1.0 if m.gender == gender else -1.0
        row = [max(-2.0, min(2.0, own))]
        for number in (turn.block - 1, turn.last_block + 1):
            value = 0.0
            if 0 <= number < len(self.leads) and not self.scenery.blocks[number].spoken:
                lead = self.leads[number]
                value = (1.0 if lead == gender else -1.0) if lead and gender else 0.0
            row.append(value)
        return row

    def _address_features(self, turn: Turn, gender: str) -> list[float]:
        """Whether "sir" and "madam" around the turn agree with the person's gender."""
        row = []
        for step in (-1, 1, 0):
            i = turn.index + step
            value = 0.0
            if 0 <= i < len(self.addresses) and gender:
                other = self.scenery.turns[i]
                if other.scene == turn.scene and abs(other.place - turn.place) < 5:
                    said = self.addresses[i]
                    value = (1.0 if said == gender else -1.0) if said else 0.0
            row.append(value)
        return row
