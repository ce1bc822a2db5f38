"""``voices.yaml`` there and back, and what the documents say of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from voice_files import load

from narrator.book import Character
from narrator.errors import VoiceMapError
from narrator.voices import (
    DEFAULT_FILE,
    Pauses,
    VoiceMap,
    VoiceWish,
    load_voice_map,
)
from narrator.voices.yaml_file import format_voice_map

CASES = Path(__file__).parent / "cases" / "voices"
ROOT = Path(__file__).parent.parent


names = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12).filter(
    lambda name: name.casefold() not in ("unknown", "narrator")
)


def some(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | strategy


percents = st.integers(-50, 100).map(float)


@st.composite
def wishes(draw: st.DrawFn, *, voice: bool = True) -> VoiceWish:
    rate = draw(some(st.integers(80, 450)))
    name = draw(some(st.sampled_from(["en-us+f3", "Alex", "no", "1e3", "~", "C:\\x"])))
    return VoiceWish(
        engine=draw(some(st.sampled_from(["espeak", "system"]))) if voice and name else None,
        voice=name if voice else None,
        rate=rate,
        pitch=draw(some(percents)),
        size=draw(some(st.integers(-25, 25).map(float))) if voice else None,
        volume_db=draw(some(st.integers(-30, 12).map(float))),
        effect=draw(some(st.sampled_from(["", "soft", "telephone"]))),
        rate_percent=draw(some(percents)) if rate is None else None,
    )


@st.composite
def voice_maps(draw: st.DrawFn) -> VoiceMap:
    pool = draw(st.lists(names, max_size=8, unique_by=str.casefold))
    cut = draw(st.integers(0, len(pool)))
    people = tuple(
        Character(
            name,
            tuple(pool[cut:]) if name == pool[0] else (),
            draw(st.sampled_from(["", "male", "female"])),
            draw(st.sampled_from(["", "child", "young", "adult", "old"])),
        )
        for name in pool[:cut]
    )
    return VoiceMap(
        narrator=draw(wishes()),
        thoughts=draw(wishes(voice=False)),
        unknown=draw(wishes()),
        characters={person.name: draw(wishes()) for person in people},
        people=people,
        pauses=Pauses(turn=draw(st.integers(0, 3000)) / 100),
        lexicon=draw(st.dictionaries(names, names, max_size=3)),
        corrections=draw(st.dictionaries(names, names, max_size=3)),
    )


@settings(max_examples=100, deadline=None)
@given(voice_maps())
def test_round_trip(tmp_path_factory: pytest.TempPathFactory, voice_map: VoiceMap) -> None:
    file = tmp_path_factory.getbasetemp() / "round.yaml"
    again = load(file, format_voice_map(voice_map))
    assert again == VoiceMap(
        **{
            name: getattr(voice_map, name)
            for name in VoiceMap.__dataclass_fields__
            if name not in ("path", "places")
        },
        path=file,
    )


def test_pydantic_and_yaml_load_only_at_the_door() -> None:
    code = (
        "import sys, narrator.voices; "
        "print([m for m in ('yaml', 'pydantic', 'numpy', 'platformdirs') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_how_doubtful_an_unknown_speaker_is(file: Path) -> None:
    assert load(file, "narrator: {}\n").unknown_below == 0.3
    assert load(file, "unknown: {voice: espeak:en-us, below: 0.5}\n").unknown_below == 0.5
    assert load(file, "unknown: {below: 0}\n").unknown_below == 0
    with pytest.raises(VoiceMapError, match=r":1:18: .*between 0 and 1"):
        load(file, "unknown: {below: 40}\n")


# Engines


def test_the_schema_for_editors_is_made_from_what_is_checked() -> None:
    from narrator.voices.forms import json_schema

    kept = json.loads((ROOT / "docs" / "voices.schema.json").read_text(encoding="utf-8"))
    assert kept == json_schema()


def test_every_key_and_value_is_documented() -> None:
    from narrator.voices import engine_forms, forms, values

    text = (ROOT / "docs" / "voices-yaml.md").read_text(encoding="utf-8")
    tables = [forms.VoiceMapForm, forms.CharacterForm, forms.ThoughtsForm, forms.PausesForm]
    tables += [forms.AttributionForm, forms.LlmForm]
    keys = {key for table in tables for key in table.model_fields}
    keys |= {key for table in forms.ENGINE_FORMS for key in table.model_fields}
    words = (
        keys
        | set(values.EFFECTS)
        | set(values.PERFORMANCES)
        | set(values.GENDERS)
        | set(values.AGES)
    )
    words |= set(engine_forms.FORMATS) | set(engine_forms.RECIPES) | set(engine_forms.ENCODINGS)
    assert [word for word in sorted(words) if f"`{word}`" not in text] == []
    for name in forms.PausesForm.model_fields:
        assert f"| `{name}` |" in text
        assert f"| {getattr(Pauses(), name)} |" in text


def test_the_example_in_the_documents_is_valid(file: Path) -> None:
    text = (ROOT / "docs" / "voices-yaml.md").read_text(encoding="utf-8")
    example = text.split("```yaml\n")[1].split("```")[0]
    assert load(file, example).people[0].aliases == ("Otti", "Aunt Otti", "Mrs Brandt")
    default = DEFAULT_FILE.read_text(encoding="utf-8")
    uncommented = re.sub(r"\{\}( *#.*)?\n#  ", "\n  ", default).replace("\n#  ", "\n  ")
    assert load(file, uncommented).characters["Elizabeth Marlow"].voice == "en-gb-x-rp+f3"


def test_people_and_lines_that_the_book_has_not_are_named(tmp_path: Path) -> None:
    from narrator.pipeline import read_script
    from narrator.voices.unmatched import unmatched

    file = tmp_path / "voices.yaml"
    file.write_text("characters:\n  Rutth: {gender: female}\ncorrections: {abc: Ruth}\n")
    voice_map = load_voice_map(file)
    story = "“Well,” said Ruth.\n\n“Well what?” said Tom.\n\n" * 2
    notes = list(unmatched(read_script("-", voice_map, data=story.encode()), voice_map))
    assert notes[0].startswith(f"{file}:2:")
    assert "'Rutth' says nothing in this book" in notes[0]
    assert 'did you mean "Ruth"' in notes[0]
    assert f"{file}:3:" in notes[1]
    assert "'abc'" in notes[1]


def test_a_correction_to_a_name_that_is_misspelt_is_named(tmp_path: Path) -> None:
    from narrator.pipeline import read_script
    from narrator.voices.unmatched import unmatched

    story = "“Well,” said Ruth.\n\n“Well what?” said Tom Arden.\n\n“Nothing.”".encode()
    last = list(read_script("-", VoiceMap(), data=story).lines())[-1]
    file = tmp_path / "voices.yaml"
    meant = [("Arben", "Arden"), ("Rut", "Ruth"), ("Tom", "Tom Arden"), ("Ida", ""), ("Ruth", "")]
    for name, hint in meant:
        file.write_text(f"corrections:\n  {last.id}: {name}\n")
        voice_map = load_voice_map(file)
        notes = list(unmatched(read_script("-", voice_map, data=story), voice_map))
        said = f'{file}:2:17: {name!r} says no other line of this book (did you mean "{hint}"?)'
        assert notes == [said] * bool(hint)
