"""How German is read aloud."""

from __future__ import annotations

import re

from narrator.verbalizer.continental import Grammar, build
from narrator.verbalizer.numbers import cardinal, ordinal, roman
from narrator.verbalizer.scanner import Rule
from narrator.verbalizer.words import as_words

MONTHS = "Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
_SHORT_MONTHS = {
    "Jan.": "Januar", "Jän.": "Jänner", "Feb.": "Februar", "Febr.": "Februar", "Apr.": "April",
    "Jun.": "Juni", "Jul.": "Juli", "Aug.": "August", "Sept.": "September", "Sep.": "September",
    "Okt.": "Oktober", "Nov.": "November", "Dez.": "Dezember",
}  # fmt: skip
_ALL_MONTHS = "|".join([rf"(?:{MONTHS})\b", *(re.escape(short) for short in _SHORT_MONTHS)])
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


def _place(number: int, ahead: str, after: str = "") -> str:
    """An ordinal with the ending that the word ahead of it asks for."""
    word = ordinal(number, "de")
    if re.search(r"\b(?:[Ee]in|[Kk]ein|[MmDdSs]ein|[Ii]hr|[Uu]nser|[Ee]uer)\s$", ahead):
        return word + ("s" if _NEUTER.match(after) else "r")
    if re.search(r"\b[Dd]er\s$", ahead) or _NOMINATIVE.search(ahead):
        return word
    return word + "n" if _WEAK.search(ahead) else word + ("r" if not ahead.strip() else "n")


def _ordinal(match: re.Match[str]) -> str:
    ahead = match.string[max(0, match.start() - 20) : match.start()]
    said = _place(int(match["n"]), ahead, match.string[match.end() :][:20])
    if match["month"]:
        said += f" {_SHORT_MONTHS.get(match['month'], match['month'])}"
    if match["year"]:
        said += f" {year(int(match['year']))}"
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


def _ruler(name: str, value: int, ahead: str) -> str:
    """„Friedrich der Zweite“, „Elisabeth die Erste“, „mit Karl dem Fünften“."""
    said = ordinal(value, "de").capitalize()
    woman = _QUEEN.search(name) is not None
    if name.endswith("s") and not _IN_S.search(name):
        return f"{'der' if _QUEEN.search(name[:-1]) else 'des'} {said}n"
    if _WITH.search(ahead):
        return f"{'der' if woman else 'dem'} {said}n"
    if _AGAINST.search(ahead):
        return f"die {said}" if woman else f"den {said}n"
    return f"{'die' if woman else 'der'} {said}"


_QUEEN = re.compile(
    r"(?:(?<!^Attil)a|eth|the|otte|ie|Anne|Agnes|Beatrix|Isabel|Gertrud|Hedwig|Adelheid)$"
)
_IN_S = re.compile(r"(?:us|as|es|is|os|ans|ens|anz)$")
_TITLED = r"(?:(?:König|Kaiser|Zar|Papst|Herzog|Fürst|Graf|Sultan)(?:in|s)? )?$"
_WITH = re.compile(r"\b(?:[Mm]it|[Vv]on|[Uu]nter|[Bb]ei|[Nn]ach|[Ss]eit|[Zz]u|[Aa]us) " + _TITLED)
_AGAINST = re.compile(r"\b(?:[Ff]ür|[Gg]egen|[Dd]urch|[Uu]m|[Oo]hne) " + _TITLED)


_PARTS = {"½": "ein halb", "⅓": "ein Drittel", "⅔": "zwei Drittel", "¼": "ein Viertel",
          "¾": "drei Viertel"}  # fmt: skip
_FEMININE = re.compile(r"\s[A-ZÄÖÜ]\w*(?:e|ung|heit|keit|schaft|ion|tät)\b")
_NEUTER = re.compile(
    r"\s(?:Kind|Mal|Buch|Bier|Kapitel|Auge|Bein|Wort|Spiel|Pferd|Auto|Jahr|Kilo|Pfund|Dutzend|Brot|Glas|Prozent|Stück|Haus|Leben)\b"
)


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


def _numbered(match: re.Match[str]) -> str | None:
    """„der II. Weltkrieg“, „im XIX. Jahrhundert“"""
    value, ahead = roman(match["numeral"]), match.string[: match.start()][-20:]
    if value is None or not (_WEAK.search(ahead) or _NOMINATIVE.search(ahead)):
        return None
    return _place(value, ahead)


