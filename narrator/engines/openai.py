"""Any server that speaks as OpenAI's does: text sent to /v1/audio/speech, sound back.

What may go wrong on the way is tried again here; what stays wrong costs one line, not the book.
The key comes from the environment, bound to one host, and appears nowhere else.
"""

from __future__ import annotations

import json
import os
import re
import struct
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypedDict

from narrator.audio import Clip, from_int16, resample
from narrator.engines.kokoro import voice_facts
from narrator.engines.pace import raise_pitch, speed
from narrator.engines.slots import slot
from narrator.errors import EngineError, LineError, NotSetUpError
from narrator.server import HOME, HOME_KEY, TRIES, Refused, Server
from narrator.sound_files import SoundFileError, read_sound
from narrator.voices import CatalogueVoice, EngineSettings, Voice, near
from narrator.web import Answer, NoAnswer

HOME_VOICES = {
    "alloy": "", "ash": "male", "ballad": "male", "coral": "female", "echo": "male",
    "fable": "", "nova": "female", "onyx": "male", "sage": "female", "shimmer": "female",
    "verse": "male",
}  # fmt: skip
"""OpenAI's voices and how they sound; its server doesn't list them."""
MODEL, FORMAT, SAMPLE_RATE, CONNECTIONS = "tts-1", "wav", 24_000, 4
SLOWEST, FASTEST = 0.25, 4.0  # the range of `speed`

TIMEOUT_S, TIMEOUT_S_A_CHARACTER = 30.0, 0.1
BYTES, BYTES_A_CHARACTER = 2_000_000, 100_000
"""What an answer may hold: a quarter of a second of 48 kHz stereo float for each character."""
NOT_SOUND = re.compile(rb"\s*(<[!?a-zA-Z]|[{\[]\s*[\"\]}])")
UNKNOWN_LENGTHS = (0, 0x7FFFFF00)
"""In a WAV header: 0, or this and more, stand for "not known yet"."""
PROBE = "Yes."
SHORT = 100
"""Characters: what a question without a text counts as."""


class _Limits(TypedDict):
    timeout_s: float
    limit: int


def open_engine(settings: EngineSettings | None = None) -> OpenAI:
    """The server, asked whether it is there. Raises EngineError, or NotSetUpError."""
    settings = settings or EngineSettings()
    if not settings.address and not os.environ.get(HOME_KEY):
        raise NotSetUpError(
            "the engine openai needs a server: write `engines: {openai: {address: …}}` into "
            f"voices.yaml, or set {HOME_KEY} to use OpenAI's own"
        )
    return OpenAI(settings)


