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
from schemas.evaluate.items import CELLS, score_items
from schemas.evaluate.matchers import (
    Matcher,
    same_amount,
    same_code,
    same_date,
    same_id,
    same_printed,
    same_text,
)
from schemas.evaluate.pairs import score_pairs
from schemas.schema import Schema
from workers.steps.confidence import template_of

_BY_KIND: Mapping[str, Matcher] = {
    "name": same_text,
    "address": same_text,
    "amount": same_amount,
    "quantity": same_amount,
    "percent": same_amount,
    "date": same_date,
    "currency": same_code,
    "country": same_code,
    "boolean": same_printed,
    "string": same_printed,
}
_ITEMS, _PAIRS, _BOXES = "line_items", "pairs", "checkboxes"
_CELL_NAMES = {name: key for key, names in CELLS.items() for name in names}


@dataclass(frozen=True, slots=True)
class HeaderValue:
    """A field of the headline figure. is_right: also where it is rightly absent."""

    key: str
    is_right: bool


def right_values(schema: Schema, truth: Mapping[str, str], data: Json) -> dict[str, bool]:
    """For each value of `data` that can be judged, by its pointer, whether it is right.

    truth: by path (``line_items[0].quantity``).
    """
    kinds = {leaf.pointer: leaf.kind for leaf in schema.leaves()}
    lists = [name for name in (_ITEMS, _PAIRS, _BOXES) if data.get(name)]
    judged = {
        pointer: _is_right(kinds[template_of(pointer)], truth, pointer, value)
        for pointer, value in iterate_leaves(data)
        if value is not None and pointer.split("/")[1] not in lists
    }
    if _ITEMS in lists:
        judged |= dict(_items(truth, data[_ITEMS]))
    if _PAIRS in lists or _BOXES in lists:
        judged |= _pairs(truth, {name: data[name] for name in lists if name != _ITEMS})
    return judged


def header_values(kind: str, truth: Mapping[str, str], data: Json) -> Iterator[HeaderValue]:
    """Every field of the headline figure of a kind, absent ones too."""
    for field in fields_of(kind, without_spaces=False, date_ambiguous=False):
        if field.key not in header_of(kind):
            continue
        path = field.paths[0]
        wanted, got = truth.get(path), _at(data, path)
        is_right = got is None if wanted is None else got is not None and field.same(wanted, got)
        yield HeaderValue(field.key, is_right)


def _is_right(kind: str, truth: Mapping[str, str], pointer: str, value: Json) -> bool:
    path = _path(pointer)
    same = _BY_KIND.get(kind, same_id)
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


def _rows(truth: Mapping[str, str], name: str) -> list[dict[str, str]]:
    rows: dict[int, dict[str, str]] = {}
    for path, value in truth.items():
        match = re.fullmatch(rf"{name}\[(\d+)\]\.(\w+)", path)
        if match:
            rows.setdefault(int(match[1]), {})[match[2]] = value
    return [rows[index] for index in sorted(rows)]


def _items(truth: Mapping[str, str], got: Json) -> Iterator[tuple[str, bool]]:
    expected = [
        dict.fromkeys(CELLS)
        | {_CELL_NAMES[name]: value for name, value in row.items() if name in _CELL_NAMES}
        for row in _rows(truth, _ITEMS)
    ]
    for judged in score_items(expected, got, without_spaces=False, null_is_absent=True):
        if judged.pointer is not None and judged.got is not None:
            yield f"/{_ITEMS}{judged.pointer}", judged.outcome == "correct"


def _pairs(truth: Mapping[str, str], data: Json) -> dict[str, bool]:
    """Pairs by their labels; what no pair of the truth takes is invented."""
    expected: list[dict[str, Any]] = [
        {"key": row["key"], "value": row["value"]}
        for row in _rows(truth, _PAIRS)
        if "key" in row and "value" in row
    ]
    expected += [
        {"key": row["label"], "value": row["checked"] == "true"} for row in _rows(truth, _BOXES)
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
