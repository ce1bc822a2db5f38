"""Casting is steady: orders, chapters and wishes change no voice without need."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from troupe import ESPEAK, FAMILY, TWO, cast_of, line, person

from narrator.book import Cast, Kind, Lines
from narrator.casting import Casting, assign_voices
from narrator.casting.arrivals import SOMEBODY
from narrator.voices import VoiceMap, VoiceWish

NAMES = ["Ada", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gus", "Hope", "Ida", "Jon", "Kit", "Lou"]


@st.composite
def casts(draw: st.DrawFn) -> Cast:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    talks = st.dictionaries(st.sampled_from(NAMES), st.integers(1, 50), max_size=5)
    people = [
        person(
            name,
            draw(st.sampled_from(["male", "female", ""])),
            draw(st.integers(0, 500)),
            draw(st.sampled_from(["", "child", "adult", "old"])),
            **draw(talks),
        )
        for name in names
    ]
    return Cast(tuple(people), draw(st.sampled_from(["", *names])))


@settings(max_examples=60, deadline=None)
@given(casts())
def test_nobody_shares_with_a_partner_the_narrator_or_unknown(cast: Cast) -> None:
    found = cast_of(cast)
    others = [voice for name, voice in found.voices.items() if name != cast.narrator]
    everyone = [found.narrator, found.unknown, *others]
    assert len({voice.name for voice in everyone}) == len(everyone)


@settings(max_examples=60, deadline=None)
@given(casts(), st.randoms())
def test_the_order_of_the_cast_does_not_matter(cast: Cast, dice: random.Random) -> None:
    people = [
        replace(p, talks_to=dict(dice.sample(list(p.talks_to.items()), len(p.talks_to))))
        for p in dice.sample(cast.characters, len(cast.characters))
    ]
    assert cast_of(replace(cast, characters=tuple(people))) == cast_of(cast)


SPOKEN = st.lists(  # chapters of who says how many words
    st.lists(st.tuples(st.sampled_from(NAMES), st.integers(1, 150)), max_size=12),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(casts(), SPOKEN, st.booleans(), st.booleans())
def test_a_chapter_that_is_added_changes_no_voice_of_whom_one_knows(
    cast: Cast, spoken: list[list[tuple[str, int]]], small: bool, asks: bool
) -> None:
    chapters = [
        tuple(replace(line(Kind.DIALOGUE, who), text="so " * words) for who, words in chapter)
        for chapter in spoken
    ]
    wish = VoiceWish(voice=(TWO if small else ESPEAK)[1].name)
    voice_map = VoiceMap(characters={NAMES[0]: wish} if asks else {})

    def casting_of(chapters: list[Lines]) -> Casting:
        return assign_voices(
            cast,
            voice_map,
            TWO if small else ESPEAK,
            default_engine="system" if small else "espeak",
            chapters=chapters,
        )

    before, after = casting_of(chapters[:-1]), casting_of(chapters)
    words: Counter[str] = Counter()
    for who, count in (said for chapter in spoken[:-1] for said in chapter):
        words[who] += count
    for name in before.voices.keys() & words.keys():
        if words[name] >= SOMEBODY or name not in dict(spoken[-1]):
            assert after.voices[name] == before.voices[name]
    assert (after.narrator, after.unknown) == (before.narrator, before.unknown)


@settings(max_examples=40, deadline=None)
@given(casts(), SPOKEN, st.data())
def test_who_speaks_a_doubtful_line_changes_nobodys_voice(
    cast: Cast, spoken: list[list[tuple[str, int]]], data: st.DataObject
) -> None:
    """Or an edit that gives it to another would change the voices of many who come later."""
    known = [(name, SOMEBODY) for name in NAMES]
    chapters = [
        [replace(line(Kind.DIALOGUE, who), text="so " * words) for who, words in chapter]
        for chapter in [known, *spoken]
    ]
    at = data.draw(st.integers(0, len(spoken[0])))
    castings = []
    for who in data.draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=3)):
        doubtful = replace(line(Kind.DIALOGUE, who), confidence=0.4)
        told = [*chapters[1][:at], doubtful, *chapters[1][at:]]
        whole = [tuple(each) for each in (chapters[0], told, *chapters[2:])]
        castings.append(
            assign_voices(cast, VoiceMap(), ESPEAK, default_engine="espeak", chapters=whole)
        )
    assert all(casting == castings[0] for casting in castings)


SAGA = Cast(
    tuple(
        person(
            f"P{i}", ("female", "male")[i % 2], round(4000 * 0.8**i) + 20, **{f"P{i // 2}": 40 - i}
        )
        for i in range(24)
    )
)


@pytest.mark.parametrize("who", ["P0", "P3", "P11", "P23"])
def test_who_gets_another_pitch_changes_nobody_elses_voice(who: str) -> None:
    before = cast_of(SAGA).voices
    wish = VoiceWish("espeak", before[who].name, pitch=25.0)
    after = cast_of(SAGA, voice_map=VoiceMap(characters={who: wish})).voices
    assert after[who].pitch == 25.0
    assert {name: voice for name, voice in after.items() if name != who} == {
        name: voice for name, voice in before.items() if name != who
    }


def test_who_asks_for_anothers_voice_gets_it_and_few_others_change() -> None:
    before = cast_of(SAGA).voices
    wish = VoiceWish("espeak", before["P1"].name)
    after = cast_of(SAGA, voice_map=VoiceMap(characters={"P9": wish})).voices
    assert after["P9"].name == before["P1"].name != after["P1"].name
    changed = {name for name in before if before[name].name != after[name].name}
    assert {"P1", "P9"} <= changed
    assert len(changed) <= 5


def test_who_becomes_somebody_is_told_apart_with_more_care() -> None:
    """And a long text without chapters is taken in parts, so that its end changes no beginning."""
    long = tuple(replace(line(Kind.DIALOGUE, f"P{i % 24}"), text="word " * 40) for i in range(600))
    whole = assign_voices(SAGA, VoiceMap(), ESPEAK, default_engine="espeak", chapters=[long])
    half = assign_voices(SAGA, VoiceMap(), ESPEAK, default_engine="espeak", chapters=[long[:300]])
    assert whole.voices == half.voices


def test_the_voice_of_a_narrator_who_speaks_is_no_partners() -> None:
    chapters = [(line(Kind.DIALOGUE, "Cleo"), line(Kind.DIALOGUE, "Ada"))]
    told = replace(FAMILY, narrator="Cleo")
    found = assign_voices(told, VoiceMap(), ESPEAK, default_engine="espeak", chapters=chapters)
    assert found.voices["Cleo"] == found.narrator
    assert found.voices["Ada"].name != found.narrator.name
