"""Bytes to an e-invoice: which syntax they are in, and which profile of it.

Knows no file and no page.
"""

from __future__ import annotations

from schemas.einvoice import cii, fatturapa, ubl
from schemas.einvoice.errors import EInvoiceError
from schemas.einvoice.invoice import Collector, EInvoice, Syntax
from schemas.einvoice.node import Node
from schemas.einvoice.parse import parse_xml

#: what stands in a specification identifier (BT-24), the telling words first
_PROFILES = (
    ("xrechnung", "XRechnung"),
    ("peppol", "Peppol BIS Billing 3"),
    ("basicwl", "BASIC WL"),
    ("minimum", "MINIMUM"),
    ("extended", "EXTENDED"),
    ("comfort", "COMFORT"),
    ("basic", "BASIC"),
    ("en16931", "EN 16931"),
)
#: business documents that are not invoices, by root element
_OTHERS = {
    "SCRDMCCBDACIOMessageStructure": "an order (Order-X)",
    "CrossIndustryOrder": "an order",
    "CrossIndustryOrderChange": "a change of an order",
    "CrossIndustryOrderResponse": "an answer to an order",
    "CrossIndustryDespatchAdvice": "a despatch advice",
    "SCRDMCCBDACIDAMessageStructure": "a despatch advice (Deliver-X)",
    "Order": "an order (UBL)",
    "OrderResponse": "an answer to an order (UBL)",
    "OrderChange": "a change of an order (UBL)",
    "DespatchAdvice": "a despatch advice (UBL)",
    "ReceiptAdvice": "a receipt advice (UBL)",
    "Catalogue": "a catalogue (UBL)",
    "Quotation": "a quotation (UBL)",
    "Reminder": "a reminder (UBL)",
    "Statement": "a statement (UBL)",
    "ApplicationResponse": "an answer of the receiver (UBL)",
}
#: the envelope of the Peppol network
_ENVELOPE = "StandardBusinessDocument"
READ = "e-invoices in CII (Factur-X, ZUGFeRD, XRechnung), UBL and FatturaPA are read"


def read_einvoice(data: bytes) -> EInvoice:
    """What an e-invoice says. Reads nothing but `data`, in bounded time and memory.

    Raises:
        EInvoiceError: it is none, or none that can be read.
    """
    root = parse_xml(data)
    if root.name == _ENVELOPE:
        root = next((child for child in root.children if _syntax(child)), root)
    syntax = _syntax(root)
    if syntax is None:
        raise _foreign(root)
    found = Collector()
    if syntax == "cii":
        specification = cii.specification(root)
        num_lines, charged = cii.read_cii(root, found)
    elif syntax == "ubl":
        specification = ubl.specification(root)
        num_lines, charged = ubl.read_ubl(root, found)
    else:
        specification = fatturapa.specification(root)
        num_lines, charged = fatturapa.read_fatturapa(root, found)
    if not found.values:
        raise EInvoiceError("not_einvoice", "is an e-invoice without a value in it")
    return EInvoice(
        syntax=syntax,
        profile=profile_name(specification, syntax),
        values=tuple(found.values.values()),
        unread=tuple(found.unread.values()),
        num_lines=num_lines,
        charged_lines=charged,
    )


def profile_name(specification: str, syntax: Syntax) -> str:
    """What people call a specification identifier."""
    compact = specification.lower().replace(":", "").replace("_", "")
    for word, name in _PROFILES:
        if word in compact:
            return name
    return specification[:100] or syntax.upper()


def _syntax(root: Node) -> Syntax | None:
    if root.name in cii.ROOTS:
        return "cii"
    if root.name in ubl.ROOTS and (
        root.namespace.endswith(ubl.NAMESPACES) or root.first("AccountingSupplierParty")
    ):
        return "ubl"
    if root.name in fatturapa.ROOTS:
        return "fatturapa"
    return None


def _foreign(root: Node) -> EInvoiceError:
    other = _OTHERS.get(root.name)
    if other is not None:
        return EInvoiceError("no_invoice", f"is {other}, not an invoice; {READ}")
    name = "".join(char if char.isprintable() else "?" for char in root.name)[:60]
    return EInvoiceError("not_einvoice", f"is XML of another kind ({name}); {READ}")
