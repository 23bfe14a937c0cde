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
WidgetKind = Literal["text", "choice", "checkbox", "radio"]


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


#: the box of a field that the file shows on no page
NOWHERE: Box = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Widget:
    """A field of a form that is shown on a page, as the file has it. bbox: without area for one
    that programs draw by themselves (XFA).

    name: the field's whole name, ``form.address.city``. tooltip: what the file says of it to
    people, often nothing. value: what is filled in, of a list what it shows; of a button what it
    stands for, ticked or not. is_on: a button that is ticked. max_chars: 0 for no limit. is_comb:
    every character has a box of its own.
    """

    kind: WidgetKind
    name: str
    tooltip: str
    value: str
    is_on: bool
    bbox: Box
    max_chars: int = 0
    is_comb: bool = False
    is_multiline: bool = False

    @property
    def has_place(self) -> bool:
        """Whether it stands on the page."""
        return self.bbox[2] > self.bbox[0] and self.bbox[3] > self.bbox[1]


@dataclass(frozen=True, slots=True)
class PageCode:
    """A bar code or QR code on a page. format: ``qr_code``, ``code_128``, ``ean_13`` ... text: what
    it says.
    """

    format: str
    text: str
    bbox: Box


@dataclass(frozen=True, slots=True)
class Page:
    """One upright page.

    number: 1-based. width_pt, height_pt: points (1/72 inch). words: in no promised order.
    pixels: uint8 [height_px, width_px, 3] RGB at the size the model asked for, or None when not
    rendered.
    notes: short machine-readable remarks (``hidden_text_dropped``, ``ocr_tesseract``,
    ``ocr_unavailable`` ...).
    widgets: the fields of a form on it; what they show is among the words too.
    codes: the bar codes and QR codes on it.
    """

    number: int
    width_pt: float
    height_pt: float
    words: tuple[Word, ...]
    pixels: npt.NDArray[np.uint8] | None = None
    notes: tuple[str, ...] = field(default=())
    widgets: tuple[Widget, ...] = ()
    codes: tuple[PageCode, ...] = ()
