"""Turns into evidence: for each turn its candidates, and what speaks for and against each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import log1p

import numpy as np
import numpy.typing as npt

from narrator.attribution.characters import People
from narrator.attribution.mentions import (
    ADDRESSEE,
    NAME,
    NOUN,
    OWNER,
    PRONOUN,
    SUBJECT,
    Mention,
)
from narrator.attribution.turns import AFTER, BEFORE, BETWEEN, Scenery, Tag, Turn
from narrator.attribution.words import ADDRESS_GENDERS, KIN_NOUNS

Floats = npt.NDArray[np.float32]

REACH = 60
"""How many paragraphs back a mention makes somebody a candidate."""
MOST = 14
"""Candidates of a turn."""

TURN_FEATURES = tuple(
    str.split(
        """t_none t_pronoun t_noun t_name t_first t_spoken t_attached t_after words question
        exclaims yes_no pieces narrated gap_before gap_after prev_speech next_speech scene_turn
        candidates same_gender i_book prev_question prev_tagged next_tagged calls prev_calls distinct_near"""
    )
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
        last_tag_tight next_tag_tight back_words tag_kin_title"""
    )
)
"""What is said of a candidate for a turn."""
FLOW_FEATURES = tuple(
    str.split(
        """p1 p2 p3 p4 n1 n2 n3 n4 last_turns share_back next_turns share_ahead flow1 flow2 flow_n1
        flow_n2 prior behind p1_free p2_free"""
    )
)
"""What is said of a candidate by those who are thought to speak before and after."""

_YES_NO = frozenset(
    [
        "yes",
        "no",
        "oh",
        "ah",
        "well",
        "but",
        "and",
        "certainly",
        "indeed",
        "nonsense",
        "why",
        "of",
        "never",
        "exactly",
    ]
)


@dataclass(slots=True)
class Hints:
    """What a book says of one person, by paragraph: sorted positions of each kind of mention."""

    named: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    """The same mentions by their place among all words of the book."""
    subject: list[int] = field(default_factory=list)
    tags: list[int] = field(default_factory=list)
    """Turns whose tag names the person."""
    heard: list[int] = field(default_factory=list)
    """Turns in which somebody calls or speaks of the person."""


STEPS = (-1, -2, -3, -4, 1, 2, 3, 4)
"""Neighbouring turns whose speakers are looked at one by one."""
WINDOW = 12
"""Neighbouring turns within which a candidate's last and next turn are looked for."""


@dataclass(slots=True)
class Grid:
    """How the rows, one for each turn and candidate, hang together."""

    offsets: npt.NDArray[np.int64]
    """Row range of turn ``i``: ``offsets[i]`` to ``offsets[i + 1]``."""
    turn: npt.NDArray[np.int64]
    """The turn of each row."""
    who: npt.NDArray[np.int64]
    """The person of each row."""
    scene: npt.NDArray[np.int64]
    """The scene of each turn."""
    tight: npt.NDArray[np.bool_]
    """Whether each turn follows the one before without a paragraph between."""
    rows: dict[int, npt.NDArray[np.int64]]
    """For each step the same person's row there; the last row plus one where there is none."""
    weights: dict[int, Floats]
    """For each step how near that turn is: 1 next door, less behind narration, 0 elsewhere."""


def make_grid(scenery: Scenery, candidates: Sequence[Sequence[int]]) -> Grid:
    """Lay out the rows of all turns."""
    turns = scenery.turns
    sizes = np.array([len(some) for some in candidates], dtype=np.int64)
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    turn = np.repeat(np.arange(len(turns)), sizes)
    who = np.array([person for some in candidates for person in some], dtype=np.int64)
    scene = np.array([t.scene for t in turns], dtype=np.int64)
    start = np.array([t.block for t in turns], dtype=np.int64)
    end = np.array([t.last_block for t in turns], dtype=np.int64)
    tight = np.zeros(len(turns), dtype=np.bool_)
    tight[1:] = (start[1:] - end[:-1] <= 1) & (scene[1:] == scene[:-1])
    folk = int(who.max()) + 2 if len(who) else 1
    keys = turn * folk + who
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    rows: dict[int, npt.NDArray[np.int64]] = {}
    weights: dict[int, Floats] = {}
    for step in STEPS:
        wanted = (turn + step) * folk + who
        place = np.minimum(np.searchsorted(ranked, wanted), max(0, len(ranked) - 1))
        hit = ranked[place] == wanted if len(ranked) else np.zeros(0, dtype=np.bool_)
        other = np.clip(turn + step, 0, len(turns) - 1)
        gap = np.abs(start[other] - start[turn]) - abs(step)
        near = np.where(gap <= 2, 1.0, np.where(gap <= 6, 0.6, 0.3))
        same = (scene[other] == scene[turn]) & (other == turn + step)
        rows[step] = np.where(hit, order[place], len(who))
        weights[step] = np.where(same, near, 0.0).astype(np.float32)
    return Grid(offsets, turn, who, scene, tight, rows, weights)


