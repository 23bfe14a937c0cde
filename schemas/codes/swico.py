"""Bill information of a Swiss QR-bill in Swico's syntax S1 (Swico, "Syntaxdefinition der
Rechnungsinformationen bei der QR-Rechnung", version 1.2). Knows no other line of the code.

``//S1/10/10201409/11/190512/30/106017086/31/180508/32/7.7/40/2:10;0:30``
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from schemas.codes.facts import DUE, ISSUED, NUMBER, SUPPLIER_VAT, Gathered

_PREFIX = "//S1/"
_DAY = r"(?P<y>\d{2})(?P<m>\d{2})(?P<d>\d{2})"
_RATE = re.compile(r"\d{1,2}(\.\d{1,3})?")
_TERM = re.compile(r"(\d{1,2}(?:\.\d{1,3})?):(\d{1,3})")
_MAX_RATES = 10
_MAX_DAYS = 400


def read_bill_information(found: Gathered, text: str) -> None:
    """Adds what the line says; another syntax than S1 is passed over."""
    if not text.startswith(_PREFIX):
        return
    tags = _tags(text[len(_PREFIX) :])
    found.text(NUMBER, tags.get("10", ""))
    found.day(ISSUED, tags.get("11", ""), _DAY)
    found.text("/buyer_reference", tags.get("20", ""))
    if "30" in tags:
        # The number of the register of companies, without CHE and without a suffix.
        found.vat_id(SUPPLIER_VAT, f"CHE{tags['30']}")
    _service(found, tags.get("31", ""))
    _rates(found, tags.get("32", ""))
    _due_date(found, tags.get("40", ""))


def _tags(text: str) -> dict[str, str]:
    """Values by number; a slash or a backslash in a value has a backslash before it."""
    parts = [re.sub(r"\\(.)", r"\1", part) for part in re.split(r"(?<!\\)/", text)]
    return dict(zip(parts[::2], parts[1::2], strict=False))


def _service(found: Gathered, text: str) -> None:
    """One day, or two for a period."""
    if len(text) == 12:
        found.day("/service_period/start", text[:6], _DAY)
        found.day("/service_period/end", text[6:], _DAY)
    else:
        found.day("/delivery_date", text, _DAY)


def _rates(found: Gathered, text: str) -> None:
    """One rate for all, or rates with their net amounts: ``8:1000;2.5:51.8``."""
    for index, entry in enumerate(text.split(";")[:_MAX_RATES] if text else ()):
        rate, _, base = entry.partition(":")
        if not _RATE.fullmatch(rate):
            found.faults.append(f"{entry[:20]!r} is no VAT rate")
            return
        found.text(f"/tax/{index}/rate", rate)
        found.amount(f"/tax/{index}/base", base)


def _due_date(found: Gathered, text: str) -> None:
    """The day by which all is to be paid without a discount: ``0:30``, 30 days from the date."""
    issued = found.facts.get(ISSUED)
    terms = [_TERM.fullmatch(term) for term in text.split(";")] if text else []
    days = [int(term[2]) for term in terms if term is not None and not float(term[1])]
    if issued is not None and days and days[0] <= _MAX_DAYS:
        due = date.fromisoformat(issued.value) + timedelta(days=days[0])
        found.day(DUE, due.isoformat(), r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)")
