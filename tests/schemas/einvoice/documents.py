"""Small e-invoices, one a syntax, with the same content where syntaxes allow it.

Two lines (10 pieces at 9.90, 3 hours at 33.33 with a discount of 5.00), two tax rates, one
document level allowance and one charge, a prepayment and a rounding.
"""

from __future__ import annotations

from pathlib import Path

IBAN = "DE02120300000000202051"
EN16931 = "urn:cen.eu:en16931:2017"
_FILES = Path(__file__).parent / "files"
_LINE = "ram:IncludedSupplyChainTradeLineItem>"
_TOTAL = "225.97"
_ROOT_END = "<rsm:ExchangedDocumentContext>"


def _text(name: str) -> str:
    return (_FILES / name).read_text("utf-8")


_CII = _text("cii.xml")
_LINES_AT = (_CII.index(f"<{_LINE}"), _CII.rindex(f"</{_LINE}") + len(f"</{_LINE}"))
CII_LINES = _CII[slice(*_LINES_AT)]


def cii(*, lines: str = CII_LINES, guideline: str = EN16931, total: str = _TOTAL) -> bytes:
    """A Cross Industry Invoice."""
    start, end = _LINES_AT
    text = f"{_CII[:start]}{lines}{_CII[end:]}"
    text = text.replace(f"<ram:ID>{EN16931}<", f"<ram:ID>{guideline}<")
    return text.replace(f"GrandTotalAmount>{_TOTAL}<", f"GrandTotalAmount>{total}<").encode()


def small_cii(content: str) -> bytes:
    """A Cross Industry Invoice with nothing but `content`."""
    start = _CII[_CII.index("<rsm:") : _CII.index(_ROOT_END)]
    return f"{start}{content}</rsm:CrossIndustryInvoice>".encode()


def ubl(root: str = "Invoice", *, type_code: str = "380") -> bytes:
    """A UBL Invoice or CreditNote."""
    text = _text("ubl.xml").replace("TypeCode>380<", f"TypeCode>{type_code}<")
    if root == "CreditNote":
        # It has no due date of its own; the one of the payment means stands for it.
        text = text.replace("<cbc:DueDate>2024-04-04</cbc:DueDate>", "")
        for name in ("<Invoice ", "</Invoice>", ":Invoice-2", "InvoiceTypeCode", "InvoiceLine"):
            text = text.replace(name, name.replace("Invoice", root))
        text = text.replace("InvoicedQuantity", "CreditedQuantity")
    return text.encode()


def zugferd_1() -> bytes:
    """An invoice of ZUGFeRD 1.0, whose elements have other names."""
    return _text("zugferd_1.xml").encode()


def order() -> bytes:
    """A UBL Order: the two lines of the invoice, before it was billed."""
    return _text("order.xml").encode()


def order_x(type_code: str = "220") -> bytes:
    """The same order as Order-X; type_code 231: the seller's answer to it."""
    return _text("order_x.xml").replace("TypeCode>220<", f"TypeCode>{type_code}<").encode()


def order_response(code: str = "AP") -> bytes:
    """The seller's answer to the order, with all of its lines."""
    text = _text("order.xml").replace("<Order ", "<OrderResponse ").replace("</Order>", "")
    text = text.replace(":Order-2", ":OrderResponse-2").replace("Requested", "Promised")
    text = text.replace("<cbc:OrderTypeCode>220</cbc:OrderTypeCode>", _code(code))
    reference = "<cac:OrderReference><cbc:ID>PO 4711</cbc:ID></cac:OrderReference>"
    text = text.replace("<cbc:ID>PO 4711</cbc:ID>", "<cbc:ID>A-1</cbc:ID>", 1)
    return f"{text}{reference}</OrderResponse>".encode()


def _code(code: str) -> str:
    return f"<cbc:OrderResponseCode>{code}</cbc:OrderResponseCode>"


def simple_response(accepted: str = "true") -> bytes:
    """An answer that takes the order as it is, or does not."""
    text = _text("order.xml")
    parties = text[text.index("<cac:BuyerCustomerParty>") : text.index("<cac:Delivery>")]
    return (
        text[: text.index("<cbc:CustomizationID>")].replace("Order", "OrderResponseSimple")
        + "<cbc:ID>A-1</cbc:ID><cbc:IssueDate>2024-02-21</cbc:IssueDate>"
        + f"<cbc:AcceptedIndicator>{accepted}</cbc:AcceptedIndicator>"
        + f"<cac:OrderReference><cbc:ID>PO 4711</cbc:ID></cac:OrderReference>{parties}"
        + "</OrderResponseSimple>"
    ).encode()


def despatch_advice() -> bytes:
    """A UBL DespatchAdvice: eight of ten lamps."""
    return _text("despatch.xml").encode()


def fatturapa(num_bodies: int = 1) -> bytes:
    """A FatturaPA of an ordinary invoice; the lot of several repeats it."""
    text = _text("fatturapa.xml")
    start = text.index("<FatturaElettronicaBody>")
    end = text.index("</FatturaElettronicaBody>") + len("</FatturaElettronicaBody>")
    return (text[:start] + text[start:end] * num_bodies + text[end:]).encode()
