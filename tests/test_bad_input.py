"""A user's mistake: one line that says what, where and what to do; nothing half-written."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest
from building import Outcome, command_line, contents
from conftest import STORY


def build(run, *args: str | Path) -> Outcome:  # type: ignore[no-untyped-def]
    return run("build", "--engine", "tone", "-o", "out", *args)


# ---------------------------------------------------------------- the manuscript

MANUSCRIPTS = [
    ("empty.txt", b"", "is empty"),
    ("blank.txt", b" \n\n\t ", "is empty"),
    ("mark.txt", b"\xef\xbb\xbf", "empty|nothing to read"),
    ("random.bin", bytes(range(256)) * 20, "binary"),
    ("random.txt", bytes(range(256)) * 20, "binary"),
    ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(100), "picture"),
    ("program.txt", b"\x7fELF" + bytes(100), "program"),
    ("broken.epub", b"PK\x03\x04" + bytes(50), r"broken\.epub: "),
    ("broken.docx", b"PK\x03\x04" + bytes(50), r"broken\.docx: "),
    ("not.epub", b"This is no EPUB.", r"not\.epub: "),
    ("pauses.txt", "……".encode(), "nothing to read aloud"),
    ("breaks.txt", b"***\n\n* * *\n", "nothing to read aloud"),
    ("marks.txt", "“…?!” — .\n".encode(), "nothing to read aloud"),
]


@pytest.mark.parametrize(("name", "data", "problem"), MANUSCRIPTS, ids=[m[0] for m in MANUSCRIPTS])
def test_a_manuscript_that_is_none(
    run, tmp_path: Path, name: str, data: bytes, problem: str
) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / name).write_bytes(data)
    done = build(run, name)
    assert done.code == 2
    assert re.search(problem, done.message)
    assert name in done.message
    assert done.out == ""
    assert not (tmp_path / "out").exists()
    for command in ("script", "cast"):
        assert run(command, name).code in (0, 2)  # a book of pauses has a script


def test_a_missing_manuscript(run) -> None:  # type: ignore[no-untyped-def]
    done = build(run, "nowhere/book.txt")
    assert done.code == 2
    assert "nowhere/book.txt: no such file" in done.message


@pytest.mark.parametrize("name", ["folder", ".", "..", "/"])
def test_a_folder_for_a_manuscript(run, tmp_path: Path, name: str) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "folder").mkdir()
    done = build(run, name)
    assert done.code == 2
    assert f"{name}: is a folder" in done.message


def test_an_unknown_suffix_is_read_as_text(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "story.fic").write_text(STORY, encoding="utf-8")
    assert build(run, "story.fic").code == 0


def test_nothing_on_standard_input(tmp_path: Path) -> None:
    done = command_line("build", "-", "-o", "out", cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "is empty" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="has no such device")
def test_a_device_that_never_ends(tmp_path: Path) -> None:
    done = command_line("script", "/dev/zero", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == "narrator: /dev/zero: is a device; give a file that holds the story\n"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names themselves")
def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9 \x1b[31m.txt")
    (tmp_path / name).write_text(STORY, encoding="utf-8")
    done = command_line("build", name, "--engine", "tone", "-o", "out", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stderr
    assert len(list((tmp_path / "out").rglob("*.mp3"))) == 1


# ---------------------------------------------------------------- where it should go


def test_a_file_where_the_library_should_be(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    done = run("build", "story.txt", "--engine", "tone", "-o", "story.txt")
    assert done.code == 2
    assert "story.txt" in done.message
    assert (tmp_path / "story.txt").read_text(encoding="utf-8") == STORY


def test_a_file_where_the_author_should_be(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "Unknown Author").write_text("mine")
    with pytest.MonkeyPatch.context() as patch:  # it is said before any work is done
        patch.setattr("narrator.production._build_one", lambda *_: 1 / 0)
        done = build(run, "story.txt")
    assert done.code == 1
    assert "can't be written" in done.message
    assert "-o" in done.message
    assert contents(tmp_path / "out") == {"Unknown Author": b"mine"}


def test_a_folder_where_a_file_should_be(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    place = tmp_path / "out" / "Unknown Author" / "Story" / "001 - Chapter 1.mp3"
    place.mkdir(parents=True)
    done = build(run, "story.txt")
    assert done.code == 1
    assert "can't be written" in done.message
    assert not [path for path in (tmp_path / "out").rglob("*") if path.suffix == ".tmp"]


def test_a_cache_that_is_a_file(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("NARRATOR_CACHE", str(tmp_path / "story.txt"))
    done = build(run, "story.txt")
    assert done.code == 1
    assert "the cache can't be written" in done.message
    assert not (tmp_path / "out").exists()


# ---------------------------------------------------------------- what was asked for


def test_an_unknown_engine(run) -> None:  # type: ignore[no-untyped-def]
    done = run("build", "story.txt", "--engine", "espaek")
    assert done.code == 2
    assert 'unknown engine "espaek" (did you mean "espeak"?)' in done.message


@pytest.mark.parametrize(
    ("yaml", "place", "problem"),
    [
        ("narrator: {voice: tone:lwo}\n", "1:19", 'unknown voice "lwo" (did you mean "low"?)'),
        ("narrator:\n  vioce: tone:low\n", "2:3", '(did you mean "voice"?)'),
        ("characters:\n  Ann: [\n", "3:1", "not valid YAML"),
        ("narrator: {voice: espaek:en-us}\n", "1:19", 'did you mean "espeak"?'),
        ("characters:\n  Ann: {voice: espeak:en-us+nosuch}\n", "2:16", "unknown voice"),
    ],
)
def test_a_voice_map_with_a_mistake(
    run, tmp_path: Path, yaml: str, place: str, problem: str
) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "mine.yaml").write_text(yaml)
    for command in (["build", "--dry-run"], ["build"], ["cast"]):
        done = run(*command, "story.txt", "--voices", "mine.yaml")
        assert done.code == 2
        assert f"mine.yaml:{place}: " in done.message
        assert problem in done.message


def test_a_missing_voice_map(run) -> None:  # type: ignore[no-untyped-def]
    done = build(run, "story.txt", "--voices", "nowhere.yaml")
    assert done.code == 2
    assert "nowhere.yaml" in done.message


@pytest.mark.parametrize("asked", ["7", "2-9", "3,5"])
def test_chapters_that_are_not_there(run, asked: str) -> None:  # type: ignore[no-untyped-def]
    done = build(run, "story.txt", "--chapters", asked)
    assert done.code == 2
    assert "1 chapter" in done.message


@pytest.mark.parametrize("asked", ["", "0", "5-3", "a", "1-", "-", "1,,2", "٣x"])
def test_what_is_no_range_of_chapters(run, asked: str) -> None:  # type: ignore[no-untyped-def]
    done = build(run, "story.txt", "--chapters", asked)
    assert done.code == 2
    assert "write 3, 3-5 or 1,3-5" in done.message


@pytest.mark.parametrize(
    "args",
    [
        ["--rate", "9"],
        ["--jobs", "0"],
        ["--preview", "0"],
        ["--preview", "-1"],
        ["--nonsense"],
        [],
    ],
)
def test_wrong_use(run, args: list[str]) -> None:  # type: ignore[no-untyped-def]
    done = run("build", "story.txt", "--engine", "tone", *args) if args else run("build")
    assert done.code == 2
    assert done.message
    assert done.out == ""


# ---------------------------------------------------------------- text that is no prose


@pytest.mark.parametrize(
    "text",
    [
        "[[h@l'oU]] <prosody rate='x-fast'>hello</prosody> &amp; \x01300S there.",
        "<speak><break time='60s'/>Hello.</speak>",
        "Hello \x1b[2J there \u202e and \ufeff here \u200b now.",
        "a" * 1500,
        "word " * 900,
        "¡¿—…” “ ‘ ’ Hello.",
        "你好。こんにちは。안녕하세요. مرحبا. नमस्ते. Здравствуйте.",
        "٣٫١٤ Ⅷ ½ 10⁶ ﷺ 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 ꙮ.",
        "Z̷͖̕a̶̛̙l̵̡̈́g̸͉̈́o̷̯͝ comes.",
        "999999999999999999999999 and 1,000,000,000,000,000.",
        "https://example.com/a?b=c&d=e#f and name@example.com",
        "👩‍👩‍👧‍👦 said 🦆🦆🦆 hello.",
    ],
)
def test_odd_text_is_spoken_or_dropped_but_never_obeyed(run, tmp_path: Path, text: str) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "odd.txt").write_text(text, encoding="utf-8")
    done = run("build", "odd.txt", "--engine", "espeak", "-o", "out", "--json")
    assert done.code == 0, done.err
    seconds = re.search(r'"seconds": ([\d.]+)', done.out)
    assert seconds
    assert float(seconds[1]) < 8 + 0.9 * len(text)  # no break of a minute, no endless spelling


# ---------------------------------------------------------------- options that can't be meant


def test_quiet_and_verbose_contradict_each_other(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    done = build(run, "story.txt", "-q", "-v")
    assert done.code == 2
    assert "leave one of them out" in done.message
    assert not (tmp_path / "out").exists()


def test_one_title_for_several_books(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "other.txt").write_text(STORY, encoding="utf-8")
    done = build(run, "story.txt", "other.txt", "--title", "Both")
    assert done.code == 2
    assert "--title is one book's" in done.message
    assert not (tmp_path / "out").exists()
    assert build(run, "story.txt", "other.txt", "--author", "A. Sand").code == 0


# ---------------------------------------------------------------- places that can't be written


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading the manuscript would be too early."""

    def read(*_: object, **__: object) -> None:
        raise AssertionError("the manuscript was read before the place was tried")

    monkeypatch.setattr("narrator.planning.read_script", read)


@pytest.mark.usefixtures("unread")
def test_a_place_is_tried_before_the_book_is_read(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "file").write_text("mine")
    places = [Path("file"), Path("file/deeper")]
    if Path("/proc/version").exists():  # whoever we are, nothing can be made there
        places += [Path("/proc"), Path("/proc/audio")]
    for place in places:
        done = run("build", "--engine", "tone", "story.txt", "-o", place)
        assert done.code in (1, 2)
        assert re.search(r"can't be written|is a file", done.message), done.message
    assert (tmp_path / "file").read_text() == "mine"
    for arguments in (
        ["script", "story.txt", "-o", "nowhere/script.txt"],
        ["script", "story.txt", "-o", tmp_path],
        ["lexicon", "story.txt", "-o", "file/words.txt"],
        ["cast", "story.txt", "--write", "nowhere/voices.yaml"],
    ):
        done = run(*arguments)
        assert done.code == 1
        assert "can't be written" in done.message
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "story.txt"]
