"""Payslips: gross less deductions is net, the rows sum to their totals."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.checks import Check, run_checks

RIGHT: dict[str, Any] = {
    "totals": {"gross": "3000.00", "deductions": "800.50", "net": "2199.50"},
    "earnings": [{"amount": "2800.00"}, {"amount": "200.00"}],
    "deductions": [{"amount": "600.50"}, {"amount": "200.00"}],
}


def by_name(data: dict[str, Any]) -> dict[str, Check]:
    return {check.name: check for check in run_checks("payslip", data)}


def with_totals(**totals: str) -> dict[str, Any]:
    return {**RIGHT, "totals": {**RIGHT["totals"], **totals}}


def test_a_right_payslip_passes_every_rule() -> None:
    found = by_name(RIGHT)
    assert set(found) == {"net_pay_adds_up", "earnings_sum", "deductions_sum"}
    assert all(check.passed for check in found.values())


def test_deductions_may_be_printed_with_a_minus() -> None:
    data = with_totals(deductions="-800.50")
    data["deductions"] = [{"amount": "-600.50"}, {"amount": "-200.00"}]
    assert all(check.passed for check in by_name(data).values())


def test_a_tax_kept_back_after_the_contributions_counts() -> None:
    check = by_name(with_totals(tax="99.50", net="2100.00"))["net_pay_adds_up"]
    assert (check.passed, check.message) == (True, "3000.00 - 800.50 - 99.50 = 2100.00")


@pytest.mark.parametrize(
    ("totals", "name", "message"),
    [
        ({"net": "2299.50"}, "net_pay_adds_up", "3000.00 - 800.50 = 2199.50, printed 2299.50"),
        ({"gross": "3100.00"}, "earnings_sum", "2 earnings sum to 3000.00, printed 3100.00"),
        ({"deductions": "80.50"}, "deductions_sum", "2 deductions sum to 800.50, printed 80.50"),
    ],
    ids=["net", "gross", "deductions"],
)
def test_a_wrong_total_is_found(totals: dict[str, str], name: str, message: str) -> None:
    check = by_name(with_totals(**totals))[name]
    assert (check.passed, check.message) == (False, message)
    assert check.paths[0].startswith("/totals/")


def test_a_row_without_an_amount_leaves_it_open() -> None:
    data = {**RIGHT, "earnings": [{"amount": "2800.00"}, {"amount": None}]}
    check = by_name(data)["earnings_sum"]
    assert (check.passed, check.message) == (None, "earnings without an amount: row 2")


@pytest.mark.parametrize(
    "data",
    [{}, {"totals": None, "earnings": 3}, {"totals": {"gross": "1.00"}, "earnings": [None]}],
    ids=["empty", "other shapes", "rows of another shape"],
)
def test_data_of_another_shape_is_not_judged(data: dict[str, Any]) -> None:
    assert run_checks("payslip", data) == []
