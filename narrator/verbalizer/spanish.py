"""How Spanish is read aloud."""

from __future__ import annotations

import re

from narrator.verbalizer.continental import Grammar, build
from narrator.verbalizer.numbers import cardinal, roman
from narrator.verbalizer.scanner import Rule
from narrator.verbalizer.words import as_words

ORDINALS = (
    "primero", "segundo", "tercero", "cuarto", "quinto", "sexto", "séptimo", "octavo", "noveno",
    "décimo", "undécimo", "duodécimo", "decimotercero", "decimocuarto", "decimoquinto",
    "decimosexto", "decimoséptimo", "decimoctavo", "decimonoveno", "vigésimo",
)  # fmt: skip
MONTHS = (
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|"
    "diciembre"
)
_FEMININE = re.compile(
    r"\s(?!(?:días?|mapas?|problemas?|sistemas?|idiomas?|programas?|poemas?|temas?|planetas?|"
    r"euros?|soldados)\b)(?:[a-záéíóúñ]+(?:as?|ciones|ción|dades|dad|tudes)|noches?|veces|vez|"
    r"mujer(?:es)?|manos?|calles?|tardes?|naves?|flores?|luces|voces|libras)\b"
)
_MASCULINE = re.compile(r"\s[a-záéíóúñ]{2,}(?<!\bde)(?<!\bo)(?<!\by)\b")


def _ordinal(match: re.Match[str]) -> str:
    number, feminine = int(match["n"]), match["mark"].endswith(("ª", "a"))
    if not 1 <= number <= len(ORDINALS):
        return cardinal(number, "es")
    said = ORDINALS[number - 1]
    if feminine:
        return said[:-1] + "a"
    noun = re.match(r"\s[a-záéíóúñ]", match.string[match.end() :])
    return said[:-1] if number in (1, 3) and noun else said


def _century(match: re.Match[str]) -> str | None:
    """«s. XX»"""
    value = roman(match["numeral"])
    return None if value is None else f"siglo {cardinal(value, 'es')}"


def _chapter(match: re.Match[str]) -> str | None:
    """«Cap. II», «Cap. 3», but not «Cap. Ruiz»."""
    value = roman(match["numeral"]) if match["numeral"] else 0
    return None if value is None else f"Capítulo {cardinal(value, 'es') if value else ''}"


def _nth(match: re.Match[str], ending: str) -> str | None:
    """«la II Guerra Mundial»"""
    value = roman(match["numeral"])
    if value is None or value > len(ORDINALS):
        return None
    said = ORDINALS[value - 1][:-1] + ending
    return said[:-1] if ending == "o" and value in (1, 3) else said


def _gender(number: int, ahead: str, after: str) -> str:
    """“un perro”, “veintiún cisnes”, “doscientas páginas”."""
    said = cardinal(number, "es")
    if re.match(rf"\s(?:de\b|{MONTHS})", after):
        return ""
    if _FEMININE.match(after):
        said = re.sub(r"cientos\b", "cientas", said).replace("quinientos", "quinientas")
        return re.sub(r"uno$", "una", said)
    if said.endswith("uno") and _MASCULINE.match(after):
        return re.sub(r"veintiuno$", "veintiún", said) if number % 100 == 21 else said[:-1]
    return ""


def _clock(hour: int, minute: int, word: str) -> str:
    if hour == minute == 0:
        return "cero horas"
    said = "una" if hour == 1 else cardinal(hour, "es")
    halves = {0: "", 15: " y cuarto", 30: " y media"} if hour <= 12 else {0: ""}
    if minute in halves:
        return said + halves[minute]
    return (
        f"{said} y {cardinal(minute, 'es')}" if hour <= 12 else f"{said} {cardinal(minute, 'es')}"
    )


def _ruler(name: str, value: int, ahead: str) -> str | None:
    feminine = name.endswith("a") or name in (
        "Isabel",
        "Beatriz",
        "Leonor",
        "Carmen",
        "Inés",
        "Raquel",
    )
    if value <= 10:
        said = ORDINALS[value - 1]
        return said[:-1] + "a" if feminine else said
    return cardinal(value, "es")


_PARTS = {"½": "medio", "⅓": "un tercio", "⅔": "dos tercios", "¼": "un cuarto",
          "¾": "tres cuartos"}  # fmt: skip
_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
    "octubre", "noviembre", "diciembre",
)  # fmt: skip


def _half_more(match: re.Match[str]) -> str:
    """«3½ horas»: tres horas y media."""
    noun, feminine = match["noun"], re.search("as?$", match["noun"])
    one = "una" if feminine else "un"
    whole = one if match["whole"] == "1" else cardinal(int(match["whole"]), "es")
    return f"{whole} {noun} y {'media' if feminine else 'medio'}"


def _part_of(part: str, after: str) -> str:
    return "media" if part == "½" and re.match(r"\s\w+a\b", after) else _PARTS[part]


def _and_part(whole: str, part: str) -> str:
    return f"{whole} y {_PARTS[part].removeprefix('un ')}"


def _date(day: int, month: int, year: int, ahead: str) -> str:
    return f"{cardinal(day, 'es')} de {_MONTHS[month - 1]} de {cardinal(year, 'es')}"


