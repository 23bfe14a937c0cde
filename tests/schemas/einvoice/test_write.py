"""What is written is read again as it was, and the official schemas and rules take it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from lxml import etree

from schemas.einvoice import TERMS, read_einvoice
from schemas.einvoice.rules.check import WrittenSyntax
from schemas.einvoice.terms import template_of
from schemas.einvoice.write import Written, write_einvoice
from schemas.schema import load_builtin
from tests.schemas.einvoice.full_invoice import full_invoice, leaves, read_again, simple_invoice
from tests.schemas.einvoice.official import schematron, xsd_faults

both = pytest.mark.parametrize("syntax", ["ubl", "cii"])
#: a payment has one account, whose number is an IBAN or another
_SECOND_ACCOUNT = "/payment/*/account_number"


def names(xml: bytes) -> set[str]:
    return {etree.QName(node).localname for node in etree.fromstring(xml).iter("*")}


def text_of(written: Written, name: str) -> list[str]:
    found = etree.fromstring(written.xml).iter(f"{{*}}{name}")
    return [str(node.text) for node in found]


def as_credit_note(data: dict[str, Any]) -> dict[str, Any]:
    del data["invoice_number"], data["document_type"]
    return data | {"credit_note_number": "G-1"}


def test_the_full_invoice_has_every_leaf_that_has_a_term() -> None:
    assert load_builtin("invoice").validate(full_invoice()) == []
    assert {template_of(path) for path in leaves(full_invoice())} == set(TERMS) - {_SECOND_ACCOUNT}


@both
def test_every_leaf_with_a_term_survives(syntax: WrittenSyntax) -> None:
    written = write_einvoice(full_invoice(), syntax)
    assert (written.findings, written.deduced, written.left_out) == ((), (), ())
    assert read_again(written.xml) == leaves(full_invoice())


@both
def test_the_official_schema_and_rules_take_it(syntax: WrittenSyntax) -> None:
    for data in (full_invoice(), simple_invoice()):
        written = write_einvoice(data, syntax)
        assert written.is_valid, written.findings
        assert xsd_faults(written.xml) == []
        assert schematron().broken_rules(written.xml, syntax) == set()


@both
def test_a_credit_note_is_one_in_the_official_schema_too(syntax: WrittenSyntax) -> None:
    data = as_credit_note(full_invoice())
    written = write_einvoice(data, syntax, schema="credit_note")
    assert written.is_valid, written.findings
    assert xsd_faults(written.xml) == []
    assert schematron().broken_rules(written.xml, syntax) == set()
    expected = leaves(full_invoice()) | {"/invoice_number": "G-1", "/document_type": "381"}
    assert read_again(written.xml) == expected


def test_the_type_code_decides_on_the_root_of_ubl() -> None:
    written = write_einvoice(full_invoice() | {"document_type": "381"}, "ubl")
    assert etree.QName(etree.fromstring(written.xml)).localname == "CreditNote"
    assert {"CreditNoteLine", "CreditedQuantity", "PaymentDueDate"} <= names(written.xml)


def test_a_credit_notes_reason_becomes_part_of_its_note() -> None:
    data = as_credit_note(simple_invoice() | {"document_type": None, "note": "Sorry"})
    written = write_einvoice(data | {"reason": "damaged"}, "cii", schema="credit_note")
    assert text_of(written, "Content") == ["Sorry\ndamaged"]
    assert written.left_out == ()


def test_what_a_credit_note_lacks_is_named_by_its_own_leaf() -> None:
    data = as_credit_note(simple_invoice() | {"document_type": None}) | {"credit_note_number": None}
    written = write_einvoice(data, "ubl", schema="credit_note")
    [finding] = [one for one in written.findings if one.severity == "fatal"]
    assert (finding.rule, finding.path) == ("BR-02", "/credit_note_number")


def test_another_schema_is_refused() -> None:
    with pytest.raises(ValueError, match="'receipt' is no invoice"):
        write_einvoice({}, "ubl", schema="receipt")


def test_the_customization_says_peppol_only_where_peppol_will_take_it() -> None:
    assert "peppol" in text_of(write_einvoice(full_invoice(), "ubl"), "CustomizationID")[0]
    for missing in ("buyer_reference", "purchase_order"):
        data = full_invoice()
        data[missing] = None
        written = write_einvoice(data, "ubl")
        assert read_einvoice(written.xml).profile == "Peppol BIS Billing 3"
    data = full_invoice()
    data["customer"]["endpoint"] = None
    written = write_einvoice(data, "ubl")
    assert text_of(written, "CustomizationID") == ["urn:cen.eu:en16931:2017"]
    assert [finding.rule for finding in written.findings] == ["PEPPOL-EN16931-R010"]
    assert written.is_valid


@both
def test_what_has_no_term_is_left_out_and_named(syntax: WrittenSyntax) -> None:
    data = full_invoice()
    data |= {"order_date": "2024-02-01", "carrier": "DHL", "exchange_rate": "11.4"}
    data["payment"][0]["bank_name"] = "Landesbank"
    data["line_items"][0]["raw_row"] = "1 Lamp 20"
    written = write_einvoice(data, syntax)
    assert set(written.left_out) == {
        "/order_date",
        "/carrier",
        "/exchange_rate",
        "/payment/0/bank_name",
        "/line_items/0/raw_row",
    }
    assert read_again(written.xml) == leaves(full_invoice())


def test_an_electronic_address_of_no_known_scheme_is_left_out() -> None:
    data = full_invoice()
    data["supplier"]["endpoint"] = "somewhere"
    written = write_einvoice(data, "ubl")
    assert written.left_out == ("/supplier/endpoint",)
    [finding] = written.findings
    assert (finding.severity, finding.path) == ("warning", "/supplier/endpoint")


@both
def test_of_an_empty_invoice_everything_is_missing_and_it_is_written(syntax: WrittenSyntax) -> None:
    written = write_einvoice({}, syntax)
    rules = {finding.rule for finding in written.findings}
    assert {"BR-02", "BR-06", "BR-16", "BR-CO-18"} <= rules
    assert not written.is_valid
    assert etree.fromstring(written.xml) is not None


def test_a_finding_names_rule_term_and_place() -> None:
    data = full_invoice()
    data["supplier"]["name"] = None
    finding = write_einvoice(data, "cii").findings[0]
    assert str(finding) == "BR-06: the seller's name (BT-27) is missing: /supplier/name"
    assert (finding.severity, finding.term) == ("fatal", "BT-27")


@both
def test_characters_that_xml_cannot_hold_are_dropped(syntax: WrittenSyntax) -> None:
    data = full_invoice() | {"note": "a\x00b\x0bc\ud800d\uffff"}
    assert read_again(write_einvoice(data, syntax).xml)["/note"] == "abcd"


@both
def test_amounts_have_their_currency_where_the_syntax_wants_it(syntax: WrittenSyntax) -> None:
    text = write_einvoice(full_invoice(), syntax).xml.decode()
    name = "TaxAmount" if syntax == "ubl" else "TaxTotalAmount"
    assert set(re.findall(rf'{name} currencyID="(\w+)"', text)) == {"EUR", "SEK"}
