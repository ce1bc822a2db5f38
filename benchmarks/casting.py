"""How well a cast is told apart by ear: espeak-ng's voices, judged by what casting didn't use.

Casting goes by pitch, pace, accent and the levels of some bands. Here the voices speak other
sentences, each as it was cast, and are compared by the mean and the spread of their mel cepstra.
For each script, as `narrator script --json` writes it, this prints

    partners   how many pairs of the ten main characters talk to each other
    apart      the distance that nine of ten of these pairs exceed (10th percentile)
    random     the median of the same over 100 casts drawn by lot, gender respected, no voice twice
    ratio      the one by the other
    give       how much the ratio differs from one hundred casts to the next (a deviation, of ten)
    told       how many unseen sentences a nearest-neighbour classifier gives to the right voice

    narrator script BOOK --json -o BOOK.json; python benchmarks/casting.py BOOK.json...

One palette of voices serves all books, so other books don't show how lucky it is; other voices do.
`--fewer N` casts each book N times more, from a random three quarters of the variants each time,
and prints the mean ratio and the least.

The first run speaks the sentences with every voice (two minutes on one core) and keeps what it
measured in the folder for temporary files.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import statistics
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from measure_voices import FreshEspeak, Samples, cepstra

from narrator.book import UNKNOWN, Cast, Character, Kind, Line, Lines, Pause
from narrator.casting import Casting, assign_voices
from narrator.engines import open_engine
from narrator.voices import CatalogueVoice, Voice, VoiceMap

FACTS = Path(__file__).parent.parent / "narrator" / "engines" / "espeak_voices.json"
MAIN = 10  # characters
DRAWS = 100
HUNDREDS = 10  # by which the give is known
KEPT = 0.75  # of the variants, with --fewer

SENTENCES = (
    "The kettle had boiled dry, and still neither of them moved.",
    "You could have told me that before I painted the whole fence.",
    "Down by the harbour a man was selling oysters out of a pram.",
    "I never said it was easy; I said it was quick.",
    "Her letters came on Mondays, thin as leaves and full of numbers.",
    "Who left the gate open?",
    "Put the lamp there, a little higher, and hold your breath.",
    "They walked as far as the quarry, then argued about the map.",
    "My brother keeps bees, but the bees keep him as well.",
    "Nothing grows under that tree except trouble and mushrooms.",
    "Would you know the thief if you saw him in daylight?",
    "At noon the shop was empty, at five past there was a queue.",
    "It is colder in the cellar than anyone will admit.",
    "Please, take the smaller piece and leave the crumbs for the birds.",
    "The old road ran straight over the hill and forgot the village.",
    "Quiet now, or we shall both be sent to bed.",
    "Forty chairs, one table, and not a single cup of tea.",
    "He laughed so loudly that the horse looked round.",
    "We ought to mend the roof before the autumn storms arrive.",
    "She gave the boy a coin and a very serious wink.",
    "Is that thunder, or are they moving the piano again?",
    "Somebody had chalked a blue fish on every door in the street.",
    "I would rather wait an hour than run for that bus.",
    "Long after midnight the last of the guests found his hat.",
)
LEARNT = 12  # the first so many teach the classifier, the rest test it


def catalogue() -> list[CatalogueVoice]:
    rows = json.loads(FACTS.read_text(encoding="utf-8"))["voices"]
    return [CatalogueVoice(engine="espeak", resizable=True, **row) for row in rows]


def colours(voices: list[CatalogueVoice]) -> dict[str, Samples]:
    """For each voice one row a sentence: means and deviations of its cepstra."""
    about = repr([voice.name for voice in voices]) + repr(SENTENCES)
    digest = hashlib.blake2b(about.encode(), digest_size=8).hexdigest()
    kept = Path(tempfile.gettempdir()) / f"narrator-voice-colours-{digest}.npz"
    if kept.exists():
        with np.load(kept) as stored:
            return {voice.name: stored[voice.name] for voice in voices}
    found = {}
    for voice in voices:
        with FreshEspeak() as espeak:
            spoken = [espeak.speak(voice.name, sentence) for sentence in SENTENCES]
            found[voice.name] = np.array([colour(s, espeak.sample_rate) for s in spoken])
    np.savez(kept, **found)
    return found


def as_cast(voice: Voice, rows: dict[str, Samples]) -> str:
    """The name under which ``rows`` has this voice, spoken as it was cast."""
    if not voice.pitch and not voice.size:
        return voice.name
    name = f"{voice.name} {voice.pitch:+g} {voice.size:+g}"
    if name not in rows:
        engine = open_engine("espeak")
        spoken = [engine.synthesize(sentence, voice).samples for sentence in SENTENCES]
        rows[name] = np.array([colour(np.float64(s), engine.sample_rate) for s in spoken])
        engine.close()
    return name


def colour(samples: Samples, sample_rate: int) -> Samples:
    """Mean and deviation of the cepstra while somebody speaks: 24 numbers."""
    hop = sample_rate // 50
    series = cepstra(samples / np.sqrt(np.mean(samples**2)), sample_rate)
    level = np.array([np.mean(samples[i * hop : i * hop + 512] ** 2) for i in range(len(series))])
    spoken = series[level > level.max() / 1000]
    return np.concatenate([spoken.mean(axis=0), spoken.std(axis=0)])


def cast_of(script: dict[str, Any]) -> Cast:
    """The characters with what they say, and the turns that pass between them."""
    words: Counter[str] = Counter()
    lines: Counter[str] = Counter()
    turns: dict[str, Counter[str]] = {}
    for chapter in script["chapters"]:
        before = None
        for line in chapter["lines"]:
            speaker = line["speaker"]
            if line["kind"] != "dialogue" or speaker in (None, UNKNOWN):
                continue
            words[speaker] += len(line["text"].split())
            lines[speaker] += 1
            if before not in (None, speaker) and line["before"] not in ("scene", "part"):
                turns.setdefault(before, Counter())[speaker] += 1
                turns.setdefault(speaker, Counter())[before] += 1
            before = speaker
    known = {person["name"]: person for person in script["characters"]}
    return Cast(
        tuple(
            Character(
                name,
                gender=(known.get(name) or {}).get("gender") or "",
                lines=lines[name],
                words=words[name],
                talks_to=dict(turns.get(name, {})),
            )
            for name in sorted(words)
        )
    )


def lines_of(script: dict[str, Any]) -> list[Lines]:
    """What is said, chapter by chapter."""
    return [
        tuple(
            Line(
                Kind.DIALOGUE,
                line["text"],
                0,
                Pause(line["before"]),
                0,
                speaker=line["speaker"],
                confidence=line["confidence"],
            )
            for line in chapter["lines"]
            if line["kind"] == "dialogue"
        )
        for chapter in script["chapters"]
    ]


def draw_casting(cast: Cast, voices: list[CatalogueVoice], dice: random.Random) -> dict[str, str]:
    """A cast by lot: the gender is right, and no voice is drawn twice."""
    free = dice.sample(voices, len(voices))
    drawn = {}
    for person in sorted(cast, key=lambda person: -person.words)[:MAIN]:
        fits = [voice for voice in free if person.gender in ("", voice.gender)]
        drawn[person.name] = fits[0].name
        free.remove(fits[0])
    return drawn


def partners_of(cast: Cast) -> list[tuple[str, str]]:
    """Pairs of main characters between whom at least one turn passes."""
    main = sorted(cast, key=lambda person: -person.words)[:MAIN]
    return [
        (one.name, other.name)
        for i, one in enumerate(main)
        for other in main[i + 1 :]
        if one.talks_to.get(other.name)
    ]


def tenth(distances: list[float]) -> float:
    return float(np.percentile(distances, 10))


def told_apart(names: list[str], rows: dict[str, Samples]) -> float:
    """How many of the unseen sentences are nearest to a learnt one of the same voice."""
    learnt = [(name, row) for name in names for row in rows[name][:LEARNT]]
    right = total = 0
    for name in names:
        for row in rows[name][LEARNT:]:
            nearest = min(learnt, key=lambda item: float(np.sum((item[1] - row) ** 2)))
            right, total = right + (nearest[0] == name), total + 1
    return right / total


class Judge:
    """What all voices sound like, and how far apart a book's cast is by it."""

    def __init__(self, voices: list[CatalogueVoice], rows: dict[str, Samples]) -> None:
        self.voices, self.rows = voices, rows
        every = np.concatenate([rows[voice.name] for voice in voices])
        self.mean, self.deviation = every.mean(axis=0), every.std(axis=0)
        self.middles: dict[str, Samples] = {}

    def scaled(self, name: str) -> Samples:
        scaled: Samples = (self.rows[name] - self.mean) / self.deviation
        return scaled

    def middle(self, name: str) -> Samples:
        if name not in self.middles:
            self.middles[name] = self.scaled(name)[LEARNT:].mean(axis=0)
        return self.middles[name]

    def apart(self, names: dict[str, str], pairs: list[tuple[str, str]]) -> float:
        return tenth(
            [
                float(np.linalg.norm(self.middle(names[one]) - self.middle(names[other])))
                for one, other in pairs
            ]
        )

    def cast(
        self, cast: Cast, script: dict[str, Any], voices: list[CatalogueVoice]
    ) -> tuple[Casting, dict[str, str]]:
        """A casting from these voices, and the name of each voice as it was cast."""
        casting = assign_voices(
            cast, VoiceMap(), voices, default_engine="espeak", chapters=lines_of(script)
        )
        main = main_of(cast)
        return casting, {name: as_cast(casting.voices[name], self.rows) for name in main}


