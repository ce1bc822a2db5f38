"""Shards: nothing lost or moved, and borders that an edit elsewhere does not disturb."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from building import paragraphs
from hypothesis import given, settings
from hypothesis import strategies as st

from narrator.encoders import Encoding
from narrator.shards import CUT_PAUSE_S, LONGEST, SHORTEST, Shard, Utterance, cut_shards
from narrator.voices import Voice

RATE = 22_050
ENCODING = Encoding("mp3", RATE, 64_000)
VOICES = [Voice("tone", "low"), Voice("tone", "high", rate=150)]
QUIET = 2304


def utterances(texts: list[str], gap_s: float = 0.6) -> list[Utterance]:
    gap = round(gap_s * RATE)
    return [
        Utterance(text, VOICES[number % 2], gap, f"line{number}")
        for number, text in enumerate(texts)
    ]


def cut(said: list[Utterance]) -> list[Shard]:
    return cut_shards(said, tail=77_175, quiet=QUIET, sample_rate=RATE)


def keys(said: list[Utterance]) -> Counter[str]:
    return Counter(shard.key(["engine 1"], ENCODING) for shard in cut(said))


texts = st.text("abc d.", min_size=1, max_size=60).map(lambda text: text * 9)
gaps = st.sampled_from([0, 1764, 5512, 7717, 13_230, 44_100])


@settings(max_examples=150)
@given(st.lists(st.builds(Utterance, texts, st.sampled_from(VOICES), gaps, texts), max_size=60))
def test_shards_hold_everything_in_order(said: list[Utterance]) -> None:
    shards = cut(said)
    found: list[Utterance] = []
    waited = 0
    for shard in shards:
        first, *others = shard.utterances
        found += [replace(first, gap=first.gap + waited), *others]
        waited = shard.tail
    assert found == said
    assert waited == (77_175 if said else 0)
    for shard in shards[:-1]:
        assert shard.tail >= max(QUIET, CUT_PAUSE_S * RATE)  # cut in a pause, never inside speech
        assert sum(len(each.text) for each in shard.utterances) >= SHORTEST


def test_a_shard_ends_at_the_first_pause_past_the_longest() -> None:
    for shard in cut(utterances(paragraphs(300)))[:-1]:
        sizes = [len(each.text) for each in shard.utterances]
        assert sum(sizes[:-1]) < LONGEST


def test_no_words_no_shards() -> None:
    assert cut([]) == []


def test_without_pauses_there_is_one_shard() -> None:
    assert len(cut(utterances(paragraphs(60), gap_s=0.08))) == 1


@pytest.mark.parametrize("place", [0, 1, 150, 298])
def test_an_inserted_paragraph_moves_only_the_borders_around_it(place: int) -> None:
    before = paragraphs(300)
    after = [*before[:place], "Then, quite unexpectedly, it began to snow.", *before[place:]]
    # The voices alternate, so give every line its own: only the text moves.
    old, new = (
        keys([replace(each, voice=VOICES[0]) for each in utterances(t)]) for t in (before, after)
    )
    assert sum(old.values()) > 40
    assert sum((new - old).values()) <= 3
    assert sum((old - new).values()) <= 3


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 299), st.sampled_from(["", "Short.", "long words " * 300]))
def test_a_changed_line_changes_few_shards(place: int, text: str) -> None:
    said = [replace(each, voice=VOICES[0]) for each in utterances(paragraphs(300))]
    changed = [*said]
    if text:
        changed[place] = replace(said[place], text=text)
    else:
        del changed[place]
    # Nearly always one or two; six is the worst of all these 900 cases.
    assert sum((keys(changed) - keys(said)).values()) <= 6


def test_a_key_is_made_of_all_that_can_be_heard() -> None:
    base = cut(utterances(["Hello.", "World."]))[0]
    first, second = base.utterances
    others = [
        replace(base, utterances=(replace(first, text="Hallo."), second)),
        replace(base, utterances=(replace(first, gap=first.gap + 1), second)),
        replace(base, utterances=(replace(first, gain_db=0.1), second)),
        replace(base, utterances=(first,)),
        replace(base, utterances=(second, first)),
        replace(base, tail=base.tail + 1),
    ]
    changes = {"engine": "x", "name": "x", "rate": 99, "pitch": 1.0, "volume_db": 1.0}
    for field, value in [*changes.items(), ("effect", "soft")]:
        voice = replace(first.voice, **{field: value})
        others.append(replace(base, utterances=(replace(first, voice=voice), second)))
    found = {shard.key(["engine 1"], ENCODING) for shard in [base, *others]}
    found.add(base.key(["engine 2"], ENCODING))
    found.add(base.key(["engine 1"], replace(ENCODING, bit_rate=96_000)))
    found.add(base.key(["engine 1"], replace(ENCODING, quality=5)))
    assert len(found) == len(others) + 4


def test_a_key_says_nothing_of_the_place_in_the_book() -> None:
    base = cut(utterances(["Hello.", "World."]))[0]
    moved = replace(
        base, utterances=tuple(replace(each, line=f"x{each.line}") for each in base.utterances)
    )
    assert base.key(["e"], ENCODING) == moved.key(["e"], ENCODING)
