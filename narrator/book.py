"""The words of a book: Book > Chapter > Paragraph > Line, and the Cast who speak them.

All positions are code-point offsets into ``Book.source``, half-open ``[start, end)``. Values are
frozen: a stage takes values and returns new ones.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

UNKNOWN = "unknown"
"""The speaker of a line of which nothing is known; never a character's name."""


NOTE = "note"
"""The manner of a line that is the author's own word beside the story."""


class Kind(StrEnum):
    """What a line is."""

    NARRATION = "narration"
    DIALOGUE = "dialogue"
    THOUGHT = "thought"
    HEADING = "heading"


class Pause(StrEnum):
    """Why there is a pause ahead of a line, from the shortest to the longest."""

    NONE = "none"  # inside a sentence: “Hi,” | she said
    SENTENCE = "sentence"
    TURN = "turn"  # another person speaks
    PARAGRAPH = "paragraph"
    SCENE = "scene"
    PART = "part"  # a part or book above chapters begins
    CHAPTER = "chapter"


class Role(StrEnum):
    """What a paragraph is in its document."""

    TEXT = "text"
    HEADING = "heading"
    LETTER = "letter"  # letters, documents, diary entries: one voice, not dialogue
    MESSAGE = "message"  # chat and text messages
    VERSE = "verse"
    ITEM = "item"  # list item
    NOTE = "note"  # author's notes, read only on request
    PERSONA = "persona"  # a play's speaker name; the next paragraphs are that person's speech


class Style(StrEnum):
    """What an inline run is. ``MARKUP`` characters are not text and are never spoken."""

    EMPHASIS = "emphasis"  # <em>, *x*, _x_: stress, or a thought
    STRONG = "strong"
    ITALIC = "italic"  # <i>: titles, ships, foreign words, thoughts
    QUOTED = "quoted"  # <q>: a thought (Standard Ebooks)
    SMALL_CAPS = "small-caps"
    STRUCK = "struck"
    LANGUAGE = "language"  # value: BCP 47 tag
    SEMANTIC = "semantic"  # value: an epub:type such as "se:name.vessel.ship"
    MARKUP = "markup"  # value: what stands for it when spoken, mostly "" (for `&amp;`: "&")
    NOTE_MARK = "note-mark"  # a footnote's mark: nothing when spoken


@dataclass(frozen=True, slots=True)
class Run:
    """An inline run: ``source[start:end]`` is set in this style."""

    start: int
    end: int
    style: Style
    value: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block of text: ``text == source[start:end]``; line ends of hard wraps are still in it."""

    text: str
    start: int
    before: Pause = Pause.PARAGRAPH
    """PARAGRAPH, SCENE, PART or CHAPTER: what the structure says of the pause ahead."""
    role: Role = Role.TEXT
    runs: tuple[Run, ...] = ()
    """Sorted by start; they may nest, and lie inside the paragraph."""

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter; its heading, when there is one, is among its paragraphs (``Role.HEADING``)."""

    title: str
    """As shown to people; "" when the book gives none."""
    paragraphs: tuple[Paragraph, ...]
    document: str = ""
    """The file inside the source that holds it, for EPUB and DOCX."""


