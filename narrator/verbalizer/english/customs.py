"""English numbers that custom says in a way of its own into words: codes, turns, sets, seasons."""

from __future__ import annotations

import re

from narrator.verbalizer.english.quantities import AMOUNT, after, before, number
from narrator.verbalizer.numbers import cardinal, digits, ordinal, year
from narrator.verbalizer.scanner import Rule
from narrator.verbalizer.words import as_words


def hundreds_apart(text: str) -> str:
    """A number of three digits as the first of them and the others.

    >>> hundreds_apart("360"), hundreds_apart("303"), hundreds_apart("45"), hundreds_apart("500")
    ('three sixty', 'three oh three', 'forty five', 'five hundred')
    """
    high, low = divmod(int(text), 100)
    if not high or not low:
        return cardinal(int(text))
    return f"{cardinal(high)} {'oh ' if low < 10 else ''}{cardinal(low)}"


def plural(said: str) -> str:
    """More than one of a number in words.

    >>> plural("twenty"), plural("six"), plural("forty five")
    ('twenties', 'sixes', 'forty fives')
    """
    return said[:-1] + "ies" if said.endswith("y") else said + ("es" if said[-1] == "x" else "s")


_TURNED = re.compile(r"\b(?:an?|full|complete|perfect|doing|did|pulled|Xbox) $", re.IGNORECASE)
_NOT_TURNED = re.compile(r" (?:[a-z]+s|people|men|women|of|foot|page|word|mile)\b|-|%|,\d")


def _turn(match: re.Match[str]) -> str | None:
    """“She did a 180.”"""
    if _NOT_TURNED.match(after(match)) or not _TURNED.search(before(match)):
        return None
    return hundreds_apart(match.group())


_FLOWN = re.compile(
    r"\b(?:an?|the|his|her|that|this|another|Boeing|jumbo)"
    r"(?: (?:old|new|big|huge|private|empty|chartered|cargo|passenger|burning|whole))? $",
    re.IGNORECASE,
)


def _plane(match: re.Match[str]) -> str | None:
    """“a 747”, “747s”"""
    if match["many"]:
        return plural(hundreds_apart(match["n"]))
    if not _FLOWN.search(before(match)) or re.match(
        r" (?:[a-z]+s|people|men)\b(?! )", after(match)
    ):
        return None
    return hundreds_apart(match.group())


_HOURS = re.compile(
    r"\b(?:open|from|work\w*|hours?|daily|nine|shift|between|shop|store|days?|every|weekdays|"
    r"(?:Mon|Tues?|Wed|Wednes|Thu|Thurs|Fri|Sat|Satur|Sun)(?:days?)?|class|school|lunch|"
    r"meetings?)[,:]? (?:is |was |of )?$",
    re.IGNORECASE,
)
_HOURS_AFTER = re.compile(
    r" (?:job|shift|hours?|schedule|on (?:week|Mon|Tues|Wed|Thurs|Fri|Sat|Sun)\w*|daily|every|"
    r"grind|life|routine|workday|worker|o['’]clock|in the)\b"
)


def _set(match: re.Match[str]) -> str | None:
    """“6–4, 6–3”, “2-0 up”: nobody counts from the larger to the smaller."""
    a, b = int(match["a"]), int(match["b"])
    if (a <= b and a + b) or (a, b) == (9, 5) or _HOURS.search(before(match)):
        return None
    if _HOURS_AFTER.match(after(match)) or re.search(r"\d[-–.,/]$", before(match, 2)):
        return None
    if b == 0:
        return f"{cardinal(a) if a else 'nil'} nil"
    return f"{cardinal(a)} {cardinal(b)}"


def _radio(match: re.Match[str]) -> str | None:
    """“10-4, good buddy”, “a code 10-31”"""
    coded = re.search(r"\b(?:[Cc]ode|an?|that's an?|we(?: have|'ve got) an?) $", before(match))
    if not coded and match["code"] != "4":
        return None
    if not coded and (_HOURS.search(before(match)) or _HOURS_AFTER.match(after(match))):
        return None
    return f"ten {cardinal(int(match['code']))}"


def _season(match: re.Match[str]) -> str | None:
    """“the 2023/24 season”"""
    first, last = int(match["first"]), int(match["last"])
    if (first + 1) % 100 != last:
        return None
    return f"{year(first)} {'oh ' if last < 10 else ''}{cardinal(last)}"


