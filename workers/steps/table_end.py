"""Where the table of items ends: rows at or below the document's sums are no items.

A small model that has begun to list rows goes on into subtotal, tax, cash and change. The sums it
read for themselves say where to stop. Types nothing, knows no model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace
from statistics import median

from workers.steps.values import Place, Reading

ITEMS = "/line_items"
#: what stands behind the items wherever it is printed
SUMS = ("/totals/subtotal", "/totals/tax", "/totals/total")
#: rows whose middles are closer than this, as a share of the page's height, are one
ROW_TOLERANCE = 0.004
#: sums above most of the items are a summary at the head of the page, not the table's end
MIN_SHARE_ABOVE = 1 / 3

_INDEX = re.compile(r"/(\d+)/")
#: page and distance from its top, as a share of its height
Depth = tuple[int, float]


def end_table_at_sums(readings: Sequence[Reading]) -> list[Reading]:
    """The readings without the items that stand at or below the first of the sums, counted anew.

    Nothing is left out where no sum was read, or where most items stand below: then the sums are
    printed before the table.
    """
    sums = [depth_of(r.place) for r in readings if r.path in SUMS and r.place is not None]
    depths = _depths(readings)
    if not sums or not depths:
        return list(readings)
    page, down = min(sums)
    below = {index for index, depth in depths.items() if depth >= (page, down - ROW_TOLERANCE)}
    if len(depths) - len(below) < MIN_SHARE_ABOVE * len(depths):
        return list(readings)
    return without_items(readings, below)


def _depths(readings: Sequence[Reading]) -> dict[int, Depth]:
    """Of each item, that of its middle value."""
    found: dict[int, list[Depth]] = {}
    for reading in readings:
        index = item_index(reading.path)
        if index is not None and reading.place is not None:
            found.setdefault(index, []).append(depth_of(reading.place))
    return {
        index: (min(page for page, _ in depths), median(down for _, down in depths))
        for index, depths in found.items()
    }


def depth_of(place: Place) -> Depth:
    """Where a place's middle is."""
    return place.page, (place.bbox[1] + place.bbox[3]) / 2


def item_index(path: str, array: str = ITEMS) -> int | None:
    """The number of the item of `array` that the value at `path` belongs to."""
    match = _INDEX.match(path, len(array)) if path.startswith(array) else None
    return None if match is None else int(match.group(1))


def without_items(
    readings: Sequence[Reading], dropped: Set[int], array: str = ITEMS
) -> list[Reading]:
    """The readings without the items of these numbers, later ones counted anew."""
    kept = [reading for reading in readings if item_index(reading.path, array) not in dropped]
    return [_moved(reading, dropped, array) for reading in kept]


def _moved(reading: Reading, dropped: Set[int], array: str) -> Reading:
    index = item_index(reading.path, array)
    if index is None:
        return reading
    before = sum(each < index for each in dropped)
    rest = reading.path.removeprefix(f"{array}/{index}/")
    return replace(reading, path=f"{array}/{index - before}/{rest}")
