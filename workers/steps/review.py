"""Whether a person should look at a result, and why. Pure; knows no model and no page.

With a threshold, from the confidence of the values: of those above it, no larger share is wrong
than was asked for. Without one, from the checks alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docflow.results import PRESENT, REPAIRED, SURE_ENOUGH, CheckResult, FieldResult
from schemas.schema import Schema
from workers.steps.assemble import Assembled
from workers.steps.confidence import item_of, template_of

#: a list may hold so large a share of unsure values before a person has to look
MAX_UNSURE_ITEM_SHARE = 0.1
_MAX_NAMED = 8


@dataclass(frozen=True, slots=True)
class Review:
    """is_needed: a person should look. checks: what is to be told beside the checks of values."""

    is_needed: bool
    checks: tuple[CheckResult, ...] = ()


def review_of(schema: Schema, assembled: Assembled, threshold: float | None) -> Review:
    """Whether the result needs a review.

    It does when a value outside lists, or more than a tenth of those in lists, is less sure than
    `threshold`; when a value that the schema requires is missing; or when a check failed and not
    all of its values are surer than that; and when nothing was read at all. A value that was left
    null counts for nothing here. Also when a value was repaired, as one in four of these is wrong.
    What the checks of values do not say is told in checks of its own.
    threshold: None, or confidences that are not calibrated, leave all to the checks.
    """
    given = [field for field in assembled.fields if field["value"] is not None]
    checks = _repairs(assembled.fields)
    if missing := _missing(schema, given):
        checks.append(_absent(f"the schema requires what was not read: {_listed(missing)}"))
    if threshold is None or not assembled.is_calibrated:
        return Review(bool(assembled.failed or checks), tuple(checks))
    unsure = {f["path"] for f in given if f["confidence"] is None or f["confidence"] < threshold}
    in_lists = [field["path"] for field in given if item_of(field["path"])]
    unsure_in_lists = unsure.intersection(in_lists)
    header = sorted(unsure - unsure_in_lists)
    is_list_unsure = len(unsure_in_lists) > MAX_UNSURE_ITEM_SHARE * len(in_lists)
    doubted = [check for check in assembled.failed if unsure.intersection(check.paths)]
    too_unsure = [*header, *(sorted(unsure_in_lists) if is_list_unsure else ())]
    if not given and not missing:
        checks.append(_absent("no value was read from the pages"))
    is_needed = bool(too_unsure or doubted or checks)
    if too_unsure:
        checks.append({
            "name": SURE_ENOUGH,
            "passed": False,
            "message": _told(too_unsure, len(given), threshold),
        })  # fmt: skip
    return Review(is_needed, tuple(checks))


def _repairs(fields: Sequence[FieldResult]) -> list[CheckResult]:
    """A failed check where values were repaired, which says what became what."""
    became = [
        f"{field['path']}: {field['repaired']['from']['value']} became {field['value']}"
        for field in fields
        if "repaired" in field
    ]
    if not became:
        return []
    paths = [field["path"] for field in fields if "repaired" in field]
    message = f"put right so that the sums hold: {_listed(became)}"
    return [{"name": REPAIRED, "passed": False, "message": message, "repaired": paths}]


def _absent(message: str) -> CheckResult:
    return {"name": PRESENT, "passed": False, "message": message}


def _missing(schema: Schema, given: Sequence[FieldResult]) -> list[str]:
    """Leaves outside lists that the schema requires and that have no value."""
    found = {template_of(field["path"]) for field in given}
    return [
        leaf.pointer
        for leaf in schema.leaves()
        if leaf.required and not leaf.nullable and "*" not in leaf.pointer
        and leaf.pointer not in found
    ]  # fmt: skip


def _told(paths: Sequence[str], num_values: int, threshold: float) -> str:
    return (
        f"{len(paths)} of {num_values} values are less sure than {threshold:.2f}: {_listed(paths)}"
    )


def _listed(texts: Sequence[str]) -> str:
    more = f" and {len(texts) - _MAX_NAMED} more" if len(texts) > _MAX_NAMED else ""
    return ", ".join(texts[:_MAX_NAMED]) + more
