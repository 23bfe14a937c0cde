"""Windows' answers as one: a value is taken from the window that is surest of it, array items run
on, plain items that another window gave already are left out. Types nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from workers.steps.table_end import ITEMS
from workers.steps.values import Reading, WindowReading

TOTALS = "/totals/"
_ITEM = re.compile(r"/(\d+)(?=/|$)")
_LAST_ITEM = re.compile(r"/\d+$")


def merge_windows(windows: Sequence[WindowReading]) -> list[Reading]:
    """Readings of a document, scalars first seen first.

    Items of the n-th window's arrays are counted on from those of the windows before it.
    """
    scalars: dict[str, list[Reading]] = {}
    items: list[Reading] = []
    counts: dict[str, int] = {}
    plain: dict[str, set[str]] = {}
    for window in windows:
        window_counts: dict[str, int] = {}
        readings = _new_items(window.readings, plain)
        for reading in readings:
            match = _ITEM.search(reading.path)
            if match is None:
                scalars.setdefault(reading.path, []).append(reading)
                continue
            array, index = reading.path[: match.start()], int(match.group(1))
            window_counts[array] = max(window_counts.get(array, 0), index + 1)
            moved = f"{array}/{index + counts.get(array, 0)}{reading.path[match.end() :]}"
            items.append(replace(reading, path=moved))
        for array, count in window_counts.items():
            counts[array] = counts.get(array, 0) + count
    last = max((r.place.page for r in items if r.path.startswith(ITEMS) and r.place), default=0)
    return [*(_chosen(found, last) for found in scalars.values()), *items]


def _chosen(found: Sequence[Reading], last_page: int) -> Reading:
    """The surest of the windows' readings of one value. Of a sum that several windows gave, one
    that stands before the end of a table that runs on over pages is but a sum so far.

    last_page: where the last item stands.
    """
    if found[0].path.startswith(TOTALS):
        behind = [r for r in found if r.place is not None and r.place.page >= last_page]
        found = behind or found
    return max(found, key=certainty)


def _new_items(readings: Sequence[Reading], known: dict[str, set[str]]) -> list[Reading]:
    """Without the plain items (``/party/0``) of arrays that an earlier window gave with the same
    text, the others counted anew. Effects: adds the new ones to `known`, by array.
    """
    kept: list[Reading] = []
    found: dict[str, list[str]] = {}
    for reading in readings:
        array = _LAST_ITEM.sub("", reading.path)
        if array == reading.path:
            kept.append(reading)
            continue
        text = " ".join(str(reading.raw).casefold().split())
        if text not in known.get(array, ()):
            place = len(found.setdefault(array, []))
            found[array].append(text)
            kept.append(replace(reading, path=f"{array}/{place}"))
    for array, texts in found.items():
        known.setdefault(array, set()).update(texts)
    return kept


def certainty(reading: Reading) -> float:
    """Mean log probability of a value's tokens among those that were allowed."""
    return reading.certainty.logprob / max(reading.certainty.num_tokens, 1)
