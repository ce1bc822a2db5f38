"""What German, French and Spanish share in reading numbers, abbreviations and signs aloud."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from narrator.verbalizer import sounds
from narrator.verbalizer.numbers import cardinal, roman
from narrator.verbalizer.scanner import Language, Rule

Match = re.Match[str]


@dataclass(frozen=True, slots=True)
class Grammar:
    """What a language says for what all of them write."""

    tag: str
    """As num2words knows it."""
    thousands: str
    """Marks between groups of three digits, for a character class."""
    comma: str
    to: str
    abbreviations: Mapping[str, str]
    """As written, with dots."""
    units: Mapping[str, tuple[str, str]]
    """As written: one, many. They follow the number."""
    symbols: Mapping[str, str]
    parts: str
    """Words that a Roman numeral follows, as alternatives."""
    clock: Callable[[int, int, str], str]
    """Hours, minutes and the text after the time into words."""
    ruler: Callable[[str, int], str | None]
    """A name and its numeral into what is said for the numeral."""
    part_of: Callable[[str, str], str] = lambda part, after: part
    """A fraction's sign, and the text after it, into words."""
    and_part: Callable[[str, str], str] = lambda whole, part: f"{whole} {part}"
    """A whole number in words and a fraction's sign into both: “trois et demi”."""
    date: Callable[[int, int, int, str], str] = lambda day, month, year, ahead: f"{day} {month}"
    """Day, month and year (0: none), and the text ahead of them, into words."""
    after_number: Callable[[int, str, str], str] = lambda number, ahead, after: ""
    """A whole number, and the text on both sides, where gender or case changes the word."""
    digits: Sequence[Rule] = ()
    letters: Sequence[Rule] = ()
    special: frozenset[str] = frozenset()
    """Plain words that ``letters`` are about."""


PARTS = "½⅓⅔¼¾"
_SLASHED = {"1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾"}


def build(grammar: Grammar) -> Language:
    """The rules of a language from what it says."""
    long_first = sorted(grammar.abbreviations, key=len, reverse=True)
    abbreviations = "|".join(re.escape(form).replace(r"\ ", r"\s?") for form in long_first)
    known = {form.replace(" ", ""): said for form, said in grammar.abbreviations.items()}

    def abbreviation(match: Match) -> str:
        said = known[re.sub(r"\s", "", match.group())]
        ends = match.group().endswith(".") and re.match(r"\s*$|[”\"»“]", _after(match))
        return said + ("." if ends else "")

    def part(match: Match) -> str | None:
        value = roman(match["numeral"])
        return None if value is None else f"{match['word']} {cardinal(value, grammar.tag)}"

    def named(match: Match) -> str | None:
        value = roman(match["numeral"])
        ahead = match.string[: match.start()]
        name = re.search(r"\b([^\W\d_a-zß-ÿ][^\W\d_]+) $", ahead)
        if value is None or not name or value > 40:
            return None
        return grammar.ruler(name[1], value)

    return Language(
        digits=(*grammar.digits, *_digit_rules(grammar)),
        letters=(
            sounds.SPACED,
            Rule(re.compile(rf"(?:{abbreviations})(?![^\W_])"), abbreviation),
            Rule(
                re.compile(f"[{PARTS}]"),
                lambda match: grammar.part_of(match.group(), _after(match)),
            ),
            Rule(re.compile(rf"(?P<word>{grammar.parts}) (?P<numeral>[IVXLCDM]+)(?![^\W_])"), part),
            *grammar.letters,
            Rule(re.compile(r"(?P<numeral>[IVX]{2,}|[IV])(?![^\W_])\.?"), named),
            *sounds.NOTES,
            sounds.stutters("e"),
            *sounds.elongations(),
            sounds.cut_off("e"),
            sounds.hesitations("e"),
        ),
        marks=sounds.MARKS,
        special=sounds.VOICELESS_WORDS
        | grammar.special
        | frozenset(re.split(r"[.\s]", form)[0] for form in grammar.abbreviations)
        | frozenset(grammar.parts.split("|")),
        symbols=grammar.symbols,
    )


