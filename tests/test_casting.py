"""Casting: everyone told apart from those they talk to, the same way on every run."""

from __future__ import annotations

import json
import random
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrator import casting
from narrator.book import UNKNOWN, Cast, Character, Kind, Line, Lines, Pause
from narrator.casting import Casting, adjust, assign_voices
from narrator.casting.arrivals import SOMEBODY
from narrator.casting.ear import Candidate, Ear
from narrator.errors import EngineError
from narrator.voices import STANDARD_RATE, CatalogueVoice, Voice, VoiceMap, VoiceWish

FACTS = Path(casting.__file__).parent.parent / "engines" / "espeak_voices.json"
ESPEAK = [
    CatalogueVoice(engine="espeak", resizable=True, **row)
    for row in json.loads(FACTS.read_text(encoding="utf-8"))["voices"]
]
TWO = [
    CatalogueVoice("system", "Bert", "en-US", "male"),
    CatalogueVoice("system", "Gerda", "en-US", "female"),
]


def person(
    name: str, gender: str = "", words: int = 100, age: str = "", **talks_to: int
) -> Character:
    return Character(name, (), gender, age, max(words // 10, 1), words, talks_to)


FAMILY = Cast(
    (
        person("Ada", "female", 900, Ben=30, Cleo=20),
        person("Ben", "male", 700, Ada=30, Dan=10),
        person("Cleo", "female", 400, Ada=20, Eve=5),
        person("Dan", "male", 300, Ben=10),
        person("Eve", "female", 90, Cleo=5),
        person("Kim", "", 40, Ada=2),
    )
)


def cast_of(
    cast: Cast,
    catalogue: Sequence[CatalogueVoice] = ESPEAK,
    voice_map: VoiceMap | None = None,
    *,
    one_voice: bool = False,
    language: str = "",
) -> Casting:
    return assign_voices(
        cast,
        voice_map or VoiceMap(),
        catalogue,
        default_engine=catalogue[0].engine,
        one_voice=one_voice,
        language=language,
    )


def gender_of(voice: Voice) -> str:
    return next(v.gender for v in [*ESPEAK, *TWO] if v.name == voice.name)


def line(kind: Kind, speaker: str | None) -> Line:
    return Line(kind, "Yes.", 0, Pause.TURN, 0, speaker=speaker)


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
    assert time.process_time() - start < 2  # a tenth of it in truth; machines differ


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
