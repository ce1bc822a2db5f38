"""What is asked for in the tests of the openai engine, and with which key."""

from __future__ import annotations

import sys
from pathlib import Path

from narrator.voices import Voice

sys.path.insert(0, str(Path(__file__).parent / "servers"))

TEXT = "The ferry left at noon, and nobody was on it."
BELLA = Voice("openai", "af_bella")
KEY = "sk-a-key-that-nobody-may-see-7731"
