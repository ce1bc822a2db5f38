"""A user's own music into interludes: found before work starts, then levelled, faded, cut short."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np

from narrator import audio
from narrator.audio import Clip, count_samples, decibels
from narrator.book import Pause
from narrator.errors import LineError, VoiceMapError
from narrator.shards import Interlude
from narrator.sound_files import SoundFileError, read_sound
from narrator.voices import FILE_NAME, VoiceMap

LONGEST_S: Mapping[str, float] = {"scene": 12.0, "chapter": 30.0}
"""Seconds; what is longer is faded out there."""
PLACES: Mapping[str, Pause] = {"scene": Pause.SCENE, "chapter": Pause.CHAPTER}
FADE_IN_S, FADE_OUT_S = 0.05, 2.0
"""Seconds; the second is a third of a short sound at most."""


def find_interludes(voice_map: VoiceMap) -> dict[Pause, Interlude]:
    """What is played where, as ``sounds`` in ``voices.yaml`` says.

    Raises VoiceMapError, naming the file and its place, for one that can't be read or is no sound.
    """
    found: dict[Pause, Interlude] = {}
    for name, place in PLACES.items():
        if not (path := getattr(voice_map.sounds, name)):
            continue
        try:
            if Path(path).exists() and not (Path(path).is_file() or Path(path).is_dir()):
                raise SoundFileError(f"{Path(path).name} is no file")  # it may never end
            digest = _digest(path)
            interlude = Interlude(path, digest, voice_map.sounds.volume_db, LONGEST_S[name])
            _read(interlude)
        except (OSError, SoundFileError) as error:
            line, column = voice_map.places.get(("sounds", name), (None, None))
            problem = str(error) if isinstance(error, SoundFileError) else _in_words(path, error)
            source = voice_map.path or FILE_NAME
            raise VoiceMapError(source, problem, line=line, column=column) from error
        found[place] = interlude
    return found


def _in_words(path: str, error: OSError) -> str:
    return f"{Path(path).name} can't be read ({error.strerror or error})"


def _digest(path: str) -> str:
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()[:40]


def _read(interlude: Interlude) -> Clip:
    clip = audio.trim_silence(read_sound(Path(interlude.path), longest_s=interlude.longest_s + 5))
    if not len(clip):
        raise SoundFileError(f"{Path(interlude.path).name} is silent")
    return clip


@lru_cache(maxsize=4)
def play(interlude: Interlude, sample_rate: int, peak_dbfs: float) -> Clip:
    """An interlude as it is heard, at a rate in Hz. Raises LineError when its file has changed."""
    try:
        if _digest(interlude.path) != interlude.digest:
            raise LineError(f"{interlude.path} was changed during the build; run it again")
        clip = audio.resample(_read(interlude), sample_rate)
    except (OSError, SoundFileError) as error:
        raise LineError(f"{interlude.path} can't be read any more: {error}") from error
    most = count_samples(interlude.longest_s, sample_rate)
    clip = _fade(Clip(clip.samples[:most], sample_rate))
    gain = audio.CLIP_LUFS + interlude.level_db - _loudness(clip)
    return audio.level(clip, gain, peak_dbfs)


def _loudness(clip: Clip) -> float:
    """In LUFS; of a sound too short or too soft for that, its level."""
    try:
        found = audio.loudness(clip)
    except ValueError:
        found = float("-inf")
    return found if np.isfinite(found) else decibels(float(np.sqrt(np.mean(clip.samples**2))))


def _fade(clip: Clip) -> Clip:
    """The clip with a short rise and a long, smooth fall."""
    heard = clip.samples.copy()
    rise = min(count_samples(FADE_IN_S, clip.sample_rate), len(clip) // 10)
    fall = min(count_samples(FADE_OUT_S, clip.sample_rate), len(clip) // 3)
    if rise:
        heard[:rise] *= np.linspace(0, 1, rise, dtype=np.float32)
    if fall:
        heard[-fall:] *= np.cos(np.linspace(0, np.pi / 2, fall, dtype=np.float32)) ** 2
    return Clip(heard, clip.sample_rate)
