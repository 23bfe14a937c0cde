"""Windows' answers as one: a value is taken from the window that is surest of it, array items run
on, plain items that another window gave already are left out. Types nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from workers.steps.values import Reading, WindowReading

_ITEM = re.compile(r"/(\d+)(?=/|$)")
_LAST_ITEM = re.compile(r"/\d+$")


def merge_windows(windows: Sequence[WindowReading]) -> list[Reading]:
    """Readings of a document, scalars first seen first.

    Items of the n-th window's arrays are counted on from those of the windows before it.
    """
    scalars: dict[str, Reading] = {}
    items: list[Reading] = []
    counts: dict[str, int] = {}
    plain: dict[str, set[str]] = {}
    for window in windows:
        window_counts: dict[str, int] = {}
        readings = _new_items(window.readings, plain)
        for reading in readings:
            match = _ITEM.search(reading.path)
            if match is None:
                known = scalars.get(reading.path)
                if known is None or certainty(reading) > certainty(known):
                    scalars[reading.path] = reading
                continue
            array, index = reading.path[: match.start()], int(match.group(1))
            window_counts[array] = max(window_counts.get(array, 0), index + 1)
            moved = f"{array}/{index + counts.get(array, 0)}{reading.path[match.end() :]}"
            items.append(replace(reading, path=moved))
        for array, count in window_counts.items():
            counts[array] = counts.get(array, 0) + count
    return [*scalars.values(), *items]


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
