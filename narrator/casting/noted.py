"""A casting that was made before: a key of all that it hangs on, and the casting as a note."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from narrator.book import Cast, Lines
from narrator.casting import Casting
from narrator.casting.arrivals import find_troupe
from narrator.voices import Voice, VoiceWish


def casting_key(cast: Cast, chapters: Sequence[Lines], *asked: object) -> str:
    """A key of what voices are chosen by: the people as the stage sees them, and what is asked.

    ``asked`` are values whose ``repr`` says all that they hold.
    """
    troupe = find_troupe(cast, chapters)
    digest = hashlib.blake2b(repr([asked, troupe.hero]).encode("utf-8", "surrogatepass"))
    known: set[tuple[str, str]] = set()
    for each in troupe.arrivals:
        new = sorted(each.partners - known)
        known.update(new)
        told = [each.main, each.others, new]
        digest.update(repr(told).encode("utf-8", "surrogatepass"))
    return f"casting {digest.hexdigest()[:40]}"


def note_of(casting: Casting) -> dict[str, Any]:
    """A casting as JSON."""
    return {
        "leads": [asdict(each) for each in (casting.narrator, casting.unknown, casting.notes)],
        "voices": {name: asdict(voice) for name, voice in casting.voices.items()},
        "thoughts": asdict(casting.thoughts),
        "warnings": list(casting.warnings),
    }


def casting_of(note: Mapping[str, Any]) -> Casting:
    """What ``note_of`` noted."""
    narrator, unknown, notes = (Voice(**each) for each in note["leads"])
    return Casting(
        narrator,
        unknown,
        notes,
        {name: Voice(**voice) for name, voice in note["voices"].items()},
        VoiceWish(**note["thoughts"]),
        tuple(note["warnings"]),
    )
