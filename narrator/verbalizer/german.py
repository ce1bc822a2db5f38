"""How German is read aloud."""

from __future__ import annotations

import re

from narrator.verbalizer.continental import Grammar, build
from narrator.verbalizer.numbers import cardinal, ordinal
from narrator.verbalizer.scanner import Rule

MONTHS = "Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
MONTH_NAMES = [name for name in MONTHS.split("|") if name != "Jänner"]
_WEAK = re.compile(
    r"\b(?:am|vom|zum|beim|im|dem|den|des|bis zum|seit dem|ab dem|diesem|diesen|jedem|ihrem|ihren|"
    r"seinem|seinen|meinem|meinen|einem|der)\s$"
)
_NOMINATIVE = re.compile(r"\b(?:[Dd]er|[Dd]ie|[Dd]as|[Dd]iese[rs]?|[Jj]ede[rs]?)\s$")


def year(number: int) -> str:
    """1905 as „neunzehnhundertfünf“."""
    if not 1100 <= number <= 1999:
        return cardinal(number, "de")
    low = number % 100
    return f"{cardinal(number // 100, 'de')}hundert{cardinal(low, 'de') if low else ''}"


def _place(number: int, ahead: str) -> str:
    """An ordinal with the ending that the word ahead of it asks for."""
    word = ordinal(number, "de")
    if re.search(r"\b[Dd]er\s$", ahead) or _NOMINATIVE.search(ahead):
        return word
    return word + "n" if _WEAK.search(ahead) else word + ("r" if not ahead.strip() else "n")


def _ordinal(match: re.Match[str]) -> str:
    ahead = match.string[max(0, match.start() - 20) : match.start()]
    said = _place(int(match["n"]), ahead)
    if match["year"]:
        said += f" {match['month']} {year(int(match['year']))}"
    elif match["month"]:
        said += f" {match['month']}"
    return said


def _year(match: re.Match[str]) -> str | None:
    ahead = match.string[max(0, match.start() - 30) : match.start()]
    if re.match(r" [A-ZÄÖÜ]", match.string[match.end() :]) and not re.search(
        r"\b(?:Jahre?|[Ss]eit|[Uu]m|[Vv]on|[Bb]is|[Vv]or|[Nn]ach)\s$", ahead
    ):
        return None
    return year(int(match.group()))


def _clock(hour: int, minute: int, word: str) -> str:
    said = "ein" if hour == 1 else cardinal(hour, "de")
    return f"{said} Uhr {cardinal(minute, 'de')}" if minute else f"{said} Uhr"


def _dotted_time(match: re.Match[str]) -> str | None:
    hour, minute = int(match[1]), int(match[2])
    return _clock(hour, minute, "") if hour < 25 and minute < 60 else None


def _ruler(name: str, value: int) -> str:
    return f"der {ordinal(value, 'de').capitalize()}"


_PARTS = {"½": "ein halb", "⅓": "ein Drittel", "⅔": "zwei Drittel", "¼": "ein Viertel",
          "¾": "drei Viertel"}  # fmt: skip
_FEMININE = re.compile(r"\s[A-ZÄÖÜ]\w*(?:e|ung|heit|keit|schaft|ion|tät)\b")
_NEUTER = re.compile(r"\s(?:Jahr|Kilo|Pfund|Dutzend|Brot|Glas|Prozent|Stück|Haus|Leben)\b")


def _part_of(part: str, after: str) -> str:
    if part != "½" or not re.match(r"\s[A-ZÄÖÜ]", after):
        return _PARTS[part]
    return (
        "eine halbe"
        if _FEMININE.match(after)
        else "ein halbes"
        if _NEUTER.match(after)
        else "ein halber"
    )


def _and_part(whole: str, part: str) -> str:
    if part == "½":
        return ("ein" if whole == "eins" else whole) + "einhalb"
    return f"{whole} {_PARTS[part]}"


def _last_day(match: re.Match[str]) -> str | None:
    """„Er kam am 3.“"""
    ahead = match.string[max(0, match.start() - 20) : match.start()]
    if not re.search(r"\b(?:am|vom|zum|bis zum|seit dem|ab dem)\s$", ahead):
        return None
    return _place(int(match["n"]), ahead) + "."


def _date(day: int, month: int, number: int, ahead: str) -> str:
    return f"{_place(day, ahead)} {MONTH_NAMES[month - 1]} {year(number)}"


