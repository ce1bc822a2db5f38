"""espeak-ng's English voices into the facts that casting needs (espeak_voices.json).

Each voice speaks the same passage in a library that was loaded afresh for it, so that nothing
depends on what was spoken before. Run it again when espeakng-loader brings another espeak-ng:

    python benchmarks/measure_voices.py            # rewrites narrator/engines/espeak_voices.json
    python benchmarks/measure_voices.py en-us+f3   # prints what was measured of single voices

Two minutes on one core. What is left out, and why, is decided by the limits below and is written
into the file as well.
"""

from __future__ import annotations

import _ctypes
import ctypes
import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import espeakng_loader
import numpy as np
from numpy.typing import NDArray

from narrator.voices.measuring import PASSAGE, measure, pitch_of

TARGET = Path(__file__).parent.parent / "narrator" / "engines" / "espeak_voices.json"

RATE = 165  # words a minute asked of every voice

BASES = {  # what SetVoiceByName accepts -> BCP 47
    "en-us": "en-US",
    "en-gb-x-rp": "en-GB",
    "en-gb-scotland": "en-GB-scotland",
    "en-gb-x-gbclan": "en-GB-x-gbclan",
    "en-gb-x-gbcwmd": "en-GB-x-gbcwmd",
    "en-029": "en-029",
    "en-us-nyc": "en-US-x-nyc",
}

LEFT_OUT = {  # variants that no measure here finds fault with
    "fast": "the plain voice, for tests of its pace",
    "robosoft6": "a robot: one tone throughout",
    "robosoft8": "a robot: one tone throughout",
}
KEPT = {"grandma", "grandpa"}  # tremble, as the only ones that sound old
AGES = {"grandma": "old", "grandpa": "old", "m1": "old", "aunty": "old", "shelby": "child"}

MOST_DISTORTED = 1.15  # cepstral distance from the plain voice's speech sounds
LEAST_PERIODIC = 0.80  # below: creaks, growls, whispers
PACE = (150.0, 195.0)  # words a minute when RATE is asked for; beyond: a clipped or dragged rhythm
PITCH = (70.0, 300.0)  # Hz
MOST_CLIPPED = 0.0015  # share of samples at full scale: overdriven

Samples = NDArray[np.float64]


class FreshEspeak:
    """libespeak-ng, loaded for one voice and unloaded again: its state starts at nought."""

    SYNCHRONOUS, DONT_EXIT, UTF8_END_PAUSE = 2, 0x8000, 1 | 0x1000

    def __enter__(self) -> FreshEspeak:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
        self.sample_rate = self._library.espeak_Initialize(
            self.SYNCHRONOUS, 0, data, self.DONT_EXIT
        )
        self._bytes = bytearray()
        shape = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)

        def take(wave: int | None, count: int, _events: int | None) -> int:
            if wave and count:
                self._bytes += ctypes.string_at(wave, count * 2)
            return 0

        self._callback = shape(take)
        self._library.espeak_SetSynthCallback(self._callback)
        self._library.espeak_ng_SetRandSeed(1)
        self._library.espeak_Synth.argtypes = [
            *(ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int),
            *(ctypes.c_uint, ctypes.c_uint, ctypes.c_void_p, ctypes.c_void_p),
        ]
        return self

    def __exit__(self, *_: object) -> None:
        handle = self._library._handle
        self._library.espeak_Terminate()
        del self._library
        _ctypes.dlclose(handle)

    def speak(self, voice: str, text: str, *, rate: int = RATE) -> Samples:
        """Mono samples in [-1, 1] at ``sample_rate``."""
        if self._library.espeak_SetVoiceByName(voice.encode()):
            raise ValueError(f"espeak-ng has no voice {voice}")
        self._library.espeak_SetParameter(1, rate, 0)
        self._bytes.clear()
        spoken = text.encode() + b"\0"
        self._library.espeak_Synth(spoken, len(spoken), 0, 1, 0, self.UTF8_END_PAUSE, None, None)
        return np.frombuffer(bytes(self._bytes), dtype="<i2") / 32768.0

    def variants(self) -> Iterator[tuple[str, str, int]]:
        """File name, gender and age of every ``!v`` variant."""

        class Listed(ctypes.Structure):
            _fields_ = (
                *(("name", ctypes.c_char_p), ("languages", ctypes.c_void_p)),
                *(("identifier", ctypes.c_char_p), ("gender", ctypes.c_ubyte)),
                *(("age", ctypes.c_ubyte), ("variant", ctypes.c_ubyte), ("x", ctypes.c_ubyte)),
                *(("score", ctypes.c_int), ("spare", ctypes.c_void_p)),
            )

        wanted = Listed(languages=ctypes.cast(ctypes.c_char_p(b"variant"), ctypes.c_void_p))
        self._library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(Listed))
        found = self._library.espeak_ListVoices(ctypes.byref(wanted))
        index = 0
        while found[index]:
            voice = found[index].contents
            gender = {1: "male", 2: "female"}.get(voice.gender, "")
            yield voice.identifier.decode().removeprefix("!v/"), gender, voice.age
            index += 1


