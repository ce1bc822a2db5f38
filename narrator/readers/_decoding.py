"""A text file's bytes into its text."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

from narrator.errors import ManuscriptError
from narrator.readers._encodings import JAPANESE_ESCAPES, guess_encoding, guess_utf16, telling_part

SAMPLE_BYTES = 200_000
"""How much of the file the guess of its encoding looks at."""
STRAY_NULS = 3
"""A text may hold so many by some mishap, or one in a thousand bytes; they are left out."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FOREIGN = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "an old Word document (.doc)"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"ID3", "a sound file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BOOKMOBI", "a Kindle book"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(data: bytes, name: str) -> str:
    """The file's text without a byte-order mark and NUL bytes, its line ends as they are.

    Raises ManuscriptError when it is no text, or in no encoding that can be told.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], encoding, name)
    if wide := guess_utf16(data):
        return _decode_as(data, wide, name)
    _refuse_foreign(data, name)
    data = data.replace(b"\0", b"")
    if any(escape in data[:SAMPLE_BYTES] for escape in JAPANESE_ESCAPES):
        return _decode_as(data, _guess(data, name), name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if not _is_damaged_utf8(data):
            return _decode_as(data, _guess(data, name), name)
        del error
    return data.decode("utf-8", errors="replace")


def _decode_as(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise ManuscriptError(
            name, f"is not valid {encoding} text; save it as UTF-8 and try again"
        ) from error


def _refuse_foreign(data: bytes, name: str) -> None:
    """Say what a file is that is no text."""
    for magic, kind in _FOREIGN:
        if data.startswith(magic) or (magic == b"BOOKMOBI" and data[60:68] == magic):
            if magic in (b"ID3", b"MZ", b"GIF8") and not _CONTROL.search(data[:SAMPLE_BYTES]):
                continue
            raise ManuscriptError(
                name, f"is {kind}, not text; save the story as .txt, .md or .epub"
            )
    sample = data[:SAMPLE_BYTES]
    if sample.count(b"\0") > max(STRAY_NULS, len(sample) // 1000):
        raise ManuscriptError(name, "is a binary file; save the story as .txt, .md or .epub")
    if len(_CONTROL.findall(sample.replace(b"\0", b""))) > 0.02 * len(sample):
        raise ManuscriptError(name, "is a binary file; save the story as .txt, .md or .epub")


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether it is UTF-8 but for a few broken bytes, which are then shown as U+FFFD."""
    good = len(_MULTIBYTE.findall(data))
    wrong = data.decode("utf-8", errors="replace").count("\ufffd")
    return good > 10 and wrong * 10 < good


def _guess(data: bytes, name: str) -> str:
    if encoding := guess_encoding(data):
        with suppress(UnicodeDecodeError):  # else it was right for the sample only
            data.decode(encoding)
            return encoding
    from charset_normalizer import from_bytes

    best = from_bytes(telling_part(data), threshold=0.3).best()
    if best is None:
        raise ManuscriptError(name, "is in an unknown encoding; save it as UTF-8 and try again")
    return best.encoding
