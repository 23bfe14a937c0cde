"""E-invoices in: XML that says what an invoice says, to the leaves of the schema `invoice`.

`read_einvoice` takes bytes. Pure: no file is opened, nothing but the bytes is read.
"""

from schemas.einvoice.errors import EInvoiceError
from schemas.einvoice.invoice import EInvoice, Unread, Value, as_schema
from schemas.einvoice.read import read_einvoice
from schemas.einvoice.terms import TERMS, term_of

__all__ = [
    "TERMS",
    "EInvoice",
    "EInvoiceError",
    "Unread",
    "Value",
    "as_schema",
    "read_einvoice",
    "term_of",
]
