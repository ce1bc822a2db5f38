"""English digits into words: dates, times, telephones, ranges, units, years, numbers."""

from __future__ import annotations

import re
from collections.abc import Callable

from narrator.verbalizer.english.quantities import (
    AMOUNT,
    NUMBER,
    after,
    before,
    number,
    say_days,
    say_height,
    say_hyphened_unit,
    say_inches,
    say_many,
    say_mixed,
    say_pence,
    say_power_of_unit,
    say_range,
    say_ratio,
    say_short_unit,
    say_slashed,
    say_unit,
    say_with_fraction,
)
from narrator.verbalizer.english.units import FRACTIONS, UNITS
from narrator.verbalizer.numbers import cardinal, clock, digits, ordinal, year
from narrator.verbalizer.scanner import Rule

MONTHS = {
    name[:length]: name
    for name in [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    for length in (3, len(name))
} | {"Sept": "September"}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))

# ---------------------------------------------------------------- dates


def on_day(match: re.Match[str], month: str, day: int, year_text: str = "") -> str | None:
    """“May third, nineteen oh five”."""
    if not 1 <= day <= 31:
        return None
    tail = f", {year(_full_year(year_text))}" if year_text else ""
    return f"{month} {ordinal(day)}{tail}"


def _full_year(text: str) -> int:
    if len(text) > 2:
        return int(text)
    return int(text) + (2000 if int(text) < 40 else 1900)


_MONTH_NAMES = [MONTHS[name] for name in MONTHS if len(name) == 3]


def _iso_date(match: re.Match[str]) -> str | None:
    month, day = int(match["month"]), int(match["day"])
    if not 1 <= month <= 12:
        return None
    return on_day(match, _MONTH_NAMES[month - 1], day, match["year"])


def _slashed_date(match: re.Match[str]) -> str | None:
    """12/25/1999; without a year only where it can be nothing else."""
    a, b, year_text = int(match["a"]), int(match["b"]), match["year"] or ""
    month, day = (b, a) if a > 12 else (a, b)
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    if not year_text and not (
        day > 12
        and not _RATED.search(before(match))
        and not _SHARED.match(after(match))
        and (_DATED.search(before(match)) or (4 < b not in _RULED and a < b))
    ):
        return None
    return on_day(match, _MONTH_NAMES[month - 1], day, year_text)


_RULED = (16, 20, 24, 32, 50, 60, 64, 100)
"""What is measured in: 3/16 of an inch is no date."""
_SHARED = re.compile(r" of (?:the|an?|h(?:is|er)|my|your|our|their|its?|all|them|us|it)\b")
"""What stands after a share: “12/25 of the keg”."""
_RATED = re.compile(
    r"\b(?:odds (?:of|were|are|at)|chances?(?: of)?|ratio|rate|rated|scor\w+|got|gets?|about|only|"
    r"an?|"
    r"than|nearly|almost|answered|passed|missed|won|lost|some|just|over|measur\w+) $",
    re.IGNORECASE,
)
"""What stands before a share or a result."""
_DATED = re.compile(r"\b(?:on|by|since|until|till|before|after|dated|from|for|is|was) $", re.I)


def _day_of_month(match: re.Match[str]) -> str | None:
    day = int(match["day"])
    if not 1 <= day <= 31:
        return None
    month, year_text = MONTHS[match["month"]], match["year"]
    if match["month"] in ("May", "March", "Mar") and not match["th"] and not match["of"]:
        follows = after(match, 20)
        if re.match(r" [a-z]", follows) and not year_text and match["month"] != "May":
            return None
    named = re.search(r"\b(?:the|an?|this|that|every|each) $", before(match), re.IGNORECASE)
    article = "" if named else "the "
    tail = f", {year(int(year_text))}" if year_text else ""
    return f"{article}{ordinal(day)} of {month}{tail}"


# ---------------------------------------------------------------- telephones and times


def _telephone(match: re.Match[str]) -> str:
    text = match.group()
    if free := re.match(r"(\+?1[-. ])?(8)(00)[-. )]", text):
        rest = digits(text[free.end() :])
        return f"{'one ' if free[1] else ''}eight hundred, {rest}"
    return digits(text)


