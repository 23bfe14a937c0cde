"""An invoice's data to the Cross Industry Invoice of UN/CEFACT D16B, as EN 16931 binds it
(EN 16931-3-3; profile EN 16931 of Factur-X and ZUGFeRD). Knows no other syntax and no rule.

Nothing that has no business term is written. The counterpart of `cii`, which reads it.
"""

from __future__ import annotations

from schemas.einvoice.draft import Draft
from schemas.einvoice.node import Node
from schemas.einvoice.write_cii_lines import write_line
from schemas.einvoice.write_cii_parts import put_date, put_period, write_address
from schemas.einvoice.write_parts import SPECIFICATION, scheme_of_address
from schemas.einvoice.write_xml import grow, put, serialise

_SPACE = "urn:un:unece:uncefact:data:standard:"
_SPACES = {
    "rsm": f"{_SPACE}CrossIndustryInvoice:100",
    "ram": f"{_SPACE}ReusableAggregateBusinessInformationEntity:100",
    "qdt": f"{_SPACE}QualifiedDataType:100",
    "udt": f"{_SPACE}UnqualifiedDataType:100",
}
_NUMBER = "ram:IssuerAssignedID"
#: UNTDID 1001 codes of an AdditionalReferencedDocument
_OBJECT, _TENDER = "130", "50"
#: EN 16931-3-3 wants a name beside a project's number, and knows none
_PROJECT_NAME = "Project reference"
#: must be there, and may be empty
_REQUIRED = frozenset({"ram:ApplicableHeaderTradeDelivery"})
#: in the order of the XSD; the tax, with its currency, stands between the two
_TOTALS_BEFORE_TAX = {
    "LineTotalAmount": "lines_net",
    "ChargeTotalAmount": "charges",
    "AllowanceTotalAmount": "discount",
    "TaxBasisTotalAmount": "subtotal",
}
_TOTALS_AFTER_TAX = {
    "RoundingAmount": "rounding",
    "GrandTotalAmount": "total",
    "TotalPrepaidAmount": "paid",
    "DuePayableAmount": "amount_due",
}


def write_cii(draft: Draft) -> bytes:
    """The XML."""
    root = Node("rsm:CrossIndustryInvoice")
    guideline = "ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"
    put(grow(root, "rsm:ExchangedDocumentContext"), guideline, SPECIFICATION)
    document = grow(root, "rsm:ExchangedDocument")
    put(document, "ram:ID", draft.take("/invoice_number"))
    put(document, "ram:TypeCode", draft.take("/document_type"))
    put_date(document, "ram:IssueDateTime", draft.take("/issue_date"))
    put(document, "ram:IncludedNote/ram:Content", draft.take("/note"))
    transaction = grow(root, "rsm:SupplyChainTradeTransaction")
    for path in draft.items("/line_items"):
        write_line(transaction, draft, path)
    _agreement(grow(transaction, "ram:ApplicableHeaderTradeAgreement"), draft)
    _delivery(grow(transaction, "ram:ApplicableHeaderTradeDelivery"), draft)
    _settlement(grow(transaction, "ram:ApplicableHeaderTradeSettlement"), draft)
    return serialise(root, _SPACES, _REQUIRED)


def _agreement(agreement: Node, draft: Draft) -> None:
    put(agreement, "ram:BuyerReference", draft.take("/buyer_reference"))
    _party(grow(agreement, "ram:SellerTradeParty"), draft, "supplier")
    _party(grow(agreement, "ram:BuyerTradeParty"), draft, "customer")
    _party(grow(agreement, "ram:SellerTaxRepresentativeTradeParty"), draft, "tax_representative")
    for name, leaf in (
        ("SellerOrder", "sales_order"),
        ("BuyerOrder", "purchase_order"),
        ("Contract", "contract_ref"),
    ):
        put(agreement, f"ram:{name}ReferencedDocument/{_NUMBER}", draft.take(f"/{leaf}"))
    for code, leaf in ((_TENDER, "tender_ref"), (_OBJECT, "object_ref")):
        reference = grow(agreement, "ram:AdditionalReferencedDocument")
        if put(reference, _NUMBER, draft.take(f"/{leaf}")):
            put(reference, "ram:TypeCode", code)
    if project := draft.take("/project_ref"):
        put(agreement, "ram:SpecifiedProcuringProject/ram:ID", project)
        put(agreement, "ram:SpecifiedProcuringProject/ram:Name", _PROJECT_NAME)


