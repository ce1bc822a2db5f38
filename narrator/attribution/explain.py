"""A decision into words: the strongest reasons for a speaker, as a listener may check them."""

from __future__ import annotations

from narrator.attribution.evidence import Evidence, lone_subject, named_speaker
from narrator.attribution.mentions import NAME, NOUN, PRONOUN
from narrator.attribution.model import Floats
from narrator.attribution.parts import ADDRESSEE
from narrator.attribution.tags import Tag
from narrator.attribution.turns import Turn

LONGEST_QUOTE = 40
"""How much of the manuscript a reason cites, in characters."""
_SPOKE_TWO_AGO, _NEVER_TWICE = 0.5, 0.4


def explain(evidence: Evidence, chances: Floats, turn: Turn, person: int) -> str:
    """Why this person: up to two short reasons, the strongest first.

    "tag after: said Anna", "beat: Anna smiled", "called by name before", "alternation".
    """
    reasons: list[str] = []
    tag = turn.tag
    if tag is not None and (person in tag.mention.who or tag.mention.kind != NAME):
        reasons.append(_tag_reason(evidence, turn, tag, person))
    if named_speaker(turn) is None and lone_subject(turn, evidence.people) == person:
        reasons.append("its paragraph is about nobody else")
    for beat in turn.beats:
        if person in beat.mention.who and len(reasons) < 2:
            reasons.append(f"beat: {_cite(beat.text)}")
            break
    turns = evidence.scenery.turns
    before = turns[turn.index - 1] if turn.index else None
    if before is not None and before.scene == turn.scene and len(reasons) < 2:
        if person in before.called:
            reasons.append("called by name in the speech before")
        elif any(m.role == ADDRESSEE and person in m.who for _, m in before.around):
            reasons.append("spoken to just before")
    after = turns[turn.index + 1] if turn.index + 1 < len(turns) else None
    if after is not None and after.scene == turn.scene and person in after.called:
        reasons.append("called by name in the answer")
    if len(reasons) < 2 and (flow := _flow_reason(evidence, chances, turn, person)):
        reasons.append(flow)
    if not reasons:
        reasons.append(_presence(evidence, turn, person))
    return "; ".join(reasons[:2])


def _tag_reason(evidence: Evidence, turn: Turn, tag: Tag, person: int) -> str:
    """What the tag says, and for a pronoun why it is this person."""
    place = "before" if tag.place == "before" else "after"
    cited = f"tag {place}: {_cite(tag.text)}" if tag.spoken else f"beat: {_cite(tag.text)}"
    mention = tag.mention
    if mention.kind == PRONOUN and mention.gender in ("m", "f"):
        persons = evidence.people.persons
        fitting = [
            other
            for other in evidence.candidates[turn.index]
            if persons[other].gender in ("", mention.gender)
        ]
        if fitting == [person]:
            return f"{cited}; only {'man' if mention.gender == 'm' else 'woman'} near"
    if mention.kind == NOUN and (mention.guessed or not mention.who):
        return f"{cited}; the likeliest whom that fits"
    return cited


def _flow_reason(evidence: Evidence, chances: Floats, turn: Turn, person: int) -> str:
    """Alternation, or one who goes on."""

    def spoke(step: int) -> float:
        index = turn.index + step
        turns = evidence.scenery.turns
        if not 0 <= index < len(turns) or turns[index].scene != turn.scene:
            return 0.0
        some = evidence.candidates[index]
        if person not in some:
            return 0.0
        return float(chances[int(evidence.grid.offsets[index]) + some.index(person)])

    if spoke(-2) > _SPOKE_TWO_AGO and spoke(-1) < _NEVER_TWICE:
        return "alternation: spoke two turns before"
    if spoke(2) > _SPOKE_TWO_AGO and spoke(1) < _NEVER_TWICE:
        return "alternation: speaks again two turns on"
    if spoke(-1) > _SPOKE_TWO_AGO:
        return "goes on speaking"
    return ""


def _presence(evidence: Evidence, turn: Turn, person: int) -> str:
    """What is left when nothing points at anybody."""
    if len(evidence.candidates[turn.index]) == 1:
        return "the only one near"
    if any(person in m.who for _, m in turn.around):
        return "named beside the speech"
    return "the likeliest of those present"


def _cite(text: str) -> str:
    """A piece of the manuscript made short.

    >>> _cite("said Anna , and she put the lamp down upon the window sill")
    'said Anna, and she put the lamp down…'
    """
    plain = text.replace(" ,", ",").replace(" .", ".").replace(" ;", ";").replace(" :", ":")
    if len(plain) <= LONGEST_QUOTE:
        return plain
    return plain[:LONGEST_QUOTE].rsplit(" ", 1)[0].rstrip(",;:") + "…"
