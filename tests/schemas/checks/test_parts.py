"""Parts of an invoice against its totals and rates."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.checks import run_checks
from tests.schemas.checks.test_rules import names, only


@pytest.mark.parametrize(
    ("printed", "passed"), [("15.00", True), ("-15.00", True), ("5.00", False)]
)
def test_allowances_sum_to_their_total(printed: str, passed: bool) -> None:
    data = {
        "allowances": [{"amount": "10.00"}, {"amount": "5.00"}],
        "totals": {"discount": printed},
    }
    check = only("allowances_sum", data)
    assert (check.passed, check.rule, check.paths[0]) == (passed, "BR-CO-11", "/totals/discount")


@pytest.mark.parametrize(("printed", "passed"), [("7.50", True), ("7.00", False)])
def test_charges_sum_to_their_total(printed: str, passed: bool) -> None:
    data = {"charges": [{"amount": "5.00"}, {"amount": "2.50"}], "totals": {"charges": printed}}
    check = only("charges_sum", data)
    assert (check.passed, check.rule) == (passed, "BR-CO-12")


def test_allowances_without_an_amount_are_not_summed() -> None:
    data = {"allowances": [{"amount": "10.00"}, {"reason": "x"}], "totals": {"discount": "15.00"}}
    assert "allowances_sum" not in names(data)


def lines(*entries: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"amount_net": amount, "tax": {"rate": rate}} for amount, rate in entries]


BASES: list[tuple[str, str, bool]] = [("both rates", "50.00", True), ("one wrong", "49.00", False)]


@pytest.mark.parametrize(("case", "base", "passed"), BASES)
def test_the_base_of_a_rate_is_what_its_lines_sum_to(case: str, base: str, passed: bool) -> None:
    data = {
        "line_items": lines(("100.00", "19"), ("30.00", "7"), ("20.00", "7.00")),
        "tax": [{"rate": "19", "base": "100.00"}, {"rate": "7", "base": base}],
    }
    first, second = (c for c in run_checks("invoice", data) if c.name == "base_by_rate")
    assert (first.passed, second.passed, second.rule) == (True, passed, "BR-S-08")
    assert second.paths == ("/tax/1/base", "/line_items/1/amount_net", "/line_items/2/amount_net")


def test_allowances_and_charges_of_a_rate_belong_to_its_base() -> None:
    data = {
        "line_items": lines(("100.00", "19")),
        "allowances": [{"amount": "10.00", "tax_rate": "19"}],
        "charges": [{"amount": "4.00", "tax_rate": "19"}],
        "tax": [{"rate": "19", "base": "94.00"}],
    }
    assert only("base_by_rate", data).passed is True


@pytest.mark.parametrize(
    "changed",
    [
        {"line_items": [{"amount_net": "100.00"}]},
        {"tax": [{"rate": "19", "base": "1.00"}, {"rate": "19", "base": "2.00"}]},
        {"allowances": [{"amount": "10.00"}]},
        {"tax": [{"rate": "7", "base": "1.00"}]},
    ],
    ids=["line without a rate", "rate twice", "allowance without a rate", "rate without a line"],
)
def test_bases_are_not_tested_where_the_rates_do_not_tell(changed: dict[str, Any]) -> None:
    data = {"line_items": lines(("100.00", "19")), "tax": [{"rate": "19", "base": "1.00"}]}
    assert "base_by_rate" in names(data)
    assert "base_by_rate" not in names(data | changed)


NETS = [("95.00", True), ("100.00", True), ("96.00", False)]


@pytest.mark.parametrize(("net", "passed"), NETS)
def test_the_sum_of_the_lines_less_allowances_more_charges_is_the_net(
    net: str, passed: bool
) -> None:
    totals = {"lines_net": "100.00", "discount": "10.00", "charges": "5.00", "subtotal": net}
    check = only("net_adds_up", {"totals": totals})
    assert (check.passed, check.rule) == (passed, "BR-CO-13")
