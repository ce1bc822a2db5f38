"""Any server that speaks as OpenAI's does: text sent to /v1/audio/speech, sound back.

What may go wrong on the way is tried again here; what stays wrong costs one line, not the book.
The key comes from the environment, bound to one host, and appears nowhere else.
"""

from __future__ import annotations

import email.utils
import ipaddress
import json
import os
import random
import re
import struct
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from narrator.audio import Clip, from_int16, resample
from narrator.engines.kokoro import voice_facts
from narrator.engines.pace import raise_pitch, speed
from narrator.engines.slots import slot
from narrator.engines.web import Answer, NoAnswer, Unreachable, ask
from narrator.errors import EngineError, LineError, NotSetUpError
from narrator.sound_files import SoundFileError, read_sound
from narrator.voices import CatalogueVoice, EngineSettings, Voice, near

HOME = "https://api.openai.com"
HOME_KEY = "OPENAI_API_KEY"
"""The variable whose key goes to OpenAI itself, and nowhere else."""
OWN_KEY = "NARRATOR_KEY_"
"""Before a host's name in capitals, its other characters as _: the variable with its key."""
HOME_VOICES = {
    "alloy": "", "ash": "male", "ballad": "male", "coral": "female", "echo": "male",
    "fable": "", "nova": "female", "onyx": "male", "sage": "female", "shimmer": "female",
    "verse": "male",
}  # fmt: skip
"""OpenAI's voices and how they sound; its server doesn't list them."""
MODEL, FORMAT, SAMPLE_RATE, CONNECTIONS = "tts-1", "wav", 24_000, 4
SLOWEST, FASTEST = 0.25, 4.0  # the range of `speed`

TRIES = 5
WAITS_S = (0.5, 1.0, 2.0, 4.0)
"""Between tries, unless the server says how long; up to a half more, so that not all meet."""
LONGEST_WAIT_S = 60.0
"""A server that asks for more is not waited for."""
TIMEOUT_S, TIMEOUT_S_A_CHARACTER = 30.0, 0.1
BYTES, BYTES_A_CHARACTER = 2_000_000, 100_000
"""What an answer may hold: a quarter of a second of 48 kHz stereo float for each character."""
BUSY = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 507, 520, 522, 524, 529})
"""Statuses that may be gone the next time."""
NOT_SOUND = re.compile(rb"\s*(<[!?a-zA-Z]|[{\[]\s*[\"\]}])")
UNKNOWN_LENGTHS = (0, 0x7FFFFF00)
"""In a WAV header: 0, or this and more, stand for "not known yet"."""
PROBE = "Yes."


def open_engine(settings: EngineSettings | None = None) -> OpenAI:
    """The server, asked whether it is there. Raises EngineError, or NotSetUpError."""
    settings = settings or EngineSettings()
    if not settings.address and not os.environ.get(HOME_KEY):
        raise NotSetUpError(
            "the engine openai needs a server: write `engines: {openai: {address: …}}` into "
            f"voices.yaml, or set {HOME_KEY} to use OpenAI's own"
        )
    return OpenAI(settings)


def key_for(address: str) -> str:
    """The key that the environment holds for this host, or "". Raises EngineError.

    It is refused where it would cross a foreign network in the clear.
    """
    parts = urlsplit(address)
    host = (parts.hostname or "").lower()
    name = OWN_KEY + re.sub(r"[^A-Z0-9]", "_", host.upper())
    key = os.environ.get(name, "").strip()
    if not key and host == urlsplit(HOME).hostname:
        name, key = HOME_KEY, os.environ.get(HOME_KEY, "").strip()
    if key and (not key.isascii() or not key.isprintable() or " " in key):
        raise EngineError(f"{name} holds no key: it has spaces or strange characters")
    if key and parts.scheme != "https" and not _is_near(host):
        raise EngineError(f"{name} is not sent to {host} in the clear; use https://")
    return key


