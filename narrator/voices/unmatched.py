"""What ``voices.yaml`` says of people and lines that the book doesn't have, in words."""

from __future__ import annotations

from collections.abc import Iterator

from narrator.script import Script
from narrator.voices import VoiceMap, near
from narrator.voices.anchors import find_again


def unmatched(script: Script, voice_map: VoiceMap) -> Iterator[str]:
    """A note for each character who says nothing in the book, and each correction of no line."""
    speakers = {line.speaker for line in script.lines() if line.speaker}
    known = {each: each for name in speakers for each in (*name.split(), name)}
    for name in voice_map.characters:
        if name not in speakers and name not in voice_map.remembered:
            place = _place(voice_map, ("characters", name))
            yield f"{place}{name!r} says nothing in this book{near(name, known)}"
    ids = {line.id for line in script.lines()}
    for line in find_again(script.chapters, voice_map):
        if line not in ids:
            place = _place(voice_map, ("corrections", line))
            yield f"{place}no line of this book is called {line!r}; `narrator script` names them"


def _place(voice_map: VoiceMap, key: tuple[str, ...]) -> str:
    found = voice_map.places.get(key)
    if voice_map.path is None or found is None:
        return ""
    return f"{voice_map.path}:{found[0]}:{found[1]}: "
