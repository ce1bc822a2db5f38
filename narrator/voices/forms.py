"""What may stand in ``voices.yaml``: pydantic models that give text its type, and their schema."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from narrator.voices import Pauses, Sounds
from narrator.voices.engine_forms import (
    CommandForm,
    Connections,
    EnginesForm,
    KokoroForm,
    OpenAIForm,
    PiperForm,
    Share,
    Text,
    Timeout,
    read_address,
)
from narrator.voices.values import (
    Age,
    Aliases,
    Effect,
    FileName,
    FileNames,
    Form,
    Gender,
    Name,
    Optional,
    Performance,
    Pitch,
    Rate,
    Respelling,
    Seconds,
    Size,
    VoiceName,
    Volume,
    Words,
    empty_is_nothing_given,
)

ENGINE_FORMS = (CommandForm, KokoroForm, OpenAIForm, PiperForm)

# Fields, and not a common base, so that `voice` comes first wherever keys are listed.
RATE: Any = Field(default=None, description="Words a minute (80 to 450), or a change: +10%.")
PITCH: Any = Field(default=None, description="A change such as +10% or -20%.")
VOLUME: Any = Field(default=None, description="Decibels on top of the voice's own: -2dB.")
EFFECT: Any = Field(default=None, description="soft, telephone, room or none.")
SIZE: Any = Field(default=None, description="Of the speaker's throat: +8% sounds larger.")


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
    size: Size | None = SIZE


class UnknownForm(VoiceForm):
    below: Share | None = Field(
        default=None,
        description="Lines whose likeliest speaker is less sure than this are unknown: 0.3.",
    )


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


class LlmForm(Form):
    """A chat server that speaks as OpenAI's does (/v1/chat/completions)."""

    address: Annotated[str, BeforeValidator(read_address)] | None = Field(
        default=None, description="The server (needed): http://127.0.0.1:11434."
    )
    model: Text | None = Field(
        default=None, description="The model's name there; left out: the only one."
    )
    threshold: Share | None = Field(
        default=None, description="Lines less sure than this are asked about; left out: 0.7."
    )
    timeout: Timeout | None = Field(default=None, description="Seconds for one answer.")
    connections: Connections | None = Field(
        default=None, description="How many questions the server has at once; left out: 2."
    )


class AttributionForm(Form):
    """What helps to find out who speaks."""

    llm: Annotated[LlmForm, BeforeValidator(empty_is_nothing_given)] | None = Field(
        default=None, description="Who is asked about lines in doubt."
    )


class SoundsForm(Form):
    """Music or sound of your own, from files of any format."""

    scene: FileName | None = Field(default=None, description="Heard at scene breaks.")
    chapter: FileName | None = Field(default=None, description="Heard where chapters start.")
    volume: Volume = Field(
        default=Sounds().volume_db, description="Decibels relative to speech: -6dB."
    )


class CorrectionForm(Form):
    """Who really says a line, and the words by which it is found again after an edit."""

    speaker: Name = Field(description="Who really says it.")
    line: Words | None = Field(default=None, description="The line's words.")
    before: Words | None = Field(default=None, description="Those of the line before it.")
    after: Words | None = Field(default=None, description="Those of the line after it.")


def _with_speaker(value: Any) -> Any:
    return {"speaker": value} if isinstance(value, str) else value


Correction = Annotated[
    CorrectionForm,
    BeforeValidator(_with_speaker),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {
                        key: {"type": "string"} for key in ("speaker", "line", "before", "after")
                    },
                    "required": ["speaker"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]


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
    unknown: Annotated[UnknownForm, Optional] = Field(
        default_factory=UnknownForm, description="Lines whose speaker isn't known."
    )
    performance: Performance = Field(
        default="acted",
        description="acted: lines are whispered, shouted, ... as the text says; plain: none is.",
    )
    pauses: Annotated[PausesForm, Optional] = Field(default_factory=PausesForm)
    sounds: Annotated[SoundsForm, Optional] = Field(
        default_factory=SoundsForm,
        description="Music between scenes and chapters. Not from a file that came with a book.",
    )
    lexicon: Annotated[dict[Name, Respelling], Optional] = Field(
        default_factory=dict, description="How unusual words sound: Naoki: nah-OH-kee."
    )
    lexicons: FileNames = Field(
        default_factory=list, description="Pronunciation lexicons (PLS): files beside this one."
    )
    corrections: Annotated[dict[Name, Correction], Optional] = Field(
        default_factory=dict, description="Line id (from `narrator script`): who really says it."
    )
    engines: Annotated[EnginesForm, Optional] = Field(
        default_factory=lambda: EnginesForm.model_validate({}),
        description="Servers, models and commands. Not from a file that came with a book.",
    )
    attribution: Annotated[AttributionForm, Optional] = Field(
        default_factory=AttributionForm,
        description="A second opinion on who speaks. Not from a file that came with a book.",
    )


def json_schema() -> dict[str, Any]:
    """The JSON Schema that editors use to complete and check ``voices.yaml``."""
    schema = VoiceMapForm.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
