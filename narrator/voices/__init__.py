"""Who speaks how: Voice and VoiceMap, and ``voices.yaml`` into a VoiceMap."""

from __future__ import annotations

import difflib
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from narrator.book import Character
from narrator.errors import VoiceMapError, WriteError
from narrator.voices.settings import EngineSettings as EngineSettings
from narrator.voices.settings import OpinionSettings as OpinionSettings

FILE_NAME = "voices.yaml"

DEFAULT_FILE = Path(__file__).parent.parent / FILE_NAME
"""The documented default, the same file as the one at the project's root."""

STANDARD_RATE = 165
"""Words a minute where nobody asks for another pace."""

VOICE_LIKENESS = 0.75
"""From which on a voice's name is taken for another's: there are many, and short ones."""

Place = tuple[int, int]
"""Line and column, both from 1, as editors count."""


@dataclass(frozen=True, slots=True)
class Voice:
    """How one person sounds: what an engine needs to speak, nothing more."""

    engine: str
    """An engine's name: ``espeak``, ``system``, ``tone``."""
    name: str
    """The engine's own name for the voice: ``en-us+f3``."""
    rate: int = STANDARD_RATE
    """Words a minute."""
    pitch: float = 0.0
    """Relative to the voice's own, in percent: +10 is a tenth higher."""
    volume_db: float = 0.0
    """On top of the calibrated loudness."""
    effect: str = ""
    """"" or ``soft``, ``telephone`` or ``room``."""
    size: float = 0.0
    """Of the speaker's throat, in percent: +10 is a tenth longer, so every resonance lies lower."""

    def facts(self) -> list[str | int | float]:
        """Every field, for keys; a size only where there is one, so that old keys stay right."""
        sized = [self.size] if self.size else []
        return [
            *(self.engine, self.name, self.rate, self.pitch, self.volume_db, self.effect),
            *sized,
        ]


@dataclass(frozen=True, slots=True)
class CatalogueVoice:
    """A voice that an engine has, with what is known of it; engines list their best voice first."""

    engine: str
    name: str
    language: str = ""
    """BCP 47 such as ``en-GB``, or "" when it speaks any or none is stated."""
    gender: str = ""
    """"male", "female" or "" (neutral, or not known)."""
    age: str = ""
    """"child", "young", "adult", "old" or "" (not known)."""
    pitch_hz: float = 0.0
    """Median F0 at the voice's own pitch; 0 when not measured."""
    brightness_hz: float = 0.0
    """Spectral centroid; 0 when not measured."""
    timbre_db: Sequence[float] = ()
    """Mean levels of its bands (``measuring``), relative to their mean; () when not measured."""
    spread_db: Sequence[float] = ()
    """How far the levels of these bands spread while it speaks."""
    rate: float = 0.0
    """Words a minute that come out when ``STANDARD_RATE`` is asked for; 0 when not measured."""
    loudness_lufs: float | None = None
    """Loudness at the engine's own volume; None when not measured."""
    resizable: bool = False
    """Whether the engine can make the speaker larger or smaller (``Voice.size``)."""
    licence: str = ""
    """What the voice's data may be used under, an SPDX name where there is one; "" if not known."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "timbre_db", tuple(self.timbre_db))
        object.__setattr__(self, "spread_db", tuple(self.spread_db))


@dataclass(frozen=True, slots=True)
class VoiceWish:
    """What ``voices.yaml`` asks for one speaker; None where it leaves the choice to the program."""

    engine: str | None = None
    voice: str | None = None
    rate: int | None = None
    """Words a minute."""
    pitch: float | None = None
    volume_db: float | None = None
    effect: str | None = None
    """"" when ``none`` was asked for."""
    rate_percent: float | None = None
    """Relative to the pace of the book (or, for thoughts, of the thinker)."""
    size: float | None = None
    """Percent."""


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds of silence by cause."""

    sentence: float = 0.25
    turn: float = 0.35
    paragraph: float = 0.6
    scene: float = 2.0
    part: float = 3.0
    heading: float = 2.5
    """After a heading."""
    head: float = 0.75
    """At the start of a chapter's file."""
    tail: float = 3.5
    """At the end of a chapter's file."""


@dataclass(frozen=True, slots=True)
class Sounds:
    """Files with the user's own music; "" for none."""

    scene: str = ""
    """Heard at scene breaks."""
    chapter: str = ""
    """Heard at the start of each chapter."""
    volume_db: float = -6.0
    """Relative to speech."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The words by which a corrected line is found again when its id has changed."""

    line: str
    before: str = ""
    """The line before it."""
    after: str = ""