def _street(match: re.Match[str]) -> str:
    """„in der Bahnhofstr. 5“"""
    ends = match.group().endswith(".") and re.match(r"\s*$|[”\"»“]", match.string[match.end() :])
    return f"{match['name']}aße{'.' if ends else ''}"


def _last_day(match: re.Match[str]) -> str | None:
    """„Er kam am 3.“"""
    ahead = match.string[max(0, match.start() - 20) : match.start()]
    if not re.search(r"\b(?:[Aa]m|[Vv]om|[Zz]um|[Bb]is zum|[Ss]eit dem|[Aa]b dem)\s$", ahead):
        return None
    return _place(int(match["n"]), ahead) + ("." if match.end() == len(match.string) else "")


def _date(day: int, month: int, number: int, ahead: str) -> str:
    return f"{_place(day, ahead)} {MONTH_NAMES[month - 1]} {year(number)}"


def _one(number: int, ahead: str, after: str) -> str:
    if number != 1:
        return ""
    noun = re.match(r"\s([A-ZÄÖÜ]\w*)", after)
    if not noun:
        return ""
    ending = ""
    if _FEMALE.search(noun[1]):
        ending = "er" if _DATIVE.search(ahead) else "e"
    elif _DATIVE.search(ahead) and noun[1] != "Uhr":
        ending = "em"
    elif _ACCUSATIVE.search(ahead) and _MALE.search(noun[1]):
        ending = "en"
    return "ein" + ending


