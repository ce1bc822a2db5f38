"""``narrator voices``: what can speak on this machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from narrator.cli import printable
from narrator.cli.options import write_text

SAMPLE_TEXT = (
    "“Well,” she said, “nobody told me there would be thirty-two candles and a brass band.”"
)


@click.command()
@click.option("--engine", metavar="NAME", default="", help="Only this engine's.")
@click.option(
    "--language", metavar="TAG", default="", help="Only those that speak it, such as en or de."
)
@click.option(
    "--sample",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Speak a sentence in each voice into DIR, one MP3 each.",
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
    """List the voices that can speak here, with language, gender and measured pitch.

    espeak lists what is worth casting; it takes others too: espeak:en-us+croak.
    """
    from narrator.engines import engine_names, open_engine
    from narrator.errors import EngineError, NotSetUpError
    from narrator.voices import find_voice_map
    from narrator.voices.measured import measure_voices, with_facts

    if measure and not engine:
        raise click.UsageError("--measure needs --engine NAME: some engines cost time or money")
    settings = find_voice_map(None, settings_file).engines

    found: list[dict[str, Any]] = []
    problems: list[str] = []
    waiting: list[str] = []
    for name in [engine] if engine else engine_names():
        try:
            speaker = open_engine(name, settings.get(name))
        except EngineError as error:
            if engine:
                raise
            if isinstance(error, NotSetUpError):
                waiting.append(name)
            else:
                problems.append(f"{name}: {error}")
            continue
        try:
            listed = [voice for voice in speaker.voices() if _speaks(voice.language, language)]
            if measure:
                failed = measure_voices(speaker, listed)
                problems += [f"{name}:{voice}: {why}" for voice, why in failed.items()]
            listed = with_facts(listed)
            found += [
                {
                    "voice": f"{voice.engine}:{voice.name}",
                    "language": voice.language,
                    "gender": voice.gender or None,
                    "pitch_hz": round(voice.pitch_hz) or None,
                    "brightness_hz": round(voice.brightness_hz) or None,
                }
                for voice in listed
            ]
            if sample:
                _speak_samples(speaker, listed, sample)
        finally:
            speaker.close()
    if as_json:
        document = {"format": "narrator-voices/1", "voices": found}
        write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", None)
    else:
        width = max((len(each["voice"]) for each in found), default=0)
        for each in found:
            pitch = f"{each['pitch_hz']} Hz" if each["pitch_hz"] else ""
            row = f"{each['voice']:{width}}  {each['language']:12} {each['gender'] or '':7} {pitch}"
            click.echo(printable(row.rstrip()))
    if waiting:
        problems.append(f"not set up: {', '.join(waiting)} (see `engines` in docs/voices-yaml.md)")
    for problem in problems:
        click.echo(f"note: {printable(problem)}", err=True)


def _speaks(tag: str, wanted: str) -> bool:
    """Whether a voice of one language (BCP 47) speaks another: en speaks en-GB, not the reverse."""
    return f"{tag.lower()}-".startswith(f"{wanted.lower()}-") if wanted and tag else True


def _speak_samples(engine: Any, listed: list[Any], folder: Path) -> None:
    """One short MP3 a voice, at the loudness that a book has."""
    from narrator import audio
    from narrator.book import Metadata
    from narrator.encoders import open_encoder
    from narrator.errors import LineError
    from narrator.synthesizer import speak
    from narrator.voices import Voice
    from narrator.writers.audiobook import encoding_for
    from narrator.writers.folder import safe_name, unwritable
    from narrator.writers.mp3 import write_mp3
    from narrator.writers.tags import FileTag, id3_tag

    encoding = encoding_for("mp3", engine.sample_rate)
    encoder = open_encoder(encoding)
    for each in listed:
        engine.restart()
        try:
            clip = speak(SAMPLE_TEXT.strip("“”"), Voice(each.engine, each.name), engine)
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
                write_mp3(file, tag, [(length, encoder.encode(padded.samples))], encoding)
        except OSError as error:
            raise unwritable(path, error) from error