UNKNOWN_BELOW = 0.3
"""Wrong seven times of ten: a friend's voice would be worse than a stranger's."""


@dataclass(frozen=True, slots=True)
class VoiceMap:
    """A checked ``voices.yaml``."""

    narrator: VoiceWish = field(default_factory=VoiceWish)
    thoughts: VoiceWish = field(default_factory=VoiceWish)
    unknown: VoiceWish = field(default_factory=VoiceWish)
    unknown_below: float = UNKNOWN_BELOW
    """Lines whose likeliest speaker is less sure than this are nobody's."""
    characters: Mapping[str, VoiceWish] = field(default_factory=dict)
    people: tuple[Character, ...] = ()
    """The same characters' names, aliases, genders and ages, for attribution."""
    performance: str = "acted"
    """``acted``: each line as the text says it is said; ``plain``: all alike."""
    pauses: Pauses = field(default_factory=Pauses)
    sounds: Sounds = field(default_factory=Sounds)
    lexicon: Mapping[str, str] = field(default_factory=dict)
    corrections: Mapping[str, str] = field(default_factory=dict)
    """Line id -> speaker."""
    anchors: Mapping[str, Anchor] = field(default_factory=dict)
    """The words of corrected lines, as far as they were kept, by the same ids."""
    remembered: tuple[str, ...] = ()
    """Characters, ``narrator`` or ``unknown``, whom an earlier book gave a voice, not a person."""
    memory: Path | None = None
    """The file that the program keeps the cast in."""
    engines: Mapping[str, EngineSettings] = field(default_factory=dict)
    """What each engine has to be told, by its name."""
    opinion: OpinionSettings | None = None
    """Whose second opinion is asked for; None for nobody's."""
    path: Path | None = None
    """The file it came from."""
    places: Mapping[tuple[str, ...], Place] = field(default_factory=dict, compare=False, repr=False)
    """Where each value stands: ``("characters", "Anna", "voice")`` -> line and column."""


