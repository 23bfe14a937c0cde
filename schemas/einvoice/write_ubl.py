"""An invoice's data to UBL 2.1, `Invoice` or `CreditNote`, as EN 16931 (part 3-2) and Peppol BIS
Billing 3 bind it. Knows no other syntax and no rule.

Nothing that has no business term is written. The counterpart of `ubl`, which reads it.
"""

from __future__ import annotations

from schemas.einvoice.code_lists import CREDIT_NOTE_TYPES
from schemas.einvoice.draft import Draft
from schemas.einvoice.node import Node
from schemas.einvoice.write_parts import SPECIFICATION, scheme_of_address
from schemas.einvoice.write_ubl_lines import write_line
from schemas.einvoice.write_ubl_parties import write_delivery, write_other_parties, write_party
from schemas.einvoice.write_xml import grow, put, serialise, sort_children

_SPACE = "urn:oasis:names:specification:ubl:schema:xsd:"
_PEPPOL = f"{SPECIFICATION}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_PEPPOL_PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
#: the children of the root that are written, as the XSD orders them
_INVOICE = (
    "cbc:CustomizationID", "cbc:ProfileID", "cbc:ID", "cbc:IssueDate", "cbc:DueDate",
    "cbc:InvoiceTypeCode", "cbc:Note", "cbc:TaxPointDate", "cbc:DocumentCurrencyCode",
    "cbc:TaxCurrencyCode", "cbc:AccountingCost", "cbc:BuyerReference", "cac:InvoicePeriod",
    "cac:OrderReference", "cac:BillingReference", "cac:DespatchDocumentReference",
    "cac:ReceiptDocumentReference", "cac:OriginatorDocumentReference",
    "cac:ContractDocumentReference", "cac:AdditionalDocumentReference", "cac:ProjectReference",
    "cac:AccountingSupplierParty", "cac:AccountingCustomerParty", "cac:PayeeParty",
    "cac:TaxRepresentativeParty", "cac:Delivery", "cac:PaymentMeans", "cac:PaymentTerms",
    "cac:AllowanceCharge", "cac:TaxTotal", "cac:LegalMonetaryTotal", "cac:InvoiceLine",
)  # fmt: skip
_CREDIT_NOTE = (
    "cbc:CustomizationID", "cbc:ProfileID", "cbc:ID", "cbc:IssueDate", "cbc:TaxPointDate",
    "cbc:CreditNoteTypeCode", "cbc:Note", "cbc:DocumentCurrencyCode", "cbc:TaxCurrencyCode",
    "cbc:AccountingCost", "cbc:BuyerReference", "cac:InvoicePeriod", "cac:OrderReference",
    "cac:BillingReference", "cac:DespatchDocumentReference", "cac:ReceiptDocumentReference",
    "cac:ContractDocumentReference", "cac:AdditionalDocumentReference",
    "cac:OriginatorDocumentReference", "cac:AccountingSupplierParty",
    "cac:AccountingCustomerParty", "cac:PayeeParty", "cac:TaxRepresentativeParty", "cac:Delivery",
    "cac:PaymentMeans", "cac:PaymentTerms", "cac:AllowanceCharge", "cac:TaxTotal",
    "cac:LegalMonetaryTotal", "cac:CreditNoteLine",
)  # fmt: skip
#: leaves that are one element of the root
_TOP = {
    "cbc:ID": "invoice_number",
    "cbc:IssueDate": "issue_date",
    "cbc:Note": "note",
    "cbc:TaxPointDate": "tax_point_date",
    "cbc:DocumentCurrencyCode": "currency",
    "cbc:TaxCurrencyCode": "tax_currency",
    "cbc:AccountingCost": "accounting_ref",
    "cbc:BuyerReference": "buyer_reference",
    "cac:InvoicePeriod/cbc:StartDate": "service_period/start",
    "cac:InvoicePeriod/cbc:EndDate": "service_period/end",
    "cac:OrderReference/cbc:ID": "purchase_order",
    "cac:OrderReference/cbc:SalesOrderID": "sales_order",
    "cac:DespatchDocumentReference/cbc:ID": "despatch_ref",
    "cac:ReceiptDocumentReference/cbc:ID": "receipt_ref",
    "cac:OriginatorDocumentReference/cbc:ID": "tender_ref",
    "cac:ContractDocumentReference/cbc:ID": "contract_ref",
    "cac:PaymentTerms/cbc:Note": "payment_terms",
}
_TOTALS = {
    "LineExtensionAmount": "lines_net",
    "TaxExclusiveAmount": "subtotal",
    "TaxInclusiveAmount": "total",
    "AllowanceTotalAmount": "discount",
    "ChargeTotalAmount": "charges",
    "PrepaidAmount": "paid",
    "PayableRoundingAmount": "rounding",
    "PayableAmount": "amount_due",
}
#: what stands for the customer's order where there is only the seller's number
_NO_ORDER = "NA"
_OBJECT, _PROJECT = "130", "50"


