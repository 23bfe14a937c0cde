"""The kinds a leaf can have, and which one a user's leaf has when it does not say.

A kind decides the normaliser and, where there is one, the pattern of the decoder. Inference reads
type and format first, then the words of the property name; descriptions are only asked where the
name says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Literal, get_args

Kind = Literal[
    "string", "name", "address", "identifier", "date", "amount", "quantity", "percent", "currency",
    "country", "iban", "bic", "vat_id", "email", "phone", "url", "code", "boolean", "time",
]  # fmt: skip
KINDS: frozenset[str] = frozenset(get_args(Kind))

_FORMATS: dict[str, Kind] = {
    "date": "date", "date-time": "date", "time": "time", "email": "email", "idn-email": "email",
    "uri": "url", "url": "url", "iri": "url", "uri-reference": "url",
}  # fmt: skip
# The first row that shares a word with the name wins: the specific words stand before the general
# ones.
_WORDS: tuple[tuple[Kind, str], ...] = (
    ("iban", "iban"),
    ("bic", "bic swift"),
    ("vat_id", "vatid vatin ustid uid"),
    ("email", "email mail"),
    ("phone", "phone telephone tel fax mobile"),
    ("url", "url website homepage"),
    ("currency", "currency"),
    ("date", "date datum birthday dob deadline expiry"),
    ("time", "time"),
    ("percent", "percent percentage pct rate"),
    ("identifier", "number no num nr id identifier reference ref ssn ein"),
    (
        "amount",
        "amount total subtotal price cost fee tax vat balance sum wages salary discount "
        "net gross payment paid charge",
    ),
    ("quantity", "quantity qty count weight hours units pieces"),
    ("address", "address"),
    ("country", "country"),
    ("code", "code zip postcode sku"),
    (
        "name",
        "name company vendor supplier customer buyer seller employer employee "
        "party advertiser merchant",
    ),
)
_NUMERIC: frozenset[Kind] = frozenset({"amount", "quantity", "percent"})


def words_of(name: str) -> list[str]:
    """``invoiceDate``, ``invoice_date`` and ``Invoice date`` -> ``["invoice", "date"]``."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return [word.casefold() for word in re.split(r"[\W_]+", spaced) if word]


def _by_words(words: list[str]) -> Kind | None:
    have = {first + second for first, second in pairwise(words)}.union(words)
    return next((kind for kind, known in _WORDS if not have.isdisjoint(known.split())), None)


def infer_kind(name: str, json_type: str, node: Mapping[str, Any]) -> Kind:
    """Kind of a leaf without ``x-kind``. json_type: its one type that is not ``null``."""
    if json_type == "boolean":
        return "boolean"
    if "enum" in node or "const" in node:
        return "code"
    by_name = _by_words(words_of(name))
    if json_type in ("number", "integer"):
        numeric = by_name if by_name in _NUMERIC else None
        return numeric or ("quantity" if json_type == "integer" else "amount")
    by_format = _FORMATS.get(str(node.get("format", "")))
    if by_format is not None:
        return by_format
    if by_name is None:
        # A description is prose: only its unmistakable words count.
        described = _by_words(words_of(str(node.get("description", ""))[:200]))
        by_name = described if described in ("iban", "bic", "currency", "date", "email") else None
    return by_name or "string"
