"""The command line: what goes where, and with which exit code."""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import click
import pytest
from building import ROOT, command_line
from conftest import BOOKS

from narrator import __version__
from narrator.cli import COMMANDS, cli, printable

FERRY = BOOKS / "the-night-ferry.txt"


def document(text: str) -> object:
    """The one JSON document that the text is, and nothing else."""
    return json.loads(text)


# ---------------------------------------------------------------- build


def test_two_words_are_a_book(tmp_path: Path) -> None:
    (tmp_path / "hello.txt").write_text("Hello world.")
    done = command_line("build", "hello.txt", "-o", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    (file,) = (tmp_path / "out").rglob("*.mp3")
    assert file.parent == tmp_path / "out" / "Unknown Author" / "Hello"
    assert str(file.parent.relative_to(tmp_path)) in done.stderr


def test_the_report_is_one_document(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    done = run("build", FERRY, FERRY, "--engine", "tone", "-o", "out", "--json")
    assert done.code == 0
    reports = document(done.out)
    assert isinstance(reports, list)
    first, second = reports
    assert first["title"] == "The Night Ferry"
    assert first["author"] == "Nobody in Particular"
    assert first["chapters"] == 3
    assert first["failures"] == []
    assert [Path(name).name for name in first["files"]] == [
        "001 - Chapter One The Slip.mp3",
        "002 - Chapter Two The Other Boat.mp3",
        "003 - Chapter Three.mp3",
    ]
    assert all((tmp_path / name).is_file() for name in first["files"])
    assert second["parts_reused"] == second["parts"]


def test_quiet_is_quiet(run) -> None:  # type: ignore[no-untyped-def]
    done = run("build", FERRY, "--engine", "tone", "-o", "out", "-q")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_plain_lines_have_no_escapes(run) -> None:  # type: ignore[no-untyped-def]
    done = run("build", FERRY, "--engine", "tone", "-o", "out", "--plain", "-v")
    assert done.code == 0
    assert done.out == ""
    assert "\x1b" not in done.err
    assert "\r" not in done.err
    assert "The Night Ferry by Nobody in Particular: 3 chapters" in done.err
    assert "narrator" in done.err
    assert "tone:" in done.err


@pytest.mark.parametrize("more", [[], ["--json"], ["--single"], ["-q"]])
def test_a_dry_run_writes_nothing(run, tmp_path: Path, cold: Path, more: list[str]) -> None:  # type: ignore[no-untyped-def]
    done = run("build", FERRY, "--engine", "tone", "-o", "out", "--dry-run", *more)
    assert done.code == 0
    assert not (tmp_path / "out").exists()
    assert not [path for path in cold.rglob("*") if path.parent.parent.name in ("shard", "cues")]
    if more == ["--json"]:
        (report,) = document(done.out)  # type: ignore[misc]
        assert report["dry_run"] is True
        assert report["files"] == []
        assert report["estimated_seconds"] > 60


def test_standard_input_is_a_book(tmp_path: Path) -> None:
    done = command_line(
        *("build", "-", "--engine", "tone", "--title", "Piped", "-o", "out", "--json"),
        cwd=tmp_path,
        stdin=FERRY.read_bytes(),
    )
    assert done.returncode == 0, done.stderr
    (report,) = json.loads(done.stdout)
    assert report["title"] == "Piped"
    assert len(report["files"]) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="has no named pipes of this kind")
def test_a_pipe_is_a_book(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    thread = threading.Thread(target=pipe.write_bytes, args=[FERRY.read_bytes()])
    thread.start()
    done = command_line("build", str(pipe), "--engine", "tone", "-o", "out", "--json", cwd=tmp_path)
    thread.join()
    assert done.returncode == 0, done.stderr
    (report,) = json.loads(done.stdout)
    assert len(report["files"]) == 3


def test_what_the_user_says_counts(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    from mutagen.id3 import ID3

    options = ["--title", "Über/Fähre", "--author", "Ann & Bo", "--language", "de-AT"]
    done = run("build", FERRY, "--engine", "tone", "-o", "out", *options, "--single", "--json")
    assert done.code == 0
    (report,) = document(done.out)  # type: ignore[misc]
    file = tmp_path / report["files"][0]
    assert file == tmp_path / "out" / "Ann & Bo" / "Über Fähre" / "Über Fähre.mp3"
    tags = ID3(file)
    assert tags["TALB"].text == ["Über/Fähre"]
    assert tags["TPE1"].text == ["Ann & Bo"]
    assert tags["TLAN"].text == ["deu"]
    marks = [tags[f"CHAP:{name}"] for name in tags["CTOC:toc"].child_element_ids]
    assert [mark.sub_frames["TIT2"].text[0] for mark in marks] == [
        "Chapter One: The Slip",
        "Chapter Two: The Other Boat",
        "Chapter Three",
    ]


def test_only_the_chapters_asked_for(run) -> None:  # type: ignore[no-untyped-def]
    done = run(
        *("build", FERRY, "--engine", "tone", "-o", "out", "--chapters", "1,3", "--json"),
    )
    (report,) = document(done.out)  # type: ignore[misc]
    assert [Path(name).name[:3] for name in report["files"]] == ["001", "003"]


def test_one_voice_reads_all(run) -> None:  # type: ignore[no-untyped-def]
    done = run("build", FERRY, "--engine", "tone", "--one-voice", "--dry-run", "-v")
    assert done.code == 0
    rows = [row.split() for row in done.err.splitlines() if row.startswith("  ")]
    assert {row[-1] for row in rows if row[-1].startswith("tone:")} == {"tone:tone"}


def test_lines_that_fail_are_named(run, tmp_path: Path, fake_engines: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "book.txt").write_text("Hello.\n\nHe said: “A xylophone!”\n\nBye.\n")
    done = run("build", "book.txt", "--engine", "stumbling", "-o", "out", "--json")
    assert done.code == 1
    (report,) = document(done.out)  # type: ignore[misc]
    (failure,) = report["failures"]
    assert (failure["row"], failure["column"]) == (3, 10)
    assert failure["message"].startswith("book.txt:3:10: no tongue can say xylophone")
    assert failure["message"] in done.err
    assert "1 line could not be spoken" in done.err
    assert not (tmp_path / "out").exists()


# ---------------------------------------------------------------- the other commands


def test_the_script_as_text_and_json(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    text = run("script", FERRY)
    assert text.code == 0
    assert "“You're late,”" in text.out
    found = document(run("script", FERRY, "--json", "--spoken").out)
    assert isinstance(found, dict)
    assert found["format"] == "narrator-script/1"
    assert all("spoken" in line for chapter in found["chapters"] for line in chapter["lines"])
    assert run("script", FERRY, "--json", "-o", "script.json").out == ""
    written = json.loads((tmp_path / "script.json").read_text(encoding="utf-8"))
    assert len(written["chapters"]) == 3


def test_the_cast(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    done = run("cast", FERRY, "--engine", "tone", "--json")
    assert done.code == 0
    found = document(done.out)
    assert isinstance(found, dict)
    assert {person["name"] for person in found["characters"]} >= {"Tilda", "Joss"}
    assert run("cast", FERRY, "--engine", "tone", "--write", "mine.yaml").code == 0
    built = run("build", FERRY, "--voices", "mine.yaml", "--dry-run")
    assert built.code == 0, built.err
    before = (tmp_path / "mine.yaml").read_bytes()
    again = run("cast", FERRY, "--engine", "tone", "--write", "mine.yaml")
    assert again.code == 1
    assert (tmp_path / "mine.yaml").read_bytes() == before


def test_the_voices(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    done = run("voices", "--engine", "tone", "--json", "--sample", "samples")
    assert done.code == 0
    found = document(done.out)
    assert isinstance(found, dict)
    assert {each["voice"] for each in found["voices"]} >= {"tone:low", "tone:high"}
    assert len(list((tmp_path / "samples").glob("*.mp3"))) == len(found["voices"])
    assert {each["network"] for each in found["voices"]} == {False}
    row = next(
        row for row in run("voices", "--engine", "espeak").out.splitlines() if "en-us " in row
    )
    assert re.search(r"espeak:en-us +en-US +male +\d+ Hz +\d{4} Hz +GPL-3", row)


def test_voices_stand_in_columns_under_their_names(run) -> None:  # type: ignore[no-untyped-def]
    rows = run("voices", "--engine", "espeak", "--language", "en").out.splitlines()
    column = rows[0].index("gender")
    assert rows[0].split() == ["voice", "language", "gender", "pitch", "brightness", "licence"]
    assert {row[column:].split()[0] for row in rows[1:]} == {"male", "female"}


def test_a_language_that_no_voice_speaks(run) -> None:  # type: ignore[no-untyped-def]
    done = run("voices", "--engine", "espeak", "--language", "german")
    assert done.out == ""
    assert 'no voice speaks "german"; give a tag such as en or de' in done.err


def test_a_sample_is_spoken_in_the_language_of_its_voice(  # type: ignore[no-untyped-def]
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from narrator import speech

    heard = {}
    real = speech.speak

    def listen(text, voice, engine):  # type: ignore[no-untyped-def]
        heard[voice.name] = text
        return real(text, voice, engine)

    monkeypatch.setattr(speech, "speak", listen)
    done = run("voices", "--engine", "espeak", "--language", "fr", "--sample", "samples")
    assert f"{len(heard)} samples in samples" in done.err
    assert "trente-deux" in heard["fr"]


def test_the_lexicon_says_how_names_sound(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "story.txt").write_text(
        "“Here,” said Siobhan. “Where is Naoki?”\n\n“Gone,” said Siobhan to Naoki.\n", "utf-8"
    )
    (tmp_path / "mine.yaml").write_text(
        "lexicon: {Siobhan: /ʃɪˈvɔːn/, Naokki: nah-OH-kee}\n", "utf-8"
    )
    done = run("lexicon", "story.txt", "--voices", "mine.yaml")
    assert done.code == 0
    rows = [re.split(r"\s{2,}", row.strip()) for row in done.out.splitlines()]
    assert rows[0] == ["word", "times", "said as", "espeak"]
    assert ["Siobhan", "2", "shih-vawn *"] in [row[:3] for row in rows]
    sounds = {row[0]: row[3] for row in rows[1:]}
    assert re.sub("[ˈˌ]", "", sounds["Siobhan"]).startswith("ʃ")
    assert 'not in this book: Naokki (did you mean "Naoki"?)' in done.err
    listed = json.loads(run("lexicon", "story.txt", "--json").out)
    assert {row["word"]: row["yours"] for row in listed} == {"Siobhan": False, "Naoki": False}
    assert all(row["ipa"] for row in listed)


def test_a_variant_of_espeak_that_was_misspelled_is_named(  # type: ignore[no-untyped-def]
    run, tmp_path: Path
) -> None:
    (tmp_path / "mine.yaml").write_text("narrator: {voice: espeak:en-us+croack}\n", "utf-8")
    done = run("build", FERRY, "--voices", "mine.yaml", "--dry-run")
    assert done.code == 2
    assert 'did you mean "en-us+croak"' in done.err


# ---------------------------------------------------------------- help, start, streams


def test_every_option_of_every_command_has_help() -> None:
    for name in COMMANDS:
        command = getattr(importlib.import_module(f"narrator.cli.{name}"), name)
        stack = [command]
        while stack:
            each = stack.pop()
            assert each.help, each.name
            stack += getattr(each, "commands", {}).values()
            for parameter in each.params:
                if isinstance(parameter, click.Option):
                    assert parameter.help, f"{name} {parameter.opts}"
                    assert parameter.help.endswith("."), f"{name} {parameter.opts}"


def test_help_needs_nothing_heavy() -> None:
    heavy = ["numpy", "pydantic", "yaml", "lxml", "PIL", "rich", "mutagen", "pydub", "av", "soxr"]
    program = (
        "import sys; from narrator.cli import main\n"
        "try: main(['--help'])\n"
        f"finally: print([name for name in {heavy} if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stderr.strip() == "[]"
    for name in COMMANDS:
        assert f"  {name} " in done.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help(run, name: str) -> None:  # type: ignore[no-untyped-def]
    done = run(name, "--help")
    assert done.code == 0
    assert done.out.startswith(f"Usage: narrator {name}")
    assert done.err == ""


def test_the_version(run) -> None:  # type: ignore[no-untyped-def]
    assert run("--version").out.split()[-1] == __version__


def test_a_misspelt_command(run) -> None:  # type: ignore[no-untyped-def]
    done = run("biuld", FERRY)
    assert done.code == 2
    assert "Did you mean 'build'?" in done.err
    assert "Did you mean 'build story.txt'?" in run("story.txt").err


def test_shells_complete_commands_and_options() -> None:
    done = command_line(
        env={"_NARRATOR_COMPLETE": "bash_complete", "COMP_WORDS": "narrator bu", "COMP_CWORD": "1"}
    )
    assert "build" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_reader_that_goes_away_is_no_error() -> None:
    program = [sys.executable, "-m", "narrator", "script", str(FERRY)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr
        assert b"Traceback" not in process.stderr.read()


def test_other_consoles_get_what_they_can_show(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "narrator", "script", str(FERRY)],
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": "cp1252", "LC_ALL": "C"},
        check=True,
    )
    assert "“You're late,”" in done.stdout.decode()


def test_control_characters_are_not_shown() -> None:
    assert printable("a\x1b[31mb\u202ec\n\td") == "a�[31mb�c\n\td"


def test_the_module_and_the_command_are_one() -> None:
    assert isinstance(cli, click.Group)
    assert (ROOT / "narrator" / "__main__.py").is_file()
