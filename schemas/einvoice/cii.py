"""Cross Industry Invoice (UN/CEFACT D16B: Factur-X, ZUGFeRD 2, XRechnung) and its forerunner of
ZUGFeRD 1.0, to values. Knows no other syntax.

ZUGFeRD 1.0 says the same in other names; they are told apart element by element (`Old|New`).
"""

from __future__ import annotations

from collections.abc import Iterator

from schemas.einvoice.cii_lines import read_lines
from schemas.einvoice.cii_parts import NUMBER, PERCENT, is_charge, put_date, put_period
from schemas.einvoice.invoice import Collector, Unread, Value
from schemas.einvoice.node import Node
from schemas.einvoice.parts import Address, joined, put_account, put_address, put_card

ROOTS = frozenset({"CrossIndustryInvoice", "CrossIndustryDocument"})

_DOCUMENT = "ExchangedDocument|HeaderExchangedDocument"
_TRANSACTION = "SupplyChainTradeTransaction|SpecifiedSupplyChainTradeTransaction"
_AGREEMENT = "ApplicableHeaderTradeAgreement|ApplicableSupplyChainTradeAgreement"
_DELIVERY = "ApplicableHeaderTradeDelivery|ApplicableSupplyChainTradeDelivery"
_SETTLEMENT = "ApplicableHeaderTradeSettlement|ApplicableSupplyChainTradeSettlement"
_CONTEXT = "ExchangedDocumentContext|SpecifiedExchangedDocumentContext"
_SUMMATION = (
    "SpecifiedTradeSettlementHeaderMonetarySummation|SpecifiedTradeSettlementMonetarySummation"
)
#: UNTDID 1001 codes of an AdditionalReferencedDocument
_OBJECT, _TENDER = "130", "50"
#: schemeID of a tax registration: a VAT id, and a local tax number
_VAT, _FISCAL = "VA", "FC"
_DEBTOR_ACCOUNT = "PayerPartyDebtorFinancialAccount"
_TOTALS = {
    "lines_net": "LineTotalAmount",
    "discount": "AllowanceTotalAmount",
    "charges": "ChargeTotalAmount",
    "subtotal": "TaxBasisTotalAmount",
    "total": "GrandTotalAmount",
    "paid": "TotalPrepaidAmount",
    "rounding": "RoundingAmount",
    "amount_due": "DuePayableAmount",
}
_AGREED_PARTIES = {
    "/supplier": "SellerTradeParty",
    "/customer": "BuyerTradeParty",
    "/tax_representative": "SellerTaxRepresentativeTradeParty",
}
_DELIVERY_PARTIES = {"/ship_to": "ShipToTradeParty", "/ship_from": "ShipFromTradeParty"}
_PAYMENT_PARTIES = {"/remit_to": "PayeeTradeParty", "/bill_to": "InvoiceeTradeParty"}


def specification(root: Node) -> str:
    """The guideline the invoice follows (BT-24), as written."""
    return (root.get(f"{_CONTEXT}/GuidelineSpecifiedDocumentContextParameter/ID") or "").strip()


def read_cii(root: Node, found: Collector) -> tuple[int, tuple[int, ...]]:
    """Reads all values; returns the number of lines and those with charges."""
    transaction = root.first(_TRANSACTION) or Node("")
    agreement = transaction.first(_AGREEMENT) or Node("")
    delivery = transaction.first(_DELIVERY) or Node("")
    settlement = transaction.first(_SETTLEMENT) or Node("")
    _document(root.first(_DOCUMENT) or Node(""), found)
    _agreement(agreement, found)
    _delivery(delivery, found)
    _settlement(settlement, found)
    for node, parties in (
        (agreement, _AGREED_PARTIES),
        (delivery, _DELIVERY_PARTIES),
        (settlement, _PAYMENT_PARTIES),
    ):
        for path, name in parties.items():
            party = node.first(name)
            if party is not None:
                put_party(path, party, found)
    return read_lines(transaction.all("IncludedSupplyChainTradeLineItem"), found)


def _document(document: Node, found: Collector) -> None:
    found.put("/invoice_number", document.get("ID"))
    found.put("/document_type", document.get("TypeCode"))
    put_date(found, "/issue_date", document.first("IssueDateTime"))
    found.put("/note", joined(document.texts("IncludedNote/Content")))


