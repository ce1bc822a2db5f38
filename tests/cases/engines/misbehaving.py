"""Engines for tests: tones, and one bad habit each."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import ClassVar

import numpy as np

from narrator.audio import Clip
from narrator.engines.tone import Tone
from narrator.errors import LineError
from narrator.voices import CatalogueVoice, Voice


class _Fake(Tone):
    def voices(self) -> list[CatalogueVoice]:
        return [CatalogueVoice(engine=self.name, name=each.name) for each in super().voices()]

    def fingerprint(self) -> str:
        return f"{self.name} 1"

    @classmethod
    def open_engine(cls) -> _Fake:
        return cls()


class Stumbling(_Fake):
    """Can't say one word."""

    name = "stumbling"

    def synthesize(self, text: str, voice: Voice) -> Clip:
        if "xylophone" in text:
            raise LineError("no tongue can say xylophone")
        return super().synthesize(text, voice)


class Slow(_Fake):
    """Takes its time, so that there is time to disturb it."""

    name = "slow"

    def synthesize(self, text: str, voice: Voice) -> Clip:
        time.sleep(0.03)
        return super().synthesize(text, voice)


class Crashing(_Fake):
    """Takes its process down: at "fatal" always, at "fall" once for each file that it leaves."""

    name = "crashing"

    def synthesize(self, text: str, voice: Voice) -> Clip:
        mark = Path(os.environ.get("CRASH_MARK", "/nowhere"))
        if "fatal" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "fall" in text and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().synthesize(text, voice)


class Changeable(_Fake):
    """Never says a thing twice in the same way, fails every other time, and at another rate."""

    name = "changeable"
    sample_rate = 16_000
    deterministic = False
    calls: ClassVar[list[str]] = []

    def synthesize(self, text: str, voice: Voice) -> Clip:
        self.calls.append(text)
        if len(self.calls) % 2:
            raise LineError("not in the mood")
        noise = np.random.default_rng().normal(0, 0.1, 800 * len(text))
        return Clip(noise.astype(np.float32), self.sample_rate)
