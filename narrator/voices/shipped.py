"""The voice map that the program comes with, as a value: what its ``voices.yaml`` says.

Reading that file takes a library for YAML and one for checking it: a tenth of a second, ahead of
every command of whoever has written no file. A test sees to it that the two say the same.
"""

from __future__ import annotations

from narrator.voices import DEFAULT_FILE, STANDARD_RATE, VoiceMap, VoiceWish

SHIPPED = VoiceMap(
    narrator=VoiceWish(rate=STANDARD_RATE),
    thoughts=VoiceWish(volume_db=-2.0, effect="soft"),
    path=DEFAULT_FILE,
)
