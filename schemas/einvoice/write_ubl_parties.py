"""The parties of an invoice to UBL 2.1: seller, buyer, payee, tax representative, and the place of
delivery. Knows no amounts.
"""

from __future__ import annotations

from schemas.einvoice.draft import Draft
from schemas.einvoice.node import Node
from schemas.einvoice.write_parts import scheme_of_address, take_lines
from schemas.einvoice.write_xml import grow, put

_ROLES = {"supplier": "cac:AccountingSupplierParty", "customer": "cac:AccountingCustomerParty"}
#: the tax scheme of a local tax number (BT-32)
_LOCAL = "FC"


def write_party(root: Node, draft: Draft, role: str) -> None:
    """The seller (BG-4) or the buyer (BG-7). role: ``supplier`` or ``customer``."""
    party = grow(root, f"{_ROLES[role]}/cac:Party")
    path = f"/{role}"
    address = draft.get(f"{path}/endpoint")
    scheme = scheme_of_address(address) if address else None
    if scheme is not None:
        put(party, "cbc:EndpointID", draft.take(f"{path}/endpoint"), schemeID=scheme)
    ids = draft.items(f"{path}/ids") if role == "supplier" else [f"{path}/account_id"]
    for item in ids:
        put(grow(party, "cac:PartyIdentification"), "cbc:ID", draft.take(item))
    put(party, "cac:PartyName/cbc:Name", draft.take(f"{path}/trading_name"))
    _address(party, draft, "cac:PostalAddress", f"{path}/address")
    _tax_number(party, draft.take(f"{path}/tax_id"), "VAT")
    if role == "supplier":
        _tax_number(party, draft.take(f"{path}/tax_registration"), _LOCAL)
    legal = grow(party, "cac:PartyLegalEntity")
    put(legal, "cbc:RegistrationName", draft.take(f"{path}/name"))
    put(legal, "cbc:CompanyID", draft.take(f"{path}/registration_id"))
    if role == "supplier":
        put(legal, "cbc:CompanyLegalForm", draft.take(f"{path}/legal_form"))
    contact = grow(party, "cac:Contact")
    put(contact, "cbc:Name", draft.take(f"{path}/contact_name"))
    put(contact, "cbc:Telephone", draft.take(f"{path}/phone"))
    put(contact, "cbc:ElectronicMail", draft.take(f"{path}/email"))


def write_other_parties(root: Node, draft: Draft) -> None:
    """The payee (BG-10) and the tax representative (BG-11)."""
    payee = grow(root, "cac:PayeeParty")
    put(payee, "cac:PartyIdentification/cbc:ID", draft.take("/remit_to/location_id"))
    put(payee, "cac:PartyName/cbc:Name", draft.take("/remit_to/name"))
    put(payee, "cac:PartyLegalEntity/cbc:CompanyID", draft.take("/remit_to/registration_id"))
    person = grow(root, "cac:TaxRepresentativeParty")
    put(person, "cac:PartyName/cbc:Name", draft.take("/tax_representative/name"))
    _address(person, draft, "cac:PostalAddress", "/tax_representative/address")
    _tax_number(person, draft.take("/tax_representative/tax_id"), "VAT")


def write_delivery(root: Node, draft: Draft) -> None:
    """When and where to (BG-13, BG-15)."""
    delivery = grow(root, "cac:Delivery")
    put(delivery, "cbc:ActualDeliveryDate", draft.take("/delivery_date"))
    location = grow(delivery, "cac:DeliveryLocation")
    put(location, "cbc:ID", draft.take("/ship_to/location_id"))
    _address(location, draft, "cac:Address", "/ship_to/address")
    name = draft.take("/ship_to/name")
    put(delivery, "cac:DeliveryParty/cac:PartyName/cbc:Name", name)


def _tax_number(party: Node, number: str | None, scheme: str) -> None:
    if number is not None:
        node = grow(party, "cac:PartyTaxScheme")
        put(node, "cbc:CompanyID", number)
        put(node, "cac:TaxScheme/cbc:ID", scheme)


def _address(party: Node, draft: Draft, name: str, path: str) -> None:
    address = grow(party, name)
    first, second, third = take_lines(draft, path)
    put(address, "cbc:StreetName", first)
    put(address, "cbc:AdditionalStreetName", second)
    put(address, "cbc:CityName", draft.take(f"{path}/city"))
    put(address, "cbc:PostalZone", draft.take(f"{path}/postal_code"))
    put(address, "cbc:CountrySubentity", draft.take(f"{path}/subdivision"))
    put(address, "cac:AddressLine/cbc:Line", third)
    put(address, "cac:Country/cbc:IdentificationCode", draft.take(f"{path}/country"))
