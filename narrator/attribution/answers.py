"""A voice that answers into whoever was called: "“Otto!” And then a voice, “Here!”"."""

from __future__ import annotations

import itertools

from narrator.attribution.mentions import NOUN
from narrator.attribution.newcomers import INDEFINITE
from narrator.attribution.turns import Scenery

NEAR = 1
"""The answer comes in the same paragraph as the call, or in the next."""


def resolve_answers(scenery: Scenery) -> None:
    """Give "a voice" in a tag to the one whom the speech right before calls by name."""
    for call, answer in itertools.pairwise(scenery.turns):
        tag = answer.tag
        if tag is None or tag.mention.kind != NOUN or tag.mention.who or answer.called:
            continue
        words = tag.mention.text.split()
        near = answer.scene == call.scene and answer.block - call.last_block <= NEAR
        if near and words[0] in INDEFINITE and words[-1] == "voice" and len(call.called) == 1:
            tag.mention.who = tuple(call.called)
