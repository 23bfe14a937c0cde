"""Text of an e-invoice to typed values: exactly, or not at all. Knows no syntax and no page.

XML says what it means, so unlike printed text nothing is guessed here: 1.234 is a little more than
one. What cannot be read as its kind is None, and whoever asked reports it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from schemas.kinds import Kind
from schemas.normalise.amounts import decimal_text
from schemas.normalise.text import collapse

# No more digits than the rules of arithmetic compute with: what they skip must not look sound.
_DECIMAL = re.compile(r"[+-]?(0*\d{1,15}(\.\d{0,20})?|\.\d{1,20})")
_ISO_DATE = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(Z|[+-]\d{2}:\d{2}|T[\d:.]{5,15}(Z|[+-]\d\d:\d\d)?)?"
)
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})(\d{4,6})?(Z|[+-]\d{4}|[A-Z]{3})?")
#: UNTDID 2379 codes whose first eight digits are year, month and day
_DAY_FORMATS = frozenset({"102", "203", "204", "205", "304"})
_SHORT_YEAR_FORMAT = "101"
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_BIC = re.compile(r"[A-Z0-9]{8}([A-Z0-9]{3})?")
_VAT_ID = re.compile(r"[A-Z]{2}[A-Z0-9+*]{2,18}")

Reader = Callable[[str], str | None]


def typed(kind: Kind, text: str, date_format: str | None = None) -> str | None:
    """The value of `text` as the schema's kind wants it; None where it is none.

    date_format: the UNTDID 2379 code that stands beside a date of CII.
    """
    if kind == "date":
        return read_date(text, date_format)
    reader = _READERS.get(kind, read_text)
    return reader(text)


def read_text(text: str) -> str | None:
    """The text on one line; it is not shortened and loses no label."""
    return collapse(text) or None


def read_decimal(text: str) -> str | None:
    """A decimal of XML in plain notation, with the scale written: ``+.50`` is ``0.50``."""
    text = text.strip()
    if not _DECIMAL.fullmatch(text):
        return None
    value = Decimal(text)
    # There is no minus zero on an invoice.
    return decimal_text(value if value else abs(value))


def read_date(text: str, date_format: str | None = None) -> str | None:
    """A day of ISO 8601 or of CII as ISO date; a month or a week is none."""
    text = text.strip()
    match = _ISO_DATE.fullmatch(text)
    if match is None and (date_format in _DAY_FORMATS or date_format is None):
        match = _COMPACT_DATE.fullmatch(text)
    if match is not None:
        return _day(match[1], match[2], match[3])
    if date_format == _SHORT_YEAR_FORMAT and re.fullmatch(r"\d{6}", text):
        return _day(f"20{text[:2]}", text[2:4], text[4:])
    return None


def _day(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def read_iban(text: str) -> str | None:
    """A compact IBAN; its check digits are a check of their own."""
    compact = re.sub(r"[\s.-]", "", text).upper()
    return compact if _IBAN.fullmatch(compact) else None


def read_bic(text: str) -> str | None:
    """A compact BIC of 8 or 11 characters."""
    compact = re.sub(r"\s", "", text).upper()
    return compact if _BIC.fullmatch(compact) else None


def read_vat_id(text: str) -> str | None:
    """A compact VAT id with its prefix; another tax number as written."""
    compact = re.sub(r"[\s./-]", "", text).upper()
    return compact if _VAT_ID.fullmatch(compact) else read_text(text)


def _letters(count: int) -> Reader:
    def read(text: str) -> str | None:
        code = text.strip().upper()
        return code if len(code) == count and code.isascii() and code.isalpha() else None

    return read


def _email(text: str) -> str | None:
    address = collapse(text).removeprefix("mailto:")
    user, at, domain = address.rpartition("@")
    return f"{user}@{domain.casefold()}" if at else address or None


_READERS: dict[Kind, Reader] = {
    "amount": read_decimal,
    "quantity": read_decimal,
    "percent": read_decimal,
    "currency": _letters(3),
    "country": _letters(2),
    "iban": read_iban,
    "bic": read_bic,
    "vat_id": read_vat_id,
    "email": _email,
}
