"""Tracks into a podcast feed (RSS 2.0), with a chapter list and a transcript for each episode."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import quote

from lxml import etree

from narrator.book import Metadata
from narrator.writers.formats import MEDIA_TYPES
from narrator.writers.tags import SYNTHETIC
from narrator.writers.tracks import Track

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
ATOM = "http://www.w3.org/2005/Atom"
NAMESPACES = {"itunes": ITUNES, "podcast": PODCAST, "atom": ATOM}
FIRST_DAY = datetime(2000, 1, 1, 12, tzinfo=UTC)
"""Episodes are a day apart from here, so that feeds stay the same from build to build and players
sort them right."""


def chapter_list(track: Track) -> str:
    """The JSON chapters of one episode (Podcasting 2.0)."""
    chapters = [
        {"startTime": round(part.start, 3), "title": " ".join(part.title.split())}
        for part in track.parts
    ]
    document = {"version": "1.2.0", "title": track.title, "chapters": chapters}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def feed(book: Metadata, tracks: Sequence[Track], sizes: Mapping[str, int], url: str) -> bytes:
    """The feed; ``url`` is where the book's folder will be, ``sizes`` each sound file's bytes."""
    base = url.rstrip("/") + "/"
    rss = etree.Element("rss", {"version": "2.0"}, nsmap=NAMESPACES)
    channel = etree.SubElement(rss, "channel")
    about = f"{book.description}\n\n{SYNTHETIC}" if book.description else SYNTHETIC
    _add(channel, "title", book.title)
    _add(channel, "link", base)
    own = {"href": f"{base}podcast.xml", "rel": "self", "type": "application/rss+xml"}
    etree.SubElement(channel, f"{{{ATOM}}}link", own)
    _add(channel, "language", book.language or "en")
    _add(channel, "description", about)
    _add(channel, f"{{{ITUNES}}}author", book.author or "Unknown Author")
    _add(channel, f"{{{ITUNES}}}type", "serial")
    _add(channel, f"{{{ITUNES}}}explicit", "false")
    etree.SubElement(channel, f"{{{ITUNES}}}category", {"text": "Fiction"})
    etree.SubElement(channel, f"{{{ITUNES}}}image", {"href": f"{base}cover.jpg"})
    _add(channel, f"{{{PODCAST}}}medium", "audiobook")
    for number, track in enumerate(tracks, 1):
        item = etree.SubElement(channel, "item")
        address = base + quote(track.name)
        _add(item, "title", track.title)
        digest = hashlib.blake2b(f"{address}\0{book.title}".encode(), digest_size=12).hexdigest()
        etree.SubElement(item, "guid", {"isPermaLink": "false"}).text = digest
        _add(item, "pubDate", format_datetime(FIRST_DAY + timedelta(days=number)))
        kind = MEDIA_TYPES[track.name.rpartition(".")[2]]
        size = str(sizes[track.name])
        etree.SubElement(item, "enclosure", {"url": address, "length": size, "type": kind})
        _add(item, f"{{{ITUNES}}}duration", str(round(track.seconds)))
        _add(item, f"{{{ITUNES}}}episode", str(number))
        _add(item, f"{{{ITUNES}}}episodeType", "full")
        stem = base + quote(track.stem)
        etree.SubElement(
            item,
            f"{{{PODCAST}}}chapters",
            {"url": f"{stem}.chapters.json", "type": "application/json+chapters"},
        )
        etree.SubElement(
            item, f"{{{PODCAST}}}transcript", {"url": f"{stem}.vtt", "type": "text/vtt"}
        )
    return etree.tostring(rss, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _add(parent: etree._Element, name: str, text: str) -> None:
    """A child with text; what XML can't hold is left out."""
    shown = "".join(c for c in text if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff"))
    etree.SubElement(parent, name).text = shown.replace("\ufffe", "").replace("\uffff", "")
