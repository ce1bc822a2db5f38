"""The command engine with programs of every kind, and the recipes with the real ones."""

from __future__ import annotations

import json
import shutil
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from building import build_text

from narrator.audio import trim_silence
from narrator.engines import open_engine
from narrator.engines.command import ONLY_VOICE, RECIPES, Command, encode
from narrator.errors import EngineError, LineError, NotSetUpError
from narrator.voices import CatalogueVoice, EngineSettings, Voice, VoiceMap, VoiceWish

TEXT = "The ferry left at noon, and nobody was on it."
SPEAKER = """
import json, sys, wave
text_file, out, *rest = sys.argv[1:]
text = open(text_file, encoding="utf-8").read()
{first}
seconds = 0.05 * len(text)
with wave.open(out, "wb") as file:
    file.setnchannels(1); file.setsampwidth(2); file.setframerate(12000)
    file.writeframes(b"\\x00\\x20\\x00\\xe0" * int(6000 * seconds))
with open({log!r}, "a") as file:
    file.write(json.dumps([text, rest]) + "\\n")
"""


def program(tmp_path: Path, first: str = "") -> tuple[str, ...]:
    script = tmp_path / "speaker.py"
    script.write_text(SPEAKER.format(first=first, log=str(tmp_path / "log")))
    return (sys.executable, str(script), "{text_file}", "{out}")


def opened(command: tuple[str, ...], **wishes: object) -> Command:
    engine = open_engine("command", EngineSettings(command=command, **wishes))  # type: ignore[arg-type]
    assert isinstance(engine, Command)
    return engine


def test_a_program_without_voices(tmp_path: Path) -> None:
    engine = opened(program(tmp_path))
    assert [each.name for each in engine.voices()] == [ONLY_VOICE]
    clip = engine.synthesize(TEXT, Voice("command", ONLY_VOICE))
    assert clip.sample_rate == engine.sample_rate == 12_000
    assert clip.samples.dtype == np.float32
    assert clip.seconds == pytest.approx(0.05 * len(TEXT), abs=0.01)
    engine.close()


def test_no_shell_reads_what_a_voice_or_a_text_says(tmp_path: Path) -> None:
    evil = f"$(touch {tmp_path}/gone); rm -rf '{tmp_path}' & {{out}}"
    words = (*program(tmp_path), "{voice}", "{rate}", "{speed}", "{stretch}")
    engine = opened(words, voices=(CatalogueVoice("command", evil),))
    engine.synthesize(evil, Voice("command", evil, rate=330))
    assert not (tmp_path / "gone").exists()
    text, rest = json.loads((tmp_path / "log").read_text().splitlines()[-1])
    assert (text, rest) == (evil, [evil, "330", "2", "0.5"])
    engine.close()


def test_only_voices_that_were_named_are_spoken_with(tmp_path: Path) -> None:
    words = (*program(tmp_path), "{voice}")
    engine = opened(words, voices=(CatalogueVoice("command", "anna"),))
    assert engine.knows("anna")
    assert not any(map(engine.knows, ["", "-h", "ana", ONLY_VOICE]))
    with pytest.raises(EngineError, match='did you mean "anna"'):
        engine.synthesize(TEXT, Voice("command", "ana"))
    engine.close()


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("no-such-program-here", "{text_file}", "{out}"), "'no-such-program-here' is not here"),
        ((sys.executable, "{text_file}"), r"no \{out\}"),
        ((sys.executable, "{text_file}", "{out}", "{voice}"), "no voices are named"),
        ((sys.executable, "-c", "pass", "{text_file}", "{out}"), "wrote no sound"),
        ((sys.executable, "-c", "raise SystemExit('no tongue')", "{text_file}", "{out}"),
         r"failed with code 1 \(no tongue\)"),
    ],
)  # fmt: skip
def test_a_command_that_can_not_work_is_said_at_once(words: tuple[str, ...], problem: str) -> None:
    with pytest.raises(EngineError, match=problem):
        opened(words)


def test_without_settings_it_says_what_it_needs() -> None:
    with pytest.raises(NotSetUpError, match="recipe: flite"):
        open_engine("command")


