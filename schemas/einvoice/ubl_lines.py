"""The lines of a UBL Invoice or CreditNote to values. Knows no header."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.einvoice.invoice import Collector
from schemas.einvoice.node import Node
from schemas.einvoice.parts import joined, note_of, put_discount, was_sold


def read_lines(lines: Sequence[Node], found: Collector) -> tuple[int, tuple[int, ...]]:
    """Reads every line; returns how many, and which of them have charges."""
    charged = []
    lines = [line for line in lines if _was_sold(line)]
    for index, line in enumerate(lines):
        path = f"/line_items/{index}"
        _item(path, line.first("Item") or Node(""), line, found)
        _amounts(path, line, found)
        reductions = line.all("AllowanceCharge")
        allowances = [node for node in reductions if not is_charge(node)]
        amounts = [text for node in allowances for text in node.texts("Amount")]
        rates = [text for node in allowances for text in node.texts("MultiplierFactorNumeric")]
        put_discount(found, path, amounts, rates)
        if len(allowances) < len(reductions):
            charged.append(index)
    return len(lines), tuple(charged)


def _was_sold(line: Node) -> bool:
    quantity = line.get("InvoicedQuantity|CreditedQuantity")
    return was_sold(quantity, line.get("Price/PriceAmount"), line.get("LineExtensionAmount"))


def is_charge(node: Node) -> bool:
    """Whether an allowance or charge is a charge."""
    return (node.get("ChargeIndicator") or "").strip().lower() in ("true", "1")


def _item(path: str, item: Node, line: Node, found: Collector) -> None:
    name, more = item.get("Name"), joined(item.texts("Description"))
    note = joined(line.texts("Note"))
    found.put_all(
        path,
        {
            "line_id": line.get("ID"),
            "description": name or more,
            "product_code": item.get("SellersItemIdentification/ID"),
            "buyer_code": item.get("BuyersItemIdentification/ID"),
            "gtin": item.get("StandardItemIdentification/ID"),
            "classification": item.get("CommodityClassification/ItemClassificationCode"),
            "origin": item.get("OriginCountry/IdentificationCode"),
            "note": note_of(note, name, more),
            "tax/category": item.get("ClassifiedTaxCategory/ID"),
            "tax/rate": item.get("ClassifiedTaxCategory/Percent"),
        },
    )
    for index, attribute in enumerate(item.all("AdditionalItemProperty")):
        found.put(f"{path}/attributes/{index}/name", attribute.get("Name"))
        found.put(f"{path}/attributes/{index}/value", attribute.get("Value"))


def _amounts(path: str, line: Node, found: Collector) -> None:
    price = line.first("Price") or Node("")
    order = line.first("OrderLineReference") or Node("")
    quantity = line.first("InvoicedQuantity|CreditedQuantity")
    if quantity is not None:
        found.put(f"{path}/quantity", quantity.text)
        found.put(f"{path}/unit", quantity.attributes.get("unitCode"))
    found.put_all(
        path,
        {
            "unit_price": price.get("PriceAmount"),
            "unit_price_gross": price.get("AllowanceCharge/BaseAmount"),
            "price_base_quantity": price.get("BaseQuantity"),
            "amount_net": line.get("LineExtensionAmount"),
            "tax/amount": line.get("TaxTotal/TaxAmount"),
            "service_period/start": line.get("InvoicePeriod/StartDate"),
            "service_period/end": line.get("InvoicePeriod/EndDate"),
            "date": line.get("Delivery/ActualDeliveryDate"),
            "purchase_order": order.get("OrderReference/ID"),
            "purchase_order_line": order.get("LineID"),
            "accounting_ref": line.get("AccountingCost"),
        },
    )
