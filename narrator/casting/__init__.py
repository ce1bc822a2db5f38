"""Cast into voices: everyone gets one, and those who talk to each other sound far apart.

Voices are given in the order in which people come in, chapter by chapter: to those who matter out
of a palette of voices that all lie far apart, in steps that an ear can tell; to everyone else one
that lies far from those they talk to. What comes later is not looked at, so a serial that grows
keeps its voices. Voices that are asked for come last: whoever has one of them by choice, or one
much like it in a partner, chooses anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from narrator.book import NOTE, UNKNOWN, Cast, Kind, Line, Lines
from narrator.voices import STANDARD_RATE, CatalogueVoice, Voice, VoiceMap, VoiceWish

__all__ = ["Casting", "adjust", "assign_voices"]


NOTES = VoiceWish(pitch=-8.0, rate_percent=4.0)
"""What tells the notes' voice from that of unknown speakers: lower, a little brisker."""


@dataclass(frozen=True, slots=True)
class Casting:
    """A voice for everyone."""

    narrator: Voice
    unknown: Voice
    """For lines whose speaker isn't known."""
    notes: Voice
    """For the author's notes, when they are read: nobody of the story."""
    voices: Mapping[str, Voice] = field(default_factory=dict)
    """A character's name -> their voice."""
    thoughts: VoiceWish = field(default_factory=VoiceWish)
    """Goes on top of the thinker's voice."""
    warnings: tuple[str, ...] = ()

    def voice_for(self, line: Line) -> Voice:
        """The voice that speaks this line."""
        if line.manner == NOTE and line.speaker is None:
            return self.notes
        if line.kind in (Kind.NARRATION, Kind.HEADING):
            return self.narrator
        if line.speaker is None:
            voice = self.narrator
        elif line.speaker == UNKNOWN:
            voice = self.unknown
        else:
            voice = self.voices.get(line.speaker, self.unknown)
        return adjust(voice, self.thoughts) if line.kind is Kind.THOUGHT else voice


def adjust(voice: Voice, wish: VoiceWish) -> Voice:
    """The voice with a wish's prosody on top: changes add up, plain values replace."""
    rate = wish.rate if wish.rate is not None else voice.rate
    if wish.rate_percent is not None:
        rate = round(rate * (1 + wish.rate_percent / 100))
    pitch = voice.pitch
    if wish.pitch is not None:
        pitch = round(((1 + pitch / 100) * (1 + wish.pitch / 100) - 1) * 100, 3)
    return replace(
        voice,
        rate=rate,
        pitch=pitch,
        volume_db=voice.volume_db + (wish.volume_db or 0.0),
        effect=voice.effect if wish.effect is None else wish.effect,
        size=voice.size if wish.size is None else wish.size,
    )


def assign_voices(
    cast: Cast,
    voice_map: VoiceMap,
    catalogue: Sequence[CatalogueVoice],
    *,
    default_engine: str,
    language: str = "",
    one_voice: bool = False,
    chapters: Sequence[Lines] = (),
) -> Casting:
    """Give everyone a voice: what ``voice_map`` asks for, and a fitting one to the others.

    ``catalogue`` lists the voices of every engine in use, each engine's best first. ``language``
    (BCP 47) keeps to voices that speak it, as long as there are any. Nobody shares a voice with
    someone they talk to, with the narrator or with ``unknown`` while there are enough; where there
    are not, ``warnings`` says so. The same input gives the same casting, whatever its order.

    ``chapters`` is all that is spoken, in reading order. Who comes in with one gets a voice by what
    is known when it ends: chapters that are added change no voice of who spoke before, as long as
    the cast says the same of them. Without chapters everybody comes in at once, by the cast's
    figures.
    """
    from narrator.casting.arrivals import find_troupe
    from narrator.casting.stage import Stage  # numpy: only where voices are really chosen

    pace = adjust(Voice("", "", rate=STANDARD_RATE), replace(voice_map.narrator, pitch=None)).rate
    speaking = _speaking(catalogue, language)
    troupe = find_troupe(cast, chapters)
    stage = Stage(troupe, voice_map, speaking or catalogue, default_engine, pace)
    if catalogue and not speaking:
        stage.warnings.append(f'no voice here speaks "{language}"; it will sound foreign')
    narrator = stage.place_narrator(language)
    if one_voice:
        voices = {person.name: narrator for person in cast}
        return Casting(narrator, narrator, narrator, voices, warnings=tuple(stage.warnings))
    stage.place_kept()
    unknown = stage.place_unknown()
    stage.place_others()
    notes = adjust(unknown, NOTES)
    thoughts = voice_map.thoughts if voice_map.performance == "acted" else VoiceWish()
    return Casting(narrator, unknown, notes, stage.voices, thoughts, tuple(stage.warnings))


def _speaking(catalogue: Sequence[CatalogueVoice], language: str) -> list[CatalogueVoice]:
    """The voices that speak the language; English for what is no BCP 47 tag, else all of them."""
    wanted = language.casefold().partition("-")[0]
    stated = len(wanted) in (2, 3)
    found = [
        voice
        for voice in catalogue
        if voice.language.casefold().partition("-")[0] in ("", wanted if stated else "en")
    ]
    return found if found or stated else list(catalogue)
