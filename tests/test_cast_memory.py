"""The cast of a series: what one book decides, the next one keeps."""

from __future__ import annotations

import contextlib
import io
import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from narrator.book import Kind, Line, Pause, with_ids
from narrator.cli import main
from narrator.errors import VoiceMapError
from narrator.pipeline import read_script
from narrator.voices import Anchor, VoiceMap, find_voice_map, load_voice_map
from narrator.voices.anchors import anchors_of, find_again
from narrator.voices.memory import HEAD, with_memory
from narrator.voices.unmatched import unmatched

FIRST = """Marta Lindqvist came in. “The kettle is cold,” said Marta Lindqvist.

“Then light the stove,” said Oskar Brandt. “The matches are where they were.”

“They are wet,” said Marta. “Everything on this boat is wet.”

“Then we shall drink it cold,” said Oskar. He laughed at that.

“I shall not,” said Marta Lindqvist. She sat down. “I shall wait for Lena Voss.”
"""
SECOND = """The boat was dry at last. “Good morning,” said Lena Voss. “I have brought matches.”

“You are three days late,” said Marta Lindqvist. “The kettle has rust in it.”

“Rust is healthy,” said Lena Voss. “My uncle ate nothing else, and he is a hundred.”

“Your uncle is a liar,” said Pavel Horn from the ladder. “And so was his uncle.”

“Good morning, Pavel,” said Lena. “Nobody asked you,” said Marta.
"""


@pytest.fixture(autouse=True)
def nothing_of_mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("narrator.voices.user_file", lambda: tmp_path / "none" / "voices.yaml")
    monkeypatch.setenv("NARRATOR_CACHE", str(tmp_path / "cache"))


def run(*asked: str) -> tuple[int, str, str]:
    """The exit code, what went to stdout, and what to stderr."""
    out, err = io.StringIO(), io.StringIO()
    stop = pytest.raises(SystemExit)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), stop as end:
        main(list(asked))
    return int(end.value.code or 0), out.getvalue(), err.getvalue()


def cast(book: Path, *more: str) -> dict[str, dict[str, object]]:
    code, out, err = run("cast", str(book), "--engine", "espeak", "--json", *more)
    assert code == 0, err
    people = json.loads(out)["characters"]
    return {person["name"]: person for person in people}


