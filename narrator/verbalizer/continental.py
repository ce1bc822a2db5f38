"""What German, French and Spanish share in reading numbers, abbreviations and signs aloud."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from narrator.verbalizer import addresses, noises, sounds
from narrator.verbalizer.numbers import cardinal, roman
from narrator.verbalizer.scanner import Language, Rule
from narrator.verbalizer.words import as_words

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
    ruler: Callable[[str, int, str], str | None]
    """A name, its numeral, and the text ahead of the name into what is said for the numeral."""
    part_of: Callable[[str, str], str] = lambda part, after: part
    """A fraction's sign, and the text after it, into words."""
    and_part: Callable[[str, str], str] = lambda whole, part: f"{whole} {part}"
    """A whole number in words and a fraction's sign into both: “trois et demi”."""
    date: Callable[[int, int, int, str], str] = lambda day, month, year, ahead: f"{day} {month}"
    """Day, month and year (0: none), and the text ahead of them, into words."""
    after_number: Callable[[int, str, str], str] = lambda number, ahead, after: ""
    """A whole number, and the text on both sides, where gender or case changes the word."""
    telephones: str = r"(?!)"
    """Telephone numbers, as a pattern; those without a 0 ahead only after words of calling."""
    score: str = ""
    """“drei zu zwei”"""
    out_of: str = ""
    """“HP 30/50”: what stands between a part and all."""
    times: str = ""
    """“3x”: what follows the number."""
    counted: str = ""
    """“#1”"""
    minus: str = "minus"
    address: Mapping[str, str] = field(default_factory=dict)
    """Words for the marks of an address on the net, as ``addresses.Signs`` has them."""
    double_u: str = ""
    """How the three letters ahead of an address are said."""
    double: frozenset[str] = frozenset()
    """Words with a double letter that is apt to be drawn out."""
    is_short: Callable[[str], bool] = lambda word: False
    """Whether a long plain word is one that ``letters`` are about."""
    digits: Sequence[Rule] = ()
    letters: Sequence[Rule] = ()
    special: frozenset[str] = frozenset()
    """Plain words that ``letters`` are about."""


_TENTH = as_words(
    "Alfonso Pío León Carlos Charles Léon Pie Louis Benoît Boniface Karl Leo Pius Gregor Benedikt"
)
"""Names that an X is a number after, and no letter."""
PARTS = "½⅓⅔¼¾"
_SLASHED = {"1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾"}


def build(grammar: Grammar) -> Language:
    """The rules of a language from what it says."""
    signs = addresses.Signs(grammar.address, _Words(grammar).number, grammar.double_u)
    on_the_net = addresses.rules(signs)
    return Language(
        digits=(*on_the_net, _telephone(grammar), *grammar.digits, *_digit_rules(grammar)),
        letters=(
            sounds.SPACED,
            *on_the_net,
            *_names(grammar),
            *sounds.NOTES,
            sounds.stutters("e"),
            *sounds.elongations(grammar.double),
            sounds.cut_off("e"),
            sounds.hesitations("e"),
        ),
        marks=(addresses.endings(signs), *_signs(grammar), *sounds.MARKS),
        special=noises.VOICELESS_WORDS
        | grammar.special
        | frozenset(re.split(r"[.\s]", form)[0] for form in grammar.abbreviations)
        | frozenset([*grammar.parts.split("|"), "I", "http", "https"]),
        symbols=grammar.symbols,
        is_several=grammar.is_short,
    )


def _names(grammar: Grammar) -> tuple[Rule, ...]:
    """Abbreviations, Roman numerals, initials, names with figures in them."""
    long_first = sorted(grammar.abbreviations, key=len, reverse=True)
    abbreviations = "|".join(re.escape(form).replace(r"\ ", r"\s?") for form in long_first)
    known = {form.replace(" ", ""): said for form, said in grammar.abbreviations.items()}
    named_parts = grammar.parts.lower().split("|")
    shortened = [re.escape(form) for form, said in known.items() if said.lower() in named_parts]
    parts = "|".join([grammar.parts, *shortened])

    def abbreviation(match: Match) -> str:
        said = known[re.sub(r"\s", "", match.group())]
        if match.string[match.end() : match.end() + 1].isdecimal():
            return said + " "
        ends = match.group().endswith(".") and re.match(r"\s*$|[”\"»“]", _after(match))
        return said + ("." if ends else "")

    def part(match: Match) -> str | None:
        value = roman(match["numeral"])
        word = known.get(match["word"], match["word"])
        return None if value is None else f"{word} {cardinal(value, grammar.tag)}"

    def named(match: Match) -> str | None:
        value = roman(match["numeral"])
        ahead = match.string[: match.start()]
        name = re.search(r"\b([^\W\d_a-zß-ÿ][^\W\d_]+) $", ahead)
        if value is None or not name or value > 40:
            return None
        if match["numeral"] == "X" and name[1] not in _TENTH:
            return None
        return grammar.ruler(name[1], value, ahead[: name.start()])

    return (
        Rule(re.compile(rf"(?P<word>{parts}) (?P<numeral>[IVXLCDM]+)(?![^\W_])"), part),
        *grammar.letters,
        Rule(re.compile(rf"(?:{abbreviations})(?![^\W\d_])"), abbreviation),
        *_INITIALS,
        Rule(re.compile(r"[^\W\d_]{1,4}-?\d[^\W_]*"), lambda match: _mixed(match, grammar)),
        Rule(re.compile(f"[{PARTS}]"), lambda match: grammar.part_of(match.group(), _after(match))),
        Rule(re.compile(r"(?P<numeral>[IVX]+)(?![^\W_]|-)\.?"), named),
    )


