"""Bank statements: balances that run on from row to row, in either order of time."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.checks import Check, run_checks


def statement(
    rows: list[dict[str, str | None]],
    opening: str | None = "100.00",
    closing: str | None = "160.00",
    **totals: str,
) -> dict[str, Any]:
    return {
        "balances": {"opening": opening, "closing": closing},
        "totals": totals,
        "transactions": rows,
    }


def checks(name: str, data: dict[str, Any]) -> list[Check]:
    return [check for check in run_checks("bank_statement", data) if check.name == name]


SIGNED: list[dict[str, str | None]] = [
    {"amount": "-20.00", "balance": "80.00"},
    {"amount": "90.00", "balance": "170.00"},
    {"amount": "-10.00", "balance": "160.00"},
]
COLUMNS: list[dict[str, str | None]] = [
    {"debit": "20.00", "credit": None, "balance": "80.00"},
    {"debit": None, "credit": "90.00", "balance": None},
    {"debit": "10.00", "credit": None, "balance": "160.00"},
]
MINUSES: list[dict[str, str | None]] = [
    {"debit": "-20.00", "balance": "80.00"},
    {"credit": "90.00", "balance": "170.00"},
    {"debit": "-10.00", "balance": "160.00"},
]
LAYOUTS = {
    "one signed column": SIGNED,
    "two columns, a balance not in each row": COLUMNS,
    "debits with a minus": MINUSES,
    "newest first": SIGNED[::-1],
}


@pytest.mark.parametrize("rows", LAYOUTS.values(), ids=LAYOUTS)
def test_a_right_statement_passes_every_rule(rows: list[dict[str, str | None]]) -> None:
    found = run_checks("bank_statement", statement(rows, credits="90.00", debits="30.00"))
    names = {"balances_add_up", "running_balance", "credits_sum", "debits_sum"}
    assert {check.name for check in found} == names
    assert all(check.passed for check in found)


@pytest.mark.parametrize("rows", [SIGNED, SIGNED[::-1]], ids=["oldest first", "newest first"])
def test_a_misread_amount_is_named_by_its_row(rows: list[dict[str, str | None]]) -> None:
    rows = [{**row, "amount": "80.00"} if row["amount"] == "90.00" else row for row in rows]
    failed = [c for c in checks("running_balance", statement(rows)) if c.passed is False]
    assert [check.message for check in failed] == [
        "transaction 2: 80.00 becomes 160.00, printed 170.00"
    ]
    assert failed[0].paths == (
        "/transactions/1/balance",
        "/transactions/0/balance" if rows[0]["balance"] == "80.00" else "/transactions/2/balance",
        "/transactions/1/amount",
    )
    assert checks("balances_add_up", statement(rows))[0].passed is False


def test_a_misread_balance_fails_before_and_after_its_row() -> None:
    rows = [dict(row) for row in SIGNED]
    rows[1]["balance"] = "179.00"
    found = checks("running_balance", statement(rows))
    assert [check.passed for check in found] == [True, False, False]
    assert checks("balances_add_up", statement(rows))[0].passed is True


def test_without_balances_in_the_rows_only_the_sum_is_tested() -> None:
    rows: list[dict[str, str | None]] = [{"amount": "70.00"}, {"amount": "-10.00"}]
    assert checks("running_balance", statement(rows)) == []
    assert checks("balances_add_up", statement(rows))[0].passed is True


def test_a_row_without_an_amount_leaves_it_open() -> None:
    rows = [{**SIGNED[0]}, {**SIGNED[1], "amount": None}, {**SIGNED[2]}]
    assert [c.passed for c in checks("running_balance", statement(rows))] == [True, None, True]
    (check,) = checks("balances_add_up", statement(rows))
    assert (check.passed, check.message) == (None, "without an amount: transaction 2")


@pytest.mark.parametrize(
    ("totals", "name", "message"),
    [
        ({"credits": "95.00"}, "credits_sum", "1 credits sum to 90.00, printed 95.00"),
        ({"debits": "-33.00"}, "debits_sum", "2 debits sum to 30.00, printed -33.00"),
    ],
    ids=["credits", "debits"],
)
def test_a_wrong_sum_is_found(totals: dict[str, str], name: str, message: str) -> None:
    (check,) = checks(name, statement(SIGNED, **totals))
    assert (check.passed, check.message) == (False, message)


def test_the_period_of_a_statement_begins_before_it_ends() -> None:
    data = {"period": {"start": "2026-02-01", "end": "2026-01-31"}}
    (check,) = run_checks("bank_statement", data)
    assert (check.name, check.passed) == ("date_order", False)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"transactions": None},
        {"transactions": "none"},
        {"transactions": [None, "a", {"amount": "x", "balance": True}]},
        {"transactions": [{"amount": "1.00"}], "balances": "none", "totals": []},
    ],
    ids=["empty", "null", "text", "rows of another shape", "groups of another shape"],
)
def test_data_of_another_shape_is_not_judged(data: dict[str, Any]) -> None:
    assert run_checks("bank_statement", data) == []
