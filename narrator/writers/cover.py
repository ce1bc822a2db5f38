"""A picture for the book: the user's or the manuscript's own, else one drawn from its title."""

from __future__ import annotations

import hashlib
import io
import unicodedata
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, features

from narrator.errors import ManuscriptError

WIDEST = 1600
"""Pixels; a bigger picture is made smaller, since every chapter's file carries it."""
DRAWN = 1400
"""Pixels a side; the least that podcast directories take."""
MOST_PIXELS = 100_000_000
"""A picture that claims more is refused before it is unpacked."""
SMALLEST, LEADING = 44, 1.22
"""Of drawn text: its least size in pixels, and lines' distance by their size."""
DIVIDED = 84
"""A word that is too wide in this size is divided, not drawn smaller."""
ONE_LINE = 1.5
"""How much larger text may be that is a single line."""
FONTS = (
    "",
    *("DejaVuSans.ttf", "NotoSans-Regular.ttf", "LiberationSans-Regular.ttf"),
    *("Arial Unicode.ttf", "arial.ttf", "segoeui.ttf"),
    *("NotoSansCJK-Regular.ttc", "wqy-zenhei.ttc", "Hiragino Sans GB.ttc", "PingFang.ttc"),
    *("msyh.ttc", "msgothic.ttc", "malgun.ttf", "AppleSDGothicNeo.ttc"),
    *("NotoSansHebrew-Regular.ttf", "NotoSansArabic-Regular.ttf", "NotoSansDevanagari-Regular.ttf"),
    *("NotoSansThai-Regular.ttf", "Nirmala.ttf", "leelawui.ttf"),
)
"""Looked for where the system keeps fonts, in this order; "" is the one that comes with Pillow."""


def read_cover(data: bytes, name: Path | str) -> bytes:
    """Any picture as a baseline JPEG of at most ``WIDEST`` pixels a side."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data))
            if picture.width * picture.height > MOST_PIXELS:
                raise Image.DecompressionBombError
            picture.draft("RGB", (WIDEST, WIDEST))
            flat = picture.convert("RGBA")
            flat.thumbnail((WIDEST, WIDEST))
            page = Image.new("RGB", flat.size, "white")
            page.paste(flat, mask=flat.getchannel("A"))
            return _jpeg(page)
    except Image.DecompressionBombError as error:
        raise ManuscriptError(name, "the cover is too large a picture; make it smaller") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise ManuscriptError(name, "the cover is no picture; give a JPEG or PNG file") from error


def draw_cover(title: str, author: str) -> bytes:
    """A plain cover as JPEG: the title and author on a colour that the title decides.

    Letters that no font here has are left out, rather than drawn as boxes.
    """
    seed = hashlib.blake2b(title.encode("utf-8", "replace"), digest_size=4).digest()
    hue, tilt = seed[0] * 360 // 256, 40 + seed[1] % 40
    page = Image.new("RGB", (DRAWN, DRAWN))
    brush = ImageDraw.Draw(page)
    for y in range(DRAWN):
        brush.line((0, y, DRAWN, y), fill=f"hsl({hue}, 45%, {34 - 18 * y / DRAWN:.2f}%)")
    accent = f"hsl({(hue + tilt) % 360}, 60%, 72%)"
    brush.rectangle((84, 84, DRAWN - 84, DRAWN - 84), outline=accent, width=6)
    # Sound waves: bars whose heights the title decides too.
    bars = hashlib.blake2b(title.encode("utf-8", "replace"), digest_size=32).digest()
    for number, byte in enumerate(bars):
        x, height = 196 + number * 32, 17 + byte * 7 // 15
        brush.rounded_rectangle((x, 966 - height, x + 15, 966 + height), 7, fill=accent)
    _write(brush, title, 156, (154, 154, DRAWN - 154, 798), "white")
    _write(brush, author, 68, (154, 1141, DRAWN - 154, 1295), accent)
    return _jpeg(page)


Box = tuple[int, int, int, int]
"""Left, top, right, bottom."""


def _write(brush: ImageDraw.ImageDraw, text: str, size: int, box: Box, colour: str) -> None:
    """Text wrapped into the middle of a box, as large as fits; what never fits is cut off."""
    name, text = _in_a_font(text)
    left, top, right, bottom = box
    wide, tall = right - left, bottom - top
    usual, size = size, round(size * ONE_LINE)
    while True:
        font = _font(name, size)
        lines = list(_wrap(text, font.getlength, wide, divide=size <= DIVIDED))
        fits = all(font.getlength(line) <= wide for line in lines)
        short = len(lines) * size * LEADING <= tall and (size <= usual or len(lines) == 1)
        if (fits and short) or size <= SMALLEST:
            break
        size = max(SMALLEST, size - 4)
    for share in range(95, 45, -5):  # lines of like length look better
        alike = list(_wrap(text, font.getlength, wide * share / 100, divide=False))
        if len(alike) > len(lines) or any(font.getlength(line) > wide for line in alike):
            break
        lines = alike
    most = int(tall / (size * LEADING))
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][:-1].rstrip() + "…"]
    first = (top + bottom - len(lines) * size * LEADING) / 2
    for number, line in enumerate(lines):
        x = (left + right - font.getlength(line)) / 2
        brush.text((x, first + number * size * LEADING), line, font=font, fill=colour)


def _wrap(
    text: str, width: Callable[[str], float], widest: float, *, divide: bool
) -> Iterator[str]:
    """Lines of whole words; of parts of words where they must be divided, or have no spaces."""
    line = ""
    for word in text.split():
        wide = any(unicodedata.east_asian_width(letter) in "WF" for letter in word)
        parts = list(word) if wide or (divide and width(word) > widest) else [word]
        for number, part in enumerate(parts):
            space = " " if line and not number else ""
            if line and width(line + space + part) > widest:
                yield line
                line, space = "", ""
            line += space + part
    if line:
        yield line


def _in_a_font(text: str) -> tuple[str, str]:
    """The font that has most of a text's letters ("" for Pillow's own), and those that it has."""
    text = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    if not features.check("raqm"):  # without it, what runs from right to left would run wrongly
        text = "".join(c for c in text if unicodedata.bidirectional(c) not in ("R", "AL"))
    best: tuple[str, str] = ("", "")
    for name in FONTS:
        try:
            font = _font(name, 20)
        except OSError:
            continue
        missing = bytes(font.getmask("\U0010fffe"))
        there = {c for c in set(text) if c == " " or bytes(font.getmask(c)) != missing}
        shown = "".join(c for c in text if c in there)
        if len(shown) == len(text):
            return name, text
        if len(shown.strip()) > len(best[1]):
            best = name, shown.strip()
    return best


def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """Raises OSError where there is no such font."""
    if name:
        return ImageFont.truetype(name, size)
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font


def _jpeg(picture: Image.Image) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=85, optimize=True, progressive=False)
    return stream.getvalue()
