"""English tokens that start with a mark: money, telephones, signs, censored words."""

from __future__ import annotations

import re

from narrator.verbalizer import sounds
from narrator.verbalizer.english.customs import plural
from narrator.verbalizer.english.numerals import MONTH
from narrator.verbalizer.english.quantities import (
    AMOUNT,
    NUMBER,
    number,
)
from narrator.verbalizer.english.units import FRACTIONS, SCALE_WORDS, SCALES
from narrator.verbalizer.numbers import cardinal, digits, year
from narrator.verbalizer.scanner import Rule

CURRENCIES = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "€": ("euro", "euros", "cent", "cents"),
    "¥": ("yen", "yen", "", ""),
    "₩": ("won", "won", "", ""),
    "₹": ("rupee", "rupees", "", ""),
    "₽": ("ruble", "rubles", "", ""),
    "₿": ("bitcoin", "bitcoins", "", ""),
    "₱": ("peso", "pesos", "", ""),
    "₺": ("lira", "lira", "", ""),
    "₪": ("shekel", "shekels", "", ""),
    "฿": ("baht", "baht", "", ""),
}

SYMBOLS = {
    "&": " and ", "%": " percent ", "+": " plus ", "=": " equals ", "@": " at ", "°": " degrees ",
    "§": " section ", "£": " pounds ", "€": " euros ", "$": " dollars ", "¥": " yen ",
    "♭": " flat ", "♯": " sharp ", "√": " square root of ", "∞": " infinity ",
    "×": " times ", "÷": " divided by ", "±": " plus or minus ", "©": " copyright ",
    "№": " number ",
    "≈": " about ", "≠": " is not ", "≥": " at least ", "≤": " at most ",
}  # fmt: skip

_BARE_AFTER = re.compile(
    r"[ -](?!(?:for|in|to|and|or|an?|per|each|from|on|at|of|off|with|as|is|was|were|are|but|by|"
    r"every|more|less|now|then|that|the|when|if|because|he|she|they|we|you|it|into|worth|back|"
    r"apiece|total|there|here|richer|poorer|out|up|down|before|after|until|so|which|who|short|"
    r"million|billion|too)\b)[a-z]"
)
_ARTICLE = re.compile(r"\b(?:an?|another|one|the|his|her|my|their|your|our|crisp|single) $", re.I)


def _money(match: re.Match[str]) -> str | None:
    amount, scale, text = match["amount"], match["scale"] or "", match.string
    one, many, cent, cents = CURRENCIES[match["sign"]]
    tied = scale.startswith("-")  # “a $40-million deal”
    scale = SCALES.get(scale.strip(" -"), scale.strip(" -"))
    ahead, after = text[max(0, match.start() - 10) : match.start()], text[match.end() :][:30]
    adjective = (_ARTICLE.search(ahead) and _BARE_AFTER.match(after)) or (
        after[:1] == "-" and (after[1:2].isalpha() and not after.startswith("-a-"))
    )
    if match["high"]:
        return f"{number(amount)} to {number(match['high'])} {scale} {many}".replace("  ", " ")
    if scale:
        return f"{number(amount)} {scale} {one if adjective or tied else many}"
    whole, _, part = amount.partition(".")
    if len(part) == 2 and cent:
        value, small = int(whole.replace(",", "")), int(part)
        coins = f"{cardinal(small)} {cent if small == 1 or adjective else cents}"
        if not value:
            return coins
        notes = f"{cardinal(value)} {one if value == 1 or adjective else many}"
        return f"{notes} and {coins}" if small else notes
    return f"{number(amount)} {one if amount == '1' or adjective else many}"


def _coins(match: re.Match[str]) -> str:
    """“$.50”"""
    _, _, cent, cents = CURRENCIES[match.group()[0]]
    return f"{cardinal(int(match['n']))} {cent if match['n'] == '01' else cents}"


def _notes(match: re.Match[str]) -> str | None:
    """“two $20s”"""
    if match["n"] == "100" and not _COUNTED.search(match.string[: match.start()]):
        return None
    return plural(cardinal(int(match["n"])))


_COUNTED = re.compile(r"\b(?:two|three|four|five|six|ten|crisp|several|few|some|all|in) $")


def _old_money(match: re.Match[str]) -> str:
    parts = []
    for name, (one, many) in {
        "pounds": ("pound", "pounds"),
        "shillings": ("shilling", "shillings"),
    }.items():
        if count := match[name]:
            parts.append(f"{number(count)} {one if count == '1' else many}")
    if pence := match["pence"]:
        parts.append(f"and {number(pence)} pence")
    return " ".join(parts)


