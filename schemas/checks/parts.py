"""Do the parts of an invoice sum to what its totals and rates say (EN 16931 BR-CO-11, BR-CO-12,
BR-S-08 and its like)? Knows no dates and no identifiers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from schemas.checks.check import CENT, Check
from schemas.checks.figures import Figures, Line

_Parts = tuple[tuple[str, Line], ...]


def allowances_sum(figures: Figures) -> Iterator[Check]:
    """BR-CO-11: the allowances of the document sum to their total."""
    yield from _sum_of(figures, figures.allowances, "allowances", "/totals/discount", "BR-CO-11")


def charges_sum(figures: Figures) -> Iterator[Check]:
    """BR-CO-12: the charges of the document sum to their total."""
    yield from _sum_of(figures, figures.charges, "charges", "/totals/charges", "BR-CO-12")


def _sum_of(figures: Figures, parts: _Parts, name: str, target: str, rule: str) -> Iterator[Check]:
    printed = figures[target]
    values = [value for _, part in parts if (value := part["amount"]) is not None]
    if printed is None or not values or len(values) < len(parts):
        return
    # Both are printed with or without their minus.
    total = abs(sum(values, Decimal(0)))
    passed = abs(total - abs(printed)) <= CENT
    paths = (target, *(f"{pointer}/amount" for pointer, _ in parts))
    message = f"the {name} sum to {total}, printed {printed}"
    yield Check(f"{name}_sum", passed, message, paths, rule)


def base_by_rate(figures: Figures) -> Iterator[Check]:
    """BR-S-08 and its like: a rate's base is what the lines of this rate sum to, less allowances
    and more charges of the rate.

    Only where every line says its rate and its net amount, and no rate stands twice: it may then
    stand for two categories (exempt and zero), which a rate alone does not tell apart.
    """
    rates = [line["rate"] for _, line in figures.taxes]
    if not figures.lines or len(set(rates)) < len(rates):
        return
    sums: dict[Decimal, Decimal] = defaultdict(Decimal)
    paths: dict[Decimal, list[str]] = defaultdict(list)
    for sign, name, entries in (
        (1, "amount_net", figures.lines),
        (-1, "amount", figures.allowances),
        (1, "amount", figures.charges),
    ):
        for pointer, entry in entries:
            rate, amount = entry["tax_rate"], entry[name]
            if rate is None or amount is None:
                return
            sums[rate] += sign * abs(amount) if sign < 0 else amount
            paths[rate].append(f"{pointer}/{name}")
    for pointer, tax in figures.taxes:
        rate, base = tax["rate"], tax["base"]
        if rate is None or base is None or rate not in sums:
            continue
        tolerance = max(CENT, CENT * len(paths[rate]) / 2)
        passed = abs(sums[rate] - base) <= tolerance
        message = f"the lines at {rate} % sum to {sums[rate]}, printed {base}"
        yield Check("base_by_rate", passed, message, (f"{pointer}/base", *paths[rate]), "BR-S-08")