@dataclass(slots=True)
class Evidence:
    """Candidates of every turn, and the fixed features of each pair."""

    scenery: Scenery
    people: People
    candidates: list[list[int]]
    grid: Grid
    fixed: Floats
    """Rows of turn and pair features."""
    anchors: dict[int, int]
    """Turns whose speaker a tag names beyond doubt."""


def named_speaker(turn: Turn) -> int | None:
    """Whom the turn's tag names, when it names one person with a verb of speech."""
    tag = turn.tag
    if tag and tag.mention.kind != PRONOUN and tag.spoken and tag.attached:
        who = tag.mention.who
        return who[0] if len(who) == 1 else None
    return None


def says_i(turn: Turn) -> bool:
    """Whether the turn's tag is "I said"."""
    tag = turn.tag
    return bool(tag and tag.spoken and tag.attached and tag.mention.gender == "1")


def gather(
    scenery: Scenery,
    people: People,
    narrator: int | None,
    first_person: Sequence[bool],
) -> Evidence:
    """Candidates and fixed features of all turns.

    ``first_person`` says of each chapter whether it is told by "I".
    """
    hints = _hints(scenery, len(people.persons))
    anchors: dict[int, int] = {}
    candidates: list[list[int]] = []
    rows: list[list[float]] = []
    maker = _Maker(scenery, people, hints, narrator, first_person)
    for turn in scenery.turns:
        speaker = named_speaker(turn)
        if speaker is None and first_person[turn.chapter] and says_i(turn):
            speaker = narrator
        if speaker is not None:
            anchors[turn.index] = speaker
        some = maker.candidates(turn)
        candidates.append(some)
        rows.extend(maker.rows(turn, some))
    width = len(TURN_FEATURES) + len(PAIR_FEATURES)
    fixed = np.array(rows, dtype=np.float32).reshape(-1, width)
    grid = make_grid(scenery, candidates)
    return Evidence(scenery, people, candidates, grid, fixed, anchors)


def _hints(scenery: Scenery, size: int) -> list[Hints]:
    hints = [Hints() for _ in range(size)]
    place = 0
    for number, pieces in enumerate(scenery.mentions):
        block = scenery.blocks[number]
        for piece, mentions in zip(block.pieces, pieces, strict=True):
            place += len(piece.words)
            if piece.voiced:
                continue
            for mention in mentions:
                if mention.kind == NAME:
                    for person in mention.who[:1]:
                        hints[person].named.append(number)
                        hints[person].places.append(place - len(piece.words) + mention.start)
                        if mention.role == SUBJECT:
                            hints[person].subject.append(number)
    for turn in scenery.turns:
        tag = turn.tag
        if tag and tag.mention.kind == NAME and tag.mention.who:
            hints[tag.mention.who[0]].tags.append(turn.index)
        for person in (*turn.called, *turn.referred):
            hints[person].heard.append(turn.index)
    return hints


