"""A ``voices.yaml`` into a VoiceMap, and back: every complaint with its line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from narrator.book import UNKNOWN, Character
from narrator.errors import VoiceMapError
from narrator.voices import (
    UNKNOWN_BELOW,
    Anchor,
    OpinionSettings,
    Pauses,
    Place,
    Sounds,
    VoiceMap,
    VoiceWish,
    near_or_all,
    user_file,
)
from narrator.voices.engine_forms import (
    CommandForm,
    EnginesForm,
    KnownVoiceForm,
    KokoroForm,
    OpenAIForm,
    PiperForm,
    engine_settings,
    plain_settings,
)
from narrator.voices.forms import (
    AttributionForm,
    CharacterForm,
    CorrectionForm,
    LlmForm,
    PausesForm,
    SoundsForm,
    ThoughtsForm,
    UnknownForm,
    VoiceForm,
    VoiceMapForm,
)
from narrator.voices.phonemes import ALPHABETS
from narrator.voices.pls import read_pls
from narrator.voices.yaml_tree import Key, Tree, complaint, read_tree

LOCAL_ENGINES = frozenset({"espeak", "kokoro", "piper", "system", "tone"})
"""Engines that neither run a user's command nor reach the network: a stranger may name them."""

YOURS_ALONE = {
    "engines": "engines are set up by you alone",
    "sounds": "which files are played is said by you alone",
    "attribution": "whether a server is asked is said by you alone",
}
"""Sections that may make the program run commands or reach the network."""

KEPT = frozenset({"narrator", "unknown", "characters", "lexicon", "corrections"})
"""Sections that one book hands on to the next."""

SECTIONS: dict[Key, type[BaseModel]] = {  # for near misses of a key
    (): VoiceMapForm,
    ("narrator",): VoiceForm,
    ("thoughts",): ThoughtsForm,
    ("unknown",): UnknownForm,
    ("pauses",): PausesForm,
    ("sounds",): SoundsForm,
    ("engines",): EnginesForm,
    ("engines", "openai"): OpenAIForm,
    ("engines", "piper"): PiperForm,
    ("engines", "kokoro"): KokoroForm,
    ("engines", "command"): CommandForm,
    ("attribution",): AttributionForm,
    ("attribution", "llm"): LlmForm,
}


def read_voice_map(
    path: Path,
    *,
    trusted: bool,
    engines: frozenset[str] = frozenset(),
    kept: bool = False,
    asked: str = "",
) -> VoiceMap:
    """Read and check one file; see ``narrator.voices.load_voice_map``.

    A ``kept`` cast holds sections of its own, and where an engine was ``asked`` for, it doesn't
    matter what it says of others.
    """
    tree = read_tree(path)
    if tree.root is None:
        return VoiceMap(path=path)
    try:
        form = VoiceMapForm.model_validate(tree.root)
    except ValidationError as error:
        raise _first_problem(path, tree, error) from None
    _check_names(path, tree, form)
    if kept:
        _check_kept(path, tree, form, LOCAL_ENGINES | engines, asked)
    elif not trusted:
        for section, what in YOURS_ALONE.items():
            if section in tree.root:
                raise complaint(path, _not_from_a_stranger(path, what), tree.keys[(section,)])
        for key, _, problem in _reaching_out(form, LOCAL_ENGINES | engines):
            place = _clean_places(tree)[(*key, "voice")]
            raise complaint(path, _not_from_a_stranger(path, problem), place)
    pauses = {name: getattr(form.pauses, name) for name in PausesForm.model_fields}
    return VoiceMap(
        narrator=_wish(form.narrator),
        thoughts=_wish(form.thoughts),
        unknown=_wish(form.unknown),
        unknown_below=UNKNOWN_BELOW if form.unknown.below is None else form.unknown.below,
        characters={name: _wish(person) for name, person in form.characters.items()},
        people=tuple(_person(name, person) for name, person in form.characters.items()),
        performance=form.performance,
        pauses=Pauses(**pauses),
        sounds=_sounds(form.sounds, path.parent),
        lexicon=_lexicon(path, tree, form, trusted=trusted),
        corrections={line: each.speaker for line, each in form.corrections.items()},
        anchors={
            line: Anchor(each.line, each.before or "", each.after or "")
            for line, each in form.corrections.items()
            if each.line
        },
        engines=engine_settings(form.engines, path.parent),
        opinion=_opinion(path, tree, form.attribution.llm),
        path=path,
        places=_clean_places(tree),
    )