_INITIALS = (
    Rule(re.compile(r"(?:[^\W\d_a-zß-ÿ]\.){2,}(?!\w)"),
         lambda match: " ".join(match.group().replace(".", ""))),
    Rule(re.compile(r"(?:[^\W\d_a-zß-ÿ]\. ?)+(?=[^\W\d_a-zß-ÿ][^\W\d_A-Z])"),
         lambda match: _initials(match)),
    Rule(re.compile(r"(?:XD+|xD+)(?!\w)"), lambda match: ""),
)  # fmt: skip


def _mixed(match: Match, grammar: Grammar) -> str:
    """“A4”, “MP3”, “R2”: letters and figures by turns."""
    parts = re.findall(r"\d+|[^\W\d_]+", match.group())
    words = _Words(grammar)
    return " ".join(words.number(part) if part.isdecimal() else part for part in parts)


def _initials(match: Match) -> str | None:
    """“J. R. Meyer”, “Anna K. Weber”, but not “Plan B. Dann”."""
    if not _BEFORE_INITIALS.search(_before(match)):
        return None
    return " ".join(match.group().replace(".", " ").split()) + " "


_BEFORE_INITIALS = re.compile(
    r"(?:^|[.!?…—,;:“”\"„»«(] ?|\b[a-zß-ÿ]+ |"
    r"\b(?!(?:Plan|Typ|Type|Klasse|Gruppe|Punkt|Vitamin|Tipo|Grupo|Clase|Groupe|Teil)\b)"
    r"[^\W\d_a-zß-ÿ][a-zß-ÿ]+ )$"
)


def _after(match: Match) -> str:
    return match.string[match.end() : match.end() + 40]


def _before(match: Match) -> str:
    return match.string[max(0, match.start() - 40) : match.start()]


@dataclass(frozen=True, slots=True)
class _Words:
    """Figures into words, in one language."""

    grammar: Grammar

    def cardinal(self, number: int) -> str:
        return cardinal(number, self.grammar.tag)

    def digits(self, text: str) -> str:
        """Each digit by itself."""
        return " ".join(self.cardinal(int(c)) for c in text if c.isdecimal())

    def number(self, text: str) -> str:
        """Figures, perhaps with marks between thousands and with a comma."""
        front, comma, tail = text.partition(",")
        plain = re.sub(r"\D", "", front)
        if comma:
            return f"{self.cardinal(int(plain))} {self.grammar.comma} {self.digits(tail)}"
        if len(plain) > 12 or (plain.startswith("0") and len(plain) > 1):
            return self.digits(plain)
        return self.cardinal(int(plain))

    def beside(self, text: str, ahead: str, after: str) -> str:
        """The same, in the gender and case that the words beside it ask for."""
        if "," in text:
            return self.number(text)
        value = int(re.sub(r"\D", "", text))
        return self.grammar.after_number(value, ahead, after) or self.number(text)


def _digit_rules(grammar: Grammar) -> tuple[Rule, ...]:
    words, number = _Words(grammar), _figures(grammar)

    def bare(match: Match) -> str:
        return words.beside(match.group(), _before(match), _after(match))

    return (
        *_dates_and_times(grammar),
        *_amounts(grammar, words),
        Rule(
            re.compile(rf"(?P<low>{number})\s?[-–—]\s?(?P<high>{number})(?![\w/]|[-.]\d)"),
            lambda match: (
                f"{words.number(match['low'])} {grammar.to} {words.number(match['high'])}"
            ),
        ),
        Rule(
            re.compile(r"(?P<n>\d{1,3})[x×](?!\w)"),
            lambda match: f"{words.number(match['n'])}{grammar.times}",
        ),
        Rule(
            re.compile(rf"(?P<a>{number})/(?P<b>{number})(?![\w/])"),
            lambda match: f"{words.number(match['a'])} {grammar.out_of} {words.number(match['b'])}",
        ),
        Rule(
            re.compile(r"(?P<a>\d{1,3}):(?P<b>\d{1,2})(?![\w:])"),
            lambda match: f"{words.number(match['a'])} {grammar.score} {words.number(match['b'])}",
        ),
        Rule(re.compile(rf"(?:{number}),\d+(?!\w)"), lambda match: words.number(match.group())),
        Rule(
            re.compile(r"(?P<n>\d+)(?P<letters>[A-Z]{1,2})(?!\w)"),
            lambda match: f"{words.number(match['n'])} {' '.join(match['letters'])}",
        ),
        Rule(re.compile(rf"{number}"), bare),
    )


def _figures(grammar: Grammar) -> str:
    return rf"\d{{1,3}}(?:[{grammar.thousands}]\d{{3}})+(?!\d)|\d+"


