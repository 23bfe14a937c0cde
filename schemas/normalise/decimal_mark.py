"""Decimal comma or point: what a document's own numbers say. Knows no single value's meaning.

Numbers that allow only one reading vote first; then the arithmetic of totals and lines is tried
under both marks; then the habit of country and language.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from schemas.normalise.amounts import read_number
from schemas.normalise.result import DecimalMark, DocumentContext, RawValue
from schemas.normalise.text import plain

_CENTS = re.compile(
    r"(?<![\w.,/:-])(?:\d{1,3}(?:[.,' ]\d{3}){1,5}|\d+)([.,])\d{2}(?![\w/:-]|[.,]\d)"
)
_GROUPED = re.compile(r"(?<![\w.,/:-])\d{1,3}(?:([.,])\d{3})(?:\1\d{3}){1,5}(?![\w/:-]|[.,]\d)")
_BESIDE_SIGN = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_COMMA_LANGUAGES = frozenset(
    [
        "de",
        "fr",
        "es",
        "it",
        "nl",
        "pt",
        "pl",
        "sv",
        "da",
        "nb",
        "fi",
        "cs",
        "sk",
        "hu",
        "ro",
        "hr",
        "sl",
        "tr",
        "lt",
        "lv",
        "et",
        "id",
        "vi",
        "ru",
        "uk",
        "bg",
        "el",
        "ca",
    ]
)
_POINT_LANGUAGES = frozenset(["en", "ja", "zh", "ko", "th", "he", "ms", "hi"])
_POINT_COUNTRIES = frozenset(
    [
        "US",
        "GB",
        "CA",
        "AU",
        "NZ",
        "IE",
        "IN",
        "SG",
        "MY",
        "CH",
        "LI",
        "MX",
        "JP",
        "CN",
        "KR",
        "TH",
        "PH",
        "HK",
        "TW",
        "IL",
        "ZA",
        "KE",
        "NG",
    ]
)
_CENT = Decimal("0.01")


def infer_decimal(
    values: Sequence[RawValue], text: str, known: DocumentContext, evidence: list[str]
) -> DecimalMark | None:
    """The document's decimal mark; appends one sentence to ``evidence`` when it finds it."""
    votes: Counter[str] = Counter()
    for value in values:
        if value.kind in ("amount", "quantity", "percent"):
            # Raw values may touch their sign ("RM15.00").
            printed = _BESIDE_SIGN.sub(" ", plain(value.raw))
            weight = 3 if value.kind == "amount" else 1
            for mark in [*_CENTS.findall(printed), *map(_other, _GROUPED.findall(printed))]:
                votes[mark] += weight
    votes.update(_CENTS.findall(text))
    votes.update(_other(mark) for mark in _GROUPED.findall(text))
    comma, point = votes[","], votes["."]
    if max(comma, point) and max(comma, point) >= 2 * min(comma, point):
        chosen: DecimalMark = "," if comma > point else "."
        evidence.append(
            f"decimal mark {chosen} (weight {max(comma, point)} against {min(comma, point)})"
        )
        return chosen
    by_sum = _by_sum(values)
    if by_sum is not None:
        evidence.append(f"decimal mark {by_sum} (the amounts only add up so)")
        return by_sum
    return _by_habit(known, evidence)


def _other(mark: str) -> str:
    return "," if mark == "." else "."


def _by_sum(values: Sequence[RawValue]) -> DecimalMark | None:
    """Under which mark do subtotal + tax = total, or quantity x price = amount, hold?"""
    raws = {value.path: value.raw for value in values}
    holds: list[DecimalMark] = []
    marks: tuple[DecimalMark, ...] = (",", ".")
    for mark in marks:
        context = DocumentContext(decimal=mark)
        triples = [tuple(raws.get(f"/totals/{name}") for name in ("subtotal", "tax", "total"))]
        if any(_adds_up(triple, context) for triple in triples) or _lines_hold(raws, context):
            holds.append(mark)
    return holds[0] if len(holds) == 1 else None


def _read(raw: str | None, context: DocumentContext, *, money: bool = True) -> Decimal | None:
    number = read_number(raw, context, money=money) if raw else ""
    return None if isinstance(number, str) else number.value


def _adds_up(raws: Sequence[str | None], context: DocumentContext) -> bool:
    net, tax, total = (_read(raw, context) for raw in raws)
    return (
        net is not None and tax is not None and total is not None and abs(net + tax - total) < _CENT
    )


def _lines_hold(raws: dict[str, str], context: DocumentContext) -> bool:
    lines = {path.rsplit("/", 1)[0] for path in raws if path.startswith("/line_items/")}
    checked = []
    for line in lines:
        quantity = _read(raws.get(f"{line}/quantity"), context, money=False)
        price = _read(raws.get(f"{line}/unit_price"), context)
        amount = _read(raws.get(f"{line}/amount_net") or raws.get(f"{line}/amount_gross"), context)
        if quantity is not None and price is not None and amount is not None:
            checked.append(abs(quantity * price - amount) < _CENT)
    return bool(checked) and all(checked)


def _by_habit(known: DocumentContext, evidence: list[str]) -> DecimalMark | None:
    if known.country in _POINT_COUNTRIES:
        evidence.append(f"decimal mark . (usual in {known.country})")
        return "."
    language = known.languages[0] if known.languages else None
    if language in _COMMA_LANGUAGES:
        evidence.append(f"decimal mark , (usual in {language})")
        return ","
    if language in _POINT_LANGUAGES:
        evidence.append(f"decimal mark . (usual in {language})")
        return "."
    return None
