"""How English is read aloud."""

from __future__ import annotations

import re

from narrator.verbalizer import noises, sounds
from narrator.verbalizer.english import customs, games, glued, heteronyms, names, net, shouting
from narrator.verbalizer.english.addresses import ADDRESSES, ENDING
from narrator.verbalizer.english.marks import CENSORED, DRESSED_UP, MARKS, PER, SYMBOLS
from narrator.verbalizer.english.numerals import DIGITS
from narrator.verbalizer.english.quantities import number
from narrator.verbalizer.english.roman import HEADS
from narrator.verbalizer.english.units import FRACTIONS
from narrator.verbalizer.scanner import Language, Rule
from narrator.verbalizer.words import as_words

_AFTER_DASH = as_words(
    """
    no but and what why how he she they we you it that this there then the please wait oh
    well yes yeah because where who when if my your his i so
    """
)
_COMPOUNDS = as_words(
    """
    yes-no no-no uh-oh uh-huh say-so so-so how-to who-who well-being no-one know-how do-it can-do
    must-have has-been why-not no-go no-show well-off well-to well-known well-read well-worn
    well-made oh-so no-nonsense goody-two add-on stop-gap stop-start stop-and what-if
    what-not if-then and-or he-man she-wolf he-goat she-devil she-bear well-kept well-fed
    well-bred well-dressed tell-the where-the over-the in-the on-the off-the under-the
    out-the beat-the
    """
)


_OPEN_COMPOUNDS = as_words(
    "over in on off under out up down run sit pick behind middle rock one all know"
)
"""What a compound goes on from with a small word: “over-the-top”, “know-it-all”."""


def _dashes() -> Rule:
    rule = sounds.dashes(frozenset({"wait", "yeah", "because", "please", "but"}), _AFTER_DASH,
                         _COMPOUNDS)  # fmt: skip

    def say(match: re.Match[str]) -> str | None:
        mine = re.match(r"I(?!\w)", match["right"])
        return rule.say(match) if mine or match["left"].lower() not in _OPEN_COMPOUNDS else None

    return Rule(rule.pattern, say)


_EITHER = {"and/or": "and or", "s/he": "she or he", "n/a": "N A"}


def _either(match: re.Match[str]) -> str:
    if (whole := _EITHER.get(match.group().lower())) is not None:
        return whole
    counted = re.search(r"\d $", match.string[: match.start()])
    if match[2] in PER and (counted or match[2] in ("sec", "s", "min", "hr")):
        return f"{match[1]} {PER[match[2]]}"
    return f"{match[1]} or {match[2]}"


def _drawn_apart(match: re.Match[str]) -> str | None:
    """“n-o-t-h-i-n-g”, but not a stutter."""
    word = match.group().replace("-", "")
    return word if len(set(word)) > 2 and re.search("[aeiouy]", word) else None


def _partners(match: re.Match[str]) -> str:
    return " ".join([*match[1], "and", *match[2]])


def _grade(match: re.Match[str]) -> str | None:
    """“He got a C+.”"""
    graded = re.match(
        r" (?:average|student|grade|paper|work|effort|range|essay)", match.string[match.end() :]
    )
    if not graded and not _MARKED.search(match.string[: match.start()]):
        return None
    return f"{' '.join(match['grade'])} {'plus' if match['sign'] == '+' else 'minus'}"


_MARKED = re.compile(
    r"\b(?:an?|got|get|gets|solid|straight|of|his|her|my|grade|tier|rank|class|rating|score"
    r"|[A-F][-–−+]? (?:or|to|and)):? [“\"]?$|\b(?-i:[A-Z])\w+: $",
    re.I,
)

LETTERS = (
    Rule(re.compile(r"([Nn])[º°] ?(?=\d)"), lambda match: match[1] + "umber "),
    Rule(re.compile(r"([Tt]o)-(day|night|morrow)(?!\w)"), lambda match: match[1] + match[2]),
    Rule(re.compile(f"[{''.join(FRACTIONS)}]"), lambda match: FRACTIONS[match.group()]),
    Rule(re.compile(r"(?P<grade>[A-F]|S{1,3})(?P<sign>[-–−+])(?!\w)"), _grade),
    *games.LETTERS,
    *customs.LETTERS,
    sounds.SPACED,
    Rule(re.compile(r"(?:A ?[-–—] ?Z|a-z)(?![\w-])"), lambda match: f"{match.group()[0]} to Z"),
    *net.NET,
    DRESSED_UP,
    Rule(re.compile(r"[A-Za-z](?:-[a-z]){3,}(?![\w-])"), _drawn_apart),
    *names.NAMES,
    *sounds.NOTES,
    CENSORED,
    Rule(re.compile(r"(?<=\b[BbMm]y )G(?=[—–⸺])|(?<=\b[Tt]hank )G(?=[—–⸺])"), lambda match: "God"),
    sounds.stutters(),
    *sounds.elongations(sounds.ENGLISH_DOUBLE),
    sounds.cut_off(whole=("I", "a", "A", "O")),
    sounds.hesitations(),
    _dashes(),
    Rule(re.compile(r"x(\d+(?:\.\d+)?)(?!\w)"), lambda match: f"times {number(match[1])}"),
    Rule(re.compile(r"([^\W\d_])²"), lambda match: f"{match[1]} squared"),
    Rule(re.compile(r"([^\W\d_])³"), lambda match: f"{match[1]} cubed"),
    Rule(re.compile(r"([^\W\d_]+)/([^\W\d_]+)(?![\w/])"), _either),
    Rule(re.compile(r"([A-Z]{1,2})&([A-Z]{1,2})(?!\w)"), _partners),
    Rule(re.compile(r"US(?=\$\d)"), lambda match: ""),
    Rule(re.compile(r"US(?=-\d)"), lambda match: "U S "),
    Rule(re.compile(r"T-(?=\d+ (?:seconds?|minutes?|hours?|and)\b)"), lambda match: "T minus "),
    shouting.SHOUTED,
    *glued.GLUED,
    shouting.MIXED,
    heteronyms.HETERONYM,
)

LANGUAGE = Language(
    digits=(*ADDRESSES, *games.DIGITS, *customs.DIGITS, *net.NET_DIGITS, *DIGITS),
    letters=LETTERS,
    heads=HEADS,
    marks=(ENDING, *games.MARKS, *customs.MARKS, *net.NET_MARKS, *MARKS),
    special=names.SPECIAL
    | heteronyms.SPECIAL
    | glued.SPECIAL
    | net.SPECIAL
    | noises.VOICELESS_WORDS,
    symbols=SYMBOLS,
    is_several=glued.is_several,
)
