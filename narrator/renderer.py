"""A shard into encoded sound in the cache: spoken, arranged, levelled, encoded.

This is what runs in a worker, which holds one engine and one encoder of a kind. What can be heard
of a shard depends on the shard alone, not on the worker, the order or the number of jobs.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import struct
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from narrator import audio
from narrator.audio import Clip
from narrator.cache import Cache, make_key
from narrator.effects import EFFECTS
from narrator.encoders import Encoder, Encoding, open_encoder
from narrator.engines import Engine, Settings, open_engine
from narrator.errors import LineError
from narrator.processes import give_back_memory
from narrator.shards import Interlude, Shard, Utterance
from narrator.speech import speak
from narrator.voices import EngineSettings, Voice

NEUTRAL_TEXT = (
    "The road went down to the river, past the mill and the old stone bridge. Somebody had left "
    "a lantern burning in the window, and beyond it the hills were already dark."
)
"""What every voice says once, to find its loudness: plain words, all kinds of sounds."""
QUIETEST_GAIN_DB, LOUDEST_GAIN_DB = -30.0, 30.0
GAIN_TOLERANCE_DB = 0.2
OFTEN = 16
"""After so many shards a worker gives back what it has freed; to do so after each takes a twentieth
of its time."""
LONG_SPEECH = 1 << 20
"""Samples of an utterance that takes so much memory that it is given back afterwards; few do."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A shard in the cache: its key, its length in samples, and where each utterance lies in it."""

    key: str
    length: int
    spans: tuple[tuple[int, int], ...]
    """Samples from the shard's start; half-open."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A line that could not be spoken."""

    line: str
    problem: str


@cache
def sound_code() -> str:
    """A digest of the code that shapes sound: what it makes is kept only as long as it stands."""
    home = Path(__file__).parent
    names = ("audio", "effects", "renderer", "speech", "sound_files", "interludes")
    files = [home / f"{name}.py" for name in names]
    files += sorted([*home.glob("engines/*.py"), *home.glob("encoders/*.py")])
    digest = hashlib.blake2b(digest_size=8)
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


_settings: dict[str, EngineSettings] = {}
_engines: dict[str, Engine] = {}
_encoders: dict[Encoding, Encoder] = {}
_shards = itertools.count(1)


def settle(settings: Settings) -> None:
    """A worker's first act."""
    _settings.update(settings)


def _engine(name: str) -> Engine:
    if name not in _engines:
        _engines[name] = open_engine(name, _settings.get(name))
    return _engines[name]


def _encoder(encoding: Encoding) -> Encoder:
    if encoding not in _encoders:
        _encoders[encoding] = open_encoder(encoding)
    return _encoders[encoding]


def plain(voice: Voice) -> Voice:
    """The voice as its engine knows it, without what is done to the sound afterwards."""
    return replace(voice, volume_db=0.0, effect="")


def clip_key(fingerprint: str, voice: Voice, text: str) -> str:
    """The key of what an engine makes of a text."""
    return make_key("clip", fingerprint, plain(voice).facts(), text)


def gain_key(fingerprint: str, voice: Voice) -> str:
    """The key of what brings a voice to the target loudness."""
    heard = [plain(voice).facts(), audio.CLIP_LUFS, audio.PEAK_DBFS, "limited"]
    return make_key("loudness", fingerprint, heard, NEUTRAL_TEXT)


def measure_gain(voice: Voice) -> float:
    """What brings a voice to the target loudness, in dB to one decimal; asked volume is not in."""
    engine = _engine(voice.engine)
    engine.restart()
    try:
        clip = speak(NEUTRAL_TEXT, voice, engine, foreign=True)
        gain = audio.CLIP_LUFS - audio.loudness(clip)
        for _ in range(3):  # the limiter takes some of it from voices with high peaks
            missing = audio.CLIP_LUFS - audio.loudness(audio.level(clip, gain))
            gain += missing
            if missing < GAIN_TOLERANCE_DB:
                break
    except ValueError:  # a voice this terse has no loudness to speak of
        return 0.0
    return round(min(LOUDEST_GAIN_DB, max(QUIETEST_GAIN_DB, gain)), 1)


