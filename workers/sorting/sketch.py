"""What sorting looks at of a page: its words with their boxes, its size, what its file says of it.
Knows no pixels, no kinds and no model.
"""

from __future__ import annotations

from dataclasses import dataclass

from workers.page import Page, Word


@dataclass(frozen=True, slots=True)
class PageSketch:
    """A page without its pixels.

    number: 1-based, as in the file. width_pt, height_pt: points. words: in no promised order, boxes
    as shares of the upright page. num_widgets: fields of a fillable form on it. einvoice: the
    schema that an e-invoice attached to the file answers (``invoice`` or ``credit_note``), the same
    on every page; None without one.
    """

    number: int
    width_pt: float
    height_pt: float
    words: tuple[Word, ...]
    num_widgets: int = 0
    einvoice: str | None = None


def sketch_of(page: Page, einvoice: str | None = None) -> PageSketch:
    """The sketch of a page. einvoice: see PageSketch."""
    return PageSketch(
        page.number, page.width_pt, page.height_pt, page.words, len(page.widgets), einvoice
    )
