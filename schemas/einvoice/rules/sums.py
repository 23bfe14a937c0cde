"""What must add up (BR-CO-10 to BR-CO-17). Knows no tax categories.

Sums are exact, as in the official schematron; only the tax of a rate may be off by less than one,
which is reported as a warning from more than a cent on.
"""

from __future__ import annotations

from decimal import Decimal

from schemas.einvoice.complete_lines import cents
from schemas.einvoice.complete_totals import sum_of
from schemas.einvoice.draft import CENT, Draft
from schemas.einvoice.rules.finding import Finding, Findings, fatal, warning
from schemas.einvoice.terms import term_of

_ZERO = Decimal(0)
_ONE = Decimal(1)
_SUMS = (
    ("BR-CO-10", "lines_net", "line_items", "amount_net", "the net amounts of the lines"),
    ("BR-CO-11", "discount", "allowances", "amount", "the allowances"),
    ("BR-CO-12", "charges", "charges", "amount", "the charges"),
    ("BR-CO-14", "tax", "tax", "amount", "the taxes by rate"),
)


def sum_rules(draft: Draft) -> Findings:
    """Findings on the totals."""
    for rule, total, rows, leaf, what in _SUMS:
        path = f"/totals/{total}"
        said, found = draft.number(path), sum_of(draft, rows, leaf)
        if found is None and not draft.items(f"/{rows}") and total in ("discount", "charges"):
            found = _ZERO
        if said is not None and found is not None and said != found:
            yield fatal(rule, f"{what} sum to {found}, not {said}", path, term_of(path))
    yield from _totals(draft)
    yield from _taxes(draft)


def off_by(rule: str, said: Decimal, right: Decimal, what: str, path: str) -> Findings:
    """A finding where `said` is not `right`, with the tolerance of tax amounts."""
    distance = abs(said - right)
    if distance > CENT:
        make = fatal if distance >= _ONE else warning
        yield make(rule, f"{what} {right}, not {said}", path, term_of(path))


def _totals(draft: Draft) -> Findings:
    def number(name: str) -> Decimal:
        return draft.number(f"/totals/{name}") or _ZERO

    def wrong(rule: str, name: str, right: Decimal, how: str) -> Finding | None:
        path = f"/totals/{name}"
        said = draft.number(path)
        if said is None or said == right:
            return None
        return fatal(rule, f"{how} is {right}, not {said}", path, term_of(path))

    net = number("lines_net") - number("discount") + number("charges")
    taxed = number("subtotal") + number("tax")
    due = number("total") - number("paid") + number("rounding")
    for finding in (
        wrong("BR-CO-13", "subtotal", net, "the sum of the lines, less allowances, with charges,"),
        wrong("BR-CO-15", "total", taxed, "the total without tax, plus the tax,"),
        wrong("BR-CO-16", "amount_due", due, "the total, less what was paid, with its rounding,"),
    ):
        if finding is not None:
            yield finding


def _taxes(draft: Draft) -> Findings:
    for path in draft.items("/tax"):
        base, amount = draft.number(f"{path}/base"), draft.number(f"{path}/amount")
        rate = draft.number(f"{path}/rate")
        if base is not None and amount is not None and rate is not None:
            right = cents(base * rate / 100)
            what = f"{rate} % of {base} is"
            yield from off_by("BR-CO-17", amount, right, what, f"{path}/amount")
