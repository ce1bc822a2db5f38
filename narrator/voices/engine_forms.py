"""The section ``engines`` of ``voices.yaml``: what servers, models and commands have to be told."""

from __future__ import annotations

import re
import shlex
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from narrator.voices import CatalogueVoice, EngineSettings
from narrator.voices.values import (
    NUMBER,
    Age,
    Form,
    Gender,
    Name,
    choice,
    empty_is_nothing_given,
    one_or_more,
    read_path,
    read_text,
    refuse,
    within,
)


def read_address(value: Any) -> str:
    """A server's address without a slash at its end.

    >>> read_address("http://127.0.0.1:8880/")
    'http://127.0.0.1:8880'
    """
    text = read_text(value)
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme not in ("http", "https") or not host or re.search(r"[\s\x00-\x1f]", text):
        refuse("no address of a server; write one such as http://127.0.0.1:8880")
    if parts.username is not None or parts.password is not None:
        refuse("an address holds no name or password; put the key into the environment")
    if parts.query or parts.fragment:
        refuse("an address ends before ? and #")
    return text.rstrip("/")


def read_words(value: Any) -> tuple[str, ...]:
    """A command in words; quotation marks keep what belongs together.

    >>> read_words("flite -voice {voice} 'my file'")
    ('flite', '-voice', '{voice}', 'my file')
    """
    if isinstance(value, list):
        words = [read_text(each) for each in value]
    else:
        try:
            words = shlex.split(read_text(value))
        except ValueError:
            refuse("a quotation mark without its partner")
    if not words or not words[0]:
        refuse("a program's name is missing")
    read_path(words[0])
    return tuple(words)


def read_known_voices(value: Any) -> Any:
    """A list of names, or names with their facts, as the latter."""
    if isinstance(value, list):
        return {read_text(each): {} for each in value}
    if isinstance(value, str):
        return {value: {}}
    if isinstance(value, dict):
        return {name: {} if facts is None else facts for name, facts in value.items()}
    return value


def _number(what: str, limits: tuple[float, float], unit: str = "") -> Any:
    def read(value: Any) -> float:
        text = read_text(value)
        if not re.fullmatch(NUMBER, text):
            refuse(f'"{text}" is no number')
        return within(float(text), limits, what, unit)

    return BeforeValidator(read)


def _in_schema(limits: tuple[float, float]) -> Any:
    return WithJsonSchema({"type": "number", "minimum": limits[0], "maximum": limits[1]})


def _yes(value: Any) -> bool:
    text = read_text(value).lower()
    if text not in ("yes", "no", "true", "false"):
        refuse(f'"{text}" is neither yes nor no')
    return text in ("yes", "true")


FIELDS = {"price_per_1000_characters": "price"}
"""A key of the file, and its field in EngineSettings where that has another name."""
FORMATS = ("wav", "flac", "pcm", "mp3", "opus", "aac")
RECIPES = ("flite", "festival", "say")
ENCODINGS = ("utf-8", "latin-1", "ascii")

