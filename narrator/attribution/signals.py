"""What single things say of a candidate: tags, beats, calls, and names near the turn."""

from __future__ import annotations

from collections.abc import Sequence, Set

from narrator.attribution.mentions import (
    ADDRESSEE,
    NAME,
    NOUN,
    OWNER,
    PRONOUN,
    SUBJECT,
)
from narrator.attribution.referents import NOBODY, meant
from narrator.attribution.tags import BEFORE, Tag
from narrator.attribution.turns import Scenery, Turn
from narrator.attribution.words import ADDRESS_GENDERS, KIN_NOUNS, KIN_TITLES


def tag_signals(tag: Tag | None, person: int, gender: str, narrator: int | None) -> list[float]:
    if tag is None:
        return [0.0] * 5
    mention = tag.mention
    agrees = 0.0
    if mention.gender in ("m", "f") and gender:
        agrees = 1.0 if mention.gender == gender else -1.0
    first = 0.0
    if mention.gender == "1":
        first = 1.0 if person == narrator else -1.0
    elif person == narrator and mention.gender in ("m", "f"):
        first = -0.5
    who = () if mention.guessed else mention.who
    return [
        agrees,
        first,
        (1.0 if person in who else -1.0) if who else 0.0,
        1.0 / len(who) if person in who else 0.0,
        float(mention.kind == NOUN and mention.text.split()[-1] in KIN_NOUNS),
    ]


def kin_signals(tag: Tag | None, titles: Set[str]) -> list[float]:
    """Whether the tag's noun is among the person's titles ("the doctor"), and whether these are
    such as a mother bears, a father, an aunt."""
    if tag is None or tag.mention.kind != NOUN:
        return [0.0, 0.0]
    noun = tag.mention.text.split()[-1]
    named = float(noun in titles)
    for nouns, theirs in KIN_TITLES:
        if noun in nouns:
            return [named, 1.0 if titles & theirs else -1.0]
    return [named, 0.0]


def beat_signals(turn: Turn, person: int, gender: str, narrator: int | None) -> list[float]:
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
            agrees = 1.0 if person == narrator else -1.0
    return [named, other, agrees]


def referent_signals(turn: Turn, person: int) -> list[float]:
    """Whom the tag's pronoun takes up, and whom the sentences next to the speech are about."""
    tag = turn.tag
    by_tag = rival = 0.0
    if tag and tag.mention.kind != NAME and meant(tag.mention) != NOBODY:
        by_tag = 1.0 if meant(tag.mention) == person else -1.0
        rival = float(tag.mention.rival == person)
    before = after = 0.0
    named = {m.who[0] for _, m in turn.around if m.kind == NAME and m.who}
    for beat in turn.beats:
        who = meant(beat.mention)
        if who == NOBODY:
            continue
        value = 1.0 if who == person else -1.0
        value *= 2.0 if beat.mention.kind == NAME else 1.0
        if beat.place == BEFORE:
            before = value
        elif not after:
            after = value
    first = 0.0
    for _, m in turn.around:
        if m.role == SUBJECT and meant(m) != NOBODY:
            first = 1.0 if meant(m) == person else -1.0
            break
    only = 0.0
    if len(named) == 1:
        only = 1.0 if person in named else -1.0
    return [by_tag, rival, before, after, first, only]


def own_signals(turn: Turn, person: int) -> list[float]:
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


def call_signals(turns: Sequence[Turn], turn: Turn, person: int) -> list[float]:
    i = turn.index
    row = [float(person in turn.called), float(person in turn.referred)]
    near: list[Turn | None] = []
    for step in (-1, -2, 1, 2):
        other = turns[i + step] if 0 <= i + step < len(turns) else None
        if other and (other.chapter != turn.chapter or abs(other.place - turn.place) > 8):
            other = None
        near.append(other)
    row += [float(bool(other) and other is not None and person in other.called) for other in near]
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


def near_signals(scenery: Scenery, turn: Turn, person: int) -> list[float]:
    """The last paragraph of narration before the turn, and the first after it."""
    blocks = scenery.blocks
    subject = named = first = addressed = 0.0
    number = turn.block - 1
    if number >= 0 and blocks[number].chapter == turn.chapter and not blocks[number].spoken:
        names = [m for p in scenery.mentions[number] for m in p if m.kind == NAME]
        for m in names:
            if person in m.who:
                named += 1
                subject += m.role == SUBJECT
                addressed += m.role == ADDRESSEE
        first = float(bool(names) and person in names[0].who)
    ahead = 0.0
    number = turn.last_block + 1
    if number < len(blocks) and blocks[number].chapter == turn.chapter:
        for p in scenery.mentions[number][:1]:
            if not blocks[number].spoken:
                ahead = float(any(m.kind == NAME and person in m.who for m in p[:1]))
    return [subject, named, first, addressed, ahead]


def pronoun_signal(scenery: Scenery, turn: Turn, gender: str) -> float:
    """Whether the last pronoun before the turn's tag is of the person's gender."""
    for number in range(turn.block - 1, max(-1, turn.block - 3), -1):
        for pieces in reversed(scenery.mentions[number]):
            for m in reversed(pieces):
                if m.kind == PRONOUN and m.gender in ("m", "f") and m.role == SUBJECT:
                    return 1.0 if m.gender == gender else -1.0 if gender else 0.0
    return 0.0


def address_gender(turn: Turn) -> str:
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


def asks(turn: Turn) -> bool:
    return any(word == "?" for word in turn.speech[-1].words[-3:])
