"""Engines turn text into clips; this is the contract that each of them keeps.

An engine is one module of this folder (or an entry point ``narrator.engines`` of another package)
with a function ``open_engine() -> Engine``; the module's name is the name that users type. Names
are listed without importing, so a heavy library loads only when its engine is chosen.
"""

from __future__ import annotations

import difflib
import importlib
import platform
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from narrator.errors import EngineError
from narrator.voices import CatalogueVoice, Voice

if TYPE_CHECKING:
    from narrator.audio import Clip

BUILT_IN = ("espeak", "system", "tone")
"""The engines of this folder."""


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
    """Whether text leaves this machine, or costs money."""

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

    return sorted({*BUILT_IN, *(point.name for point in entry_points(group="narrator.engines"))})


def open_engine(name: str) -> Engine:
    """The engine of that name, ready to speak. Raises EngineError when there is none."""
    if name in BUILT_IN:
        module = importlib.import_module(f"narrator.engines.{name}")
        engine: Engine = module.open_engine()
        return engine
    from importlib.metadata import entry_points

    for point in entry_points(group="narrator.engines", name=name):
        plugin: Engine = point.load().open_engine()
        return plugin
    near = difflib.get_close_matches(name, engine_names(), 1)
    hint = f"did you mean {near[0]!r}?" if near else "there are: " + ", ".join(engine_names())
    raise EngineError(f"unknown engine {name!r} ({hint})")
