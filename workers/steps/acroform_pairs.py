"""The fields of a form as the schema `form` has them: pairs and boxes in reading order, exact. And
which of a model's pairs say the same. Types nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from docflow.results import Source
from schemas.schema import Schema
from workers.page import Box
from workers.steps.acroform_fields import FormField
from workers.steps.values import Reading, WindowReading

_KEY, _VALUE = "/pairs/*/key", "/pairs/*/value"
_LABEL, _CHECKED = "/checkboxes/*/label", "/checkboxes/*/checked"
PAIR_LEAVES = frozenset({_KEY, _VALUE, _LABEL, _CHECKED})
_ITEM = re.compile(r"(/(?:pairs|checkboxes)/)(\d+)(/.*)")
#: what a box is called in whatever form it stands
_PLAIN_STATES = frozenset({"yes", "on", "true", "false", "ja", "oui", "si", "checked"})
#: of a value as it is filled in, and of the label found beside it
_SURE, _LABEL_SURE, _NAME_SURE = 0.99, 0.97, 0.9


@dataclass(frozen=True, slots=True)
class PairValue:
    """One value of a pair or a box, with where it stands and how sure it is."""

    path: str
    raw: str | bool
    page: int
    bbox: Box
    source: Source
    sure: float


def has_pairs(schema: Schema) -> bool:
    """Whether a schema asks for any form's pairs and boxes."""
    return {leaf.pointer for leaf in schema.leaves()} == PAIR_LEAVES


def pairs_of(fields: Sequence[FormField]) -> Iterator[PairValue]:
    """Every field's label and value, every box's label and state. An empty field has no value; one
    that the page contradicts is left out.
    """
    num_pairs = num_boxes = 0
    for field in fields:
        if field.is_shown is False:
            continue
        if field.is_box:
            at = f"/checkboxes/{num_boxes}"
            num_boxes += 1
            yield from _label(f"{at}/label", field)
            yield _value(f"{at}/checked", field.is_ticked, field)
        elif field.value or field.label:
            at = f"/pairs/{num_pairs}"
            num_pairs += 1
            yield from _label(f"{at}/key", field)
            if field.value:
                yield _value(f"{at}/value", field.value, field)


def without_known(window: WindowReading, known: Sequence[Reading]) -> WindowReading:
    """A model's window without the items one of whose values stands where a known one does, later
    ones moved up.
    """
    places = [reading.place for reading in known if reading.place is not None]
    doubled: set[tuple[str, int]] = set()
    items: dict[str, set[int]] = {}
    for reading in window.readings:
        match, place = _ITEM.fullmatch(reading.path), reading.place
        if match is None:
            continue
        items.setdefault(match[1], set()).add(int(match[2]))
        if place is not None and any(
            place.page == other.page and _holds(other.bbox, place.bbox) for other in places
        ):
            doubled.add((match[1], int(match[2])))
    if not doubled:
        return window
    kept = []
    for reading in window.readings:
        match = _ITEM.fullmatch(reading.path)
        if match is not None:
            array, index = match[1], int(match[2])
            if (array, index) in doubled:
                continue
            before = sum((array, other) in doubled for other in items[array] if other < index)
            reading = replace(reading, path=f"{array}{index - before}{match[3]}")
        kept.append(reading)
    return replace(window, readings=tuple(kept))


def _label(path: str, field: FormField) -> Iterator[PairValue]:
    """The label as printed; where none is, what the file calls the field."""
    if field.label_box is not None and field.label:
        source: Source = "text" if field.is_label_text else "ocr"
        yield PairValue(path, field.label, field.page, field.label_box, source, _LABEL_SURE)
        return
    state = field.value if field.is_box and field.value.casefold() not in _PLAIN_STATES else ""
    named = field.tooltip or (state if len(state) > 1 else "") or field.name
    if named:
        yield PairValue(path, named, field.page, field.bbox, "acroform", _NAME_SURE)


def _value(path: str, raw: str | bool, field: FormField) -> PairValue:
    return PairValue(path, raw, field.page, field.bbox, "acroform", _SURE)


def _holds(bounds: Box, box: Box) -> bool:
    across, down = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return bounds[0] <= across <= bounds[2] and bounds[1] <= down <= bounds[3]
