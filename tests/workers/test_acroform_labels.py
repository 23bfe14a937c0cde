"""Which print is the label of which field, on pages made for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.workers.forms import MULTILINE, Sheet, form_pdf, membership, pages_of
from workers.page import Word
from workers.steps.acroform_fields import FormField
from workers.steps.acroform_labels import labelled_fields
from workers.steps.acroform_lines import shows


def fields_of(draw: Callable[[Sheet], None]) -> list[FormField]:
    return [field for page in pages_of(form_pdf(draw)) for field in labelled_fields(page)]


def labels_of(draw: Callable[[Sheet], None]) -> list[str]:
    return [field.label for field in fields_of(draw)]


@pytest.fixture(scope="module")
def member() -> list[FormField]:
    return fields_of(membership)


def test_labels_left_of_a_field_above_it_and_beside_a_box_are_found(
    member: list[FormField],
) -> None:
    assert [(field.label, field.value if not field.is_box else field.is_ticked)
            for field in member] == [
        ("Full name", "Ada Byron"),
        ("Date of birth", "1990-12-10"),
        ("3 Street and house number (no post box). See the back", "12 St James's Square"),
        ("4 City and postal code", "London SW1Y 4JH"),
        ("Social security number", "908-34-3456"),
        ("Adult", False),
        ("Student", True),
        ("Family", False),
        ("Send me the newsletter", False),
        ("Annual fee", "1,120.50"),
        ("Remarks", ""),
    ]  # fmt: skip


def test_boxes_of_one_field_are_a_group_under_its_caption(member: list[FormField]) -> None:
    boxes = [field for field in member if field.is_box]
    assert [box.caption for box in boxes[:3]] == ["Kind of membership"] * 3
    assert len({box.group for box in boxes[:3]}) == 1
    assert boxes[3].group != boxes[0].group


def test_print_inside_a_field_is_its_label() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.print(62, 107, "First name", 6)
        sheet.text("a", (60, 100, 200, 130), "Ada", text_fontsize=10)

    assert labels_of(draw) == ["First name"]


def test_a_label_of_two_rows_beside_a_field_is_read_whole() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.print(60, 100, "Exemption from the")
        sheet.print(60, 111, "reporting code")
        sheet.text("a", (140, 102, 200, 115), "F")

    assert labels_of(draw) == ["Exemption from the reporting code"]


def test_boxes_with_labels_on_their_left_take_those() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.print(60, 100, "Yes")
        sheet.box("a[0]", 80, 100, True)
        sheet.print(96, 100, "No")
        sheet.box("a[1]", 112, 100)

    assert labels_of(draw) == ["Yes", "No"]


def test_a_line_between_a_box_and_a_field_is_shared() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.box("a", 60, 100)
        sheet.print(74, 100, "Limited company. Enter its class")
        sheet.text("b", (215, 90, 260, 104), "S")

    assert labels_of(draw) == ["Limited company", "Limited company. Enter its class"]


def test_a_field_further_on_does_not_take_the_label_of_the_one_before() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.print(60, 100, "Wages")
        sheet.text("a", (100, 90, 160, 104), "1")
        sheet.text("b", (170, 90, 230, 104), "2")

    assert labels_of(draw) == ["Wages", ""]


def test_parts_of_a_number_are_joined_with_what_is_printed_between_them() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.print(60, 86, "Date signed", 7)
        for number, (x, value) in enumerate(((60, "24"), (90, "12"), (120, "2025"))):
            sheet.text(f"d{number}", (x, 90, x + 20, 104), value, text_maxlen=4)
        sheet.print(83, 101, "/")
        sheet.print(113, 101, "/")

    [field] = fields_of(draw)
    assert (field.label, field.value, len(field.parts)) == ("Date signed", "24/12/2025", 3)


def test_digits_with_a_box_each_are_one_value() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.print(60, 86, "Member number", 7)
        for number, digit in enumerate("40715"):
            x = 60 + 16 * number
            sheet.text(f"n{number}", (x, 90, x + 14, 104), digit, text_maxlen=1)

    assert [(field.label, field.value) for field in fields_of(draw)] == [("Member number", "40715")]


def test_short_fields_with_labels_of_their_own_stay_apart() -> None:
    def draw(sheet: Sheet) -> None:
        for x, label, value in ((60, "State", "OH"), (90, "Zone", "12")):
            sheet.print(x, 86, label, 7)
            sheet.text(label, (x, 90, x + 26, 104), value, text_maxlen=4)

    assert [(f.label, f.value) for f in fields_of(draw)] == [("State", "OH"), ("Zone", "12")]


def test_lines_of_a_field_of_several_are_one_value() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text("a", (60, 90, 300, 140), "one\ntwo", field_flags=MULTILINE)

    assert [field.value for field in fields_of(draw)] == ["one two"]


@pytest.mark.parametrize(
    ("value", "printed", "answer"),
    [
        ("Ada Byron", "Ada Byron", True),
        ("1234.5", "$1,234.50", True),
        ("2024-03-05", "5 March 2024", True),
        ("a text that is too long for its field", "text that is", True),
        ("Ada Byron", "Grace Hopper", False),
        ("1200", "9700", False),
        ("Ada", "", None),
    ],
)
def test_only_what_is_plainly_another_value_contradicts(
    value: str, printed: str, answer: bool | None
) -> None:
    words = [Word(text, (0.1, 0.1, 0.2, 0.2)) for text in printed.split()]
    assert shows(value, words) is answer


def test_what_was_read_off_pixels_contradicts_nothing() -> None:
    assert shows("Ada", [Word("Grace", (0.1, 0.1, 0.2, 0.2), "ocr")]) is None
