"""The contract of engines, kept by each that is installed; and the guards around two of them."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from listening import lag

from narrator.audio import Clip, trim_silence
from narrator.engines import BUILT_IN, Engine, default_engine, engine_names, open_engine
from narrator.engines import espeak as espeak_module
from narrator.engines import system as system_module
from narrator.engines.espeak import Espeak, find_library, short_data
from narrator.engines.system import System
from narrator.errors import EngineError, LineError
from narrator.voices import Voice

TEXT = "The ferry left at noon, and nobody was on it."
LINUX = sys.platform.startswith("linux")


@pytest.fixture(scope="module", params=BUILT_IN)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    there = open_engine(request.param)
    yield there
    there.close()


def voice(engine: Engine, number: int = 0, **wishes: Any) -> Voice:
    return Voice(engine.name, engine.voices()[number].name, **wishes)


def speech(engine: Engine, text: str = TEXT, **wishes: Any) -> Clip:
    return trim_silence(engine.synthesize(text, voice(engine, **wishes)))


# ---------------------------------------------------------------- the contract


def test_it_says_what_it_is(engine: Engine) -> None:
    assert len(engine.fingerprint()) > 5
    assert engine.fingerprint() == engine.fingerprint()
    assert engine.max_chars >= 500
    assert not engine.needs_network


def test_its_voices_are_known_and_in_one_order(engine: Engine) -> None:
    listed = engine.voices()
    assert listed
    assert list(listed) == list(engine.voices())
    assert len({each.name for each in listed}) == len(listed)
    for each in listed:
        assert each.engine == engine.name
        assert each.gender in ("male", "female", "")
        assert engine.knows(each.name)


@pytest.mark.parametrize(
    "name", ["", "nobody", "en-us+nosuch", "../../etc/passwd", "en-us+", "+f3"]
)
def test_it_knows_no_voice_that_it_has_not(engine: Engine, name: str) -> None:
    assert not engine.knows(name)


def test_speech_is_float32_mono_at_its_rate(engine: Engine) -> None:
    clip = engine.synthesize(TEXT, voice(engine))
    assert clip.sample_rate == engine.sample_rate
    assert clip.samples.dtype == np.float32
    assert clip.samples.ndim == 1
    assert 1.5 < speech(engine).seconds < 5
    assert 0.01 < np.max(np.abs(clip.samples)) <= 1.0


def test_longer_texts_take_longer(engine: Engine) -> None:
    short, long = speech(engine), speech(engine, " ".join([TEXT] * 4))
    assert 3 * short.seconds < long.seconds < 6 * short.seconds


def test_other_words_sound_different(engine: Engine) -> None:
    one, other = speech(engine, "Yes."), speech(engine, "Nothing of the kind.")
    assert len(one) < len(other)


def test_restarted_it_says_the_same(engine: Engine) -> None:
    if not engine.deterministic:
        pytest.skip("its clips are kept instead")
    engine.restart()
    first = [engine.synthesize(text, voice(engine)).samples for text in (TEXT, "Yes.")]
    engine.synthesize("Something else altogether.", voice(engine, -1, rate=250))
    engine.restart()
    again = [engine.synthesize(text, voice(engine)).samples for text in (TEXT, "Yes.")]
    for one, other in zip(first, again, strict=True):
        assert np.array_equal(one, other)


def test_the_longest_text_it_takes_is_said_whole(engine: Engine) -> None:
    text = (TEXT + " ") * (engine.max_chars // (len(TEXT) + 1))
    whole, once = speech(engine, text.strip()), speech(engine)
    assert whole.seconds > 0.9 * once.seconds * (engine.max_chars // (len(TEXT) + 1))


@pytest.mark.parametrize(
    "text", ["[[hello]]", "<break time='9s'/> one", "\x01300S fast", "a\0b", "\x1b[2J", "]]>&amp;"]
)
def test_nothing_in_a_text_is_a_command(engine: Engine, text: str) -> None:
    clip = engine.synthesize(text, voice(engine))
    assert clip.seconds < 8
    after = speech(engine)  # nothing that was said changes what comes after
    engine.restart()
    assert after.seconds == pytest.approx(speech(engine).seconds, rel=0.05)


def test_another_process_may_have_one_too(engine: Engine) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        lengths = pool.map(_length, [engine.name])
    assert lengths[0] == pytest.approx(len(engine.synthesize(TEXT, voice(engine))), rel=0.05)


def _length(name: str) -> int:
    there = open_engine(name)
    try:
        return len(there.synthesize(TEXT, voice(there)))
    finally:
        there.close()


# ---------------------------------------------------------------- finding one


def test_every_engine_has_a_name(fake_engines: Path) -> None:
    assert {*BUILT_IN, "slow", "stumbling"} <= set(engine_names())
    assert open_engine("slow").name == "slow"


def test_an_unknown_engine_is_told_from_a_misspelt_one() -> None:
    with pytest.raises(EngineError, match="did you mean 'espeak'"):
        open_engine("espaek")
    with pytest.raises(EngineError, match=r"there are: .*espeak"):
        open_engine("zzz")


def test_the_default_is_the_systems_where_it_has_good_voices(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = []
    for system in ("Linux", "Darwin", "Windows", "FreeBSD"):
        monkeypatch.setattr("platform.system", lambda system=system: system)
        found.append(default_engine())
    assert found == ["espeak", "system", "system", "espeak"]


# ---------------------------------------------------------------- espeak


@pytest.fixture
def espeak() -> Iterator[Espeak]:
    there = Espeak()
    yield there
    there.close()


@pytest.mark.parametrize("name", ["en-us", "en-us+whisper", "en-us+klatt4", "en-us+croak"])
def test_espeak_has_no_history_after_a_restart(espeak: Espeak, name: str) -> None:
    espeak.restart()
    first = espeak.synthesize(TEXT, Voice("espeak", name)).samples
    for other in ("en-us+f5", "en-gb-x-rp+m7", name):
        espeak.synthesize("Thirty-one gulls!", Voice("espeak", other, rate=300, pitch=20))
    espeak.restart()
    assert np.array_equal(espeak.synthesize(TEXT, Voice("espeak", name)).samples, first)


def test_espeak_restarts_a_thousand_times(espeak: Espeak) -> None:
    began = time.monotonic()
    for _ in range(300):
        espeak.restart()
    assert time.monotonic() - began < 15
    assert len(espeak.synthesize(TEXT, Voice("espeak", "en-us"))) > 22_050


def test_espeak_takes_rate_and_pitch(espeak: Espeak) -> None:
    plain = espeak.synthesize(TEXT, Voice("espeak", "en-us"))
    fast = espeak.synthesize(TEXT, Voice("espeak", "en-us", rate=300))
    assert len(fast) < 0.7 * len(plain)
    assert _pitch(espeak, 30) > 1.15 * _pitch(espeak, 0) > 1.3 * _pitch(espeak, -25)


def _pitch(espeak: Espeak, percent: float) -> float:
    """Of a long vowel, by its spectrum's first strong peak, in Hz."""
    clip = espeak.synthesize("Aaaaaah.", Voice("espeak", "en-us", pitch=percent))
    middle = clip.samples[len(clip) // 4 : len(clip) // 2]
    again = np.correlate(middle, middle, "full")[len(middle) :]
    low, high = clip.sample_rate // 300, clip.sample_rate // 55
    return clip.sample_rate / (low + 1 + int(np.argmax(again[low:high])))


def test_espeak_refuses_an_unknown_voice(espeak: Espeak) -> None:
    with pytest.raises(EngineError, match="unknown voice 'espeak:nobody'"):
        espeak.synthesize(TEXT, Voice("espeak", "nobody"))


def test_espeak_works_from_a_very_deep_folder(
    tmp_path: Path, espeak: Espeak, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, data = find_library()
    if data is None:
        pytest.skip("the system's library knows its own data")
    deep = tmp_path.joinpath(*["a folder with a rather long name"] * 6)
    deep.mkdir(parents=True)
    shutil.copytree(data, deep / "espeak-ng-data", ignore=shutil.ignore_patterns("*_dict"))
    shutil.copy(data / "en_dict", deep / "espeak-ng-data")
    assert len(str(deep / "espeak-ng-data")) > 200
    monkeypatch.setattr(espeak_module, "find_library", lambda: (library, deep / "espeak-ng-data"))
    espeak.close()
    there = Espeak()
    links = there._short
    assert links
    assert len(there.synthesize(TEXT, Voice("espeak", "en-us+f3"))) > 22_050
    there.restart()
    assert there.knows("en-us+f3")
    assert not there.knows("en-us+nosuch")
    there.close()
    assert not Path(links.name).exists()


def test_a_deep_folder_is_copied_where_links_need_rights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / ("d" * 100) / ("e" * 100)
    deep.mkdir(parents=True)
    (deep / "phondata").write_text("x")

    def forbidden(*_: Any, **__: Any) -> None:
        raise OSError("a required privilege is not held by the client")

    monkeypatch.setattr(Path, "symlink_to", forbidden)
    folder, short = short_data(deep)
    assert folder
    assert (short / "phondata").read_text() == "x"
    assert not short.is_symlink()
    folder.cleanup()


def test_without_espeak_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    monkeypatch.setattr("ctypes.util.find_library", lambda name: None)
    with pytest.raises(EngineError, match="pip install espeakng-loader"):
        open_engine("espeak")


# ---------------------------------------------------------------- the system's voices

needs_espeak_driver = pytest.mark.skipif(not LINUX, reason="pyttsx3's espeak driver is Linux's")


@pytest.fixture(scope="module")
def system() -> Iterator[System]:
    there = System()
    yield there
    there.close()


def english(system: System, **wishes: Any) -> Voice:
    return Voice("system", system.voices()[0].name, **wishes)


@needs_espeak_driver
def test_the_rate_asked_for_is_never_lost(system: System) -> None:
    # pyttsx3 loses a rate that is set while its driver is busy, in half of all clips.
    rates = [120, 300] * 8
    lengths = [len(system.synthesize(TEXT, english(system, rate=rate))) for rate in rates]
    assert max(lengths[1::2]) < 0.6 * min(lengths[0::2])
    assert max(lengths[0::2]) - min(lengths[0::2]) < 0.05 * lengths[0]


@needs_espeak_driver
def test_a_long_text_is_waited_for(system: System) -> None:
    # pyttsx3 comes back after 10 ms for more than some 250 characters, before there is a file.
    text = " ".join([TEXT] * 25)
    once, long = (trim_silence(system.synthesize(t, english(system))) for t in (TEXT, text))
    assert long.seconds > 20 * once.seconds


@needs_espeak_driver
def test_each_text_has_its_own_clip(system: System) -> None:
    # Several texts in one run of pyttsx3 leave only the last file.
    texts = ["One.", "Two hundred and twenty-two thousand.", "Three blind mice, see how they run."]
    clips = [system.synthesize(text, english(system)) for text in texts]
    again = [system.synthesize(text, english(system)) for text in texts]
    assert len({len(clip) for clip in clips}) == 3
    for one, other in zip(clips, again, strict=True):
        assert len(one) == pytest.approx(len(other), rel=0.05)


@needs_espeak_driver
def test_an_unknown_voice_is_refused_not_replaced(system: System) -> None:
    with pytest.raises(EngineError, match="unknown voice 'system:nobody'"):
        system.synthesize(TEXT, Voice("system", "nobody"))
    with pytest.raises(EngineError, match="unknown voice"):
        system.synthesize(TEXT, Voice("system", f"{system.voices()[0].name}+nosuch"))


@needs_espeak_driver
def test_another_voice_really_speaks(system: System) -> None:
    name = system.voices()[0].name
    man, woman = (system.synthesize(TEXT, Voice("system", f"{name}{v}")) for v in ("", "+f3"))
    assert len(man) != len(woman) or lag(man.samples, woman.samples) != 0


@needs_espeak_driver
def test_two_systems_speak_at_once(system: System) -> None:
    other = System()
    try:
        asked = [
            (each, english(each, rate=rate)) for each in (system, other) for rate in (150, 300)
        ]
        lengths = [len(each.synthesize(TEXT, v)) for each, v in asked]
        assert lengths[0] == pytest.approx(lengths[2], rel=0.05)
        assert system._process
        assert other._process
        assert system._process.pid != other._process.pid != os.getpid()
    finally:
        other.close()


@needs_espeak_driver
def test_a_worker_killed_from_outside_is_replaced(system: System) -> None:
    assert system._process
    system._process.kill()
    system._process.wait()
    assert len(system.synthesize(TEXT, english(system))) > 22_050


def test_pyttsx3s_prints_reach_nobody(tmp_path: Path) -> None:
    program = (
        "from narrator.engines import open_engine; from narrator.voices import Voice\n"
        "there = open_engine('system')\n"
        "there.synthesize('Hello.', Voice('system', there.voices()[0].name)); there.close()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# A worker that follows the protocol, and does what its first argument says when asked to speak.
FAKE = """
import json, os, sys, time, wave
print(json.dumps({"ready": True, "driver": "fake"}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    if request["do"] == "voices":
        voices = [{"id": "v", "name": "v", "language": "en", "gender": "male"}]
        print(json.dumps({"voices": voices}), flush=True)
        continue
    text, out = request["text"], request["out"]
    if "hang" in text:
        time.sleep(600)
    if "crash" in text:
        os._exit(3)
    if "refuse" in text:
        print(json.dumps({"refused": "it does not take rate 165"}), flush=True)
        continue
    if "empty" in text:
        open(out, "w").close()
    elif "noise" in text:
        open(out, "wb").write(b"this is no sound at all")
    elif "aiff" in text:
        import subprocess
        subprocess.run(json.loads(sys.argv[1]) + ["-f", "aiff", out], check=True)
    elif "nothing" not in text:
        with wave.open(out, "wb") as file:
            file.setparams((2 if "stereo" in text else 1, 2, 22050, 0, "NONE", ""))
            file.writeframes(b"\\x00\\x10" * 22050 * (2 if "stereo" in text else 1))
    print(json.dumps({"done": True}), flush=True)
"""


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[System]:
    from narrator.sound_files import ffmpeg

    script = tmp_path / "worker.py"
    script.write_text(FAKE)
    sine = [ffmpeg(), "-v", "error", "-y", "-f", "lavfi", "-i", "sine=440:r=44100:d=1"]
    monkeypatch.setattr(system_module, "SPEAK_S", 1.0)
    monkeypatch.setattr(system_module, "SPEAK_S_A_CHARACTER", 0.0)
    there = System(command=[sys.executable, str(script), json.dumps(sine)])
    yield there
    there.close()


def say(system: System, text: str) -> Clip:
    return system.synthesize(text, Voice("system", "v"))


def test_a_hang_is_ended_and_the_next_line_works(fake: System) -> None:
    assert fake._process
    stuck = fake._process
    began = time.monotonic()
    with pytest.raises(LineError, match="no answer within 1 s"):
        say(fake, "hang on")
    assert time.monotonic() - began < 5
    assert stuck.poll() is not None
    assert len(say(fake, "hello")) == 22_050


def test_a_crash_costs_one_line(fake: System) -> None:
    with pytest.raises(LineError):
        say(fake, "crash")
    assert len(say(fake, "hello")) == 22_050


def test_a_setting_that_does_not_take_is_said(fake: System) -> None:
    with pytest.raises(LineError, match="does not take rate"):
        say(fake, "refuse")
    assert len(say(fake, "hello")) == 22_050


@pytest.mark.parametrize("text", ["empty", "noise", "nothing"])
def test_what_is_no_sound_is_refused(fake: System, text: str) -> None:
    say(fake, "hello")  # an older clip must not stand in for the missing one
    with pytest.raises(LineError, match="no usable sound"):
        say(fake, text)


def test_sound_is_known_by_its_content(fake: System) -> None:
    # macOS writes AIFF whatever the file is called.
    clip = say(fake, "aiff")
    assert (clip.sample_rate, len(clip)) == (44_100, 44_100)
    assert 0.05 < np.max(np.abs(clip.samples)) < 0.2
    assert len(say(fake, "stereo")) == 22_050


def test_a_worker_that_never_starts_is_said(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="use --engine espeak"):
        System(command=[sys.executable, "-c", "raise SystemExit(1)"])


def test_a_system_without_voices_is_said(tmp_path: Path) -> None:
    program = (
        "import json; print(json.dumps({'ready': 1, 'driver': 'x'}), flush=True); input();"
        "print(json.dumps({'voices': []}), flush=True); input()"
    )
    with pytest.raises(EngineError, match="has no voices"):
        System(command=[sys.executable, "-c", program])


def test_it_cleans_up_after_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for name in BUILT_IN:
        there = open_engine(name)
        there.synthesize("Hello.", voice(there))
        there.close()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("letters", ["a", "b", "1", "ж", "好"])
def test_an_endless_word_is_said_to_its_end(espeak: Espeak, letters: str) -> None:
    # espeak-ng drops the rest of a word somewhere past its 45th letter, and says nothing.
    once, whole = (
        trim_silence(espeak.synthesize(letters * count, Voice("espeak", "en-us"))).seconds
        for count in (40, 400)
    )
    assert whole > 9 * once
