"""What lines, allowances, charges and the tax breakdown must have (BR-16, BR-21 to BR-48, BR-54,
BR-CO-04, BR-CO-18). Knows no header.
"""

from __future__ import annotations

from schemas.einvoice.complete_tax import NOT_SUBJECT
from schemas.einvoice.draft import Draft
from schemas.einvoice.rules.finding import Findings, fatal
from schemas.einvoice.rules.present import line_period, missing
from schemas.einvoice.terms import term_of

_LINE = (
    ("BR-21", "line_id", "the number of the line"),
    ("BR-22", "quantity", "the quantity"),
    ("BR-23", "unit", "the unit of the quantity"),
    ("BR-24", "amount_net", "the net amount of the line"),
    ("BR-25", "description", "the name of the item"),
    ("BR-26", "unit_price", "the net price"),
    ("BR-CO-04", "tax/category", "the tax category of the line"),
)
_ROW = (
    ("BR-45", "base", "the amount that is taxed"),
    ("BR-46", "amount", "the tax of the rate"),
    ("BR-47", "category_code", "the tax category of the row"),
)
_REDUCTIONS = {"allowances": ("BR-31", "BR-32", "BR-33"), "charges": ("BR-36", "BR-37", "BR-38")}


def item_rules(draft: Draft) -> Findings:
    """Findings on every list."""
    lines = draft.items("/line_items")
    if not lines:
        yield fatal("BR-16", "there is no line (BG-25)", "/line_items", "BG-25")
    for path in lines:
        yield from _line(draft, path)
    for kind, (amount, category, reason) in _REDUCTIONS.items():
        what = kind[:-1]
        for path in draft.items(f"/{kind}"):
            if draft.get(f"{path}/amount") is None:
                yield missing(amount, f"{path}/amount", f"the amount of the {what}")
            if draft.get(f"{path}/tax_category") is None:
                yield missing(category, f"{path}/tax_category", f"the tax category of the {what}")
            if not draft.get(f"{path}/reason") and not draft.get(f"{path}/reason_code"):
                yield missing(reason, f"{path}/reason", f"the reason of the {what}")
    rows = draft.items("/tax")
    if not rows:
        yield fatal("BR-CO-18", "there is no tax by rate (BG-23)", "/tax", "BG-23")
    for path in rows:
        for rule, leaf, what in _ROW:
            if draft.get(f"{path}/{leaf}") is None:
                yield missing(rule, f"{path}/{leaf}", what)
        is_subject = draft.get(f"{path}/category_code") != NOT_SUBJECT
        if is_subject and draft.get(f"{path}/rate") is None:
            yield missing("BR-48", f"{path}/rate", "the tax rate")


def _line(draft: Draft, path: str) -> Findings:
    for rule, leaf, what in _LINE:
        if draft.get(f"{path}/{leaf}") is None:
            yield missing(rule, f"{path}/{leaf}", what)
    for rule, leaf in (("BR-27", "unit_price"), ("BR-28", "unit_price_gross")):
        price = draft.number(f"{path}/{leaf}")
        if price is not None and price < 0:
            place = f"{path}/{leaf}"
            yield fatal(rule, f"the price {price} is negative", place, term_of(place))
    yield from line_period(draft, path)
    for attribute in draft.items(f"{path}/attributes"):
        for leaf in ("name", "value"):
            if draft.get(f"{attribute}/{leaf}") is None:
                yield missing("BR-54", f"{attribute}/{leaf}", f"the {leaf} of the item's attribute")
