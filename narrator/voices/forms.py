"""What may stand in ``voices.yaml``: pydantic models that give text its type, and their schema."""

from __future__ import annotations

import re
from typing import Annotated, Any, NoReturn

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from narrator.voices import Pauses, near

RATES = (80, 450)  # words a minute; espeak-ng's own limits
RATE_CHANGES = (-50.0, 100.0)  # percent
PITCH_CHANGES = (-50.0, 100.0)  # percent; one octave either way
VOLUMES = (-30.0, 12.0)  # dB
LONGEST_PAUSE = 30.0  # seconds
LONGEST_NAME = 200  # characters
LONGEST_RESPELLING = 500  # characters

EFFECTS = ("soft", "telephone", "none")
GENDERS = ("male", "female", "unknown")
AGES = ("child", "young", "adult", "old", "unknown")

_NUMBER = r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)"
_PERCENT = re.compile(rf"({_NUMBER})\s*%")
_DECIBELS = re.compile(rf"({_NUMBER})\s*(?:dB)?", re.IGNORECASE)
_SECONDS = re.compile(rf"({_NUMBER})\s*s?")
_ENGINE = re.compile(r"([a-z][a-z0-9_-]+):(.*)", re.DOTALL)  # not a drive's letter: C:\voice.onnx


def _refuse(problem: str) -> NoReturn:
    raise PydanticCustomError("voices", "{problem}", {"problem": problem})


def _text(value: Any) -> str:
    if value is None:
        _refuse("a word or text belongs here")
    if not isinstance(value, str):
        _refuse("a word or text belongs here, not a list or further keys")
    return str(value).strip()


def _within(number: float, limits: tuple[float, float], what: str, unit: str) -> float:
    low, high = limits
    if not low <= number <= high:
        _refuse(f"{what} must be between {low:g} and {high:g}{unit}, not {number:g}")
    return number


def read_rate(value: Any) -> tuple[int | None, float | None]:
    """Words a minute, or a change in percent.

    >>> read_rate("165"), read_rate("+10%")
    ((165, None), (None, 10.0))
    """
    text = _text(value)
    if percent := _PERCENT.fullmatch(text):
        return None, _within(float(percent[1]), RATE_CHANGES, "a change of rate", " %")
    if not re.fullmatch(_NUMBER, text):
        _refuse(f'"{text}" is no rate; write words a minute (165) or a change (+10%)')
    return round(_within(float(text), RATES, "rate", " words a minute")), None


def read_pitch(value: Any) -> float:
    text = _text(value)
    if not (percent := _PERCENT.fullmatch(text)):
        _refuse(f'"{text}" is no change of pitch; write percent with its sign (+10%)')
    return _within(float(percent[1]), PITCH_CHANGES, "pitch", " %")


def read_volume(value: Any) -> float:
    text = _text(value)
    if not (decibels := _DECIBELS.fullmatch(text)):
        _refuse(f'"{text}" is no volume; write decibels (-2dB)')
    return _within(float(decibels[1]), VOLUMES, "volume", " dB")


def read_seconds(value: Any) -> float:
    text = _text(value)
    if not (seconds := _SECONDS.fullmatch(text)):
        _refuse(f'"{text}" is no pause; write seconds (0.35)')
    return _within(float(seconds[1]), (0.0, LONGEST_PAUSE), "a pause", " seconds")


def read_voice(value: Any) -> tuple[str | None, str]:
    """An engine (None: the default one) and its voice.

    >>> read_voice("espeak:en-us+f3"), read_voice("Alex")
    (('espeak', 'en-us+f3'), (None, 'Alex'))
    """
    text = _text(value)
    engine, name = None, text
    if parts := _ENGINE.fullmatch(text):
        engine, name = parts[1], parts[2].strip()
    if not name:
        _refuse("a voice's name is missing; write engine:voice or only the voice")
    if len(name) > LONGEST_NAME:
        _refuse(f"a voice's name of {len(name)} characters; at most {LONGEST_NAME}")
    return engine, name


def _choice(what: str, allowed: tuple[str, ...]) -> Any:
    def read(value: Any) -> str:
        text = _text(value)
        if text not in allowed:
            _refuse(f'unknown {what} "{text}"{near(text, allowed)}; one of {", ".join(allowed)}')
        return text

    return BeforeValidator(read)


def _name(value: Any) -> str:
    text = " ".join(_text(value).split())
    if not text:
        _refuse("an empty name")
    if len(text) > LONGEST_NAME:
        _refuse(f"a name of {len(text)} characters; at most {LONGEST_NAME}")
    return text


