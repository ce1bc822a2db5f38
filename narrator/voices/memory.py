"""The cast of a series: what one book decided, kept in a file for the next.

The program owns such a file. People may share it; it then counts as a stranger's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from narrator.book import UNKNOWN, Cast, Character
from narrator.errors import VoiceMapError
from narrator.voices import Voice, VoiceMap, VoiceWish
from narrator.voices.anchors import anchors_of, find_again

if TYPE_CHECKING:
    from narrator.casting import Casting
    from narrator.script import Script

NARRATOR = "narrator"  # a key of the file, and nobody's name

HEAD = "# narrator writes this file; yours is voices.yaml."
"""The first line of each. A file without it is a person's, and never written to."""


def check_owned(path: Path) -> None:
    """Raise VoiceMapError when a file that is there is not the program's own."""
    if not path.exists():
        return
    try:
        with path.open(encoding="utf-8") as file:
            first = file.readline()
    except (OSError, UnicodeDecodeError):
        first = ""
    if first.rstrip() != HEAD:
        problem = "isn't a cast that narrator keeps; say --voices for a file of your own"
        raise VoiceMapError(path, problem, line=1, column=1)


def read_kept(path: Path, engines: frozenset[str], asked: str = "") -> VoiceMap:
    """The cast that a file keeps, as a stranger's: ``engines`` are those that it may speak with.

    With ``asked`` (``--engine``), voices of other engines are forgotten. Raises VoiceMapError with
    the place, also for a section that no book hands on to the next.
    """
    from narrator.voices.yaml_file import read_voice_map

    if not path.is_file():  # a pipe would never end, a dangling link names nothing
        raise VoiceMapError(path, "is no file; remove it, or say --cast FILE")
    kept = read_voice_map(path, trusted=False, engines=engines, kept=True, asked=asked)
    return forget_other_engines(kept, asked)


def with_memory(voice_map: VoiceMap, kept: VoiceMap) -> VoiceMap:
    """The voice map with everybody whom an earlier book knew; what a person wrote wins."""
    owners = {
        name.casefold(): person.name
        for person in voice_map.people
        for name in (person.name, *person.aliases)
    }
    people = {person.name: person for person in voice_map.people}
    characters, places = dict(voice_map.characters), dict(voice_map.places)
    remembered = []
    for person in kept.people:
        names = (person.name, *person.aliases)
        mine = next((owners[n.casefold()] for n in names if n.casefold() in owners), person.name)
        if mine not in people:
            remembered.append(mine)
        people[mine] = _joined(people.get(mine, Character(mine)), person, owners)
        owners |= {name.casefold(): mine for name in people[mine].aliases} | {mine.casefold(): mine}
        wish = characters.get(mine, VoiceWish())
        if wish.voice is None and wish.engine is None:
            characters[mine] = _filled(wish, kept.characters.get(person.name, VoiceWish()))
            for key, place in kept.places.items():
                if key[:2] == ("characters", person.name):
                    places.setdefault(("characters", mine, *key[2:]), place)
                    remembered.append(mine)
        else:
            characters[mine] = wish
    for who, wish in ((NARRATOR, voice_map.narrator), (UNKNOWN, voice_map.unknown)):
        if not (wish.voice or wish.engine):
            remembered.append(who)
            for key, place in kept.places.items():
                if key[:1] == (who,):
                    places.setdefault(key, place)
    words = {word.casefold() for word in voice_map.lexicon}
    theirs = {word: said for word, said in kept.lexicon.items() if word.casefold() not in words}
    return replace(
        voice_map,
        narrator=_with_voice(voice_map.narrator, kept.narrator),
        unknown=_with_voice(voice_map.unknown, kept.unknown),
        characters=characters,
        people=tuple(people.values()),
        lexicon={**theirs, **voice_map.lexicon},
        corrections={**kept.corrections, **voice_map.corrections},
        anchors={**kept.anchors, **voice_map.anchors},
        remembered=tuple(dict.fromkeys(remembered)),
        memory=kept.path,
        places=places,
    )


def _with_voice(wish: VoiceWish, kept: VoiceWish) -> VoiceWish:
    return wish if wish.voice or wish.engine else _filled(wish, kept)


def _filled(wish: VoiceWish, kept: VoiceWish) -> VoiceWish:
    """What ``wish`` leaves open, from ``kept``."""
    told = {
        each.name: getattr(wish, each.name)
        for each in fields(VoiceWish)
        if getattr(wish, each.name) is not None
    }
    return replace(kept, **told)