class OpenAI:
    """One server and one model."""

    name = "openai"
    max_chars = 2000
    deterministic = False  # its clips are kept
    needs_network = True

    def __init__(self, settings: EngineSettings) -> None:
        mend = "start it, or mend the address in voices.yaml"
        self._server = Server(settings.address or HOME, mend=mend)
        self.address = self._server.address
        self.model = settings.model or MODEL
        self.format = settings.format or FORMAT
        self.sample_rate = settings.sample_rate or SAMPLE_RATE
        self.price = settings.price
        self._instructions = settings.instructions
        self._timeout_s = settings.timeout
        self._connections = settings.connections or CONNECTIONS
        self._patient = True
        self._folder = tempfile.TemporaryDirectory(prefix="nv-")
        self._check_model()
        self._voices = settings.voices or self._listed_voices()
        if not self._voices:
            raise EngineError(
                f"{self.address} lists no voices; name them in voices.yaml: "
                "`engines: {openai: {voices: [one, two]}}`"
            )
        self._names = frozenset(voice.name for voice in self._voices)

    def fingerprint(self) -> str:
        facts = [self.address, self.model, self.format, self._instructions]
        return "openai 1 " + json.dumps(facts, ensure_ascii=False)

    def voices(self) -> Sequence[CatalogueVoice]:
        return self._voices

    def knows(self, voice_name: str) -> bool:
        """Listed voices, and blends of them as Kokoro's servers take: ``af_bella(2)+af_sky(1)``."""
        parts = [re.sub(r"\([\d.]+\)$", "", part) for part in voice_name.split("+")]
        return bool(voice_name) and all(part in self._names for part in parts)

    def restart(self) -> None:
        """What a server keeps from one text to the next is its own affair."""

    def synthesize(self, text: str, voice: Voice) -> Clip:
        if not self.knows(voice.name):
            known = near(voice.name, self._names)
            raise EngineError(f"unknown voice 'openai:{voice.name}'{known}")
        asked: dict[str, Any] = {
            "model": self.model,
            "input": text,
            "voice": voice.name,
            "response_format": self.format,
        }
        if (pace := speed(voice, SLOWEST, FASTEST)) != 1:
            asked["speed"] = pace
        if self._instructions:
            asked["instructions"] = self._instructions
        try:
            clip = self._speech(asked)
        except LineError:
            self._patient = False  # the next line is not waited for as long
            raise
        self._patient = True
        return raise_pitch(clip, voice.pitch)

    def close(self) -> None:
        self._folder.cleanup()

    # ------------------------------------------------------------ before work starts

    def _check_model(self) -> None:
        """There is a server, it takes the key, it has the model. Raises EngineError."""
        listed = self._server.listed("/v1/models", **self._limits(SHORT))
        if listed is not None and self.model in listed:
            return
        # Some servers list only what is loaded, or nothing; what counts is whether they speak.
        voice = next(iter(HOME_VOICES))
        asked = {"model": self.model, "input": PROBE, "voice": voice, "response_format": "wav"}
        limits = self._limits(SHORT)
        answer = self._server.probe("POST", "/v1/audio/speech", asked, tries=2, **limits)
        if self._server.lacks_model(answer):
            hint = near(self.model, listed or []) or (
                f"; it has {', '.join(sorted(listed)[:8])}" if listed else ""
            )
            raise EngineError(
                f"{self.address} has no model {self.model!r} to speak with{hint}; "
                "name one: `engines: {openai: {model: …}}`"
            )

    def _listed_voices(self) -> tuple[CatalogueVoice, ...]:
        """The server's own list, where it has one."""
        if self.address == HOME:
            return tuple(
                CatalogueVoice(self.name, name, gender=gender)
                for name, gender in HOME_VOICES.items()
            )
        names = self._server.listed("/v1/audio/voices", **self._limits(SHORT)) or {}
        return tuple(
            CatalogueVoice(
                self.name,
                name,
                language=str(facts.get("language") or voice_facts(name)[0]).replace("_", "-"),
                gender=_gender(facts.get("gender")) or voice_facts(name)[1],
            )
            for name, facts in names.items()
        )

    # ------------------------------------------------------------ one line

    def _speech(self, asked: dict[str, Any]) -> Clip:
        """Sound for a text, after as many tries as it is worth. Raises LineError, EngineError."""

        def read(answer: Answer) -> Clip:
            if answer.status != 200:
                said = f"the server answers {answer.status}{self._server.complaint(answer)}"
                raise Refused(said)
            return self._clip(answer)

        try:
            return self._server.obtain(
                "POST",
                "/v1/audio/speech",
                asked,
                read=read,
                tries=TRIES if self._patient else 1,
                turn=lambda: slot(self.address, self._connections),
                **self._limits(len(asked["input"])),
            )
        except NoAnswer as error:
            raise LineError(str(error)) from None

    def _limits(self, characters: int) -> _Limits:
        """How long and how large the answer to so much text may be."""
        return {
            "timeout_s": self._timeout_s or TIMEOUT_S + TIMEOUT_S_A_CHARACTER * characters,
            "limit": BYTES + BYTES_A_CHARACTER * characters,
        }

    def _clip(self, answer: Answer) -> Clip:
        """Sound by what it is, whatever was asked for. Raises NoAnswer."""
        body, kind = answer.body, answer.kind
        if not body:
            raise NoAnswer("it is empty")
        foreign = kind not in ("", "application/octet-stream", "binary/octet-stream")
        if (foreign and not kind.startswith("audio/")) or NOT_SOUND.match(body[:64]):
            raise NoAnswer(f"it is {kind or 'text'}, not sound")
        known = body[:4] in (b"RIFF", b"fLaC", b"OggS") or body[:3] == b"ID3"
        if self.format == "pcm" and not known and kind not in ("audio/mpeg", "audio/aac"):
            if len(body) % 2:
                raise NoAnswer("it ends in the middle of a sample")
            return Clip(from_int16(body), self.sample_rate)
        path = Path(self._folder.name) / "clip"
        path.write_bytes(_whole_wav(body) if body[:4] == b"RIFF" else body)
        try:
            return resample(read_sound(path), self.sample_rate)
        except (SoundFileError, OSError) as error:
            raise NoAnswer(f"it is no sound that can be read: {error}") from None


def _whole_wav(body: bytes) -> bytes:
    """WAV with its true length where it states none. Raises NoAnswer when some is missing."""
    at = 12
    while at + 8 <= len(body):
        name, size = struct.unpack_from("<4sI", body, at)
        there = len(body) - at - 8
        if name == b"data":
            unknown, most = UNKNOWN_LENGTHS
            if size > there and size < most:
                raise NoAnswer(f"it broke off after {there:,} of {size:,} bytes of sound")
            if size == unknown or size >= most:
                size = there - there % 2
                head = body[:4] + struct.pack("<I", at + size) + body[8 : at + 4]
                return head + struct.pack("<I", size) + body[at + 8 : at + 8 + size]
            return body
        at += 8 + size + size % 2
    raise NoAnswer("it is a WAV file without sound")


def _gender(stated: Any) -> str:
    """A server's word for a gender as ours."""
    word = str(stated or "").strip().lower()
    return {"f": "female", "m": "male"}.get(word, word if word in ("female", "male") else "")
