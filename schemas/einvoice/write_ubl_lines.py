"""A line of an invoice to UBL 2.1. Knows no header."""

from __future__ import annotations

from schemas.einvoice.draft import Draft
from schemas.einvoice.node import Node
from schemas.einvoice.write_parts import CLASSIFICATION_SCHEME, DISCOUNT_REASON, GTIN_SCHEME
from schemas.einvoice.write_xml import grow, put


def write_line(root: Node, draft: Draft, path: str, document: str) -> None:
    """Adds the line at `path`. document: name of the root, ``Invoice`` or ``CreditNote``."""
    line = grow(root, f"cac:{document}Line")
    currency = draft.get("/currency") or "XXX"
    quantity = "InvoicedQuantity" if document == "Invoice" else "CreditedQuantity"
    unit = draft.take(f"{path}/unit")
    put(line, "cbc:ID", draft.take(f"{path}/line_id"))
    put(line, "cbc:Note", draft.take(f"{path}/note"))
    put(line, f"cbc:{quantity}", draft.take(f"{path}/quantity"), unitCode=unit)
    net = draft.take(f"{path}/amount_net")
    put(line, "cbc:LineExtensionAmount", net, currencyID=currency)
    put(line, "cbc:AccountingCost", draft.take(f"{path}/accounting_ref"))
    period = grow(line, "cac:InvoicePeriod")
    put(period, "cbc:StartDate", draft.take(f"{path}/service_period/start"))
    put(period, "cbc:EndDate", draft.take(f"{path}/service_period/end"))
    put(line, "cac:OrderLineReference/cbc:LineID", draft.take(f"{path}/purchase_order_line"))
    discount = draft.take(f"{path}/discount/amount")
    if discount is not None:
        node = grow(line, "cac:AllowanceCharge")
        put(node, "cbc:ChargeIndicator", "false")
        put(node, "cbc:AllowanceChargeReasonCode", DISCOUNT_REASON)
        put(node, "cbc:MultiplierFactorNumeric", draft.take(f"{path}/discount/rate"))
        put(node, "cbc:Amount", discount, currencyID=currency)
    _item(line, draft, path)
    _price(line, draft, path, currency, unit)


def _item(line: Node, draft: Draft, path: str) -> None:
    item = grow(line, "cac:Item")
    put(item, "cbc:Name", draft.take(f"{path}/description"))
    for party, leaf in (("Buyers", "buyer_code"), ("Sellers", "product_code")):
        put(item, f"cac:{party}ItemIdentification/cbc:ID", draft.take(f"{path}/{leaf}"))
    gtin = draft.take(f"{path}/gtin")
    put(item, "cac:StandardItemIdentification/cbc:ID", gtin, schemeID=GTIN_SCHEME)
    put(item, "cac:OriginCountry/cbc:IdentificationCode", draft.take(f"{path}/origin"))
    code = draft.take(f"{path}/classification")
    place = "cac:CommodityClassification/cbc:ItemClassificationCode"
    put(item, place, code, listID=CLASSIFICATION_SCHEME)
    category = grow(item, "cac:ClassifiedTaxCategory")
    put(category, "cbc:ID", draft.take(f"{path}/tax/category"))
    put(category, "cbc:Percent", draft.take(f"{path}/tax/rate"))
    if category.children:
        put(category, "cac:TaxScheme/cbc:ID", "VAT")
    for attribute in draft.items(f"{path}/attributes"):
        node = grow(item, "cac:AdditionalItemProperty")
        put(node, "cbc:Name", draft.take(f"{attribute}/name"))
        put(node, "cbc:Value", draft.take(f"{attribute}/value"))


def _price(line: Node, draft: Draft, path: str, currency: str, unit: str | None) -> None:
    price = grow(line, "cac:Price")
    put(price, "cbc:PriceAmount", draft.take(f"{path}/unit_price"), currencyID=currency)
    base = draft.take(f"{path}/price_base_quantity")
    put(price, "cbc:BaseQuantity", base, unitCode=unit)
    net, gross = draft.number(f"{path}/unit_price"), draft.number(f"{path}/unit_price_gross")
    if net is None or gross is None:
        return
    node = grow(price, "cac:AllowanceCharge")
    put(node, "cbc:ChargeIndicator", "false")
    put(node, "cbc:Amount", f"{gross - net:f}", currencyID=currency)
    shown = draft.take(f"{path}/unit_price_gross")
    put(node, "cbc:BaseAmount", shown, currencyID=currency)