def _respelling(value: Any) -> str:
    text = _text(value)
    if not text:
        _refuse("nothing to say; write how the word sounds (ih-ZOO-koo)")
    if len(text) > LONGEST_RESPELLING:
        _refuse(f"a respelling of {len(text)} characters; at most {LONGEST_RESPELLING}")
    return text


def _one_or_more(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _empty_is_nothing_given(value: Any) -> Any:
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
    str, _choice("effect", EFFECTS), WithJsonSchema({"type": "string", "enum": list(EFFECTS)})
]
Gender = Annotated[
    str, _choice("gender", GENDERS), WithJsonSchema({"type": "string", "enum": list(GENDERS)})
]
Age = Annotated[str, _choice("age", AGES), WithJsonSchema({"type": "string", "enum": list(AGES)})]
Name = Annotated[str, BeforeValidator(_name)]
Aliases = Annotated[
    list[Name],
    BeforeValidator(_one_or_more),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "array", "items": {"type": "string"}},
                {"type": "string"},
            ]
        }
    ),
]


class Form(BaseModel):
    """A mapping with known keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# Fields, and not a common base, so that `voice` comes first wherever keys are listed.
RATE: Any = Field(default=None, description="Words a minute (80 to 450), or a change: +10%.")
PITCH: Any = Field(default=None, description="A change such as +10% or -20%.")
VOLUME: Any = Field(default=None, description="Decibels on top of the voice's own: -2dB.")
EFFECT: Any = Field(default=None, description="soft, telephone or none.")


class ThoughtsForm(Form):
    rate: Rate | None = RATE
    pitch: Pitch | None = PITCH
    volume: Volume | None = VOLUME
    effect: Effect | None = EFFECT


class VoiceForm(Form):
    voice: VoiceName | None = Field(
        default=None,
        description="engine:voice, or a voice of the default engine. Left out: chosen by narrator.",
    )
    rate: Rate | None = RATE
    pitch: Pitch | None = PITCH
    volume: Volume | None = VOLUME
    effect: Effect | None = EFFECT


class CharacterForm(VoiceForm):
    aliases: Aliases = Field(
        default_factory=list, description="Other names that the book uses for this person."
    )
    gender: Gender | None = Field(
        default=None, description="male or female; left out: from the text."
    )
    age: Age | None = Field(default=None, description="child, young, adult or old.")


def _pause(description: str, name: str) -> Any:
    return Field(default=getattr(Pauses(), name), description=description)


class PausesForm(Form):
    """Seconds of silence by cause."""

    sentence: Seconds = _pause("Between two sentences of one speaker.", "sentence")
    turn: Seconds = _pause("Before another person speaks.", "turn")
    paragraph: Seconds = _pause("Between paragraphs.", "paragraph")
    scene: Seconds = _pause("At a scene break.", "scene")
    part: Seconds = _pause("Before a part or book above chapters.", "part")
    heading: Seconds = _pause("After a heading.", "heading")
    head: Seconds = _pause("At the start of a chapter's file.", "head")
    tail: Seconds = _pause("At the end of a chapter's file.", "tail")


Optional = BeforeValidator(_empty_is_nothing_given)
Respelling = Annotated[str, BeforeValidator(_respelling)]


class VoiceMapForm(Form):
    """narrator's voices.yaml: who speaks how."""

    model_config = ConfigDict(extra="forbid", frozen=True, title="voices.yaml")

    narrator: Annotated[VoiceForm, Optional] = Field(
        default_factory=VoiceForm,
        description="The voice that reads everything but dialogue.",
    )
    thoughts: Annotated[ThoughtsForm, Optional] = Field(
        default_factory=ThoughtsForm, description="On top of the thinker's own voice."
    )
    characters: Annotated[dict[Name, Annotated[CharacterForm, Optional]], Optional] = Field(
        default_factory=dict, description="Everyone you want to name or to give a voice."
    )
    unknown: Annotated[VoiceForm, Optional] = Field(
        default_factory=VoiceForm, description="Lines whose speaker isn't known."
    )
    pauses: Annotated[PausesForm, Optional] = Field(default_factory=PausesForm)
    lexicon: Annotated[dict[Name, Respelling], Optional] = Field(
        default_factory=dict, description="How unusual words sound: Izuku: ih-ZOO-koo."
    )
    corrections: Annotated[dict[Name, Name], Optional] = Field(
        default_factory=dict, description="Line id (from `narrator script`): who really says it."
    )


def json_schema() -> dict[str, Any]:
    """The JSON Schema that editors use to complete and check ``voices.yaml``."""
    schema = VoiceMapForm.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