def _delivery(delivery: Node, draft: Draft) -> None:
    _party(grow(delivery, "ram:ShipToTradeParty"), draft, "ship_to")
    event = "ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime"
    put_date(delivery, event, draft.take("/delivery_date"))
    for name, leaf in (("DespatchAdvice", "despatch_ref"), ("ReceivingAdvice", "receipt_ref")):
        put(delivery, f"ram:{name}ReferencedDocument/{_NUMBER}", draft.take(f"/{leaf}"))


def _party(party: Node, draft: Draft, role: str) -> None:
    """Any party; which of its leaves have a term differs by role."""
    path = f"/{role}"
    trades = role in ("supplier", "customer")
    numbers = {"supplier": draft.items("/supplier/ids"), "customer": ["/customer/account_id"]}
    for item in numbers.get(role, [f"{path}/location_id"]):
        put(party, "ram:ID", draft.take(item))
    put(party, "ram:Name", draft.take(f"{path}/name"))
    if role == "supplier":
        put(party, "ram:Description", draft.take(f"{path}/legal_form"))
    if trades or role == "remit_to":
        legal = "ram:SpecifiedLegalOrganization"
        put(party, f"{legal}/ram:ID", draft.take(f"{path}/registration_id"))
    if trades:
        put(party, f"{legal}/ram:TradingBusinessName", draft.take(f"{path}/trading_name"))
        contact = grow(party, "ram:DefinedTradeContact")
        put(contact, "ram:PersonName", draft.take(f"{path}/contact_name"))
        number = "ram:TelephoneUniversalCommunication/ram:CompleteNumber"
        put(contact, number, draft.take(f"{path}/phone"))
        address = "ram:EmailURIUniversalCommunication/ram:URIID"
        put(contact, address, draft.take(f"{path}/email"))
    if role != "remit_to":
        write_address(party, draft, f"{path}/address")
    endpoint = draft.get(f"{path}/endpoint") if trades else None
    if endpoint is not None and (scheme := scheme_of_address(endpoint)):
        place = "ram:URIUniversalCommunication/ram:URIID"
        put(party, place, draft.take(f"{path}/endpoint"), schemeID=scheme)
    if role in ("supplier", "customer", "tax_representative"):
        _registration(party, draft.take(f"{path}/tax_id"), "VA")
    if role == "supplier":
        _registration(party, draft.take(f"{path}/tax_registration"), "FC")


def _registration(party: Node, number: str | None, scheme: str) -> None:
    if number is not None:
        put(grow(party, "ram:SpecifiedTaxRegistration"), "ram:ID", number, schemeID=scheme)


def _settlement(settlement: Node, draft: Draft) -> None:
    means = draft.items("/payment")
    if means:
        put(settlement, "ram:PaymentReference", draft.take(f"{means[0]}/reference"))
    currency, second = draft.take("/currency"), draft.take("/tax_currency")
    put(settlement, "ram:TaxCurrencyCode", second)
    put(settlement, "ram:InvoiceCurrencyCode", currency)
    _party(grow(settlement, "ram:PayeeTradeParty"), draft, "remit_to")
    for path in means:
        _payment(settlement, draft, path)
    _taxes(settlement, draft)
    put_period(settlement, draft, "/service_period")
    _reductions(settlement, draft)
    terms = grow(settlement, "ram:SpecifiedTradePaymentTerms")
    put(terms, "ram:Description", draft.take("/payment_terms"))
    put_date(terms, "ram:DueDateDateTime", draft.take("/due_date"))
    mandate = next((path for path in means if draft.get(f"{path}/mandate")), None)
    if mandate is not None:
        put(terms, "ram:DirectDebitMandateID", draft.take(f"{mandate}/mandate"))
    _totals(settlement, draft, currency, second)
    for path in draft.items("/preceding_invoices"):
        reference = grow(settlement, "ram:InvoiceReferencedDocument")
        put(reference, _NUMBER, draft.take(f"{path}/number"))
        place = "ram:FormattedIssueDateTime"
        put_date(reference, place, draft.take(f"{path}/date"), "qdt")
    account = "ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID"
    put(settlement, account, draft.take("/accounting_ref"))


