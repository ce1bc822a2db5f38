"""Pronunciation lexicons: transcriptions and aliases into what every engine can read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from verbalizing import say

from narrator.errors import VoiceMapError
from narrator.voices import load_voice_map
from narrator.voices.phonemes import SOUNDS, respell_ipa, respell_x_sampa
from narrator.voices.pls import read_pls

HEAD = '<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" '
PLS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    + HEAD
    + """alphabet="ipa" xml:lang="en">
  <lexeme><grapheme>Siobhan</grapheme><grapheme>Shivaun</grapheme>
    <phoneme>ʃɪˈvɔːn</phoneme></lexeme>
  <lexeme><grapheme>HMS</grapheme><alias>His Majesty's Ship</alias></lexeme>
  <lexeme><grapheme>Goethe</grapheme><phoneme>ˈɡoʊθi</phoneme>
    <phoneme prefer="true" alphabet="x-sampa">"g3:t@</phoneme></lexeme>
</lexicon>
"""
)


def write(tmp_path: Path, text: str, name: str = "names.pls") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_lexicon_is_read(tmp_path: Path) -> None:
    assert read_pls(write(tmp_path, PLS)) == {
        "Siobhan": "shih-vawn",
        "Shivaun": "shih-vawn",
        "HMS": "His Majesty's Ship",
        "Goethe": "gurtuh",
    }


def test_it_counts_for_a_book_and_the_files_own_words_win(tmp_path: Path) -> None:
    write(tmp_path, PLS)
    text = 'lexicons: [names.pls]\nlexicon: {HMS: H M S, Aoife: {ipa: "ˈiːfə"}}\n'
    found = load_voice_map(write(tmp_path, text, "voices.yaml"), trusted=False)
    said = say("Siobhan and Aoife saw the HMS Rose.", "en", **found.lexicon)
    assert said.text == "shih-vawn and eefuh saw the H M S Rose."


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<lexicon>", ":1:"),
        ("<a/>", ":1:1: no pronunciation lexicon"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "/etc/passwd">]><a>&x;</a>', ":1:1: a document type"),
        (
            PLS.replace("ˈɡoʊθi", "9").replace(' prefer="true"', ""),
            ':6:1: "Goethe": "9" in "9" is no sign of ipa',
        ),
        (PLS.replace("x-sampa", "pinyin"), ':7:1: unknown alphabet "pinyin"'),
        (PLS.replace("HMS", "New York"), ':5:1: "New York" is not one word'),
        (PLS.replace("<alias>His Majesty's Ship</alias>", ""), ":5:1: a lexeme without alias"),
    ],
)
def test_mistakes_have_their_place(tmp_path: Path, text: str, problem: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(VoiceMapError) as error:
        read_pls(path)
    assert str(error.value).startswith(f"{path}{problem}")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("lexicons: [gone.pls]\n", '1:12: there is no lexicon "gone.pls"'),
        ("lexicons: [/etc/hosts]\n", '1:12: "/etc/hosts" is a path'),
        ('lexicon: {Ann: {ipa: "ˈæ9"}}\n', ':1:22: "Ann": "9" in "ˈæ9" is no sign of ipa'),
        (
            'lexicon:\n  Bo: boh\n  Zoë:\n    ipa: "z€"\n',
            'voices.yaml:4:10: "Zoë": "€" in "z€" is no sign of ipa',
        ),
        ("lexicon: {Ann: {arpabet: AE N}}\n", "one of ipa, x-sampa belongs here"),
    ],
)
def test_a_map_says_what_is_wrong_with_its_lexicons(
    tmp_path: Path, text: str, problem: str
) -> None:
    with pytest.raises(VoiceMapError) as error:
        load_voice_map(write(tmp_path, text, "voices.yaml"), trusted=False)
    assert problem in str(error.value)


@given(st.lists(st.sampled_from([*SOUNDS, "ˈ", "ː", "."]), max_size=12).map("".join))
def test_any_transcription_becomes_letters_that_can_be_said(ipa: str) -> None:
    said = respell_ipa(ipa)
    assert said == "" or said.replace("-", "").isascii()
    assert said.replace("-", "").isalpha() or not said


def test_both_alphabets_say_the_same() -> None:
    assert respell_x_sampa('n{S@n"{lItI') == respell_ipa("næʃənˈælɪtɪ")


def test_signs_with_their_marks_in_one_or_apart_and_rare_ones() -> None:
    assert respell_ipa("bl\u00e3") == respell_ipa("bla\u0303") == "blah"
    assert respell_ipa("i\u00e7") == respell_ipa("ic\u0327") == "eehy"
    assert all(map(respell_ipa, "ɰɓɗɠʙɮɺʟɧ"))