class _Maker:
    """Makes candidates and feature rows, turn by turn."""

    def __init__(
        self,
        scenery: Scenery,
        people: People,
        hints: list[Hints],
        narrator: int | None,
        first_person: Sequence[bool],
    ) -> None:
        self.scenery, self.people, self.hints = scenery, people, hints
        self.narrator, self.first_person = narrator, first_person
        self.genders = [person.gender for person in people.persons]
        self.titles = [person.titles for person in people.persons]
        self.named_blocks = [
            list(
                dict.fromkeys(
                    m.who[0]
                    for piece, mentions in zip(block.pieces, pieces, strict=True)
                    if not piece.voiced
                    for m in mentions
                    if m.kind == NAME and m.who
                )
            )
            for block, pieces in zip(scenery.blocks, scenery.mentions, strict=True)
        ]
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
        self.addresses = [_address_gender(turn) for turn in scenery.turns]
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

    # ------------------------------------------------------------ candidates

    def candidates(self, turn: Turn) -> list[int]:
        turns, blocks = self.scenery.turns, self.scenery.blocks
        chosen: dict[int, None] = {}
        for tag in ([turn.tag] if turn.tag else []) + turn.beats:
            chosen.update(dict.fromkeys(tag.mention.who[:3]))
        for _, mention in turn.around:
            if mention.kind == NAME:
                chosen.update(dict.fromkeys(mention.who[:2]))
        if self.narrator is not None and self.first_person[turn.chapter]:
            chosen[self.narrator] = None
        for step in (1, -1, 2, -2, 3, -3, 4, -4):
            other = turn.index + step
            if not 0 <= other < len(turns) or turns[other].chapter != turn.chapter:
                continue
            near = turns[other]
            if abs(near.block - turn.block) > 20:
                continue
            if near.tag:
                chosen.update(dict.fromkeys(near.tag.mention.who[:2]))
            for beat in near.beats:
                chosen.update(dict.fromkeys(beat.mention.who[:1]))
            chosen.update(dict.fromkeys(sorted(near.called)))
        distance = 1
        while distance <= REACH and turn.block - distance >= 0 and len(chosen) < MOST:
            number = turn.block - distance
            if blocks[number].chapter != turn.chapter:
                break
            chosen.update(dict.fromkeys(self.named_blocks[number]))
            if distance <= 4 and turn.last_block + distance < len(blocks):
                after = turn.last_block + distance
                if blocks[after].chapter == turn.chapter:
                    chosen.update(dict.fromkeys(self.named_blocks[after]))
            distance += 1
        return list(chosen)[:MOST]

    # ------------------------------------------------------------ rows

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
        return [
            shared + self._pair_row(turn, person, seen[k], rank[k], rank_gender.get(k, 15))
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
            float(
                min(
                    20,
                    turn.block - before.last_block
                    if before and before.chapter == turn.chapter
                    else 20,
                )
            ),
            float(
                min(
                    20,
                    after.block - turn.last_block
                    if after and after.chapter == turn.chapter
                    else 20,
                )
            ),
            float(turn.block > 0 and blocks[turn.block - 1].spoken),
            float(turn.last_block + 1 < len(blocks) and blocks[turn.last_block + 1].spoken),
            float(min(30, turn.index - self.scene_first[turn.scene])),
            float(len(some)),
            float(len(same)),
            float(self.first_person[turn.chapter]),
            float(bool(before) and before is not None and _asks(before)),
            float(bool(before and before.tag)),
            float(bool(after and after.tag)),
            float(bool(turn.called)),
            float(bool(before and before.called)),
            float(self._distinct(turn)),
        ]

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
        self, turn: Turn, person: int, seen: float, rank: int, rank_gender: int
    ) -> list[float]:
        turns, tag, hints = self.scenery.turns, turn.tag, self.hints[person]
        gender = self.genders[person]
        row = [*self._tag_features(tag, person, gender), *self._beat_features(turn, person, gender)]
        row += self._own_features(turn, person)
        row += self._call_features(turn, person)
        row += self._near_features(turn, person)
        named, block = hints.named, turn.block
        i = bisect_left(named, block)
        j = bisect_right(named, turn.last_block)
        since_named = float(block - named[i - 1]) if i else 99.0
        subject = hints.subject
        k = bisect_left(subject, block)
        row += [
            log1p(since_named),
            float(rank),
            float(rank_gender),
            log1p(block - subject[k - 1]) if k else 5.0,
            min(since_named, 30.0),
            log1p(named[j] - turn.last_block) if j < len(named) else 5.0,
            float(i - bisect_left(named, block - 10)),
            float(i - bisect_left(named, block - 30)),
            float(bisect_right(named, turn.last_block + 10) - j),
            log1p(
                i - bisect_left(named, self.scenery.turns[self.scene_first[turn.scene]].block - 3)
            ),
            log1p(self.people.persons[person].count),
        ]
        tags = hints.tags
        back = bisect_left(tags, turn.index)
        ahead = bisect_right(tags, turn.index)
        since = turn.index - tags[back - 1] if back else 40
        until = tags[ahead] - turn.index if ahead < len(tags) else 40
        if back and turns[tags[back - 1]].chapter != turn.chapter:
            since = 40
        if ahead < len(tags) and turns[tags[ahead]].chapter != turn.chapter:
            until = 40
        row += [
            float(back - bisect_left(tags, turn.index - 10)),
            float(bisect_right(tags, turn.index + 10) - ahead),
            float(min(40, since)),
            float(since % 2 == 1 and since < 9),
            float(since % 2 == 0 and since < 9),
            float(min(40, until)),
            float(until % 2 == 1 and until < 9),
            float(until % 2 == 0 and until < 9),
            float(person == self.narrator),
            float(self.people.persons[person].unnamed),
            float(bool(gender)),
            float(back - bisect_left(tags, self.scene_first[turn.scene])),
            self._pronoun_last(turn, gender),
        ]
        row += self._gender_features(turn, gender)
        row += self._between_features(turn, person)
        row += [
            *self._address_features(turn, gender),
            float(since < 9 and self._unbroken(turn.index - since, turn.index)),
            float(until < 9 and self._unbroken(turn.index, turn.index + until)),
            log1p(seen),
            self._kin_title(tag, person),
        ]
        return row

    def _unbroken(self, first: int, last: int) -> bool:
        """Whether no paragraph of narration stands between the two turns."""
        turns = self.scenery.turns
        return turns[last].block - turns[first].last_block <= last - first

    def _kin_title(self, tag: Tag | None, person: int) -> float:
        """Whether a noun in the tag ("the doctor") is among the person's titles."""
        if tag is None or tag.mention.kind != NOUN:
            return 0.0
        return float(tag.mention.text.split()[-1] in self.titles[person])

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

    def _between_features(self, turn: Turn, person: int) -> list[float]:
        """Names in the narration since the last turn."""
        turns = self.scenery.turns
        start = turns[turn.index - 1].last_block + 1 if turn.index else 0
        start = max(start, turn.block - 6)
        named = subject = last = first = 0.0
        seen = False
        for number in range(start, turn.block):
            for m in self.names[number]:
                hit = person in m.who
                named += hit
                if m.role == SUBJECT:
                    subject += hit
                    last = float(hit)
                    if not seen:
                        first, seen = float(hit), True
        return [named, subject, last, first]

    def _address_features(self, turn: Turn, gender: str) -> list[float]:
        """Whether "sir" and "madam" around the turn agree with the person's gender."""
        row = []
        for step in (-1, 1, 0):
            i = turn.index + step
            value = 0.0
            if 0 <= i < len(self.addresses) and gender:
                other = self.scenery.turns[i]
                if other.scene == turn.scene and abs(other.block - turn.block) < 5:
                    said = self.addresses[i]
                    value = (1.0 if said == gender else -1.0) if said else 0.0
            row.append(value)
        return row

    def _tag_features(self, tag: Tag | None, person: int, gender: str) -> list[float]:
        if tag is None:
            return [0.0] * 5
        mention = tag.mention
        agrees = 0.0
        if mention.gender in ("m", "f") and gender:
            agrees = 1.0 if mention.gender == gender else -1.0
        first = 0.0
        if mention.gender == "1":
            first = 1.0 if person == self.narrator else -1.0
        elif person == self.narrator and mention.gender in ("m", "f"):
            first = -0.5
        who = mention.who
        return [
            agrees,
            first,
            (1.0 if person in who else -1.0) if who else 0.0,
            1.0 / len(who) if person in who else 0.0,
            float(mention.kind == NOUN and mention.text.split()[-1] in KIN_NOUNS),
        ]

    def _beat_features(self, turn: Turn, person: int, gender: str) -> list[float]:
        named = other = agrees = 0.0
        for beat in turn.beats:
            mention = beat.mention
            if mention.who:
                if person in mention.who:
                    named = 1.0
                else:
                    other = 1.0
            elif mention.gender in ("m", "f") and gender:
                agrees = 1.0 if gender == mention.gender else -1.0
            elif mention.gender == "1":
                agrees = 1.0 if person == self.narrator else -1.0
        return [named, other, agrees]

    def _own_features(self, turn: Turn, person: int) -> list[float]:
        """Mentions in the paragraph's own narration."""
        named = subject = obj = owner = others = 0.0
        first = last = after_first = 0.0
        seen_before = seen_after = False
        for place, m in turn.around:
            if m.kind != NAME or not m.who:
                continue
            if person in m.who:
                named += 1
                subject += m.role == SUBJECT
                owner += m.role == OWNER
                obj += m.role not in (SUBJECT, OWNER)
                if place == BEFORE and not seen_before:
                    first = 1.0
                if place != BEFORE and not seen_after:
                    after_first = 1.0
            else:
                others += 1
            if place == BEFORE:
                last = float(person in m.who)
                seen_before = True
            else:
                seen_after = True
        return [named, subject, obj, owner, first, last, after_first, others]

    def _call_features(self, turn: Turn, person: int) -> list[float]:
        turns, i = self.scenery.turns, turn.index
        row = [float(person in turn.called), float(person in turn.referred)]
        near: list[Turn | None] = []
        for step in (-1, -2, 1, 2):
            other = turns[i + step] if 0 <= i + step < len(turns) else None
            if other and (other.chapter != turn.chapter or abs(other.block - turn.block) > 8):
                other = None
            near.append(other)
        row += [
            float(bool(other) and other is not None and person in other.called) for other in near
        ]
        for other in (near[0], near[2]):
            row.append(float(other is not None and person in other.referred))
        before = near[0]
        row.append(
            float(
                before is not None
                and any(m.role == ADDRESSEE and person in m.who for _, m in before.around)
            )
        )
        row.append(float(any(m.role == ADDRESSEE and person in m.who for _, m in turn.around)))
        return row

    def _near_features(self, turn: Turn, person: int) -> list[float]:
        """The last paragraph of narration before the turn, and the first after it."""
        blocks = self.scenery.blocks
        subject = named = first = addressed = 0.0
        number = turn.block - 1
        if number >= 0 and blocks[number].chapter == turn.chapter and not blocks[number].spoken:
            names = [m for p in self.scenery.mentions[number] for m in p if m.kind == NAME]
            for m in names:
                if person in m.who:
                    named += 1
                    subject += m.role == SUBJECT
                    addressed += m.role == ADDRESSEE
            first = float(bool(names) and person in names[0].who)
        ahead = 0.0
        number = turn.last_block + 1
        if number < len(blocks) and blocks[number].chapter == turn.chapter:
            for p in self.scenery.mentions[number][:1]:
                if not blocks[number].spoken:
                    ahead = float(any(m.kind == NAME and person in m.who for m in p[:1]))
        return [subject, named, first, addressed, ahead]

    def _pronoun_last(self, turn: Turn, gender: str) -> float:
        """Whether the last pronoun before the turn's tag is of the person's gender."""
        for number in range(turn.block - 1, max(-1, turn.block - 3), -1):
            for pieces in reversed(self.scenery.mentions[number]):
                for m in reversed(pieces):
                    if m.kind == PRONOUN and m.gender in ("m", "f") and m.role == SUBJECT:
                        return 1.0 if m.gender == gender else -1.0 if gender else 0.0
        return 0.0


def _address_gender(turn: Turn) -> str:
    """The gender that the turn's words of address give the one spoken to."""
    for piece in turn.speech:
        low = piece.low
        for i, word in enumerate(low):
            if word in ADDRESS_GENDERS:
                before = low[i - 1] if i else "“"
                after = low[i + 1] if i + 1 < len(low) else "”"
                called = before in (",", "my", "dear", "old", "yes", "no", "“", '"', "‘")
                if called and not after[0].isalpha():
                    return ADDRESS_GENDERS[word]
    return ""


def _asks(turn: Turn) -> bool:
    return any(word == "?" for word in turn.speech[-1].words[-3:])


__all__ = ["BETWEEN", "Evidence", "Mention", "gather", "named_speaker"]
