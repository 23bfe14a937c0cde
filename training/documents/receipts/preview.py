"""Draws a sheet of receipts or forms with their marks in colour: ``python -m
training.documents.receipts.preview N out_dir [forms]``."""

from __future__ import annotations

import random
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from training.documents import forms, receipts
from training.documents.canvas import Canvas, SyntheticDocument, text_width
from training.documents.render import pixels

COLORS = ("#d00000", "#0060d0", "#008030", "#b06000", "#8000a0", "#008080", "#c00070", "#606000")


def draw_marks(canvas: Canvas, scale: float) -> Image.Image:
    """The page with a coloured box around every marked part of a word."""
    image = Image.fromarray(
        pixels(canvas, round(canvas.width * scale), round(canvas.height * scale))
    )
    pen = ImageDraw.Draw(image)
    for word in canvas.words:
        for mark in word.marks:
            whole = max(1e-6, text_width(word.text, "helv", 9))
            width = word.box[2] - word.box[0]
            left = word.box[0] + width * text_width(word.text[: mark.start], "helv", 9) / whole
            right = word.box[0] + width * text_width(word.text[: mark.end], "helv", 9) / whole
            color = COLORS[sum(map(ord, mark.path.split(".")[-1])) % len(COLORS)]
            pen.rectangle(
                (left * scale, word.box[1] * scale, right * scale, word.box[3] * scale),
                outline=color,
            )
    return image


def panel(document: SyntheticDocument, height: int = 900) -> Image.Image:
    """One document: its first page and its values."""
    canvas = document.pages[0]
    image = draw_marks(canvas, min(2.0, height / canvas.height, 560 / canvas.width))
    sheet = Image.new("RGB", (image.width + 250, height + 20), "#e8e8e8")
    sheet.paste(image, (0, 0))
    lines = [f"{document.kind} {document.lang}"]
    lines += [f"{path[-24:]}: {value[:44]}" for path, value in document.values.items()]
    if document.schema is not None:
        lines += [f"? {name}" for name in document.schema if name not in document.values]
    font = ImageFont.load_default(size=9)
    for index, line in enumerate(lines[: height // 11]):
        ImageDraw.Draw(sheet).text((image.width + 4, 4 + 11 * index), line, fill="black", font=font)
    return sheet


def main(count: int, out_dir: Path, kind: str, start: int) -> None:
    """Write sheets of six documents each."""
    out_dir.mkdir(parents=True, exist_ok=True)
    make = forms.generate if kind == "forms" else receipts.generate
    for first in range(0, count, 4):
        panels = [
            panel(make(random.Random(start + seed))) for seed in range(first, min(count, first + 4))
        ]
        sheet = Image.new(
            "RGB", (sum(p.width for p in panels), max(p.height for p in panels)), "white"
        )
        left = 0
        for image in panels:
            sheet.paste(image, (left, 0))
            left += image.width
        sheet.save(out_dir / f"{kind}_{start + first:04d}.png")


if __name__ == "__main__":
    main(
        int(sys.argv[1]),
        Path(sys.argv[2]),
        sys.argv[3] if len(sys.argv) > 3 else "receipts",
        int(sys.argv[4]) if len(sys.argv) > 4 else 0,
    )
