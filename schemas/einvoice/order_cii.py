"""Cross Industry Order (UN/CEFACT D20B, as Order-X has it) to values of the schemas
`purchase_order` and `order_confirmation`. Knows no other syntax.
"""

from __future__ import annotations

from schemas.einvoice.cii import put_party, put_taxes, put_totals
from schemas.einvoice.cii_lines import put_product
from schemas.einvoice.cii_parts import NUMBER, PERCENT, is_charge, put_date
from schemas.einvoice.invoice import Collector
from schemas.einvoice.node import Node
from schemas.einvoice.parts import joined, put_discount

ROOTS = frozenset(
    {
        "SCRDMCCBDACIOMessageStructure",
        "CrossIndustryOrder",
        "CrossIndustryOrderChange",
        "CrossIndustryOrderResponse",
    }
)
#: UNTDID 1001: the answer to an order
_ANSWER = "231"
_ANSWER_ROOT = "CrossIndustryOrderResponse"
_TRANSACTION = "SupplyChainTradeTransaction"
_SUMMATION = (
    "SpecifiedTradeSettlementHeaderMonetarySummation|SpecifiedTradeSettlementMonetarySummation"
)
_LINE_SUMMATION = "SpecifiedTradeSettlementLineMonetarySummation"
#: what was agreed counts before what was asked for
_QUANTITIES = ("AgreedQuantity", "RequestedQuantity")


def is_answer(root: Node) -> bool:
    """Whether it is the seller's answer and not the order."""
    code = (root.get("ExchangedDocument/TypeCode") or "").strip()
    return root.name == _ANSWER_ROOT or code == _ANSWER


def read_order(root: Node, found: Collector) -> tuple[int, tuple[int, ...]]:
    """Reads all values; returns the number of lines and those with charges."""
    document = root.first("ExchangedDocument") or Node("")
    transaction = root.first(_TRANSACTION) or Node("")
    agreement = transaction.first("ApplicableHeaderTradeAgreement") or Node("")
    delivery = transaction.first("ApplicableHeaderTradeDelivery") or Node("")
    settlement = transaction.first("ApplicableHeaderTradeSettlement") or Node("")
    sellers = agreement.get(f"SellerOrderReferencedDocument/{NUMBER}")
    if is_answer(root):
        found.put("/order_number", sellers or document.get("ID"))
        order = agreement.first("BuyerOrderReferencedDocument") or Node("")
        found.put("/purchase_order", order.get(NUMBER))
        put_date(found, "/order_date", order.first("FormattedIssueDateTime|IssueDateTime"))
    else:
        found.put("/order_number", document.get("ID"))
        found.put("/sales_order", sellers)
    put_date(found, "/issue_date", document.first("IssueDateTime"))
    found.put("/note", joined(document.texts("IncludedNote/Content")))
    _agreement(agreement, found)
    _put_day(found, "/delivery_date", delivery)
    party = delivery.first("ShipToTradeParty")
    if party is not None:
        put_party("/ship_to", party, found)
    found.put("/currency", settlement.get("OrderCurrencyCode|InvoiceCurrencyCode"))
    terms = settlement.texts("SpecifiedTradePaymentTerms/Description")
    found.put("/payment_terms", joined(terms))
    put_totals(settlement.first(_SUMMATION) or Node(""), found)
    put_taxes(settlement.all("ApplicableTradeTax"), found)
    lines = transaction.all("IncludedSupplyChainTradeLineItem")
    charged = [index for index, line in enumerate(lines) if _line(index, line, found)]
    return len(lines), tuple(charged)


def _agreement(agreement: Node, found: Collector) -> None:
    for path, name in (("/supplier", "SellerTradeParty"), ("/customer", "BuyerTradeParty")):
        party = agreement.first(name)
        if party is not None:
            put_party(path, party, found)
    terms = agreement.first("ApplicableTradeDeliveryTerms") or Node("")
    told = [terms.get("DeliveryTypeCode") or "", terms.get("Description") or ""]
    found.put_all(
        "",
        {
            "delivery_terms": joined(told),
            "quote_ref": agreement.get(f"QuotationReferencedDocument/{NUMBER}"),
            "contract_ref": agreement.get(f"ContractReferencedDocument/{NUMBER}"),
            "project_ref": agreement.get("SpecifiedProcuringProject/ID"),
        },
    )


def _put_day(found: Collector, path: str, delivery: Node) -> None:
    """The day that is asked for: one day, or the last one of a period."""
    event = delivery.first("RequestedDeliverySupplyChainEvent") or Node("")
    put_date(found, path, event.first("OccurrenceDateTime"))
    for edge in ("End", "Start"):
        put_date(found, path, event.first(f"OccurrenceSpecifiedPeriod/{edge}DateTime"))


def _line(index: int, line: Node, found: Collector) -> bool:
    """What is ordered; returns whether it has charges."""
    path = f"/line_items/{index}"
    put_product(path, line.first("SpecifiedTradeProduct") or Node(""), line, found)
    agreement = line.first("SpecifiedLineTradeAgreement") or Node("")
    delivery = line.first("SpecifiedLineTradeDelivery") or Node("")
    settlement = line.first("SpecifiedLineTradeSettlement") or Node("")
    tax = settlement.first("ApplicableTradeTax") or Node("")
    found.put_all(
        path,
        {
            "unit_price": agreement.get("NetPriceProductTradePrice/ChargeAmount"),
            "amount_net": settlement.get(f"{_LINE_SUMMATION}/LineTotalAmount"),
            "tax/category": tax.get("CategoryCode"),
            "tax/rate": tax.get(PERCENT),
            "tax/amount": tax.get("CalculatedAmount"),
        },
    )
    for name in _QUANTITIES:
        quantity = delivery.first(name) or Node("")
        if quantity.text.strip():
            found.put(f"{path}/quantity", quantity.text)
            found.put(f"{path}/unit", quantity.attributes.get("unitCode"))
            break
    _put_day(found, f"{path}/delivery_date", delivery)
    reductions = settlement.all("SpecifiedTradeAllowanceCharge")
    allowances = [node for node in reductions if not is_charge(node)]
    amounts = [text for node in allowances for text in node.texts("ActualAmount")]
    rates = [text for node in allowances for text in node.texts("CalculationPercent")]
    put_discount(found, path, amounts, rates)
    return len(allowances) < len(reductions)
