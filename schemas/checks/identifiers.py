"""Do the check digits of identifiers hold? A rule that is not the identifier's own is not applied.

Knows no amounts and no registry: a number that computes may still belong to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from stdnum import bic, ean, iso11649, luhn

from schemas.checks.check import Check
from schemas.normalise.identifiers import iban_is_valid, vat_id_is_valid
from schemas.schema import Schema
from schemas.tree import Leaf

#: lengths of a GTIN (ISO/IEC 15420: 8, 12, 13 digits; 14 for cases)
_GTIN_DIGITS = (8, 12, 13, 14)
_CARD_NAMES = frozenset({"card_number", "primary_account_number", "pan"})
_PAYMENT_REFERENCE = re.compile(r"/payment/\*/reference")
#: row r of the table is row 0 turned r to the left
_MOD10_ROW = (0, 9, 4, 6, 8, 2, 7, 1, 3, 5)
_QRR_DIGITS = 27


def check_digits(schema: Schema, data: Mapping[str, Any]) -> Iterator[Check]:
    """One check for each identifier in ``data`` that has a rule."""
    for name, rule, takes, is_valid in _RULES:
        for leaf in schema.leaves():
            if takes(leaf):
                yield from _checked(name, rule, leaf.pointer, data, is_valid)


def bic_is_valid(value: str) -> bool:
    """ISO 9362: four letters, a country, two characters, perhaps three of a branch."""
    return bool(bic.is_valid(value))


def gtin_is_valid(value: str) -> bool | None:
    """GS1 check digit; None for what is no GTIN."""
    digits = re.sub(r"[\s-]", "", value)
    # Numbers of restricted circulation (a shop's own, by weight) need not follow the rule.
    if not digits.isdecimal() or len(digits) not in _GTIN_DIGITS or digits.startswith("2"):
        return None
    return bool(ean.is_valid(digits))


def reference_is_valid(value: str) -> bool | None:
    """A creditor's reference: ISO 11649 (``RF``), or of Swiss QR bills; None for another text."""
    compact = re.sub(r"[\s.-]", "", value).upper()
    if re.fullmatch(r"RF\d{2}[A-Z0-9]{1,21}", compact):
        return bool(iso11649.is_valid(compact))
    if len(compact) == _QRR_DIGITS and compact.isdecimal():
        return mod10_recursive(compact[:-1]) == int(compact[-1])
    return None


def mod10_recursive(digits: str) -> int:
    """Check digit of Swiss QR references (Swiss Payment Standards, annex B)."""
    carry = 0
    for digit in digits:
        carry = _MOD10_ROW[(carry + int(digit)) % 10]
    return (10 - carry) % 10


def card_number_is_valid(value: str) -> bool | None:
    """Luhn's check digit (ISO/IEC 7812); None for a number that is masked or of another length."""
    digits = re.sub(r"[\s-]", "", value)
    return bool(luhn.is_valid(digits)) if re.fullmatch(r"\d{13,19}", digits) else None


_RULES: tuple[tuple[str, str, Callable[[Leaf], bool], Callable[[str], bool | None]], ...] = (
    ("iban_checksum", "ISO 13616", lambda leaf: leaf.kind == "iban", iban_is_valid),
    ("bic_form", "ISO 9362", lambda leaf: leaf.kind == "bic", bic_is_valid),
    ("vat_id_checksum", "", lambda leaf: leaf.kind == "vat_id", vat_id_is_valid),
    ("gtin_checksum", "ISO/IEC 15420", lambda leaf: leaf.name == "gtin", gtin_is_valid),
    (
        "payment_reference_checksum",
        "ISO 11649",
        lambda leaf: _PAYMENT_REFERENCE.fullmatch(leaf.pointer) is not None,
        reference_is_valid,
    ),
    (
        "card_number_checksum",
        "ISO/IEC 7812",
        lambda leaf: leaf.name in _CARD_NAMES,
        card_number_is_valid,
    ),
)


def _checked(
    name: str,
    rule: str,
    pointer: str,
    data: Mapping[str, Any],
    is_valid: Callable[[str], bool | None],
) -> Iterator[Check]:
    for path, value in _values_at(data, pointer.split("/")[1:], ""):
        passed = is_valid(value) if isinstance(value, str) and value else None
        if passed is not None:
            relation = "hold" if passed else "fail"
            yield Check(name, passed, f"check digits of {value} {relation}", (path,), rule)


def _values_at(node: Any, tokens: list[str], path: str) -> Iterator[tuple[str, Any]]:
    """Values under a pointer template, with the pointer of each."""
    if not tokens:
        yield path, node
    elif tokens[0] == "*" and isinstance(node, list):
        for index, child in enumerate(node):
            yield from _values_at(child, tokens[1:], f"{path}/{index}")
    elif isinstance(node, Mapping):
        key = tokens[0].replace("~1", "/").replace("~0", "~")
        if key in node:
            yield from _values_at(node[key], tokens[1:], f"{path}/{tokens[0]}")