def _parts(match: re.Match[str]) -> str | None:
    """“7/8ths”"""
    a, b = int(match["a"]), int(match["b"])
    part = "quarter" if b == 4 else ordinal(b)
    return f"{cardinal(a)} {part}{'s' * (a != 1)}" if 0 < a < b else None


def _decades(match: re.Match[str]) -> str:
    """“the 1960s-70s”"""
    said = [year(int(n)) if len(n) > 2 else cardinal(int(n)) for n in match.groups()]
    return " to ".join(plural(each) for each in said)


def _rated(match: re.Match[str]) -> str:
    return f"{cardinal(int(match['a']))} out of {cardinal(int(match['b']))}"


def _beat(match: re.Match[str]) -> str:
    """“a waltz in 3/4 time”"""
    return f"{cardinal(int(match['a']))} {cardinal(int(match['b']))}"


_SOME = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|the|some|few|all|several|those|these|many|of|"
    r"no|any|and|my|his|her|their|crisp|rolled|threw|[2-9]) $",
    re.IGNORECASE,
)


def _figures(match: re.Match[str]) -> str | None:
    """“three 9s and the 5s”, “two B-52s”"""
    if not match["model"] and not _SOME.search(before(match)):
        return None
    return plural(number(match["n"] or match["model"]))


_MANY = re.compile(
    r" (?:views?|followers?|subscribers?|likes?|people|dollars?|euros?|pounds?|downloads?|hits|"
    r"copies|users?|players?|gold|credits?|years?|miles?|words?|reads?|fans|souls)\b"
)


def _millions(match: re.Match[str]) -> str | None:
    """“1.2M”, “2M views”"""
    if "." not in match["n"] and not _MANY.match(after(match)):
        return None
    return f"{number(match['n'])} million"


_BIBLE = {
    "Gen": "Genesis", "Exod": "Exodus", "Lev": "Leviticus", "Num": "Numbers",
    "Deut": "Deuteronomy", "Josh": "Joshua", "Judg": "Judges", "Sam": "Samuel", "Kgs": "Kings",
    "Chron": "Chronicles", "Ps": "Psalm", "Prov": "Proverbs", "Eccl": "Ecclesiastes",
    "Isa": "Isaiah", "Jer": "Jeremiah", "Ezek": "Ezekiel", "Matt": "Matthew", "Rom": "Romans",
    "Cor": "Corinthians", "Gal": "Galatians", "Eph": "Ephesians", "Phil": "Philippians",
    "Col": "Colossians", "Thess": "Thessalonians", "Tim": "Timothy", "Heb": "Hebrews",
    "Jas": "James", "Pet": "Peter", "Rev": "Revelation",
}  # fmt: skip
"""Books of the Bible ahead of chapter and verse."""
_BOOKS = "|".join(_BIBLE)


def _book(match: re.Match[str]) -> str:
    nth = f"{ordinal(int(match['n']))} " if match["n"] else ""
    return f"{nth}{_BIBLE[match['book']]} "


_PAST_HOUR = re.compile(
    r"(?:^|[“\"]|, |\b(?:was|is|at|by|until|till|from|about|around|before|after|past|to|the|nearly|"
    r"almost) )$"
)
_OF_DAY = re.compile(r" (?:in the (?:morning|afternoon|evening)|at night|o['’]clock|on the dot)\b")


def _dotted_hour(match: re.Match[str]) -> str | None:
    """“It was 3.30 in the morning”, “from 9.00 to 17.30”"""
    hour, minute, last = int(match["h"]), int(match["m"]), match["to"]
    if hour > 24 or minute > 59:
        return None
    if last and not re.search(r"\b(?:from|between) $", before(match)):
        return None
    if not last and not (_OF_DAY.match(after(match)) and _PAST_HOUR.search(before(match))):
        return None
    said = f"{cardinal(hour)} {_minutes(match['m'])}".rstrip()
    if last:
        far, minutes = last.split(".")
        return f"{said} {match['word']} {cardinal(int(far))} {_minutes(minutes)}".rstrip()
    return said


def _minutes(text: str) -> str:
    value = int(text)
    return "" if not value else f"{'oh ' if value < 10 else ''}{cardinal(value)}"


def _degrees(match: re.Match[str]) -> str | None:
    """“98.6F”, “-5C”, which are no seats."""
    if "." not in match["n"] and not re.search(r"(?:^|[\s(“])[-–−]$", before(match)):
        return None
    one = "degree" if match["n"] == "1" else "degrees"
    return f"{number(match['n'])} {one} {'Celsius' if match['scale'] == 'C' else 'Fahrenheit'}"


