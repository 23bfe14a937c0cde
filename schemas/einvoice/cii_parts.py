"""Dates and indicators as Cross Industry Invoices write them. Knows neither header nor lines."""

from __future__ import annotations

from schemas.einvoice.invoice import Collector
from schemas.einvoice.node import Node

#: a document's number: D16B, ZUGFeRD 1.0
NUMBER = "IssuerAssignedID|ID"
PERCENT = "RateApplicablePercent|ApplicablePercent"


def put_date(found: Collector, path: str, holder: Node | None) -> None:
    """A date below an element such as IssueDateTime: in a string with a format, or bare."""
    if holder is None:
        return
    node = holder.first("DateTimeString|DateString|DateTime|Date") or holder
    found.put(path, node.text, node.attributes.get("format"))


def put_period(found: Collector, path: str, settlement: Node) -> None:
    """The first and the last day of what is billed."""
    for edge in ("Start", "End"):
        holder = settlement.first(f"BillingSpecifiedPeriod/{edge}DateTime")
        put_date(found, f"{path}/service_period/{edge.lower()}", holder)


def is_charge(node: Node) -> bool:
    """Whether an allowance or charge is a charge."""
    indicator = node.first("ChargeIndicator")
    text = "" if indicator is None else indicator.text + (indicator.get("Indicator") or "")
    return text.strip().lower() in ("true", "1")