def _joined(person: Character, kept: Character, owners: Mapping[str, str]) -> Character:
    """One person of both; a name that somebody else has by now is not added."""
    names = [*person.aliases, kept.name, *kept.aliases]
    free = [name for name in names if owners.get(name.casefold(), person.name) == person.name]
    aliases = tuple(dict.fromkeys(name for name in free if name != person.name))
    return replace(
        person, aliases=aliases, gender=person.gender or kept.gender, age=person.age or kept.age
    )


def keep_cast(
    path: Path,
    script: Script,
    voice_map: VoiceMap,
    casting: Casting,
    *,
    alone: bool = False,
    engine: str = "",
    only_new: bool = False,
) -> bool:
    """Write who speaks how in this book into ``path``; False when nothing was new.

    Who was in it and isn't in this book stays as he was. A file for this book ``alone`` holds its
    corrections too, with the words of their lines. Where ``engine`` was asked for (``--engine``),
    voices of others stay, and a cast that another speaks gets newcomers' names alone. With
    ``only_new``, whatever the file says stays. Raises WriteError, and VoiceMapError when what is
    there can't be read or isn't the program's own.
    """
    from narrator.voices import load_voice_map, write_owned
    from narrator.voices.yaml_file import format_voice_map

    check_owned(path)
    kept = load_voice_map(path) if path.exists() else VoiceMap()
    home = kept.unknown.engine or kept.narrator.engine
    visiting = bool(engine and home and home != engine)

    def told_of(before: VoiceWish, voice: Voice, pace: int) -> VoiceWish:
        """What the file says of somebody from now on."""
        settled = bool(before.voice) and (only_new or (bool(engine) and before.engine != engine))
        return before if settled or visiting else _wish(voice, pace)

    people, found = _with_newcomers(kept.people, script.cast)
    characters = dict(kept.characters)
    for mine, name in found:
        if voice := casting.voices.get(name):
            before = characters.get(mine, VoiceWish())
            characters[mine] = told_of(before, voice, casting.narrator.rate)
    told = replace(
        kept,
        narrator=kept.narrator
        if script.cast.narrator
        else told_of(kept.narrator, casting.narrator, 0),
        unknown=told_of(kept.unknown, casting.unknown, casting.narrator.rate),
        characters=characters,
        people=people,
    )
    if alone and not only_new:
        corrections = find_again(script.chapters, voice_map)
        anchors = {**voice_map.anchors, **anchors_of(script.chapters, corrections.keys())}
        left = {line: anchor for line, anchor in anchors.items() if line in corrections}
        told = replace(told, corrections=corrections, anchors=left)
    return write_owned(path, f"{HEAD}\n{format_voice_map(told)}")


def _with_newcomers(
    known: Iterable[Character], cast: Cast
) -> tuple[tuple[Character, ...], list[tuple[str, str]]]:
    """Everybody known and everybody who speaks; and of these the kept name and this book's."""
    people = {person.name: person for person in known}
    owners = {
        name.casefold(): person.name
        for person in people.values()
        for name in (person.name, *person.aliases)
    }
    found = []
    for person in sorted(cast, key=lambda each: (-each.words, each.name)):
        if not person.lines or not _is_name(person.name) or person.name == UNKNOWN:
            continue
        names = [person.name, *(name for name in person.aliases if _is_name(name))]
        mine = next((owners[n.casefold()] for n in names if n.casefold() in owners), person.name)
        mine_now = replace(person, name=mine, aliases=tuple(n for n in names if n != mine))
        people[mine] = _joined(people.get(mine, Character(mine)), mine_now, owners)
        owners |= {name.casefold(): mine for name in (mine, *people[mine].aliases)}
        found.append((mine, person.name))
    return tuple(people.values()), found


def _wish(voice: Voice, pace: int) -> VoiceWish:
    """The wish that gives this voice again, in a book of any pace."""
    change = round(100 * (voice.rate / pace - 1)) if pace else 0
    return VoiceWish(
        voice.engine,
        voice.name,
        pitch=voice.pitch or None,
        size=voice.size or None,
        rate_percent=float(change) or None,
    )


def _is_name(name: str) -> bool:
    """Whether another book may call the same person so: “the medic” is somebody else there."""
    return name[:1].isupper() and not name.startswith(("The ", "A ", "An "))


def forget_other_engines(kept: VoiceMap, engine: str) -> VoiceMap:
    """The kept cast for a book that ``engine`` was asked to speak: names stay, and its voices."""

    def fits(wish: VoiceWish) -> VoiceWish:
        return wish if wish.engine in (None, engine) else VoiceWish()

    if not engine:
        return kept
    return replace(
        kept,
        narrator=fits(kept.narrator),
        unknown=fits(kept.unknown),
        characters={name: fits(wish) for name, wish in kept.characters.items()},
    )


__all__ = ["HEAD", "check_owned", "forget_other_engines", "keep_cast", "read_kept", "with_memory"]
