"""What a query answers: typed columns and plain values, the same from both databases. Knows no
database.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from docflow.query.functions_sqlite import iso_moment
from docflow.query.relations import ColumnType

#: beyond it a float has not every whole number
_MAX_EXACT = 2**53


@dataclass(frozen=True)
class QueryLimits:
    """What a query may cost. max_row_bytes: of one row, else the query is refused."""

    timeout_s: float = 2.0
    max_rows: int = 10_000
    max_bytes: int = 16 * 1024 * 1024
    max_row_bytes: int = 1_000_000


@dataclass(frozen=True)
class ResultColumn:
    """A column of an answer."""

    name: str
    type: ColumnType


@dataclass(frozen=True)
class QueryResult:
    """The rows, and whether there are more than the limits allow."""

    columns: list[ResultColumn]
    rows: list[list[Any]]
    truncated: bool
    seconds: float


@dataclass(frozen=True)
class Plan:
    """A query ready to run: the SELECT of each table it reads, by prefixed name, and its own text.

    types: of the columns that come out, by place; empty where they are known by name alone. None
    where the database or the values tell.
    """

    tables: dict[str, str]
    sql: str
    types: Sequence[ColumnType | None] = ()
    types_by_name: Mapping[str, ColumnType | None] = field(default_factory=dict)


class Collector:
    """Gathers rows until a limit is reached."""

    def __init__(self, limits: QueryLimits) -> None:
        self.rows: list[list[Any]] = []
        self.truncated = False
        self._limits = limits
        self._num_bytes = 0

    def add(self, rows: Iterable[Sequence[Any]], types: Sequence[ColumnType | None]) -> bool:
        """Takes rows as the driver gives them; False once no more are wanted."""
        for row in rows:
            plain = [plain_value(value, type_) for value, type_ in zip(row, types, strict=True)]
            self._num_bytes += sum(map(_size, plain))
            if len(self.rows) >= self._limits.max_rows or self._num_bytes > self._limits.max_bytes:
                self.truncated = True
                return False
            self.rows.append(plain)
        return True


def plain_value(value: Any, type_: ColumnType | None) -> Any:
    """A value of a driver as JSON has it: numbers as numbers, dates and moments as ISO 8601."""
    if value is None or isinstance(value, str):
        return _json(value) if type_ == "json" else value
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return bool(value) if type_ == "boolean" and value in (0, 1) else value
    if isinstance(value, float | Decimal):
        return _number(value)
    if isinstance(value, datetime):
        return iso_moment(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return value if isinstance(value, dict | list) else str(value)


def type_of_values(values: Iterable[Any]) -> ColumnType:
    """The type of a column that only its values tell of."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return "boolean"
    if kinds and kinds <= {int, float}:
        return "integer" if kinds == {int} else "numeric"
    return "json" if kinds and kinds <= {dict, list} else "text"


def _number(number: float | Decimal) -> float | int | None:
    if not math.isfinite(number):
        return None
    is_whole = -_MAX_EXACT < number < _MAX_EXACT and number == int(number)
    return int(number) if is_whole else float(number)


def _json(text: str | None) -> Any:
    if text is None:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text


def _size(value: Any) -> int:
    if isinstance(value, str):
        return len(value) + 2
    return len(str(value)) if isinstance(value, dict | list) else 8
