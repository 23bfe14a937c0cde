"""The answer of one rule. Knows no rule."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Check:
    """One rule on one result.

    passed: None where a value that the rule needs is missing but others are there.
    paths: JSON Pointers into the data of the values the rule looked at, the one that tells it from
    its like (the line, the rate) first. rule: what a standard calls it: a rule (``BR-CO-15``) or a
    term (``BT-131``) of EN 16931, or another standard (``ISO 13616``); "" where none does.
    """

    name: str
    passed: bool | None
    message: str
    paths: tuple[str, ...]
    rule: str = ""
