"""Sums that do not hold, put right where one other number of the page, and only one, does it.

The other numbers are those that the model itself found likeliest next (`runner_ups`), so a repaired
value stands on the page as any other, with a place of its own. A number that could be computed and
is printed nowhere is never written. Knows no model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from docflow.results import Json
from schemas.checks.repair import Other, Repair, find_repairs
from schemas.normalise import DocumentContext, normalise_leaf
from schemas.schema import Schema
from schemas.tree import Leaf
from workers.steps.confidence import Repaired, Typed, item_of, template_of
from workers.steps.values import Place

#: what stands so near to another value of its row, as a share of the page, stands in that row
ROW_TOLERANCE = 0.01


def repaired(
    schema: Schema,
    values: Sequence[Typed],
    data: Mapping[str, Json],
    context: DocumentContext,
) -> list[Typed]:
    """The values, with others in the place of those that a repair changes.

    data: the values in the schema's shape. context: the document's notation.
    """
    leaves = {leaf.pointer: leaf for leaf in schema.leaves()}
    rows: dict[str, list[Typed]] = {}
    for value in values:
        rows.setdefault(item_of(value.path), []).append(value)
    choices = {
        value.path: list(_choices(value, leaves[template_of(value.path)], context, rows))
        for value in values
        if value.reading.runner_ups
    }
    if not choices:
        return list(values)
    offered = {
        path: [Other(choice.value, doubt) for choice, doubt in found]
        for path, found in choices.items()
    }
    new: dict[str, Typed] = {}
    for repair in find_repairs(data, offered):
        for path, wanted in repair.changes.items():
            other = next(choice for choice, _ in choices[path] if choice.value == wanted)
            new[path] = replace(other, repaired=_why(repair, path, values))
    return [new.get(value.path, value) for value in values]


def _choices(
    value: Typed, leaf: Leaf, context: DocumentContext, rows: Mapping[str, Sequence[Typed]]
) -> Iterator[tuple[Typed, float]]:
    """The value with each of its runner-ups that can be read, and how much less likely it was.

    rows: values by their list's item; a value of one is only read off the item's own row.
    """
    item = item_of(value.path)
    beside = [
        other.reading.place
        for other in (rows[item] if item else ())
        if other.path != value.path and other.reading.place is not None
    ]
    sure = value.reading.certainty.logprob
    for other in value.reading.runner_ups:
        if beside and not _is_beside(other.place, beside):
            continue
        answer = normalise_leaf(other.raw, leaf, context)
        if answer.value is not None:
            reading = replace(value.reading, raw=other.raw, place=other.place, source=other.source)
            choice = replace(value, reading=reading, value=answer.value, is_sure=answer.confident)
            yield choice, sure - other.logprob


def _is_beside(place: Place, others: Sequence[Place]) -> bool:
    """Whether a place stands in the rows of others, from the first to the last of them."""
    middles = [(o.bbox[1] + o.bbox[3]) / 2 for o in others if o.page == place.page]
    middle = (place.bbox[1] + place.bbox[3]) / 2
    return bool(middles) and min(middles) - ROW_TOLERANCE <= middle <= max(middles) + ROW_TOLERANCE


def _why(repair: Repair, path: str, values: Sequence[Typed]) -> Repaired:
    before = next(value for value in values if value.path == path)
    about = [check for check in repair.checks if path in check.paths] or list(repair.checks)
    return Repaired(before, tuple(dict.fromkeys(c.name for c in about)), about[0].message)
