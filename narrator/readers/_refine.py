"""Blocks of one book into the same blocks, with what lines mean by convention found and marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from narrator.book import Role
from narrator.readers._blocks import Block, key
from narrator.readers._conventions import CONTENTS_WORDS, artefact, is_scene_break

BLANK_SHARE = 0.25
"""Blank lines between more paragraphs than this are the document's habit and no scene breaks."""
LINK_RUN = 4
"""This many paragraphs of nothing but links in a row are a list of links."""
MOSTLY_LINKS = 0.6
TITLE_BLOCKS = 8
"""A title, its subtitle and who wrote it are among so many first blocks."""
BYLINE_WORDS = 20

# What writers put into the text of a chapter itself: "A/N: sorry for the wait."
_REMARK = re.compile(
    r"\W{0,3}(?:A/N|AN|(?i:author['’]?s['’]? notes?|disclaimers?))\W{0,2}\s*[:–—-]"
)
# "-x-", "~ o ~": a letter between rules is an ornament too.
_LETTER_IN_RULE = re.compile(r"[-–—~=*•·+#\s]*[-–—~=*•·+#]\s*[oOxX0]\s*[-–—~=*•·+#][-–—~=*•·+#\s]*")
_BYLINE = re.compile(r"(?:written |edited |translated |illustrated )?by(?:\s+[^\W\d_]|\Z)", re.I)

LISTS = frozenset(
    (
        *CONTENTS_WORDS,
        "list of illustrations",
        "list of chapters",
        "chapters",
        "illustrations",
        "table of content",
    )
)
"""Headings of lists of what is in the book, lower case."""


BACK_LINKS = frozenset(
    [
        "toc",
        "top",
        "back",
        "next",
        "previous",
        "prev",
        "contents",
        "index",
        "home",
        "up",
        "return",
        "↩",
        "←",
        "→",
        "↑",
    ]
) | frozenset(("back to top", "table of contents", "previous chapter", "next chapter"))
"""Links that lead about in a book, lower case without marks."""


def refine(blocks: Sequence[Block]) -> list[Block]:
    """Mark scene breaks, leavings of saved pages, lists of links and doubled headings."""
    marked = [_mark_line(block) for block in blocks]
    marked = _mark_blanks(marked)
    marked = _mark_contents(marked)
    marked = _mark_link_runs(marked)
    marked = _mark_back_links(marked)
    marked = _mark_note_headings(marked)
    marked = _mark_byline(marked)
    return _mark_doubled_headings(marked)


def mark_title(blocks: Sequence[Block], title: str) -> list[Block]:
    """The heading at the start that is the book's title, as its title."""
    marked = list(blocks)
    wanted = key(title)
    if not wanted or any(block.is_title and not block.skip for block in blocks):
        return marked
    shown = [i for i, block in enumerate(blocks) if not block.skip][:TITLE_BLOCKS]
    for i in shown:
        if blocks[i].level and key(blocks[i].text) == wanted:
            marked[i] = replace(blocks[i], is_title=True)
            break
    return marked


def _mark_line(block: Block) -> Block:
    if block.skip:
        return block
    if is_scene_break(block.text) or _LETTER_IN_RULE.fullmatch(block.text):
        return replace(block, skip="scene break", role=Role.TEXT, level=0)
    if reason := artefact(block.text):
        return replace(block, skip=reason)
    if block.role is Role.TEXT and _REMARK.match(block.text):
        return replace(block, skip="notes")
    return block


def _mark_blanks(blocks: list[Block]) -> list[Block]:
    """A blank line is a scene break where blank lines are rare."""
    pairs = [
        (before, after)
        for before, after in pairwise(blocks)
        if not (before.skip or after.skip or before.is_heading or after.is_heading)
    ]
    blank = sum(after.blank for _, after in pairs)
    if not blank or len(pairs) < 4 or blank > BLANK_SHARE * len(pairs):
        return blocks
    return [replace(block, scene=True) if block.blank else block for block in blocks]


def _mark_contents(blocks: list[Block]) -> list[Block]:
    """A heading "Contents" and the list under it."""
    marked = list(blocks)
    inside = False
    for i, block in enumerate(blocks):
        if block.skip:
            continue
        linked = block.linked > MOSTLY_LINKS
        if block.words < 6 and block.text.strip(" .:").casefold() in LISTS:
            inside = True
        elif inside and (block.is_heading or block.words > 30) and not linked:
            inside = False
        if inside:
            marked[i] = replace(block, skip="contents")
    return marked


def _mark_link_runs(blocks: list[Block]) -> list[Block]:
    marked = list(blocks)
    run: list[int] = []
    for i, block in enumerate([*blocks, Block("")]):
        if block.text and not block.skip and block.linked > MOSTLY_LINKS:
            run.append(i)
        elif not block.skip:
            if len(run) >= LINK_RUN:
                for j in run:
                    marked[j] = replace(blocks[j], skip="links")
            run.clear()
    return marked


def _mark_back_links(blocks: list[Block]) -> list[Block]:
    """Links that lead to the contents or to the next page, alone or several on a line."""
    marked = list(blocks)
    for i, block in enumerate(blocks):
        if block.skip or block.linked < 0.5 or block.words > 12:
            continue
        parts = re.split(r"[|\[\]/•·\n]+|\s-\s|\s{2,}", block.text)
        names = [part.strip(" <>«»←→↑.:").casefold() for part in parts if part.strip()]
        if all(not name or name in BACK_LINKS for name in names):
            marked[i] = replace(block, skip="links")
    return marked


def _mark_note_headings(blocks: list[Block]) -> list[Block]:
    """A heading "Footnotes" over footnotes that are skipped."""
    marked = list(blocks)
    for i, (block, after) in enumerate(pairwise(blocks)):
        short = len(block.text) < 20
        named = short and key(block.text) in ("footnotes", "footnote", "endnotes", "notes")
        if named and not block.skip and after.skip in ("footnotes", "endnotes"):
            marked[i] = replace(block, skip=after.skip, role=Role.TEXT, level=0)
    return marked


def _mark_byline(blocks: list[Block]) -> list[Block]:
    """ "by" and a name, under the title of a book."""
    marked = list(blocks)
    shown = [i for i, block in enumerate(blocks) if not block.skip][:TITLE_BLOCKS]
    if not shown or not blocks[shown[0]].is_heading:
        return blocks
    for i, after in pairwise([*shown, -1]):
        block = blocks[i]
        if block.words > BYLINE_WORDS or not _BYLINE.match(block.text):
            continue
        marked[i] = replace(block, skip="byline", role=Role.TEXT, level=0)
        if block.words == 1 and after > 0 and blocks[after].words < 6:
            marked[after] = replace(blocks[after], skip="byline", role=Role.TEXT, level=0)
    return marked


def _mark_doubled_headings(blocks: list[Block]) -> list[Block]:
    """A line under a heading that says the same again, as writers paste it into their text."""
    marked = list(blocks)
    heading = ""
    for i, block in enumerate(blocks):
        if block.skip:
            continue
        if block.is_heading and block.level:
            heading = key(block.text)
        elif heading and block.role in (Role.TEXT, Role.HEADING):
            own = key(block.text)
            same = own == heading or (len(own) > 3 and heading.endswith(own))
            if same and not block.text.rstrip().endswith((".", "”", '"', "’")):
                marked[i] = replace(block, skip="heading repeated", role=Role.TEXT, level=0)
            heading = ""
        else:
            heading = ""
    return marked
