"""Casting: everyone told apart from those they talk to, the same way on every run."""

from __future__ import annotations

import random
import statistics
import time
from dataclasses import replace

import pytest
from troupe import ESPEAK, FAMILY, TWO, cast_of, gender_of, line, person

from narrator.book import UNKNOWN, Cast, Character, Kind
from narrator.casting import adjust, assign_voices
from narrator.casting.ear import Candidate, Ear
from narrator.errors import EngineError
from narrator.voices import STANDARD_RATE, CatalogueVoice, Voice, VoiceMap, VoiceWish


def test_gender_is_respected_and_nobody_shares() -> None:
    found = cast_of(FAMILY)
    assert set(found.voices) == {"Ada", "Ben", "Cleo", "Dan", "Eve", "Kim"}
    for character in FAMILY:
        if character.gender:
            assert gender_of(found.voices[character.name]) == character.gender
    everyone = [found.narrator, found.unknown, *found.voices.values()]
    assert len({voice.name for voice in everyone}) == len(everyone)
    assert found.warnings == ()


def test_the_narrator_has_the_best_voice_and_the_books_pace() -> None:
    found = cast_of(FAMILY, voice_map=VoiceMap(narrator=VoiceWish(rate=150)))
    assert found.narrator == Voice("espeak", ESPEAK[0].name, rate=150)
    assert {voice.rate for voice in found.voices.values()} == {150}


def test_partners_are_harder_to_mix_up_than_voices_drawn_by_lot() -> None:
    found = cast_of(FAMILY)
    ear = Ear([Candidate(voice) for voice in ESPEAK] + [heard(v) for v in found.voices.values()])
    place = {name: len(ESPEAK) + i for i, name in enumerate(found.voices)}
    pairs = [("Ada", "Ben"), ("Ada", "Cleo"), ("Ben", "Dan"), ("Cleo", "Eve")]
    ours = max(float(ear.nearness(place[one])[place[other]]) for one, other in pairs)
    dice = random.Random(3)
    drawn = [dice.sample(range(len(ESPEAK)), 2) for _ in range(400)]
    by_lot = [float(ear.nearness(one)[other]) for one, other in drawn]
    assert ours < statistics.quantiles(by_lot, n=10)[4]


def heard(voice: Voice) -> Candidate:
    facts = next(each for each in ESPEAK if each.name == voice.name)
    return Candidate(facts, voice.pitch, voice.rate / STANDARD_RATE, voice.size)


def test_no_voice_is_given_twice_in_another_size() -> None:
    crowd = Cast(tuple(person(f"P{i}", "female", 900 - i, P0=9) for i in range(12)))
    found = cast_of(crowd)
    assert len({voice.name for voice in found.voices.values()}) == 12
    assert any(voice.size for voice in found.voices.values())


def test_only_engines_that_can_are_asked_for_other_sizes() -> None:
    fixed = [replace(voice, resizable=False) for voice in ESPEAK]
    assert {voice.size for voice in cast_of(FAMILY, fixed).voices.values()} == {0.0}


def test_what_is_asked_for_counts() -> None:
    wishes = {
        "Ada": VoiceWish("espeak", "en-us+f3", pitch=10.0, rate=180, volume_db=-1.0),
        "Ben": VoiceWish(rate_percent=10.0, effect="telephone"),
    }
    found = cast_of(
        FAMILY,
        voice_map=VoiceMap(characters=wishes, unknown=VoiceWish(voice="en-us+m7")),
    )
    assert found.voices["Ada"] == Voice("espeak", "en-us+f3", 180, 10.0, -1.0)
    assert found.voices["Ben"].rate == 182
    assert found.voices["Ben"].effect == "telephone"
    assert found.unknown.name == "en-us+m7"
    others = [name for name in found.voices if name != "Ada"]
    assert all(found.voices[name].name not in ("en-us+f3", "en-us+m7") for name in others)


def test_a_voice_that_the_catalogue_does_not_list_is_used_as_asked() -> None:
    wishes = {"Ada": VoiceWish("openai", "alloy")}
    assert cast_of(FAMILY, voice_map=VoiceMap(characters=wishes)).voices["Ada"].name == "alloy"


def test_the_narrator_leaves_a_voice_that_someone_was_promised() -> None:
    best = ESPEAK[0].name
    found = cast_of(FAMILY, voice_map=VoiceMap(characters={"Ben": VoiceWish(voice=best)}))
    assert found.voices["Ben"].name == best
    assert found.narrator.name != best


def test_voices_of_people_who_are_not_in_this_book_are_left_to_them() -> None:
    plain = cast_of(FAMILY)
    taken = [plain.narrator.name, plain.voices["Ada"].name, plain.unknown.name]
    absent = {f"P{i}": VoiceWish("espeak", name) for i, name in enumerate(taken)}
    found = cast_of(FAMILY, voice_map=VoiceMap(characters=absent))
    everyone = [found.narrator, found.unknown, *found.voices.values()]
    assert not {voice.name for voice in everyone} & set(taken)


def test_a_wish_is_found_under_an_alias() -> None:
    voice_map = VoiceMap(
        characters={"Miss Ada": VoiceWish(voice="en-us+f5")},
        people=(Character("Miss Ada", aliases=("ada",)),),
    )
    assert cast_of(FAMILY, voice_map=voice_map).voices["Ada"].name == "en-us+f5"


