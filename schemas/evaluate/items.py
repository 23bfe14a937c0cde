"""Line items: rows are matched first, by the highest total likeness, then cell by cell.

Knows no headers. The assignment is the Hungarian method with potentials (Kuhn 1955, Munkres 1957),
O(n^2 m).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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

# Truth key -> names in a result's row, the first that is not null counts.
CELLS: dict[str, tuple[str, ...]] = {
    "description": ("description",),
    "quantity": ("quantity",),
    "unit_price": ("unit_price", "unit_price_gross"),
    "amount": ("amount_net", "amount_gross", "amount"),
}
MIN_LIKENESS = 1.0


def cell_of(row: Row, key: str) -> Any:
    """A result's value for a truth key of a line."""
    name = _name_of(row, key)
    return None if name is None else row[name]


def _name_of(row: Row, key: str) -> str | None:
    return next((name for name in CELLS[key] if row.get(name) is not None), None)


def _pointer(index: int, row: Row, key: str) -> str | None:
    name = _name_of(row, key)
    return None if name is None else child(child("", index), name)


def score_items(
    expected: Sequence[Row], got: Sequence[Row], *, without_spaces: bool, null_is_absent: bool
) -> Iterator[Judged]:
    """Every cell by its truth key; rows too many are invented. Pointers are into `got`."""
    likeness = [[_likeness(truth, row, without_spaces) for row in got] for truth in expected]
    pairs = {truth: row for truth, row in assign(likeness) if likeness[truth][row] >= MIN_LIKENESS}
    labelled = {key for row in expected for key in row} or set(CELLS)
    for index, truth in enumerate(expected):
        place = pairs.get(index, 0)
        row = got[place] if index in pairs else {}
        for key in CELLS:
            value = cell_of(row, key)
            wanted = truth.get(key, MISSING)
            same = _matcher(key, without_spaces)
            outcome = judge(wanted, value, same, null_is_absent=null_is_absent)
            yield Judged(key, outcome, wanted, value, _pointer(place, row, key))
    for index, row in enumerate(got):
        if index not in pairs.values():
            for key in CELLS:
                if key in labelled and (value := cell_of(row, key)) is not None:
                    yield Judged(key, "invented", None, value, _pointer(index, row, key))


def _matcher(key: str, without_spaces: bool) -> Matcher:
    if key != "description":
        return same_amount
    return same_text_without_spaces if without_spaces else same_text


def _likeness(truth: Row, row: Row, without_spaces: bool) -> float:
    """0 to 4: the description counts double, equal numbers decide between equal descriptions."""
    total = 0.0
    first, second = truth.get("description"), cell_of(row, "description")
    if first is not None and second is not None:
        total += 2 * similarity(str(first), str(second), spaces=not without_spaces)
    for key, weight in (("amount", 1.0), ("unit_price", 0.5), ("quantity", 0.5)):
        first, second = truth.get(key), cell_of(row, key)
        if first is not None and second is not None and same_amount(first, second):
            total += weight
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
