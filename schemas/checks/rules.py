"""Runs every rule on a result: arithmetic, order of dates, check digits of identifiers.

Rules of EN 16931 (schematron v1.3.16) where there are any; receipts and printed totals allow the
usual variants, and the message says which one held. What is absent is not checked: such a check is
not listed. Knows no page and no model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from schemas.checks.check import Check
from schemas.checks.dates import date_order
from schemas.checks.figures import Figures, read_figures
from schemas.checks.identifiers import check_digits
from schemas.checks.lines import line_amounts, lines_sum_to_net
from schemas.checks.parts import allowances_sum, base_by_rate, charges_sum
from schemas.checks.payslip import payslip_adds_up
from schemas.checks.statement import statement_adds_up
from schemas.checks.totals import (
    amount_due_adds_up,
    net_adds_up,
    tax_rate_times_base,
    tax_sum,
    totals_add_up,
)
from schemas.schema import Schema, load_builtin

#: rules on the numbers of a document that asks for money
_ARITHMETIC: tuple[Callable[[Figures], Iterator[Check]], ...] = (
    totals_add_up,
    amount_due_adds_up,
    lines_sum_to_net,
    net_adds_up,
    allowances_sum,
    charges_sum,
    line_amounts,
    tax_sum,
    tax_rate_times_base,
    base_by_rate,
)
#: the same on documents of another shape, which read their own numbers
_ARITHMETIC_OF_OTHERS: tuple[Callable[[Mapping[str, Any]], Iterator[Check]], ...] = (
    statement_adds_up,
    payslip_adds_up,
)


def run_checks(schema: Schema | str, data: Mapping[str, Any]) -> list[Check]:
    """Every rule that applies to ``data``; a user's schema takes part with the names it shares.

    schema: a schema or a built-in name; its kinds say which values are IBANs and VAT ids.
    """
    if isinstance(schema, str):
        schema = load_builtin(schema)
    return [*run_arithmetic(data), *date_order(data), *check_digits(schema, data)]


def run_arithmetic(data: Mapping[str, Any]) -> list[Check]:
    """The rules that numbers alone decide: those that a misread amount breaks."""
    figures = read_figures(data)
    checks = [check for rule in _ARITHMETIC for check in rule(figures)]
    checks.extend(check for rule in _ARITHMETIC_OF_OTHERS for check in rule(data))
    return checks
