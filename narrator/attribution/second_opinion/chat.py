"""Questions to a chat server that speaks as OpenAI's does, and its replies; none is asked twice."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any

from narrator.attribution.second_opinion.questions import Messages
from narrator.cache import Cache, make_key
from narrator.errors import EngineError, WriteError
from narrator.server import TRIES, Refused, Server
from narrator.voices import OpinionSettings, near
from narrator.web import Answer, NoAnswer

PATH = "/v1/chat/completions"
KIND = "opinion"
"""Of the cache's entries."""
BYTES = 1_000_000
"""What an answer may hold; a few words are asked for, but some models think aloud."""
PROBE_S = 30.0
PATIENCE = 3
"""So many questions in a row without an answer, and no more are asked."""
MEND = "start it, or take `attribution` out of voices.yaml"


class Chat:
    """One server and one model, asked whether they are there. Raises EngineError."""

    def __init__(self, settings: OpinionSettings, cache: Cache | None) -> None:
        self._server = Server(settings.address, mend=MEND)
        self._timeout_s = settings.timeout
        self._connections = settings.connections
        self._cache = cache
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._in_a_row = 0
        self._manner: dict[str, float] = {"temperature": 0}
        self.asked = self.kept = self.failed = 0
        self.problem = ""
        """Of the last question without an answer."""
        self.model = self._find_model(settings.model)

    def ask_all(self, questions: Sequence[Messages]) -> list[str | None]:
        """A reply to each question; None where there is none. Raises EngineError."""
        once = list(dict.fromkeys(_key(self._server.address, self.model, q) for q in questions))
        asked = {_key(self._server.address, self.model, q): q for q in questions}
        found: dict[str, str | None] = {}
        for key in once:
            if (kept := self._kept(key)) is not None:
                self.kept += 1
                found[key] = kept
        missing = [key for key in once if key not in found]
        found.update(self._ask_together({key: asked[key] for key in missing}))
        return [found[_key(self._server.address, self.model, q)] for q in questions]

    def _ask_together(self, questions: Mapping[str, Messages]) -> dict[str, str | None]:
        """Replies by the questions' keys, some asked at once. Raises EngineError.

        Whoever stops it, by Ctrl-C too, waits for none of those that are under way.
        """
        todo: SimpleQueue[str] = SimpleQueue()
        done: SimpleQueue[tuple[str, str | BaseException | None]] = SimpleQueue()
        for key in questions:
            todo.put(key)

        def work() -> None:
            while not self._stopped.is_set():
                try:
                    key = todo.get_nowait()
                except Empty:
                    return
                try:
                    done.put((key, self._ask(key, questions[key])))
                except BaseException as error:
                    self._stopped.set()
                    done.put((key, error))

        for _ in range(min(self._connections, len(questions))):
            threading.Thread(target=work, daemon=True).start()  # a pool's would be waited for
        found: dict[str, str | None] = {}
        try:
            while len(found) < len(questions):
                key, reply = done.get()
                if isinstance(reply, BaseException):
                    raise reply
                found[key] = reply
        except BaseException:
            self._stopped.set()
            raise
        return found

    def _ask(self, key: str, messages: Messages) -> str | None:
        with self._lock:
            weary = self._in_a_row >= PATIENCE
            tries = 1 if self._in_a_row else TRIES
        if weary:
            self._note_failure(self.problem)
            return None
        try:
            reply = self._obtain(messages, tries)
        except NoAnswer as error:
            self._note_failure(str(error))
            return None
        with self._lock:
            self._in_a_row = 0
            self.asked += 1
        if self._cache:
            with suppress(WriteError):  # an answer that can't be kept is still an answer
                self._cache.put(KIND, key, reply.encode("utf-8", "replace"))
        return reply

    def _obtain(self, messages: Messages, tries: int) -> str:
        asked = {"model": self.model, "messages": messages, **self._manner}
        try:
            return self._server.obtain(
                "POST",
                PATH,
                asked,
                read=self._read,
                tries=tries,
                timeout_s=self._timeout_s,
                limit=BYTES,
                stopped=self._stopped,
            )
        except Refused as error:
            if "temperature" in asked and "temperature" in str(error):
                self._manner = {}  # some models know no other than their own
                return self._obtain(messages, tries)
            raise

    def _note_failure(self, problem: str) -> None:
        with self._lock:
            self._in_a_row += 1
            self.failed += 1
            self.problem = problem

    def _kept(self, key: str) -> str | None:
        body = self._cache.get(KIND, key) if self._cache else None
        return None if body is None else body.decode("utf-8", "replace")

    def _read(self, answer: Answer) -> str:
        """The reply's text. Raises NoAnswer where another try may do better."""
        if answer.status != 200:
            raise Refused(f"the server answers {answer.status}{self._server.complaint(answer)}")
        try:
            found: Any = json.loads(answer.body)
            text = found["choices"][0]["message"]["content"]
        except (ValueError, RecursionError, KeyError, IndexError, TypeError):
            kind = answer.kind if answer.kind != "application/json" else "JSON of another kind"
            raise NoAnswer(f"it is {kind or 'of no stated kind'}, not a chat's answer") from None
        if not isinstance(text, str) or not text.strip():
            raise NoAnswer("it is empty")
        return text

    def _find_model(self, wished: str) -> str:
        listed = self._server.listed("/v1/models", timeout_s=PROBE_S, limit=BYTES)
        if not wished:
            if listed is not None and len(listed) == 1:
                return next(iter(listed))
            there = f"; it has {', '.join(sorted(listed)[:8])}" if listed else ""
            raise EngineError(
                f"{self._server.address}: which model? Name one: "
                f"`attribution: {{llm: {{model: …}}}}`{there}"
            )
        if listed is None or wished not in listed:
            self._try_model(wished, listed)
        return wished

    def _try_model(self, model: str, listed: Mapping[str, Any] | None) -> None:
        """Some servers list only what is loaded, or nothing; what counts is whether it answers."""
        asked = {"model": model, "messages": [{"role": "user", "content": "Say yes."}]}
        answer = self._server.probe(
            "POST", PATH, asked, tries=2, timeout_s=self._timeout_s, limit=BYTES
        )
        if self._server.lacks_model(answer):
            hint = near(model, listed or []) or (
                f"; it has {', '.join(sorted(listed)[:8])}" if listed else ""
            )
            raise EngineError(f"{self._server.address} has no model {model!r} to chat with{hint}")
        if answer.status != 200:
            said = self._server.complaint(answer)
            raise EngineError(
                f"{self._server.address} does not chat: it says {answer.status}{said}"
            )


def _key(address: str, model: str, messages: Messages) -> str:
    return make_key(KIND, address, model, [dict(message) for message in messages])
