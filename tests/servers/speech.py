"""A real HTTP server on this machine: it speaks as OpenAI's does, by espeak-ng, and misbehaves."""

from __future__ import annotations

import io
import json
import struct
import wave
from collections.abc import Callable
from typing import Any

from unruly import Misbehaving, Server

from narrator.audio import to_int16
from narrator.engines.espeak import Espeak
from narrator.voices import Voice

VOICES = {"af_bella": "en-us+f2", "am_adam": "en-us+m3", "bf_emma": "en-gb-x-rp+f4"}


class SpeechServer(Server):
    """The server, on a port of its own. ``moods`` says how the next requests for speech go."""

    def __init__(self, *, key: str = "") -> None:
        super().__init__(_Handler, ["kokoro", "tts-1"])
        self.key = key
        self.lists_voices = True
        self.mood_for: dict[str, str] = {}
        """A word in the text, and how requests with it go, always."""
        self.at_once = self.most_at_once = 0
        self._espeak = Espeak()

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        self._espeak.close()

    def speak(self, asked: dict[str, Any]) -> bytes:
        """16-bit samples at espeak-ng's rate."""
        with self.lock:
            self._espeak.restart()  # the same words give the same sound
            rate = round(165 * asked.get("speed", 1))
            voice = Voice("espeak", VOICES[asked["voice"]], rate=rate)
            return to_int16(self._espeak.synthesize(asked["input"], voice).samples)

    @property
    def sample_rate(self) -> int:
        return self._espeak.sample_rate

    def mood(self, text: str) -> str:
        for word, mood in self.mood_for.items():
            if word in text:
                return mood
        with self.lock:
            return self.moods.pop(0) if self.moods else "well"


class _Handler(Misbehaving):
    owner: SpeechServer
    kind = "audio/wav"
    filler = b"\x01\x02\x03\x04\x05"

    def do_GET(self) -> None:
        if not self.allowed():
            return
        if self.path == "/v1/models" and self.owner.models is not None:
            self.reply(200, {"data": [{"id": name} for name in self.owner.models]})
        elif self.path == "/v1/audio/voices" and self.owner.lists_voices:
            self.reply(200, {"voices": list(VOICES)})
        else:
            self.reply(404, {"detail": "Not Found"})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self.allowed():
            return
        self.owner.asked.append(asked)
        if self.owner.models and asked["model"] not in self.owner.models:
            self.reply(404, {"error": {"message": f"model {asked['model']} not found"}})
        elif asked["voice"] not in VOICES:
            self.reply(400, {"detail": {"message": f"no voice {asked['voice']}"}})
        else:
            with self.owner.lock:
                self.owner.at_once += 1
                self.owner.most_at_once = max(self.owner.most_at_once, self.owner.at_once)
            try:
                MOODS[self.owner.mood(asked["input"])](self, asked)
            except OSError:
                pass  # whoever asked has gone
            finally:
                with self.owner.lock:
                    self.owner.at_once -= 1

    def _sound(self, asked: dict[str, Any]) -> tuple[bytes, str]:
        pcm = self.owner.speak(asked)
        if asked["response_format"] == "pcm":
            return pcm, "audio/pcm"
        return wav(pcm, self.owner.sample_rate), "audio/wav"

    # ------------------------------------------------------------ moods

    def well(self, asked: dict[str, Any]) -> None:
        self.send(200, *self._sound(asked))

    def fake_length(self, asked: dict[str, Any]) -> None:
        body, kind = self._sound(asked)
        self.send(200, faked(body, 0xFFFFFFFF), kind)

    def no_length(self, asked: dict[str, Any]) -> None:
        """Chunks, and a WAV header that says nothing of its length."""
        body, kind = self._sound(asked)
        self._chunks(faked(body, 0), kind, end=True)

    def broken_chunks(self, asked: dict[str, Any]) -> None:
        body, kind = self._sound(asked)
        self._chunks(faked(body, 0xFFFFFFFF)[: len(body) // 2], kind, end=False)

    def half(self, asked: dict[str, Any]) -> None:
        body, kind = self._sound(asked)
        self.send(200, body[: len(body) // 2], kind, length=str(len(body)))

    def half_wav(self, asked: dict[str, Any]) -> None:
        """Whole by HTTP, but half by its own header."""
        body, kind = self._sound(asked)
        self.send(200, body[: len(body) // 2], kind)

    def html_as_sound(self, asked: dict[str, Any]) -> None:
        self.send(200, b"<html>Sign in</html>", "audio/wav")

    def json_as_sound(self, asked: dict[str, Any]) -> None:
        self.send(200, b'{"error": "no speaker"}', "application/octet-stream")

    def noise(self, asked: dict[str, Any]) -> None:
        self.send(200, bytes(range(256)) * 40, "audio/wav")

    def empty(self, asked: dict[str, Any]) -> None:
        self.send(200, b"", "audio/wav")

    def broken(self, asked: dict[str, Any]) -> None:
        said = f"it broke, and here is your {self.headers.get('Authorization')}"
        self.reply(500, {"error": {"message": said}})

    def refused(self, asked: dict[str, Any]) -> None:
        self.reply(400, {"error": {"message": "such words are not said here"}})

    def moved(self, asked: dict[str, Any]) -> None:
        self.send(307, b"", "text/plain", Location="http://127.0.0.1:9/elsewhere")

    def _chunks(self, body: bytes, kind: str, *, end: bool) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for at in range(0, len(body), 4096):
            part = body[at : at + 4096]
            self.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
        if end:
            self.wfile.write(b"0\r\n\r\n")
        self.close_connection = True


MOODS: dict[str, Callable[[_Handler, dict[str, Any]], None]] = {
    name: getattr(_Handler, name)
    for name, each in {**vars(Misbehaving), **vars(_Handler)}.items()
    if callable(each) and not name.startswith(("_", "do_", "log"))
}


def wav(pcm: bytes, sample_rate: int) -> bytes:
    """Samples as a WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(sample_rate)
        out.writeframes(pcm)
    return file.getvalue()


def faked(body: bytes, length: int) -> bytes:
    """A WAV file whose header says another length."""
    size = struct.pack("<I", length)
    return body[:4] + size + body[8:40] + size + body[44:]
