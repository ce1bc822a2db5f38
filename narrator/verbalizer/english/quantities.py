"""English amounts into words: ranges, scores, ratios, fractions, units."""

from __future__ import annotations

import re

from narrator.verbalizer.english.units import FRACTIONS, SHORT_UNITS, UNITS
from narrator.verbalizer.numbers import cardinal, decimal, digits, ordinal, year

NUMBER = r"\d{1,3}(?:,\d{3})+(?!\d)|\d+"
AMOUNT = rf"(?:{NUMBER})(?:\.\d+)?"

_PARTS = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 8: "eighth", 10: "tenth"}


def number(text: str) -> str:
    """Digits with commas and a point in words.

    >>> number("1,234"), number("2.50"), number("007")
    ('one thousand two hundred and thirty four', 'two point five zero', 'double oh seven')
    """
    whole, point, part = text.partition(".")
    if point and part:
        return decimal(whole, part)
    plain = whole.replace(",", "")
    if len(plain) > 1 and plain[0] == "0":
        doubled = re.match(r"00(?!0)", plain)
        tail = digits(plain[2:]) if doubled else digits(plain)
        return f"double oh {tail}" if doubled else tail
    if len(plain) > 12 or (len(plain) > 9 and "," not in whole):
        return digits(plain)
    return cardinal(int(plain))


def before(match: re.Match[str], width: int = 30) -> str:
    return match.string[max(0, match.start() - width) : match.start()]


def after(match: re.Match[str], width: int = 30) -> str:
    return match.string[match.end() : match.end() + width]


_SCORE = re.compile(
    r"\b(?:won|wins?|winning|beat(?:en|ing)?|lost|los(?:e|es|ing)|scores?|scored|leads?|led|leading"
    r"|tied?|draw|drew|drawn|match|final|game|ahead|behind|goal|half-?time|nil|series)\b",
    re.IGNORECASE,
)


def say_range(match: re.Match[str]) -> str | None:
    low, high, text = match["low"], match["high"], match.string
    if match["mark"] == "-" and _chained(match):
        return None
    a, b = int(low.replace(",", "")), int(high.replace(",", ""))
    near = text[max(0, match.start() - 40) : match.start()] + text[match.end() : match.end() + 20]
    if len(low) <= 3 and len(high) <= 3 and _SCORE.search(near):
        if a == b == 0:
            return "nil nil"
        return f"{number(low)} {'nil' if b == 0 and a < 10 else number(high)}"
    if a == b:  # “a 50-50 chance”
        return f"{number(low)} {number(high)}"
    if _is_year(low) and ((_is_year(high) and a < b) or (len(high) == 2 and a % 100 < b)):
        return f"{year(a)} to {year(b) if len(high) > 2 else cardinal(b)}"
    return f"{number(low)} to {number(high)}"


def _chained(match: re.Match[str]) -> bool:
    return bool(re.match(r"[-.]\d", after(match)) or re.search(r"\d[-.]$", before(match)))


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isdigit() and 1000 <= int(text) <= 2099


_CHARGED = re.compile(r"\b(?:costs?|charged?|paid|pay|worth|(?:fare|price|toll) (?:is|was)) $")


def say_slashed(match: re.Match[str]) -> str | None:
    a, b = int(match["a"]), int(match["b"])
    if match.group() in ("24/7", "9/11", "50/50", "20/20", "60/40", "80/20", "7/11"):
        return f"{number(match['a'])} {'eleven' if b == 11 else cardinal(b)}"
    old = (b == 6 and a not in (1, 5)) or (b <= 11 and b < a < 20)
    if old and _CHARGED.search(before(match)):  # “it cost 3/6”: shillings and pence
        return f"{cardinal(a)} and {cardinal(b)}"
    if 0 < a < b and b in _PARTS:
        return f"{cardinal(a)} {_plural(_PARTS[b], a)}"
    if 0 < a < b <= 100:
        return f"{cardinal(a)} {_plural(ordinal(b), a)}"
    return f"{cardinal(a)} over {cardinal(b)}"


def say_mixed(match: re.Match[str]) -> str | None:
    a, b = int(match["a"]), int(match["b"])
    if b not in _PARTS or not 0 < a < b:
        return None
    return f"{number(match['whole'])} and {'a' if a == 1 else cardinal(a)} {_plural(_PARTS[b], a)}"


def _plural(part: str, count: int) -> str:
    if count == 1:
        return part
    return "halves" if part == "half" else part + "s"


def say_with_fraction(match: re.Match[str]) -> str:
    part = FRACTIONS[match["part"]].replace("one half", "a half").replace("one q", "a q")
    return f"{number(match['whole'])} and {part}"


def say_unit(match: re.Match[str]) -> str | None:
    unit = match["unit"] if match["unit"] in UNITS else match["unit"].rstrip(".")
    one, many = UNITS.get(unit) or SHORT_UNITS[unit]
    amount = match["amount"]
    noun = one if amount == "1" or (unit != "p" and _is_adjective(match, unit)) else many
    said = f"{number(amount)} {noun}"
    end = match.group().endswith(".") and re.match(r"\s+[A-Z“\"]|[”\"’]|$", after(match))
    return said + ("." if end else "")