def write(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def sounds(person: dict[str, object]) -> tuple[object, ...]:
    return person["voice"], person["pitch"], person["size"]


def test_the_next_book_of_a_series_keeps_its_voices(tmp_path: Path) -> None:
    one, two = write(tmp_path, "one.txt", FIRST), write(tmp_path, "two.txt", SECOND)
    kept = tmp_path / "boat.cast.yaml"
    before = cast(one, "--cast", str(kept))
    assert kept.read_text(encoding="utf-8").startswith(HEAD)
    after = cast(two, "--cast", str(kept))
    assert sounds(after["Marta Lindqvist"]) == sounds(before["Marta Lindqvist"])
    voices = [person["voice"] for person in {**before, **after}.values()]
    assert len(set(voices)) == len(voices)  # newcomers get voices that nobody has, absent or not
    again = cast(one, "--cast", str(kept))
    assert {name: sounds(again[name]) for name in before} == {
        name: sounds(person) for name, person in before.items()
    }


def test_a_serial_that_grows_moves_nobody(tmp_path: Path) -> None:
    book, kept = write(tmp_path, "story.txt", FIRST), tmp_path / "story.cast.yaml"
    before = cast(book, "--cast", str(kept))
    book.write_text(f"Chapter 1\n\n{FIRST}\n\nChapter 2\n\n{SECOND * 3}", encoding="utf-8")
    after = cast(book)  # the book's own file counts without being named
    for name, person in before.items():
        assert sounds(after[name]) == sounds(person)
    assert "Lena Voss" in load_voice_map(kept).characters


def test_what_was_decided_reads_as_it_was_written(tmp_path: Path) -> None:
    book, kept = write(tmp_path, "one.txt", FIRST), tmp_path / "boat.cast.yaml"
    cast(book, "--cast", str(kept))
    text = kept.read_text(encoding="utf-8")
    cast(book, "--cast", str(kept))
    assert kept.read_text(encoding="utf-8") == text
    remembered = load_voice_map(kept)
    oskar = next(person for person in remembered.people if person.name == "Oskar Brandt")
    assert "Oskar" in oskar.aliases


def test_what_a_person_wrote_wins(tmp_path: Path) -> None:
    book, kept = write(tmp_path, "one.txt", FIRST), tmp_path / "boat.cast.yaml"
    before = cast(book, "--cast", str(kept))
    mine = write(tmp_path, "mine.yaml", "characters: {Oskar: {voice: espeak:en-us+m7}}\n")
    after = cast(book, "--cast", str(kept), "--voices", str(mine))
    assert after["Oskar"]["voice"] == "espeak:en-us+m7"
    assert sounds(after["Marta Lindqvist"]) == sounds(before["Marta Lindqvist"])


def test_a_file_that_a_person_wrote_is_left_alone(tmp_path: Path) -> None:
    book = write(tmp_path, "one.txt", FIRST)
    mine = write(tmp_path, "mine.yaml", "# mine\ncharacters: {Oskar: {gender: male}}\n")
    code, _, err = run("cast", str(book), "--cast", str(mine))
    assert code == 2
    assert f"{mine}:1:1: isn't a cast that narrator keeps" in err
    assert mine.read_text(encoding="utf-8").startswith("# mine")


@pytest.mark.parametrize(
    ("wish", "problem"),
    [
        ("voice: espeak:en-us+nobody", ':4:12: unknown voice "en-us+nobody"'),
        ("voice: openai:alloy", ':4:12: the engine "openai" may run commands'),
        ("vioce: x", ':4:5: unknown key "vioce" (did you mean "voice"?)'),
    ],
)
def test_mistakes_are_told_with_their_place(tmp_path: Path, wish: str, problem: str) -> None:
    book = write(tmp_path, "one.txt", FIRST)
    kept = write(tmp_path, "k.yaml", f"{HEAD}\ncharacters:\n  Oskar Brandt:\n    {wish}\n")
    code, _, err = run("cast", str(book), "--cast", str(kept))
    assert code == 2
    assert f"{kept}{problem}" in err


def test_another_engine_keeps_the_names_alone(tmp_path: Path) -> None:
    book, kept = write(tmp_path, "one.txt", FIRST), tmp_path / "boat.cast.yaml"
    cast(book, "--cast", str(kept))
    found = find_voice_map(book, None, kept, "tone")
    assert "Oskar Brandt" in found.characters
    assert all(wish.voice is None for wish in found.characters.values())


def test_a_preview_takes_nobodys_voice_away(tmp_path: Path) -> None:
    one, two = write(tmp_path, "one.txt", FIRST), write(tmp_path, "two.txt", SECOND)
    kept = tmp_path / "boat.cast.yaml"
    cast(one, "--cast", str(kept))
    before = load_voice_map(kept)
    code, _, err = run("cast", str(two), "--engine", "tone", "--cast", str(kept))
    assert code == 0, err
    after = load_voice_map(kept)
    assert (after.narrator, after.unknown) == (before.narrator, before.unknown)
    assert after.characters.items() >= before.characters.items()
    assert after.characters["Lena Voss"].voice is None  # her name is kept, the preview's voice not


def test_a_listing_only_adds(tmp_path: Path) -> None:
    book, kept = write(tmp_path, "story.txt", FIRST), tmp_path / "story.cast.yaml"
    cast(book, "--cast", str(kept))
    before = load_voice_map(kept)
    book.write_text(f"{FIRST}\n\n{SECOND}", encoding="utf-8")
    mine = "characters: {Oskar: {voice: espeak:en-us+m7}}\nnarrator: {voice: espeak:en-us+m3}\n"
    assert cast(book, "--voices", str(write(tmp_path, "mine.yaml", mine)))["Oskar"]["voice"]
    after = load_voice_map(kept)
    assert after.narrator == before.narrator
    assert after.characters.items() >= before.characters.items()
    assert after.characters["Lena Voss"].voice


def test_a_series_has_its_lexicon_and_your_own_words_win(tmp_path: Path) -> None:
    book = write(tmp_path, "one.txt", FIRST)
    kept = write(tmp_path, "k.yaml", f"{HEAD}\nlexicon: {{Voss: foss, Oskar: osskar}}\n")
    mine = write(tmp_path, "m.yaml", "lexicon: {oskar: OSS-car}\n")
    assert find_voice_map(book, mine, kept).lexicon == {"Voss": "foss", "oskar": "OSS-car"}
    cast(book, "--cast", str(kept), "--voices", str(mine))
    assert load_voice_map(kept).lexicon == {"Voss": "foss", "Oskar": "osskar"}  # as it was


@pytest.mark.parametrize("section", ["pauses", "thoughts", "performance", "sounds", "lexicons"])
def test_what_is_not_handed_on_is_refused(tmp_path: Path, section: str) -> None:
    values = {"performance": "plain", "lexicons": "[x.pls]"}
    text = f"{HEAD}\nlexicon: {{a: b}}\n{section}: {values.get(section, '{volume: -3dB}')}\n"
    text = text.replace("pauses: {volume: -3dB}", "pauses: {scene: 1}")
    kept = write(tmp_path, "story.cast.yaml", text)
    for named in (None, kept):
        with pytest.raises(VoiceMapError, match=f'yaml:3:1: a kept cast has no "{section}"'):
            find_voice_map(tmp_path / "story.txt", None, named)


def test_a_cast_beside_a_book_spends_nobodys_money(tmp_path: Path) -> None:
    """Engines that were set up for something else speak for it only when somebody says so."""
    book, own = tmp_path / "story.txt", tmp_path / "none" / "voices.yaml"
    own.parent.mkdir()
    own.write_text("engines: {openai: {model: tts-1}}\n")
    kept = write(tmp_path, "story.cast.yaml", f"{HEAD}\ncharacters: {{A: {{voice: openai:b}}}}\n")
    with pytest.raises(VoiceMapError, match=r':2:25: the engine "openai" .*--cast .*--engine open'):
        find_voice_map(book, None)
    assert find_voice_map(book, None, kept).characters["A"].engine == "openai"
    assert find_voice_map(book, None, None, "openai").characters["A"].engine == "openai"
    assert find_voice_map(book, None, None, "tone").characters["A"].engine is None
    own.write_text("narrator: {voice: openai:alloy}\n")
    assert find_voice_map(book, None).characters["A"].engine == "openai"
    write(tmp_path, "voices.yaml", "narrator: {rate: 150}\n")  # now a stranger's file counts
    with pytest.raises(VoiceMapError, match="openai"):
        find_voice_map(book, None)


@pytest.mark.parametrize("who", ["narrator", "unknown"])
def test_a_narrator_who_is_not_there_is_told_with_the_place(tmp_path: Path, who: str) -> None:
    book = write(tmp_path, "one.txt", FIRST)
    kept = write(tmp_path, "k.yaml", f"{HEAD}\n{who}: {{voice: espeak:en-us+nobody}}\n")
    mine = write(tmp_path, "m.yaml", f"{who}: {{volume: -3dB}}\n")
    code, _, err = run("cast", str(book), "--cast", str(kept), "--voices", str(mine))
    assert code == 2
    assert f'{kept}:2:{len(who) + 11}: unknown voice "en-us+nobody"' in err


def test_two_people_of_one_alias_stay_two(tmp_path: Path) -> None:
    kept = write(tmp_path, "k.yaml", f"{HEAD}\ncharacters: {{Oskar Brandt: {{aliases: [Os]}}}}\n")
    mine = write(tmp_path, "m.yaml", "characters: {Osmund Hale: {aliases: [Os]}}\n")
    found = with_memory(load_voice_map(mine), load_voice_map(kept))
    owners = [person.name for person in found.people if "Os" in person.aliases]
    assert owners == ["Osmund Hale"]


# ---------------------------------------------------------------- corrections after an edit


def anchored(text: str, words: str, who: str) -> tuple[str, VoiceMap]:
    """A correction of the line that holds these words, as it is kept."""
    script = read_script("-", VoiceMap(), data=text.encode())
    line = next(line for line in script.lines() if words in line.text)
    told = VoiceMap(corrections={line.id: who})
    return line.id, replace(told, anchors=anchors_of(script.chapters, {line.id}))


def test_a_corrected_line_is_found_again_after_an_edit() -> None:
    old, told = anchored(FIRST, "The matches are", "Lena Voss")
    edited = FIRST.replace("where they were", "where you left them").replace("cold", "icy")
    script = read_script("-", told, data=edited.encode())
    line = next(line for line in script.lines() if "The matches are" in line.text)
    assert line.id != old
    assert line.speaker == "Lena Voss"
    assert list(unmatched(script, told)) == []


def test_a_line_that_is_gone_is_named_and_nobody_else_corrected() -> None:
    old, told = anchored(FIRST, "Everything on this boat", "Oskar Brandt")
    edited = FIRST.replace("“Everything on this boat is wet.”", "She sighed.")
    script = read_script("-", told, data=edited.encode())
    assert find_again(script.chapters, told) == {old: "Oskar Brandt"}
    assert [old in note for note in unmatched(script, told)] == [True]


def test_short_lines_are_told_apart_by_their_neighbours() -> None:
    text = "“Yes.”\n\n“No.”\n\n“Are you coming home?”\n\n“Yes.”\n\n“Then bring the dog.”\n"
    script = read_script("-", VoiceMap(), data=text.encode())
    lines = [line for line in script.lines() if line.text == "“Yes.”"]
    anchor = anchors_of(script.chapters, {lines[1].id})[lines[1].id]
    told = VoiceMap(corrections={"gone": "Marta"}, anchors={"gone": anchor})
    assert find_again(script.chapters, told) == {lines[1].id: "Marta"}
    nowhere = replace(told, anchors={"gone": Anchor("“Yes.”", "“Who?”", "“Why?”")})
    assert find_again(script.chapters, nowhere) == {"gone": "Marta"}


def test_the_books_own_file_keeps_the_words_of_corrections(tmp_path: Path) -> None:
    book, kept = write(tmp_path, "story.txt", FIRST), tmp_path / "story.cast.yaml"
    old, _ = anchored(FIRST, "The matches are", "Lena Voss")
    mine = write(tmp_path, "mine.yaml", f"corrections: {{{old}: Lena Voss}}\n")
    cast(book, "--cast", str(kept), "--voices", str(mine))
    assert "The matches are" in load_voice_map(kept).anchors[old].line
    book.write_text(FIRST.replace("where they were", "where you left them"), encoding="utf-8")
    _, out, _ = run("script", str(book), "--json", "--voices", str(mine))
    lines = [line for c in json.loads(out)["chapters"] for line in c["lines"]]
    said = next(line for line in lines if "The matches are" in line["text"])
    assert said["speaker"] == "Lena Voss"


def test_damage_is_told(tmp_path: Path) -> None:
    kept = write(tmp_path, "k.yaml", f"{HEAD}\ncorrections: {{a1: {{speaker: }}}}\n")
    with pytest.raises(VoiceMapError, match=r"k\.yaml:2:"):
        load_voice_map(kept)


def test_many_corrections_of_a_long_book_are_found_again_in_little_time() -> None:
    names = ["Lena", "Oskar", "Ada", "Kit", "Gustav", "Jonas", "Mats", "Vera", "Tilda", "Rolf"]
    lines = with_ids(
        [
            tuple(
                Line(Kind.DIALOGUE, f"“{names[i % 10]}, {names[i // 10 % 10]} took the boat {i}.”",
                     60 * i, Pause.TURN, 0)
                for i in range(4000)
            )
        ]
    )  # fmt: skip
    ids = [line.id for line in lines[0][::8]]
    anchors = {f"old {i}": anchors_of(lines, {one})[one] for i, one in enumerate(ids)}
    told = VoiceMap(corrections=dict.fromkeys(anchors, "Marta"), anchors=anchors)
    start = time.process_time()
    assert find_again(lines, told) == dict.fromkeys(ids, "Marta")
    assert time.process_time() - start < 20  # minutes, were each held against each
