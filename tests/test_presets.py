"""Presets: what they promise is measured in the finished files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from building import ROOT, build_plan, build_text, paragraphs, plan_for
from listening import cues, decode, sounding

from narrator import presets
from narrator.checks import check
from narrator.credits import CLOSING, OPENING, add_credits
from narrator.encoders import Encoding
from narrator.errors import ConfigurationError
from narrator.mixer import ChapterSound
from narrator.order import Report
from narrator.pipeline import make_plan
from narrator.presets import PRESETS, keep_pauses
from narrator.renderer import Rendered
from narrator.shards import Shard
from narrator.voices import Pauses
from narrator.writers.division import split_sound

SEEDS = [
    path
    for path in sorted((ROOT / "seeds").iterdir())
    if path.suffix in (".txt", ".md") and path.name != "README.md"
]


def _story(count: int) -> str:
    return "\n\n".join(
        f"CHAPTER {number}\n\n" + "\n\n".join(paragraphs(4, seed=number))
        for number in range(1, count + 1)
    )


@pytest.fixture(scope="module")
def acx(tmp_path_factory: pytest.TempPathFactory) -> Report:
    from narrator.book import Metadata

    about = Metadata(title="The Ferry", author="B. Hale", language="en")
    folder = tmp_path_factory.mktemp("acx")
    return build_text(_story(3), folder, engine="espeak", preset="acx", metadata=about)


def test_acx_keeps_to_its_own_limits(acx: Report) -> None:
    (found,) = check(acx.folder, PRESETS["acx"])
    assert not [each for each in found.findings if each.fails]


def test_acx_has_credits_and_a_sample(acx: Report) -> None:
    names = sorted(path.name for path in acx.folder.glob("*.mp3"))
    assert names == [
        "000 - Opening credits.mp3",
        "001 - CHAPTER 1.mp3",
        "002 - CHAPTER 2.mp3",
        "003 - CHAPTER 3.mp3",
        "004 - Closing credits.mp3",
        "The Ferry - Retail sample.mp3",
    ]
    said = [text for _, _, text in cues(acx.folder / "000 - Opening credits.vtt")]
    assert " ".join(said).count("The Ferry") == 1
    assert any("B. Hale" in each for each in said)
    assert any("synthetic" in each for each in said)
    listed = (acx.folder / "The Ferry.m3u8").read_text(encoding="utf-8")
    assert "Closing credits.mp3" in listed
    assert "Retail" not in listed


def test_tracks_count_the_credits_too(acx: Report) -> None:
    from mutagen.id3 import ID3

    tracks = [str(ID3(path)["TRCK"]) for path in acx.files]
    assert tracks == [f"{number}/5" for number in range(1, 6)]


def test_text_and_sound_of_the_credits_agree(acx: Report) -> None:
    clip = decode(acx.folder / "004 - Closing credits.mp3")
    first = sounding(clip, gap_s=0.2, above=0.005)[0][0] / clip.sample_rate
    start, _, text = cues(acx.folder / "004 - Closing credits.vtt")[0]
    assert text.endswith("The Ferry.")
    assert abs(first - start) < 0.05


def test_the_sample_begins_with_the_story(acx: Report) -> None:
    sample = decode(acx.folder / "The Ferry - Retail sample.mp3")
    story = decode(acx.folder / "001 - CHAPTER 1.mp3")
    seconds = sample.seconds
    assert presets.SAMPLE_S[0] < seconds < presets.SAMPLE_S[1]
    length = 10 * sample.sample_rate
    assert abs(sample.samples[:length] - story.samples[:length]).max() < 1e-3


@pytest.mark.parametrize("wish", [{"formats": ("m4b",)}, {"single": True}])
def test_acx_refuses_what_it_is_not_for(wish: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="leave"):
        plan_for("One word.", tmp_path, engine="tone", preset="acx", **wish)


def test_pauses_at_the_ends_are_kept_within_limits() -> None:
    kept = keep_pauses(Pauses(head=0.0, tail=9.0), PRESETS["acx"])
    assert 0.5 <= kept.head <= 1.0
    assert 1.0 <= kept.tail <= 5.0
    assert keep_pauses(Pauses(head=0.0, tail=9.0), PRESETS["personal"]) == Pauses(head=0.0, tail=9)


def test_some_chapters_come_without_credits(tmp_path: Path) -> None:
    plan = plan_for(_story(3), tmp_path, engine="tone", preset="acx", chapters=((2, 2),))
    assert plan.numbers == (2,)


def test_credits_without_an_author_name_none(tmp_path: Path) -> None:
    plan = plan_for("A word.", tmp_path, engine="tone")
    script, numbers = add_credits(plan.script, plan.numbers, plan.total)
    assert numbers == (0, 1, 2)
    titles = [chapter.title for chapter in script.book.chapters]
    assert (titles[0], titles[-1]) == (OPENING, CLOSING)
    assert not any("ritten by" in line.text for line in script.lines())


# ---------------------------------------------------------------- long chapters


def test_a_long_chapter_comes_in_parts_with_silence_where_it_is_cut() -> None:
    encoding = Encoding("mp3", 44_100, 192_000)
    parts = [(Shard((), 0), Rendered(str(n), 1152 * 100, ())) for n in range(25)]
    chapter = ChapterSound("The Siege", 1152 * 2500, ())
    pieces = split_sound((chapter, parts), 1152 * 900, encoding)
    assert len(pieces) == 3
    for sound, own in pieces:
        assert sound.length == sum(done.length for _, done in own)
    kept = [done.key for _, own in pieces for _, done in own if not done.key.startswith("silence")]
    assert kept == [str(number) for number in range(25)]
    heads = [own[0][1].key.startswith("silence") for _, own in pieces]
    tails = [own[-1][1].key.startswith("silence") for _, own in pieces]
    assert heads == [False, True, True]
    assert tails == [True, True, False]
    assert split_sound((chapter, parts), chapter.length, encoding) == [(chapter, parts)]


def test_parts_are_in_order_and_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    short = replace(PRESETS["acx"], file_s=60.0)
    monkeypatch.setitem(PRESETS, "acx", short)  # type: ignore[arg-type]
    story = _story(1) + "\n\n" + "\n\n".join(paragraphs(24, seed=9))
    report = build_text(story, tmp_path, engine="espeak", preset="acx")
    parts = [path for path in report.files if " of " in path.name]
    assert len(parts) >= 2
    (found,) = check(report.folder, short)
    assert not [each for each in found.findings if each.fails]
    for path in parts:
        clip = decode(path)
        onset = sounding(clip, gap_s=0.2, above=0.005)[0][0] / clip.sample_rate
        assert abs(onset - cues(path.with_suffix(".vtt"))[0][0]) < 0.05


# ---------------------------------------------------------------- the car


def test_car_has_short_names_one_rate_and_small_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    small = replace(PRESETS["car"], files_a_folder=2)
    monkeypatch.setitem(PRESETS, "car", small)  # type: ignore[arg-type]
    title = "CHAPTER {}: A Title Which Is Much Too Long For The Display Of A Car"
    story = "\n\n".join(f"{title.format(n)}\n\nA word or two. And more." for n in range(1, 4))
    report = build_text(story, tmp_path, engine="espeak", preset="car")
    folders = sorted({path.parent for path in report.files})
    assert [path.name for path in folders] == ["Untitled 1", "Untitled 2"]
    assert report.folder == folders[0].parent
    assert all(len(path.name) <= 32 for path in report.files)
    assert not list(tmp_path.rglob("*.vtt"))
    assert len(check(tmp_path, small)) == 2
    from mutagen.mp3 import MP3

    assert {MP3(path).info.sample_rate for path in report.files} == {44_100}
    table = json.loads((folders[1] / "metadata.json").read_text(encoding="utf-8"))["chapters"]
    assert len(table) == 1


# ---------------------------------------------------------------- measured by others


@pytest.mark.tools
@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)
def test_acx_on_every_sample_by_ffmpeg(seed: Path, tmp_path: Path) -> None:
    import re
    import subprocess

    from narrator.order import Order
    from narrator.sound_files import ffmpeg
    from narrator.voices import DEFAULT_FILE, load_voice_map

    order = Order(seed, tmp_path, load_voice_map(DEFAULT_FILE), preset="acx", jobs=1)
    report = build_plan(make_plan(order))
    (found,) = check(report.folder, PRESETS["acx"])
    assert not [each for each in found.findings if each.fails]
    for path in report.folder.glob("*.mp3"):
        command = [ffmpeg(), "-nostdin", "-i", str(path), "-map", "0:a"]
        command += ["-af", "astats=measure_perchannel=none", "-f", "null", "-"]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
        numbers = dict(re.findall(r"\] (RMS level dB|Peak level dB): (\S+)", said))
        assert -23 <= float(numbers["RMS level dB"]) <= -18
        assert float(numbers["Peak level dB"]) <= -3
        assert "44100 Hz, mono" in said
        assert "192 kb/s" in said
