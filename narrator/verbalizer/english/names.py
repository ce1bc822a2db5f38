"""English titles, abbreviations, initials and months into words."""

from __future__ import annotations

import re

from narrator.verbalizer.english.addresses import ADDRESSES
from narrator.verbalizer.english.numerals import MONTH, MONTHS, on_day
from narrator.verbalizer.english.roman import ROMAN_NUMERALS
from narrator.verbalizer.english.roman import SPECIAL as ROMAN_SPECIAL
from narrator.verbalizer.numbers import ordinal, year
from narrator.verbalizer.scanner import Rule
from narrator.verbalizer.words import as_words

TITLES = {
    "Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "Dr": "Doctor", "Prof": "Professor",
    "Capt": "Captain", "Lt": "Lieutenant", "Sgt": "Sergeant", "Col": "Colonel", "Gen": "General",
    "Maj": "Major", "Cpl": "Corporal", "Pvt": "Private", "Cmdr": "Commander", "Adm": "Admiral",
    "Rev": "Reverend", "Hon": "Honorable", "Gov": "Governor", "Sen": "Senator",
    "Rep": "Representative", "Pres": "President", "Supt": "Superintendent", "Insp": "Inspector",
    "Det": "Detective", "Messrs": "Messers", "Mme": "Madame", "Mlle": "Mademoiselle",
    "Mmes": "Mesdames", "MM": "Messieurs",
    "St": "Saint", "Ste": "Saint", "Mt": "Mount", "Ft": "Fort", "Fr": "Father",
    "Sr": "Sister", "Br": "Brother", "Mgr": "Monsignor",
    "Drs": "Doctors", "Sra": "Señora", "Srta": "Señorita", "Esq": "Esquire",
}  # fmt: skip
"""Ahead of a name. Their dot never ends a sentence."""
DOTLESS = as_words("Mr Mrs Ms Dr Mme Mlle Messrs St Lt Sgt Capt Prof Mt Cpl")
"""Those that are also written without a dot."""

AFTER_NAMES = {
    "St": "Street", "Dr": "Drive", "Ave": "Avenue", "Rd": "Road", "Blvd": "Boulevard",
    "Ln": "Lane", "Ct": "Court", "Sq": "Square", "Pl": "Place", "Hwy": "Highway", "Jr": "Junior",
    "Sr": "Senior", "Jnr": "Junior", "Snr": "Senior", "Esq": "Esquire", "Inc": "Incorporated",
    "Ltd": "Limited", "Corp": "Corporation", "Co": "Company", "Bros": "Brothers", "Mt": "Mountain",
}  # fmt: skip
"""After a name, with a dot, or without one at an end."""

GIVEN = {
    "Wm": "William", "Chas": "Charles", "Jas": "James", "Geo": "George", "Thos": "Thomas",
    "Jno": "John", "Robt": "Robert", "Edw": "Edward", "Benj": "Benjamin", "Saml": "Samuel",
    "Danl": "Daniel", "Richd": "Richard", "Eliz": "Elizabeth", "Alexr": "Alexander",
    "Fredk": "Frederick", "Nathl": "Nathaniel", "Hy": "Henry", "Jos": "Joseph", "Margt": "Margaret",
}  # fmt: skip
"""Given names as old letters and shop signs have them."""

