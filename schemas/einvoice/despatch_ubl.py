"""UBL 2.1 DespatchAdvice (Peppol BIS Despatch Advice 3) to values of the schema `delivery_note`.
Knows no other syntax.
"""

from __future__ import annotations

from schemas.einvoice.invoice import Collector
from schemas.einvoice.node import Node
from schemas.einvoice.order_ubl import put_delivery, put_item
from schemas.einvoice.parts import joined
from schemas.einvoice.ubl import put_customer, put_party_address, put_supplier

ROOT = "DespatchAdvice"
_CARRIERS = ("Consignment/CarrierParty", "ShipmentStage/CarrierParty", "Delivery/CarrierParty")


def read_despatch(root: Node, found: Collector) -> tuple[int, tuple[int, ...]]:
    """Reads all values; returns the number of lines, and none of them with charges."""
    order = root.first("OrderReference") or Node("")
    found.put_all(
        "",
        {
            "delivery_note_number": root.get("ID"),
            "issue_date": root.get("IssueDate"),
            "purchase_order": order.get("ID"),
            "sales_order": order.get("SalesOrderID"),
            "order_date": order.get("IssueDate"),
            "note": joined(root.texts("Note")),
        },
    )
    sender = root.first("DespatchSupplierParty/Party")
    receiver = root.first("DeliveryCustomerParty/Party") or Node("")
    put_supplier(root.first("SellerSupplierParty/Party") or sender or Node(""), found)
    put_customer(root.first("BuyerCustomerParty/Party") or receiver, found)
    _shipment(root.first("Shipment") or Node(""), found)
    name = receiver.get("PartyLegalEntity/RegistrationName") or receiver.get("PartyName/Name")
    found.put("/ship_to/name", name)
    if not found.value("/ship_to/address/text"):
        put_party_address("/ship_to", receiver.first("PostalAddress"), found)
    lines = root.all("DespatchLine")
    for index, line in enumerate(lines):
        _line(f"/line_items/{index}", line, found)
    return len(lines), ()


def _shipment(shipment: Node, found: Collector) -> None:
    delivery = shipment.first("Delivery") or Node("")
    for path in ("ActualDeliveryDate", "EstimatedDeliveryPeriod/EndDate", "LatestDeliveryDate"):
        found.put("/delivery_date", delivery.get(path))
    for path in _CARRIERS:
        party = shipment.first(path) or Node("")
        name = party.get("PartyName/Name") or party.get("PartyLegalEntity/RegistrationName")
        found.put("/carrier", name)
    tracking = delivery.get("TrackingID") or shipment.get("Consignment/ID")
    found.put_all(
        "",
        {
            "tracking_number": tracking or shipment.get("TransportHandlingUnit/ID"),
            "packages": shipment.get("TotalTransportHandlingUnitQuantity"),
            "gross_weight": shipment.get("GrossWeightMeasure"),
            "net_weight": shipment.get("NetWeightMeasure"),
            "delivery_terms": shipment.get("Consignment/DeliveryTerms/ID"),
        },
    )
    put_delivery(delivery, found)


def _line(path: str, line: Node, found: Collector) -> None:
    item = line.first("Item") or Node("")
    put_item(path, item, joined(line.texts("Note")), found)
    quantity = line.first("DeliveredQuantity") or Node("")
    found.put_all(
        path,
        {
            "line_id": line.get("ID"),
            "quantity": quantity.text,
            "unit": quantity.attributes.get("unitCode"),
            "quantity_open": line.get("OutstandingQuantity"),
            "purchase_order": line.get("OrderLineReference/OrderReference/ID"),
            "batch": item.get("ItemInstance/LotIdentification/LotNumberID"),
            "serial_number": item.get("ItemInstance/SerialID"),
            "best_before": item.get("ItemInstance/BestBeforeDate")
            or item.get("ItemInstance/LotIdentification/ExpiryDate"),
        },
    )
