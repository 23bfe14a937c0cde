"""Real hybrid invoices: every value of header, totals and lines is what a second, plain reading of
the XML finds at the places the standard names.

The second reading is XPath over lxml's own tree and shares no code with schemas/einvoice. The
documents for measuring are not part of this repository; without them these tests are skipped.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from docflow.results import iterate_leaves
from schemas.schema import load_builtin
from workers.backends import mupdf
from workers.steps.pages import open_pages
from workers.steps.xml_reading import read_xml
from workers.steps.xml_result import result_of_xml

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("DOCFLOW_EVAL_DATA", ROOT.parent / "shared" / "data"))
SCHEMA = load_builtin("invoice")
FILES = sorted((DATA / "dev_einvoice").glob("*.pdf"))

#: where CII (UN/CEFACT D16B), or ZUGFeRD 1.0 in older names, has each leaf: `{}` is one of these
_PARTS = {
    "doc": "/*/*[self::x:ExchangedDocument or self::x:HeaderExchangedDocument]",
    "agree": "//*[local-name()='ApplicableHeaderTradeAgreement' or "
    "local-name()='ApplicableSupplyChainTradeAgreement']",
    "settle": "//*[local-name()='ApplicableHeaderTradeSettlement' or "
    "local-name()='ApplicableSupplyChainTradeSettlement']",
}
_SUMS = (
    "/*[local-name()='SpecifiedTradeSettlementHeaderMonetarySummation' or "
    "local-name()='SpecifiedTradeSettlementMonetarySummation']"
)
HEADER = {
    "/invoice_number": "{doc}/ram:ID",
    "/document_type": "{doc}/ram:TypeCode",
    "/issue_date": "{doc}/ram:IssueDateTime/*",
    "/currency": "{settle}/ram:InvoiceCurrencyCode",
    "/buyer_reference": "{agree}/ram:BuyerReference",
    "/purchase_order": "{agree}/ram:BuyerOrderReferencedDocument/*[self::ram:IssuerAssignedID or "
    "self::ram:ID]",
    "/supplier/name": "{agree}/ram:SellerTradeParty/ram:Name",
    "/supplier/address/street": "{agree}/ram:SellerTradeParty/ram:PostalTradeAddress/ram:LineOne",
    "/supplier/address/city": "{agree}/ram:SellerTradeParty/ram:PostalTradeAddress/ram:CityName",
    "/supplier/address/postal_code": "{agree}/ram:SellerTradeParty/ram:PostalTradeAddress/"
    "ram:PostcodeCode",
    "/supplier/address/country": "{agree}/ram:SellerTradeParty/ram:PostalTradeAddress/"
    "ram:CountryID",
    "/supplier/tax_id": "{agree}/ram:SellerTradeParty/ram:SpecifiedTaxRegistration/"
    "ram:ID[@schemeID='VA']",
    "/supplier/tax_registration": "{agree}/ram:SellerTradeParty/ram:SpecifiedTaxRegistration/"
    "ram:ID[@schemeID='FC']",
    "/customer/name": "{agree}/ram:BuyerTradeParty/ram:Name",
    "/customer/address/city": "{agree}/ram:BuyerTradeParty/ram:PostalTradeAddress/ram:CityName",
    "/customer/address/postal_code": "{agree}/ram:BuyerTradeParty/ram:PostalTradeAddress/"
    "ram:PostcodeCode",
    "/payment/0/reference": "{settle}/ram:PaymentReference",
    "/payment/0/iban": "({settle}/ram:SpecifiedTradeSettlementPaymentMeans)[1]/"
    "ram:PayeePartyCreditorFinancialAccount/ram:IBANID",
    "/totals/lines_net": "{settle}{sums}/ram:LineTotalAmount",
    "/totals/discount": "{settle}{sums}/ram:AllowanceTotalAmount",
    "/totals/charges": "{settle}{sums}/ram:ChargeTotalAmount",
    "/totals/subtotal": "{settle}{sums}/ram:TaxBasisTotalAmount",
    "/totals/tax": "{settle}{sums}/ram:TaxTotalAmount",
    "/totals/total": "{settle}{sums}/ram:GrandTotalAmount",
    "/totals/paid": "{settle}{sums}/ram:TotalPrepaidAmount",
    "/totals/amount_due": "{settle}{sums}/ram:DuePayableAmount",
}
TAX = {
    "rate": "*[self::ram:RateApplicablePercent or self::ram:ApplicablePercent]",
    "base": "ram:BasisAmount",
    "amount": "ram:CalculatedAmount",
    "category_code": "ram:CategoryCode",
}
LINE = {
    "line_id": "ram:AssociatedDocumentLineDocument/ram:LineID",
    "description": "ram:SpecifiedTradeProduct/ram:Name",
    "product_code": "ram:SpecifiedTradeProduct/ram:SellerAssignedID",
    "buyer_code": "ram:SpecifiedTradeProduct/ram:BuyerAssignedID",
    "gtin": "ram:SpecifiedTradeProduct/ram:GlobalID",
    "quantity": ".//ram:BilledQuantity",
    "unit": ".//ram:BilledQuantity/@unitCode",
    "unit_price": ".//ram:NetPriceProductTradePrice/ram:ChargeAmount",
    "unit_price_gross": ".//ram:GrossPriceProductTradePrice/ram:ChargeAmount",
    "amount_net": ".//ram:LineTotalAmount",
    "tax/rate": ".//ram:ApplicableTradeTax/*[self::ram:RateApplicablePercent or "
    "self::ram:ApplicablePercent]",
    "tax/category": ".//ram:ApplicableTradeTax/ram:CategoryCode",
}


def attached(path: Path) -> etree._Element:
    """The root element of the PDF's only XML."""
    document = mupdf.pymupdf.open(path)
    try:
        files = [document.embfile_get(name) for name in document.embfile_names()]
    finally:
        document.close()
    [data] = [file for file in files if file.lstrip()[:3].startswith((b"<", b"\xef\xbb\xbf"))]
    return etree.fromstring(data)


