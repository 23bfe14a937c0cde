"""The one smallest change that makes failed sums hold."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.checks import repair
from schemas.checks.repair import LEAST_LEAD, MOST_DOUBT, Other, find_repairs, with_changes

NET, TAX, TOTAL = "/totals/subtotal", "/totals/tax", "/totals/total"


def totals(net: str, tax: str, total: str, **more: Any) -> dict[str, Any]:
    return {"totals": {"subtotal": net, "tax": tax, "total": total}, **more}


def others(*values: str, doubt: float = 1.0) -> list[Other]:
    return [Other(value, doubt) for value in values]


def changes(data: dict[str, Any], offered: dict[str, list[Other]]) -> list[dict[str, Any]]:
    return [dict(found.changes) for found in find_repairs(data, offered)]


def test_a_misread_total_is_replaced_by_the_one_that_makes_the_sum_hold() -> None:
    (found,) = find_repairs(
        totals("100.00", "19.00", "100.00"), {TOTAL: others("19.00", "119.00", "7.00")}
    )
    assert dict(found.changes) == {TOTAL: "119.00"}
    assert [(check.name, check.message) for check in found.checks] == [
        ("totals_add_up", "100.00 + 19.00 = 119.00")
    ]


def test_what_holds_is_left_alone() -> None:
    data = totals("100.00", "19.00", "119.00")
    assert changes(data, {TOTAL: others("119.01", doubt=-5)}) == []


def test_a_number_that_was_not_offered_is_never_written() -> None:
    assert changes(totals("100.00", "19.00", "100.00"), {TOTAL: others("7.00")}) == []


def test_two_repairs_that_differ_are_none() -> None:
    offered = {TOTAL: others("119.00"), NET: others("81.00")}
    assert changes(totals("100.00", "19.00", "100.00"), offered) == []


def test_of_two_repairs_one_that_is_far_likelier_is_made() -> None:
    offered = {TOTAL: others("119.00"), NET: others("81.00", doubt=1.1 + LEAST_LEAD)}
    assert changes(totals("100.00", "19.00", "100.00"), offered) == [{TOTAL: "119.00"}]


def test_an_unlikely_repair_stands_in_the_way_of_another_and_is_not_made() -> None:
    offered = {TOTAL: others("119.00", doubt=MOST_DOUBT + 0.1)}
    assert changes(totals("100.00", "19.00", "100.00"), offered) == []


def test_a_repair_that_breaks_a_check_that_held_is_not_made() -> None:
    lines = [{"amount_net": "60.00"}, {"amount_net": "40.00"}]
    data = totals("100.00", "19.00", "138.00", line_items=lines)
    assert changes(data, {NET: others("119.00")}) == []
    assert changes(data, {TOTAL: others("119.00")}) == [{TOTAL: "119.00"}]


def test_zero_makes_no_sum_hold() -> None:
    assert changes(totals("119.00", "19.00", "119.00"), {TAX: others("0.00")}) == []


def test_one_change_comes_before_two() -> None:
    offered = {NET: others("50.00"), TAX: others("69.00"), TOTAL: others("119.00")}
    assert changes(totals("100.00", "19.00", "100.00"), offered) == [{TOTAL: "119.00"}]


def test_two_values_are_changed_where_one_does_not_do() -> None:
    offered = {NET: others("50.00", doubt=0.5), TOTAL: others("69.00", doubt=0.5)}
    assert changes(totals("100.00", "19.00", "100.00"), offered) == [{NET: "50.00", TOTAL: "69.00"}]


def test_a_likely_value_does_not_make_up_for_an_unlikely_one() -> None:
    offered = {NET: others("50.00", doubt=-9), TOTAL: others("69.00", doubt=MOST_DOUBT + 1)}
    assert changes(totals("100.00", "19.00", "100.00"), offered) == []


def test_failures_without_a_value_in_common_are_repaired_apart() -> None:
    data = {
        "tax": [{"rate": "10", "base": "50.00", "amount": "6.00"}],
        "totals": {"total": "100.00", "amount_due": "90.00"},
    }
    offered = {"/tax/0/amount": others("5.00"), "/totals/amount_due": others("100.00")}
    found = [{"/totals/amount_due": "100.00"}, {"/tax/0/amount": "5.00"}]
    assert changes(data, offered) == found


def test_a_line_is_repaired_by_its_own_product_and_the_sum_of_all() -> None:
    lines = [
        {"quantity": "2", "unit_price": "30.00", "amount_net": "60.00"},
        {"quantity": "4", "unit_price": "10.00", "amount_net": "10.00"},
    ]
    data = totals("100.00", "19.00", "119.00", line_items=lines)
    offered = {
        "/line_items/1/amount_net": others("40.00"),
        # It would make the line hold, and leave the sum as it is.
        "/line_items/1/quantity": others("1"),
    }
    assert changes(data, offered) == [{"/line_items/1/amount_net": "40.00"}]


def test_a_search_that_takes_too_long_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    data, offered = totals("100.00", "19.00", "100.00"), {TOTAL: others("7.00", "119.00")}
    assert changes(data, offered) == [{TOTAL: "119.00"}]
    monkeypatch.setattr(repair, "MOST_CHECKS", 1)
    assert changes(data, offered) == []


def test_changes_leave_the_data_as_it_was() -> None:
    data = {"a": [{"b": "1"}, {"b": "2"}], "c": "3"}
    assert with_changes(data, {"/a/1/b": "9"}) == {"a": [{"b": "1"}, {"b": "9"}], "c": "3"}
    assert data["a"] == [{"b": "1"}, {"b": "2"}]


def test_a_value_that_is_no_number_is_not_repaired() -> None:
    data = totals("100.00", "19.00", "119.00")
    data["totals"] |= {"amount_due": "200.00", "paid": None}
    assert changes(data, {"/totals/paid": others("19.00", doubt=0.0)}) == []
