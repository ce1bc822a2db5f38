"""Rendering: what fails is named, what dies is replaced, what is damaged is made again."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from building import paragraphs

from narrator import audio, renderer, synthesizer
from narrator.audio import Clip
from narrator.cache import Cache
from narrator.encoders import Encoding
from narrator.encoders.mp3 import frame_ends
from narrator.engines import open_engine
from narrator.engines.tone import CHARACTER_SAMPLES, Tone
from narrator.errors import EngineError, LineError, WriteError
from narrator.renderer import NEUTRAL_TEXT, Rendered, measure_gain, render
from narrator.shards import Shard, Utterance
from narrator.speech import expected_seconds, speak
from narrator.synthesizer import Result, Workers
from narrator.voices import STANDARD_RATE, Voice

ENCODING = Encoding("mp3", 24_000, 64_000)
TONE = Voice("tone", "tone")


def shard(*texts: str, engine: str = "tone") -> Shard:
    voice = Voice(engine, "tone")
    said = [Utterance(text, voice, 4800, f"line of {text[:12]}") for text in texts]
    return Shard(tuple(said), 12_000)


def keys(shards: Sequence[Shard]) -> list[str]:
    return [each.key(["x"], ENCODING) for each in shards]


def rendered(workers: Workers, *shards: Shard, force: bool = False) -> dict[int, Result]:
    results = list(workers.render_all(shards, keys(shards), ENCODING, force=force))
    found = {result.index: result for result in results}
    assert sorted(found) == list(range(len(shards)))  # each once
    assert len(results) == len(found)
    return found


pytestmark = pytest.mark.usefixtures("fresh_engines")


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


class Saying(Tone):
    """Says what it is told to, one clip after the other."""

    deterministic = False

    def __init__(self, *clips: Clip | LineError) -> None:
        self.clips = list(clips)
        self.asked: list[str] = []

    def synthesize(self, text: str, voice: Voice) -> Clip:
        self.asked.append(text)
        clip = self.clips.pop(0)
        if isinstance(clip, LineError):
            raise clip
        return clip


def sound(seconds: float, level: float = 0.1) -> Clip:
    samples = np.full(round(seconds * 24_000), level, np.float32)
    samples[::2] *= -1
    return Clip(samples, 24_000)


# ---------------------------------------------------------------- one line


def test_a_line_that_fails_is_tried_again() -> None:
    engine = Saying(LineError("busy"), sound(2, 0.0), sound(2))
    assert len(speak("Twenty characters, ok", TONE, engine)) > 47_000


def test_a_line_that_goes_on_failing_is_refused() -> None:
    engine = Saying(*[LineError("busy")] * 3, sound(2))
    with pytest.raises(LineError, match="busy"):
        speak("Hello there.", TONE, engine)
    assert len(engine.clips) == 1


def test_a_deterministic_engine_is_asked_once() -> None:
    engine = Saying(LineError("no"), sound(2))
    engine.deterministic = True
    with pytest.raises(LineError, match="no"):
        speak("Hello there.", TONE, engine)


@pytest.mark.parametrize(
    ("clip", "text", "problem"),
    [
        (sound(1, 0.0), "Hello", "5 characters gave no sound"),
        (sound(0), "Hello", "5 characters gave no sound"),
        (sound(30), "Hello", "5 characters gave 30.0 s of sound"),
        (sound(0.1), "so many words " * 10, "139 characters gave only 0.10 s of sound"),
    ],
)
def test_what_can_be_no_speech_of_the_text_is_refused(clip: Clip, text: str, problem: str) -> None:
    with pytest.raises(LineError, match=problem.replace(".", r"\.")):
        speak(text.strip(), TONE, Saying(*[clip] * 3))


def test_short_words_may_be_short_and_long_numbers_long() -> None:
    assert speak("I.", TONE, Saying(sound(0.08)))
    assert speak("1,000,000,000,007", TONE, Saying(sound(7)))
    assert speak("こんにちは" * 8, TONE, Saying(sound(30)))  # "Japanese letter", forty times


@pytest.mark.parametrize("rate", [90, STANDARD_RATE, 330])
def test_a_clip_of_thrice_or_a_third_of_its_time_is_refused(rate: int) -> None:
    text = "She came down the stairs with a lamp in her hand, and stopped at the last of them."
    voice = replace(TONE, rate=rate)
    usual, _ = expected_seconds(text, rate)
    assert usual == pytest.approx(5.3 * STANDARD_RATE / rate, rel=0.1)
    for factor in (0.4, 0.7, 1.5, 2.5):
        assert speak(text, voice, Saying(sound(usual * factor)))
    for factor in (0.3, 3.1):
        with pytest.raises(LineError, match="of sound"):
            speak(text, voice, Saying(*[sound(usual * factor)] * 3))


def test_real_speech_takes_about_the_time_that_it_should() -> None:
    engine = open_engine("espeak")
    for name, rate in (("en-us", 100), ("en-gb-x-rp+f3", 165), ("en-us+m7", 300)):
        for text in (
            "Yes.",
            "The FBI, at ten p m.",
            "STOP IT NOW!",
            "A T and T.",
            "Ah!",
            NEUTRAL_TEXT,
        ):
            clip = speak(text, Voice("espeak", name, rate), engine)
            shortest, longest = expected_seconds(text, rate)
            assert 0.4 * shortest < clip.seconds < 2.5 * longest
    engine.close()


def test_a_long_line_is_said_in_parts_and_joined() -> None:
    text = " ".join(paragraphs(20))
    clip = speak(text, TONE, Tone())
    spaces = len(text) // Tone.max_chars  # where it is cut, a space falls out
    assert len(clip) == pytest.approx((len(text) - spaces) * CHARACTER_SAMPLES, abs=2400)


# ---------------------------------------------------------------- one voice


@pytest.mark.parametrize("name", ["en-us", "en-us+f3", "en-us+m7", "en-gb-x-rp+f2"])
def test_every_voice_comes_to_the_same_loudness(name: str) -> None:
    voice = Voice("espeak", name)
    gain = measure_gain(voice)
    other = "He counted the gulls again, and this time there were forty of them, more or less."
    engine = open_engine("espeak")
    clip = audio.level(speak(f"{other} {other}", voice, engine), gain)
    engine.close()
    assert audio.loudness(clip) == pytest.approx(audio.CLIP_LUFS, abs=1.5)


def test_a_gain_does_not_depend_on_what_was_said_before() -> None:
    voices = [Voice("espeak", name) for name in ("en-us+croak", "en-us+f3", "en-us+whisper")]
    forwards = [measure_gain(voice) for voice in voices]
    assert [measure_gain(voice) for voice in reversed(voices)] == forwards[::-1]


@pytest.mark.usefixtures("inline")
def test_gains_are_measured_once(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    with Workers(1, cache) as workers:
        first = workers.gains([TONE], {"tone": "1"})
        monkeypatch.setattr(synthesizer, "measure_gain", lambda voice: 1 / 0)
        assert workers.gains([TONE], {"tone": "1"}) == first
        with pytest.raises(ZeroDivisionError):
            workers.gains([TONE], {"tone": "2"})


# ---------------------------------------------------------------- one shard


def test_a_shard_is_as_long_as_it_says(cache: Cache) -> None:
    one = shard("Hello there.", "Who is it?")
    done = render(one, "ab" * 20, ENCODING, cache)
    assert isinstance(done, Rendered)
    frames = cache.get("shard", done.key)
    assert frames is not None
    assert done.length == 576 * sum(1 for _ in frame_ends(frames))
    first, second = done.spans
    assert first == (4800, 4800 + 12 * CHARACTER_SAMPLES)
    assert second == (first[1] + 4800, first[1] + 4800 + 10 * CHARACTER_SAMPLES)
    assert 0 <= done.length - second[1] - 12_000 < 576


def test_effects_and_volume_can_be_heard(cache: Cache) -> None:
    plain = shard("Hello there.")
    results = set()
    for change in ({}, {"volume_db": -6.0}, {"effect": "soft"}, {"effect": "telephone"}):
        voice = replace(TONE, **change)
        one = replace(plain, utterances=(replace(plain.utterances[0], voice=voice),))
        done = render(one, one.key([], ENCODING), ENCODING, cache)
        assert isinstance(done, Rendered)
        results.add(cache.get("shard", done.key))
    assert len(results) == 4


@pytest.mark.usefixtures("fake_engines")
def test_an_engine_that_never_repeats_itself_is_asked_once(cache: Cache) -> None:
    one = shard("Hello there.", "Who is it?", engine="changeable")
    first = render(one, "aa" * 20, ENCODING, cache)
    assert isinstance(first, Rendered)
    frames = cache.get("shard", first.key)
    asked = len(renderer._engine("changeable").calls)  # type: ignore[attr-defined]
    again = render(one, "bb" * 20, ENCODING, cache)
    assert len(renderer._engine("changeable").calls) == asked  # type: ignore[attr-defined]
    assert cache.get("shard", "bb" * 20) == frames
    # Another gap touches the shard, not the clips in it.
    moved = replace(one, tail=24_000)
    assert isinstance(render(moved, "cc" * 20, ENCODING, cache), Rendered)
    assert len(renderer._engine("changeable").calls) == asked  # type: ignore[attr-defined]
    assert again == replace(first, key="bb" * 20)


# ---------------------------------------------------------------- many shards


@pytest.mark.usefixtures("inline")
def test_what_is_cached_is_not_rendered(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    shards = [shard("One."), shard("Two.")]
    with Workers(1, cache) as workers:
        first = rendered(workers, *shards)
        assert not any(result.was_cached for result in first.values())
        assert not any(
            result.was_cached for result in rendered(workers, *shards, force=True).values()
        )
        monkeypatch.setattr(synthesizer, "work", lambda *_: 1 / 0)
        again = rendered(workers, *shards)
    assert all(result.was_cached for result in again.values())
    assert all(again[index].rendered == first[index].rendered for index in first)


@pytest.mark.usefixtures("inline", "fake_engines")
def test_lines_that_fail_are_named_and_the_rest_is_kept(cache: Cache) -> None:
    good = shard("One.", engine="stumbling")
    bad = shard("A xylophone.", "Two.", "Another xylophone.", engine="stumbling")
    with Workers(1, cache) as workers:
        results = rendered(workers, good, bad)
    assert results[0].rendered
    assert results[1].rendered is None
    assert [failure.line for failure in results[1].failures] == [
        "line of A xylophone.",
        "line of Another xylo",
    ]
    assert results[1].failures[0].problem == "no tongue can say xylophone"
    assert cache.has("shard", keys([good])[0])
    assert not cache.has("cues", keys([bad])[0])


@pytest.mark.usefixtures("fake_engines")
def test_a_worker_that_dies_once_costs_nothing(
    cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRASH_MARK", str(tmp_path / "fell"))
    texts = [f"Number {number}." for number in range(8)]
    texts[3] = "Mind the fall."
    with Workers(2, cache) as workers:
        results = rendered(workers, *[shard(text, engine="crashing") for text in texts])
    assert (tmp_path / "fell").exists()
    assert all(result.rendered for result in results.values())


@pytest.mark.usefixtures("fake_engines")
def test_a_shard_that_kills_its_worker_is_named_and_no_other(cache: Cache) -> None:
    texts = [f"Number {number}." for number in range(8)]
    texts[2] = "This is fatal."
    with Workers(2, cache) as workers:
        results = rendered(workers, *[shard(text, engine="crashing") for text in texts])
    assert [index for index, result in sorted(results.items()) if not result.rendered] == [2]
    (failure,) = results[2].failures
    assert failure.line == "line of This is fata"
    assert "crashed" in failure.problem


def test_workers_killed_while_idle_are_replaced(cache: Cache) -> None:
    with Workers(1, cache) as workers:
        assert rendered(workers, shard("One."))[0].rendered
        pool = workers._open()
        assert isinstance(pool, ProcessPoolExecutor)
        _kill_all(pool)
        assert rendered(workers, shard("Two."), shard("Three."))[1].rendered


@pytest.mark.usefixtures("fake_engines")
def test_a_voice_that_kills_its_worker_is_named(cache: Cache, monkeypatch: Any) -> None:
    monkeypatch.setenv("CRASH_MARK", "/nowhere")
    monkeypatch.setattr(synthesizer, "measure_gain", _die)
    with Workers(1, cache) as workers, pytest.raises(EngineError, match="tone:tone"):
        workers.gains([TONE], {"tone": "1"})


def _die(voice: Voice) -> float:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0.0


def _kill_all(pool: ProcessPoolExecutor) -> None:
    for process in list(pool._processes.values()):
        os.kill(process.pid, signal.SIGKILL)
        process.join()


@pytest.mark.usefixtures("inline")
@pytest.mark.parametrize("kind", ["shard", "cues"])
@pytest.mark.parametrize("damage", ["gone", "flipped", "truncated"])
def test_a_damaged_entry_is_made_again(cache: Cache, kind: str, damage: str) -> None:
    one = shard("Hello there.")
    with Workers(1, cache) as workers:
        done = rendered(workers, one)[0].rendered
        assert done
        frames = workers.frames(one, done, ENCODING)
        path = cache.path(kind, done.key)
        raw = path.read_bytes()
        if damage == "gone":
            path.unlink()
        else:
            path.write_bytes(
                raw[:-9] + bytes([raw[-9] ^ 1]) + raw[-8:] if damage == "flipped" else raw[:-9]
            )
        again = rendered(workers, one)[0].rendered
        assert again == done
        assert workers.frames(one, again, ENCODING) == frames


@pytest.mark.usefixtures("inline")
def test_a_cache_that_vanishes_while_files_are_written(cache: Cache) -> None:
    import shutil

    one = shard("Hello there.")
    with Workers(1, cache) as workers:
        done = rendered(workers, one)[0].rendered
        assert done
        frames = workers.frames(one, done, ENCODING)
        shutil.rmtree(cache.folder)
        assert workers.frames(one, done, ENCODING) == frames


@pytest.mark.usefixtures("inline")
def test_a_cache_that_cant_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with (
        Workers(1, Cache(tmp_path / "file")) as workers,
        pytest.raises(WriteError, match="the cache can't be written"),
    ):
        rendered(workers, shard("Hello."))


def test_each_size_of_a_voice_has_a_gain_of_its_own(cache: Cache) -> None:
    voices = [Voice("espeak", "en-us+f2", size=size) for size in (-15.0, 0.0, 15.0)]
    prints = {"espeak": "the engine's mark"}
    with Workers(1, cache) as workers:
        alone = {voice: workers.gains([voice], prints)[voice] for voice in reversed(voices)}
        assert workers.gains(voices, prints) == alone
    assert alone == {voice: measure_gain(voice) for voice in voices}
