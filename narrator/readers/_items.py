"""Blocks of a document and what each was found to be, on the way to chapters."""

from __future__ import annotations

import re
from dataclasses import dataclass

from narrator.book import Role, Run
from narrator.readers._conventions import Heading, Level


@dataclass(frozen=True, slots=True)
class Item:
    """A block and what it was found to be."""

    start: int
    end: int
    blanks: int
    verse: bool = False
    heading: Heading | None = None
    role: Role = Role.TEXT
    skip: str = ""
    """Why it is not read; "" when it is."""
    scene: bool = False
    """Whether a scene begins with it."""
    front: bool = False
    """Whether it is of the title page."""
    runs: tuple[Run, ...] | None = None
    """Its inline runs, where the format states them; None: look for typed emphasis."""


def one_line(text: str) -> str:
    """A text without its line ends."""
    return re.sub(r"\s+", " ", text).strip()


def level_of(item: Item) -> Level | None:
    """The level of an item's heading, if it is one."""
    return item.heading.level if item.heading else None