WORDS = {
    "etc": "et cetera", "vs": "versus", "approx": "approximately", "dept": "department",
    "est": "established", "no": "number", "nos": "numbers", "vol": "volume", "vols": "volumes",
    "ch": "chapter", "chap": "chapter", "fig": "figure", "figs": "figures", "p": "page",
    "pp": "pages", "ed": "edition", "cf": "compare", "viz": "namely", "ibid": "ibid",
    "et al": "et al", "ca": "circa", "c": "circa", "tel": "telephone", "ext": "extension",
    "apt": "apartment", "govt": "government", "temp": "temperature", "max": "maximum",
    "min": "minimum", "misc": "miscellaneous", "op": "opus", "sec": "section", "bk": "book",
    "pt": "part", "cap": "chapter", "ver": "version", "sq": "square",
    "tsp": "teaspoon", "tbsp": "tablespoon", "bldg": "building", "assn": "association",
    "pg": "page", "ep": "episode", "eps": "episodes", "lv": "level", "lvl": "level",
    "intl": "international", "natl": "national", "attn": "attention", "incl": "including",
    "rm": "room", "wk": "week", "wks": "weeks", "cmdr": "commander", "capt": "captain",
    "hwy": "highway", "rte": "route", "excl": "excluding", "asst": "assistant",
    "univ": "university", "qty": "quantity",
    "ln": "line", "sc": "scene", "para": "paragraph", "co": "company", "doz": "dozen",
    "sgt": "sergeant", "lt": "lieutenant", "cpl": "corporal", "prof": "professor",
}  # fmt: skip
_NEEDS_NUMBER = as_words(
    """
    no nos sc para hwy rte ln
    vol vols ch chap fig figs p pp c ca ext apt op sec bk pt cap ver est tel ep eps lv lvl
    pg rm wk wks
    """
)
_NEVER_LAST = as_words("vs cf viz approx incl excl attn")
"""Their dot ends a sentence only where the text ends."""
_DOTLESS_TOO = as_words("lv lvl ep eps vol ch chap pg apt rm ext")
_NEVER_WORDS = as_words(
    "tsp tbsp etc vs approx dept cf viz ibid govt misc bldg assn intl natl attn incl cmdr excl asst"
)

LETTER_WORDS = {
    "e.g": "for example", "i.e": "that is", "a.k.a": "also known as", "w/o": "without",
    "b/c": "because", "w/e": "whatever", "j/k": "just kidding", "n/m": "never mind",
    "w/": "with", "p.s": "P S", "r.i.p": "rest in peace", "q.v": "see there",
    "n.b": "note well", "a.m": "A M", "p.m": "P M", "c/o": "care of",
}  # fmt: skip

DAYS = {
    "Mon": "Monday", "Tue": "Tuesday", "Tues": "Tuesday", "Wed": "Wednesday", "Thu": "Thursday",
    "Thur": "Thursday", "Thurs": "Thursday", "Fri": "Friday", "Sat": "Saturday", "Sun": "Sunday",
}  # fmt: skip


def _stop(match: re.Match[str]) -> str:
    """The full stop of an abbreviation ends the sentence too, when a new one follows."""
    after = match.string[match.end() : match.end() + 4]
    ends = match.group().endswith(".") and re.match(r"\s+[A-Z“\"‘]|[”\"’)]|\s*$", after)
    return "." if ends else ""


_NAME_AHEAD = re.compile(r"(?:\b[A-ZÀ-ÖØ-Þ][\w'’]*|\d(?:st|nd|rd|th)|&|\bCo\.),? $")


def _title(match: re.Match[str]) -> str | None:
    word, dot, text = match["word"], match["dot"], match.string
    if not dot and word not in DOTLESS:
        return None
    ahead, after = text[max(0, match.start() - 30) : match.start()], text[match.end() :][:7]
    name_follows = bool(
        re.match(r"\s?(?:& M|and M|or M|[“‘\"_*]*[A-ZÀ-ÖØ-Þ]|d[eu'’]|la |le |von )", after)
    )
    if word == "Sr" and name_follows and _SPANISH.search(text):
        return "Señor"
    if word in AFTER_NAMES and _NAME_AHEAD.search(ahead) and not _opens_sentence(ahead):
        if not name_follows or word == "Sr" or (dot and re.search(r"\d+ (?:\w+ )+$", ahead)):
            return AFTER_NAMES[word] + _stop(match)
        if re.search(r"(?:Mount|Baker|Elm|Main|High|Oak) $", ahead):
            return AFTER_NAMES[word] + _stop(match)
    if not name_follows and (word not in ("Mr", "Mrs", "Ms", "Dr") or (not dot and after[:1])):
        if word == "Sr":  # a sister has a name
            return AFTER_NAMES[word] + _stop(match)
        if dot and word in _RANKS and _DETERMINED.search(ahead):
            return TITLES[word] + _stop(match)
        return None if word not in ("Prof", "Capt", "Sgt", "Lt") else TITLES[word]
    if word == "Sr" and _POST.match(match.string, match.end()):
        return AFTER_NAMES[word]
    return TITLES[word]


