"""Tracks into ``cast.json``: who speaks, in which voice, and how long."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from narrator.book import UNKNOWN, Cast, Kind
from narrator.casting import Casting
from narrator.voices import Voice
from narrator.writers.tracks import Track


def cast_list(cast: Cast, casting: Casting, tracks: Sequence[Track]) -> str:
    """Everyone who is heard, those who speak longest first; the narrator has an own entry."""
    heard: dict[str, dict[str, Any]] = {}
    for said in (said for track in tracks for said in track.said):
        line = said.line
        entry = heard.setdefault(line.speaker or "", {"lines": 0, "words": 0, "seconds": 0.0})
        entry["lines"] += line.kind is not Kind.HEADING
        entry["words"] += len(line.text.split())
        entry["seconds"] += said.end - said.start
        entry.setdefault("voice", casting.voice_for(line))
    own = heard.pop("", {"lines": 0, "words": 0, "seconds": 0.0, "voice": casting.narrator})
    people = sorted(heard.items(), key=lambda item: (-item[1]["seconds"], item[0]))
    document = {
        "format": "narrator-cast-list/1",
        "narrator": _entry(own),
        "characters": [_person(cast, name) | _entry(entry) for name, entry in people],
        "seconds": round(sum(track.seconds for track in tracks), 3),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _person(cast: Cast, name: str) -> dict[str, Any]:
    person = cast.get(name)
    if name == UNKNOWN or person is None:
        return {"name": name}
    return {"name": name, "aliases": list(person.aliases), "gender": person.gender or None}


def _entry(entry: dict[str, Any]) -> dict[str, Any]:
    voice: Voice = entry["voice"]
    return {
        "voice": f"{voice.engine}:{voice.name}",
        "lines": entry["lines"],
        "words": entry["words"],
        "seconds": round(entry["seconds"], 3),
    }
