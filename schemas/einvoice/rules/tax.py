"""The rules of each tax category (BR-S, BR-Z, BR-E, BR-AE, BR-IC, BR-G, BR-O, BR-AF, BR-AG). Knows
no totals.

The rules of all categories have the same numbers: 01 the breakdown has a row of it, 02 to 04 who
must be registered (lines, allowances, charges), 05 to 07 the rate, 08 the amount that is taxed, 09
the tax, 10 the reason why none is charged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from schemas.einvoice.complete_tax import NOT_SUBJECT, REASONS, UNTAXED
from schemas.einvoice.draft import Draft
from schemas.einvoice.rules.finding import Findings, fatal
from schemas.einvoice.rules.sums import off_by
from schemas.einvoice.terms import term_of

_NAMES = {
    "S": "BR-S", "Z": "BR-Z", "E": "BR-E", "AE": "BR-AE", "K": "BR-IC", "G": "BR-G", "O": "BR-O",
    "L": "BR-AF", "M": "BR-AG",
}  # fmt: skip
#: categories that any tax number of the seller will do for; the others want a VAT id
_ANY_NUMBER = frozenset({"S", "Z", "E", "AE", "L", "M"})
#: categories that need the customer's number too
_BOTH = frozenset({"AE", "K"})
_WITH_REASON = frozenset({"E", *REASONS})
_OFFSETS = {"line_items": 0, "allowances": 1, "charges": 2}


def tax_rules(draft: Draft) -> Findings:
    """Findings on lines, reductions and rows of every category."""
    seen: set[tuple[str, str]] = set()
    used: set[str] = set()
    for rows, path, code, rate_path in _taxed(draft):
        if code not in _NAMES:
            continue
        used.add(code)
        yield from _rate(draft, code, rate_path, _OFFSETS[rows])
        if (rows, code) not in seen:
            # Who must be registered is the same for all of a list.
            seen.add((rows, code))
            yield from _numbers(draft, code, _OFFSETS[rows], path)
    codes = [draft.get(f"{row}/category_code") for row in draft.items("/tax")]
    for code in sorted(used - {code for code in codes if code is not None}):
        message = f"no row of the tax by rate has the category {code} of the lines"
        yield fatal(f"{_NAMES[code]}-01", message, "/tax", "BT-118")
    yield from _rows(draft)


def _taxed(draft: Draft) -> Iterator[tuple[str, str, str, str]]:
    """(list, pointer, category, pointer of the rate) of lines, allowances and charges."""
    for rows in _OFFSETS:
        category, rate = (
            ("tax/category", "tax/rate") if rows == "line_items" else ("tax_category", "tax_rate")
        )
        for path in draft.items(f"/{rows}"):
            code = draft.get(f"{path}/{category}")
            if code is not None:
                yield rows, path, code, f"{path}/{rate}"


def _numbers(draft: Draft, code: str, offset: int, path: str) -> Findings:
    rule = f"{_NAMES[code]}-{2 + offset:02}"
    vat = draft.get("/supplier/tax_id") or draft.get("/tax_representative/tax_id")
    local = draft.get("/supplier/tax_registration")
    buyer = draft.get("/customer/tax_id")
    if code == NOT_SUBJECT:
        if vat or buyer:
            message = f"category O (not subject to tax) at {path}, and a VAT id is given"
            yield fatal(rule, message, "/supplier/tax_id" if vat else "/customer/tax_id", "BT-31")
        return
    if not vat and not (local and code in _ANY_NUMBER):
        numbers = "VAT id (BT-31)" + (" or tax number (BT-32)" if code in _ANY_NUMBER else "")
        message = f"category {code} at {path} needs the seller's {numbers}, which is missing"
        yield fatal(rule, message, "/supplier/tax_id", "BT-31")
    if (
        code in _BOTH
        and not buyer
        and not (code == "AE" and draft.get("/customer/registration_id"))
    ):
        message = f"category {code} at {path} needs the buyer's VAT id (BT-48), which is missing"
        yield fatal(rule, message, "/customer/tax_id", "BT-48")


def _rate(draft: Draft, code: str, path: str, offset: int) -> Findings:
    rate = draft.number(path)
    problem = None
    if code == NOT_SUBJECT:
        problem = "has no rate" if rate is not None else None
    elif code in UNTAXED:
        problem = "has a rate of 0" if rate is None or rate else None
    elif code == "S":
        problem = "has a rate above 0" if rate is None or rate <= 0 else None
    if problem is not None:
        said = "none is given" if rate is None else f"not {rate}"
        message = f"category {code} {problem}, {said}"
        yield fatal(f"{_NAMES[code]}-{5 + offset:02}", message, path, term_of(path))


def _rows(draft: Draft) -> Findings:
    bases = _bases(draft)
    rows = draft.items("/tax")
    for row in rows:
        code = draft.get(f"{row}/category_code")
        if code not in _NAMES:
            continue
        name = _NAMES[code]
        base, rate = draft.number(f"{row}/base"), draft.number(f"{row}/rate")
        right = bases.get((code, rate if code in ("S", "L", "M") else None), Decimal(0))
        if base is not None and draft.items("/line_items"):
            what = f"the net amounts of category {code} sum to"
            yield from off_by(f"{name}-08", base, right, what, f"{row}/base")
        amount = draft.number(f"{row}/amount")
        if amount and code in UNTAXED | {NOT_SUBJECT}:
            message = f"category {code} has no tax, not {amount}"
            yield fatal(f"{name}-09", message, f"{row}/amount", "BT-117")
        yield from _reason(draft, row, code)
        if code == "K":
            yield from _intra_community(draft)
        if code == NOT_SUBJECT and len(rows) > 1:
            message = "category O (not subject to tax) stands beside no other"
            yield fatal("BR-O-11", message, row, "BG-23")


def _reason(draft: Draft, row: str, code: str) -> Findings:
    path = f"{row}/exemption_reason"
    has_reason = bool(draft.get(path) or draft.get(f"{row}/exemption_code"))
    if code in _WITH_REASON and not has_reason:
        message = f"category {code} needs a reason why no tax is charged (BT-120 or BT-121)"
        yield fatal(f"{_NAMES[code]}-10", message, path, "BT-120")
    elif code not in _WITH_REASON and has_reason:
        message = f"category {code} has no reason why no tax is charged"
        yield fatal(f"{_NAMES[code]}-10", message, path, "BT-120")


def _intra_community(draft: Draft) -> Findings:
    if not draft.get("/delivery_date") and not draft.has("/service_period"):
        message = "an intra-community supply needs the date of delivery (BT-72) or a period (BG-14)"
        yield fatal("BR-IC-11", message, "/delivery_date", "BT-72")
    if not draft.get("/ship_to/address/country"):
        message = "an intra-community supply needs the country of delivery (BT-80)"
        yield fatal("BR-IC-12", message, "/ship_to/address/country", "BT-80")


def _bases(draft: Draft) -> dict[tuple[str, Decimal | None], Decimal]:
    """Net amounts by category; by rate too where a category may have several."""
    sums: dict[tuple[str, Decimal | None], Decimal] = defaultdict(Decimal)
    for rows, path, code, rate_path in _taxed(draft):
        name = "amount_net" if rows == "line_items" else "amount"
        amount = draft.number(f"{path}/{name}") or Decimal(0)
        rate = draft.number(rate_path) if code in ("S", "L", "M") else None
        sums[code, rate] += -amount if rows == "allowances" else amount
    return sums
