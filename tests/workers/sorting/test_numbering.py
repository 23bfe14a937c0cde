"""A page's own number is read in eight languages, and amounts are not taken for it."""

from __future__ import annotations

import pytest

from tests.workers.sorting.pages import page
from workers.sorting.numbering import PageMark, page_mark
from workers.sorting.rows import rows_of


@pytest.mark.parametrize(
    ("text", "number", "count"),
    [
        pytest.param("Page 2 of 3", 2, 3, id="english"),
        pytest.param("Page: 2", 2, 0, id="without-count"),
        pytest.param("Seite 2 von 3", 2, 3, id="german"),
        pytest.param("Seite 1/4", 1, 4, id="slash"),
        pytest.param("Page 2 sur 3", 2, 3, id="french"),
        pytest.param("Página 2 de 3", 2, 3, id="spanish"),
        pytest.param("Pag. 2 di 3", 2, 3, id="italian"),
        pytest.param("Pagina 2 van 3", 2, 3, id="dutch"),
        pytest.param("Folha 2 de 3", 2, 3, id="portuguese"),
        pytest.param("Strona 2 z 3", 2, 3, id="polish"),
        pytest.param("Invoice 4711 Page 2 of 3", 2, 3, id="after-other-words"),
    ],
)
def test_a_named_page_number_is_read_anywhere(text: str, number: int, count: int) -> None:
    rows = rows_of(page("Acme Ltd", text, "Total 12.00"))
    assert page_mark(rows) == PageMark(number, count, is_named=True)


@pytest.mark.parametrize(
    ("text", "number", "count"),
    [
        pytest.param("_2/3", 2, 3, id="pair"),
        pytest.param("_- 2 -", 2, 0, id="between-dashes"),
        pytest.param("_2", 2, 0, id="alone"),
    ],
)
def test_a_bare_number_counts_at_the_foot(text: str, number: int, count: int) -> None:
    assert page_mark(rows_of(page("Terms", text))) == PageMark(number, count, is_named=False)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("2/3", id="pair-in-the-text"),
        pytest.param("Page 5 of 3", id="beyond-the-count"),
        pytest.param("see page 12.50", id="amount"),
        pytest.param("Total 12", id="amount-without-word"),
    ],
)
def test_other_numbers_are_no_page_number(text: str) -> None:
    lines = [*["Line of text"] * 12, text]
    assert page_mark(rows_of(page(*lines))) is None


def test_the_named_number_wins_over_the_bare_one() -> None:
    mark = page_mark(rows_of(page("Page 1 of 2", "Items", "_7")))
    assert mark == PageMark(1, 2, is_named=True)
