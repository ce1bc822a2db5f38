"""Lines with speakers into lines that know who is heard through a telephone, for a whole call.

A tag says it once (“said a voice on the other end”); the person sounds so until the call ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from narrator.book import UNKNOWN, Kind, Line, Lines, Pause

FAR = "far"
"""The manner of a line that comes down a line."""
SILENT = 25
"""After so many lines without a word of theirs nobody is on the telephone any more."""
RINGING = 12
"""So many lines before the tag that tells it, the call may have begun."""
BESIDE = 2
"""Lines before and after one that is far, in which a telephone is named; else it may come from
a loudspeaker, and the next from the same mouth needn't."""

_TELEPHONE = re.compile(
    r"\b(?:(?:tele|i)?phones?|cell|cellphone|mobile|receiver|handset|headset|earpiece|line|wire"
    r"|calls?|called|calling|caller|dial\w*|hung up|other end|far end|radio|walkie-talkie)\b",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"\b(?:phone|telephone|mobile|cell|cellphone|iphone)\b[^.!?]{0,40}"
    r"\b(?:rang|rings?|ringing|buzz\w*|vibrat\w*|chirped|trilled|lit up)\b"
    r"|\b(?:pick\w*|answer\w*|snatch\w*|grab\w*|lift\w*|reach\w*)\b[^.!?]{0,25}"
    r"\b(?:phone|telephone|receiver|handset|call|mobile|cell)\b"
    r"|\bdial(?:led|ed|s|ling|ing)?\b",
    re.IGNORECASE,
)
_NEAR = re.compile(
    r"\b(?:pick\w*|answer\w*|snatch\w*|grab\w*|lift\w*)\b[^.!?]{0,25}"
    r"\b(?:phone|telephone|receiver|handset|call|mobile|cell)\b"
    r"|\binto the (?:phone|telephone|receiver|handset|mouthpiece|radio)\b"
    r"|\bdial(?:led|ed|s|ling|ing)?\b",
    re.IGNORECASE,
)
"""Beside their speech it tells that somebody is on this side, whatever a tag seems to say."""
_ENDS = re.compile(
    r"\b(?:hung up|hangs up|hang(?:ing)? up on|hanging up|r[ai]ng(?:s|ing)? off|rung off)\b"
    r"|\b(?:puts?|putting|set|sets|laid|lays|slam\w*|drop\w*|replac\w*|returned|pocket\w*)\b"
    r"[^.!?]{0,25}\b(?:phone|telephone|receiver|handset|mobile|cell)\b"
    r"|\b(?:line|phone|connection|call)\b[^.!?]{0,15}\b(?:went|goes|is|was|gone) (?:dead|silent)\b"
    r"|\b(?:end\w*|cut\w*|disconnect\w*|finish\w*|drop\w*)\b[^.!?]{0,12}\b(?:call|connection)\b"
    r"|\b(?:call|connection)\b[^.!?]{0,12}\b(?:ended|dropped|was cut|cut (?:off|out))\b"
    r"|\b(?:phone|receiver) (?:down|away)\b",
    re.IGNORECASE,
)
_BREAKS = frozenset({Pause.SCENE, Pause.PART, Pause.CHAPTER})


def follow_calls(chapters: Sequence[Lines]) -> tuple[Lines, ...]:
    """The same chapters; whoever is on the far side of a call is so until it ends."""
    return tuple(
        _follow(lines) if any(line.manner == FAR for line in lines) else lines for lines in chapters
    )


def _follow(lines: Lines) -> Lines:
    marked = list(lines)
    far: dict[str, int] = {}  # who is on the telephone, and the last line they spoke
    near: set[str] = set()
    for at, line in enumerate(lines):
        if line.before in _BREAKS:
            far.clear()
            near.clear()
        if line.kind is Kind.NARRATION and _NEAR.search(line.text):
            near |= _speakers_beside(lines, at)
        if line.kind is Kind.NARRATION and far and _ENDS.search(line.text):
            far.clear()
        if line.kind is not Kind.DIALOGUE or line.speaker in (None, UNKNOWN):
            continue
        assert line.speaker is not None
        if line.speaker in near:
            continue
        if line.manner == FAR and _names_telephone(lines, at):
            if line.speaker not in far:
                _mark(marked, _begun(lines, at), at, line.speaker)
            far[line.speaker] = at
        elif line.speaker in far:
            if at - far[line.speaker] > SILENT:
                del far[line.speaker]
            else:
                _mark(marked, at, at + 1, line.speaker)
                far[line.speaker] = at
    return tuple(marked)


def _speakers_beside(lines: Lines, at: int) -> set[str]:
    """Who speaks in the same paragraph, before or after a line."""
    beside = (each for each in lines[max(0, at - 1) : at + 2] if each.kind is Kind.DIALOGUE)
    return {
        each.speaker for each in beside if each.speaker and each.paragraph == lines[at].paragraph
    }


def _names_telephone(lines: Lines, at: int) -> bool:
    near = lines[max(0, at - BESIDE) : at + BESIDE + 1]
    return any(each.kind is Kind.NARRATION and _TELEPHONE.search(each.text) for each in near)


def _begun(lines: Lines, at: int) -> int:
    """Where the call began that goes on at a line; the line itself when nothing tells."""
    for back in range(at, max(-1, at - RINGING), -1):
        line = lines[back]
        if line.kind is Kind.NARRATION and back < at:
            if _BEGINS.search(line.text):
                return back
            if _ENDS.search(line.text):
                return at
        if line.before in _BREAKS:
            return at
    return at


def _mark(marked: list[Line], start: int, end: int, speaker: str) -> None:
    for at in range(start, end):
        line = marked[at]
        if line.kind is Kind.DIALOGUE and line.speaker == speaker and not line.manner:
            marked[at] = replace(line, manner=FAR)
