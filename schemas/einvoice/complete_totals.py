"""The totals that follow from others, and document level discounts that are only printed as a
total. Knows no tax categories.
"""

from __future__ import annotations

from decimal import Decimal

from schemas.einvoice.draft import CENT, Draft
from schemas.einvoice.write_parts import DISCOUNT_REASON

_ZERO = Decimal(0)


def sum_of(draft: Draft, rows: str, name: str) -> Decimal | None:
    """The sum of one amount over a list; None where an item lacks it, or there is no item."""
    values = [draft.number(f"{item}/{name}") for item in draft.items(f"/{rows}")]
    if not values or None in values:
        return None
    return sum((value for value in values if value is not None), _ZERO)


def complete_reductions(draft: Draft) -> None:
    """An allowance for a printed discount (BT-107) and a charge for printed charges (BT-108), where
    the lines and the net total say that they are of the document.
    """
    lines = sum_of(draft, "line_items", "amount_net")
    net = draft.number("/totals/subtotal")
    discount = draft.number("/totals/discount")
    if discount is not None and discount < 0:
        discount = -discount
        draft.deduce("/totals/discount", discount, "a discount is written without its minus")
    charges = draft.number("/totals/charges")
    if lines is None:
        return
    fits = net is None or abs(lines - (discount or _ZERO) + (charges or _ZERO) - net) <= CENT
    why = "the printed total, which lies between the lines and the net total"
    if discount and not draft.items("/allowances") and fits:
        values: dict[str, str | Decimal] = {
            "amount": discount,
            "reason": "Discount",
            "reason_code": DISCOUNT_REASON,
        }
        draft.append("/allowances", values, why)
    if charges and not draft.items("/charges") and fits:
        draft.append("/charges", {"amount": charges, "reason": "Charges"}, why)


def complete_totals(draft: Draft) -> None:
    """BR-CO-10 to BR-CO-15, each for the one value that is missing."""
    _sum(draft, "lines_net", sum_of(draft, "line_items", "amount_net"), "the sum of the lines")
    _sum(draft, "discount", sum_of(draft, "allowances", "amount"), "the sum of the allowances")
    _sum(draft, "charges", sum_of(draft, "charges", "amount"), "the sum of the charges")
    lines, net = draft.number("/totals/lines_net"), draft.number("/totals/subtotal")
    tax, total = draft.number("/totals/tax"), draft.number("/totals/total")
    if net is None and total is not None and tax is not None:
        net = total - tax
        _sum(draft, "subtotal", net, "the total without its tax")
    elif net is None and lines is not None:
        discount, charges = (draft.number(f"/totals/{name}") for name in ("discount", "charges"))
        net = lines - (discount or _ZERO) + (charges or _ZERO)
        _sum(draft, "subtotal", net, "the lines, less discounts, with charges")
    if tax is None:
        tax = sum_of(draft, "tax", "amount")
        _sum(draft, "tax", tax, "the sum of the taxes by rate")
    if total is None and net is not None and tax is not None:
        _sum(draft, "total", net + tax, "the net total and its tax")


def complete_due(draft: Draft) -> None:
    """BR-CO-16: what is left to pay."""
    total, paid = draft.number("/totals/total"), draft.number("/totals/paid")
    due, rounding = draft.number("/totals/amount_due"), draft.number("/totals/rounding") or _ZERO
    if total is None:
        return
    if (
        paid is not None
        and paid < 0
        and (due is None or abs(total + paid + rounding - due) <= CENT)
    ):
        paid = -paid
        draft.deduce("/totals/paid", paid, "what was paid is written without its minus")
    if due is None:
        left = total - (paid or _ZERO) + rounding
        draft.deduce("/totals/amount_due", left, "the total, less what was paid")


def _sum(draft: Draft, name: str, value: Decimal | None, why: str) -> None:
    path = f"/totals/{name}"
    if value is not None and draft.get(path) is None:
        draft.deduce(path, value, why)
