"""Does a payslip add up: what is earned, what is kept back, what is paid out? Knows no tax law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from schemas.checks.check import CENT, Check
from schemas.checks.figures import to_decimal


def payslip_adds_up(data: Mapping[str, Any]) -> Iterator[Check]:
    """Rules ``net_pay_adds_up``, ``earnings_sum`` and ``deductions_sum``; those whose values are
    there.
    """
    totals = data.get("totals")
    totals = totals if isinstance(totals, Mapping) else {}
    yield from _net(totals)
    yield from _sum(data.get("earnings"), "earnings", totals, "gross")
    yield from _sum(data.get("deductions"), "deductions", totals, "deductions")


def _net(totals: Mapping[str, Any]) -> Iterator[Check]:
    """What is paid out is what was earned less what is kept back."""
    gross, kept, net, tax = (
        to_decimal(totals.get(name)) for name in ("gross", "deductions", "net", "tax")
    )
    if gross is None or kept is None or net is None:
        return
    paths = ("/totals/net", "/totals/gross", "/totals/deductions")
    rest = gross - abs(kept)
    if abs(rest - net) <= CENT:
        yield Check("net_pay_adds_up", True, f"{gross} - {abs(kept)} = {net}", paths)
        return
    # In France the income tax is kept back after the sum of the contributions.
    if tax is not None and abs(rest - abs(tax) - net) <= CENT:
        message = f"{gross} - {abs(kept)} - {abs(tax)} = {net}"
        yield Check("net_pay_adds_up", True, message, (*paths, "/totals/tax"))
        return
    message = f"{gross} - {abs(kept)} = {rest}, printed {net}"
    yield Check("net_pay_adds_up", False, message, paths)


def _sum(rows: Any, group: str, totals: Mapping[str, Any], name: str) -> Iterator[Check]:
    """The amounts of a table's rows against the printed sum, whatever sign it has."""
    printed = to_decimal(totals.get(name))
    if printed is None or not isinstance(rows, list):
        return
    amounts = [
        (number, to_decimal(row.get("amount")))
        for number, row in enumerate(rows, start=1)
        if isinstance(row, Mapping)
    ]
    values = [value for _, value in amounts if value is not None]
    if not values:
        return
    rule = f"{group}_sum"
    paths = (
        f"/totals/{name}",
        *(f"/{group}/{number - 1}/amount" for number, value in amounts if value is not None),
    )
    total = sum(values, Decimal(0))
    if abs(abs(total) - abs(printed)) <= CENT:
        message = f"{len(values)} {group} sum to {abs(total)}, as printed"
        yield Check(rule, True, message, paths)
        return
    missing = [str(number) for number, value in amounts if value is None]
    if missing:
        message = f"{group} without an amount: row {', '.join(missing[:5])}"
        yield Check(rule, None, message, paths)
        return
    yield Check(rule, False, f"{len(values)} {group} sum to {abs(total)}, printed {printed}", paths)