def test_a_first_person_narrator_speaks_in_the_narrators_voice() -> None:
    found = cast_of(replace(FAMILY, narrator="Cleo"))
    assert found.voices["Cleo"] == found.narrator
    assert gender_of(found.narrator) == "female"
    wish = VoiceMap(characters={"Cleo": VoiceWish(voice="en-us+f2")})
    found = cast_of(replace(FAMILY, narrator="Cleo"), voice_map=wish)
    assert found.narrator.name == found.voices["Cleo"].name == "en-us+f2"


def test_each_line_has_its_voice() -> None:
    thoughts = VoiceWish(volume_db=-2.0, effect="soft")
    found = cast_of(FAMILY, voice_map=VoiceMap(thoughts=thoughts))
    assert found.voice_for(line(Kind.NARRATION, None)) == found.narrator
    assert found.voice_for(line(Kind.HEADING, None)) == found.narrator
    assert found.voice_for(line(Kind.DIALOGUE, "Ada")) == found.voices["Ada"]
    assert found.voice_for(line(Kind.DIALOGUE, UNKNOWN)) == found.unknown
    assert found.voice_for(line(Kind.DIALOGUE, "Nobody")) == found.unknown
    thought = found.voice_for(line(Kind.THOUGHT, "Ada"))
    assert thought == replace(found.voices["Ada"], volume_db=-2.0, effect="soft")


def test_prosody_adds_up() -> None:
    voice = Voice("espeak", "en-us", 160, 10.0, -1.0, "telephone")
    wish = VoiceWish(rate_percent=-10.0, pitch=10.0, volume_db=-2.0, effect="")
    assert adjust(voice, wish) == Voice("espeak", "en-us", 144, 21.0, -3.0, "")
    assert adjust(voice, VoiceWish()) == voice


def test_one_voice_reads_all() -> None:
    found = cast_of(FAMILY, one_voice=True)
    assert {found.narrator} == {found.unknown, *found.voices.values()}


def test_two_voices_are_varied_until_everyone_differs() -> None:
    found = cast_of(FAMILY, TWO)
    assert found.narrator == Voice("system", "Bert")
    assert found.voices["Ada"] == Voice("system", "Gerda")
    everyone = [found.narrator, found.unknown, *found.voices.values()]
    # pace alone tells people with one voice apart, for engines that can't change the pitch
    assert len({(voice.name, voice.rate) for voice in everyone}) == len(everyone)
    assert "only pitch and pace tell" in found.warnings[0]


def test_voices_that_ran_out_are_shared_by_strangers_and_named() -> None:
    crowd = Cast(tuple(person(f"P{i}", "male", 1000 - i, **{f"P{i ^ 1}": 9}) for i in range(40)))
    found = cast_of(crowd, TWO)
    for i in range(0, 40, 2):
        assert found.voices[f"P{i}"] != found.voices[f"P{i + 1}"]
    assert any("share a voice" in warning for warning in found.warnings)


def test_ages() -> None:
    facts = {voice.name: voice for voice in ESPEAK}
    family = Cast(
        (
            person("Gran", "female", 300, "old", Tim=5),
            person("Tim", "male", 200, "child", Gran=5),
            person("Mum", "female", 100, Gran=5),
        )
    )
    found = cast_of(family)
    assert facts[found.voices["Gran"].name].age == "old"
    assert facts[found.voices["Tim"].name].age == "child"
    assert facts[found.voices["Mum"].name].age == ""


def test_the_books_language_is_spoken() -> None:
    german = CatalogueVoice("espeak", "de", "de", "male")
    assert cast_of(FAMILY, [*ESPEAK, german], language="de-AT").narrator.name == "de"
    assert cast_of(FAMILY, [german, *ESPEAK], language="en").narrator.name == ESPEAK[0].name
    assert cast_of(FAMILY, language="English").warnings == ()
    assert cast_of(FAMILY, language="en-GB").narrator.name.startswith("en-gb-x-rp")


def test_a_language_that_no_voice_speaks_is_read_all_the_same_and_said() -> None:
    found = cast_of(FAMILY, language="fr")
    assert found.narrator.name == ESPEAK[0].name
    assert found.warnings == ('no voice here speaks "fr"; it will sound foreign',)


def test_an_engine_without_voices_is_an_error() -> None:
    with pytest.raises(EngineError, match="tone has no voice"):
        assign_voices(FAMILY, VoiceMap(), ESPEAK, default_engine="tone")
    with pytest.raises(EngineError, match="tone has no voice"):
        assign_voices(FAMILY, VoiceMap(), [], default_engine="tone")


def test_an_engine_that_lists_nothing_speaks_with_what_is_asked_for() -> None:
    wish = VoiceWish("mine", "x")
    voice_map = VoiceMap(wish, unknown=wish, characters={p.name: wish for p in FAMILY})
    found = assign_voices(FAMILY, voice_map, [], default_engine="mine")
    assert {found.narrator, found.unknown, *found.voices.values()} == {Voice("mine", "x")}


def test_a_book_in_which_nobody_speaks() -> None:
    found = cast_of(Cast())
    assert found.voices == {}
    assert found.narrator != found.unknown


def test_fast_enough_for_a_saga() -> None:
    dice = random.Random(4)
    names = [f"P{i}" for i in range(200)]
    crowd = Cast(
        tuple(
            person(
                name,
                dice.choice(["male", "female", ""]),
                dice.randrange(1, 5000),
                **{other: dice.randrange(1, 50) for other in dice.sample(names, 8)},
            )
            for name in names
        )
    )
    start = time.process_time()
    cast_of(crowd, ESPEAK[:300])
    assert time.process_time() - start < 5  # less than one in truth; machines differ
