"""Sums, tax, dates and check digits of results."""

from typing import Any

import pytest

from schemas import load_user
from schemas.checks import Check, run_checks


def only(name: str, data: dict[str, Any], schema: str = "invoice") -> Check:
    (check,) = [check for check in run_checks(schema, data) if check.name == name]
    return check


def names(data: dict[str, Any], schema: str = "invoice") -> set[str]:
    return {check.name for check in run_checks(schema, data)}


def totals(**values: str | None) -> dict[str, Any]:
    return {"totals": values}


TOTALS: list[tuple[str, dict[str, str | None], bool | None]] = [
    ("net and tax", {"subtotal": "100.00", "tax": "19.00", "total": "119.00"}, True),
    ("a cent off", {"subtotal": "100.00", "tax": "19.00", "total": "119.01"}, True),
    ("wrong", {"subtotal": "100.00", "tax": "8.00", "total": "110.00"}, False),
    (
        "discount",
        {"subtotal": "759.00", "discount": "20.00", "tax": "22.17", "total": "761.17"},
        True,
    ),
    (
        "printed minus",
        {"subtotal": "10.00", "discount": "-1.00", "tax": "1.00", "total": "10.00"},
        True,
    ),
    ("freight", {"subtotal": "10.00", "charges": "2.00", "tax": "1.00", "total": "13.00"}, True),
    ("tip", {"subtotal": "11.70", "tax": "1.17", "tip": "1.63", "total": "14.50"}, True),
    ("rounding", {"subtotal": "10.00", "tax": "0.62", "rounding": "-0.02", "total": "10.60"}, True),
    ("credit note", {"subtotal": "-100.00", "tax": "-19.00", "total": "-119.00"}, True),
    ("no tax", {"subtotal": "5.00", "tax": None, "total": "5.00"}, True),
    ("tax unknown", {"subtotal": "5.00", "tax": None, "total": "6.00"}, None),
]


@pytest.mark.parametrize(("case", "values", "passed"), TOTALS)
def test_totals_add_up(case: str, values: dict[str, str | None], passed: bool | None) -> None:
    check = only("totals_add_up", totals(**values))
    assert check.passed is passed
    assert {"/totals/subtotal", "/totals/total"} <= set(check.paths)


def test_message_says_what_was_added() -> None:
    check = only("totals_add_up", totals(subtotal="100.00", tax="8.00", total="110.00"))
    assert check.message == "100.00 + 8.00 = 108.00, not 110.00"


def test_receipt_with_tax_in_its_prices_adds_up() -> None:
    data = {
        "totals": {"subtotal": "10.60", "tax": "0.60", "total": "10.60"},
        "line_items": [{"description": "Rice", "amount_gross": "10.60"}],
    }
    assert only("totals_add_up", data, "receipt").passed is True


@pytest.mark.parametrize(
    ("values", "passed"),
    [
        ({"total": "100.00", "paid": "40.00", "amount_due": "60.00"}, True),
        ({"total": "100.00", "amount_due": "100.00"}, True),
        ({"total": "110.00", "previous_balance": "500.00", "amount_due": "610.00"}, True),
        ({"total": "10.02", "rounding": "-0.02", "amount_due": "10.00"}, True),
        ({"total": "100.00", "paid": "40.00", "amount_due": "70.00"}, False),
    ],
)
def test_amount_due_adds_up(values: dict[str, str], passed: bool) -> None:
    assert only("amount_due_adds_up", totals(**values)).passed is passed


LINES: list[tuple[list[dict[str, str | None]], dict[str, str], bool | None]] = [
    ([{"amount_net": "60.00"}, {"amount_net": "40.00"}], {"subtotal": "100.00"}, True),
    (
        [{"amount_net": "60.00"}, {"amount_net": "50.00"}],
        {"subtotal": "100.00", "discount": "10.00"},
        True,
    ),
    ([{"amount_net": "60.00"}], {"subtotal": "70.00", "charges": "10.00"}, True),
    ([{"amount_net": "60.00"}], {"subtotal": "100.00"}, False),
    ([{"amount_net": "60.00"}, {"amount_net": None}], {"subtotal": "100.00"}, None),
    ([{"amount_gross": "11.90"}], {"subtotal": "10.00", "tax": "1.90", "total": "11.90"}, True),
    ([{"amount_net": "11.90"}], {"subtotal": "10.00", "tax": "1.90", "total": "11.90"}, False),
]