def _minus(match: re.Match[str]) -> str | None:
    before = match.string[match.start() - 1 : match.start()]
    return "minus " if not before or before.isspace() or before in "(“" else None


def _until(match: re.Match[str]) -> str | None:
    """“9am–5pm”: a dash after a time."""
    ahead = match.string[max(0, match.start() - 8) : match.start()]
    return (
        " to "
        if re.search(r"(?:[apAP]\.?[mM]\.?|\d:\d\d|noon|midnight|%|°[CF]?) ?$", ahead)
        else None
    )


def _until_day(match: re.Match[str]) -> str | None:
    """“Jan. 5 – Feb. 2”"""
    ahead = match.string[max(0, match.start() - 20) : match.start()]
    return " to " if re.search(rf"\b(?:{MONTH})\.? \d\d?(?:st|nd|rd|th)? ?$", ahead) else None


PER = {
    "hr": "an hour", "hour": "an hour", "day": "a day", "night": "a night", "week": "a week",
    "wk": "a week", "month": "a month", "mo": "a month", "yr": "a year", "year": "a year",
    "min": "a minute", "sec": "a second", "s": "a second", "mile": "a mile",
    "level": "a level", "lvl": "a level", "turn": "a turn",
    "lb": "a pound", "kg": "a kilogram", "person": "a person", "head": "a head",
}  # fmt: skip


def _per(match: re.Match[str]) -> str | None:
    """“$2.50/hr”"""
    ahead = match.string[max(0, match.start() - 12) : match.start()]
    return f" {PER[match['unit']]}" if re.search(r"\d[\w.]{0,3}$|[€£¢]$", ahead) else None


def _handle(match: re.Match[str]) -> str | None:
    """“@night_owl”: somebody's name on a network."""
    if match.string[: match.start()][-1:].isalnum():
        return None
    parts = re.findall(r"\d+|[^\W\d_]+", match[1])
    return "at " + " ".join(number(part) if part.isdecimal() else part for part in parts)


def _point(match: re.Match[str]) -> str:
    part, after = match[1], match.string[match.end() : match.end() + 12]
    if re.match(r"[- ]?(?:cal|pistol|revolver|rifle|Magnum|gun)", after):
        return cardinal(int(part))
    return "point " + digits(part)


def _abroad(match: re.Match[str]) -> str | None:
    """“(212) 555-0199”, “+44 20 7946 0958”: nobody has a number of six figures or fewer."""
    said = digits(match.group())
    return None if len(said.split()) < 7 else "plus " * match.group().startswith("+") + said


OATHS = {
    "d—n": "damn", "d—d": "damned", "d—ned": "damned", "h—l": "hell", "b—y": "bloody",
    "d—": "damn", "g—d": "god", "d—nation": "damnation",
    "f*k": "fuck", "f*": "fuck", "f*ing": "fucking", "f*ck": "fuck",
    "f*cking": "fucking", "f*ked": "fucked", "f*cked": "fucked", "fu*": "fuck", "fu*k": "fuck",
    "fu*ing": "fucking", "fu*king": "fucking", "f*er": "fucker", "f*d": "fucked",
    "sh*t": "shit", "s*t": "shit", "sh*": "shit", "s*": "shit", "sh*tty": "shitty",
    "bullsh*t": "bullshit", "b*": "bitch", "b*es": "bitches", "b*ches": "bitches",
    "b*h": "bitch", "b*tch": "bitch", "b*ch": "bitch", "bi*h": "bitch",
    "a*": "ass", "a*s": "ass", "as*": "ass", "a*hole": "asshole", "a*e": "arse", "d*n": "damn",
    "d*mn": "damn", "d*": "damn", "c*": "bleep", "h*l": "hell", "h*ll": "hell", "g*d": "god",
    "c*p": "crap", "cr*p": "crap", "b*stard": "bastard", "b*d": "bastard", "d*ck": "dick",
    "d*k": "dick", "p*ss": "piss", "p*": "piss", "p*ssed": "pissed", "wh*re": "whore",
}  # fmt: skip
OATHS |= {
    hidden.replace("*", "—"): word
    for hidden, word in OATHS.items()
    if re.fullmatch(r"[a-z]{1,2}\*[a-z]+", hidden) and hidden not in ("a*s", "a*e")
}
"""Words that print hides; a run of asterisks or dashes counts as one."""


