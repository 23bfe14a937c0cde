"""Codes in results of any schema: leaves are added, values replaced, checks run anew."""

from __future__ import annotations

from typing import Any

from docflow.results import FieldResult, Json
from schemas.schema import Schema, load_builtin, load_user
from tests.workers.coded import GERMAN_IBAN, OTHER_IBAN, Bill, epc_code, spaced
from workers.page import PageCode
from workers.steps.assemble import Assembled
from workers.steps.code_reading import FoundCode
from workers.steps.code_values import contradicts, with_codes

BOX = (0.1, 0.2, 0.3, 0.4)


def field(path: str, value: Json, confidence: float = 0.8) -> FieldResult:
    return {
        "path": path,
        "value": value,
        "raw": str(value),
        "page": 1,
        "bbox": [0.0, 0.0, 0.1, 0.1],
        "confidence": confidence,
        "source": "ocr",
        "checks": [],
    }


def read(data: dict[str, Any], *fields: FieldResult) -> Assembled:
    return Assembled(data, list(fields), [])


def codes(*texts: str) -> list[FoundCode]:
    return [FoundCode(1, PageCode("qr_code", text, BOX)) for text in texts]


def one_leaf(name: str, leaf: dict[str, Any]) -> Schema:
    return load_user({"type": "object", "properties": {name: leaf}}, "mine")


def test_without_codes_nothing_changes() -> None:
    schema = load_builtin("invoice")
    assembled = read({"currency": None})
    assert with_codes(schema, schema, assembled, [], "") == (schema, assembled)


def test_leaves_that_were_not_asked_for_are_added_in_the_schemas_order() -> None:
    schema = load_builtin("invoice")
    asked = schema.subset(["currency", "payment[].iban", "totals.total"])
    assembled = read({"currency": None, "payment": [], "totals": {"total": None}})
    shape, result = with_codes(schema, asked, assembled, codes(epc_code()), "")
    assert result.data == {
        "currency": "EUR",
        "supplier": {"name": "Holzwerk Tannheim GmbH"},
        "payment": [
            {
                "iban": GERMAN_IBAN,
                "account_name": "Holzwerk Tannheim GmbH",
                "reference": "RE 2026-0117",
            }
        ],
        "totals": {"total": None, "amount_due": "1190.00"},
    }
    assert shape.validate(result.data) == []
    assert schema.validate(result.data) == []
    assert {f["source"] for f in result.fields} == {"barcode"}
    assert ("iban_checksum", True) in {(c["name"], c["passed"]) for c in result.checks}


def test_a_value_that_was_too_unsure_to_keep_is_replaced() -> None:
    schema = load_builtin("invoice").subset(["currency", "totals.total", "totals.amount_due"])
    unsure = field("/totals/amount_due", None, 0.2)
    data = {"currency": "EUR", "totals": {"total": "1190.00", "amount_due": None}}
    total = field("/totals/total", "1190.00")
    _, result = with_codes(schema, schema, read(data, total, unsure), codes(epc_code()), "")
    due = [f for f in result.fields if f["path"] == "/totals/amount_due"]
    assert [(f["value"], f["source"]) for f in due] == [("1190.00", "barcode")]
    assert "amount_due_adds_up" in due[0]["checks"]
    assert result.fields[0]["confidence"] == 0.999


def test_a_misread_account_is_cured_and_so_is_its_check() -> None:
    schema = load_builtin("invoice").subset(["payment[].iban"])
    misread = GERMAN_IBAN.replace("37", "31")
    assembled = read({"payment": [{"iban": misread}]}, field("/payment/0/iban", misread))
    _, result = with_codes(schema, schema, assembled, codes(epc_code()), misread)
    assert result.data == {"payment": [{"iban": GERMAN_IBAN}]}
    assert [c["passed"] for c in result.checks if c["name"] == "iban_checksum"] == [True]
    assert result.failed == ()


def test_a_forged_code_is_told_and_nothing_is_written() -> None:
    schema = load_builtin("invoice")
    asked = schema.subset(["payment[].iban"])
    data = {"payment": [{"iban": OTHER_IBAN}]}
    assembled = read(data, field("/payment/0/iban", OTHER_IBAN))
    shape, result = with_codes(schema, asked, assembled, codes(epc_code()), spaced(OTHER_IBAN))
    assert (shape, result.data, result.fields) == (asked, data, assembled.fields)
    assert contradicts(result.checks)


def test_the_credit_notes_number_is_confirmed_as_an_invoices() -> None:
    schema = load_builtin("credit_note").subset(["credit_note_number"])
    assembled = read(
        {"credit_note_number": "RE 2026-0117"}, field("/credit_note_number", "RE 2026-0117")
    )
    _, result = with_codes(schema, schema, assembled, codes(epc_code()), "")
    assert result.fields[0]["checks"] == ["barcode_matches_page"]


def test_a_bar_code_confirms_the_number_it_repeats() -> None:
    schema = load_builtin("invoice").subset(["invoice_number"])
    assembled = read({"invoice_number": "KJ1-248350"}, field("/invoice_number", "KJ1-248350"))
    _, result = with_codes(schema, schema, assembled, codes("KJ1248350", "99"), "")
    assert result.fields[0]["confidence"] == 0.999
    [check] = result.checks
    assert (check["name"], check["passed"]) == ("barcode_matches_page", True)
    _, other = with_codes(schema, schema, assembled, codes("KJ1248351"), "")
    assert other == assembled


def test_a_users_leaf_of_the_same_name_takes_the_value_in_its_type() -> None:
    schema = one_leaf(
        "totals", {"type": "object", "properties": {"amount_due": {"type": "number"}}}
    )
    assembled = read({"totals": {}})
    _, result = with_codes(schema, schema, assembled, codes(epc_code(Bill())), "")
    assert result.data == {"totals": {"amount_due": 1190.0}}


def test_a_schema_without_such_leaves_stays_as_it_is() -> None:
    schema = one_leaf("title", {"type": "string"})
    assembled = read({"title": "Rechnung"}, field("/title", "Rechnung"))
    assert with_codes(schema, schema, assembled, codes(epc_code()), "") == (schema, assembled)
