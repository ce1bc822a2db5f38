"""The same manuscript and voices give the same files, whatever else differs."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from building import build_plan, command_line, contents, differing, paragraphs, plan_for
from conftest import BOOKS
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from narrator.order import Report
from narrator.synthesizer import Workers
from narrator.voices import VoiceMap, load_voice_map

TEXT = (BOOKS / "the-night-ferry.txt").read_text(encoding="utf-8") + "\n\n".join(
    ["\n\nChapter Four", *paragraphs(7)]
)
VOICES = """
narrator: {voice: espeak:en-us}
characters:
  Tilda: {voice: espeak:en-us+f3, effect: telephone}
  Joss: {voice: tone:low}
unknown: {voice: espeak:en-us+whisper}
"""
"""espeak's breathy variants draw noise; Joss is resampled; whispers and telephones are filtered."""


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("voices") / "voices.yaml"
    path.write_text(VOICES)
    return path


def carry_out(output: Path, voice_map: VoiceMap, **wishes: Any) -> Report:
    return build_plan(plan_for(TEXT, output, voices=voice_map, **wishes))


@pytest.fixture(scope="module")
def expected(voices: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What two jobs, two folders and a cold cache give."""
    folder = tmp_path_factory.mktemp("expected")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NARRATOR_CACHE", str(folder / "cache"))
        carry_out(folder / "out", load_voice_map(voices), jobs=2)
    found = contents(folder / "out")
    assert sum(name.endswith(".mp3") for name in found) == 4
    return found


@pytest.mark.parametrize("jobs", [1, 3])
def test_for_any_number_of_jobs_in_any_folder(
    jobs: int, voices: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    home = tmp_path / f"another folder, {jobs}"
    home.mkdir()
    shutil.copy(voices, home / "mine.yaml")
    done = command_line(
        *("build", "-", "--jobs", str(jobs), "-o", "out", "--voices", "mine.yaml"),
        cwd=home,
        stdin=TEXT.encode(),
        env={
            "NARRATOR_CACHE": str(home / "cache"),
            "PYTHONHASHSEED": str(jobs),
            "TZ": "Asia/Tokyo",
            "LC_ALL": "C",
        },
    )
    assert done.returncode == 0, done.stderr
    assert not differing(contents(home / "out"), expected)


@pytest.mark.usefixtures("inline")
def test_cold_and_warm(
    voices: Path, expected: dict[str, bytes], tmp_path: Path, cold: Path
) -> None:
    voice_map = load_voice_map(voices)
    assert carry_out(tmp_path / "cold", voice_map).cached == 0
    warm = carry_out(tmp_path / "warm", voice_map)
    assert warm.cached == warm.shards > 4
    carry_out(tmp_path / "warm", voice_map, force=True)
    assert not differing(contents(tmp_path / "cold"), expected)
    assert not differing(contents(tmp_path / "warm"), expected)


@pytest.mark.usefixtures("inline")
@settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32), kept=st.floats(0, 1))
def test_in_any_order_from_any_half_warm_cache(
    seed: int,
    kept: float,
    voices: Path,
    expected: dict[str, bytes],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    pick = random.Random(seed)
    folder = tmp_path_factory.mktemp("shuffled")
    in_order = Workers._render_missing

    def shuffled(
        self: Workers, shards: Sequence[Any], keys: Sequence[str], how: Any, todo: list[int]
    ) -> Iterator[Any]:
        yield from in_order(self, shards, keys, how, pick.sample(todo, len(todo)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NARRATOR_CACHE", str(folder / "cache"))
        patch.setattr(Workers, "_render_missing", shuffled)
        voice_map = load_voice_map(voices)
        carry_out(folder / "first", voice_map)
        entries = [path for path in sorted((folder / "cache").rglob("*")) if path.is_file()]
        for entry in entries:
            if pick.random() > kept:
                entry.unlink()
        carry_out(folder / "second", voice_map)
    assert not differing(contents(folder / "first"), expected)
    assert not differing(contents(folder / "second"), expected)
