"""Raw values to the result: typed data, evidence for each value, checks. Knows no model and no
file.

With a calibration, a value that is more likely wrong than a reader would bear is left null in the
data; its evidence stays, with the raw text and the confidence, so that a person sees what it would
have been.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from docflow.results import CheckResult, FieldResult, Json, pointer_tokens
from docflow.results import Repaired as RepairedResult
from docflow.shown_checks import shown
from schemas.checks import Check, run_checks
from schemas.normalise import DocumentContext, infer_context, normalise_leaf
from schemas.normalise import RawValue as Printed
from schemas.normalise.currency import find_signs
from schemas.schema import Schema
from schemas.tree import Leaf
from workers.steps.abstain import unsure_paths, without_empty_items
from workers.steps.calibration import Calibration
from workers.steps.confidence import Repaired, Typed, features_of, template_of
from workers.steps.repair import repaired
from workers.steps.values import Reading, WindowReading

#: without a calibration, a typed value that took a guess (a date whose order nobody can know) is
#: at most this sure
GUESS_CONFIDENCE = 0.6
#: of the values that repair put in, so large a share was right (docs/checks.md)
REPAIRED_CONFIDENCE = 0.75
CURRENCY = "/currency"


@dataclass(frozen=True, slots=True)
class Assembled:
    """data fits the schema that was asked; fields and checks are evidence for it.

    failed: the checks that do not hold, with the values they looked at. is_calibrated: confidences
    are probabilities, not just the model's own.
    """

    data: dict[str, Json]
    fields: list[FieldResult]
    checks: list[CheckResult]
    failed: tuple[Check, ...] = ()
    is_calibrated: bool = False


def assemble(
    schema: Schema,
    readings: Sequence[Reading],
    page_text: str,
    *,
    calibration: Calibration | None = None,
    windows: Sequence[WindowReading] = (),
) -> Assembled:
    """Type the values by the document's own notation, put them in the schema's shape, check them
    and say how sure each is.

    page_text: everything printed, for the notation. windows: as they were answered, to see where
    they agree.
    """
    context = notation_of(schema, readings, page_text)
    read = type_values(schema, readings, page_text)
    values = repaired(schema, read, data_of(schema, read), context)
    data = data_of(schema, values)
    checks = run_checks(schema, data)
    unsure: frozenset[str] = frozenset()
    is_calibrated = calibration is not None and all(v.reading.signs is not None for v in values)
    if calibration is None or not is_calibrated:
        confidences = [_own_confidence(value) for value in values]
    else:
        confidences = _calibrated(values, checks, windows, calibration)
        leaves = {leaf.pointer: leaf for leaf in schema.leaves()}
        dropped = unsure_paths(values, confidences, calibration.null_below, leaves)
        if dropped:
            before = values
            values, places = without_empty_items(values, dropped)
            confidences = [confidences[place] for place in places]
            pairs = zip(values, places, strict=True)
            unsure = frozenset(value.path for value, i in pairs if before[i].path in dropped)
            data = data_of(schema, values, unsure)
            checks = run_checks(schema, data)
    fixed = [value.path for value in values if value.repaired is not None]
    fields = [
        _field(value, confidence, None if value.path in unsure else value.value, checks)
        for value, confidence in zip(values, confidences, strict=True)
    ]
    return Assembled(
        data,
        fields,
        [shown(check, fixed) for check in checks if check.passed is not None],
        tuple(check for check in checks if check.passed is False),
        is_calibrated,
    )


def type_values(schema: Schema, readings: Sequence[Reading], page_text: str) -> list[Typed]:
    """Every value that was read, typed as the document's notation says, none left out."""
    leaves = {leaf.pointer: leaf for leaf in schema.leaves()}
    context = notation_of(schema, readings, page_text)
    values = {r.path: _typed(r, _leaf(leaves, r), context) for r in readings}
    currency = values.get(CURRENCY)
    if CURRENCY in leaves and (currency is None or currency.value is None):
        values |= _currency_of_amounts(leaves, readings, context)
    return list(values.values())


def notation_of(schema: Schema, readings: Sequence[Reading], page_text: str) -> DocumentContext:
    """How the document writes dates and numbers, by all that was read and printed."""
    leaves = {leaf.pointer: leaf for leaf in schema.leaves()}
    printed = [
        Printed(reading.path, _leaf(leaves, reading).kind, str(reading.raw))
        for reading in readings
        if reading.place is not None
    ]
    return infer_context(printed, page_text)