def near(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """A hint at the known word that was probably meant, or "" where none is like it enough.

    >>> near("vioce", ["voice", "volume"])
    ' (did you mean "voice"?)'
    >>> near("en-gb", ["en-us", "en-gb-scotland"], 0.9)
    ' (did you mean "en-gb-scotland"?)'
    >>> near("xyz", ["voice"])
    ''
    """
    by_fold, folded = {name.casefold(): name for name in known}, word.casefold()
    found = [name for name in by_fold if sorted(name) == sorted(folded)]  # letters changed places
    found = found or difflib.get_close_matches(folded, by_fold, n=1, cutoff=likeness)
    found = found or [name for name in by_fold if name.startswith(f"{folded}-")]
    return f' (did you mean "{by_fold[found[0]]}"?)' if found else ""


def near_or_all(word: str, known: Iterable[str]) -> str:
    """A hint at the known word that was probably meant, else at all there are, when they are few.

    >>> near_or_all("xyz", ["voice", "rate"])
    ' (there are: rate, voice)'
    """
    names = sorted(known)
    return near(word, names) or (f" (there are: {', '.join(names)})" if len(names) < 20 else "")


def load_voice_map(path: Path, *, trusted: bool = True) -> VoiceMap:
    """Read and check one ``voices.yaml``.

    A file that came with a book is a stranger's (``trusted=False``): it may not name engines that
    run commands or reach the network. Raises VoiceMapError with the place in the file.
    """
    from narrator.voices.yaml_file import read_voice_map

    if not trusted and not path.is_file() and not path.is_dir():
        # a pipe would never end, a dangling link names nothing
        raise VoiceMapError(path, "is no file; remove it, or say --voices FILE")
    return read_voice_map(path, trusted=trusted)


def find_voice_map(
    book: Path | None, explicit: Path | None, memory: Path | None = None, engine: str = ""
) -> VoiceMap:
    """The voice map that counts for a book: ``explicit`` (``--voices``), else ``voices.yaml``
    beside the book (a stranger's), else the user's own, else the default.

    The cast that the program keeps is added, from ``memory`` (``--cast``) or else the book's
    ``cast_file``; what a person wrote wins. With ``engine`` (``--engine``), voices of others are
    forgotten; engines that reach out speak for it only where the user says so. Engines are set up,
    and a second opinion is asked for, as the user's own file says, where ``explicit`` says nothing
    of them. Raises VoiceMapError when a file that counts can't be used; none is passed over.
    """
    found = _first_voice_map(book, explicit)
    if found.path != (mine := user_file()) and _is_there(mine):
        own_map = load_voice_map(mine)
        found = replace(found, engines={**own_map.engines, **found.engines})
        if ("attribution",) not in found.places:
            found = replace(found, opinion=own_map.opinion)
    kept_in = memory or (cast_file(book) if book is not None else None)
    if kept_in is None or not _is_there(kept_in):
        return found
    from narrator.voices.memory import check_owned, read_kept, with_memory

    spoken = {engine, found.narrator.engine or ""}  # a stranger's own are local in any case
    if memory:
        check_owned(memory)
        spoken |= found.engines.keys()
    return with_memory(found, read_kept(kept_in, frozenset(spoken), engine))


def _first_voice_map(book: Path | None, explicit: Path | None) -> VoiceMap:
    if explicit is not None:
        return load_voice_map(explicit)
    if book is not None:
        beside = book.parent / FILE_NAME
        if _is_there(beside):
            return load_voice_map(beside, trusted=False)
    if _is_there(own := user_file()):
        return load_voice_map(own)
    from narrator.voices.shipped import SHIPPED

    return SHIPPED


def cast_file(book: Path) -> Path:
    """The program's own file beside a book: ``story.txt`` has ``story.cast.yaml``."""
    return book.parent / f"{book.stem}.cast.yaml"  # a book may be "." by mistake


def write_owned(path: Path, text: str) -> bool:
    """Put a file of the program's own in its place whole; False when it says that already.

    A link in that place is replaced, never followed: it may lead to a file of the user's. Raises
    WriteError.
    """
    content = text.encode("utf-8")
    part = path.with_name(f".narrator-{secrets.token_hex(8)}.part")
    try:
        if path.is_file() and not path.is_symlink() and path.read_bytes() == content:
            return False
        with part.open("xb") as file:  # a new file, or none: "x" follows no link either
            file.write(content)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise WriteError(f"{path}: can't be written: {error.strerror or error}") from error
    return True


def user_file() -> Path:
    """Where the user's own ``voices.yaml`` lives, whether or not there is one."""
    import platformdirs

    return Path(platformdirs.user_config_dir("narrator", appauthor=False)) / FILE_NAME


def _is_there(path: Path) -> bool:
    try:
        return path.exists() or path.is_symlink()
    except OSError:  # a folder that may not be searched holds nothing for us
        return False


def check_voices(
    voice_map: VoiceMap,
    missing: Callable[[str, str], Iterable[str] | None],
    *,
    default_engine: str,
    engines: Collection[str] = (),
) -> None:
    """Raise VoiceMapError, with its place, at the first voice that its engine doesn't have.

    ``missing(engine, voice)`` returns None when the voice exists, else the names that do, for
    "did you mean". ``engines`` are the known engines' names; when empty, any name passes.
    """
    wishes: dict[tuple[str, ...], VoiceWish] = {
        ("narrator",): voice_map.narrator,
        ("unknown",): voice_map.unknown,
    }
    wishes |= {("characters", name): wish for name, wish in voice_map.characters.items()}
    asked = [(key, wish) for key, wish in wishes.items() if wish.voice or wish.engine]
    first = (0, 0)
    for name in voice_map.engines if engines else ():
        if name not in engines:
            line, column = voice_map.places.get(("engines", name), (None, None))
            problem = f'unknown engine "{name}"{near_or_all(name, engines)}'
            raise VoiceMapError(voice_map.path or FILE_NAME, problem, line=line, column=column)
    for key, wish in sorted(
        asked, key=lambda item: voice_map.places.get((*item[0], "voice"), first)
    ):
        engine = wish.engine or default_engine
        problem = ""
        if engines and engine not in engines:
            problem = f'unknown engine "{engine}"{near_or_all(engine, engines)}'
        elif wish.voice and (known := missing(engine, wish.voice)) is not None:
            problem = (
                f'unknown voice "{wish.voice}"{near(wish.voice, known, VOICE_LIKENESS)}; '
                f"`narrator voices --engine {engine}` lists what {engine} has"
            )
        if problem:
            line, column = voice_map.places.get((*key, "voice"), (None, None))
            kept = key[-1] in voice_map.remembered
            source = (voice_map.memory if kept else voice_map.path) or FILE_NAME
            raise VoiceMapError(source, problem, line=line, column=column)
