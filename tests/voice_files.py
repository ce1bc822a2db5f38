"""How tests of ``voices.yaml`` write and read one."""

from __future__ import annotations

from pathlib import Path

from narrator.voices import VoiceMap, load_voice_map


def load(path: Path, content: str | bytes, *, trusted: bool = True) -> VoiceMap:
    """The voice map that this content makes, written into a file."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return load_voice_map(path, trusted=trusted)
