"""Words into one clip by one engine: tried again when nothing plausible comes."""

from __future__ import annotations

import re

from narrator import audio
from narrator.audio import Clip
from narrator.engines import Engine
from narrator.errors import LineError
from narrator.verbalizer import split_to_fit
from narrator.voices import STANDARD_RATE, Voice

TRIES = 3
"""How often a line that fails is tried, and how often a shard whose worker died."""
LETTERS_A_SECOND = 13.0  # at the standard rate
SPELLED = 4
"""Letters that a capital among capitals, a digit or a sign of Chinese lasts as long as."""
REST_S, LEAST_S = 0.25, 0.15  # at a mark of pause, and around every text
FEWEST_LETTERS = 4
"""Of a shorter text nobody can say that a clip is too short: "Oh", "II"."""
FACTOR = 3.0
"""A clip so much longer or shorter than its text takes at its voice's rate is no speech of it."""
_SPELLED = re.compile(r"\b(?![AIO]\b)[A-ZÀ-ÖØ-Þ]+\b|\d")
_RESTS = re.compile(r"[,;:.!?…。，、]+(?=\s)")


def speak(text: str, voice: Voice, engine: Engine, *, foreign: bool = False) -> Clip:
    """Words into a clip without silence at its ends, at the engine's own rate and level.

    ``foreign`` says that the text may not be in the voice's language: letters are spelled out then.
    Raises LineError when nothing, or nothing plausible, came out of ``TRIES`` tries.
    """
    problem = ""
    for _ in range(TRIES if not engine.deterministic else 1):
        try:
            parts = split_to_fit(text, engine.max_chars)
            clip = audio.join([engine.synthesize(part, voice) for part in parts])
        except LineError as error:
            problem = str(error)
            continue
        clip = audio.trim_silence(clip, in_place=True)
        problem = _implausible(clip, text, voice.rate)
        if not problem or (foreign and len(clip)):
            return clip
    raise LineError(problem)


def _implausible(clip: Clip, text: str, rate: int) -> str:
    if not len(clip):
        return f"{len(text)} characters gave no sound"
    shortest, longest = expected_seconds(text, rate)
    if clip.seconds > FACTOR * longest:
        return f"{len(text)} characters gave {clip.seconds:.1f} s of sound"
    if clip.seconds < shortest / FACTOR and sum(c.isalnum() for c in text) >= FEWEST_LETTERS:
        return f"{len(text)} characters gave only {clip.seconds:.2f} s of sound"
    return ""


def expected_seconds(text: str, rate: int) -> tuple[float, float]:
    """How long a text lasts at a rate (words a minute), whose capitals are words, or spelled.

    >>> [round(seconds, 1) for seconds in expected_seconds("The ferry left at seven.", 165)]
    [1.6, 1.6]
    >>> [round(seconds, 1) for seconds in expected_seconds("The FBI left at seven.", 330)]
    [0.8, 1.1]
    """
    letters = sum(c.isalnum() for c in text)
    slow = sum(map(len, _SPELLED.findall(text))) + sum(c >= "\u3000" for c in text)
    rests = REST_S * len(_RESTS.findall(text))
    shortest, longest = (
        LEAST_S + (count / LETTERS_A_SECOND + rests) * STANDARD_RATE / rate
        for count in (letters, letters + (SPELLED - 1) * slow)
    )
    return shortest, longest