def write_ubl(draft: Draft) -> bytes:
    """The XML. The type code (BT-3) decides on the root element."""
    type_code = draft.take("/document_type") or ""
    is_credit_note = type_code in CREDIT_NOTE_TYPES
    name = "CreditNote" if is_credit_note else "Invoice"
    root = Node(name)
    _head(root, draft, name, type_code)
    _references(root, draft, is_credit_note=is_credit_note)
    write_party(root, draft, "supplier")
    write_party(root, draft, "customer")
    write_other_parties(root, draft)
    write_delivery(root, draft)
    _payment(root, draft, is_credit_note=is_credit_note)
    _reductions(root, draft)
    _tax(root, draft)
    total = grow(root, "cac:LegalMonetaryTotal")
    for element, leaf in _TOTALS.items():
        amount(total, draft, f"cbc:{element}", f"/totals/{leaf}")
    for path in draft.items("/line_items"):
        write_line(root, draft, path, name)
    sort_children(root, _CREDIT_NOTE if is_credit_note else _INVOICE)
    spaces = {
        "": f"{_SPACE}{name}-2",
        "cac": f"{_SPACE}CommonAggregateComponents-2",
        "cbc": f"{_SPACE}CommonBasicComponents-2",
    }
    return serialise(root, spaces)


def amount(parent: Node, draft: Draft, name: str, path: str, currency: str = "/currency") -> None:
    """An amount with its currency, which the XSD wants even where it is not known."""
    put(parent, name, draft.take(path), currencyID=draft.get(currency) or "XXX")


def is_for_peppol(draft: Draft) -> bool:
    """Whether it has what Peppol asks for beyond EN 16931: both addresses, and something the
    customer knows it by (PEPPOL-EN16931-R003, R010, R020).
    """
    addresses = [draft.get(f"/{party}/endpoint") for party in ("supplier", "customer")]
    known_by = draft.get("/buyer_reference") or draft.get("/purchase_order")
    return known_by is not None and all(text and scheme_of_address(text) for text in addresses)


def _head(root: Node, draft: Draft, name: str, type_code: str) -> None:
    for_peppol = is_for_peppol(draft)
    put(root, "cbc:CustomizationID", _PEPPOL if for_peppol else SPECIFICATION)
    put(root, "cbc:ProfileID", _PEPPOL_PROCESS if for_peppol else None)
    put(root, f"cbc:{name}TypeCode", type_code or None)
    for path, leaf in _TOP.items():
        put(root, path, draft.take(f"/{leaf}"))
        if leaf == "purchase_order" and not draft.get("/purchase_order"):
            # The schema wants a number of the customer's before that of the seller.
            put(root, path, _NO_ORDER if draft.get("/sales_order") else None)
    if name == "Invoice":
        put(root, "cbc:DueDate", draft.take("/due_date"))


def _references(root: Node, draft: Draft, *, is_credit_note: bool) -> None:
    for path in draft.items("/preceding_invoices"):
        reference = grow(root, "cac:BillingReference")
        for element, leaf in (("ID", "number"), ("IssueDate", "date")):
            place = f"cac:InvoiceDocumentReference/cbc:{element}"
            put(reference, place, draft.take(f"{path}/{leaf}"))
    _document(root, draft.take("/object_ref"), _OBJECT)
    project = draft.take("/project_ref")
    if is_credit_note:
        # It has no element of its own for a project.
        _document(root, project, _PROJECT)
    else:
        put(root, "cac:ProjectReference/cbc:ID", project)


