"""Kinds of leaves that do not say theirs."""

from typing import Any

import pytest

from schemas.kinds import infer_kind, words_of

CASES: list[tuple[str, str, dict[str, Any], str]] = [
    ("invoice_date", "string", {}, "date"),
    ("dueDate", "string", {}, "date"),
    ("x", "string", {"format": "date"}, "date"),
    ("when", "string", {"description": "The date of the sale"}, "date"),
    ("total", "number", {}, "amount"),
    ("total_amount", "string", {}, "amount"),
    ("unitPrice", "string", {}, "amount"),
    ("tax_rate", "number", {}, "percent"),
    ("count", "integer", {}, "quantity"),
    ("anything", "number", {}, "amount"),
    ("anything", "integer", {}, "quantity"),
    ("paid", "boolean", {}, "boolean"),
    ("IBAN", "string", {}, "iban"),
    ("vat_id", "string", {}, "vat_id"),
    ("invoice_number", "string", {}, "identifier"),
    ("customer_name", "string", {}, "name"),
    ("billing_address", "string", {}, "address"),
    ("phone_number", "string", {}, "phone"),
    ("email", "string", {"format": "email"}, "email"),
    ("currency", "string", {}, "currency"),
    ("zip_code", "string", {}, "code"),
    ("colour", "string", {"enum": ["red"]}, "code"),
    ("remarks", "string", {}, "string"),
]


@pytest.mark.parametrize(("name", "json_type", "node", "kind"), CASES)
def test_kind_follows_from_type_format_and_name(
    name: str, json_type: str, node: dict[str, Any], kind: str
) -> None:
    assert infer_kind(name, json_type, node) == kind


@pytest.mark.parametrize("name", ["invoiceDate", "invoice_date", "Invoice date", "INVOICE-DATE"])
def test_names_are_split_into_words(name: str) -> None:
    assert words_of(name) == ["invoice", "date"]
