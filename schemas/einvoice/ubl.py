"""UBL 2.1 Invoice and CreditNote (Peppol BIS Billing 3, XRechnung) to values. Knows no other
syntax.
"""

from __future__ import annotations

from schemas.einvoice.invoice import Collector
from schemas.einvoice.node import Node
from schemas.einvoice.parts import Address, joined, put_account, put_address, put_card
from schemas.einvoice.ubl_lines import is_charge, read_lines

CREDIT_NOTE = "CreditNote"
ROOTS = frozenset({"Invoice", CREDIT_NOTE})
#: the namespaces end so; other documents have an element `Invoice` too
NAMESPACES = ("schema:xsd:Invoice-2", "schema:xsd:CreditNote-2")

#: tax schemes whose number is the one that invoices are judged by; TAX and FC are local numbers
_VALUE_ADDED = frozenset({"VAT", "GST", ""})
_OBJECT = "130"
#: a tender, but in a CreditNote, which has no element for it, the project
_TENDER = "50"
#: a creditor's number for direct debits (BT-90), which is no number of the seller
_CREDITOR_SCHEME = "SEPA"
_TOTALS = {
    "lines_net": "LineExtensionAmount",
    "discount": "AllowanceTotalAmount",
    "charges": "ChargeTotalAmount",
    "subtotal": "TaxExclusiveAmount",
    "total": "TaxInclusiveAmount",
    "paid": "PrepaidAmount",
    "rounding": "PayableRoundingAmount",
    "amount_due": "PayableAmount",
}
_TOP = {
    "invoice_number": "ID",
    "issue_date": "IssueDate",
    "document_type": "InvoiceTypeCode|CreditNoteTypeCode",
    "currency": "DocumentCurrencyCode",
    "tax_currency": "TaxCurrencyCode",
    "tax_point_date": "TaxPointDate",
    "accounting_ref": "AccountingCost",
    "buyer_reference": "BuyerReference",
    "order_date": "OrderReference/IssueDate",
    "sales_order": "OrderReference/SalesOrderID",
    "contract_ref": "ContractDocumentReference/ID",
    "project_ref": "ProjectReference/ID",
    "tender_ref": "OriginatorDocumentReference/ID",
    "despatch_ref": "DespatchDocumentReference/ID",
    "receipt_ref": "ReceiptDocumentReference/ID",
    "delivery_date": "Delivery/ActualDeliveryDate",
    "service_period/start": "InvoicePeriod/StartDate",
    "service_period/end": "InvoicePeriod/EndDate",
    "exchange_rate": "TaxExchangeRate/CalculationRate",
    "carrier": "Delivery/CarrierParty/PartyName/Name",
}
#: Peppol: what stands for an order that the customer has not numbered
_NO_ORDER = "NA"


def specification(root: Node) -> str:
    """The specification the invoice follows (BT-24), as written."""
    return (root.get("CustomizationID") or "").strip()


def read_ubl(root: Node, found: Collector) -> tuple[int, tuple[int, ...]]:
    """Reads all values; returns the number of lines and those with charges."""
    for name, path in _TOP.items():
        found.put(f"/{name}", root.get(path))
    order = root.get("OrderReference/ID")
    found.put("/purchase_order", None if order and order.strip() == _NO_ORDER else order)
    for path in ("DueDate", "PaymentMeans/PaymentDueDate", "PaymentTerms/PaymentDueDate"):
        found.put("/due_date", root.get(path))
    found.put("/note", joined(root.texts("Note")))
    found.put("/payment_terms", joined(root.texts("PaymentTerms/Note")))
    _references(root, found)
    put_supplier(root.first("AccountingSupplierParty/Party") or Node(""), found)
    put_customer(root.first("AccountingCustomerParty/Party") or Node(""), found)
    _other_parties(root, found)
    _payment(root.all("PaymentMeans"), found)
    put_totals(root, found)
    _reductions(root, found)
    return read_lines(root.all("InvoiceLine|CreditNoteLine"), found)


def _references(root: Node, found: Collector) -> None:
    for reference in root.all("AdditionalDocumentReference"):
        code = (reference.get("DocumentTypeCode") or "").strip()
        fifty = "/project_ref" if root.name == "CreditNote" else "/tender_ref"
        path = {_OBJECT: "/object_ref", _TENDER: fifty}.get(code)
        if path is not None:
            found.put(path, reference.get("ID"))
    preceding = root.all("BillingReference/InvoiceDocumentReference|CreditNoteDocumentReference")
    for index, reference in enumerate(preceding):
        found.put(f"/preceding_invoices/{index}/number", reference.get("ID"))
        found.put(f"/preceding_invoices/{index}/date", reference.get("IssueDate"))


def _tax_numbers(party: Node) -> tuple[list[str], list[str]]:
    """(VAT ids, local tax numbers) of a party."""
    numbers: tuple[list[str], list[str]] = ([], [])
    for scheme in party.all("PartyTaxScheme"):
        name = (scheme.get("TaxScheme/ID") or "").strip().upper()
        numbers[name not in _VALUE_ADDED].extend(scheme.texts("CompanyID"))
    return numbers


def _names(path: str, party: Node, found: Collector) -> None:
    """Name, registration, contact and address of the seller or the buyer."""
    legal = party.first("PartyLegalEntity") or Node("")
    trading, registered = party.get("PartyName/Name"), legal.get("RegistrationName")
    found.put_all(
        path,
        {
            "name": registered or trading,
            "trading_name": trading if registered else None,
            "registration_id": legal.get("CompanyID"),
            "endpoint": party.get("EndpointID"),
            "contact_name": party.get("Contact/Name"),
            "email": party.get("Contact/ElectronicMail"),
            "phone": party.get("Contact/Telephone"),
            "url": party.get("WebsiteURI"),
        },
    )
    put_party_address(path, party.first("PostalAddress"), found)


