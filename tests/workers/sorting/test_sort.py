"""Pages are sorted with the shipped weights: kinds, borders, and what can't be known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.workers.sorting.pages import page
from workers.sorting.sketch import PageSketch
from workers.sorting.sort import KINDS, sort_pages


def _invoice(number: str, page_mark: str = "") -> PageSketch:
    return page(
        "Acme Trading Ltd",
        "#Invoice",
        f"Invoice number: {number}",
        "Invoice date: 12/03/2024",
        "Bill to|Due date: 11/04/2024",
        "Jones & Sons",
        "Description|Quantity Unit price|Amount",
        "Steel bolts|4 12.50|50.00",
        "Copper wire|2 30.00|60.00",
        "|Subtotal|110.00",
        "|VAT 20%|22.00",
        "|Total due|132.00",
        f"_{page_mark}",
    )


def _delivery() -> PageSketch:
    return page(
        "Müller Metallbau GmbH",
        "#Lieferschein",
        "Lieferschein-Nr.: 88123",
        "Lieferdatum: 02.05.2023",
        "Lieferanschrift",
        "Pos. Artikelnummer|Bezeichnung|Menge Einheit",
        "1 A-100|Stahlträger|4 Stk",
        "2 A-200|Schrauben|200 Stk",
        "Ware erhalten: Datum Unterschrift",
    )


def _numbered(*pages: PageSketch) -> list[PageSketch]:
    return [replace(sketch, number=index + 1) for index, sketch in enumerate(pages)]


@pytest.mark.parametrize(
    ("sketch", "kind"),
    [
        pytest.param(_invoice("4711"), "invoice", id="invoice"),
        pytest.param(_delivery(), "delivery_note", id="delivery-note"),
    ],
)
def test_one_page_is_one_part_of_its_kind(sketch: PageSketch, kind: str) -> None:
    (part,) = sort_pages([sketch])
    assert (part.first_page, part.last_page, part.schema) == (1, 1, kind)
    assert part.confidence > 0.5


def test_shares_are_probabilities_and_the_likeliest_comes_first() -> None:
    (part,) = sort_pages([page("A letter", "of no kind that anybody knows")])
    shares = [part.confidence, *(share for _, share in part.alternatives)]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) <= 1.001
    assert {part.schema, *(name for name, _ in part.alternatives)} <= set(KINDS)


def test_documents_of_two_kinds_are_two_parts() -> None:
    parts = sort_pages(_numbered(_invoice("4711"), _delivery()))
    assert [(p.first_page, p.last_page, p.schema) for p in parts] == [
        (1, 1, "invoice"),
        (2, 2, "delivery_note"),
    ]


def test_pages_that_count_themselves_stay_together() -> None:
    pages = _numbered(_invoice("4711", "Page 1 of 2"), _invoice("4711", "Page 2 of 2"))
    assert [(p.first_page, p.last_page) for p in sort_pages(pages)] == [(1, 2)]


def test_two_invoices_that_begin_with_page_one_are_two_parts() -> None:
    pages = _numbered(_invoice("4711", "Page 1 of 1"), _invoice("5822", "Page 1 of 1"))
    assert [p.first_page for p in sort_pages(pages)] == [1, 2]


def test_a_blank_page_belongs_to_the_document_before_it() -> None:
    parts = sort_pages(_numbered(_invoice("4711"), page(), _delivery()))
    assert [(p.first_page, p.last_page) for p in parts] == [(1, 2), (3, 3)]


def test_blank_pages_alone_are_one_document() -> None:
    (part,) = sort_pages(_numbered(page(), page()))
    assert (part.first_page, part.last_page) == (1, 2)


def test_numbers_of_pages_are_those_of_the_file() -> None:
    pages = [replace(_invoice("4711"), number=7), replace(_delivery(), number=8)]
    assert [p.first_page for p in sort_pages(pages)] == [7, 8]


def test_an_attached_e_invoice_makes_all_pages_one_document() -> None:
    pages = [replace(p, einvoice="credit_note") for p in _numbered(_delivery(), _invoice("1"))]
    (part,) = sort_pages(pages)
    assert (part.first_page, part.last_page, part.schema) == (1, 2, "credit_note")


def test_nothing_can_not_be_sorted() -> None:
    with pytest.raises(ValueError, match="no page"):
        sort_pages([])
