"""``voices.yaml``: what it says counts, and what it can't say is refused with its place."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from voice_files import load

from narrator.book import Character
from narrator.errors import VoiceMapError, WriteError
from narrator.voices import (
    DEFAULT_FILE,
    Pauses,
    VoiceMap,
    VoiceWish,
    check_voices,
    find_voice_map,
    load_voice_map,
    write_owned,
)

CASES = Path(__file__).parent / "cases" / "voices"
ROOT = Path(__file__).parent.parent


REFUSED = json.loads((CASES / "refused.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", REFUSED, ids=[case["case"] for case in REFUSED])
def test_refused_with_its_place(case: dict[str, str], file: Path) -> None:
    with pytest.raises(VoiceMapError) as caught:
        load(file, case["yaml"])
    assert str(caught.value) == f"{file}:{case['error']}"


def test_everything_that_can_be_said(file: Path) -> None:
    voice_map = load(file, (CASES / "everything.yaml").read_bytes())
    lizzy = voice_map.characters["Elizabeth Marlow"]
    assert voice_map.narrator == VoiceWish("espeak", "en-us", rate=165)
    assert voice_map.thoughts == VoiceWish(volume_db=-2.0, effect="soft", rate_percent=-5.0)
    assert lizzy == VoiceWish("espeak", "en-gb-x-rp+f3", 170, 10.0, -1.0, "")
    assert voice_map.characters["no"] == VoiceWish(voice="Alex")
    assert voice_map.people == (
        Character("Elizabeth Marlow", ("Lizzy", "Eliza", "Miss Marlow"), "female", "young"),
        Character("no", ("yes", "12:30", "1e3", "null")),
    )
    assert voice_map.unknown == VoiceWish(effect="telephone")
    assert voice_map.performance == "plain"
    assert voice_map.pauses == Pauses(sentence=0.3, scene=1.5)
    assert voice_map.lexicon == {"Naoki": "nah-OH-kee", "on": "off"}
    assert voice_map.corrections == {"5f2c0a91b7d3": "Elizabeth Marlow", "0012": "unknown"}


@pytest.mark.parametrize("text", ["", "# nothing but a remark\n", "characters:\nunknown:\n", "{}"])
def test_an_empty_file_asks_for_nothing(file: Path, text: str) -> None:
    assert load(file, text) == VoiceMap(path=file)


def test_saved_by_notepad(file: Path) -> None:
    for encoding in ("utf-8-sig", "utf-16"):
        voice_map = load(file, "characters:\r\n  Zoë:\r\n    gender: female\r\n".encode(encoding))
        assert voice_map.people == (Character("Zoë", gender="female"),)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"\x7fELF\x00\x01", "a binary file, not text"),
        (b"a: caf\xe9\n", "1: not UTF-8 text; save it as UTF-8"),
        (b"a: \x07\n", "a control character; this must be plain text"),
        (b"#" * 5_000_000, "is larger than 1 MB; this is no voices.yaml"),
        (b"[" * 100_000, "1:9: nested too deeply"),
        (b"{a: " * 100_000, "1:30: nested too deeply"),
        (b"narrator: {rate: '" + b"x\n" * 100_000 + b"'}", '1:18: "x x x x'),
        (b"? " + b"x" * 100_000 + b"\n: 1", "1:3: unknown key"),
        (b"a: &a [1]\nb: &b [*a, *a]\n", "1:4: anchors and aliases (& and *)"),
    ],
    ids=[
        "binary",
        "latin-1",
        "control",
        "5 MB",
        "brackets",
        "braces",
        "long value",
        "long key",
        "bomb",
    ],
)
def test_hostile_files_end_in_one_line(file: Path, content: bytes, problem: str) -> None:
    with pytest.raises(VoiceMapError) as caught:
        load(file, content)
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 1000


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.text(alphabet="abc:-[]{}&*!|>'\"#%@`\n \t0.~?,", max_size=60))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content) -> None:
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    try:
        load(file, content)
        complaint = str(file)
    except VoiceMapError as error:
        complaint = str(error)
    assert complaint.startswith(str(file))
    assert "\n" not in complaint


def test_missing_folder_and_unreadable(tmp_path: Path) -> None:
    with pytest.raises(VoiceMapError, match="no such file"):
        load_voice_map(tmp_path / "none.yaml")
    with pytest.raises(VoiceMapError, match="is a folder"):
        load_voice_map(tmp_path)
    locked = tmp_path / "locked.yaml"
    locked.write_text("{}")
    locked.chmod(0)
    if not os.access(locked, os.R_OK):  # root may read everything
        with pytest.raises(VoiceMapError, match="can't be read"):
            load_voice_map(locked)


# Which file counts


def test_the_default_is_the_documented_file() -> None:
    assert (ROOT / "voices.yaml").read_bytes() == DEFAULT_FILE.read_bytes()


def test_the_default_says_what_the_program_does_anyway(own_file: Path) -> None:
    voice_map = find_voice_map(None, None)
    assert voice_map.path == DEFAULT_FILE
    assert voice_map.pauses == Pauses()
    assert not voice_map.characters


def test_the_default_is_known_without_reading_it(own_file: Path) -> None:
    assert find_voice_map(None, None) == load_voice_map(DEFAULT_FILE)


def test_order_of_files(tmp_path: Path, own_file: Path) -> None:
    book = tmp_path / "book" / "story.txt"
    book.parent.mkdir()
    explicit = tmp_path / "mine.yaml"
    expected = [DEFAULT_FILE, own_file, book.parent / "voices.yaml", explicit]
    own_file.parent.mkdir()
    for count, path in enumerate(expected):
        if path != DEFAULT_FILE:
            path.write_text("narrator: {rate: 170}\n")
        given_file = explicit if count == 3 else None
        assert find_voice_map(book, given_file).path == path
    assert find_voice_map(None, None).path == own_file


def test_a_broken_file_is_not_passed_over(tmp_path: Path, own_file: Path) -> None:
    (tmp_path / "voices.yaml").write_text("narrator: [")
    with pytest.raises(VoiceMapError):
        find_voice_map(tmp_path / "story.txt", None)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_beside_the_book_is_not_waited_for(tmp_path: Path, own_file: Path) -> None:
    os.mkfifo(tmp_path / "voices.yaml")
    with pytest.raises(VoiceMapError, match="is no file"):
        find_voice_map(tmp_path / "story.txt", None)


@pytest.mark.parametrize(
    "voice", ["command:anything", "openai:alloy", "plugin:x", "piper:/tmp/evil.onnx", "piper:..\\x"]
)
def test_a_strangers_file_may_not_reach_out(tmp_path: Path, own_file: Path, voice: str) -> None:
    beside = tmp_path / "voices.yaml"
    beside.write_text(f"characters:\n  Anna:\n    voice: '{voice}'\n")
    with pytest.raises(VoiceMapError) as caught:
        find_voice_map(tmp_path / "story.txt", None)
    message = str(caught.value)
    assert message.startswith(f"{beside}:3:12: ")
    assert str(own_file) in message  # where to put it
    assert find_voice_map(tmp_path / "story.txt", beside).characters["Anna"].voice  # asked for


def test_a_strangers_file_may_cast(tmp_path: Path, own_file: Path) -> None:
    beside = tmp_path / "voices.yaml"
    beside.write_text("characters:\n  Anna: {voice: 'espeak:en-us+f3', rate: 150}\n")
    assert find_voice_map(tmp_path / "story.txt", None).characters["Anna"].rate == 150


# The program's own file beside a book


def test_kept_corrections_count_unless_a_person_says_otherwise(
    tmp_path: Path, own_file: Path
) -> None:
    book = tmp_path / "story.txt"
    (tmp_path / "story.cast.yaml").write_text("corrections: {a1: Anna, b2: Cleo, c3: no}\n")
    assert find_voice_map(book, None).corrections == {"a1": "Anna", "b2": "Cleo", "c3": "no"}
    (tmp_path / "voices.yaml").write_text("corrections: {a1: Eve}\n")
    assert find_voice_map(book, None).corrections["a1"] == "Eve"
    assert find_voice_map(tmp_path / "other.txt", None).corrections == {"a1": "Eve"}


def test_a_damaged_cast_file_is_not_passed_over(tmp_path: Path, own_file: Path) -> None:
    (tmp_path / "story.cast.yaml").write_text("corrections: [")
    with pytest.raises(VoiceMapError, match=r"story\.cast\.yaml"):
        find_voice_map(tmp_path / "story.txt", None)


def test_what_can_not_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="can't be written"):
        write_owned(tmp_path / "gone" / "story.cast.yaml", "x")


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    letters = tmp_path / "letters.txt"
    letters.write_text("Dear Ada")
    place = tmp_path / "story.cast.yaml"
    (tmp_path / ".story.cast.yaml.part").symlink_to(letters)  # a name that could be guessed
    place.symlink_to(letters)
    assert write_owned(place, "Dear Ada")  # also where it says the same already
    assert write_owned(place, "new\nwords\n")
    assert letters.read_text() == "Dear Ada"
    assert not place.is_symlink()
    assert place.read_bytes() == b"new\nwords\n"
    assert not write_owned(place, "new\nwords\n")


def test_two_who_write_at_once_never_meet(tmp_path: Path) -> None:
    place = tmp_path / "series.cast.yaml"
    texts = [f"{number}\n" * 5000 for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda text: [write_owned(place, text) for _ in range(20)], texts))
    assert place.read_text() in texts
    assert list(tmp_path.iterdir()) == [place]


# Voices that engines have


def check(voice_map: VoiceMap) -> None:
    def missing(engine: str, voice: str) -> list[str] | None:
        return None if voice in ("amy", "bob") else ["amy", "bob"]

    check_voices(voice_map, missing, default_engine="espeak", engines=["espeak", "tone"])


def test_voices_that_exist_pass(file: Path) -> None:
    check(load(file, "narrator: {voice: amy}\ncharacters: {A: {voice: 'tone:bob'}, B: {}}\n"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "narrator: {}\nunknown: {voice: amy2}",
            '2:18: unknown voice "amy2" (did you mean "amy"?)',
        ),
        (
            "characters:\n  A:\n    voice: espeek:amy\n",
            '3:12: unknown engine "espeek" (did you mean "espeak"?)',
        ),
        (
            "unknown: {voice: bobby}\nnarrator: {voice: zzz}\n",
            '1:18: unknown voice "bobby" (did you mean "bob"?)',
        ),
    ],
)
def test_voices_that_are_missing_are_named(file: Path, text: str, problem: str) -> None:
    with pytest.raises(VoiceMapError) as caught:
        check(load(file, text))
    assert str(caught.value).startswith(f"{file}:{problem}")


def test_checking_a_map_that_came_from_no_file() -> None:
    with pytest.raises(VoiceMapError, match=r'^voices.yaml: unknown voice "x"'):
        check(VoiceMap(narrator=VoiceWish(voice="x")))
