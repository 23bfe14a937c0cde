"""Bytes to an e-invoice: which syntax they are in, and which profile of it.

Knows no file and no page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from schemas.einvoice import cii, despatch_ubl, fatturapa, order_cii, order_ubl, ubl
from schemas.einvoice.code_lists import CREDIT_NOTE_TYPES
from schemas.einvoice.errors import EInvoiceError
from schemas.einvoice.invoice import CREDIT_NOTE, NAMES, SCHEMA, Collector, EInvoice, Syntax
from schemas.einvoice.node import Node
from schemas.einvoice.parse import parse_xml

#: what stands in a specification identifier (BT-24), the telling words first
_PROFILES = (
    ("xrechnung", "XRechnung"),
    ("poaccbilling", "Peppol BIS Billing 3"),
    ("peppol", "Peppol BIS 3"),
    ("basicwl", "BASIC WL"),
    ("minimum", "MINIMUM"),
    ("extended", "EXTENDED"),
    ("comfort", "COMFORT"),
    ("basic", "BASIC"),
    ("en16931", "EN 16931"),
)
#: business documents that no schema reads, by root element
_OTHERS = {
    "CrossIndustryDespatchAdvice": "a despatch advice",
    "SCRDMCCBDACIDAMessageStructure": "a despatch advice (Deliver-X)",
    "OrderChange": "a change of an order (UBL)",
    "OrderCancellation": "the cancellation of an order (UBL)",
    "ReceiptAdvice": "a receipt advice (UBL)",
    "Catalogue": "a catalogue (UBL)",
    "Quotation": "a quotation (UBL)",
    "Reminder": "a reminder (UBL)",
    "Statement": "a statement (UBL)",
    "ApplicationResponse": "an answer of the receiver (UBL)",
}
_MAX_CURRENCIES, _MAX_CURRENCY_CHARS = 5, 10
#: the envelope of the Peppol network
_ENVELOPE = "StandardBusinessDocument"
READ = (
    "e-invoices in CII (Factur-X, ZUGFeRD, XRechnung), UBL and FatturaPA are read, and orders in "
    "UBL and Order-X"
)

Reader = Callable[[Node, Collector], tuple[int, tuple[int, ...]]]


@dataclass(frozen=True, slots=True)
class _Format:
    """How a kind of document is read. schema: the one its values are of."""

    syntax: Syntax
    schema: str
    read: Reader
    specification: Callable[[Node], str]


_CII = _Format("cii", SCHEMA, cii.read_cii, cii.specification)
_CII_ORDER = _Format("cii", "purchase_order", order_cii.read_order, cii.specification)
_UBL = _Format("ubl", SCHEMA, ubl.read_ubl, ubl.specification)
_UBL_ORDER = _Format("ubl", "purchase_order", order_ubl.read_order, ubl.specification)
_ANSWER = "order_confirmation"
_UBL_ANSWER = _Format("ubl", _ANSWER, order_ubl.read_answer, ubl.specification)
_UBL_DESPATCH = _Format("ubl", "delivery_note", despatch_ubl.read_despatch, ubl.specification)
_FATTURAPA = _Format("fatturapa", SCHEMA, fatturapa.read_fatturapa, fatturapa.specification)


def read_einvoice(data: bytes) -> EInvoice:
    """What an e-invoice or another business document says. Reads nothing but `data`, in bounded
    time and memory.

    Raises:
        EInvoiceError: it is none, or none that can be read.
    """
    root = parse_xml(data)
    if root.name == _ENVELOPE:
        root = next((child for child in root.children if _format(child)), root)
    form = _format(root)
    if form is None:
        raise _foreign(root)
    found = Collector(form.schema)
    num_lines, charged = form.read(root, found)
    if not found.values:
        raise EInvoiceError("not_einvoice", f"is {NAMES[form.schema]} without a value in it")
    return EInvoice(
        syntax=form.syntax,
        profile=profile_name(form.specification(root), form.syntax),
        values=tuple(found.values.values()),
        unread=tuple(found.unread.values()),
        num_lines=num_lines,
        charged_lines=charged,
        other_currencies=_other_currencies(root, found),
        schema=_kind(form, root, found),
    )


def _kind(form: _Format, root: Node, found: Collector) -> str:
    """The schema of the document's kind: credit notes are read as invoices are."""
    if form.schema != SCHEMA:
        return form.schema
    code = found.value("/document_type")
    is_credit = root.name == ubl.CREDIT_NOTE or code in CREDIT_NOTE_TYPES
    return CREDIT_NOTE if is_credit else SCHEMA


def _other_currencies(root: Node, found: Collector) -> tuple[str, ...]:
    """Currencies at amounts (`currencyID`) that are neither the document's nor that of its tax."""
    stated = {
        node.attributes["currencyID"].strip().upper()[:_MAX_CURRENCY_CHARS]
        for node in root.walk()
        if "currencyID" in node.attributes
    }
    known = {found.value("/currency"), found.value("/tax_currency"), ""}
    return tuple(sorted(stated - known))[:_MAX_CURRENCIES]


def profile_name(specification: str, syntax: Syntax) -> str:
    """What people call a specification identifier."""
    compact = specification.lower().replace(":", "").replace("_", "")
    for word, name in _PROFILES:
        if word in compact:
            return name
    return specification[:100] or syntax.upper()


def _format(root: Node) -> _Format | None:
    if root.name in cii.ROOTS:
        return _CII
    if root.name in order_cii.ROOTS:
        return replace(_CII_ORDER, schema=_ANSWER) if order_cii.is_answer(root) else _CII_ORDER
    if root.name in ubl.ROOTS and (
        root.namespace.endswith(ubl.NAMESPACES) or root.first("AccountingSupplierParty")
    ):
        return _UBL
    if root.name == order_ubl.ORDER:
        return _UBL_ORDER
    if root.name in order_ubl.ANSWERS:
        return _UBL_ANSWER
    if root.name == despatch_ubl.ROOT:
        return _UBL_DESPATCH
    return _FATTURAPA if root.name in fatturapa.ROOTS else None


def _foreign(root: Node) -> EInvoiceError:
    other = _OTHERS.get(root.name)
    if other is not None:
        return EInvoiceError(
            "no_invoice", f"is {other}, not an invoice, and no schema reads it; {READ}"
        )
    name = "".join(char if char.isprintable() else "?" for char in root.name)[:60]
    return EInvoiceError("not_einvoice", f"is XML of another kind ({name}); {READ}")