def _agreement(agreement: Node, found: Collector) -> None:
    order = agreement.first("BuyerOrderReferencedDocument") or Node("")
    found.put_all(
        "",
        {
            "buyer_reference": agreement.get("BuyerReference"),
            "purchase_order": order.get(NUMBER),
            "sales_order": agreement.get(f"SellerOrderReferencedDocument/{NUMBER}"),
            "contract_ref": agreement.get(f"ContractReferencedDocument/{NUMBER}"),
            "project_ref": agreement.get("SpecifiedProcuringProject/ID"),
        },
    )
    put_date(found, "/order_date", order.first("FormattedIssueDateTime|IssueDateTime"))
    for reference in agreement.all("AdditionalReferencedDocument"):
        path = {_OBJECT: "/object_ref", _TENDER: "/tender_ref"}.get(
            (reference.get("TypeCode") or "").strip()
        )
        if path is not None:
            found.put(path, reference.get(NUMBER))


def _delivery(delivery: Node, found: Collector) -> None:
    event = delivery.first("ActualDeliverySupplyChainEvent/OccurrenceDateTime")
    put_date(found, "/delivery_date", event)
    for name in ("DespatchAdviceReferencedDocument", "DeliveryNoteReferencedDocument"):
        found.put("/despatch_ref", delivery.get(f"{name}/{NUMBER}"))
    found.put("/receipt_ref", delivery.get(f"ReceivingAdviceReferencedDocument/{NUMBER}"))


def put_party(path: str, party: Node, found: Collector) -> None:
    """A trade party as the one at `path`."""
    found.put(f"{path}/name", party.get("Name"))
    organization = party.first("SpecifiedLegalOrganization") or Node("")
    found.put(f"{path}/registration_id", organization.get("ID"))
    registrations = party.all("SpecifiedTaxRegistration/ID")
    vat = [node.text for node in registrations if node.attributes.get("schemeID") != _FISCAL]
    fiscal = [node.text for node in registrations if node.attributes.get("schemeID") == _FISCAL]
    ids = [node for node in party.all("ID|GlobalID") if node.text.strip()]
    contact = party.first("DefinedTradeContact") or Node("")
    found.put(f"{path}/email", contact.get("EmailURIUniversalCommunication/URIID|CompleteNumber"))
    found.put(f"{path}/phone", contact.get("TelephoneUniversalCommunication/CompleteNumber"))
    if path in ("/supplier", "/customer"):
        found.put(f"{path}/trading_name", organization.get("TradingBusinessName"))
        found.put(f"{path}/endpoint", party.get("URIUniversalCommunication/URIID"))
        person = contact.get("PersonName") or contact.get("DepartmentName")
        found.put(f"{path}/contact_name", person)
    if path == "/supplier":
        for index, node in enumerate(ids):
            found.put(f"{path}/ids/{index}", node.text)
        found.put(f"{path}/tax_id", next(iter(vat), None))
        found.put(f"{path}/tax_registration", next(iter(fiscal), None))
        found.put(f"{path}/legal_form", joined(party.texts("Description")))
    else:
        name = "account_id" if path == "/customer" else "location_id"
        found.put(f"{path}/{name}", ids[0].text if ids else None)
        # A customer's local tax number has no leaf of its own.
        found.put(f"{path}/tax_id", next(iter([*vat, *fiscal]), None))
    address = party.first("PostalTradeAddress")
    if address is not None:
        _address(path, address, found)


def _address(path: str, address: Node, found: Collector) -> None:
    lines = [address.get(name) or "" for name in ("LineOne", "LineTwo", "LineThree")]
    parts = Address(
        lines=lines,
        postal_code=address.get("PostcodeCode"),
        city=address.get("CityName"),
        subdivision=address.get("CountrySubDivisionName|CountrySubDivisionID"),
        country=address.get("CountryID"),
    )
    put_address(found, path, parts)


def _settlement(settlement: Node, found: Collector) -> None:
    found.put("/currency", settlement.get("InvoiceCurrencyCode"))
    found.put("/tax_currency", settlement.get("TaxCurrencyCode"))
    exchange = settlement.get("TaxApplicableTradeCurrencyExchange/ConversionRate")
    found.put("/exchange_rate", exchange)
    put_period(found, "", settlement)
    account = settlement.get("ReceivableSpecifiedTradeAccountingAccount/ID")
    found.put("/accounting_ref", account)
    for index, reference in enumerate(settlement.all("InvoiceReferencedDocument")):
        path = f"/preceding_invoices/{index}"
        found.put(f"{path}/number", reference.get(NUMBER))
        put_date(found, f"{path}/date", reference.first("FormattedIssueDateTime|IssueDateTime"))
    _terms(settlement.all("SpecifiedTradePaymentTerms"), found)
    _payment(settlement, found)
    put_totals(settlement.first(_SUMMATION) or Node(""), found)
    put_taxes(settlement.all("ApplicableTradeTax"), found)
    _reductions(settlement, found)


