"""Tracks into an EPUB 3 with Media Overlays: a reading system reads aloud and marks the line.

One page and one overlay (SMIL) for each chapter; the sound files lie inside, stored as they are.
"""

from __future__ import annotations

import html
import uuid
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from narrator.book import Kind, Metadata
from narrator.writers.formats import MEDIA_TYPES
from narrator.writers.tags import SYNTHETIC
from narrator.writers.tracks import Part, Track

MOMENT = (2000, 1, 1, 0, 0, 0)
"""In the archive and the package, so that the same book gives the same bytes."""
STYLE = """body { line-height: 1.5; margin: 1em; }
.thought { font-style: italic; }
hr { width: 4em; margin: 2em auto; border: 0; border-top: 1px solid; }
.now { background: #ffe08a; color: #000; }
"""
_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="book/package.opf"
 media-type="application/oebps-package+xml"/></rootfiles></container>
"""
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def write_epub(
    path: Path,
    book: Metadata,
    voices: Sequence[str],
    cover: bytes,
    tracks: Sequence[Track],
    sounds: Mapping[str, Path],
) -> None:
    """Write the whole book; ``sounds`` says where each track's file lies now."""
    language = book.language or "en"
    chapters = [(track, part) for track in tracks for part in track.parts]
    with zipfile.ZipFile(path, "w") as archive:
        _put(archive, "mimetype", "application/epub+zip", store=True)
        _put(archive, "META-INF/container.xml", _CONTAINER)
        package = _package(book, voices, tracks, chapters)
        _put(archive, "book/package.opf", package)
        _put(archive, "book/contents.xhtml", _contents(book, language, chapters))
        _put(archive, "book/style.css", STYLE)
        _put(archive, "book/cover.jpg", cover, store=True)
        names = {track.name: _sound_name(number, track) for number, track in enumerate(tracks, 1)}
        for number, (track, part) in enumerate(chapters, 1):
            _put(archive, f"book/{number:04d}.xhtml", _page(part, language))
            _put(archive, f"book/{number:04d}.smil", _overlay(part, number, names[track.name]))
        for track in tracks:
            entry = zipfile.ZipInfo(f"book/{names[track.name]}", MOMENT)
            with sounds[track.name].open("rb") as source, archive.open(entry, "w") as target:
                while block := source.read(1 << 20):
                    target.write(block)


def _put(archive: zipfile.ZipFile, name: str, data: str | bytes, *, store: bool = False) -> None:
    entry = zipfile.ZipInfo(name, MOMENT)
    entry.compress_type = zipfile.ZIP_STORED if store else zipfile.ZIP_DEFLATED
    archive.writestr(entry, data)


def _sound_name(number: int, track: Track) -> str:
    return f"sound/{number:04d}.{track.name.rpartition('.')[2]}"


def _package(
    book: Metadata,
    voices: Sequence[str],
    tracks: Sequence[Track],
    chapters: Sequence[tuple[Track, Part]],
) -> str:
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"narrator/{book.author}/{book.title}")
    total = sum(_spoken_seconds(part) for _, part in chapters)
    rows = [
        _HEAD + '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
        'unique-identifier="key">',
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">',
        f'<dc:identifier id="key">urn:uuid:{key}</dc:identifier>',
        f"<dc:title>{_text(book.title)}</dc:title>",
        f"<dc:language>{_text(book.language or 'en')}</dc:language>",
        f"<dc:creator>{_text(book.author or 'Unknown Author')}</dc:creator>",
        f"<dc:description>{_text(' '.join(f'{book.description} {SYNTHETIC}'.split()))}"
        "</dc:description>",
        '<meta property="dcterms:modified">2000-01-01T00:00:00Z</meta>',
        *(f'<meta property="media:narrator">{_text(voice)}</meta>' for voice in voices),
        '<meta property="media:active-class">now</meta>',
        f'<meta property="media:duration">{_clock(total)}</meta>',
    ]
    items = [
        '<item id="contents" href="contents.xhtml" media-type="application/xhtml+xml" '
        'properties="nav"/>',
        '<item id="style" href="style.css" media-type="text/css"/>',
        '<item id="cover" href="cover.jpg" media-type="image/jpeg" properties="cover-image"/>',
    ]
    spine: list[str] = []
    for number, (_, part) in enumerate(chapters, 1):
        overlay = f' media-overlay="s{number}"' if part.said else ""
        items.append(
            f'<item id="p{number}" href="{number:04d}.xhtml" '
            f'media-type="application/xhtml+xml"{overlay}/>'
        )
        items.append(
            f'<item id="s{number}" href="{number:04d}.smil" media-type="application/smil+xml"/>'
        )
        rows.append(
            f'<meta property="media:duration" refines="#s{number}">'
            f"{_clock(_spoken_seconds(part))}</meta>"
        )
        spine.append(f'<itemref idref="p{number}"/>')
    for number, track in enumerate(tracks, 1):
        kind = MEDIA_TYPES[track.name.rpartition(".")[2]]
        name = _sound_name(number, track)
        items.append(f'<item id="a{number}" href="{name}" media-type="{kind}"/>')
    rows += ["</metadata>", "<manifest>", *items, "</manifest>"]
    rows += ["<spine>", *spine, "</spine>", "</package>", ""]
    return "\n".join(rows)


