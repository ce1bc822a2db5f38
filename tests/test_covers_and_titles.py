"""Covers that are no pictures, titles that no file could have: refused in a line, or made safe."""

from __future__ import annotations

import io
import json
import re
import unicodedata
import zlib
from pathlib import Path
from typing import Any

import pytest
from building import Outcome


def build(run, *args: str | Path) -> Outcome:  # type: ignore[no-untyped-def]
    return run("build", "--engine", "tone", "-o", "out", *args)


# ---------------------------------------------------------------- covers


def picture(width: int, height: int, form: str = "PNG", mode: str = "L") -> bytes:
    from PIL import Image

    stream = io.BytesIO()
    Image.new(mode, (width, height)).save(stream, form)
    return stream.getvalue()


def claimed(width: int, height: int) -> bytes:
    """A PNG that says that it is so large, in a few hundred bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")
        )

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "no picture"),
        (b"hello", "no picture"),
        (picture(10, 10)[:-30], "no picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture"),
        (claimed(20_000, 20_000), "too large"),
        (claimed(2_000_000, 2_000_000), "too large"),
    ],
    ids=["empty", "text", "truncated", "svg", "400 megapixels", "absurd"],
)
def test_a_cover_that_cant_be_used(run, tmp_path: Path, data: bytes, problem: str) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "cover.png").write_bytes(data)
    done = build(run, "story.txt", "--cover", "cover.png")
    assert done.code == 2
    assert "cover.png" in done.message
    assert problem in done.message
    assert not (tmp_path / "out").exists()


def test_a_missing_cover(run) -> None:  # type: ignore[no-untyped-def]
    done = build(run, "story.txt", "--cover", "nowhere.png")
    assert done.code == 2
    assert "nowhere.png" in done.message


@pytest.mark.skipif(not Path("/dev/zero").is_char_device(), reason="no such files here")
def test_a_cover_that_never_ends(run: Any) -> None:
    done = build(run, "story.txt", "--cover", "/dev/zero")
    assert done.code == 2
    assert "the cover is no file" in done.message


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF"])
def test_pictures_become_small_baseline_jpegs(run, tmp_path: Path, form: str) -> None:  # type: ignore[no-untyped-def]
    from PIL import Image

    width = 16_000 if form == "WEBP" else 20_000
    (tmp_path / "cover").write_bytes(picture(width, 40, form))
    done = build(run, "story.txt", "--cover", "cover")
    assert done.code == 0, done.err
    (cover,) = (tmp_path / "out").rglob("cover.jpg")
    with Image.open(cover) as found:
        assert (found.format, found.mode, found.width) == ("JPEG", "RGB", 1600)
        assert "progressive" not in found.info


def test_a_transparent_cover_is_white_beneath(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    from PIL import Image

    (tmp_path / "cover.png").write_bytes(picture(50, 50, mode="RGBA"))
    assert build(run, "story.txt", "--cover", "cover.png").code == 0
    (cover,) = (tmp_path / "out").rglob("cover.jpg")
    with Image.open(cover) as found:
        assert min(found.getpixel((25, 25))) > 250  # type: ignore[type-var]


def test_letters_that_no_font_has_are_not_drawn_as_boxes() -> None:
    from PIL import Image

    from narrator.writers.cover import draw_cover

    def is_written_on(title: str) -> bool:
        with Image.open(io.BytesIO(draw_cover(title, ""))) as cover:
            inside = cover.convert("RGB").crop((154, 154, 1246, 798))
            return min(high for _, high in inside.getextrema()) > 220  # type: ignore[misc]

    assert is_written_on("The Ferry")
    assert not is_written_on("\ue000\ue001 \U000f0000")
    assert not is_written_on("")


@pytest.mark.parametrize("title", ["A", "x" * 300, "Word " * 80, "Mi" * 40 + " Mo", "Öl für Ærø"])
def test_a_drawn_title_keeps_to_its_place(title: str) -> None:
    from PIL import Image

    from narrator.writers.cover import draw_cover

    with Image.open(io.BytesIO(draw_cover(title, title))) as cover:
        assert cover.size == (1400, 1400)  # the least that podcast directories take
        page = cover.convert("L")
        for place in ((98, 98, 146, 1302), (1254, 98, 1302, 1302), (154, 98, 1246, 146)):
            lightest, darkest = page.crop(place).getextrema()[::-1]  # type: ignore[misc]
            assert lightest - darkest < 110, place  # nothing but the colour, which grows darker


# ---------------------------------------------------------------- titles

TITLES = [
    "a/b\\c",
    "..",
    "../../etc/passwd",
    "NUL",
    "con.txt",
    'a:b*c?d<e>f|g"h',
    "x" * 300,
    "…" * 300,
    "\u202egnp.exe\u202c",
    "\x1b[31mred\x1b[0m",
    " . ",
    "line\nbreak\ttab",
    "🦆" * 200,
    "-rf",
    "e\u0301" * 100,
    "$(reboot)`id`%PATH%",
]


@pytest.mark.parametrize("title", TITLES)
def test_any_title_is_a_folder_and_a_tag(run, tmp_path: Path, title: str) -> None:  # type: ignore[no-untyped-def]
    from mutagen.id3 import ID3

    done = build(run, "story.txt", f"--title={title}", f"--author={title}", "--json", "--single")
    assert done.code == 0, done.err
    assert "\x1b" not in done.err
    assert "\u202e" not in done.err
    (file,) = (tmp_path / "out").rglob("*.mp3")
    parts = file.relative_to(tmp_path / "out").parts
    assert len(parts) == 3
    for part in parts:
        assert len(part.encode()) < 240
        assert not re.search(r'[<>:"/\\|?*\x00-\x1f\u202a-\u202e]', part)
        assert part == part.strip(" ") == part.rstrip(".")
        assert not re.fullmatch(r"(?i)(nul|con|prn|aux)(\..*)?", part)
    assert ID3(file)["TALB"].text == [" ".join(title.replace("\x1b", " ").split())]
    (listed,) = (tmp_path / "out").rglob("*.m3u8")
    assert file.name in listed.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("form", ["m4b", "opus", "flac"])
@pytest.mark.parametrize(
    "title",
    ["../a/b\0c: d", "\u202egnp.exe\u202c", "\x1b]0;mine\x07\x1b[31mred\x1b[0m\x9b2J", "é…" * 150],
    ids=["path and NUL", "right to left", "terminal", "300 letters"],
)
def test_the_tag_holds_the_true_title_in_every_format(
    form: str, title: str, tmp_path: Path
) -> None:
    from building import build_text
    from mutagen.flac import FLAC
    from mutagen.mp4 import MP4
    from mutagen.oggopus import OggOpus

    from narrator.book import Metadata

    about = Metadata(title=title, author="Ann", series=title, description=title)
    report = build_text("Hi.", tmp_path, engine="tone", formats=(form,), metadata=about)
    (file,) = report.files
    assert file.is_relative_to(tmp_path)
    kind: Any = {"m4b": MP4, "opus": OggOpus, "flac": FLAC}[form]
    # All of it but control characters: those a screen would obey.
    shown = "".join(" " if unicodedata.category(c) == "Cc" else c for c in title)
    key = "\xa9alb" if form == "m4b" else "album"
    assert kind(file)[key] == [" ".join(shown.split())]
    for part in file.relative_to(tmp_path).parts:
        assert not re.search(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u202a-\u202e]', part)


def _epub_of(title: bytes) -> bytes:
    from zipfile import ZipFile

    container = b"""<container><rootfiles><rootfile full-path="c.opf"/></rootfiles></container>"""
    package = b"""<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>%s</dc:title>
        </metadata><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>
        </manifest><spine><itemref idref="a"/></spine></package>"""
    page = b"<html><body><h1>%s</h1><p>It rained.</p></body></html>"
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("c.opf", package % title)
        archive.writestr("a.xhtml", page % title)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("story.md", b"# The\0 Ferry: A/B\n\n## One\n\nIt rained.\n"),
        ("story.md", b'---\ntitle: "The\\0 Ferry: A/B"\n---\n\n# One\n\nIt rained.\n'),
        ("story.txt", b"The\0 Ferry: A/B\n\nby Ann\0 Lodz\n\nChapter 1\n\nIt rained.\n"),
        ("story.epub", _epub_of(b"The\0 Ferry: A/B")),
    ],
    ids=["heading", "front matter", "text", "epub"],
)
def test_a_title_with_a_nul_is_read_without_it(
    run: Any, tmp_path: Path, name: str, data: bytes
) -> None:
    from mutagen.id3 import ID3

    (tmp_path / name).write_bytes(data)
    done = build(run, name, "--single")
    assert done.code == 0, done.err
    (file,) = (tmp_path / "out").rglob("*.mp3")
    assert (file.name, ID3(file)["TALB"].text) == ("The Ferry A B.mp3", ["The Ferry: A/B"])


def test_a_title_keeps_its_dots(run: Any, tmp_path: Path) -> None:
    from mutagen.id3 import ID3

    (tmp_path / "dots.md").write_text("## Wait...\n\nOne.\n\n## ..\n\nTwo.\n\n## End.\n\nThree.\n")
    assert build(run, "dots.md").code == 0
    titles = [ID3(file)["TIT2"].text for file in sorted((tmp_path / "out").rglob("*.mp3"))]
    assert titles == [["Wait..."], [".."], ["End"]]


@pytest.mark.parametrize("form", ["mp3", "m4b", "opus", "flac"])
def test_two_chapters_of_one_title_are_two(run, tmp_path: Path, form: str) -> None:  # type: ignore[no-untyped-def]
    text = "## Rain\n\nOne.\n\n## Rain\n\nTwo.\n"
    (tmp_path / "Twins.md").write_text(text)
    done = build(run, "Twins.md", "--format", form)
    assert done.code == 0, done.err
    files = sorted(path.name for path in (tmp_path / "out").rglob(f"*.{form}"))
    assert files == (
        ["Twins.m4b"] if form == "m4b" else [f"001 - Rain.{form}", f"002 - Rain.{form}"]
    )
    listed = json.loads(next((tmp_path / "out").rglob("metadata.json")).read_text())["chapters"]
    assert [each["title"] for each in listed] == ["Rain"] * 2


def test_a_chapter_title_of_any_kind(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    titles = ["CON", "../up", "a" * 290, "\u202eright", "What? *Really*: “yes”/no"]
    text = "".join(f"\n\nChapter {n}: {title}\n\nHello.\n" for n, title in enumerate(titles, 1))
    (tmp_path / "odd.txt").write_text(text, encoding="utf-8")
    done = build(run, "odd.txt")
    assert done.code == 0, done.err
    files = sorted(path.name for path in (tmp_path / "out").rglob("*.mp3"))
    assert [name[:6] for name in files] == [f"{n:03d} - " for n in range(1, len(files) + 1)]
    assert not any(re.search(r'[<>:"/\\|?*\u202a-\u202e]', name) for name in files)
