"""CSV for spreadsheets: a row for each document and each item of its lists. Knows no schema.

Columns: `file, status, flags, error_code, error_message, schema, model, pages, list, item`, then
one for each value (`totals.total`), then one for each value of an item (`line_items.quantity`).
Where a file held several documents, `first_page, last_page` of each stand after `pages`.
A document's own row leaves `list` empty; the row of an item names its list and its number (from 1)
and fills the item's columns only, so that a sum over a column counts nothing twice.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TextIO

from docflow.formats.text import dotted
from docflow.results import Json, Result, iterate_leaves, pointer_tokens

BASE_COLUMNS = (
    "file",
    "status",
    "flags",
    "error_code",
    "error_message",
    "schema",
    "model",
    "pages",
    "list",
    "item",
)
#: after `pages`, where a file held several documents
PART_COLUMNS = ("first_page", "last_page")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

Row = dict[str, str]


def write_csv(results: Sequence[Result], stream: TextIO) -> None:
    """Writes header and rows; the columns are those the results hold, in the order they come up."""
    rows = [row for result in results for row in _rows(result)]
    present = dict.fromkeys(column for row in rows for column in row)
    values = [column for column in present if column not in (*BASE_COLUMNS, *PART_COLUMNS)]
    own = {column for row in rows if not row["list"] for column in row}
    items_last = sorted(values, key=lambda column: column not in own)
    columns = [*_base_columns(results), *items_last]
    writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    stream.flush()


def _base_columns(results: Sequence[Result]) -> list[str]:
    columns = list(BASE_COLUMNS)
    if any("part" in result for result in results):
        after = columns.index("pages") + 1
        columns[after:after] = PART_COLUMNS
    return columns


def _rows(result: Result) -> Iterator[Row]:
    base = {"file": safe_cell(result["file"]), "status": result["status"], "list": "", "item": ""}
    if result["status"] == "failed":
        error = result["error"]
        yield base | {"error_code": error["code"], "error_message": safe_cell(error["message"])}
        return
    base |= {"schema": safe_cell(result["schema"]), "model": safe_cell(result["model"])}
    base["flags"] = " ".join(result.get("flags", ()))
    if "part" in result:
        base |= {name: str(result["part"][name]) for name in ("first_page", "last_page")}
    lists = {name: value for name, value in result["data"].items() if _is_item_list(value)}
    rest = {name: value for name, value in result["data"].items() if name not in lists}
    yield base | {"pages": str(result["pages"])} | _cells(rest, "")
    for name, items in lists.items():
        for number, item in enumerate(items, start=1):
            yield base | {"list": safe_cell(name), "item": str(number)} | _cells(item, f"{name}.")


def _cells(data: Mapping[str, Json], prefix: str) -> Row:
    return {
        safe_cell(prefix + dotted(pointer_tokens(pointer))): ""
        if value is None
        else safe_cell(value)
        for pointer, value in iterate_leaves(data)
    }


def _is_item_list(value: Json) -> bool:
    return isinstance(value, list) and all(isinstance(item, Mapping) for item in value)


def safe_cell(value: Json) -> str:
    """The text of a cell that no spreadsheet takes for a formula (CWE-1236).

    A quote sign is put before `=`, `+`, `-`, `@` and control characters at the start, except where
    the whole cell is a number.
    """
    text = str(value)
    if text.lstrip(" ").startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text
