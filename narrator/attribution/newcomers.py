"""People who come in without a name into those who are named soon: "a tall woman" is Ruth."""

from __future__ import annotations

from collections.abc import Sequence

from narrator.attribution.mentions import NAME, NOUN, Mention
from narrator.attribution.parts import CALLED
from narrator.attribution.people import People
from narrator.attribution.tokens import Block, Piece
from narrator.attribution.words import SOMEONE, word_set

SOON = 8
"""Within so many paragraphs must be named who came in without a name."""
AT_ONCE = 6
"""The same of a voice."""
GREETED = 2
"""So soon after a voice is called who comes in: "“Moth! You made it!”"."""
KNOWN = 30
"""Whoever was named within so many paragraphs is nobody who comes in as "a man"."""
INDEFINITE = frozenset(("a", "an", "another"))
_ENDS = frozenset(",.!?;:”\"’»…—–-'") | {"--", "..", "..."}
_LEADS = frozenset(",.!?;:“\"‘«…—–-'") | {"--", "..", "...", "hi", "hello", "hey", "and", "so"}
_LEADS_TO_NAME = (["i'm"], ["i", "am"], ["my", "name", "is"], ["my", "name"], ["the", "name"])
_LEADS_BY_WIRE = (["this", "is"], ["it's"], ["it", "is"])
WIRES = word_set("""
phone telephone mobile receiver radio comm comms earpiece headset intercom mic microphone
walkie-talkie
""")
_NAME_ASKED = ("your name", "you called", "who are you", "who may you be")
_ANYBODY = frozenset(("voice", "spirit", "other", "person", "speaker"))
"""What may as well be somebody who is there already: "a voice said"."""

Mentions = Sequence[Sequence[Sequence[Mention]]]


def resolve_listed(blocks: Sequence[Block], mentions: Mentions) -> None:
    """Narrow ``who`` of "the man" to that man of the cast who is described next to it.

    Of "The Old Man" and "The Man With The Dog" he is the one whose words stand nearest.
    """
    described: list[tuple[int, int]] = []
    loose: list[tuple[int, Mention]] = []
    for number, (block, pieces) in enumerate(zip(blocks, mentions, strict=True)):
        for piece, some in zip(block.pieces, pieces, strict=True):
            for m in some:
                if piece.voiced or m.kind != NOUN or not m.who:
                    continue
                if m.exact and len(m.who) == 1:
                    described.append((number, m.who[0]))
                elif len(m.who) > 1:
                    loose.append((number, m))
    for number, m in loose:
        near = [
            (abs(number - place), person)
            for place, person in described
            if person in m.who and abs(number - place) <= SOON
            if blocks[place].chapter == blocks[number].chapter
        ]
        nearest = {person for distance, person in near if distance == min(near)[0]}
        if len(nearest) == 1:
            m.who = tuple(nearest)


def resolve_newcomers(blocks: Sequence[Block], mentions: Mentions, people: People) -> None:
    """Fill ``who`` of "a woman" with the one who is first named soon after, if one."""
    first: dict[tuple[int, int], int] = {}
    for number, (block, pieces) in enumerate(zip(blocks, mentions, strict=True)):
        for some in pieces:
            for m in some:
                if m.kind == NAME and m.who:
                    first.setdefault((block.chapter, m.who[0]), number)
    named: dict[int, list[int]] = {}
    for (_, person), number in first.items():
        named.setdefault(number, []).append(person)
    seen: dict[int, int] = {}
    chapter = -1
    for number, (block, pieces) in enumerate(zip(blocks, mentions, strict=True)):
        if block.chapter != chapter:
            chapter = block.chapter
            seen = {}
        for piece, some in zip(block.pieces, pieces, strict=True):
            for m in some:
                if m.kind == NAME and m.who:
                    seen[m.who[0]] = number
                said = m.text.split()
                if piece.voiced or m.kind != NOUN or said[0] not in INDEFINITE:
                    continue
                if said[-1] in _ANYBODY:
                    continue
                here = (p for p, place in seen.items() if number - place <= KNOWN)
                m.apart = tuple(p for p in here if p not in m.who)
                if m.who:
                    continue
                soon = [
                    person
                    for later in range(number, number + SOON + 1)
                    for person in named.get(later, ())
                    if later < len(blocks) and blocks[later].chapter == block.chapter
                    if not m.gender or people.persons[person].gender in ("", m.gender)
                ]
                if len(soon) == 1:
                    m.who, m.guessed = (soon[0],), True


