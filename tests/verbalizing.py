"""The verbalizer's cases: what is written, and what good readers may say."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from narrator.book import Kind, Line, Pause
from narrator.verbalizer import Spoken, verbalize

FOLDER = Path(__file__).parent / "cases" / "verbalizer"
LANGUAGES = {
    "english": "en",
    "english_more": "en",
    "german": "de",
    "french": "fr",
    "spanish": "es",
    # written before the rules were looked at: a measure of what the other tables left out
    "unseen_english": "en",
    "fourth_english": "en",
    "fifth_english": "en",
    "sixth_english": "en",
    "seventh_english": "en",
    "eighth_english": "en",
    "ninth_english": "en",
    "tenth_english": "en",
    "eleventh_english": "en",
    "twelfth_english": "en",
    "twelfth_french": "fr",
    "twelfth_german": "de",
    "twelfth_spanish": "es",
    "thirteenth_english": "en",
    "fourteenth_english": "en",
    "kinds_english": "en",  # written after the rules, so that each kind has its cases
    "kinds_german": "de",
    "kinds_french": "fr",
    "kinds_spanish": "es",
    "fifteenth_english": "en",
    "sixteenth_english": "en",
    "sixteenth_french": "fr",
    "sixteenth_german": "de",
    "sixteenth_spanish": "es",
    "seventeenth_english": "en",
    "seventeenth_french": "fr",
    "seventeenth_german": "de",
    "seventeenth_spanish": "es",
    "eighteenth_english": "en",
    "nineteenth_english": "en",
    "twentieth_english": "en",
    "twentieth_french": "fr",
    "twentieth_german": "de",
    "twentieth_spanish": "es",
    "eighteenth_french": "fr",
    "eighteenth_german": "de",
    "eighteenth_spanish": "es",
    "ninth_german": "de",
    "ninth_french": "fr",
    "ninth_spanish": "es",
    "seventh_german": "de",
    "seventh_french": "fr",
    "seventh_spanish": "es",
    "unseen_german": "de",
    "unseen_french": "fr",
    "unseen_spanish": "es",
}


@dataclass(frozen=True)
class Case:
    """A text and the forms in which it may be spoken; ``{a/b}`` in a form is a choice."""

    language: str
    topic: str
    text: str
    spoken: tuple[str, ...]
    hears: str
    """A pattern that the text for the engine must hold, where case or marks can be heard."""

    def is_right(self, said: str) -> bool:
        if self.hears and not re.search(self.hears, said):
            return False
        return loosely(said) in {loosely(form) for each in self.spoken for form in forms(each)}


def read_cases() -> list[Case]:
    return [
        Case(tag, row["topic"], row["text"], tuple(row["spoken"]), row.get("hears", ""))
        for name, tag in LANGUAGES.items()
        for row in json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    ]


def line(text: str) -> Line:
    return Line(Kind.NARRATION, text, 0, Pause.PARAGRAPH, 0)


def say(text: str, language: str = "en", **lexicon: str) -> Spoken:
    return verbalize(line(text), lexicon, language)


def forms(form: str) -> Iterator[str]:
    """Every form that the choices leave."""
    parts = [part.split("/") if i % 2 else [part] for i, part in enumerate(re.split("[{}]", form))]
    return ("".join(chosen) for chosen in itertools.product(*parts))


def loosely(text: str) -> str:
    """Without what good readers differ in: case, marks, hyphens, "and" in numbers, "a hundred"."""
    text = re.sub(r"['’‘]", "", text.casefold())
    text = " ".join(re.sub(r"[\W_]+", " ", text).split())
    text = re.sub(r"\ba (?=hundred|thousand|million)", "one ", text)
    return re.sub(r"\b(hundred|thousand|million) and\b", r"\1", text)
