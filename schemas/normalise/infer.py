"""One document's own evidence -> its notation: dates, decimal mark, currency, country.

Every decision names what it rests on. Evidence is asked in the order of its strength: what allows
only one reading, then what the document's order of dates or sums allows, then country and language.
Knows no page layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from schemas.normalise.dates import MONTH_FIRST_COUNTRIES, normalise_date
from schemas.normalise.decimal_mark import infer_decimal
from schemas.normalise.languages import detect_languages
from schemas.normalise.place import infer_country, infer_currency, infer_shared_currency
from schemas.normalise.result import DocumentContext, RawValue
from schemas.normalise.text import plain

MAX_TEXT_CHARS = 200_000
_DATE = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(?:\d{4}|\d{2})(?![\d./-]*\d)")

#: of a row of a statement
_SHORT_DATE = re.compile(r"(\d{1,2})[./-](\d{1,2})\.?")


def infer_context(raws: Iterable[RawValue], page_text: str = "") -> DocumentContext:
    """The notation of one document.

    page_text: everything printed, in any order; at most 200,000 characters are read.
    """
    values = [value for value in raws if value.raw]
    text = plain(page_text[:MAX_TEXT_CHARS]) or plain("  ".join(value.raw for value in values))
    evidence: list[str] = []
    languages = detect_languages(text)
    if languages:
        evidence.append(f"written in {', '.join(languages)}")
    currency = infer_currency(values, text, languages, evidence)
    country = infer_country(values, text, currency, languages, evidence)
    if currency is None and country is not None:
        known = DocumentContext(languages=languages, country=country)
        currency = infer_shared_currency(values, text, known, evidence)
    known = DocumentContext(languages=languages, country=country, currency=currency)
    decimal = infer_decimal(values, text, known, evidence)
    day_first = _day_first(values, text, known, evidence)
    until = _until(values, replace(known, day_first=day_first), evidence)
    return DocumentContext(languages, day_first, decimal, currency, country, until, tuple(evidence))


def _until(values: Sequence[RawValue], known: DocumentContext, evidence: list[str]) -> date | None:
    """The last day of a statement; None for other documents. Rows often leave the year out."""
    if not any(value.path.startswith("/transactions") for value in values):
        return None
    raws = {value.path: value.raw for value in values if value.kind == "date"}
    for path in ("/period/end", "/issue_date", "/period/start"):
        found = normalise_date(raws.get(path, ""), known).value
        if isinstance(found, str):
            evidence.append(f"rows are not after {found}")
            return date.fromisoformat(found)
    return None


def _day_first(
    values: Sequence[RawValue], text: str, known: DocumentContext, evidence: list[str]
) -> bool | None:
    own = " ; ".join(plain(value.raw) for value in values if value.kind == "date")
    for where, part in (("its dates", own), ("the page", text)):
        day = [
            match for match in _DATE.finditer(part) if int(match[1]) > 12 and int(match[3]) <= 12
        ]
        month = [
            match for match in _DATE.finditer(part) if int(match[3]) > 12 and int(match[1]) <= 12
        ]
        if bool(day) != bool(month):
            evidence.append(
                f"{'day' if day else 'month'} first ({(day or month)[0].group()} in {where})"
            )
            return bool(day)
    short = [match for value in values if (match := _SHORT_DATE.fullmatch(value.raw.strip()))]
    days, months = (max((int(m[i]) for m in short), default=0) for i in (1, 2))
    if (days > 12) != (months > 12):
        evidence.append(f"{'day' if days > 12 else 'month'} first in the rows")
        return days > 12
    by_order = _day_first_by_order(values)
    if by_order is not None:
        evidence.append(
            f"{'day' if by_order else 'month'} first (else it is due before it is issued)"
        )
        return by_order
    if known.country in MONTH_FIRST_COUNTRIES:
        evidence.append(f"month first (usual in {known.country})")
        return False
    if known.country is not None or (known.languages and known.languages[0] != "en"):
        evidence.append(f"day first (usual in {known.country or known.languages[0]})")
        return True
    return None


def _day_first_by_order(values: Sequence[RawValue]) -> bool | None:
    """The order under which no due date lies before the issue date, where only one does."""
    raws = {value.path: value.raw for value in values if value.kind == "date"}
    issued, due = raws.get("/issue_date"), raws.get("/due_date")
    if not issued or not due:
        return None
    holds = []
    for day_first in (True, False):
        context = DocumentContext(day_first=day_first)
        first, last = normalise_date(issued, context).value, normalise_date(due, context).value
        if isinstance(first, str) and isinstance(last, str) and first <= last:
            holds.append(day_first)
    return holds[0] if len(holds) == 1 else None
