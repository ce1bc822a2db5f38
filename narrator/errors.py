"""What can go wrong, as one tree: every error says what, where and what to do next.

NarratorError
├── ManuscriptError   the book can't be read            (file, place)
├── VoiceMapError     voices.yaml can't be used         (file, line, column)
├── LineError         this line can't be spoken; the rest of the book can
├── EngineError       this engine can't speak at all; stop
│   └── NotSetUpError   it has to be told something first
├── CostError         it would cost more than it may
└── WriteError        the result can't be written
"""

from __future__ import annotations

from pathlib import Path


class NarratorError(Exception):
    """Base of everything a user can mend; its text is one line made for people."""

    exit_code = 1
    """The process's exit code: 1 failed, 2 wrong use, input or configuration."""


class ManuscriptError(NarratorError):
    """The manuscript is missing, empty, damaged or of no kind that can be read."""

    exit_code = 2

    def __init__(self, path: Path | str, problem: str, *, line: int | None = None) -> None:
        self.path, self.problem, self.line = path, problem, line
        place = f"{path}:{line}" if line else f"{path}"
        super().__init__(f"{place}: {problem}")


class VoiceMapError(NarratorError):
    """``voices.yaml`` says something that can't be done; the place is 1-based, as editors count."""

    exit_code = 2

    def __init__(
        self, path: Path | str, problem: str, *, line: int | None = None, column: int | None = None
    ) -> None:
        self.path, self.problem, self.line, self.column = path, problem, line, column
        place = ":".join(str(part) for part in (path, line, column) if part is not None)
        super().__init__(f"{place}: {problem}")


class ConfigurationError(NarratorError):
    """A setting of the environment makes no sense."""

    exit_code = 2


class LineError(NarratorError):
    """One line can't be spoken; it is named, and the rest is rendered and kept."""


class EngineError(NarratorError):
    """An engine can't be used at all: not installed, no voices, it does not start."""

    exit_code = 2


class NotSetUpError(EngineError):
    """An engine waits for settings: a server's address, a model, a command."""


class CostError(NarratorError):
    """A build would cost more than it may."""

    exit_code = 2


class WriteError(NarratorError):
    """A file can't be written: no permission, no space, a name the system refuses."""
