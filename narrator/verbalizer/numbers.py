"""Numbers into words, in the languages that are spoken here."""

from __future__ import annotations

import re
from functools import cache

_ENGLISH_DIGITS = ["oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TOO_LARGE = 10**15
"""From here on a number is read digit by digit: nobody follows more, and few languages go on."""


@cache
def cardinal(number: int, language: str = "en") -> str:
    """A whole number in words; one beyond ``TOO_LARGE`` digit by digit.

    >>> cardinal(1234)
    'one thousand two hundred and thirty four'
    """
    if abs(number) >= TOO_LARGE:
        return " ".join(cardinal(int(digit), language) for digit in str(abs(number)))
    from num2words import num2words

    return _plain(num2words(number, lang=language))


@cache
def ordinal(number: int, language: str = "en") -> str:
    """A whole number's place in a row, in words.

    >>> ordinal(21)
    'twenty first'
    """
    if abs(number) >= TOO_LARGE:
        return cardinal(number, language)
    from num2words import num2words

    return _plain(num2words(number, lang=language, to="ordinal"))


def _plain(words: str) -> str:
    return words.replace(",", "").replace("-", " ")


def digits(text: str) -> str:
    """Each digit by itself, as in a telephone number.

    >>> digits("555-0123")
    'five five five, oh one two three'
    """
    groups = re.findall(r"\d+", text)
    return ", ".join(" ".join(_ENGLISH_DIGITS[int(c)] for c in group) for group in groups)


def year(number: int) -> str:
    """A year in pairs, as it is said in English.

    >>> year(1905), year(1900), year(2004), year(2019)
    ('nineteen oh five', 'nineteen hundred', 'two thousand and four', 'twenty nineteen')
    """
    high, low = divmod(number, 100)
    if not 1000 <= number <= 9999 or 2000 <= number <= 2009 or (high % 10 == 0 and low < 10):
        return cardinal(number)
    if not low:
        return f"{cardinal(high)} hundred"
    return f"{cardinal(high)} {'oh ' if low < 10 else ''}{cardinal(low)}"


def clock(hour: int, minute: int, *, early: bool = False) -> str:
    """A time by the clock; ``early`` for hours written with a leading zero, as soldiers do.

    >>> clock(10, 5), clock(18, 0), clock(6, 15, early=True), clock(9, 0)
    ('ten oh five', 'eighteen hundred', 'oh six fifteen', "nine o'clock")
    """
    if hour == minute == 0:
        return "zero hundred"
    ahead = "zero zero" if hour == 0 else cardinal(hour)
    ahead = f"oh {ahead}" if early and hour else ahead
    if minute:
        return f"{ahead} {'oh ' if minute < 10 else ''}{cardinal(minute)}"
    return f"{ahead} hundred" if early or hour > 12 or hour == 0 else f"{ahead} o'clock"


def decimal(whole: str, part: str) -> str:
    """A number with a point: the digits after it one by one.

    >>> decimal("3", "14"), decimal("1,000", "5")
    ('three point one four', 'one thousand point five')
    """
    tail = " ".join("zero" if c == "0" else _ENGLISH_DIGITS[int(c)] for c in part)
    return f"{cardinal(int(whole.replace(',', '') or 0))} point {tail}"


_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_WELL_FORMED = re.compile(
    r"(?=.)M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})", re.IGNORECASE
)


def roman(text: str) -> int | None:
    """What a well-formed Roman numeral stands for; None for any other word.

    >>> roman("XIV"), roman("iv"), roman("IIII")
    (14, 4, None)
    """
    if not _WELL_FORMED.fullmatch(text):
        return None
    values = [_ROMAN[c] for c in text.upper()]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
