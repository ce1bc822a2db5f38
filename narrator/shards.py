"""Lines with voices and pauses into shards: the units that are rendered, encoded and cached.

A shard is a few consecutive utterances of one chapter, cut at a pause. Where the cuts fall is read
from the words themselves, not counted from the start: an inserted paragraph moves only the cuts
around it, and every other shard keeps its key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from narrator.audio import count_samples
from narrator.cache import make_key
from narrator.encoders import Encoding
from narrator.voices import Voice

SHORTEST, LONGEST = 400, 1400
"""Characters of text in a shard; at 15 a second, half a minute to a minute and a half."""
ONE_IN = 4
"""Past ``SHORTEST``, one utterance in so many starts a new shard."""
CUT_PAUSE_S = 0.24
"""Only a pause of at least this many seconds is cut: a sentence's end or more."""
QUIET_S = 0.1
"""A shard ends in this much silence at least, also the last of a chapter without a tail: where
shards meet in less, whoever checks the file can't tell that they do."""


@dataclass(frozen=True, slots=True)
class Interlude:
    """Music, or whatever the user wants to hear at a place, from a file of theirs."""

    path: str
    digest: str
    """Of the file's bytes."""
    level_db: float
    """Below speech, so many dB more or less."""
    longest_s: float
    """Seconds; what is longer is faded out there."""
    after: int = 0
    """Samples of silence behind it."""

    def facts(self) -> list[str | int | float]:
        """What can be heard of it: not where the file lies."""
        return [self.digest, self.level_db, self.longest_s, self.after]


@dataclass(frozen=True, slots=True)
class Utterance:
    """Some words by one voice, after a gap."""

    text: str
    voice: Voice
    gap: int
    """Samples of silence ahead of it."""
    line: str
    """The line's id, to name it; not part of what can be heard."""
    gain_db: float = 0.0
    """What brings the voice to the target loudness."""
    interlude: Interlude | None = None
    """Heard between the gap and the words."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Consecutive utterances and the silence after the last."""

    utterances: tuple[Utterance, ...]
    tail: int
    """Samples of silence at the end; rendering rounds it up to fill the last frame."""

    def key(self, fingerprints: Sequence[str], encoding: Encoding) -> str:
        """Everything that can be heard, and only that: not where the shard stands in the book."""
        said = [
            [
                each.text,
                each.voice.facts(),
                each.gap,
                each.gain_db,
                each.interlude and each.interlude.facts(),
            ]
            for each in self.utterances
        ]
        return make_key("shard", list(fingerprints), encoding.facts(), said, self.tail)


def cut_shards(
    utterances: Sequence[Utterance], *, tail: int, quiet: int, sample_rate: int
) -> list[Shard]:
    """The utterances of one chapter as shards.

    ``tail`` is the silence after the chapter; ``quiet`` what the encoder wants at a shard's end,
    both in samples. The pause at a cut goes to the end of the shard before it.
    """
    quiet = max(quiet, count_samples(QUIET_S, sample_rate))
    cut_pause = max(quiet, int(CUT_PAUSE_S * sample_rate))
    shards: list[Shard] = []
    for group in _groups(utterances, cut_pause):
        if shards:
            shards[-1] = replace(shards[-1], tail=group[0].gap)
            group = (replace(group[0], gap=0), *group[1:])
        shards.append(Shard(tuple(group), max(tail, quiet)))
    return shards


def _groups(utterances: Sequence[Utterance], cut_pause: int) -> Iterator[Sequence[Utterance]]:
    start = 0
    while start < len(utterances):
        end = _find_cut(utterances, start, cut_pause)
        yield utterances[start:end]
        start = end


def _find_cut(utterances: Sequence[Utterance], start: int, cut_pause: int) -> int:
    """Where the shard that begins at ``start`` ends.

    That is at the first utterance past ``SHORTEST`` whose words say so; if none does before
    ``LONGEST``, at the one that comes nearest. Both are read from the words alone, so two texts
    that differ at one place soon cut at the same places again.
    """
    size = 0
    best, rank = len(utterances), 1 << 32
    for place in range(start, len(utterances)):
        each = utterances[place]
        if size >= LONGEST and best < len(utterances):
            return best
        if size >= SHORTEST and each.gap >= cut_pause:
            digest = hashlib.blake2b(each.text.encode("utf-8", "replace"), digest_size=4).digest()
            number = int.from_bytes(digest, "big")
            if number < (1 << 32) // ONE_IN:
                return place
            if number < rank:
                best, rank = place, number
        size += len(each.text)
    return len(utterances)
