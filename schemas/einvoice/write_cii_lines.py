"""A line of an invoice to the Cross Industry Invoice of D16B. Knows no header."""

from __future__ import annotations

from schemas.einvoice.draft import Draft
from schemas.einvoice.node import Node
from schemas.einvoice.write_cii_parts import put_period
from schemas.einvoice.write_parts import CLASSIFICATION_SCHEME, DISCOUNT_REASON, GTIN_SCHEME
from schemas.einvoice.write_xml import grow, put


def write_line(transaction: Node, draft: Draft, path: str) -> None:
    """Adds the line at `path`."""
    line = grow(transaction, "ram:IncludedSupplyChainTradeLineItem")
    document = grow(line, "ram:AssociatedDocumentLineDocument")
    put(document, "ram:LineID", draft.take(f"{path}/line_id"))
    put(document, "ram:IncludedNote/ram:Content", draft.take(f"{path}/note"))
    _product(grow(line, "ram:SpecifiedTradeProduct"), draft, path)
    unit = draft.take(f"{path}/unit")
    _prices(grow(line, "ram:SpecifiedLineTradeAgreement"), draft, path, unit)
    place = "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity"
    put(line, place, draft.take(f"{path}/quantity"), unitCode=unit)
    _settlement(grow(line, "ram:SpecifiedLineTradeSettlement"), draft, path)


def _product(product: Node, draft: Draft, path: str) -> None:
    put(product, "ram:GlobalID", draft.take(f"{path}/gtin"), schemeID=GTIN_SCHEME)
    put(product, "ram:SellerAssignedID", draft.take(f"{path}/product_code"))
    put(product, "ram:BuyerAssignedID", draft.take(f"{path}/buyer_code"))
    put(product, "ram:Name", draft.take(f"{path}/description"))
    for attribute in draft.items(f"{path}/attributes"):
        node = grow(product, "ram:ApplicableProductCharacteristic")
        put(node, "ram:Description", draft.take(f"{attribute}/name"))
        put(node, "ram:Value", draft.take(f"{attribute}/value"))
    code = draft.take(f"{path}/classification")
    place = "ram:DesignatedProductClassification/ram:ClassCode"
    put(product, place, code, listID=CLASSIFICATION_SCHEME)
    put(product, "ram:OriginTradeCountry/ram:ID", draft.take(f"{path}/origin"))


def _prices(agreement: Node, draft: Draft, path: str, unit: str | None) -> None:
    order = draft.take(f"{path}/purchase_order_line")
    put(agreement, "ram:BuyerOrderReferencedDocument/ram:LineID", order)
    net, gross = draft.number(f"{path}/unit_price"), draft.number(f"{path}/unit_price_gross")
    if net is not None and gross is not None:
        price = grow(agreement, "ram:GrossPriceProductTradePrice")
        put(price, "ram:ChargeAmount", draft.take(f"{path}/unit_price_gross"))
        base = draft.get(f"{path}/price_base_quantity")
        put(price, "ram:BasisQuantity", base, unitCode=unit)
        if gross != net:
            node = grow(price, "ram:AppliedTradeAllowanceCharge")
            put(node, "ram:ChargeIndicator/udt:Indicator", "false")
            put(node, "ram:ActualAmount", f"{gross - net:f}")
    price = grow(agreement, "ram:NetPriceProductTradePrice")
    put(price, "ram:ChargeAmount", draft.take(f"{path}/unit_price"))
    base = draft.take(f"{path}/price_base_quantity")
    put(price, "ram:BasisQuantity", base, unitCode=unit)


def _settlement(settlement: Node, draft: Draft, path: str) -> None:
    code, rate = draft.take(f"{path}/tax/category"), draft.take(f"{path}/tax/rate")
    if code or rate:
        tax = grow(settlement, "ram:ApplicableTradeTax")
        put(tax, "ram:TypeCode", "VAT")
        put(tax, "ram:CategoryCode", code)
        put(tax, "ram:RateApplicablePercent", rate)
    put_period(settlement, draft, f"{path}/service_period")
    discount = draft.take(f"{path}/discount/amount")
    if discount is not None:
        node = grow(settlement, "ram:SpecifiedTradeAllowanceCharge")
        put(node, "ram:ChargeIndicator/udt:Indicator", "false")
        put(node, "ram:CalculationPercent", draft.take(f"{path}/discount/rate"))
        put(node, "ram:ActualAmount", discount)
        put(node, "ram:ReasonCode", DISCOUNT_REASON)
    place = "ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount"
    put(settlement, place, draft.take(f"{path}/amount_net"))
    account = "ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID"
    put(settlement, account, draft.take(f"{path}/accounting_ref"))