def _document(root: Node, number: str | None, type_code: str) -> None:
    if number is not None:
        reference = grow(root, "cac:AdditionalDocumentReference")
        put(reference, "cbc:ID", number)
        put(reference, "cbc:DocumentTypeCode", type_code)


def _payment(root: Node, draft: Draft, *, is_credit_note: bool) -> None:
    means = draft.items("/payment")
    for index, path in enumerate(means):
        node = grow(root, "cac:PaymentMeans")
        text = draft.take(f"{path}/means_text")
        put(node, "cbc:PaymentMeansCode", draft.take(f"{path}/means_code"), name=text)
        if is_credit_note and index == 0:
            put(node, "cbc:PaymentDueDate", draft.take("/due_date"))
        put(node, "cbc:PaymentID", draft.take(f"{path}/reference"))
        put(node, "cac:CardAccount/cbc:PrimaryAccountNumberID", draft.take(f"{path}/card_last4"))
        if draft.get(f"{path}/card_last4"):
            # The schema wants a network, which nobody has told.
            put(node, "cac:CardAccount/cbc:NetworkID", "mapped-from-cii")
            put(node, "cac:CardAccount/cbc:HolderName", draft.take(f"{path}/card_holder"))
        account = grow(node, "cac:PayeeFinancialAccount")
        number = "iban" if draft.get(f"{path}/iban") else "account_number"
        put(account, "cbc:ID", draft.take(f"{path}/{number}"))
        if account.children:
            put(account, "cbc:Name", draft.take(f"{path}/account_name"))
            put(account, "cac:FinancialInstitutionBranch/cbc:ID", draft.take(f"{path}/bic"))
        mandate = grow(node, "cac:PaymentMandate")
        put(mandate, "cbc:ID", draft.take(f"{path}/mandate"))
        debited = draft.take(f"{path}/debited_account")
        put(mandate, "cac:PayerFinancialAccount/cbc:ID", debited)


def _reductions(root: Node, draft: Draft) -> None:
    for kind in ("allowances", "charges"):
        for path in draft.items(f"/{kind}"):
            node = grow(root, "cac:AllowanceCharge")
            put(node, "cbc:ChargeIndicator", "true" if kind == "charges" else "false")
            put(node, "cbc:AllowanceChargeReasonCode", draft.take(f"{path}/reason_code"))
            put(node, "cbc:AllowanceChargeReason", draft.take(f"{path}/reason"))
            put(node, "cbc:MultiplierFactorNumeric", draft.take(f"{path}/rate"))
            amount(node, draft, "cbc:Amount", f"{path}/amount")
            amount(node, draft, "cbc:BaseAmount", f"{path}/base")
            category = draft.take(f"{path}/tax_category")
            tax_category(node, "cac:TaxCategory", category, draft.take(f"{path}/tax_rate"))


def tax_category(parent: Node, name: str, code: str | None, rate: str | None) -> Node:
    """A tax category, its scheme VAT; empty where nothing is known."""
    node = grow(parent, name)
    put(node, "cbc:ID", code)
    put(node, "cbc:Percent", rate)
    if node.children:
        put(node, "cac:TaxScheme/cbc:ID", "VAT")
    return node


def _tax(root: Node, draft: Draft) -> None:
    tax = grow(root, "cac:TaxTotal")
    amount(tax, draft, "cbc:TaxAmount", "/totals/tax")
    for path in draft.items("/tax"):
        row = grow(tax, "cac:TaxSubtotal")
        amount(row, draft, "cbc:TaxableAmount", f"{path}/base")
        amount(row, draft, "cbc:TaxAmount", f"{path}/amount")
        code = draft.take(f"{path}/category_code")
        category = tax_category(row, "cac:TaxCategory", code, draft.take(f"{path}/rate"))
        scheme = category.children.pop() if category.children else None
        put(category, "cbc:TaxExemptionReasonCode", draft.take(f"{path}/exemption_code"))
        put(category, "cbc:TaxExemptionReason", draft.take(f"{path}/exemption_reason"))
        if scheme is not None:
            category.children.append(scheme)
    second = "/totals/tax_in_tax_currency"
    if draft.get(second) and draft.get("/tax_currency") not in (None, draft.get("/currency")):
        amount(grow(root, "cac:TaxTotal"), draft, "cbc:TaxAmount", second, "/tax_currency")
