"""Words become rows and segments."""

from __future__ import annotations

import pytest

from tests.workers.sorting.pages import page
from workers.sorting.rows import plain, rows_of


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        pytest.param("Rechnung:", "rechnung", id="sign-at-the-end"),
        pytest.param("Auftragsbestätigung", "auftragsbestatigung", id="umlaut"),
        pytest.param("ZAMÓWIENIE", "zamowienie", id="accent-in-capitals"),
        pytest.param("2/3", "2/3", id="sign-inside"),
        pytest.param("---", "", id="signs-only"),
    ],
)
def test_a_word_is_compared_without_accents_case_and_signs_around_it(
    printed: str, expected: str
) -> None:
    assert plain(printed) == expected


def test_words_of_one_line_are_one_row_in_order() -> None:
    rows = rows_of(page("Invoice No. 17", "Total 12.00"))
    assert [[segment.text for segment in row] for row in rows] == [
        ["invoice no 17"],
        ["total 12.00"],
    ]


def test_a_wide_gap_parts_a_row() -> None:
    (row,) = rows_of(page("Seller|Buyer"))
    assert [segment.text for segment in row] == ["seller", "buyer"]


def test_a_page_without_words_has_no_rows() -> None:
    assert rows_of(page()) == []
