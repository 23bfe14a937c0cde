"""Runs every rule on a result: arithmetic, order of dates, check digits of identifiers.

Rules of EN 16931 (schematron v1.3.16) where there are any; receipts and printed totals allow the
usual variants, and the message says which one held. What is absent is not checked: such a check is
not listed. Knows no page and no model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from schemas.checks.check import Check
from schemas.checks.figures import Figures, read_figures
from schemas.checks.lines import line_amounts, lines_sum_to_net
from schemas.checks.totals import amount_due_adds_up, tax_rate_times_base, tax_sum, totals_add_up
from schemas.normalise.identifiers import iban_is_valid, vat_id_is_valid
from schemas.schema import Schema, load_builtin

_ARITHMETIC: tuple[Callable[[Figures], Iterator[Check]], ...] = (
    totals_add_up,
    amount_due_adds_up,
    lines_sum_to_net,
    line_amounts,
    tax_sum,
    tax_rate_times_base,
)
_CHECK_DIGITS: tuple[tuple[str, str, Callable[[str], bool | None]], ...] = (
    ("iban_checksum", "iban", iban_is_valid),
    ("vat_id_checksum", "vat_id", vat_id_is_valid),
)


def run_checks(schema: Schema | str, data: Mapping[str, Any]) -> list[Check]:
    """Every rule that applies to ``data``; a user's schema takes part with the names it shares.

    schema: a schema or a built-in name; its kinds say which values are IBANs and VAT ids.
    """
    if isinstance(schema, str):
        schema = load_builtin(schema)
    figures = read_figures(data)
    checks = [check for rule in _ARITHMETIC for check in rule(figures)]
    checks.extend(_date_order(data))
    for name, kind, is_valid in _CHECK_DIGITS:
        for leaf in schema.leaves():
            if leaf.kind == kind:
                checks.extend(_checksums(name, leaf.pointer, data, is_valid))
    return checks


def _date_order(data: Mapping[str, Any]) -> Iterator[Check]:
    """Issued before due, periods begin before they end."""
    period = data.get("service_period")
    pairs = [("/issue_date", data.get("issue_date"), "/due_date", data.get("due_date"))]
    if isinstance(period, Mapping):
        pairs.append(
            ("/service_period/start", period.get("start"), "/service_period/end", period.get("end"))
        )
    for first_path, first, last_path, last in pairs:
        begin, end = _date(first), _date(last)
        if begin is not None and end is not None:
            relation = "is not after" if begin <= end else "is after"
            yield Check(
                "date_order", begin <= end, f"{begin} {relation} {end}", (first_path, last_path)
            )


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _checksums(
    name: str, pointer: str, data: Mapping[str, Any], is_valid: Callable[[str], bool | None]
) -> Iterator[Check]:
    for path, value in _values_at(data, pointer.split("/")[1:], ""):
        passed = is_valid(value) if isinstance(value, str) and value else None
        if passed is not None:
            yield Check(
                name, passed, f"check digits of {value} {'hold' if passed else 'fail'}", (path,)
            )


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
