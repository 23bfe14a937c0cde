"""Rules of UBL and of Peppol BIS Billing 3 beyond EN 16931. Knows no XML.

What Peppol misses is a warning: without it the invoice is written as one of EN 16931 alone.
"""

from __future__ import annotations

from decimal import Decimal

from schemas.einvoice.draft import CENT, Draft
from schemas.einvoice.rules.finding import Findings, fatal, warning
from schemas.einvoice.write_parts import scheme_of_address

_SELLER = ("PEPPOL-EN16931-R020", "/supplier/endpoint", "seller", "BT-34")
_BUYER = ("PEPPOL-EN16931-R010", "/customer/endpoint", "buyer", "BT-49")


def peppol_rules(draft: Draft) -> Findings:
    """Findings on an invoice that becomes UBL."""
    yield from _one_of_each(draft)
    if not draft.get("/buyer_reference") and not draft.get("/purchase_order"):
        message = "neither the buyer's reference (BT-10) nor an order (BT-13) is given"
        yield warning("PEPPOL-EN16931-R003", message, "/buyer_reference", "BT-10")
    for rule, path, role, term in (_SELLER, _BUYER):
        text = draft.get(path)
        if text is None:
            message = f"the {role}'s electronic address ({term}) is missing"
            yield warning(rule, message, path, term)
        elif scheme_of_address(text) is None:
            message = f"nothing tells the scheme of the {role}'s electronic address; it is left out"
            yield warning(rule, message, path, term)
    for path in draft.items("/line_items"):
        yield from _line(draft, path)


def _one_of_each(draft: Draft) -> Findings:
    """UBL-SR-44 and UBL-SR-47: several payment means have one code and one reference."""
    for rule, leaf, what in (
        ("UBL-SR-44", "reference", "references"),
        ("UBL-SR-47", "means_code", "codes"),
    ):
        items = draft.items("/payment")
        found = {text for item in items if (text := draft.get(f"{item}/{leaf}"))}
        if len(found) > 1:
            message = f"the payment means have different {what}: {', '.join(sorted(found))[:80]}"
            place = f"{items[-1]}/{leaf}"
            yield fatal(rule, message, place, "BT-83" if leaf == "reference" else "BT-81")


def _line(draft: Draft, path: str) -> Findings:
    """R120: the net amount is quantity times price, less the discount."""
    quantity, price = draft.number(f"{path}/quantity"), draft.number(f"{path}/unit_price")
    net = draft.number(f"{path}/amount_net")
    if quantity is None or price is None or net is None:
        return
    base = draft.number(f"{path}/price_base_quantity") or Decimal(1)
    discount = draft.number(f"{path}/discount/amount") or Decimal(0)
    right = quantity * price / base - discount
    if abs(right - net) > CENT * 2:
        message = f"{quantity} x {price} less {discount} is {right:.2f}, not {net}"
        yield warning("PEPPOL-EN16931-R120", message, f"{path}/amount_net", "BT-131")