def _lexicon(path: Path, tree: Tree, form: VoiceMapForm, *, trusted: bool) -> dict[str, str]:
    """The words of the lexicons that are named, and of the file itself, which win."""
    found: dict[str, str] = {}
    for index, name in enumerate(form.lexicons):
        places = tree.values
        place = places.get(("lexicons", str(index))) or places[("lexicons",)]
        if not trusted and (Path(name).name != name or name.startswith("~")):
            raise complaint(path, _not_from_a_stranger(path, f'"{name}" is a path'), place)
        file = path.parent / Path(name).expanduser()
        if not file.is_file():
            raise complaint(path, f'there is no lexicon "{name}"', place)
        found |= read_pls(file)
    return found | dict(form.lexicon)


def _clean(key: Key) -> Key:
    """The key with its names as the forms give them: white space made single."""
    return tuple(" ".join(part.split()) for part in key)


def _clean_places(tree: Tree) -> dict[Key, Place]:
    return {_clean(key): place for key, place in tree.values.items()}


def _wish(form: ThoughtsForm | VoiceForm) -> VoiceWish:
    engine, voice = (form.voice or (None, None)) if isinstance(form, VoiceForm) else (None, None)
    rate, rate_percent = form.rate or (None, None)
    effect = "" if form.effect == "none" else form.effect
    size = form.size if isinstance(form, VoiceForm) else None
    return VoiceWish(engine, voice, rate, form.pitch, form.volume, effect, rate_percent, size)


def _sounds(form: SoundsForm, home: Path) -> Sounds:
    """Files are looked for beside the ``voices.yaml`` that names them."""
    scene, chapter = (
        str(home / Path(name).expanduser()) if name else "" for name in (form.scene, form.chapter)
    )
    return Sounds(scene, chapter, form.volume)


def _person(name: str, form: CharacterForm) -> Character:
    aliases = tuple(dict.fromkeys(alias for alias in form.aliases if alias != name))
    known = {"unknown": "", None: ""}
    gender = known.get(form.gender, form.gender) or ""
    age = known.get(form.age, form.age) or ""
    return Character(name, aliases=aliases, gender=gender, age=age)


def _opinion(path: Path, tree: Tree, form: LlmForm | None) -> OpinionSettings | None:
    if form is None:
        return None
    if form.address is None:
        problem = "a second opinion needs a server: `address: http://127.0.0.1:11434`"
        raise complaint(path, problem, tree.keys["attribution", "llm"])
    given = {key: getattr(form, key) for key in form.model_fields_set}
    if "connections" in given:
        given["connections"] = round(form.connections or 1)
    return OpinionSettings(**{key: value for key, value in given.items() if value is not None})


def _first_problem(path: Path, tree: Tree, error: ValidationError) -> VoiceMapError:
    """The complaint that stands first in the file."""
    found: list[tuple[Place, str]] = []
    for detail in error.errors(include_url=False):
        key = tuple(str(part) for part in detail["loc"] if part != "[key]")
        kind = detail["type"]
        unknown = kind == "extra_forbidden"
        about_key = unknown or "[key]" in detail["loc"]
        place = (tree.keys if about_key else tree.values).get(key) or tree.values.get(key, (1, 1))
        if unknown:
            problem = f'unknown key "{key[-1]}"{near_or_all(key[-1], _keys_at(key[:-1]))}'
        else:
            problem = _in_words(kind, detail["msg"], key, detail["input"])
        if key[:1] == ("lexicon",) and len(key) > 1:
            problem = f'"{key[1]}": {problem}'  # the word, and its transcription's own place
            inner = [(*key, alphabet) for alphabet in ALPHABETS if (*key, alphabet) in tree.values]
            place = tree.values[inner[0]] if len(inner) == 1 else place
        found.append((place, problem))
    place, problem = min(found)
    return complaint(path, problem, place)


