"""Addresses on the net, and names of files, into words."""

from __future__ import annotations

import re

from narrator.verbalizer.numbers import cardinal, digits
from narrator.verbalizer.scanner import Rule


def _address(match: re.Match[str]) -> str:
    text = re.sub(r"^https?://", "", match.group())
    text = re.sub(r"^www\.", "w w w dot ", text).rstrip("/")
    tail = ""
    while text and text[-1] in ".,;:!?":
        text, tail = text[:-1], text[-1]
    text = re.sub(r"\d+", lambda number: f" {digits_of(number.group())} ", text)
    marks = {".": " dot ", "/": " slash ", "@": " at ", "-": " dash ", "_": " underscore "}
    marks[":"] = " colon "
    said = "".join(marks.get(c, c if c.isalnum() or c == " " else " ") for c in text)
    return said + tail


def digits_of(text: str) -> str:
    """A number in an address: short ones as numbers, others digit by digit."""
    return cardinal(int(text)) if len(text) < 4 and text[0] != "0" else digits(text)


def _file(match: re.Match[str]) -> str:
    """“readme.txt”."""
    ending = match["ending"]
    said = ending if ending in _SAID_ENDINGS else " ".join(ending.upper())
    return f"{match['name'].replace('_', ' ').replace('-', ' ')} dot {said}"


_SAID_ENDINGS = ("doc", "zip", "gif", "log", "bat", "bin")

_TLD = "com|org|net|edu|gov|io|co|uk|de|fr|es|info|me|tv|ly|gg|ai|app|dev|xyz|fm"

ADDRESSES = (
    Rule(re.compile(
        rf"https?://[^\s“”\"<>]+|www\.[^\s“”\"<>]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
        rf"|[\w-]+(?:\.[\w-]+)*\.(?:{_TLD})(?:/[^\s“”\"<>]*)?(?![\w])(?!\.[a-z])"
        r"|[a-z\d][\w-]*(?:\.[\w-]+)*\.[a-z]{2,6}/\w[^\s“”\"<>]*"), _address),
    Rule(re.compile(
        r"(?P<name>[A-Za-z][\w-]*)\.(?P<ending>txt|pdf|jpe?g|png|gif|exe|docx?|html?|csv|zip|log|bat"
        r"|bin|mp3|mp4|wav|xml)(?!\w|\.\w)"), _file),
)  # fmt: skip
