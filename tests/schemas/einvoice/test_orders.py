"""Orders, answers to them and despatch advices say what they say in leaves of their own schemas; a
document of another kind than asked for says which schema reads it.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from schemas.einvoice import EInvoiceError, as_schema, read_einvoice
from tests.schemas.einvoice import documents

ORDER = {
    "/order_number": "PO 4711",
    "/sales_order": "S-9",
    "/issue_date": "2024-02-20",
    "/delivery_date": "2024-03-04",
    "/currency": "EUR",
    "/quote_ref": "Q-5",
    "/contract_ref": "C-1",
    "/delivery_terms": "DAP",
    "/payment_terms": "30 days net",
    "/note": "Please confirm.",
    "/supplier/name": "Nordlicht Leuchten GmbH",
    "/customer/name": "Brücke & Söhne",
    "/customer/account_id": "K-88",
    "/customer/address/city": "Lyon",
    "/customer/address/country": "FR",
    "/customer/address/text": "Lyon",
    "/ship_to/name": "Lager Lyon",
    "/ship_to/address/city": "Villeurbanne",
    "/ship_to/address/text": "Villeurbanne",
    "/totals/lines_net": "193.99",
    "/totals/subtotal": "193.99",
    "/totals/tax": "36.86",
    "/totals/total": "230.85",
    "/line_items/0/line_id": "1",
    "/line_items/0/description": "Lamp",
    "/line_items/0/product_code": "L-20",
    "/line_items/0/buyer_code": "B-9",
    "/line_items/0/gtin": "4012345001235",
    "/line_items/0/quantity": "10",
    "/line_items/0/unit": "C62",
    "/line_items/0/unit_price": "9.90",
    "/line_items/0/amount_net": "99.00",
    "/line_items/1/line_id": "2",
    "/line_items/1/description": "Assembly",
    "/line_items/1/note": "on site",
    "/line_items/1/quantity": "3",
    "/line_items/1/unit": "HUR",
    "/line_items/1/unit_price": "33.33",
    "/line_items/1/amount_net": "94.99",
    "/line_items/1/delivery_date": "2024-03-08",
    "/line_items/1/discount/amount": "5.00",
}
DESPATCH = {
    "/delivery_note_number": "LS-77",
    "/issue_date": "2024-03-01",
    "/delivery_date": "2024-03-04",
    "/purchase_order": "PO 4711",
    "/sales_order": "S-9",
    "/note": "Fragile",
    "/carrier": "Eilfracht AG",
    "/tracking_number": "TRK-1",
    "/packages": "2",
    "/gross_weight": "23.5",
    "/supplier/name": "Nordlicht Leuchten GmbH",
    "/customer/name": "Brücke & Söhne",
    "/ship_to/name": "Lager Lyon",
    "/ship_to/address/city": "Villeurbanne",
    "/ship_to/address/text": "Villeurbanne",
    "/line_items/0/line_id": "1",
    "/line_items/0/description": "Lamp",
    "/line_items/0/product_code": "L-20",
    "/line_items/0/quantity": "8",
    "/line_items/0/quantity_open": "2",
    "/line_items/0/unit": "C62",
    "/line_items/0/batch": "CH-3",
}
KINDS: dict[str, tuple[Callable[[], bytes], str]] = {
    "ubl_order": (documents.order, "purchase_order"),
    "order_x": (documents.order_x, "purchase_order"),
    "ubl_response": (documents.order_response, "order_confirmation"),
    "ubl_simple_response": (documents.simple_response, "order_confirmation"),
    "order_x_response": (lambda: documents.order_x("231"), "order_confirmation"),
    "despatch_advice": (documents.despatch_advice, "delivery_note"),
    "ubl_invoice": (documents.ubl, "invoice"),
    "ubl_credit_note": (lambda: documents.ubl("CreditNote", type_code="381"), "credit_note"),
    "cii_credit_note": (lambda: documents.cii().replace(b">380<", b">381<"), "credit_note"),
    "fatturapa_credit_note": (documents.fatturapa, "credit_note"),
}


def said(data: bytes) -> dict[str, str]:
    invoice = read_einvoice(data)
    assert invoice.unread == ()
    return {value.path: value.value for value in invoice.values}


@pytest.mark.parametrize("build", [documents.order, documents.order_x], ids=["ubl", "order_x"])
def test_an_order_says_the_same_in_both_syntaxes(build: Callable[[], bytes]) -> None:
    assert said(build()) == ORDER


@pytest.mark.parametrize(
    ("data", "own"),
    [(documents.order_response(), "S-9"), (documents.order_x("231"), "S-9")],
    ids=["ubl", "order_x"],
)
def test_an_answer_has_the_sellers_number_and_the_buyers(data: bytes, own: str) -> None:
    expected = {path: value for path, value in ORDER.items() if path != "/sales_order"}
    assert said(data) == expected | {"/order_number": own, "/purchase_order": "PO 4711"}


def test_an_answer_without_lines_takes_the_order_as_it_is() -> None:
    found = said(documents.simple_response())
    assert (found["/order_number"], found["/purchase_order"]) == ("A-1", "PO 4711")
    assert found["/supplier/name"] == "Nordlicht Leuchten GmbH"


def test_a_despatch_advice_is_a_delivery_note() -> None:
    assert said(documents.despatch_advice()) == DESPATCH


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_is_of_the_schema_of_its_kind(kind: str) -> None:
    build, schema = KINDS[kind]
    invoice = read_einvoice(build())
    assert invoice.schema == schema
    assert as_schema(invoice, schema).schema == schema


def test_a_credit_note_is_read_with_its_own_schema_and_with_that_of_invoices() -> None:
    invoice = read_einvoice(documents.ubl("CreditNote", type_code="381"))
    assert as_schema(invoice, "invoice").get("/invoice_number") == "R-2024/17"
    credit = as_schema(invoice, "credit_note")
    assert credit.get("/credit_note_number") == "R-2024/17"
    assert credit.get("/invoice_number") is None
    assert credit.get("/preceding_invoices/0/number") == "R-2024/3"


@pytest.mark.parametrize(
    ("kind", "wanted", "message"),
    [
        ("ubl_order", "invoice", "an order, not an invoice; the schema purchase_order reads it"),
        ("order_x", "order_confirmation", "an order, not an answer to an order"),
        ("ubl_invoice", "credit_note", "an invoice, not a credit note; the schema invoice reads"),
        ("ubl_invoice", "purchase_order", "an invoice, not an order; the schema invoice reads it"),
        ("despatch_advice", "invoice", "the schema delivery_note reads it"),
        ("ubl_credit_note", "delivery_note", "a credit note, not a despatch advice"),
    ],
)
def test_another_kind_than_asked_for_says_which_schema_reads_it(
    kind: str, wanted: str, message: str
) -> None:
    with pytest.raises(EInvoiceError, match=message) as caught:
        as_schema(read_einvoice(KINDS[kind][0]()), wanted)
    assert caught.value.code == "no_invoice"


def test_an_order_is_not_said_to_be_of_the_billing_profile() -> None:
    assert read_einvoice(documents.order()).profile == "Peppol BIS 3"
