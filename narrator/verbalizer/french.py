"""How French is read aloud."""

from __future__ import annotations

import re

from narrator.verbalizer.continental import Grammar, build
from narrator.verbalizer.numbers import cardinal, ordinal, roman
from narrator.verbalizer.scanner import Rule
from narrator.verbalizer.words import as_words

_FEMININE = re.compile(
    r"[\s\u00a0](?!(?:squelette|renne|quintette|génie|incendie|parapluie|musée|lycée|trophée|été|"
    r"côté|comité|comté|pâté|traité|murmure|silence|mercure|cimetière|magazine|domaine|capitaine|"
    r"moine|patrimoine)s?\b)(?:[a-zéèêàâîôûç]+(?:tion|sion|té|ée|ie|ure|ance|ence|ette|elle|esse|ille|euse|ine|tte|nne)s?"
    r"|fois|heures?|minutes?|secondes?|pages?|femmes?|maisons?|années?|semaines?|nuits?|livres?|"
    r"sœurs?|mères?|tantes?|amies?|reines?|robes?|tasses?|chaises?|étoiles?|bêtes?|têtes?|jambes?|"
    r"églises?|écoles?|îles?|ombres?|âmes?|larmes?|pommes?|fleurs?|clés?|clefs?|dents?|balles?|"
    r"mains?|portes?|rues?|choses?|dames?|lettres?|voix|tables?|chambres?|villes?|personnes?|poules?|"
    r"vaches?|chèvres?|roses?|lampes?|cartes?|notes?|places?|pièces?|branches?|marches?|plumes?|"
    r"pierres?|bagues?|guerres?|lignes?|images?|plages?|écharpes?|épées?|sorcières?)\b"
)


def _ordinal(match: re.Match[str]) -> str:
    number, mark = int(match["n"]), match["mark"]
    if number == 1:
        return "première" if mark in ("re", "ère", "ere") else "premier"
    return _th(number)


def _th(number: int) -> str:
    return ordinal(number, "fr")


def _century(match: re.Match[str]) -> str | None:
    value = roman(match["numeral"])
    if value is None:
        return None
    if value == 1:
        return "première" if match["mark"].startswith(("re", "è")) else "premier"
    return _th(value)


def _clock(hour: int, minute: int, word: str) -> str:
    said = "une" if hour == 1 else "vingt et une" if hour == 21 else cardinal(hour, "fr")
    unit = "heure" if hour < 2 else "heures"
    tail = f" {_feminine(minute)}" if minute else ""
    return f"{said} {unit}{tail}"


def _feminine(number: int) -> str:
    said = cardinal(number, "fr")
    return said + "e" if said.endswith("un") else said


def _hours(match: re.Match[str]) -> str | None:
    hour, minute = int(match["h"]), int(match["m"] or 0)
    return _clock(hour, minute, "") if hour < 25 and minute < 60 else None


def _ruler(name: str, value: int, ahead: str) -> str | None:
    return "premier" if value == 1 else cardinal(value, "fr")


def _gender(number: int, ahead: str, after: str) -> str:
    if number % 10 == 1 and number % 100 not in (11, 71, 91) and _FEMININE.match(after):
        return _feminine(number)
    return ""


_PARTS = {"½": "un demi", "⅓": "un tiers", "⅔": "deux tiers", "¼": "un quart",
          "¾": "trois quarts"}  # fmt: skip
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip
_HALVED = r"heures?|journées?|années?|douzaines?|livres?|bouteilles?|tasses?|pages?|semaines?"
"""Feminine nouns that are halved."""


def _half_more(match: re.Match[str]) -> str:
    """« 3½ heures »: trois heures et demie."""
    one = "une" if re.fullmatch(_HALVED, match["noun"]) else "un"
    whole = one if match["whole"] == "1" else cardinal(int(match["whole"]), "fr")
    return f"{whole} {match['noun']} et demi{'e' * (one == 'une')}"


def _part_of(part: str, after: str) -> str:
    if part == "½" and (re.match(rf"\s(?:{_HALVED})\b", after) or _FEMININE.match(after)):
        return "une demi"
    return _PARTS[part]


def _and_part(whole: str, part: str) -> str:
    return f"{whole} et {_PARTS[part].removeprefix('un ')}"


def _date(day: int, month: int, year: int, ahead: str) -> str:
    said = "premier" if day == 1 else cardinal(day, "fr")
    return f"{said} {_MONTHS[month - 1]} {cardinal(year, 'fr')}"


