"""A picture for the book: the user's or the manuscript's own, else one drawn from its title."""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from narrator.errors import ManuscriptError

WIDEST = 1600
"""Pixels; a bigger picture is made smaller, since every chapter's file carries it."""
DRAWN = 1000
MOST_PIXELS = 100_000_000
"""A picture that claims more is refused before it is unpacked."""


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
    """A plain cover as JPEG: the title and author on a colour that the title decides."""
    seed = hashlib.blake2b(title.encode("utf-8", "replace"), digest_size=4).digest()
    hue, tilt = seed[0] * 360 // 256, 40 + seed[1] % 40
    page = Image.new("RGB", (DRAWN, DRAWN))
    brush = ImageDraw.Draw(page)
    for y in range(DRAWN):
        brush.line((0, y, DRAWN, y), fill=f"hsl({hue}, 45%, {34 - 18 * y // DRAWN}%)")
    accent = f"hsl({(hue + tilt) % 360}, 60%, 72%)"
    brush.rectangle((60, 60, DRAWN - 60, DRAWN - 60), outline=accent, width=4)
    # Sound waves: bars whose heights the title decides too.
    bars = hashlib.blake2b(title.encode("utf-8", "replace"), digest_size=32).digest()
    for number, byte in enumerate(bars):
        x, height = 130 + number * 23, 12 + byte // 3
        brush.rounded_rectangle((x, 690 - height, x + 11, 690 + height), 5, fill=accent)
    _write(brush, title, 84, (110, 130, DRAWN - 110, 560), "white")
    _write(brush, author, 46, (110, 820, DRAWN - 110, 920), accent)
    return _jpeg(page)


def _write(
    brush: ImageDraw.ImageDraw, text: str, size: int, box: tuple[int, int, int, int], colour: str
) -> None:
    """Text wrapped into a box, centred, as large as fits."""
    left, top, right, bottom = box
    while size > 14:
        font = ImageFont.load_default(size)
        lines = _wrap(text, lambda part, font=font: brush.textlength(part, font=font), right - left)  # type: ignore[misc]
        if len(lines) * size * 1.25 <= bottom - top and all(
            brush.textlength(line, font=font) <= right - left for line in lines
        ):
            break
        size -= 4
    for number, line in enumerate(lines):
        x = (left + right - brush.textlength(line, font=font)) / 2
        brush.text((x, top + number * size * 1.25), line, font=font, fill=colour)


def _wrap(text: str, width: Callable[[str], float], widest: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and width(f"{lines[-1]} {word}") <= widest:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _jpeg(picture: Image.Image) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=85, optimize=True, progressive=False)
    return stream.getvalue()
