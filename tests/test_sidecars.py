"""What stands beside the sound: right words at the right time, in forms that others can read."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest
from browsing import PROGRAM, Browser
from building import build_text, contents
from listening import cues
from lxml import etree, html

from narrator.book import Kind, Line, Metadata, Pause
from narrator.cli.build import build as build_command
from narrator.errors import ConfigurationError
from narrator.order import Order, Report, check_order
from narrator.voices import VoiceMap
from narrator.writers.formats import SIDECARS
from narrator.writers.lyrics import lyrics, subrip
from narrator.writers.read_along_html import read_along
from narrator.writers.tracks import Part, Said, Track

TALE = """CHAPTER 1: Salt & <Light>

The boat came in. "Is anyone there?" asked Anna. Nobody was, and the gulls went on talking.

"Then we wait," said Tom. He sat down on the wall.

CHAPTER 2: The Second Day

It rained, and the harbour was grey from one end to the other. "Still nobody," said Tom.
"""
URL = "https://example.org/books/ferry"
ABOUT = Metadata(title="The Ferry", author="B. Hale", language="en", description="A wait.")


def _tale(folder: Path, **wishes: object) -> Report:
    inside = {"sylt"} if "mp3" not in wishes.get("formats", ("mp3",)) else set()  # type: ignore[operator]
    names = tuple(name for name in SIDECARS if name not in inside)
    return build_text(
        TALE, folder, engine="espeak", sidecars=names, url=URL, metadata=ABOUT, **wishes
    )


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _tale(tmp_path_factory.mktemp("book")).folder


def _vtt(folder: Path) -> list[list[tuple[float, float, str]]]:
    return [
        [(a, b, re.sub(r"<v [^>]*>", "", text)) for a, b, text in cues(path)]
        for path in sorted(folder.glob("*.vtt"))
    ]


def _said(text: str) -> str:
    return json.dumps(_plain(text))


def _plain(text: str) -> str:
    return " ".join(html.fromstring(f"<p>{text}</p>").text_content().split())


def test_every_sidecar_comes_when_asked_for_and_goes_when_not(tmp_path: Path) -> None:
    folder = _tale(tmp_path).folder
    names = {"The Ferry.html", "The Ferry (with sound).html", "The Ferry.epub", "podcast.xml"}
    assert names <= set(contents(folder))
    build_text(TALE, tmp_path, engine="espeak", metadata=ABOUT)
    kinds = {path.suffix for path in folder.iterdir()}
    assert kinds == {".mp3", ".vtt", ".m3u8", ".jpg", ".json"}


def test_the_command_line_takes_every_sidecar() -> None:
    (option,) = (each for each in build_command.params if each.name == "sidecars")
    assert set(option.type.choices) == set(SIDECARS)  # type: ignore[attr-defined]


def test_the_same_book_gives_the_same_sidecars(book: Path, tmp_path: Path) -> None:
    assert contents(_tale(tmp_path).folder) == contents(book)


def test_a_podcast_needs_an_address(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="--url"):
        check_order(Order("-", tmp_path, VoiceMap(), sidecars=("podcast",)))


# ---------------------------------------------------------------- text in time


def test_subtitles_for_video_players_say_the_same_as_webvtt(book: Path) -> None:
    for own, path in zip(_vtt(book), sorted(book.glob("*.srt")), strict=True):
        found = re.findall(r"^\d+\n(\S+) --> (\S+)\n(.*)$", path.read_text(), re.M)
        assert len(found) == len(own)
        for (start, _, text), (begin, _, said) in zip(own, found, strict=True):
            hours, minutes, seconds = begin.replace(",", ".").split(":")
            assert 3600 * int(hours) + 60 * int(minutes) + float(seconds) == pytest.approx(start)
            assert said.endswith(_plain(text))


def test_lyrics_begin_when_their_lines_do(book: Path) -> None:
    text = min(book.glob("*.lrc")).read_text()
    assert "[al:The Ferry]" in text
    times = [
        60 * int(minutes) + float(seconds)
        for minutes, seconds in re.findall(r"^\[(\d\d):(\d\d\.\d\d)\].", text, re.M)
    ]
    assert times == pytest.approx([start for start, _, _ in _vtt(book)[0]], abs=0.006)


def test_odd_words_break_no_format() -> None:
    line = Line(Kind.DIALOGUE, "[x]\n--> </script>\x0b{{title}}", 0, Pause.TURN, 0, speaker='A"<b>')
    said = (Said(line, 0.5, 1.0, True),)
    track = Track("a'\"<&.mp3", "[ti", 2.0, (Part('"><script>', 0, 2.0, said),))
    assert len(subrip(track).splitlines()) == 3
    assert lyrics(track, Metadata()).splitlines()[-2].count("[") == 1
    page = "".join(read_along(Metadata(title="{{text}}</title><script>"), [track]))
    assert page.count("<script>") == page.count("</script>") == 1
    tree = html.fromstring(page)
    assert tree.find(".//span[@data-t]").text == "[x] --> </script> {{title}}"  # type: ignore[union-attr]


# ---------------------------------------------------------------- who speaks how long


def test_the_cast_list_says_how_long_each_speaks(book: Path) -> None:
    document = json.loads((book / "cast.json").read_text())
    assert document["format"] == "narrator-cast-list/1"
    spoken = {each["name"]: each for each in document["characters"]}
    assert set(spoken) == {"Anna", "Tom"}
    assert (spoken["Anna"]["lines"], spoken["Tom"]["lines"]) == (1, 2)
    total = sum(end - start for own in _vtt(book) for start, end, _ in own)
    told = document["narrator"]["seconds"] + sum(each["seconds"] for each in spoken.values())
    assert told == pytest.approx(total, abs=0.05)
    assert spoken["Anna"]["voice"] != spoken["Tom"]["voice"]


# ---------------------------------------------------------------- the page


def test_the_page_has_every_line_at_its_time(book: Path) -> None:
    tree = html.fromstring((book / "The Ferry.html").read_text(encoding="utf-8"))
    spans = tree.findall(".//span[@data-t]")
    own = [(n, a, _plain(text)) for n, cues_ in enumerate(_vtt(book)) for a, _, text in cues_]
    found = [(int(s.get("data-f", "")), float(s.get("data-t", "")), s.text) for s in spans]
    assert found == own
    sources = re.findall(r"(?:src|href)=.{11}", etree.tostring(tree, encoding="unicode"))
    assert sources == ['src="data:image']
    assert tree.findtext(".//h1") == "The Ferry"
    chapters = [(b.get("data-f"), b.get("data-t"), b.text) for b in tree.findall(".//nav//button")]
    titles = ["CHAPTER 1: Salt & <Light>", "CHAPTER 2: The Second Day"]
    assert chapters == [(str(n), "0.000", title) for n, title in enumerate(titles)]


def test_the_page_with_sound_holds_the_very_files(book: Path) -> None:
    tree = html.fromstring((book / "The Ferry (with sound).html").read_text(encoding="utf-8"))
    for number, path in enumerate(sorted(book.glob("*.mp3"))):
        packed = tree.get_element_by_id(f"sound{number}")
        assert packed.get("data-kind") == "audio/mpeg"
        assert base64.b64decode(packed.text or "", validate=True) == path.read_bytes()


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("THE FERRY\n\nIt rained.", []),
        ("THE FERRY\n\nChapter 1\n\nFog.\n\nChapter 2\n\nIt rained.", ["Chapter 1", "Chapter 2"]),
    ],
)
def test_a_title_that_is_a_heading_stands_there_once(
    text: str, later: list[str], tmp_path: Path
) -> None:
    (page,) = build_text(text, tmp_path, engine="tone", sidecars=("html",)).folder.glob("*.html")
    tree = html.fromstring(page.read_text(encoding="utf-8"))
    assert [each.text_content().strip() for each in tree.findall(".//h1")] == ["THE FERRY"]
    assert [each.text_content().strip() for each in tree.findall(".//h2")] == later


@pytest.mark.tools
@pytest.mark.skipif(not PROGRAM, reason="Chromium is not installed")
@pytest.mark.parametrize("kind", ["", " (with sound)"])
def test_the_page_lights_up_the_line_that_is_heard(kind: str, book: Path, tmp_path: Path) -> None:
    page = book / f"The Ferry{kind}.html"
    if kind:  # alone, it must do
        page = Path(shutil.copy(page, tmp_path))
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as own,
        Browser(Path(own)) as browser,
    ):
        browser.open(page.as_uri())
        browser.wait_for("document.readyState == 'complete' && lines[0].length")
        places = [(n, cue) for n, cues_ in enumerate(_vtt(book)) for cue in cues_]
        assert len(places) >= 5
        for file, (start, end, text) in places:
            for moment in (start + 0.02, (start + end) / 2):
                browser.evaluate(f"open_file({file}, {moment}, false)")
                there = f"file == {file} && Math.abs(sound.currentTime - {moment}) < .01"
                words = json.dumps(_plain(text))
                browser.wait_for(f"{there} && !sound.seeking && now && now.textContent == {words}")
        browser.evaluate("places[1].click()")
        browser.wait_for("file == 1 && sound.currentTime < 3 && places[1].className == 'here'")
        browser.evaluate("speed.value = '1.5'; speed.dispatchEvent(new Event('change'))")
        assert browser.evaluate("sound.playbackRate") == 1.5
        file, (start, _, text) = places[-1]
        browser.open("about:blank")
        browser.open(f"{page.as_uri()}#{file + 1},{start + 0.1}")
        browser.wait_for(f"typeof now != 'undefined' && now && now.textContent == {_said(text)}")


# ---------------------------------------------------------------- podcast


def test_the_feed_names_files_that_are_there(book: Path) -> None:
    tree = etree.parse(book / "podcast.xml")
    items = tree.findall(".//item")
    assert [item.findtext("title") for item in items] == [
        "CHAPTER 1: Salt & <Light>",
        "CHAPTER 2: The Second Day",
    ]
    spaces = {
        "p": "https://podcastindex.org/namespace/1.0",
        "atom": "http://www.w3.org/2005/Atom",
    }
    own = tree.find(".//atom:link[@rel='self']", spaces)
    assert own is not None
    assert own.get("href") == f"{URL}/podcast.xml"
    for item in items:
        enclosure = item.find("enclosure")
        assert enclosure is not None
        name = unquote(enclosure.get("url", "").removeprefix(f"{URL}/"))
        assert (book / name).stat().st_size == int(enclosure.get("length", ""))
        for kind in ("chapters", "transcript"):
            beside = item.find(f"p:{kind}", spaces)
            assert beside is not None
            place = unquote(beside.get("url", "").removeprefix(f"{URL}/"))
            assert (book / place).is_file()
    chapters = json.loads(min(book.glob("*.chapters.json")).read_text())
    assert chapters["chapters"][0] == {"startTime": 0, "title": "CHAPTER 1: Salt & <Light>"}


# ---------------------------------------------------------------- e-book


def test_the_e_book_holds_text_sound_and_overlay(book: Path) -> None:
    with zipfile.ZipFile(book / "The Ferry.epub") as archive:
        assert archive.namelist()[0] == "mimetype"
        assert archive.getinfo("mimetype").compress_type == zipfile.ZIP_STORED
        assert archive.read("book/sound/0001.mp3") == min(book.glob("*.mp3")).read_bytes()
        smil = etree.fromstring(archive.read("book/0001.smil"))
        page = html.fromstring(archive.read("book/0001.xhtml"))
    clips = [
        float(each.get(side, "")[:-1])
        for each in smil.iterfind(".//{*}audio")
        for side in ("clipBegin", "clipEnd")
    ]
    assert clips == pytest.approx([time for a, b, _ in _vtt(book)[0] for time in (a, b)])
    names = [each.get("src", "").partition("#")[2] for each in smil.iterfind(".//{*}text")]
    said = [page.get_element_by_id(name).text for name in names]
    assert said == [_plain(text) for _, _, text in _vtt(book)[0]]


def test_a_scene_break_is_seen(tmp_path: Path) -> None:
    text = "One came.\n\nTwo went.\n\n* * *\n\nThree stayed.\n"
    wishes = {"sidecars": ("html", "epub"), "metadata": ABOUT}
    folder = build_text(text, tmp_path, engine="tone", **wishes).folder
    with zipfile.ZipFile(folder / "The Ferry.epub") as archive:
        pages = (archive.read("book/0001.xhtml"), (folder / "The Ferry.html").read_bytes())
    for page in pages:
        body = html.fromstring(page)
        found = [
            "break" if each.tag == "hr" else each.text_content()
            for each in body.iter("span", "hr")
            if each.tag == "hr" or each.get("class") == "narration"
        ]
        assert found == ["One came.", "Two went.", "break", "Three stayed."]


@pytest.mark.tools
@pytest.mark.skipif(not shutil.which("epubcheck"), reason="epubcheck is not installed")
@pytest.mark.parametrize("form", ["mp3", "m4b"])
def test_epubcheck_has_nothing_to_say(form: str, tmp_path: Path) -> None:
    folder = _tale(tmp_path, formats=(form,)).folder
    jar = Path(shutil.which("epubcheck") or "").resolve()
    command = ["java", "-jar", str(jar)] if jar.read_bytes()[:2] == b"PK" else [str(jar)]
    done = subprocess.run(
        [*command, str(folder / "The Ferry.epub")], capture_output=True, text=True, check=False
    )
    assert "0 fatals / 0 errors / 0 warnings" in done.stdout + done.stderr