def data_of(
    schema: Schema, values: Sequence[Typed], unsure: frozenset[str] = frozenset()
) -> dict[str, Json]:
    """The values in the schema's shape, those at the paths of `unsure` null."""
    typed = {value.path: None if value.path in unsure else value.value for value in values}
    data: dict[str, Json] = schema.without_forbidden_nulls(_fill(schema.json, "", typed))
    return data


def _leaf(leaves: Mapping[str, Leaf], reading: Reading) -> Leaf:
    return leaves[template_of(reading.path)]


def _typed(reading: Reading, leaf: Leaf, context: DocumentContext) -> Typed:
    if reading.place is None or isinstance(reading.raw, bool):
        # not copied from the page: an enum's member or a checkbox's state
        return Typed(reading.path, leaf.kind, reading, reading.raw)
    answer = normalise_leaf(str(reading.raw), leaf, context)
    return Typed(reading.path, leaf.kind, reading, answer.value, is_sure=answer.confident)


def _currency_of_amounts(
    leaves: Mapping[str, Leaf], readings: Sequence[Reading], context: DocumentContext
) -> dict[str, Typed]:
    """A currency that was not read for itself, from the sign an amount carries (``$93.50``)."""
    for reading in readings:
        raw = str(reading.raw)
        if reading.place is None or _leaf(leaves, reading).kind != "amount":
            continue
        for start, end, sign in find_signs(raw):
            answer = normalise_leaf(sign, leaves[CURRENCY], context)
            if answer.value is not None:
                part = replace(reading, path=CURRENCY, raw=raw[start:end])
                return {CURRENCY: Typed(CURRENCY, "currency", part, answer.value, is_derived=True)}
    return {}


def _calibrated(
    values: Sequence[Typed],
    checks: Sequence[Check],
    windows: Sequence[WindowReading],
    calibration: Calibration,
) -> list[float]:
    """Probabilities; what no model wrote keeps the confidence it came with, and says nothing of
    what a model did. The fit knows no repairs, so repaired values have a confidence of their own.
    """
    by_model = [value for value in values if not value.reading.is_given]
    rows = zip(by_model, features_of(by_model, checks, windows), strict=True)
    fitted = {value.path: calibration.confidence(row) for value, row in rows}
    return [
        _own_confidence(value)
        if value.reading.is_given or value.repaired is not None
        else fitted[value.path]
        for value in values
    ]


def _own_confidence(value: Typed) -> float:
    """The model's own probability; of a repaired value, how often such are right."""
    if value.repaired is not None:
        return REPAIRED_CONFIDENCE
    confidence = math.exp(value.reading.certainty.logprob)
    is_guess = not value.is_sure and not value.is_derived
    return min(confidence, GUESS_CONFIDENCE) if is_guess else confidence


def _is_copied(reading: Reading) -> bool:
    """Whether its raw text is the document's own; a field of a form may stand on no page."""
    return reading.place is not None or reading.source == "acroform"


def _field(value: Typed, confidence: float, typed: Json, checks: Sequence[Check]) -> FieldResult:
    place, raw = value.reading.place, value.reading.raw
    field: FieldResult = {
        "path": value.path,
        "value": typed,
        # A box to tick has a place and no text.
        "raw": None if not _is_copied(value.reading) or isinstance(raw, bool) else str(raw),
        "page": None if place is None else place.page,
        "bbox": None if place is None else [round(side, 5) for side in place.bbox],
        "confidence": round(confidence, 4),
        "source": value.reading.source,
        "checks": [check.name for check in checks if check.passed and value.path in check.paths],
    }
    if value.repaired is not None:
        field["repaired"] = _why(value.repaired)
    return field


def _why(repaired: Repaired) -> RepairedResult:
    before = repaired.before
    place = before.reading.place
    return {
        "from": {
            "value": before.value,
            "raw": str(before.reading.raw),
            "page": None if place is None else place.page,
            "bbox": None if place is None else [round(side, 5) for side in place.bbox],
        },
        "by": list(repaired.by),
        "derivation": repaired.derivation,
    }


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
