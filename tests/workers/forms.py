"""PDFs with fields to fill in, made for the tests: what is printed and what is filled in apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.workers.documents import A4, pdf
from workers.backends import mupdf
from workers.page import Page
from workers.steps.pages import open_pages

pymupdf = mupdf.pymupdf
Rect = tuple[float, float, float, float]
COMB = 1 << 24
MULTILINE = 1 << 12
PASSWORD = 1 << 13


class Sheet:
    """A page that is being made."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def print(self, x: float, y: float, text: str, size: float = 9) -> None:
        self.page.insert_text((x, y), text, fontsize=size)

    def text(self, name: str, rect: Rect, value: str = "", **more: Any) -> None:
        self._add(pymupdf.PDF_WIDGET_TYPE_TEXT, name, rect, field_value=value, **more)

    def choice(self, name: str, rect: Rect, value: str, options: list[Any], **more: Any) -> None:
        kind = pymupdf.PDF_WIDGET_TYPE_COMBOBOX
        self._add(kind, name, rect, choice_values=options, field_value=value, **more)

    def box(self, name: str, x: float, y: float, is_on: bool = False, **more: Any) -> None:
        """A box to tick whose bottom is the base line of the text beside it."""
        kind = pymupdf.PDF_WIDGET_TYPE_CHECKBOX
        self._add(kind, name, (x, y - 8, x + 9, y + 1), field_value=is_on, **more)

    def radio(self, name: str, x: float, y: float, is_on: bool = False) -> None:
        kind = pymupdf.PDF_WIDGET_TYPE_RADIOBUTTON
        self._add(kind, name, (x, y - 8, x + 9, y + 1), field_value=is_on)
        # The library writes the name of its state into a button that is off, too.
        widget = list(self.page.widgets())[-1]
        state = f"/{widget.on_state()}" if is_on else "/Off"
        self.page.parent.xref_set_key(widget.xref, "AS", state)

    def _add(self, kind: int, name: str, rect: Rect, **more: Any) -> None:
        widget = pymupdf.Widget()
        widget.field_type, widget.field_name = kind, name
        widget.rect = pymupdf.Rect(rect)
        for key, value in more.items():
            setattr(widget, key, value)
        self.page.add_widget(widget)


def form_pdf(*draws: Callable[[Sheet], None], **save: Any) -> bytes:
    """A PDF with a page for each function."""
    return pdf(*((lambda page, draw=draw: draw(Sheet(page))) for draw in draws), size=A4, **save)


def pages_of(data: bytes) -> list[Page]:
    """The pages as the pipeline gets them."""
    with open_pages(data, ocr="off") as stream:
        return list(stream)


def membership(sheet: Sheet) -> None:
    """A filled form with every kind of field and of label."""
    sheet.print(60, 60, "Application for membership", 16)
    sheet.print(60, 100, "Full name:")
    sheet.text("page1.f1", (150, 90, 400, 104), "Ada Byron")
    sheet.print(60, 130, "Date of birth")
    sheet.text("page1.f2", (150, 120, 250, 134), "1990-12-10")
    sheet.print(60, 160, "3 Street and house number (no post box). See the back.", 7)
    sheet.text("page1.f3", (60, 163, 330, 178), "12 St James's Square")
    sheet.print(340, 160, "4 City and postal code", 7)
    sheet.text("page1.f4", (340, 163, 540, 178), "London SW1Y 4JH")
    sheet.print(60, 205, "Social security number", 7)
    for number, (left, right, digits) in enumerate(((60, 90, 3), (105, 125, 2), (140, 180, 4))):
        value = ("908", "34", "3456")[number]
        sheet.text(f"page1.ssn.p{number}", (left, 209, right, 225), value, text_maxlen=digits,
                   field_flags=COMB)  # fmt: skip
    sheet.print(60, 250, "Kind of membership")
    for number, label in enumerate(("Adult", "Student", "Family")):
        sheet.box(f"page1.kind[{number}]", 70 + 90 * number, 268, label == "Student")
        sheet.print(84 + 90 * number, 268, label)
    sheet.box("page1.news", 60, 300)
    sheet.print(74, 300, "Send me the newsletter")
    sheet.print(60, 330, "Annual fee")
    sheet.text("page1.f5", (150, 320, 220, 334), "1,120.50")
    sheet.print(60, 360, "Remarks")
    sheet.text("page1.f6", (150, 350, 400, 364))
