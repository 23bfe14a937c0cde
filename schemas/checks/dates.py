"""Do the dates follow each other? Knows no amounts and no identifiers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from schemas.checks.check import Check


def date_order(data: Mapping[str, Any]) -> Iterator[Check]:
    """Issued before due; periods begin before they end (BR-29, of lines BR-30)."""
    yield from _order(data, "", "issue_date", "due_date", "")
    yield from _period(data, "", "BR-29")
    lines = data.get("line_items")
    for index, line in enumerate(lines if isinstance(lines, list) else ()):
        if isinstance(line, Mapping):
            yield from _period(line, f"/line_items/{index}", "BR-30")


def _period(holder: Mapping[str, Any], pointer: str, rule: str) -> Iterator[Check]:
    # That of a bank statement or a payslip is called `period`.
    for name, its_rule in (("service_period", rule), ("period", "")):
        period = holder.get(name)
        if isinstance(period, Mapping):
            yield from _order(period, f"{pointer}/{name}", "start", "end", its_rule)


def _order(
    holder: Mapping[str, Any], pointer: str, first: str, last: str, rule: str
) -> Iterator[Check]:
    begin, end = _date(holder.get(first)), _date(holder.get(last))
    if begin is not None and end is not None:
        relation = "is not after" if begin <= end else "is after"
        yield Check(
            "date_order",
            begin <= end,
            f"{begin} {relation} {end}",
            (f"{pointer}/{first}", f"{pointer}/{last}"),
            rule,
        )


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
