"""A decision is looked up where all that it hangs on is as it was: an edit seldom changes that."""

from __future__ import annotations

import hashlib
from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from narrator.attribution.evidence import Evidence
from narrator.attribution.grid import Floats
from narrator.attribution.idiolect import Sound
from narrator.attribution.mentions import names_one
from narrator.attribution.referents import NOBODY
from narrator.attribution.rows import BLOCK
from narrator.attribution.tokens import SENTENCE_ENDS

if TYPE_CHECKING:
    from narrator.notebook import Notes

_BLOCK, _PIECE = -9, -8
"""Where a paragraph and a piece of it begin, among numbers that are never so small."""


class Decided:
    """The chances that were found, noted under a digest of what they were found from."""

    def __init__(
        self,
        notes: Notes | None,
        evidence: Evidence,
        fixed_speakers: Mapping[int, int],
        sounds: Sequence[Sound],
    ) -> None:
        self.notes = notes
        self.key = _digest(evidence, fixed_speakers, sounds) if notes is not None else ""

    def known(self) -> Floats | None:
        """What was decided, if the question is the same."""
        noted = self.notes.get(self.key) if self.notes is not None else None
        return None if noted is None else np.frombuffer(b64decode(noted), dtype="<f4")

    def keep(self, chances: Floats) -> None:
        if self.notes is not None:
            self.notes.put(self.key, b64encode(chances.astype("<f4").tobytes()).decode())


def _digest(evidence: Evidence, fixed_speakers: Mapping[int, int], sounds: Sequence[Sound]) -> str:
    digest = hashlib.blake2b(digest_size=20)
    for part in _parts(evidence):
        digest.update(f"{part.dtype}{part.shape}".encode())
        digest.update(np.ascontiguousarray(part).data)
    said = [(turn.index, repr(turn.tag.mention)) for turn in evidence.scenery.turns if turn.tag]
    told = [sorted(evidence.anchors.items()), sorted(fixed_speakers.items()), said, sounds]
    for more in (told, *_read_again(evidence)):
        digest.update(repr(more).encode("utf-8", "surrogatepass"))
    return f"decided {digest.hexdigest()}"


def _parts(evidence: Evidence) -> Iterator[npt.NDArray[Any]]:
    """Every array that is read when speakers are decided."""
    grid = evidence.grid
    yield from (grid.offsets, grid.turn, grid.who, grid.scene, grid.tight)
    yield from (grid.rows[step] for step in sorted(grid.rows))
    yield from (grid.weights[step] for step in sorted(grid.weights))
    yield from (evidence.shared, evidence.turns, evidence.described, evidence.unmet)
    for rows in (evidence.own, evidence.followed):
        for at in range(0, len(rows), BLOCK):
            yield rows.take(slice(at, at + BLOCK))


def _read_again(evidence: Evidence) -> Iterator[object]:
    """What pronouns are followed by once more, when it is known who speaks.

    Each mention of narration with whom it names, whether a sentence ends before it, and the turn
    whose tag or beat it is.
    """
    scenery = evidence.scenery
    tells: dict[int, int] = {}
    for turn in scenery.turns:
        for tag in ([turn.tag] if turn.tag else []) + turn.beats:
            tells[id(tag.mention)] = turn.index
        yield turn.block, turn.last_block, len(turn.around), [beat.place for beat in turn.beats]
    sorts: dict[tuple[str, str, str, bool], int] = {}
    read = array("q")
    for block, pieces in zip(scenery.blocks, scenery.mentions, strict=True):
        read.extend((_BLOCK, block.chapter, block.spoken))
        for piece, mentions in zip(block.pieces, pieces, strict=True):
            read.extend((_PIECE, piece.voiced))
            at = 0
            for m in () if piece.voiced else mentions:
                ended = not SENTENCE_ENDS.isdisjoint(piece.words[at : m.start])
                at = m.end
                sort = sorts.setdefault((m.kind, m.role, m.gender, ended), len(sorts))
                read.extend((sort, m.who[0] if names_one(m) else NOBODY, tells.get(id(m), NOBODY)))
    yield list(sorts)
    yield [person.gender for person in evidence.people.persons]
    yield hashlib.blake2b(read).hexdigest()
