"""What ``voices.yaml`` says of people and lines that the book doesn't have, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from narrator.script import Script
from narrator.voices import VOICE_LIKENESS, VoiceMap, near
from narrator.voices.anchors import find_again


def unmatched(script: Script, voice_map: VoiceMap) -> Iterator[str]:
    """A note for each character who says nothing in the book, for each correction of no line, and
    for each that names somebody new who is called almost as others are."""
    spoken = {line.id: line.speaker for line in script.lines()}
    speakers = sorted({name for name in spoken.values() if name})
    for name in voice_map.characters:
        if name not in speakers and name not in voice_map.remembered:
            place = _place(voice_map, ("characters", name))
            yield f"{place}{name!r} says nothing in this book{near(name, _parts(speakers))}"
    given = find_again(script.chapters, voice_map)
    others = sorted({name for line, name in spoken.items() if name and line not in given})
    for line in given:
        place = _place(voice_map, ("corrections", line))
        if line not in spoken:
            said = "`narrator script --ids` shows them"
            yield f"{place}no line of this book is called {line!r}; {said}"
        elif (who := spoken[line]) and who not in others and who not in voice_map.characters:
            fuller = [each for each in others if who.casefold() in each.casefold().split()]
            meant = fuller[0] if fuller else who
            if hint := near(meant, fuller or _parts(others), VOICE_LIKENESS):
                yield f"{place}{who!r} says no other line of this book{hint}"


def _parts(names: Iterable[str]) -> list[str]:
    return [part for name in names for part in (*name.split(), name)]


def _place(voice_map: VoiceMap, key: tuple[str, ...]) -> str:
    found = voice_map.places.get(key)
    if voice_map.path is None or found is None:
        return ""
    return f"{voice_map.path}:{found[0]}:{found[1]}: "
