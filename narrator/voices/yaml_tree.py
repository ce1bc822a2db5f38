"""YAML text into plain values with their places, refusing what is no plain settings file.

It works on PyYAML's events, not on ``compose()``: so depth and size are bounded before a tree
exists, aliases can't multiply, and no deep nesting reaches Python's or libyaml's recursion.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from narrator.errors import VoiceMapError
from narrator.voices import Place

MAX_BYTES = 1_000_000
MAX_DEPTH = 8
LONGEST_COMPLAINT = 400  # characters
EMPTY = frozenset({"", "~", "null", "Null", "NULL"})  # unquoted: nothing was given

Key = tuple[str, ...]


@dataclass(slots=True)
class Tree:
    """What a file says: dicts, lists, strings and None, and where each value and key stands."""

    root: Any = None
    values: dict[Key, Place] = field(default_factory=dict)
    keys: dict[Key, Place] = field(default_factory=dict)


def complaint(path: Path, problem: str, place: Place | None = None) -> VoiceMapError:
    """The error, on one line of bearable length whatever the file holds."""
    text = " ".join(problem.split())
    if len(text) > LONGEST_COMPLAINT:
        text = text[: LONGEST_COMPLAINT - 1] + "…"
    line, column = place or (None, None)
    return VoiceMapError(path, text, line=line, column=column)


def read_tree(path: Path) -> Tree:
    """Read one YAML document; raises VoiceMapError naming the file, line and column."""
    text = _decode(path, read_bytes(path, MAX_BYTES, "; this is no voices.yaml"))
    try:
        return _Builder(path).build(_events(text))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else None
        problem = error.problem or error.context or "not YAML"
        raise complaint(path, _explain(text, place, problem), place) from error
    except yaml.YAMLError as error:  # a character that YAML forbids
        raise VoiceMapError(path, "a control character; this must be plain text") from error


def read_bytes(path: Path, most: int, beyond: str = "") -> bytes:
    """A file of at most so many bytes. Raises VoiceMapError; ``beyond`` is said of a larger one."""
    if path.is_dir():
        raise VoiceMapError(path, "is a folder; give the file in it")
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except FileNotFoundError:
        raise VoiceMapError(path, "no such file") from None
    except OSError as error:
        raise VoiceMapError(path, f"can't be read: {error.strerror or error}") from error
    if len(content) > most:
        raise VoiceMapError(path, f"is larger than {most // 1_000_000} MB{beyond}")
    return content


def _decode(path: Path, content: bytes) -> str:
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))  # Notepad's "Unicode"
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise VoiceMapError(path, "not UTF-8 text; save it as UTF-8", line=line) from error
    if "\0" in text:
        raise VoiceMapError(path, "a binary file, not text")
    return text


def _events(text: str) -> Iterator[yaml.Event]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's is ten times as fast
    events: Iterator[yaml.Event] = yaml.parse(text, Loader=loader)
    return events


def _explain(text: str, place: Place | None, problem: str) -> str:
    """libyaml's complaint in words that help."""
    lines = text.splitlines()
    here = lines[place[0] - 1] if place and place[0] <= len(lines) else ""
    if "\t" in here[: len(here) - len(here.lstrip())]:
        return "a tab; YAML indents with spaces only"
    if "cannot start any token" in problem:
        return "a character that can't start a value here; put the value in quotes"
    if "mapping values are not allowed" in problem:
        return "a second colon; put the value in quotes, or begin a new line"
    return f"not valid YAML: {problem}"


class _Builder:
    """Builds one Tree out of events; each open mapping or list is an item on the stack."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tree = Tree()
        self.stack: list[dict[str, Any] | list[Any]] = []
        self.trail: list[str] = []  # the keys on the way to the value that comes next
        self.waiting: str | None = None  # a key read, its value still to come
        self.documents = 0

    def build(self, events: Iterator[yaml.Event]) -> Tree:
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                self.documents += 1
                if self.documents > 1:
                    self.fail(event, "a second document (---); there can be only one")
            elif isinstance(event, yaml.AliasEvent):
                self.fail(event, "anchors and aliases (& and *) aren't used here; write it out")
            elif isinstance(event, yaml.NodeEvent):
                self.check(event)
                self.take(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self.stack.pop()
                if self.trail:
                    self.trail.pop()
        return self.tree

    def fail(self, event: yaml.Event, problem: str) -> None:
        raise complaint(self.path, problem, _place(event))

    def check(self, event: Any) -> None:
        if event.anchor:
            self.fail(event, "anchors and aliases (& and *) aren't used here; write it out")
        if event.tag not in (None, "!"):
            self.fail(event, f"a tag ({event.tag}) isn't used here; write the plain value")
        if len(self.stack) >= MAX_DEPTH:
            self.fail(event, "nested too deeply")
        if isinstance(event, yaml.ScalarEvent):
            bad = next((c for c in event.value if _is_control(c)), "")
            if bad:
                self.fail(event, f"a control character (U+{ord(bad):04X}) in a name or value")

    def take(self, event: Any) -> None:
        """A key, or a value for the place that is open."""
        parent = self.stack[-1] if self.stack else None
        if isinstance(parent, dict) and self.waiting is None:
            self.take_key(event, parent)
            return
        value: Any
        if isinstance(event, yaml.ScalarEvent):
            plain = event.style is None or event.style == ""
            value = None if plain and event.value in EMPTY else event.value
        else:
            value = {} if isinstance(event, yaml.MappingStartEvent) else []
        step: Key = ()
        if isinstance(parent, dict) and self.waiting is not None:
            step = (self.waiting,)
            parent[self.waiting] = value
            self.waiting = None
        elif isinstance(parent, list):
            step = (str(len(parent)),)
            parent.append(value)
        else:
            self.tree.root = value
        self.tree.values[(*self.trail, *step)] = _place(event)
        if not isinstance(event, yaml.ScalarEvent):
            self.stack.append(value)
            self.trail += step

    def take_key(self, event: Any, parent: dict[str, Any]) -> None:
        if not isinstance(event, yaml.ScalarEvent):
            self.fail(event, "a key must be a plain word or a name")
        if not event.value.strip():
            self.fail(event, "an empty key")
        if event.value in parent:
            line, _ = self.tree.keys[(*self.trail, event.value)]
            self.fail(event, f'"{event.value}" stands here twice (first in line {line})')
        self.tree.keys[(*self.trail, event.value)] = _place(event)
        self.waiting = event.value


def _place(event: Any) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs") and char not in "\t\n"