def _after(match: Match) -> str:
    return match.string[match.end() : match.end() + 40]


def _before(match: Match) -> str:
    return match.string[max(0, match.start() - 40) : match.start()]


def _digit_rules(grammar: Grammar) -> tuple[Rule, ...]:
    number = rf"\d{{1,3}}(?:[{grammar.thousands}]\d{{3}})+(?!\d)|\d+"
    units = "|".join(re.escape(unit) for unit in sorted(grammar.units, key=len, reverse=True))

    def whole(text: str) -> int:
        return int(re.sub(r"\D", "", text))

    def words(text: str) -> str:
        front, comma, tail = text.partition(",")
        if not comma:
            plain = re.sub(r"\D", "", front)
            if len(plain) > 12 or (plain.startswith("0") and len(plain) > 1):
                return " ".join(cardinal(int(c), grammar.tag) for c in plain)
            return cardinal(int(plain), grammar.tag)
        digits = " ".join(cardinal(int(c), grammar.tag) for c in tail)
        return f"{cardinal(whole(front), grammar.tag)} {grammar.comma} {digits}"

    def time(match: Match) -> str | None:
        hour, minute = int(match["h"]), int(match["m"] or 0)
        if hour > 24 or minute > 59:
            return None
        return grammar.clock(hour, minute, match["word"] or "")

    def unit(match: Match) -> str:
        amount, (one, many) = match["amount"], grammar.units[match["unit"]]
        front, _, tail = amount.partition(",")
        if match["unit"] in "€$£" and len(tail) == 2:
            noun = one if front == "1" else many
            return f"{said(front, ' ' + noun)} {noun} {cardinal(int(tail), grammar.tag)}"
        if match["unit"] == "m" and len(front) == 1 and len(tail) == 2:  # “1,80 m”
            noun = one if front == "1" else many
            return f"{said(front, ' ' + noun)} {noun} {cardinal(int(tail), grammar.tag)}"
        noun = one if amount == "1" else many
        return f"{said(amount, ' ' + noun)} {noun}"

    def and_part(match: Match) -> str:
        return grammar.and_part(words(match["whole"]), match["part"])

    def slashed(match: Match) -> str | None:
        part = _SLASHED.get(match.group())
        return grammar.part_of(part, _after(match)) if part else None

    def date(match: Match) -> str | None:
        day, month = int(match["day"]), int(match["month"])
        if not 1 <= day <= 31 or not 1 <= month <= 12:
            return None
        return grammar.date(day, month, int(match["year"]), _before(match))

    def said(text: str, after: str, ahead: str = "") -> str:
        special = grammar.after_number(whole(text), ahead, after) if "," not in text else ""
        return special or words(text)

    def bare(match: Match) -> str:
        return said(match.group(), _after(match), _before(match))

    return (
        Rule(re.compile(r"(?P<day>\d{1,2})(?P<mark>[./])(?P<month>\d{1,2})(?P=mark)"
                        r"(?P<year>(?:1\d|20)\d\d)(?![\w/]|\.\d)"), date),
        Rule(re.compile(rf"(?P<whole>\d+) ?(?P<part>[{PARTS}])"), and_part),
        Rule(re.compile(r"[123]/[234](?![\w/])"), slashed),
        Rule(re.compile(r"(?P<h>\d{1,2})[:](?P<m>\d\d)(?P<word> Uhr\b)?(?![\w:])"), time),
        Rule(
            re.compile(rf"(?P<amount>(?:{number})(?:,\d+)?)[\s\u00a0\u202f]?(?P<unit>{units})"
                       r"(?![^\W_])"),
            unit,
        ),
        Rule(
            re.compile(rf"(?P<low>{number})\s?[-–—]\s?(?P<high>{number})(?![\w/]|[-.]\d)"),
            lambda match: f"{words(match['low'])} {grammar.to} {words(match['high'])}",
        ),
        Rule(re.compile(rf"(?:{number}),\d+(?!\w)"), lambda match: words(match.group())),
        Rule(re.compile(rf"{number}"), bare),
    )  # fmt: skip
