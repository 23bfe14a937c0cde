"""How one bank statement is set: its columns, signs, dates and what it says of itself. Writes
nothing.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from training.documents.paper import Look
from training.documents.statements.facts import Facts
from training.documents.statements.words import LETTERS

Mode = Literal["signed", "columns", "letters"]
#: dates of rows without their year, by habit
SHORT_DATES = {
    "us": ("{mm}/{dd}", "{mm}/{dd}", "{mm}/{dd}", "{mon} {d}"),
    "en": ("{dd} {mon}", "{d} {mon}", "{dd}/{mm}", "{dd} {MON}"),
    "de": ("{dd}.{mm}.", "{dd}.{mm}."),
    "nl": ("{dd}-{mm}",),
    "pl": ("{dd}.{mm}.",),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """columns: keys from left to right. letters: behind what went out and came in, in the mode of
    that name. balances: in which rows one stands. row_date: pattern of the rows' dates. once: a
    day's date stands in its first row alone. opening_row, closing_row, sums_row: rows of the table.
    shown: what the head says. swept: a sum is carried over from page to page.
    """

    mode: Mode
    columns: tuple[str, ...]
    letters: tuple[str, str]
    newest_first: bool
    balances: Literal["none", "each", "daily"]
    row_date: str
    once: bool
    minus_in_debits: bool
    minus_in_sum: bool
    plus: bool
    opening_row: bool
    closing_row: bool
    sums_row: bool
    sums: Literal["above", "below", "none"]
    ruled: Literal["none", "rows", "grid", "zebra"]
    header: bool
    repeats_header: bool
    swept: bool
    shown: frozenset[str]


def draw_plan(rng: random.Random, facts: Facts, look: Look) -> Plan:
    """The habits of one bank."""
    steps = accumulate((b.amount for b in facts.bookings), initial=facts.opening)
    is_overdrawn = min(steps) < 0
    modes: tuple[Mode, ...] = ("signed", "columns", "letters")
    # A letter says which side an amount is on: of a balance it would be its sign.
    mode = rng.choices(modes, (0.42, 0.42, 0.0 if is_overdrawn else 0.16))[0]
    balances = rng.choices(("none", "each", "daily"), (0.35, 0.5, 0.15))[0]
    newest_first = rng.random() < 0.12
    shown = frozenset(
        name
        for name, share in (
            *(("number", 0.6), ("issued", 0.6), ("period", 0.72), ("currency", 0.35)),
            *(("bic", 0.5), ("code", 0.4), ("holder", 0.35), ("recipient", 0.75)),
        )
        if rng.random() < share
    )
    has_sums = rng.random() < 0.72
    row_date = _row_date(rng, facts.region.dates, look)
    if "yy" not in row_date and not shown & {"issued", "period"}:
        # Without a year anywhere nobody could tell it.
        shown |= {"period"}
    return Plan(
        mode=mode,
        columns=_columns(rng, mode, with_balance=balances != "none"),
        letters=rng.choice(LETTERS[facts.region.lang]),
        newest_first=newest_first,
        balances=balances,  # type: ignore[arg-type]
        row_date=row_date,
        once=rng.random() < 0.1,
        minus_in_debits=mode == "columns" and rng.random() < 0.15,
        minus_in_sum=rng.random() < 0.25,
        plus=mode == "signed" and rng.random() < 0.25,
        opening_row=not newest_first and rng.random() < (0.35 if has_sums else 0.7),
        closing_row=not newest_first and rng.random() < (0.35 if has_sums else 0.7),
        sums_row=mode == "columns" and rng.random() < 0.3,
        sums=rng.choices(("above", "below"), (0.6, 0.4))[0] if has_sums else "none",  # type: ignore[arg-type]
        ruled=rng.choices(("none", "rows", "grid", "zebra"), (0.4, 0.28, 0.14, 0.18))[0],  # type: ignore[arg-type]
        # Of two columns of amounts nobody could tell which is which without it.
        header=rng.random() < 0.95 or mode == "columns",
        repeats_header=rng.random() < 0.85,
        swept=rng.random() < 0.45,
        shown=shown if shown & {"holder", "recipient"} else shown | {"holder"},
    )


def _columns(rng: random.Random, mode: Mode, *, with_balance: bool) -> tuple[str, ...]:
    """The date stands first, or behind the text now and then; amounts at the right."""
    value_date = rng.random() < 0.45
    reference = rng.random() < 0.2
    left = ["date"]
    if value_date and rng.random() < 0.6:
        left.append("value_date")
        value_date = False
    left.append("description")
    if reference:
        left.insert(rng.randint(1, len(left)), "reference")
    if value_date:
        left.append("value_date")
    if rng.random() < 0.04:
        left.remove("date")
        left.append("date")
    money = ["amount"]
    if mode == "columns":
        money = ["debit", "credit"] if rng.random() < 0.8 else ["credit", "debit"]
    if with_balance:
        money.append("balance")
    return tuple(left + money)


def _row_date(rng: random.Random, habit: str, look: Look) -> str:
    if rng.random() < 0.7:
        # Long months do not fit in a column.
        return look.date_pattern.replace("{month}", "{mon}").replace(" de ", " ")
    return rng.choice(SHORT_DATES.get(habit, ("{dd}/{mm}",)))
