"""How one payslip is set: its tables, its columns, what it says beside them. Writes nothing."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

from training.documents.payslips.facts import Facts

Layout = Literal["beside", "stacked", "merged", "signed"]
LAYOUTS: tuple[Layout, ...] = ("beside", "stacked", "merged", "signed")
#: shares of the layouts by language
SHARES: dict[str, tuple[int, int, int, int]] = {
    "en": (48, 32, 12, 8),
    "de": (10, 34, 14, 42),
    "fr": (4, 16, 70, 10),
    "nl": (12, 28, 44, 16),
    "pl": (26, 42, 26, 6),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """layout: earnings and deductions in two tables side by side or one below the other, in one
    table with a column each, or in one with a sign. units, bases, years: further columns. minus:
    what is kept back has one. totals: which stand at all; in_table: under their columns, too.
    """

    layout: Layout
    units: bool
    bases: bool
    years: bool
    minus: bool
    totals: frozenset[str]
    in_table: bool
    sums_first: bool
    year_sums: bool
    shown: frozenset[str]
    ruled: Literal["none", "rows", "grid", "frame"]


def draw_plan(rng: random.Random, facts: Facts) -> Plan:
    """The habits of one payroll."""
    lang = facts.region.lang
    layout = rng.choices(LAYOUTS, SHARES.get(lang, (18, 24, 50, 8)))[0]
    has_units = any(row.quantity is not None for row in facts.earnings)
    shown = frozenset(
        name
        for name, share in (
            *(("id", 0.75), ("tax_id", 0.6), ("ssn", 0.6), ("department", 0.35), ("job", 0.4)),
            *(("start", 0.3), ("pay_date", 0.6), ("currency", 0.12), ("method", 0.3)),
            *(("account", 0.35), ("recipient", 0.5), ("period", 0.6), ("month", 0.35)),
            ("labels", 0.6),
        )
        if rng.random() < share
    )
    totals = frozenset(
        name
        for name, share in (("gross", 0.88), ("deductions", 0.72), ("net", 0.97))
        if rng.random() < share
    )
    return Plan(
        layout=layout,
        units=has_units and rng.random() < 0.85,
        bases=rng.random() < (0.6 if layout == "merged" else 0.25),
        years=rng.random() < (0.4 if lang == "en" else 0.12),
        minus=layout == "signed" or (layout != "merged" and rng.random() < 0.1),
        totals=totals,
        in_table=layout != "signed" and rng.random() < 0.5,
        sums_first=rng.random() < 0.12,
        year_sums=rng.random() < 0.3,
        shown=shown,
        ruled=rng.choices(("none", "rows", "grid", "frame"), (0.42, 0.2, 0.2, 0.18))[0],  # type: ignore[arg-type]
    )
