"""A program of the user's that speaks a file of text into a file of sound; no shell in between."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from narrator.audio import Clip, resample, trim_silence
from narrator.engines.listed import Listed
from narrator.engines.pace import raise_pitch, speed
from narrator.errors import EngineError, LineError, NotSetUpError
from narrator.sound_files import SoundFileError, read_sound
from narrator.voices import STANDARD_RATE, CatalogueVoice, EngineSettings, Voice

TIMEOUT_S, TIMEOUT_S_A_CHARACTER = 30.0, 0.25
LIST_S = 15.0
"""How long a program may take to list its voices."""
SLOWEST, FASTEST = 0.4, 3.0
ONLY_VOICE = "voice"
"""The name of the voice of a program that has no choice."""
PROBE = "Yes."
PLACES = re.compile(r"\{(text_file|out|voice|rate|speed|stretch)\}")
PLAIN = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "–": ",", "—": ","})
"""Marks that old programs don't know."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """A command that is known, and how it lists its voices."""

    command: tuple[str, ...]
    listing: tuple[str, ...]
    pattern: str
    """Finds voices in what the listing prints: ``name``, perhaps ``language``."""
    package: str
    """What to install."""
    encoding: str = "utf-8"
    facts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """A voice's gender and language, the best voice first; a language of "-" leaves it out."""
    licence: str = ""
    """Of all its voices, where they have one."""


_FESTIVAL = (
    "(begin (voice_{voice}) (Parameter.set 'Duration_Stretch {stretch}) "
    "(if (boundp 'hts_engine_params) (set! hts_engine_params "
    '(append hts_engine_params (list (list "-r" {speed}))))))'
)
RECIPES: Mapping[str, Recipe] = {
    "flite": Recipe(
        ("flite", "-voice", "{voice}", "--setf", "duration_stretch={stretch}",
         "-f", "{text_file}", "-o", "{out}"),
        ("flite", "-lv"),
        r"(?<=[ \n])(?P<name>[a-z]\w+)(?= |$)",
        "apt-get install flite",
        "ascii",
        {"slt": ("female", "en-US"), "rms": ("male", "en-US"), "awb": ("male", "en-GB"),
         "kal16": ("male", "en-US"), "kal": ("male", "-"), "awb_time": ("male", "-")},
        licence="CMU, like BSD",
    ),
    "festival": Recipe(
        ("text2wave", "-eval", _FESTIVAL, "-o", "{out}", "{text_file}"),
        ("festival", "-b", "(print (voice.list))"),
        r"[( ](?P<name>\w+)",
        "apt-get install festival festvox-us-slt-hts",
        "ascii",
        {"cmu_us_slt_arctic_hts": ("female", "en-US"), "kal_diphone": ("male", "en-US"),
         "us1_mbrola": ("female", "en-US"), "rab_diphone": ("male", "en-GB")},
    ),
    "say": Recipe(
        ("say", "-v", "{voice}", "-r", "{rate}", "-f", "{text_file}", "-o", "{out}",
         "--file-format=WAVE", "--data-format=LEI16@22050"),
        ("say", "-v", "?"),
        r"(?m)^(?P<name>.+?) +(?P<language>[a-z]{2,3}_\w+) +#",
        "it is a part of macOS",
        facts={"Samantha": ("female", "en-US"), "Alex": ("male", "en-US"),
               "Daniel": ("male", "en-GB"), "Karen": ("female", "en-AU")},
    ),
}  # fmt: skip
"""flite and festival have the package names of Debian; ``say`` was written by its manual."""


def open_engine(settings: EngineSettings | None = None) -> Command:
    """The program, tried with one word. Raises NotSetUpError without a command, EngineError."""
    settings = settings or EngineSettings()
    if not settings.command and not settings.recipe:
        raise NotSetUpError(
            "the engine command needs a program: write `engines: {command: {recipe: flite}}` or "
            '`engines: {command: {command: "program {text_file} {out}"}}` into voices.yaml'
        )
    return Command(settings)