def main_of(cast: Cast) -> list[str]:
    return [person.name for person in sorted(cast, key=lambda person: -person.words)[:MAIN]]


def fewer(voices: list[CatalogueVoice], seed: int) -> list[CatalogueVoice]:
    """Some of the variants, each in all of its accents; the plain voice is always among them."""
    variants = sorted({voice.name.partition("+")[2] for voice in voices} - {""})
    kept = random.Random(seed).sample(variants, round(KEPT * len(variants)))
    return [voice for voice in voices if voice.name.partition("+")[2] in ("", *kept)]


def judge(script: dict[str, Any], ear: Judge, subsets: int) -> list[float]:
    """Print a book's row; returns the ratio, and with fewer voices."""
    cast, voices = cast_of(script), ear.voices
    pairs, main = partners_of(cast), main_of(cast)
    casting, chosen = ear.cast(cast, script, voices)
    dice = random.Random(7)
    by_lot = [draw_casting(cast, voices, dice) for _ in range(DRAWS * HUNDREDS)]
    drawn = np.array([ear.apart(names, pairs) for names in by_lot]).reshape(HUNDREDS, DRAWS)
    lots = np.median(drawn, axis=1)
    ours, lot = ear.apart(chosen, pairs), float(lots[0])
    shared = sum(casting.voices[one].name == casting.voices[other].name for one, other in pairs)
    scaled = {name: ear.scaled(name) for names in (chosen, *by_lot[:9]) for name in names.values()}
    told = told_apart([chosen[name] for name in main], scaled)
    lot_told = statistics.median(told_apart(list(each.values()), scaled) for each in by_lot[:9])
    others = [
        ear.apart(ear.cast(cast, script, fewer(voices, seed))[1], pairs) / lot
        for seed in range(subsets)
    ]
    title = Path(script.get("source") or script.get("title") or "?").name
    print(
        f"{title[:32]:32} {len(pairs):8} {shared:6} {ours:6.2f} {lot:6.2f} {ours / lot:6.2f} "
        f"{float(np.std(ours / lots)):5.2f} {100 * told:6.1f} {100 * lot_told:6.1f}"
        + (f" {statistics.mean(others):6.2f} {min(others):6.2f}" if others else ""),
        flush=True,
    )
    return [ours / lot, *others]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scripts", nargs="+", type=Path)
    parser.add_argument("--fewer", type=int, default=0, metavar="N", help="casts of fewer voices")
    asked = parser.parse_args()
    voices = catalogue()
    ear = Judge(voices, colours(voices))
    heads = f"{'book':32} partners shared  apart random  ratio  give  told% random%"
    print(heads + ("  fewer  least" if asked.fewer else ""))
    ratios = []
    for path in asked.scripts:
        script = json.loads(path.read_text(encoding="utf-8"))
        if len(partners_of(cast_of(script))) == 0:
            print(f"{path}: nobody talks to anybody", file=sys.stderr)
            continue
        ratios.append(judge(script, ear, asked.fewer))
    if len(ratios) > 1:
        full, *others = np.array(ratios).T
        print(f"ratio, mean of {len(ratios)}: {full.mean():.2f}; least {full.min():.2f}")
        if others:
            least = np.array(others)
            below = 100 * np.mean(least < 1.6)
            print(f"of fewer voices: {least.mean():.2f}, below 1.6 {below:.0f} %")


if __name__ == "__main__":
    main()