LANGUAGE = build(
    Grammar(
        tag="es",
        thousands=r".\u00a0\u202f",
        comma="coma",
        to="a",
        abbreviations={
            "Sr.": "Señor", "Sra.": "Señora", "Srta.": "Señorita", "Sres.": "Señores",
            "Dr.": "Doctor", "Dra.": "Doctora", "D.": "Don", "Dña.": "Doña", "Ud.": "usted",
            "Uds.": "ustedes", "Vd.": "usted", "Vds.": "ustedes", "Prof.": "Profesor",
            "Profa.": "Profesora", "Sto.": "Santo", "Sta.": "Santa", "S.": "San",
            "Avda.": "Avenida", "Vol.": "Volumen", "Nv.": "Nivel", "Niv.": "Nivel",
            "Av.": "Avenida", "c/": "calle", "etc.": "etcétera", "p. ej.": "por ejemplo",
            "pág.": "página", "págs.": "páginas", "p.": "página", "cap.": "capítulo",
            "vol.": "volumen", "n.º": "número", "N.º": "número", "nº": "número", "núm.": "número",
            "EE. UU.": "Estados Unidos", "EEUU": "Estados Unidos", "a. C.": "antes de Cristo",
            "d. C.": "después de Cristo",
            "a. m.": "de la mañana", "p. m.": "de la tarde", "Gral.": "General", "Cap.": "Capitán",
            "Cnel.": "Coronel", "Lic.": "Licenciado", "Ing.": "Ingeniero", "tel.": "teléfono",
        },
        units={
            "€": ("euro", "euros"), "$": ("dólar", "dólares"), "£": ("libra", "libras"),
            "%": ("por ciento", "por ciento"), "°C": ("grado", "grados"),
            "°": ("grado", "grados"), "km/h": ("kilómetro por hora", "kilómetros por hora"),
            "km": ("kilómetro", "kilómetros"), "cm": ("centímetro", "centímetros"),
            "mm": ("milímetro", "milímetros"), "m": ("metro", "metros"),
            "kg": ("kilo", "kilos"), "g": ("gramo", "gramos"), "l": ("litro", "litros"),
            "mg": ("miligramo", "miligramos"), "ml": ("mililitro", "mililitros"),
            "t": ("tonelada", "toneladas"), "ha": ("hectárea", "hectáreas"),
            "h": ("hora", "horas"), "min": ("minuto", "minutos"), "M€": ("millón de euros",
            "millones de euros"), "GB": ("gigabyte", "gigabytes"),
            "MB": ("megabyte", "megabytes"), "kW": ("kilovatio", "kilovatios"),
            "m²": ("metro cuadrado", "metros cuadrados"),
            "km²": ("kilómetro cuadrado", "kilómetros cuadrados"),
            "°F": ("grado Fahrenheit", "grados Fahrenheit"),
        },
        symbols={
            "&": " y ", "%": " por ciento ", "+": " más ", "=": " igual a ", "@": " arroba ",
            "€": " euros ", "$": " dólares ", "°": " grados ", "×": " por ", "§": " sección ",
        },
        parts="Capítulo|capítulo|CAPÍTULO|Libro|libro|Tomo|tomo|Parte|parte|Acto|acto|Escena|escena|Volumen|volumen|siglo|Siglo",
        telephones=r"[6789]\d\d[ .-]?\d{3}[ .-]?\d{3}|[6789]\d\d(?: \d\d){3}|112|911|091",
        score="a",
        out_of="de",
        times=" veces",
        counted="número",
        double=as_words(
            """
            calla llama silla ella ellos bella calle perro tierra guerra corre carro arriba allí
            llora lleva leer creer lee cree cállate vaya amarillo ayuda pollo estrella pasillo
            """
        ),
        minus="menos",
        address={".": "punto", "/": "barra", "@": "arroba", "-": "guion", "_": "guion bajo",
                 ":": "dos puntos", "+": "más"},
        double_u="W W W",
        clock=_clock,
        ruler=_ruler,
        after_number=_gender,
        part_of=_part_of,
        and_part=_and_part,
        date=_date,
        letters=(
            Rule(re.compile(r"[Ss]\.\s?(?P<numeral>[IVX]+)(?!\w)"), _century),
            Rule(re.compile(r"Cap\. ?(?:(?P<numeral>[IVXLC]+)(?!\w)|(?=\d))"), _chapter),
            Rule(re.compile(r"(?P<numeral>[IVX]+)(?= (?:Guerra|República|Internacional|Cruzada|"
                            r"Dinastía|Asamblea|Legión|Parte))"), lambda match: _nth(match, "a")),
            Rule(re.compile(r"(?P<numeral>[IVX]+)(?= (?:Reich|Imperio|Congreso|Concilio))"),
                 lambda match: _nth(match, "o")),
        ),
        digits=(
            Rule(re.compile(r"(?P<whole>\d{1,6}) ?(?:½|1/2) (?P<noun>[a-zñáéíóú]{3,})"),
                 _half_more),
            Rule(re.compile(r"(?P<n>\d{1,2})(?P<mark>\.?(?:[ºª]|er(?![^\W_]))|[º°](?= [a-z])|"
                            r"(?:er|ro|ra|do|da|to|ta)(?![^\W_]))"), _ordinal),
        ),
    )
)  # fmt: skip
