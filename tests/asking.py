"""A story, and the question of who speaks in it, to a chat server of our own."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from narrator.book import Line
from narrator.cache import Cache
from narrator.pipeline import read_script
from narrator.script import Script
from narrator.voices import OpinionSettings, VoiceMap

sys.path.insert(0, str(Path(__file__).parent / "servers"))
from chat import ChatServer

KEY = "sk-a-key-that-nobody-may-see-4419"

STORY = """\
The boat shed stood open. Rosa Venn and her brother Piet were waiting for the tide.
Doctor Amsel had come to see them off.

“Is the mast sound?” asked Rosa.

“It will hold,” said Piet.

Nobody laughed. The water came up over the first stone, and then over the second. Doctor Amsel
folded his coat. Doctor Amsel was never in a hurry.

“You should go now.”

“We know.”

“Then go, and mind the bar.”
"""
PART = "\n***\n\n“One more for the road,” said Rosa.\n\n“And one for the wind,” said Piet.\n"
UNTAGGED = ["“You should go now.”", "“We know.”", "“Then go, and mind the bar.”"]


def ask(
    server: ChatServer, story: str = STORY, cache: Cache | None = None, **more: object
) -> Script:
    """The story's script; everything below a tag is in doubt."""
    settings = OpinionSettings(server.address, "tiny", threshold=0.95, timeout=10, connections=1)
    settings = replace(settings, **more)  # type: ignore[arg-type]
    return read_script("-", VoiceMap(opinion=settings), data=story.encode(), cache=cache)


def speech(script: Script) -> dict[str, Line]:
    return {line.text: line for line in script.lines() if line.speaker is not None}
