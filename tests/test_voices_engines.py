"""The section ``engines`` of ``voices.yaml``: what engines are told, and who may tell them."""

from __future__ import annotations

from pathlib import Path

import pytest
from voice_files import load

from narrator.errors import VoiceMapError
from narrator.voices import (
    EngineSettings,
    check_voices,
    find_voice_map,
)
from narrator.voices.yaml_file import format_voice_map

ROOT = Path(__file__).parent.parent


ENGINES = """
engines:
  openai: {address: "http://127.0.0.1:8880/", voices: [bella], price_per_1000_characters: 0.015}
  command:
    command: flite -voice {voice} "two words" {out}
    voices: {slt: {gender: female, language: en-US}, rms: }
  piper: {models: [mine, /else/where.onnx], download: yes}
  kokoro:
  hum: {depth: 3}
"""


def test_engines_are_told_what_they_need(file: Path) -> None:
    engines = load(file, ENGINES).engines
    assert engines["openai"].address == "http://127.0.0.1:8880"
    assert engines["openai"].price == 0.015
    assert engines["command"].command == ("flite", "-voice", "{voice}", "two words", "{out}")
    slt, rms = engines["command"].voices
    assert (slt.name, slt.gender, slt.language, rms.name) == ("slt", "female", "en-US", "rms")
    assert engines["piper"].models == (str(file.parent / "mine"), "/else/where.onnx")
    assert engines["piper"].download
    assert engines["kokoro"] == EngineSettings()
    assert engines["hum"].options == (("depth", "3"),)


def test_engines_are_written_as_they_are_read(file: Path) -> None:
    voice_map = load(file, ENGINES)
    assert load(file, format_voice_map(voice_map)).engines == voice_map.engines


def test_a_stranger_sets_up_no_engine(file: Path) -> None:
    with pytest.raises(VoiceMapError, match=r":2:1: engines are set up by you alone;.*--voices"):
        load(file, ENGINES, trusted=False)


def test_your_own_engines_count_for_every_book(tmp_path: Path, own_file: Path) -> None:
    own_file.parent.mkdir()
    own_file.write_text(ENGINES)
    book = tmp_path / "story.txt"
    beside = tmp_path / "voices.yaml"
    beside.write_text("characters: {Anna: {gender: female}}\n")
    assert find_voice_map(book, None).engines["openai"].address == "http://127.0.0.1:8880"
    chosen = tmp_path / "mine.yaml"
    chosen.write_text("engines: {openai: {address: 'https://example.org'}}\n")
    engines = find_voice_map(book, chosen).engines
    assert engines["openai"] == EngineSettings(address="https://example.org")
    assert "command" in engines


def test_an_engine_that_is_not_there_is_named(file: Path) -> None:
    voice_map = load(file, "engines:\n  hmu: {depth: 3}\n")
    with pytest.raises(VoiceMapError, match=r':2:8: unknown engine "hmu" \(did you mean "hum"'):
        check_voices(voice_map, lambda *_: None, default_engine="tone", engines=["hum", "tone"])


# Documents
