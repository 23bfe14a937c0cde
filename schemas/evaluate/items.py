"""Rows of lists: rows are matched first, by the highest total likeness, then cell by cell.

Knows no headers and no schema. The assignment is the Hungarian method with potentials (Kuhn 1955,
Munkres 1957), O(n^2 m).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.evaluate.matchers import (
    Matcher,
    same_amount,
    same_text,
    same_text_without_spaces,
    similarity,
)
from schemas.evaluate.outcome import MISSING, Judged, judge
from schemas.evaluate.pointers import child

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """names: in a result's row, parts of a path joined by points (``tax.rate``); the first that is
    not null counts. weight: what an equal cell, or a similar text, adds to the likeness of two
    rows.
    """

    names: tuple[str, ...]
    same: Matcher
    weight: float


#: columns of a list by truth key
Columns = Mapping[str, Column]

#: Line items of invoices and receipts. The description counts double, equal numbers decide between
#: equal descriptions.
ITEM_COLUMNS: Columns = {
    "description": Column(("description",), same_text, 2.0),
    "quantity": Column(("quantity",), same_amount, 0.5),
    "unit_price": Column(("unit_price", "unit_price_gross"), same_amount, 0.5),
    "amount": Column(("amount_net", "amount_gross", "amount"), same_amount, 1.0),
}
MIN_LIKENESS = 1.0


def _found(row: Row, column: Column) -> tuple[str, Any] | None:
    """Where in the row the column's value stands (JSON Pointer), and the value."""
    for name in column.names:
        node: Any = row
        pointer = ""
        for part in name.split("."):
            node = node.get(part) if isinstance(node, Mapping) else None
            pointer = child(pointer, part)
        if node is not None:
            return pointer, node
    return None


def score_items(
    expected: Sequence[Row],
    got: Sequence[Row],
    columns: Columns = ITEM_COLUMNS,
    *,
    without_spaces: bool,
    null_is_absent: bool,
) -> Iterator[Judged]:
    """Every cell by its truth key; rows too many are invented. Pointers are into `got`."""
    likeness = [
        [_likeness(truth, row, columns, without_spaces) for row in got] for truth in expected
    ]
    pairs = {truth: row for truth, row in assign(likeness) if likeness[truth][row] >= MIN_LIKENESS}
    labelled = {key for row in expected for key in row} or set(columns)
    for index, truth in enumerate(expected):
        place = pairs.get(index, 0)
        row = got[place] if index in pairs else {}
        for key, column in columns.items():
            pointer, value = _found(row, column) or (None, None)
            wanted = truth.get(key, MISSING)
            same = _matcher(column, without_spaces)
            outcome = judge(wanted, value, same, null_is_absent=null_is_absent)
            yield Judged(key, outcome, wanted, value, _in_row(place, pointer))
    for index, row in enumerate(got):
        if index not in pairs.values():
            for key, column in columns.items():
                found = _found(row, column)
                if key in labelled and found is not None:
                    yield Judged(key, "invented", None, found[1], _in_row(index, found[0]))


def _in_row(index: int, pointer: str | None) -> str | None:
    return None if pointer is None else child("", index) + pointer


def _matcher(column: Column, without_spaces: bool) -> Matcher:
    is_text = without_spaces and column.same is same_text
    return same_text_without_spaces if is_text else column.same


def _likeness(truth: Row, row: Row, columns: Columns, without_spaces: bool) -> float:
    """0 to the sum of the columns' weights."""
    total = 0.0
    for key, column in columns.items():
        first, found = truth.get(key), _found(row, column)
        if first is None or found is None:
            continue
        if column.same is same_text:
            likeness = similarity(str(first), str(found[1]), spaces=not without_spaces)
            total += column.weight * likeness
        elif column.same(first, found[1]):
            total += column.weight
    return total


def assign(likeness: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """(row, column) pairs with the highest sum; the fewer of both are all used."""
    if not likeness or not likeness[0]:
        return []
    if len(likeness) > len(likeness[0]):
        transposed = [list(column) for column in zip(*likeness, strict=True)]
        return sorted((row, column) for column, row in assign(transposed))
    num_rows, num_columns = len(likeness), len(likeness[0])
    # Row and column potentials; index 0 of rows and columns is a sentinel.
    u, v = [0.0] * (num_rows + 1), [0.0] * (num_columns + 1)
    row_of = [0] * (num_columns + 1)
    for row in range(1, num_rows + 1):
        _augment(row, likeness, u, v, row_of)
    return sorted(
        (row_of[column] - 1, column - 1) for column in range(1, num_columns + 1) if row_of[column]
    )


def _augment(
    row: int, likeness: Sequence[Sequence[float]], u: list[float], v: list[float], row_of: list[int]
) -> None:
    """Adds one row along the cheapest augmenting path; changes ``u``, ``v`` and ``row_of``."""
    size = len(row_of)
    slack, came_from, done = [float("inf")] * size, [0] * size, [False] * size
    row_of[0], column = row, 0
    while row_of[column]:
        done[column] = True
        here, delta, following = row_of[column], float("inf"), 0
        for other in range(1, size):
            if done[other]:
                continue
            cost = -likeness[here - 1][other - 1] - u[here] - v[other]
            if cost < slack[other]:
                slack[other], came_from[other] = cost, column
            if slack[other] < delta:
                delta, following = slack[other], other
        for other in range(size):
            if done[other]:
                u[row_of[other]] += delta
                v[other] -= delta
            else:
                slack[other] -= delta
        column = following
    while column:
        row_of[column] = row_of[came_from[column]]
        column = came_from[column]