_COUNTED_UP = re.compile(
    r"(?:\b(?:pages?|pp?\.|rooms?|lines?|levels?|chapters?|numbers?|nos?\.|verse|in|since|year|the|"
    r"bus|flight|route|of|about|over|only|nearly|almost|than|all|these|those|for)|[#$£€]) ?$",
    re.IGNORECASE,
)


_PLACED = re.compile(
    r"\b(?:pages?|pp?\.|rooms?|lines?|levels?|chapters?|year|route|only|nearly|than|all) $",
    re.IGNORECASE,
)


def _emergency(match: re.Match[str]) -> str | None:
    if (_COUNTED_UP if match.group() == "112" else _PLACED).search(before(match)):
        return None
    if re.match(r"[,.]\d|[-/]\d| [a-z]+s\b(?! )|%", after(match)):
        return None
    if re.match(r" (?:[a-z]+s|people|men|women|children|miles)\b", after(match)):
        return None
    return digits(match.group())


_LETTERS = {"a": "A M", "p": "P M"}


def _half_day(text: str) -> str:
    return " " + _LETTERS[text[0].lower()]


def _time(match: re.Match[str]) -> str | None:
    hour, minute, half = int(match["h"]), int(match["m"]), match["half"]
    if hour > 24 or minute > 59 or (hour > 12 and half):
        return f"{cardinal(hour)} to {cardinal(minute)}" if not match["s"] else None
    if match["h"] == "0" and minute and not match["s"]:  # “a lap of 0:45”
        return f"zero {_two(match['m'])}"
    if (
        not half
        and ":" not in match.group()
        and not (before(match).endswith("at ") and _EVENING.match(after(match)))
        and not (before(match).endswith("the ") and _TRAIN.match(after(match)))
    ):
        return None
    early = match["h"].startswith("0") and not half
    said = clock(hour, minute, early=early)
    if match["s"]:
        return f"{cardinal(hour)} {_two(match['m'])} {_two(match['s'][1:])}"
    if half:
        return said.replace(" o'clock", "") + _half_day(half) + _stop(match)
    if re.match(r" (?:hours|o['’]clock)", after(match)):
        return said.replace(" o'clock", "")
    return said


_TRAIN = re.compile(r" (?:for|to|from|out of) (?-i:[A-Z])|,? (?:a train|which)")
_EVENING = re.compile(
    r" ?(?:[,;!?]|\.(?:\s|$|[”\"])|$|(?:this|that|in the|tonight|tomorrow|sharp|on the dot|"
    r"on (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)|every|train|bus|o['’]clock|and)\b)"
)


def _two(text: str) -> str:
    """Minutes or seconds: “oh five”."""
    if text == "00":
        return "zero zero"
    return f"{'oh ' if text[0] == '0' else ''}{cardinal(int(text))}"


def _hour(match: re.Match[str]) -> str:
    return cardinal(int(match["h"])) + _half_day(match["half"]) + _stop(match)


def _stop(match: re.Match[str]) -> str:
    """The full stop of “p.m.” ends the sentence too, when the sentence ends there."""
    if not match.group().endswith("."):
        return ""
    follows = after(match, 4)
    if re.match(r"[A-Z]", follows):
        return ". "
    return "." if re.match(r"\s+[A-Z“\"]|[”\"’]|$", follows) else ""


HALF = r"\s?(?P<half>[ap]\.\s?m\.|[ap]\.?m\b|[AP]\.\s?M\.|[AP]M\b)"


def _about(match: re.Match[str]) -> str | None:
    """“5:30ish”"""
    said = _time(match)
    return said and f"{said} "


def _soldiers(match: re.Match[str]) -> str | None:
    hour, minute = int(match["h"]), int(match["m"])
    if hour > 24 or minute > 59 or (match["h"][0] != "0" and minute % 15):
        return None
    said = clock(hour, minute, early=match["h"][0] == "0")
    return said.replace(" o'clock", " hundred") + (" hours" if match["unit"] else "")


