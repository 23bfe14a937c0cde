"""The data of an invoice on their way into XML: read by pointer, completed, and what was written is
remembered. Knows no syntax and no rule.

Values are those of the schema `invoice`: strings, objects and lists. What is deduced is noted with
its reason, so that nobody takes it for something the page says.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

_DECIMAL = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,20})?")
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Deduced:
    """A value the document does not say in these words. why: a sentence without its full stop."""

    path: str
    value: str
    why: str


class Draft:
    """A copy of an invoice's data. Paths are JSON Pointers; texts are never empty."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data: dict[str, Any] = copy.deepcopy(dict(data))
        self.deduced: list[Deduced] = []
        self._taken: set[str] = set()

    def get(self, path: str) -> str | None:
        """The text at `path`, white space at its ends aside; None where there is none."""
        value = self._find(path)
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return None
        return str(value).strip() or None

    def take(self, path: str) -> str | None:
        """The same for a writer: what it takes counts as written."""
        self._taken.add(path)
        return self.get(path)

    def number(self, path: str) -> Decimal | None:
        """The number at `path`; None where there is none in plain notation."""
        text = self.get(path)
        return Decimal(text) if text is not None and _DECIMAL.fullmatch(text) else None

    def has(self, path: str) -> bool:
        """Whether anything at or below `path` has a value."""
        return any(True for _ in _leaves(self._find(path), path))

    def items(self, path: str) -> list[str]:
        """The pointers of a list's items that say anything."""
        found = self._find(path)
        size = len(found) if isinstance(found, list) else 0
        return [item for index in range(size) if self.has(item := f"{path}/{index}")]

    def deduce(self, path: str, value: str | Decimal, why: str) -> None:
        """Sets a value the document does not give, whatever stood there."""
        text = f"{value:f}" if isinstance(value, Decimal) else value
        self._set(path, text)
        self.deduced.append(Deduced(path, text, why))

    def append(self, path: str, values: Mapping[str, str | Decimal], why: str) -> str:
        """Adds an item to a list, all of it deduced; returns its pointer."""
        found = self._find(path)
        item = f"{path}/{len(found) if isinstance(found, list) else 0}"
        for name, value in values.items():
            self.deduce(f"{item}/{name}", value, why)
        return item

    def clear(self, path: str) -> None:
        """Takes a value out; it was in the data, so it will be listed as not written."""
        self._set(path, None)

    def not_written(self, original: Mapping[str, Any]) -> tuple[str, ...]:
        """Pointers of the values of the original data that no writer took."""
        written = {path for path in self._taken if self.get(path) is not None}
        return tuple(path for path, _ in _leaves(original, "") if path not in written)

    def _find(self, path: str) -> Any:
        found: Any = self.data
        for token in path.split("/")[1:]:
            if isinstance(found, Mapping):
                found = found.get(token)
            elif isinstance(found, list) and token.isdigit() and int(token) < len(found):
                found = found[int(token)]
            else:
                return None
        return found

    def _set(self, path: str, value: str | None) -> None:
        *way, last = path.split("/")[1:]
        parent: Any = self.data
        for token, after in zip(way, [*way, last][1:], strict=True):
            parent = _child(parent, token, [] if after.isdigit() else {})
        if isinstance(parent, list):
            _child(parent, last, None)
            parent[int(last)] = value
        else:
            parent[last] = value


def _child(parent: Any, token: str, empty: Any) -> Any:
    """The container at `token`, made where there is none."""
    if isinstance(parent, list):
        index = int(token)
        parent.extend(None for _ in range(index + 1 - len(parent)))
        if parent[index] is None:
            parent[index] = empty
        return parent[index]
    if parent.get(token) is None:
        parent[token] = empty
    return parent[token]


def _leaves(node: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every value that says something, with its pointer."""
    if isinstance(node, Mapping):
        for name, child in node.items():
            yield from _leaves(child, f"{path}/{name}")
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from _leaves(child, f"{path}/{index}")
    elif node is not None and str(node).strip():
        yield path, node
