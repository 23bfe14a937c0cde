"""Draws a page of a reviewed document, in the sandbox that opens documents. Knows no HTML."""

from __future__ import annotations

from docflow.documents.page_images import draw_file
from docflow.reports.pictures import Picture, as_jpeg
from docflow.reports.reviews import Review
from docflow.settings import Settings

WIDTH_PX = 1000


class PageDrawer:
    """Called with a document and a page number, gives the picture. Blocks for about a second."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __call__(self, review: Review, number: int) -> Picture:
        """The page, upright as the boxes of its values are.

        Raises:
            DocflowError: the page cannot be drawn.
        """
        png = draw_file(
            self._settings,
            review.entry.file,
            number,
            width_px=WIDTH_PX,
            password=review.entry.password,
            with_ocr=_was_read_by_ocr(review, number),
        )
        return as_jpeg(png)


def _was_read_by_ocr(review: Review, number: int) -> bool:
    """Whether the page may stand turned against what its file says, which only OCR can tell."""
    if review.result["status"] == "failed":
        return False
    fields = review.result["fields"]
    return any(field["page"] == number and field["source"] == "ocr" for field in fields)