_RANKS = as_words("Col Gen Maj Cpl Rev Gov Sen Insp Cmdr Supt Det Adm Pvt")
_DETERMINED = re.compile(r"\b(?:the|The|a|an|this|that|our|my|old|good|young) $")

_POST = re.compile(
    r" (?:Engineer|Manager|Editor|Analyst|Developer|Director|Partner|Officer|Advis[eo]r|Vice|"
    r"Consultant|Designer|Lecturer|Producer|Scientist|Technician|Architect|Accountant)\b"
)


_SPANISH = re.compile(r"\b(?:Sra|Srta|[Ss]eñor\w*|Doña)\b")


def _opens_sentence(ahead: str) -> bool:
    """Whether the name ahead is only the capital of a sentence's first word: “At St. Mary’s”."""
    return bool(
        re.search(
            r"\b(?:At|In|On|To|From|By|The|And|But|For|Of|With|Was|Is|Then|So|When|If|As|Near|Past|"
            r"Behind|Old|Dear|Our|My|His|Her|Good|Miss|Poor|Young|Sir|Yes|No|Oh|Well) $",
            ahead,
        )
    )


def _after_name(match: re.Match[str]) -> str | None:
    word, dot, text = match["word"], match["dot"], match.string
    ahead = text[max(0, match.start() - 30) : match.start()]
    if not _NAME_AHEAD.search(ahead):
        if dot and word in ("Jr", "Jnr", "Snr") and _DETERMINED.search(ahead):
            return AFTER_NAMES[word] + _stop(match)
        return None
    if not dot and word not in ("Jr", "Sr", "Inc", "Ltd", "Jnr", "Snr", "Esq", "Ave", "Blvd"):
        return None
    return AFTER_NAMES[word] + _stop(match)


_ANSWERED = re.compile(
    r"\b(?:said|says?|saying|answer(?:ed|s)?|replied|whispered|thought|absolutely|hell|oh|god|"
    r"means?|meant) $",
    re.IGNORECASE,
)


def _abbreviation(match: re.Match[str]) -> str | None:
    word, dot, text = match["word"], match["dot"], match.string
    low = word.lower()
    if low not in WORDS:
        return None  # a long s counts as an s where case doesn't
    after = text[match.end() :][:12]
    if low in _NEEDS_NUMBER:
        colon = after[:1] == ":" and low in _DOTLESS_TOO
        number_follows: object = re.match(
            r"\s?#?(?:\d|(?!I\b(?! ?[.,;:)]| ?$))[IVXLC]+\b(?!['’])|[ivx]{2,}\b)", after[colon:]
        )
        if low in ("apt", "rm") and _LETTERED_DOOR.match(after):
            number_follows = True
        dotted = dot or (low in _DOTLESS_TOO and after[:1] in (" ", ":"))
        if low == "no" and not word[0].isupper() and _ANSWERED.search(text[: match.start()]):
            return None
        if not (dotted and number_follows) or (
            low in ("no", "nos") and not re.match(r"\s?(?:\d|[IVXL]{2,}\b)", after)
        ):
            if low != "est":
                return None
            if not dot or not re.match(r"\s?\d|\s[a-z]", after):
                return None
        if low in ("p", "c") and word.isupper():
            return None
    elif low not in _NEVER_WORDS and (not dot or not re.match(r"\s[a-z\d]", after)):
        return None
    said = WORDS[low]
    if word[0].isupper():
        said = said[0].upper() + said[1:]
    said += " " if after[:1].isdigit() else ""
    goes_on = low in _NEEDS_NUMBER or (low in _NEVER_LAST and after.strip(' ”"’)'))
    return said + ("" if goes_on else _stop(match))


