"""Lists of rows by kind of document, and how their rows are told apart."""

from __future__ import annotations

from typing import Any

from schemas.evaluate.items import ITEM_COLUMNS, score_items
from schemas.evaluate.lists import columns_of, lists_of
from schemas.schema import Schema

STATEMENT = lists_of("bank_statement")["transactions"]


def outcomes(expected: list[dict[str, Any]], got: list[dict[str, Any]]) -> list[tuple[str, str]]:
    cells = score_items(expected, got, STATEMENT, without_spaces=False, null_is_absent=False)
    return [(cell.key, cell.outcome) for cell in cells if cell.outcome != "unscored"]


def test_an_invoice_has_line_items_with_the_keys_of_public_test_sets() -> None:
    assert lists_of("invoice") == lists_of("form") == {"line_items": ITEM_COLUMNS}


def test_other_kinds_have_the_lists_of_their_schema() -> None:
    assert lists_of("payslip").keys() == {"earnings", "deductions"}
    assert {"date", "debit", "credit", "balance"} <= STATEMENT.keys()
    assert {"batch", "quantity_ordered"} <= lists_of("delivery_note")["line_items"].keys()


def test_rows_with_the_same_text_are_told_apart_by_their_amounts() -> None:
    truth = [
        {"description": "Card payment", "debit": 5.0, "balance": 95.0},
        {"description": "Card payment", "debit": 7.5, "balance": 87.5},
    ]
    read = [{"description": "Card payment", "debit": "7.50", "balance": "87.50"}]
    assert outcomes(truth, read).count(("debit", "correct")) == 1
    assert ("debit", "wrong") not in outcomes(truth, read)


def test_an_amount_in_the_wrong_column_is_missed_in_one_and_wrong_in_no_other() -> None:
    truth = [{"date": "2024-03-01", "description": "Rent", "debit": 700}]
    read = [{"date": "2024-03-01", "description": "Rent", "credit": "700.00"}]
    assert outcomes(truth, read) == [
        ("date", "correct"),
        ("description", "correct"),
        ("debit", "missed"),
    ]


def test_a_list_without_descriptions_is_known_by_its_first_cell() -> None:
    columns = lists_of("credit_note")["preceding_invoices"]
    truth = [{"number": "R-1", "date": "2024-01-02"}, {"number": "R-2", "date": "2024-01-03"}]
    read = [{"number": "R 2", "date": "2024-01-03"}]
    cells = list(score_items(truth, read, columns, without_spaces=False, null_is_absent=False))
    assert [(c.key, c.outcome, c.pointer) for c in cells if c.outcome == "correct"] == [
        ("number", "correct", "/0/number"),
        ("date", "correct", "/0/date"),
    ]


def test_a_cell_in_an_object_of_its_row_is_found() -> None:
    columns = lists_of("purchase_order")["line_items"]
    truth = [{"description": "Pen", "discount.rate": 10}]
    read = [{"description": "Pen", "discount": {"rate": "10"}}]
    cells = score_items(truth, read, columns, without_spaces=False, null_is_absent=False)
    found = {cell.key: (cell.outcome, cell.pointer) for cell in cells}
    assert found["discount.rate"] == ("correct", "/0/discount/rate")


def test_the_lists_of_a_users_schema_are_those_of_objects() -> None:
    leaf = {"type": "string", "x-kind": "identifier", "x-grounded": True, "x-core": False}
    row = {"type": "object", "properties": {"number": leaf}}
    properties = {
        "tags": {"type": "array", "items": leaf},
        "parts": {"type": "array", "items": row},
    }
    schema = Schema("mine", {"type": "object", "properties": properties})
    assert {name: list(found) for name, found in columns_of(schema.leaves()).items()} == {
        "parts": ["number"]
    }