def frames_of(samples: Samples, size: int, hop: int) -> Samples:
    """Overlapping frames, one a row: those within 30 dB of the loud ones (95th percentile)."""
    rows = np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]
    level = 10 * np.log10(np.mean(rows**2, axis=1) + 1e-12)
    spoken: Samples = rows[level > np.percentile(level, 95) - 30]
    return spoken


def k_weighting(hz: Samples) -> Samples:
    """Power gain of ITU-R BS.1770's two filters, from their coefficients at 48 kHz."""
    z = np.exp(-2j * np.pi * hz / 48000)
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    high_pass = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    gain: Samples = np.abs(shelf * high_pass) ** 2
    return gain


def loudness_of(samples: Samples, sample_rate: int) -> float:
    """Integrated loudness in LUFS: 400 ms blocks, gated at -70 LUFS and 10 LU below the mean."""
    size = int(0.4 * sample_rate)
    blocks = np.lib.stride_tricks.sliding_window_view(samples, size)[:: size // 4]
    power = np.abs(np.fft.rfft(blocks, axis=1)) ** 2
    weights = k_weighting(np.fft.rfftfreq(size, 1 / sample_rate))
    weights[1:-1] *= 2  # rfft keeps one half of the spectrum
    energy = power @ weights / size**2
    energy = energy[-0.691 + 10 * np.log10(energy + 1e-12) > -70]
    gate = 10 * math.log10(float(energy.mean())) - 10
    return float(-0.691 + 10 * np.log10(energy[10 * np.log10(energy) > gate].mean()))


def facts_of(samples: Samples, sample_rate: int, words: int) -> dict[str, Any]:
    """What casting goes by, and what a voice can be left out for."""
    facts = measure(samples, sample_rate, words)
    loud = np.flatnonzero(np.abs(samples) > 0.01 * np.abs(samples).max())
    samples = samples[loud[0] : loud[-1] + 1]
    _, periodic = pitch_of(frames_of(samples, 1323, 330), sample_rate)
    return facts | {
        "loudness_lufs": round(loudness_of(samples, sample_rate), 1),
        "periodicity": round(periodic, 3),
        "clipped": round(float(np.mean(np.abs(samples) > 0.99)), 5),
    }


def cepstra(samples: Samples, sample_rate: int, *, warp: float = 1.0) -> Samples:
    """Mel cepstra 1 to 12 every 20 ms; ``warp`` scales the frequencies of the bands."""
    size, bands, kept = 512, 26, 13
    rows = np.lib.stride_tricks.sliding_window_view(samples, size)[:: sample_rate // 50]
    power = np.abs(np.fft.rfft(rows * np.hanning(size), axis=1)) ** 2
    edges = 700 * (np.exp(np.linspace(*np.log1p(np.array([100, 7500]) / 700), bands + 2)) - 1)
    hz = np.fft.rfftfreq(size, 1 / sample_rate)
    triangles = [
        np.clip(np.minimum((hz - low) / (mid - low), (high - hz) / (high - mid)), 0, None)
        for low, mid, high in zip(edges * warp, edges[1:] * warp, edges[2:] * warp, strict=False)
    ]
    cosines = np.cos(np.pi * np.outer(np.arange(1, kept), 2 * np.arange(bands) + 1) / (2 * bands))
    cepstrum: Samples = np.log(power @ np.array(triangles).T + 1e-6) @ cosines.T / bands
    return cepstrum


def centred(series: Samples) -> Samples:
    """Less its mean: what remains are the speech sounds, without the voice's colour."""
    return series - series.mean(axis=0)


def aligned_distance(one: Samples, other: Samples) -> float:
    """The mean distance of two series of vectors along their best alignment (DTW)."""
    apart = np.sqrt(((one[:, None] - other[None]) ** 2).sum(axis=2))
    rows, columns = apart.shape
    cost = np.full((rows + 1, columns + 1), np.inf)
    steps = np.zeros((rows + 1, columns + 1))
    cost[0, 0] = 0
    for diagonal in range(2, rows + columns + 1):
        i = np.arange(max(1, diagonal - columns), min(rows, diagonal - 1) + 1)
        j = diagonal - i
        before = np.stack([cost[i - 1, j - 1], cost[i - 1, j], cost[i, j - 1]])
        counts = np.stack([steps[i - 1, j - 1], steps[i - 1, j], steps[i, j - 1]])
        best, every = np.argmin(before, axis=0), np.arange(len(i))
        cost[i, j] = apart[i - 1, j - 1] + before[best, every]
        steps[i, j] = 1 + counts[best, every]
    return float(cost[rows, columns] / steps[rows, columns])


def distortion_of(samples: Samples, plain: Samples, sample_rate: int) -> float:
    """How far speech sounds lie from the plain voice's, the size of the throat allowed for."""
    target = centred(cepstra(plain, sample_rate))
    return min(
        aligned_distance(target, centred(cepstra(samples, sample_rate, warp=warp)))
        for warp in (0.85, 0.92, 1.0, 1.08, 1.16, 1.25, 1.35)
    )


def fault_of(variant: str, facts: dict[str, Any], distortion: float) -> str:
    """Why nobody should have to listen to a variant for hours, or ""."""
    if variant in LEFT_OUT:
        return LEFT_OUT[variant]
    if variant in KEPT:
        return ""
    if facts["periodicity"] < LEAST_PERIODIC:
        return f"creaks, growls or whispers (periodicity {facts['periodicity']:.2f})"
    if not PACE[0] <= facts["rate"] <= PACE[1]:
        return f"an odd rhythm ({facts['rate']:.0f} words a minute)"
    if not PITCH[0] <= facts["pitch_hz"] <= PITCH[1]:
        return f"too high or too low ({facts['pitch_hz']:.0f} Hz)"
    if facts["clipped"] > MOST_CLIPPED:
        return f"overdriven ({1000 * facts['clipped']:.1f} of 1000 samples clipped)"
    if distortion > MOST_DISTORTED:
        return f"speech sounds far from the plain voice's ({distortion:.2f})"
    return ""


def speak_alone(voice: str) -> tuple[Samples, int]:
    with FreshEspeak() as espeak:
        return espeak.speak(voice, PASSAGE), espeak.sample_rate


def survey() -> dict[str, Any]:
    """Everything that espeak_voices.json says; the clearest voices first."""
    words = len(PASSAGE.split())
    first = next(iter(BASES))
    plain, sample_rate = speak_alone(first)
    with FreshEspeak() as espeak:
        variants = [("", "male"), *((name, gender) for name, gender, _ in espeak.variants())]
    left_out, ranked = {}, []
    for variant, gender in variants:
        samples, _ = speak_alone(f"{first}+{variant}" if variant else first)
        distortion = distortion_of(samples, plain, sample_rate) if variant else 0.0
        fault = fault_of(variant, facts_of(samples, sample_rate, words), distortion)
        if fault:
            left_out[variant] = fault
        else:
            ranked.append((distortion, variant, gender))
    voices = []
    for distortion, variant, gender in sorted(ranked):
        for base, language in BASES.items():
            name = f"{base}+{variant}" if variant else base
            facts = facts_of(speak_alone(name)[0], sample_rate, words)
            row = {"name": name, "language": language, "gender": gender}
            row |= {"age": AGES[variant]} if variant in AGES else {}
            kept = ("pitch_hz", "brightness_hz", "timbre_db", "spread_db", "rate", "loudness_lufs")
            voices.append(row | {key: facts[key] for key in kept})
        print(f"{variant or first}: distortion {distortion:.2f}", file=sys.stderr)
    return {
        "about": "measured by benchmarks/measure_voices.py; the clearest voices first",
        "rate_asked": RATE,
        "left_out": dict(sorted(left_out.items())),
        "voices": voices,
    }


def main(names: list[str]) -> None:
    if names:
        for name in names:
            samples, sample_rate = speak_alone(name)
            print(name, json.dumps(facts_of(samples, sample_rate, len(PASSAGE.split()))))
        return
    found = survey()
    rows = ",\n  ".join(json.dumps(row) for row in found.pop("voices"))
    head = json.dumps(found, indent=1, ensure_ascii=False).removesuffix("\n}")
    TARGET.write_text(f'{head},\n "voices": [\n  {rows}\n ]\n}}\n', encoding="utf-8")
    print(f"{TARGET}: {rows.count(chr(10)) + 1} voices", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
