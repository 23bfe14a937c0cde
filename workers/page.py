"""What every step knows of a page: words with boxes, pixels, size. Knows no PDF library, no model
and no schema.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

Box = tuple[float, float, float, float]
Source = Literal["text", "ocr"]


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it is printed.

    bbox: left, top, right, bottom as shares (0 to 1) of the upright page.
    source: ``text`` from the file's text layer, ``ocr`` read off the pixels.
    confidence: the OCR engine's own (0 to 1); 1.0 for the text layer.
    """

    text: str
    bbox: Box
    source: Source = "text"
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Page:
    """One upright page.

    number: 1-based. width_pt, height_pt: points (1/72 inch). words: in no promised order.
    pixels: uint8 [height_px, width_px, 3] RGB at the size the model asked for, or None when not
    rendered.
    notes: short machine-readable remarks (``hidden_text_dropped``, ``ocr_tesseract``,
    ``ocr_unavailable`` ...).
    """

    number: int
    width_pt: float
    height_pt: float
    words: tuple[Word, ...]
    pixels: npt.NDArray[np.uint8] | None = None
    notes: tuple[str, ...] = field(default=())