def _one(number: int, ahead: str, after: str) -> str:
    if number != 1:
        return ""
    noun = re.match(r"\s([A-ZÄÖÜ]\w*)", after)
    if not noun:
        return ""
    return "eine" if re.search(r"(?:e|ung|heit|keit|schaft|ion|tät)$", noun[1]) else "ein"


LANGUAGE = build(
    Grammar(
        tag="de",
        thousands=r".\u00a0\u202f",
        comma="Komma",
        to="bis",
        abbreviations={
            "z. B.": "zum Beispiel", "d. h.": "das heißt", "u. a.": "unter anderem",
            "z. T.": "zum Teil", "i. A.": "im Auftrag", "o. ä.": "oder ähnlich", "usw.":
            "und so weiter", "bzw.": "beziehungsweise", "etc.": "et cetera", "ca.": "circa",
            "Dr.": "Doktor", "Prof.": "Professor", "Hr.": "Herr", "Hrn.": "Herrn", "Fr.": "Frau",
            "Frl.": "Fräulein", "St.": "Sankt", "Nr.": "Nummer", "Str.": "Straße", "S.": "Seite",
            "Bd.": "Band", "Kap.": "Kapitel", "Abb.": "Abbildung", "vgl.": "vergleiche",
            "evtl.": "eventuell", "ggf.": "gegebenenfalls", "inkl.": "inklusive",
            "Jh.": "Jahrhundert", "v. Chr.": "vor Christus", "n. Chr.": "nach Christus",
            "sog.": "sogenannt", "Std.": "Stunden", "Min.": "Minuten", "geb.": "geboren",
            "gest.": "gestorben", "Mio.": "Millionen", "Mrd.": "Milliarden", "usf.":
            "und so fort", "Hptm.": "Hauptmann", "Lt.": "Leutnant",
        },
        units={
            "€": ("Euro", "Euro"), "$": ("Dollar", "Dollar"), "£": ("Pfund", "Pfund"),
            "%": ("Prozent", "Prozent"), "°C": ("Grad Celsius", "Grad Celsius"),
            "°": ("Grad", "Grad"), "km/h": ("Kilometer pro Stunde", "Kilometer pro Stunde"),
            "km": ("Kilometer", "Kilometer"), "cm": ("Zentimeter", "Zentimeter"),
            "mm": ("Millimeter", "Millimeter"), "m": ("Meter", "Meter"),
            "kg": ("Kilogramm", "Kilogramm"), "g": ("Gramm", "Gramm"), "l": ("Liter", "Liter"),
            "DM": ("Mark", "Mark"), "Mio.": ("Million", "Millionen"),
        },
        symbols={
            "&": " und ", "%": " Prozent ", "+": " plus ", "=": " gleich ", "@": " at ",
            "§": " Paragraph ", "€": " Euro ", "$": " Dollar ", "°": " Grad ", "×": " mal ",
        },
        parts="Kapitel|Teil|Band|Buch|Akt|Szene|Weltkrieg|KAPITEL|TEIL|BUCH",
        clock=_clock,
        ruler=_ruler,
        after_number=_one,
        part_of=_part_of,
        and_part=_and_part,
        date=_date,
        digits=(
            Rule(re.compile(r"(1[1-9]\d0|[2-9]0)er(?![^\W_])"),
                 lambda match: f"{year(int(match[1]))}er"),
            Rule(re.compile(r"(1[1-9]\d\d)\s?[-–—]\s?(1[1-9]\d\d)(?!\w)"),
                 lambda match: f"{year(int(match[1]))} bis {year(int(match[2]))}"),
            Rule(re.compile(r"(\d{1,2})\.(\d\d)(?: Uhr\b)"), _dotted_time),
            Rule(re.compile(rf"(?P<n>\d{{1,2}})\. ?(?P<month>{MONTHS})\b(?: (?P<year>\d{{4}})\b)?"),
                 _ordinal),
            Rule(re.compile(r"(?P<n>\d{1,3})\.(?P<month>)(?P<year>)(?= [A-ZÄÖÜa-zäöü]\w)"
                            r"(?<!\d\d\d\.)(?<! ist \d\.)"), _ordinal),
            Rule(re.compile(r"(?P<n>\d{1,2})\.(?=\s*$|[”\"»“])"), _last_day),
            Rule(re.compile(r"1[1-9]\d\d(?![\w%€]|[.,]\d| [%€])"), _year),
        ),
    )
)  # fmt: skip
