"""Addresses on the net, and names of files, into words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from narrator.verbalizer.scanner import Rule
from narrator.verbalizer.words import as_words

_ENDINGS = (
    "7z|aac|apk|avi|bak|bat|bin|bmp|cfg|cpp|css|csv|dat|dll|docx?|epub|exe|flac|gif|gz|heic|html?|"
    "ini|iso|jar|jpe?g|js|json|log|m4a|m4b|md|mkv|mobi|mov|mp3|mp4|mpeg|odt|ogg|pdf|php|png|pptx?|psd|"
    "py|rar|rtf|sav|sql|svg|sys|tar|tiff?|tmp|txt|wav|webm|webp|wmv|xlsx?|xml|ya?ml|zip"
)
_SAID_ENDINGS = as_words(
    """
    bak bat bin com doc epub flac gif heic info iso jar log mobi mov net org sav tar tiff tmp zip
    """
)
_TLD = "com|org|net|edu|gov|io|co|uk|de|fr|es|info|me|tv|ly|gg|ai|app|dev|xyz|fm"
_ALONE = "com|org|net|edu|gov|info"


@dataclass(frozen=True, slots=True)
class Signs:
    """What a language says for the marks of an address, and for its numbers."""

    marks: Mapping[str, str]
    """Words for ``. / @ - _ : +``."""
    number: Callable[[str], str]
    """Digits into words."""
    double_u: str
    """The letter W, three times, as it is said."""


def rules(signs: Signs) -> tuple[Rule, ...]:
    """For addresses of pages and of people, and for names of files."""
    spoken = {mark: f" {word} " for mark, word in signs.marks.items()}

    def address(match: re.Match[str]) -> str:
        text = re.sub(r"^https?://", "", match.group())
        front = ""
        if text.startswith("www."):
            front, text = f"{signs.double_u}{spoken['.']}", text[4:]
        text, tail = text.rstrip("/"), ""
        while text and text[-1] in ".,;:!?":
            text, tail = text[:-1], text[-1]
        marks = spoken if "@" in text else {**spoken, "+": " "}
        text = re.sub(r"\d+", lambda digits: f" {signs.number(digits.group())} ", text)
        said = "".join(marks.get(c, c if c.isalnum() or c == " " else " ") for c in text)
        return front + said + tail

    return (
        Rule(re.compile(
            rf"https?://[^\s“”\"<>]+|www\.[^\s“”\"<>]+|[\w.+-]++@[\w-]++(?:\.[\w-]+)+"
            rf"|[\w-]++(?:\.[\w-]++)*\.(?:{_TLD})(?:/[^\s“”\"<>]*)?(?![\w])(?!\.[a-z])"
            r"|[a-z\d][\w-]*+(?:\.[\w-]++)*\.[a-z]{2,6}/\w[^\s“”\"<>]*"), address),
        Rule(re.compile(rf"(?P<name>[A-Za-z\d][\w-]*+(?:\.[\w-]++)*?(?:\(\d+\))?)\.(?P<ending>(?i:{_ENDINGS}))"
                        r"(?!\w|\.\w)"), _file(signs)),
    )  # fmt: skip


def endings(signs: Signs) -> Rule:
    """“an .exe”, “a .com address”: an ending that stands alone."""
    spell = _ending(signs)

    def say(match: re.Match[str]) -> str | None:
        ahead = match.string[: match.start()][-1:]
        if ahead and (ahead.isalnum() or ahead in ".!?…,;:'’"):
            return None
        return f" {signs.marks['.']} {spell(match['ending'])}"

    return Rule(re.compile(rf"\.(?=[A-Za-z7])(?P<ending>(?i:{_ENDINGS}|{_ALONE}))(?!\w|\.\w)"), say)


def _file(signs: Signs) -> Callable[[re.Match[str]], str]:
    """“readme.txt”, “draft_FINAL2.docx”."""
    spell = _ending(signs)

    def say(match: re.Match[str]) -> str:
        parts = re.findall(r"\d+|[^\W\d_]+|\.", match["name"])
        said = [
            signs.number(part) if part.isdecimal() else signs.marks.get(part, part)
            for part in parts
        ]
        return f"{' '.join(said)} {signs.marks['.']} {spell(match['ending'])}"

    return say


def _ending(signs: Signs) -> Callable[[str], str]:
    def say(ending: str) -> str:
        if ending.lower() in _SAID_ENDINGS:
            return ending.lower()
        return " ".join(signs.number(c) if c.isdecimal() else c for c in ending.upper())

    return say
