"""A line and its speaker's voice into the voice for this line: performed, and never by much.

Engine-neutral: pace, pitch, level and an effect on the finished sound. The speaker's loudness stays
calibrated on their own voice, so that a whisper is softer than speech and a shout louder.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from narrator.book import Kind, Line
from narrator.voices import Voice

SLOWEST, FASTEST = 80, 450  # words a minute
LOWEST, HIGHEST = -50.0, 100.0  # percent


@dataclass(frozen=True, slots=True)
class Change:
    """What a way of speaking does to a voice."""

    rate: float = 0.0
    """Percent."""
    pitch: float = 0.0
    """Percent."""
    volume_db: float = 0.0
    effect: str = ""
    """Only for voices that have none of their own."""

    def __add__(self, other: Change) -> Change:
        return Change(
            self.rate + other.rate,
            self.pitch + other.pitch,
            self.volume_db + other.volume_db,
            self.effect or other.effect,
        )


NOTHING = Change()

MANNERS: Mapping[str, Change] = {
    "whispered": Change(rate=-8, pitch=-4, volume_db=-5, effect="soft"),
    "shouted": Change(rate=4, pitch=9, volume_db=3),
    "muttered": Change(rate=4, pitch=-5, volume_db=-3),
    "remembered": Change(rate=-4, volume_db=-1.5, effect="room"),
    "far": Change(effect="telephone"),
}
"""How a line is said, by its tag or its place."""
EXCLAIMED = Change(rate=3, pitch=4, volume_db=0.5)
CAPITALS = Change(pitch=4, volume_db=2)
TRAILING = Change(rate=-7, volume_db=-0.5)
DRAWN_OUT = Change(rate=-12)
HEADING = Change(rate=-5)

_EXCLAIMED = re.compile(r"![!\s”’\"'»)—–-]*$")
_TRAILING = re.compile(r"(?:…|\.\.\.?)[.\s”’\"'»)]*$")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")
FEW_WORDS = 3
"""A drawn-out word slows a line that has no more than these."""


def deliver(line: Line, voice: Voice) -> Voice:
    """The voice as it says this line; the same one for most lines of narration."""
    change = change_for(line)
    if change is NOTHING or change == NOTHING:
        return voice
    pitch = (1 + voice.pitch / 100) * (1 + change.pitch / 100) * 100 - 100
    return replace(
        voice,
        rate=min(FASTEST, max(SLOWEST, round(voice.rate * (1 + change.rate / 100)))),
        pitch=round(min(HIGHEST, max(LOWEST, pitch)), 3),
        volume_db=round(voice.volume_db + change.volume_db, 2),
        effect=voice.effect or change.effect,
    )


def as_it_is(line: Line, voice: Voice) -> Voice:
    """The speaker's voice, whatever the line says."""
    return voice


def change_for(line: Line) -> Change:
    """What the line asks for, from its manner and its marks; nothing for narration.

    >>> from narrator.book import Pause
    >>> change_for(Line(Kind.DIALOGUE, "“No!”", 0, Pause.TURN, 0)) == EXCLAIMED
    True
    """
    if line.kind is Kind.HEADING:
        return HEADING
    if line.kind is Kind.NARRATION:
        return NOTHING
    change = MANNERS.get(line.manner, NOTHING)
    words = _WORD.findall(line.text)
    capitals = len(words) > 1 and all(map(str.isupper, words))
    if line.manner not in ("whispered", "muttered"):
        if capitals and line.manner != "shouted":
            change += CAPITALS
        elif not line.manner and _EXCLAIMED.search(line.text):
            change += EXCLAIMED
    if _DRAWN_OUT.search(line.text) and len(words) <= FEW_WORDS:
        change += DRAWN_OUT
    elif _TRAILING.search(line.text):
        change += TRAILING
    return change
