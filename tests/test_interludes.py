"""A user's own music: where it is heard, how loud, and what happens when it is none."""

from __future__ import annotations

import os
import subprocess
import wave
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from building import build_plan, build_text, command_line, contents, paragraphs, plan_for
from listening import cues, decode

from narrator.audio import CLIP_LUFS, Clip, loudness, to_int16
from narrator.book import Pause
from narrator.errors import VoiceMapError
from narrator.interludes import find_interludes, play
from narrator.order import Report
from narrator.sound_files import ffmpeg
from narrator.voices import Sounds, VoiceMap, load_voice_map

STORY = "CHAPTER 1\n\nIt rained.\n\n***\n\nIt stopped.\n\nCHAPTER 2\n\nThe end."
HZ = 5000
"""Of the music; the tones of the engine lie elsewhere."""


def chime(path: Path, *, seconds: float = 2.0, level: float = 0.1, rate: int = 44_100) -> Path:
    """A stereo file with silence at both ends."""
    time = np.arange(int(seconds * rate)) / rate
    sound = np.concatenate([np.zeros(rate), level * np.sin(2 * np.pi * HZ * time), np.zeros(rate)])
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(to_int16(np.repeat(sound.astype(np.float32), 2)))
    return path


def build(folder: Path, sounds: Sounds, **wishes: Any) -> Report:
    wishes = {"engine": "tone", "formats": ("flac",)} | wishes
    return build_text(STORY, folder, voices=VoiceMap(sounds=sounds), **wishes)


def music_in(file: Path) -> list[tuple[float, float]]:
    """From when to when a file has music, in seconds, by its pitch."""
    clip = decode(file)
    size = clip.sample_rate // 50
    frames = clip.samples[: len(clip) // size * size].reshape(-1, size)
    spectrum = np.abs(np.fft.rfft(frames * np.hanning(size)))
    at = round(HZ * size / clip.sample_rate)
    share = spectrum[:, at - 1 : at + 2].sum(axis=1) / (spectrum.sum(axis=1) + 1e-3)
    found = np.flatnonzero(share > 0.6) / 50
    if not len(found):
        return []
    breaks = np.flatnonzero(np.diff(found) > 0.5)
    starts, ends = [found[0], *found[breaks + 1]], [*found[breaks], found[-1]]
    return [(float(a), float(b) + 0.02) for a, b in zip(starts, ends, strict=True)]


@pytest.mark.usefixtures("inline")
def test_it_is_heard_at_scene_breaks_and_chapter_starts(tmp_path: Path) -> None:
    file = str(chime(tmp_path / "chime.wav"))
    report = build(tmp_path, Sounds(scene=file, chapter=file))
    heard = [music_in(each) for each in report.files]
    assert [len(each) for each in heard] == [2, 1]
    for each, spans in zip(report.files, heard, strict=True):
        said = cues(each.with_suffix(".vtt"))
        assert spans[0][0] == pytest.approx(0.75, abs=0.06)
        for begin, end in spans:
            assert end - begin == pytest.approx(2.0, abs=0.5)
            following = min(start for start, _, _ in said if start > begin)
            assert 0.7 < following - end < 1.8
            assert not any(start < end and begin < stop for start, stop, _ in said)


@pytest.mark.usefixtures("inline")
def test_the_text_stays_in_step(tmp_path: Path) -> None:
    plain = build(tmp_path / "plain", Sounds())
    file = str(chime(tmp_path / "chime.wav"))
    played = build(tmp_path / "played", Sounds(scene=file))
    before, after = (cues(each.files[0].with_suffix(".vtt")) for each in (plain, played))
    assert [text for _, _, text in before] == [text for _, _, text in after]
    assert before[1] == after[1]
    assert after[2][0] - before[2][0] == pytest.approx(2.0, abs=0.06)
    clip = decode(played.files[0])
    start = round(after[2][0] * clip.sample_rate)
    assert np.max(np.abs(clip.samples[start - 2000 : start - 200])) < 0.001
    assert np.max(np.abs(clip.samples[start : start + 2000])) > 0.01


@pytest.mark.parametrize("level", [0.01, 0.1, 0.9])
def test_files_of_any_level_come_out_alike(level: float, tmp_path: Path) -> None:
    file = str(chime(tmp_path / "chime.wav", level=level, seconds=4))
    (found,) = find_interludes(VoiceMap(sounds=Sounds(scene=file, volume_db=-8))).values()
    clip = play(found, 22_050, -4.5)
    assert loudness(clip) == pytest.approx(CLIP_LUFS - 8, abs=0.2)
    assert clip.seconds == pytest.approx(4, abs=0.05)
    ends = clip.samples[[0, 1, -2, -1]]
    assert np.max(np.abs(ends)) < 0.01  # no click


@pytest.mark.parametrize("form", ["mp3", "ogg", "flac", "m4a", "aiff"])
def test_any_format_will_do(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"chime.{form}"
    source = chime(tmp_path / "chime.wav")
    subprocess.run([ffmpeg(), "-v", "error", "-i", source, path], check=True)
    found = find_interludes(VoiceMap(sounds=Sounds(chapter=str(path))))
    assert set(found) == {Pause.CHAPTER}
    assert play(found[Pause.CHAPTER], 24_000, -4.5).seconds == pytest.approx(2, abs=0.1)


def test_a_long_piece_is_faded_out(tmp_path: Path) -> None:
    file = str(chime(tmp_path / "long.wav", seconds=40))
    found = find_interludes(VoiceMap(sounds=Sounds(scene=file, chapter=file)))
    for place, seconds in ((Pause.SCENE, 12), (Pause.CHAPTER, 30)):
        clip = play(found[place], 22_050, -4.5)
        assert clip.seconds == pytest.approx(seconds, abs=0.01)
        half = Clip(clip.samples[-22_050:], 22_050)
        assert loudness(half) < loudness(clip) - 6


@pytest.mark.usefixtures("inline", "cold")
def test_a_changed_file_is_played(tmp_path: Path) -> None:
    path = chime(tmp_path / "chime.wav")
    story = "\n\n".join(["CHAPTER 1", *paragraphs(8), "***", *paragraphs(8, seed=1)])
    voices = VoiceMap(sounds=Sounds(scene=str(path)))

    def again() -> Report:
        return build_plan(plan_for(story, tmp_path, voices=voices, engine="tone"))

    first = again()
    before = contents(first.folder)
    chime(path, seconds=3.0)
    second = again()
    assert second.cached == second.shards - 1  # but for the one that it is heard in
    assert contents(second.folder) != before
    chime(path.with_name("moved.wav"))
    moved = replace(voices, sounds=Sounds(scene=str(path.with_name("moved.wav"))))
    third = build_plan(plan_for(story, tmp_path, voices=moved, engine="tone"))
    assert third.cached == third.shards
    assert contents(third.folder) == before


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "bad.mp3 is empty"),
        (b"This is no music.\n" * 50, "bad.mp3 can't be read as sound (Invalid"),
        (b"#EXTM3U\nhttp://127.0.0.1:9/a.mp3\n", "bad.mp3 can't be read as sound ("),
        (b"RIFF\x24\x00\x00\x00WAVE", "bad.mp3"),
        (None, "bad.mp3 can't be read (No such file or directory)"),
    ],
    ids=["empty", "text", "playlist", "cut short", "missing"],
)
def test_what_is_no_sound_is_said_before_work_starts(
    data: bytes | None, problem: str, tmp_path: Path
) -> None:
    if data is not None:
        (tmp_path / "bad.mp3").write_bytes(data)
    (tmp_path / "mine.yaml").write_text("pauses: {scene: 2}\nsounds:\n  scene: bad.mp3\n")
    done = command_line(
        *("build", "-", "--voices", "mine.yaml", "-o", "out"), cwd=tmp_path, stdin=b"Hello."
    )
    assert done.returncode == 2
    assert done.stderr.startswith(f"narrator: mine.yaml:3:10: {problem}")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files here")
