"""One request to a server, and its whole answer: bounded in time and size, never redirected."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

CONNECT_S = 10.0
BLOCK = 65_536


class NoAnswer(Exception):
    """There was no whole answer; the text says why, in words."""


class Unreachable(NoAnswer):
    """There is nobody at that address."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said."""

    status: int
    kind: str
    """The content type without its parameters, in small letters."""
    retry_after: str
    body: bytes


def ask(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes | None = None,
    timeout_s: float,
    limit: int,
) -> Answer:
    """Send one request. Raises NoAnswer unless the answer is whole within time and limit."""
    parts = urlsplit(url)
    host, path = parts.hostname or "", parts.path + (f"?{parts.query}" if parts.query else "")
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(host, parts.port, context=context)
    else:
        connection = http.client.HTTPConnection(host, parts.port)
    connection.timeout = min(CONNECT_S, timeout_s)
    sent = {"Accept-Encoding": "identity", "Connection": "close", **headers}
    # A timeout of the socket begins anew with each byte; this one ends a trickle too.
    until = time.monotonic() + timeout_s
    guard = None
    try:
        try:
            connection.connect()
        except OSError as error:
            raise Unreachable(f"no server at {parts.netloc} ({_words(error)})") from None
        guard = threading.Timer(until - time.monotonic(), _hang_up, [connection.sock])
        guard.daemon = True
        guard.start()
        connection.sock.settimeout(timeout_s)
        connection.request(method, path, body=body, headers=sent)
        with contextlib.closing(connection.getresponse()) as response:  # else the line stays open
            answer = Answer(
                response.status,
                (response.getheader("Content-Type") or "").partition(";")[0].strip().lower(),
                response.getheader("Retry-After") or "",
                _read(response, limit),
            )
        if time.monotonic() >= until:  # what looks like its end is where we hung up
            raise NoAnswer(f"no whole answer within {timeout_s:.0f} s")
        return answer
    except NoAnswer:
        raise
    except (OSError, http.client.HTTPException, ValueError) as error:
        if time.monotonic() >= until - 0.05:
            raise NoAnswer(f"no whole answer within {timeout_s:.0f} s") from None
        raise NoAnswer(f"the answer broke off ({_words(error)})") from None
    finally:
        if guard:
            guard.cancel()
        connection.close()


def _read(response: http.client.HTTPResponse, limit: int) -> bytes:
    """The body. A length that was promised is kept, an end that was never sent is noticed."""
    promised = response.length
    if promised is not None and promised > limit:
        raise NoAnswer(f"it would send {promised:,} bytes, more than there can be")
    body = bytearray()
    while block := response.read1(BLOCK):
        body += block
        if len(body) > limit:
            raise NoAnswer(f"it sent more than {limit:,} bytes and did not stop")
    if promised is not None and len(body) < promised:
        raise NoAnswer(f"the answer broke off after {len(body):,} of {promised:,} bytes")
    return bytes(body)


def _hang_up(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _words(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if isinstance(error, http.client.IncompleteRead):
        return "its end never came"
    return " ".join(str(error).split())[:120] or type(error).__name__
