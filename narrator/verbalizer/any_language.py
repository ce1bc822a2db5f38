"""What is common to all languages: sounds, marks, letters set apart; numbers are the engine's."""

from __future__ import annotations

from narrator.verbalizer import noises, sounds
from narrator.verbalizer.scanner import Language

LETTERS = (
    sounds.SPACED,
    *sounds.NOTES,
    sounds.stutters("e"),
    *sounds.elongations(),
    sounds.cut_off("e"),
    sounds.hesitations("e"),
)

LANGUAGE = Language(digits=(), letters=LETTERS, marks=sounds.MARKS, special=noises.VOICELESS_WORDS)
