"""``narrator voices``: what can speak on this machine."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from narrator.cli import printable
from narrator.cli.options import write_text

if TYPE_CHECKING:
    from narrator.voices import CatalogueVoice, EngineSettings

SAMPLE_TEXTS = {
    "en": "Well, she said, nobody told me there would be thirty-two candles and a brass band.",
    "de": "Also, sagte sie, von zweiunddreißig Kerzen und einer Blaskapelle war nie die Rede.",
    "fr": "Eh bien, dit-elle, personne ne m'avait parlé de trente-deux bougies et d'une fanfare.",
    "es": "Vaya, dijo ella, nadie me habló de treinta y dos velas y una banda de música.",
    "it": "Bene, disse lei, nessuno mi aveva parlato di trentadue candele e di una banda.",
    "pt": "Bem, disse ela, ninguém me falou de trinta e duas velas e de uma banda de música.",
    "nl": "Nou, zei ze, niemand had me iets gezegd van tweeëndertig kaarsen en een fanfare.",
}
"""What each voice says in its language; English in all others."""


@click.command()
@click.option("--engine", metavar="NAME", default="", help="Only this engine's.")
@click.option(
    "--language", metavar="TAG", default="", help="Only those that speak it, such as en or de."
)
@click.option(
    "--sample",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Speak a sentence in each voice, in its language, into DIR, one MP3 each.",
)
@click.option(
    "--voices",
    "settings_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The voices.yaml that sets up engines; else your own.",
)
@click.option(
    "--measure",
    is_flag=True,
    help="Let each voice of --engine speak a passage once; casting goes by what is heard.",
)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def voices(
    engine: str,
    language: str,
    sample: Path | None,
    measure: bool,
    as_json: bool,
    settings_file: Path | None,
) -> None:
    """List the voices that can speak here, with language, gender, pitch, brightness and licence.

    espeak lists what is worth casting; it takes others too: espeak:en-us+croak.
    """
    from narrator.engines import engine_names
    from narrator.voices import find_voice_map

    if measure and not engine:
        raise click.UsageError("--measure needs --engine NAME: some engines cost time or money")
    settings = find_voice_map(None, settings_file).engines
    found = Found(language)
    for name in [engine] if engine else engine_names():
        _ask(found, name, settings.get(name), sample, measure=measure, alone=bool(engine))
    if as_json:
        document = {"format": "narrator-voices/1", "voices": found.rows}
        write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", None)
    else:
        click.echo(printable(_table(found.rows)), nl=False)
    if sample:
        samples = "sample" if found.samples == 1 else "samples"
        click.echo(f"{found.samples} {samples} in {printable(str(sample))}", err=True)
    for note in found.notes():
        click.echo(f"note: {printable(note)}", err=True)


@dataclass(slots=True)
class Found:
    """What can speak, and what can't."""

    language: str = ""
    """The only one that was asked for."""
    rows: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    """Engines that are not set up."""
    sending: list[str] = field(default_factory=list)
    """Engines that may send a book's text elsewhere."""
    samples: int = 0
    """How many voices were spoken into files."""

    def notes(self) -> list[str]:
        notes = list(self.problems)
        if self.language and not self.rows:
            notes.append(f'no voice speaks "{self.language}"; give a tag such as en or de')
        if self.sending:
            notes.append(f"may send the text of a book elsewhere: {', '.join(self.sending)}")
        if self.waiting:
            notes.append(
                f"not set up: {', '.join(self.waiting)} (see `engines` in docs/voices-yaml.md)"
            )
        return notes


