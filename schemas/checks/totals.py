"""Do the totals add up (EN 16931 BR-CO-13 to -17)? Knows no lines."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from schemas.checks.check import CENT, Check
from schemas.checks.figures import Figures

# Sellers round a rate's tax line by line or once: both are legal, and a cent or two apart.
RATE_TOLERANCE = Decimal("0.02")
# Totals that a printed subtotal may leave out, and their sign.
_EXTRAS = (
    ("/totals/discount", -1),
    ("/totals/charges", 1),
    ("/totals/tip", 1),
    ("/totals/rounding", 1),
)
_AFTER_TOTAL = ("/totals/paid", "/totals/rounding", "/totals/previous_balance")


def totals_add_up(figures: Figures) -> Iterator[Check]:
    """BR-CO-15: net + tax = total, also where the subtotal is before discounts and charges."""
    net, tax, total = figures["/totals/subtotal"], figures["/totals/tax"], figures["/totals/total"]
    if net is None or total is None:
        return
    if tax is None:
        same = abs(net - total) <= CENT
        message = f"total {total} is the subtotal" if same else f"{net} and {total} without the tax"
        paths = ("/totals/subtotal", "/totals/total")
        yield Check("totals_add_up", same or None, message, paths, "BR-CO-15")
        return
    three = ("/totals/subtotal", "/totals/tax", "/totals/total")
    for extras, paths_of_extras, text in _variants(figures):
        if abs(net + tax + extras - total) <= CENT:
            message = f"{net} + {tax}{text} = {total}"
            yield Check("totals_add_up", True, message, (*three, *paths_of_extras), "BR-CO-15")
            return
    if figures.prices_include_tax and abs(net - total) <= CENT:
        message = f"total {total} is the subtotal, tax included in it"
        yield Check("totals_add_up", True, message, three, "BR-CO-15")
        return
    message = f"{net} + {tax} = {net + tax}, not {total}"
    yield Check("totals_add_up", False, message, three, "BR-CO-15")


def _variants(figures: Figures) -> Iterator[tuple[Decimal, tuple[str, ...], str]]:
    """Sums of the further totals that a subtotal may leave out, none first."""
    known = [(path, sign, value) for path, sign in _EXTRAS if (value := figures[path])]
    for chosen in range(2 ** len(known)):
        picked = [entry for index, entry in enumerate(known) if chosen >> index & 1]
        # A discount is printed with or without its minus.
        extras = sum(
            (sign * abs(value) if sign < 0 else value for _, sign, value in picked), Decimal(0)
        )
        text = "".join(
            f" {'-' if sign < 0 or value < 0 else '+'} {abs(value)}" for _, sign, value in picked
        )
        yield extras, tuple(path for path, _, _ in picked), text


def amount_due_adds_up(figures: Figures) -> Iterator[Check]:
    """BR-CO-16: amount due = total - paid + rounding, plus a printed balance brought forward."""
    total, due = figures["/totals/total"], figures["/totals/amount_due"]
    if total is None or due is None:
        return
    paid, rounding, previous = (figures[path] or Decimal(0) for path in _AFTER_TOTAL)
    used = ("/totals/total", *_AFTER_TOTAL, "/totals/amount_due")
    paths = tuple(path for path in used if figures[path] is not None)
    expected = total - abs(paid) + rounding + previous
    # A payment is printed with or without its minus; in an e-invoice a negative one is still owed.
    options = {expected, total - paid + rounding + previous}
    # Where the total is already rounded, the rounding is not counted twice.
    passed = any(abs(value - due) <= CENT for o in options for value in (o, o - rounding))
    message = f"expected {expected}, printed {due}"
    yield Check("amount_due_adds_up", passed, message, paths, "BR-CO-16")


def net_adds_up(figures: Figures) -> Iterator[Check]:
    """BR-CO-13: sum of the lines - allowances + charges = total without tax."""
    lines, net = figures["/totals/lines_net"], figures["/totals/subtotal"]
    if lines is None or net is None:
        return
    used = ("/totals/lines_net", "/totals/discount", "/totals/charges", "/totals/subtotal")
    paths = tuple(path for path in used if figures[path] is not None)
    # A discount is printed with or without its minus.
    discount = abs(figures["/totals/discount"] or Decimal(0))
    charges = figures["/totals/charges"] or Decimal(0)
    # Where both totals print the same name, the subtotal may be the sum of the lines itself.
    expected = lines - discount + charges
    passed = abs(expected - net) <= CENT or abs(lines - net) <= CENT
    relation = "=" if passed else "is not"
    message = f"{lines} - {discount} + {charges} {relation} {net}"
    yield Check("net_adds_up", passed, message, paths, "BR-CO-13")


def tax_sum(figures: Figures) -> Iterator[Check]:
    """BR-CO-14: the taxes by rate sum to the total tax."""
    tax = figures["/totals/tax"]
    amounts = [(line["amount"], f"{pointer}/amount") for pointer, line in figures.taxes]
    values = [value for value, _ in amounts if value is not None]
    if tax is None or not values:
        return
    paths = (*(path for _, path in amounts), "/totals/tax")
    if len(values) < len(amounts):
        yield Check("tax_sum", None, "a rate without its tax", paths, "BR-CO-14")
        return
    total = sum(values, Decimal(0))
    message = f"taxes by rate sum to {total}, printed {tax}"
    yield Check("tax_sum", abs(total - tax) <= CENT, message, paths, "BR-CO-14")


def tax_rate_times_base(figures: Figures) -> Iterator[Check]:
    """BR-CO-17: tax = base x rate / 100; with one rate and no base the subtotal is the base."""
    for pointer, line in figures.taxes:
        rate, base, amount = line["rate"], line["base"], line["amount"]
        base_path = f"{pointer}/base"
        if base is None and len(figures.taxes) == 1:
            base, base_path = figures["/totals/subtotal"], "/totals/subtotal"
        if rate is None or base is None or amount is None:
            continue
        expected = (base * rate / 100).quantize(CENT)
        passed = abs(expected - amount) <= RATE_TOLERANCE
        message = f"{rate} % of {base} is {expected}, printed {amount}"
        yield Check(
            "tax_rate_times_base",
            passed,
            message,
            (f"{pointer}/rate", base_path, f"{pointer}/amount"),
            "BR-CO-17",
        )