def _payment(settlement: Node, draft: Draft, path: str) -> None:
    node = grow(settlement, "ram:SpecifiedTradeSettlementPaymentMeans")
    put(node, "ram:TypeCode", draft.take(f"{path}/means_code"))
    put(node, "ram:Information", draft.take(f"{path}/means_text"))
    card = "ram:ApplicableTradeSettlementFinancialCard"
    if put(node, f"{card}/ram:ID", draft.take(f"{path}/card_last4")):
        put(node, f"{card}/ram:CardholderName", draft.take(f"{path}/card_holder"))
    debited = draft.take(f"{path}/debited_account")
    put(node, "ram:PayerPartyDebtorFinancialAccount/ram:IBANID", debited)
    account = grow(node, "ram:PayeePartyCreditorFinancialAccount")
    put(account, "ram:IBANID", draft.take(f"{path}/iban"))
    put(account, "ram:AccountName", draft.take(f"{path}/account_name"))
    put(account, "ram:ProprietaryID", draft.take(f"{path}/account_number"))
    place = "ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID"
    put(node, place, draft.take(f"{path}/bic"))


def _taxes(settlement: Node, draft: Draft) -> None:
    for path in draft.items("/tax"):
        node = grow(settlement, "ram:ApplicableTradeTax")
        put(node, "ram:CalculatedAmount", draft.take(f"{path}/amount"))
        put(node, "ram:TypeCode", "VAT")
        put(node, "ram:ExemptionReason", draft.take(f"{path}/exemption_reason"))
        put(node, "ram:BasisAmount", draft.take(f"{path}/base"))
        put(node, "ram:CategoryCode", draft.take(f"{path}/category_code"))
        put(node, "ram:ExemptionReasonCode", draft.take(f"{path}/exemption_code"))
        put_date(node, "ram:TaxPointDate", draft.take("/tax_point_date"), element="DateString")
        put(node, "ram:RateApplicablePercent", draft.take(f"{path}/rate"))


def _reductions(settlement: Node, draft: Draft) -> None:
    for kind in ("allowances", "charges"):
        for path in draft.items(f"/{kind}"):
            node = grow(settlement, "ram:SpecifiedTradeAllowanceCharge")
            is_charge = "true" if kind == "charges" else "false"
            put(node, "ram:ChargeIndicator/udt:Indicator", is_charge)
            put(node, "ram:CalculationPercent", draft.take(f"{path}/rate"))
            put(node, "ram:BasisAmount", draft.take(f"{path}/base"))
            put(node, "ram:ActualAmount", draft.take(f"{path}/amount"))
            put(node, "ram:ReasonCode", draft.take(f"{path}/reason_code"))
            put(node, "ram:Reason", draft.take(f"{path}/reason"))
            code, rate = draft.take(f"{path}/tax_category"), draft.take(f"{path}/tax_rate")
            if code or rate:
                tax = grow(node, "ram:CategoryTradeTax")
                put(tax, "ram:TypeCode", "VAT")
                put(tax, "ram:CategoryCode", code)
                put(tax, "ram:RateApplicablePercent", rate)


def _totals(settlement: Node, draft: Draft, currency: str | None, second: str | None) -> None:
    totals = grow(settlement, "ram:SpecifiedTradeSettlementHeaderMonetarySummation")
    for name, leaf in _TOTALS_BEFORE_TAX.items():
        put(totals, f"ram:{name}", draft.take(f"/totals/{leaf}"))
    tax = draft.take("/totals/tax")
    put(totals, "ram:TaxTotalAmount", tax, currencyID=currency or "XXX")
    if second is not None and second != currency:
        in_second = draft.take("/totals/tax_in_tax_currency")
        put(totals, "ram:TaxTotalAmount", in_second, currencyID=second)
    for name, leaf in _TOTALS_AFTER_TAX.items():
        put(totals, f"ram:{name}", draft.take(f"/totals/{leaf}"))
