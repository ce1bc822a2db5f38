"""espeak-ng, in this process: text into clips through its C library, no program started.

The library keeps state from one text to the next (oscillator phases, filters, a noise seed from
the clock) that no call of its own resets. Unloading and loading it again does, in under a
millisecond: so a restarted engine gives the same bytes, whatever was spoken before.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import hashlib
import itertools
import json
import platform
import re
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from narrator.audio import Clip, resample_int16, widen_int16
from narrator.errors import EngineError, LineError
from narrator.voices import CatalogueVoice, Voice

SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS: samples come by callback before the call returns
DONT_EXIT = 0x8000  # espeakINITIALIZE_DONT_EXIT: an error code instead of exit()
CHARS_UTF8 = 1
RATE, VOLUME, PITCH = 1, 2, 3  # espeak_PARAMETER
RATES = (80, 450)  # words a minute that it keeps to
IPA = 2  # espeakPHONEMES_IPA
BUFFER_MS = 1000
"""Of sound that comes with each callback; fewer calls, the same samples."""
LONGEST_DATA_PATH = 150
"""espeak-ng writes past a fixed buffer from 160 characters on; Windows counts in UTF-16."""
CONTROLS = dict.fromkeys([*range(32), 127], " ")
"""Characters that would end the text, or begin a command inside it (U+0001: rate, pitch, voice)."""
ENDLESS = re.compile(r"[^\s.,;:!?-]{40}(?=[^\s.,;:!?-])")
"""espeak-ng silently drops a word beyond some 45 spelled or 130 spoken letters, and a clause beyond
1000 phonemes, which a Chinese one reaches: so it gets a comma."""
PITCHES = ((0, 74), (25, 83), (50, 104), (75, 132), (99, 174))
"""espeak's pitch parameter and the fundamental in Hz that en-us then has: a curve to invert."""

PLAIN_ACCENT = "en-us"
ACCENTS = ("en-us", "en-gb", "en-gb-x-rp", "en-gb-scotland", "en-029", "en-us-nyc")
OTHER_LANGUAGES = {
    "de": "de", "fr": "fr", "es": "es", "es-419": "es-419", "it": "it", "pt": "pt",
    "pt-br": "pt-BR", "nl": "nl", "sv": "sv", "da": "da", "nb": "nb", "fi": "fi", "is": "is",
    "pl": "pl", "cs": "cs", "sk": "sk", "hu": "hu", "ro": "ro", "bg": "bg", "hr": "hr",
    "el": "el", "ru": "ru", "uk": "uk", "tr": "tr", "ca": "ca", "et": "et", "lv": "lv",
    "lt": "lt", "cy": "cy", "ga": "ga", "la": "la", "eo": "eo", "hi": "hi", "ar": "ar",
    "he": "he", "fa": "fa", "vi": "vi", "id": "id", "ja": "ja", "cmn": "zh", "ko": "ko",
}  # fmt: skip
"""espeak's name of a language, and its BCP 47 tag."""

_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


def open_engine() -> Espeak:
    """espeak-ng from its wheel, else the system's. Raises EngineError when there is neither."""
    return Espeak()


LICENCE = "GPL-3.0-or-later"
"""Of espeak-ng and the data of its voices."""


