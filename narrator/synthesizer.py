"""Shards into rendered shards, in parallel: spoken, levelled, encoded and kept in the cache.

Workers are processes, each with one engine of a kind; the parent hands out shards and gets small
answers back, never sound. What can be heard of a shard depends on the shard alone, not on the
worker, the order or the number of jobs.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import struct
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from narrator import audio
from narrator.audio import Clip
from narrator.cache import Cache, make_key
from narrator.encoders import Encoder, Encoding, open_encoder
from narrator.engines import Engine, Settings, open_engine
from narrator.errors import EngineError, LineError, WriteError
from narrator.processes import close_pool, give_back_memory, open_pool
from narrator.shards import Interlude, Shard, Utterance
from narrator.speech import TRIES, speak
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


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one shard: rendered, or the lines of it that failed."""

    index: int
    rendered: Rendered | None
    failures: tuple[Failure, ...] = ()
    was_cached: bool = False


@cache
def sound_code() -> str:
    """A digest of the code that shapes sound: what it makes is kept only as long as it stands."""
    home = Path(__file__).parent
    names = ("audio", "synthesizer", "speech", "sound_files", "interludes")
    files = [home / f"{name}.py" for name in names]
    files += sorted([*home.glob("engines/*.py"), *home.glob("encoders/*.py")])
    digest = hashlib.blake2b(digest_size=8)
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


# ---------------------------------------------------------------- in a worker

_settings: dict[str, EngineSettings] = {}
_engines: dict[str, Engine] = {}
_encoders: dict[Encoding, Encoder] = {}
_shards = itertools.count(1)


def _settle(settings: Settings) -> None:
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
        clip = audio.EFFECTS[voice.effect](clip)
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


def _work(shard: Shard, key: str, encoding: Encoding, folder: Path) -> Rendered | list[Failure]:
    outcome = render(shard, key, encoding, Cache(folder))
    if next(_shards) % OFTEN == 0:
        give_back_memory()
    return outcome


# ---------------------------------------------------------------- in the parent


