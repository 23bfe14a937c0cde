"""Pictures of generated documents to look at: pages with their marks in colour beside their values.

Knows no document type.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from training.documents.canvas import Canvas, SyntheticDocument
from training.documents.render import pixels

COLORS = ("#d00000", "#0060d0", "#008030", "#b06000", "#8000a0", "#008080", "#c00070", "#606000")
PER_SHEET = 3
HEIGHT_PX = 1100


def draw_marks(canvas: Canvas, scale: float) -> Image.Image:
    """The page with a coloured box around every marked word."""
    image = Image.fromarray(
        pixels(canvas, round(canvas.width * scale), round(canvas.height * scale))
    )
    pen = ImageDraw.Draw(image)
    for word in canvas.words:
        for mark in word.marks:
            color = COLORS[sum(map(ord, mark.path.split(".")[-1])) % len(COLORS)]
            x0, y0, x1, y1 = (edge * scale for edge in word.box)
            pen.rectangle((x0, y0, x1, y1), outline=color)
    return image


def panel(document: SyntheticDocument, height: int = HEIGHT_PX) -> Image.Image:
    """A document's first page and its values."""
    canvas = document.pages[0]
    image = draw_marks(canvas, height / canvas.height)
    sheet = Image.new("RGB", (image.width + 250, height), "#e8e8e8")
    sheet.paste(image, (0, 0))
    lines = [f"{document.kind} {document.lang}, {len(document.pages)} pages"]
    lines += [f"{path[-26:]}: {value[:40]}" for path, value in document.values.items()]
    font = ImageFont.load_default(size=9)
    for index, line in enumerate(lines[: height // 11]):
        ImageDraw.Draw(sheet).text((image.width + 4, 4 + 11 * index), line, fill="black", font=font)
    return sheet


def write_sheets(
    generate: Callable[[random.Random], SyntheticDocument], count: int, folder: Path, first: int
) -> None:
    """Write pictures of `count` documents, from seed `first` on."""
    folder.mkdir(parents=True, exist_ok=True)
    for start in range(first, first + count, PER_SHEET):
        seeds = range(start, min(first + count, start + PER_SHEET))
        panels = [panel(generate(random.Random(seed))) for seed in seeds]
        sheet = Image.new("RGB", (sum(p.width for p in panels), HEIGHT_PX), "white")
        left = 0
        for image in panels:
            sheet.paste(image, (left, 0))
            left += image.width
        sheet.save(folder / f"{start:04d}.png")
