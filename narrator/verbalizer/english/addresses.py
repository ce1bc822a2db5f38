"""Addresses on the net, and names of files, as English reads them."""

from __future__ import annotations

from narrator.verbalizer import addresses
from narrator.verbalizer.numbers import cardinal, digits


def _digits_of(text: str) -> str:
    """A number in an address: short ones as numbers, others digit by digit."""
    return cardinal(int(text)) if len(text) < 4 and text[0] != "0" else digits(text)


_SIGNS = addresses.Signs(
    marks={".": "dot", "/": "slash", "@": "at", "-": "dash", "_": "underscore", ":": "colon",
           "+": "plus"},
    number=_digits_of,
    double_u="w w w",
)  # fmt: skip
ADDRESSES = addresses.rules(_SIGNS)
ENDING = addresses.endings(_SIGNS)
