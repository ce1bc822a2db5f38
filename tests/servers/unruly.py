"""What real HTTP servers on this machine share: a key, a list of models, and ways to misbehave."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Self


class Server:
    """A server on a port of its own. ``moods`` says how the next requests go."""

    def __init__(self, handler: type[Misbehaving], models: list[str]) -> None:
        self.key = ""
        self.models: list[str] | None = models
        self.moods: list[str] = []
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.lock = threading.Lock()
        own = type("Handler", (handler,), {"owner": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), own)
        self._http.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._http.server_address[1]}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class Misbehaving(BaseHTTPRequestHandler):
    """Answers, and what goes wrong with them; each mood is a method that gets what was asked."""

    owner: Any
    protocol_version = "HTTP/1.1"
    kind: ClassVar[str]
    """The type of what it sends when all is well."""
    filler: ClassVar[bytes]
    """What an answer without end is made of."""
    patience_s: ClassVar[float] = 20.0
    """What never ends here ends after this."""

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def allowed(self) -> bool:
        """Whether the key is right; answers when it is not."""
        self.owner.headers.append(dict(self.headers))
        if not self.owner.key or self.headers.get("Authorization") == f"Bearer {self.owner.key}":
            return True
        said = self.headers.get("Authorization", "").removeprefix("Bearer ")
        self.reply(401, {"error": {"message": f"Incorrect API key provided: {said}"}})
        return False

    def reply(self, status: int, content: Any, **headers: str) -> None:
        """JSON."""
        self.send(status, json.dumps(content).encode(), "application/json", **headers)

    def send(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        """Anything, and what the headers say of it."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", headers.pop("length", str(len(body))))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def go_on(self, some: bytes, pause_s: float = 0.0) -> None:
        """An answer that doesn't end as long as anybody listens."""
        self.send_response(200)
        self.send_header("Content-Type", self.kind)
        self.end_headers()
        until = time.monotonic() + self.patience_s
        while time.monotonic() < until:
            self.wfile.write(some)
            time.sleep(pause_s)

    # ------------------------------------------------------------ moods

    def endless(self, asked: dict[str, Any]) -> None:
        self.go_on(self.filler * 65_536)

    def trickle(self, asked: dict[str, Any]) -> None:
        self.go_on(self.filler[:1], 0.05)

    def hanging(self, asked: dict[str, Any]) -> None:
        time.sleep(3)
        self.close_connection = True

    def dropped(self, asked: dict[str, Any]) -> None:
        self.close_connection = True

    def huge(self, asked: dict[str, Any]) -> None:
        self.send(200, self.filler, self.kind, length=str(10**12))

    def html(self, asked: dict[str, Any]) -> None:
        self.send(200, b"<!DOCTYPE html><html>Sign in</html>", "text/html; charset=utf-8")

    def busy(self, asked: dict[str, Any]) -> None:
        self.reply(429, {"error": {"message": "slow down"}})

    def busy_a_while(self, asked: dict[str, Any]) -> None:
        self.reply(429, {"error": {"message": "slow down"}}, Retry_After="1")

    def busy_for_hours(self, asked: dict[str, Any]) -> None:
        self.reply(429, {"error": {"message": "come back tomorrow"}}, Retry_After="40000")

    def no_credit(self, asked: dict[str, Any]) -> None:
        self.reply(429, {"error": {"message": "no", "code": "insufficient_quota"}})