def censored(match: re.Match[str]) -> str | None:
    """“f**k” as the word that is meant, or as a bleep."""
    word = match.group()
    inner = re.sub(r"\*+", "*", re.sub(r"[—–⸺-]+", "—", word))
    known = OATHS.get(inner.lower())
    nested = match.string[max(0, match.start() - 1) : match.start()] == "*"
    if known is None and "*" in word and not (nested and "**" not in word):
        stars = inner.count("*")
        core = inner.strip("*")
        if (
            "*" in core and stars == core.count("*") and not _closes_emphasis(match)
        ) or re.fullmatch(r"[^\W\d_]\*{2,}[^\W\d_]*", word):
            known = "bleep"
    if known is None or (inner == "d—" and word[0].isupper()):
        return None
    return known[:1].upper() + known[1:] if word[0].isupper() else known


def _closes_emphasis(match: re.Match[str]) -> bool:
    """“un*believ*able”: pairs of asterisks with whole syllables inside are emphasis."""
    inside = re.findall(r"\*([^\W\d_]{3,})\*", match.group())
    return bool(inside)


def _all_stars(match: re.Match[str]) -> str | None:
    """“What the ****?”, but no ornament."""
    text = match.string
    inside = re.search(r"[a-z] $", text[: match.start()]) and re.match(
        r"[?!.,]|[”\"]| [a-z]", text[match.end() :]
    )
    return "bleep" if inside and text.count("***") == 1 else None


_DRESSED = str.maketrans({"@": "a", "$": "s", "!": "i", "0": "o", "1": "i", "3": "e", "#": "*"})


def _dressed_up(match: re.Match[str]) -> str | None:
    """“b@stard”, “sh!t”, “a$$”: signs for the letters that they look like."""
    word = match.group().translate(_DRESSED)
    low = word.lower()
    for ending in ("", "s", "es", "ing", "ed", "y", "er", "ty"):
        stem = low.removesuffix(ending) if ending else low
        if low.endswith(ending) and stem in _MEANT:
            return word
    known = OATHS.get(re.sub(r"\*+", "*", low))
    if known is None:
        return None
    return known[:1].upper() + known[1:] if word[0].isupper() else known


_MEANT = frozenset(OATHS.values()) | {
    "slut",
    "cunt",
    "cock",
    "bollock",
    "bugger",
    "wanker",
    "arsehole",
}
DRESSED_UP = Rule(
    re.compile(r"(?=[^\W\d_]*[@$!#])[^\W\d_]+(?:[@$!#0-3*]+[^\W\d_]*)+(?<=[^\W_])(?!\w)"
               r"|[^\W\d_]+\$\$(?!\w)"), _dressed_up
)  # fmt: skip

CENSORED = Rule(
    re.compile(
        r"[^\W\d_]+\*+[^\W\d_]+(?:\*+[^\W\d_]+)*|[^\W\d_]{1,2}\*{2,}(?:[^\W\d_]+)?"
        r"|[abcdfghps][a-z]?(?:[—–⸺]+|-{2,})[a-z]+(?![\w'’])",
        re.IGNORECASE,
    ),
    censored,
)

