"""Pronouns into people: whom "he" and "she" take up in narration, sentence by sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from narrator.attribution.mentions import NOUN, PRONOUN, Mention, names_one
from narrator.attribution.parts import OBJECT, OWNER, SUBJECT
from narrator.attribution.tokens import SENTENCE_ENDS, Block

NOBODY = -1
_STRANGER = -2
"""Somebody whom only a noun speaks of: "A man leaned over. He …" is nobody who is known."""
SEXES = ("m", "f")

Mentions = Sequence[Sequence[Sequence[Mention]]]


class Focus:
    """Whom narration is about, for each gender: the topic, and the one who was it before."""

    def __init__(self, earlier: Mapping[str, int] | None = None) -> None:
        """``earlier``: whom the chapter before was about, for one that begins with "she"."""
        self.earlier = earlier or dict.fromkeys(SEXES, NOBODY)
        self.topic = dict.fromkeys(SEXES, NOBODY)
        self.other = dict.fromkeys(SEXES, NOBODY)
        self.subject = dict.fromkeys(SEXES, NOBODY)
        self.beside = dict.fromkeys(SEXES, NOBODY)
        self.held = dict.fromkeys(SEXES, False)
        """Whether the paragraph speaks of the topic."""

    def begin_paragraph(self) -> None:
        self.held = dict.fromkeys(SEXES, False)

    def name(self, person: int, gender: str, role: str) -> None:
        """A name in the sentence; one without gender may be meant by either pronoun."""
        for sex in SEXES:
            if gender not in ("", sex):
                continue
            self.held[sex] = self.held[sex] or person == self.topic[sex]
            if role in (SUBJECT, OWNER) and self.subject[sex] == NOBODY:
                self.subject[sex] = person
            elif person != self.subject[sex]:
                self.beside[sex] = person

    def take_up(self, sex: str, role: str) -> tuple[int, int]:
        """Whom a pronoun means, and who else it may mean."""
        here, beside = self.subject[sex], self.beside[sex]
        if here == NOBODY and self.topic[sex] == NOBODY:
            self.topic[sex] = self.earlier[sex]
        first = here if here != NOBODY else self.topic[sex]
        self.held[sex] = self.held[sex] or first == self.topic[sex]
        rest = [p for p in (beside, self.topic[sex], self.other[sex]) if p not in (first, NOBODY)]
        second = rest[0] if rest else NOBODY
        if role == OBJECT and here != NOBODY and second != NOBODY:
            return second, first
        return first, second

    def end_sentence(self) -> None:
        for sex in SEXES:
            new, beside = self.subject[sex], self.beside[sex]
            if new == NOBODY and (self.topic[sex] == NOBODY or not self.held[sex]):
                new = beside  # "Oskar found his mother. She": not who was it before
            if new not in (NOBODY, self.topic[sex]):
                self.topic[sex], self.other[sex] = new, self.topic[sex]
                self.held[sex] = True
            if beside not in (NOBODY, self.topic[sex]):
                self.other[sex] = beside
            self.subject[sex] = self.beside[sex] = NOBODY


def take_up_pronouns(
    blocks: Sequence[Block],
    mentions: Mentions,
    genders: Sequence[str],
    speakers: Mapping[int, int] | None = None,
) -> None:
    """Fill ``taken`` and ``rival`` of the pronouns of narration, chapter by chapter.

    ``speakers`` are those whom some pronouns turned out to be, by the mention's identity: the ones
    behind them follow from that. What they themselves take up is still what is said before them.
    """
    speakers = speakers or {}
    focus = Focus()
    chapter = -1
    for block, pieces in zip(blocks, mentions, strict=True):
        if block.chapter != chapter:
            focus, chapter = Focus(focus.topic), block.chapter
        focus.begin_paragraph()
        for piece, some in zip(block.pieces, pieces, strict=True):
            if piece.voiced:
                continue
            at = 0
            for m in some:
                if any(word in SENTENCE_ENDS for word in piece.words[at : m.start]):
                    focus.end_sentence()
                at = m.end
                if m.kind == PRONOUN:
                    if m.gender in SEXES:
                        taken, rival = focus.take_up(m.gender, m.role)
                        m.taken, m.rival = max(taken, NOBODY), max(rival, NOBODY)
                        if id(m) in speakers:
                            focus.subject[m.gender] = speakers[id(m)]
                elif names_one(m):
                    focus.name(m.who[0], genders[m.who[0]] or m.gender, m.role)
                elif m.kind == NOUN and m.role == SUBJECT and not _may_be_known(m):
                    focus.name(_STRANGER, m.gender, m.role)
            focus.end_sentence()


def _may_be_known(m: Mention) -> bool:
    """Whether a noun may well stand for somebody named: "the boy", but seldom "the lady"."""
    words = m.text.split()
    return words[0] == "the" and words[-1] != "lady"


def meant(m: Mention) -> int:
    """Whom a mention probably means: by name, by epithet or by pronoun; -1 for nobody."""
    return m.who[0] if names_one(m) else m.taken