@pytest.mark.parametrize(
    ("first", "problem"),
    [
        ("if 'ferry' in text: sys.exit('sunk')", r"failed with code 1 \(sunk\)"),
        ("if 'ferry' in text: open(out, 'w').write('<html>'); sys.exit()", "no usable sound"),
        ("if 'ferry' in text: open(out, 'w'); sys.exit()", "is empty"),
        ("if 'ferry' in text: sys.exit()", "wrote no sound"),
    ],
)
def test_what_goes_wrong_costs_the_line(tmp_path: Path, first: str, problem: str) -> None:
    engine = opened(program(tmp_path, first))
    with pytest.raises(LineError, match=problem):
        engine.synthesize(TEXT, Voice("command", ONLY_VOICE))
    engine.synthesize("Nobody minded.", Voice("command", ONLY_VOICE))
    engine.close()


def test_a_program_that_hangs_is_ended_with_what_it_started(tmp_path: Path) -> None:
    child = f"import time; time.sleep(2); open({str(tmp_path / 'survivor')!r}, 'w')"
    first = (
        "import subprocess, time\n"
        f"if 'ferry' in text: subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(60)"
    )
    engine = opened(program(tmp_path, first), timeout=1.0)
    start = time.monotonic()
    with pytest.raises(LineError, match="did not finish within 1 s"):
        engine.synthesize(TEXT, Voice("command", ONLY_VOICE))
    assert time.monotonic() - start < 2
    time.sleep(1.7)
    assert not (tmp_path / "survivor").exists()
    engine.close()


def test_no_letter_is_lost_on_the_way_to_an_old_program() -> None:
    assert encode("“Zoë’s café…”", "ascii") == b'"Zoe\'s cafe..."'
    assert encode("Zoë", "latin-1") == b"Zo\xeb"
    assert encode("Zoë", "utf-8") == "Zoë".encode()
    with pytest.raises(LineError, match="can't read 'П'"):
        encode("Пётр", "ascii")


def test_a_book_by_a_command(tmp_path: Path, cold: Path) -> None:
    words = program(tmp_path, "if 'trumpet' in text: sys.exit('out of breath')")
    voices = VoiceMap(
        narrator=VoiceWish("command", ONLY_VOICE),
        engines={"command": EngineSettings(command=words)},
    )
    story = "One went by.\n\nTwo went by, and a trumpet.\n"
    report = build_text(story, tmp_path / "out", voices=voices)
    assert "out of breath" in report.failures[0].problem
    report = build_text("One went by.\n", tmp_path / "out", voices=voices)
    assert len(report.files) == 1


# ---------------------------------------------------------------- recipes


@pytest.mark.tools
@pytest.mark.parametrize("recipe", ["flite", "festival"])
def test_a_recipe_speaks(recipe: str) -> None:
    if not shutil.which(RECIPES[recipe].command[0]):
        pytest.skip(f"{recipe} is not installed: {RECIPES[recipe].package}")
    engine = open_engine("command", EngineSettings(recipe=recipe))
    names = [each.name for each in engine.voices()]
    assert names[0] == {"flite": "slt", "festival": "cmu_us_slt_arctic_hts"}[recipe]
    assert "kal" not in names
    assert not engine.knows("nobody")
    voice = Voice("command", names[0])
    plain = trim_silence(engine.synthesize(TEXT, voice))
    assert 1.5 < plain.seconds < 4.5
    fast = trim_silence(engine.synthesize(TEXT, Voice("command", names[0], rate=231)))
    assert plain.seconds / fast.seconds == pytest.approx(1.4, rel=0.12)
    high = trim_silence(engine.synthesize(TEXT, Voice("command", names[0], pitch=20.0)))
    assert high.seconds == pytest.approx(plain.seconds, rel=0.12)
    engine.synthesize("“Zoë’s café…” she said.", voice)
    engine.close()


@pytest.mark.tools
def test_flite_has_men_and_women() -> None:
    if not shutil.which("flite"):
        pytest.skip("flite is not installed: apt-get install flite")
    engine = open_engine("command", EngineSettings(recipe="flite"))
    assert [(each.name, each.gender) for each in engine.voices()][:4] == [
        ("slt", "female"), ("rms", "male"), ("awb", "male"), ("kal16", "male"),
    ]  # fmt: skip
    for each in engine.voices():
        assert trim_silence(engine.synthesize(TEXT, Voice("command", each.name))).seconds > 1
    engine.close()
