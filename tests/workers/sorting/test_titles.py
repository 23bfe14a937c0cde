"""Documents' names are found in eight languages, whole or as the opening of a line."""

from __future__ import annotations

import pytest

from tests.workers.sorting.pages import page
from workers.sorting.rows import rows_of
from workers.sorting.sort import KINDS
from workers.sorting.titles import TITLES, titles_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("INVOICE", "invoice", id="invoice-en"),
        pytest.param("Rechnung Nr. 4711", "invoice", id="invoice-with-number"),
        pytest.param("Avoir", "credit_note", id="credit-note-fr"),
        pytest.param("Rechnungskorrektur", "credit_note", id="credit-note-de"),
        pytest.param("Orden de compra", "purchase_order", id="order-es"),
        pytest.param("Conferma d'ordine", "order_confirmation", id="confirmation-it"),
        pytest.param("Pakbon", "delivery_note", id="delivery-nl"),
        pytest.param("Extrato bancário", "bank_statement", id="statement-pt"),
        pytest.param("Pasek wynagrodzenia", "payslip", id="payslip-pl"),
        pytest.param("Form W-9", "w9", id="w9"),
        pytest.param("L I E F E R S C H E I N", "delivery_note", id="letters-apart"),
    ],
)
def test_a_title_names_its_kind(text: str, kind: str) -> None:
    (title,) = titles_of(rows_of(page(text)))
    assert (title.kind, title.is_whole) == (kind, True)


def test_the_longest_name_counts() -> None:
    (title,) = titles_of(rows_of(page("Order confirmation 17")))
    assert (title.kind, title.words) == ("order_confirmation", 2)


def test_a_name_that_opens_a_sentence_is_not_whole() -> None:
    (title,) = titles_of(rows_of(page("Invoice and delivery are free of charge")))
    assert not title.is_whole


def test_a_name_inside_a_line_is_no_title() -> None:
    assert titles_of(rows_of(page("Please pay this invoice"))) == []


def test_titles_are_of_kinds_that_exist() -> None:
    assert {kind.removeprefix("!") for kind in TITLES} == set(KINDS)
