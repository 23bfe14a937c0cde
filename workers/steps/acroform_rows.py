"""Rows of a form as items of a schema's list: fields whose names differ in one number only
(``Description 1``, ``Description 2``; ``Row[0].Qty``, ``Row[1].Qty``) are a column.

Conservative: a list is filled only where each of its leaves has a column of its own and all columns
have the same rows. Knows no page and no model.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from schemas.tree import Leaf
from workers.steps.acroform_fields import FormField
from workers.steps.acroform_match import Target, assign, score_table

_NUMBER = re.compile(r"\d+")
_ITEM_LEAF = re.compile(r"((?:/[^/*]+)+)/\*((?:/[^/*]+)+)")
#: columns times leaves that are compared
_MAX_PAIRS = 20_000

Takes = Callable[[Leaf, FormField], bool]


@dataclass(frozen=True, slots=True)
class RowTable:
    """A list and the rows that answer it. leaves, scores: of its columns, in one order. rows: those
    with something filled in, from the first; their fields in the order of `leaves`. fields: all of
    them, empty ones too.
    """

    leaves: tuple[Leaf, ...]
    scores: tuple[float, ...]
    rows: tuple[tuple[FormField, ...], ...]
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """cells: fields by the number in their names."""

    cells: Mapping[int, FormField]
    target: Target


def tables_of(leaves: Sequence[Leaf], fields: Sequence[FormField], takes: Takes) -> list[RowTable]:
    """The lists of objects that a form answers. takes: whether a leaf can have what a field holds,
    be it nothing.
    """
    columns = _columns(fields)
    lists: dict[str, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        array = leaf.pointer.partition("/*")[0]
        if array != leaf.pointer:
            lists[array].append(leaf)
    tables = []
    for members in lists.values():
        is_flat = all(_ITEM_LEAF.fullmatch(leaf.pointer) for leaf in members)
        if is_flat and columns and len(members) * len(columns) <= _MAX_PAIRS:
            table = _table(members, columns, takes)
            if table is not None:
                tables.append(table)
    return tables


def _columns(fields: Sequence[FormField]) -> list[_Column]:
    """Every column, also those that only look like one: their names fit no leaf."""
    found: dict[str, list[tuple[int, FormField]]] = defaultdict(list)
    for field in fields:
        for number in _NUMBER.finditer(field.name):
            stem = f"{field.name[: number.start()]}#{field.name[number.end() :]}"
            found[stem].append((int(number.group()), field))
    columns = []
    for stem, members in found.items():
        cells = dict(members)
        kinds = {field.is_box for field in cells.values()}
        if 1 < len(cells) == len(members) and len(kinds) == 1:
            columns.append(_Column(dict(sorted(cells.items())), _target(stem, cells)))
    return columns


def _target(stem: str, cells: Mapping[int, FormField]) -> Target:
    """What a column is called: by all of its cells alike, numbers aside, or above the first."""
    labels = {_plain(field.label) for field in cells.values()} - {""}
    tooltips = {_plain(field.tooltip) for field in cells.values()} - {""}
    label = labels.pop() if len(labels) == 1 else ""
    return Target(label, "", tooltips.pop() if len(tooltips) == 1 else "", stem.replace("#", ""))


def _plain(text: str) -> str:
    return " ".join(_NUMBER.sub("", text).strip(" .:#").split())


def _table(leaves: Sequence[Leaf], columns: Sequence[_Column], takes: Takes) -> RowTable | None:
    scores = score_table(leaves, [column.target for column in columns])
    table = [
        [
            score if score and all(takes(leaf, cell) for cell in column.cells.values()) else 0.0
            for score, column in zip(row, columns, strict=True)
        ]
        for leaf, row in zip(leaves, scores, strict=True)
    ]
    contents = [tuple((n, cell.value) for n, cell in c.cells.items()) for c in columns]
    chosen = assign(table, contents)
    if len(chosen) < len(leaves):
        return None
    picked = [columns[chosen[index]] for index in range(len(leaves))]
    numbers = list(picked[0].cells)
    cells = tuple(cell for column in picked for cell in column.cells.values())
    is_doubted = any(cell.is_shown is False for cell in cells)
    if is_doubted or any(list(column.cells) != numbers for column in picked):
        return None
    rows = [tuple(column.cells[number] for column in picked) for number in numbers]
    return RowTable(
        leaves=tuple(leaves),
        scores=tuple(table[index][chosen[index]] for index in range(len(leaves))),
        rows=tuple(row for row in rows if any(cell.is_filled for cell in row)),
        fields=cells,
    )
