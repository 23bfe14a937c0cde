"""What of the parties and the payment follows from other values: country codes, parts of addresses,
VAT prefixes, codes of payment means. Knows no amounts.
"""

from __future__ import annotations

import re

from schemas.einvoice.code_lists import COUNTRIES
from schemas.einvoice.draft import Draft
from schemas.normalise.country import normalise_country
from schemas.normalise.identifiers import iban_is_valid, vat_id_is_valid
from schemas.normalise.result import DocumentContext

#: parties whose country EN 16931 wants, with an address or without one
_PARTIES = ("supplier", "customer", "tax_representative", "ship_to")
_PARTS = ("street", "additional", "city", "postal_code")
_PLACE = re.compile(r"(?:[A-Z]{1,3}-)?(\d{4,6}|\d{3} \d{2}|\d{4} [A-Z]{2})\s+([^\d]{2,60})")
#: VAT ids of Greece begin with EL
_PREFIX = {"GR": "EL"}
_COUNTRY = {"EL": "GR"}
# UNTDID 4461
_CREDIT_TRANSFER, _SEPA_TRANSFER = "30", "58"
_DIRECT_DEBIT, _SEPA_DEBIT = "49", "59"
_CARD, _NOT_DEFINED = "48", "1"


def complete_parties(draft: Draft) -> None:
    """Addresses first, then countries, then the tax numbers that need one."""
    for party in _PARTIES:
        if draft.has(f"/{party}"):
            _address(draft, f"/{party}/address")
            _country(draft, party)
    for party in ("supplier", "customer", "tax_representative"):
        _tax_number(draft, party)


def _address(draft: Draft, path: str) -> None:
    """Parts of an address that was only read as a whole: what surely is one, the rest as lines."""
    text = draft.get(f"{path}/text")
    if text is None or any(draft.get(f"{path}/{part}") for part in _PARTS):
        return
    lines = []
    for line in (line.strip() for line in re.split(r"[,\n]", text)):
        place = _PLACE.fullmatch(line)
        if place is not None and not draft.get(f"{path}/city"):
            draft.deduce(f"{path}/postal_code", place[1], "part of the printed address")
            draft.deduce(f"{path}/city", place[2].strip(), "part of the printed address")
        elif line and _country_named(line) is None:
            lines.append(line)
    if lines:
        draft.deduce(f"{path}/street", lines[0], "first line of the printed address")
    if lines[1:]:
        more = ", ".join(lines[1:])
        draft.deduce(f"{path}/additional", more, "further lines of the printed address")


def _country_named(line: str) -> str | None:
    """The country a line of an address names, in words or by three letters or more."""
    found = normalise_country(line, DocumentContext())
    return str(found.value) if found.confident and len(line) > 2 else None


def _country(draft: Draft, party: str) -> None:
    path = f"/{party}/address/country"
    if draft.get(path) is not None:
        return
    text = draft.get(f"/{party}/address/text") or ""
    named = _country_named(re.split(r"[,\n]", text)[-1].strip()) if text else None
    if named is not None:
        draft.deduce(path, named, "the country the printed address names")
        return
    number = draft.get(f"/{party}/tax_id") or ""
    code = _COUNTRY.get(number[:2], number[:2])
    if code in COUNTRIES and vat_id_is_valid(number):
        draft.deduce(path, code, "the country of the VAT id")
        return
    iban = draft.get("/payment/0/iban") or ""
    if party == "supplier" and iban[:2] in COUNTRIES and iban_is_valid(iban):
        draft.deduce(path, iban[:2], "the country of the IBAN")


def _tax_number(draft: Draft, party: str) -> None:
    """A VAT id needs the prefix of its country; a number that is none is a local tax number."""
    path = f"/{party}/tax_id"
    number = draft.get(path)
    if number is None or has_vat_prefix(number):
        return
    country = draft.get(f"/{party}/address/country") or ""
    compact = re.sub(r"[\s./-]", "", number).upper()
    prefixed = f"{_PREFIX.get(country, country)}{compact}"
    if country and vat_id_is_valid(prefixed):
        draft.deduce(path, prefixed, "the VAT id with the prefix of its country")
    elif party == "supplier" and draft.get("/supplier/tax_registration") in (None, number):
        draft.clear(path)
        draft.deduce(
            "/supplier/tax_registration", number, "a tax number without a country's prefix"
        )
    else:
        draft.clear(path)


def has_vat_prefix(number: str) -> bool:
    """Whether a VAT id begins with a country's code (BR-CO-09)."""
    prefix = number[:2]
    return _COUNTRY.get(prefix, prefix) in COUNTRIES and number[2:3].isalnum()


def complete_payment(draft: Draft) -> None:
    """The code of the payment means (BT-81), by what is known of the means."""
    is_euro = draft.get("/currency") == "EUR"
    for path in draft.items("/payment"):
        if draft.get(f"{path}/means_code") is not None:
            continue
        known = {name for name in _NAMES if draft.get(f"{path}/{name}")}
        if known & {"mandate", "debited_account"}:
            code, why = _SEPA_DEBIT if is_euro else _DIRECT_DEBIT, "a mandate or debited account"
        elif "iban" in known and is_euro:
            code, why = _SEPA_TRANSFER, "an IBAN, paid in euro"
        elif known & {"iban", "account_number"}:
            code, why = _CREDIT_TRANSFER, "an account is given"
        elif "card_last4" in known:
            code, why = _CARD, "a card is given"
        else:
            code, why = _NOT_DEFINED, "no means of payment is given"
        draft.deduce(f"{path}/means_code", code, why)


_NAMES = ("mandate", "debited_account", "iban", "account_number", "card_last4")