LANGUAGE = build(
    Grammar(
        tag="fr",
        thousands=r" .\u00a0\u202f",
        comma="virgule",
        to="à",
        abbreviations={
            "M.": "Monsieur", "MM.": "Messieurs", "Mme": "Madame", "Mme.": "Madame",
            "Mmes": "Mesdames", "Mlle": "Mademoiselle", "Mlle.": "Mademoiselle",
            "Mlles": "Mesdemoiselles", "Dr": "Docteur", "Dr.": "Docteur", "Pr": "Professeur",
            "Me": "Maître", "Mgr": "Monseigneur", "St.": "Saint", "Ste.": "Sainte",
            "St": "Saint", "Ste": "Sainte", "etc.": "et cetera", "p. ex.": "par exemple",
            "av. J.-C.": "avant Jésus-Christ", "apr. J.-C.": "après Jésus-Christ",
            "ap. J.-C.": "après Jésus-Christ", "tél.": "téléphone", "Tél.": "Téléphone",
            "Niv.": "Niveau", "niv.": "niveau", "svp": "s'il vous plaît", "stp":
            "s'il te plaît", "Chap.": "Chapitre", "Vol.": "Volume", "janv.": "janvier",
            "févr.": "février", "avr.": "avril", "juil.": "juillet", "sept.": "septembre",
            "oct.": "octobre", "nov.": "novembre", "déc.": "décembre", "St-": "Saint ",
            "Ste-": "Sainte ", "c.-à-d.": "c'est-à-dire", "av.": "avenue", "bd.": "boulevard",
            "chap.": "chapitre",
            "env.": "environ", "cf.": "voir", "p.": "page", "pp.": "pages", "n°": "numéro",
            "N°": "numéro", "no.": "numéro", "vol.": "volume",
        },
        units={
            "€": ("euro", "euros"), "$": ("dollar", "dollars"), "£": ("livre", "livres"),
            "%": ("pour cent", "pour cent"), "°C": ("degré", "degrés"), "°": ("degré", "degrés"),
            "km/h": ("kilomètre à l'heure", "kilomètres à l'heure"),
            "km": ("kilomètre", "kilomètres"), "cm": ("centimètre", "centimètres"),
            "mm": ("millimètre", "millimètres"), "m": ("mètre", "mètres"),
            "kg": ("kilo", "kilos"), "g": ("gramme", "grammes"), "l": ("litre", "litres"),
            "mg": ("milligramme", "milligrammes"), "ml": ("millilitre", "millilitres"),
            "cl": ("centilitre", "centilitres"), "t": ("tonne", "tonnes"),
            "ha": ("hectare", "hectares"), "min": ("minute", "minutes"),
            "L": ("litre", "litres"), "M€": ("million d'euros", "millions d'euros"),
            "k€": ("mille euros", "mille euros"), "Md€": ("milliard d'euros", "milliards d'euros"),
            "Go": ("gigaoctet", "gigaoctets"), "Mo": ("mégaoctet", "mégaoctets"),
            "kW": ("kilowatt", "kilowatts"), "m²": ("mètre carré", "mètres carrés"),
            "km²": ("kilomètre carré", "kilomètres carrés"),
            "°F": ("degré Fahrenheit", "degrés Fahrenheit"), "F": ("franc", "francs"),
        },
        symbols={
            "&": " et ", "%": " pour cent ", "+": " plus ", "=": " égale ", "@": " arobase ",
            "€": " euros ", "$": " dollars ", "°": " degrés ", "×": " fois ", "§": " paragraphe ",
        },
        parts="Chapitre|chapitre|CHAPITRE|Livre|livre|Tome|tome|Partie|partie|Acte|acte|Scène|scène|Volume|volume",
        score="à",
        out_of="sur",
        times=" fois",
        counted="numéro",
        double=as_words(
            """
            allez aller allons allo elle belle appelle bonne donne homme femme comme pomme somme
            merveille bataille assez passe laisse classe messe grosse rousse tasse terre guerre
            verre arrive arrête attends arrêtez fille famille oreille flamme année
            """
        ),
        minus="moins",
        address={".": "point", "/": "slash", "@": "arobase", "-": "tiret", "_": "tiret bas",
                 ":": "deux points", "+": "plus"},
        double_u="W W W",
        clock=_clock,
        ruler=_ruler,
        after_number=_gender,
        part_of=_part_of,
        and_part=_and_part,
        date=_date,
        digits=(
            Rule(re.compile(r"(?P<whole>\d{1,6}) ?(?:½|1/2) (?P<noun>[a-zà-ÿ]{3,})"), _half_more),
            Rule(re.compile(r"(?P<n>\d+)(?P<mark>er|re|ère|ere|ème|eme|nde?|e)s?(?![^\W_])"),
                 _ordinal),
            Rule(re.compile(r"(?P<h>\d{1,2})[\s\u00a0]?h[\s\u00a0]?(?P<m>[0-5]\d)?(?![^\W_])"),
                 _hours),
        ),
        special=frozenset({"Ier", "Ire", "Ie", "Ve", "Xe", "no", "No"}),
        letters=(
            Rule(re.compile(r"([Nn])o(?= ?\d)"), lambda match: f"{match[1]}uméro"),
            Rule(re.compile(r"(?P<numeral>[IVX]+)(?P<mark>er|re|ère|ème|e|ᵉ)(?![^\W_])"), _century),
        ),
    )
)  # fmt: skip
