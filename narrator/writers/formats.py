"""The sound formats by the names that ``--format`` takes, and what each can hold; the sidecars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: what is in it, and how a book is divided into such files."""

    codec: str
    """A module of ``narrator.encoders``."""
    most_marks: int = 0
    """How many chapters one file can list; 0 for any number."""
    whole: bool = False
    """One file for the whole book, always; else one for each chapter unless asked otherwise."""
    bit_share: float = 1.0
    """Of a preset's bit rate, for what sounds as good in less; 0 where none is asked for."""
    usual_rate: int = 0
    """bit/s that come out where none are asked for, to estimate sizes."""
    peak_dbfs: float = -6.0
    """Where samples are limited, so that true peaks of a whole novel stay below -3 dB."""
    in_epub: bool = True
    """Whether every reading system of EPUB 3 plays it."""


FORMATS: Mapping[str, Format] = {
    "mp3": Format("mp3", most_marks=255),  # a CTOC frame counts its chapters in one byte
    "m4b": Format("aac", whole=True),
    "opus": Format(
        "opus", most_marks=999, bit_share=0.75, peak_dbfs=-8.0, in_epub=False
    ),  # CHAPTER001 to CHAPTER999
    "flac": Format("flac", most_marks=999, bit_share=0.0, usual_rate=176_000, in_epub=False),
}
MEDIA_TYPES: Mapping[str, str] = {
    "mp3": "audio/mpeg",
    "m4b": "audio/mp4",
    "opus": "audio/ogg",
    "flac": "audio/flac",
}
SIDECARS: Mapping[str, str] = {
    "srt": "subtitles for video players",
    "lrc": "lyrics for music players",
    "sylt": "lyrics inside each MP3",
    "html": "a page that plays the book and marks the line being read",
    "page": "that page as one file, with the sound in it",
    "podcast": "a feed with chapters and transcripts",
    "epub": "an e-book that reads itself aloud",
}
"""What can be asked for beside the sound, and what it is."""