_VOICE = re.compile(r"[a-z][a-z0-9_-]+:\S{1,60}")


def _keys_at(section: Key) -> list[str]:
    further: type[BaseModel] = CharacterForm
    if section[:1] == ("engines",):
        further = KnownVoiceForm
    elif section[:1] == ("corrections",):
        further = CorrectionForm
    form = SECTIONS.get(section, further)
    return list(form.model_fields)


def _in_words(kind: str, message: str, key: Key, given: object) -> str:
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        where = f'"{key[-1]}"' if key else "the file"
        if isinstance(given, str) and _VOICE.fullmatch(given) and "voice" in _keys_at(key):
            return f"{where} must hold keys and values: {{voice: {given}}}"
        keys = ", ".join(_keys_at(key)) if key not in (("characters",), ("lexicon",)) else ""
        return f"{where} must hold keys and values" + (f" ({keys})" if keys else "")
    if kind == "list_type":
        return f'"{key[-1]}" must be a list: [one, two]'
    return message


def _check_names(path: Path, tree: Tree, form: VoiceMapForm) -> None:
    """No name or alias may mean two people, and "unknown" is nobody's name."""
    owners: dict[str, str] = {}
    for written in tree.root.get("characters") or {}:
        name = " ".join(written.split())
        fold, problem = name.casefold(), ""
        if fold in (UNKNOWN, "narrator"):
            problem = f'"{name}" has a place of its own: `{fold}:` at the top level'
        elif fold in owners:
            same = name == owners[fold]
            how = "differing only in spaces" if same else f'as "{owners[fold]}" before'
            problem = f'"{name}" stands here twice ({how})'
        if problem:
            raise complaint(path, problem, tree.keys["characters", written])
        owners[fold] = name
    places = {_clean(key): place for key, place in tree.values.items()}
    for name, person in form.characters.items():
        for index, alias in enumerate(person.aliases):
            owner = owners.setdefault(alias.casefold(), name)
            if owner != name:
                key = ("characters", name, "aliases")
                whose = "name" if owner.casefold() == alias.casefold() else "alias"
                problem = f'"{alias}" is already the {whose} of "{owner}"; '
                problem += "it can mean one person only"
                raise complaint(path, problem, places.get((*key, str(index))) or places[key])


def _check_kept(
    path: Path, tree: Tree, form: VoiceMapForm, engines: frozenset[str], asked: str
) -> None:
    """A kept cast says who speaks how, and nothing that would be passed over in silence."""
    for key, place in tree.keys.items():
        if (len(key) == 1 and key[0] not in KEPT) or key == ("unknown", "below"):
            problem = f'a kept cast has no "{key[-1]}"; write that into your own voices.yaml'
            raise complaint(path, problem, place)
    for key, engine, problem in _reaching_out(form, engines):
        if asked in ("", engine):
            leave = "" if engine in engines else f", or say --engine {engine}"
            problem += (
                "; a kept cast can't ask for that by itself: set the engine up in "
                f"{user_file()} and say --cast {path}{leave}"
            )
            raise complaint(path, problem, _clean_places(tree)[(*key, "voice")])


def _reaching_out(form: VoiceMapForm, engines: frozenset[str]) -> Iterator[tuple[Key, str, str]]:
    """Voices that a stranger can't ask for: whose, of which engine, and what is wrong."""
    voices: list[tuple[Key, VoiceForm]] = [
        (("narrator",), form.narrator),
        (("unknown",), form.unknown),
        *((("characters", name), person) for name, person in form.characters.items()),
    ]
    for key, wish in voices:
        engine, name = wish.voice or (None, "")
        if engine is not None and engine not in engines:
            yield key, engine, f'the engine "{engine}" may run commands or reach the network'
        elif engine not in (None, "system") and ("/" in name or "\\" in name):
            yield key, engine or "", f'the voice "{name}" is a path'