def _ask(
    found: Found,
    name: str,
    settings: EngineSettings | None,
    sample: Path | None,
    *,
    measure: bool,
    alone: bool,
) -> None:
    """Add what one engine has; a problem is raised only when it was asked for ``alone``."""
    from narrator.engines import open_engine
    from narrator.errors import EngineError, NotSetUpError
    from narrator.voices.measured import measure_voices, with_facts

    try:
        speaker = open_engine(name, settings)
    except EngineError as error:
        if alone:
            raise
        if isinstance(error, NotSetUpError):
            found.waiting.append(name)
        else:
            found.problems.append(f"{name}: {error}")
        return
    try:
        listed = [voice for voice in speaker.voices() if _speaks(voice.language, found.language)]
        if measure:
            failed = measure_voices(speaker, listed)
            found.problems += [f"{name}:{voice}: {why}" for voice, why in failed.items()]
        listed = with_facts(listed)
        found.rows += [_facts(voice, network=speaker.needs_network) for voice in listed]
        if speaker.needs_network:
            found.sending.append(name)
        if sample:
            found.samples += _speak_samples(speaker, listed, sample)
    finally:
        speaker.close()


def _facts(voice: CatalogueVoice, *, network: bool) -> dict[str, Any]:
    """What is told of a voice; null where nothing is known."""
    return {
        "voice": f"{voice.engine}:{voice.name}",
        "language": voice.language,
        "gender": voice.gender or None,
        "pitch_hz": round(voice.pitch_hz) or None,
        "brightness_hz": round(voice.brightness_hz) or None,
        "licence": voice.licence or None,
        "network": network,
    }


def _table(rows: list[dict[str, Any]]) -> str:
    """Voices under a heading, or nothing."""
    if not rows:
        return ""
    cells = [("voice", "language", "gender", "pitch", "brightness", "licence")]
    for facts in rows:
        heard = [f"{facts[key]} Hz" if facts[key] else "" for key in ("pitch_hz", "brightness_hz")]
        gender, licence = facts["gender"] or "", facts["licence"] or ""
        cells.append((facts["voice"], facts["language"], gender, *heard, licence))
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "".join(
        f"{voice:{widths[0]}}  {language:{widths[1]}}  {gender:{widths[2]}}  "
        f"{pitch:>{widths[3]}}  {bright:>{widths[4]}}  {licence}".rstrip()
        + "\n"
        for voice, language, gender, pitch, bright, licence in cells
    )


def _speaks(tag: str, wanted: str) -> bool:
    """Whether a voice of one language (BCP 47) speaks another: en speaks en-GB, not the reverse."""
    return f"{tag.lower()}-".startswith(f"{wanted.lower()}-") if wanted and tag else True


def _sample_text(tag: str) -> str:
    return SAMPLE_TEXTS.get(tag.casefold().partition("-")[0], SAMPLE_TEXTS["en"])


def _speak_samples(engine: Any, listed: list[Any], folder: Path) -> int:
    """One short MP3 a voice, at the loudness that a book has; how many there are then."""
    from narrator import audio
    from narrator.book import Metadata
    from narrator.encoders import encode, open_encoder
    from narrator.errors import LineError
    from narrator.speech import speak
    from narrator.voices import Voice
    from narrator.writers.audiobook import encoding_for
    from narrator.writers.folder import safe_name, unwritable
    from narrator.writers.mp3 import write_mp3
    from narrator.writers.tags import FileTag, id3_tag

    encoding = encoding_for("mp3", engine.sample_rate)
    encoder, spoken = open_encoder(encoding), 0
    for each in listed:
        engine.restart()
        try:
            clip = speak(_sample_text(each.language), Voice(each.engine, each.name), engine)
        except LineError as error:
            click.echo(f"note: {each.engine}:{each.name}: {printable(str(error))}", err=True)
            continue
        clip = audio.resample(clip, encoding.sample_rate)
        clip = audio.level(clip, audio.CLIP_LUFS - audio.loudness(clip))
        length = len(clip) + encoder.quiet_samples
        length += -length % encoder.frame_samples
        padded = audio.join([clip, audio.Clip(audio.silence(length - len(clip)), clip.sample_rate)])
        name = f"{each.engine}:{each.name}"
        tag = id3_tag(Metadata(title="Voices"), name, b"", FileTag(name))
        path = folder / f"{safe_name(name, 'voice')}.mp3"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                write_mp3(file, tag, [(length, encode(encoder, padded.samples))], encoding)
        except OSError as error:
            raise unwritable(path, error) from error
        spoken += 1
    return spoken