def _dates_and_times(grammar: Grammar) -> tuple[Rule, ...]:
    def time(match: Match) -> str | None:
        hour, minute = int(match["h"]), int(match["m"] or 0)
        if hour > 24 or minute > 59:
            return None
        return grammar.clock(hour, minute, match["word"] or "")

    def date(match: Match) -> str | None:
        day, month = int(match["day"]), int(match["month"])
        if not 1 <= day <= 31 or not 1 <= month <= 12:
            return None
        return grammar.date(day, month, int(match["year"]), _before(match))

    return (
        Rule(re.compile(r"(?P<day>\d{1,2})(?P<mark>[./])(?P<month>\d{1,2})(?P=mark)"
                        r"(?P<year>(?:1\d|20)\d\d)(?![\w/]|\.\d)"), date),
        Rule(re.compile(r"(?P<h>\d{1,2})[:](?P<m>\d\d)(?P<word> Uhr\b)?(?![\w:])"), time),
    )  # fmt: skip


def _amounts(grammar: Grammar, words: _Words) -> tuple[Rule, ...]:
    """Numbers with fractions, units and money."""
    units = "|".join(re.escape(unit) for unit in sorted(grammar.units, key=len, reverse=True))

    def unit(match: Match) -> str:
        amount, (one, many) = match["amount"], grammar.units[match["unit"]]
        front, _, tail = amount.partition(",")
        coins = match["unit"] in "€$£" and len(tail) == 2
        if coins or (match["unit"] == "m" and len(front) == 1 and len(tail) == 2):  # “1,80 m”
            noun = one if front == "1" else many
            said = words.beside(front, _before(match), " " + noun)
            return f"{said} {noun} {words.cardinal(int(tail))}"
        noun = one if amount == "1" else many
        return f"{words.beside(amount, _before(match), ' ' + noun)} {noun}"

    def mixed(match: Match) -> str | None:
        part = _SLASHED.get(match["part"])
        return grammar.and_part(words.number(match["whole"]), part) if part else None

    def slashed(match: Match) -> str | None:
        part = _SLASHED.get(match.group())
        return grammar.part_of(part, _after(match)) if part else None

    return (
        Rule(re.compile(rf"(?P<whole>\d+) ?(?P<part>[{PARTS}])"),
             lambda match: grammar.and_part(words.number(match["whole"]), match["part"])),
        Rule(re.compile(r"(?P<whole>\d+) (?P<part>[123]/[234])(?![\w/])"), mixed),
        Rule(re.compile(r"[123]/[234](?![\w/])"), slashed),
        Rule(re.compile(rf"(?P<amount>(?:{_figures(grammar)})(?:,\d+)?)[\s\u00a0\u202f]?"
                        rf"(?P<unit>{units})(?![^\W_])"), unit),
    )  # fmt: skip


def _telephone(grammar: Grammar) -> Rule:
    words = _Words(grammar)

    def called(match: Match) -> str | None:
        ahead, short = _before(match), len(match.group()) == 3
        free = match.group()[0] == "0" and not short
        calling = _CALLING.search(re.sub(r"\d", "", ahead) if short else ahead)
        return words.digits(match.group()) if free or calling else None

    return Rule(re.compile(rf"(?:{grammar.telephones})(?![\w,.]\w|\w)"), called)


_CALLING = re.compile(
    r"(?:\b(?:[Rr]uf\w*|[Ww]ähl\w*|[Nn]otruf|Nummer|Telefon\w*|Tel\.|Handy\w*)"
    r"|\b(?:[Ll]lam\w+|[Mm]arc\w+|[Nn]úmero|[Tt]eléfono|[Mm]óvil|[Tt]el\.)"
    r")[^.!?\d]{0,20}$"
)


def _signs(grammar: Grammar) -> tuple[Rule, ...]:
    """Marks ahead of a number: below zero, money, places in a row."""
    words, number = _Words(grammar), _figures(grammar)

    def money(match: Match) -> str:
        one, many = grammar.units[match["sign"]]
        front, _, tail = match["amount"].partition(",")
        said = words.beside(front, _before(match), " " + many)
        if len(tail) == 2:
            return f"{said} {one if front == '1' else many} {words.cardinal(int(tail))}"
        return f"{words.number(match['amount'])} {one if match['amount'] == '1' else many}"

    return (
        _minus(grammar),
        Rule(re.compile(rf"(?P<sign>[$£€])\s?(?P<amount>(?:{number})(?:,\d+)?)(?!\w)"), money),
        Rule(re.compile(r"#(?=\d)"), lambda match: f"{grammar.counted} "),
    )


def _minus(grammar: Grammar) -> Rule:
    def say(match: Match) -> str | None:
        ahead = match.string[match.start() - 1 : match.start()] if match.start() else ""
        cold = re.match(r"\d+(?:,\d+)?[\s\u00a0\u202f]?°", match.string[match.end() :])
        apart = ahead.isspace() or ahead == "("
        return f"{grammar.minus} " if cold or apart else None

    return Rule(re.compile(r"[-−](?=\d)"), say)