def _caliber(match: re.Match[str]) -> str | None:
    """“a .45”, “his .357 Magnum”"""
    if not _ARMED.search(before(match)) or re.match(r"%| (?:of|percent|seconds?)\b", after(match)):
        return None
    return plural(hundreds_apart(match["n"])) if match["many"] else hundreds_apart(match["n"])


_ARMED = re.compile(
    r"\b(?:an?|the|his|her|my|your|their|our|that|this|old|loaded|Colt|Ruger|Magnum|two|matching|"
    r"Smith and Wesson|with|snub-?nosed?) $",
    re.IGNORECASE,
)


_CALLING = re.compile(
    r"\b(?:call(?:ed|ing)?|dial\w*|r[iau]ng|text(?:ed)?|(?:tele)?phone|number|tel|reach|cell|mobile|"
    r"fax)\b[^.!?\d]{0,16}$",
    re.IGNORECASE,
)


def _called(match: re.Match[str]) -> str | None:
    """“Call 555 0134”"""
    return digits(match.group()) if _CALLING.search(before(match)) else None


def _farthings(match: re.Match[str]) -> str:
    """“2½d.”: old pence and their parts."""
    part = {"½": "halfpenny", "¼": "farthing", "¾": "three farthings"}[match["part"]]
    whole = match["whole"]
    if not whole:
        return part if match["part"] == "¾" else f"a {part}"
    return f"{'a penny' if whole == '1' else f'{number(whole)}pence'} {part}"


def _hex(match: re.Match[str]) -> str:
    said = " ".join(
        digits(c).replace("oh", "zero") if c.isdigit() else c.upper() for c in match["code"]
    )
    return f"zero X {said}"


def _post(match: re.Match[str]) -> str | None:
    """“Milltown, OH 44101”, but not “HP 10000”"""
    if match["state"] not in _STATES:
        return None
    more = f", {digits(match['more'])}" if match["more"] else ""
    return f"{' '.join(match['state'])} {digits(match['zip'])}{more}"


def _code(match: re.Match[str]) -> str:
    """“88-1204-C”, “KL-55-XY”"""
    said = []
    for group in match.group().split("-"):
        for part in re.findall(r"\d+|[A-Z]+", group):
            if part.isalpha():
                said.append(" ".join(part) if len(part) < 4 else part.lower())
            else:
                said.append(number(part) if len(part) < 3 else digits(part))
    return " ".join(said)


MARKS = (
    Rule(re.compile(r"\.(?P<n>22|25|32|38|40|44|45|50|270|303|308|338|357|380)(?P<many>s?)(?!\w)"),
         _caliber),
)  # fmt: skip
_DOLLARS = {"C": "Canadian", "CA": "Canadian", "A": "Australian", "AU": "Australian",
            "NZ": "New Zealand", "HK": "Hong Kong"}  # fmt: skip
