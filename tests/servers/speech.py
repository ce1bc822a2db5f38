"""A real HTTP server on this machine: it speaks as OpenAI's does, by espeak-ng, and misbehaves."""

from __future__ import annotations

import io
import json
import struct
import threading
import time
import wave
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from narrator.audio import to_int16
from narrator.engines.espeak import Espeak
from narrator.voices import Voice

VOICES = {"af_bella": "en-us+f2", "am_adam": "en-us+m3", "bf_emma": "en-gb-x-rp+f4"}
PATIENCE_S = 20.0
"""What never ends here ends after this."""


class SpeechServer:
    """The server, on a port of its own. ``moods`` says how the next requests for speech go."""

    def __init__(self, *, key: str = "") -> None:
        self.key = key
        self.models: list[str] | None = ["kokoro", "tts-1"]
        self.lists_voices = True
        self.moods: list[str] = []
        self.mood_for: dict[str, str] = {}
        """A word in the text, and how requests with it go, always."""
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.at_once = self.most_at_once = 0
        self.lock = threading.Lock()
        self._espeak = Espeak()
        handler = type("Handler", (_Handler,), {"owner": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._http.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._http.server_address[1]}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> SpeechServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()
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


class _Handler(BaseHTTPRequestHandler):
    owner: SpeechServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def _allowed(self) -> bool:
        self.owner.headers.append(dict(self.headers))
        if not self.owner.key or self.headers.get("Authorization") == f"Bearer {self.owner.key}":
            return True
        said = self.headers.get("Authorization", "").removeprefix("Bearer ")
        self._json(401, {"error": {"message": f"Incorrect API key provided: {said}"}})
        return False

    def do_GET(self) -> None:
        if not self._allowed():
            return
        if self.path == "/v1/models" and self.owner.models is not None:
            self._json(200, {"data": [{"id": name} for name in self.owner.models]})
        elif self.path == "/v1/audio/voices" and self.owner.lists_voices:
            self._json(200, {"voices": list(VOICES)})
        else:
            self._json(404, {"detail": "Not Found"})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self._allowed():
            return
        self.owner.asked.append(asked)
        if self.owner.models and asked["model"] not in self.owner.models:
            self._json(404, {"error": {"message": f"model {asked['model']} not found"}})
        elif asked["voice"] not in VOICES:
            self._json(400, {"detail": {"message": f"no voice {asked['voice']}"}})
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

    def _json(self, status: int, content: Any, **headers: str) -> None:
        self._send(status, json.dumps(content).encode(), "application/json", **headers)

    def _send(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", headers.pop("length", str(len(body))))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def _sound(self, asked: dict[str, Any]) -> tuple[bytes, str]:
        pcm = self.owner.speak(asked)
        if asked["response_format"] == "pcm":
            return pcm, "audio/pcm"
        return wav(pcm, self.owner.sample_rate), "audio/wav"

    # ------------------------------------------------------------ moods

    def well(self, asked: dict[str, Any]) -> None:
        self._send(200, *self._sound(asked))

    def fake_length(self, asked: dict[str, Any]) -> None:
        body, kind = self._sound(asked)
        self._send(200, faked(body, 0xFFFFFFFF), kind)

    def no_length(self, asked: dict[str, Any]) -> None:
        """Chunks, and a WAV header that says nothing of its length."""
        body, kind = self._sound(asked)
        self._chunks(faked(body, 0), kind, end=True)

    def broken_chunks(self, asked: dict[str, Any]) -> None:
        body, kind = self._sound(asked)
        self._chunks(faked(body, 0xFFFFFFFF)[: len(body) // 2], kind, end=False)

    def half(self, asked: dict[str, Any]) -> None:
        body, kind = self._sound(asked)
        self._send(200, body[: len(body) // 2], kind, length=str(len(body)))

    def half_wav(self, asked: dict[str, Any]) -> None:
        """Whole by HTTP, but half by its own header."""
        body, kind = self._sound(asked)
        self._send(200, body[: len(body) // 2], kind)

    def endless(self, asked: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "audio/wav")
        self.end_headers()
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            self.wfile.write(b"\x01\x02" * 500_000)

    def trickle(self, asked: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "audio/wav")
        self.end_headers()
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            self.wfile.write(b"\x01")
            time.sleep(0.05)

    def hanging(self, asked: dict[str, Any]) -> None:
        time.sleep(3)
        self.close_connection = True

    def dropped(self, asked: dict[str, Any]) -> None:
        self.close_connection = True

    def huge(self, asked: dict[str, Any]) -> None:
        self._send(200, b"RIFF", "audio/wav", length=str(10**12))

    def html(self, asked: dict[str, Any]) -> None:
        self._send(200, b"<!DOCTYPE html><html>Sign in</html>", "text/html; charset=utf-8")

    def html_as_sound(self, asked: dict[str, Any]) -> None:
        self._send(200, b"<html>Sign in</html>", "audio/wav")

    def json_as_sound(self, asked: dict[str, Any]) -> None:
        self._send(200, b'{"error": "no speaker"}', "application/octet-stream")

    def noise(self, asked: dict[str, Any]) -> None:
        self._send(200, bytes(range(256)) * 40, "audio/wav")

    def empty(self, asked: dict[str, Any]) -> None:
        self._send(200, b"", "audio/wav")

    def busy(self, asked: dict[str, Any]) -> None:
        self._json(429, {"error": {"message": "slow down"}})

    def busy_a_while(self, asked: dict[str, Any]) -> None:
        self._json(429, {"error": {"message": "slow down"}}, Retry_After="1")

    def busy_for_hours(self, asked: dict[str, Any]) -> None:
        self._json(429, {"error": {"message": "come back tomorrow"}}, Retry_After="40000")

    def no_credit(self, asked: dict[str, Any]) -> None:
        self._json(429, {"error": {"message": "no", "code": "insufficient_quota"}})

    def broken(self, asked: dict[str, Any]) -> None:
        said = f"it broke, and here is your {self.headers.get('Authorization')}"
        self._json(500, {"error": {"message": said}})

    def refused(self, asked: dict[str, Any]) -> None:
        self._json(400, {"error": {"message": "such words are not said here"}})

    def moved(self, asked: dict[str, Any]) -> None:
        self._send(307, b"", "text/plain", Location="http://127.0.0.1:9/elsewhere")

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
    for name, each in vars(_Handler).items()
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