Words = Annotated[
    tuple[str, ...],
    BeforeValidator(read_words),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
Text = Annotated[str, BeforeValidator(read_text)]
PathText = Annotated[str, BeforeValidator(read_path)]
PathTexts = Annotated[
    list[PathText],
    BeforeValidator(one_or_more),
    WithJsonSchema({"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}]}),
]
SAMPLE_RATES = (8_000, 96_000)  # Hz
TIMEOUTS = (1, 3600)  # seconds
CONNECTIONS = (1, 64)
PRICES = (0, 1000)
SHARES = (0, 1)

SampleRate = Annotated[
    float, _number("a sample rate", SAMPLE_RATES, " Hz"), _in_schema(SAMPLE_RATES)
]
Timeout = Annotated[float, _number("a timeout", TIMEOUTS, " seconds"), _in_schema(TIMEOUTS)]
Connections = Annotated[
    float, _number("the number of connections", CONNECTIONS), _in_schema(CONNECTIONS)
]
Price = Annotated[float, _number("a price", PRICES), _in_schema(PRICES)]
Share = Annotated[float, _number("a threshold", SHARES), _in_schema(SHARES)]


class KnownVoiceForm(Form):
    gender: Gender | None = Field(default=None, description="male or female.")
    age: Age | None = Field(default=None, description="child, young, adult or old.")
    language: Text | None = Field(default=None, description="Such as en or de-AT.")


KnownVoices = Annotated[
    dict[Name, Annotated[KnownVoiceForm, BeforeValidator(empty_is_nothing_given)]],
    BeforeValidator(read_known_voices),
]
KNOWN_VOICES: Any = Field(
    default_factory=dict, description="The voices to choose from: a list, or names with facts."
)
TIMEOUT: Any = Field(default=None, description="Seconds for one text.")


class OpenAIForm(Form):
    """A server that speaks as OpenAI's does (/v1/audio/speech)."""

    address: Annotated[str, BeforeValidator(read_address)] | None = Field(
        default=None, description="The server: http://127.0.0.1:8880."
    )
    model: Text | None = Field(default=None, description="The model's name there.")
    voices: KnownVoices = KNOWN_VOICES
    format: (
        Annotated[
            str,
            choice("format", FORMATS),
            WithJsonSchema({"type": "string", "enum": list(FORMATS)}),
        ]
        | None
    ) = Field(default=None, description="Of the sound that is asked for; left out: wav.")
    sample_rate: SampleRate | None = Field(default=None, description="Hz; needed for pcm.")
    instructions: Text | None = Field(default=None, description="How to read.")
    timeout: Timeout | None = TIMEOUT
    connections: Connections | None = Field(
        default=None, description="How many texts the server gets at once; left out: 4."
    )
    price_per_1000_characters: Price | None = Field(
        default=None, description="For --dry-run and --max-cost."
    )


class PiperForm(Form):
    """Piper's voices."""

    models: PathTexts = Field(
        default_factory=list, description="Files (.onnx), or folders of them."
    )
    voices: KnownVoices = KNOWN_VOICES
    download: Annotated[bool, BeforeValidator(_yes)] = Field(
        default=False, description="Whether the voices named here may be fetched."
    )


class KokoroForm(Form):
    """Kokoro's model and its voices."""

    model: PathText | None = Field(default=None, description="The file kokoro-v1.0.onnx.")
    voices_file: PathText | None = Field(default=None, description="The file voices-v1.0.bin.")


class CommandForm(Form):
    """A program that speaks into a file."""

    recipe: (
        Annotated[
            str,
            choice("recipe", RECIPES),
            WithJsonSchema({"type": "string", "enum": list(RECIPES)}),
        ]
        | None
    ) = Field(default=None, description="A command that narrator knows.")
    command: Words | None = Field(
        default=None, description="A program and its arguments: {text_file}, {out}, {voice} …"
    )
    voices: KnownVoices = KNOWN_VOICES
    encoding: (
        Annotated[
            str,
            choice("encoding", ENCODINGS),
            WithJsonSchema({"type": "string", "enum": list(ENCODINGS)}),
        ]
        | None
    ) = Field(default=None, description="Of the text in {text_file}; left out: utf-8.")
    sample_rate: SampleRate | None = Field(default=None, description="Hz of the clips.")
    timeout: Timeout | None = TIMEOUT


class EnginesForm(BaseModel):
    """What engines have to be told; those of other packages take any keys."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, dict[str, Text]]

    openai: Annotated[OpenAIForm, BeforeValidator(empty_is_nothing_given)] | None = None
    piper: Annotated[PiperForm, BeforeValidator(empty_is_nothing_given)] | None = None
    kokoro: Annotated[KokoroForm, BeforeValidator(empty_is_nothing_given)] | None = None
    command: Annotated[CommandForm, BeforeValidator(empty_is_nothing_given)] | None = None


def engine_settings(forms: EnginesForm, folder: Path) -> dict[str, EngineSettings]:
    """What the section says, engine by engine; paths are relative to the file's folder."""
    found = {}
    for name in EnginesForm.model_fields:
        form = getattr(forms, name)
        if name in forms.model_fields_set:
            given = {key: getattr(form, key) for key in form.model_fields_set} if form else {}
            found[name] = _settings(name, given, folder)
    for name, keys in (forms.__pydantic_extra__ or {}).items():
        found[name] = EngineSettings(options=tuple(sorted(keys.items())))
    return found


def _settings(engine: str, given: dict[str, Any], folder: Path) -> EngineSettings:
    def path(text: str) -> str:
        return str(folder.absolute() / Path(text).expanduser())

    values: dict[str, Any] = {}
    for key, value in given.items():
        if value is None:
            continue
        if key == "voices":
            value = tuple(_known_voice(engine, name, facts) for name, facts in value.items())
        elif key == "models":
            value = tuple(path(each) for each in value)
        elif key == "voices_file" or (engine, key) == ("kokoro", "model"):
            value = path(value)
        elif key in ("sample_rate", "connections"):
            value = round(value)
        values[FIELDS.get(key, key)] = value
    return EngineSettings(**values)


def _known_voice(engine: str, name: str, facts: KnownVoiceForm) -> CatalogueVoice:
    stated = {"unknown": "", None: ""}
    return CatalogueVoice(
        engine,
        name,
        language=facts.language or "",
        gender=stated.get(facts.gender, facts.gender) or "",
        age=stated.get(facts.age, facts.age) or "",
    )


def plain_settings(settings: EngineSettings) -> dict[str, Any]:
    """Settings as the file says them; what is the default's is left out."""
    keys = {field: key for key, field in FIELDS.items()}
    plain: dict[str, Any] = dict(settings.options)
    for each in fields(settings):
        value = getattr(settings, each.name)
        if not value or each.name == "options":
            continue
        if each.name == "voices":
            value = {voice.name: _facts(voice) for voice in value}
        elif isinstance(value, tuple):
            value = list(value)
        elif isinstance(value, bool):
            value = "yes"
        plain[keys.get(each.name, each.name)] = value
    return plain


def _facts(voice: CatalogueVoice) -> dict[str, str]:
    facts = {"gender": voice.gender, "age": voice.age, "language": voice.language}
    return {key: value for key, value in facts.items() if value}