class Command(Listed):
    """One command line with places to fill in."""

    name = "command"
    max_chars = 1000
    deterministic = False  # whether it is, nobody knows; its clips are kept
    needs_network = True  # nor where it sends the text

    def __init__(self, settings: EngineSettings) -> None:
        recipe = RECIPES[settings.recipe] if settings.recipe else None
        self._words = settings.command or (recipe.command if recipe else ())
        self._encoding = settings.encoding or (recipe.encoding if recipe else "utf-8")
        self._timeout_s = settings.timeout
        self._program = _find(self._words[0], recipe)
        places = {place for word in self._words for place in PLACES.findall(word)}
        for place in ("text_file", "out"):
            if place not in places:
                raise EngineError(f"the command has no {{{place}}}: {' '.join(self._words)[:200]}")
        self._paced = bool(places & {"rate", "speed", "stretch"})
        self._voices = settings.voices or self._listed(recipe, several="voice" in places)
        self._names = frozenset(voice.name for voice in self._voices)
        self._folder = tempfile.TemporaryDirectory(prefix="nv-")
        try:
            probe = self._run(PROBE, Voice(self.name, self._voices[0].name))
        except LineError as error:
            self.close()
            raise EngineError(f"the command does not speak: {error}") from error
        self.sample_rate = settings.sample_rate or probe.sample_rate

    def _listed(self, recipe: Recipe | None, *, several: bool) -> tuple[CatalogueVoice, ...]:
        if not several:
            return (CatalogueVoice(self.name, ONLY_VOICE),)
        if recipe is None:
            raise EngineError(
                "the command has a {voice}, but no voices are named: "
                "`engines: {command: {voices: [one, two]}}`"
            )
        found = _list_voices(self.name, recipe)
        if not found:
            raise EngineError(f"{recipe.command[0]} has no voices; {recipe.package}")
        return found

    def fingerprint(self) -> str:
        facts: list[Any] = [self._words, self._encoding, self._program.name]
        with contextlib.suppress(OSError):
            state = self._program.stat()
            facts += [state.st_size, int(state.st_mtime)]
        digest = hashlib.blake2b(json.dumps(facts).encode(), digest_size=8).hexdigest()
        return f"command 1 {self._program.name} {self.sample_rate} {digest}"

    def synthesize(self, text: str, voice: Voice) -> Clip:
        self._check(voice)
        clip = resample(self._run(text, voice), self.sample_rate)
        return raise_pitch(clip, voice.pitch) if self._paced else clip

    def close(self) -> None:
        self._folder.cleanup()

    def _run(self, text: str, voice: Voice) -> Clip:
        """The program's sound, at its own rate. Raises LineError."""
        text_file, out = Path(self._folder.name) / "text.txt", Path(self._folder.name) / "clip.wav"
        out.unlink(missing_ok=True)
        text_file.write_bytes(encode(text, self._encoding))
        pace = speed(voice, SLOWEST, FASTEST)
        values = {
            "text_file": str(text_file),
            "out": str(out),
            "voice": "" if voice.name == ONLY_VOICE else voice.name,
            "rate": str(round(pace * STANDARD_RATE)),
            "speed": f"{pace:g}",
            "stretch": f"{1 / pace:.4g}",
        }
        words = [PLACES.sub(lambda place: values[place[1]], word) for word in self._words]
        words[0] = str(self._program)
        patience = self._timeout_s or TIMEOUT_S + TIMEOUT_S_A_CHARACTER * len(text)
        said = _call(words, patience)
        try:
            clip = read_sound(out)
        except FileNotFoundError:
            raise LineError(f"{self._program.name} wrote no sound{said}") from None
        except (SoundFileError, OSError) as error:
            raise LineError(f"{self._program.name} wrote no usable sound: {error}{said}") from error
        if not len(trim_silence(clip)):
            raise LineError(f"{self._program.name} wrote silence{said}")
        return clip


def _find(program: str, recipe: Recipe | None) -> Path:
    """The program's file. Raises EngineError."""
    found = shutil.which(str(Path(program).expanduser()) if program[:1] == "~" else program)
    if not found:
        hint = f"; {recipe.package}" if recipe else ""
        raise EngineError(f"the program {program!r} is not here{hint}")
    return Path(found).absolute()


def _list_voices(engine: str, recipe: Recipe) -> tuple[CatalogueVoice, ...]:
    """What the program says that it has; those that are known to be good come first."""
    try:
        done = subprocess.run(
            recipe.listing, capture_output=True, timeout=LIST_S, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    voices = []
    text = done.stdout.decode("utf-8", "replace").partition("available:")
    for match in re.finditer(recipe.pattern, text[2] or text[0]):
        groups = match.groupdict()
        gender, language = recipe.facts.get(groups["name"], ("", ""))
        if language != "-":
            language = language or (groups.get("language") or "").replace("_", "-")
            licence = recipe.licence
            voices.append(CatalogueVoice(engine, groups["name"], language, gender, licence=licence))
    order = list(recipe.facts)
    best = {name: number for number, name in enumerate(order)}
    return tuple(sorted(voices, key=lambda each: (best.get(each.name, len(order)), each.name)))


def _call(words: Sequence[str], patience_s: float) -> str:
    """Run a program to its end; what it complained of. Raises LineError."""
    name = Path(words[0]).name
    try:
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,  # so that what it starts is ended with it
        )
    except (OSError, ValueError) as error:
        raise LineError(f"{name} does not start: {error}") from error
    try:
        _, err = process.communicate(timeout=patience_s)
    except subprocess.TimeoutExpired:
        raise LineError(f"{name} did not finish within {patience_s:.0f} s") from None
    finally:
        _end(process)
    lines = err.decode("utf-8", "replace").split("\n")
    said = next((" ".join(line.split())[:160] for line in reversed(lines) if line.strip()), "")
    said = f" ({said})" if said else ""
    if process.returncode:
        raise LineError(f"{name} failed with code {process.returncode}{said}")
    return said


def _end(process: subprocess.Popen[bytes]) -> None:
    """Whatever still runs of it stops."""
    if os.name == "posix":
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    if process.poll() is None:
        process.kill()
        process.communicate()


def encode(text: str, encoding: str) -> bytes:
    """The text for the program. Raises LineError rather than lose a letter.

    >>> encode("“Café”", "ascii")
    b'"Cafe"'
    """
    if encoding == "utf-8":
        return text.encode("utf-8", "replace")
    found = []
    for character in text.translate(PLAIN):
        simple = character
        if not _fits(simple, encoding):
            parts = unicodedata.normalize("NFKD", character)
            simple = "".join(part for part in parts if _fits(part, encoding))
            if character.isalnum() and not any(map(str.isalnum, simple)):
                raise LineError(f"the program can't read {character!r}")
        found.append(simple)
    return "".join(found).encode(encoding)


def _fits(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
