"""What of an e-invoice's or an order's XML is doubtful: incomplete, unreadable, or not what its
pages print.

An XML that says other amounts than the page is how a payment is diverted: people look at the page,
programs take the XML. Judged conservatively: only where the page plainly prints something else.
Knows no model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from schemas.checks import Check
from schemas.einvoice import EInvoice, term_of
from schemas.tree import Leaf
from workers.steps.printed import Printed, Spot, compact

COMPLETE = "xml_complete"
READABLE = "xml_readable"
MATCHES = "xml_matches_page"
HAS_LINES = "xml_has_lines"
ONE_CURRENCY = "xml_one_currency"
#: doubts of single values, which leave the rest of the XML as good as it is
OF_VALUES = frozenset({READABLE, ONE_CURRENCY})
#: what Peppol BIS Billing 3 calls it
_CURRENCY_RULE = "PEPPOL-EN16931-R051"

_PARTIES = ("/supplier/name", "/customer/name")
_TOTAL, _DUE = "/totals/total", "/totals/amount_due"
#: which leaf is the document's own number
NUMBERS = {
    "invoice": "/invoice_number",
    "credit_note": "/credit_note_number",
    "purchase_order": "/order_number",
    "order_confirmation": "/order_number",
    "delivery_note": "/delivery_note_number",
}
#: what every profile of every syntax must say beside the number
_REQUIRED = {
    "invoice": ("/issue_date", "/currency", *_PARTIES, _TOTAL),
    "credit_note": ("/issue_date", "/currency", *_PARTIES, _TOTAL),
    "purchase_order": ("/issue_date", *_PARTIES),
    "order_confirmation": ("/purchase_order", "/issue_date", *_PARTIES),
    "delivery_note": ("/issue_date", *_PARTIES),
}
#: an answer that takes the order as it is repeats none of its lines
_MAY_LACK_LINES = frozenset({"order_confirmation"})
#: with fewer words a page is a cover or a picture, and with fewer amounts no invoice
_MIN_WORDS = 20
_MIN_AMOUNTS = 3
#: a part of a number this long is the number: "00.123.456.7" of "00.123.456.7-2014-1"
_MIN_PART_CHARS = 5


def doubts(
    invoice: EInvoice, leaves: Mapping[str, Leaf], printed: Printed | None
) -> tuple[Check, ...]:
    """The checks of an e-invoice on its own and against its pages.

    leaves: by pointer. printed: None for an XML without pages.
    """
    checks = [_complete(invoice)]
    if invoice.unread:
        told = ", ".join(
            f"{_name(fault.path, invoice.schema)} {fault.raw[:30]!r}"
            for fault in invoice.unread[:5]
        )
        paths = tuple(fault.path for fault in invoice.unread)
        checks.append(Check(READABLE, False, f"the XML has no values in {told}", paths))
    if invoice.other_currencies and invoice.get("/currency"):
        told = ", ".join(invoice.other_currencies)
        message = f"the XML is in {invoice.get('/currency')}, and amounts of it are in {told}"
        checks.append(Check(ONE_CURRENCY, False, message, ("/currency",), _CURRENCY_RULE))
    lacks_lines = not invoice.num_lines and invoice.schema not in _MAY_LACK_LINES
    if lacks_lines and printed is None:
        message = f"the profile {invoice.profile} has no lines, and there is no page to read"
        checks.append(Check(HAS_LINES, False, message, ()))
    if printed is not None and printed.num_words >= _MIN_WORDS:
        checks.extend(_matches(invoice, leaves, printed))
    return tuple(checks)


def _complete(invoice: EInvoice) -> Check:
    required = (NUMBERS[invoice.schema], *_REQUIRED[invoice.schema])
    missing = [path for path in required if invoice.get(path) is None]
    if missing:
        told = ", ".join(_name(path, invoice.schema) for path in missing)
        return Check(COMPLETE, False, f"the XML lacks {told}", ())
    return Check(
        COMPLETE, True, f"{_SYNTAXES[invoice.syntax]}, profile {invoice.profile}", required
    )


_SYNTAXES = {"cii": "Cross Industry Invoice or Order", "ubl": "UBL", "fatturapa": "FatturaPA"}


def _name(path: str, schema: str) -> str:
    term = term_of(path, schema)
    dotted = path.strip("/").replace("/", ".")
    return f"{dotted} ({term})" if term else dotted


def _matches(invoice: EInvoice, leaves: Mapping[str, Leaf], printed: Printed) -> Iterator[Check]:
    """One check over the four values that decide who is paid, how much and for what."""
    seen: list[str] = []
    faults: list[tuple[str, str]] = []
    for path in (NUMBERS[invoice.schema], _TOTAL, _DUE):
        value = invoice.get(path)
        if value is None:
            continue
        if _stands(path, value, printed):
            seen.append(path)
        elif _is_contradicted(path, value, invoice, leaves, printed):
            faults.append((path, f"{_name(path, invoice.schema)} {value[:40]}"))
    ibans = {
        value.path: value.value
        for value in invoice.values
        if value.path.startswith("/payment/") and value.path.endswith("/iban")
    }
    on_page = [path for path, iban in ibans.items() if printed.contains(iban)]
    seen.extend(on_page)
    others = printed.ibans() if ibans and not on_page else set()
    if others:
        path, iban = next(iter(ibans.items()))
        faults.append((path, f"IBAN {iban}, the page prints {sorted(others)[0]}"))
    if faults and printed.is_exact:
        message = f"not on the page: {'; '.join(told for _, told in faults)}"
        yield Check(MATCHES, False, message, tuple(path for path, _ in faults))
    elif seen and not faults:
        told = ", ".join(path.strip("/").replace("/", ".") for path in seen)
        yield Check(MATCHES, True, f"the page prints the XML's {told}", tuple(seen))


def _stands(path: str, value: str, printed: Printed) -> bool:
    is_number = path in NUMBERS.values()
    return printed.contains(value) if is_number else bool(printed.amounts(value))


def _is_contradicted(
    path: str, value: str, invoice: EInvoice, leaves: Mapping[str, Leaf], printed: Printed
) -> bool:
    """Whether the page plainly says something else, where the value does not stand on it."""
    if path == _TOTAL:
        return printed.num_amounts >= _MIN_AMOUNTS
    if path == _DUE:
        same = value == invoice.get(_TOTAL) or not Decimal(value)
        return not same and bool(_beside_label(leaves[path], printed, needs_cents=True))
    whole = compact(value)
    parts = (word for word in printed.words() if len(word) >= _MIN_PART_CHARS)
    if any(part in whole and any(char.isdigit() for char in part) for part in parts):
        return False
    return bool(_beside_label(leaves[path], printed, needs_cents=False))


def _beside_label(leaf: Leaf, printed: Printed, *, needs_cents: bool) -> list[Spot]:
    """Labels of the leaf that something with a digit stands right of, in the same row."""
    words = [word for group in leaf.labels.values() for word in group]
    labels = [spot for word in words for spot in printed.texts(word)]
    return [label for label in labels if printed.has_figure_after(label, needs_cents=needs_cents)]