_NO_NOUN = re.compile(
    r" (?:ago|later|before|after|until|since|from|for|on|now|straight|early|late|more|left|total|"
    r"with|is|was|if|but|then|he|she|it|we|they|you|by|past|into)\b"
)


_OWNED = re.compile(r"\b(?:an?|the|his|her|my|your|their|our|this|that) $", re.IGNORECASE)


def _is_adjective(match: re.Match[str], unit: str) -> bool:
    """“a 10 lb. trout”."""
    noun = re.match(r"\s(?!of\b|and\b|or\b|to\b|in\b|at\b|per\b)[a-z]", after(match))
    if unit in ("hr", "min", "yr") and match.group()[-len(unit) - 1].isdigit():  # “24hr shop”
        return noun is not None and not _NO_NOUN.match(after(match))
    if unit == "mm" and _OWNED.search(before(match)):
        return True  # “the 9mm”
    if unit in ("°", "º") and noun and re.search(r"\b[Aa]n? $", before(match)):
        return True
    if unit in ("W", "V"):
        return noun is not None and not _NO_NOUN.match(after(match))
    return unit.isalpha() and noun is not None and bool(re.search(r"\b[Aa]n? $", before(match)))


def say_hyphened_unit(match: re.Match[str]) -> str:
    """“a 20-year-old”, “the 6-ft wall”: a number tied to what follows."""
    unit = match["unit"] or ""
    one = UNITS.get(unit, (unit, ""))[0]
    return f"{number(match['amount'])} {one}".rstrip() + ("" if unit else " ")


def say_height(match: re.Match[str]) -> str | None:
    feet, inches = int(match["feet"]), match["inches"]
    if feet > 9 or (inches and int(inches) > 11):
        return None
    if inches:
        unit = ""
        if "named" in match.re.groupindex:
            unit = " inch" if inches == "1" else " inches"
        return f"{cardinal(feet)} foot {cardinal(int(inches))}{unit}"
    return f"{cardinal(feet)} foot"


_PRICED = re.compile(r"\b(?:for|at|costs?|paid|pays?|worth|price|owed?|was|were|\d[ld]\.?,?) $")
_AGED = re.compile(r"\b(?:his|her|their|my|your|our|the|early|late|mid)[ -]$", re.IGNORECASE)


def say_pence(match: re.Match[str]) -> str | None:
    shillings, pence = match["shillings"], match["pence"]
    said = []
    if not pence and (
        re.match(r"\d{3}0$", shillings)
        or _AGED.search(before(match))
        or (re.match(r"[2-9]0$", shillings) and not _PRICED.search(before(match)))
    ):
        return None  # “the 1920s.”, “in his forties.”, “so 90s.”
    if shillings:
        said.append(f"{number(shillings)} shilling{'s' * (shillings != '1')}")
    if pence:
        said.append("a penny" if pence == "1" else f"{number(pence)}pence".replace(" ", " "))
    return " and ".join(said) + ("" if pence or after(match, 1) else ".")


_MEASURED = re.compile(
    r" (?:deep|long|high|tall|wide|away|apart|above|below|thick|across|of|from|to the|down|off)\b"
)


def say_short_unit(match: re.Match[str]) -> str | None:
    """“3 m deep”: a unit of one letter that stands apart is one where a measure follows."""
    return say_unit(match) if _MEASURED.match(after(match)) else None


def say_power_of_unit(match: re.Match[str]) -> str:
    """“20 m²”, “10 sq. ft.”"""
    one, many = UNITS.get(match["unit"]) or SHORT_UNITS[match["unit"]]
    kind = "cubic" if match["power"] == "³" else "square"
    return f"{number(match['amount'])} {kind} {one if match['amount'] == '1' else many}"


def say_many(match: re.Match[str]) -> str:
    """“100s of birds”."""
    tens = ("tens", "hundreds", "thousands", "tens of thousands")
    return tens[len(match["round"].replace(",", "")) - 2]


def say_inches(match: re.Match[str]) -> str | None:
    """“a 24" screen”: a straight mark that can close no quotation."""
    if match.group().endswith('"') and match.string[: match.start()].count('"') % 2:
        return None
    one = match["amount"] == "1" or re.match(r" [a-z]", after(match))
    return f"{number(match['amount'])} {'inch' if one else 'inches'}"


def say_ratio(match: re.Match[str]) -> str:
    """“odds of 10:1”, “Psalm 23:4”."""
    verse = re.search(r"\b[A-Z][a-z]+\.? $", before(match))
    between = "," if verse else " to"
    return f"{number(match['a'])}{between} {number(match['b'])}"


def say_days(match: re.Match[str]) -> str:
    """“2nd–4th”."""
    return f"{ordinal(int(match['low']))} to {ordinal(int(match['high']))}"
