"""CSV: rows, columns, and cells that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docflow.formats.csv_rows import BASE_COLUMNS, safe_cell, write_csv
from docflow.results import failed_result
from tests.docflow.fakes import document_result


def rows(*results: Any) -> list[dict[str, str]]:
    stream = io.StringIO(newline="")
    write_csv(results, stream)
    stream.seek(0)
    return list(csv.DictReader(stream))


def test_a_document_has_one_row_of_its_own() -> None:
    row = rows(document_result())[0]
    assert row["file"] == "acme.pdf"
    assert row["totals.total"] == "119.00"
    assert row["due_date"] == ""
    assert row["list"] == ""


def test_each_item_has_a_row_that_repeats_no_value_of_the_document() -> None:
    items = [row for row in rows(document_result()) if row["list"] == "line_items"]
    assert [(row["item"], row["line_items.description"]) for row in items] == [
        ("1", "Paper"),
        ("2", "Ink"),
    ]
    assert {row["totals.total"] for row in items} == {""}


def test_columns_of_items_stand_after_those_of_documents() -> None:
    stream = io.StringIO()
    write_csv([document_result(data={"items": [{"a": "1"}], "b": "2"})], stream)
    header = stream.getvalue().splitlines()[0].split(",")
    assert header == [*BASE_COLUMNS, "b", "items.a"]


def test_a_failed_document_has_a_row_with_its_code() -> None:
    [row] = rows(failed_result("a.pdf", "not_found", "there is no such file"))
    assert row["status"] == "failed"
    assert row["error_code"] == "not_found"


def test_signs_of_fraud_stand_beside_the_status() -> None:
    found = document_result() | {"flags": ["xml_page_mismatch", "barcode_page_mismatch"]}
    assert rows(found)[0]["flags"] == "xml_page_mismatch barcode_page_mismatch"
    assert rows(document_result())[0]["flags"] == ""


def test_documents_of_different_shape_share_one_table() -> None:
    table = rows(document_result(data={"a": "1"}), document_result(data={"b": "2"}))
    assert [(row["a"], row["b"]) for row in table] == [("1", ""), ("", "2")]


def test_no_results_give_a_header_alone() -> None:
    assert rows() == []


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+49 30 1", "'+49 30 1"),
        ("-2+3", "'-2+3"),
        ("\t=1", "'\t=1"),
        ("  =1", "'  =1"),
        ("-12.50", "-12.50"),
        ("+1", "+1"),
        ("Paper", "Paper"),
        (True, "True"),
    ],
)
def test_a_cell_that_would_be_a_formula_is_quoted(value: object, cell: str) -> None:
    assert safe_cell(value) == cell


@given(st.text())
def test_no_cell_starts_a_formula_unless_it_is_a_number(text: str) -> None:
    cell = safe_cell(text)
    if cell.lstrip(" ").startswith(("=", "@", "+", "-", "\t", "\r", "\n")):
        float(cell.replace(",", "").replace(".", ""))
