"""Which values are left null because they are more likely wrong than a reader would bear, and what
becomes of a list's item that has no value left. Pure; knows no calibration.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from schemas.tree import Leaf
from workers.steps.confidence import Typed, template_of


def unsure_paths(
    values: Sequence[Typed],
    confidences: Sequence[float],
    null_below: float,
    leaves: Mapping[str, Leaf],
) -> frozenset[str]:
    """Paths of the values that are less sure than `null_below`.

    Some stay whatever they are: what the schema wants and does not allow to be null, and what is
    not copied from the page, so that no text would be left of it. leaves: by pointer.
    """
    return frozenset(
        value.path
        for value, confidence in zip(values, confidences, strict=True)
        if confidence < null_below
        and value.reading.place is not None
        and not _is_wanted(leaves[template_of(value.path)])
    )


def _is_wanted(leaf: Leaf) -> bool:
    return leaf.required and not leaf.nullable


def without_empty_items(
    values: Sequence[Typed], unsure: frozenset[str]
) -> tuple[list[Typed], list[int]]:
    """The values without those of items that have none but unsure ones, later items moved up; and
    the index that each had before.
    """
    kept_items = {
        item for value in values if value.path not in unsure for item in _items(value.path)
    }
    empty = {item for value in values for item in _items(value.path)} - kept_items
    kept = [
        (index, value)
        for index, value in enumerate(values)
        if not any(item in empty for item in _items(value.path))
    ]
    moved = [replace(value, path=_moved(value.path, empty)) for _, value in kept]
    return moved, [index for index, _ in kept]


def _items(path: str) -> list[str]:
    """The paths of the items that a value is part of, outermost first."""
    parts = path.split("/")
    return ["/".join(parts[: i + 1]) for i, part in enumerate(parts) if part.isdigit()]


def _moved(path: str, empty: set[str]) -> str:
    parts = path.split("/")
    moved = list(parts)
    for depth, part in enumerate(parts):
        if part.isdigit():
            array = "/".join(parts[:depth])
            before = sum(f"{array}/{i}" in empty for i in range(int(part)))
            moved[depth] = str(int(part) - before)
    return "/".join(moved)
