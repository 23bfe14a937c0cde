"""Do the transactions of a bank statement lead from its first balance to its last? Knows no dates'
meaning and no bank.

A transaction has one signed amount, or what came in and what went out in columns of their own.
Statements go forwards or backwards in time: the newest transaction may stand first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from schemas.checks.check import CENT, Check
from schemas.checks.figures import to_decimal

_OPENING, _CLOSING = "/balances/opening", "/balances/closing"


@dataclass(frozen=True, slots=True)
class _Row:
    """One transaction. moves: what it adds to the balance, as one reads its signs: once as printed,
    once with everything in the column of debits taken off; None where no amount was read. paths: of
    its amounts.
    """

    number: int
    moves: tuple[Decimal, Decimal] | None
    balance: Decimal | None
    paths: tuple[str, ...]

    @property
    def balance_path(self) -> str:
        return f"/transactions/{self.number - 1}/balance"


def statement_adds_up(data: Mapping[str, Any]) -> Iterator[Check]:
    """Rules ``balances_add_up``, ``running_balance`` (one a printed balance), ``credits_sum`` and
    ``debits_sum``; those whose values are there.
    """
    rows = _rows(data.get("transactions"))
    if not rows:
        return
    opening, closing = (_number(data, "balances", name) for name in ("opening", "closing"))
    yield from _balances(rows, opening, closing)
    forwards = list(_running(rows, opening, _OPENING))
    backwards = list(_running(rows[::-1], opening, _OPENING))
    # Only one of the orders fits, unless an amount is wrong; then the one with fewer faults.
    yield from min(forwards, backwards, key=_num_failed) if rows[1:] else forwards
    yield from _sum(rows, data, "credits", lambda move: move > 0)
    yield from _sum(rows, data, "debits", lambda move: move < 0)


def _rows(transactions: Any) -> list[_Row]:
    if not isinstance(transactions, list):
        return []
    return [
        _row(number, item)
        for number, item in enumerate(transactions, start=1)
        if isinstance(item, Mapping)
    ]


def _row(number: int, item: Mapping[str, Any]) -> _Row:
    amounts = {name: to_decimal(item.get(name)) for name in ("amount", "credit", "debit")}
    pointer = f"/transactions/{number - 1}"
    paths = tuple(f"{pointer}/{name}" for name, value in amounts.items() if value is not None)
    balance = to_decimal(item.get("balance"))
    if not paths:
        return _Row(number, None, balance, ())
    if amounts["amount"] is not None:
        moves = (amounts["amount"], amounts["amount"])
        return _Row(number, moves, balance, (f"{pointer}/amount",))
    credit, debit = amounts["credit"] or Decimal(0), amounts["debit"] or Decimal(0)
    # A minus in the column of debits is either the sign of all that stands there, or a correction.
    return _Row(number, (credit - debit, credit - abs(debit)), balance, paths)


def _balances(
    rows: Sequence[_Row], opening: Decimal | None, closing: Decimal | None
) -> Iterator[Check]:
    if opening is None or closing is None:
        return
    paths = (_OPENING, _CLOSING, *(path for row in rows for path in row.paths))
    ends, missing = _ends(opening, rows)
    if missing:
        yield Check("balances_add_up", None, _without_amount(missing), paths)
        return
    end = next((end for end in ends if abs(end - closing) <= CENT), None)
    if end is not None:
        message = f"{opening} and {len(rows)} transactions make {closing}"
        yield Check("balances_add_up", True, message, paths)
    else:
        message = f"{opening} and {len(rows)} transactions make {ends[-1]}, printed {closing}"
        yield Check("balances_add_up", False, message, paths)


def _running(rows: Sequence[_Row], before: Decimal | None, path: str) -> Iterator[Check]:
    """Each printed balance against the one before and what was booked since.

    rows: oldest first. before: the balance ahead of them, printed at `path`.
    """
    since: list[_Row] = []
    for row in rows:
        since.append(row)
        if row.balance is None:
            continue
        if before is not None:
            paths = (row.balance_path, path, *(path for part in since for path in part.paths))
            yield _step(since, before, row.balance, paths)
        before, path, since = row.balance, row.balance_path, []


def _step(since: Sequence[_Row], before: Decimal, after: Decimal, paths: tuple[str, ...]) -> Check:
    name = f"transaction {since[-1].number}"
    ends, missing = _ends(before, since)
    if missing:
        return Check("running_balance", None, _without_amount(missing), paths)
    if any(abs(end - after) <= CENT for end in ends):
        return Check("running_balance", True, f"{name}: {before} becomes {after}", paths)
    message = f"{name}: {before} becomes {ends[-1]}, printed {after}"
    return Check("running_balance", False, message, paths)


def _ends(start: Decimal, rows: Sequence[_Row]) -> tuple[list[Decimal], list[int]]:
    """The balances that the rows can lead to, and the numbers of those without an amount."""
    missing = [row.number for row in rows if row.moves is None]
    moves = [row.moves for row in rows if row.moves is not None]
    ends = [start + sum((move[way] for move in moves), Decimal(0)) for way in (0, 1)]
    return ends, missing


def _without_amount(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:5])) + (" ..." if numbers[5:] else "")
    return f"without an amount: transaction {shown}"


def _sum(
    rows: Sequence[_Row], data: Mapping[str, Any], name: str, belongs: Callable[[Decimal], bool]
) -> Iterator[Check]:
    """The sum of what came in, or went out, against the printed one."""
    printed = _number(data, "totals", name)
    if printed is None:
        return
    rule = f"{name}_sum"
    used = [row for row in rows if row.moves is None or belongs(row.moves[1])]
    paths = (f"/totals/{name}", *(path for row in used for path in row.paths))
    missing = [row.number for row in used if row.moves is None]
    if missing:
        yield Check(rule, None, _without_amount(missing), paths)
        return
    total = sum((abs(row.moves[1]) for row in used if row.moves is not None), Decimal(0))
    passed = abs(total - abs(printed)) <= CENT
    relation = "as printed" if passed else f"printed {printed}"
    yield Check(rule, passed, f"{len(used)} {name} sum to {total}, {relation}", paths)


def _number(data: Mapping[str, Any], group: str, name: str) -> Decimal | None:
    values = data.get(group)
    return to_decimal(values.get(name)) if isinstance(values, Mapping) else None


def _num_failed(checks: Sequence[Check]) -> int:
    return sum(check.passed is False for check in checks)
