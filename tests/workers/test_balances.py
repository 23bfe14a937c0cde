"""Balances in the table of a bank statement are no transactions."""

from __future__ import annotations

import pytest

from workers.steps.balances import without_balances
from workers.steps.values import Certainty, Place, Reading

SURE = Certainty(1, 1, 0.0, 0.0, 0.0)
#: description, debit, credit, balance
Row = tuple[str | None, str | None, str | None, str | None]
RENT: Row = ("Rent March", "700.00", None, "1,300.00")
PAY: Row = ("Salary", None, "900.00", None)


def readings(*rows: Row, array: str = "transactions") -> list[Reading]:
    place = Place(1, (0.1, 0.1, 0.2, 0.11))
    return [
        Reading(f"/{array}/{index}/{name}", raw, SURE, place, "text")
        for index, row in enumerate(rows)
        for name, raw in zip(("description", "debit", "credit", "balance"), row, strict=True)
        if raw is not None
    ]


@pytest.mark.parametrize(
    "words",
    [
        "Opening balance",
        "BALANCE BROUGHT FORWARD",
        "Balance at 1 March 2024",
        "Saldovortrag",
        "Alter Kontostand",
        "Kontostand am 01.03.2024",
        "Anfangssaldo",
        "Übertrag auf Blatt 2",
        "Solde reporté",
        "Ancien solde",
        "Solde au 01/03/2024",
        "Saldo anterior",
        "Saldo iniziale al 01/03/2024",
        "Saldo em 01-03-2024",
        "Beginsaldo",
        "Saldo op 01-03-2024",
        "Saldo początkowe",
        "Z przeniesienia",
    ],
)
def test_a_row_named_as_a_balance_is_no_transaction(words: str) -> None:
    rows = readings((words, None, None, "2,000.00"), RENT, PAY)
    assert without_balances(rows) == readings(RENT, PAY)


@pytest.mark.parametrize(
    "words",
    [
        "Balance transfer fee",
        "Übertrag auf Sparkonto",
        "Saldo factura 2044",
        "Balance Yoga Studio",
        "Solde de tout compte",
        "Report Magazine",
        "Saldo de la compra",
    ],
)
def test_a_booking_with_a_like_name_stays(words: str) -> None:
    rows = readings(RENT, (words, "12.00", None, None))
    assert without_balances(rows) == rows


def test_a_row_with_an_amount_and_a_balance_is_a_booking() -> None:
    rows = readings(("Balance brought forward", "12.00", None, "1,288.00"), RENT)
    assert without_balances(rows) == rows


def test_the_same_figure_in_two_columns_is_still_a_balance() -> None:
    rows = readings(("Opening balance", None, "2,000.00", "2,000.00"), RENT)
    assert without_balances(rows) == readings(RENT)


def test_a_balance_between_transactions_closes_up() -> None:
    rows = readings(RENT, ("Carried forward", None, None, "1,300.00"), PAY)
    assert without_balances(rows) == readings(RENT, PAY)


def test_line_items_are_left_alone() -> None:
    rows = readings(("Opening balance", None, None, "9.00"), array="line_items")
    assert without_balances(rows) == rows
