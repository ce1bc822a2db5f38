"""Tags, cover, playlist, subtitles and Audiobookshelf's file, as players read them."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen.id3 import ID3
from PIL import Image

from narrator.book import Kind, Line, Metadata, Pause, one_line
from narrator.mixer import ChapterSound, Cue
from narrator.writers import sidecars
from narrator.writers.cover import draw_cover
from narrator.writers.formats import FORMATS
from narrator.writers.tags import LANGUAGES, SYNTHETIC, FileTag, Mark, id3_tag

BOOK = Metadata(
    title="Große Fähre — Ωmega",
    author="Łucja; O'Neil",
    language="en-GB",
    series="Boats",
    series_number="2",
    publisher="Quay & Sons",
    date="2024-05-01",
    description="A ferry.\nAnd gulls.",
)


def read(tag: bytes) -> ID3:
    return ID3(io.BytesIO(tag))


def test_a_tag_says_it_all() -> None:
    raw = id3_tag(BOOK, "Synthetic voices (tone)", b"\xff\xd8jpeg", FileTag("One", 3, 12))
    assert raw[:5] == b"ID3\x03\x00"  # version 2.3: what cars read
    tags = read(raw)
    found = {key: str(tags[key]) for key in tags if key[:4] not in ("APIC", "COMM")}
    assert found == {
        "TIT2": "One",
        "TALB": BOOK.title,
        "TPE1": BOOK.author,
        "TPE2": BOOK.author,
        "TCOM": "Synthetic voices (tone)",
        "TCON": "Audiobook",
        "TRCK": "3/12",
        "TLEN": "0",
        "TDRC": "2024-05-01",
        "TPUB": "Quay & Sons",
        "TLAN": "eng",
        "TIT1": "Boats #2",
        "TSOA": "Boats - 002 - Große Fähre — Ωmega",
        "TXXX:description": BOOK.description,
        "TXXX:SERIES": "Boats",
        "TXXX:SERIES-PART": "2",
        "TXXX:MVNM": "Boats",
        "TXXX:MVIN": "2",
    }
    (comment,) = tags.getall("COMM")
    assert comment.text[0].endswith(SYNTHETIC)
    (cover,) = tags.getall("APIC")
    assert (cover.mime, cover.type, cover.data) == ("image/jpeg", 3, b"\xff\xd8jpeg")


def test_the_same_tag_twice_is_the_same_bytes() -> None:
    marks = tuple(Mark(f"Chapter {n}", 1000 * n, 1000 * n + 1000) for n in range(20))
    tags = {id3_tag(BOOK, "v", b"x", FileTag("One", marks=marks)) for _ in range(3)}
    assert len(tags) == 1


def test_chapters_stand_in_their_order() -> None:
    marks = tuple(
        Mark(f"Chapter {n}", 1000 * n, 1000 * n + 1000) for n in range(FORMATS["mp3"].most_marks)
    )
    tags = read(id3_tag(BOOK, "v", b"", FileTag("One", marks=marks)))
    listed = [tags[f"CHAP:{name}"] for name in tags["CTOC:toc"].child_element_ids]
    assert [(chap.start_time, chap.end_time) for chap in listed] == [
        (mark.start_ms, mark.end_ms) for mark in marks
    ]
    assert [str(chap.sub_frames["TIT2"]) for chap in listed] == [mark.title for mark in marks]
    with pytest.raises(ValueError, match="at most 255"):
        id3_tag(BOOK, "v", b"", FileTag("One", marks=(*marks, marks[0])))


texts = st.text(max_size=60).map(one_line)


@settings(max_examples=60, deadline=None)
@given(st.builds(Metadata, title=texts, author=texts, language=texts, series=texts, date=texts))
def test_any_metadata_is_a_tag(book: Metadata) -> None:
    tags = read(id3_tag(book, "v", b"", FileTag("One")))
    assert str(tags["TPE1"]) == (book.author or "Unknown Author")
    assert "TIT2" in tags


@pytest.mark.parametrize("date", ["2024 or so", "2024-13-45", "20th century", "2024/05", "1999-"])
def test_a_strange_date_is_no_error(date: str) -> None:
    assert read(id3_tag(replace(BOOK, date=date), "v", b"", FileTag("One")))


def test_languages_have_codes_of_three_letters() -> None:
    assert all(len(code) == 3 for code in LANGUAGES.values())


# ---------------------------------------------------------------- sidecars


def chapter(*lines: tuple[str, str | None, int, int]) -> ChapterSound:
    cues = tuple(
        Cue(
            Line(Kind.DIALOGUE if who else Kind.NARRATION, text, 0, Pause.TURN, 0, speaker=who),
            a,
            b,
        )
        for text, who, a, b in lines
    )
    return ChapterSound("One", cues[-1].end if cues else 0, cues)


def test_subtitles_name_the_speakers_and_escape_the_text() -> None:
    sound = chapter(
        ("He said\n  so --> there.", None, 0, 1000), ("“<b>R&D</b>”", "Ann & Bo", 1500, 3_700_500)
    )
    text = sidecars.subtitles([(0.0, sound), (7200.0, sound)], 1000)
    assert text.startswith("WEBVTT\n\n")
    blocks = text.strip().split("\n\n")[1:]
    assert blocks[0] == "00:00:00.000 --> 00:00:01.000\n<v Narrator>He said so --&gt; there."
    assert blocks[1] == (
        "00:00:01.500 --> 01:01:40.500\n<v Ann &amp; Bo>“&lt;b&gt;R&amp;D&lt;/b&gt;”"
    )
    assert blocks[2].startswith("02:00:00.000 --> 02:00:01.000")


def test_a_playlist_is_relative_and_one_line_each() -> None:
    text = sidecars.playlist("A\nBook", [("001 - Ä.mp3", "Ä\n#EXTINF:9", 61.6)])
    assert text == "#EXTM3U\n#PLAYLIST:A Book\n#EXTINF:62,Ä #EXTINF:9\n001 - Ä.mp3\n"


def test_audiobookshelfs_file() -> None:
    facts = json.loads(sidecars.audiobookshelf(BOOK, ["voices"], [("One", 0.0, 12.3456)]))
    assert facts["title"] == BOOK.title
    assert facts["series"] == ["Boats #2"]
    assert facts["publishedYear"] == "2024"
    assert facts["chapters"] == [{"id": 0, "start": 0.0, "end": 12.346, "title": "One"}]


# ---------------------------------------------------------------- the drawn cover


@pytest.mark.parametrize("title", ["", "A", "word " * 60, "W" * 200, "Größe 漢字 🦆"])
def test_a_cover_is_drawn_for_any_title(title: str) -> None:
    data = draw_cover(title, title)
    with Image.open(io.BytesIO(data)) as picture:
        assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (1400, 1400))
        assert len(picture.getcolors(maxcolors=1_000_000)) > 20
    assert draw_cover(title, title) == data
