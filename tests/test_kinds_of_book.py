"""Books that are no English novel: a sensible script, every letter spoken once, never a crash."""

from __future__ import annotations

import io
import json
import time
import zipfile
from pathlib import Path

import pytest
from building import build_text

from narrator.book import Kind, Line, lost_text
from narrator.pipeline import read_script, spoken_texts
from narrator.script import Script, script_json
from narrator.voices import VoiceMap

FOLDER = Path(__file__).parent / "cases" / "kinds"
TEXTS = json.loads((FOLDER / "texts.json").read_text(encoding="utf-8"))
LETTER = {"N": Kind.NARRATION, "D": Kind.DIALOGUE, "T": Kind.THOUGHT, "H": Kind.HEADING}


def script_of(text: str) -> Script:
    script = read_script("-", VoiceMap(), data=text.encode())
    assert not lost_text(script.book, script.chapters)
    script_json(script)
    return script


def is_as_told(line: Line, told: str) -> bool:
    """``D Anna: words``: kind, speaker (``*``: anybody) and how the words begin."""
    head, _, words = told.partition(": ")
    kind, _, speaker = head.partition(" ")
    if line.kind is not LETTER[kind] or not " ".join(line.text.split()).startswith(words):
        return False
    return speaker == "*" or (line.speaker or "").casefold() == speaker.casefold()


@pytest.mark.parametrize("entry", TEXTS, ids=[entry["name"] for entry in TEXTS])
def test_each_kind_gives_a_sensible_script(entry: dict) -> None:
    script = script_of(entry["text"])
    wrong = [
        (told, line)
        for line, told in zip(script.lines(), entry["lines"], strict=True)
        if not is_as_told(line, told)
    ]
    assert not wrong
    assert script.book.metadata.language == entry["language"]


@pytest.mark.parametrize("entry", TEXTS, ids=[entry["name"] for entry in TEXTS])
def test_a_language_that_is_not_english_is_said(entry: dict) -> None:
    script = script_of(entry["text"])
    foreign = entry["language"] not in ("", "en")
    assert [f"the language is {entry['language']}," in note for note in script.notes] == [
        True for _ in range(foreign)
    ]
    for line in script.lines():
        if foreign and line.speaker and not line.evidence.startswith("tag"):
            assert line.confidence <= 0.7


def test_names_ahead_of_the_words_are_not_read_aloud() -> None:
    for entry in TEXTS:
        if not entry["name"].startswith(("play", "chat")):
            continue
        script = script_of(entry["text"])
        said = " ".join(spoken_texts(script, VoiceMap()).values())
        stated = {line.speaker for line in script.lines() if "ahead of" in line.evidence}
        assert len(stated) >= 2
        for name in stated:
            assert said.casefold().count((name or "").casefold()) <= 1  # where a direction has it
        assert "12:0" not in said
        assert {line.speaker for line in script.lines() if line.kind is Kind.DIALOGUE} == stated


def test_a_play_in_an_epub_of_prose() -> None:
    """Names and words in one paragraph each, as converters leave them."""
    rows = [
        "<h2>Scene One</h2>",
        "<p>A weir at night.</p>",
        "<p>MILLER. Who opened the gate?</p>",
        "<p>HIS WIFE. You did, in your sleep.</p>",
        "<p>MILLER. <i>(Sitting down.)</i> Again?</p>",
        "<p>HIS WIFE. The eels came through the kitchen.</p>",
        "<p>MILLER. Did you count them?</p>",
        "<p>HIS WIFE. I counted the ones that stayed.</p>",
    ]
    page = f"<html xmlns='http://www.w3.org/1999/xhtml'><body>{''.join(rows)}</body></html>"
    package = (
        "<package xmlns='http://www.idpf.org/2007/opf' version='3.0'><metadata "
        "xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title>The Weir</dc:title>"
        "<dc:language>en</dc:language></metadata><manifest><item id='a' href='a.xhtml' "
        "media-type='application/xhtml+xml'/></manifest>"
        "<spine><itemref idref='a'/></spine></package>"
    )
    container = (
        "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container' version='1.0'>"
        "<rootfiles><rootfile full-path='b.opf' media-type='application/oebps-package+xml'/>"
        "</rootfiles></container>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("b.opf", package)
        archive.writestr("a.xhtml", page)
    script = read_script("-", VoiceMap(), data=file.getvalue())
    assert not lost_text(script.book, script.chapters)
    speakers = [line.speaker for line in script.lines() if line.kind is Kind.DIALOGUE]
    assert speakers == ["Miller", "His Wife"] * 3
    told = [line.text for line in script.lines() if line.kind is Kind.NARRATION]
    assert told == ["A weir at night.", "MILLER. (Sitting down.)"]


def test_two_thousand_characters() -> None:
    """As many people as a phone book: each keeps their own words, in bearable time."""
    first = ["Abel", "Berta", "Carl", "Dora", "Emil", "Frida", "Georg", "Hanna", "Ivar", "Judith"]
    ends = ["berg", "son", "worth", "dale", "ford", "man", "wick", "stone", "ley", "mer"]
    names = [
        f"{first[i % 10]} {a}{ends[i // 10 % 10]}"
        for i, a in enumerate(
            chr(65 + i // 77) + chr(97 + i // 3 % 26) + "aeiou"[i % 5] for i in range(2000)
        )
    ]
    text = "".join(f"“This is remark {i},” said {name}.\n\n" for i, name in enumerate(names))
    start = time.process_time()
    script = script_of(text)
    assert time.process_time() - start < 20
    said = [line for line in script.lines() if line.kind is Kind.DIALOGUE]
    assert len(said) == 2000
    right = sum(line.speaker == name for line, name in zip(said, names, strict=True))
    assert right > 1900


@pytest.mark.parametrize("name", ["play own lines", "chat brackets", "japanese corners"])
def test_it_can_be_built(name: str, inline: None, tmp_path: Path) -> None:
    text = next(entry["text"] for entry in TEXTS if entry["name"] == name)
    report = build_text(text, tmp_path / "out", jobs=1)
    assert report.files
    assert not report.failures


@pytest.mark.parametrize("text", ["< >: hello\n", "< > hi\n< > ho\n", "<\u00a0> a\n\n< >: b\n"])
def test_a_nick_of_nothing_but_spaces_is_no_name(text: str) -> None:
    script = script_of(text)
    assert all(line.speaker is None or line.speaker.strip() for line in script.lines())