def test_what_never_ends_is_no_music(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    voices = VoiceMap(sounds=Sounds(scene=str(tmp_path / "pipe.wav")))
    with pytest.raises(VoiceMapError, match=r"pipe\.wav is no file"):
        find_interludes(voices)


def test_silence_is_no_music(tmp_path: Path) -> None:
    file = str(chime(tmp_path / "chime.wav", level=0))
    with pytest.raises(VoiceMapError, match=r"chime\.wav is silent"):
        find_interludes(VoiceMap(sounds=Sounds(scene=file)))


def test_a_strangers_file_plays_nothing(tmp_path: Path) -> None:
    (tmp_path / "voices.yaml").write_text("sounds: {scene: /etc/passwd}\n")
    with pytest.raises(VoiceMapError, match="can't ask for that"):
        load_voice_map(tmp_path / "voices.yaml", trusted=False)


def test_files_are_looked_for_beside_the_voice_map(tmp_path: Path) -> None:
    (tmp_path / "voices.yaml").write_text("sounds: {scene: chime.ogg, volume: -3dB}\n")
    found = load_voice_map(tmp_path / "voices.yaml").sounds
    assert found == Sounds(scene=str(tmp_path / "chime.ogg"), volume_db=-3)


@pytest.mark.usefixtures("inline")
def test_music_is_a_stem_of_its_own(tmp_path: Path) -> None:
    file = str(chime(tmp_path / "chime.wav"))
    report = build(tmp_path, Sounds(scene=file), stems=True)
    stems = sorted((report.folder / "stems").glob("*.flac"))
    assert stems[-1].name == "02 - Sounds.flac"
    assert len(music_in(stems[-1])) == 1
    assert not music_in(stems[0])
    total = sum(np.rint(decode(stem).samples * 32768) for stem in stems)
    whole = np.concatenate([np.rint(decode(each).samples * 32768) for each in report.files])
    assert np.array_equal(total, whole)
