"""The e-invoice in a file: the file itself, or what a PDF carries inside. Runs in the reader
process.

Knows no page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workers.backends.base import Attachment, BackendError, Document

if TYPE_CHECKING:
    from schemas.einvoice import EInvoice

#: what the standards call the attachment; another name is looked at too, and may be anything
KNOWN_NAMES = frozenset(
    {"factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml", "order-x.xml", "ubl-invoice.xml"}
)
#: what schemas/einvoice/parse.py takes
_MAX_BYTES = 10 * 2**20
_MARKS = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_INVOICES = frozenset({"invoice", "credit_note"})
_CODES = {"broken_xml": "corrupt_file", "too_large": "too_large"}


@dataclass(frozen=True, slots=True)
class Attached:
    """What was found in a document. invoice: None where there is none, or none that can be read;
    fault: why not, where the document says that it has one. name: of the attachment, where that
    says what it is.
    """

    invoice: EInvoice | None = None
    fault: str | None = None
    name: str = ""


def attached_invoice(document: Document) -> Attached:
    """The e-invoice among the attachments of `document`. Never raises for what they hold."""
    found = [a for a in document.attachments(_MAX_BYTES) if a.data.lstrip()[:3].startswith(_MARKS)]
    if not found:
        return Attached()
    # Local import, also below: it takes a tenth of a second, and most documents have none.
    from schemas.einvoice import EInvoiceError, read_einvoice

    fault = None
    others = []
    for attachment in sorted(found, key=lambda a: not _is_known(a)):
        name = attachment.name.lower() if _is_known(attachment) else ""
        try:
            invoice = read_einvoice(attachment.data)
        except EInvoiceError as error:
            # Any other XML is nobody's promise of an invoice.
            if name and fault is None:
                fault = f"the attached {name} {error.message}"
            continue
        if name or invoice.schema in _INVOICES:
            return Attached(invoice=invoice, name=name)
        others.append(Attached(invoice=invoice))
    # The order that an invoice answers may be attached to it.
    return others[0] if others and fault is None else Attached(fault=fault)


def invoice_of_file(data: bytes) -> EInvoice:
    """The e-invoice that a file is. Raises BackendError."""
    from schemas.einvoice import EInvoiceError, read_einvoice

    try:
        return read_einvoice(data)
    except EInvoiceError as error:
        raise BackendError(
            _CODES.get(error.code, "unsupported_type"), f"it {error.message}"
        ) from None


def _is_known(attachment: Attachment) -> bool:
    return attachment.name.lower() in KNOWN_NAMES
