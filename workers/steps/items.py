"""Items of an answer's arrays: which of them only repeat what was already taken from the page.

A model that loses its place writes the same row again and again. An item may be written as often as
its values stand on the page; beyond that it repeats. Knows no tokens and no grammar.
"""

from __future__ import annotations

from collections import Counter

from workers.steps.json_walk import ItemEnd, Leaf, Path
from workers.steps.page_text import PageText
from workers.steps.spans import Occurrence, locate

Value = str | int | float | bool
_Item = tuple[tuple[Path, Value], ...]


class ItemLog:
    """Items of all arrays so far. Give it every leaf and every item's end, in order."""

    def __init__(self, page: PageText) -> None:
        self._page = page
        self._open: dict[Path, dict[Path, Value]] = {}
        self._seen: Counter[tuple[Path, _Item]] = Counter()
        self._taken: dict[tuple[Path, Path], list[Occurrence]] = {}
        self._places: dict[str, list[Occurrence]] = {}
        self._streaks: Counter[Path] = Counter()

    def copy(self) -> ItemLog:
        """An independent log in the same state."""
        twin = ItemLog(self._page)
        twin._open = {array: item.copy() for array, item in self._open.items()}
        twin._seen = self._seen.copy()
        twin._taken = {key: places.copy() for key, places in self._taken.items()}
        twin._places = self._places
        twin._streaks = self._streaks.copy()
        return twin

    def streak(self, array: Path) -> int:
        """How many of the last items of `array` only repeated, in a row."""
        return self._streaks[array]

    def leaf(self, leaf: Leaf) -> None:
        """A leaf is complete; it belongs to the item of every array it lies in."""
        for depth, step in enumerate(leaf.path):
            if isinstance(step, int):
                item = self._open.setdefault(leaf.path[:depth], {})
                if leaf.value is not None:
                    item[leaf.path[depth + 1 :]] = leaf.value

    def end(self, event: ItemEnd) -> bool:
        """An item is complete; returns whether it says nothing new (repeats, or is all null)."""
        array = event.path[:-1]
        values = self._open.pop(array, {})
        item = tuple(sorted(values.items(), key=repr))
        self._seen[array, item] += 1
        repeats = self._repeats(array, item)
        self._streaks[array] = self._streaks[array] + 1 if repeats else 0
        return repeats

    def _repeats(self, array: Path, item: _Item) -> bool:
        copied = [(path, value) for path, value in item if isinstance(value, str)]
        counts = [len(places) for _, value in copied if (places := self._locate(value))]
        is_too_often = self._seen[array, item] > min(counts, default=1)
        taken = [self._take((array, path), value) for path, value in copied]
        has_new = any(taken) or not counts
        return not item or is_too_often or not has_new

    def _take(self, field: tuple[Path, Path], value: str) -> bool:
        """Take the first free place of `value` in its column; False when all are taken."""
        before = self._taken.setdefault(field, [])
        for place in self._locate(value):
            if not any(place.overlaps(other) for other in before):
                before.append(place)
                return True
        return False

    def _locate(self, value: str) -> list[Occurrence]:
        if value not in self._places:
            self._places[value] = locate(self._page, value)
        return self._places[value]