class Espeak:
    """The library, loaded by one of these at a time, since it is one for the whole process."""

    _holder: ClassVar[Espeak | None] = None
    """Who has it loaded now; another one takes it over, and both start afresh."""
    name = "espeak"
    max_chars = 4000
    deterministic = True
    needs_network = False

    def __init__(self) -> None:
        self._path, self._data = find_library()
        self._short: tempfile.TemporaryDirectory[str] | None = None
        if self._data:
            self._short, self._data = short_data(self._data)
        self._pcm = bytearray()
        self._callback = _Callback(self._collect)
        self._library: ctypes.CDLL | None = None
        self._state: tuple[str, int, int] | None = None
        self._bases: dict[str, bool] = {}
        self.sample_rate = self._load()
        self.version = self._read_version()

    def _collect(self, samples: int | None, count: int, _events: int | None) -> int:
        if samples and count:
            self._pcm += ctypes.string_at(samples, 2 * count)
        return 0

    def _held(self) -> ctypes.CDLL:
        """The library, loaded by this engine."""
        if self._library is None:
            self._load()
        assert self._library is not None
        return self._library

    def _load(self) -> int:
        if Espeak._holder is not None:
            Espeak._holder._unload()
        try:
            library = ctypes.CDLL(str(self._path))
        except OSError as error:
            raise EngineError(f"espeak-ng can't be loaded from {self._path}: {error}") from error
        library.espeak_Synth.argtypes = [
            ctypes.c_char_p,
            ctypes.c_size_t,
            *(ctypes.c_uint, ctypes.c_int, ctypes.c_uint, ctypes.c_uint),
            *(ctypes.c_void_p, ctypes.c_void_p),
        ]
        library.espeak_Info.restype = ctypes.c_char_p
        data = str(self._data).encode() if self._data else None
        rate = int(library.espeak_Initialize(SYNCHRONOUS, BUFFER_MS, data, DONT_EXIT))
        if rate <= 0:
            raise EngineError(f"espeak-ng does not start: no usable data in {self._data}")
        library.espeak_SetSynthCallback(self._callback)
        if hasattr(library, "espeak_ng_SetRandSeed"):  # since 1.52, which seeds from the clock
            library.espeak_ng_SetRandSeed(ctypes.c_long(1))
        elif platform.system() != "Windows":  # before, noise came from the C library's generator
            ctypes.CDLL(None).srand(1)
        self._library, self._state = library, None
        Espeak._holder = self
        return rate

    def _read_version(self) -> str:
        return str(self._held().espeak_Info(None).decode())

    def fingerprint(self) -> str:
        """The version, and a digest of the data, which distributions patch."""
        digest = hashlib.blake2b(digest_size=8)
        for file in sorted(self._data.glob("*_dict")) if self._data else ():
            digest.update(f"{file.name} {file.stat().st_size} ".encode())
        for name in ("phondata", "phonindex", "phontab", "intonations", "en_dict"):
            main = self._data / name if self._data else None
            if main and main.is_file():
                digest.update(main.read_bytes())
        return f"espeak {self.version} {digest.hexdigest()} {platform.machine()}"

    def voices(self) -> Sequence[CatalogueVoice]:
        """The voices worth casting, with measured facts (``espeak_voices.json``).

        They were measured in English. What a variant does to the pitch and colour of a voice
        hardly hangs on the accent, so other languages borrow the facts of the plain accent's.
        """
        text = (Path(__file__).parent / "espeak_voices.json").read_text(encoding="utf-8")
        rows = json.loads(text)["voices"]
        measured = [_listed(row) for row in rows]
        voices = [voice for voice in measured if self.knows(voice.name)]
        plain = [voice for voice in voices if voice.name.partition("+")[0] == PLAIN_ACCENT]
        for base, tag in OTHER_LANGUAGES.items():
            if self._speaks(base):
                voices += [
                    replace(voice, name=base + voice.name.removeprefix(PLAIN_ACCENT), language=tag)
                    for voice in plain
                ]
        return voices

    def knows(self, voice_name: str) -> bool:
        """espeak-ng itself falls back silently on the plain voice when a variant is missing."""
        base, plus, variant = voice_name.partition("+")
        if plus and self._data and not (self._data / "voices" / "!v" / variant).is_file():
            return False
        return bool(base) and self._speaks(base)

    def further_names(self, voice_name: str) -> list[str]:
        """Voices beside those of ``voices`` that one may have meant: accents, and variants of its
        own."""
        base, plus, _ = voice_name.partition("+")
        if not plus or not self._data:
            return [name for name in (*ACCENTS, *OTHER_LANGUAGES) if self._speaks(name)]
        return [f"{base}+{file.name}" for file in (self._data / "voices" / "!v").glob("*")]

    def phonemes(self, text: str, voice_name: str) -> str:
        """A text in IPA as a voice says it. Raises EngineError for a voice that there isn't."""
        library = self._held()
        if library.espeak_SetVoiceByName(voice_name.encode()):
            raise EngineError(f"unknown voice 'espeak:{voice_name}'")
        self._state = None
        library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        left = ctypes.c_char_p(clean(text).encode("utf-8", "replace"))
        said = []
        while left.value:  # a clause each time
            said.append(library.espeak_TextToPhonemes(ctypes.byref(left), CHARS_UTF8, IPA) or b"")
        return " ".join(b" ".join(said).decode("utf-8", "replace").split())

    def _speaks(self, base: str) -> bool:
        if base not in self._bases:
            library, self._state = self._held(), None
            self._bases[base] = library.espeak_SetVoiceByName(base.encode()) == 0
        return self._bases[base]

    def restart(self) -> None:
        """Load the library afresh."""
        self._unload()
        self._load()

    def synthesize(self, text: str, voice: Voice) -> Clip:
        """Text into sound; text is words and punctuation, without markup."""
        library = self._held()
        self._set(voice)
        self._pcm.clear()
        raw = clean(text).encode("utf-8", "replace") + b"\0"
        if library.espeak_Synth(raw, len(raw), 0, 1, 0, CHARS_UTF8, None, None):
            raise LineError(f"espeak-ng can't say {text[:60]!r}")
        pcm, self._pcm = self._pcm, bytearray()
        if voice.size:  # played slower, a throat is longer; _set asked for as much more pace
            return resample_int16(pcm, self._played_at(voice), self.sample_rate)
        return Clip(widen_int16(pcm), self.sample_rate)

    def _played_at(self, voice: Voice) -> int:
        return round(self.sample_rate / (1 + voice.size / 100))

    def _set(self, voice: Voice) -> None:
        library = self._held()
        rate = round(voice.rate * self.sample_rate / self._played_at(voice))
        wanted = (voice.name, min(max(rate, RATES[0]), RATES[1]), pitch_parameter(voice.pitch))
        if wanted == self._state:
            return
        if library.espeak_SetVoiceByName(voice.name.encode()):
            raise EngineError(f"unknown voice 'espeak:{voice.name}'; `narrator voices` lists them")
        library.espeak_SetParameter(RATE, wanted[1], 0)
        library.espeak_SetParameter(PITCH, wanted[2], 0)
        self._state = wanted

    def _unload(self) -> None:
        library, self._library = self._library, None
        if library is None:
            return
        Espeak._holder = None
        library.espeak_Terminate()
        handle = library._handle
        del library
        if platform.system() == "Windows":
            ctypes.windll.kernel32.FreeLibrary(ctypes.c_void_p(handle))  # type: ignore[attr-defined]
        else:
            import _ctypes

            _ctypes.dlclose(handle)

    def close(self) -> None:
        self._unload()
        if self._short:
            self._short.cleanup()


