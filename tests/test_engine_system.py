"""The system's voices: guards around a library that hangs, crashes, prints and forgets."""

from __future__ import annotations

import json
import os
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
from narrator.engines import system as system_module
from narrator.engines.system import System
from narrator.errors import EngineError, LineError
from narrator.voices import Voice

TEXT = "The ferry left at noon, and nobody was on it."
LINUX = sys.platform.startswith("linux")


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