# ---------------------------------------------------------------- years and what is left


def _decade(match: re.Match[str]) -> str:
    value = int(match["decade"])
    said = year(value) if value > 99 else cardinal(value)
    if value == 2000:
        said = "two thousand"
    return said[:-1] + "ies" if said.endswith("y") else said + "s"


_COUNTED = re.compile(
    r" (?:\w+(?:al|ed|ish|ar|ing|er|ous|ent|ive)\s)?(?!was|is|has|his|this|as|its|us|perhaps|thus|"
    r"always|across|besides|sometimes|unless|ours|yours|hers|years?'|seems|does|comes|brings|sees|"
    r"marks|begins|ends|remains|goes)(?:[a-z]{2,}s|people|men|women|children|feet|sheep|percent|"
    r"million|billion|of)\b"
)


_DATED_EARLY = re.compile(r"\b(?:[Ii]n|[Ss]ince|[Bb]y|year|A\.?D\.?) $")


def _four_digits(match: re.Match[str]) -> str | None:
    value, ahead = int(match.group()), before(match)
    if value >= 2100 and ahead.endswith(" year "):
        return year(value)
    early = 1000 <= value <= 1009
    if not 1000 <= value <= 2099 or (early and not _DATED_EARLY.search(ahead)):
        return None
    if _COUNTED.match(after(match)):
        return None
    if re.search(r"\b(?:about|over|nearly|almost|than|only|counted|paid|some|least) $", ahead):
        return None
    return year(value)


def _letters_too(match: re.Match[str]) -> str:
    """“3D”, “5k”: a number and letters by name."""
    letters = match["letters"]
    spaced = " ".join(letters.upper()) if len(letters) < 3 or letters.isupper() else letters
    tied = " " if after(match, 1).isdigit() else ""  # “9f3ab2”
    return f"{number(match['digits'])} {spaced}{tied}"


def _nth(match: re.Match[str]) -> str:
    return ordinal(int(match["n"].replace(",", "")))


_CODED = re.compile(
    r"\b(?:zip(?: code)?|code|PIN|pin|passcode|password|combination|serial(?: number)?|"
    r"account(?: number)?|badge(?: number)?|ID(?: number)?)(?: is| was|:)? $"
)


_FAILED = re.compile(r"\b(?:[Ee]rror|HTTP|[Ss]tatus)(?: code)?:? $")
_FAILED_AFTER = re.compile(r"(?:[:,.]? (?:[Nn]ot [Ff]ound|[Ff]orbidden)|d? (?:[Ee]rror|page))\b")


def _number(match: re.Match[str]) -> str | None:
    text = match.group()
    if len(text) > 2 and "," not in text and _CODED.search(before(match)):
        return digits(text)
    if re.match(r"[3-5]0[1-9]$", text) and (
        _FAILED.search(before(match)) or _FAILED_AFTER.match(after(match))
    ):
        return f"{cardinal(int(text[0]))} oh {cardinal(int(text[2]))}"
    if match.start() and match.string[match.start() - 1] == "-":
        ahead = before(match, 2)
        if len(ahead) == 2 and ahead[0].isalnum():  # “R2-D2”, “Covid-19”
            return number(text)
    return number(text)


def _spaced_number(match: re.Match[str]) -> str | None:
    """“15 000 men”."""
    if re.search(r"[\d-] ?$", before(match)):
        return None
    return number(re.sub(r"\D", "", match.group()))


def _dotted(match: re.Match[str]) -> str:
    return " point ".join(number(part) for part in match.group().split("."))


def _rule(pattern: str, say: Callable[[re.Match[str]], str | None], *, flags: int = 0) -> Rule:
    return Rule(re.compile(pattern, flags), say)


_UNIT_NAMES = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))

