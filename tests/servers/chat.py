"""A real HTTP server on this machine: it chats as OpenAI's does, with answers of one's choosing,
and misbehaves."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from unruly import Misbehaving, Server


class ChatServer(Server):
    """The server, on a port of its own. ``moods`` says how the next requests for a chat go."""

    def __init__(self) -> None:
        super().__init__(_Handler, ["tiny"])
        self.known = ["tiny"]
        self.always = ""
        """A mood for every request that has none of its own."""
        self.answer: Callable[[str], str] = lambda told: "{}"
        """The question's words -> the reply's."""

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


class _Handler(Misbehaving):
    owner: ChatServer
    kind = "application/json"
    filler = b" "

    def do_GET(self) -> None:
        if not self.allowed():
            return
        if self.path == "/v1/models" and self.owner.models is not None:
            self.reply(200, {"data": [{"id": name} for name in self.owner.models]})
        else:
            self.reply(404, {"error": "Not Found"})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self.allowed():
            return
        with self.owner.lock:
            self.owner.asked.append(asked)
        if self.path != "/v1/chat/completions":
            self.reply(404, {"error": "Not Found"})
        elif asked["model"] not in self.owner.known:
            self.reply(404, {"error": {"message": f"model {asked['model']} not found"}})
        else:
            with suppress(OSError):  # whoever asked has gone
                MOODS[self.owner.mood()](self, asked)

    def _chat(self, text: Any) -> dict[str, Any]:
        message = {"role": "assistant", "content": text}
        return {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}

    # ------------------------------------------------------------ moods

    def well(self, asked: dict[str, Any]) -> None:
        self.reply(200, self._chat(self.owner.answer(asked["messages"][-1]["content"])))

    def half(self, asked: dict[str, Any]) -> None:
        body = json.dumps(self._chat('{"1": 1}')).encode()
        self.send(200, body[: len(body) // 2], "application/json", length=str(len(body)))

    def half_json(self, asked: dict[str, Any]) -> None:
        """Whole by HTTP, but not as JSON."""
        body = json.dumps(self._chat('{"1": 1}')).encode()
        self.send(200, body[: len(body) // 2], "application/json")

    def html_as_json(self, asked: dict[str, Any]) -> None:
        self.send(200, b"<html>Sign in</html>", "application/json")

    def other_json(self, asked: dict[str, Any]) -> None:
        self.reply(200, {"error": "no model is loaded"})

    def nested(self, asked: dict[str, Any]) -> None:
        self.send(200, b"[" * 100_000, "application/json")

    def numbers(self, asked: dict[str, Any]) -> None:
        self.reply(200, self._chat(17))

    def empty(self, asked: dict[str, Any]) -> None:
        self.reply(200, self._chat(""))

    def broken(self, asked: dict[str, Any]) -> None:
        said = f"it broke, and here is your {self.headers.get('Authorization')}"
        self.reply(500, {"error": {"message": said}})

    def refused(self, asked: dict[str, Any]) -> None:
        self.reply(400, {"error": {"message": "such stories are not read here"}})

    def fixed_temperature(self, asked: dict[str, Any]) -> None:
        if "temperature" in asked:
            self.reply(400, {"error": {"message": "temperature 0 is not supported"}})
        else:
            self.well(asked)

    def moved(self, asked: dict[str, Any]) -> None:
        self.send(307, b"", "text/plain", Location="http://127.0.0.1:9/elsewhere")


MOODS: dict[str, Callable[[_Handler, dict[str, Any]], None]] = {
    name: getattr(_Handler, name)
    for name, each in {**vars(Misbehaving), **vars(_Handler)}.items()
    if callable(each) and not name.startswith(("_", "do_", "log"))
}
