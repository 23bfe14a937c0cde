"""Codes that tax authorities want on invoices: Saudi Arabia (ZATCA, "Electronic Invoice Security
Features Implementation Standards", QR code), Portugal (Autoridade Tributária, Portaria 195/2020 and
its technical specification of the QR code) and India (NIC, signed QR code of an e-invoice).

Signatures are not verified here; what a code says is only compared. Knows no page.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from typing import Any

from stdnum.in_ import gstin

from schemas.codes.facts import (
    CUSTOMER_VAT,
    ISSUED,
    NUMBER,
    SUPPLIER,
    SUPPLIER_VAT,
    TAX,
    TOTAL,
    CodeFacts,
    Gathered,
)

_BASE64 = re.compile(r"[A-Za-z0-9+/]{24,4000}={0,2}")
_SAUDI_VAT = re.compile(r"3\d{13}3")
_PORTUGUESE = re.compile(r"A:\d{9}\*B:[^*]{1,30}\*C:")
_TOKEN = re.compile(r"eyJ[A-Za-z0-9_-]{4,}\.([A-Za-z0-9_-]{16,6000})\.[A-Za-z0-9_-]+")
_ISO_DAY = r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d).{0,30}"
_COMPACT = r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)"
_SLASHED = r"(?P<d>\d\d)/(?P<m>\d\d)/(?P<y>\d{4})"


def read_zatca(text: str) -> CodeFacts | None:
    """Saudi Arabia: tags 1 to 5 as tag, length, value in base64; None for anything else."""
    if not _BASE64.fullmatch(text):
        return None
    try:
        tags = _tags(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        return None
    if tags is None or not _SAUDI_VAT.fullmatch(tags.get(2, "")):
        return None
    found = Gathered()
    found.text(SUPPLIER, tags.get(1, ""))
    found.text(SUPPLIER_VAT, tags[2])
    found.day(ISSUED, tags.get(3, ""), _ISO_DAY)
    found.amount(TOTAL, tags.get(4, ""))
    found.amount(TAX, tags.get(5, ""))
    return found.finished("zatca")


def _tags(data: bytes) -> dict[int, str] | None:
    """Tags 1 to 5; those behind are signatures. None where it is no such list."""
    tags: dict[int, str] = {}
    start = 0
    while start + 2 <= len(data) and len(tags) < 5:
        number, length = data[start], data[start + 1]
        value = data[start + 2 : start + 2 + length]
        if number != len(tags) + 1 or len(value) < length:
            return None
        tags[number] = value.decode("utf-8")
        start += 2 + length
    return tags if len(tags) == 5 else None


def read_saft_pt(text: str) -> CodeFacts | None:
    """Portugal: keys and values between stars, ``A:123456789*B:999999990*C:PT*D:FT...``."""
    if not _PORTUGUESE.match(text):
        return None
    values = dict(part.partition(":")[::2] for part in text.split("*"))
    found = Gathered()
    found.vat_id(SUPPLIER_VAT, f"PT{values['A']}")
    # 999999990 stands for a buyer who gave no number.
    if values.get("C") == "PT" and values["B"] != "999999990":
        found.vat_id(CUSTOMER_VAT, f"PT{values['B']}")
    found.day(ISSUED, values.get("F", ""), _COMPACT)
    found.text(NUMBER, values.get("G", ""))
    found.amount(TAX, values.get("N", ""))
    found.amount(TOTAL, values.get("O", ""))
    found.currency("EUR")
    return found.finished("saft_pt", values.get("H", ""))


def read_gst_india(text: str) -> CodeFacts | None:
    """India: a signed token (RFC 7519) whose claim `data` is JSON as text."""
    token = _TOKEN.fullmatch(text)
    if token is None:
        return None
    try:
        claims: Any = json.loads(base64.urlsafe_b64decode(token[1] + "=" * (-len(token[1]) % 4)))
        data: Any = json.loads(claims["data"])
    except (binascii.Error, ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(data, Mapping) or "Irn" not in data:
        return None
    values = {
        key: str(value) for key, value in data.items() if isinstance(value, str | int | float)
    }
    found = Gathered()
    for path, name in ((SUPPLIER_VAT, "SellerGstin"), (CUSTOMER_VAT, "BuyerGstin")):
        if gstin.is_valid(values.get(name, "")):
            found.text(path, values[name])
    found.text(NUMBER, values.get("DocNo", ""))
    found.day(ISSUED, values.get("DocDt", ""), _SLASHED)
    found.amount(TOTAL, values.get("TotInvVal", ""))
    found.currency("INR")
    return found.finished("gst_india", values.get("Irn", ""))
