"""Draws generated invoices as one picture with their marked boxes, to look at.

``python -m training.documents.invoices.preview N OUT_DIR [FIRST_SEED] [FAMILY]`` writes
``sheet.png`` and prints the values.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pymupdf

from training.documents.canvas import Canvas, Shape, SyntheticDocument
from training.documents.invoices import (
    broadcast,
    compose,
    generate,
    generate_broadcast_form,
    letters,
    records,
)
from training.documents.render import pixels

COLORS = {
    "supplier": (0.1, 0.4, 1.0),
    "customer": (0.9, 0.4, 0.0),
    "totals": (0.8, 0.0, 0.6),
    "line_items": (0.0, 0.6, 0.2),
}

FAMILIES: dict[str, Callable[[random.Random], SyntheticDocument]] = {
    "all": generate,
    "broadcast": broadcast.generate,
    "form": generate_broadcast_form,
    "records": records.generate,
    "letters": letters.generate,
    "composed": compose.generate,
}


def boxed(canvas: Canvas) -> Canvas:
    """A copy of the page with coloured boxes round marked words."""
    copy = Canvas(
        canvas.width,
        canvas.height,
        canvas.words,
        canvas.runs,
        list(canvas.shapes),
        canvas.background,
    )
    for word in canvas.words:
        for mark in word.marks[:1]:
            family = mark.path.split(".")[0].split("[")[0]
            copy.shapes.append(
                Shape("rect", word.box, stroke=COLORS.get(family, (0.9, 0.0, 0.0)), width=0.7)
            )
    return copy


def sheet(documents: list[SyntheticDocument], width: int = 700, per_row: int = 3) -> bytes:
    """PNG of the documents' first pages side by side."""
    height = round(width * 1.42)
    pictures = [pixels(boxed(d.pages[0]), width, height) for d in documents]
    blank = np.full_like(pictures[0], 200)
    pictures += [blank] * (-len(pictures) % per_row)
    rows = [
        np.concatenate(pictures[i : i + per_row], axis=1) for i in range(0, len(pictures), per_row)
    ]
    image = np.ascontiguousarray(np.concatenate(rows, axis=0))
    return bytes(
        pymupdf.Pixmap(
            pymupdf.csRGB, image.shape[1], image.shape[0], image.tobytes(), False
        ).tobytes("png")
    )


def main(arguments: list[str]) -> int:
    """Write the sheet and print each document's values."""
    count, folder = int(arguments[0]), Path(arguments[1])
    first = int(arguments[2]) if len(arguments) > 2 else 0
    family = FAMILIES[arguments[3] if len(arguments) > 3 else "all"]
    documents = [family(random.Random(first + i)) for i in range(count)]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sheet.png").write_bytes(sheet(documents))
    for i, document in enumerate(documents):
        sys.stdout.write(f"--- {first + i} {document.lang} pages={len(document.pages)}\n")
        for path, value in sorted(document.values.items()):
            sys.stdout.write(f"  {path} = {value!r}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