_LETTERED_DOOR = re.compile(r" [A-HJ-Z]\d*(?![\w'’])")
"""“Apt. B”"""


def _lettered(match: re.Match[str]) -> str | None:
    key = match["key"].lower().replace(" ", "")
    said = LETTER_WORDS.get(key)
    if said is None:
        return None
    return said + _stop(match)


# ---------------------------------------------------------------- months and initials


def _month_day(match: re.Match[str]) -> str | None:
    month, day = MONTHS[match["month"]], int(match["day"])
    if not match["year"] and re.match(r"[:/]\d| ?%|,\d{3}", match.string[match.end() :][:4]):
        return None
    said = on_day(match, month, day, match["year"] or "")
    return f"{said} to {ordinal(int(match['last']))}" if said and match["last"] else said


def _month_year(match: re.Match[str]) -> str:
    return f"{MONTHS[match['month']]} {year(int(match['year']))}"


def _short_month(match: re.Match[str]) -> str | None:
    after = match.string[match.end() :][:3]
    if match["month"] in MONTHS.values() or (not match["dot"] and not re.match(r" \d", after)):
        return None
    return MONTHS[match["month"]]


_NTH_ALONE = re.compile(rf",? \d{{1,2}}(?:st|nd|rd|th)(?!\w)(?! (?:of )?(?:{MONTH}))")


def _days(match: re.Match[str]) -> str:
    """“Mon, Wed & Fri”"""
    said = re.sub(r"[A-Z][a-z]+", lambda day: DAYS[day.group()], match.group())
    return said.replace("&", "and").replace("/", " and ")


def _dated_day(match: re.Match[str]) -> str | None:
    """“Fri, Oct. 13”, “Sat 9pm”, “Tue: gym”, “See you Thurs!”"""
    word = match.group()
    if word in ("Sun", "Sat") and match.string[match.end()] == ":":
        return None
    nth = _NTH_ALONE.match(match.string, match.end())
    return DAYS[word] + (" the" if nth else "")


def _day_name(match: re.Match[str]) -> str | None:
    after = match.string[match.end() :][:8]
    if match["word"] in ("Sun", "Sat", "Mon", "Wed") and not re.match(
        r",? (?:\d|and\b|or\b|through\b|thru\b|till?\b|until\b|[A-Z][a-z]{2}\b|to\b|"
        r"morning|night)|$",
        after,
    ):
        return None
    return DAYS[match["word"]] + _stop(match)


def _initials(match: re.Match[str]) -> str:
    """“J. R. R.” and “U.S.” as letters: a dot would end the sentence."""
    letters = re.findall(r"[A-Za-z]", match.group())
    after = match.string[match.end() :][:10]
    ends = not after.strip() or re.match(r"[”\"’]", after)
    return " ".join(letters).upper() + ("." if ends and match.group().endswith(".") else "")


def _middle(match: re.Match[str]) -> str | None:
    """“John F. Kennedy”, “M. Laval”."""
    letter, ahead = (
        match["letter"] or match["m"],
        match.string[max(0, match.start() - 20) : match.start()],
    )
    named = re.search(r"\b[A-Z][a-z'’]+ $", ahead) and not _opens_sentence(ahead)
    if letter == "M" and not named:
        return "Monsieur"
    if letter == "I" and not named:
        return None
    return letter