def resolve_voices(blocks: Sequence[Block], mentions: Mentions, people: People) -> None:
    """Fill ``who`` of "a voice said" and "someone called" with the one who is new there and is
    named right after."""
    named: dict[int, int] = {}
    heard: list[tuple[int, Mention]] = []
    for number, (block, pieces) in enumerate(zip(blocks, mentions, strict=True)):
        heard = [(at, m) for at, m in heard if number - at <= AT_ONCE and not m.who]
        heard = [(at, m) for at, m in heard if blocks[at].scene == block.scene]
        for piece, some in zip(block.pieces, pieces, strict=True):
            for m in some:
                if m.kind == NAME and m.who:
                    person, last = m.who[0], named.get(m.who[0], -KNOWN - 1)
                    named[person] = number
                    greeted = m.role == CALLED and heard and 0 < number - heard[-1][0] <= GREETED
                    if (piece.voiced and not greeted) or number - last <= KNOWN:
                        continue
                    for _, voice in heard:
                        if voice.gender in ("", people.persons[person].gender):
                            voice.who, voice.guessed = (person,), True
                    heard = []
                elif m.kind == NOUN and not piece.voiced and not m.who and _is_voice(m):
                    heard.append((number, m))


def _is_voice(m: Mention) -> bool:
    said = m.text.split()
    return said[-1] in SOMEONE or (said[-1] == "voice" and said[0] in INDEFINITE)


def is_wired(block: Block) -> bool:
    """Whether a paragraph tells of a telephone or a radio."""
    told = (piece.low for piece in block.pieces if not piece.voiced)
    return any(not WIRES.isdisjoint(low) for low in told)


def introduces(piece: Piece, m: Mention, *, wired: bool = False) -> bool:
    """Whether a speech gives a name as the speaker's own: "I'm Ruth.", "My name is Ruth", and over
    a wire "Ruth here.", or "This is Ruth." where the paragraph tells of one."""
    low, i = piece.low, m.start
    if low[m.end : m.end + 1] in (["here"], ["speaking"]) and _stands_alone(piece, m):
        return True
    for lead in _LEADS_TO_NAME + (_LEADS_BY_WIRE if wired else ()):
        start = i - len(lead)
        if start < 0 or low[start:i] != lead:
            continue
        opens = start == 0 or piece.words[start - 1] in _LEADS or low[start - 1] in _LEADS
        return opens and (m.end == len(low) or piece.words[m.end] in _ENDS)
    return False


def _stands_alone(piece: Piece, m: Mention) -> bool:
    """Whether a sentence is nothing but a name and the word behind it."""
    opens = m.start == 0 or piece.words[m.start - 1] in _LEADS
    after = piece.words[m.end + 1 : m.end + 2]
    return opens and (not after or after[0] in _ENDS - {"?"})


def asks_name(piece: Piece) -> bool:
    """Whether a speech asks for a name: "What are you called?", "Who are you?"."""
    text = " ".join(piece.low)
    return "?" in piece.words and any(f" {asked} " in f" {text} " for asked in _NAME_ASKED)


def answers_with_name(piece: Piece, some: Sequence[Mention]) -> int:
    """Who a speech says that he is by a bare name: "Ruth.", "Ruth. And yours?"; -1 for nobody."""
    first = next((m for m in some if m.kind == NAME and len(m.who) == 1), None)
    opening = first is not None and all(
        not word[0].isalnum() for word in piece.words[: first.start]
    )
    if first is None or not opening or piece.words[first.end : first.end + 1] not in (["."], [","]):
        return -1
    return first.who[0]
