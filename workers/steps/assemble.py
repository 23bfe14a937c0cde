"""Raw values to the result: typed data, evidence for each value, checks. Knows no model and no
file.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docflow.results import CheckResult, FieldResult, Json, pointer_tokens
from schemas.checks import Check, run_checks
from schemas.normalise import DocumentContext, infer_context, normalise_leaf
from schemas.normalise import RawValue as Printed
from schemas.normalise.currency import find_signs
from schemas.schema import Schema
from schemas.tree import Leaf
from workers.steps.values import Reading

#: a typed value that took a guess (a date whose order nobody can know) is at most this sure
GUESS_CONFIDENCE = 0.6
CURRENCY = "/currency"


@dataclass(frozen=True, slots=True)
class Assembled:
    """data fits the schema that was asked; fields and checks are evidence for it."""

    data: dict[str, Json]
    fields: list[FieldResult]
    checks: list[CheckResult]


def assemble(schema: Schema, readings: Sequence[Reading], page_text: str) -> Assembled:
    """Type the values by the document's own notation, put them in the schema's shape and check
    them.

    page_text: everything printed, for the notation.
    """
    leaves = {leaf.pointer: leaf for leaf in schema.leaves()}
    printed = [
        Printed(reading.path, _leaf(leaves, reading).kind, str(reading.raw))
        for reading in readings
        if reading.place is not None
    ]
    context = infer_context(printed, page_text)
    fields = {r.path: _field(r, _leaf(leaves, r), context) for r in readings}
    if fields.get(CURRENCY, {"value": None})["value"] is None and CURRENCY in leaves:
        fields |= _currency_of_amounts(leaves, readings, context)
    typed = {path: field["value"] for path, field in fields.items()}
    data = schema.without_forbidden_nulls(_fill(schema.json, "", typed))
    checks = run_checks(schema, data)
    for path, field in fields.items():
        field["checks"] = [check.name for check in checks if check.passed and path in check.paths]
    return Assembled(
        data, list(fields.values()), [_check(c) for c in checks if c.passed is not None]
    )


def _leaf(leaves: Mapping[str, Leaf], reading: Reading) -> Leaf:
    """The leaf of ``/line_items/3/quantity`` is ``/line_items/*/quantity``."""
    return leaves["/".join("*" if p.isdigit() else p for p in reading.path.split("/"))]


def _field(reading: Reading, leaf: Leaf, context: DocumentContext) -> FieldResult:
    raw = reading.raw
    if reading.place is None:
        # not copied from the page: an enum's member or a checkbox's state
        return _evidence(reading, reading.path, raw, None)
    answer = normalise_leaf(str(raw), leaf, context)
    field = _evidence(reading, reading.path, answer.value, str(raw))
    if not answer.confident and field["confidence"] is not None:
        field["confidence"] = min(field["confidence"], GUESS_CONFIDENCE)
    return field


def _evidence(reading: Reading, path: str, typed: Json, raw: str | None) -> FieldResult:
    place = reading.place
    return {
        "path": path,
        "value": typed,
        "raw": raw,
        "page": None if place is None else place.page,
        "bbox": None if place is None else [round(side, 5) for side in place.bbox],
        "confidence": round(math.exp(reading.certainty.logprob), 4),
        "source": reading.source,
        "checks": [],
    }


def _currency_of_amounts(
    leaves: Mapping[str, Leaf], readings: Sequence[Reading], context: DocumentContext
) -> dict[str, FieldResult]:
    """A currency that was not read for itself, from the sign an amount carries (``$93.50``)."""
    for reading in readings:
        raw = str(reading.raw)
        if reading.place is None or _leaf(leaves, reading).kind != "amount":
            continue
        for start, end, sign in find_signs(raw):
            answer = normalise_leaf(sign, leaves[CURRENCY], context)
            if answer.value is not None:
                return {CURRENCY: _evidence(reading, CURRENCY, answer.value, raw[start:end])}
    return {}


def _fill(node: Mapping[str, Any], pointer: str, typed: Mapping[str, Json]) -> Json:
    if "properties" in node:
        return {
            name: _fill(child, f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}", typed)
            for name, child in node["properties"].items()
        }
    if "items" in node:
        depth = len(pointer_tokens(pointer))
        inside = [pointer_tokens(path) for path in typed if path.startswith(f"{pointer}/")]
        count = max((int(tokens[depth]) + 1 for tokens in inside), default=0)
        return [_fill(node["items"], f"{pointer}/{i}", typed) for i in range(count)]
    return typed.get(pointer)


def _check(check: Check) -> CheckResult:
    return {"name": check.name, "passed": bool(check.passed), "message": check.message}
