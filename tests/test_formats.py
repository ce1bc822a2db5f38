"""The same book in every format: what other programs find in the files, and play of them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from building import build_plan, build_text, command_line, contents, differing, plan_for
from conftest import BOOKS
from listening import decode, ebur128, read_aloud
from mutagen.flac import FLAC
from mutagen.id3 import ID3
from mutagen.oggopus import OggOpus

from narrator.book import Metadata
from narrator.checks import check
from narrator.checks.findings import loudness_of
from narrator.errors import ConfigurationError
from narrator.order import Report
from narrator.presets import PRESETS
from narrator.writers.formats import FORMATS

FERRY = (BOOKS / "the-night-ferry.txt").read_text(encoding="utf-8")
NARRATORS = "Synthetic voices (tone); tone; high; low"
"""The engine, the narrator's voice, and those of the cast; who speaks most comes first."""
TITLES = ["Chapter One: The Slip", "Chapter Two: The Other Boat", "Chapter Three"]
ABOUT = Metadata(
    title="The Night Ferry: “Zwei” / Вторая",
    author="Ann Łodz",
    language="en",
    series="Boats",
    series_number="2",
    publisher="Quay & Sons",
    date="2024-05-01",
    description="Fog & gulls.",
)
SINGLE = {"mp3", "m4b", "opus", "flac"}
"""Those that can hold a whole book with chapter marks."""


def _build(folder: Path, **wishes: Any) -> Report:
    return build_text(FERRY, folder, **{"engine": "tone", "metadata": ABOUT, **wishes})


