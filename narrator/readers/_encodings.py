"""A text's bytes into the encoding that makes it read like prose, where no mark states it."""

from __future__ import annotations

import codecs
import unicodedata
from functools import cache

SAMPLE_BYTES = 40_000
"""So much of the text is read each way; prose shows itself in less."""
LONGEST_LINE = 4_000
"""Of a longer line the part before what isn't ASCII is left out."""
LEAST_PLAUSIBLE = 0.6
"""A mean below this reads like no language that is known here."""
STRANGE_SHARE = 0.01
"""So many characters of UTF-16 may be none that anybody writes."""

ENCODINGS = (
    *("cp1252", "iso8859_15", "cp1250", "iso8859_2", "mac_roman", "cp1251", "koi8_r", "cp866"),
    *("mac_cyrillic", "iso8859_5", "cp1253", "euc_jp", "cp932", "gb18030", "big5", "cp949"),
)
"""Those that manuscripts are found in; of two that read alike the first is taken."""

JAPANESE_ESCAPES = (b"\x1b$B", b"\x1b$@")
_COMMON_LATIN = frozenset("äöüßéèêëàâáãåçñíìîïóòôõøúùûæœýąćęłńśźżěščřžůťďňőű")
_COMMON_CYRILLIC = frozenset("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёіїєґ")
_COMMON_HAN = frozenset(
    "的一是不了在人有我他她它这這个個们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能"
    "而子那得于於着著下自之年过過发發后後作里裡道行所然家种種事成方多经經么麼去法学學如都同现現当當"
    "没沒动動面起看定天分还還进進好小部其些主样樣理心本前开開但因只从從想实實日者意无無此情已间間"
    "手见見话話走头頭海水风風点點声聲门門夜月山花雨朝今何言立思分気間出"
)
_OPENING, _CLOSING = frozenset("“„«¿¡「『（《‘"), frozenset("”»」』）》。、，！？：；…")
_EITHER = frozenset("—–―’·・\u00a0\u202f\u3000“‘ー々")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "HIRAGANA", "KATAKANA", "CJK", "HANGUL", "HALFWIDTH")


def guess_encoding(data: bytes) -> str:
    """The encoding in which the text reads best, or "" when it reads badly in all of them.

    >>> guess_encoding("Ветер был слишком сильный.".encode("koi8_r"))
    'koi8_r'
    """
    if any(escape in data for escape in JAPANESE_ESCAPES) and b"\x1b(" in data:
        return "iso2022_jp"
    sample = telling_part(data)
    best, found = LEAST_PLAUSIBLE, ""
    for encoding in ENCODINGS:
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(sample)
        except UnicodeDecodeError:
            continue
        if (score := plausibility(text)) > best + 1e-9:
            best, found = score, encoding
    return found


def telling_part(data: bytes) -> bytes:
    """The lines that hold more than ASCII, which alone tell encodings apart; some of them."""
    lines: list[bytes] = []
    size = 0
    for line in data.split(b"\n"):
        if line.isascii():
            continue
        if len(line) > LONGEST_LINE:  # cut where a character surely begins
            first = next(at for at, byte in enumerate(line) if byte > 127)
            line = line[max(0, first - LONGEST_LINE // 2) :]
        lines.append(line)
        size += len(line)
        if size >= SAMPLE_BYTES:
            break
    return b"\n".join(lines)[:SAMPLE_BYTES]


def guess_utf16(data: bytes) -> str:
    """Which way round UTF-16 without a mark is, or "" when it is something else.

    >>> guess_utf16("Вечер.\\nНочь.\\n".encode("utf-16-be"))
    'utf-16-be'
    """
    sample = data[: SAMPLE_BYTES - SAMPLE_BYTES % 2]
    if b"\0" not in sample or len(data) % 2:
        return ""
    best, found = 0.0, ""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(sample)
        except UnicodeDecodeError:
            continue
        kinds = [unicodedata.category(c) for c in text if c not in "\t\n\r\f"]
        strange = sum(kind in ("Cc", "Cn", "Co") for kind in kinds)
        if not kinds or strange > STRANGE_SHARE * len(kinds):
            continue
        spaces = sum(c in " \n\r\t\u3000、。，" for c in text) / len(text)
        score = plausibility(text) + spaces if any(not c.isascii() for c in text) else 1 + spaces
        if spaces > 0.005 and score > best:
            best, found = score, encoding
    return found


def plausibility(text: str) -> float:
    """How much its letters and marks beyond ASCII look like prose: 1 for what is common, below 0
    for nonsense; 0 when there are none."""
    total, count = 0.0, 0
    before = " "
    for i, character in enumerate(text):
        if not character.isascii():
            after = text[i + 1] if i + 1 < len(text) else " "
            total += _likelihood(character, before, after)
            count += 1
        before = character
    return total / count if count else 0.0


def _likelihood(character: str, before: str, after: str) -> float:
    """How well one character stands between its neighbours."""
    kind = unicodedata.category(character)
    if kind in ("Cc", "Cn", "Co", "Cs"):
        return -5.0
    if kind[0] == "L":
        return _letter(character, before, after)
    if character in _OPENING and not before.isalnum() and not after.isspace():
        return 0.9
    if character in _CLOSING and not before.isspace():
        return 0.9
    if character == "’" and before.isalpha() and after.isalpha():
        return 1.0
    if character in _EITHER:
        return 0.3 if before.isalpha() and after.isalpha() and character != "—" else 0.8
    return -0.5 if kind[0] == "P" else -1.0


def _letter(character: str, before: str, after: str) -> float:
    script = _script(character)
    eastern = script in ("HIRAGANA", "KATAKANA", "CJK")
    for neighbour in (before, after):
        if neighbour.isalpha() and (other := _script(neighbour)) != script:
            joined = eastern and other in ("HIRAGANA", "KATAKANA", "CJK")
            if not joined:
                return -2.0
    if character.isupper() and before.islower():
        return -2.0
    low = character.lower()
    match script:
        case "LATIN":
            return 0.7 if low == "ø" else 0.9 if low in _COMMON_LATIN else -0.5  # Czech ř is there
        case "CYRILLIC":
            common = 0.9 if low in _COMMON_CYRILLIC else -1.0
            return common if character.islower() or not before.isalpha() else common - 0.3
        case "GREEK" | "HANGUL" | "KATAKANA":
            return 0.9
        case "HIRAGANA":
            return 1.0
        case "CJK":
            return 1.0 if character in _COMMON_HAN else 0.35
        case _:
            return -1.5


@cache
def _script(character: str) -> str:
    name = unicodedata.name(character, "")
    return next((script for script in _SCRIPTS if name.startswith(script)), "")
