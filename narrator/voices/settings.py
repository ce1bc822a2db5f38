"""What engines, and a chat server, have to be told before they can be asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from narrator.voices import CatalogueVoice


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """What one engine has to be told before it can speak; empty values leave it to the engine.

    Never a key: those stand in the environment, and go to the host that they are bound to.
    """

    address: str = ""
    """Of a server: ``http://127.0.0.1:8880``."""
    model: str = ""
    """A model's name, or its file."""
    models: tuple[str, ...] = ()
    """Files or folders of models."""
    voices_file: str = ""
    """The file of voices that belongs to a model."""
    voices: tuple[CatalogueVoice, ...] = ()
    """The voices to choose from, where the engine can't list them."""
    command: tuple[str, ...] = ()
    """A program and its arguments, with names in braces for what changes."""
    recipe: str = ""
    """The name of a command that the engine knows."""
    format: str = ""
    """Of the sound that a server sends."""
    instructions: str = ""
    """How to read, for models that take such advice."""
    encoding: str = ""
    """Of the text that a program gets."""
    sample_rate: int = 0
    """Hz."""
    timeout: float = 0.0
    """Seconds for one text."""
    connections: int = 0
    """How many texts a server may get at once."""
    price: float = 0.0
    """Of 1,000 characters, in whatever currency."""
    download: bool = False
    """Whether missing models may be fetched."""
    options: tuple[tuple[str, str], ...] = ()
    """Further keys and values, for engines of other packages."""


@dataclass(frozen=True, slots=True)
class OpinionSettings:
    """Which chat server is asked who speaks, where attribution is in doubt. Never a key."""

    address: str
    """``http://127.0.0.1:11434``."""
    model: str = ""
    """"" where the server has but one."""
    threshold: float = 0.7
    """Lines less sure than this are in doubt."""
    timeout: float = 120.0
    """Seconds for one answer."""
    connections: int = 2
    """How many questions the server has at once."""