def _spoken(utterance: Utterance, encoding: Encoding, cache: Cache) -> Clip:
    """One utterance at its level and the book's rate; slow engines' clips are kept as they came."""
    engine, voice = _engine(utterance.voice.engine), utterance.voice
    if engine.deterministic:
        clip = speak(utterance.text, voice, engine)
    else:
        key = clip_key(engine.fingerprint(), voice, utterance.text)
        kept = cache.get("clip", key)
        if kept is None:
            clip = speak(utterance.text, voice, engine)
            head = struct.pack("<I", clip.sample_rate)
            cache.put("clip", key, head + clip.samples.astype("<f4").tobytes())
        else:
            samples = np.frombuffer(kept, dtype="<f4", offset=4)
            clip = Clip(samples, struct.unpack_from("<I", kept)[0])
    clip = audio.resample(clip, encoding.sample_rate)
    if voice.effect:
        clip = EFFECTS[voice.effect](clip, in_place=True)
    gain = utterance.gain_db + voice.volume_db + audio.makeup_db(encoding.peak_dbfs)
    return audio.level(clip, gain, encoding.peak_dbfs, in_place=True)


def _played(interlude: Interlude | None, encoding: Encoding) -> list[audio.Samples]:
    """What is heard between an utterance's gap and its words."""
    if interlude is None:
        return []
    from narrator.interludes import play

    clip = play(interlude, encoding.sample_rate, encoding.peak_dbfs)
    return [clip.samples, audio.silence(interlude.after)]


def render(shard: Shard, key: str, encoding: Encoding, cache: Cache) -> Rendered | list[Failure]:
    """Speak, arrange, level and encode a shard, and put it into the cache."""
    for name in {each.voice.engine for each in shard.utterances}:
        _engine(name).restart()
    encoder = _encoder(encoding)
    stream = encoder.begin()  # what is spoken goes there piece by piece: a shard is megabytes
    spans: list[tuple[int, int]] = []
    failures: list[Failure] = []
    at = longest = 0
    for utterance in shard.utterances:
        try:
            ahead = [audio.silence(utterance.gap), *_played(utterance.interlude, encoding)]
            clip = _spoken(utterance, encoding, cache)
        except LineError as error:
            failures.append(Failure(utterance.line, str(error)))
            continue
        at += sum(map(len, ahead))
        spans.append((at, at + len(clip)))
        at += len(clip)
        longest = max(longest, len(clip))
        for samples in (*ahead, clip.samples):
            stream.add(samples)
        del clip, samples  # before there is another one
    if failures:
        return failures
    at += shard.tail
    fill = -at % encoder.frame_samples
    stream.add(audio.silence(shard.tail + fill))
    frames = stream.finish()
    rendered = Rendered(key, at + fill, tuple(spans))
    cache.put("shard", key, frames)
    cache.put("cues", key, pack(rendered))  # last: who finds it finds the frames
    if longest > LONG_SPEECH:
        give_back_memory()
    return rendered


def pack(rendered: Rendered) -> bytes:
    """A rendered shard's facts as a cache entry."""
    facts = {"length": rendered.length, "spans": rendered.spans}
    return json.dumps(facts, separators=(",", ":")).encode()


def unpack(key: str, entry: bytes) -> Rendered:
    """What ``pack`` put together."""
    facts = json.loads(entry)
    return Rendered(key, facts["length"], tuple((start, end) for start, end in facts["spans"]))


def work(shard: Shard, key: str, encoding: Encoding, folder: Path) -> Rendered | list[Failure]:
    outcome = render(shard, key, encoding, Cache(folder))
    if next(_shards) % OFTEN == 0:
        give_back_memory()
    return outcome