def _contents(book: Metadata, language: str, chapters: Sequence[tuple[Track, Part]]) -> str:
    rows = [
        f'<li><a href="{number:04d}.xhtml">{_text(part.title)}</a></li>'
        for number, (_, part) in enumerate(chapters, 1)
    ]
    body = [f"<h1>{_text(book.title)}</h1>", '<nav epub:type="toc"><ol>', *rows, "</ol></nav>"]
    return _xhtml(book.title, language, body)


def _page(part: Part, language: str) -> str:
    rows: list[str] = []
    open_tag = ""
    for number, said in enumerate(part.said):
        if said.begins or not open_tag:
            if open_tag:
                rows.append(f"</{open_tag}>")
                rows += ["<hr/>"] * said.scene
            open_tag = "h1" if said.line.kind is Kind.HEADING else "p"
            rows.append(f"<{open_tag}>")
        rows.append(f'<span id="l{number}" class="{said.line.kind}">{_text(said.text)}</span>')
    rows.append(f"</{open_tag}>" if open_tag else f"<p>{_text(part.title)}</p>")
    return _xhtml(part.title, language, rows)


def _overlay(part: Part, number: int, sound: str) -> str:
    rows = [
        _HEAD + '<smil xmlns="http://www.w3.org/ns/SMIL" version="3.0"><body>',
        *(
            f'<par id="x{line}"><text src="{number:04d}.xhtml#l{line}"/>'
            f'<audio src="{sound}" clipBegin="{said.start:.3f}s" clipEnd="{said.end:.3f}s"/></par>'
            for line, said in enumerate(part.said)
        ),
        "</body></smil>",
        "",
    ]
    return "\n".join(rows)


def _spoken_seconds(part: Part) -> float:
    """What the overlay's clips last together, as they are written: in milliseconds."""
    return sum(round(said.end, 3) - round(said.start, 3) for said in part.said)


def _xhtml(title: str, language: str, body: Sequence[str]) -> str:
    tag = html.escape(language)
    return "\n".join(
        [
            _HEAD + '<html xmlns="http://www.w3.org/1999/xhtml" '
            f'xmlns:epub="http://www.idpf.org/2007/ops" lang="{tag}" xml:lang="{tag}">',
            f"<head><title>{_text(title)}</title>"
            '<link rel="stylesheet" type="text/css" href="style.css"/></head>',
            "<body>",
            *body,
            "</body></html>",
            "",
        ]
    )


def _clock(seconds: float) -> str:
    whole = round(1000 * seconds)
    minutes, rest = divmod(whole, 60_000)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest // 1000:02d}.{rest % 1000:03d}"


def _text(text: str) -> str:
    """Text as XML; characters that XML has no place for are left out."""
    kept = (
        c
        for c in text
        if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    )
    return html.escape("".join(kept))