def second_reading(root: etree._Element) -> dict[str, str]:
    """Leaf by pointer, texts as written."""
    names = {key: uri for key, uri in root.nsmap.items() if key}
    ram = next(uri for uri in names.values() if "ReusableAggregate" in uri)
    known = {"x": etree.QName(root).namespace, "ram": ram}

    def texts(node: etree._Element, path: str) -> list[str]:
        found: Any = node.xpath(path, namespaces=known)
        written = [each if isinstance(each, str) else each.text or "" for each in found]
        return [text.strip() for text in written if text.strip()]

    places = dict(_PARTS, sums=_SUMS)
    values = {
        p: found[0] for p, path in HEADER.items() if (found := texts(root, path.format(**places)))
    }
    for index, tax in enumerate(
        root.xpath(f"{_PARTS['settle']}/ram:ApplicableTradeTax", namespaces=known)
    ):
        values |= {
            f"/tax/{index}/{n}": found[0] for n, p in TAX.items() if (found := texts(tax, p))
        }
    lines = root.xpath("//ram:IncludedSupplyChainTradeLineItem", namespaces=known)
    # A line without an amount and a quantity, or with zeroes for both, is a remark.
    sold = [
        line
        for line in lines
        if any(
            Decimal(text) for name in ("quantity", "amount_net") for text in texts(line, LINE[name])
        )
    ]
    for index, line in enumerate(sold):
        for name, path in LINE.items():
            if found := texts(line, path):
                values[f"/line_items/{index}/{name}"] = found[0]
    return values


def same(value: str | None, written: str) -> bool:
    """A number by its worth, a day by the day, a text without white space."""
    if value is None:
        return False
    try:
        return Decimal(value) == Decimal(written)
    except ArithmeticError:
        pass
    if len(value) == 10 and value[4] == value[7] == "-":
        day = written[:10] if "-" in written else f"{datetime.strptime(written[:8], '%Y%m%d'):%F}"
        return value == day
    return "".join(value.split()) == "".join(written.split())


def cases() -> Iterator[Any]:
    yield from (pytest.param(path, id=path.stem) for path in FILES)


@pytest.mark.skipif(not FILES, reason="the documents for measuring are not here")
@pytest.mark.parametrize("path", list(cases()))
def test_every_value_is_what_a_second_reading_of_the_xml_finds(path: Path) -> None:
    with open_pages(path, pages=[], einvoice=True) as stream:
        assert stream.einvoice is not None
        reading = read_xml(stream.einvoice, [])
    result = result_of_xml(SCHEMA, reading, id_="doc_1", file=path.name, num_pages=0, seconds=0.0)
    expected = second_reading(attached(path))
    found = dict(iterate_leaves(result["data"]))
    wrong = {
        p: (found.get(p), text) for p, text in expected.items() if not same(found.get(p), text)
    }
    assert wrong == {}
    num_lines = 1 + max((int(p.split("/")[2]) for p in expected if "line_items" in p), default=-1)
    assert len(result["data"]["line_items"]) == num_lines
    assert {"/invoice_number", "/totals/total", "/supplier/name"} <= set(expected)
