"""A real HTTP server on this machine: it chats as OpenAI's does, with answers of one's choosing,
and misbehaves."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATIENCE_S = 15.0
"""What never ends here ends after this."""


class ChatServer:
    """The server, on a port of its own. ``moods`` says how the next requests for a chat go."""

    def __init__(self) -> None:
        self.key = ""
        self.models: list[str] | None = ["tiny"]
        self.known = ["tiny"]
        self.moods: list[str] = []
        self.always = ""
        """A mood for every request that has none of its own."""
        self.answer: Callable[[str], str] = lambda told: "{}"
        """The question's words -> the reply's."""
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"owner": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._http.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._http.server_address[1]}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> ChatServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def questions(self) -> list[str]:
        """What was asked about a story, in order."""
        return [each["messages"][-1]["content"] for each in self.asked if len(each["messages"]) > 1]

    def mood(self) -> str:
        with self.lock:
            return self.moods.pop(0) if self.moods else self.always or "well"


def people_in(question: str) -> dict[str, int]:
    """Name -> number, as a question lists them."""
    return {
        row[2]: int(row[1]) for row in re.finditer(r"(?m)^(\d+)\. ([^(\n]+?)(?: \(|$)", question)
    }


def says(choose: Callable[[str], str]) -> Callable[[str], str]:
    """An answer by somebody who reads: ``choose`` names the speaker of a marked speech."""

    def answer(question: str) -> str:
        people = people_in(question)
        marked = re.findall(r"\[(\d+)\] (.+?)(?=\[\d+\]|\n|$)", question.rpartition("\n\n")[0])
        return json.dumps({mark: people.get(choose(words), 0) for mark, words in marked})

    return answer


class _Handler(BaseHTTPRequestHandler):
    owner: ChatServer
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
        else:
            self._json(404, {"error": "Not Found"})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self._allowed():
            return
        with self.owner.lock:
            self.owner.asked.append(asked)
        if self.path != "/v1/chat/completions":
            self._json(404, {"error": "Not Found"})
        elif asked["model"] not in self.owner.known:
            self._json(404, {"error": {"message": f"model {asked['model']} not found"}})
        else:
            with suppress(OSError):  # whoever asked has gone
                MOODS[self.owner.mood()](self, asked)

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

    def _chat(self, text: Any) -> dict[str, Any]:
        message = {"role": "assistant", "content": text}
        return {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}

    # ------------------------------------------------------------ moods

    def well(self, asked: dict[str, Any]) -> None:
        self._json(200, self._chat(self.owner.answer(asked["messages"][-1]["content"])))

    def half(self, asked: dict[str, Any]) -> None:
        body = json.dumps(self._chat('{"1": 1}')).encode()
        self._send(200, body[: len(body) // 2], "application/json", length=str(len(body)))

    def half_json(self, asked: dict[str, Any]) -> None:
        """Whole by HTTP, but not as JSON."""
        body = json.dumps(self._chat('{"1": 1}')).encode()
        self._send(200, body[: len(body) // 2], "application/json")

    def endless(self, asked: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            self.wfile.write(b" " * 65_536)

    def trickle(self, asked: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            self.wfile.write(b" ")
            time.sleep(0.05)

    def hanging(self, asked: dict[str, Any]) -> None:
        time.sleep(3)
        self.close_connection = True

    def dropped(self, asked: dict[str, Any]) -> None:
        self.close_connection = True

    def huge(self, asked: dict[str, Any]) -> None:
        self._send(200, b"{", "application/json", length=str(10**12))

    def html(self, asked: dict[str, Any]) -> None:
        self._send(200, b"<!DOCTYPE html><html>Sign in</html>", "text/html; charset=utf-8")

    def html_as_json(self, asked: dict[str, Any]) -> None:
        self._send(200, b"<html>Sign in</html>", "application/json")

    def other_json(self, asked: dict[str, Any]) -> None:
        self._json(200, {"error": "no model is loaded"})

    def nested(self, asked: dict[str, Any]) -> None:
        self._send(200, b"[" * 100_000, "application/json")

    def numbers(self, asked: dict[str, Any]) -> None:
        self._json(200, self._chat(17))

    def empty(self, asked: dict[str, Any]) -> None:
        self._json(200, self._chat(""))

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
        self._json(400, {"error": {"message": "such stories are not read here"}})

    def fixed_temperature(self, asked: dict[str, Any]) -> None:
        if "temperature" in asked:
            self._json(400, {"error": {"message": "temperature 0 is not supported"}})
        else:
            self.well(asked)

    def moved(self, asked: dict[str, Any]) -> None:
        self._send(307, b"", "text/plain", Location="http://127.0.0.1:9/elsewhere")


MOODS: dict[str, Callable[[_Handler, dict[str, Any]], None]] = {
    name: getattr(_Handler, name)
    for name, each in vars(_Handler).items()
    if callable(each) and not name.startswith(("_", "do_", "log"))
}
