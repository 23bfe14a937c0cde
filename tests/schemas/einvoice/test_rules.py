"""Each rule fails by its name, for what is missing or wrong; the official rules say so too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from schemas.einvoice.write import write_einvoice
from tests.schemas.einvoice.full_invoice import full_invoice
from tests.schemas.einvoice.official import schematron

Change = Callable[[dict[str, Any]], None]


def without(*paths: str) -> Change:
    """Takes out what is at the paths."""
    return setting(**dict.fromkeys(paths))


def setting(**values: Any) -> Change:
    """Sets values; two underscores stand for the slash of a path."""

    def change(data: dict[str, Any]) -> None:
        for path, value in values.items():
            *way, last = path.replace("__", "/").split("/")
            node: Any = data
            for token in way:
                node = node[int(token) if isinstance(node, list) else token]
            node[int(last) if isinstance(node, list) else last] = value

    return change


def all_in(category: str) -> Change:
    """All of the invoice in one untaxed category, with its totals."""

    def change(data: dict[str, Any]) -> None:
        for line in data["line_items"]:
            line["tax"] = {"category": category, "rate": "0"}
        for reduction in (*data["allowances"], *data["charges"]):
            reduction |= {"tax_category": category, "tax_rate": "0"}
        row = {"category_code": category, "rate": "0", "base": "200.00", "amount": "0.00"}
        data["tax"] = [row]
        data["totals"] |= {"tax": "0.00", "total": "200.00", "amount_due": "175.05"}

    return change


def both(*changes: Change) -> Change:
    """One after the other."""

    def change(data: dict[str, Any]) -> None:
        for one in changes:
            one(data)

    return change


def broken(change: Change, syntax: str = "ubl") -> dict[str, tuple[str, str]]:
    """Rule -> its place and severity."""
    data = full_invoice()
    change(data)
    written = write_einvoice(data, "cii" if syntax == "cii" else "ubl")
    return {one.rule: (one.path, one.severity) for one in written.findings}


NO_SELLER_NUMBER = without("supplier__tax_id", "supplier__tax_registration", "tax_representative")
#: rule, where it is found, what breaks it
CASES: list[tuple[str, str, Change]] = [
    ("BR-02", "/invoice_number", without("invoice_number")),
    ("BR-03", "/issue_date", without("issue_date")),
    ("BR-06", "/supplier/name", without("supplier__name")),
    ("BR-07", "/customer/name", without("customer__name")),
    ("BR-08", "/supplier/address", without("supplier__address", "supplier__tax_id", "payment")),
    ("BR-10", "/customer/address", without("customer__address", "customer__tax_id")),
    ("BR-16", "/line_items", setting(line_items=[])),
    ("BR-17", "/remit_to/name", without("remit_to__name")),
    ("BR-18", "/tax_representative/name", without("tax_representative__name")),
    ("BR-25", "/line_items/0/description", without("line_items__0__description")),
    ("BR-29", "/service_period/end", setting(service_period__end="2024-01-31")),
    (
        "BR-30",
        "/line_items/0/service_period/end",
        setting(line_items__0__service_period__end="2024-01-01"),
    ),
    (
        "BR-33",
        "/allowances/0/reason",
        without("allowances__0__reason", "allowances__0__reason_code"),
    ),
    ("BR-38", "/charges/0/reason", without("charges__0__reason", "charges__0__reason_code")),
    ("BR-53", "/totals/tax_in_tax_currency", without("totals__tax_in_tax_currency")),
    ("BR-56", "/tax_representative/tax_id", without("tax_representative__tax_id")),
    ("BR-57", "/ship_to/address/country", without("ship_to__address__country")),
    (
        "BR-61",
        "/payment/0/iban",
        both(without("payment__0__iban"), setting(payment__0__means_code="58")),
    ),
    (
        "BR-CO-04",
        "/line_items/1/tax/category",
        both(without("line_items__1__tax"), setting(tax__1__rate="7")),
    ),
    ("BR-CO-10", "/totals/lines_net", setting(totals__lines_net="206.00")),
    ("BR-CO-11", "/totals/discount", setting(totals__discount="11.00")),
    ("BR-CO-12", "/totals/charges", setting(totals__charges="6.00")),
    ("BR-CO-13", "/totals/subtotal", setting(totals__subtotal="201.00")),
    ("BR-CO-14", "/totals/tax", setting(totals__tax="34.00")),
    ("BR-CO-15", "/totals/total", setting(totals__total="234.00")),
    ("BR-CO-16", "/totals/amount_due", setting(totals__amount_due="200.00")),
    ("BR-CO-17", "/tax/0/amount", setting(tax__0__amount="36.00")),
    (
        "BR-CO-26",
        "/supplier/tax_id",
        without("supplier__tax_id", "supplier__ids", "supplier__registration_id"),
    ),
    ("BR-S-01", "/tax", setting(tax=[{"category_code": "E", "rate": "0", "base": "25.00",
                                      "amount": "0", "exemption_reason": "education"}])),
    ("BR-S-02", "/supplier/tax_id", NO_SELLER_NUMBER),
    ("BR-S-03", "/supplier/tax_id", NO_SELLER_NUMBER),
    ("BR-S-04", "/supplier/tax_id", NO_SELLER_NUMBER),
    ("BR-S-08", "/tax/0/base", setting(tax__0__base="170.00")),
    ("BR-S-10", "/tax/0/exemption_reason", setting(tax__0__exemption_reason="none")),
    ("BR-E-09", "/tax/1/amount", setting(tax__1__amount="2.00")),
    (
        "BR-E-10",
        "/tax/1/exemption_reason",
        without("tax__1__exemption_reason", "tax__1__exemption_code"),
    ),
    (
        "BR-AE-02",
        "/customer/tax_id",
        both(all_in("AE"), without("customer__tax_id", "customer__registration_id")),
    ),
    ("BR-IC-11", "/delivery_date", both(all_in("K"), without("delivery_date", "service_period"))),
    ("BR-IC-12", "/ship_to/address/country", both(all_in("K"), without("ship_to"))),
    ("BR-Z-02", "/supplier/tax_id", both(all_in("Z"), NO_SELLER_NUMBER)),
    (
        "BR-G-02",
        "/supplier/tax_id",
        both(all_in("G"), without("supplier__tax_id", "tax_representative")),
    ),
    ("BR-O-02", "/supplier/tax_id", all_in("O")),
    ("BR-DEC-12", "/totals/subtotal", setting(totals__subtotal="200.001")),
    ("BR-DEC-23", "/line_items/0/amount_net", setting(line_items__0__amount_net="180.001")),
    ("BR-CL-01", "/document_type", setting(document_type="999")),
    ("BR-CL-04", "/currency", setting(currency="EUX")),
    ("BR-CL-14", "/customer/address/country", setting(customer__address__country="QQ")),
    ("BR-CL-16", "/payment/0/means_code", setting(payment__0__means_code="99")),
    ("BR-CL-19", "/allowances/0/reason_code", setting(allowances__0__reason_code="XX")),
    ("BR-CL-20", "/charges/0/reason_code", setting(charges__0__reason_code="99")),
    ("BR-CL-22", "/tax/1/exemption_code", setting(tax__1__exemption_code="VATEX-1")),
]  # fmt: skip
#: rules of one syntax
_ONLY_UBL = frozenset({"UBL-SR-44", "UBL-SR-47"})
cases = pytest.mark.parametrize(
    ("rule", "path", "change"), [pytest.param(*case, id=case[0]) for case in CASES]
)


@cases
def test_a_broken_rule_is_found_where_it_is_broken(rule: str, path: str, change: Change) -> None:
    found = broken(change)
    assert found.get(rule) == (path, "fatal"), found


@cases
def test_the_official_schematron_finds_the_same_rule(rule: str, path: str, change: Change) -> None:
    data = full_invoice()
    change(data)
    xml = write_einvoice(data, "ubl").xml
    assert rule in schematron().broken_rules(xml, "ubl")


def test_nothing_is_wrong_with_the_full_invoice() -> None:
    assert broken(lambda data: None) == {}


def test_a_tax_that_is_off_by_cents_is_a_warning() -> None:
    change = both(
        setting(tax__0__amount="33.29", totals__tax="33.29", totals__total="233.29"),
        setting(totals__amount_due="208.34"),
    )
    assert broken(change) == {"BR-CO-17": ("/tax/0/amount", "warning")}


def test_several_payment_means_with_one_code_and_reference_are_what_ubl_allows() -> None:
    def change(data: dict[str, Any]) -> None:
        data["payment"].append({"means_code": "30", "account_number": "12", "reference": "other"})

    assert {"UBL-SR-44", "UBL-SR-47"} <= set(broken(change))
    assert not _ONLY_UBL & set(broken(change, "cii"))


def test_without_a_date_or_terms_something_due_is_a_warning() -> None:
    found = broken(without("due_date", "payment_terms"))
    assert found == {"BR-CO-25": ("/due_date", "warning")}


def test_an_amount_that_is_not_quantity_times_price_is_a_warning_for_peppol() -> None:
    found = broken(setting(line_items__0__unit_price="90.00"))
    assert found == {"PEPPOL-EN16931-R120": ("/line_items/0/amount_net", "warning")}


def test_fatal_findings_come_first() -> None:
    found = list(broken(without("customer__endpoint", "customer__name")).values())
    assert [severity for _, severity in found] == ["fatal", "warning"]
