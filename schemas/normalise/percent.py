"""Printed percentages -> decimal strings in percent ("7,7%" -> "7.7"). Knows no tax law."""

from __future__ import annotations

import re

from schemas.normalise.amounts import decimal_text, read_number
from schemas.normalise.result import DocumentContext, Normalised, unread

_SIGN = re.compile(r"%|٪|％|\bpercent\b|\bper cent\b|\bprozent\b|\bv\. ?h\.|\bpct\b", re.IGNORECASE)


def normalise_percent(raw: str, context: DocumentContext) -> Normalised:
    """The number before the percent sign; without a sign the number as it stands, not confident."""
    sign = _SIGN.search(raw)
    # "19 % of 100.00": what stands before the sign is the rate, "%7" is Turkish.
    part = (
        raw
        if sign is None
        else raw[: sign.start()]
        if re.search(r"\d", raw[: sign.start()])
        else raw[sign.end() :]
    )
    number = read_number(part, context, money=False)
    if isinstance(number, str):
        return unread(f"{number}: {raw[:40]!r}")
    steps = (*number.steps, "percent sign" if sign else "no percent sign")
    return Normalised(
        decimal_text(number.value), "; ".join(steps), number.confident and sign is not None
    )
