"""Standard Ebooks: ``epub:type`` says nearly everything; ``<q>`` is a thought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from narrator.readers._profiles import Profile, keep, leave

if TYPE_CHECKING:
    from lxml.etree import _Element


def _recognises(root: _Element) -> bool:
    return "standardebooks.org/vocab" in " ".join(
        str(value) for value in (*root.attrib.values(), *root.nsmap.values())
    )


PROFILE = Profile("Standard Ebooks page", _recognises, leave, keep, thought_q=True)
EPUB = Profile("Standard Ebooks EPUB", _recognises, leave, keep, thought_q=True)
