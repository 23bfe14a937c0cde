"""Small documents made on the spot for tests of page reading. No real document is among them."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from workers.backends import mupdf
from workers.backends.base import Pixels

LINES = ("Harlow Joinery", "Invoice no: HL-2024-0317", "Total due 308.88 EUR")
A4 = (595.0, 842.0)

Draw = Callable[[Any], None]


def pdf(*draws: Draw, size: tuple[float, float] = A4, **save: Any) -> bytes:
    """A PDF with a page for each function, which draws on it. save: options of `Document.save`."""
    document = mupdf.pymupdf.open()
    for draw in draws:
        draw(document.new_page(width=size[0], height=size[1]))
    data: bytes = document.tobytes(**save)
    document.close()
    return data


def lines(page: Any) -> None:
    """Three lines of visible text."""
    for index, line in enumerate(LINES):
        page.insert_text((72, 100 + 40 * index), line, fontsize=16)


def blank(page: Any) -> None:
    """Nothing."""


def picture_of_text(texts: tuple[str, ...] = LINES, size: tuple[int, int] = (1000, 700)) -> Pixels:
    """Black text on white as pixels, [H, W, 3]."""
    image = Image.new("RGB", size, "white")
    drawing = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=44)
    for index, text in enumerate(texts):
        drawing.text((80, 100 + 120 * index), text, fill="black", font=font)
    return np.asarray(image)


def encoded(pixels: Pixels, kind: str, **options: Any) -> bytes:
    """Pixels as the bytes of an image file."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, kind, **options)
    return buffer.getvalue()


def scan(page: Any) -> None:
    """A picture of text over the whole page."""
    page.insert_image(page.rect, stream=encoded(picture_of_text(), "PNG"), keep_proportion=False)


def texts(words: Any) -> list[str]:
    return [word.text for word in words]
