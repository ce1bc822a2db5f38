"""Engines turn text into clips; this is the contract that each of them keeps.

An engine is one module of this folder (or an entry point ``narrator.engines`` of another package)
with a function ``open_engine() -> Engine``, or ``open_engine(settings: EngineSettings)`` if it has
to be told something; the module's name is the name that users type. Names are listed without
importing, so a heavy library loads only when its engine is chosen.
"""

from __future__ import annotations

import importlib
import inspect
import platform
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from narrator.errors import EngineError
from narrator.voices import CatalogueVoice, EngineSettings, Voice, near_or_all

if TYPE_CHECKING:
    from narrator.audio import Clip

BUILT_IN = ("espeak", "system", "tone")
"""The engines of this folder that speak at once."""
TO_SET_UP = ("command", "kokoro", "openai", "piper")
"""Those that have to be told where a server, a model or a program is."""


class Engine(Protocol):
    """Something that can speak. One thread uses it at a time; many processes may open it."""

    name: str
    sample_rate: int
    """Hz; every clip has it."""
    max_chars: int
    """The longest text it takes at once; longer ones are split at clauses by the caller."""
    deterministic: bool
    """Whether the same texts since the last ``restart`` give the same bytes."""
    needs_network: bool
    """Whether text leaves this machine, or costs money.

    What it costs is an attribute that such an engine may have: ``price``, of 1,000 characters.
    """

    def fingerprint(self) -> str:
        """Everything about the engine that can be heard, such as version and data; goes in keys."""
        ...

    def voices(self) -> Sequence[CatalogueVoice]:
        """What can speak, in an order that does not change; enough for casting."""
        ...

    def knows(self, voice_name: str) -> bool:
        """Whether it would really speak with this voice, also one that ``voices`` doesn't list."""
        ...

    def restart(self) -> None:
        """Forget everything spoken so far: the next clip sounds as from a new process."""
        ...

    def synthesize(self, text: str, voice: Voice) -> Clip:
        """Text as spoken words into sound: float32 mono, at ``sample_rate``.

        Nobody else needs the samples: who asks may change them.

        Raises LineError when this text can't be spoken, EngineError when nothing can.
        """
        ...

    def close(self) -> None:
        """Give back processes and libraries."""
        ...


def default_engine() -> str:
    """The system's own voices on macOS and Windows, espeak-ng elsewhere."""
    return "system" if platform.system() in ("Darwin", "Windows") else "espeak"


def engine_names() -> list[str]:
    """Every engine that can be asked for, without importing any."""
    from importlib.metadata import entry_points

    others = (point.name for point in entry_points(group="narrator.engines"))
    return sorted({*BUILT_IN, *TO_SET_UP, *others})


def open_engine(name: str, settings: EngineSettings | None = None) -> Engine:
    """The engine of that name, ready to speak.

    Raises EngineError when there is none, and NotSetUpError when it has to be told more.
    """
    if name in (*BUILT_IN, *TO_SET_UP):
        module = importlib.import_module(f"narrator.engines.{name}")
        return _open(name, module.open_engine, settings)
    from importlib.metadata import entry_points

    for point in entry_points(group="narrator.engines", name=name):
        return _open(name, point.load().open_engine, settings)
    raise EngineError(f'unknown engine "{name}"{near_or_all(name, engine_names())}')


def _open(name: str, opener: Callable[..., Engine], settings: EngineSettings | None) -> Engine:
    if settings is None:
        return opener()
    if not inspect.signature(opener).parameters:
        raise EngineError(f"the engine {name!r} has no settings; take it out of `engines:`")
    return opener(settings)


def price(engine: Engine) -> float:
    """What 1,000 characters cost, in whatever currency; 0 when nothing, or nothing is known."""
    return float(getattr(engine, "price", 0.0))


Settings = Mapping[str, EngineSettings]
"""What each engine has to be told, by its name."""