@pytest.mark.parametrize(("lines", "values", "passed"), LINES)
def test_lines_sum_to_net(
    lines: list[dict[str, str | None]], values: dict[str, str], passed: bool | None
) -> None:
    data = {"line_items": lines, "totals": values}
    assert only("lines_sum_to_net", data).passed is passed


@pytest.mark.parametrize(
    ("line", "passed"),
    [
        ({"quantity": "2", "unit_price": "50.00", "amount_net": "100.00"}, True),
        ({"quantity": "3", "unit_price": "3.3333", "amount_net": "10.00"}, True),
        ({"quantity": "20", "unit_price": "2.77", "amount_net": "55.46"}, True),
        ({"quantity": "1", "unit_price": "1", "amount_net": "100.00"}, False),
        (
            {
                "quantity": "50",
                "unit_price": "12.00",
                "price_base_quantity": "100",
                "amount_net": "6.00",
            },
            True,
        ),
        (
            {
                "quantity": "2",
                "unit_price": "50.00",
                "discount": {"rate": "10"},
                "amount_net": "90.00",
            },
            True,
        ),
        (
            {
                "quantity": "2",
                "unit_price": "5.00",
                "discount": {"amount": "1.00"},
                "amount_net": "9.00",
            },
            True,
        ),
    ],
)
def test_line_amount_is_quantity_times_price(line: dict[str, Any], passed: bool) -> None:
    check = only("line_amount", {"line_items": [line]})
    assert (check.passed, check.paths[0]) == (passed, "/line_items/0/quantity")


def test_line_amount_says_what_it_computed_with() -> None:
    line = {"quantity": "50", "unit_price": "12.00", "price_base_quantity": "100"}
    line |= {"discount": {"amount": "1.00"}, "amount_net": "5.00"}
    message = only("line_amount", {"line_items": [line]}).message
    assert message == "50 x 12.00 / 100 - 1.00 = 5.00"


@pytest.mark.parametrize(
    ("tax", "passed"),
    [
        ([{"rate": "19", "base": "100.00", "amount": "19.00"}], True),
        ([{"rate": "7.7", "base": "99.95", "amount": "7.70"}], True),
        ([{"rate": "19", "base": "100.00", "amount": "7.00"}], False),
        ([{"rate": "10", "base": None, "amount": "5.00"}], True),
    ],
)
def test_tax_is_rate_times_base(tax: list[dict[str, Any]], passed: bool) -> None:
    data = {"tax": tax, "totals": {"subtotal": "50.00"}}
    assert only("tax_rate_times_base", data).passed is passed


@pytest.mark.parametrize(("total", "passed"), [("26.00", True), ("25.00", False)])
def test_taxes_by_rate_sum_to_the_total_tax(total: str, passed: bool) -> None:
    data = {"tax": [{"amount": "19.00"}, {"amount": "7.00"}], "totals": {"tax": total}}
    assert only("tax_sum", data).passed is passed


@pytest.mark.parametrize(("due", "passed"), [("2026-03-01", True), ("2026-02-28", False)])
def test_due_date_is_not_before_the_issue_date(due: str, passed: bool) -> None:
    check = only("date_order", {"issue_date": "2026-03-01", "due_date": due})
    assert (check.passed, check.paths) == (passed, ("/issue_date", "/due_date"))


def test_period_begins_before_it_ends() -> None:
    data = {"service_period": {"start": "2026-03-31", "end": "2026-03-01"}}
    assert only("date_order", data).passed is False


@pytest.mark.parametrize(
    ("iban", "passed"), [("DE88200800000970375700", True), ("DE88200800000970375701", False)]
)
def test_iban_check_digits_are_tested(iban: str, passed: bool) -> None:
    check = only("iban_checksum", {"payment": [{"iban": None}, {"iban": iban}]})
    assert (check.passed, check.paths) == (passed, ("/payment/1/iban",))


