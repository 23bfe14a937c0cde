"""UBL 2.1 Order, OrderResponse and OrderResponseSimple (Peppol BIS Ordering 3) to values of the
schemas `purchase_order` and `order_confirmation`. Knows no other syntax.
"""

from __future__ import annotations

from schemas.einvoice.errors import EInvoiceError
from schemas.einvoice.invoice import Collector
from schemas.einvoice.node import Node
from schemas.einvoice.parts import joined, note_of, put_discount
from schemas.einvoice.ubl import put_customer, put_party_address, put_supplier, put_totals
from schemas.einvoice.ubl_lines import is_charge

ORDER = "Order"
ANSWERS = frozenset({"OrderResponse", "OrderResponseSimple"})
#: OrderResponseCode of an order that is not taken
_REJECTED = "RE"
_DAYS = ("EndDate", "StartDate")
_TOP = {
    "issue_date": "IssueDate",
    "currency": "DocumentCurrencyCode",
    "quote_ref": "QuotationDocumentReference/ID",
    "contract_ref": "Contract/ID",
    "project_ref": "ProjectReference/ID",
}


def read_order(root: Node, found: Collector) -> tuple[int, tuple[int, ...]]:
    """Reads all values of an order; returns the number of lines and those with charges."""
    found.put("/order_number", root.get("ID"))
    found.put("/sales_order", root.get("SalesOrderID"))
    return _read(root, found, "RequestedDeliveryPeriod")


def read_answer(root: Node, found: Collector) -> tuple[int, tuple[int, ...]]:
    """The same of the seller's answer to an order.

    Raises:
        EInvoiceError: `no_invoice`, the seller does not take the order.
    """
    accepted = (root.get("AcceptedIndicator") or "true").strip().lower()
    code = (root.get("OrderResponseCode") or "").strip().upper()
    if code == _REJECTED or accepted in ("false", "0"):
        raise EInvoiceError("no_invoice", "is the rejection of an order, which no schema reads")
    found.put("/order_number", root.get("SalesOrderID") or root.get("ID"))
    found.put("/purchase_order", root.get("OrderReference/ID"))
    found.put("/order_date", root.get("OrderReference/IssueDate"))
    return _read(root, found, "PromisedDeliveryPeriod")


def _read(root: Node, found: Collector, period: str) -> tuple[int, tuple[int, ...]]:
    found.put_all("", {name: root.get(path) for name, path in _TOP.items()})
    found.put("/note", joined(root.texts("Note")))
    found.put("/payment_terms", joined(root.texts("PaymentTerms/Note")))
    terms = root.first("DeliveryTerms") or Node("")
    told = [
        terms.get("ID") or "",
        terms.get("DeliveryLocation/ID") or "",
        *terms.texts("SpecialTerms"),
    ]
    found.put("/delivery_terms", joined(told))
    seller = root.first("SellerSupplierParty/Party") or Node("")
    buyer = root.first("BuyerCustomerParty/Party") or Node("")
    put_supplier(seller, found)
    put_customer(buyer, found)
    put_delivery(root.first("Delivery") or Node(""), found)
    _put_day(found, "/delivery_date", root.first("Delivery") or Node(""), period)
    put_totals(root, found, "AnticipatedMonetaryTotal")
    found.put("/totals/total", root.get("AnticipatedMonetaryTotal/PayableAmount"))
    lines = root.all("OrderLine")
    charged = [index for index, line in enumerate(lines) if _line(index, line, found, period)]
    return len(lines), tuple(charged)


def put_delivery(delivery: Node, found: Collector) -> None:
    """Where the goods go, from a `Delivery`."""
    party = delivery.first("DeliveryParty") or Node("")
    name = party.get("PartyName/Name") or party.get("PartyLegalEntity/RegistrationName")
    found.put_all(
        "/ship_to",
        {
            "name": name or delivery.get("DeliveryLocation/Name"),
            "location_id": delivery.get("DeliveryLocation/ID"),
            "contact_name": party.get("Contact/Name"),
            "email": party.get("Contact/ElectronicMail"),
            "phone": party.get("Contact/Telephone"),
        },
    )
    address = delivery.first("DeliveryLocation/Address") or delivery.first("DeliveryAddress")
    put_party_address("/ship_to", address, found)


def _put_day(found: Collector, path: str, delivery: Node, period: str) -> None:
    """The last day of a delivery's period; where it has none, the first one."""
    for edge in _DAYS:
        found.put(path, delivery.get(f"{period}/{edge}"))


def _line(index: int, line: Node, found: Collector, period: str) -> bool:
    """What is ordered; returns whether it has charges."""
    path = f"/line_items/{index}"
    content = line.first("LineItem") or Node("")
    item = content.first("Item") or Node("")
    put_item(path, item, joined([*line.texts("Note"), *content.texts("Note")]), found)
    quantity = content.first("Quantity") or Node("")
    found.put_all(
        path,
        {
            "line_id": content.get("ID"),
            "quantity": quantity.text,
            "unit": quantity.attributes.get("unitCode"),
            "unit_price": content.get("Price/PriceAmount"),
            "amount_net": content.get("LineExtensionAmount"),
            "tax/amount": content.get("TotalTaxAmount"),
        },
    )
    _put_day(found, f"{path}/delivery_date", content.first("Delivery") or Node(""), period)
    reductions = content.all("AllowanceCharge")
    allowances = [node for node in reductions if not is_charge(node)]
    amounts = [text for node in allowances for text in node.texts("Amount")]
    rates = [text for node in allowances for text in node.texts("MultiplierFactorNumeric")]
    put_discount(found, path, amounts, rates)
    return len(allowances) < len(reductions)


def put_item(path: str, item: Node, note: str | None, found: Collector) -> None:
    """An `Item` as what the line at `path` is of."""
    name, more = item.get("Name"), joined(item.texts("Description"))
    found.put_all(
        path,
        {
            "description": name or more,
            "product_code": item.get("SellersItemIdentification/ID"),
            "buyer_code": item.get("BuyersItemIdentification/ID"),
            "gtin": item.get("StandardItemIdentification/ID"),
            "tax/category": item.get("ClassifiedTaxCategory/ID"),
            "tax/rate": item.get("ClassifiedTaxCategory/Percent"),
            "note": note_of(note, name, more),
        },
    )
