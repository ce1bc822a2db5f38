"""Project Gutenberg: HTML and EPUB with licence, transcribers' credits and their brackets."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from narrator.book import Metadata
from narrator.readers import _gutenberg
from narrator.readers._blocks import Block
from narrator.readers._profiles import Profile
from narrator.readers._profiles._elements import head_metadata, language_tag, skip
from narrator.readers._trees import holds, lines_of, select, whole_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_START = re.compile(
    r"\*\*\*\s*START OF (?:THE|THIS) PROJECT GUTENBERG|\*END\*\s*THE SMALL PRINT", re.IGNORECASE
)
_END = re.compile(
    r"\*\*\*\s*END OF (?:THE|THIS) PROJECT GUTENBERG|^End of (?:the |this )?Project Gutenberg",
    re.IGNORECASE,
)
_REASONS = {"footnote": "footnotes", "credits of the transcription": "credits"}


def _recognises(root: _Element) -> bool:
    if holds(root, "//*[@id='pg-header'] | //*[contains(@class,'pg-boilerplate')]"):
        return True
    body = root.find("body")
    text = whole_text(body)[:30_000] if body is not None else ""
    return bool(_START.search(text))


def mark(root: _Element) -> None:
    """Mark the header and the footer that the newer files carry."""
    for element in select(root, "//*[@id='pg-header'] | //*[@id='pg-footer']"):
        skip(element, "licence")


def refine(blocks: list[Block]) -> list[Block]:
    """Mark the licence around older texts, credits, and what transcribers put into brackets."""
    start = next((i for i, block in enumerate(blocks[:200]) if _START.search(block.text)), -1)
    end = next(
        (i for i, b in enumerate(blocks) if i > start and _END.search(b.text[:200])), len(blocks)
    )
    marked = []
    for i, block in enumerate(blocks):
        if not block.skip and (i <= start or i >= end):
            block = replace(block, skip="licence")
        elif not block.skip and (reason := _gutenberg.aside(block.text, gutenberg=True)):
            block = replace(block, skip=_REASONS.get(reason, reason))
        marked.append(block)
    return marked


def describe(root: _Element, metadata: Metadata) -> Metadata:
    """Title, author and language from the header's labels or the page's head."""
    body = root.find("body")
    if body is None or (metadata.title and metadata.author):
        return metadata
    labels = _gutenberg.read_labels("\n".join(lines_of(body)[:80]))
    head = dict(head_metadata(root))
    return replace(
        metadata,
        title=head.get("dc.title") or labels.get("title") or metadata.title,
        author=labels.get("author") or metadata.author,
        language=metadata.language
        or head.get("dc.language")
        or language_tag(labels.get("language", "")),
        publisher=metadata.publisher or "Project Gutenberg",
    )


PROFILE = Profile("Project Gutenberg HTML", _recognises, mark, describe, refine)
EPUB = Profile(
    "Project Gutenberg EPUB", lambda root: False, mark, lambda root, known: known, refine
)
