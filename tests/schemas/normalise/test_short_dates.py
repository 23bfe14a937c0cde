"""Dates of a statement's rows, which leave the year out."""

from __future__ import annotations

import pytest

from schemas.normalise import infer_context, normalise
from schemas.normalise.result import DocumentContext, RawValue

PERIOD = [
    RawValue("/period/start", "date", "15.12.2025"),
    RawValue("/period/end", "date", "14.01.2026"),
]


def context_of(*rows: str) -> DocumentContext:
    dated = [RawValue(f"/transactions/{i}/date", "date", raw) for i, raw in enumerate(rows)]
    return infer_context([*PERIOD, *dated])


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("30.12.", "2025-12-30"),
        ("05.01.", "2026-01-05"),
        ("31/12", "2025-12-31"),
        ("16.01.", "2026-01-16"),
        ("28 Dec", "2025-12-28"),
        ("Jan 3", "2026-01-03"),
    ],
)
def test_the_year_is_that_of_the_last_such_day_of_the_statement(raw: str, day: str) -> None:
    assert normalise(raw, "date", context_of(raw, "30.12.")).value == day


def test_rows_tell_which_number_is_the_day() -> None:
    rows = [
        RawValue(f"/transactions/{i}/date", "date", raw) for i, raw in enumerate(["12/31", "01/05"])
    ]
    context = infer_context([RawValue("/period/end", "date", "January 31, 2026"), *rows])
    assert normalise("01/05", "date", context).value == "2026-01-05"


@pytest.mark.parametrize("raw", ["31.02.", "45.12."])
def test_an_impossible_day_is_not_read(raw: str) -> None:
    assert normalise(raw, "date", context_of("30.12.")).value is None


def test_without_a_statement_a_date_needs_its_year() -> None:
    context = infer_context([RawValue("/issue_date", "date", "14.01.2026")])
    assert context.until is None
    assert normalise("30.12.", "date", context).value is None
