"""Names of tables and columns."""

from __future__ import annotations

import pytest

from docflow.query.naming import MAX_NAME_CHARS, sql_name, unique_name


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("totals", "total"), "totals_total"),
        (("invoiceDate",), "invoice_date"),
        (("Größe (mm)",), "grosse_mm"),
        (("2nd",), "c_2nd"),
        (("日本",), "column"),
        (("select",), "select_"),
        (("current_date",), "current_date_"),
        (("date",), "date"),
        (("__a__",), "a"),
    ],
)
def test_a_name_works_without_quotes(words: tuple[str, ...], name: str) -> None:
    assert sql_name(*words) == name


def test_long_names_are_cut_and_stay_apart() -> None:
    names = {sql_name("a" * 80, str(number)) for number in range(50)}
    assert len(names) == 50
    assert max(map(len, names)) <= MAX_NAME_CHARS


def test_names_that_are_taken_get_a_number() -> None:
    assert unique_name("a", {"b"}) == "a"
    assert unique_name("a", {"a", "a_2"}) == "a_3"
    assert len(unique_name("a" * 60, {"a" * 60})) <= MAX_NAME_CHARS
