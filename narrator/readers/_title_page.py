"""A text's first blocks into its title and author."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from narrator.book import Metadata, Role
from narrator.readers._conventions import heading, is_title
from narrator.readers._items import Item, one_line

TITLE_PAGE_BLOCKS = 12
"""A title page has no more blocks than this before the first heading."""


def read_title_page(
    source: str, items: list[Item], labels: dict[str, str]
) -> tuple[list[Item], Metadata]:
    """Title and author as the text's first blocks say them; their lines become headings."""
    title, author = labels.get("title", ""), labels.get("author", "")
    language = _LANGUAGES.get(labels.get("language", "").casefold(), "")
    front: list[Item] = []
    rest = list(items)
    said: dict[str, str] = {}
    unlabelled = 0
    expect = "title"
    while rest and unlabelled < TITLE_PAGE_BLOCKS and not rest[0].heading and expect:
        item = rest[0]
        text = source[item.start : item.end]
        lines = text.split("\n")
        byline = _BYLINE.fullmatch(one_line(lines[-1] if len(lines) < 4 else text))
        if item.skip:
            if item.skip == "AO3 landmark" and "apter" in text:
                break
            front.append(item)
        elif labelled := list(_LABELLED_LINE.finditer(text)):
            for match in labelled:
                label, value = match["label"].casefold(), match["value"].strip()
                said.setdefault(label, value)
                title = title or (value if label in ("title", "story") else "")
                author = author or (value if label in ("author", "by") else "")
            front.extend(_labelled_items(item, labelled))
        elif expect == "title" and _is_book_title(source, items, item, title):
            front.append(replace(item, role=Role.HEADING, verse=False, front=True))
            first, by = _title_and_author(lines[0])
            title, author = title or first, author or by
            if len(lines) > 1 and byline:
                author = author or (byline["author"] or "")
            expect = "byline"
        elif byline and (byline["author"] or len(rest) > 1):
            front.append(replace(item, role=Role.HEADING, verse=False, front=True))
            author = author or (byline["author"] or "")
            expect = "other" if byline["author"] else "author"
        elif expect == "author" and len(text) < 60:
            front.append(replace(item, role=Role.HEADING, verse=False, front=True))
            author, expect = author or one_line(text), "other"
        elif _TRANSLATED.match(text) and len(text) < 80:
            front.append(replace(item, role=Role.HEADING, verse=False, front=True))
        else:
            break
        unlabelled += not _LABELLED_LINE.match(text)
        rest.pop(0)
    language = language or _LANGUAGES.get(said.get("language", "").casefold(), "")
    return front + rest, _metadata(title, author, language, said)


def _metadata(title: str, author: str, language: str, said: Mapping[str, str]) -> Metadata:
    """What is known of a book; ``said`` has what its labels say."""
    series = _SERIES.fullmatch(said.get("series", ""))
    return Metadata(
        title=_plain_case(title),
        author=_plain_case(author),
        language=language,
        series=series["name"] if series else "",
        series_number=(series["number"] or "") if series else "",
        publisher=said.get("publisher", ""),
        date=said.get("published", ""),
        description=said.get("summary", ""),
        tags=_listed(said, "category", "genre", "rating", "fandom", "warnings", "tags"),
        people=_listed(said, "characters"),
    )


_SERIES = re.compile(r"(?P<name>.+?)(?:\s*\[(?P<number>\d+)\])?")


def _listed(said: Mapping[str, str], *labels: str) -> tuple[str, ...]:
    """What some labels list, with commas between."""
    values = [value.strip() for label in labels for value in said.get(label, "").split(",")]
    return tuple(dict.fromkeys(value for value in values if value))


_LABELLED_LINE = re.compile(
    r"^(?P<label>Title|Story|Author|By|Category|Genre|Language|Status|Published|Updated|Packaged|"
    r"Rating|Chapters|Words|Publisher|Story URL|Author URL|Summary|Fandom|Pairing|Characters|"
    r"Series|Warnings|Relationships|Tags|Disclaimer):[ \t]*(?P<value>\S.*?)[ \t\r]*$",
    re.MULTILINE | re.IGNORECASE,
)
_LANGUAGES = {"english": "en", "french": "fr", "german": "de", "spanish": "es", "italian": "it"}
_BYLINE = re.compile(
    r"_*(?:written )?(?:by|von|par|por|di)\b_*(?:[:\s]+(?P<author>[^\W\d_].{1,60}?))?_*", re.I
)
_TITLE_AND_AUTHOR = re.compile(
    r"(?P<title>\S.*?)(?:\s{2,}|\s*,\s|\s+[–—-]+\s+|\s(?=by\s\S*(?:\w_\w|\d)))by\s+"
    r"(?P<author>[^\W_][^.!?:;]{1,40})"
)
"""“Death by Lightning” is a title; a pen name, or what sets the name apart, shows an author."""
_TRANSLATED = re.compile(r"(?:translated|edited|illustrated|with illustrations)\s+by\b", re.I)
_SMALL_WORDS = frozenset(
    ["a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"]
)


def _labelled_items(item: Item, labelled: Sequence[re.Match[str]]) -> Iterator[Item]:
    """``Title: X`` leaves X to be read; all other such lines are about the file."""
    begin = item.start
    for match in labelled:
        if match["label"].casefold() not in ("title", "story", "author", "by"):
            continue
        value = item.start + match.start("value")
        yield Item(begin, value, item.blanks, skip="title page")
        end = item.start + match.end("value")
        yield Item(value, end, item.blanks, role=Role.HEADING, front=True)
        begin = end
    if begin < item.end:
        yield Item(begin, item.end, item.blanks, skip="title page")


def _title_and_author(line: str) -> tuple[str, str]:
    """A book's first line into its title, and its author where it plainly has one.

    >>> _title_and_author("Cold Tea by moth_lamp"), _title_and_author("Cold Tea - by Ann Lee")
    (('Cold Tea', 'moth_lamp'), ('Cold Tea', 'Ann Lee'))
    >>> _title_and_author("Death by Lightning")
    ('Death by Lightning', '')
    """
    line = line.strip("_*# \r")
    both = _TITLE_AND_AUTHOR.fullmatch(line)
    return (both["title"], one_line(both["author"])) if both else (one_line(line), "")


def _is_book_title(source: str, items: Sequence[Item], item: Item, title: str) -> bool:
    """Whether the file's first block is the book's title."""
    text = one_line(source[item.start : item.end])
    if title:
        return text.casefold().strip("_* ") == title.casefold()
    if text.endswith((".", ",", ";", ":")) or len(text) > 100 or not text[:1].isalnum():
        return False
    later = [x for x in items if x.start > item.end and not x.skip]
    if not later or not is_title(text) or heading(text):
        return False
    return later[0].blanks > 0 or bool(_BYLINE.fullmatch(source[later[0].start : later[0].end]))


def _plain_case(title: str) -> str:
    """A title in capitals in the usual case, as players show it.

    >>> _plain_case("THE LAMP OF GLASS"), _plain_case("HMS Alder")
    ('The Lamp of Glass', 'HMS Alder')
    """
    title = one_line(title)
    if not title.isupper() or len(title) < 5:
        return title
    words = title.lower().split()
    return " ".join(
        word if word in _SMALL_WORDS and i else re.sub(r"[^\W\d_]", _upper, word, count=1)
        for i, word in enumerate(words)
    )


def _upper(match: re.Match[str]) -> str:
    return match.group().upper()
