"""What a page does not say in EN 16931's words is deduced, and noted; nothing else is."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.einvoice.complete import complete
from schemas.einvoice.draft import Draft
from schemas.einvoice.write import write_einvoice
from tests.schemas.einvoice.full_invoice import full_invoice, leaves, simple_invoice


def completed(data: dict[str, Any], *, is_credit_note: bool = False) -> Draft:
    draft = Draft(data)
    complete(draft, is_credit_note=is_credit_note)
    return draft


def deduced(data: dict[str, Any]) -> dict[str, str]:
    return {one.path: one.value for one in completed(data).deduced}


def simple(**changes: Any) -> dict[str, Any]:
    return simple_invoice() | changes


def test_a_complete_invoice_is_left_as_it_is() -> None:
    data = full_invoice()
    draft = completed(data)
    assert draft.deduced == []
    assert draft.data == data


def test_the_data_that_were_given_are_not_changed() -> None:
    data = simple_invoice()
    completed(data)
    assert data == simple_invoice()


def test_what_a_page_says_is_completed_to_an_invoice_that_breaks_no_rule() -> None:
    written = write_einvoice(simple_invoice(), "cii")
    assert written.findings == ()
    assert {one.path: one.value for one in written.deduced} == {
        "/document_type": "380",
        "/supplier/address/street": "Hafenweg 7",
        "/supplier/address/postal_code": "10115",
        "/supplier/address/city": "Berlin",
        "/supplier/address/country": "DE",
        "/customer/address/street": "Quai 1",
        "/customer/address/postal_code": "69001",
        "/customer/address/city": "Lyon",
        "/customer/address/country": "FR",
        "/payment/0/means_code": "58",
        "/line_items/0/line_id": "1",
        "/line_items/0/unit": "H87",
        "/line_items/0/unit_price": "30",
        "/line_items/0/tax/rate": "19",
        "/line_items/0/tax/category": "S",
        "/line_items/1/line_id": "2",
        "/line_items/1/quantity": "1",
        "/line_items/1/unit": "C62",
        "/line_items/1/tax/rate": "19",
        "/line_items/1/tax/category": "S",
        "/tax/0/category_code": "S",
        "/tax/0/rate": "19",
        "/tax/0/base": "100.00",
        "/tax/0/amount": "19.00",
        "/totals/lines_net": "100.00",
        "/totals/amount_due": "119.00",
    }


def test_a_unit_without_a_code_is_kept_as_an_attribute_of_the_item() -> None:
    data = simple()
    data["line_items"][0]["unit"] = "Wagenladung"
    found = completed(data).data["line_items"][0]
    assert found["unit"] == "C62"
    assert found["attributes"] == [{"name": "Unit", "value": "Wagenladung"}]


def test_lines_are_numbered_around_the_numbers_that_are_there() -> None:
    data = simple()
    data["line_items"] = [{"description": "a", "line_id": n} for n in (None, "1", None, "3")]
    draft = completed(data)
    ids = [draft.get(f"/line_items/{n}/line_id") for n in range(4)]
    assert ids == ["2", "1", "4", "3"]


def test_printed_letters_say_which_rate_a_line_has() -> None:
    data = simple(
        tax=[
            {"category_code": "A", "rate": "19", "base": "60.00", "amount": "11.40"},
            {"category_code": "B", "rate": "7", "base": "40.00", "amount": "2.80"},
        ]
    )
    data["line_items"][0]["tax"] = {"category": "A"}
    data["line_items"][1]["tax"] = {"category": "B"}
    found = completed(data).data
    assert [line["tax"] for line in found["line_items"]] == [
        {"category": "S", "rate": "19"},
        {"category": "S", "rate": "7"},
    ]
    assert [row["category_code"] for row in found["tax"]] == ["S", "S"]


def test_of_two_rates_without_a_hint_none_is_deduced() -> None:
    data = simple(
        totals={"subtotal": "100.00", "tax": "14.20", "total": "114.20"},
        tax=[{"rate": "19", "amount": "11.40"}, {"rate": "7", "amount": "2.80"}],
    )
    assert "/line_items/0/tax/rate" not in deduced(data)


@pytest.mark.parametrize(
    ("reason", "category"), [(None, "Z"), ("Steuerbefreit nach § 4", "E")], ids=["none", "reason"]
)
def test_without_tax_the_category_depends_on_a_reason(reason: str | None, category: str) -> None:
    row = {"rate": "0", "exemption_reason": reason}
    data = simple(totals={"subtotal": "100.00", "tax": "0.00", "total": "100.00"}, tax=[row])
    found = completed(data).data
    assert found["line_items"][0]["tax"] == {"rate": "0", "category": category}
    assert found["tax"][0]["category_code"] == category


def test_a_printed_discount_of_the_document_becomes_an_allowance() -> None:
    data = simple(
        totals={"subtotal": "90.00", "discount": "-10.00", "tax": "17.10", "total": "107.10"}
    )
    written = write_einvoice(data, "ubl")
    assert written.is_valid, written.findings
    found = completed(data).data
    assert found["totals"]["discount"] == "10.00"
    [allowance] = found["allowances"]
    assert (allowance["amount"], allowance["tax_rate"]) == ("10.00", "19")


def test_a_discount_that_is_not_between_lines_and_net_total_is_none_of_the_document() -> None:
    totals = {"subtotal": "100.00", "discount": "10.00", "tax": "19.00", "total": "119.00"}
    data = simple(totals=totals)
    assert "allowances" not in completed(data).data
    assert "BR-CO-11" in {one.rule for one in write_einvoice(data, "ubl").findings}


def test_lines_with_tax_get_their_net_amount() -> None:
    data = simple()
    gross = {
        "description": "Lamp",
        "quantity": "2",
        "unit_price": "59.50",
        "amount_gross": "119.00",
    }
    data["line_items"] = [gross | {"tax": {"rate": "19"}}]
    line = completed(data).data["line_items"][0]
    assert (line["amount_net"], line["unit_price"]) == ("100.00", "50")
    assert write_einvoice(data, "ubl").is_valid


def test_a_price_with_tax_is_no_price_before_a_discount() -> None:
    data = full_invoice()
    data["line_items"][0]["unit_price_gross"] = "113.05"
    written = write_einvoice(data, "cii")
    assert written.left_out == ("/line_items/0/unit_price_gross",)


def test_the_minus_of_a_price_goes_to_the_quantity() -> None:
    data = full_invoice()
    data["line_items"][1] |= {"quantity": "-1", "unit_price": "-25.00"}
    line = completed(data).data["line_items"][1]
    assert (line["quantity"], line["unit_price"]) == ("1", "25.00")


def test_a_credit_note_that_prints_minuses_is_written_without_them() -> None:
    data = simple_invoice()
    data["totals"] = {"subtotal": "-100.00", "tax": "-19.00", "total": "-119.00"}
    data["line_items"] = [{"description": "Lamp", "quantity": "-2", "amount_net": "-100.00"}]
    draft = completed(data, is_credit_note=True)
    assert draft.data["totals"]["total"] == "119.00"
    assert draft.data["line_items"][0]["quantity"] == "2"
    invoice = completed(data)
    assert invoice.data["totals"]["total"] == "-119.00"


@pytest.mark.parametrize(
    ("number", "country", "expected"),
    [
        ("00743110157", "IT", {"tax_id": "IT00743110157"}),
        ("201/113/40209", "DE", {"tax_registration": "201/113/40209"}),
        ("12-3456789", None, {"tax_registration": "12-3456789"}),
    ],
    ids=["italian", "german-local", "american"],
)
def test_a_tax_number_without_a_prefix_gets_one_or_is_local(
    number: str, country: str | None, expected: dict[str, str]
) -> None:
    data = simple(supplier={"name": "A", "tax_id": number, "address": {"country": country}})
    supplier = leaves(completed(data).data["supplier"])
    found = {path[1:]: value for path, value in supplier.items() if path.startswith("/tax")}
    assert found == expected


@pytest.mark.parametrize(
    ("payment", "currency", "code"),
    [
        ({"iban": "DE02120300000000202051"}, "EUR", "58"),
        ({"iban": "DE02120300000000202051"}, "PLN", "30"),
        ({"account_number": "12"}, "USD", "30"),
        ({"mandate": "M"}, "EUR", "59"),
        ({"card_last4": "1234"}, "EUR", "48"),
        ({"reference": "R"}, "EUR", "1"),
    ],
    ids=["sepa", "iban", "account", "debit", "card", "unknown"],
)
def test_the_means_of_payment_follow_from_what_is_given(
    payment: dict[str, str], currency: str, code: str
) -> None:
    assert deduced(simple(payment=[payment], currency=currency))["/payment/0/means_code"] == code


def test_a_total_with_tax_gives_the_one_without() -> None:
    found = completed(simple(totals={"tax": "19.00", "total": "119.00"})).data["totals"]
    assert (found["subtotal"], found["lines_net"]) == ("100.00", "100.00")
