"""What engines share that know their voices from a list, and keep nothing between texts."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from narrator.errors import EngineError
from narrator.voices import CatalogueVoice, Voice, near


class Listed:
    """A part of an engine: its voices."""

    name: str
    _voices: Sequence[CatalogueVoice]
    _names: Collection[str]
    """Every voice that it speaks with, also those that it doesn't list."""

    def voices(self) -> Sequence[CatalogueVoice]:
        return self._voices

    def knows(self, voice_name: str) -> bool:
        """Only what is listed: some take any name, and speak with another voice."""
        return voice_name in self._names

    def restart(self) -> None:
        """It keeps nothing from one text to the next."""

    def _check(self, voice: Voice) -> None:
        """Raise EngineError for a voice that isn't one of its own."""
        if not self.knows(voice.name):
            hint = near(voice.name, self._names)
            raise EngineError(f"unknown voice '{self.name}:{voice.name}'{hint}")
