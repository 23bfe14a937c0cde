"""Rows of a form become items of a list where it is sure which column is which leaf; else the list
is left to the model.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from schemas.schema import Schema, load_user
from tests.workers.forms import Sheet
from tests.workers.test_acroform_reading import raws, reading_of
from workers.steps.acroform_reading import FormReading

TEXT = {"type": ["string", "null"]}
NUMBER = {"type": ["number", "null"]}
EXPENSE = {"description": TEXT, "amount": NUMBER, "is_paid": {"type": ["boolean", "null"]}}
ROWS = [("Train to Bonn", "49.90", True), ("", "", False), ("Hotel", "120.00", False)]
NAMES = {
    "numbered": ("Description {}", "Amount {}", "Paid {}", 1),
    "in_rows": ("form[0].Row[{}].Description[0]", "form[0].Row[{}].Amount[0]",
                "form[0].Row[{}].Paid[0]", 0),
    "made_up": ("t.c1_{}", "t.c2_{}", "t.c3_{}", 1),
}  # fmt: skip


def schema_of(item: dict[str, Any]) -> Schema:
    items = {"type": "array", "items": {"type": "object", "properties": item}}
    return load_user({"type": "object", "properties": {"name": TEXT, "expenses": items}}, "report")


def report(names: tuple[str, str, str, int], rows: Any = ROWS) -> Callable[[Sheet], None]:
    """A report with a table of expenses, its headers above the columns."""

    def draw(sheet: Sheet) -> None:
        sheet.print(60, 60, "Name:")
        sheet.text("who", (120, 50, 300, 64), "Ada Byron")
        for x, header in ((60, "Description"), (320, "Amount"), (430, "Paid")):
            sheet.print(x, 100, header)
        description, amount, paid, first = names
        for index, (text, number, is_paid) in enumerate(rows):
            top = 104 + 20 * index
            sheet.text(description.format(first + index), (60, top, 300, top + 14), text)
            sheet.text(amount.format(first + index), (320, top, 400, top + 14), number)
            sheet.box(paid.format(first + index), 430, top + 10, is_paid)

    return draw


def items_of(form: FormReading | None) -> dict[str, Any]:
    return {path: raw for path, raw in raws(form).items() if path.startswith("/expenses")}


@pytest.mark.parametrize("names", ["numbered", "in_rows"])
def test_filled_rows_are_items_in_their_order_and_empty_ones_are_none(names: str) -> None:
    form = reading_of(report(NAMES[names]), schema_of(EXPENSE))
    assert items_of(form) == {
        "/expenses/0/description": "Train to Bonn",
        "/expenses/0/amount": "49.90",
        "/expenses/0/is_paid": True,
        "/expenses/1/description": "Hotel",
        "/expenses/1/amount": "120.00",
        "/expenses/1/is_paid": False,
    }
    assert form is not None
    assert form.is_whole
    assert raws(form)["/name"] == "Ada Byron"
    assert all(reading.place is not None for reading in form.window.readings)


def test_columns_without_names_are_known_by_the_header_above_them() -> None:
    columns = {"description": TEXT, "amount": NUMBER}
    form = reading_of(report(NAMES["made_up"]), schema_of(columns))
    assert set(items_of(form).values()) == {"Train to Bonn", "49.90", "Hotel", "120.00"}


@pytest.mark.parametrize(
    ("item", "rows"),
    [
        ({**EXPENSE, "currency": TEXT}, ROWS),
        (EXPENSE, [("Train", "forty-nine", True), ("Hotel", "120.00", False)]),
        ({"tags": {"type": "array", "items": TEXT}, **EXPENSE}, ROWS),
    ],
    ids=["a_leaf_without_a_column", "a_value_of_another_kind", "a_list_in_an_item"],
)
def test_a_list_that_is_not_answered_whole_is_left_to_the_model(
    item: dict[str, Any], rows: Any
) -> None:
    form = reading_of(report(NAMES["numbered"], rows), schema_of(item))
    assert items_of(form) == {}
    assert form is not None
    assert not form.is_whole
    assert not any(pointer.startswith("/expenses") for pointer in form.settled)


def test_a_table_with_nothing_in_it_is_an_empty_list() -> None:
    def draw(sheet: Sheet) -> None:
        report(NAMES["numbered"], [("", "", False)] * 3)(sheet)
        sheet.text("town", (60, 300, 200, 314), "Bonn")
        sheet.text("street", (60, 340, 200, 354), "Hauptstr. 1")

    form = reading_of(draw, schema_of(EXPENSE))
    assert items_of(form) == {}
    assert form is not None
    assert "/expenses/*/amount" in form.settled
