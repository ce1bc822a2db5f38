"""Single values of ``voices.yaml``: text into numbers, names and choices, or a complaint."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, NoReturn

from pydantic import BaseModel, BeforeValidator, ConfigDict, WithJsonSchema
from pydantic_core import PydanticCustomError

from narrator.voices import near
from narrator.voices.phonemes import ALPHABETS

RATES = (80, 450)  # words a minute; espeak-ng's own limits
RATE_CHANGES = (-50.0, 100.0)  # percent
PITCH_CHANGES = (-50.0, 100.0)  # percent; one octave either way
VOLUMES = (-30.0, 12.0)  # dB
SIZES = (-25.0, 25.0)  # percent; beyond, speech sounds turn into others
LONGEST_PAUSE = 30.0  # seconds
LONGEST_NAME = 200  # characters
LONGEST_RESPELLING = 500  # characters

EFFECTS = ("soft", "telephone", "room", "none")
PERFORMANCES = ("acted", "plain")
GENDERS = ("male", "female", "unknown")
AGES = ("child", "young", "adult", "old", "unknown")

NUMBER = r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)"
_PERCENT = re.compile(rf"({NUMBER})\s*%")
_DECIBELS = re.compile(rf"({NUMBER})\s*(?:dB)?", re.IGNORECASE)
_SECONDS = re.compile(rf"({NUMBER})\s*s?")
_ENGINE = re.compile(r"([a-z][a-z0-9_-]+):(.*)", re.DOTALL)  # not a drive's letter: C:\voice.onnx


def refuse(problem: str) -> NoReturn:
    raise PydanticCustomError("voices", "{problem}", {"problem": problem})


def read_text(value: Any) -> str:
    if value is None:
        refuse("a word or text belongs here")
    if not isinstance(value, str):
        refuse("a word or text belongs here, not a list or further keys")
    return str(value).strip()


def within(number: float, limits: tuple[float, float], what: str, unit: str) -> float:
    low, high = limits
    if not low <= number <= high:
        refuse(f"{what} must be between {low:g} and {high:g}{unit}, not {number:g}")
    return number


def read_rate(value: Any) -> tuple[int | None, float | None]:
    """Words a minute, or a change in percent.

    >>> read_rate("165"), read_rate("+10%")
    ((165, None), (None, 10.0))
    """
    text = read_text(value)
    if percent := _PERCENT.fullmatch(text):
        return None, within(float(percent[1]), RATE_CHANGES, "a change of rate", " %")
    if not re.fullmatch(NUMBER, text):
        refuse(f'"{text}" is no rate; write words a minute (165) or a change (+10%)')
    return round(within(float(text), RATES, "rate", " words a minute")), None


def read_pitch(value: Any) -> float:
    text = read_text(value)
    if not (percent := _PERCENT.fullmatch(text)):
        refuse(f'"{text}" is no change of pitch; write percent with its sign (+10%)')
    return within(float(percent[1]), PITCH_CHANGES, "pitch", " %")


def read_size(value: Any) -> float:
    text = read_text(value)
    if not (percent := _PERCENT.fullmatch(text)):
        refuse(f'"{text}" is no change of size; write percent with its sign (+8%)')
    return within(float(percent[1]), SIZES, "size", " %")


def read_volume(value: Any) -> float:
    text = read_text(value)
    if not (decibels := _DECIBELS.fullmatch(text)):
        refuse(f'"{text}" is no volume; write decibels (-2dB)')
    return within(float(decibels[1]), VOLUMES, "volume", " dB")


def read_seconds(value: Any) -> float:
    text = read_text(value)
    if not (seconds := _SECONDS.fullmatch(text)):
        refuse(f'"{text}" is no pause; write seconds (0.35)')
    return within(float(seconds[1]), (0.0, LONGEST_PAUSE), "a pause", " seconds")


def read_voice(value: Any) -> tuple[str | None, str]:
    """An engine (None: the default one) and its voice.

    >>> read_voice("espeak:en-us+f3"), read_voice("Alex")
    (('espeak', 'en-us+f3'), (None, 'Alex'))
    """
    text = read_text(value)
    engine, name = None, text
    if parts := _ENGINE.fullmatch(text):
        engine, name = parts[1], parts[2].strip()
    if not name:
        refuse("a voice's name is missing; write engine:voice or only the voice")
    if len(name) > LONGEST_NAME:
        refuse(f"a voice's name of {len(name)} characters; at most {LONGEST_NAME}")
    return engine, name


def choice(what: str, allowed: tuple[str, ...]) -> Any:
    def read(value: Any) -> str:
        text = read_text(value)
        if text not in allowed:
            refuse(f'unknown {what} "{text}"{near(text, allowed)}; one of {", ".join(allowed)}')
        return text

    return BeforeValidator(read)


def _name(value: Any) -> str:
    text = " ".join(read_text(value).split())
    if not text:
        refuse("an empty name")
    if len(text) > LONGEST_NAME:
        refuse(f"a name of {len(text)} characters; at most {LONGEST_NAME}")
    return text


def _file_name(value: Any) -> str:
    text = read_path(value)
    if not text or "\0" in text:
        refuse("a file's name is missing; write chime.ogg, ~/music/chime.ogg or a full path")
    return text


def read_path(value: Any) -> str:
    """A path that may begin with ``~``, or with ``~somebody`` if there is such a person."""
    text = read_text(value)
    try:
        Path(text).expanduser()
    except RuntimeError:
        refuse(f'"{text}": whose folder "{text.partition("/")[0]}" is isn\'t known')
    return text


def _respelling(value: Any) -> str:
    text = read_text(value)
    if not text:
        refuse("nothing to say; write how the word sounds (nah-OH-kee)")
    if len(text) > LONGEST_RESPELLING:
        refuse(f"a respelling of {len(text)} characters; at most {LONGEST_RESPELLING}")
    return text


_IPA = re.compile(r"[/\[]([^/\[\]]+)[/\]]")
"""“/ʃɪˈvɔːn/”, as dictionaries write it."""


def _pronunciation(value: Any) -> str:
    """A respelling, or what a transcription is as one.

    >>> _pronunciation({"ipa": "ʃɪˈvɔːn"})
    'shih-vawn'
    >>> _pronunciation("/ʃɪˈvɔːn/")
    'shih-vawn'
    """
    if not isinstance(value, dict):
        text = _respelling(value)
        return _pronunciation({"ipa": marked[1]}) if (marked := _IPA.fullmatch(text)) else text
    if len(value) != 1 or next(iter(value)) not in ALPHABETS:
        refuse(f"one of {', '.join(ALPHABETS)} belongs here, and how the word sounds in it")
    alphabet, text = next(iter(value.items()))
    try:
        return _respelling(ALPHABETS[alphabet](read_text(text)))
    except ValueError as error:
        refuse(f'"{error}" in "{text}" is no sign of {alphabet}')


def one_or_more(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def empty_is_nothing_given(value: Any) -> Any:
    return {} if value is None else value


_CHANGE = r"^[+-]?\d+(\.\d+)?\s*%$"

Rate = Annotated[
    tuple[int | None, float | None],
    BeforeValidator(read_rate),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": RATES[0], "maximum": RATES[1]},
                {"type": "string", "pattern": _CHANGE},
            ]
        }
    ),
]
Pitch = Annotated[
    float, BeforeValidator(read_pitch), WithJsonSchema({"type": "string", "pattern": _CHANGE})
]
Size = Annotated[
    float, BeforeValidator(read_size), WithJsonSchema({"type": "string", "pattern": _CHANGE})
]
Volume = Annotated[
    float,
    BeforeValidator(read_volume),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": VOLUMES[0], "maximum": VOLUMES[1]},
                {"type": "string", "pattern": r"^[+-]?\d+(\.\d+)?\s*(dB|db)$"},
            ]
        }
    ),
]
Seconds = Annotated[
    float,
    BeforeValidator(read_seconds),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": LONGEST_PAUSE},
                {"type": "string", "pattern": r"^\d+(\.\d+)?\s*s$"},
            ]
        }
    ),
]
VoiceName = Annotated[
    tuple[str | None, str],
    BeforeValidator(read_voice),
    WithJsonSchema({"type": "string", "minLength": 1}),
]
Effect = Annotated[
    str, choice("effect", EFFECTS), WithJsonSchema({"type": "string", "enum": list(EFFECTS)})
]
Performance = Annotated[
    str,
    choice("performance", PERFORMANCES),
    WithJsonSchema({"type": "string", "enum": list(PERFORMANCES)}),
]
Gender = Annotated[
    str, choice("gender", GENDERS), WithJsonSchema({"type": "string", "enum": list(GENDERS)})
]
Age = Annotated[str, choice("age", AGES), WithJsonSchema({"type": "string", "enum": list(AGES)})]
Name = Annotated[str, BeforeValidator(_name)]
Aliases = Annotated[
    list[Name],
    BeforeValidator(one_or_more),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "array", "items": {"type": "string"}},
                {"type": "string"},
            ]
        }
    ),
]


FileName = Annotated[
    str, BeforeValidator(_file_name), WithJsonSchema({"type": "string", "minLength": 1})
]
FileNames = Annotated[
    list[FileName],
    BeforeValidator(one_or_more),
    WithJsonSchema({"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}]}),
]
Optional = BeforeValidator(empty_is_nothing_given)
Words = Annotated[str, BeforeValidator(read_text), WithJsonSchema({"type": "string"})]
Respelling = Annotated[
    str,
    BeforeValidator(_pronunciation),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                *(
                    {
                        "type": "object",
                        "properties": {alphabet: {"type": "string"}},
                        "required": [alphabet],
                        "additionalProperties": False,
                    }
                    for alphabet in ALPHABETS
                ),
            ]
        }
    ),
]


class Form(BaseModel):
    """A mapping with known keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)
