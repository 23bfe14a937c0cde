"""Which business term of EN 16931 each leaf of the schema `invoice` is. Knows no syntax.

`note` of a line holds the note and the item's description; what has no term (a carrier, the date of
an order) is not listed, whatever syntax carries it.
"""

from __future__ import annotations

import re

_HEADER = {
    "invoice_number": 1, "issue_date": 2, "document_type": 3, "currency": 5, "tax_currency": 6,
    "tax_point_date": 7, "due_date": 9, "buyer_reference": 10, "project_ref": 11,
    "contract_ref": 12, "purchase_order": 13, "sales_order": 14, "receipt_ref": 15,
    "despatch_ref": 16, "tender_ref": 17, "object_ref": 18, "accounting_ref": 19,
    "payment_terms": 20, "note": 22, "preceding_invoices/*/number": 25,
    "preceding_invoices/*/date": 26, "delivery_date": 72, "service_period/start": 73,
    "service_period/end": 74,
}  # fmt: skip
_PARTIES = {
    "supplier": {
        "name": 27, "trading_name": 28, "ids/*": 29, "registration_id": 30, "tax_id": 31,
        "tax_registration": 32, "legal_form": 33, "endpoint": 34, "contact_name": 41,
        "phone": 42, "email": 43,
    },
    "customer": {
        "name": 44, "trading_name": 45, "account_id": 46, "registration_id": 47, "tax_id": 48,
        "endpoint": 49, "contact_name": 56, "phone": 57, "email": 58,
    },
    "remit_to": {"name": 59, "location_id": 60, "registration_id": 61},
    "tax_representative": {"name": 62, "tax_id": 63},
    "ship_to": {"name": 70, "location_id": 71},
}  # fmt: skip
# street, city, postal code, subdivision, country; line 2 and, further on, line 3 are `additional`
_ADDRESSES = {
    "supplier": (35, 37, 38, 39, 40, 36, "BG-5"),
    "customer": (50, 52, 53, 54, 55, 51, "BG-8"),
    "tax_representative": (64, 66, 67, 68, 69, 65, "BG-12"),
    "ship_to": (75, 77, 78, 79, 80, 76, "BG-15"),
}
_ADDRESS_PARTS = ("street", "city", "postal_code", "subdivision", "country", "additional")
_PAYMENT = {
    "means_code": 81, "means_text": 82, "reference": 83, "iban": 84, "account_number": 84,
    "account_name": 85, "bic": 86, "card_last4": 87, "card_holder": 88, "mandate": 89,
    "debited_account": 91,
}  # fmt: skip
_TOTALS = {
    "lines_net": 106, "discount": 107, "charges": 108, "subtotal": 109, "tax": 110,
    "tax_in_tax_currency": 111, "total": 112, "paid": 113, "rounding": 114, "amount_due": 115,
}  # fmt: skip
_TAX = {
    "base": 116, "amount": 117, "category_code": 118, "rate": 119, "exemption_reason": 120,
    "exemption_code": 121,
}  # fmt: skip
# amount, base, rate, tax category, tax rate, reason, reason code: allowances from 92, charges 99
_REDUCTION = ("amount", "base", "rate", "tax_category", "tax_rate", "reason", "reason_code")
_LINE = {
    "line_id": 126, "note": 127, "quantity": 129, "unit": 130, "amount_net": 131,
    "purchase_order_line": 132, "accounting_ref": 133, "service_period/start": 134,
    "service_period/end": 135, "discount/amount": 136, "discount/rate": 138, "unit_price": 146,
    "unit_price_gross": 148, "price_base_quantity": 149, "tax/category": 151, "tax/rate": 152,
    "description": 153, "product_code": 155, "buyer_code": 156, "gtin": 157,
    "classification": 158, "origin": 159, "attributes/*/name": 160, "attributes/*/value": 161,
}  # fmt: skip


def _table() -> dict[str, str]:
    terms = {f"/{name}": f"BT-{number}" for name, number in _HEADER.items()}
    for party, names in _PARTIES.items():
        terms |= {f"/{party}/{name}": f"BT-{number}" for name, number in names.items()}
    for party, (*numbers, group) in _ADDRESSES.items():
        parts = zip(_ADDRESS_PARTS, numbers, strict=True)
        terms |= {f"/{party}/address/{part}": f"BT-{number}" for part, number in parts}
        terms[f"/{party}/address/text"] = str(group)
    for prefix, table in (
        ("payment/*", _PAYMENT), ("totals", _TOTALS), ("tax/*", _TAX), ("line_items/*", _LINE),
    ):  # fmt: skip
        terms |= {f"/{prefix}/{name}": f"BT-{number}" for name, number in table.items()}
    for prefix, first in (("allowances", 92), ("charges", 99)):
        terms |= {f"/{prefix}/*/{name}": f"BT-{first + i}" for i, name in enumerate(_REDUCTION)}
    return terms


#: JSON Pointer of a leaf, `*` for every index -> `BT-115`, or `BG-5` for an address as a whole
TERMS: dict[str, str] = _table()


_WITH_TERMS = frozenset({"invoice", "credit_note"})
#: what has another name in another schema
_NUMBERS = {"/credit_note_number": "/invoice_number"}


def template_of(path: str) -> str:
    """``/line_items/3/quantity`` -> ``/line_items/*/quantity``."""
    return re.sub(r"/\d+(?=/|$)", "/*", path)


def term_of(path: str, schema: str = "invoice") -> str | None:
    """The business term of the value at a JSON Pointer into the data of an invoice or a credit
    note; None in other documents, which have terms of their own.
    """
    if schema not in _WITH_TERMS:
        return None
    template = template_of(path)
    return TERMS.get(_NUMBERS.get(template, template))
