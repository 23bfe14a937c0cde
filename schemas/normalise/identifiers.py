"""Document numbers, IBAN, BIC and VAT ids; check digits by python-stdnum.

Knows no registry: a number that computes may still belong to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import product

import stdnum
from stdnum import bic, iban

from schemas.normalise.result import DocumentContext, Normalised, unread
from schemas.normalise.text import LOOKALIKES, collapse, plain

_LABEL = re.compile(
    r"^(?:(?:invoice|rechnung|facture|order|customer|kunden|account|receipt|bill|po|ref|art)?[ -]?"
    r"(?:numbers?|nummer|no|nr|num|n\u00b0|n\u00ba|\u2116|id)\s*[.:#]*\s+|[:#]+\s*)",
    re.IGNORECASE,
)
# One digit a box, as numbers stand on forms: "9 0 8 - 3 4 - 3 4 5 6".
_BOXED = re.compile(r"\d(?: [-–—]?(?:(?<=\s)|\s)\d){5,24}")
_IBAN_SHAPE = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_BIC_SHAPE = re.compile(r"\b[A-Z]{4} ?[A-Z]{2} ?[A-Z0-9]{2}(?: ?[A-Z0-9]{3})?\b")
_MAX_LOOKALIKES = 4
# Prefixes that python-stdnum can check; Greece writes EL. Norway and Iceland are left out: "VAT NO
# 123" is no Norwegian.
_VAT_COUNTRIES = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CH",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "EL",
        "ES",
        "FI",
        "FR",
        "GB",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)
_VAT_START = re.compile(r"(?<![A-Z0-9])([A-Z]{2})E?[ .:-]{0,2}(?=[A-Z0-9+*]{0,3}[ .-]?[0-9])")
_VAT_MAX_CHARS = 18


def normalise_identifier(raw: str, context: DocumentContext) -> Normalised:
    """As printed, without a leading label or ``#``."""
    printed = collapse(raw)
    value = _LABEL.sub("", printed).strip(" ,;:")
    if not value:
        return unread("empty")
    if _BOXED.fullmatch(value):
        joined = re.sub(r"[–—]", "-", value).replace(" ", "")
        return Normalised(joined, "digits of single boxes joined", True)
    return Normalised(value, "as printed" if value == printed else "label removed", True)


def normalise_code(raw: str, context: DocumentContext) -> Normalised:
    """Short codes: as printed, without outer brackets and punctuation."""
    value = collapse(raw).strip(" ,;:()[]#")
    return Normalised(value, "as printed", True) if value else unread("empty")


def iban_is_valid(value: str) -> bool:
    """ISO 13616 structure and mod-97 check.

    A country's own rules are left out: some ask whether the bank is in a list that grows old.
    """
    return bool(iban.is_valid(value, check_country=False))


def normalise_iban(raw: str, context: DocumentContext) -> Normalised:
    """Compact IBAN; misread letters are repaired if that cures the check digits.

    One whose check digits fail all the same is kept, not confident.
    """
    text = re.sub(r"^.*?IBAN\W*", "", plain(raw), flags=re.IGNORECASE)
    compact = re.sub(r"[\s.:-]", "", text)
    upper = compact.upper()
    if _IBAN_SHAPE.fullmatch(upper) and iban_is_valid(upper):
        return Normalised(upper, "check digits hold", True)
    repaired = _repaired_iban(compact)
    if repaired is not None:
        return Normalised(repaired, f"read {compact} as {repaired}; check digits hold", False)
    if _IBAN_SHAPE.fullmatch(upper):
        return Normalised(upper, "check digits fail", False)
    return unread(f"no IBAN: {raw[:40]!r}")


def _repaired_iban(compact: str) -> str | None:
    """The one IBAN with valid check digits among the readings of letters that look like digits."""
    places = [index for index, char in enumerate(compact) if index >= 2 and char in LOOKALIKES]
    if not 15 <= len(compact) <= 34 or not 1 <= len(places) <= _MAX_LOOKALIKES:
        return None
    found = set()
    for choice in product((False, True), repeat=len(places)):
        chars = list(compact)
        for place, replace in zip(places, choice, strict=True):
            if replace:
                chars[place] = LOOKALIKES[chars[place]]
        reading = "".join(chars).upper()
        if _IBAN_SHAPE.fullmatch(reading) and iban_is_valid(reading):
            found.add(reading)
    return found.pop() if len(found) == 1 else None


def normalise_bic(raw: str, context: DocumentContext) -> Normalised:
    """Compact BIC of 8 or 11 characters with a country in it."""
    text = re.sub(r"^.*?(?:BIC|SWIFT)(?:[ /-]*(?:BIC|SWIFT|CODE))*\W*", "", plain(raw).upper())
    for match in _BIC_SHAPE.finditer(text):
        compact = match.group().replace(" ", "")
        if bic.is_valid(compact):
            return Normalised(compact, "form and country hold", True)
    return unread(f"no BIC: {raw[:40]!r}")


@lru_cache(maxsize=64)
def _vat_checkers(country: str) -> tuple[Callable[[str], bool], ...]:
    code = {"EL": "gr"}.get(country, country.lower())
    modules = [
        stdnum.get_cc_module(code, "vat"),
        stdnum.get_cc_module(code, "uid") if code == "ch" else None,
    ]
    return tuple(module.is_valid for module in modules if module is not None)


def vat_id_is_valid(value: str) -> bool | None:
    """Check digits of a VAT id with country prefix; None without prefix or known rule."""
    compact = re.sub(r"[^A-Z0-9+*]", "", plain(value).upper())
    if compact[:2] not in _VAT_COUNTRIES or not re.search(r"\d", compact[2:6]):
        return None
    return any(is_valid(compact) for is_valid in _vat_checkers(compact[:2]))


def normalise_vat_id(raw: str, context: DocumentContext) -> Normalised:
    """Compact VAT id with its country prefix; another tax number as printed, not confident."""
    text = plain(raw).upper()
    starts = [match.start() for match in _VAT_START.finditer(text) if match[1] in _VAT_COUNTRIES]
    for start in starts:
        # Words that follow may belong to it ("DE 136 695 976") or not ("DE136695976 Amtsgericht").
        words = text[start:].split(" ")
        for count in range(min(len(words), 6), 0, -1):
            compact = re.sub(r"[^A-Z0-9+*]", "", "".join(words[:count]))
            if len(compact) <= _VAT_MAX_CHARS and vat_id_is_valid(compact):
                return Normalised(compact, "check digits hold", True)
    if starts:
        printed = re.match(r"[A-Z]{2,3}[ .:-]{0,2}[A-Z]?[0-9 .-]+[A-Z]?[0-9]*", text[starts[0] :])
        if printed:
            return Normalised(re.sub(r"[^A-Z0-9]", "", printed.group()), "check digits fail", False)
    own = _LABEL.sub("", re.sub(r"^[^\d]*?:\s*", "", collapse(raw))).strip(" ,;:")
    if context.country in _VAT_COUNTRIES and any(
        valid(own) for valid in _vat_checkers(str(context.country))
    ):
        return Normalised(own, f"check digits of {context.country} hold", True)
    return (
        Normalised(own, "a tax number without country prefix, as printed", False)
        if own
        else unread("empty")
    )
