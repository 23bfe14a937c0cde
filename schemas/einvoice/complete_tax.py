"""Tax categories, rates and the breakdown by rate, where they follow from what is known. Knows no
totals but those of tax.

A category (UNTDID 5305) is S where tax is charged and Z where none is, or E where a reason is
given; the letters that shops print beside their lines are none, and only say which row is meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from schemas.einvoice.complete_lines import cents
from schemas.einvoice.draft import CENT, Draft

CATEGORIES = frozenset({"S", "Z", "E", "AE", "K", "G", "O", "L", "M", "B"})
#: categories of one country: a letter beside the lines of another is no category
_NATIONAL = {"L": "ES", "M": "ES", "B": "IT"}
#: without tax, and with a rate of zero
UNTAXED = frozenset({"Z", "E", "AE", "K", "G"})
NOT_SUBJECT = "O"
#: VATEX codes that say no more than the category: reverse charge, intra-community supply, export
REASONS = {"AE": "VATEX-EU-AE", "K": "VATEX-EU-IC", "G": "VATEX-EU-G", "O": "VATEX-EU-O"}
_WHY = "the category of this rate"
#: rows whose tax or base may be a little off by the rounding of their lines
_TOLERANCE = CENT * 2

Group = tuple[str | None, Decimal | None]


def complete_rates(draft: Draft) -> None:
    """Rates first, by printed letters and by the document's only rate; then categories. What has
    both is left alone, so that it may run again for items that were added.
    """
    rows = draft.items("/tax")
    if len(rows) == 1 and draft.number(f"{rows[0]}/rate") is None:
        _set_rate(draft, f"{rows[0]}/rate", _rate_of_totals(draft), "the tax by the net total")
    only = _only_rate(draft, rows) if rows else _rate_of_totals(draft)
    letters = _rates_by_letter(draft, rows)
    exempt = any(_has_reason(draft, row) for row in rows)
    for path, category, rate in _taxed(draft):
        letter = draft.get(f"{path}/{category}")
        if draft.get(f"{path}/{rate}") is None and not _is_not_subject(draft, letter):
            known = letters.get(letter or "", only)
            _set_rate(draft, f"{path}/{rate}", known, "the rate of the document")
        _set_category(draft, f"{path}/{category}", f"{path}/{rate}", exempt=exempt)
    for row in rows:
        is_exempt = _has_reason(draft, row)
        _set_category(draft, f"{row}/category_code", f"{row}/rate", exempt=is_exempt)


def complete_breakdown(draft: Draft) -> None:
    """Rows that are missing, bases and taxes that are missing, and reasons that are said by the
    category.
    """
    _rows(draft, _groups(draft))
    for row in draft.items("/tax"):
        code = REASONS.get(draft.get(f"{row}/category_code") or "")
        if code is not None and not _has_reason(draft, row):
            draft.deduce(f"{row}/exemption_code", code, "what the category means")


def _taxed(draft: Draft) -> Iterator[tuple[str, str, str]]:
    """(pointer, leaf of the category, leaf of the rate) of what is taxed."""
    for path in draft.items("/line_items"):
        yield path, "tax/category", "tax/rate"
    for kind in ("allowances", "charges"):
        for path in draft.items(f"/{kind}"):
            yield path, "tax_category", "tax_rate"


def _is_not_subject(draft: Draft, category: str | None) -> bool:
    return category == NOT_SUBJECT and not draft.number("/totals/tax")


def _only_rate(draft: Draft, rows: list[str]) -> Decimal | None:
    rates = {draft.number(f"{row}/rate") for row in rows}
    return next(iter(rates)) if len(rates) == 1 else None


def _rates_by_letter(draft: Draft, rows: list[str]) -> dict[str, Decimal | None]:
    """Rate by category or printed letter, where one rate has it."""
    rates = defaultdict(set)
    for row in rows:
        rates[draft.get(f"{row}/category_code") or ""].add(draft.number(f"{row}/rate"))
    return {
        letter: next(iter(found)) for letter, found in rates.items() if letter and len(found) == 1
    }


def _rate_of_totals(draft: Draft) -> Decimal | None:
    """The one rate that makes the tax of the net total, with at most one decimal.

    Two rates together make one with more decimals, and so does the sales tax of some places, which
    nobody can tell apart.
    """
    net, tax = draft.number("/totals/subtotal"), draft.number("/totals/tax")
    total = draft.number("/totals/total")
    if net is None and total is not None and tax is not None:
        net = total - tax
    if tax is None and net is not None and total == net:
        tax = Decimal(0)
    if not net or tax is None:
        return None
    for step in (Decimal(1), Decimal("0.1")):
        rate = (tax * 100 / net).quantize(step)
        if rate >= 0 and abs(cents(net * rate / 100) - tax) <= CENT:
            return rate
    return None


def _set_rate(draft: Draft, path: str, rate: Decimal | None, why: str) -> None:
    if rate is not None:
        draft.deduce(path, rate, why)


def _has_reason(draft: Draft, row: str) -> bool:
    return bool(draft.get(f"{row}/exemption_reason") or draft.get(f"{row}/exemption_code"))


def _set_category(draft: Draft, path: str, rate_path: str, *, exempt: bool) -> None:
    code, rate = draft.get(path), draft.number(rate_path)
    if code in CATEGORIES and _fits(draft, code, rate):
        if code in UNTAXED and rate is None:
            draft.deduce(rate_path, "0", "nothing is charged in this category")
        elif code == NOT_SUBJECT and rate is not None:
            # Not even a rate of zero (BR-O-05).
            draft.clear(rate_path)
        return
    if rate is None:
        return
    if rate > 0:
        draft.deduce(path, "S", _WHY)
    else:
        draft.deduce(path, "E" if exempt else "Z", _WHY)


def _fits(draft: Draft, code: str, rate: Decimal | None) -> bool:
    """Whether a code can be meant as a category, beside this rate."""
    country = _NATIONAL.get(code)
    if country is not None:
        return draft.get("/supplier/address/country") == country
    if code in UNTAXED or code == NOT_SUBJECT:
        return not rate
    return rate is None or rate > 0


def _groups(draft: Draft) -> dict[Group, Decimal] | None:
    """Net amount by category and rate (BR-S-08); None where a line is not of any."""
    sums: dict[Group, Decimal] = defaultdict(Decimal)
    for path, category, rate in _taxed(draft):
        code = draft.get(f"{path}/{category}")
        is_line = path.startswith("/line_items")
        amount = draft.number(f"{path}/amount_net" if is_line else f"{path}/amount")
        if code is None or amount is None:
            return None
        group = code, _plain(draft.number(f"{path}/{rate}"))
        sums[group] += -amount if path.startswith("/allowances") else amount
    return dict(sums)


def _plain(rate: Decimal | None) -> Decimal | None:
    return None if rate is None else rate.normalize()


def _rows(draft: Draft, groups: dict[Group, Decimal] | None) -> None:
    """Bases and taxes that are missing; all rows where there is none."""
    rows = draft.items("/tax")
    if not rows and groups:
        for code, rate in groups:
            values = {"category_code": code or ""} | ({} if rate is None else {"rate": f"{rate:f}"})
            rows.append(draft.append("/tax", values, "the breakdown of the lines by rate"))
    net = draft.number("/totals/subtotal")
    for row in rows:
        rate = draft.number(f"{row}/rate")
        group = draft.get(f"{row}/category_code"), _plain(rate)
        base = draft.number(f"{row}/base")
        if base is None:
            base = (groups or {}).get(group, net if len(rows) == 1 else None)
            if base is not None:
                draft.deduce(f"{row}/base", base, "the net amounts of this rate")
        if draft.get(f"{row}/amount") is None and base is not None:
            amount = cents(base * (rate or 0) / 100)
            printed = draft.number("/totals/tax")
            # Of one rate the printed tax is the tax, however its lines were rounded.
            if len(rows) == 1 and printed is not None and abs(printed - amount) <= _TOLERANCE:
                amount = printed
            draft.deduce(f"{row}/amount", amount, "the rate of the net amounts")
