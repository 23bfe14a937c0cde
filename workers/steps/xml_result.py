"""The result of a document with an e-invoice in it: from the XML alone, from the XML with lines
that a model read, or from a model where the XML is not believed. Knows no model and no file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from docflow.results import (
    NO_MODEL,
    PRESENT,
    REPAIRED,
    SURE_ENOUGH,
    CheckResult,
    DocumentResult,
    FieldResult,
    Json,
    pointer_tokens,
)
from docflow.shown_checks import shown
from schemas.checks import Check, run_checks
from schemas.schema import Schema
from workers.steps.values import WindowReading
from workers.steps.xml_reading import LINES, XmlReading, fields_of_xml

#: what is told of a model's reading beside the checks of its values
_ABOUT_READING = frozenset({SURE_ENOUGH, REPAIRED, PRESENT, "all_pages_read", "answers_complete"})
_LINE_AMOUNT = "line_amount"


def used_windows(
    reading: XmlReading | None, windows: Iterable[WindowReading]
) -> list[WindowReading]:
    """What is taken from a model: all, or only the lines where an XML says the rest."""
    if reading is None or not reading.is_believed:
        return list(windows)
    return [
        replace(window, readings=tuple(r for r in window.readings if r.path.startswith(LINES)))
        for window in windows
    ]


def result_of_xml(
    schema: Schema, reading: XmlReading, *, id_: str, file: str, num_pages: int, seconds: float
) -> DocumentResult:
    """The result where the XML says everything that is asked."""
    return _merged(
        schema,
        reading,
        {
            "id": id_,
            "file": file,
            "schema": schema.name,
            "status": "done",
            "model": NO_MODEL,
            "pages": num_pages,
            "data": {},
            "fields": [],
            "checks": [],
            "usage": {
                "prompt_tokens": 0,
                "output_tokens": 0,
                "seconds": round(seconds, 3),
                "ungrounded": 0,
            },
        },
    )


def with_xml(schema: Schema, reading: XmlReading, by_model: DocumentResult) -> DocumentResult:
    """The result where a model was asked too.

    by_model: of the windows that `used_windows` gives.
    """
    if reading.is_believed:
        return _merged(schema, reading, by_model)
    # The page is what people saw; what the XML says stays in its checks.
    told = _told(reading.checks)
    return {**by_model, "status": "needs_review", "checks": [*by_model["checks"], *told]}


def _merged(schema: Schema, reading: XmlReading, by_model: DocumentResult) -> DocumentResult:
    """The XML's values, and the lines of `by_model`."""
    fields: list[FieldResult] = [*fields_of_xml(reading), *by_model["fields"]]
    data = _shaped(schema.json, _tree({field["path"]: field["value"] for field in fields}))
    checks = [check for check in run_checks(schema, data) if not _is_of_charge(check, reading)]
    every = [*checks, *reading.checks]
    passed = _passed_by_path(every)
    for field in fields:
        field["checks"] = list(passed.get(field["path"], ()))
    about = [check for check in by_model["checks"] if check["name"] in _ABOUT_READING]
    failed = any(check.passed is False for check in every)
    return {
        **by_model,
        "status": "needs_review" if failed or by_model["status"] != "done" else "done",
        "data": data,
        "fields": fields,
        "checks": [*_told(every), *about],
    }


def _passed_by_path(checks: Sequence[Check]) -> Mapping[str, dict[str, None]]:
    """Names of the checks that each value passed, each once and in their order."""
    names: dict[str, dict[str, None]] = defaultdict(dict)
    for check in checks:
        for path in check.paths if check.passed else ():
            names[path][check.name] = None
    return names


def _tree(typed: Mapping[str, Json]) -> dict[str, Any]:
    """Values by path as nested objects, an array's by their indices."""
    tree: dict[str, Any] = {}
    for path, value in typed.items():
        *steps, last = pointer_tokens(path)
        holder = tree
        for step in steps:
            holder = holder.setdefault(step, {})
        holder[last] = value
    return tree


def _shaped(node: Mapping[str, Any], tree: Any) -> Json:
    """The tree in the schema's shape; what is not in it is null, or an empty array."""
    if "properties" in node:
        below = tree or {}
        return {name: _shaped(child, below.get(name)) for name, child in node["properties"].items()}
    if "items" in node:
        count = max((int(index) + 1 for index in tree or {}), default=0)
        return [_shaped(node["items"], tree.get(str(index))) for index in range(count)]
    return tree


def _told(checks: Sequence[Check]) -> list[CheckResult]:
    return [shown(check) for check in checks if check.passed is not None]


def _is_of_charge(check: Check, reading: XmlReading) -> bool:
    """Whether a line does not multiply only because of a charge that the schema has no leaf for."""
    if check.passed or check.name != _LINE_AMOUNT:
        return False
    charged = {f"{LINES}{index}/" for index in reading.charged_lines}
    return any(path.startswith(tuple(charged)) for path in check.paths) if charged else False
