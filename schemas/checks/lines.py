"""Do the lines multiply and sum (EN 16931 BR-CO-10, BT-131)? Knows no dates and no identifiers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from schemas.checks.check import CENT, Check
from schemas.checks.figures import Figures

#: what EN 16931 calls the sum of the lines, by what they reach
_RULES = {"/totals/lines_net": "BR-CO-10", "/totals/subtotal": "BR-CO-13"}


def lines_sum_to_net(figures: Figures) -> Iterator[Check]:
    """BR-CO-10 and BR-CO-13; gross lines sum to the total."""
    for name, targets in (
        ("amount_net", ("/totals/lines_net", "/totals/subtotal", "/totals/total")),
        ("amount_gross", ("/totals/total", "/totals/subtotal")),
    ):
        amounts = [(line[name], f"{pointer}/{name}") for pointer, line in figures.lines]
        present = [(value, path) for value, path in amounts if value is not None]
        wanted = [(path, value) for path in targets if (value := figures[path]) is not None]
        if not present or not wanted:
            continue
        paths = tuple(path for _, path in present) + tuple(path for path, _ in wanted[:1])
        total = sum((value for value, _ in present), Decimal(0))
        tolerance = max(CENT, CENT * len(present) / 2)
        hit = next(
            (path for path, value in wanted if _reaches(total, value, path, figures, tolerance)),
            None,
        )
        if hit is not None:
            paths = (*(path for _, path in present), hit)
            rule = _RULES.get(hit, "")
            yield Check("lines_sum_to_net", True, f"the lines sum to {total}", paths, rule)
        elif len(present) < len(amounts):
            yield Check(
                "lines_sum_to_net",
                None,
                f"{len(amounts) - len(present)} lines without an amount",
                paths,
                _RULES.get(wanted[0][0], ""),
            )
        else:
            message = f"the lines sum to {total}, not {wanted[0][1]}"
            rule = _RULES.get(wanted[0][0], "")
            yield Check("lines_sum_to_net", False, message, paths, rule)
        return


def _reaches(
    total: Decimal, value: Decimal, path: str, figures: Figures, tolerance: Decimal
) -> bool:
    taxed = figures["/totals/subtotal"] is not None and bool(figures["/totals/tax"])
    if path == "/totals/total" and taxed and not figures.prices_include_tax:
        # With a taxed subtotal on the page the net lines must reach that, not the total.
        return False
    if abs(total - value) <= tolerance:
        return True
    discount = abs(figures["/totals/discount"] or Decimal(0))
    charges = figures["/totals/charges"] or Decimal(0)
    # Receipts of countries whose prices are without tax add it below; nothing else says so.
    added = figures["/totals/tax"] if figures["/totals/subtotal"] is None else None
    if path == "/totals/total" and added is not None:
        total += added
        if abs(total - value) <= tolerance:
            return True
    options = (total - discount, total + charges, total - discount + charges)
    return any(abs(option - value) <= tolerance for option in options)


def line_amounts(figures: Figures) -> Iterator[Check]:
    """BT-131 = BT-146 x BT-129 / BT-149, less the line's discount where one is printed."""
    for pointer, line in figures.lines:
        quantity, price = line["quantity"], line["unit_price"]
        name = "amount_net" if line["amount_net"] is not None else "amount_gross"
        amount = line[name]
        if quantity is None or price is None or amount is None:
            continue
        base = line["price_base_quantity"] or Decimal(1)
        expected = quantity * price / base
        reductions = [Decimal(0)]
        if line["discount"] is not None:
            reductions.append(abs(line["discount"]))
        if line["discount_rate"] is not None:
            reductions.append(expected * abs(line["discount_rate"]) / 100)
        # The price is rounded as printed, the amount too.
        tolerance = max(CENT, abs(quantity) * _half_unit(price) + _half_unit(amount))
        fitting = [r for r in reductions if abs(expected - r - amount) <= tolerance]
        passed = bool(fitting)
        paths = tuple(f"{pointer}/{key}" for key in ("quantity", "unit_price", name))
        relation = "=" if passed else "is not"
        per_base = "" if base == 1 else f" / {base}"
        less = f" - {fitting[0]:.2f}" if fitting and fitting[0] else ""
        message = f"{quantity} x {price}{per_base}{less} {relation} {amount}"
        yield Check("line_amount", passed, message, paths, "BT-131")


def _half_unit(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    return Decimal(5).scaleb(int(exponent) - 1)