_STATES = as_words(
    """
    AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY
    NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC
    """
)
LETTERS = (
    Rule(re.compile(r"(?P<state>[A-Z]{2})(?<=, ..),? (?P<zip>\d{5})(?:-(?P<more>\d{4}))?"
                    r"(?![\w-])"), _post),
    Rule(re.compile(rf"(?P<whose>CA?|AU?|NZ|HK)\$(?P<n>{AMOUNT})(?!\w)"),
         lambda match: f"{number(match['n'])} {_DOLLARS[match['whose']]} dollars"),
    Rule(re.compile(r"(?=[A-Z]+[-A-Z]*-\d)[A-Z]{1,3}(?:-[A-Z\d]+){2,}(?![\w-])"), _code),
    Rule(re.compile(rf"(?P<n>)(?P<book>{_BOOKS})\.? (?=\d{{1,3}}:\d)"), _book),
    Rule(re.compile(r"S(?P<a>\d{1,2}) ?E(?P<b>\d{1,3})(?!\w)"),
         lambda match: f"season {cardinal(int(match['a']))} episode {cardinal(int(match['b']))}"),
    Rule(re.compile(r"[A-Z](?:\*[A-Z]){2,}(?![\w*])"),
         lambda match: match.group().replace("*", "").lower()),
    Rule(re.compile(r"[x×](?= \d)(?<=[\d½¼¾] x)"), lambda match: "by"),
)  # fmt: skip
DIGITS = (
    Rule(re.compile(r"\d+(?:-[A-Z\d]+)*-[A-Z]{1,3}(?:-[A-Z\d]+)*(?![\w-])"), _code),
    Rule(re.compile(r"0[xX](?P<code>(?=[A-Fa-f]*\d)[0-9A-Fa-f]{2,16})(?!\w)"), _hex),
    Rule(re.compile(r"(?P<whole>\d*)(?P<part>[½¼¾])d(?!\w)\.?"), _farthings),
    Rule(re.compile(r"00['’]?s\b"), lambda match: "two thousands"),
    Rule(re.compile(r"(?P<a>\d+) ?[-–−] ?(?P<b>\d+)(?= ?=)"),
         lambda match: f"{number(match['a'])} minus {number(match['b'])}"),
    Rule(re.compile(r"401\(k\)"), lambda match: "four oh one K"),
    Rule(re.compile(r"(?P<n>480|720|1080|1440|2160)p(?!\w)"),
         lambda match: f"{hundreds_apart(match['n'])} P"),
    Rule(re.compile(r"(?P<a>\d{1,2})/(?P<b>2|4|8|16)[\"″](?!\w)"),
         lambda match: f"{said} inch" if (said := _parts(match)) else None),
    Rule(re.compile(r"(?P<a>1\d{3}|20\d\d|[2-9]0)s?[-–](?P<b>[2-9]0|20\d0)s(?!\w)"), _decades),
    Rule(re.compile(r"30-06(?![\w-])"), lambda match: "thirty aught six"),
    Rule(re.compile(r"(?P<n>\d+(?:\.\d+)?)(?P<scale>[CF])(?!\w)"), _degrees),
    Rule(re.compile(r"(?P<n>\d+) st\.(?=,? \d| in weight| and)"),
         lambda match: f"{number(match['n'])} stone"),
    Rule(re.compile(r"10-(?P<code>\d{1,2})(?![\w-]|[.:/]\d)"), _radio),
    Rule(re.compile(r"(?:180|360|540|720)(?![\w°.])|(?:180|360)(?=\.(?:\s|[”\"]|$))"), _turn),
    Rule(re.compile(r"(?P<n>7[0-8]7)(?P<many>s?)(?![\w-])"), _plane),
    Rule(re.compile(r"(?P<a>\d{1,2})[-–](?P<b>\d{1,2})"
                    r"(?![\w-]|[.:/]\d|[–%°]|(?:,\d{3})| ?[ap]\.?m\b)"), _set),
    Rule(re.compile(r"(?P<first>(?:19|20)\d\d)/(?P<last>\d\d)(?![\w/])"), _season),
    Rule(re.compile(r"(?P<a>\d{1,2})/(?P<b>\d{1,3})(?:ths|th|rds|nds)(?!\w)"), _parts),
    Rule(re.compile(r"(?P<a>\d{1,2})/(?P<b>\d{1,2})(?= (?:stars?|hearts|points?|marks)\b)"),
         _rated),
    Rule(re.compile(r"(?P<a>\d{1,2})/(?P<b>[248]|16)(?=[- ]time\b)"), _beat),
    Rule(re.compile(r"(?P<n>\d+)/[-–—](?!\w)"),
         lambda match: f"{number(match['n'])} shilling{'s' * (match['n'] != '1')}"),
    Rule(re.compile(r"(?P<n>[2-9]|1\d)s(?![\w'’])|(?<=[A-Z]-)(?P<model>\d{1,3})s(?![\w'’])"),
         _figures),
    Rule(re.compile(r"(?P<n>\d+(?:\.\d+)?)M(?!\w)"), _millions),
    Rule(re.compile(rf"(?P<n>[123]) (?P<book>{_BOOKS})\.? (?=\d{{1,3}}(?!\w))"), _book),
    Rule(re.compile(r"(?P<a>\d+) ?[x×] ?(?=\d+ ?(?:mm|cm|km|m|ft|in|GB|TB|MB|kg|g|ml|l)\b)"),
         lambda match: f"{number(match['a'])} by "),
    Rule(re.compile(r"\d{3} \d{4}(?![\w,.-]\w| \d)"), _called),
    Rule(re.compile(r"(?P<a>\d+)['’′] ?[x×] ?(?P<b>\d+)['’′](?!\w)"),
         lambda match: f"{number(match['a'])} by {number(match['b'])} foot"),
    Rule(re.compile(r"(?P<h>\d{1,2})\.(?P<m>\d\d)(?: (?P<word>to|and|until|till) "
                    r"(?P<to>\d{1,2}\.[0-5]\d))?(?!\w|\.\d)"), _dotted_hour),
    Rule(re.compile(r"1-800-(?P<word>[A-Z]{4,})(?!\w)"),
         lambda match: f"one eight hundred {match['word'].lower()}"),
)  # fmt: skip
