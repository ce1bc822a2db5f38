"""A user's mistake: one line that says what, where and what to do; nothing half-written."""

from __future__ import annotations

import io
import json
import os
import re
import sys
import unicodedata
import zlib
from pathlib import Path
from typing import Any

import pytest
from building import command_line, contents

from narrator.cli import main

STORY = "Hello there.\n\n“Who is it?” asked Ann.\n"


class Outcome:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def message(self) -> str:
        """The one line that says what is wrong."""
        lines = [
            line for line in self.err.splitlines() if line.startswith(("narrator: ", "Error: "))
        ]
        assert len(lines) == 1, self.err
        assert "Traceback" not in self.err
        return lines[0]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], inline: None, tmp_path: Path, monkeypatch):  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")

    def call(*args: str | Path) -> Outcome:
        with pytest.raises(SystemExit) as stopped:
            main([str(arg) for arg in args])
        out, err = capsys.readouterr()
        return Outcome(int(stopped.value.code or 0), out, err)

    return call


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


def test_a_folder_for_a_manuscript(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "folder").mkdir()
    done = build(run, "folder")
    assert done.code == 2
    assert "folder: is a folder" in done.message


def test_an_unknown_suffix_is_read_as_text(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "story.fic").write_text(STORY, encoding="utf-8")
    assert build(run, "story.fic").code == 0


def test_nothing_on_standard_input(tmp_path: Path) -> None:
    done = command_line("build", "-", "-o", "out", cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "is empty" in done.stderr
    assert not (tmp_path / "out").exists()


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
        patch.setattr("narrator.synthesizer.Workers.gains", lambda *_: 1 / 0)
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
    assert "unknown engine 'espaek' (did you mean 'espeak'?)" in done.message


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

    monkeypatch.setattr("narrator.pipeline.read_script", read)


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