@dataclass(frozen=True, slots=True)
class Skip:
    """A stretch of the source that is not read aloud, and why; never silent."""

    start: int
    end: int
    reason: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the manuscript says of itself; empty strings where it says nothing."""

    title: str = ""
    author: str = ""
    language: str = ""
    """BCP 47, such as ``en`` or ``en-GB``; "" when not stated."""
    series: str = ""
    series_number: str = ""
    publisher: str = ""
    date: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    """Names that the source lists as its characters (AO3's Characters and Relationships)."""
    cover: bytes = b""
    """The picture's bytes as they are in the source."""


@dataclass(frozen=True, slots=True)
class Book:
    """A manuscript as a reader found it. Paragraphs and skips tile ``source`` up to white space."""

    source: str
    """The decoded text that all offsets point into; for EPUB, HTML and DOCX the extracted text."""
    chapters: tuple[Chapter, ...]
    skipped: tuple[Skip, ...] = ()
    metadata: Metadata = field(default_factory=Metadata)
    name: str = ""
    """The file's name, for messages."""
    profile: str = ""
    """The source it was recognised as ("AO3 site page"), or ""."""

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of an offset, as an editor shows them."""
        before = self.source[:offset]
        ends = list(re.finditer(r"\r\n|\r|\n", before))
        return len(ends) + 1, offset - (ends[-1].end() if ends else 0) + 1


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of one paragraph that one voice speaks: ``text == source[start:end]``."""

    kind: Kind
    text: str
    start: int
    before: Pause
    paragraph: int
    """Index of its paragraph in the chapter."""
    runs: tuple[Run, ...] = ()
    continues: bool = False
    """Speech left open by the paragraph before goes on here: the same speaker."""
    id: str = ""
    """Made of its words and its neighbours' (see ``with_ids``); survives edits elsewhere."""
    speaker: str | None = None
    """A character's name, ``UNKNOWN``, or None for narration and headings."""
    confidence: float = 1.0
    """How likely the speaker is right, 0 to 1; calibrated."""
    evidence: str = ""
    """Why, in words: ``tag after: said his lady``."""
    manner: str = ""
    """How it is said, "" or one of: whispered, shouted, muttered, remembered, far (of a call), or
    ``NOTE``."""

    @property
    def end(self) -> int:
        return self.start + len(self.text)


Lines = tuple[Line, ...]
"""The lines of one chapter, in order; they tile its paragraphs' text."""


@dataclass(frozen=True, slots=True)
class Character:
    """A person of the book."""

    name: str
    aliases: tuple[str, ...] = ()
    gender: str = ""
    """"male", "female" or "" (not known)."""
    age: str = ""
    """"child", "young", "adult", "old" or "" (not known)."""
    lines: int = 0
    words: int = 0
    talks_to: Mapping[str, int] = field(default_factory=dict)
    """For each other character, how many turns pass between the two."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Everyone who speaks or is named; ``narrator`` is the character who says "I", if any."""

    characters: tuple[Character, ...] = ()
    narrator: str = ""

    def __iter__(self) -> Iterator[Character]:
        return iter(self.characters)

    def get(self, name: str) -> Character | None:
        return next((person for person in self.characters if person.name == name), None)


_WORD = re.compile(r"\w+")


def one_line(text: str) -> str:
    """A title or a name in one line, without what no tag can hold: control characters, and bytes
    of a file's name that are no text.

    >>> one_line("  The\\nNight\\tFerry\\x1b[0m")
    'The Night Ferry [0m'
    """
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
    return " ".join(kept.split())


def with_ids(chapters: Sequence[Lines]) -> tuple[Lines, ...]:
    """The same lines with ids made of each line's words and its two neighbours' words.

    Lines that say the same among the same neighbours are told apart by counting them.
    """
    flat = [line for lines in chapters for line in lines]
    words = [" ".join(_WORD.findall(line.text.casefold())) for line in flat]
    seen: dict[str, int] = {}
    ids: list[str] = []
    for i, own in enumerate(words):
        around = (own, words[i - 1] if i else "", words[i + 1] if i + 1 < len(words) else "")
        name = hashlib.blake2b("\0".join(around).encode(), digest_size=6).hexdigest()
        seen[name] = seen.get(name, 0) + 1
        ids.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    named = iter(ids)
    return tuple(tuple(replace(line, id=next(named)) for line in lines) for lines in chapters)


def lost_text(book: Book, chapters: Iterable[Lines]) -> list[tuple[int, int, str]]:
    """Where letters or digits of the source are in nothing ("lost") or in two things ("doubled").

    Returns ``(start, end, "lost" | "doubled")`` spans; an empty list is the proof that nothing of
    the text is lost.
    """
    spans = [(line.start, line.end) for lines in chapters for line in lines]
    spans += [(skip.start, skip.end) for skip in book.skipped]
    spans.sort()
    bad: list[tuple[int, int, str]] = []
    reached = 0
    for start, end in [*spans, (len(book.source), len(book.source))]:
        if start > reached and any(c.isalnum() for c in book.source[reached:start]):
            bad.append((reached, start, "lost"))
        double = book.source[start : min(end, reached)]
        if start < reached and any(c.isalnum() for c in double):
            bad.append((start, min(end, reached), "doubled"))
        reached = max(reached, end)
    return bad
