"""Raw printed text -> typed values, each with its derivation. One file a kind.

`infer_context` decides a document's notation first; the normalisers themselves look at one value
only.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from schemas.kinds import Kind
from schemas.normalise.amounts import normalise_amount, normalise_quantity
from schemas.normalise.booleans import normalise_boolean
from schemas.normalise.country import normalise_country
from schemas.normalise.currency import normalise_currency
from schemas.normalise.dates import normalise_date
from schemas.normalise.identifiers import (
    normalise_bic,
    normalise_code,
    normalise_iban,
    normalise_identifier,
    normalise_vat_id,
)
from schemas.normalise.infer import infer_context
from schemas.normalise.names import (
    normalise_address,
    normalise_email,
    normalise_name,
    normalise_phone,
    normalise_string,
    normalise_url,
)
from schemas.normalise.percent import normalise_percent
from schemas.normalise.result import DecimalMark, DocumentContext, Normalised, RawValue, unread
from schemas.normalise.text import collapse
from schemas.normalise.times import normalise_time
from schemas.tree import Leaf

Normaliser = Callable[[str, DocumentContext], Normalised]

# No number, date or identifier is longer; free text may be.
MAX_RAW_CHARS = 300

NORMALISERS: dict[Kind, Normaliser] = {
    "string": normalise_string,
    "name": normalise_name,
    "address": normalise_address,
    "identifier": normalise_identifier,
    "date": normalise_date,
    "amount": normalise_amount,
    "quantity": normalise_quantity,
    "percent": normalise_percent,
    "currency": normalise_currency,
    "country": normalise_country,
    "iban": normalise_iban,
    "bic": normalise_bic,
    "vat_id": normalise_vat_id,
    "email": normalise_email,
    "phone": normalise_phone,
    "url": normalise_url,
    "code": normalise_code,
    "boolean": normalise_boolean,
    "time": normalise_time,
}


def normalise(raw: str, kind: Kind, context: DocumentContext) -> Normalised:
    """Typed value of one raw text. Never raises for what is printed."""
    if len(raw) > MAX_RAW_CHARS and kind not in ("string", "name", "address"):
        return unread(f"longer than {MAX_RAW_CHARS} characters")
    return NORMALISERS[kind](raw, context)


def normalise_leaf(raw: str, leaf: Leaf, context: DocumentContext) -> Normalised:
    """As `normalise`, in the leaf's JSON type: a number, a boolean, a member of its enum."""
    if leaf.enum is not None:
        return _member(raw, leaf)
    answer = normalise(raw, leaf.kind, context)
    if answer.value is None or leaf.json_type in ("string", "boolean"):
        if leaf.json_type == "boolean" and not isinstance(answer.value, bool | None):
            return normalise_boolean(raw, context)
        return answer
    return _as_number(answer, raw, leaf)


def _member(raw: str, leaf: Leaf) -> Normalised:
    assert leaf.enum is not None
    wanted = collapse(raw).casefold()
    for member in leaf.enum:
        if member is not None and str(member).casefold() == wanted:
            return Normalised(member, "one of the allowed values", True)
    return unread(f"none of the allowed values: {raw[:40]!r}")


def _as_number(answer: Normalised, raw: str, leaf: Leaf) -> Normalised:
    """A decimal string as a JSON number; whole numbers stay whole."""
    try:
        number = Decimal(str(answer.value))
    except InvalidOperation:
        return unread(f"no number: {raw[:40]!r}")
    whole = number == number.to_integral_value()
    if leaf.json_type == "integer" and not whole:
        return unread(f"not a whole number: {raw[:40]!r}")
    return Normalised(int(number) if whole else float(number), answer.derivation, answer.confident)


__all__ = [
    "NORMALISERS",
    "DecimalMark",
    "DocumentContext",
    "Normalised",
    "RawValue",
    "infer_context",
    "normalise",
    "normalise_leaf",
    "unread",
]
