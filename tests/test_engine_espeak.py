"""espeak-ng: the same bytes every time, from any folder, and nothing left out."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from narrator.audio import trim_silence
from narrator.engines import espeak as espeak_module
from narrator.engines import open_engine
from narrator.engines.espeak import Espeak, find_library, short_data
from narrator.errors import EngineError
from narrator.voices import Voice

TEXT = "The ferry left at noon, and nobody was on it."
LINUX = sys.platform.startswith("linux")


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


@pytest.mark.parametrize("letters", ["a", "b", "1", "ж", "好"])
def test_an_endless_word_is_said_to_its_end(espeak: Espeak, letters: str) -> None:
    # espeak-ng drops the rest of a word somewhere past its 45th letter, and says nothing.
    once, whole = (
        trim_silence(espeak.synthesize(letters * count, Voice("espeak", "en-us"))).seconds
        for count in (40, 400)
    )
    assert whole > 9 * once


def test_a_larger_throat_sounds_darker_and_speaks_at_the_same_pace(espeak: Espeak) -> None:
    def heard(size: float) -> tuple[float, float]:
        espeak.restart()
        clip = espeak.synthesize(f"{TEXT} {TEXT}", Voice("espeak", "en-us", size=size))
        power = np.abs(np.fft.rfft(clip.samples)) ** 2
        hz = np.fft.rfftfreq(len(clip), 1 / clip.sample_rate)
        return clip.seconds, float(power @ hz / power.sum())

    plain, large, small = heard(0.0), heard(12.0), heard(-12.0)
    assert large[1] < 0.95 * plain[1] < 0.95 * small[1]
    assert abs(large[0] / plain[0] - 1) < 0.06
    assert abs(small[0] / plain[0] - 1) < 0.06
