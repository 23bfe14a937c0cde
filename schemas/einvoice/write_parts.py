"""What the writers of all syntaxes share: identifiers of schemes, lines of addresses. Knows none of
them.
"""

from __future__ import annotations

import re

from schemas.einvoice.code_lists import ADDRESS_SCHEMES
from schemas.einvoice.draft import Draft

#: the specification identifier (BT-24) of EN 16931 itself
SPECIFICATION = "urn:cen.eu:en16931:2017"
#: ISO 6523: GTIN
GTIN_SCHEME = "0160"
#: UNTDID 7143: mutually defined, since a page does not say whose classification it prints
CLASSIFICATION_SCHEME = "ZZZ"
#: UNTDID 5189: a discount, of which no other reason is known
DISCOUNT_REASON = "95"
#: EAS schemes of VAT ids, by their prefix
_VAT_SCHEMES = {
    "AT": "9914", "BE": "9925", "BG": "9926", "CH": "9927", "CY": "9928", "CZ": "9929",
    "DE": "9930", "EE": "9931", "ES": "9920", "FI": "0213", "FR": "9957", "GB": "9932",
    "EL": "9933", "HR": "9934", "HU": "9910", "IE": "9935", "IT": "0211", "LT": "9937",
    "LU": "9938", "LV": "9939", "MT": "9943", "NL": "9944", "PL": "9945", "PT": "9946",
    "RO": "9947", "SE": "9955", "SI": "9949", "SK": "9950",
}  # fmt: skip
_GLN = re.compile(r"[0-9]{13}")
_LEITWEG = re.compile(r"[0-9]{2,12}(-[0-9A-Z]{1,30})?-[0-9]{2}")
_VAT = re.compile(r"([A-Z]{2})[0-9A-Z]{7,13}")


def scheme_of_address(text: str) -> str | None:
    """The EAS scheme of an electronic address (BT-34-1) by the looks of it: e-mail, GLN,
    Leitweg-ID, a VAT id. None where it could be anything.
    """
    if re.fullmatch(r"[^@\s]+@[^@\s]+", text):
        return "EM"
    if _GLN.fullmatch(text):
        return "0088"
    if _LEITWEG.fullmatch(text):
        return "0204"
    vat = _VAT.fullmatch(text)
    scheme = _VAT_SCHEMES.get(vat[1]) if vat is not None else None
    return scheme if scheme in ADDRESS_SCHEMES else None


def take_lines(draft: Draft, address: str) -> list[str | None]:
    """The three address lines (BT-35, BT-36, BT-162) of `address`, a pointer.

    Several further lines are joined by commas in the data; the last line takes what is left over.
    """
    street = draft.take(f"{address}/street")
    more = draft.take(f"{address}/additional")
    second, _, third = (more or "").partition(", ")
    # It is put together again from its parts by whoever reads them.
    draft.take(f"{address}/text")
    return [street, second or None, third or None]