def find_library() -> tuple[Path, Path | None]:
    """The library, and its data when they come from the wheel (else the library knows its own)."""
    try:
        import espeakng_loader

        library, data = espeakng_loader.get_library_path(), espeakng_loader.get_data_path()
        if Path(library).is_file():
            return Path(library), Path(data)
    except (ImportError, RuntimeError):
        pass
    system = ctypes.util.find_library("espeak-ng")
    if system:
        shared = Path("/usr/share/espeak-ng-data")
        found = [*Path("/usr/lib").glob("*/espeak-ng-data"), shared]
        return Path(system), next((data for data in found if data.is_dir()), None)
    raise EngineError(
        "espeak-ng is not here: `pip install espeakng-loader`, or install the system's espeak-ng"
    )


def clean(text: str) -> str:
    """A text that espeak-ng says whole, and takes no command from.

    >>> clean("A\\x01\\x0030S " + "h" * 50)
    'A  30S hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh, hhhhhhhhhh'
    """
    return ENDLESS.sub(r"\g<0>, ", text.translate(CONTROLS))


def pitch_parameter(percent: float) -> int:
    """A relative pitch in percent as espeak's 0 to 99, 50 being the voice's own.

    >>> [pitch_parameter(percent) for percent in (-20, 0, 10, 100)]
    [25, 50, 59, 99]
    """
    target = 104 * (1 + percent / 100)
    for (low, low_hz), (high, high_hz) in itertools.pairwise(PITCHES):
        if target <= high_hz:
            share = max(0.0, (target - low_hz) / (high_hz - low_hz))
            return round(low + share * (high - low))
    return PITCHES[-1][0]


def short_data(data: Path) -> tuple[tempfile.TemporaryDirectory[str] | None, Path]:
    """The data by a path that espeak-ng survives, and the folder to clean up afterwards, if any.

    A deep one is linked from a short one, or copied where links need rights (Windows).
    """
    if len(str(data)) <= LONGEST_DATA_PATH:
        return None, data
    folder = tempfile.TemporaryDirectory(prefix="nv-")
    short = Path(folder.name) / data.name
    if len(str(short)) > LONGEST_DATA_PATH:
        raise EngineError(
            f"espeak-ng can't read data below so long a path ({len(str(data))} characters); "
            "set TMPDIR to a short folder"
        )
    try:
        short.symlink_to(data, target_is_directory=True)
    except OSError:
        import shutil

        shutil.copytree(data, short)
    return folder, short


def _listed(row: dict[str, Any]) -> CatalogueVoice:
    return CatalogueVoice(engine="espeak", resizable=True, licence=LICENCE, **row)