def _terms(terms: list[Node], found: Collector) -> None:
    """Terms of payment. Where several give a day, the last one is when all must be paid."""
    descriptions = [text for term in terms for text in term.texts("Description")]
    found.put("/payment_terms", joined(descriptions))
    days = Collector()
    for index, term in enumerate(terms):
        put_date(days, f"/installments/{index}/due_date", term.first("DueDateDateTime"))
        days.put(f"/installments/{index}/amount", term.get("PartialPaymentAmount"))
    dated = [value for value in days.values.values() if value.path.endswith("/due_date")]
    unread = [fault for fault in days.unread.values() if fault.path.endswith("/due_date")]
    last = max(dated, key=lambda value: value.value, default=None)
    if last is not None:
        found.values["/due_date"] = Value("/due_date", last.value, last.raw)
    elif unread:
        found.unread["/due_date"] = Unread("/due_date", unread[0].raw)
    if any(value.path.endswith("/amount") for value in days.values.values()):
        found.values |= days.values


def _payment(settlement: Node, found: Collector) -> None:
    means = settlement.all("SpecifiedTradeSettlementPaymentMeans")
    reference = settlement.get("PaymentReference")
    mandate = settlement.get("SpecifiedTradePaymentTerms/DirectDebitMandateID")
    for index, node in enumerate(means):
        path = f"/payment/{index}"
        account = node.first("PayeePartyCreditorFinancialAccount") or Node("")
        put_account(found, path, account.get("IBANID"))
        put_account(found, path, account.get("ProprietaryID"))
        bank = node.first("PayeeSpecifiedCreditorFinancialInstitution") or Node("")
        card = node.first("ApplicableTradeSettlementFinancialCard") or Node("")
        put_card(found, path, card.get("ID"), card.get("CardholderName"))
        debited = node.first(_DEBTOR_ACCOUNT) or Node("")
        found.put_all(
            path,
            {
                "means_code": node.get("TypeCode"),
                "means_text": joined(node.texts("Information")),
                "account_name": account.get("AccountName"),
                "bic": bank.get("BICID"),
                "bank_name": bank.get("Name"),
                "debited_account": debited.get("IBANID|ProprietaryID"),
            },
        )
    if means or reference or mandate:
        found.put("/payment/0/reference", reference)
        debits = (
            i for i, node in enumerate(means) if node.first("PayerPartyDebtorFinancialAccount")
        )
        found.put(f"/payment/{next(debits, 0)}/mandate", mandate)


def put_totals(summation: Node, found: Collector) -> None:
    """The sums of the document; the currency must have been read."""
    for name, element in _TOTALS.items():
        found.put(f"/totals/{name}", summation.get(element))
    currency, tax_currency = found.value("/currency"), found.value("/tax_currency")
    for node in summation.all("TaxTotalAmount"):
        stated = node.attributes.get("currencyID", "").strip().upper()
        is_second = stated == tax_currency and stated != currency
        found.put("/totals/tax_in_tax_currency" if is_second else "/totals/tax", node.text)


def put_taxes(taxes: list[Node], found: Collector) -> None:
    """The rows of the breakdown of taxes."""
    for index, tax in enumerate(taxes):
        found.put_all(
            f"/tax/{index}",
            {
                "rate": tax.get(PERCENT),
                "base": tax.get("BasisAmount"),
                "amount": tax.get("CalculatedAmount"),
                "category_code": tax.get("CategoryCode"),
                "exemption_reason": tax.get("ExemptionReason"),
                "exemption_code": tax.get("ExemptionReasonCode"),
            },
        )
        put_date(found, "/tax_point_date", tax.first("TaxPointDate"))


def _reductions(settlement: Node, found: Collector) -> None:
    """Document level allowances and charges; the logistics charges of EXTENDED are charges too."""
    counts = {"allowances": 0, "charges": 0}
    for kind, node in _sorted_reductions(settlement):
        path = f"/{kind}/{counts[kind]}"
        counts[kind] += 1
        tax = node.first("CategoryTradeTax|AppliedTradeTax") or Node("")
        found.put_all(
            path,
            {
                "amount": node.get("ActualAmount|AppliedAmount"),
                "base": node.get("BasisAmount"),
                "rate": node.get("CalculationPercent"),
                "reason": node.get("Reason|Description"),
                "reason_code": node.get("ReasonCode"),
                "tax_category": tax.get("CategoryCode"),
                "tax_rate": tax.get(PERCENT),
            },
        )


def _sorted_reductions(settlement: Node) -> Iterator[tuple[str, Node]]:
    for node in settlement.all("SpecifiedTradeAllowanceCharge"):
        yield "charges" if is_charge(node) else "allowances", node
    for node in settlement.all("SpecifiedLogisticsServiceCharge"):
        yield "charges", node
