"""Completes an invoice's data where EN 16931 wants more than a page says, and notes each thing it
deduces. Knows no syntax and no rule.

Nothing is invented: a value follows from others of the document, or is a code for what they say.
What does not follow stays missing, and the rules name it.
"""

from __future__ import annotations

from schemas.einvoice.code_lists import CREDIT_NOTE_TYPES
from schemas.einvoice.complete_lines import complete_lines
from schemas.einvoice.complete_parties import complete_parties, complete_payment
from schemas.einvoice.complete_tax import complete_breakdown, complete_rates
from schemas.einvoice.complete_totals import complete_due, complete_reductions, complete_totals
from schemas.einvoice.draft import Draft

INVOICE, CREDIT_NOTE = "380", "381"
#: amounts that turn their sign with a credit note, below the root and below the items of lists
_TOTALS = (
    "lines_net", "subtotal", "tax", "tax_in_tax_currency", "total", "paid", "rounding",
    "amount_due",
)  # fmt: skip
_ROWS = {"line_items": ("amount_net", "amount_gross"), "tax": ("base", "amount", "gross")}


def complete(draft: Draft, *, is_credit_note: bool) -> None:
    """is_credit_note: what the document is where no type code (BT-3) says so."""
    if draft.get("/document_type") is None:
        code = CREDIT_NOTE if is_credit_note else INVOICE
        draft.deduce("/document_type", code, "the kind of the document")
    if draft.get("/document_type") in CREDIT_NOTE_TYPES:
        _turn_signs(draft)
    complete_parties(draft)
    complete_payment(draft)
    complete_rates(draft)
    complete_lines(draft)
    complete_reductions(draft)
    # Once more, for the reductions that were only a total before.
    complete_rates(draft)
    complete_breakdown(draft)
    complete_totals(draft)
    complete_due(draft)


def _turn_signs(draft: Draft) -> None:
    """A credit note that prints what it gives back with a minus says it twice: in EN 16931 its
    amounts are positive.
    """
    total = draft.number("/totals/total") or draft.number("/totals/subtotal")
    if total is None or total >= 0:
        return
    paths = [f"/totals/{name}" for name in _TOTALS]
    for rows, names in _ROWS.items():
        paths += [f"{item}/{name}" for item in draft.items(f"/{rows}") for name in names]
    for item in draft.items("/line_items"):
        quantity = draft.number(f"{item}/quantity")
        # One of the two carried the minus of the amount.
        is_quantity = quantity is not None and quantity < 0
        paths.append(f"{item}/quantity" if is_quantity else f"{item}/unit_price")
    for path in paths:
        value = draft.number(path)
        if value:
            draft.deduce(path, -value, "amounts of a credit note are written without their minus")