DIGITS = (
    _rule(r"(?P<year>\d{4})(?P<mark>[-/])(?P<month>\d\d)(?P=mark)(?P<day>\d\d)(?!\w)", _iso_date),
    _rule(r"(?<=[.!?][\"”’])\d{1,2}(?!\w)|(?<=[a-z]{4}[.!?])\d{1,2}(?= [A-Z]|$)", lambda m: ""),
    _rule(r"(?P<a>\d{1,2})/(?P<b>\d{1,2})(?:/(?P<year>\d{4}|\d\d))?(?![\w/])", _slashed_date),
    _rule(r"(?P<a>\d{1,2})-(?P<b>\d{1,2})-(?P<year>\d{4})(?![\w-])", _slashed_date),
    _rule(r"(?P<b>[0-3]?\d)\.(?P<a>[01]?\d)\.(?P<year>(?:19|20)\d\d)(?![\w.])", _slashed_date),
    _rule(r"(?P<whole>\d+) (?P<a>\d)/(?P<b>\d)(?![\w/])", say_mixed),
    _rule(r"(?P<feet>\d) ?(?:ft\.?|feet) (?P<inches>\d{1,2}) ?(?P<named>in\b\.?|inches)",
          say_height),
    _rule(r"(?P<n>\d+)(?P<power>[²³])(?!\w)",
          lambda m: f"{number(m['n'])} {'squared' if m['power'] == '²' else 'cubed'}"),
    _rule(r"(?P<n>\d+)[⁰¹⁴-⁹]+(?!\w)", lambda m: number(m["n"])),
    _rule(
        r"(?:1[-. ])?\d{3}[-. ]\d{3}[-. ]\d{4}(?!\w)|\d{3}[-.]\d{4}(?![\w-])"
        r"|0\d{2,4}[- ]\d{3,4}[- ]\d{3,4}(?!\w)|0\d{3,4}[- ]\d{5,6}(?!\w)",
        _telephone,
    ),
    _rule(r"(?:911|999|112)(?![\w'’])", _emergency),
    _rule(rf"(?P<h>\d{{1,2}})[:.](?P<m>\d\d)(?P<s>){HALF}", _time),
    _rule(r"(?P<h>\d{1,2}):(?P<m>\d\d)(?P<s>:\d\d)?(?P<half>)(?![\w:])", _time),
    _rule(r"(?P<h>\d{1,2}):(?P<m>\d\d)(?P<s>)(?P<half>)(?=ish\b)", _about),
    _rule(r"(?P<h>1[0-2]|[1-9])\.(?P<m>[0-5][05])(?P<s>)(?P<half>)(?![\w:%])", _time),
    _rule(rf"(?P<h>1[0-2]|[1-9]){HALF}", _hour),
    _rule(r"(?P<h>[01]\d|2[0-4])(?P<m>\d\d)(?P<unit>\s?(?:hours|hrs)|h)(?!\w)", _soldiers),
    _rule(r"(?P<h>0\d)(?P<m>[0-5]\d)(?P<unit>)(?![\w-])(?<=[0-5][05])(?<=\b0[1-9]\d\d)", _soldiers),
    _rule(
        rf"(?P<day>\d{{1,2}})(?P<th>st|nd|rd|th)?(?P<of> of)? (?P<month>{MONTH})\b\.?"
        r"(?:,? (?P<year>\d{4})(?!\w))?",
        _day_of_month,
    ),
    _rule(
        r"(?P<feet>\d)['’′]\s?(?P<inches>\d{1,2})(?:[\"”″]|['’′]{2}|(?=[\s,.;:!?)]|$))", say_height
    ),
    _rule(r"(?P<feet>\d) ?(?:ft|foot) ?(?P<inches>1[01]|\d)(?![\w.])", say_height),
    _rule(r"(?P<feet>\d)(?P<inches>)['’′](?= (?:tall|high|wide|long|deep)\b)", say_height),
    _rule(r"(?P<round>10{1,2}|1,?000|10,?000)s(?= of\b|,? (?:and |or |maybe )?10+,?0*s)", say_many),
    _rule(r"(?P<amount>\d+(?:\.\d+)?)[″\"](?!\w)", say_inches),
    _rule(r"(?P<low>\d{1,2})(?:st|nd|rd|th)\s?[-–—]\s?(?P<high>\d{1,2})(?:st|nd|rd|th)\b",
          say_days),
    _rule(r"(?P<shillings>\d+)s\.?,? ?(?P<pence>\d{1,2})d(?:\.|\b)", say_pence),
    _rule(r"(?P<shillings>\d+)s\.(?P<pence>)(?= |$|,)", say_pence),
    _rule(r"(?P<shillings>)(?P<pence>\d{1,2})d\.", say_pence),
    _rule(
        rf"(?P<low>{NUMBER})(?P<mark>-|\s?[–—]\s?)(?P<high>{NUMBER})(?![\w/]|[-.]\d|:\d)", say_range
    ),
    _rule(r"(?P<n>\d{1,3}(?:,\d{3})+|\d+)(?:st|nd|rd|th|ST|ND|RD|TH)\b", _nth),
    _rule(r"(?P<n>\d*[23])d(?= of [A-Z]| (?:Cavalry|Infantry|Regiment|Battalion|Division|Brigade|"
          r"Lieutenant|Street)\b)", _nth),
    _rule(r"(?P<decade>\d{3}0|[2-9]0|1\d00|[1-9]00)['’]?s\b", _decade),
    _rule(rf"(?P<amount>{AMOUNT})\s?(?P<unit>km|cm|mm|ft|yd|mi|m)(?P<power>[²³])",
          say_power_of_unit),
    _rule(rf"(?P<amount>{AMOUNT})\s?(?P<power>sq)\.? ?(?P<unit>km|cm|mm|ft|yd|mi|m)\b\.?",
          say_power_of_unit),
    _rule(rf"(?P<amount>{AMOUNT})\s?(?P<unit>{_UNIT_NAMES})\.?(?!\w)", say_unit),
    _rule(rf"(?P<amount>{AMOUNT})\s?(?P<unit>in)\."
          r"(?= (?:of|tall|wide|long|deep|high|thick|across|by|x|apart|square|and)\b|[,;)]|$)",
          say_unit),
    _rule(rf"(?P<amount>{AMOUNT})(?P<unit>[mglLpWVh])\b", say_unit),
    _rule(rf"(?P<amount>{AMOUNT}) (?P<unit>[mglL])\b", say_short_unit),
    _rule(rf"(?P<amount>{AMOUNT})-(?P<unit>(?:ft|lb|oz|km|cm|mm|kg|yd|mph))\b\.?",
          say_hyphened_unit),
    _rule(rf"(?P<amount>{AMOUNT})-(?P<unit>)(?=[^\W\d_])", say_hyphened_unit),
    _rule(rf"(?P<whole>\d+) ?(?P<part>[{''.join(FRACTIONS)}])", say_with_fraction),
    _rule(r"(?P<a>\d{1,4})/(?P<b>\d{1,4})(?![\w/])", say_slashed),
    _rule(r"(?P<a>\d{1,3}):(?P<b>\d{1,3})(?![\w:])", say_ratio),
    _rule(r"(?P<a>\d+) ?[x×] ?(?P<b>\d+)(?!\w)",
          lambda m: f"{number(m['a'])} {'times' if after(m, 2)[-1:] == '=' else 'by'} "
          f"{number(m['b'])}"),
    _rule(r"\d+(?:\.\d+){2,}(?!\w)", _dotted),
    _rule(rf"(?:{NUMBER})\.\d+(?!\w)", lambda m: number(m.group())),
    _rule(r"[1-9]\d{0,2}(?:[ \u00a0\u2009\u202f]\d{3})+(?![\w,-]| \d)", _spaced_number),
    _rule(r"(?P<digits>\d+(?:\.\d+)?)(?P<letters>[A-Za-z]{1,3})(?![A-Za-z])", _letters_too),
    _rule(r"[1-9]\d{3}(?![\w,]|[.,]\d)|[12]\d{3}(?=,(?!\d))", _four_digits),
    _rule(r"\d+(?:-\d+){3,}(?![\w-])", lambda m: ", ".join(map(digits, m.group().split("-")))),
    _rule(NUMBER, _number),
)  # fmt: skip
