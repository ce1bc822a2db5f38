"""What single things say of a candidate: tags, beats, calls, and names near the turn."""

from __future__ import annotations

from collections.abc import Set

from narrator.attribution.around import Around
from narrator.attribution.mentions import NOUN
from narrator.attribution.parts import ADDRESSEE, OWNER, SUBJECT
from narrator.attribution.tags import Tag
from narrator.attribution.turns import Turn
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


def own_signals(around: Around, person: int) -> list[float]:
    """Mentions in the paragraph's own narration."""
    if person not in around.own_people:
        return [0.0] * 7 + [float(len(around.own))]
    named = subject = obj = owner = others = 0.0
    first = last = after_first = 0.0
    seen_before = seen_after = False
    for ahead, m in around.own:
        here = person in m.who
        if here:
            named += 1
            subject += m.role == SUBJECT
            owner += m.role == OWNER
            obj += m.role not in (SUBJECT, OWNER)
            if ahead and not seen_before:
                first = 1.0
            if not ahead and not seen_after:
                after_first = 1.0
        else:
            others += 1
        if ahead:
            last = float(here)
            seen_before = True
        else:
            seen_after = True
    return [named, subject, obj, owner, first, last, after_first, others]


def call_signals(turn: Turn, around: Around, person: int) -> list[float]:
    near = around.turns
    return [
        float(person in turn.called),
        float(person in turn.referred),
        *(float(other is not None and person in other.called) for other in near),
        *(float(other is not None and person in other.referred) for other in (near[0], near[2])),
        float(person in around.addressed_before),
        float(person in around.addressed),
    ]


def near_signals(around: Around, person: int) -> list[float]:
    """The last paragraph of narration before the turn, and the first after it."""
    subject = named = first = addressed = 0.0
    for m in around.before:
        if person in m.who:
            named += 1
            subject += m.role == SUBJECT
            addressed += m.role == ADDRESSEE
    if around.before:
        first = float(person in around.before[0].who)
    ahead = float(any(person in m.who for m in around.after))
    return [subject, named, first, addressed, ahead]


def between_signals(around: Around, person: int) -> list[float]:
    """Names in the narration since the last turn."""
    named = subject = last = first = 0.0
    seen = False
    for m in around.between:
        hit = person in m.who
        named += hit
        if m.role == SUBJECT:
            subject += hit
            last = float(hit)
            if not seen:
                first, seen = float(hit), True
    return [named, subject, last, first]


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