_WARS = {"I": "One", "1": "One", "II": "Two", "2": "Two", "III": "Three", "3": "Three"}
_WAYS = {"N": "North", "S": "South", "E": "East", "W": "West"}
_ALL_TITLES = "|".join(sorted(TITLES, key=len, reverse=True))
_ALL_AFTER = "|".join(sorted(AFTER_NAMES, key=len, reverse=True))
_ALL_WORDS = "|".join(sorted(WORDS, key=len, reverse=True))
_ALL_DAYS = "|".join(sorted(DAYS, key=len, reverse=True))

NAMES = (
    Rule(re.compile(r"Ph\.? ?D\.?['’]?s(?!\w)"), lambda match: "P H Ds"),
    Rule(re.compile(r"Ph\.? ?D\.?(?!\w)"), lambda match: "P H D" + _stop(match)),
    *ADDRESSES,
    Rule(re.compile(r"W\.? ?W\.? ?(?P<n>I{1,3}|[1-3])(?!\w)"),
         lambda match: f"World War {_WARS[match['n']]}"),
    Rule(re.compile(r"Ltd\.(?= [a-z])"), lambda match: "Limited"),
    Rule(re.compile(r"PFC(?= [A-Z])"), lambda match: "Private First Class"),
    Rule(re.compile(r"Esq\.?(?!\w)"), lambda match: "Esquire" + _stop(match)),
    Rule(re.compile(rf"(?P<short>{'|'.join(GIVEN)})\.(?=,? (?:[A-ZÀ-ÖØ-Þ]|and\b|&))"),
         lambda match: GIVEN[match["short"]]),
    Rule(re.compile(r"Rt\.? Hon\b\.?"), lambda match: "Right Honorable"),
    Rule(re.compile(r"(?P<a>[Nn]oon|[Mm]idnight|[Dd]awn|[Dd]usk) ?[-–—]"
                    r"(?= ?(?:\d|dusk|noon|midnight))"),
         lambda match: match["a"] + " to "),
    Rule(re.compile(r"(?<=\d )(?P<way>[NSEW])\.? "
                    r"(?=(?:[A-Z]\w+|\d+(?:st|nd|rd|th))(?: [A-Z]\w+)?,? "
                    r"(?:St|Ave|Av|Rd|Blvd|Dr|Ln|Street|Avenue|Road|Drive|Lane|Boulevard)\b)"),
         lambda match: _WAYS[match["way"]] + " "),
    Rule(re.compile(r"[vV](?:\. ?)?(?=\d+\.\d)"), lambda match: "version "),
    Rule(re.compile(r"(?:XD+|xD+)(?!\w)"), lambda match: ""),
    Rule(re.compile(
        r"(?P<key>[a-z]\.\s?(?:[a-z]\.\s?)?[a-z]|[a-z]/[a-z]?)(?:\.|(?![\w]))", re.I), _lettered),
    Rule(re.compile(r"(?:[a-z]\.){2,}[a-z]?\.?(?!\w)"), _initials),
    Rule(re.compile(r"[MDPCLS]-(?=(?:Mr|Mrs|Ms|Miss|Mister|Dr|Prof|Capt|Lt|Sgt)\b)"),
         lambda match: ""),
    *ROMAN_NUMERALS,
    Rule(re.compile(rf"(?P<word>{_ALL_TITLES})(?P<dot>\.?)(?!\w)"), _title),
    Rule(re.compile(rf"(?P<word>{_ALL_AFTER})(?P<dot>\.?)(?!\w)"), _after_name),
    Rule(re.compile(
        rf"(?P<month>{MONTH})\.? (?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
        r"(?:\s?[-–]\s?(?P<last>\d{1,2})(?:st|nd|rd|th)?\b(?![-–/:.]\d))?"
        r"(?:(?:,| of)? (?P<year>1\d{3}|20\d\d)(?!\w))?(?![\w-])"), _month_day),
    Rule(re.compile(rf"(?P<month>{MONTH})\.?,? (?P<year>1\d{{3}}|20\d\d)(?!\w)"), _month_year),
    Rule(re.compile(rf"(?P<month>{MONTH})\.?[–-](?=(?:{MONTH})\b)"),
         lambda match: MONTHS[match["month"]] + " to "),
    Rule(re.compile(rf"(?P<month>{MONTH})(?P<dot>\.)(?!\w)"), _short_month),
    Rule(re.compile(rf"(?P<month>{MONTH})(?P<dot>)(?= \d)"), _short_month),
    Rule(re.compile(rf"(?P<a>{_ALL_DAYS})\.?[-–](?P<b>{_ALL_DAYS})(?:\.(?=,)|(?!\w))"),
         lambda match: f"{DAYS[match['a']]} to {DAYS[match['b']]}"),
    Rule(re.compile(rf"(?:{_ALL_DAYS})(?:(?:,? (?:&|and|or) |, |/)(?:{_ALL_DAYS}))+(?![\w.'’])"),
         _days),
    Rule(re.compile(
        rf"(?:{_ALL_DAYS})(?=,? (?:the )?(?:(?:{MONTH})\.? \d|\d{{1,2}}(?:st|nd|rd|th|:\d\d|"
        rf" ?[ap]\.?m\b|\.? (?:{MONTH})\b))|: )|(?:Tues|Thurs?)(?![\w.'’-])"), _dated_day),
    Rule(re.compile(rf"(?P<word>{_ALL_DAYS})\.(?!\w)"), _day_name),
    Rule(re.compile(rf"(?P<word>{_ALL_WORDS})(?P<dot>\.(?=\d)|\.?(?!\w))", re.I), _abbreviation),
    Rule(re.compile(r"(?:[A-Z]\.){2,}s(?!\w)"),
         lambda match: " ".join(match.group().replace(".", " ")[:-1].split()) + "s"),
    Rule(re.compile(r"(?:[A-Z]\. ?){2,}(?= [A-Z][a-z])|(?:[A-Z]\.){2,}[A-Z]?(?!\w)"
                    r"|(?:[A-Z]\. ){1,}[A-Z]\.(?!\w)"), _initials),
    Rule(re.compile(r"(?P<letter>[A-Z])\.(?= [A-ZÀ-ÖØ-Þ][a-zé’']+)"
                    r"|(?P<m>M)\.(?= (?:de|du|la|le|d['’]))"), _middle),
    Rule(re.compile(r"(?<=\d(?:th|st|nd|rd) )c(?:ent)?\."), lambda match: "century"),
    Rule(re.compile(r"[A-HJ-Z]\.(?= [a-zà-ÿ])"), lambda match: match.group()[0]),
    Rule(re.compile(r"(?P<letters>[A-Z][\w'’]*)-(?=(?:kun)(?!\w))kun", re.I),
         lambda match: match["letters"].replace("’", "'") + " koon"),
    Rule(re.compile(rf"(?P<word>{'|'.join(DOTLESS)})(?P<dot>\.?)(?= [A-Z])".upper()
                    .replace("(?P<WORD>", "(?P<word>").replace("(?P<DOT>", "(?P<dot>")),
         lambda match: TITLES[match["word"].capitalize()]),
    Rule(re.compile(rf"(?P<day>{'|'.join(DAYS.values())})[–-](?=(?:{'|'.join(DAYS.values())})\b)"),
         lambda match: match["day"] + " to "),
)  # fmt: skip

SPECIAL = frozenset(
    [*TITLES, *AFTER_NAMES, *GIVEN, *DAYS, *MONTHS, *ROMAN_SPECIAL]
    + [form for word in WORDS for form in (word, word.capitalize()) if word not in ("no", "temp")]
    + ["No", "Rt", "al", "http", "https"]
) - {"Sir", "Lord", "Day", "Room", "Letter", "Week"}
"""Plain words that some rule of ``NAMES`` is about."""
