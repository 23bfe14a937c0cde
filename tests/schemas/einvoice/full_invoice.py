"""An invoice with a value in every leaf that has a business term, and which breaks no rule."""

from __future__ import annotations

import copy
from typing import Any

from docflow.results import iterate_leaves
from schemas.einvoice import read_einvoice
from tests.schemas.einvoice.documents import IBAN


def address(city: str, country: str) -> dict[str, str]:
    """With its text as it is put together from the parts."""
    return {
        "street": "Hafenweg 7",
        "additional": "Hinterhaus, Aufgang 2",
        "postal_code": "10115",
        "city": city,
        "subdivision": "North",
        "country": country,
        "text": f"Hafenweg 7, Hinterhaus, Aufgang 2, 10115 {city}, North",
    }


_LINE = {
    "line_id": "1",
    "description": "Lamp",
    "note": "with bulb",
    "product_code": "L-20",
    "buyer_code": "B-9",
    "gtin": "4012345001235",
    "classification": "94051100",
    "origin": "DE",
    "attributes": [{"name": "Colour", "value": "gold"}, {"name": "Length", "value": "20 cm"}],
    "quantity": "20",
    "unit": "H87",
    "unit_price": "95.00",
    "unit_price_gross": "100.00",
    "price_base_quantity": "10",
    "discount": {"amount": "10.00", "rate": "5.26"},
    "amount_net": "180.00",
    "tax": {"category": "S", "rate": "19.00"},
    "purchase_order_line": "3",
    "accounting_ref": "KST 5",
    "service_period": {"start": "2024-02-05", "end": "2024-02-06"},
}
_FULL: dict[str, Any] = {
    "invoice_number": "R-2024/17",
    "issue_date": "2024-03-05",
    "due_date": "2024-04-04",
    "delivery_date": "2024-03-01",
    "tax_point_date": "2024-03-02",
    "document_type": "380",
    "currency": "EUR",
    "tax_currency": "SEK",
    "service_period": {"start": "2024-02-01", "end": "2024-02-29"},
    "purchase_order": "PO 4711",
    "sales_order": "SO 12",
    "buyer_reference": "04011000-12345-67",
    "contract_ref": "C-1",
    "project_ref": "P-2",
    "tender_ref": "T-3",
    "object_ref": "METER-4",
    "accounting_ref": "4400",
    "despatch_ref": "D-5",
    "receipt_ref": "E-6",
    "preceding_invoices": [{"number": "R-2024/3", "date": "2024-01-15"}, {"number": "R-2024/4"}],
    "payment_terms": "30 days net",
    "note": "Thank you & goodbye <soon>",
    "supplier": {
        "name": "Nordlicht Leuchten GmbH",
        "trading_name": "Nordlicht",
        "tax_id": "DE136695976",
        "tax_registration": "201/113/40209",
        "registration_id": "HRB 1234",
        "ids": ["4000001123452", "S-77"],
        "endpoint": "info@nordlicht.example",
        "legal_form": "Geschäftsführerin: A. Berg",
        "contact_name": "Ada Berg",
        "email": "ada@nordlicht.example",
        "phone": "+49 30 1234567",
        "address": address("Berlin", "DE"),
    },
    "customer": {
        "name": "Brücke & Söhne",
        "trading_name": "Brücke",
        "account_id": "K-88",
        "tax_id": "FR40303265045",
        "registration_id": "303265045",
        "endpoint": "4000001543211",
        "contact_name": "Bea Pont",
        "email": "bea@bruecke.example",
        "phone": "+33 1 2345678",
        "address": address("Lyon", "FR"),
    },
    "ship_to": {"name": "Lager", "location_id": "L-1", "address": address("Villeurbanne", "FR")},
    "remit_to": {"name": "Factor AG", "location_id": "F-1", "registration_id": "HRB 99"},
    "tax_representative": {
        "name": "Fisc SARL",
        "tax_id": "FR83404833048",
        "address": address("Paris", "FR"),
    },
    "payment": [
        {
            "means_code": "59",
            "means_text": 'SEPA & <direct> "debit" &#38;',
            "iban": IBAN,
            "bic": "BYLADEM1001",
            "account_name": "Nordlicht Leuchten",
            "reference": "R-2024/17",
            "card_last4": "4242",
            "card_holder": "Bea Pont",
            "mandate": "M-1",
            "debited_account": "FR1420041010050500013M02606",
        }
    ],
    "totals": {
        "lines_net": "205.00",
        "discount": "10.00",
        "charges": "5.00",
        "subtotal": "200.00",
        "tax": "33.25",
        "tax_in_tax_currency": "380.00",
        "total": "233.25",
        "paid": "25.00",
        "rounding": "0.05",
        "amount_due": "208.30",
    },
    "tax": [
        {"category_code": "S", "rate": "19.00", "base": "175.00", "amount": "33.25"},
        {
            "category_code": "E",
            "rate": "0",
            "base": "25.00",
            "amount": "0.00",
            "exemption_reason": "education",
            "exemption_code": "VATEX-EU-132-1I",
        },
    ],
    "allowances": [
        {
            "amount": "10.00",
            "base": "200.00",
            "rate": "5.00",
            "reason": "Loyalty",
            "reason_code": "95",
            "tax_category": "S",
            "tax_rate": "19.00",
        }
    ],
    "charges": [
        {
            "amount": "5.00",
            "base": "50.00",
            "rate": "10.00",
            "reason": "Freight",
            "reason_code": "FC",
            "tax_category": "S",
            "tax_rate": "19.00",
        }
    ],
    "line_items": [
        _LINE,
        {
            "line_id": "2",
            "description": "Course",
            "quantity": "1",
            "unit": "HUR",
            "unit_price": "25.00",
            "amount_net": "25.00",
            "tax": {"category": "E", "rate": "0"},
        },
    ],
}


def full_invoice() -> dict[str, Any]:
    """A copy to change."""
    return copy.deepcopy(_FULL)


def simple_invoice() -> dict[str, Any]:
    """What a page says: no codes, no categories, addresses as text."""
    return {
        "invoice_number": "2024-7",
        "issue_date": "2024-03-05",
        "due_date": "2024-04-04",
        "currency": "EUR",
        "supplier": {
            "name": "Nordlicht GmbH",
            "tax_id": "DE136695976",
            "address": {"text": "Hafenweg 7, 10115 Berlin"},
        },
        "customer": {"name": "Brücke", "address": {"text": "Quai 1, 69001 Lyon, Frankreich"}},
        "payment": [{"iban": IBAN}],
        "totals": {"subtotal": "100.00", "tax": "19.00", "total": "119.00"},
        "line_items": [
            {"description": "Lamp", "quantity": "2", "unit": "Stück", "amount_net": "60.00"},
            {"description": "Desk", "unit_price": "40.00", "amount_net": "40.00"},
        ],
    }


def leaves(data: dict[str, Any]) -> dict[str, str]:
    """Values by their pointers, without those that are null."""
    return {path: value for path, value in iterate_leaves(data) if value is not None}


def read_again(xml: bytes) -> dict[str, str]:
    """The same of an e-invoice."""
    return {value.path: value.value for value in read_einvoice(xml).values}