@pytest.fixture(scope="module", params=sorted(FORMATS))
def chapters(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """A book with files as the format has them."""
    return _build(tmp_path_factory.mktemp(request.param), formats=(request.param,))


@pytest.fixture(scope="module", params=sorted(SINGLE))
def single(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole book in one file."""
    folder = tmp_path_factory.mktemp(request.param)
    (file,) = _build(folder, formats=(request.param,), single=True).files
    return file


def _starts(file: Path) -> list[float]:
    listed = json.loads((file.parent / "metadata.json").read_text())["chapters"]
    return [each["start"] for each in listed]


# ---------------------------------------------------------------- by our own means


@pytest.mark.parametrize("form", ["opus", "flac"])
def test_every_character_can_be_read_back(form: str, tmp_path: Path) -> None:
    plan = plan_for(FERRY, tmp_path, engine="tone", formats=(form,))
    sent = [text for line in plan.script.lines() if (text := plan.words[line.id])]
    report = build_plan(plan)
    assert [file.name for file in report.files] == [
        f"001 - Chapter One The Slip.{form}",
        f"002 - Chapter Two The Other Boat.{form}",
        f"003 - Chapter Three.{form}",
    ]
    assert [text for file in report.files for text in read_aloud(file)] == sent
    assert sum(decode(file).seconds for file in report.files) == pytest.approx(report.seconds)


def test_check_finds_nothing_in_any_format(chapters: Report) -> None:
    (found,) = check(chapters.folder, PRESETS["personal"])
    assert not [each for each in found.findings if each.code not in ("A-010", "A-011")]


def test_two_formats_in_one_folder_are_two_books(tmp_path: Path) -> None:
    one = tmp_path / "one"
    one.mkdir()
    for form in ("flac", "m4b", "mp3"):
        for file in _build(tmp_path, formats=(form,)).files:
            file.rename(one / file.name)
    found = check(one, PRESETS["personal"])
    assert [{file.path.suffix for file in book.files} for book in found] == [
        {".flac"},
        {".m4b"},
        {".mp3"},
    ]
    for book in found:
        assert not [each for each in book.findings if each.code not in ("A-010", "A-011")]


@pytest.mark.parametrize("form", ["opus", "flac"])
def test_a_file_says_what_it_is(form: str, tmp_path: Path) -> None:
    file = _build(tmp_path, formats=(form,)).files[1]
    tags: Any = OggOpus(file) if form == "opus" else FLAC(file)
    said = {key: value[0] for key, value in tags.items() if key != "metadata_block_picture"}
    assert said == {
        "title": TITLES[1],
        "album": ABOUT.title,
        "artist": ABOUT.author,
        "albumartist": ABOUT.author,
        "composer": NARRATORS,
        "narrator": NARRATORS,
        "genre": "Audiobook",
        "tracknumber": "2",
        "tracktotal": "3",
        "date": "2024-05-01",
        "publisher": "Quay & Sons",
        "language": "eng",
        "description": "Fog & gulls.",
        "comment": "Fog & gulls.\n\nThe voices are synthetic; made with narrator.",
        "series": "Boats",
        "series-part": "2",
        "mvnm": "Boats",
        "mvin": "2",
        "albumsort": "Boats - 002 - The Night Ferry: “Zwei” / Вторая",
    }


@pytest.mark.parametrize("form", ["opus", "flac"])
def test_the_same_bytes_for_any_number_of_jobs(form: str, tmp_path: Path) -> None:
    found = []
    for jobs in (1, 3):
        home = tmp_path / str(jobs)
        done = command_line(
            *("build", "-", "--engine", "espeak", "-o", home / "out", "--format", form),
            *("--jobs", str(jobs)),
            stdin=FERRY.encode(),
            env={"NARRATOR_CACHE": str(home / "cache")},
        )
        assert done.returncode == 0, done.stderr
        found.append(contents(home / "out"))
    assert not differing(*found)


@pytest.mark.parametrize("form", ["opus", "flac"])
def test_an_epub_holds_what_reading_systems_know(form: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=f"EPUB can't hold {form}"):
        plan_for("One.", tmp_path, formats=(form,), sidecars=("epub",))


def test_of_several_formats_those_that_can_have_an_epub(tmp_path: Path) -> None:
    order = {"formats": ("mp3", "opus"), "sidecars": ("epub",)}
    build_text("One.", tmp_path, engine="tone", **order)
    (book,) = tmp_path.rglob("*.epub")
    assert book.relative_to(tmp_path).parts[0] == "mp3"


def test_the_narrators_are_the_voices_of_the_cast(tmp_path: Path) -> None:
    report = _build(tmp_path, sidecars=("epub",))
    names = NARRATORS.split("; ")
    facts = json.loads((report.folder / "metadata.json").read_text(encoding="utf-8"))
    assert facts["narrators"] == names
    listed = json.loads((report.folder / "cast.json").read_text(encoding="utf-8"))
    people = sorted(listed["characters"], key=lambda each: -each["words"])
    heard = [each["voice"].partition(":")[2] for each in (listed["narrator"], *people)]
    assert names[1:] == list(dict.fromkeys(heard))[: len(names) - 1]
    with zipfile.ZipFile(next(report.folder.glob("*.epub"))) as archive:
        told = re.findall(r'"media:narrator">([^<]*)', archive.read("book/package.opf").decode())
    assert told == names
    # Some chapters only: their tags still name the whole book's.
    (file,) = _build(tmp_path, chapters=((2, 2),)).files
    assert ID3(file)["TCOM"].text == [NARRATORS]


def test_lyrics_stand_in_mp3s_when_asked_for(tmp_path: Path) -> None:
    report = _build(tmp_path, sidecars=("sylt", "lrc"))
    for file in report.files:
        (frame,) = ID3(file).getall("SYLT")
        assert (frame.lang, frame.format, frame.type) == ("eng", 2, 1)
        lyrics = file.with_suffix(".lrc").read_text(encoding="utf-8").splitlines()
        timed = [line for line in lyrics if line[1].isdigit() and not line.endswith("]")]
        assert len(frame.text) == len(timed) > 3
        for (text, milliseconds), line in zip(frame.text, timed, strict=True):
            minutes, seconds = line[1:9].split(":")
            assert 60 * int(minutes) + float(seconds) == pytest.approx(
                milliseconds / 1000, abs=0.006
            )
            assert line[10:] == text.replace("[", "(")
    again = _build(tmp_path)
    assert not any(ID3(file).getall("SYLT") for file in again.files)


def test_lyrics_need_an_mp3(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="sylt stands inside MP3"):
        plan_for("One.", tmp_path, formats=("opus",), sidecars=("sylt",))


# ---------------------------------------------------------------- by others' means


@pytest.mark.tools
@pytest.mark.skipif(not shutil.which("ffprobe"), reason="ffprobe is not installed")
def test_ffprobe_reads_every_tag(chapters: Report) -> None:
    for number, file in enumerate(chapters.files):
        command = ["ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_streams", file]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found = json.loads(done.stdout)
        sound = next(each for each in found["streams"] if each["codec_type"] == "audio")
        tags = {
            key.lower(): value
            for key, value in (found["format"].get("tags", {}) | sound.get("tags", {})).items()
        }
        whole = len(chapters.files) == 1
        assert tags["title"] == (ABOUT.title if whole else TITLES[number])
        assert tags["album"] == ABOUT.title
        assert tags["artist"] == tags["album_artist"] == ABOUT.author
        assert tags["composer"] == NARRATORS
        assert tags["genre"] == "Audiobook"
        assert tags["date"].startswith("2024")
        assert tags.get("description", tags.get("comment", "")).startswith("Fog & gulls.")
        assert "synthetic" in tags["comment"]
        assert "Boats" in (tags.get("series"), tags.get("grouping"))
        assert tags.get("series-part", "2") == "2"
        assert tags.get("language", "eng") == "eng"
        if not whole:
            assert tags["track"].split("/")[0] == str(number + 1)
        assert any(each["codec_type"] == "video" for each in found["streams"])  # the cover
        assert float(sound.get("duration", found["format"]["duration"])) == pytest.approx(
            decode(file).seconds, abs=0.09
        )  # older versions count what gapless players leave out


@pytest.mark.tools
@pytest.mark.skipif(not shutil.which("mediainfo"), reason="mediainfo is not installed")
def test_mediainfo_reads_every_tag(chapters: Report) -> None:
    for number, file in enumerate(chapters.files):
        done = subprocess.run(
            ["mediainfo", "--Output=JSON", file], capture_output=True, text=True, check=True
        )
        general = json.loads(done.stdout)["media"]["track"][0]
        whole = len(chapters.files) == 1
        assert general.get("Title", general.get("Track")) == (
            ABOUT.title if whole else TITLES[number]
        )
        assert general["Album"] == ABOUT.title
        assert general["Performer"] == ABOUT.author
        assert general["Composer"] == NARRATORS
        assert general["Genre"] == "Audiobook"
        assert general["Cover"] == "Yes"
        assert "synthetic" in general["Comment"]
        assert float(general["Duration"]) == pytest.approx(decode(file).seconds, abs=0.1)


@pytest.mark.tools
@pytest.mark.skipif(not shutil.which("ffprobe"), reason="ffprobe is not installed")
def test_ffprobe_lists_the_chapters(single: Path) -> None:
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_chapters", single]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)["chapters"]
    assert [each["tags"]["title"] for each in found] == TITLES
    assert [float(each["start_time"]) for each in found] == pytest.approx(_starts(single), abs=0.01)


@pytest.mark.tools
@pytest.mark.skipif(not shutil.which("mp3val"), reason="mp3val is not installed")
@pytest.mark.parametrize("wish", [{}, {"single": True}], ids=["chapters", "single"])
def test_mp3val_finds_nothing(wish: dict[str, bool], tmp_path: Path) -> None:
    for file in _build(tmp_path, engine="espeak", sidecars=("sylt",), **wish).files:
        done = subprocess.run(["mp3val", file], capture_output=True, text=True, check=True)
        assert "WARNING" not in done.stdout
        assert "ERROR" not in done.stdout


@pytest.mark.tools
@pytest.mark.skipif(not shutil.which("opusinfo"), reason="opusinfo is not installed")
def test_opusinfo_finds_nothing(tmp_path: Path) -> None:
    for file in _build(tmp_path, engine="espeak", formats=("opus",)).files:
        done = subprocess.run(["opusinfo", file], capture_output=True, text=True, check=True)
        assert "WARNING" not in done.stdout + done.stderr
        assert "ERROR" not in done.stdout + done.stderr


@pytest.mark.tools
@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is not installed")
def test_ebur128_agrees_with_check(tmp_path: Path) -> None:
    forms = tuple(FORMATS)
    report = _build(tmp_path, engine="espeak", formats=forms)
    for form in forms:
        (book,) = check(tmp_path / form, PRESETS["personal"])
        for file in book.files:
            loud, peak = ebur128(file.path)
            assert file.measures
            assert loudness_of(file.measures) == pytest.approx(loud, abs=0.2)
            assert file.measures.true_peak_dbtp == pytest.approx(peak, abs=0.2)
            assert peak <= -3
    assert len(report.files) == 1 + 3 * (len(forms) - 1)


@pytest.mark.tools
@pytest.mark.skipif(not shutil.which("mpv"), reason="mpv is not installed")
def test_mpv_plays_it_with_its_chapters(single: Path) -> None:
    """Every sample is played, as fast as it goes; chapters are listed by title and time."""
    listed = subprocess.run(
        [
            *("mpv", "--no-config", "--vo=null", "--ao=pcm", "--ao-pcm-file=/dev/null"),
            *("--msg-level=all=warn", "--term-status-msg=", "--vid=no"),
            "--term-playing-msg=${chapter-list}\nlength ${=duration}",
            single,
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert listed.returncode == 0, listed.stdout + listed.stderr
    chapters = json.loads(_chapter_list(single))
    assert [each["title"] for each in chapters] == TITLES
    # mpv counts an MP3 from the first sample that a gapless player plays.
    slack = 0.06 if single.suffix == ".mp3" else 0.01
    assert [each["time"] for each in chapters] == pytest.approx(_starts(single), abs=slack)


def _chapter_list(file: Path) -> str:
    script = file.parent / ".chapters.lua"
    script.write_text(
        'local utils = require "mp.utils"\n'
        'mp.register_event("file-loaded", function()\n'
        '  io.stdout:write(utils.format_json(mp.get_property_native("chapter-list")), "\\n")\n'
        '  mp.command("quit")\nend)\n'
    )
    command = ["mpv", "--no-config", "--ao=null", "--vo=null", "--really-quiet"]
    done = subprocess.run(
        [*command, f"--script={script}", file], capture_output=True, text=True, check=True
    )
    script.unlink()
    return done.stdout.strip().splitlines()[-1]
