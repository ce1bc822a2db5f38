"""A decision is looked up where all that it hangs on is as it was: an edit seldom changes that."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from narrator.attribution.evidence import Evidence
from narrator.attribution.grid import Floats
from narrator.attribution.idiolect import Sound
from narrator.attribution.rows import BLOCK

if TYPE_CHECKING:
    from narrator.notebook import Notes


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
    digest.update(repr(told).encode("utf-8", "surrogatepass"))
    return f"decided {digest.hexdigest()}"


def _parts(evidence: Evidence) -> Iterator[npt.NDArray[Any]]:
    """Every array that is read when speakers are decided."""
    grid = evidence.grid
    yield from (grid.offsets, grid.turn, grid.who, grid.scene, grid.tight)
    yield from (grid.rows[step] for step in sorted(grid.rows))
    yield from (grid.weights[step] for step in sorted(grid.weights))
    yield from (evidence.shared, evidence.turns, evidence.described)
    for rows in (evidence.own, evidence.followed):
        for at in range(0, len(rows), BLOCK):
            yield rows.take(slice(at, at + BLOCK))
