"""English words of one spelling and two sounds into what an engine says as it is meant.

Only the sound that engines would miss is respelled; the other stays as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from narrator.verbalizer.english.heteronyms import common, pairs, rare, verbs
from narrator.verbalizer.english.heteronyms.context import engine_expects_verb, sides
from narrator.verbalizer.scanner import Rule

CHOICES: Mapping[str, Callable[[str, str], str]] = {
    "read": common.read, "lead": common.lead, "tear": common.tear, "tears": common.tears,
    "wind": common.wind, "winds": common.winds, "bass": rare.bass, "row": rare.row,
    "minute": rare.minute, "bow": rare.bow, "bows": rare.bows, "sow": rare.sow,
    "wound": rare.wound, "dove": rare.dove, "refuse": rare.refuse, "separate": rare.separate,
    "excuse": rare.excuse, "invalid": pairs.invalid, "invalids": pairs.invalids,
    "resume": pairs.resume, "content": pairs.content, "excuses": pairs.excuses,
}  # fmt: skip
"""A word, and what chooses its respelling from the text around it; "" leaves it as it stands."""

VERBS: Mapping[str, tuple[Callable[[str, str], bool], str, str]] = {
    "live": (verbs.live, "liv", "lyve"),
    "lives": (verbs.lives, "livz", "lives"),
    "close": (verbs.close, "cloze", "cloce"),
}
"""A word, what tells whether it is the verb, and how the verb and the other are respelled.

Engines that go by the word before are right about some of these, so the spelling stays then.
"""


def _choose(match: re.Match[str]) -> str | None:
    word = match.group()
    low = word.lower()
    before, after = sides(match)
    if low in CHOICES:
        said = CHOICES[low](before, after)
    elif low in VERBS:
        is_verb, verb, other = VERBS[low]
        meant, heard = is_verb(before, after), engine_expects_verb(low, before, after)
        said = "" if meant == heard else verb if meant else other
    elif low in pairs.AS_VERBS:
        said = pairs.as_verb(low, before, after)
    elif low in pairs.AS_NOUNS:
        said = pairs.as_noun(low, before, after)
    else:
        return None  # a long s counts as an s where case doesn't
    if not said:
        return None
    return said[:1].upper() + said[1:] if word[0].isupper() else said


_BOTH = (*CHOICES, *VERBS, *pairs.AS_NOUNS, *pairs.OFTEN)
_WORDS = sorted({*_BOTH, *pairs.AS_VERBS}, key=len, reverse=True)
HETERONYM = Rule(re.compile(rf"(?:{'|'.join(_WORDS)})(?![\w'’])", re.IGNORECASE), _choose)
SPECIAL = frozenset(_BOTH) | frozenset(word.capitalize() for word in _WORDS)