def _not_from_a_stranger(path: Path, problem: str) -> str:
    return (
        f"{problem}; a file that lies beside a book can't ask for that: "
        f"put it in {user_file()}, or say --voices {path}"
    )


def format_voice_map(voice_map: VoiceMap) -> str:
    """The YAML text of a voice map; reading it gives the same voice map.

    Values that are the default's are left out. For files that the program writes; a file that a
    person wrote is never rewritten, or their comments would be lost.
    """
    people = {person.name: person for person in voice_map.people}
    characters = {}
    for name, wish in voice_map.characters.items():
        person = people.get(name, Character(name))
        about: dict[str, Any] = {
            "aliases": list(person.aliases),
            "gender": person.gender,
            "age": person.age,
        }
        characters[name] = {key: value for key, value in about.items() if value} | _plain(wish)
    default = Pauses()
    pauses = {
        name: getattr(voice_map.pauses, name)
        for name in PausesForm.model_fields
        if getattr(voice_map.pauses, name) != getattr(default, name)
    }
    content = {
        "narrator": _plain(voice_map.narrator),
        "thoughts": _plain(voice_map.thoughts),
        "characters": characters,
        "unknown": {**_plain(voice_map.unknown), **_doubt(voice_map.unknown_below)},
        "performance": "" if voice_map.performance == "acted" else voice_map.performance,
        "pauses": pauses,
        "sounds": _files(voice_map.sounds),
        "lexicon": dict(voice_map.lexicon),
        "corrections": {
            line: _correction(who, voice_map.anchors.get(line))
            for line, who in voice_map.corrections.items()
        },
        "engines": {name: plain_settings(each) for name, each in voice_map.engines.items()},
        "attribution": {"llm": _asked(voice_map.opinion)} if voice_map.opinion else {},
    }
    filled = {key: value for key, value in content.items() if value}
    if not filled:
        return "{}\n"
    text: str = yaml.safe_dump(filled, allow_unicode=True, sort_keys=False, width=100)
    return text


def _doubt(below: float) -> dict[str, Any]:
    return {} if below == UNKNOWN_BELOW else {"below": below}


def _files(sounds: Sounds) -> dict[str, Any]:
    files = {name: getattr(sounds, name) for name in ("scene", "chapter") if getattr(sounds, name)}
    louder = sounds.volume_db != Sounds().volume_db
    return files | ({"volume": f"{sounds.volume_db:.10g}dB"} if louder else {})


def _asked(opinion: OpinionSettings) -> dict[str, Any]:
    default = OpinionSettings(opinion.address)
    return {
        key: value
        for key, value in asdict(opinion).items()
        if key == "address" or value != getattr(default, key)
    }


def _correction(speaker: str, anchor: Anchor | None) -> str | dict[str, str]:
    if anchor is None:
        return speaker
    words = {"line": anchor.line, "before": anchor.before, "after": anchor.after}
    return {"speaker": speaker} | {key: value for key, value in words.items() if value}


def _plain(wish: VoiceWish) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    if wish.voice is not None:
        plain["voice"] = f"{wish.engine}:{wish.voice}" if wish.engine else wish.voice
    if wish.rate is not None:
        plain["rate"] = wish.rate
    elif wish.rate_percent is not None:
        plain["rate"] = f"{wish.rate_percent:+.10g}%"
    if wish.pitch is not None:
        plain["pitch"] = f"{wish.pitch:+.10g}%"
    if wish.volume_db is not None:
        plain["volume"] = f"{wish.volume_db:.10g}dB"
    if wish.effect is not None:
        plain["effect"] = wish.effect or "none"
    if wish.size is not None:
        plain["size"] = f"{wish.size:+.10g}%"
    return plain
