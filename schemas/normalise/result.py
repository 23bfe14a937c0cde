"""What a normaliser is given and what it answers. Knows no kind and no document.

A normaliser never raises for what stands on a page: what it cannot read is ``value=None`` with the
reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

DecimalMark = Literal[".", ","]
Value = str | bool | int | float


@dataclass(frozen=True, slots=True)
class Normalised:
    """A typed value and how it came about.

    value: ISO date, decimal string with the scale printed, code...; None when the raw text cannot
    be read.
    derivation: steps for people, joined by "; ". confident: no step was a guess.
    """

    value: Value | None
    derivation: str
    confident: bool


class RawValue(NamedTuple):
    """One value as the model wrote it.

    path: JSON Pointer into the result. kind: `schemas.kinds.Kind`.
    """

    path: str
    kind: str
    raw: str


@dataclass(frozen=True, slots=True)
class DocumentContext:
    """What one document's own evidence says about its notation; None where it says nothing.

    languages: ISO 639-1, likeliest first. day_first: 03/04 is 3 April. decimal: the decimal mark.
    currency: ISO 4217. country: ISO 3166-1 alpha-2. until: the last day of a statement: a date of
    its rows without a year is the latest one before it. evidence: one sentence a decision.
    """

    languages: tuple[str, ...] = ()
    day_first: bool | None = None
    decimal: DecimalMark | None = None
    currency: str | None = None
    country: str | None = None
    until: date | None = None
    evidence: tuple[str, ...] = ()


def unread(reason: str) -> Normalised:
    """The answer for raw text that cannot be read."""
    return Normalised(None, reason, False)
