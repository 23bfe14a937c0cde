"""Why bytes are no e-invoice that can be read. Knows no syntax.

EInvoiceError    code, message
  broken_xml     it is not well-formed, or its encoding is not what it says
  refused_xml    it has a document type declaration
  too_large      more bytes, elements, attributes or depth than is allowed
  not_einvoice   XML of another kind
  no_invoice     a business document read here otherwise, but not an invoice: an order, a lot of
                 several invoices
"""

from __future__ import annotations

from typing import Literal

Code = Literal["broken_xml", "refused_xml", "too_large", "not_einvoice", "no_invoice"]


class EInvoiceError(ValueError):
    """The bytes are no e-invoice. `message` is the end of a sentence that begins with a name."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