MARKS = (
    Rule(re.compile(r"€(?P<euros>\d+),(?P<cents>\d\d)(?!\w)"),
         lambda match: f"{number(match['euros'])} euro{'s' * (match['euros'] != '1')} and "
         f"{cardinal(int(match['cents']))} cents"),
    Rule(re.compile(r"[$£](?P<n>[1-9]0?|100)s(?!\w)"), _notes),
    Rule(re.compile(r"[$£€]\.(?P<n>\d\d)(?!\w)"), _coins),
    Rule(re.compile(r"\$1(?P<zeros>00|,?000)s(?!\w)"), lambda match: (
        "hundreds" if match["zeros"] == "00" else "thousands") + " of dollars" * (
            not re.match(" of dollars", match.string[match.end() :]))),
    Rule(
        re.compile(r"£(?P<pounds>\d+),? (?P<shillings>\d+)s\.?(?:,? (?P<pence>\d+)d\.?)?(?!\w)"),
        _old_money,
    ),
    Rule(
        re.compile(
            rf"(?P<sign>[$£€¥₩₹₽₿₱₺₪฿])\s?(?P<amount>{AMOUNT})(?:[-–](?:[$£€¥])?(?P<high>{NUMBER}))?(?P<s"
            rf"cale>(?:k|K|m|M|bn|B)\b|[ -](?:{SCALE_WORDS})\b)?"
        ),
        _money,
    ),
    Rule(
        re.compile(r"\(\d{3}\) ?\d{3}[-. ]\d{4}(?!\w)|\(0\d{2,4}\)[ -]?\d{3,4}[-. ]?\d{3,4}(?!\w)"
                   r"|\+\d{1,3}(?:[- .]?\(\d{1,4}\))?(?:[- .]\d{1,8}){1,5}(?![\w%])"),
        _abroad,
    ),
    Rule(re.compile(r"¯\\_\(ツ\)_/¯"), lambda match: " shrug "),
    Rule(re.compile(r"@(?:\$\$|ss)(?P<rest>hole|holes|es)?(?!\w)"),
         lambda match: f"ass{match['rest'] or ''}"),
    Rule(re.compile(r"@([A-Za-z]\w*)(?<![\w.]@)"), _handle),
    Rule(re.compile(r"\^(?=\d)(?<=\d\^)"), lambda match: " to the power of "),
    Rule(re.compile(r"\$[#h][!i1]t(?!\w)", re.IGNORECASE), lambda match: "shit"),
    Rule(re.compile(r"\$(?:(?<=\bthe \$)|(?<=\bper \$)|(?<=[a-z] \$)(?= [a-z]{3}))(?=[\s.,!?”]|$)"),
         lambda match: "dollar"),
    Rule(re.compile(r"°(?P<scale>[CF])(?!\w)"),
         lambda match: f" degrees {'Celsius' if match['scale'] == 'C' else 'Fahrenheit'}"),
    Rule(re.compile(r"\*{3,6}(?![\w*])"), _all_stars),
    Rule(re.compile(r"#(?=\d)"), lambda match: "number "),
    Rule(re.compile(r"#(?=[^\W\d_])"), lambda match: "hashtag "),
    Rule(re.compile(r"[-–—](?= ?(?:\d|noon\b|midnight\b))"), _until),
    Rule(re.compile(rf"[-–—](?=\s?(?:{MONTH})\b)"), _until_day),
    Rule(re.compile(rf"/(?P<unit>{'|'.join(PER)})(?!\w)"), _per),
    Rule(re.compile(r"[-−](?=[$£€]?\.?\d)"), _minus),
    Rule(re.compile(r"\+\+(?!\w)"), lambda match: " plus plus"),
    Rule(re.compile(r"\.(\d+)(?!\w)"), lambda match: _point(match)
         if not match.string[max(0, match.start() - 1) : match.start()].isalnum() else None),
    Rule(re.compile(r"['’‘]?00['’]?s\b"), lambda match: "two thousands"),
    Rule(re.compile(r"['’‘](\d0)['’]?s\b"), lambda match: _decades(match[1])),
    Rule(re.compile(r"['’‘](\d\d)(?![\w’'])"), lambda match: (
        f"{'oh ' if match[1][0] == '0' else ''}{cardinal(int(match[1]))}")),
    Rule(re.compile(rf"[{''.join(FRACTIONS)}]"), lambda match: FRACTIONS[match.group()]),
    Rule(re.compile(r"[©]\s?(\d{4})\b"), lambda match: f"copyright {year(int(match[1]))}"),
    Rule(re.compile(r"−(?= \d)(?<=\d −)"), lambda match: " minus "),
    Rule(re.compile(r"<=(?= ?\d)"), lambda match: " at most "),
    Rule(re.compile(r">=(?= ?\d)"), lambda match: " at least "),
    Rule(re.compile(r"<(?= ?\d)(?:(?<=\d <)|(?<=\d<)|(?<=[\w%] <)(?!3+(?!\d|[.,]\d)))"),
         lambda match: " is less than "),
    Rule(re.compile(r">(?= ?\d)(?<=[\w%] >)"), lambda match: " is more than "),
    Rule(re.compile(r"\+(?!\w)(?<=[A-F]\+)"), lambda match: " plus "),
    Rule(re.compile(r"\+(?= ?[A-Z](?!\w))(?<=[A-Z] \+)"), lambda match: " plus "),
    Rule(re.compile(r"\+(?!\w)(?<=\d\+)"), lambda match: " plus"),
    Rule(re.compile(r"\+(?! ?\d)(?! [a-z])"), lambda match: " "),
    Rule(re.compile(r"&c\.?"), lambda match: " et cetera"),
    Rule(re.compile(r"(?<=\bI )[♥❤]\ufe0f?"), lambda match: "love"),
    Rule(re.compile(r"['’]n['’](?= )"), lambda match: "and"),
    *sounds.MARKS,
)  # fmt: skip


def _decades(text: str) -> str:
    return cardinal(int(text))[:-1] + "ies" if text != "10" else "tens"
