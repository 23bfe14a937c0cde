"""Which values read from a generated document are right, by the rules of `schemas.evaluate`.

The truth is exact: what it does not name is not on the page. Knows no model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docflow.results import Json, iterate_leaves
from schemas.evaluate.fields import fields_of, header_of
from schemas.evaluate.items import ITEM_COLUMNS, Columns, score_items
from schemas.evaluate.lists import ITEMS, columns_of
from schemas.evaluate.matchers import matcher_of
from schemas.evaluate.outcome import Judged
from schemas.evaluate.pairs import score_pairs
from schemas.evaluate.pointers import child
from schemas.schema import Schema
from workers.steps.confidence import template_of

_PAIRS, _BOXES = "pairs", "checkboxes"
#: kinds whose line items have an amount that is net or gross, whichever is printed
_WITH_ITEMS = ("invoice", "receipt")


@dataclass(frozen=True, slots=True)
class HeaderValue:
    """A field of the headline figure.

    is_right: also where it is rightly absent. wanted: what the truth says, got: what was read, each
    None where it is absent.
    """

    key: str
    is_right: bool
    wanted: str | None = None
    got: Json = None


def right_values(schema: Schema, truth: Mapping[str, str], data: Json) -> dict[str, bool]:
    """For each value of `data` that can be judged, by its pointer, whether it is right.

    truth: by path (``line_items[0].quantity``).
    """
    kinds = {leaf.pointer: leaf.kind for leaf in schema.leaves()}
    pairs = [name for name in (_PAIRS, _BOXES) if data.get(name)]
    lists = (*lists_judged(schema), *pairs)
    judged = {
        pointer: _is_right(kinds[template_of(pointer)], truth, pointer, value)
        for pointer, value in iterate_leaves(data)
        if value is not None and pointer.split("/")[1] not in lists
    }
    for cell in cells_of(schema, truth, data):
        if cell.pointer is not None and cell.got is not None:
            judged[cell.pointer] = cell.outcome == "correct"
    if pairs:
        judged |= _pairs(truth, {name: data[name] for name in pairs})
    return judged


def cells_of(schema: Schema, truth: Mapping[str, str], data: Json) -> Iterator[Judged]:
    """Every cell of the lists whose rows are matched, those that were missed too, with its path in
    the schema (``transactions[].amount``) and its pointer in `data`.
    """
    for name, columns in lists_judged(schema).items():
        keys = {cell: key for key, column in columns.items() for cell in column.names}
        expected = [
            dict.fromkeys(columns) | {keys[key]: row[key] for key in row if key in keys}
            for row in rows_of(truth, name)
        ]
        got = data.get(name) or []
        for cell in score_items(expected, got, columns, without_spaces=False, null_is_absent=True):
            pointer = None if cell.pointer is None else child("", name) + cell.pointer
            yield cell._replace(key=f"{name}[].{cell.key}", pointer=pointer)


def lists_judged(schema: Schema) -> Mapping[str, Columns]:
    """Columns of the lists whose rows are matched before they are compared, by the list's name."""
    # Of an invoice only the items are a table; payments and the like have no order.
    if schema.name in _WITH_ITEMS:
        return {ITEMS: ITEM_COLUMNS}
    found = columns_of(schema.leaves())
    return {name: each for name, each in found.items() if name not in (_PAIRS, _BOXES)}


def header_values(kind: str, truth: Mapping[str, str], data: Json) -> Iterator[HeaderValue]:
    """Every field of the headline figure of a kind, absent ones too."""
    for field in fields_of(kind, without_spaces=False, date_ambiguous=False):
        if field.key not in header_of(kind):
            continue
        path = field.paths[0]
        wanted, got = truth.get(path), _at(data, path)
        is_right = got is None if wanted is None else got is not None and field.same(wanted, got)
        yield HeaderValue(field.key, is_right, wanted, got)


def _is_right(kind: str, truth: Mapping[str, str], pointer: str, value: Json) -> bool:
    path = _path(pointer)
    same = matcher_of(kind)
    # Of a list outside tables (payments) the order is of no importance.
    pattern = re.compile(re.sub(r"\\\[\d+\\\]", r"\\[\\d+\\]", re.escape(path)))
    return any(same(each, value) for key, each in truth.items() if pattern.fullmatch(key))


def _path(pointer: str) -> str:
    """``/payment/0/iban`` is ``payment[0].iban``."""
    out = ""
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        out += f"[{part}]" if part.isdigit() else f".{name}" if out else name
    return out


def _at(data: Json, path: str) -> Any:
    for name in path.split("."):
        data = data.get(name) if isinstance(data, Mapping) else None
    return data


def rows_of(truth: Mapping[str, str], name: str) -> list[dict[str, str]]:
    """The rows of a list of the truth, each its cells by name (``tax.rate``)."""
    rows: dict[int, dict[str, str]] = {}
    for path, value in truth.items():
        match = re.fullmatch(rf"{re.escape(name)}\[(\d+)\]\.([^\[\]]+)", path)
        if match:
            rows.setdefault(int(match[1]), {})[match[2]] = value
    return [rows[index] for index in sorted(rows)]


def _pairs(truth: Mapping[str, str], data: Json) -> dict[str, bool]:
    """Pairs by their labels; what no pair of the truth takes is invented."""
    expected: list[dict[str, Any]] = [
        {"key": row["key"], "value": row["value"]}
        for row in rows_of(truth, _PAIRS)
        if "key" in row and "value" in row
    ]
    expected += [
        {"key": row["label"], "value": row["checked"] == "true"} for row in rows_of(truth, _BOXES)
    ]
    judged = {
        f"/{name}/{index}/{key}": False
        for name, key in ((_PAIRS, "value"), (_BOXES, "checked"))
        for index, item in enumerate(data.get(name) or ())
        if item.get(key) is not None
    }
    for each in score_pairs(expected, data):
        if each.pointer is not None and each.pointer in judged:
            judged[each.pointer] = each.outcome == "correct"
    return judged
