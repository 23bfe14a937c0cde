"""What must be there: number, dates, parties, totals (BR-02 to BR-20, BR-49 to BR-57). Knows no
lines.
"""

from __future__ import annotations

from schemas.einvoice.draft import Draft
from schemas.einvoice.rules.finding import Finding, Findings, fatal, warning
from schemas.einvoice.terms import term_of

_ALWAYS = (
    ("BR-02", "/invoice_number", "the invoice number"),
    ("BR-03", "/issue_date", "the date of the invoice"),
    ("BR-04", "/document_type", "the type of the invoice"),
    ("BR-05", "/currency", "the currency"),
    ("BR-06", "/supplier/name", "the seller's name"),
    ("BR-07", "/customer/name", "the buyer's name"),
    ("BR-09", "/supplier/address/country", "the country of the seller's address"),
    ("BR-11", "/customer/address/country", "the country of the buyer's address"),
    ("BR-12", "/totals/lines_net", "the sum of the lines"),
    ("BR-13", "/totals/subtotal", "the total without tax"),
    ("BR-14", "/totals/total", "the total with tax"),
    ("BR-15", "/totals/amount_due", "the amount due"),
)
_PARTIES = (
    ("BR-17", "/remit_to", "name", "the payee's name"),
    ("BR-18", "/tax_representative", "name", "the tax representative's name"),
    ("BR-20", "/tax_representative", "address/country", "the tax representative's country"),
    ("BR-56", "/tax_representative", "tax_id", "the tax representative's VAT id"),
)
#: UNTDID 4461: credit transfers, which need an account
_TRANSFERS = frozenset({"30", "58"})


def missing(rule: str, path: str, what: str) -> Finding:
    """`what` is missing at `path`."""
    term = term_of(path)
    shown = f"{what} ({term})" if term is not None else what
    return fatal(rule, f"{shown} is missing", path, term)


def present_rules(draft: Draft) -> Findings:
    """Findings on the header."""
    for rule, path, what in _ALWAYS:
        if draft.get(path) is None:
            yield missing(rule, path, what)
    for rule, path, role in (("BR-08", "/supplier", "seller"), ("BR-10", "/customer", "buyer")):
        if not draft.has(f"{path}/address"):
            group = term_of(f"{path}/address/text")
            message = f"the {role}'s postal address ({group}) is missing"
            yield fatal(rule, message, f"{path}/address", group)
    for rule, path, leaf, what in _PARTIES:
        if draft.has(path) and draft.get(f"{path}/{leaf}") is None:
            yield missing(rule, f"{path}/{leaf}", what)
    if draft.has("/ship_to/address") and draft.get("/ship_to/address/country") is None:
        yield missing("BR-57", "/ship_to/address/country", "the country of delivery")
    if draft.get("/tax_currency") and draft.get("/totals/tax_in_tax_currency") is None:
        path = "/totals/tax_in_tax_currency"
        yield missing("BR-53", path, "the tax in the currency of the tax accounts")
    yield from _seller(draft)
    yield from _payment(draft)
    yield from _period(draft, "", "BR-29")
    for item in draft.items("/preceding_invoices"):
        if draft.get(f"{item}/number") is None:
            yield missing("BR-55", f"{item}/number", "the number of the preceding invoice")


def _seller(draft: Draft) -> Findings:
    known = ("tax_id", "registration_id", "ids/0")
    if not any(draft.get(f"/supplier/{name}") for name in known):
        message = (
            "the seller has neither an identifier (BT-29), nor a registration (BT-30), nor a VAT "
            "id (BT-31)"
        )
        yield fatal("BR-CO-26", message, "/supplier/tax_id", "BT-31")


def _payment(draft: Draft) -> Findings:
    for item in draft.items("/payment"):
        code = draft.get(f"{item}/means_code")
        if code is None:
            yield missing("BR-49", f"{item}/means_code", "the code of the payment means")
        account = draft.get(f"{item}/iban") or draft.get(f"{item}/account_number")
        if code in _TRANSFERS and account is None:
            yield missing("BR-61", f"{item}/iban", "the account to transfer to")
    due = draft.number("/totals/amount_due")
    when = draft.get("/due_date") or draft.get("/payment_terms")
    if due is not None and due > 0 and when is None:
        message = "something is due, with neither a date (BT-9) nor terms of payment (BT-20)"
        # A rule of the standard that its official schematron does not test any more.
        yield warning("BR-CO-25", message, "/due_date", "BT-9")


def _period(draft: Draft, path: str, rule: str) -> Findings:
    """A period ends after it began."""
    start, end = (draft.get(f"{path}/service_period/{edge}") for edge in ("start", "end"))
    if start is not None and end is not None and end < start:
        last = f"{path}/service_period/end"
        yield fatal(
            rule, f"the period ends ({end}) before it begins ({start})", last, term_of(last)
        )


def line_period(draft: Draft, path: str) -> Findings:
    """BR-30, the same of a line."""
    yield from _period(draft, path, "BR-30")