def put_supplier(party: Node, found: Collector) -> None:
    """A `Party` as the seller."""
    _names("/supplier", party, found)
    vat, local = _tax_numbers(party)
    found.put("/supplier/tax_id", next(iter(vat), None))
    found.put("/supplier/tax_registration", next(iter(local), None))
    found.put("/supplier/legal_form", party.get("PartyLegalEntity/CompanyLegalForm"))
    ids = [
        node.text
        for node in party.all("PartyIdentification/ID")
        if node.text.strip() and node.attributes.get("schemeID") != _CREDITOR_SCHEME
    ]
    for index, text in enumerate(ids):
        found.put(f"/supplier/ids/{index}", text)


def put_customer(party: Node, found: Collector) -> None:
    """A `Party` as the buyer."""
    _names("/customer", party, found)
    vat, local = _tax_numbers(party)
    # A customer's local tax number has no leaf of its own.
    found.put("/customer/tax_id", next(iter([*vat, *local]), None))
    found.put("/customer/account_id", party.get("PartyIdentification/ID"))


def _other_parties(root: Node, found: Collector) -> None:
    payee = root.first("PayeeParty") or Node("")
    found.put("/remit_to/name", payee.get("PartyName/Name"))
    found.put("/remit_to/location_id", payee.get("PartyIdentification/ID"))
    found.put("/remit_to/registration_id", payee.get("PartyLegalEntity/CompanyID"))
    tax = root.first("TaxRepresentativeParty") or Node("")
    found.put("/tax_representative/name", tax.get("PartyName/Name"))
    found.put("/tax_representative/tax_id", tax.get("PartyTaxScheme/CompanyID"))
    put_party_address("/tax_representative", tax.first("PostalAddress"), found)
    delivery = root.first("Delivery") or Node("")
    found.put("/ship_to/name", delivery.get("DeliveryParty/PartyName/Name"))
    found.put("/ship_to/location_id", delivery.get("DeliveryLocation/ID"))
    put_party_address("/ship_to", delivery.first("DeliveryLocation/Address"), found)


def put_party_address(path: str, address: Node | None, found: Collector) -> None:
    """An address of the party at `path`."""
    if address is None:
        return
    street, number = address.get("StreetName") or "", address.get("BuildingNumber") or ""
    lines = [f"{street} {number}".strip(), address.get("AdditionalStreetName") or ""]
    parts = Address(
        lines=[*lines, *address.texts("AddressLine/Line")],
        postal_code=address.get("PostalZone"),
        city=address.get("CityName"),
        subdivision=address.get("CountrySubentity"),
        country=address.get("Country/IdentificationCode"),
    )
    put_address(found, path, parts)


def _payment(means: list[Node], found: Collector) -> None:
    for index, node in enumerate(means):
        path = f"/payment/{index}"
        account = node.first("PayeeFinancialAccount") or Node("")
        put_account(found, path, account.get("ID"))
        card = node.first("CardAccount") or Node("")
        put_card(found, path, card.get("PrimaryAccountNumberID"), card.get("HolderName"))
        code = node.first("PaymentMeansCode") or Node("")
        branch = account.first("FinancialInstitutionBranch") or Node("")
        found.put_all(
            path,
            {
                "means_code": code.text,
                "means_text": code.attributes.get("name") or node.get("InstructionNote"),
                "reference": node.get("PaymentID"),
                "account_name": account.get("Name"),
                "bic": branch.get("ID") or branch.get("FinancialInstitution/ID"),
                "bank_name": branch.get("Name") or branch.get("FinancialInstitution/Name"),
                "mandate": node.get("PaymentMandate/ID"),
                "debited_account": node.get("PaymentMandate/PayerFinancialAccount/ID"),
            },
        )


def put_totals(root: Node, found: Collector, name_of_total: str = "LegalMonetaryTotal") -> None:
    """The sums of the document and its taxes."""
    total = root.first(name_of_total) or Node("")
    for name, element in _TOTALS.items():
        found.put(f"/totals/{name}", total.get(element))
    currency, tax_currency = found.value("/currency"), found.value("/tax_currency")
    index = 0
    for tax in root.all("TaxTotal"):
        amount = tax.first("TaxAmount") or Node("")
        stated = amount.attributes.get("currencyID", "").strip().upper()
        if stated == tax_currency and stated != currency:
            found.put("/totals/tax_in_tax_currency", amount.text)
            continue
        found.put("/totals/tax", amount.text)
        for row in tax.all("TaxSubtotal"):
            category = row.first("TaxCategory") or Node("")
            found.put_all(
                f"/tax/{index}",
                {
                    "rate": category.get("Percent") or row.get("Percent"),
                    "base": row.get("TaxableAmount"),
                    "amount": row.get("TaxAmount"),
                    "category_code": category.get("ID"),
                    "exemption_reason": category.get("TaxExemptionReason"),
                    "exemption_code": category.get("TaxExemptionReasonCode"),
                },
            )
            index += 1


def _reductions(root: Node, found: Collector) -> None:
    counts = {"allowances": 0, "charges": 0}
    for node in root.all("AllowanceCharge"):
        kind = "charges" if is_charge(node) else "allowances"
        found.put_all(
            f"/{kind}/{counts[kind]}",
            {
                "amount": node.get("Amount"),
                "base": node.get("BaseAmount"),
                "rate": node.get("MultiplierFactorNumeric"),
                "reason": node.get("AllowanceChargeReason"),
                "reason_code": node.get("AllowanceChargeReasonCode"),
                "tax_category": node.get("TaxCategory/ID"),
                "tax_rate": node.get("TaxCategory/Percent"),
            },
        )
        counts[kind] += 1