@pytest.mark.parametrize(("vat_id", "passed"), [("DE136695976", True), ("DE136695975", False)])
def test_vat_id_check_digits_are_tested(vat_id: str, passed: bool) -> None:
    check = only("vat_id_checksum", {"supplier": {"tax_id": vat_id}})
    assert (check.passed, check.paths) == (passed, ("/supplier/tax_id",))


def test_tax_number_without_a_rule_is_not_tested() -> None:
    assert names({"supplier": {"tax_id": "201/113/40209"}}) == set()


def test_identifiers_of_a_users_schema_are_tested() -> None:
    properties = {"account": {"type": "string", "x-kind": "iban"}}
    schema = load_user({"type": "object", "properties": properties})
    (check,) = run_checks(schema, {"account": "DE88200800000970375701"})
    assert (check.name, check.passed) == ("iban_checksum", False)


def test_numbers_of_a_users_schema_may_be_json_numbers() -> None:
    data = totals(subtotal=100.0, tax=19, total=119.0)  # type: ignore[arg-type]
    assert only("totals_add_up", data).passed is True


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"totals": None, "line_items": None, "tax": None},
        {"totals": {"subtotal": "100.00"}},
        {"totals": {"subtotal": "abc", "tax": True, "total": [1]}},
        {"totals": {"subtotal": "1e999", "tax": "NaN", "total": "1" * 500}},
        {"line_items": [None, 3, "x", {}], "tax": [[]], "payment": "x", "issue_date": "soon"},
        {"issue_date": "2026-03-01", "due_date": None},
    ],
)
def test_what_is_absent_or_malformed_is_not_checked(data: dict[str, Any]) -> None:
    assert run_checks("invoice", data) == []


RULES: list[tuple[str, dict[str, Any], str]] = [
    ("totals_add_up", totals(subtotal="1.00", tax="1.00", total="2.00"), "BR-CO-15"),
    ("amount_due_adds_up", totals(total="2.00", amount_due="2.00"), "BR-CO-16"),
    ("tax_sum", {"tax": [{"amount": "1.00"}], "totals": {"tax": "1.00"}}, "BR-CO-14"),
    ("tax_rate_times_base", {"tax": [{"rate": "10", "base": "10", "amount": "1"}]}, "BR-CO-17"),
    (
        "lines_sum_to_net",
        {"line_items": [{"amount_net": "1.00"}], "totals": {"lines_net": "1.00"}},
        "BR-CO-10",
    ),
    (
        "lines_sum_to_net",
        {"line_items": [{"amount_net": "1.00"}], "totals": {"subtotal": "1.00"}},
        "BR-CO-13",
    ),
    (
        "line_amount",
        {"line_items": [{"quantity": "2", "unit_price": "1.00", "amount_net": "2.00"}]},
        "BT-131",
    ),
    ("date_order", {"service_period": {"start": "2026-01-01", "end": "2026-01-31"}}, "BR-29"),
    (
        "date_order",
        {"line_items": [{"service_period": {"start": "2026-01-02", "end": "2026-01-31"}}]},
        "BR-30",
    ),
    ("iban_checksum", {"payment": [{"iban": "DE88200800000970375700"}]}, "ISO 13616"),
]


@pytest.mark.parametrize(
    ("name", "data", "rule"), RULES, ids=lambda v: v if isinstance(v, str) else "data"
)
def test_a_check_says_which_rule_of_a_standard_it_is(
    name: str, data: dict[str, Any], rule: str
) -> None:
    assert only(name, data).rule == rule


def test_prices_without_tax_may_be_the_gross_amounts_of_a_receipt() -> None:
    lines = {"line_items": [{"amount_gross": "10.00"}]}
    right, wrong = totals(tax="0.80", total="10.80"), totals(tax="0.80", total="10.70")
    assert only("lines_sum_to_net", lines | right, "receipt").passed is True
    assert only("lines_sum_to_net", lines | wrong, "receipt").passed is False
