"""What the status boxes of games hold, into words: lengths of time, gains, ranks."""

from __future__ import annotations

import re

from narrator.verbalizer.english.quantities import before, number
from narrator.verbalizer.scanner import Rule


def _becomes(match: re.Match[str]) -> str | None:
    """“Strength: 12 → 15”."""
    if _KEY.search(before(match)):
        return " right arrow "
    if re.search(r"\b(?:an?|the|one|another) $", before(match)):
        return " arrow "
    return " to " if re.search(r"[\w%)\]”\"’] ?\(?$", before(match)) else None


_STATS = {
    "STR": "Strength", "DEX": "Dexterity", "CON": "Constitution", "INT": "Intelligence",
    "WIS": "Wisdom", "CHA": "Charisma", "AGI": "Agility", "VIT": "Vitality", "LUK": "Luck",
    "DEF": "Defense", "ATK": "Attack", "SPD": "Speed", "END": "Endurance", "PER": "Perception",
    "STA": "Stamina", "DMG": "Damage",
}  # fmt: skip
"""What somebody can do, as status boxes shorten it ahead of a number."""


def _stat(match: re.Match[str]) -> str | None:
    """“STR: 14”, “+10 AGI”."""
    counted = _SCORED.match(match.string, match.end()) or re.search(r"[-+−]\d+ $", before(match))
    return _STATS[match.group()] if counted else None


_SCORED = re.compile(r"(?::| ?[-+−=]| ?[x×])? ?\d|: ?[A-FS][-+]?(?!\w)")

_KEY = re.compile(r"\b(?:[Pp]ress|[Hh]it|[Tt]ap|[Hh]old|[Pp]ush|[Cc]lick|[Kk]ey) [“\"]?$")
_SPANS = {"d": "day", "h": "hour", "m": "minute", "s": "second"}
_TIMED = re.compile(
    r"\b(?:duration|cool-?down|recharge|respawn\w*|cast(?:ing)?|time|timer|remaining|left|delay|CD|"
    r"uptime|ETA|lasts?|expires in|ready in)(?: time| timer)?(?::|=|)? ?[\[(]?$",
    re.IGNORECASE,
)
_TIMED_AFTER = re.compile(
    r" (?:cool-?down|left|remaining|duration|delay|timer|stun|buff|debuff|to go|ago|later)\b"
)
_TIMED_BEFORE = re.compile(
    r"\b(?:for|in|after|within|under|over|lasted|took|takes|by|every) $", re.IGNORECASE
)


def _span(match: re.Match[str]) -> str | None:
    """“Cooldown: 2m 30s”: lengths of time in letters."""
    said = [
        f"{number(count)} {name}{'s' * (count != '1')}"
        for letter, name in _SPANS.items()
        if (count := (match[letter] or "").rstrip())
    ]
    return " ".join(said) if len(said) > 1 or _is_timed(match) else None


def _is_timed(match: re.Match[str]) -> bool:
    ahead, follows = before(match), match.string[match.end() : match.end() + 12]
    if _TIMED.search(ahead) or _TIMED_AFTER.match(follows):
        return True
    count = match["s"]
    if not count or count[-1] == " " or not (_TIMED_BEFORE.search(ahead) or ahead[-1:] == "("):
        return False
    # what ends in 0 may be a decade: “in 80s films”, “a woman (30s)”
    return count[-1] != "0" or (
        count == "10" or (ahead[-1] != "(" and not re.match(r"[ -]\w", follows))
    )


def _rank(match: re.Match[str]) -> str | None:
    """“an SSS-rank monster”."""
    ahead, follows = match.string[: match.start()], match.string[match.end() :]
    if not _RANK_BEFORE.search(ahead) and not _RANK_AFTER.match(follows):
        return None
    times = "double" if match.end("letters") - match.start() == 2 else "triple"
    return f"{times} {match['letter']}{_SIGNS.get(match['sign'], ' minus')}"


_SIGNS = {"": "", "+": " plus"}
_RANK_BEFORE = re.compile(r"\b(?:[Rr]ank(?:ed)?|[Cc]lass|[Tt]ier|[Gg]rade):? $")
_RANK_AFTER = re.compile(r"[- ]?(?:[Rr]ank|[Cc]lass|[Tt]ier|[Gg]rade)(?:ed|er|s)?\b")

DIGITS = (
    Rule(
        re.compile(
            r"(?=[\d.]+ ?[dhms])(?:(?P<d>\d+ ?)d)? ?(?:(?P<h>\d+(?:\.\d+)? ?)h)? ?"
            r"(?:(?P<m>\d+(?:\.\d+)? ?)m)? ?(?:(?P<s>\d+(?:\.\d+)? ?)s)?"
            r"(?<=[dhms])(?![\w'’])(?!\.? ?\d+d)"
        ),
        _span,
    ),
)
MARKS = (
    Rule(re.compile(r"(?:[→➔➜⇒⟶]|[-=]+>)(?= ?[\w$£€+(“\"‘-])"), _becomes),
    Rule(re.compile(r"\|(?= +[^\W_]|\|* +[(+“\"])(?<=[^\W_ |] \|)"), lambda match: ","),
)
LETTERS = (
    Rule(re.compile(rf"(?:{'|'.join(_STATS)})(?!\w)"), _stat),
    Rule(re.compile(r"(?P<l>[Ll])(?:vl|VL)\.?(?= [Uu][Pp]\b)"), lambda match: match["l"] + "evel"),
    Rule(re.compile(r"(?P<l>[Ll])(?:vl?|VL?)\.?(?=\d)"), lambda match: match["l"] + "evel "),
    Rule(
        re.compile(r"(?P<letters>(?P<letter>[A-HS])(?P=letter){1,2})(?P<sign>[-–−+]?)(?![\w'’])"),
        _rank,
    ),
)
