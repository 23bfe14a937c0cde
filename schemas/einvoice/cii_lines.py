"""The lines of a Cross Industry Invoice, D16B and ZUGFeRD 1.0, to values. Knows no header."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.einvoice.cii_parts import NUMBER, PERCENT, is_charge, put_date, put_period
from schemas.einvoice.invoice import Collector
from schemas.einvoice.node import Node
from schemas.einvoice.parts import joined, note_of, put_discount, was_sold

_AGREEMENT = "SpecifiedLineTradeAgreement|SpecifiedSupplyChainTradeAgreement"
_DELIVERY = "SpecifiedLineTradeDelivery|SpecifiedSupplyChainTradeDelivery"
_SETTLEMENT = "SpecifiedLineTradeSettlement|SpecifiedSupplyChainTradeSettlement"
_SUMMATION = (
    "SpecifiedTradeSettlementLineMonetarySummation|SpecifiedTradeSettlementMonetarySummation"
)
#: EXTENDED: a heading with the sum of the lines below it, and a line that only says something
_NO_LINES = frozenset({"GROUP", "INFORMATION"})
_LINE_DOCUMENT = "AssociatedDocumentLineDocument"


def read_lines(lines: Sequence[Node], found: Collector) -> tuple[int, tuple[int, ...]]:
    """Reads every line that was sold; returns how many, and which of them have charges."""
    charged = []
    sold = [line for line in lines if _is_sold(line)]
    for index, line in enumerate(sold):
        path = f"/line_items/{index}"
        put_product(path, line.first("SpecifiedTradeProduct") or Node(""), line, found)
        _prices(path, line, found)
        if _settlement(path, line.first(_SETTLEMENT) or Node(""), found):
            charged.append(index)
    return len(sold), tuple(charged)


def _is_sold(line: Node) -> bool:
    status = (line.get(f"{_LINE_DOCUMENT}/LineStatusReasonCode") or "").strip().upper()
    if status in _NO_LINES:
        return False
    # A line of ZUGFeRD may hold nothing but a note; it names no goods and has no price.
    if not any(line.first(part) for part in ("SpecifiedTradeProduct", _AGREEMENT, _DELIVERY)):
        return False
    return was_sold(
        line.get(f"{_DELIVERY}/BilledQuantity"),
        line.get(f"{_AGREEMENT}/NetPriceProductTradePrice/ChargeAmount"),
        line.get(f"{_SETTLEMENT}/{_SUMMATION}/LineTotalAmount"),
    )


def put_product(path: str, product: Node, line: Node, found: Collector) -> None:
    """A `SpecifiedTradeProduct` as what the line at `path` is of."""
    name, more = product.get("Name"), product.get("Description")
    note = joined(line.texts(f"{_LINE_DOCUMENT}/IncludedNote/Content"))
    found.put_all(
        path,
        {
            "line_id": line.get(f"{_LINE_DOCUMENT}/LineID"),
            "description": name or more,
            "product_code": product.get("SellerAssignedID"),
            "buyer_code": product.get("BuyerAssignedID"),
            "gtin": product.get("GlobalID"),
            "classification": product.get("DesignatedProductClassification/ClassCode"),
            "origin": product.get("OriginTradeCountry/ID"),
            "note": note_of(note, name, more),
        },
    )
    for index, attribute in enumerate(product.all("ApplicableProductCharacteristic")):
        found.put(f"{path}/attributes/{index}/name", attribute.get("Description"))
        value = attribute.get("Value") or attribute.get("ValueMeasure")
        found.put(f"{path}/attributes/{index}/value", value)


def _prices(path: str, line: Node, found: Collector) -> None:
    agreement = line.first(_AGREEMENT) or Node("")
    gross = agreement.first("GrossPriceProductTradePrice") or Node("")
    net = agreement.first("NetPriceProductTradePrice") or Node("")
    quantity = line.first(f"{_DELIVERY}/BilledQuantity")
    order = agreement.first("BuyerOrderReferencedDocument") or Node("")
    found.put_all(
        path,
        {
            "unit_price": net.get("ChargeAmount"),
            "unit_price_gross": gross.get("ChargeAmount"),
            "price_base_quantity": net.get("BasisQuantity") or gross.get("BasisQuantity"),
            "purchase_order": order.get(NUMBER),
            "purchase_order_line": order.get("LineID"),
        },
    )
    if quantity is not None:
        found.put(f"{path}/quantity", quantity.text)
        found.put(f"{path}/unit", quantity.attributes.get("unitCode"))
    delivered = line.first(f"{_DELIVERY}/ActualDeliverySupplyChainEvent/OccurrenceDateTime")
    put_date(found, f"{path}/date", delivered)


def _settlement(path: str, settlement: Node, found: Collector) -> bool:
    """What a line costs; returns whether it has charges."""
    tax = settlement.first("ApplicableTradeTax") or Node("")
    found.put_all(
        path,
        {
            "amount_net": settlement.get(f"{_SUMMATION}/LineTotalAmount"),
            "amount_gross": settlement.get(f"{_SUMMATION}/GrandTotalAmount"),
            "tax/category": tax.get("CategoryCode"),
            "tax/rate": tax.get(PERCENT),
            "tax/amount": tax.get("CalculatedAmount"),
            "accounting_ref": settlement.get("ReceivableSpecifiedTradeAccountingAccount/ID"),
        },
    )
    put_period(found, path, settlement)
    reductions = settlement.all("SpecifiedTradeAllowanceCharge")
    charges = [node for node in reductions if is_charge(node)]
    allowances = [node for node in reductions if not is_charge(node)]
    amounts = [text for node in allowances for text in node.texts("ActualAmount")]
    rates = [text for node in allowances for text in node.texts("CalculationPercent")]
    put_discount(found, path, amounts, rates)
    return bool(charges)