_FEMALE = re.compile(r"(?:e|ung|heit|keit|schaft|ion|tät)$")
_MALE = re.compile(
    r"(?:tag|monat|abend|morgen|punkt|schritt|mann|freund|hund|euro|cent|dollar|pfennig|meter|liter|"
    r"apfel|stein|schlag|schuss|zug|löffel|kuss|wunsch|versuch|moment|augenblick|gast)$",
    re.IGNORECASE,
)
_DATIVE = re.compile(r"\b(?:[Ii]n|[Mm]it|[Nn]ach|[Vv]or|[Ss]eit|[Aa]us|[Bb]ei|[Vv]on|[Zz]u)\s$")
_ACCUSATIVE = re.compile(
    r"\b(?:[Ff]ür|[Oo]hne|[Uu]m|[Gg]egen|[Dd]urch|noch|nur|hatte?n?|kaufte?n?|nahm|aß|wartete|"
    r"trank)\s$"
)


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
            "Jh.": "Jahrhundert", "Tel.": "Telefon",
            "v. Chr.": "vor Christus", "n. Chr.": "nach Christus",
            "sog.": "sogenannt", "Std.": "Stunden", "Min.": "Minuten", "geb.": "geboren",
            "gest.": "gestorben", "Mio.": "Millionen", "Mrd.": "Milliarden", "usf.":
            "und so fort", "Hptm.": "Hauptmann", "Lt.": "Leutnant",
            "i. d. R.": "in der Regel", "u. U.": "unter Umständen", "m. E.": "meines Erachtens",
            "s. o.": "siehe oben", "s. u.": "siehe unten", "v. a.": "vor allem", "o. Ä.":
            "oder Ähnliches", "Abs.": "Absatz", "Hausnr.": "Hausnummer", "Dipl.-Ing.":
            "Diplomingenieur", "d. Gr.": "der Große", "Lv.": "Level", "Tsd.": "Tausend", "exkl.":
            "exklusive", "max.": "maximal", "mind.": "mindestens",
        },
        units={
            "€": ("Euro", "Euro"), "$": ("Dollar", "Dollar"), "£": ("Pfund", "Pfund"),
            "%": ("Prozent", "Prozent"), "°C": ("Grad Celsius", "Grad Celsius"),
            "°": ("Grad", "Grad"), "km/h": ("Kilometer pro Stunde", "Kilometer pro Stunde"),
            "km": ("Kilometer", "Kilometer"), "cm": ("Zentimeter", "Zentimeter"),
            "mm": ("Millimeter", "Millimeter"), "m": ("Meter", "Meter"),
            "kg": ("Kilogramm", "Kilogramm"), "g": ("Gramm", "Gramm"), "l": ("Liter", "Liter"),
            "mg": ("Milligramm", "Milligramm"), "ml": ("Milliliter", "Milliliter"),
            "t": ("Tonne", "Tonnen"), "ha": ("Hektar", "Hektar"), "h": ("Stunde", "Stunden"),
            "min": ("Minute", "Minuten"), "GB": ("Gigabyte", "Gigabyte"),
            "MB": ("Megabyte", "Megabyte"), "kW": ("Kilowatt", "Kilowatt"),
            "m²": ("Quadratmeter", "Quadratmeter"), "km²": ("Quadratkilometer",
            "Quadratkilometer"), "°F": ("Grad Fahrenheit", "Grad Fahrenheit"),
            "Mio. €": ("Million Euro", "Millionen Euro"), "kWh": ("Kilowattstunde",
            "Kilowattstunden"), "Mrd. €": ("Milliarde Euro", "Milliarden Euro"),
            "ct": ("Cent", "Cent"), "DM": ("Mark", "Mark"), "Mio.": ("Million", "Millionen"),
        },
        symbols={
            "&": " und ", "%": " Prozent ", "+": " plus ", "=": " gleich ", "@": " at ",
            "§": " Paragraph ", "€": " Euro ", "$": " Dollar ", "°": " Grad ", "×": " mal ",
        },
        parts="Kapitel|Teil|Band|Buch|Akt|Szene|Weltkrieg|KAPITEL|TEIL|BUCH",
        telephones=r"0\d{2,5}(?:[ /-]|\) )\d{3,}(?:[ -]\d{2,})*|11[02]|\d{5,8}",
        score="zu",
        out_of="von",
        times="mal",
        counted="Nummer",
        double=as_words(
            """
            bitte komm doll toll voll will soll all alle alles hallo immer mutter butter bitter
            wetter wasser lass klasse blass muss krass müssen essen schnell hell hölle wille still
            stelle wenn dann denn mann kann sonne können kommen zimmer stimmt doof see tee schnee
            meer leer seele idee fee nee haar paar stopp schatten nett satt bett
            """
        ),
        address={".": "Punkt", "/": "Schrägstrich", "@": "at", "-": "Bindestrich",
                 "_": "Unterstrich", ":": "Doppelpunkt", "+": "plus"},
        double_u="W W W",
        clock=_clock,
        ruler=_ruler,
        after_number=_one,
        part_of=_part_of,
        and_part=_and_part,
        date=_date,
        letters=(
            Rule(re.compile(r"(?P<numeral>[IVXLC]+)\.(?= [A-ZÄÖÜ][a-zäöüß]{3})"), _numbered),
            Rule(re.compile(r"(?P<name>[A-ZÄÖÜ][a-zäöüß]+(?:-[A-ZÄÖÜ][a-zäöüß]+)*-?[Ss]tr)"
                            r"(?:\.|(?= \d))(?!\w)"), _street),
        ),
        is_short=lambda word: word.endswith("str"),
        digits=(
            Rule(re.compile(r"(1[1-9]\d0|[2-9]0)er(?![^\W_])"),
                 lambda match: f"{year(int(match[1]))}er"),
            Rule(re.compile(r"(1[1-9]\d\d)\s?[-–—]\s?(1[1-9]\d\d)(?!\w)"),
                 lambda match: f"{year(int(match[1]))} bis {year(int(match[2]))}"),
            Rule(re.compile(r"(\d{1,2})\.(\d\d)(?: Uhr\b)"), _dotted_time),
            Rule(re.compile(r"(?P<n>\d{1,2})h(?!\w)(?<=\b(?:um|ab) \dh)|(?P<m>\d\d)h(?!\w)"
                            r"(?<=\b(?:um|ab) \d\dh)"),
                 lambda match: _clock(int(match["n"] or match["m"]), 0, "")),
            Rule(re.compile(r"(?P<n>\d[\d.]*),(?:-|–|—) ?€?"),
                 lambda match: f"{cardinal(int(match['n'].replace('.', '')), 'de')} Euro"),
            Rule(re.compile(r"(?P<a>(?:1\d|20)\d\d)/(?P<b>\d\d)(?![\w/])"),
                 lambda match: f"{year(int(match['a']))} {cardinal(int(match['b']), 'de')}"),
            Rule(re.compile(rf"(?P<n>\d{{1,2}})\. ?(?P<month>{_ALL_MONTHS})"
                            r"(?: (?P<year>\d{4})\b)?"), _ordinal),
            Rule(re.compile(r"(?P<n>\d{1,3})\.(?P<month>)(?P<year>)(?= [A-ZÄÖÜa-zäöü]\w)"
                            r"(?<!\d\d\d\.)(?<! ist \d\.)"), _ordinal),
            Rule(re.compile(r"(?P<n>\d{1,2})\.(?=\s*$|[”\"»“,;:!?])"), _last_day),
            Rule(re.compile(r"1[1-9]\d\d(?![\w%€]|[.,]\d| [%€])"), _year),
        ),
    )
)  # fmt: skip
