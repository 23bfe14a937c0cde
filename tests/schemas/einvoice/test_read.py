"""Each syntax says what it says, in the schema's leaves, exactly."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from schemas.einvoice import TERMS, EInvoice, EInvoiceError, read_einvoice, term_of
from schemas.schema import load_builtin
from tests.schemas.einvoice import documents
from tests.schemas.einvoice.expected import EXPECTED


def values(invoice: EInvoice) -> dict[str, str]:
    return {value.path: value.value for value in invoice.values}


def differences(data: bytes) -> dict[str, tuple[str | None, str]]:
    found = values(read_einvoice(data))
    return {
        path: (found.get(path), expected)
        for path, expected in EXPECTED.items()
        if found.get(path) != expected.replace("\n", " ")
    }


def test_a_cross_industry_invoice_is_read_whole() -> None:
    invoice = read_einvoice(documents.cii())
    assert differences(documents.cii()) == {}
    assert (invoice.syntax, invoice.profile, invoice.num_lines) == ("cii", "EN 16931", 2)
    assert invoice.unread == ()


def test_a_ubl_invoice_says_the_same() -> None:
    invoice = read_einvoice(documents.ubl())
    assert differences(documents.ubl()) == {}
    assert (invoice.syntax, invoice.profile) == ("ubl", "Peppol BIS Billing 3")


def test_a_ubl_credit_note_has_its_own_names_for_the_same() -> None:
    assert differences(documents.ubl("CreditNote", type_code="381")) == {
        "/document_type": ("381", "380")
    }


def test_what_is_read_holds_no_value_beyond_what_is_expected() -> None:
    for data in (documents.cii(), documents.ubl()):
        found = set(values(read_einvoice(data)))
        assert found - set(EXPECTED) <= {
            "/line_items/1/line_id",
            "/line_items/1/tax/rate",
            "/line_items/1/tax/category",
            "/customer/address/text",
            "/ship_to/address/text",
        }


def test_the_raw_text_is_the_xmls_own() -> None:
    raws = {value.path: value.raw for value in read_einvoice(documents.cii()).values}
    assert raws["/issue_date"] == "20240305"
    assert raws["/supplier/tax_id"] == "DE 136 695 976"
    assert raws["/note"] == "First note.\nSecond note."


def test_zugferd_1_is_read_by_its_older_names() -> None:
    invoice = read_einvoice(documents.zugferd_1())
    found = values(invoice)
    assert invoice.profile == "COMFORT"
    assert found["/invoice_number"] == "1001"
    assert found["/issue_date"] == "2013-03-05"
    assert found["/order_date"] == "2013-02-28"
    assert found["/purchase_order"] == "B-7"
    assert found["/tax/0/rate"] == "19.00"
    assert found["/totals/total"] == "119.00"
    assert found["/charges/0/reason"] == "Versand"


def test_a_line_that_is_only_a_remark_is_no_line() -> None:
    invoice = read_einvoice(documents.zugferd_1())
    assert invoice.num_lines == 1
    assert values(invoice)["/line_items/0/description"] == "Stuhl"


def test_a_fatturapa_is_read_with_its_totals_summed() -> None:
    invoice = read_einvoice(documents.fatturapa())
    found = values(invoice)
    assert invoice.syntax == "fatturapa"
    assert found["/document_type"] == "381"
    assert found["/supplier/tax_id"] == "IT01234567890"
    assert found["/supplier/address/text"] == "Via Roma 5, 00100 Roma"
    assert found["/supplier/address/subdivision"] == "RM"
    assert found["/customer/name"] == "Mario Rossi"
    assert found["/totals/subtotal"] == "90.00"
    assert found["/totals/total"] == "109.80"
    assert found["/line_items/0/discount/rate"] == "10.00"
    assert found["/payment/0/iban"] == "IT60X0542811101000000123456"


def test_a_lot_of_several_fatturapa_invoices_is_refused() -> None:
    with pytest.raises(EInvoiceError, match="2 invoices") as caught:
        read_einvoice(documents.fatturapa(num_bodies=2))
    assert caught.value.code == "no_invoice"


def test_a_profile_without_lines_has_none() -> None:
    data = documents.cii(lines="", guideline="urn:factur-x.eu:1p0:basicwl")
    invoice = read_einvoice(data)
    assert (invoice.profile, invoice.num_lines) == ("BASIC WL", 0)
    assert values(invoice)["/totals/total"] == "225.97"


@pytest.mark.parametrize(
    ("guideline", "profile"),
    [
        ("urn:factur-x.eu:1p0:minimum", "MINIMUM"),
        ("urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic", "BASIC"),
        ("urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended", "EXTENDED"),
        ("urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0", "XRechnung"),
        ("urn:ferd:CrossIndustryDocument:invoice:1p0:extended", "EXTENDED"),
        ("urn:example:own", "urn:example:own"),
        ("", "CII"),
    ],
)
def test_a_profile_is_called_what_people_call_it(guideline: str, profile: str) -> None:
    assert read_einvoice(documents.cii(guideline=guideline)).profile == profile


def test_headings_and_remarks_of_an_extended_invoice_are_not_summed() -> None:
    status = "<ram:LineStatusReasonCode>GROUP</ram:LineStatusReasonCode></ram:Associated"
    lines = documents.CII_LINES.replace("</ram:Associated", status, 1)
    invoice = read_einvoice(documents.cii(lines=lines))
    assert invoice.num_lines == 1
    assert values(invoice)["/line_items/0/description"] == "Assembly"


@pytest.mark.parametrize("build", [documents.cii, documents.ubl])
def test_a_heading_with_zeroes_for_numbers_is_no_line(build: Callable[[], bytes]) -> None:
    data = build().replace(b">3<", b">0<").replace(b">33.33<", b">0.00<")
    invoice = read_einvoice(data.replace(b">94.99<", b">0.00<"))
    assert invoice.num_lines == 1
    # What is given away has a quantity.
    assert read_einvoice(build().replace(b">94.99<", b">0.00<")).num_lines == 2


def test_a_description_that_repeats_the_name_is_no_note() -> None:
    data = documents.ubl().replace(b">Brass, 20 cm<", b">Lamp<")
    assert read_einvoice(data).get("/line_items/0/note") == "with bulb"


def test_a_charge_of_a_line_is_remembered_since_the_schema_has_no_leaf_for_it() -> None:
    lines = documents.CII_LINES.replace("<udt:Indicator>false", "<udt:Indicator>true")
    invoice = read_einvoice(documents.cii(lines=lines))
    assert invoice.charged_lines == (1,)
    assert "/line_items/1/discount/amount" not in values(invoice)


def test_several_allowances_of_a_line_are_summed_exactly() -> None:
    start = documents.CII_LINES.index("<ram:SpecifiedTradeAllowanceCharge>")
    end = documents.CII_LINES.index("</ram:SpecifiedTradeAllowanceCharge>")
    one = documents.CII_LINES[start:end] + "</ram:SpecifiedTradeAllowanceCharge>"
    invoice = read_einvoice(documents.cii(lines=documents.CII_LINES.replace(one, one * 3)))
    assert values(invoice)["/line_items/1/discount/amount"] == "15.00"


def test_the_tax_in_the_accounting_currency_is_told_from_the_documents() -> None:
    data = documents.cii().replace(
        b"<ram:InvoiceCurrencyCode>",
        b"<ram:TaxCurrencyCode>GBP</ram:TaxCurrencyCode><ram:InvoiceCurrencyCode>",
    )
    two = b'<ram:TaxTotalAmount currencyID="GBP">30.90</ram:TaxTotalAmount><ram:TaxTotalAmount '
    found = values(read_einvoice(data.replace(b"<ram:TaxTotalAmount ", two)))
    assert found["/totals/tax"] == "36.08"
    assert found["/totals/tax_in_tax_currency"] == "30.90"


def test_an_account_that_is_no_iban_is_an_account_number() -> None:
    data = documents.cii().replace(b"DE02 1203 0000 0000 2020 51", b"12345678")
    found = values(read_einvoice(data))
    assert found["/payment/0/account_number"] == "12345678"
    assert "/payment/0/iban" not in found


def test_of_a_card_only_the_last_four_digits_are_kept() -> None:
    card = (
        b"<ram:ApplicableTradeSettlementFinancialCard><ram:ID>510510XXXXXX5100</ram:ID>"
        b"</ram:ApplicableTradeSettlementFinancialCard><ram:PayeePartyCreditor"
    )
    found = read_einvoice(documents.cii().replace(b"<ram:PayeePartyCreditor", card, 1)).values
    assert [value.raw for value in found if value.path == "/payment/0/card_last4"] == ["5100"]


def test_the_envelope_of_the_peppol_network_is_opened() -> None:
    inner = documents.ubl().split(b"?>", 1)[1]
    data = b'<StandardBusinessDocument xmlns="urn:s">' + inner + b"</StandardBusinessDocument>"
    assert values(read_einvoice(data))["/invoice_number"] == "R-2024/17"


def test_a_text_that_is_no_value_of_its_kind_is_told_and_not_guessed() -> None:
    data = documents.cii(total="1.234,56").replace(b"20240305", b"20241305")
    invoice = read_einvoice(data)
    assert invoice.get("/totals/total") is None
    assert {(fault.path, fault.raw) for fault in invoice.unread} == {
        ("/totals/total", "1.234,56"),
        ("/issue_date", "20241305"),
    }


def test_every_value_is_of_its_leafs_pattern() -> None:
    schema = load_builtin("invoice")
    for data in (documents.cii(), documents.ubl(), documents.zugferd_1(), documents.fatturapa()):
        nested: dict[str, object] = {}
        for value in read_einvoice(data).values:
            place(nested, value.path.split("/")[1:], value.value)
        assert schema.validate(nested) == []


def place(holder: object, steps: list[str], value: str) -> None:
    """Puts a value at a path, making objects and arrays on the way."""
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        new: object = value if following is None else [] if following.isdigit() else {}
        if isinstance(holder, list):
            if int(step) == len(holder):
                holder.append(new)
            holder = holder[int(step)]
        else:
            assert isinstance(holder, dict)
            holder = holder.setdefault(step, new)


def test_every_business_term_is_one_leaf_of_the_schema_at_least() -> None:
    leaves = {leaf.pointer for leaf in load_builtin("invoice").leaves()}
    assert set(TERMS) <= leaves
    assert term_of("/line_items/12/amount_net") == "BT-131"
    assert term_of("/supplier/address/text") == "BG-5"
    assert term_of("/carrier") is None
