"""Draws canvases: as a PDF with a text layer, or as pixels. Knows nothing of fields."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pymupdf

from training.documents.canvas import Canvas, font


def draw_pdf(pages: Sequence[Canvas]) -> pymupdf.Document:
    """A PDF whose text layer is exactly the canvases' runs."""
    document = pymupdf.open()
    for canvas in pages:
        page = document.new_page(width=canvas.width, height=canvas.height)
        if canvas.background is not None:
            page.draw_rect(page.rect, color=None, fill=canvas.background)
        for shape in canvas.shapes:
            x0, y0, x1, y1 = shape.box
            if shape.kind == "line":
                page.draw_line((x0, y0), (x1, y1), color=shape.stroke, width=shape.width)
            else:
                page.draw_rect(
                    (x0, y0, x1, y1), color=shape.stroke, fill=shape.fill, width=shape.width
                )
        by_color: dict[tuple[float, float, float], pymupdf.TextWriter] = {}
        for run in canvas.runs:
            writer = by_color.setdefault(run.color, pymupdf.TextWriter(page.rect))
            writer.append((run.x, run.y), run.text, font=font(run.fontname), fontsize=run.size)
        for color, writer in by_color.items():
            writer.write_text(page, color=color)
    return document


def pdf_bytes(pages: Sequence[Canvas]) -> bytes:
    """The PDF as bytes."""
    document = draw_pdf(pages)
    return bytes(document.tobytes(garbage=3, deflate=True))


def pixels(canvas: Canvas, width_px: int, height_px: int) -> npt.NDArray[np.uint8]:
    """The page as uint8 [height_px, width_px, 3] RGB."""
    document = draw_pdf([canvas])
    matrix = pymupdf.Matrix(width_px / canvas.width, height_px / canvas.height)
    pixmap = document[0].get_pixmap(matrix=matrix, alpha=False)
    image = np.frombuffer(pixmap.samples, dtype=np.uint8).reshape(pixmap.height, pixmap.width, 3)
    out = np.full((height_px, width_px, 3), 255, dtype=np.uint8)
    rows, cols = min(height_px, pixmap.height), min(width_px, pixmap.width)
    out[:rows, :cols] = image[:rows, :cols]
    return out