def _is_near(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_private
    except ValueError:
        return False


class OpenAI:
    """One server and one model."""

    name = "openai"
    max_chars = 2000
    deterministic = False  # its clips are kept
    needs_network = True

    def __init__(self, settings: EngineSettings) -> None:
        address = (settings.address or HOME).rstrip("/")
        self.address = address.removesuffix("/v1")
        self.model = settings.model or MODEL
        self.format = settings.format or FORMAT
        self.sample_rate = settings.sample_rate or SAMPLE_RATE
        self.price = settings.price
        self._instructions = settings.instructions
        self._timeout_s = settings.timeout
        self._connections = settings.connections or CONNECTIONS
        self._key = key_for(self.address)
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
        listed = self._names_at("/v1/models")
        if listed is not None and self.model in listed:
            return
        # Some servers list only what is loaded, or nothing; what counts is whether they speak.
        voice = next(iter(HOME_VOICES))
        asked = {"model": self.model, "input": PROBE, "voice": voice, "response_format": "wav"}
        answer = self._send("POST", "/v1/audio/speech", asked, tries=2)
        if answer.status == 404 or (answer.status in (400, 422) and self._blames_model(answer)):
            hint = near(self.model, listed or []) or (
                f"; it has {', '.join(sorted(listed)[:8])}" if listed else ""
            )
            raise EngineError(
                f"{self.address} has no model {self.model!r} to speak with{hint}; "
                "name one: `engines: {openai: {model: …}}`"
            )

    def _blames_model(self, answer: Answer) -> bool:
        return "model" in self._complaint(answer).lower()

    def _listed_voices(self) -> tuple[CatalogueVoice, ...]:
        """The server's own list, where it has one."""
        if self.address == HOME:
            return tuple(
                CatalogueVoice(self.name, name, gender=gender)
                for name, gender in HOME_VOICES.items()
            )
        names = self._names_at("/v1/audio/voices") or {}
        return tuple(
            CatalogueVoice(
                self.name,
                name,
                language=str(facts.get("language") or voice_facts(name)[0]).replace("_", "-"),
                gender=_gender(facts.get("gender")) or voice_facts(name)[1],
            )
            for name, facts in names.items()
        )

    def _names_at(self, path: str) -> dict[str, dict[str, Any]] | None:
        """The ids that a list holds, with their facts; None where the server has no such list."""
        answer = self._send("GET", path, tries=3)
        if answer.status != 200:
            return None
        try:
            found = json.loads(answer.body)
        except (ValueError, RecursionError):
            return None
        if isinstance(found, dict):
            found = next((found[key] for key in ("voices", "data", "models") if key in found), [])
        names: dict[str, dict[str, Any]] = {}
        for each in found if isinstance(found, list) else []:
            facts = each if isinstance(each, dict) else {"id": each}
            name = facts.get("id") or facts.get("voice_id") or facts.get("name")
            if isinstance(name, str) and name.isprintable() and len(name) <= 200:
                names[name] = facts
        return names

    def _send(
        self, method: str, path: str, asked: dict[str, Any] | None = None, *, tries: int
    ) -> Answer:
        """An answer that is no passing trouble. Raises EngineError when there is none."""
        problem = ""
        for number in range(tries):
            try:
                answer = self._ask(method, path, asked, characters=100)
            except Unreachable as error:
                raise EngineError(
                    f"{error}; start it, or mend the address in voices.yaml"
                ) from None
            except NoAnswer as error:
                problem = str(error)
            else:
                self._refuse_fatal(answer)
                if answer.status not in BUSY:
                    return answer
                problem = f"it answers {answer.status}{self._complaint(answer)}"
            if number + 1 < tries:
                time.sleep(WAITS_S[number])
        raise EngineError(f"{self.address} can't be used: {problem}")

    # ------------------------------------------------------------ one line

    def _speech(self, asked: dict[str, Any]) -> Clip:
        """Sound for a text, after as many tries as it is worth. Raises LineError, EngineError."""
        text, tries, problem = asked["input"], TRIES if self._patient else 1, ""
        for number in range(tries):
            wait = WAITS_S[min(number, len(WAITS_S) - 1)] * random.uniform(1.0, 1.5)
            try:
                with slot(self.address, self._connections):
                    answer = self._ask("POST", "/v1/audio/speech", asked, characters=len(text))
                self._refuse_fatal(answer)
                if answer.status == 200:
                    return self._clip(answer)
                problem = f"the server answers {answer.status}{self._complaint(answer)}"
                if answer.status not in BUSY:
                    break
                wait = max(wait, _seconds_to_wait(answer.retry_after))
                if wait > LONGEST_WAIT_S:
                    problem += f", and asks to be left alone for {wait:.0f} s"
                    break
            except NoAnswer as error:
                problem = f"the server's answer is of no use: {error}"
            if number + 1 < tries:
                time.sleep(wait)
        raise LineError(problem)

    def _ask(
        self, method: str, path: str, asked: dict[str, Any] | None, *, characters: int
    ) -> Answer:
        headers = {"Accept": "*/*", "User-Agent": "narrator"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        body = None
        if asked is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(asked).encode()
        return ask(
            method,
            self.address + path,
            headers=headers,
            body=body,
            timeout_s=self._timeout_s or TIMEOUT_S + TIMEOUT_S_A_CHARACTER * characters,
            limit=BYTES + BYTES_A_CHARACTER * characters,
        )

    def _refuse_fatal(self, answer: Answer) -> None:
        """Raise EngineError for what no other try and no other line would change."""
        host = urlsplit(self.address).hostname or ""
        if answer.status in (401, 403):  # the server's words are kept back: some repeat the key
            name = HOME_KEY if self.address == HOME else OWN_KEY + re.sub(r"\W", "_", host.upper())
            what = f"does not take the key in {name}" if self._key else f"wants a key; set {name}"
            raise EngineError(f"{self.address} {what}")
        if 300 <= answer.status < 400:
            raise EngineError(f"{self.address} has moved; give its new address in voices.yaml")
        if answer.status == 402 or (answer.status == 429 and b"insufficient_quota" in answer.body):
            raise EngineError(f"{self.address} says that there is no credit left")

    def _complaint(self, answer: Answer) -> str:
        """What the server says of its refusal, short and without the key; "" if nothing."""
        try:
            found = json.loads(answer.body)
            if isinstance(found, dict):
                found = found.get("error") or found.get("detail") or found.get("message") or ""
            if isinstance(found, dict):
                found = found.get("message") or ""
            said = " ".join(str(found).split())
        except (ValueError, RecursionError):
            return ""
        if self._key:
            said = said.replace(self._key, "…")
        said = "".join(c for c in said if c.isprintable())[:160]
        return f" ({said})" if said else ""

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


def _seconds_to_wait(retry_after: str) -> float:
    """Retry-After in seconds: it is a number, or a date.

    >>> _seconds_to_wait("2"), _seconds_to_wait("soon")
    (2.0, 0.0)
    """
    if re.fullmatch(r"\d{1,6}(\.\d+)?", retry_after.strip()):
        return float(retry_after)
    try:
        until = email.utils.parsedate_to_datetime(retry_after)
    except (TypeError, ValueError):
        return 0.0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def _gender(stated: Any) -> str:
    """A server's word for a gender as ours."""
    word = str(stated or "").strip().lower()
    return {"f": "female", "m": "male"}.get(word, word if word in ("female", "male") else "")
