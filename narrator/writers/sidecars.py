"""Small text files beside the sound: playlist, subtitles, and what Audiobookshelf reads."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence

from narrator.book import Kind, Metadata
from narrator.mixer import ChapterSound


def playlist(title: str, files: Sequence[tuple[str, str, float]]) -> str:
    """An extended M3U playlist in UTF-8; files are ``(name, title, seconds)``, named from here."""
    rows = ["#EXTM3U", f"#PLAYLIST:{_one_line(title)}"]
    for name, shown, seconds in files:
        rows += [f"#EXTINF:{round(seconds)},{_one_line(shown)}", name]
    return "\n".join(rows) + "\n"


def subtitles(chapters: Sequence[tuple[float, ChapterSound]], sample_rate: int) -> str:
    """WebVTT with the speaker of each line; each chapter comes with its start in seconds."""
    rows = ["WEBVTT", ""]
    for begin, chapter in chapters:
        for cue in chapter.cues:
            start, end = begin + cue.start / sample_rate, begin + cue.end / sample_rate
            words = html.escape(" ".join(cue.line.text.split()), quote=False)
            speaker = cue.line.speaker or ("Narrator" if cue.line.kind is Kind.NARRATION else "")
            voice = f"<v {html.escape(_one_line(speaker))}>" if speaker else ""
            rows += [f"{_clock(start)} --> {_clock(end)}", voice + words, ""]
    return "\n".join(rows)


def audiobookshelf(
    book: Metadata, narrators: Sequence[str], chapters: Sequence[tuple[str, float, float]]
) -> str:
    """Audiobookshelf's ``metadata.json``; chapters are ``(title, start, end)`` in seconds."""
    series = f"{book.series} #{book.series_number}" if book.series_number else book.series
    document = {
        "title": book.title,
        "authors": [book.author] if book.author else [],
        "narrators": list(narrators),
        "series": [series] if series else [],
        "genres": ["Audiobook"],
        "tags": [*book.tags, "synthetic voices"],
        "publishedYear": book.date[:4] or None,
        "publisher": book.publisher or None,
        "description": book.description or None,
        "language": book.language or None,
        "chapters": [
            {"id": number, "start": round(start, 3), "end": round(end, 3), "title": title}
            for number, (title, start, end) in enumerate(chapters)
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _clock(seconds: float) -> str:
    milliseconds = round(1000 * seconds)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d}.{rest % 1000:03d}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
