"""A server that is asked as OpenAI's is: a question in, its answer out, after as many tries as fit.

Shared by all that talk to such servers. The key comes from the environment, bound to one host, and
appears nowhere else.
"""

from __future__ import annotations

import email.utils
import ipaddress
import json
import os
import random
import re
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from narrator.errors import EngineError
from narrator.web import Answer, NoAnswer, Unreachable, ask

HOME = "https://api.openai.com"
HOME_KEY = "OPENAI_API_KEY"
"""The variable whose key goes to OpenAI itself, and nowhere else."""
OWN_KEY = "NARRATOR_KEY_"
"""Before a host's name in capitals, its other characters as _: the variable with its key."""

TRIES = 5
WAITS_S = (0.5, 1.0, 2.0, 4.0)
"""Between tries, unless the server says how long; up to a half more, so that not all meet."""
LONGEST_WAIT_S = 60.0
"""A server that asks for more is not waited for."""
BUSY = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 507, 520, 522, 524, 529})
"""Statuses that may be gone the next time."""

Found = TypeVar("Found")


class Refused(NoAnswer):
    """The server has understood, and won't: asking again would change nothing."""


def as_it_is(answer: Answer) -> Answer:
    return answer


class Server:
    """One address and its key. ``mend`` says what to do when nobody is there."""

    def __init__(self, address: str, *, mend: str) -> None:
        self.address = address.rstrip("/").removesuffix("/v1")
        self._mend = mend
        self._key_name, self._key = _named_key(self.address)

    def obtain(
        self,
        method: str,
        path: str,
        asked: Mapping[str, Any] | None = None,
        *,
        read: Callable[[Answer], Found],
        tries: int = TRIES,
        timeout_s: float,
        limit: int,
        turn: Callable[[], AbstractContextManager[None]] = nullcontext,
        expected: bool = True,
        stopped: threading.Event | None = None,
    ) -> Found:
        """What ``read`` makes of an answer; where it raises NoAnswer, the server is asked again.

        ``turn`` is held while the server works. With ``expected=False`` nobody is waited for who
        isn't there at all; once ``stopped`` is set, no more is asked. Raises NoAnswer with the last
        problem, EngineError for what no other try and no other question would change.
        """
        problem: NoAnswer = NoAnswer("it was not asked")
        for number in range(tries):
            wait = WAITS_S[min(number, len(WAITS_S) - 1)] * random.uniform(1.0, 1.5)
            try:
                with turn():
                    answer = self._ask(method, path, asked, timeout_s, limit)
                self._refuse_fatal(answer)
                if answer.status not in BUSY:
                    return read(answer)
                said = f"the server answers {answer.status}{self.complaint(answer)}"
                problem = NoAnswer(said)
                wait = max(wait, seconds_to_wait(answer.retry_after))
                if wait > LONGEST_WAIT_S:
                    problem = NoAnswer(f"{said}, and asks to be left alone for {wait:.0f} s")
                    break
            except Refused:
                raise
            except Unreachable as error:
                if not expected:
                    raise
                problem = NoAnswer(f"the server's answer is of no use: {error}")
            except NoAnswer as error:
                problem = NoAnswer(f"the server's answer is of no use: {error}")
            if number + 1 < tries and (stopped or threading.Event()).wait(wait):
                break
        raise problem

    def probe(
        self,
        method: str,
        path: str,
        asked: Mapping[str, Any] | None = None,
        *,
        tries: int,
        timeout_s: float,
        limit: int,
    ) -> Answer:
        """An answer that is no passing trouble, before work starts. Raises EngineError."""
        try:
            return self.obtain(
                method,
                path,
                asked,
                read=as_it_is,
                tries=tries,
                timeout_s=timeout_s,
                limit=limit,
                expected=False,
            )
        except Unreachable as error:
            raise EngineError(f"{error}; {self._mend}") from None
        except NoAnswer as error:
            raise EngineError(f"{self.address} can't be used: {error}") from None

    def listed(
        self, path: str, *, timeout_s: float, limit: int
    ) -> dict[str, dict[str, Any]] | None:
        """The ids that a list holds, with their facts; None where the server has no such list."""
        answer = self.probe("GET", path, tries=3, timeout_s=timeout_s, limit=limit)
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

    def lacks_model(self, answer: Answer) -> bool:
        """Whether a refusal is about the model."""
        if answer.status == 404:
            return True
        return answer.status in (400, 422) and "model" in self.complaint(answer).lower()

    def complaint(self, answer: Answer) -> str:
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

    def _ask(
        self,
        method: str,
        path: str,
        asked: Mapping[str, Any] | None,
        timeout_s: float,
        limit: int,
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
            timeout_s=timeout_s,
            limit=limit,
        )

    def _refuse_fatal(self, answer: Answer) -> None:
        """Raise EngineError for what no other try and no other question would change."""
        if answer.status in (401, 403):  # the server's words are kept back: some repeat the key
            name = self._key_name
            what = f"does not take the key in {name}" if self._key else f"wants a key; set {name}"
            raise EngineError(f"{self.address} {what}")
        if 300 <= answer.status < 400:
            raise EngineError(f"{self.address} has moved; give its new address in voices.yaml")
        if answer.status == 402 or (answer.status == 429 and b"insufficient_quota" in answer.body):
            raise EngineError(f"{self.address} says that there is no credit left")


def key_for(address: str) -> str:
    """The key that the environment holds for this host, or "". Raises EngineError.

    It is refused where it would cross a foreign network in the clear.
    """
    return _named_key(address)[1]


def _named_key(address: str) -> tuple[str, str]:
    """The variable that holds the key for this host, or would, and the key."""
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
    return name, key


def _is_near(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_private
    except ValueError:
        return False


def seconds_to_wait(retry_after: str) -> float:
    """Retry-After in seconds: it is a number, or a date.

    >>> seconds_to_wait("2"), seconds_to_wait("soon")
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
