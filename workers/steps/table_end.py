"""Where the table of items ends: rows at or below the document's sums are no items.

A small model that has begun to list rows goes on into subtotal, tax, cash and change. The sums it
read for themselves say where to stop. Types nothing, knows no model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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

_INDEX = re.compile(rf"{ITEMS}/(\d+)/")
#: page and distance from its top, as a share of its height
_Depth = tuple[int, float]


def end_table_at_sums(readings: Sequence[Reading]) -> list[Reading]:
    """The readings without the items that stand at or below the first of the sums, counted anew.

    Nothing is left out where no sum was read, or where most items stand below: then the sums are
    printed before the table.
    """
    sums = [_depth(r.place) for r in readings if r.path in SUMS and r.place is not None]
    depths = _depths(readings)
    if not sums or not depths:
        return list(readings)
    page, down = min(sums)
    below = {index for index, depth in depths.items() if depth >= (page, down - ROW_TOLERANCE)}
    if len(depths) - len(below) < MIN_SHARE_ABOVE * len(depths):
        return list(readings)
    return [_moved(r, below) for r in readings if _index(r) not in below]


def _depths(readings: Sequence[Reading]) -> dict[int, _Depth]:
    """Of each item, that of its middle value."""
    found: dict[int, list[_Depth]] = {}
    for reading in readings:
        index = _index(reading)
        if index is not None and reading.place is not None:
            found.setdefault(index, []).append(_depth(reading.place))
    return {
        index: (min(page for page, _ in depths), median(down for _, down in depths))
        for index, depths in found.items()
    }


def _depth(place: Place) -> _Depth:
    return place.page, (place.bbox[1] + place.bbox[3]) / 2


def _index(reading: Reading) -> int | None:
    match = _INDEX.match(reading.path)
    return None if match is None else int(match.group(1))


def _moved(reading: Reading, dropped: set[int]) -> Reading:
    index = _index(reading)
    if index is None:
        return reading
    before = sum(each < index for each in dropped)
    rest = reading.path.removeprefix(f"{ITEMS}/{index}/")
    return replace(reading, path=f"{ITEMS}/{index - before}/{rest}")
