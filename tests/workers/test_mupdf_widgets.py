"""Fields of a form as the PyMuPDF backend gives them."""

from __future__ import annotations

import pytest

from docflow.limits import Limits
from tests.workers.forms import PASSWORD, Sheet, form_pdf, pages_of
from workers.backends import mupdf, mupdf_widgets
from workers.page import Widget


def widgets_of(data: bytes) -> dict[str, Widget]:
    page = mupdf.open_document(data, None, Limits()).page(0)
    return {widget.name: widget for widget in page.widgets()}


def edited(data: bytes, key: str, value: str, name: str = "a") -> bytes:
    """The PDF with one entry of the field `name` set to PDF source."""
    document = mupdf.pymupdf.open(stream=data, filetype="pdf")
    for widget in document[0].widgets():
        if widget.field_name == name:
            document.xref_set_key(widget.xref, key, value)
    return bytes(document.tobytes())


def one_text(sheet: Sheet) -> None:
    sheet.text("a", (100, 100, 200, 120), "seven")


def test_a_text_field_has_its_value_name_and_tooltip() -> None:
    data = form_pdf(lambda s: s.text("x.y", (100, 100, 200, 120), "café", field_label="Drink"))
    widget = widgets_of(data)["x.y"]
    assert (widget.kind, widget.value, widget.tooltip) == ("text", "café", "Drink")


def test_ticked_boxes_are_told_from_empty_ones() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.box("yes", 100, 100, True)
        sheet.box("no", 100, 130)

    found = widgets_of(form_pdf(draw))
    assert (found["yes"].kind, found["yes"].is_on, found["no"].is_on) == ("checkbox", True, False)


def test_one_radio_button_of_a_field_is_on() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.radio("pay", 100, 100)
        sheet.radio("pay", 100, 130, True)

    page = mupdf.open_document(form_pdf(draw), None, Limits()).page(0)
    assert [(w.kind, w.is_on) for w in page.widgets()] == [("radio", False), ("radio", True)]


def test_what_a_list_shows_stands_for_what_it_exports() -> None:
    options = [("de", "Germany"), ("fr", "France")]
    data = form_pdf(lambda s: s.choice("a", (100, 100, 200, 120), "fr", options))
    assert widgets_of(edited(data, "V", "(fr)"))["a"].value == "France"


@pytest.mark.parametrize("flag", ["2", "32"], ids=["hidden", "not for view"])
def test_a_field_nobody_sees_is_left_out(flag: str) -> None:
    assert widgets_of(edited(form_pdf(one_text), "F", flag)) == {}


def test_a_password_is_left_out() -> None:
    data = form_pdf(lambda s: s.text("a", (9, 9, 99, 29), "secret", field_flags=PASSWORD))
    assert widgets_of(data) == {}


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_a_field_stands_where_its_value_is_printed(angle: int) -> None:
    document = mupdf.pymupdf.open(stream=form_pdf(one_text), filetype="pdf")
    document[0].set_rotation(angle)
    page = mupdf.open_document(document.tobytes(), None, Limits()).page(0)
    [widget], [word] = page.widgets(), page.words()
    across, down = ((word.bbox[i] + word.bbox[i + 2]) / 2 for i in (0, 1))
    assert widget.bbox[0] < across < widget.bbox[2]
    assert widget.bbox[1] < down < widget.bbox[3]
    width, height = widget.bbox[2] - widget.bbox[0], widget.bbox[3] - widget.bbox[1]
    assert width * height == pytest.approx(100 * 20 / (595 * 842), rel=0.01)


def test_a_page_turned_by_its_text_turns_its_fields_too() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text("a", (100, 100, 300, 120), "seven little words are here to read")
        sheet.print(100, 60, "and some more words that are printed")

    document = mupdf.pymupdf.open(stream=form_pdf(draw), filetype="pdf")
    document[0].set_rotation(90)
    [page] = pages_of(document.tobytes())
    assert "turned_270" in page.notes
    [word] = [word for word in page.words if word.text == "seven"]
    box = page.widgets[0].bbox
    assert box[0] <= word.bbox[0] < box[2]
    assert box[1] <= (word.bbox[1] + word.bbox[3]) / 2 <= box[3]
    assert box[2] - box[0] > box[3] - box[1]


@pytest.mark.parametrize(
    ("key", "value"),
    [("V", "[1 2 3]"), ("V", "99999 0 R"), ("FT", "/Nothing"), ("Rect", "[1 1 1 1]"),
     ("Rect", "[null (a) 7]"), ("MaxLen", "-7"), ("AP", "7"), ("Parent", "99999 0 R"),
     ("T", "7"), ("F", "(x)"), ("TU", "[/a]")],
)  # fmt: skip
def test_a_broken_field_is_read_as_far_as_it_goes(key: str, value: str) -> None:
    [page] = pages_of(edited(form_pdf(one_text), key, value))
    assert page.number == 1
    assert len(page.widgets) <= 1


def test_a_page_whose_fields_are_their_own_parents_is_read_without_them() -> None:
    document = mupdf.pymupdf.open(stream=form_pdf(one_text), filetype="pdf")
    document[0].insert_text((100, 60), "printed")
    xref = next(document[0].widgets()).xref
    other = document.get_new_xref()
    document.update_object(other, f"<</Parent {xref} 0 R/T(q)>>")
    document.xref_set_key(xref, "Parent", f"{other} 0 R")
    document.xref_set_key(xref, "FT", "null")
    [page] = pages_of(document.tobytes())
    assert ([word.text for word in page.words], page.widgets) == (["printed"], ())
    assert "repaired" in page.notes


def test_a_value_as_long_as_a_book_is_cut() -> None:
    data = edited(form_pdf(one_text), "V", f"({'seven ' * 200_000})")
    assert len(widgets_of(data)["a"].value) <= mupdf_widgets.MAX_VALUE_CHARS


def test_a_page_with_more_fields_than_allowed_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def draw(sheet: Sheet) -> None:
        for number in range(6):
            sheet.text(f"f{number}", (100, 20 + 30 * number, 200, 40 + 30 * number), "x")

    data = form_pdf(draw)
    assert len(widgets_of(data)) == 6
    monkeypatch.setattr(mupdf_widgets, "MAX_WIDGETS", 5)
    assert widgets_of(data) == {}


def test_the_other_library_and_pictures_have_no_fields() -> None:
    pytest.importorskip("pypdfium2")
    from workers.backends import pdfium

    assert pdfium.open_document(form_pdf(one_text), None, Limits()).page(0).widgets() == []
