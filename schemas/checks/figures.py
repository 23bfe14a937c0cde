"""The numbers of a result by their JSON Pointers, as decimals. Knows no rule.

Values are decimal strings in our schemas and JSON numbers in some users'; whatever is neither
counts as absent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Line = dict[str, Decimal | None]

_LINE_KEYS = ("quantity", "unit_price", "price_base_quantity", "amount_net", "amount_gross")
_TAX_KEYS = ("rate", "base", "amount")
_PART_KEYS = ("amount", "tax_rate")
# Plain notation and few enough digits that no sum or product leaves decimal's precision.
_PLAIN = re.compile(r"-?\d{1,15}(?:\.\d{1,10})?")


@dataclass(frozen=True, slots=True)
class Figures:
    """totals by pointer; lines, taxes, allowances and charges as (pointer, numbers by name), in
    their order.

    prices_include_tax: the lines are gross, as on most receipts.
    """

    totals: Mapping[str, Decimal | None]
    lines: tuple[tuple[str, Line], ...]
    taxes: tuple[tuple[str, Line], ...]
    allowances: tuple[tuple[str, Line], ...]
    charges: tuple[tuple[str, Line], ...]
    prices_include_tax: bool

    def __getitem__(self, pointer: str) -> Decimal | None:
        return self.totals.get(pointer)


def to_decimal(value: Any) -> Decimal | None:
    """A number in plain notation out of a JSON value; None for everything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(value)
    return Decimal(text) if _PLAIN.fullmatch(text) else None


def read_figures(data: Mapping[str, Any]) -> Figures:
    """Numbers of ``totals``, ``line_items`` and ``tax``; parts of another shape are left out."""
    totals = data.get("totals")
    numbers = (
        {f"/totals/{name}": to_decimal(value) for name, value in totals.items()}
        if isinstance(totals, Mapping)
        else {}
    )
    lines = tuple(
        (f"/line_items/{index}", _line(line)) for index, line in _objects(data.get("line_items"))
    )
    taxes, allowances, charges = (
        _parts(data, "tax", _TAX_KEYS),
        _parts(data, "allowances", _PART_KEYS),
        _parts(data, "charges", _PART_KEYS),
    )
    gross = any(
        line["amount_gross"] is not None and line["amount_net"] is None for _, line in lines
    )
    return Figures(numbers, lines, taxes, allowances, charges, gross)


def _parts(
    data: Mapping[str, Any], key: str, names: tuple[str, ...]
) -> tuple[tuple[str, Line], ...]:
    return tuple(
        (f"/{key}/{index}", {name: to_decimal(item.get(name)) for name in names})
        for index, item in _objects(data.get(key))
    )


def _objects(value: Any) -> list[tuple[int, Mapping[str, Any]]]:
    return (
        [(index, item) for index, item in enumerate(value) if isinstance(item, Mapping)]
        if isinstance(value, list)
        else []
    )


def _line(item: Mapping[str, Any]) -> Line:
    line: Line = {name: to_decimal(item.get(name)) for name in _LINE_KEYS}
    discount = item.get("discount")
    # An object in our invoice, an amount in our receipt.
    parts = discount if isinstance(discount, Mapping) else {"amount": discount}
    line["discount"] = to_decimal(parts.get("amount"))
    line["discount_rate"] = to_decimal(parts.get("rate"))
    tax = item.get("tax")
    line["tax_rate"] = to_decimal(tax.get("rate")) if isinstance(tax, Mapping) else None
    return line
