"""Encoders turn a shard's samples into frames that can be joined; this is their contract.

A shard is encoded by itself, in any process, and the frames of a chapter are the frames of its
shards, one after the other. That is gapless because a shard begins at a frame's border and ends in
a pause that is longer than what a codec spreads over its neighbours.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from narrator.audio import Samples


@dataclass(frozen=True, slots=True)
class Encoding:
    """How sound is stored: a codec's name, and what can be heard of its settings."""

    codec: str
    sample_rate: int
    bit_rate: int
    """bit/s."""
    quality: int = 3
    """LAME's -q: 0 best and slow, 9 worst and fast; 3 is what ``lame -b`` takes."""
    peak_dbfs: float = -6.0
    """Where samples are limited, so that true peaks stay below -3 dB also after the codec."""

    def facts(self) -> list[str | int | float]:
        """Every field, for keys."""
        return [self.codec, self.sample_rate, self.bit_rate, self.quality, self.peak_dbfs]


class Stream(Protocol):
    """One shard on its way into frames. Its sound comes piece by piece: as a whole it is large."""

    def add(self, samples: Samples) -> None:
        """More of it, of any length."""
        ...

    def finish(self) -> bytes:
        """Frames for all of it: exactly as many as its samples fill.

        Raises ValueError when its length isn't a multiple of the encoder's ``frame_samples``.
        """
        ...


class Encoder(Protocol):
    """One codec at one setting."""

    encoding: Encoding
    frame_samples: int
    """Samples a frame stands for; shards are a multiple of it."""
    quiet_samples: int
    """Silence that a shard must end with, so that nothing spreads into the next."""

    def fingerprint(self) -> str:
        """Library and version: what could change the bytes."""
        ...

    def begin(self) -> Stream:
        """A shard to encode, from its first sample on."""
        ...


def encode(encoder: Encoder, samples: Samples) -> bytes:
    """Frames for a shard whose sound is there as a whole."""
    stream = encoder.begin()
    stream.add(samples)
    return stream.finish()


def count_frames(length: int, frame_samples: int) -> int:
    """How many frames a shard of so many samples fills. Raises ValueError for a part of one."""
    count, rest = divmod(length, frame_samples)
    if rest:
        raise ValueError("a shard must fill whole frames")
    return count


def open_encoder(encoding: Encoding) -> Encoder:
    """The encoder for these settings."""
    module = importlib.import_module(f"narrator.encoders.{encoding.codec}")
    encoder: Encoder = module.open_encoder(encoding)
    return encoder


def nearest_rate(codec: str, sample_rate: int) -> int:
    """The lowest rate in Hz that a codec stores and that holds all an engine of this rate says."""
    module = importlib.import_module(f"narrator.encoders.{codec}")
    rates: tuple[int, ...] = module.SAMPLE_RATES
    return min((rate for rate in rates if rate >= sample_rate), default=max(rates))