class Workers:
    """The worker processes, and what is asked of them. Use it as a context manager."""

    def __init__(self, jobs: int, cache: Cache, settings: Settings | None = None) -> None:
        self.jobs, self.cache, self.settings = jobs, cache, dict(settings or {})
        self._pool: ProcessPoolExecutor | None = None
        self._ahead: dict[str, Future[Rendered | list[Failure]]] = {}
        """By key, what was begun before it was asked for."""
        self._leaving: list[threading.Thread] = []
        """Each waits for processes that were let go."""

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *error: object) -> None:
        self._stop(at_once=error[0] is not None)

    def _open(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = open_pool(self.jobs, _settle, self.settings)
        return self._pool

    def _submit(self, work: Callable[..., Any], *values: Any) -> Future[Any]:
        try:
            return self._open().submit(work, *values)
        except BrokenProcessPool:  # a worker died of what nobody has asked for yet
            self._stop()
            return self._open().submit(work, *values)

    def start(self) -> None:
        """Let a worker get ready while this process does other work; more come as they are needed,
        and don't stand in its way before."""
        self._submit(_get_ready)

    def rest(self) -> None:
        """Nothing more will be asked of them, most likely: let them go, and their memory, while
        this process does other work. Who is asked after all comes back."""
        pool, self._pool = self._pool, None
        self._ahead.clear()
        if pool is not None:
            leaving = threading.Thread(target=close_pool, args=[pool])
            leaving.start()
            self._leaving.append(leaving)

    def _stop(self, *, at_once: bool = False) -> None:
        while self._leaving:
            self._leaving.pop().join()
        pool, self._pool = self._pool, None
        self._ahead = {key: each for key, each in self._ahead.items() if _is_done(each)}
        if pool is not None:
            close_pool(pool, at_once=at_once)

    def gains(self, voices: Sequence[Voice], fingerprints: Mapping[str, str]) -> dict[Voice, float]:
        """Each voice's calibrated gain in dB, measured once and kept."""
        gains: dict[Voice, float] = {}
        missing: dict[Future[float], tuple[Voice, str]] = {}
        for voice in voices:
            key = gain_key(fingerprints[voice.engine], voice)
            kept = self.cache.get("loudness", key)
            if kept is not None:
                gains[voice] = float(kept)
            else:
                missing[self._submit(measure_gain, voice)] = (voice, key)
        for future, (voice, key) in missing.items():
            gains[voice] = self._gain(voice, future)
            self.cache.put("loudness", key, repr(gains[voice]).encode())
        return gains

    def _gain(self, voice: Voice, future: Future[float]) -> float:
        """What a measurement gave; it is tried again when its worker died."""
        problem = "the engine crashed"
        for _ in range(TRIES):
            try:
                return future.result()
            except LineError as error:
                problem = str(error)
                break
            except BrokenProcessPool:
                self._stop()
                future = self._submit(measure_gain, voice)
        raise EngineError(f"the voice {voice.engine}:{voice.name} gives no speech: {problem}")

    def render_ahead(
        self, shards: Sequence[Shard], keys: Sequence[str], encoding: Encoding
    ) -> list[Shard]:
        """Begin with shards that will probably be asked for; returns those that weren't there."""
        begun = []
        for shard, key in zip(shards, keys, strict=True):
            if key not in self._ahead and not self.cache.has("cues", key):
                self._ahead[key] = self._submit(_work, shard, key, encoding, self.cache.folder)
                begun.append(shard)
        return begun

    def stop_ahead(self) -> None:
        """Begin with nothing more before it is asked for."""
        left = {key: each for key, each in self._ahead.items() if not each.cancel()}
        self._ahead = {key: each for key, each in left.items() if not each.done() or _is_done(each)}

    def render_all(
        self,
        shards: Sequence[Shard],
        keys: Sequence[str],
        encoding: Encoding,
        *,
        force: bool = False,
    ) -> Iterator[Result]:
        """What became of each shard, as it is done; at most a few wait at a time."""
        todo: list[int] = []
        for index, key in enumerate(keys):
            is_new = force or key in self._ahead
            kept = None if is_new else self.cache.get("cues", key)
            if kept is None or not self.cache.has("shard", key):
                todo.append(index)
            else:
                yield Result(index, unpack(key, kept), was_cached=True)
        yield from self._render_missing(shards, keys, encoding, todo)

    def frames(self, shard: Shard, rendered: Rendered, encoding: Encoding) -> bytes:
        """A rendered shard's encoded sound; made once more if the cache has lost or damaged it."""
        frames = self.cache.get("shard", rendered.key)
        if frames is None:
            (result,) = self._render_missing([shard], [rendered.key], encoding, [0])
            frames = self.cache.get("shard", rendered.key)
            if frames is None or result.rendered != rendered:
                raise WriteError(
                    f"{self.cache.folder}: the cache was changed during the build; run it again"
                )
        return frames

    def _render_missing(
        self, shards: Sequence[Shard], keys: Sequence[str], encoding: Encoding, todo: list[int]
    ) -> Iterator[Result]:
        waiting = list(reversed(todo))
        running: dict[Future[Rendered | list[Failure]], int] = {}
        deaths: dict[int, int] = {}
        while waiting or running:
            try:
                while waiting and len(running) < self._room(waiting[-1], running, deaths):
                    index = waiting[-1]
                    future = self._ahead.pop(keys[index], None) or self._open().submit(
                        _work, shards[index], keys[index], encoding, self.cache.folder
                    )
                    running[future] = waiting.pop()
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    outcome = future.result()
                    index = running.pop(future)
                    if isinstance(outcome, Rendered):
                        yield Result(index, outcome)
                    else:
                        yield Result(index, None, tuple(outcome))
            except BrokenProcessPool:
                # A worker died. What ran is tried again, each alone, so that the guilty one shows.
                self._stop()
                for index in sorted(running.values(), reverse=True):
                    deaths[index] = deaths.get(index, 0) + 1
                    if deaths[index] < TRIES:
                        waiting.append(index)
                    else:
                        yield Result(index, None, _all_failed(shards[index], "the engine crashed"))
                running.clear()

    def _room(
        self, index: int, running: Mapping[Future[Any], int], deaths: Mapping[int, int]
    ) -> int:
        """How many shards may be under way: a few for each worker, or one under suspicion."""
        suspect = index in deaths or any(each in deaths for each in running.values())
        return 1 if suspect else 3 * self.jobs


def _is_done(future: Future[Any]) -> bool:
    """Whether it has a result."""
    return future.done() and not future.cancelled() and future.exception() is None


def _all_failed(shard: Shard, problem: str) -> tuple[Failure, ...]:
    return tuple(Failure(each.line, problem) for each in shard.utterances)


def _get_ready() -> None:
    """By the time a worker runs this, it has loaded all that this module needs."""
