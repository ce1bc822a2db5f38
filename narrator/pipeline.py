"""The story on one page: a manuscript becomes a script, and a script becomes an audiobook."""

from __future__ import annotations

from pathlib import Path

from narrator.script import Script
from narrator.voices import VoiceMap


def read_script(source: Path | str, voice_map: VoiceMap, *, data: bytes | None = None) -> Script:
    """A manuscript as a script: read, segmented, attributed.

    ``data`` stands for the file's bytes when ``source`` is ``-``.
    """
    from narrator import attribution, readers, segmenter

    book = readers.read(source, data=data)
    chapters = segmenter.segment(book)
    chapters, cast = attribution.attribute(
        book, chapters, people=voice_map.people, corrections=voice_map.corrections
    )
    return Script(book, chapters, cast)
